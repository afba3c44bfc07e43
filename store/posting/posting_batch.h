#ifndef STORE_POSTING_POSTING_BATCH_H
#define STORE_POSTING_POSTING_BATCH_H

#include "store/posting/posting.h"

/*
 * Changes of postings, collected in memory and sorted by term, so that what is
 * stored of a term is read and written once for all people of a transaction.
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

bool posting_batch_is_empty(const struct posting_batch *batch);
bool posting_batch_is_full(const struct posting_batch *batch);

/* What changes of one term. */
struct posting_change {
	/* As key_posting() has it, without the chunk. */
	struct slice key;
	/* Rising ordinals; with POSTING_TAKEN the term is taken. */
	const uint32_t *ordinals;
	size_t n;
};
#define POSTING_TAKEN UINT32_C(0x80000000)

static inline uint32_t
posting_change_ordinal(uint32_t change)
{
	return change & ~POSTING_TAKEN;
}

/* Sorts by key: O(n log n); then those below *ret_n can be got, until the next
 * call of another function. */
void posting_batch_sort(struct posting_batch *batch, size_t *ret_n);
void posting_batch_get(struct posting_batch *batch, size_t i,
    struct posting_change *ret_change);

/* Applies n changes, all of one chunk, to its set. */
void posting_change_apply(const uint32_t *changes, size_t n, struct bits *bits);

#endif
