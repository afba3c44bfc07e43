#ifndef STORE_SCORE_SCORE_H
#define STORE_SCORE_SCORE_H

#include "store/score/role.h"
#include "store/store.h"

/* Beside what store.h has: for the rest of the store alone. */

/* What the rank has of it; ERR_NOTFOUND, ERR_CORRUPT. */
int store_score_get_card(struct txn *txn, struct slot slot, int64_t person,
    struct card *ret_card) MUST_CHECK;
/* A card that is damaged, anew from the records, but for the place: as if they
 * had told none.  ERR_CORRUPT. */
int store_score_make_card(struct txn *txn, const struct rank_key *rank,
    const struct role_slot *role, struct card *ret_card) MUST_CHECK;
/* As store_score_put() with the card's part that is the person's: place,
 * followers, stars, links and the like; the rest is the score's. */
int store_score_put_card(struct txn *txn, const char *role,
    const struct score *score, const struct card *card) MUST_CHECK;
/* Corrects first_seen in the person's cards. */
int store_score_touch(struct txn *txn, int64_t person,
    int64_t first_seen) MUST_CHECK;
/* Erases the person's scores and ranks of all roles. */
int store_score_drop_all(struct txn *txn, int64_t person) MUST_CHECK;

#endif
