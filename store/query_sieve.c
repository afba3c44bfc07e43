#include "store/query_sieve.h"

#include "base/mem.h"
#include "store/ordinal.h"
#include "store/query_row.h"

enum {
	/* Chunks that are kept, 1 KiB each: a role of 4,000,000 leads. */
	KEPT = 512
};

struct kept {
	bool is_set;
	uint32_t chunk;
	struct bits *may;
};

struct query_sieve {
	struct query_source *source;
	struct kept kept[KEPT];
};

static bool
leaf_narrows(const struct query_index *index, const struct node *node)
{
	return query_index_knows(index, node->leaf) &&
	    !query_index_leaf(index, node->leaf)->is_open;
}

/* As deep as the parser allows.  NOLINTBEGIN(misc-no-recursion) */
bool
query_sieve_narrows(const struct query_index *index, const struct node *node)
{
	bool all = node->n > 0, any = false;

	for (size_t i = 0; i < node->n; i++) {
		bool narrows = query_sieve_narrows(index, node->children[i]);

		all = all && narrows;
		any = any || narrows;
	}
	switch (node->kind) {
	case NODE_LEAF:
		return leaf_narrows(index, node);
	case NODE_AND:
		return any;
	case NODE_OR:
		return all;
	case NODE_ALL:
	case NODE_NOT:
		break;
	}
	return false;
}

static void
sift_leaf(struct query_source *source, const struct node *node, uint32_t chunk,
    struct bits *may)
{
	struct query_index *index = source->index;

	if (!leaf_narrows(index, node)) {
		bits_fill(may, CHUNK_BITS);
		return;
	}
	*may = query_index_bits(index, node->leaf, chunk)->may;
	if (node->predicate.asks_lead && source->has_leads)
		bits_or(may, &query_index_bits(index, INDEX_LEAD, chunk)->may);
	if (node->is_place && !node->negated && !source->estimates_unplaced)
		bits_or(may,
		    &query_index_bits(index, INDEX_UNPLACED, chunk)->may);
}

void
query_sieve_sift(struct query_source *source, const struct node *node,
    uint32_t chunk, struct bits *may)
{
	struct bits one;

	switch (node->kind) {
	case NODE_LEAF:
		sift_leaf(source, node, chunk, may);
		return;
	case NODE_AND:
		bits_fill(may, CHUNK_BITS);
		for (size_t i = 0; i < node->n; i++) {
			if (!query_sieve_narrows(source->index,
				node->children[i]))
				continue;
			query_sieve_sift(source, node->children[i], chunk,
			    &one);
			bits_and(may, &one);
		}
		return;
	case NODE_OR:
		bits_clear(may);
		for (size_t i = 0; i < node->n; i++) {
			query_sieve_sift(source, node->children[i], chunk,
			    &one);
			bits_or(may, &one);
		}
		return;
	case NODE_ALL:
	case NODE_NOT:
		bits_fill(may, CHUNK_BITS);
		return;
	}
}
/* NOLINTEND(misc-no-recursion) */

struct query_sieve *
query_sieve_new(struct query_source *source)
{
	struct query_sieve *sieve;

	if (source->index == NULL ||
	    !query_sieve_narrows(source->index, source->query->root))
		return NULL;
	sieve = mem_calloc(1, sizeof(*sieve));
	sieve->source = source;
	return sieve;
}

void
query_sieve_free(struct query_sieve *sieve)
{
	if (sieve == NULL)
		return;
	for (size_t i = 0; i < KEPT; i++)
		mem_free(sieve->kept[i].may);
	mem_free(sieve);
}

bool
query_sieve_lets(struct query_sieve *sieve, uint32_t ordinal)
{
	uint32_t chunk = ordinal / CHUNK_BITS;
	struct kept *kept = &sieve->kept[chunk % KEPT];

	if (ordinal == ORDINAL_NONE)
		return true;
	if (!kept->is_set || kept->chunk != chunk) {
		if (kept->may == NULL)
			kept->may = mem_alloc(sizeof(*kept->may));
		query_sieve_sift(sieve->source, sieve->source->query->root,
		    chunk, kept->may);
		kept->is_set = true;
		kept->chunk = chunk;
	}
	return bits_has(kept->may, ordinal % CHUNK_BITS);
}
