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
#include "store/column/column_entry.h"

#include <endian.h>
#include <string.h>

#include "store/column/card.h"

enum {
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

_Static_assert(COLUMN_CARD_BYTES == 40 &&
	CARD_AT + CARD_BYTES - CARD_FROM == COLUMN_CARD_BYTES,
    "a card without what its key has");

/* ---- cards ---- */

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

void
column_card_seal(uint8_t *entry)
{
	entry[SCORE_AT] =
	    (uint8_t)((entry[SCORE_AT] & 1) | card_sum(entry) << 1);
}

bool
column_is_card(const uint8_t *entry)
{
	return entry[0] <= 0x7F && entry[SCORE_AT] >> 1 == card_sum(entry);
}

struct place_in_rank
column_entry_place(const uint8_t *entry)
{
	return (
	    struct place_in_rank){ (uint8_t)column_number(entry, COLUMN_TIER),
		(uint32_t)column_number(entry, COLUMN_SCORE) };
}

bool
column_card(const uint8_t *entry, struct card *ret_card,
    struct place_in_rank *ret_place)
{
	struct rank_key rank = { .person = (int64_t)key_get_be(entry, 8) };
	uint8_t card[CARD_BYTES] = { CARD_LAYOUT };

	if (!column_is_card(entry))
		return false;
	rank.place = column_entry_place(entry);
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

void
column_card_encode(const struct card *card, struct place_in_rank place,
    uint8_t ret_entry[static COLUMN_CARD_BYTES])
{
	uint8_t bytes[CARD_BYTES];

	store_card_encode(card, bytes);
	bytes[MISSING_AT] =
	    (uint8_t)(bytes[BAND_AT] << 4 | bytes[INVOLVEMENT_AT]);
	bytes[FOLLOWERS_AT] = bytes[FLAGS_AT];
	key_put_be(ret_entry, (uint64_t)card->person, 8);
	ret_entry[8] = place.tier;
	key_put_be(ret_entry + SCORE_AT, place.score, 3);
	memcpy(ret_entry + CARD_AT, bytes + CARD_FROM, CARD_BYTES - CARD_FROM);
	column_card_seal(ret_entry);
}

/* ---- signals ---- */

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
