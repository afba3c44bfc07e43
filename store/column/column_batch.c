#include "store/column/column_batch.h"

#include <stdlib.h>
#include <string.h>

#include "base/assert.h"
#include "base/map.h"
#include "base/mem.h"
#include "store/column/column.h"
#include "store/lmdb.h"
#include "store/store_internal.h"

enum {
	KEY_BYTES = 8 /* of key_column() */
};

/* A block that waits; `len` 0: it is to be dropped. */
struct waiting {
	uint8_t key[KEY_BYTES];
	size_t len;
	uint8_t value[COLUMN_VALUE_MAX];
};

struct column_batch {
	struct map *by_key;
	size_t n;
	/* NULL from the first on that was never needed. */
	struct waiting *blocks[COLUMN_BATCH_BLOCKS];
};

struct column_batch *
column_batch_new(void)
{
	struct column_batch *batch = mem_calloc(1, sizeof(*batch));

	batch->by_key = map_new();
	return batch;
}

void
column_batch_free(struct column_batch *batch)
{
	if (batch == NULL)
		return;
	for (size_t i = 0; i < COLUMN_BATCH_BLOCKS; i++)
		mem_free(batch->blocks[i]);
	map_free(batch->by_key);
	mem_free(batch);
}

static void
reset(struct column_batch *batch)
{
	batch->n = 0;
	map_free(batch->by_key);
	batch->by_key = map_new();
}

void
column_forget(struct store *store)
{
	if (store->columns != NULL && store->columns->n > 0)
		reset(store->columns);
}

/* ---- one block ---- */

static struct waiting *
find(const struct txn *txn, const struct key *key)
{
	const struct column_batch *batch = txn->store->columns;

	return batch != NULL && batch->n > 0 && txn->write
	    ? map_get(batch->by_key, key->bytes, key->len)
	    : NULL;
}

int
column_block_get(struct txn *txn, const struct key *key,
    struct slice *ret_value)
{
	const struct waiting *waiting = find(txn, key);

	if (waiting == NULL)
		return db_get(txn, TABLE_COLUMN, key, ret_value);
	*ret_value = (struct slice){ waiting->value, waiting->len };
	return waiting->len > 0 ? 0 : ERR_NOTFOUND;
}

static struct waiting *
add(struct column_batch *batch, const struct key *key)
{
	struct waiting **place = &batch->blocks[batch->n++];

	if (*place == NULL)
		*place = mem_alloc(sizeof(**place));
	memcpy((*place)->key, key->bytes, KEY_BYTES);
	map_put(batch->by_key, key->bytes, KEY_BYTES, *place);
	return *place;
}

static int
wait(struct txn *txn, const struct key *key, struct slice value)
{
	struct column_batch *batch = txn->store->columns;
	struct waiting *waiting = find(txn, key);
	int rc = 0;

	ASSERT(txn->write && key->len == KEY_BYTES &&
	    value.len <= COLUMN_VALUE_MAX);
	if (waiting == NULL && batch->n == COLUMN_BATCH_BLOCKS)
		rc = column_flush(txn);
	if (rc < 0)
		return rc;
	if (waiting == NULL)
		waiting = add(batch, key);
	if (value.len > 0)
		memcpy(waiting->value, value.bytes, value.len);
	waiting->len = value.len;
	return 0;
}

int
column_block_put(struct txn *txn, const struct key *key, struct slice value)
{
	return txn->store->columns != NULL
	    ? wait(txn, key, value)
	    : db_put(txn, TABLE_COLUMN, key, value);
}

int
column_block_drop(struct txn *txn, const struct key *key)
{
	return txn->store->columns != NULL
	    ? wait(txn, key, (struct slice){ NULL, 0 })
	    : db_drop(txn, TABLE_COLUMN, key);
}

/* ---- the end ---- */

static int
by_key(const void *a, const void *b)
{
	const struct waiting *const *one = a, *const *other = b;

	return memcmp((*one)->key, (*other)->key, KEY_BYTES);
}

static int
write_block(struct txn *txn, const struct waiting *waiting)
{
	struct key key;

	key_from_slice(&key, (struct slice){ waiting->key, KEY_BYTES });
	return waiting->len == 0
	    ? db_drop(txn, TABLE_COLUMN, &key)
	    : db_put(txn, TABLE_COLUMN, &key,
		  (struct slice){ waiting->value, waiting->len });
}

int
column_flush(struct txn *txn)
{
	struct column_batch *batch = txn->store->columns;
	int rc = 0;

	if (batch == NULL || batch->n == 0)
		return 0;
	qsort(batch->blocks, batch->n, sizeof(struct waiting *), by_key);
	for (size_t i = 0; i < batch->n && rc == 0; i++)
		rc = write_block(txn, batch->blocks[i]);
	reset(batch);
	return rc;
}
