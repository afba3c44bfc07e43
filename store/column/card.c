/*
 * A card is of fixed size: what most filters ask, read without a record.  It
 * stands in a column (column.h), with person, score and tier.
 *
 *   at  bytes
 *    0  1  layout, 1
 *    1  1  band
 *    2  1  involvement
 *    3  1  flags
 *    4  2  coverage, in ten thousandths
 *    6  2  needs not seen, at most 255
 *    8  4  place
 *   12  4  last active, seconds since 1970
 *   16  4  first seen, likewise
 *   20  4  followers, below 2^24
 *   24  4  stars
 *   28  2  merged pull requests
 *   30  2  reviews
 */
#include "store/column/card.h"

#include <endian.h>
#include <math.h>
#include <string.h>

#include "store/lmdb.h"
#include "store/posting/ordinal.h"
#include "store/store.h"

enum {
	FOLLOWERS_MOST = (1 << 24) - 1,
	COVERAGE_ONE = 10000,
	SCORE_POINT = 1000,
	SCORE_MOST = 100 * SCORE_POINT
};

/* Numbers beyond the field's width are its largest: a filter's range on a
 * figure that high asks for "many". */
static void
put(uint8_t *at, int64_t value, size_t bytes)
{
	int64_t most = ((int64_t)1 << (8 * bytes)) - 1;

	key_put_be(at,
	    (uint64_t)(value < 0   ? 0
		    : value > most ? most
				   : value),
	    bytes);
}

static int64_t
get2(const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return be16toh(value);
}

static int64_t
get4(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return be32toh(value);
}

static int64_t
scaled(double value, double one, int64_t most)
{
	double n = round(value * one);

	if (!(n > 0)) /* NaN too */
		return 0;
	return n >= (double)most ? most : (int64_t)n;
}

void
store_card_encode(const struct card *card, uint8_t ret_bytes[static CARD_BYTES])
{
	uint8_t *at = ret_bytes;

	at[0] = CARD_LAYOUT;
	at[1] = (uint8_t)card->band;
	at[2] = (uint8_t)card->involvement;
	at[3] = (uint8_t)((card->is_hireable ? CARD_HIREABLE : 0) |
	    (card->is_remote ? CARD_REMOTE : 0) |
	    (card->has_linkedin ? CARD_LINKEDIN : 0) |
	    (card->has_website ? CARD_WEBSITE : 0) |
	    (card->has_social ? CARD_SOCIAL : 0));
	put(at + 4, scaled(card->coverage, COVERAGE_ONE, COVERAGE_ONE), 2);
	at[6] = 0;
	put(at + 7, card->must_missing, 1);
	put(at + 8, card->place, 4);
	put(at + 12, card->last_active, 4);
	put(at + 16, card->first_seen, 4);
	at[20] = 0;
	put(at + 21, card->followers, 3);
	put(at + 24, card->stars, 4);
	put(at + 28, card->merged_pulls, 2);
	put(at + 30, card->reviews, 2);
}

bool
store_card_decode(const struct rank_key *rank, struct slice value,
    struct card *ret_card)
{
	const uint8_t *at = value.bytes;

	if (value.len < CARD_BYTES || at[0] != CARD_LAYOUT || at[1] > BAND_A ||
	    at[2] > INVOLVEMENT_FOUNDER)
		return false;
	*ret_card = (struct card){ .person = rank->person,
		.place = get4(at + 8),
		.score = (double)rank->place.score / SCORE_POINT,
		.coverage = (double)get2(at + 4) / COVERAGE_ONE,
		.band = (enum band)at[1],
		.involvement = (enum involvement)at[2],
		.must_missing = get2(at + 6),
		.last_active = get4(at + 12),
		.followers = get4(at + 20),
		.merged_pulls = get2(at + 28),
		.reviews = get2(at + 30),
		.is_out = rank->place.tier == RANK_TIER_OUT,
		.is_hireable = (at[3] & CARD_HIREABLE) != 0,
		.is_remote = (at[3] & CARD_REMOTE) != 0,
		.stars = get4(at + 24),
		.first_seen = get4(at + 16),
		.has_linkedin = (at[3] & CARD_LINKEDIN) != 0,
		.has_website = (at[3] & CARD_WEBSITE) != 0,
		.has_social = (at[3] & CARD_SOCIAL) != 0 };
	return true;
}

bool
store_card_is_cut(const struct card *card)
{
	return card->followers >= FOLLOWERS_MOST ||
	    card->merged_pulls >= UINT16_MAX || card->reviews >= UINT16_MAX ||
	    card->last_active >= UINT32_MAX || card->first_seen >= UINT32_MAX;
}

int
store_rank_put(struct txn *txn, const struct rank_key *rank, uint32_t ordinal)
{
	uint8_t value[RANK_VALUE_BYTES];
	struct key key;

	key_rank(&key, rank);
	key_put_be(value, ordinal, RANK_VALUE_BYTES);
	return db_put(txn, TABLE_RANK, &key,
	    (struct slice){ value, RANK_VALUE_BYTES });
}

uint32_t
store_rank_ordinal(struct slice value)
{
	if (value.len != RANK_VALUE_BYTES &&
	    value.len != CARD_BYTES + RANK_VALUE_BYTES)
		return ORDINAL_NONE;
	return (uint32_t)get4(value.bytes + value.len - RANK_VALUE_BYTES);
}

uint32_t
store_card_points(double score)
{
	return (uint32_t)scaled(score, SCORE_POINT, SCORE_MOST);
}

void
store_card_weigh(struct card *card, struct place_in_rank *place,
    const struct weighed *weighed)
{
	card->score = (double)weighed->tenths / 10;
	card->coverage = (double)weighed->coverage / 1000;
	card->band = band_at(card->score, card->coverage);
	place->score = store_card_points(card->score);
}

struct place_in_rank
store_card_place(const struct score *score)
{
	size_t missing = score->n_must_missing;

	return (struct place_in_rank){
		.tier = (uint8_t)(score->is_out   ? RANK_TIER_OUT
			: missing < RANK_TIER_OUT ? missing
						  : RANK_TIER_OUT - 1),
		.score = store_card_points(score->score)
	};
}
