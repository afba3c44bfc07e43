#include "store/query_scan.h"

#include "store/query_row.h"
#include "store/store_internal.h"

static const struct {
	predicate_match *match;
	enum scan_kind kind;
	enum column_number number;
	double unit;
} scans[] = {
	{ query_match_score, SCAN_RANGE, COLUMN_SCORE, 1000 },
	{ query_match_coverage, SCAN_RANGE, COLUMN_COVERAGE, 100 },
	{ query_match_followers, SCAN_RANGE, COLUMN_FOLLOWERS, 1 },
	{ query_match_stars, SCAN_RANGE, COLUMN_STARS, 1 },
	{ query_match_prs, SCAN_RANGE, COLUMN_PULLS, 1 },
	{ query_match_reviews, SCAN_RANGE, COLUMN_REVIEWS, 1 },
	{ query_match_involvement, SCAN_RANGE, COLUMN_INVOLVEMENT, 1 },
	{ query_match_active, SCAN_TIME, COLUMN_LAST_ACTIVE, 1 },
	{ query_match_since, SCAN_TIME, COLUMN_FIRST_SEEN, 1 },
	{ query_match_band, SCAN_BAND, COLUMN_BAND, 1 },
	{ query_match_hireable, SCAN_HIREABLE, COLUMN_FLAGS, 1 },
};

void
scan_init(struct scan *scan, const struct predicate *what, struct arena *arena)
{
	*scan = (struct scan){ .what = what, .unit = 1 };
	for (size_t i = 0; i < sizeof(scans) / sizeof(scans[0]); i++)
		if (scans[i].match == what->match) {
			scan->kind = scans[i].kind;
			scan->number = scans[i].number;
			scan->unit = scans[i].unit;
		}
	if (what->match != query_match_loc || what->place_kind != PLACE_NAMED)
		return;
	scan->kind = SCAN_PLACE;
	scan->number = COLUMN_PLACE;
	scan->within =
	    arena_calloc(arena, QUERY_PLACES / 64 + 1, sizeof(*scan->within));
	for (size_t i = 0; i < what->n_places; i++)
		if (what->places[i] < QUERY_PLACES)
			scan->within[what->places[i] / 64] |= UINT64_C(1)
			    << what->places[i] % 64;
}

static bool
is_within(const struct scan *scan, int64_t place)
{
	if (place >= QUERY_PLACES)
		return query_match_place(scan->what, place);
	return (scan->within[place / 64] >> place % 64 & 1) != 0;
}

/* As query_match.c tells it from the card. */
bool
scan_matches(const struct scan *scan, const uint8_t *entry)
{
	const struct predicate *what = scan->what;
	int64_t n = column_number(entry, scan->number);

	switch (scan->kind) {
	case SCAN_RANGE:
		return query_range_has(&what->range, (double)n / scan->unit);
	case SCAN_TIME:
	case SCAN_BAND:
		if (what->is_none || n == 0)
			return what->is_none && n == 0;
		return query_range_has(&what->range, (double)n);
	case SCAN_PLACE:
		return is_within(scan, n);
	case SCAN_HIREABLE:
		return ((n & CARD_HIREABLE) != 0) == what->yes;
	case SCAN_NONE:
		break;
	}
	return false;
}
