/* LMDB's environment, from its opening to its end. */
#include <sys/file.h>

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <unistd.h>

#include "base/array.h"
#include "base/mem.h"
#include "store/access.h"
#include "store/lmdb_internal.h"
#include "store/store_internal.h"

enum {
	MAX_READERS = 254,
	MAX_TABLES = 32,
	/* Enough for LMDB's lock file with MAX_READERS slots of 64 bytes. */
	LOCK_BYTES = 32 * 1024
};

/* Address space, not memory or disk: the map may be far larger than both. */
static const int64_t default_map_mb = 65536;
static const int64_t least_map_mb = 64;
static const int64_t mb = 1048576;

static const char *const names[TABLE_COUNT] = {
	[TABLE_META] = "meta",
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
	[TABLE_JOURNAL] = "journal",
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

	for (size_t i = 0; i < COUNT(files) && rc == EACCES && !is_refused;
	     i++) {
		char *file = store_file(store->path, files[i]);

		is_refused = access_refused(store, file, detail);
		mem_free(file);
	}
	return is_refused ? ERR_IO : lmdb_explain(store, rc, what, detail);
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

	return rc == 0 ? 0 : lmdb_explain(store, rc, "sync", detail);
}

void
lmdb_close(struct store *store)
{
	if (store->env != NULL)
		mdb_env_close(store->env);
	store->env = NULL;
}
