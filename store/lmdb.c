
#include "store/lmdb.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/mem.h"
#include "store/access.h"
#include "store/store_internal.h"

enum {
	MAX_READERS = 254,
	MAX_TABLES = 32,
	/* Enough for LMDB's lock file with MAX_READERS slots of 64 bytes. */
	LOCK_BYTES = 32 * 1024,
	PROBE_BYTES = 64 * 1024
};

/* Address space, not memory or disk: the map may be far larger than both. */
static const int64_t default_map_mb = 65536;
static const int64_t least_map_mb = 64;
static const int64_t mb = 1048576;

static const char *const names[TABLE_COUNT] = { [TABLE_META] = "meta",
	[TABLE_PERSON] = "person",
	[TABLE_NAME] = "name",
	[TABLE_REPOSITORY] = "repository",
	[TABLE_FACT] = "fact",
	[TABLE_SCORE] = "score",
	[TABLE_RANK] = "rank",
	[TABLE_POSTING] = "posting",
	[TABLE_COLUMN] = "column",
	[TABLE_TASK] = "task",
	[TABLE_READY] = "ready",
	[TABLE_VALIDATOR] = "validator",
	[TABLE_LEAD] = "lead",
	[TABLE_SUPPRESSED] = "suppressed",
	[TABLE_JOURNAL] = "journal" };

struct cursor {
	struct cursor *next;
	struct cursor *previous;
	struct txn *txn; /* NULL once the transaction has ended */
	MDB_cursor *mdb;
};

const char *
db_name(enum table table)
{
	return names[table];
}

bool
db_has(const struct store *store, enum table table)
{
	return store->dbi[table] != 0;
}

/* The one translator of LMDB's codes and the errnos it passes on. */
static int
translate(int rc)
{
	switch (rc) {
	case 0:
		return 0;
	case MDB_NOTFOUND:
	case ENOENT:
		return ERR_NOTFOUND;
	case MDB_PAGE_NOTFOUND:
	case MDB_CORRUPTED:
	case MDB_PANIC:
	case MDB_INVALID:
	case MDB_VERSION_MISMATCH:
	case MDB_INCOMPATIBLE:
		return ERR_CORRUPT;
	case MDB_MAP_FULL:
	case MDB_TXN_FULL:
	case MDB_CURSOR_FULL:
	case MDB_PAGE_FULL:
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return ERR_FULL;
	case MDB_READERS_FULL:
	case MDB_DBS_FULL:
	case MDB_TLS_FULL:
		return ERR_LIMIT;
	case MDB_MAP_RESIZED:
		return ERR_AGAIN;
	case MDB_BAD_VALSIZE:
	case MDB_BAD_DBI:
	case EINVAL:
		return ERR_INVAL;
	case ENOMEM:
		return ERR_NOMEM;
	default:
		return ERR_IO;
	}
}

/* What a person can do something about; NULL: LMDB's own words are as good. */
static const char *
advice(int rc)
{
	switch (rc) {
	case MDB_MAP_FULL:
		return "its map (store.map_size) is full; what comes next "
		       "finds a larger one, if the disk has room";
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return "no space left on its disk";
	case MDB_PAGE_NOTFOUND:
	case MDB_CORRUPTED:
	case MDB_INVALID:
		return "the data file is damaged: restore a backup or a dump";
	case MDB_VERSION_MISMATCH:
		return "the data file was made by another version of LMDB";
	case MDB_READERS_FULL:
		return "too many processes read it at once";
	case ENOMEM:
		return "address space refused: lower store.map_size";
	default:
		return NULL;
	}
}

static int
explain(const struct store *store, int rc, const char *what,
    struct err_detail *detail)
{
	const char *why = advice(rc);

	return err_set(detail, translate(rc), "store %s: %s: %s", store->path,
	    what, why != NULL ? why : mdb_strerror(rc));
}

