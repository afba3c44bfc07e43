#include "store/lmdb.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <string.h>

#include "base/assert.h"
#include "base/mem.h"
#include "store/lmdb_internal.h"
#include "store/store_internal.h"

enum {
	PROBE_BYTES = 64 * 1024
};

struct cursor {
	struct cursor *next;
	struct cursor *previous;
	struct txn *txn; /* NULL once the transaction has ended */
	MDB_cursor *mdb;
};

/* ---- transactions ---- */

static int
begin(struct txn *txn)
{
	return mdb_txn_begin(txn->store->env, NULL, txn->write ? 0 : MDB_RDONLY,
	    &txn->mdb);
}

int
lmdb_begin(struct txn *txn, struct err_detail *detail)
{
	struct store *store = txn->store;
	int dead = 0, rc;

	if (txn->write && store->open_txns == 0)
		lmdb_look_ahead(store);
	rc = begin(txn);
	if (rc == MDB_MAP_RESIZED && store->open_txns == 0 &&
	    mdb_env_set_mapsize(store->env, 0) == 0)
		rc = begin(txn);
	if (rc == MDB_READERS_FULL &&
	    mdb_reader_check(store->env, &dead) == 0 && dead > 0)
		rc = begin(txn);
	if (rc != 0)
		return lmdb_explain(store, rc, "no transaction", detail);
	store->open_txns++;
	return 0;
}

/* A cursor that outlives its transaction must not be used: LMDB frees those
 * of a write transaction itself. */
static void
close_cursors(struct txn *txn)
{
	while (txn->cursors != NULL) {
		struct cursor *cursor = txn->cursors;

		mdb_cursor_close(cursor->mdb);
		cursor->mdb = NULL;
		cursor->txn = NULL;
		txn->cursors = cursor->next;
	}
}

/*
 * LMDB calls a write that was cut short EIO, which is what a disk does that is
 * almost full.  Asking for a little more room tells one from the other.
 */
static int
why_cut_short(const struct store *store)
{
	mdb_filehandle_t fd;
	struct stat stat;
	int rc;

	if (mdb_env_get_fd(store->env, &fd) != 0 || fstat(fd, &stat) != 0)
		return EIO;
	rc = posix_fallocate(fd, stat.st_size, PROBE_BYTES);
	return rc == ENOSPC || rc == EDQUOT || rc == EFBIG ? ENOSPC : EIO;
}

int
lmdb_commit(struct txn *txn)
{
	int rc;

	close_cursors(txn);
	rc = mdb_txn_commit(txn->mdb);
	if (rc == EIO)
		rc = why_cut_short(txn->store);
	txn->mdb = NULL;
	txn->store->open_txns--;
	return lmdb_check(txn, rc, "commit");
}

void
lmdb_abort(struct txn *txn)
{
	close_cursors(txn);
	mdb_txn_abort(txn->mdb);
	txn->mdb = NULL;
	txn->store->open_txns--;
}

void
lmdb_snapshot(const struct txn *txn, struct snapshot *ret_snapshot)
{
	MDB_envinfo info;

	*ret_snapshot = (struct snapshot){ .id = mdb_txn_id(txn->mdb) };
	if (mdb_env_info(txn->store->env, &info) == 0)
		ret_snapshot->map_bytes = info.me_mapsize;
}

/* ---- entries ---- */

static MDB_val
val(struct slice slice)
{
	/* LMDB's type lacks the const; it does not write through it. */
	union {
		const void *given;
		void *taken;
	} bytes = { .given = slice.bytes };

	return (MDB_val){ .mv_size = slice.len, .mv_data = bytes.taken };
}

static struct slice
slice(MDB_val val)
{
	return (struct slice){ val.mv_data, val.mv_size };
}

int
db_get(struct txn *txn, enum table table, const struct key *key,
    struct slice *ret_value)
{
	MDB_val k = val(key_slice(key)), v;
	int rc;

