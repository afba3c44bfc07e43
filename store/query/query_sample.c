#include "store/query/query_sample.h"

#include <math.h>

#include "store/query/query_run.h"
#include "store/query/query_sieve.h"

enum {
	SAMPLE_CHUNKS = 4,
	SAMPLE_LEADS = 200, /* of each, where lists tell nothing */
	RULED = 16, /* of each, who are asked whether they are hidden */
	SAMPLE_CARDS = 48, /* of each, of those whom lists leave */
	PAGES_APART = 2 /* the sample of a chunk lies in so many places */
};

static void
take_sample(const struct query_chunk *chunk, struct bits *ret_need)
{
	size_t step = CHUNK_BITS / PAGES_APART;

	bits_clear(ret_need);
	for (size_t i = 0; i < PAGES_APART; i++)
		for (size_t j = 0; j < SAMPLE_LEADS / PAGES_APART; j++)
			bits_set(ret_need, i * step + step / 3 + j);
	bits_and(ret_need, &chunk->members);
	/* A chunk that has just been begun. */
	if (bits_is_empty(ret_need))
		*ret_need = chunk->members;
}

static uint32_t
sampled_chunk(const struct run *run, uint32_t i)
{
	return (uint32_t)((uint64_t)run->n_chunks * i / SAMPLE_CHUNKS);
}

static uint32_t
n_sampled(const struct run *run)
{
	return run->n_chunks < SAMPLE_CHUNKS ? run->n_chunks : SAMPLE_CHUNKS;
}

/* Whether conditions ask columns, too.  As deep as the parser allows.
 * NOLINTBEGIN(misc-no-recursion) */
static bool
asks_cards(const struct run *run, const struct node *node)
{
	bool asks = node->kind == NODE_LEAF &&
	    (node->predicate.access != ACCESS_LEAD ||
		node->predicate.match == query_match_due) &&
	    !query_index_knows(run->source.index, node->leaf);

	for (size_t i = 0; i < node->n; i++)
		asks = asks || asks_cards(run, node->children[i]);
	return asks;
}
/* NOLINTEND(misc-no-recursion) */

/*
 * Of a chunk whom to evaluate: where lists narrow it down these, since they tell
 * of all at once, but no more than some whose cards may be read.  Returns for
 * how many each of them stands.
 */
static double
take_narrowed(struct run *run, const struct node *node, struct bits *ret_need)
{
	struct query_chunk *chunk = &run->chunk;
	struct bits all;
	size_t at = CHUNK_BITS / 3, n, kept = 0;

	query_sieve_sift(&run->source, node, chunk->number, &all);
	bits_and(&all, &chunk->members);
	n = bits_count(&all);
	if (n <= SAMPLE_CARDS || !asks_cards(run, node)) {
		*ret_need = all;
		return 1;
	}
	bits_clear(ret_need);
	for (; kept < SAMPLE_CARDS && bits_next(&all, &at); at++, kept++)
		bits_set(ret_need, at);
	for (at = 0; kept < SAMPLE_CARDS && bits_next(&all, &at); at++, kept++)
		bits_set(ret_need, at);
	return (double)n / (double)kept;
}

/* Of some who match in the current chunk, how many are shown: RULED at most are
 * asked. */
static size_t
count_shown(struct run *run, const struct bits *sure, size_t *ret_n)
{
	struct query_split split = { .sure = { { 0 } } };
	struct bits of[FATE_COUNT];

	*ret_n = 0;
	for (size_t at = 0; *ret_n < RULED && bits_next(sure, &at); at++) {
		bits_set(&split.sure, at);
		(*ret_n)++;
	}
	query_fate_sets(run, &split, of);
	return bits_count(&of[FATE_SHOWN]) + bits_count(&of[FATE_DUE]);
}

int
query_sample_take(struct run *run, const struct node *node,
    struct query_estimate *ret)
{
	struct query_chunk *chunk = &run->chunk;
	bool narrows = query_sieve_narrows(run->source.index, node);
	double yes = 0, may = 0, asked = 0, cards = 0, leads = 0;
	size_t shown = 0, ruled = 0, n;

	*ret = (struct query_estimate){ .shown = QUERY_SHOWN };
	for (uint32_t i = 0; i < n_sampled(run); i++) {
		int64_t looked = chunk->looked;
		struct bits need, marked;
		struct truth truth;
		double each = 1, of;

		if (!query_chunk_open(chunk, sampled_chunk(run, i)))
			return chunk->failed;
		if (narrows)
			each = take_narrowed(run, node, &need);
		else
			take_sample(chunk, &need);
		of = (double)bits_count(narrows ? &chunk->members : &need);
		query_chunk_match(chunk, node, &need, &truth);
		marked = truth.yes;
		bits_and(&marked, &chunk->leads);
		leads += of;
		ret->n += of / each;
		yes += each * (double)bits_count(&truth.yes);
		may += each * (double)bits_count(&truth.may);
		asked += each * (double)bits_count(&marked);
		cards += each * (double)(chunk->looked - looked);
		shown += count_shown(run, &truth.yes, &n);
		ruled += n;
	}
	if (ruled > 0)
		ret->shown = (double)shown / (double)ruled;
	if (leads > 0) {
		ret->sure = (yes - asked) / leads;
		ret->unsure = (may - yes + asked) / leads;
		ret->cards = cards / leads;
	}
	return chunk->failed;
}

int
query_sample_unplaced(struct run *run)
{
	struct query_chunk *chunk = &run->chunk;
	size_t n = 0, all = 0;
	double share, unit = 1;

	for (uint32_t i = 0; i < n_sampled(run); i++) {
		struct truth truth;
		struct bits need;

		if (!query_chunk_open(chunk, sampled_chunk(run, i)))
			return chunk->failed;
		take_sample(chunk, &need);
		all += bits_count(&need);
		bits_and(&need,
		    &query_index_bits(chunk->index, INDEX_UNPLACED,
			chunk->number)
			 ->yes);
		chunk->assume_place = true;
		query_chunk_match(chunk, run->source.query->root, &need,
		    &truth);
		chunk->assume_place = false;
		n += bits_count(&truth.yes);
	}
	if (all == 0)
		return chunk->failed;
	share = (double)n / (double)all * (double)run->source.role.leads;
	while (share / unit >= 100)
		unit *= 10;
	run->counts.place_unknown = (int64_t)(round(share / unit) * unit);
	run->counts.place_is_estimated = true;
	return chunk->failed;
}
