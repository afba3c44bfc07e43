#ifndef OUTREACH_ROW_RELAY_H
#define OUTREACH_ROW_RELAY_H

#include "base/relay.h"
#include "store/query.h"

/*
 * Rows of a list on their way to its file.  Those of a long one are written by
 * another thread while the next ones are read: the caller's alone knows the
 * store.  Zero-initialise, then set context and write.
 */
struct row_batch;

struct row_relay {
	void *context;
	/* Writes a row, in order; < 0 ends the list. */
	int (*write)(void *context, const struct lead_row *row);
	/* One after the other, in one thread, however many there are. */
	bool is_alone;

	/* Its own. */
	int64_t n;
	struct relay_ends ends;
	struct relay *relay;
	struct row_batch *batch; /* that is being filled */
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
