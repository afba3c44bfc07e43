#include "crawler/promise.h"

#include <math.h>

enum {
	STEP = 10
};

/* Doublings: 1 -> 1, 3 -> 2, 7 -> 3. */
static double
doublings(size_t n)
{
	return log2(1.0 + (double)n);
}

int64_t
promise_of(const struct work *work)
{
	/*
	 * Merged work and work on others' work within the horizon say most;
	 * the all-time number of commits may be ten years old.
	 */
	double promise = 30 * doublings(work->n_pulls) +
	    25 * doublings(work->n_merges + work->n_reviews) +
	    20 * doublings(work->n_comments) + 15 * doublings(work->n_commits) +
	    12 *
		doublings((
		    size_t)(work->commits_total > 0 ? work->commits_total : 0));
	int64_t rounded = (int64_t)promise / STEP * STEP;

	return rounded < PROMISE_MAX ? rounded : PROMISE_MAX;
}
