#ifndef STORE_COLUMN_FRONT_H
#define STORE_COLUMN_FRONT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/key.h"
#include "store/posting/bits.h"
#include "store/posting/posting.h"

/*
 * The front of a rank: of a large role the best FRONT_PLACES leads are kept a
 * second time, numbered by their place in the rank, the best first.  Place p
 * is there under the ordinal FRONT_FIRST + p, in a slot of the front's own:
 * postings of the spaces that front_has(), never kept whole, cards and briefs.
 * So whatever evaluates a chunk finds the best leads in the first ones, in
 * their order.
 *
 * It is made after each new generation of a rank (front_build.h) and stays as
 * it is: whoever changes since is *touched*, and to be asked of the ordinary
 * postings and cards.  Over FRONT_TOUCHED_MOST it is given up until it is made
 * anew.  The answer to all that can't be read is to do without.
 */
struct store;
struct txn;
struct role_slot;

enum {
	FRONT_CHUNK = 0xFFE0, /* no ordinal of a person is in it or above */
	FRONT_CHUNKS = 8,
	FRONT_FIRST = FRONT_CHUNK * CHUNK_BITS,
	FRONT_PLACES = FRONT_CHUNKS * CHUNK_BITS,
	FRONT_NOWHERE = FRONT_PLACES, /* no place */
	FRONT_TOUCHED_MOST = 1024,
	/* In the number of a front's role; no role has a number as large. */
	FRONT_ROLE = 0x8000
};

/* Whether a front has the postings of the space.  Of the pipeline's it has one
 * for both records that a person may have. */
bool front_has(enum posting_space space);

struct front_touched {
	uint32_t ordinal;
	uint32_t place; /* not to be asked; or FRONT_NOWHERE */
	/* Where the person stands by now; { RANK_TIER_OUT, 0 } without a card. */
	struct place_in_rank rank;
};

struct front {
	struct slot slot; /* of its postings (all spaces), cards and briefs */
	uint32_t n; /* places: all below it, but for those who were erased */
	const struct front_touched *touched; /* by ordinal */
	size_t n_touched;
};

/* The front of what is read of a role; ERR_NOTFOUND: none that may be used. */
int front_find(struct txn *txn, const struct role_slot *role,
    struct arena *arena, struct front *ret_front) MUST_CHECK;

/* Whose place it is, and was when the front was made: see `touched`.
 * ERR_NOTFOUND for somebody erased, ERR_CORRUPT, counted. */
int front_ordinal(struct txn *txn, const struct front *front, uint32_t place,
    uint32_t *ret_ordinal) MUST_CHECK;

/* ---- writing ---- */

/* A posting of the person changes. */
int front_touch(struct txn *txn, enum posting_space space, struct slot slot,
    uint32_t ordinal) MUST_CHECK;
/* The person's card does, to that entry of COLUMN_CARD; NULL: it goes. */
int front_touch_card(struct txn *txn, struct slot slot, uint32_t ordinal,
    const uint8_t *card) MUST_CHECK;
/* Somebody is erased, and must be in no front either. */
int front_erase(struct txn *txn, uint32_t ordinal) MUST_CHECK;

/* Writes who was touched: by txn_commit().  Forgets it: at a transaction's
 * end. */
int front_flush(struct txn *txn) MUST_CHECK;
void front_forget(struct store *store);

#endif
