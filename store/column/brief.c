/*
 * A block:
 *
 *    at  bytes
 *     0  32  a bit for each ordinal of which there is a brief
 *    32  96  checks, 8 bytes each, little-endian: of the bits, then of each
 *            field in the order of enum brief_field
 *   128  256 times 1 byte for each field up to BRIEF_REVIEWS, then 256 times 2
 *            bytes, little-endian, for each of the others; zeros where there
 *            is none
 *
 * A check is a sum of all words, each times an odd number of its own: one word
 * that differs always shows, and whoever changes one need not read the others.
 * What is damaged stays so until the block is made anew: with the next
 * generation of the rank.
 */
#include "store/column/brief.h"

#include "base/lanes.h"
#include "base/prefetch.h"
#include "base/word.h"
#include "store/column/column.h"
#include "store/posting/bits.h"
#include "store/store_internal.h"
#include "store/value/value.h"

enum {
	CHECKS_AT = BRIEF_HAS_BYTES,
	CHECK_BITS = 0, /* checks by number; of a field: its own and 1 */
	WORD = 8,
	/* Levels. */
	EXACT = 128,
	LEVEL_MOST = 255,
	DECADE = 35, /* levels from 100 to 999 */
	QUARTER = 6 * 60 * 60, /* of a day */
	YEAR_2008 = 1199145600
};

/* A page less its header. */
_Static_assert(CHECKS_AT + (1 + BRIEF_FIELDS) * 8 == BRIEF_HEAD &&
	BRIEF_BYTES <= 4080,
    "a block fits a page");

/* ---- levels ---- */

/* Each number below 128; above that 1.3, 1.4 ... 1.9, 2, 2.2 ... 4.8, 5, 5.5
 * ... 9.5, 10 times a power of ten begin a level, and 480,000 the last. */
static unsigned
count_level(int64_t n)
{
	unsigned level = EXACT - 2;

	if (n < EXACT)
		return n < 0 ? 0 : (unsigned)n;
	for (; n >= 1000 && level < LEVEL_MOST; n /= 10)
		level += DECADE;
	if (level >= LEVEL_MOST)
		return LEVEL_MOST;
	level += (unsigned)(n < 200 ? (n - 100) / 10
		: n < 500           ? 10 + (n - 200) / 20
				    : 25 + (n - 500) / 50);
	return level < LEVEL_MOST ? level : LEVEL_MOST;
}

static unsigned
cut(int64_t n, unsigned most)
{
	return n < 0 ? 0 : n > most ? most : (unsigned)n;
}

/* GitHub began in 2008. */
static unsigned
time_level(int64_t n)
{
	if (n <= 0)
		return 0;
	return n < YEAR_2008 ? 1
			     : cut(1 + (n - YEAR_2008) / QUARTER, UINT16_MAX);
}

unsigned
brief_level(enum brief_field field, int64_t n)
{
	switch (field) {
	case BRIEF_FLAGS:
	case BRIEF_GRADES:
		return cut(n, UINT8_MAX);
	case BRIEF_COVERAGE:
		return cut(n / 100, UINT8_MAX);
	case BRIEF_FOLLOWERS:
	case BRIEF_STARS:
	case BRIEF_PULLS:
	case BRIEF_REVIEWS:
		return count_level(n);
	case BRIEF_PLACE:
		return cut(n, UINT16_MAX);
	case BRIEF_LAST_ACTIVE:
	case BRIEF_FIRST_SEEN:
		return time_level(n);
	case BRIEF_SCORE:
		return cut(n / 2, UINT16_MAX);
	case BRIEF_FIELDS:
		break;
	}
	return 0;
}

bool
brief_is_least(enum brief_field field, int64_t n)
{
	return n <= 0 || brief_level(field, n - 1) != brief_level(field, n);
}

/* ---- a block's parts ---- */

static size_t
field_bytes(enum brief_field field)
{
	return field < BRIEF_PLACE ? 1 : 2;
}

static size_t
field_at(enum brief_field field)
{
	size_t before = (size_t)field;

	if (field > BRIEF_PLACE)
		before += (size_t)field - BRIEF_PLACE;
	return BRIEF_HEAD + before * BRIEF_BLOCK;
}

