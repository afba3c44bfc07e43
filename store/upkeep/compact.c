#include "store/upkeep/compact.h"

#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/access.h"
#include "store/lock.h"
#include "store/meta.h"
#include "store/store_internal.h"
#include "store/upkeep/copy.h"

/* The directory of the new file, in the store's own; at most one. */
static const char work_name[] = "compact.tmp";

int
compact_call_for(struct txn *txn)
{
	return meta_put_int(txn, META_SYSTEM, COMPACT_KEY, 1);
}

int
store_compact_is_due(struct txn *txn, bool *ret_is_due)
{
	int64_t due;
	int rc = meta_get_int(txn, META_SYSTEM, COMPACT_KEY, &due);

	if (rc == 0)
		*ret_is_due = due != 0;
	return rc;
}

void
compact_clear(const struct store *store)
{
	char *work = store_file(store->path, work_name);

	copy_remove(work);
	mem_free(work);
}

static int64_t
size_of(const char *file)
{
	struct stat stat_of;

	return stat(file, &stat_of) == 0 ? (int64_t)stat_of.st_size : 0;
}

/* The copy owes nothing any more. */
static int
settle(const char *work, struct err_detail *detail)
{
	struct store *copy = store_make(work, STORE_WRITE);
	struct txn *txn = NULL;
	struct key key;
	int rc;

	key_meta(&key, META_SYSTEM, COMPACT_KEY);
	rc = lmdb_open(copy, LMDB_WRITE, 0, detail);
	if (rc == 0)
		rc = store_begin(copy, true, &txn, detail);
	if (rc == 0) {
		rc = db_drop(txn, TABLE_META, &key);
		if (rc < 0)
			txn_abort(txn);
		else
			rc = txn_commit(txn, detail);
	}
	store_close(copy);
	return rc;
}

static int
make_copy(struct store *store, const char *work, int64_t map_mb,
    struct err_detail *detail)
{
	struct txn *txn = NULL;
	int rc;

	rc = lmdb_open(store, LMDB_ALONE, map_mb, detail);
	if (rc == 0)
		rc = store_begin(store, false, &txn, detail);
	if (rc == 0)
		rc = copy_store(txn, work, detail);
	txn_abort(txn);
	lmdb_close(store);
	return rc < 0 ? rc : settle(work, detail);
}

static int
put_in_place(const struct store *store, const char *work,
    struct compaction *ret_compaction, struct err_detail *detail)
{
	char *from = store_file(work, "data.mdb");
	char *to = store_file(store->path, "data.mdb");
	struct compaction sizes = { size_of(to), size_of(from) };
	int rc = 0;

	if (rename(from, to) != 0)
		rc = err_set(detail, ERR_IO, "%s: can't be replaced: %s", to,
		    strerror(errno));
	if (rc == 0)
		rc = file_sync_dir(store->path, detail);
	if (rc == 0)
		*ret_compaction = sizes;
	mem_free(from);
	mem_free(to);
	return rc;
}

static int
compact(struct store *store, const struct store_options *options,
    struct compaction *ret_compaction, struct err_detail *detail)
{
	char *work = store_file(store->path, work_name);
	int rc;

	rc = store_require(store, detail);
	access_look(store, options->is_shared);
	(void)umask(access_mask(store));
	if (rc == 0)
		rc = lock_take(store, options->command, detail);
	if (rc == 0)
		rc = lock_exclude(store, detail);
	if (rc == 0) {
		copy_remove(work);
		rc = make_copy(store, work, options->map_size_mb, detail);
		if (rc == 0)
			rc = put_in_place(store, work, ret_compaction, detail);
		copy_remove(work);
	}
	mem_free(work);
	return rc;
}

int
store_compact(const struct store_options *options,
    struct compaction *ret_compaction, struct err_detail *detail)
{
	struct store *store;
	mode_t mask = umask(077);
	int rc;

	ASSERT(options->path != NULL && options->path[0] != '\0');
	store = store_make(options->path, STORE_CRAWL);
	rc = compact(store, options, ret_compaction, detail);
	store_close(store);
	(void)umask(mask);
	return rc;
}
