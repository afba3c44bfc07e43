#ifndef CRAWLER_MEDIAN_H
#define CRAWLER_MEDIAN_H

#include "base/arena.h"
#include "base/err.h"
#include "signals/rubric.h"
#include "store/store.h"

/*
 * A role's low expectations: the lower quartile of each signal over its people
 * with enough evidence for it.  With fewer than MEDIAN_PEOPLE such people a
 * signal keeps the rules' default.  Values are counted in thousandths, so that
 * neither the order of people nor rounding shows; the result is cut to whole
 * MEDIAN_STEPs, so that a few more people don't change everybody's score.
 */
enum {
	MEDIAN_STEP = 20, /* thousandths */
	MEDIAN_PEOPLE = 20,
	MEDIAN_PERCENT = 25
};
#define MEDIAN_COVERAGE 0.5

struct median_builder;

struct median_builder *median_builder_new(void);
void median_builder_free(struct median_builder *builder);
void median_add(struct median_builder *builder, const struct score *score);

/* Replaces in *medians what enough people speak for. */
void
median_compute(const struct median_builder *builder, struct medians *medians);

int median_save(struct txn *txn, const char *role,
    const struct medians *medians) MUST_CHECK;

/* ERR_NOTFOUND when none were computed yet, or for another set of families. */
int median_load(struct txn *txn, const char *role, struct arena *arena,
    struct medians *ret_medians) MUST_CHECK;

#endif
