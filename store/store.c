#include "store/store.h"

#include <sys/stat.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/mem.h"
#include "store/access.h"
#include "store/column/column_batch.h"
#include "store/column/front.h"
#include "store/load/load_index.h"
#include "store/lock.h"
#include "store/meta.h"
#include "store/posting/posting_batch.h"
#include "store/secret.h"
#include "store/store_internal.h"
#include "store/upkeep/compact.h"
#include "store/upkeep/migrate.h"
#include "store/value/packer.h"

/* Without trailing slashes, so that the parent directory is well defined. */
char *
store_clean_path(const char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	return mem_strndup(path, len);
}

char *
store_file(const char *path, const char *name)
{
	char *file = mem_alloc(strlen(path) + 1 + strlen(name) + 1);

	(void)stpcpy(stpcpy(stpcpy(file, path), "/"), name);
	return file;
}

int
store_require(const struct store *store, struct err_detail *detail)
{
	char *file = store_file(store->path, "data.mdb");
	struct stat data;
	bool is_there;

	/* without a page: whoever began it was killed */
	is_there = stat(file, &data) == 0 ? data.st_size > 0 : errno != ENOENT;
	mem_free(file);
	if (is_there)
		return 0;
	return err_set(detail, ERR_NOTFOUND,
	    "store %s: there is none yet; `muster crawl` makes it",
	    store->path);
}

/* A store that a newer program wrote may mean other things by its bytes; an
 * older one is migrated first: ERR_AGAIN, and marked. */
static int
check_schema(struct txn *txn, struct err_detail *detail)
{
	const int64_t schema_version = migrate_schema();
	int64_t version;
	int rc;

	rc = meta_get_int(txn, META_SYSTEM, SCHEMA_KEY, &version);
	if (rc < 0)
		return err_set(detail, rc, "store %s: its schema version: %s",
		    txn->store->path, err_name(rc));
	if (version > schema_version)
		return err_set(detail, ERR_INVAL,
		    "store %s: written by a newer muster (schema %lld, this "
		    "one knows %lld): update muster",
		    txn->store->path, (long long)version,
		    (long long)schema_version);
	if (version != 0 && version < schema_version) {
		txn->store->is_older = true;
		return ERR_AGAIN;
	}
	if (version == schema_version || !txn->write)
		return 0;
	return meta_put_int(txn, META_SYSTEM, SCHEMA_KEY, schema_version);
}

static int
prepare(struct store *store, struct err_detail *detail)
{
	struct txn *txn;
	int rc;

	rc = store_begin(store, store->mode != STORE_READ, &txn, detail);
	if (rc < 0)
		return rc;
	rc = check_schema(txn, detail);
	if (rc == 0)
		rc = secret_open(txn, detail);
	if (rc < 0 || !txn->write) {
		txn_abort(txn);
		return rc;
	}
	return txn_commit(txn, detail);
}

static int
open_files(struct store *store, const struct store_options *options,
    struct err_detail *detail)
{
	bool write = options->mode != STORE_READ;
	int rc;

	(void)umask(options->is_shared ? 007 : 077);
	rc = write ? access_make_dirs(store, options->is_shared, detail)
		   : store_require(store, detail);
	access_look(store, options->is_shared);
	(void)umask(access_mask(store));
	if (rc == 0 && options->mode == STORE_CRAWL)
		rc = lock_take(store, options->command, detail);
	if (rc == 0 && options->mode == STORE_CRAWL)
		compact_clear(store);
	if (rc == 0)
		rc = lmdb_open(store, write ? LMDB_WRITE : LMDB_READ,
		    options->map_size_mb, detail);
	if (rc == 0) {
		access_mend(store);
		rc = prepare(store, detail);
	}
	if (rc == 0 && options->mode == STORE_CRAWL)
		rc = load_index_resume(store, detail);
	return rc;
}

/* A store of an older schema, which nobody reads or writes before it is of the
 * present one: ERR_BUSY names a crawl or another that migrates it. */
static int
migrate(const struct store_options *options, struct err_detail *detail)
{
	struct store *store = store_make(options->path, STORE_CRAWL);
	int rc;

	access_look(store, options->is_shared);
	rc = lock_take(store,
	    options->command != NULL ? options->command : "muster", detail);
	if (rc == 0)
		rc = lmdb_open(store, LMDB_WRITE, options->map_size_mb, detail);
	if (rc == 0)
		rc = migrate_all(store, detail);
	store_close(store);
	return rc;
}

