#include "store/query/query_scan.h"

#include <string.h>

#include "base/array.h"
#include "base/lanes.h"
#include "store/column/card.h"
#include "store/query/query_row.h"

enum {
	GRADE = 0x0F,
	CONTACTS = CARD_LINKEDIN | CARD_WEBSITE | CARD_SOCIAL
};

/* No number of a card is larger. */
static const int64_t most = UINT32_MAX;

/* ---- what is asked ---- */

static const struct {
	predicate_match *match;
	enum column_number number;
	double unit; /* of the number, in the range's */
	bool has_unknown; /* 0 */
} ranges[] = {
	{ query_match_score, COLUMN_SCORE, 1000, false },
	{ query_match_coverage, COLUMN_COVERAGE, 100, false },
	{ query_match_followers, COLUMN_FOLLOWERS, 1, false },
	{ query_match_stars, COLUMN_STARS, 1, false },
	{ query_match_prs, COLUMN_PULLS, 1, false },
	{ query_match_reviews, COLUMN_REVIEWS, 1, false },
	{ query_match_involvement, COLUMN_INVOLVEMENT, 1, false },
	{ query_match_active, COLUMN_LAST_ACTIVE, 1, true },
	{ query_match_since, COLUMN_FIRST_SEEN, 1, true },
	{ query_match_band, COLUMN_BAND, 1, true },
};

static bool
reaches(const struct range *range, double value)
{
	return range->above ? value > range->low : value >= range->low;
}

static bool
passes(const struct range *range, double value)
{
	return range->below ? value >= range->high : value > range->high;
}

/* The least number of which `is` holds, as it does of all above. */
static int64_t
least(bool (*is)(const struct range *range, double value),
    const struct range *range, double unit)
{
	int64_t from = 0, to = most + 1;

	while (from < to) {
		int64_t n = from + (to - from) / 2;

		if (is(range, (double)n / unit))
			to = n;
		else
			from = n + 1;
	}
	return from;
}

static struct scan
scan_of_flags(uint8_t flags, bool yes)
{
	return (struct scan){ .kind = SCAN_FLAGS,
		.number = COLUMN_FLAGS,
		.flags = flags,
		.yes = yes };
}

static struct scan
scan_of_contact(enum contact contact)
{
	switch (contact) {
	case CONTACT_NONE:
		return scan_of_flags(CONTACTS, false);
	case CONTACT_LINKEDIN:
		return scan_of_flags(CARD_LINKEDIN, true);
	case CONTACT_WEBSITE:
		return scan_of_flags(CARD_WEBSITE, true);
	case CONTACT_SOCIAL:
		return scan_of_flags(CARD_SOCIAL, true);
	}
	return (struct scan){ .kind = SCAN_NONE };
}

static struct scan
scan_of_place(const struct predicate *what, struct arena *arena)
{
	struct scan scan = { .kind = SCAN_PLACES,
		.number = COLUMN_PLACE,
		.what = what };

	if (what->place_kind == PLACE_UNKNOWN)
		return scan_range(COLUMN_PLACE, 0, 0);
	if (what->place_kind == PLACE_REMOTE)
		return scan_of_flags(CARD_REMOTE, true);
	scan.within = arena_calloc(arena, QUERY_PLACES + 1, 1);
	for (size_t i = 0; i < what->n_places; i++)
		if (what->places[i] < QUERY_PLACES)
			scan.within[what->places[i]] = ANSWER_YES;
	scan.within[QUERY_PLACES] = ANSWER_ASK;
	return scan;
}

void
scan_init(struct scan *scan, const struct predicate *what, struct arena *arena)
{
	*scan = (struct scan){ .kind = SCAN_NONE };
	if (what->match == query_match_hireable)
		*scan = scan_of_flags(CARD_HIREABLE, what->yes);
	if (what->match == query_match_contact)
		*scan = scan_of_contact((enum contact)what->code);
	if (what->match == query_match_loc)
		*scan = scan_of_place(what, arena);
	for (size_t i = 0; i < COUNT(ranges); i++) {
		int64_t low, high;

		if (ranges[i].match != what->match)
			continue;
		low = least(reaches, &what->range, ranges[i].unit);
		high = least(passes, &what->range, ranges[i].unit) - 1;
		if (ranges[i].has_unknown && what->is_none)
			low = high = 0;
		else if (ranges[i].has_unknown && low == 0)
			low = 1;
		*scan = scan_range(ranges[i].number, low, high);
	}
}

/* ---- one card ---- */

