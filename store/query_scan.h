#ifndef STORE_QUERY_SCAN_H
#define STORE_QUERY_SCAN_H

#include "store/column.h"
#include "store/query_internal.h"

/*
 * Conditions that can be told from one number of a column's entry, without
 * making a card of it: what most leads are asked.
 */
enum scan_kind {
	SCAN_NONE, /* the card must tell */
	SCAN_RANGE,
	SCAN_TIME,
	SCAN_BAND,
	SCAN_PLACE,
	SCAN_HIREABLE
};

struct scan {
	enum scan_kind kind;
	enum column_number number;
	double unit; /* of the number, in the range's */
	const struct predicate *what;
	uint64_t *within; /* of places: a bit each */
};

/* What a leaf asks.  The memory is the arena's. */
void
scan_init(struct scan *scan, const struct predicate *what, struct arena *arena);
bool scan_matches(const struct scan *scan, const uint8_t *entry);

#endif
