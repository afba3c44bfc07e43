#include "store/query/query_sieve.h"

#include "base/mem.h"
#include "store/posting/ordinal.h"
#include "store/query/query_row.h"

enum {
	/* Chunks that are kept, 1 KiB each: a role of 4,000,000 leads. */
	KEPT = 512,
	/* So many of a chunk are asked for one by one. */
	ASKED_MOST = 4
};

struct kept {
	uint32_t chunk;
	uint32_t asked;
	struct bits *may; /* of who is asked for then */
};

struct query_sieve {
	struct query_source *source;
	struct arena arena;
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

static void
sift_and(struct query_source *source, const struct node *node, uint32_t chunk,
    struct bits *may)
{
	struct bits one;
	size_t n = 0;

	for (size_t i = 0; i < node->n; i++) {
		const struct node *child = node->by_set_cost[i];

		if (!query_sieve_narrows(source->index, child))
			continue;
		query_sieve_sift(source, child, chunk, n > 0 ? &one : may);
		if (n++ > 0)
			bits_and(may, &one);
		if (bits_is_empty(may))
			return;
	}
	if (n == 0)
		bits_fill(may, CHUNK_BITS);
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
		sift_and(source, node, chunk, may);
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

/* The same of one lead. */
static bool
lets_leaf(struct query_source *source, const struct node *node,
    uint32_t ordinal)
{
	struct query_index *index = source->index;

	return !leaf_narrows(index, node) ||
	    query_index_ask(index, node->leaf, ordinal) != ANSWER_NO ||
	    (node->predicate.asks_lead && source->has_leads &&
		query_index_ask(index, INDEX_LEAD, ordinal) != ANSWER_NO) ||
	    (node->is_place && !node->negated && !source->estimates_unplaced &&
		query_index_ask(index, INDEX_UNPLACED, ordinal) != ANSWER_NO);
}

static bool
lets_node(struct query_source *source, const struct node *node,
    uint32_t ordinal)
{
	bool all = true, any = false;

	switch (node->kind) {
	case NODE_LEAF:
		return lets_leaf(source, node, ordinal);
	case NODE_AND:
		for (size_t i = 0; i < node->n && all; i++)
			all = lets_node(source, node->children[i], ordinal);
		return all;
	case NODE_OR:
		for (size_t i = 0; i < node->n && !any; i++)
			any = lets_node(source, node->children[i], ordinal);
		return any;
	case NODE_ALL:
	case NODE_NOT:
		break;
	}
	return true;
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
	arena_done(&sieve->arena);
	mem_free(sieve);
}

bool
query_sieve_lets(struct query_sieve *sieve, uint32_t ordinal)
{
	uint32_t chunk = ordinal / CHUNK_BITS;
	struct kept *kept = &sieve->kept[chunk % KEPT];
	const struct node *root = sieve->source->query->root;

	if (ordinal == ORDINAL_NONE)
		return true;
	if (kept->chunk != chunk)
		kept->asked = 0;
	kept->chunk = chunk;
	if (kept->asked < ASKED_MOST) {
		kept->asked++;
		return lets_node(sieve->source, root, ordinal);
	}
	if (kept->asked == ASKED_MOST) {
		kept->asked++;
		if (kept->may == NULL)
			kept->may =
			    arena_alloc(&sieve->arena, sizeof(*kept->may));
		query_sieve_sift(sieve->source, root, chunk, kept->may);
	}
	return bits_has(kept->may, ordinal % CHUNK_BITS);
}
