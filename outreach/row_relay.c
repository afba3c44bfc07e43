#include "outreach/row_relay.h"

#include "base/prefetch.h"

enum {
	ALONE = 500, /* shorter lists are written before a thread has begun */
	ROWS = EXPORT_PART_ROWS, /* handed over at a time */
	MOST_BYTES = 4 * 1024 * 1024,
	/* So many batches, or half of the bytes, are enough for the taker to go
	 * on with while more are sought: who has filled another one makes it,
	 * too. */
	WAITING = 16,
	PREFETCH = 8 /* rows */
};

/* Hands, and the numbers of their readers. */
enum {
	HAND_TAKES,
	HAND_GIVES
};

/* A row, or what is known of one that is unread: most of a row is its profile
 * and score. */
struct kept_row {
	const struct lead_row *row; /* NULL: unread */
	struct card card;
	struct lead lead;
	int64_t rank;
	struct lead_unread unread;
	struct arena arena; /* that it came with, if there was anything in it */
};

struct row_batch {
	struct relay_batch way; /* first: relay.h */
	bool is_short; /* few bytes waited when it was begun */
	bool is_made; /* of all rows: */
	struct export_part part;
	size_t n;
	struct kept_row kept[ROWS];
	struct arena arena; /* of the rows that were not unread */
};

/* A relay knows batches by their first member. */
static struct row_batch *
batch_of(struct relay_batch *batch)
{
	return (struct row_batch *)(void *)batch;
}

/* ---- reading ---- */

/* Reads the hand's row if it is unread; ERR_CORRUPT: the list does without. */
static int
read_row(struct row_relay *rows, size_t hand)
{
	struct row_hand *by = &rows->hands[hand];

	arena_reset(&by->arena);
	return query_reader_read(rows->reader, hand, &by->row, &by->arena);
}

/* The row, read; NULL, and maybe no failure, when there is none. */
static const struct lead_row *
read_kept(struct row_relay *rows, size_t hand, const struct kept_row *kept,
    int *ret_rc)
{
	struct lead_row *row = &rows->hands[hand].row;

	*ret_rc = 0;
	if (!kept->unread.is_unread)
		return kept->row;
	row->card = kept->card;
	row->lead = kept->lead;
	row->rank = kept->rank;
	row->unread = kept->unread;
	*ret_rc = read_row(rows, hand);
	if (*ret_rc == 0)
		return row;
	if (*ret_rc == ERR_CORRUPT)
		*ret_rc = 0;
	return NULL;
}

/* They lie anywhere in the store: asked for before they are read. */
static inline void
prefetch_row(const struct lead_unread *unread)
{
	prefetch_bytes(unread->person, unread->person_len);
	prefetch_bytes(unread->score, unread->score_len);
}

static void
make(struct row_relay *rows, size_t hand, struct row_batch *batch)
{
	struct export_part *part = &batch->part;

	for (size_t i = 0; part->rc == 0 && i < batch->n; i++) {
		const struct lead_row *row;

		if (i + PREFETCH < batch->n)
			prefetch_row(&batch->kept[i + PREFETCH].unread);
		row = read_kept(rows, hand, &batch->kept[i], &part->rc);
		if (row != NULL)
			rows->make(rows->context, row, &rows->hands[hand].arena,
			    part);
	}
	batch->is_made = true;
}

/* ---- who takes ---- */

static int
write_one_by_one(struct row_relay *rows, const struct row_batch *batch)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < batch->n; i++) {
		const struct lead_row *row;

		if (i + PREFETCH < batch->n)
			prefetch_row(&batch->kept[i + PREFETCH].unread);
		row = read_kept(rows, HAND_TAKES, &batch->kept[i], &rc);
		if (row != NULL)
			rc = rows->write(rows->context, row);
	}
	return rc;
}

static int
take(void *context, struct relay_batch *given)
{
	struct row_relay *rows = context;
	struct row_batch *batch = batch_of(given);

	if (rows->make == NULL)
		return write_one_by_one(rows, batch);
	if (!batch->is_made)
		make(rows, HAND_TAKES, batch);
	return rows->add(rows->context, &batch->part);
}

static void
clear(struct relay_batch *batch)
{
	struct row_batch *cleared = batch_of(batch);

	cleared->n = 0;
	cleared->is_made = false;
	arena_reset(&cleared->arena);
	export_part_reset(&cleared->part);
	batch->bytes = 0;
}

static void
drop(struct relay_batch *batch)
{
	for (size_t i = 0; i < ROWS; i++)
		arena_done(&batch_of(batch)->kept[i].arena);
	export_part_done(&batch_of(batch)->part);
	arena_done(&batch_of(batch)->arena);
}

/* ---- who gives ---- */

/* Takes the memory of the row, and gives that of an older one for it. */
static void
take_arena(struct kept_row *kept, struct arena *arena)
{
	struct arena spare = kept->arena;

	kept->arena = *arena;
	*arena = spare;
}

/* One that was read. */
static void
keep_copy(struct row_batch *batch, const struct lead_row *row,
    struct kept_row *kept)
{
	struct lead_row *copy = arena_alloc(&batch->arena, sizeof(*copy));

	*copy = *row;
	copy->arena = NULL;
	kept->row = copy;
	kept->unread = row->unread;
	batch->way.bytes += sizeof(*copy);
}

static void
keep(struct row_batch *batch, const struct lead_row *row)
{
	struct kept_row *kept = &batch->kept[batch->n++];

	if (row->unread.is_unread) {
		kept->card = row->card;
		kept->lead = row->lead;
		kept->rank = row->rank;
		kept->unread = row->unread;
	} else {
		keep_copy(batch, row, kept);
	}
	batch->way.bytes += sizeof(*kept) + row->arena->used;
	if (row->arena->used > 0)
		take_arena(kept, row->arena);
}

static void
give(struct row_relay *rows)
{
	struct row_batch *batch = rows->batch;

	if (rows->make != NULL &&
	    (!batch->is_short || relay_waiting(rows->relay) >= WAITING)) {
		make(rows, HAND_GIVES, batch);
		batch->way.bytes += batch->part.writer.out.len;
	}
	relay_give(rows->relay, &batch->way);
	rows->batch = NULL;
}

static int
pass_on(struct row_relay *rows, const struct lead_row *row)
{
	if (rows->batch == NULL) {
		bool is_short;
		struct relay_batch *next = relay_next(rows->relay, &is_short);

		if (next == NULL)
			return ERR_CANCELED;
		rows->batch = batch_of(next);
		rows->batch->is_short = is_short;
	}
	keep(rows->batch, row);
	if (rows->batch->n == ROWS)
		give(rows);
	return 0;
}

/* In this thread. */
static int
write_now(struct row_relay *rows, const struct lead_row *row)
{
	struct row_hand *by = &rows->hands[HAND_TAKES];
	int rc;

	if (!row->unread.is_unread)
		return rows->write(rows->context, row);
	by->row = *row;
	rc = read_row(rows, HAND_TAKES);
	if (rc == 0)
		return rows->write(rows->context, &by->row);
	return rc == ERR_CORRUPT ? 0 : rc;
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
	return rows->relay != NULL ? pass_on(rows, row) : write_now(rows, row);
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
	for (size_t i = 0; i < QUERY_READERS; i++)
		arena_done(&rows->hands[i].arena);
	return rc;
}