	rc = mdb_get(txn->mdb, txn->store->dbi[table], &k, &v);
	if (rc == 0)
		*ret_value = slice(v);
	return lmdb_check(txn, rc, "read");
}

int
db_put(struct txn *txn, enum table table, const struct key *key,
    struct slice value)
{
	MDB_val k = val(key_slice(key)), v = val(value);

	ASSERT(txn->write);
	return lmdb_check(txn,
	    mdb_put(txn->mdb, txn->store->dbi[table], &k, &v, 0), "write");
}

int
db_put_parts(struct txn *txn, enum table table, const struct key *key,
    struct slice head, struct slice rest)
{
	MDB_val k = val(key_slice(key)), v = { head.len + rest.len, NULL };
	int rc;

	ASSERT(txn->write);
	rc = mdb_put(txn->mdb, txn->store->dbi[table], &k, &v, MDB_RESERVE);
	if (rc == 0) {
		memcpy(v.mv_data, head.bytes, head.len);
		memcpy((uint8_t *)v.mv_data + head.len, rest.bytes, rest.len);
	}
	return lmdb_check(txn, rc, "write");
}

int
db_append(struct txn *txn, enum table table, struct slice key,
    struct slice value)
{
	MDB_val k = val(key), v = val(value);
	int rc;

	ASSERT(txn->write);
	rc = mdb_put(txn->mdb, txn->store->dbi[table], &k, &v, MDB_APPEND);
	return lmdb_check(txn, rc == MDB_KEYEXIST ? EINVAL : rc, "write");
}

int
db_drop(struct txn *txn, enum table table, const struct key *key)
{
	MDB_val k = val(key_slice(key));
	int rc;

	ASSERT(txn->write);
	rc = mdb_del(txn->mdb, txn->store->dbi[table], &k, NULL);
	return rc == MDB_NOTFOUND ? 0 : lmdb_check(txn, rc, "delete");
}

int
db_count(struct txn *txn, enum table table, int64_t *ret_n)
{
	MDB_stat stat;
	int rc;

	rc = mdb_stat(txn->mdb, txn->store->dbi[table], &stat);
	if (rc == 0)
		*ret_n = (int64_t)stat.ms_entries;
	return lmdb_check(txn, rc, "read");
}

/* ---- cursors ---- */

int
cursor_open(struct txn *txn, enum table table, struct cursor **ret_cursor)
{
	struct cursor *cursor;
	MDB_cursor *mdb;
	int rc;

	rc = mdb_cursor_open(txn->mdb, txn->store->dbi[table], &mdb);
	if (rc != 0)
		return lmdb_check(txn, rc, "read");
	cursor = mem_calloc(1, sizeof(*cursor));
	cursor->mdb = mdb;
	cursor->txn = txn;
	cursor->next = txn->cursors;
	if (cursor->next != NULL)
		cursor->next->previous = cursor;
	txn->cursors = cursor;
	*ret_cursor = cursor;
	return 0;
}

void
cursor_close(struct cursor *cursor)
{
	if (cursor == NULL)
		return;
	if (cursor->txn != NULL) {
		if (cursor->previous != NULL)
			cursor->previous->next = cursor->next;
		else
			cursor->txn->cursors = cursor->next;
		if (cursor->next != NULL)
			cursor->next->previous = cursor->previous;
		mdb_cursor_close(cursor->mdb);
	}
	mem_free(cursor);
}

static int
move(struct cursor *cursor, MDB_cursor_op op, MDB_val k, struct slice *ret_key,
    struct slice *ret_value)
{
	MDB_val v;
	int rc;

	ASSERT(cursor->txn != NULL);
	rc = mdb_cursor_get(cursor->mdb, &k, &v, op);
	if (rc != 0)
		return lmdb_check(cursor->txn, rc, "read");
	*ret_key = slice(k);
	*ret_value = slice(v);
	return 0;
}

