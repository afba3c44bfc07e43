/* What sets tell of the leads of a chunk, and the way to single ones. */
#include "store/query/query_run.h"

/* Whom nothing but a look at the lead can show or hide. */
static void
split_hidden(struct run *run, struct query_split *split)
{
	struct query_chunk *chunk = &run->chunk;
	struct bits asked = split->sure;

	bits_and(&asked, &chunk->leads);
	bits_and_not(&split->sure, &asked);
	bits_or(&split->unsure, &asked);
	if (run->source.options->show_hidden || run->source.query->names_known)
		return;
	asked = split->sure;
	query_chunk_suspects(chunk, &asked);
	bits_and_not(&split->sure, &asked);
	bits_or(&split->unsure, &asked);
}

/* Who gave no place and satisfies everything else. */
static void
split_unplaced(struct run *run, const struct truth *matches,
    struct query_split *split)
{
	struct query_chunk *chunk = &run->chunk;
	const struct index_bits *unplaced =
	    query_index_bits(chunk->index, INDEX_UNPLACED, chunk->number);
	struct bits need = chunk->members;
	struct truth assumed;

	if (unplaced->is_corrupt)
		chunk->failed = ERR_CORRUPT;
	bits_and(&need, &unplaced->yes);
	bits_and_not(&need, &matches->yes);
	if (bits_is_empty(&need))
		return;
	chunk->assume_place = true;
	query_chunk_match(chunk, run->source.query->root, &need, &assumed);
	chunk->assume_place = false;
	split->unplaced = assumed.yes;
	bits_and_not(&split->unplaced, &matches->may);
	bits_and_not(&assumed.may, &assumed.yes);
	bits_or(&split->unsure, &assumed.may);
}

int
query_split_chunk(struct run *run, uint32_t number, struct query_split *split)
{
	struct query_chunk *chunk = &run->chunk;
	struct truth matches;

	if (!query_chunk_open(chunk, number))
		return chunk->failed;
	query_chunk_match(chunk, run->source.query->root, &chunk->members,
	    &matches);
	split->sure = matches.yes;
	split->unsure = matches.may;
	bits_and_not(&split->unsure, &matches.yes);
	bits_clear(&split->unplaced);
	if (run->source.query->has_place && !run->source.estimates_unplaced)
		split_unplaced(run, &matches, split);
	split_hidden(run, split);
	return chunk->failed;
}

int
query_each_chunk(struct run *run,
    int (*visit)(struct run *run, uint32_t number))
{
	int rc = 0;

	if (run->chunk.few != NULL)
		return visit(run, INDEX_FEW);
	run->chunk.stand_in = query_chunk_stand_in(&run->source);
	for (uint32_t i = 0; i < run->n_chunks && rc == 0; i++)
		rc = visit(run, i);
	run->chunk.stand_in = NULL;
	return rc;
}

/* Goes to a lead of the chunk. */
int
query_go_to(struct run *run, size_t offset)
{
	const struct query_row *row = &run->chunk.row;

	if (!query_chunk_card(&run->chunk, offset))
		return run->chunk.failed;
	query_row_begin(&run->row, &row->lead.card, row->place, row->ordinal);
	return 0;
}
