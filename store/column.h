#ifndef STORE_COLUMN_H
#define STORE_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "config/role.h"
#include "store/key.h"
#include "store/store.h"

/*
 * Columns: of each score a fixed-size entry, by ordinal, for conditions and
 * orders of leads that were found by postings.
 *
 *   key    kind (1) | role (2) | generation (1) | block (4)
 *   value  a bit for each ordinal of the block that has an entry (16 bytes,
 *          bit n % 8 of byte n / 8), then the entries there are, in order
 *
 * A block of COLUMN_BLOCK entries fills a page of LMDB's and no more.
 */
enum column_kind {
	COLUMN_CARD = 1,
	COLUMN_SIGNAL = 2,
	/* No column: a container (store/bits.h) of the free ordinals of a
	 * chunk, which stands for the block; slot 0.  See ordinal.c. */
	COLUMN_FREE = 3
};

enum {
	COLUMN_BLOCK = 100, /* ordinals; block = ordinal / COLUMN_BLOCK */
	COLUMN_HEAD = 16,
	COLUMN_CARD_BYTES = 40,
	COLUMN_SIGNAL_BYTES = 4 * FAMILY_COUNT
};

/* Reads entries; looks a block up only when another one was read before. */
struct column {
	struct txn *txn;
	enum column_kind kind;
	struct slot slot;
	bool has_block;
	int found; /* 0, ERR_NOTFOUND, ERR_CORRUPT: what became of the block */
	uint32_t block;
	struct slice value;
};

/* Takes nothing that must be given back.  No longer of use after a write or
 * the end of the transaction. */
void column_init(struct column *column, struct txn *txn, enum column_kind kind,
    struct slot slot);

/*
 * The entry of an ordinal, inside the database; ERR_NOTFOUND when it has none,
 * ERR_CORRUPT for a block that is malformed (counted once a block).  Rising
 * ordinals are cheapest: a look-up a block, then a few instructions each.
 */
int column_at(struct column *column, uint32_t ordinal,
    const uint8_t **ret_entry) MUST_CHECK;

/* A block, for whoever wants many of its entries.  Errors as above. */
struct column_block {
	const uint8_t *head; /* NULL: not read */
	bool is_full; /* no ordinal is without an entry */
};
int column_block(struct column *column, uint32_t block,
    struct column_block *ret_block) MUST_CHECK;
/* The entry of block * COLUMN_BLOCK + at, of a column of cards; or NULL. */
const uint8_t *column_block_at(const struct column_block *block, size_t at);

/* One number of an entry of COLUMN_CARD, without decoding the rest. */
enum column_number {
	COLUMN_PERSON,
	COLUMN_TIER,
	COLUMN_SCORE, /* in thousandths */
	COLUMN_COVERAGE, /* in ten thousandths */
	COLUMN_BAND,
	COLUMN_INVOLVEMENT,
	COLUMN_PLACE,
	COLUMN_LAST_ACTIVE,
	COLUMN_FIRST_SEEN,
	COLUMN_FLAGS, /* CARD_HIREABLE... of store_internal.h */
	COLUMN_FOLLOWERS,
	COLUMN_STARS,
	COLUMN_PULLS,
	COLUMN_REVIEWS
};
int64_t column_number(const uint8_t *entry, enum column_number number);

/* An entry of COLUMN_CARD, as the rank has it; false for a malformed one. */
bool column_card(const uint8_t *entry, struct card *ret_card,
    struct place_in_rank *ret_place);

/* An entry of COLUMN_SIGNAL, to a ten-thousandth; above 6.5535 is that. */
struct column_signals {
	double value[FAMILY_COUNT]; /* struct signal's */
	/* Points a point of weight; value times coverage where the weight is
	 * 0: what another weight would be multiplied with. */
	double share[FAMILY_COUNT];
};
void column_signals(const uint8_t *entry, struct column_signals *ret_signals);

/* ---- writing, by score.c ---- */

/* What the entries of one score are made of; card->person is whose. */
struct column_parts {
	const struct card *card;
	struct place_in_rank place;
	const struct score *score;
};

/* Whether the entries are there and are these. */
int column_is(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct column_parts *parts, bool *ret_is) MUST_CHECK;

/* Replaces or removes them. */
int column_put(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct column_parts *parts) MUST_CHECK;
/* The card alone. */
int column_put_card(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct card *card, struct place_in_rank place) MUST_CHECK;
int column_drop(struct txn *txn, struct slot slot, uint32_t ordinal) MUST_CHECK;

#endif
