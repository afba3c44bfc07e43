#ifndef STORE_COLUMN_FRONT_LAYOUT_H
#define STORE_COLUMN_FRONT_LAYOUT_H

#include "store/column/front.h"
#include "store/lmdb.h"
#include "store/meta.h"
#include "store/score/role.h"
#include "store/store_internal.h"
#include "store/value/value.h"

/*
 * What the store has of a front beside its postings, cards and briefs:
 *
 *   meta    front/NUMBER of the role: what struct front_state has, see front.c
 *   column  COLUMN_FRONT_ORDINAL, slot, place / FRONT_BLOCK: ordinals (4 bytes each);
 *           FRONT_NOWHERE for somebody erased
 *   column  COLUMN_FRONT_PLACE, slot, ordinal / FRONT_PLACE_BLOCK: of those who
 *           are in the front, in order, offset in the block (2) and place (4)
 */
enum {
	FRONT_BLOCK = 1000,
	FRONT_ORDINAL_BYTES = 4,
	FRONT_PLACE_BLOCK = 500,
	FRONT_PLACE_BYTES = 6
};

enum front_is {
	FRONT_BUILDING = 1, /* or dropped */
	FRONT_READY = 2,
	FRONT_STALE = 3 /* given up */
};

struct front_state {
	enum front_is is;
	/* Of what it is made. */
	uint8_t generation;
	uint8_t ranking;
	uint32_t n;
	struct place_in_rank last; /* of the last place */
	struct front_touched touched[FRONT_TOUCHED_MOST];
	size_t n_touched;
};

struct slot front_slot(uint16_t role);
/* Whether it is of what is read of the role. */
bool
front_is_current(const struct front_state *state, const struct role_slot *role);

/* ERR_NOTFOUND; ERR_CORRUPT, counted. */
int front_state_get(struct txn *txn, uint16_t role,
    struct front_state *ret_state) MUST_CHECK;
int front_state_put(struct txn *txn, uint16_t role,
    const struct front_state *state) MUST_CHECK;
int front_state_drop(struct txn *txn, uint16_t role) MUST_CHECK;

/* The person's place; ERR_NOTFOUND, ERR_CORRUPT. */
int front_place(struct txn *txn, uint16_t role, uint32_t ordinal,
    uint32_t *ret_place) MUST_CHECK;

/* The same by looking through all places: ERR_NOTFOUND. */
int front_place_search(struct txn *txn, uint16_t role, uint32_t ordinal,
    uint32_t *ret_place) MUST_CHECK;

/* Nobody is in the place any more, nor has the person any. */
int front_erase_place(struct txn *txn, uint16_t role, uint32_t ordinal,
    uint32_t place) MUST_CHECK;

/* How large fronts are; smaller in tests. */
struct front_limits {
	uint32_t places;
	size_t touched;
	int64_t small_role; /* of up to so many leads have none */
	int64_t slice_ms; /* of a transaction that writes */
};
extern struct front_limits front_limits;

#endif
