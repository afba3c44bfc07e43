#ifndef STORE_POSTING_POSTING_MERGE_H
#define STORE_POSTING_POSTING_MERGE_H

#include "store/posting/posting_batch.h"

/*
 * Changes of stored postings, merged into their blocks: each block that
 * anything changes of is read and written once, and what does not change of it
 * is copied as it stands.
 */

/* What is to become of one posting. */
struct posting_todo {
	uint32_t chunk; /* or KEY_CHUNK_WHOLE */
	uint32_t n;
	struct slice key; /* without the chunk */
	const uint32_t *changes; /* n of them, see struct posting_change */
};

/* Appends what becomes of `old` (empty: there is none); nothing: it goes. */
typedef void posting_apply_fn(void *context, const struct posting_todo *todo,
    struct slice old, struct buf *out);

/*
 * `todos` are in the order of their keys.  A block that can't be read is left
 * as it is, so that whoever reads it goes on to be told; what was to change in
 * it is lost, and counted.
 */
int posting_merge(struct txn *txn, const struct posting_todo *todos, size_t n,
    posting_apply_fn *apply, void *context) MUST_CHECK;

#endif
