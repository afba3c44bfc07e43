#ifndef STORE_QUERY_QUERY_BOUND_H
#define STORE_QUERY_QUERY_BOUND_H

#include "store/query/query_index.h"

enum {
	QUERY_BOUND_MOST = CHUNK_BITS
};

/*
 * Who can match a query at most, where lists that are kept whole tell: so that
 * nobody else need be looked for, in whatever chunk.
 */
struct query_bound {
	bool is_set; /* false: it can be anybody */
	bool is_of_role; /* all of them have a score */
	const uint32_t *ordinals; /* in rising order, each once */
	size_t n; /* QUERY_BOUND_MOST at most */
	struct arena arena;
};

/*
 * Of a node, or with `assumes_place` of those that are left when
 * conditions on places hold.  O(lists).  ERR_IO and the like.
 */
int query_bound_make(struct query_bound *bound, struct query_source *source,
    const struct node *node, bool assumes_place) MUST_CHECK;

/*
 * The same where lists are kept by chunks: everybody whom they leave, if these
 * are at most `most`; else the bound is not set.  What lists say of them is kept
 * for the source's index.  One pass over all chunks.
 */
int query_bound_gather(struct query_bound *bound, struct query_source *source,
    uint32_t n_chunks, size_t most) MUST_CHECK;
void query_bound_done(struct query_bound *bound);

/*
 * What profiles say of the conditions on companies, for those in the bound: to
 * the source's index, see query_told.c.  The bound must outlive the index.  Reads
 * 16 profiles a condition at the most.
 */
int query_bound_tell(struct query_bound *bound, struct query_source *source,
    const struct node *node) MUST_CHECK;

/* Where the ordinal stands among them; n: nowhere.  O(log n). */
size_t query_bound_find(const struct query_bound *bound, uint32_t ordinal);

#endif
