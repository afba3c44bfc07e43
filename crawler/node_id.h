#ifndef CRAWLER_NODE_ID_H
#define CRAWLER_NODE_ID_H

#include <stdint.h>

#include "base/arena.h"

/*
 * The global id of an account whose numeric id is all that is known: the old
 * form, base64 of "04:User<id>", which GitHub still resolves.  Ids that GitHub
 * gave are opaque and used as they came.
 */
const char *node_id_of_user(struct arena *arena, int64_t id);

#endif