static bool
is_within(const struct scan *scan, int64_t place)
{
	if (place >= QUERY_PLACES)
		return query_match_place(scan->what, place);
	return scan->within[place] == ANSWER_YES;
}

/* As query_match.c tells it from the card. */
bool
scan_matches(const struct scan *scan, const uint8_t *entry)
{
	int64_t n = column_number(entry, scan->number);

	switch (scan->kind) {
	case SCAN_RANGE:
		return n >= scan->low && n <= scan->high;
	case SCAN_FLAGS:
		return ((n & scan->flags) != 0) == scan->yes;
	case SCAN_OUT:
		return n == RANK_TIER_OUT;
	case SCAN_PLACES:
		return is_within(scan, n);
	case SCAN_NONE:
		break;
	}
	return false;
}

/* ---- briefs ---- */

/* Where a number stands in a brief; of BRIEF_GRADES in a half of a byte. */
static const struct brief_place {
	enum brief_field field;
	bool is_wide;
	uint8_t shift;
	uint8_t mask;
} places[] = {
	[COLUMN_SCORE] = { .field = BRIEF_SCORE, .is_wide = true },
	[COLUMN_COVERAGE] = { .field = BRIEF_COVERAGE, .mask = 0xFF },
	[COLUMN_BAND] = { .field = BRIEF_GRADES, .mask = GRADE },
	[COLUMN_INVOLVEMENT] = { .field = BRIEF_GRADES, false, 4, GRADE },
	[COLUMN_PLACE] = { .field = BRIEF_PLACE, .is_wide = true },
	[COLUMN_LAST_ACTIVE] = { .field = BRIEF_LAST_ACTIVE, .is_wide = true },
	[COLUMN_FIRST_SEEN] = { .field = BRIEF_FIRST_SEEN, .is_wide = true },
	[COLUMN_FLAGS] = { .field = BRIEF_FLAGS, .mask = 0xFF },
	[COLUMN_FOLLOWERS] = { .field = BRIEF_FOLLOWERS, .mask = 0xFF },
	[COLUMN_STARS] = { .field = BRIEF_STARS, .mask = 0xFF },
	[COLUMN_PULLS] = { .field = BRIEF_PULLS, .mask = 0xFF },
	[COLUMN_REVIEWS] = { .field = BRIEF_REVIEWS, .mask = 0xFF },
};

static int
level_of(enum column_number number, int64_t n)
{
	const struct brief_place *place = &places[number];

	if (place->field == BRIEF_GRADES)
		return n > GRADE ? GRADE : (int)n;
	return (int)brief_level(place->field, n);
}

static int
level_at(const uint8_t *levels, const struct brief_place *place, size_t at)
{
	return place->is_wide ? (int)brief_u16(levels, at)
			      : levels[at] >> place->shift & place->mask;
}

enum brief_field
scan_field(const struct scan *scan)
{
	return scan->kind == SCAN_OUT ? BRIEF_FLAGS
				      : places[scan->number].field;
}

struct scan
scan_range(enum column_number number, int64_t low, int64_t high)
{
	struct scan scan = { .kind = SCAN_RANGE,
		.number = number,
		.low = low,
		.high = high };

	scan.may.low = scan.sure.low = level_of(number, low);
	scan.may.high = scan.sure.high = level_of(number, high);
	/* Numbers beyond the bound can be of its level. */
	if (low > 0 && level_of(number, low - 1) == scan.may.low)
		scan.sure.low++;
	if (high < most && level_of(number, high + 1) == scan.may.high)
		scan.sure.high--;
	return scan;
}

static bool
is_in(struct scan_levels levels, int level)
{
	return level >= levels.low && level <= levels.high;
}

static enum answer
answer(bool yes)
{
	return yes ? ANSWER_YES : ANSWER_NO;
}

enum answer
scan_tells(const struct scan *scan, const uint8_t *levels, size_t at)
{
	int level = level_at(levels, &places[scan->number], at);

	switch (scan->kind) {
	case SCAN_RANGE:
		if (is_in(scan->sure, level))
			return ANSWER_YES;
		return is_in(scan->may, level) ? ANSWER_ASK : ANSWER_NO;
	case SCAN_FLAGS:
		return answer(((level & scan->flags) != 0) == scan->yes);
	case SCAN_OUT:
		return answer((levels[at] & BRIEF_OUT) != 0);
	case SCAN_PLACES:
		/* The last one stands for all above, too. */
		return level == UINT16_MAX ? ANSWER_ASK
					   : answer(is_within(scan, level));
	case SCAN_NONE:
		break;
	}
	return ANSWER_ASK;
}

