#ifndef STORE_COLUMN_COLUMN_H
#define STORE_COLUMN_COLUMN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "config/role.h"
#include "store/column/column_entry.h"
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
enum {
	COLUMN_BLOCK = 100, /* ordinals; block = ordinal / COLUMN_BLOCK */
	COLUMN_HEAD = 16,
	COLUMN_VALUE_MAX = COLUMN_HEAD + COLUMN_BLOCK * COLUMN_CARD_BYTES
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
	/* Of TABLE_COLUMN, for many blocks that are near each other: that takes
	 * a third of the time.  NULL, or the caller's. */
	struct cursor *cursor;
	/* Where blocks are, after many were read in any order. */
	size_t loads;
	struct column_seen *seen; /* NULL: nothing is kept */
};

/* Takes nothing that must be given back.  No longer of use after a write or
 * the end of the transaction. */
void column_init(struct column *column, struct txn *txn, enum column_kind kind,
    struct slot slot);

/* The same for cards that are read in the rank's order, from block to block;
 * column_close() is a must.  Writes in between are fine. */
void
column_open_cards(struct column *column, struct txn *txn, struct slot slot);
void column_close(struct column *column);

/*
 * The card of an entry of the rank, of one that column_open_cards() made.
 * ERR_CORRUPT, and counted, if there is none or it is of somebody or somewhere
 * else.  *ret_entry, if wanted, is where it lies, until the next write.
 */
int column_ranked(struct column *cards, const struct rank_key *rank,
    uint32_t ordinal, const uint8_t **ret_entry,
    struct card *ret_card) MUST_CHECK;

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

/* ---- writing, by score.c ---- */

/* Whether the entry is there and is this. */
int column_is_measured(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct measured *measured, bool *ret_is) MUST_CHECK;

/* Gives a block of cards, which schema 3 to 5 wrote, what tells damage. */
int column_seal_cards(struct txn *txn, const struct key *key,
    struct slice value) MUST_CHECK;

/* Replaces or removes them, with a card its brief (brief.h); nothing is written
 * where nothing changes. */
int column_put_card(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct card *card, struct place_in_rank place) MUST_CHECK;
int column_put_measured(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct measured *measured) MUST_CHECK;
/* A whole block of cards, of COLUMN_BLOCK entries (NULL: none), without briefs. */
int column_put_block(struct txn *txn, struct slot slot, uint32_t block,
    const uint8_t *const *cards) MUST_CHECK;
int column_drop(struct txn *txn, enum column_kind kind, struct slot slot,
    uint32_t ordinal) MUST_CHECK;

/*
 * A block of cards made of another generation's, with other weights, see
 * reweigh.c.  `cards` and `signals` are the old ones; *ret_n: how many of the
 * entries were not there before.  Somebody without readable signals has the
 * old score: `doctor` tells.
 */
int column_reweigh(struct column *cards, struct column *signals, uint32_t block,
    struct slot to, const struct weights *weights, int64_t *ret_n) MUST_CHECK;

#endif
