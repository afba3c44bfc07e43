/*
 * An entry of COLUMN_CARD:
 *
 *   at  bytes
 *    0  8  person
 *    8  1  tier
 *    9  3  score, in thousandths; the upper 7 bits tell damage
 *   12  28 the card's bytes from its fifth on, see card.c, but for
 *          band (upper half) and involvement in the place of the upper byte of
 *          the needs not seen, and the flags in that of the followers
 *
 * An entry of COLUMN_SIGNAL: of each family 34 bits, from the lowest of the
 * first byte on: value and coverage in thousandths (10 each), share in ten
 * thousandths (14); then a byte that tells damage.
 */
#include "store/column.h"

#include <endian.h>
#include <math.h>
#include <string.h>

#include "base/assert.h"
#include "base/mem.h"
#include "store/bits.h"
#include "store/brief.h"
#include "store/ordinal.h"
#include "store/store_internal.h"

enum {
	VALUE_MAX = COLUMN_HEAD + COLUMN_BLOCK * COLUMN_CARD_BYTES,
	CARD_AT = 12,
	CARD_FROM = 4,
	SCORE_AT = 9,
	SCORE_BITS = 17,
	SUM_PRIME = 127,
	/* Of the card. */
	BAND_AT = 1,
	INVOLVEMENT_AT = 2,
	FLAGS_AT = 3,
	MISSING_AT = 6,
	FOLLOWERS_AT = 20,
	/* Of signals. */
	UNIT_BITS = 10,
	SHARE_BITS = 14,
	FAMILY_BITS = 2 * UNIT_BITS + SHARE_BITS,
	SUM_AT = COLUMN_SIGNAL_BYTES - 1
};

