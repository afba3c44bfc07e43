/*
 * The record of a score: the signals, then the score without them and without
 * all that weights make of them.  That stands in the card; points follow from
 * signals and the role's weights.
 *
 * The signals: a byte that tells damage, and then as bits, the lowest first
 *   4   how many bits a difference has
 * and of each family
 *   10  value
 *   10  coverage
 *   n   the difference of the share to value times coverage, which it is but
 *       for rounding where the median is nothing: 2n for n, 2n - 1 for -n
 */
#include "store/score/score_record.h"

#include <string.h>

#include "base/assert.h"
#include "base/str.h"
#include "base/word.h"
#include "store/score/role.h"
#include "store/store_internal.h"
#include "store/value/packer.h"
#include "store/value/value.h"

void
store_weighing_from(const struct score *score, struct weighing *ret_by)
{
	score_weights(score, &ret_by->weights);
	(void)str_copy(ret_by->rubric, sizeof(ret_by->rubric),
	    score->rubric != NULL && strlen(score->rubric) <= RUBRIC_LEN
		? score->rubric
		: "");
}

/* ---- signals ---- */

enum {
	WIDTH_BITS = 4,
	UNIT_BITS = 10,
	DIFFERENCE_MOST = 15, /* bits */
	SIGNALS_MOST = 1 +
	    (WIDTH_BITS + 7 +
		FAMILY_COUNT * (2 * UNIT_BITS + DIFFERENCE_MOST)) /
		8
};
_Static_assert(1 << UNIT_BITS > SIGNAL_UNIT &&
	1 << DIFFERENCE_MOST > 2 * SHARE_UNIT &&
	DIFFERENCE_MOST < 1 << WIDTH_BITS,
    "signals fit their bits");

static int32_t
share_guess(const struct measured *measured, size_t family)
{
	return measured->value[family] * measured->coverage[family] /
	    (SIGNAL_UNIT * SIGNAL_UNIT / SHARE_UNIT);
}

static uint32_t
share_difference(const struct measured *measured, size_t family)
{
	int32_t n = measured->share[family] - share_guess(measured, family);

	return n < 0 ? (uint32_t)(-2 * n - 1) : (uint32_t)(2 * n);
}

static uint8_t
signals_sum(const uint8_t *bytes, size_t len)
{
	uint32_t sum = 2166136261U;

	for (size_t i = 0; i < len; i++)
		sum = (sum ^ bytes[i]) * 16777619U;
	return (uint8_t)(sum ^ sum >> 8 ^ sum >> 16 ^ sum >> 24);
}

static size_t
signals_len(uint32_t width)
{
	return 1 +
	    (WIDTH_BITS + FAMILY_COUNT * (2 * UNIT_BITS + width) + 7) / 8;
}

/* Bits that are not yet whole bytes. */
struct pending {
	uint64_t bits;
	uint32_t n;
	uint8_t *at;
};

static void
put_bits(struct pending *pending, uint32_t value, uint32_t n)
{
	pending->bits |= (uint64_t)value << pending->n;
	for (pending->n += n; pending->n >= 8; pending->n -= 8) {
		*pending->at++ = (uint8_t)pending->bits;
		pending->bits >>= 8;
	}
}

/* How many bytes. */
static size_t
write_signals(const struct measured *measured,
    uint8_t ret_bytes[static SIGNALS_MOST])
{
	struct pending pending = { .at = ret_bytes + 1 };
	uint32_t width = 0;
	size_t len;

	for (size_t i = 0; i < FAMILY_COUNT; i++)
		while (share_difference(measured, i) >> width != 0)
			width++;
	ASSERT(width <= DIFFERENCE_MOST);
	len = signals_len(width);
	put_bits(&pending, width, WIDTH_BITS);
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		put_bits(&pending, (uint32_t)measured->value[i], UNIT_BITS);
		put_bits(&pending, (uint32_t)measured->coverage[i], UNIT_BITS);
		put_bits(&pending, share_difference(measured, i), width);
	}
	if (pending.n > 0)
		*pending.at = (uint8_t)pending.bits;
	ret_bytes[0] = signals_sum(ret_bytes + 1, len - 1);
	return len;
}

/* The 57 bits and more from one on, of those behind the first byte; zeros past
 * the end. */
