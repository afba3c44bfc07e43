/*
 * A store copied entry by entry, in key order.  LMDB's own compacting copy
 * takes over pages as they are, with the unused ends of overflow pages, where
 * bytes of an erased record can stand; here nothing but entries gets across,
 * and pages are filled to the brim.
 */
#include "store/upkeep/copy.h"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/access.h"
#include "store/store_internal.h"

enum {
	MB = 1024 * 1024,
	/* Bytes a transaction; a larger one only holds more memory. */
	SLICE_BYTES = 16 * MB,
	SPARE_BYTES = 16 * MB
};

struct copy {
	struct txn *from;
	struct store *to;
	struct txn *txn; /* of `to` */
	size_t slice;
	struct err_detail *detail;
};

static int
next_slice(struct copy *copy)
{
	struct txn *txn = copy->txn;
	int rc;

	copy->txn = NULL;
	copy->slice = 0;
	rc = txn_commit(txn, copy->detail);
	return rc < 0 ? rc
		      : store_begin(copy->to, true, &copy->txn, copy->detail);
}

static int
copy_entries(struct copy *copy, struct cursor *cursor, enum table table)
{
	struct slice key, value;
	struct key first = { 0 };
	int rc;

	rc = cursor_seek(cursor, &first, &key, &value);
	while (rc == 0) {
		rc = db_append(copy->txn, table, key, value);
		if (rc < 0)
			return err_set(copy->detail, rc, "%s",
			    txn_failure(copy->txn));
		copy->slice += key.len + value.len;
		if (copy->slice >= SLICE_BYTES)
			rc = next_slice(copy);
		if (rc == 0)
			rc = cursor_next(cursor, &key, &value);
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
copy_tables(struct copy *copy)
{
	int rc = 0;

	for (int table = 0; table < TABLE_COUNT && rc == 0; table++) {
		struct cursor *cursor;

		if (!db_has(copy->from->store, (enum table)table))
			continue;
		rc = cursor_open(copy->from, (enum table)table, &cursor);
		if (rc < 0)
			break;
		rc = copy_entries(copy, cursor, (enum table)table);
		cursor_close(cursor);
	}
	if (rc < 0 && txn_failure(copy->from)[0] != '\0')
		(void)err_set(copy->detail, rc, "%s", txn_failure(copy->from));
	return rc;
}

static int
copy_all(struct copy *copy)
{
	struct txn *txn;
	int rc;

	rc = store_begin(copy->to, true, &copy->txn, copy->detail);
	if (rc == 0)
		rc = copy_tables(copy);
	txn = copy->txn;
	copy->txn = NULL;
	if (rc < 0)
		txn_abort(txn);
	else
		rc = txn_commit(txn, copy->detail);
	return rc < 0 ? rc : lmdb_sync(copy->to, copy->detail);
}

static int
check_room(const char *dir, int64_t bytes, struct err_detail *detail)
{
	struct statvfs disk;
	int64_t room;

	if (statvfs(dir, &disk) != 0)
		return 0; /* the copy itself will tell */
	room = (int64_t)(disk.f_bavail * disk.f_frsize);
	if (room >= bytes + SPARE_BYTES)
		return 0;
	return err_set(detail, ERR_FULL,
	    "%s: a copy of the store takes %lld MiB, its disk has %lld MiB "
	    "left",
	    dir, (long long)((bytes + SPARE_BYTES) / MB),
	    (long long)(room / MB));
}

static void
drop_file(const char *dir, const char *name)
{
	char *file = store_file(dir, name);

	(void)unlink(file); /* may be absent */
	mem_free(file);
}

/* Who may open the one may open the other. */
static void
be_alike(struct store *copy, const struct store *store)
{
	copy->is_shared = store->is_shared;
	copy->owner = store->owner;
	copy->group = store->group;
}

static int
copy_into(struct txn *from, const char *dir, struct err_detail *detail)
{
	struct copy copy = { .from = from, .detail = detail };
	int64_t used, unused;
	int rc;

	rc = lmdb_space(from, &used, &unused);
	if (rc < 0)
		return err_set(detail, rc, "%s", txn_failure(from));
	rc = check_room(dir, used - unused, detail);
	if (rc < 0)
		return rc;
	copy.to = store_make(dir, STORE_WRITE);
	be_alike(copy.to, from->store);
	rc = lmdb_open(copy.to, LMDB_BULK, 2 * (used - unused) / MB + 64,
	    detail);
	if (rc == 0)
		rc = copy_all(&copy);
	access_mend(copy.to);
	store_close(copy.to);
	drop_file(dir, "lock.mdb"); /* whoever opens it makes one */
	return rc < 0 ? rc : file_sync_dir(dir, detail);
}

int
copy_store(struct txn *from, const char *dir, struct err_detail *detail)
{
	int rc;

	if (mkdir(dir, access_dir_mode(from->store)) != 0)
		return err_set(detail,
		    errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO,
		    "%s: can't be created: %s", dir, strerror(errno));
	rc = copy_into(from, dir, detail);
	if (rc < 0)
		copy_remove(dir);
	return rc;
}

void
copy_remove(const char *dir)
{
	drop_file(dir, "data.mdb");
	drop_file(dir, "lock.mdb");
	(void)rmdir(dir); /* may be absent */
}
