#ifndef STORE_QUERY_QUERY_SUSPECTS_H
#define STORE_QUERY_QUERY_SUSPECTS_H

#include "store/query/query_internal.h"

/*
 * Whom options->suspects names, as the store knows them: who has one of the
 * logins, or had it, and the terms of the companies.
 */
struct query_source;
struct leaf_terms;

struct suspects {
	bool is_anybody; /* nobody was named, or they can't be told */
	uint32_t *ordinals; /* of the logins */
	size_t n_ordinals;
	size_t capacity;
	struct leaf_terms *companies; /* in the arena */
	size_t n_companies;
};

int query_suspects_find(struct query_source *source, struct arena *arena,
    struct suspects *ret) MUST_CHECK;
void query_suspects_done(struct suspects *suspects);

#endif
