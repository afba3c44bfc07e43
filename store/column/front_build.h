#ifndef STORE_COLUMN_FRONT_BUILD_H
#define STORE_COLUMN_FRONT_BUILD_H

#include "store/column/front.h"

struct err_detail;
struct posting_batch;

/*
 * Makes the fronts of the store's roles that need one: those of more than
 * 30,000 leads that have none of the present generation, or one with many who
 * were touched.  To be called without a transaction by whoever holds
 * crawl.lock, when a generation is done.  First it settles the postings; then
 * it takes a transaction that reads and some that write for 50 ms each; between
 * these `turn` is called (NULL allowed), which ends it by what it returns if
 * that is not 0.  Killed or ended early it leaves nothing that anybody uses; no
 * room and damage are no failures.  O(postings of the role): .7 s of a million
 * leads, and 17 MB of memory.
 */
typedef int front_turn_fn(void *context);
int store_front_build(struct store *store, front_turn_fn *turn, void *context,
    struct err_detail *detail) MUST_CHECK;

/* ---- for front_build.c and check_front.c ---- */

/* One of those in a front. */
struct front_member {
	uint32_t ordinal;
	uint32_t place;
};

/* What a front should be. */
struct front_made {
	uint32_t n;
	struct front_member *members; /* by ordinal */
	uint32_t *ordinals; /* by place */
	uint8_t *cards; /* by place */
	struct place_in_rank last;
	struct posting_batch *postings; /* sorted */
	size_t n_postings;
};

/* By the rank, cards and ordinary postings of what is read of the role, of
 * `most` places at most.  ERR_CORRUPT when any can't be read. */
int front_make(struct txn *txn, const struct role_slot *role, uint32_t most,
    struct front_made *ret_made) MUST_CHECK;
/* Only the postings, of the members that *made has, in any order. */
int front_make_postings(struct txn *txn, const struct role_slot *role,
    struct front_made *made) MUST_CHECK;
/* Of half a one, too. */
void front_made_done(struct front_made *made);

#endif
