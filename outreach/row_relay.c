#include "outreach/row_relay.h"

#include "base/prefetch.h"

enum {
	ALONE = 500, /* shorter lists are written before a thread has begun */
	ROWS = 64, /* handed over at a time */
	MOST_BYTES = 2 * 1024 * 1024,
	/* So many batches are enough for the taker to go on with: who makes the
	 * next one reads it, too.  Counted in bytes unread ones, which are short
	 * and take it longest, would come in such numbers that the maker waits
	 * for the taker to read them all. */
	WAITING = 4,
	PREFETCH = 4 /* rows */
};

/* The readers' numbers, see query_reader_read(). */
enum {
	READER_TAKES,
	READER_MAKES
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
	bool is_read; /* whoever makes it reads it, too */
	size_t n;
	struct kept_row kept[ROWS];
	struct arena arena; /* of the rows */
};

/* A relay knows batches by their first member. */
static struct row_batch *
batch_of(struct relay_batch *batch)
{
	return (struct row_batch *)(void *)batch;
}

/* Reads a row that is unread, with what the arena then holds; NULL, and no
 * failure, when its records are damaged: the list does without. */
static int
read_row(struct row_relay *rows, size_t reader, struct lead_row *row,
    struct arena *arena, const struct lead_row **ret_row)
{
	int rc = query_reader_read(rows->reader, reader, row, arena);

	*ret_row = rc == 0 ? row : NULL;
	return rc == ERR_CORRUPT ? 0 : rc;
}

static int
write_row(struct row_relay *rows, const struct lead_row *row)
{
	return row == NULL ? 0 : rows->write(rows->context, row);
}

static int
read_and_write(struct row_relay *rows)
{
	const struct lead_row *row;
	int rc;

	arena_reset(&rows->arena);
	rc = read_row(rows, READER_TAKES, &rows->row, &rows->arena, &row);
	return rc == 0 ? write_row(rows, row) : rc;
}

/* What is known of one that is to be read. */
static void
fill_unread(const struct kept_row *kept, struct lead_row *row)
{
	row->card = kept->card;
	row->lead = kept->lead;
	row->rank = kept->rank;
	row->unread = kept->unread;
}

static int
write_kept(struct row_relay *rows, const struct kept_row *kept)
{
	if (!kept->unread.is_unread)
		return write_row(rows, kept->row);
	fill_unread(kept, &rows->row);
	return read_and_write(rows);
}

/* They lie anywhere in the store: asked for before they are read. */
static inline void
prefetch_row(const struct lead_unread *unread)
{
	prefetch_bytes(unread->person, unread->person_len);
	prefetch_bytes(unread->score, unread->score_len);
}

static int
take(void *context, struct relay_batch *batch)
{
	struct row_relay *rows = context;
	const struct row_batch *taken = batch_of(batch);
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < taken->n; i++) {
		if (i + PREFETCH < taken->n)
			prefetch_row(&taken->kept[i + PREFETCH].unread);
		rc = write_kept(rows, &taken->kept[i]);
	}
	return rc;
}

/* The memory is reset by who reads into it. */
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
		arena_done(&batch_of(batch)->kept[i].arena);
	arena_done(&batch_of(batch)->arena);
}

/* Takes the memory of the row, and gives that of an older one for it. */
static void
take_arena(struct kept_row *kept, struct arena *arena)
{
	struct arena spare = kept->arena;

	kept->arena = *arena;
	*arena = spare;
}

/* Reads it into the batch's memory. */
static int
keep_read(struct row_relay *rows, struct kept_row *kept)
{
	struct arena *arena = &rows->batch->arena;
	struct lead_row *row = arena_alloc(arena, sizeof(*row));

	fill_unread(kept, row);
	kept->unread = (struct lead_unread){ .is_unread = false };
	row->arena = NULL;
	return read_row(rows, READER_MAKES, row, arena, &kept->row);
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
}

static int
keep(struct row_relay *rows, const struct lead_row *row)
{
	struct row_batch *batch = rows->batch;
	struct kept_row *kept = &batch->kept[batch->n++];
	int rc = 0;

	if (row->unread.is_unread) {
		kept->card = row->card;
		kept->lead = row->lead;
		kept->rank = row->rank;
		kept->unread = row->unread;
		if (batch->is_read)
			rc = keep_read(rows, kept);
	} else {
		keep_copy(batch, row, kept);
	}
	batch->way.bytes += sizeof(*kept) + row->arena->used;
	if (row->arena->used > 0)
		take_arena(kept, row->arena);
	return rc;
}

static void
give(struct row_relay *rows)
{
	relay_give(rows->relay, &rows->batch->way);
	rows->batch = NULL;
}

static int
next_batch(struct row_relay *rows)
{
	struct relay_batch *next = relay_next(rows->relay, NULL);

	if (next == NULL)
		return ERR_CANCELED;
	rows->batch = batch_of(next);
	rows->batch->is_read = relay_waiting(rows->relay) >= WAITING;
	arena_reset(&rows->batch->arena);
	return 0;
}

static int
pass_on(struct row_relay *rows, const struct lead_row *row)
{
	int rc = rows->batch == NULL ? next_batch(rows) : 0;

	if (rc == 0)
		rc = keep(rows, row);
	if (rc == 0 && rows->batch->n == ROWS) {
		rows->batch->way.bytes += rows->batch->arena.used;
		give(rows);
	}
	return rc;
}

/* In this thread. */
static int
write_now(struct row_relay *rows, const struct lead_row *row)
{
	if (!row->unread.is_unread)
		return rows->write(rows->context, row);
	rows->row = *row;
	return read_and_write(rows);
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
	arena_done(&rows->arena);
	return rc;
}
