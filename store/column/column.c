/* Blocks of entries: finding, reading and changing them. */
#include "store/column/column.h"

#include <endian.h>
#include <string.h>

#include "base/mem.h"
#include "store/column/brief.h"
#include "store/column/card.h"
#include "store/column/column_batch.h"
#include "store/column/front.h"
#include "store/posting/bits.h"
#include "store/posting/ordinal.h"
#include "store/store_internal.h"
#include "store/value/value.h"

/* A page less its header: see COLUMN_BLOCK. */
_Static_assert(COLUMN_VALUE_MAX <= 4080 &&
	COLUMN_SIGNAL_BYTES <= COLUMN_CARD_BYTES && COLUMN_BLOCK > 64 &&
	COLUMN_BLOCK < 8 * COLUMN_HEAD && COLUMN_HEAD == 16,
    "a block fills a page");

static size_t
entry_bytes(enum column_kind kind)
{
	return kind == COLUMN_CARD ? COLUMN_CARD_BYTES : COLUMN_SIGNAL_BYTES;
}

/* ---- blocks ---- */

static bool
has_entry(const uint8_t *head, size_t at)
{
	return (head[at / 8] >> at % 8 & 1) != 0;
}

/* Bits of the head from a multiple of 64 on. */
static uint64_t
head_word(const uint8_t *head, size_t from)
{
	uint64_t word;

	memcpy(&word, head + from / 8, sizeof(word));
	return le64toh(word);
}

/* Entries before the one at `at`, which is less than the head's bits. */
static size_t
count_before(const uint8_t *head, size_t at)
{
	size_t from = at / 64 * 64;
	uint64_t below = ((uint64_t)1 << at % 64) - 1;

	return (from > 0 ? bits_in_word(head_word(head, 0)) : 0) +
	    bits_in_word(head_word(head, from) & below);
}

/* Exactly the entries that the head promises, and none behind the block. */
static bool
is_block(struct slice value, size_t bytes)
{
	if (value.len <= COLUMN_HEAD ||
	    head_word(value.bytes, 64) >> (COLUMN_BLOCK - 64) != 0)
		return false;
	return value.len ==
	    COLUMN_HEAD + bytes * count_before(value.bytes, COLUMN_BLOCK);
}

static void
block_key(struct key *key, enum column_kind kind, struct slot slot,
    uint32_t block)
{
	key_column(key, &(struct column_key){ (uint8_t)kind, slot, block });
}

enum {
	SEEN_FROM = 512, /* blocks that are read before any is kept */
	SEEN = 16384
};

struct seen_block {
	const uint8_t *head; /* NULL: none */
	uint32_t block;
	uint32_t len;
};

struct column_seen {
	struct seen_block blocks[SEEN];
};

void
column_init(struct column *column, struct txn *txn, enum column_kind kind,
    struct slot slot)
{
	*column = (struct column){ .txn = txn, .kind = kind, .slot = slot };
}

/* As db_get() does, but from where the cursor is. */
static int
seek_block(struct column *column, const struct key *key)
{
	struct slice found;
	int rc = cursor_seek(column->cursor, key, &found, &column->value);

	if (rc == 0 &&
	    (found.len != key->len ||
		memcmp(found.bytes, key->bytes, key->len) != 0))
		return ERR_NOTFOUND;
	return rc;
}

/* Whether it is known where the block is. */
static bool
recall(struct column *column, uint32_t block)
{
	const struct seen_block *seen;

	if (column->seen == NULL)
		return false;
	seen = &column->seen->blocks[block % SEEN];
	if (seen->head == NULL || seen->block != block)
		return false;
	column->value = (struct slice){ seen->head, seen->len };
	column->found = 0;
	return true;
}

static void
remember(struct column *column, uint32_t block)
{
	if (column->seen != NULL && column->found == 0)
		column->seen->blocks[block % SEEN] =
		    (struct seen_block){ column->value.bytes, block,
			    (uint32_t)column->value.len };
}

static void
load_block(struct column *column, uint32_t block)
{
	struct key key;

	column->has_block = true;
	column->block = block;
	if (recall(column, block))
		return;
	block_key(&key, column->kind, column->slot, block);
	column->found = column->cursor != NULL
	    ? seek_block(column, &key)
	    : column_block_get(column->txn, &key, &column->value);
	if (column->found == 0 &&
	    !is_block(column->value, entry_bytes(column->kind)))
		column->found = value_corrupt(column->txn);
	remember(column, block);
}

int
column_at(struct column *column, uint32_t ordinal, const uint8_t **ret_entry)
{
	uint32_t block = ordinal / COLUMN_BLOCK;
	size_t at = ordinal % COLUMN_BLOCK;
	const uint8_t *head;

	if (!column->has_block || column->block != block)
		load_block(column, block);
	if (column->found < 0)
		return column->found;
	head = column->value.bytes;
	if (!has_entry(head, at))
		return ERR_NOTFOUND;
	*ret_entry = head + COLUMN_HEAD +
	    count_before(head, at) * entry_bytes(column->kind);
	return 0;
}

