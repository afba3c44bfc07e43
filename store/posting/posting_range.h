#ifndef STORE_POSTING_POSTING_RANGE_H
#define STORE_POSTING_POSTING_RANGE_H

#include "store/posting/posting_block.h"

/*
 * Postings whose keys begin so, in order, over blocks:
 *
 *	for (range_next(&range); range.rc == 0; range_next(&range))
 *		... range.reader.key, range.reader.container ...
 *
 * Nothing may be written meanwhile.
 */
struct txn;
struct cursor;

struct range {
	struct txn *txn;
	struct cursor *cursor;
	struct key prefix;
	struct block_reader reader; /* what was read last */
	int rc; /* of it; ERR_NOTFOUND at the end */
};

/* From the block that covers the prefix on, or the first of all; to be closed,
 * however it ends. */
int range_open(struct range *range, struct txn *txn,
    const struct key *prefix) MUST_CHECK;
void range_close(struct range *range);

/* Into range->rc: 0, ERR_NOTFOUND, ERR_CORRUPT (counted), or what failed. */
void range_next(struct range *range);
/* The same, past blocks that can't be read: never ERR_CORRUPT, but counted. */
void range_next_sound(struct range *range);
/* The same, where the end is none. */
int range_failure(const struct range *range) MUST_CHECK;

/* -1, 0, 1: before, in, behind the range. */
int range_compare(const struct key *prefix, const uint8_t *key, size_t len);

#endif
