/* Holds lists against those who are counted. */
#include "store/posting/posting_list.h"
#include "store/query/query_tally.h"

enum {
	FEW = 64 /* so few of a chunk are looked up in a list one by one */
};

struct lists {
	const struct query_tally *tally;
	tally_list_fn *each;
	void *context;
	uint32_t chunk;
	/* Those of the chunk who are counted, if they are few; 0: more. */
	uint16_t few[FEW];
	size_t n_few;
};

static int
count_whole(const struct lists *lists, struct tally_list *list)
{
	const struct query_tally *tally = lists->tally;
	int rc = posting_list_common(list->value, tally->leads, tally->n_chunks,
	    &list->n, &list->first);

	return rc == ERR_NOTFOUND ? 0 : rc; /* is read chunk by chunk */
}

static int
count_in_chunk(const struct lists *lists, struct tally_list *list)
{
	bool is_sound = lists->n_few > 0
	    ? bits_decode_few(list->value, lists->few, lists->n_few, &list->n)
	    : bits_decode_common(list->value,
		  &lists->tally->leads[lists->chunk], &list->n);

	return is_sound ? 0 : ERR_CORRUPT;
}

static int
give(void *context, struct slice term, struct slice value)
{
	const struct lists *lists = context;
	struct tally_list list = { .term = term,
		.value = value,
		.chunk = lists->chunk };
	int rc = lists->chunk == TALLY_WHOLE ? count_whole(lists, &list)
					     : count_in_chunk(lists, &list);

	return rc < 0 ? rc : lists->each(lists->context, &list);
}

/* False if nobody there is counted. */
static bool
begin_chunk(struct lists *lists, uint32_t number)
{
	const struct bits *leads = &lists->tally->leads[number];
	size_t n = bits_count(leads);

	lists->chunk = number;
	lists->n_few = 0;
	for (size_t at = 0; n <= FEW && bits_next(leads, &at); at++)
		lists->few[lists->n_few++] = (uint16_t)at;
	return n > 0;
}

int
query_tally_each(struct txn *txn, const struct query_tally *tally,
    enum posting_space space, struct slot slot, tally_list_fn *each,
    void *context)
{
	const struct posting_term all = { .space = space,
		.slot = slot,
		.is_prefix = true };
	struct lists lists = { .tally = tally,
		.each = each,
		.context = context,
		.chunk = TALLY_WHOLE };
	posting_each_fn *of_chunk;
	bool is_settled = true;
	int rc = posting_is_settled(txn, &is_settled);

	of_chunk = is_settled ? posting_each_chunked : posting_each;
	if (rc == 0 && is_settled)
		rc = posting_each_whole(txn, &all, give, &lists);
	for (uint32_t i = 0; i < tally->n_chunks && rc == 0; i++)
		if (begin_chunk(&lists, i))
			rc = of_chunk(txn, i, &all, give, &lists);
	return rc;
}
