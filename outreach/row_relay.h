#ifndef OUTREACH_ROW_RELAY_H
#define OUTREACH_ROW_RELAY_H

#include "base/relay.h"
#include "store/query.h"

/*
 * Rows of a list on their way to its file.  Those of a long one are written by
 * another thread while the next ones are found: the caller's alone knows the
 * store.  What is unread of them is read by the other thread, and when that
 * falls behind by the caller's.  Zero-initialise, then set context, reader and
 * write.
 */
struct row_batch;

struct row_relay {
	void *context;
	struct query_reader *reader; /* NULL: no row comes unread */
	/* Writes a row, in order; < 0 ends the list. */
	int (*write)(void *context, const struct lead_row *row);
	/* One after the other, in one thread, however many there are. */
	bool is_alone;

	/* Its own. */
	int64_t n;
	struct relay_ends ends;
	struct relay *relay;
	struct row_batch *batch; /* that is being filled */
	struct lead_row row; /* that is written, and what it was read into */
	struct arena arena;
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
