#ifndef STORE_POSTING_BATCH_H
#define STORE_POSTING_BATCH_H

#include "store/posting.h"

/*
 * Changes of postings, collected in memory and sorted by key, so that a
 * container is read and written once for all people of a transaction.
 */
struct posting_batch;

enum {
	/* Above that it is to be written; memory stays below twice that. */
	POSTING_BATCH_BYTES = 16 * 1024 * 1024
};

struct posting_batch *posting_batch_new(void);
void posting_batch_free(struct posting_batch *batch);
/* Empties it and frees what is much. */
void posting_batch_reset(struct posting_batch *batch);

/* Gives a term to the person of that ordinal, or takes it: the last call of the
 * same term and ordinal holds.  Expected O(1). */
void posting_batch_put(struct posting_batch *batch,
    const struct posting_term *term, uint32_t ordinal, bool has);

/* Takes a term from all people of the chunk, by its key. */
void posting_batch_drop(struct posting_batch *batch, struct slice key);

bool posting_batch_is_empty(const struct posting_batch *batch);
bool posting_batch_is_full(const struct posting_batch *batch);

/* What changes of one container. */
struct posting_change {
	struct slice key;
	/* In the order of the calls; POSTING_TAKEN is set where the term is
	 * taken. */
	const uint16_t *offsets;
	size_t n;
};
enum {
	POSTING_TAKEN = 0x8000
};

/* Sorts the changes by key: O(n log n); then those below *ret_n can be got,
 * until the next call of another function. */
void posting_batch_sort(struct posting_batch *batch, size_t *ret_n);
void posting_batch_get(const struct posting_batch *batch, size_t i,
    struct posting_change *ret_change);

/* Applies a change to a set. */
void
posting_change_apply(const struct posting_change *change, struct bits *bits);

#endif