const uint8_t *
column_block_at(const struct column_block *block, size_t at)
{
	const uint8_t *entries = block->head + COLUMN_HEAD;

	if (block->is_full)
		return entries + at * COLUMN_CARD_BYTES;
	return has_entry(block->head, at)
	    ? entries + count_before(block->head, at) * COLUMN_CARD_BYTES
	    : NULL;
}

int
column_block(struct column *column, uint32_t block,
    struct column_block *ret_block)
{
	if (!column->has_block || column->block != block)
		load_block(column, block);
	if (column->found < 0)
		return column->found;
	*ret_block = (struct column_block){ column->value.bytes,
		count_before(column->value.bytes, COLUMN_BLOCK) ==
		    COLUMN_BLOCK };
	return 0;
}

/* ---- the rank's cards ---- */

void
column_open_cards(struct column *column, struct txn *txn, struct slot slot)
{
	column_init(column, txn, COLUMN_CARD, slot);
	/* Without one, blocks are looked up. */
	if (!db_has(txn->store, TABLE_COLUMN) ||
	    cursor_open(txn, TABLE_COLUMN, &column->cursor) < 0)
		column->cursor = NULL;
}

void
column_close(struct column *column)
{
	cursor_close(column->cursor);
	mem_free(column->seen);
	column->cursor = NULL;
	column->seen = NULL;
}

int
column_ranked(struct column *cards, const struct rank_key *rank,
    uint32_t ordinal, const uint8_t **ret_entry, struct card *ret_card)
{
	const uint8_t *entry;
	int rc = ERR_NOTFOUND;

	/* What was written meanwhile may have moved the block. */
	if (cards->txn->write)
		cards->has_block = false;
	else if (cards->seen == NULL && cards->loads++ > SEEN_FROM)
		cards->seen = mem_calloc(1, sizeof(*cards->seen));
	if (ordinal != ORDINAL_NONE)
		rc = column_at(cards, ordinal, &entry);
	if (rc == ERR_NOTFOUND ||
	    (rc == 0 && !column_is_ranked(entry, rank, ret_card)))
		return value_corrupt(cards->txn);
	if (rc == 0 && ret_entry != NULL)
		*ret_entry = entry;
	return rc;
}

/* ---- writing ---- */

