#ifndef STORE_QUERY_QUERY_SAMPLE_H
#define STORE_QUERY_QUERY_SAMPLE_H

#include "store/query/query_internal.h"

/*
 * A sample of a role's leads: some of a few chunks, of whom the sets tell how
 * many match, may match, and how many cards had to be looked at for that.
 */
struct run;

struct query_estimate {
	double n; /* leads in the sample */
	double sure; /* shares of them */
	double unsure;
	double shown; /* the share of the sure ones that is not hidden */
	double cards; /* cards looked at, for each of them */
};

/* What is shown of those who match, where nobody in the sample tells. */
static const double QUERY_SHOWN = 0.8;

/* What a node is like, in the sample. */
int query_sample_take(struct run *run, const struct node *node,
    struct query_estimate *ret) MUST_CHECK;

/* Of how many leads it may be said that a place alone is missing: two digits,
 * into the run's counts.  What all of them say costs more than the page. */
int query_sample_unplaced(struct run *run) MUST_CHECK;

#endif