/* Remembers the first failure of a transaction; absence is none. */
static int
fail(struct txn *txn, int rc, const char *what)
{
	int code = translate(rc);

	if (code == 0 || code == ERR_NOTFOUND)
		return code;
	if (rc == MDB_MAP_FULL)
		txn->store->map_was_full = true;
	(void)explain(txn->store, rc, what, &txn->failure); /* for later */
	if (txn->write && txn->failed == 0)
		txn->failed = code;
	return code;
}

/* ---- opening ---- */

static int
open_env(struct store *store, int64_t map_mb, unsigned int flags)
{
	int rc;

	rc = mdb_env_create(&store->env);
	if (rc != 0)
		return rc;
	(void)mdb_env_set_maxdbs(store->env, MAX_TABLES);
	(void)mdb_env_set_maxreaders(store->env, MAX_READERS);
	rc = mdb_env_set_mapsize(store->env, (size_t)(map_mb * mb));
	if (rc == 0)
		rc = mdb_env_open(store->env, store->path, flags,
		    access_file_mode(store));
	if (rc != 0) {
		mdb_env_close(store->env);
		store->env = NULL;
	}
	return rc;
}

/*
 * Halved until the address space (ulimit -v; valgrind, which says EINVAL)
 * allows it: it grows again if need be.
 */
static int
open_fitting(struct store *store, int64_t map_mb, unsigned int flags)
{
	int64_t size = map_mb > 0 ? map_mb : default_map_mb;
	int rc;

	rc = open_env(store, size, flags);
	while ((rc == ENOMEM || rc == EINVAL) && size > least_map_mb) {
		size /= 2;
		rc = open_env(store, size, flags);
	}
	return rc;
}

/*
 * LMDB maps its lock file and writes into it; on a full disk a sparse file
 * would end the process by SIGBUS.  So its blocks are claimed first.
 */
static int
claim_lock_file(int dir_fd, mode_t mode)
{
	int fd, rc;

	fd = openat(dir_fd, "lock.mdb", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC,
	    mode);
	if (fd < 0)
		return errno == EEXIST ? 0 : errno;
	rc = posix_fallocate(fd, 0, LOCK_BYTES);
	if (rc == EOPNOTSUPP)
		rc = 0;
	if (rc != 0)
		(void)unlinkat(dir_fd, "lock.mdb", 0); /* best effort */
	(void)close(fd); /* nothing was written through it */
	return rc;
}

static bool
is_late(enum table table)
{
	return table == TABLE_POSTING || table == TABLE_COLUMN;
}

static int
open_tables(struct store *store, bool write)
{
	MDB_txn *txn;
	int rc;

	rc = mdb_txn_begin(store->env, NULL, write ? 0 : MDB_RDONLY, &txn);
	if (rc != 0)
		return rc;
	for (int i = 0; i < TABLE_COUNT && rc == 0; i++) {
		rc = mdb_dbi_open(txn, names[i], write ? MDB_CREATE : 0,
		    &store->dbi[i]);
		/* A store of schema 2 has none yet; its schema will tell. */
		if (rc == MDB_NOTFOUND && is_late((enum table)i)) {
			store->dbi[i] = 0;
			rc = 0;
		}
	}
	if (rc != 0) {
		mdb_txn_abort(txn);
		return rc;
	}
	return mdb_txn_commit(txn);
}

static bool
writes(enum lmdb_use use)
{
	return use == LMDB_WRITE || use == LMDB_BULK;
}

static unsigned int
flags_of(enum lmdb_use use)
{
	switch (use) {
	case LMDB_READ:
		return MDB_NOTLS | MDB_RDONLY;
	case LMDB_WRITE:
		return MDB_NOTLS;
	case LMDB_ALONE:
		return MDB_NOTLS | MDB_RDONLY | MDB_NOLOCK;
	case LMDB_BULK:
		return MDB_NOTLS | MDB_NOSYNC;
	}
	return MDB_NOTLS;
}

static int
open_all(struct store *store, enum lmdb_use use, int64_t map_mb, int dir_fd)
{
	bool write = writes(use);
	int dead, rc = 0;

	if (write)
		rc = claim_lock_file(dir_fd, access_file_mode(store));
	if (rc == 0)
		rc = open_fitting(store, map_mb, flags_of(use));
	if (rc != 0)
		return rc;
	/* Slots of readers that were killed would keep old pages alive. */
	(void)mdb_reader_check(store->env, &dead);
	rc = open_tables(store, write);
	if (rc != 0)
		lmdb_close(store);
	return rc;
}