int
column_is_measured(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct measured *measured, bool *ret_is)
{
	uint8_t expected[COLUMN_SIGNAL_BYTES];
	struct column column;
	const uint8_t *entry;
	int rc;

	column_measured_encode(measured, expected);
	column_init(&column, txn, COLUMN_SIGNAL, slot);
	rc = column_at(&column, ordinal, &entry);
	*ret_is = rc == 0 && memcmp(entry, expected, COLUMN_SIGNAL_BYTES) == 0;
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* The block as it is, or an empty one for none and for one that is malformed:
 * what it should hold is made anew from
 * the records. */
static int
read_block(struct txn *txn, const struct key *key, size_t bytes,
    uint8_t *ret_value, size_t *ret_len)
{
	struct slice value;
	int rc = column_block_get(txn, key, &value);

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	if (rc == 0 && is_block(value, bytes)) {
		memcpy(ret_value, value.bytes, value.len);
		*ret_len = value.len;
		return 0;
	}
	memset(ret_value, 0, COLUMN_HEAD);
	*ret_len = COLUMN_HEAD;
	return 0;
}

/* Whether that is what is there, or not there. */
static bool
is_entry(const uint8_t *value, size_t at, const uint8_t *entry, size_t bytes)
{
	const uint8_t *old =
	    value + COLUMN_HEAD + count_before(value, at) * bytes;

	return entry != NULL && has_entry(value, at)
	    ? memcmp(old, entry, bytes) == 0
	    : entry == NULL && !has_entry(value, at);
}

/* Puts an entry in its place, or takes it out if `entry` is NULL. */
static size_t
change(uint8_t *value, size_t len, size_t at, const uint8_t *entry,
    size_t bytes)
{
	size_t from = COLUMN_HEAD + count_before(value, at) * bytes;
	bool has = has_entry(value, at);

	if (entry != NULL && !has) {
		memmove(value + from + bytes, value + from, len - from);
		value[at / 8] |= (uint8_t)(1U << at % 8);
		len += bytes;
	}
	if (entry != NULL)
		memcpy(value + from, entry, bytes);
	if (entry == NULL && has) {
		memmove(value + from, value + from + bytes, len - from - bytes);
		value[at / 8] &= (uint8_t) ~(1U << at % 8);
		len -= bytes;
	}
	return len;
}

static int
put_entry(struct txn *txn, enum column_kind kind, struct slot slot,
    uint32_t ordinal, const uint8_t *entry)
{
	uint8_t value[COLUMN_VALUE_MAX];
	size_t bytes = entry_bytes(kind), len = 0;
	struct key key;
	int rc;

	block_key(&key, kind, slot, ordinal / COLUMN_BLOCK);
	rc = read_block(txn, &key, bytes, value, &len);
	if (rc < 0)
		return rc;
	if (is_entry(value, ordinal % COLUMN_BLOCK, entry, bytes))
		return 0;
	if (kind == COLUMN_CARD)
		rc = front_touch_card(txn, slot, ordinal, entry);
	if (rc < 0)
		return rc;
	len = change(value, len, ordinal % COLUMN_BLOCK, entry, bytes);
	if (len == COLUMN_HEAD)
		return column_block_drop(txn, &key);
	return column_block_put(txn, &key, (struct slice){ value, len });
}

int
column_put_card(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct card *card, struct place_in_rank place)
{
	uint8_t entry[COLUMN_CARD_BYTES];
	int rc;

	column_card_encode(card, place, entry);
	rc = put_entry(txn, COLUMN_CARD, slot, ordinal, entry);
	return rc < 0 ? rc : brief_put(txn, slot, ordinal, entry);
}

int
column_put_measured(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct measured *measured)
{
	uint8_t entry[COLUMN_SIGNAL_BYTES];

	column_measured_encode(measured, entry);
	return put_entry(txn, COLUMN_SIGNAL, slot, ordinal, entry);
}

int
column_put_block(struct txn *txn, struct slot slot, uint32_t block,
    const uint8_t *const *cards)
{
	uint8_t value[COLUMN_VALUE_MAX] = { 0 };
	size_t len = COLUMN_HEAD;
	struct key key;

	for (size_t at = 0; at < COLUMN_BLOCK; at++)
		if (cards[at] != NULL)
			len = change(value, len, at, cards[at],
			    COLUMN_CARD_BYTES);
	block_key(&key, COLUMN_CARD, slot, block);
	return len == COLUMN_HEAD
	    ? column_block_drop(txn, &key)
	    : column_block_put(txn, &key, (struct slice){ value, len });
}

int
column_drop(struct txn *txn, enum column_kind kind, struct slot slot,
    uint32_t ordinal)
{
	int rc = put_entry(txn, kind, slot, ordinal, NULL);

	return rc < 0 || kind != COLUMN_CARD
	    ? rc
	    : brief_put(txn, slot, ordinal, NULL);
}

int
column_seal_cards(struct txn *txn, const struct key *key, struct slice value)
{
	uint8_t sealed[COLUMN_VALUE_MAX];

	if (!is_block(value, COLUMN_CARD_BYTES))
		return 0;
	memcpy(sealed, value.bytes, value.len);
	for (size_t at = COLUMN_HEAD; at < value.len; at += COLUMN_CARD_BYTES)
		column_card_seal(sealed + at);
	return db_put(txn, TABLE_COLUMN, key,
	    (struct slice){ sealed, value.len });
}

/* ---- other weights ---- */

/* With the score that the weights give; as it is if the signals are damaged. */
static bool
reweigh_entry(struct column *signals, uint32_t ordinal, const uint8_t *old,
    const struct weights *weights, uint8_t *entry)
{
	struct place_in_rank place;
	struct measured measured;
	struct weighed weighed;
	const uint8_t *found;
	struct card card;

	if (!column_card(old, &card, &place))
		return false;
	if (column_at(signals, ordinal, &found) == 0 &&
	    column_measured(found, &measured)) {
		measured_sum(&measured, weights, &weighed);
		store_card_weigh(&card, &place, &weighed);
	}
	column_card_encode(&card, place, entry);
	return true;
}

int
column_reweigh(struct column *cards, struct column *signals, uint32_t block,
    struct slot to, const struct weights *weights, int64_t *ret_n)
{
	uint8_t value[COLUMN_VALUE_MAX];
	size_t len = 0;
	struct key key;
	int64_t n = 0;
	int rc;

	block_key(&key, COLUMN_CARD, to, block);
	rc = read_block(cards->txn, &key, COLUMN_CARD_BYTES, value, &len);
	for (uint32_t at = 0; at < COLUMN_BLOCK && rc == 0; at++) {
		uint32_t ordinal = block * COLUMN_BLOCK + at;
		uint8_t entry[COLUMN_CARD_BYTES];
		const uint8_t *old;

		rc = column_at(cards, ordinal, &old);
		if (rc == 0 &&
		    reweigh_entry(signals, ordinal, old, weights, entry)) {
			n += !has_entry(value, at);
			len = change(value, len, at, entry, COLUMN_CARD_BYTES);
		}
		if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
			rc = 0;
	}
	if (rc == 0 && len > COLUMN_HEAD)
		rc = db_put(cards->txn, TABLE_COLUMN, &key,
		    (struct slice){ value, len });
	if (rc == 0)
		rc = brief_renew(cards->txn, to, block * COLUMN_BLOCK,
		    COLUMN_BLOCK);
	if (rc == 0)
		*ret_n = n;
	return rc;
}
