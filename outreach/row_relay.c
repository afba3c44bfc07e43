#include "outreach/row_relay.h"

enum {
	ALONE = 500, /* shorter lists are written before a thread has begun */
	ROWS = 64, /* handed over at a time */
	MOST_BYTES = 2 * 1024 * 1024
};

/* A row with the memory that it was read into. */
struct kept_row {
	struct lead_row row;
	struct arena arena;
};

struct row_batch {
	struct relay_batch way; /* first: relay.h */
	size_t n;
	struct kept_row rows[ROWS];
};

/* A relay knows batches by their first member. */
static struct row_batch *
batch_of(struct relay_batch *batch)
{
	return (struct row_batch *)(void *)batch;
}

static int
take(void *context, struct relay_batch *batch)
{
	const struct row_relay *rows = context;
	const struct row_batch *taken = batch_of(batch);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < taken->n; i++)
		rc = rows->write(rows->context, &taken->rows[i].row);
	return rc;
}

/* The rows' memory is reset by who reads into it. */
static void
clear(struct relay_batch *batch)
{
	batch_of(batch)->n = 0;
	batch->bytes = 0;
}

static void
drop(struct relay_batch *batch)
{
	for (size_t i = 0; i < ROWS; i++)
		arena_done(&batch_of(batch)->rows[i].arena);
}

/* Takes the memory of the row, and gives that of an older one for it. */
static void
keep(struct row_batch *batch, const struct lead_row *row)
{
	struct kept_row *kept = &batch->rows[batch->n++];
	struct arena spare = kept->arena;

	kept->row = *row;
	kept->arena = *row->arena;
	*row->arena = spare;
	kept->row.arena = NULL;
	batch->way.bytes += sizeof(*row) + kept->arena.used;
}

static void
give(struct row_relay *rows)
{
	relay_give(rows->relay, &rows->batch->way);
	rows->batch = NULL;
}

static int
pass_on(struct row_relay *rows, const struct lead_row *row)
{
	struct relay_batch *next;

	if (rows->batch == NULL) {
		next = relay_next(rows->relay, NULL);
		if (next == NULL)
			return ERR_CANCELED;
		rows->batch = batch_of(next);
	}
	keep(rows->batch, row);
	if (rows->batch->n == ROWS)
		give(rows);
	return 0;
}

int
row_relay_add(struct row_relay *rows, const struct lead_row *row)
{
	if (rows->relay == NULL && !rows->is_alone && rows->n >= ALONE) {
		rows->ends = (struct relay_ends){ .context = rows,
			.batch_size = sizeof(struct row_batch),
			.most = MOST_BYTES,
			.take = take,
			.clear = clear,
			.drop = drop };
		rows->relay = relay_start(&rows->ends);
		rows->is_alone = rows->relay == NULL;
	}
	rows->n++;
	return rows->relay != NULL ? pass_on(rows, row)
				   : rows->write(rows->context, row);
}

int
row_relay_end(struct row_relay *rows)
{
	int rc;

	if (rows->batch != NULL)
		give(rows);
	rc = relay_end(rows->relay);
	rows->relay = NULL;
	rows->n = 0;
	return rc;
}