/* Of the directory or of a file in it. */
static int
refuse(const struct store *store, int rc, const char *what,
    struct err_detail *detail)
{
	static const char *const files[] = { "data.mdb", "lock.mdb" };
	bool is_refused =
	    rc == EACCES && access_refused(store, store->path, detail);

	for (size_t i = 0; i < 2 && rc == EACCES && !is_refused; i++) {
		char *file = store_file(store->path, files[i]);

		is_refused = access_refused(store, file, detail);
		mem_free(file);
	}
	return is_refused ? ERR_IO : explain(store, rc, what, detail);
}

int
lmdb_open(struct store *store, enum lmdb_use use, int64_t map_mb,
    struct err_detail *detail)
{
	int fd, rc;

	fd = open(store->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return refuse(store, errno, "can't be opened", detail);
	/* Two that make the store at once would size its lock file twice, and
	 * none may open a file that is about to be replaced.  Without the lock
	 * (a file system that has none) all else works. */
	if (use != LMDB_ALONE)
		(void)flock(fd, LOCK_EX);
	rc = open_all(store, use, map_mb, fd);
	(void)close(fd); /* drops the lock */
	if (rc == 0)
		return 0;
	return refuse(store, rc,
	    writes(use) ? "can't be opened for writing" : "can't be opened",
	    detail);
}

void
lmdb_set_sync(struct store *store, bool sync)
{
	/* Fails for unknown flags alone. */
	(void)mdb_env_set_flags(store->env, MDB_NOSYNC, !sync);
}

int
lmdb_sync(struct store *store, struct err_detail *detail)
{
	int rc = mdb_env_sync(store->env, 1);

	return rc == 0 ? 0 : explain(store, rc, "sync", detail);
}

void
lmdb_close(struct store *store)
{
	if (store->env != NULL)
		mdb_env_close(store->env);
	store->env = NULL;
}

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
		return explain(store, rc, "no transaction", detail);
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
	return fail(txn, rc, "commit");
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
	return fail(txn, rc, "read");
}

int
db_put(struct txn *txn, enum table table, const struct key *key,
    struct slice value)
{
	MDB_val k = val(key_slice(key)), v = val(value);

	ASSERT(txn->write);
	return fail(txn, mdb_put(txn->mdb, txn->store->dbi[table], &k, &v, 0),
	    "write");
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
	return fail(txn, rc, "write");
}

int
db_append(struct txn *txn, enum table table, struct slice key,
    struct slice value)
{
	MDB_val k = val(key), v = val(value);
	int rc;

	ASSERT(txn->write);
	rc = mdb_put(txn->mdb, txn->store->dbi[table], &k, &v, MDB_APPEND);
	return fail(txn, rc == MDB_KEYEXIST ? EINVAL : rc, "write");
}

int
db_drop(struct txn *txn, enum table table, const struct key *key)
{
	MDB_val k = val(key_slice(key));
	int rc;

	ASSERT(txn->write);
	rc = mdb_del(txn->mdb, txn->store->dbi[table], &k, NULL);
	return rc == MDB_NOTFOUND ? 0 : fail(txn, rc, "delete");
}

int
db_count(struct txn *txn, enum table table, int64_t *ret_n)
{
	MDB_stat stat;
	int rc;

	rc = mdb_stat(txn->mdb, txn->store->dbi[table], &stat);
	if (rc == 0)
		*ret_n = (int64_t)stat.ms_entries;
	return fail(txn, rc, "read");
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
		return fail(txn, rc, "read");
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
		return fail(cursor->txn, rc, "read");
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
		return fail(txn, rc, "read");
	*ret_used = (int64_t)((info.me_last_pgno + 1) * stat.ms_psize);
	*ret_free = (int64_t)(pages * stat.ms_psize);
	return 0;
}
