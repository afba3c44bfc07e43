#ifndef CRAWLER_STAGE_LOOK_H
#define CRAWLER_STAGE_LOOK_H

#include "crawler/walk.h"

/*
 * Has those looked at anew who wait for a visit on behalf of a role whose
 * `where:` was edited since a run last took it up.  In slices, with no
 * transaction open.
 */
int stage_look_arm(struct walk *walk) MUST_CHECK;

#endif
