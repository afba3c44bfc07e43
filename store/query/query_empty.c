/*
 * The condition that emptied a result.  Conditions are taken one after another
 * as they are written; the one at which no lead is left is told.  Only asked
 * when nothing matched, so that a second look costs nothing otherwise.
 */
#include <string.h>

#include "base/text.h"
#include "store/query/query_run.h"

enum {
	FIRST_ASKED = 256 /* of a chunk */
};

static int
visit_lead(struct run *run)
{
	const struct node *root = run->source.query->root;
	size_t n = 0;

	while (n < root->n && run->row.failed == 0 &&
	    query_match_node(&run->row, root->children[n]))
		n++;
	if (n > run->furthest)
		run->furthest = n;
	return run->row.failed;
}

/* Looks at those of whom a set can't tell, until one gets further. */
static int
visit_unsure(struct run *run, const struct bits *unsure)
{
	size_t furthest = run->furthest;
	int rc = 0;

	for (size_t at = 0;
	     rc == 0 && run->furthest == furthest && bits_next(unsure, &at);
	     at++) {
		const struct query_row *row = &run->chunk.row;

		if (!query_chunk_card(&run->chunk, at))
			return run->chunk.failed;
		query_row_begin(&run->row, &row->lead.card, row->place,
		    row->ordinal);
		rc = query_excuse(run, visit_lead(run));
	}
	return rc;
}

/* Whether anybody of these satisfies a node, or gets further by a look. */
static int
visit_some(struct run *run, const struct node *node, const struct bits *need)
{
	struct query_chunk *chunk = &run->chunk;
	struct truth left;

	query_chunk_match(chunk, node, need, &left);
	if (chunk->failed < 0 || bits_is_empty(&left.may))
		return chunk->failed;
	if (bits_is_empty(&left.yes))
		return visit_unsure(run, &left.may);
	if (run->furthest < node->n)
		run->furthest = node->n;
	return 0;
}

/* A few first: mostly that is enough, and saves looking at the cards of all. */
static int
visit_chunk(struct run *run, const struct node *node, uint32_t number)
{
	struct query_chunk *chunk = &run->chunk;
	struct bits few, rest;
	int rc;

	if (!query_chunk_open(chunk, number))
		return chunk->failed;
	bits_fill(&few, FIRST_ASKED);
	rest = chunk->members;
	bits_and_not(&rest, &few);
	bits_and(&few, &chunk->members);
	rc = visit_some(run, node, &few);
	if (rc == 0 && run->furthest < node->n)
		rc = visit_some(run, node, &rest);
	return rc;
}

/* From the chunk *from on, which becomes the one where somebody was found. */
static int
visit_chunks(struct run *run, const struct node *node, uint32_t *from)
{
	int rc = 0;

	for (; rc == 0 && *from < run->n_chunks; (*from)++) {
		rc = visit_chunk(run, node, *from);
		if (run->furthest >= node->n)
			break;
	}
	return rc;
}

static int
visit_few(struct run *run, const struct node *node,
    const struct query_bound *few)
{
	int rc;

	query_chunk_limit(&run->chunk, few);
	rc = visit_chunk(run, node, INDEX_FEW);
	query_chunk_limit(&run->chunk, NULL);
	return rc;
}

/* Whether anybody satisfies the first n conditions, so that it gets there. */
static int
visit_first(struct run *run, size_t n, uint32_t *from)
{
	const struct query_tuning *tuning = run->source.options->tuning;
	const struct node *root = run->source.query->root;
	struct query_bound bound = { .is_set = false };
	struct arena arena = { 0 };
	struct node first = { .kind = NODE_AND,
		.children = root->children,
		.n = n };
	size_t kept = 0;
	int rc = 0;

	first.by_set_cost = arena_calloc(&arena, n, sizeof(struct node *));
	for (size_t i = 0; i < root->n; i++)
		for (size_t j = 0; j < n; j++)
			if (root->children[j] == root->by_set_cost[i])
				first.by_set_cost[kept++] = root->children[j];
	if (tuning == NULL || !tuning->ignores_lists)
		rc = query_bound_make(&bound, &run->source, &first, false);
	if (rc == 0)
		rc = bound.is_set ? visit_few(run, &first, &bound)
				  : visit_chunks(run, &first, from);
	query_bound_done(&bound);
	arena_done(&arena);
	return rc;
}

/* Who satisfies more conditions is not in an earlier chunk than the first who
 * satisfies fewer. */
static int
visit_all(struct run *run)
{
	size_t n = run->source.query->root->n;
	uint32_t from = 0;
	int rc = 0;

	while (rc == 0 && run->furthest < n && from < run->n_chunks) {
		size_t before = run->furthest;

		rc = visit_first(run, before + 1, &from);
		if (run->furthest == before)
			break;
	}
	return rc;
}

static int
find(struct run *run)
{
	int64_t corrupt = run->counts.corrupt;
	int rc = ERR_CORRUPT;

	run->is_full = false;
	if (run->source.index != NULL)
		rc = visit_all(run);
	if (rc == ERR_CORRUPT)
		rc = query_walk_records(run, visit_lead);
	run->counts.corrupt = corrupt; /* met for the second time */
	return rc;
}

static bool
is_emptied(const struct run *run)
{
	const struct query_counts *counts = &run->counts;

	return counts->matched == 0 && counts->total > 0 &&
	    !run->after.is_set && run->source.query->root->kind != NODE_ALL &&
	    counts->hidden_inactive + counts->hidden_status +
		counts->hidden_excluded + counts->hidden_out +
		counts->hidden_past_notice ==
	    0;
}

int
query_empty(struct run *run)
{
	const struct node *root = run->source.query->root, *node = root;
	size_t len;
	int rc = 0;

	if (!is_emptied(run))
		return 0;
	if (root->kind == NODE_AND) {
		rc = find(run);
		if (run->furthest < root->n)
			node = root->children[run->furthest];
	}
	len = text_cut(node->source, node->source_len,
	    sizeof(run->counts.emptied_by) - 1);
	memcpy(run->counts.emptied_by, node->source, len);
	run->counts.emptied_by[len] = '\0';
	return rc;
}
