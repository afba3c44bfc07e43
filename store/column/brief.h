#ifndef STORE_COLUMN_BRIEF_H
#define STORE_COLUMN_BRIEF_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "store/key.h"
#include "store/lmdb.h"

struct column;

/*
 * Briefs: of each card of a role (column.h) what most conditions and orders
 * ask, in 15 bytes, rounded down where a number is large.  Field after field,
 * so that a walk over everybody reads little and compares many at once.
 *
 *   key    COLUMN_BRIEF (1) | role (2) | generation of the rank (1) | block (4)
 *   value  BRIEF_BYTES, see brief.c: a page of LMDB's
 *
 * What a brief says of a number is its *level*.  Levels rise with numbers, so a
 * bound is turned into a level once: numbers of lower levels are below it,
 * those of higher ones above, and only for those of its own level the card must
 * be asked; for none if the bound is the least number of its level, which round
 * numbers are.
 */
enum {
	BRIEF_BLOCK = 256, /* ordinals; block = ordinal / BRIEF_BLOCK */
	BRIEF_HAS_BYTES = BRIEF_BLOCK / 8
};

enum brief_field {
	/* CARD_HIREABLE... of store_internal.h, BRIEF_OUT, and in the upper two
	 * bits how many needs were not seen (3: that or more, or out) */
	BRIEF_FLAGS,
	/* band (lower half), involvement (upper half) */
	BRIEF_GRADES,
	BRIEF_COVERAGE, /* in hundredths */
	BRIEF_FOLLOWERS,
	BRIEF_STARS,
	BRIEF_PULLS,
	BRIEF_REVIEWS,
	/* From here on numbers of two bytes. */
	BRIEF_PLACE, /* 65,535: that or more */
	/* Quarters of a day since 2008, from 1 on, which is all before that
	 * too; 65,535: 2052 or later; 0: not known. */
	BRIEF_LAST_ACTIVE,
	BRIEF_FIRST_SEEN,
	BRIEF_SCORE, /* in two thousandths of a point */
	BRIEF_FIELDS
};
enum {
	BRIEF_OUT = 32, /* the tier is RANK_TIER_OUT */
	BRIEF_MISSING_SHIFT = 6,
	BRIEF_MISSING_MOST = 3
};

/* The level of a number (flags are none) in the card's unit, as column_number()
 * gives it: score in thousandths, coverage in ten thousandths, times in
 * seconds. */
unsigned brief_level(enum brief_field field, int64_t n);
/* Whether no smaller number has the same level. */
bool brief_is_least(enum brief_field field, int64_t n);

struct brief {
	struct txn *txn;
	struct slot slot;
	struct cursor *cursor;
	bool is_placed; /* the cursor is at block `at`, the first not below the
			 * one that was read last */
	bool is_end; /* there is none */
	uint32_t at;
	struct slice value;
};

/* The bytes are the database's, until the next write or the transaction's
 * end. */
struct brief_block {
	const uint8_t *value; /* NULL: nobody is there */
};

int
brief_open(struct brief *brief, struct txn *txn, struct slot slot) MUST_CHECK;
void brief_close(struct brief *brief);

/* In rising order it is cheapest.  ERR_CORRUPT, and counted, for a block that
 * is malformed or whose bits are damaged. */
int brief_read(struct brief *brief, uint32_t block,
    struct brief_block *ret_block) MUST_CHECK;

/* The same in two steps, for whoever finds many before any of them is looked
 * at: where it is, and what brief_read() says of it. */
int brief_find(struct brief *brief, uint32_t block,
    struct brief_block *ret_block) MUST_CHECK;
int
brief_check(struct brief *brief, const struct brief_block *block) MUST_CHECK;
/* Asks for what brief_check() and brief_field() read. */
void brief_fetch(const struct brief_block *block, enum brief_field field);

/* Asks for what the field says of the one at `at`. */
void brief_fetch_one(const struct brief_block *block, enum brief_field field,
    size_t at);

/* BRIEF_HAS_BYTES: bit n % 8 of byte n / 8 tells whether there is one of the
 * nth ordinal.  Of a block that is not NULL. */
const uint8_t *brief_has(const struct brief_block *block);

/*
 * What all of the block have in a field: BRIEF_BLOCK numbers, of one byte or
 * of two (brief_u16()); 0 where there is none.  NULL for one that is damaged,
 * which is counted: each call looks it through, which takes some 10 ns.
 */
const uint8_t *brief_field(struct brief *brief, const struct brief_block *block,
    enum brief_field field);
/* The same of a field that was looked through. */
const uint8_t *
brief_field_again(const struct brief_block *block, enum brief_field field);

static inline unsigned
brief_u16(const uint8_t *numbers, size_t at)
{
	uint16_t number;

	memcpy(&number, numbers + 2 * at, sizeof(number));
	return le16toh(number);
}

/* ---- writing, by column.c and migrations ---- */

enum {
	BRIEF_HEAD = 128,
	BRIEF_BYTES = BRIEF_HEAD + 15 * BRIEF_BLOCK
};

/* Of a sound entry of COLUMN_CARD; NULL: takes it out.  Nothing is written
 * where nothing changes. */
int brief_put(struct txn *txn, struct slot slot, uint32_t ordinal,
    const uint8_t *card) MUST_CHECK;

/* Of `n` ordinals from `from` on, anew from the cards that are stored. */
int brief_renew(struct txn *txn, struct slot slot, uint32_t from,
    uint32_t n) MUST_CHECK;

/* What a block should be by the cards; *ret_is_empty: not there. */
int brief_make(struct column *cards, uint32_t block,
    uint8_t ret_value[static BRIEF_BYTES], bool *ret_is_empty) MUST_CHECK;

#endif
