#ifndef STORE_QUERY_QUERY_SCAN_H
#define STORE_QUERY_QUERY_SCAN_H

#include "store/column/brief.h"
#include "store/column/column.h"
#include "store/query/query_index.h"

/*
 * Conditions that can be told from one number of a lead's card: what most leads
 * are asked.  Its brief tells them of 256 leads at once, but for those whose
 * level is the one that a bound falls into: of these the card is asked.
 */
enum scan_kind {
	SCAN_NONE, /* more than a number must tell */
	SCAN_RANGE,
	SCAN_FLAGS,
	SCAN_OUT, /* evidence against a must */
	SCAN_PLACES
};

/* Levels from `low` to `high`; none where low > high. */
struct scan_levels {
	int low;
	int high;
};

struct scan {
	enum scan_kind kind;
	enum column_number number;
	int64_t low, high; /* of a range */
	uint8_t flags; /* any of them; of the brief, and so of the card */
	bool yes; /* or none of them */
	const struct predicate *what; /* of places */
	/* Likewise, each id's answer; the last one for ids beyond: not told. */
	uint8_t *within;
	struct scan_levels may, sure; /* of a range, in the brief */
};

/* What a leaf asks.  The memory is the arena's. */
void
scan_init(struct scan *scan, const struct predicate *what, struct arena *arena);

/* Whether a number is one of these; both ends are in. */
struct scan scan_range(enum column_number number, int64_t low, int64_t high);

/* By an entry of the column of cards. */
bool scan_matches(const struct scan *scan, const uint8_t *entry);

/* ---- by briefs ---- */

/* What is asked of a block of them. */
enum brief_field scan_field(const struct scan *scan);

/* Whether the one at `at` matches, by the block's levels in that field. */
enum answer
scan_tells(const struct scan *scan, const uint8_t *levels, size_t at);

/* Who of a block surely matches, and who may; the bits of those who are not in
 * the block say nothing. */
enum {
	SCAN_WORDS = BRIEF_BLOCK / 64
};
void scan_brief(const struct scan *scan, const uint8_t *levels,
    uint64_t ret_sure[static SCAN_WORDS], uint64_t ret_may[static SCAN_WORDS]);

#endif