int
cursor_seek(struct cursor *cursor, const struct key *key, struct slice *ret_key,
    struct slice *ret_value)
{
	MDB_val none = { 0, NULL };

	/* LMDB takes no empty key; the least of all is the first entry. */
	if (key->len == 0)
		return move(cursor, MDB_FIRST, none, ret_key, ret_value);
	return move(cursor, MDB_SET_RANGE, val(key_slice(key)), ret_key,
	    ret_value);
}

int
cursor_next(struct cursor *cursor, struct slice *ret_key,
    struct slice *ret_value)
{
	MDB_val none = { 0, NULL };

	return move(cursor, MDB_NEXT, none, ret_key, ret_value);
}

int
cursor_floor(struct cursor *cursor, const struct key *key,
    struct slice *ret_key, struct slice *ret_value)
{
	MDB_val none = { 0, NULL };
	int rc;

	/* A key that is not there leaves the cursor where it would stand; to
	 * look for the one behind it could take another page. */
	if (!cursor->txn->write && key->len > 0) {
		rc = move(cursor, MDB_SET_KEY, val(key_slice(key)), ret_key,
		    ret_value);
		return rc == ERR_NOTFOUND
		    ? move(cursor, MDB_PREV, none, ret_key, ret_value)
		    : rc;
	}
	rc = cursor_seek(cursor, key, ret_key, ret_value);
	if (rc == ERR_NOTFOUND)
		return move(cursor, MDB_LAST, none, ret_key, ret_value);
	if (rc < 0 || key_equal(key, *ret_key))
		return rc;
	return move(cursor, MDB_PREV, none, ret_key, ret_value);
}

int
cursor_last(struct cursor *cursor, struct slice *ret_key,
    struct slice *ret_value)
{
	MDB_val none = { 0, NULL };

	return move(cursor, MDB_LAST, none, ret_key, ret_value);
}

int
db_drop_prefix(struct txn *txn, enum table table, const struct key *prefix,
    int64_t *ret_n)
{
	struct slice found = { 0 }, value = { 0 };
	struct cursor *cursor = NULL;
	struct key key;
	int64_t n = 0;
	int rc;

	rc = cursor_open(txn, table, &cursor);
	if (rc < 0 || cursor == NULL)
		return rc;
	while ((rc = cursor_seek(cursor, prefix, &found, &value)) == 0 &&
	    key_prefixes(prefix, found)) {
		key_from_slice(&key, found);
		rc = db_drop(txn, table, &key);
		if (rc < 0)
			break;
		n++;
	}
	cursor_close(cursor);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	*ret_n = n;
	return 0;
}

/* ---- space ---- */

/* The free list is LMDB's database 0: each value begins with a page count. */
static int
count_free(struct txn *txn, size_t *ret_pages)
{
	MDB_cursor *cursor;
	MDB_val k, v;
	size_t pages = 0, n;
	int rc;

	rc = mdb_cursor_open(txn->mdb, 0, &cursor);
	if (rc != 0)
		return rc;
	while ((rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT)) == 0) {
		memcpy(&n, v.mv_data, sizeof(n));
		pages += n;
	}
	mdb_cursor_close(cursor);
	*ret_pages = pages;
	return rc == MDB_NOTFOUND ? 0 : rc;
}

int
lmdb_space(struct txn *txn, int64_t *ret_used, int64_t *ret_free)
{
	MDB_envinfo info;
	MDB_stat stat;
	size_t pages = 0;
	int rc;

	rc = mdb_env_info(txn->store->env, &info);
	if (rc == 0)
		rc = mdb_env_stat(txn->store->env, &stat);
	/* LMDB lets nobody look at the list while it is being changed. */
	if (rc == 0 && !txn->write)
		rc = count_free(txn, &pages);
	if (rc != 0)
		return lmdb_check(txn, rc, "read");
	*ret_used = (int64_t)((info.me_last_pgno + 1) * stat.ms_psize);
	*ret_free = (int64_t)(pages * stat.ms_psize);
	return 0;
}
