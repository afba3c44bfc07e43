#ifndef STORE_UPKEEP_COMPACT_H
#define STORE_UPKEEP_COMPACT_H

#include "base/err.h"

struct store;
struct txn;

/* What compaction wants of the others; see store_compact(). */

#define COMPACT_KEY "compact-due"
/* Old bytes of somebody who was erased may be in unused pages from now on. */
int compact_call_for(struct txn *txn) MUST_CHECK;
/* Removes what a compaction that was killed left behind. */
void compact_clear(const struct store *store);

#endif