/* A page less its header: see COLUMN_BLOCK. */
_Static_assert(VALUE_MAX <= 4080 && COLUMN_SIGNAL_BYTES <= COLUMN_CARD_BYTES &&
	COLUMN_BLOCK > 64 && COLUMN_BLOCK < 8 * COLUMN_HEAD &&
	COLUMN_HEAD == 16 && COLUMN_CARD_BYTES == 40 &&
	CARD_AT + CARD_BYTES - CARD_FROM == COLUMN_CARD_BYTES,
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
	    : db_get(column->txn, TABLE_COLUMN, &key, &column->value);
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

/* ---- entries ---- */

/* Eight bytes of the entry at `at`, shifted and masked. */
#define NUMBER(from, bytes)                                                    \
	{                                                                      \
		(from) < 32 ? (from) : 32,                                     \
		    64 - 8 * ((from) - ((from) < 32 ? (from) : 32) + (bytes)), \
		    UINT64_MAX >> (64 - 8 * (bytes))                           \
	}

static const struct {
	uint8_t at;
	uint8_t shift;
	uint64_t mask;
} numbers[] = {
	[COLUMN_PERSON] = NUMBER(0, 8),
	[COLUMN_TIER] = NUMBER(8, 1),
	[COLUMN_SCORE] = { 9, 40, (1 << SCORE_BITS) - 1 },
	[COLUMN_COVERAGE] = NUMBER(12, 2),
	[COLUMN_BAND] = { 14, 60, 0x0F },
	[COLUMN_INVOLVEMENT] = { 14, 56, 0x0F },
	[COLUMN_PLACE] = NUMBER(16, 4),
	[COLUMN_LAST_ACTIVE] = NUMBER(20, 4),
	[COLUMN_FIRST_SEEN] = NUMBER(24, 4),
	[COLUMN_FLAGS] = NUMBER(28, 1),
	[COLUMN_FOLLOWERS] = NUMBER(29, 3),
	[COLUMN_STARS] = NUMBER(32, 4),
	[COLUMN_PULLS] = NUMBER(36, 2),
	[COLUMN_REVIEWS] = NUMBER(38, 2),
};

int64_t
column_number(const uint8_t *entry, enum column_number which)
{
	uint64_t word;

	memcpy(&word, entry + numbers[which].at, sizeof(word));
	return (int64_t)(be64toh(word) >> numbers[which].shift &
	    numbers[which].mask);
}

/*
 * Of all bits but its own, below SUM_PRIME.  One that differs always shows,
 * for it changes the sum by a power of two times a factor below the prime.
 */
static uint8_t
card_sum(const uint8_t *entry)
{
	const uint64_t own = UINT64_C(0xFE) << 48; /* in the second word */
	uint64_t sum = 0;

	for (size_t i = 0; i < COLUMN_CARD_BYTES / 8; i++) {
		uint64_t word;

		memcpy(&word, entry + 8 * i, sizeof(word));
		word = be64toh(word);
		if (i == 1)
			word &= ~own;
		sum += (i + 1) * (word % SUM_PRIME);
	}
	return (uint8_t)(sum % SUM_PRIME);
}

static void
seal_card(uint8_t *entry)
{
	entry[SCORE_AT] =
	    (uint8_t)((entry[SCORE_AT] & 1) | card_sum(entry) << 1);
}

bool
column_is_card(const uint8_t *entry)
{
	return entry[0] <= 0x7F && entry[SCORE_AT] >> 1 == card_sum(entry);
}

bool
column_card(const uint8_t *entry, struct card *ret_card,
    struct place_in_rank *ret_place)
{
	struct rank_key rank = { .person = (int64_t)key_get_be(entry, 8) };
	uint8_t card[CARD_BYTES] = { CARD_LAYOUT };

	if (!column_is_card(entry))
		return false;
	rank.place.tier = entry[8];
	rank.place.score = (uint32_t)column_number(entry, COLUMN_SCORE);
	memcpy(card + CARD_FROM, entry + CARD_AT, CARD_BYTES - CARD_FROM);
	card[BAND_AT] = card[MISSING_AT] >> 4;
	card[INVOLVEMENT_AT] = card[MISSING_AT] & 0x0F;
	card[FLAGS_AT] = card[FOLLOWERS_AT];
	card[MISSING_AT] = 0;
	card[FOLLOWERS_AT] = 0;
	if (!store_card_decode(&rank, (struct slice){ card, CARD_BYTES },
		ret_card))
		return false;
	*ret_place = rank.place;
	return true;
}

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

static bool
is_place(const uint8_t *entry, const struct rank_key *rank)
{
	return column_number(entry, COLUMN_PERSON) == rank->person &&
	    column_number(entry, COLUMN_TIER) == rank->place.tier &&
	    column_number(entry, COLUMN_SCORE) == rank->place.score;
}

bool
column_is_ranked(const uint8_t *entry, const struct rank_key *rank,
    struct card *ret_card)
{
	struct place_in_rank place;

	return is_place(entry, rank) && column_card(entry, ret_card, &place);
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

static void
encode_card(const struct card *card, int64_t person, struct place_in_rank place,
    uint8_t *entry)
{
	uint8_t bytes[CARD_BYTES];

	store_card_encode(card, bytes);
	bytes[MISSING_AT] =
	    (uint8_t)(bytes[BAND_AT] << 4 | bytes[INVOLVEMENT_AT]);
	bytes[FOLLOWERS_AT] = bytes[FLAGS_AT];
	key_put_be(entry, (uint64_t)person, 8);
	entry[8] = place.tier;
	key_put_be(entry + SCORE_AT, place.score, 3);
	memcpy(entry + CARD_AT, bytes + CARD_FROM, CARD_BYTES - CARD_FROM);
	seal_card(entry);
}

/* Eight bytes that hold the family's bits, and where they begin in them. */
static const uint8_t *
family_at(const uint8_t *entry, size_t family, unsigned *ret_shift)
{
	size_t bit = family * FAMILY_BITS, byte = bit / 8;

	if (byte > COLUMN_SIGNAL_BYTES - 8)
		byte = COLUMN_SIGNAL_BYTES - 8;
	*ret_shift = (unsigned)(bit - 8 * byte);
	return entry + byte;
}

static uint64_t
word_at(const uint8_t *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return le64toh(word);
}

/* Of all bytes but the last. */
static uint8_t
sum_of(const uint8_t *entry)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t state = 0;

	for (size_t i = 0; i < COLUMN_SIGNAL_BYTES; i += 8) {
		uint64_t word = word_at(entry + i);

		if (i + 8 == COLUMN_SIGNAL_BYTES)
			word &= UINT64_MAX >> 8;
		state = (state ^ word) * odd;
		state ^= state >> 29;
	}
	return (uint8_t)(state >> 56);
}

void
column_measured_encode(const struct measured *measured,
    uint8_t ret_entry[static COLUMN_SIGNAL_BYTES])
{
	memset(ret_entry, 0, COLUMN_SIGNAL_BYTES);
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		uint64_t bits = (uint64_t)measured->value[i] |
		    (uint64_t)measured->coverage[i] << UNIT_BITS |
		    (uint64_t)measured->share[i] << 2 * UNIT_BITS;
		unsigned shift;
		uint8_t *at =
		    ret_entry + (family_at(ret_entry, i, &shift) - ret_entry);
		uint64_t word = htole64(word_at(at) | bits << shift);

		memcpy(at, &word, sizeof(word));
	}
	ret_entry[SUM_AT] = sum_of(ret_entry);
}

