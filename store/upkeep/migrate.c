#include "store/upkeep/migrate.h"

#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "store/index/index.h"
#include "store/lmdb.h"
#include "store/meta.h"
#include "store/store_internal.h"
#include "store/task_internal.h"
#include "store/upkeep/copy.h"
#include "store/value/value.h"

enum {
	SLICE_ENTRIES = 5000
};

/* What the store was, until a migration of records is done. */
static const char copy_name[] = "before-migration";
static const char progress_name[] = "migration";

static int
do_nothing(struct txn *txn, struct key *progress, size_t max)
{
	(void)txn;
	(void)progress;
	(void)max;
	return ERR_NOTFOUND;
}

const struct migration migrations[] = {
	/* Entries of the ready list have a share. */
	{ 2, false, store_task_reindex },
	/* People have ordinals; there are postings and columns. */
	{ 3, true, store_index_build },
	/* Rare terms are kept whole. */
	{ 4, false, store_index_rebuild },
	/* A score is one record; what weights make of it is the rank's. */
	{ 5, true, store_score_migrate },
	/* Frequent words that are side by side are a term. */
	{ 6, false, store_index_people },
	/* Cards are in the column alone, with what tells damage. */
	{ 7, false, store_rank_migrate },
	/* Cards have briefs. */
	{ 8, false, store_brief_migrate },
	/* Large roles can have fronts, which the next pass makes; changes of
	 * postings can wait. */
	{ 9, false, do_nothing },
};
const size_t n_migrations = COUNT(migrations);

int64_t
migrate_schema(void)
{
	return migrations[n_migrations - 1].to;
}

static const struct migration *
find(const struct migration *table, size_t n, int64_t from)
{
	for (size_t i = 0; i < n; i++)
		if (table[i].to == from + 1)
			return &table[i];
	return NULL;
}

/* ---- how far it is ---- */

static int
get_progress(struct txn *txn, struct key *ret_progress, bool *ret_has_begun)
{
	struct slice value;
	struct key key;
	int rc;

	ret_progress->len = 0;
	key_meta(&key, META_SYSTEM, progress_name);
	rc = db_get(txn, TABLE_META, &key, &value);
	*ret_has_begun = rc == 0;
	if (rc == 0 && value.len > KEY_MAX)
		return value_corrupt(txn);
	if (rc == 0)
		key_from_slice(ret_progress, value);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
put_progress(struct txn *txn, const struct key *progress)
{
	struct key key;

	key_meta(&key, META_SYSTEM, progress_name);
	return db_put(txn, TABLE_META, &key, key_slice(progress));
}

static int
put_schema(struct txn *txn, int64_t schema)
{
	struct key key;
	int rc;

	key_meta(&key, META_SYSTEM, progress_name);
	rc = db_drop(txn, TABLE_META, &key);
	return rc < 0 ? rc : meta_put_int(txn, META_SYSTEM, SCHEMA_KEY, schema);
}

/* ---- the copy ---- */

/* A disk without room for one does not keep from migrating. */
static int
make_copy(struct store *store, struct err_detail *detail)
{
	char *dir = store_file(store->path, copy_name);
	struct err_detail why = { "" };
	struct txn *txn = NULL;
	int rc;

	copy_remove(dir); /* half of one, if it was killed */
	rc = store_begin(store, false, &txn, detail);
	if (rc == 0)
		rc = copy_store(txn, dir, &why);
	txn_abort(txn);
	mem_free(dir);
	if (rc == ERR_FULL)
		return 0;
	return rc < 0 ? err_set(detail, rc, "%s", err_text(&why, rc)) : 0;
}

static void
drop_copy(const struct store *store)
{
	char *dir = store_file(store->path, copy_name);

	copy_remove(dir);
	mem_free(dir);
}

/* ---- steps ---- */

static int
take_slice(struct txn *txn, const struct migration *migration,
    struct key *progress)
{
	int rc;

	rc = migration->slice(txn, progress, SLICE_ENTRIES);
	if (rc == 0)
		return put_progress(txn, progress);
	return rc == ERR_NOTFOUND ? put_schema(txn, migration->to) : rc;
}

static int
look(struct store *store, int64_t *ret_schema, bool *ret_has_begun,
    struct err_detail *detail)
{
	struct txn *txn;
	struct key progress;
	int rc;

	rc = store_begin(store, false, &txn, detail);
	if (rc < 0)
		return rc;
	rc = meta_get_int(txn, META_SYSTEM, SCHEMA_KEY, ret_schema);
	if (rc == 0)
		rc = get_progress(txn, &progress, ret_has_begun);
	if (rc < 0)
		(void)err_set(detail, rc, "store %s: its schema: %s",
		    store->path, err_name(rc));
	txn_abort(txn);
	return rc;
}

int
migrate_step(struct store *store, const struct migration *table, size_t n,
    struct err_detail *detail)
{
	const struct migration *migration;
	struct txn *txn = NULL;
	struct key progress;
	int64_t schema = 0;
	bool has_begun = false;
	int rc;

	rc = look(store, &schema, &has_begun, detail);
	if (rc < 0)
		return rc;
	migration = find(table, n, schema);
	if (migration == NULL) {
		drop_copy(store);
		return ERR_NOTFOUND;
	}
	if (migration->changes_records && !has_begun)
		rc = make_copy(store, detail);
	if (rc == 0)
		rc = store_begin(store, true, &txn, detail);
	if (rc < 0)
		return rc;
	rc = get_progress(txn, &progress, &has_begun);
	if (rc == 0)
		rc = take_slice(txn, migration, &progress);
	if (rc == 0)
		return txn_commit(txn, detail);
	(void)err_set(detail, rc,
	    "store %s: can't be brought from schema %lld to %lld: %s",
	    store->path, (long long)schema, (long long)migration->to,
	    txn_failure(txn)[0] != '\0' ? txn_failure(txn) : err_name(rc));
	txn_abort(txn);
	return rc;
}

int
migrate_all(struct store *store, struct err_detail *detail)
{
	int rc;

	do
		rc = migrate_step(store, migrations, n_migrations, detail);
	while (rc == 0);
	return rc == ERR_NOTFOUND ? 0 : rc;
}
