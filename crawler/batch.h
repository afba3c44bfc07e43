#ifndef CRAWLER_BATCH_H
#define CRAWLER_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "crawler/operations.h"

/*
 * How many items or entries go into one GraphQL call, learned per shape of
 * query: halved when a call was too much; after that soon back to three
 * quarters of what failed, for most failures are no matter of size; from there
 * one more after each long run of good calls.  Pure;
 * docs/INTERNALS/batching.md has the reasons.
 */
enum {
	BATCH_GOOD_RUN = 20,
	BATCH_RECOVERY_RUN = 3
};

struct batch {
	int64_t size;
	int64_t good; /* calls in a row */
	int64_t bar; /* below it sizes recover quickly */
};

/* The size to start with, and the most that is ever tried. */
void batch_init(struct batch *batch, enum operation operation);
int64_t batch_max(enum operation operation);

/* The answer came whole, from a call that was as large as allowed or not. */
void batch_succeed(struct batch *batch, enum operation operation, size_t n);

/* It was too much for `n`: from now on at most half of that, at least 1. */
void batch_shrink(struct batch *batch, size_t n);

/*
 * The largest number of at most `wanted` that stays within the size and within
 * `points`, cut back to where GitHub's rounding of prices is on our side (24
 * people cost 4 points, 25 cost 5); 0 when nothing is affordable.
 */
size_t batch_choose(const struct batch *batch, enum operation operation,
    size_t wanted, long repositories, int64_t points);

/* "25:3:25", for the store; unknown text leaves the start. */
void batch_format(const struct batch *batch, char *ret_text, size_t size);
void
batch_parse(struct batch *batch, enum operation operation, const char *text);

#endif