bool
column_measured(const uint8_t *entry, struct measured *ret_measured)
{
	if (sum_of(entry) != entry[SUM_AT])
		return false;
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		unsigned shift;
		const uint8_t *at = family_at(entry, i, &shift);
		uint64_t bits = word_at(at) >> shift;

		ret_measured->value[i] =
		    (int32_t)(bits & ((1 << UNIT_BITS) - 1));
		ret_measured->coverage[i] =
		    (int32_t)(bits >> UNIT_BITS & ((1 << UNIT_BITS) - 1));
		ret_measured->share[i] =
		    (int32_t)(bits >> 2 * UNIT_BITS & ((1 << SHARE_BITS) - 1));
	}
	return true;
}

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

/* ---- writing ---- */

/* The block as it is, or an empty one for none and for one that is malformed:
 * what it should hold is made anew from
 * the records. */
static int
read_block(struct txn *txn, const struct key *key, size_t bytes,
    uint8_t *ret_value, size_t *ret_len)
{
	struct slice value;
	int rc = db_get(txn, TABLE_COLUMN, key, &value);

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
	uint8_t value[VALUE_MAX];
	size_t bytes = entry_bytes(kind), len = 0;
	struct key key;
	int rc;

	block_key(&key, kind, slot, ordinal / COLUMN_BLOCK);
	rc = read_block(txn, &key, bytes, value, &len);
	if (rc < 0)
		return rc;
	if (is_entry(value, ordinal % COLUMN_BLOCK, entry, bytes))
		return 0;
	len = change(value, len, ordinal % COLUMN_BLOCK, entry, bytes);
	if (len == COLUMN_HEAD)
		return db_drop(txn, TABLE_COLUMN, &key);
	return db_put(txn, TABLE_COLUMN, &key, (struct slice){ value, len });
}

int
column_put_card(struct txn *txn, struct slot slot, uint32_t ordinal,
    const struct card *card, struct place_in_rank place)
{
	uint8_t entry[COLUMN_CARD_BYTES];
	int rc;

	encode_card(card, card->person, place, entry);
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
	uint8_t sealed[VALUE_MAX];

	if (!is_block(value, COLUMN_CARD_BYTES))
		return 0;
	memcpy(sealed, value.bytes, value.len);
	for (size_t at = COLUMN_HEAD; at < value.len; at += COLUMN_CARD_BYTES)
		seal_card(sealed + at);
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
	encode_card(&card, card.person, place, entry);
	return true;
}

int
column_reweigh(struct column *cards, struct column *signals, uint32_t block,
    struct slot to, const struct weights *weights, int64_t *ret_n)
{
	uint8_t value[VALUE_MAX];
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