static void
put_word(uint8_t *at, uint64_t word)
{
	word = htole64(word);
	memcpy(at, &word, sizeof(word));
}

/* Of no words; not 0, so that zeros are no block. */
static const uint64_t check_base = UINT64_C(0x9E3779B97F4A7C15);

/* Without a product: from the end, a word is in the sum of those met as often
 * as there are words up to it. */
static uint64_t
check_of(const uint8_t *bytes, size_t len)
{
	long_lanes words = { 0 }, sums = { 0 };

	/* Words 2i and 2i + 1 are in `sums` i + 1 times. */
#pragma GCC unroll 4
	for (size_t i = len / LANES; i-- > 0;) {
		words += lanes_get_long(bytes + i * LANES);
		sums += words;
	}
	return check_base + 4 * (sums[0] + sums[1]) - 3 * words[0] - words[1];
}

static uint8_t *
check_at(uint8_t *value, size_t number)
{
	return value + CHECKS_AT + 8 * number;
}

static void
empty(uint8_t *value)
{
	memset(value, 0, BRIEF_BYTES);
	for (size_t i = 0; i <= BRIEF_FIELDS; i++)
		put_word(check_at(value, i), check_base);
}

/* The word of a part that the byte is in, changed; the check goes along. */
static void
change_word(uint8_t *value, size_t check, size_t part_at, size_t byte,
    uint64_t mask, uint64_t bits)
{
	size_t i = byte / WORD;
	unsigned shift = 8 * (unsigned)(byte % WORD);
	uint8_t *at = value + part_at + i * WORD;
	uint64_t old = word_get(at, WORD);
	uint64_t new = (old & ~(mask << shift)) | bits << shift;
	uint8_t *sum = check_at(value, check);

	put_word(at, new);
	put_word(sum, word_get(sum, WORD) + (new - old) * (2 * i + 1));
}

static bool
has(const uint8_t *value, size_t at)
{
	return (value[at / 8] >> at % 8 & 1) != 0;
}

static unsigned
flags_of(const uint8_t *card)
{
	unsigned flags = (unsigned)column_number(card, COLUMN_FLAGS);
	unsigned tier = (unsigned)column_number(card, COLUMN_TIER);

	if (tier == RANK_TIER_OUT)
		flags |= BRIEF_OUT;
	if (tier > BRIEF_MISSING_MOST)
		tier = BRIEF_MISSING_MOST;
	return flags | tier << BRIEF_MISSING_SHIFT;
}

/* Of an entry of cards. */
static unsigned
level_of(enum brief_field field, const uint8_t *card)
{
	static const enum column_number numbers[] = {
		[BRIEF_COVERAGE] = COLUMN_COVERAGE,
		[BRIEF_FOLLOWERS] = COLUMN_FOLLOWERS,
		[BRIEF_STARS] = COLUMN_STARS,
		[BRIEF_PULLS] = COLUMN_PULLS,
		[BRIEF_REVIEWS] = COLUMN_REVIEWS,
		[BRIEF_PLACE] = COLUMN_PLACE,
		[BRIEF_LAST_ACTIVE] = COLUMN_LAST_ACTIVE,
		[BRIEF_FIRST_SEEN] = COLUMN_FIRST_SEEN,
		[BRIEF_SCORE] = COLUMN_SCORE,
	};

	if (field == BRIEF_FLAGS)
		return flags_of(card);
	if (field == BRIEF_GRADES)
		return (unsigned)(column_number(card, COLUMN_BAND) |
		    column_number(card, COLUMN_INVOLVEMENT) << 4);
	return brief_level(field, column_number(card, numbers[field]));
}

/* `card` NULL: none. */
static void
change(uint8_t *value, size_t at, const uint8_t *card)
{
	change_word(value, CHECK_BITS, 0, at / 8, (uint64_t)1 << at % 8,
	    (uint64_t)(card != NULL) << at % 8);
	for (enum brief_field i = 0; i < BRIEF_FIELDS; i++) {
		size_t bytes = field_bytes(i);

		change_word(value, 1 + i, field_at(i), at * bytes,
		    bytes == 1 ? UINT8_MAX : UINT16_MAX,
		    card != NULL ? level_of(i, card) : 0);
	}
}

/* ---- reading ---- */

