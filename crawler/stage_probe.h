#ifndef CRAWLER_STAGE_PROBE_H
#define CRAWLER_STAGE_PROBE_H

#include "crawler/walk.h"

/*
 * Makes the probe due for this run: one that was not finished goes on where it
 * stood, a finished one starts again unless it began less than
 * `crawl.refresh_probe` ago.
 */
int stage_probe_arm(struct walk *walk, struct txn *txn) MUST_CHECK;

#endif
