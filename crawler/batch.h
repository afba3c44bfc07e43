#ifndef CRAWLER_BATCH_H
#define CRAWLER_BATCH_H

#include <stddef.h>
#include <stdint.h>

#include "crawler/operations.h"

/*
 * How many items, or entries of pages, go into one GraphQL call, learned per
 * operation: halved when a call was too much; after that soon back to three
 * quarters of what failed, for most failures are no matter of size; from there
 * one more after each run of good calls, and an eighth more as long as nothing
 * failed; only while answers come fast, and less when they become slow.  Pure; docs/INTERNALS/batching.md
 * has the reasons.
 */
enum {
	BATCH_GOOD_RUN = 10,
	BATCH_RECOVERY_RUN = 3,
	/* GitHub gives up on a query after 10 s, and charges for that. */
	BATCH_FAST_MS = 5000,
	BATCH_SLOW_MS = 8000
};

struct batch {
	int64_t size;
	int64_t good; /* calls in a row */
	int64_t bar; /* below it sizes recover quickly; 0: never failed */
};

/* The size to start with, and the most that is ever tried. */
void batch_init(struct batch *batch, enum operation operation);
int64_t batch_max(enum operation operation);

/* The answer to a call of n came whole, after so many milliseconds. */
void batch_succeed(struct batch *batch, enum operation operation, size_t n,
    int64_t took_ms);

/* It was too much for `n`: from now on at most half of that, at least 1. */
void batch_shrink(struct batch *batch, size_t n);

/*
 * The largest number of at most `wanted` that stays within the size and within
 * `points`, cut back to where GitHub's rounding of prices is on our side (23
 * people cost 4 points, 25 cost 5); 0 when nothing is affordable.
 */
size_t batch_choose(const struct batch *batch, enum operation operation,
    size_t wanted, long repositories, int64_t points);

/* The part of a query that n items, or pages of n entries, make. */
struct shape batch_shape(enum operation operation, size_t n);

/* "25:3:25", for the store; unknown text leaves the start. */
void batch_format(const struct batch *batch, char *ret_text, size_t size);
void
batch_parse(struct batch *batch, enum operation operation, const char *text);

#endif
