#ifndef STORE_COLUMN_COLUMN_BATCH_H
#define STORE_COLUMN_COLUMN_BATCH_H

#include "store/key.h"
#include "store/store.h"

/*
 * Blocks of columns during a load into an empty store: they wait for the end of
 * their transaction and are written one after the other then, so that they lie
 * side by side in the file.  Written as they come they lie between all else
 * that is loaded, and a process that looks at many has to map most of the file.
 */
struct column_batch;

enum {
	/* Blocks, of a page each: what more there are is written early. */
	COLUMN_BATCH_BLOCKS = 1024
};

struct column_batch *column_batch_new(void);
void column_batch_free(struct column_batch *batch);

/* As db_get(), db_put() and db_drop() of TABLE_COLUMN, for cards and signals.
 * The value is there until the next write. */
int column_block_get(struct txn *txn, const struct key *key,
    struct slice *ret_value) MUST_CHECK;
int column_block_put(struct txn *txn, const struct key *key,
    struct slice value) MUST_CHECK;
int column_block_drop(struct txn *txn, const struct key *key) MUST_CHECK;

/* Writes what waits, by key; when a transaction is committed. */
int column_flush(struct txn *txn) MUST_CHECK;
/* Nothing waits any more; when it has ended. */
void column_forget(struct store *store);

#endif
