#ifndef STORE_FACT_PORTFOLIO_H
#define STORE_FACT_PORTFOLIO_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

struct record_type;
struct txn;

/* What queries want of a portfolio without reading it. */
struct own {
	int64_t stars;
	const char **names; /* "owner/name" */
	size_t n_names;
};
extern const struct record_type store_own_record;
int store_own_get(struct txn *txn, int64_t person, struct arena *arena,
    struct own *ret_own) MUST_CHECK; /* none: zeroed */

#endif