/* ---- many briefs at once ---- */

/* Of 64 numbers; the shifts are known when it is compiled. */
static inline uint64_t
find_wide(const uint8_t *levels, uint16_t low, uint16_t span)
{
	uint64_t word = 0;

#pragma GCC unroll 4
	for (size_t i = 0; i < 64; i += LANES, levels += 2 * LANES) {
		wide_lanes first = lanes_get_wide(levels) - low;
		wide_lanes second = lanes_get_wide(levels + LANES) - low;
		lanes is = lanes_join((wide_lanes)(first <= span),
		    (wide_lanes)(second <= span));

		word |= (uint64_t)lanes_bits(is) << i;
	}
	return word;
}

static inline uint64_t
find_narrow(const uint8_t *levels, uint8_t mask, uint8_t low, uint8_t span)
{
	uint64_t word = 0;

#pragma GCC unroll 4
	for (size_t i = 0; i < 64; i += LANES) {
		lanes above = (lanes_get(levels + i) & mask) - low;

		word |= (uint64_t)lanes_bits((lanes)(above <= span)) << i;
	}
	return word;
}

static void
find_in(const uint8_t *levels, const struct brief_place *place,
    struct scan_levels in, uint64_t ret[static SCAN_WORDS])
{
	int span = in.high - in.low;

	memset(ret, 0, SCAN_WORDS * sizeof(*ret));
	if (span < 0)
		return;
	for (size_t i = 0; i < SCAN_WORDS; i++)
		ret[i] = place->is_wide
		    ? find_wide(levels + 128 * i, (uint16_t)in.low,
			  (uint16_t)span)
		    : find_narrow(levels + 64 * i,
			  (uint8_t)(place->mask << place->shift),
			  (uint8_t)(in.low << place->shift),
			  (uint8_t)(span << place->shift));
}

static void
find_flags(const uint8_t *levels, uint8_t flags, bool yes,
    uint64_t ret[static SCAN_WORDS])
{
	for (size_t i = 0; i < SCAN_WORDS; i++) {
		uint64_t none = find_narrow(levels + 64 * i, flags, 0, 0);

		ret[i] = yes ? ~none : none;
	}
}

static void
find_places(const struct scan *scan, const uint8_t *levels,
    uint64_t sure[static SCAN_WORDS], uint64_t may[static SCAN_WORDS])
{
	uint8_t answers[BRIEF_BLOCK];

	for (size_t i = 0; i < BRIEF_BLOCK; i++) {
		unsigned place = brief_u16(levels, i);

		answers[i] =
		    scan->within[place < QUERY_PLACES ? place : QUERY_PLACES];
	}
	for (size_t i = 0; i < SCAN_WORDS; i++) {
		const uint8_t *of = answers + 64 * i;

		sure[i] = find_narrow(of, UINT8_MAX, ANSWER_YES, 0);
		may[i] = ~find_narrow(of, UINT8_MAX, ANSWER_NO, 0);
	}
}

static bool
has_any(const uint64_t words[static SCAN_WORDS])
{
	uint64_t any = 0;

	for (size_t i = 0; i < SCAN_WORDS; i++)
		any |= words[i];
	return any != 0;
}

static bool
is_same(struct scan_levels a, struct scan_levels b)
{
	return a.low == b.low && a.high == b.high;
}

void
scan_brief(const struct scan *scan, const uint8_t *levels,
    uint64_t sure[static SCAN_WORDS], uint64_t may[static SCAN_WORDS])
{
	const struct brief_place *place = &places[scan->number];

	switch (scan->kind) {
	case SCAN_RANGE:
		find_in(levels, place, scan->may, may);
		if (has_any(may) && !is_same(scan->sure, scan->may))
			find_in(levels, place, scan->sure, sure);
		else
			memcpy(sure, may, SCAN_WORDS * sizeof(*sure));
		return;
	case SCAN_PLACES:
		find_places(scan, levels, sure, may);
		return;
	case SCAN_FLAGS:
		find_flags(levels, scan->flags, scan->yes, sure);
		break;
	case SCAN_OUT:
		find_flags(levels, BRIEF_OUT, true, sure);
		break;
	case SCAN_NONE:
		memset(sure, 0, SCAN_WORDS * sizeof(*sure));
		memset(may, 0xFF, SCAN_WORDS * sizeof(*may));
		return;
	}
	memcpy(may, sure, SCAN_WORDS * sizeof(*may));
}
