/*
 * The condition that emptied a result.  Conditions are taken one after another
 * as they are written; the one at which no lead is left is told.  Only asked
 * when nothing matched, so that a second look costs nothing otherwise.
 */
#include <string.h>

#include "base/text.h"
#include "store/query_run.h"

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

static int
visit_chunk(struct run *run, uint32_t number)
{
	const struct node *root = run->source.query->root;
	struct query_chunk *chunk = &run->chunk;
	struct truth left, one;
	int rc = 0;

	if (!query_chunk_open(chunk, number))
		return chunk->failed;
	left.yes = left.may = chunk->members;
	for (size_t i = 0; rc == 0 && i < root->n; i++) {
		query_chunk_match(chunk, root->children[i], &left.may, &one);
		left.may = one.may;
		bits_and(&left.yes, &one.yes);
		if (chunk->failed < 0 || bits_is_empty(&left.may))
			return chunk->failed;
		if (i < run->furthest)
			continue;
		if (!bits_is_empty(&left.yes))
			run->furthest = i + 1;
		else
			rc = visit_unsure(run, &left.may);
		if (run->furthest <= i)
			return rc;
	}
	return rc;
}

static int
visit_chunks(struct run *run)
{
	int rc = 0;

	for (uint32_t i = 0; rc == 0 && i < run->n_chunks; i++)
		rc = visit_chunk(run, i);
	return rc;
}

static int
find(struct run *run)
{
	int64_t corrupt = run->counts.corrupt;
	int rc = ERR_CORRUPT;

	run->is_full = false;
	if (run->source.index != NULL)
		rc = visit_chunks(run);
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
