#ifndef STORE_POSTING_TOP_H
#define STORE_POSTING_TOP_H

#include "store/key.h"

/*
 * The best k of many, in O(n log k) and k entries of memory.  Best is: the
 * lowest tier, then the highest key, then the lowest id.
 */
struct top;

struct top_entry {
	double key;
	int64_t person;
	struct place_in_rank place;
	uint32_t ordinal;
	uint8_t tier;
};

/* < 0 when a is better. */
int top_compare(const struct top_entry *a, const struct top_entry *b);

struct top *top_new(size_t max);
void top_free(struct top *top);
void top_add(struct top *top, const struct top_entry *entry);

/* The one that another one must be better than; NULL: there is room. */
const struct top_entry *top_worst(const struct top *top);

/* Empty again. */
void top_reset(struct top *top);

/* Best first; borrowed from `top`, which takes no more
 * entries until it is reset. */
const struct top_entry *top_sort(struct top *top, size_t *ret_n);

#endif
