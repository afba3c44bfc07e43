#include "store/load/load_index.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "store/column/column_batch.h"
#include "store/fact/name_batch.h"
#include "store/fact/person.h"
#include "store/index/index.h"
#include "store/lmdb.h"
#include "store/meta.h"
#include "store/score/reweigh.h"
#include "store/score/role.h"
#include "store/store_internal.h"

enum {
	SLICE_NAMES = 100000,
	SLICE_RECORDS = 5000,
	SLICE_MS = 50
};

static const char mark_name[] = "unindexed";

int
load_index_begin(struct txn *txn)
{
	struct store *store = txn->store;

	store->names = name_batch_new();
	store->columns = column_batch_new();
	store->has_ranks_wait = true;
	return meta_put_int(txn, META_SYSTEM, mark_name, 1);
}

void
load_index_forget(struct store *store)
{
	name_batch_free(store->names);
	store->names = NULL;
	column_batch_free(store->columns);
	store->columns = NULL;
	store->has_ranks_wait = false;
}

bool
store_load_is_unfinished(struct txn *txn)
{
	int64_t mark = 0;

	return meta_get_int(txn, META_SYSTEM, mark_name, &mark) == 0 &&
	    mark != 0;
}

/* ---- names ---- */

void
load_index_look(struct txn *txn)
{
	struct snapshot snapshot;

	if (txn->store->names == NULL)
		return;
	lmdb_snapshot(txn, &snapshot);
	name_batch_in(txn->store->names, snapshot.id);
}

bool
load_index_has_names(const struct store *store)
{
	return store->names != NULL && name_batch_count(store->names) > 0;
}

bool
load_index_is_full(const struct store *store)
{
	return store->names != NULL && name_batch_is_full(store->names);
}