static inline uint64_t
bits_at(struct slice value, size_t bit)
{
	size_t at = 1 + bit / 8, left = value.len - at;

	return (left < 8 ? word_get(value.bytes + at, left)
			 : word_get(value.bytes + at, 8)) >>
	    (bit % 8);
}

static inline uint32_t
low_bits(uint64_t bits, uint32_t n)
{
	return (uint32_t)bits & ((1U << n) - 1);
}

static inline uint32_t
width_of(struct slice value)
{
	return value.bytes[1] & ((1U << WIDTH_BITS) - 1);
}

/* Of the signals before a score; 0: they are none. */
static size_t
count_bytes(struct slice value)
{
	size_t len;

	if (value.len < 2)
		return 0;
	len = signals_len(width_of(value));
	return value.len < len ||
		value.bytes[0] != signals_sum(value.bytes + 1, len - 1)
	    ? 0
	    : len;
}

static size_t
read_signals(struct slice value, struct measured *ret_measured)
{
	size_t len = count_bytes(value), bit = WIDTH_BITS;
	uint32_t width;

	if (len == 0)
		return 0;
	width = width_of(value);
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		uint64_t bits = bits_at(value, bit);
		uint32_t n;

		ret_measured->value[i] = (int32_t)low_bits(bits, UNIT_BITS);
		ret_measured->coverage[i] =
		    (int32_t)low_bits(bits >> UNIT_BITS, UNIT_BITS);
		n = low_bits(bits >> 2 * UNIT_BITS, width);
		bit += 2 * UNIT_BITS + width;
		ret_measured->share[i] = share_guess(ret_measured, i) +
		    (n % 2 != 0 ? -(int32_t)(n / 2 + 1) : (int32_t)(n / 2));
		if (ret_measured->value[i] > SIGNAL_UNIT ||
		    ret_measured->coverage[i] > SIGNAL_UNIT ||
		    ret_measured->share[i] < 0 ||
		    ret_measured->share[i] > SHARE_UNIT)
			return 0;
	}
	return len;
}

/* ---- writing ---- */

/* What is neither in the key, nor in front of the record, nor the role's. */
static void
strip(const struct score *score, const char *rubric, struct score *ret_stripped)
{
	*ret_stripped = *score;
	ret_stripped->person = 0;
	ret_stripped->score = 0;
	ret_stripped->coverage = 0;
	ret_stripped->band = BAND_NONE;
	if (str_equal(score->rubric, rubric))
		ret_stripped->rubric = NULL;
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		struct signal *signal = &ret_stripped->signals[i];

		*signal = (struct signal){ .reasons = signal->reasons,
			.n_reasons = signal->n_reasons };
	}
}

void
store_score_row(const struct score *score, const char *rubric,
    struct evidence evidence[static SCORE_SAME_MOST], struct score_row *ret_row)
{
	struct score stripped;

	strip(score, rubric, &stripped);
	score_same_take(&stripped, evidence);
	score_row_from(&stripped, ret_row);
}

int
store_score_write(struct txn *txn, struct slot slot, const struct weighing *by,
    const struct score *score)
{
	uint8_t signals[SIGNALS_MOST];
	struct measured measured;
	struct evidence evidence[SCORE_SAME_MOST];
	struct score_row row;
	struct slice stored;
	struct key key;
	int rc;

	store_score_row(score, by->rubric, evidence, &row);
	rc = value_pack_record(txn, &score_row_record, &row, &stored);
	if (rc < 0)
		return rc;
	score_measured(score, &measured);
	key_score(&key, slot, SCORE_WHOLE, score->person);
	return db_put_parts(txn, TABLE_SCORE, &key,
	    (struct slice){ signals, write_signals(&measured, signals) },
	    stored);
}

/* ---- reading ---- */

bool
store_score_split(struct slice value, struct measured *ret_measured,
    struct slice *ret_stored)
{
	size_t len = read_signals(value, ret_measured);

	*ret_stored = (struct slice){ value.bytes + len, value.len - len };
	return len > 0;
}

int
packer_check_score(struct slice value)
{
	size_t len = count_bytes(value);
	struct slice payload;

	return len == 0
	    ? ERR_CORRUPT
	    : packer_check((struct slice){ value.bytes + len, value.len - len },
		  &payload);
}