struct store *
store_make(const char *path, enum store_mode mode)
{
	struct store *store = mem_calloc(1, sizeof(*store));

	store->path = store_clean_path(path);
	store->mode = mode;
	store->lock_fd = -1;
	store->dir_fd = -1;
	store->claim_fd = -1;
	store->packer = packer_new();
	store->delta_chunks = POSTING_DELTA_CHUNKS;
	store->delta_most = POSTING_DELTA_MOST;
	return store;
}

int
store_open(const struct store_options *options, struct store **ret_store,
    struct err_detail *detail)
{
	struct store *store;
	mode_t mask;
	int rc;

	ASSERT(options->path != NULL && options->path[0] != '\0');
	store = store_make(options->path, options->mode);
	mask = umask(077);
	rc = open_files(store, options, detail);
	if (store->is_older) {
		store_close(store);
		rc = migrate(options, detail);
		store = store_make(options->path, options->mode);
		if (rc == 0)
			rc = open_files(store, options, detail);
	}
	(void)umask(mask);
	if (rc < 0) {
		store_close(store);
		return rc;
	}
	*ret_store = store;
	return 0;
}

void
store_close(struct store *store)
{
	if (store == NULL)
		return;
	lmdb_close(store);
	lock_release(store);
	packer_free(store->packer);
	secret_done(store);
	posting_batch_free(store->postings);
	load_index_forget(store);
	mem_free(store->sound);
	explicit_bzero(store->secret, sizeof(store->secret));
	mem_free(store->path);
	mem_free(store);
}

const char *
store_path(const struct store *store)
{
	return store->path;
}

int
store_begin(struct store *store, bool write, struct txn **ret_txn,
    struct err_detail *detail)
{
	struct txn *txn;
	int rc;

	ASSERT(!write || store->mode != STORE_READ);
	txn = mem_calloc(1, sizeof(*txn));
	txn->store = store;
	txn->write = write;
	rc = lmdb_begin(txn, detail);
	if (rc < 0) {
		mem_free(txn);
		return rc;
	}
	*ret_txn = txn;
	return 0;
}

struct txn *
txn_beside(struct txn *txn)
{
	struct snapshot here, there;
	struct txn *beside;

	if (txn->write || store_begin(txn->store, false, &beside, NULL) < 0)
		return NULL;
	lmdb_snapshot(txn, &here);
	lmdb_snapshot(beside, &there);
	if (here.id != there.id) { /* something was written meanwhile */
		txn_abort(beside);
		return NULL;
	}
	/* What is the store's is taken before there are two threads. */
	posting_open_sound(txn);
	posting_open_sound(beside);
	return beside;
}

bool
store_grow(struct store *store)
{
	return store->map_was_full && lmdb_grow(store);
}

static void
done(struct txn *txn)
{
	if (txn->write) {
		posting_forget(txn->store);
		column_forget(txn->store);
		front_forget(txn->store);
	}
	posting_keep_sound(txn);
	mem_free(txn);
}

int
txn_commit(struct txn *txn, struct err_detail *detail)
{
	int rc = txn->failed;

	if (rc == 0 && txn->write)
		rc = posting_flush(txn);
	/* After those, which take what pages are free here and there. */
	if (rc == 0 && txn->write)
		rc = column_flush(txn);
	if (rc == 0 && txn->write)
		rc = front_flush(txn);
	if (rc == 0)
		rc = txn->failed;
	/* What was written before the failure is half a change. */
	if (rc < 0)
		lmdb_abort(txn);
	else
		rc = lmdb_commit(txn);
	if (rc < 0)
		(void)err_set(detail, rc, "%s", err_text(&txn->failure, rc));
	done(txn);
	return rc;
}

void
txn_abort(struct txn *txn)
{
	if (txn == NULL)
		return;
	lmdb_abort(txn);
	done(txn);
}

int
txn_end(struct txn *txn, int rc, struct err_detail *detail)
{
	if (txn == NULL)
		return rc;
	if (rc == 0)
		return txn_commit(txn, detail);
	if (txn_failure(txn)[0] != '\0')
		(void)err_set(detail, rc, "%s", txn_failure(txn));
	txn_abort(txn);
	return rc;
}

const char *
txn_failure(const struct txn *txn)
{
	return txn->failure.text;
}

int
txn_fail(struct txn *txn, int code, const char *sentence)
{
	return err_set(&txn->failure, code, "store %s: %s", txn->store->path,
	    sentence);
}