int
load_index_is_borne(struct txn *txn, const struct key *key, int64_t id,
    bool *ret_is)
{
	struct arena arena = { 0 };
	struct repository repository = { 0 };
	struct person person = { 0 };
	const char *name;
	struct key now;
	int rc;

	if (key->bytes[0] == NAME_LOGIN) {
		rc = store_person_get_brief(txn, id, &arena, &person);
		name = person.login;
	} else {
		rc = store_repository_get(txn, id, &arena, &repository);
		name = repository.full_name;
	}
	*ret_is = false;
	if (rc == 0 && name != NULL) {
		key_name(&now, (enum name_kind)key->bytes[0],
		    text_fold(&arena, name, strlen(name)));
		*ret_is = key_equal(&now, key_slice(key));
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

static int
read_login(struct txn *txn, struct slice at, struct slice value,
    struct arena *arena, int64_t *ret_id, const char **ret_folded)
{
	struct person person;
	uint32_t ordinal;
	int rc = ERR_CORRUPT;

	if (key_id_parse(at, ret_id))
		rc = store_person_decode(txn, *ret_id, value, arena, &person,
		    &ordinal);
	*ret_folded = rc < 0 || person.login == NULL
	    ? ""
	    : store_person_fold_login(arena, person.login);
	return rc == ERR_CORRUPT ? 0 : rc;
}

/* Of whom a login is; 0: nobody so far. */
struct bearers {
	const char *folded;
	int64_t last;
	int64_t earlier; /* one of them */
};

static int
look_at_bearer(struct txn *txn, struct slice at, struct slice value,
    struct arena *arena, struct bearers *bearers)
{
	struct slice there;
	const char *folded;
	struct key key;
	int64_t id;
	int rc = read_login(txn, at, value, arena, &id, &folded);

	if (rc < 0 || strcmp(folded, bearers->folded) != 0)
		return rc;
	key_bearer(&key, NAME_LOGIN, folded, id);
	rc = db_get(txn, TABLE_NAME, &key, &there);
	if (rc == 0)
		bearers->earlier = id;
	else if (rc == ERR_NOTFOUND)
		bearers->last = id;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
load_index_find_login(struct txn *txn, const char *folded, int64_t *ret_id)
{
	struct bearers bearers = { .folded = folded };
	struct arena arena = { 0 };
	const struct key first = { 0 };
	struct slice at, value;
	struct cursor *cursor;
	int rc = cursor_open(txn, TABLE_PERSON, &cursor);

	if (rc < 0)
		return rc;
	rc = folded[0] == '\0' ? ERR_NOTFOUND
			       : cursor_seek(cursor, &first, &at, &value);
	while (rc == 0) {
		rc = look_at_bearer(txn, at, value, &arena, &bearers);
		if (rc < 0 || bearers.last != 0)
			break;
		arena_reset(&arena);
		rc = cursor_next(cursor, &at, &value);
	}
	if (rc == ERR_NOTFOUND && bearers.earlier != 0) {
		bearers.last = bearers.earlier;
		rc = 0;
	}
	if (rc == 0)
		*ret_id = bearers.last;
	cursor_close(cursor);
	arena_done(&arena);
	return rc;
}

static int
write_name(struct txn *txn, const struct name_batch *batch, size_t i)
{
	struct key key, value;
	bool is = true;
	int64_t id;
	int rc = 0;

	if (!name_batch_at(batch, i, &key, &id))
		return 0;
	if (name_batch_is_doubtful(batch))
		rc = load_index_is_borne(txn, &key, id, &is);
	if (rc < 0 || !is)
		return rc;
	key_short_id(&value, id);
	return db_put(txn, TABLE_NAME, &key, key_slice(&value));
}

static int
end(struct txn *txn, int rc, struct err_detail *detail)
{
	if (rc == 0)
		return txn_commit(txn, detail);
	(void)err_set(detail, rc, "%s",
	    txn_failure(txn)[0] != '\0' ? txn_failure(txn) : err_name(rc));
	txn_abort(txn);
	return rc;
}

int
load_index_names(struct store *store, struct err_detail *detail)
{
	struct name_batch *batch = store->names;
	size_t i = 0, n = name_batch_count(batch);
	struct txn *txn;
	int rc = 0;

	name_batch_sort(batch);
	while (rc == 0 && i < n) {
		size_t most = i + SLICE_NAMES;

		rc = store_begin(store, true, &txn, detail);
		if (rc < 0)
			break;
		load_index_look(txn);
		for (; i < n && i < most && rc == 0; i++)
			rc = write_name(txn, batch, i);
		rc = end(txn, rc, detail);
	}
	name_batch_reset(batch);
	return rc;
}

/* ---- ranks ---- */

static int
make_rank(struct store *store, struct slot slot, struct err_detail *detail)
{
	struct reweigh *reweigh = store_reweigh_new();
	uint32_t bucket = 0;
	struct txn *txn;
	int rc = 0, slice = 0;

	while (rc == 0 && slice == 0) {
		rc = store_begin(store, true, &txn, detail);
		if (rc < 0)
			break;
		slice = reweigh_rank(txn, slot, reweigh,
		    clock_mono_ms() + SLICE_MS, &bucket);
		rc = end(txn, slice == ERR_NOTFOUND ? 0 : slice, detail);
	}
	store_reweigh_free(reweigh);
	return rc;
}

static int
next_role(struct store *store, const char *after, struct arena *arena,
    const char **ret_name, struct role_slot *ret_role,
    struct err_detail *detail)
{
	struct txn *txn;
	int rc = store_begin(store, false, &txn, detail);

	if (rc < 0)
		return rc;
	rc = store_role_next(txn, after, arena, ret_name, ret_role);
	txn_abort(txn);
	return rc;
}

static int
make_ranks(struct store *store, struct err_detail *detail)
{
	struct arena arena = { 0 };
	const char *name = "";
	struct role_slot role;
	int rc;

	while (
	    (rc = next_role(store, name, &arena, &name, &role, detail)) == 0) {
		rc = make_rank(store, role.slot, detail);
		if (rc < 0)
			break;
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* ---- the end ---- */

/* In slices, from the first entry to the last. */
static int
make_all(struct store *store,
    int (*slice)(struct txn *txn, struct key *progress, size_t max),
    struct err_detail *detail)
{
	struct key progress = { 0 };
	int rc = 0, made = 0;
	struct txn *txn;

	while (rc == 0 && made == 0) {
		rc = store_begin(store, true, &txn, detail);
		if (rc < 0)
			break;
		made = slice(txn, &progress, SLICE_RECORDS);
		rc = end(txn, made == ERR_NOTFOUND ? 0 : made, detail);
	}
	return rc;
}

static int
drop_mark(struct store *store, struct err_detail *detail)
{
	struct txn *txn;
	struct key key;
	int rc = store_begin(store, true, &txn, detail);

	if (rc < 0)
		return rc;
	key_meta(&key, META_SYSTEM, mark_name);
	return end(txn, db_drop(txn, TABLE_META, &key), detail);
}

int
load_index_end(struct store *store, struct err_detail *detail)
{
	int rc = 0;

	if (load_index_has_names(store))
		rc = load_index_names(store, detail);
	if (rc == 0)
		rc = make_ranks(store, detail);
	/* Last of all, when no free pages are left between others: in the
	 * file, too, they are side by side then. */
	if (rc == 0)
		rc = make_all(store, store_brief_migrate, detail);
	return rc < 0 ? rc : drop_mark(store, detail);
}

/* ---- of a load that was killed ---- */

int
load_index_resume(struct store *store, struct err_detail *detail)
{
	struct txn *txn;
	bool is_due;
	int rc = store_begin(store, false, &txn, detail);

	if (rc < 0)
		return rc;
	is_due = store_load_is_unfinished(txn);
	txn_abort(txn);
	if (!is_due)
		return 0;
	rc = make_all(store, store_index_names, detail);
	return rc < 0 ? rc : load_index_end(store, detail);
}
