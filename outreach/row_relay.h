#ifndef OUTREACH_ROW_RELAY_H
#define OUTREACH_ROW_RELAY_H

#include "base/relay.h"
#include "outreach/export.h"
#include "store/query.h"

/*
 * Rows of a list on their way to its file.  Those of a long one are written by
 * another thread while the next ones are found: the caller's alone knows the
 * store.  Where the format allows it, rows are read and made into text a batch
 * at a time: by the other thread, and when that falls behind by the caller's.
 * Zero-initialise, then set context, reader and the functions.
 */
struct row_batch;

struct row_relay {
	void *context;
	struct query_reader *reader; /* NULL: no row comes unread */
	/* Writes a row, in order; < 0 ends the list. */
	int (*write)(void *context, const struct lead_row *row);
	/* The same in two steps: the first in any thread, what it needs in the
	 * arena; the second in order.  Both NULL: rows are written one by
	 * one. */
	void (*make)(void *context, const struct lead_row *row,
	    struct arena *arena, struct export_part *part);
	int (*add)(void *context, struct export_part *part);
	/* One after the other, in one thread, however many there are. */
	bool is_alone;

	/* Its own. */
	int64_t n;
	struct relay_ends ends;
	struct relay *relay;
	struct row_batch *batch; /* that is being filled */
	/* What rows are read into: by who takes them, and who hands them out. */
	struct row_hand {
		struct lead_row row;
		struct arena arena;
	} hands[QUERY_READERS];
};

/* For query_run(): the row is written, now or later.  ERR_CANCELED: the other
 * thread has failed, row_relay_end() tells how. */
int
row_relay_add(struct row_relay *rows, const struct lead_row *row) MUST_CHECK;

/*
 * Waits until all rows are written; what failed in the other thread.  To be
 * called before the transaction ends that they were read in, also after a
 * failure.
 */
int row_relay_end(struct row_relay *rows) MUST_CHECK;

#endif
