#ifndef STORE_SCORE_REWEIGH_H
#define STORE_SCORE_REWEIGH_H

#include "store/score/role.h"
#include "store/store.h"

/* Beside what store.h has: for the rest of the store alone. */

/* Whether a ranking that is built has entries of the rank by now. */
bool reweigh_has_ranks(const struct role_slot *role);

/*
 * The rank's entries of a slot that has cards: slices as store_reweigh_slice()
 * has them.  *bucket is how far they are, 0 at first; ERR_NOTFOUND at the end.
 */
int reweigh_rank(struct txn *txn, struct slot slot, struct reweigh *reweigh,
    int64_t until_ms, uint32_t *bucket) MUST_CHECK;

#endif
