#ifndef STORE_POSTING_POSTING_DELTA_H
#define STORE_POSTING_POSTING_DELTA_H

#include "store/posting/gaps.h"
#include "store/posting/posting_batch.h"

/*
 * Changes of postings that wait.  A thousand people of a large store who change
 * touch a third of its blocks of postings, each in a byte or two; so what
 * changes of a term is kept beside it, as one value under its key with
 * KEY_CHUNK_DELTA in place of the chunk, and written into list and containers
 * once much has come together.  Whoever reads a term applies them.
 *
 *   1    what gaps.h calls shift
 *   2    how many changes, the low byte first
 *   n    the gaps of rising numbers: twice an ordinal, and one if the term is
 *        taken
 *
 * How many there are in all is in the table meta: none, and nobody looks for
 * any.  The functions on values are pure and safe for any bytes.
 */
enum {
	/* Of a term, so that its value fits into a block with others. */
	DELTA_MOST = 2048,
	DELTA_BYTES = 3500
};

/* Appends it; false, and nothing is appended, when it would be too long. */
bool delta_encode(const uint32_t *changes, size_t n, struct buf *out);

bool delta_open(struct slice value, struct gaps_reader *ret_reader);

/* The next change, as a batch has it; false at the end and at what is none. */
static inline bool
delta_next(struct gaps_reader *reader, uint32_t *ret_change)
{
	uint32_t number;

	if (!gaps_next(reader, &number))
		return false;
	*ret_change = number >> 1 | ((number & 1) != 0 ? POSTING_TAKEN : 0);
	return true;
}

/* All of it: into an array of DELTA_MOST. */
bool delta_decode(struct slice value, uint32_t *ret_changes, size_t *ret_n);

/* Those of a chunk, applied to its set (NULL: none); *ret_any: whether there
 * are any. */
bool delta_apply(struct slice value, uint32_t chunk, struct bits *bits,
    bool *ret_any);

/* What becomes of rising changes by later ones, which hold; into an array of
 * n_old + n_new.  Returns how many. */
size_t delta_merge(const uint32_t *old, size_t n_old, const uint32_t *new,
    size_t n_new, uint32_t *ret_changes);

/*
 * Calls `each` for the values whose keys, without the chunk, begin so: in order,
 * with such a key.  Ends early with what `each` returns if that is not 0.
 * Blocks that can't be read are counted, and passed over.
 */
int delta_each(struct txn *txn, struct slice prefix, posting_fn *each,
    void *context) MUST_CHECK;

/* Drops what waits of a generation of scores. */
int delta_drop(struct txn *txn, struct slot slot) MUST_CHECK;

/* How many wait in the store.  O(1). */
int delta_count(struct txn *txn, int64_t *ret_n) MUST_CHECK;
int delta_count_up(struct txn *txn, int64_t by) MUST_CHECK;

#endif
