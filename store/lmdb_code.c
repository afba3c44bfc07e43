/* What LMDB's codes mean to everybody else. */
#include <errno.h>
#include <lmdb.h>

#include "store/lmdb_internal.h"
#include "store/store_internal.h"

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

int
lmdb_explain(const struct store *store, int rc, const char *what,
    struct err_detail *detail)
{
	const char *why = advice(rc);

	return err_set(detail, translate(rc), "store %s: %s: %s", store->path,
	    what, why != NULL ? why : mdb_strerror(rc));
}

int
lmdb_fail(struct txn *txn, int rc, const char *what)
{
	int code = translate(rc);

	if (code == 0 || code == ERR_NOTFOUND)
		return code;
	if (rc == MDB_MAP_FULL)
		txn->store->map_was_full = true;
	/* for later */
	(void)lmdb_explain(txn->store, rc, what, &txn->failure);
	if (txn->write && txn->failed == 0)
		txn->failed = code;
	return code;
}
