#ifndef CRAWLER_LINK_H
#define CRAWLER_LINK_H

#include <stdbool.h>

#include "base/arena.h"

/*
 * The target of a relation ("next") in a Link header (RFC 8288), in the arena;
 * NULL if there is none.  The address is opaque: it is used as given, but only
 * if it has the origin of `base`, the page that it came with.  *ret_foreign
 * (may be NULL) tells that a target was refused for its origin.  Linear in the
 * header's length; any bytes are safe.
 */
const char *link_find(struct arena *arena, const char *header,
    const char *relation, const char *base, bool *ret_foreign);

#endif