static void
block_key(struct key *key, struct slot slot, uint32_t block)
{
	key_column(key, &(struct column_key){ COLUMN_BRIEF, slot, block });
}

int
brief_open(struct brief *brief, struct txn *txn, struct slot slot)
{
	*brief = (struct brief){ .txn = txn, .slot = slot };
	return cursor_open(txn, TABLE_COLUMN, &brief->cursor);
}

void
brief_close(struct brief *brief)
{
	cursor_close(brief->cursor);
	brief->cursor = NULL;
}

/* Where the cursor came to rest. */
static int
place(struct brief *brief, int rc, struct slice found)
{
	struct column_key key;

	brief->is_end = rc == ERR_NOTFOUND ||
	    (rc == 0 &&
		(!key_column_parse(found, &key) || key.kind != COLUMN_BRIEF ||
		    key.slot.role != brief->slot.role ||
		    key.slot.ranking != brief->slot.ranking));
	brief->is_placed = rc == 0 || rc == ERR_NOTFOUND;
	if (rc == 0 && !brief->is_end)
		brief->at = key.block;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Moves the cursor to the block, or the one behind it. */
static int
move_to(struct brief *brief, uint32_t block)
{
	struct slice found = { 0 };
	struct key key;

	if (brief->is_placed && !brief->is_end && brief->at + 1 == block)
		return place(brief,
		    cursor_next(brief->cursor, &found, &brief->value), found);
	block_key(&key, brief->slot, block);
	return place(brief,
	    cursor_seek(brief->cursor, &key, &found, &brief->value), found);
}

static bool
is_sound(const uint8_t *value, size_t check, size_t at, size_t len)
{
	return word_get(value + CHECKS_AT + 8 * check, WORD) ==
	    check_of(value + at, len);
}

int
brief_find(struct brief *brief, uint32_t block, struct brief_block *ret_block)
{
	int rc = 0;

	/* What was written meanwhile may have moved it. */
	if (brief->txn->write || !brief->is_placed || brief->is_end ||
	    brief->at != block)
		rc = move_to(brief, block);
	if (rc < 0)
		return rc;
	ret_block->value = NULL;
	if (brief->is_end || brief->at != block)
		return 0;
	if (brief->value.len != BRIEF_BYTES)
		return value_corrupt(brief->txn);
	ret_block->value = brief->value.bytes;
	return 0;
}

int
brief_check(struct brief *brief, const struct brief_block *block)
{
	return block->value == NULL ||
		is_sound(block->value, CHECK_BITS, 0, BRIEF_HAS_BYTES)
	    ? 0
	    : value_corrupt(brief->txn);
}

int
brief_read(struct brief *brief, uint32_t block, struct brief_block *ret_block)
{
	int rc = brief_find(brief, block, ret_block);

	return rc < 0 ? rc : brief_check(brief, ret_block);
}

void
brief_fetch(const struct brief_block *block, enum brief_field field)
{
	if (block->value == NULL)
		return;
	prefetch_bytes(block->value, BRIEF_HEAD);
	prefetch_bytes(block->value + field_at(field),
	    BRIEF_BLOCK * field_bytes(field));
}

void
brief_fetch_one(const struct brief_block *block, enum brief_field field,
    size_t at)
{
	prefetch_bytes(block->value + field_at(field) + at * field_bytes(field),
	    1);
}

const uint8_t *
brief_has(const struct brief_block *block)
{
	return block->value;
}

const uint8_t *
brief_field(struct brief *brief, const struct brief_block *block,
    enum brief_field field)
{
	size_t at = field_at(field);

	if (!is_sound(block->value, 1 + field, at,
		BRIEF_BLOCK * field_bytes(field))) {
		(void)value_corrupt(brief->txn);
		return NULL;
	}
	return block->value + at;
}

const uint8_t *
brief_field_again(const struct brief_block *block, enum brief_field field)
{
	return block->value + field_at(field);
}

/* ---- writing ---- */

/* As it is stored, an empty one for none; ERR_CORRUPT for one that must be made
 * anew. */
static int
read_block(struct txn *txn, const struct key *key, uint8_t *ret_value)
{
	struct slice found;
	int rc = db_get(txn, TABLE_COLUMN, key, &found);

	if (rc == 0 && found.len != BRIEF_BYTES)
		return ERR_CORRUPT;
	if (rc == 0)
		memcpy(ret_value, found.bytes, BRIEF_BYTES);
	else
		empty(ret_value);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static bool
is_empty(const uint8_t *value)
{
	static const uint8_t nobody[BRIEF_HAS_BYTES];

	return memcmp(value, nobody, BRIEF_HAS_BYTES) == 0;
}

static int
write_block(struct txn *txn, const struct key *key, const uint8_t *value)
{
	return is_empty(value) ? db_drop(txn, TABLE_COLUMN, key)
			       : db_put(txn, TABLE_COLUMN, key,
				     (struct slice){ value, BRIEF_BYTES });
}

/* From the cards, for those of the block from `from` up to `to`. */
static int
fill(struct column *cards, uint32_t from, uint32_t to, uint8_t *value)
{
	for (uint32_t ordinal = from; ordinal < to; ordinal++) {
		size_t at = ordinal % BRIEF_BLOCK;
		const uint8_t *card;
		int rc = column_at(cards, ordinal, &card);

		if (rc < 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
			return rc;
		if (rc < 0 || !column_is_card(card))
			card = NULL;
		if (card != NULL || has(value, at))
			change(value, at, card);
	}
	return 0;
}

int
brief_make(struct column *cards, uint32_t block,
    uint8_t ret_value[static BRIEF_BYTES], bool *ret_is_empty)
{
	uint32_t from = block * BRIEF_BLOCK;
	int rc;

	empty(ret_value);
	rc = fill(cards, from, from + BRIEF_BLOCK, ret_value);
	*ret_is_empty = is_empty(ret_value);
	return rc;
}

static int
make_anew(struct txn *txn, struct slot slot, const struct key *key,
    uint32_t block)
{
	uint8_t value[BRIEF_BYTES];
	struct column cards;
	bool none;
	int rc;

	column_init(&cards, txn, COLUMN_CARD, slot);
	rc = brief_make(&cards, block, value, &none);
	return rc < 0 ? rc : write_block(txn, key, value);
}

int
brief_put(struct txn *txn, struct slot slot, uint32_t ordinal,
    const uint8_t *card)
{
	uint8_t value[BRIEF_BYTES], head[BRIEF_HEAD];
	struct key key;
	int rc;

	/* They are made at the end, as the rank is. */
	if (txn->store->has_ranks_wait)
		return 0;
	block_key(&key, slot, ordinal / BRIEF_BLOCK);
	rc = read_block(txn, &key, value);
	if (rc == ERR_CORRUPT)
		return make_anew(txn, slot, &key, ordinal / BRIEF_BLOCK);
	if (rc < 0)
		return rc;
	/* Any one word that changes shows in the checks. */
	memcpy(head, value, BRIEF_HEAD);
	change(value, ordinal % BRIEF_BLOCK, card);
	return memcmp(head, value, BRIEF_HEAD) == 0
	    ? 0
	    : write_block(txn, &key, value);
}

/* Within a block. */
static int
renew(struct txn *txn, struct slot slot, uint32_t from, uint32_t to)
{
	uint8_t value[BRIEF_BYTES], old[BRIEF_BYTES];
	struct column cards;
	struct key key;
	int rc;

	block_key(&key, slot, from / BRIEF_BLOCK);
	rc = read_block(txn, &key, old);
	if (rc == ERR_CORRUPT)
		return make_anew(txn, slot, &key, from / BRIEF_BLOCK);
	if (rc < 0)
		return rc;
	memcpy(value, old, BRIEF_BYTES);
	column_init(&cards, txn, COLUMN_CARD, slot);
	rc = fill(&cards, from, to, value);
	return rc < 0 || memcmp(old, value, BRIEF_BYTES) == 0
	    ? rc
	    : write_block(txn, &key, value);
}

int
brief_renew(struct txn *txn, struct slot slot, uint32_t from, uint32_t n)
{
	uint32_t end = from + n;
	int rc = 0;

	while (rc == 0 && from < end) {
		uint32_t to = (from / BRIEF_BLOCK + 1) * BRIEF_BLOCK;

		if (to > end)
			to = end;
		rc = renew(txn, slot, from, to);
		from = to;
	}
	return rc;
}
