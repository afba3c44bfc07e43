/* Who can match at most, by lists that are kept by chunks. */
#include "base/assert.h"
#include "store/query/query_bound.h"
#include "store/query/query_chunk.h"
#include "store/query/query_sieve.h"

/* Those of a chunk, behind the ones that are there; false: too many. */
static bool
gather_chunk(struct query_bound *bound, struct query_source *source,
    uint32_t chunk, size_t most, uint32_t *ordinals)
{
	struct bits may;
	size_t n = bound->n;

	query_sieve_sift(source, source->query->root, chunk, &may);
	for (size_t at = 0; bits_next(&may, &at); at++) {
		if (n == most)
			return false;
		ordinals[n++] = chunk * CHUNK_BITS + (uint32_t)at;
	}
	if (n > bound->n)
		query_index_gather(source->index, bound, chunk, &may, bound->n);
	bound->n = n;
	return true;
}

int
query_bound_gather(struct query_bound *bound, struct query_source *source,
    uint32_t n_chunks, size_t most)
{
	uint32_t *ordinals =
	    arena_alloc(&bound->arena, most * sizeof(*ordinals));
	bool fits = true;

	ASSERT(most <= QUERY_BOUND_MOST);
	bound->ordinals = ordinals;
	bound->n = 0;
	query_index_pass(source->index, true);
	for (uint32_t i = 0; i < n_chunks && fits; i++)
		fits = gather_chunk(bound, source, i, most, ordinals);
	query_index_pass(source->index, false);
	bound->is_set = fits;
	bound->is_of_role = query_chunk_stand_in(source) != NULL;
	return query_index_failed(source->index);
}
