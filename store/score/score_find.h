#ifndef STORE_SCORE_SCORE_FIND_H
#define STORE_SCORE_SCORE_FIND_H

#include "store/index/index.h"
#include "store/key.h"
#include "store/score/role.h"
#include "store/store.h"

/*
 * What score.c and score_drop.c share: what a generation has of somebody.
 */

/* Of one whose score is replaced or erased. */
struct score_found {
	bool is_there; /* a record */
	bool is_corrupt; /* so that its terms can't be told */
	struct score score;
	struct card card;
	struct key key; /* of the rank's entry; empty: none */
};

/* ERR_CORRUPT and absence are told in *ret_found, not returned. */
int
score_find(struct txn *txn, struct slot slot, int64_t person, uint32_t ordinal,
    struct arena *arena, struct score_found *ret_found) MUST_CHECK;

/* Key and card of the rank's entry, by the person's card; ERR_NOTFOUND,
 * ERR_CORRUPT. */
int score_find_rank(struct txn *txn, struct slot slot, int64_t person,
    uint32_t ordinal, struct key *ret_key, struct card *ret_card) MUST_CHECK;

/* The slow way to that key, when the card does not lead there: looks through
 * the rank.  ERR_NOTFOUND. */
int score_scan_rank(struct txn *txn, struct slot slot, int64_t person,
    struct key *ret_key) MUST_CHECK;

/* ORDINAL_NONE for somebody who is not stored, or refuses. */
int score_find_ordinal(struct txn *txn, int64_t person,
    uint32_t *ret_ordinal) MUST_CHECK;

/* Moves the terms from what was found to `new`, whose score is NULL for none. */
int score_change_terms(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct score_found *found, struct index_score new) MUST_CHECK;

static inline int
score_none_if_absent(int rc)
{
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* Whether what is built has its scores in common with what is read. */
static inline bool
score_is_shared(const struct role_slot *role)
{
	return role->is_built &&
	    role->built.generation == role->slot.generation;
}

/* ---- score_card.c ---- */

/* The card's part that is the person's, but for the place. */
struct card score_card_of(const struct person *person, int64_t stars);
/* The part that is the score's and no weights change. */
void score_card_fill(const struct score *score, struct card *card);

#endif