int
packer_decode_score(struct packer *packer, struct slice value, int64_t person,
    bool is_whole, struct arena *arena, struct score *ret_score)
{
	struct measured measured;
	struct score_row row;
	struct slice stored;
	int rc;

	if (!store_score_split(value, &measured, &stored))
		return ERR_CORRUPT;
	rc = packer_decode(packer, stored, &score_row_record, false, arena,
	    &row);
	if (rc < 0)
		return rc;
	if (score_same_restore(&row, arena) < 0)
		return ERR_CORRUPT;
	if (!is_whole)
		row.n_signals = 0;
	if (score_row_to(&row, ret_score) < 0)
		return ERR_CORRUPT;
	score_set_measured(ret_score, &measured);
	ret_score->person = person;
	return 0;
}

int
packer_decode_score_front(struct packer *packer, struct slice value,
    int64_t person, struct arena *arena, struct score *ret_score)
{
	size_t len = count_bytes(value);
	struct slice stored = { value.bytes + len, value.len - len };
	struct score_row row;
	int rc;

	if (len == 0)
		return ERR_CORRUPT;
	rc =
	    packer_decode(packer, stored, &score_row_record, true, arena, &row);
	if (rc < 0)
		return rc;
	row.n_signals = 0;
	if (score_row_to(&row, ret_score) < 0)
		return ERR_CORRUPT;
	ret_score->person = person;
	return 0;
}

static int
get(struct txn *txn, struct slot slot, int64_t person, bool is_whole,
    struct arena *arena, struct score *ret_score)
{
	struct slice value;
	struct key key;
	int rc;

	key_score(&key, slot, SCORE_WHOLE, person);
	rc = db_get(txn, TABLE_SCORE, &key, &value);
	if (rc < 0)
		return rc;
	return value_read(txn,
	    packer_decode_score(txn->store->packer, value, person, is_whole,
		arena, ret_score));
}

int
store_score_get_brief(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score)
{
	return get(txn, slot, person, false, arena, ret_score);
}

int
store_score_get_whole(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score)
{
	return get(txn, slot, person, true, arena, ret_score);
}

void
store_score_fill(const struct weighing *by, const struct card *card,
    struct arena *arena, struct score *score)
{
	score_weigh(score, &by->weights);
	score->score = card->score;
	score->coverage = card->coverage;
	score->band = card->band;
	if (score->rubric == NULL && by->rubric[0] != '\0')
		score->rubric = arena_strdup(arena, by->rubric);
}

/* ---- schema 3 ---- */

enum {
	OLD_PLACE_BYTES = 5 /* in front of the brief part */
};

static int
decode_old(struct txn *txn, struct slice stored, struct arena *arena,
    struct score *ret_score)
{
	struct slice plain = { 0 };
	int rc;

	rc = value_unpack(txn, stored, &plain);
	if (rc == 0 &&
	    score_decode(plain.bytes, plain.len, arena, ret_score) < 0)
		rc = value_corrupt(txn);
	return rc;
}

int
store_score_get_old(struct txn *txn, struct slot slot, int64_t person,
    struct arena *arena, struct score *ret_score)
{
	struct score reasons = { 0 };
	struct slice stored;
	struct key key;
	int rc;

	key_score(&key, slot, SCORE_BRIEF, person);
	rc = db_get(txn, TABLE_SCORE, &key, &stored);
	if (rc == 0 && stored.len < OLD_PLACE_BYTES)
		rc = value_corrupt(txn);
	if (rc == 0)
		rc = decode_old(txn,
		    (struct slice){ stored.bytes + OLD_PLACE_BYTES,
			stored.len - OLD_PLACE_BYTES },
		    arena, ret_score);
	if (rc < 0)
		return rc;
	score_guess_shares(ret_score);
	key_score(&key, slot, SCORE_REASONS, person);
	rc = db_get(txn, TABLE_SCORE, &key, &stored);
	if (rc == 0)
		rc = decode_old(txn, stored, arena, &reasons);
	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		ret_score->signals[i].reasons = reasons.signals[i].reasons;
		ret_score->signals[i].n_reasons = reasons.signals[i].n_reasons;
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}
