#ifndef CRAWLER_PRICE_H
#define CRAWLER_PRICE_H

#include "crawler/walk.h"

/*
 * What queries cost is known beforehand by GitHub's documented formula
 * (operation_cost()).  A dry run at the start of the first crawl, repeated
 * after a month or when a query has changed, and the price that each answer
 * tells show whether GitHub still counts that way; if it asks more, so does
 * price_of().
 */

/* Makes the dry run due if it is. */
int price_arm(struct walk *walk, struct txn *txn) MUST_CHECK;

/* Points to expect where the formula says `points`. */
int64_t price_of(const struct walk *walk, int64_t points);

/* The formula's points that may be spent where `points` are left. */
int64_t price_afford(const struct walk *walk, int64_t points);

/* A query that should have cost `expected` cost `points`. */
void price_check(struct walk *walk, int64_t expected, int64_t points);

#endif
