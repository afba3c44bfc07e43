#ifndef BASE_RELAY_H
#define BASE_RELAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Work in batches on its way from one thread to another.  The caller's makes
 * batch after batch, the other one takes them in the same order, so that
 * nothing depends on which of them is quicker.
 */
struct relay;

/* The first member of what is handed over. */
struct relay_batch {
	struct relay_batch *next; /* the relay's own */
	size_t bytes; /* that it holds; told by who makes it */
};

struct relay_ends {
	void *context;
	size_t batch_size; /* of the struct that a relay_batch begins */
	size_t most; /* bytes that lie in between, and one batch more */
	/* Takes a batch, in the other thread; below 0 ends all. */
	int (*take)(void *context, struct relay_batch *batch);
	/* Before the batch is made anew, in the other thread; and before it is
	 * freed.  `clear` may be NULL. */
	void (*clear)(struct relay_batch *batch);
	void (*drop)(struct relay_batch *batch);
};

/* NULL: no thread is to be had.  `ends` must outlive the relay. */
struct relay *relay_start(const struct relay_ends *ends);

/*
 * A batch that is all zero or was taken and cleared, once there is room; NULL:
 * no more is wanted, the taker has failed.  *ret_is_short, if wanted, tells that
 * less than half of what may wait does, so that the taker soon has nothing to do.
 */
struct relay_batch *relay_next(struct relay *relay, bool *ret_is_short);

/* How many batches nobody has begun to take. */
size_t relay_waiting(struct relay *relay);

/* Hands over what relay_next() returned. */
void relay_give(struct relay *relay, struct relay_batch *batch);

/* Waits until all is taken or one failed and frees the relay: what the last
 * taking returned.  NULL: 0. */
int relay_end(struct relay *relay) MUST_CHECK;

#endif
