#include "store/fact/name.h"

#include <string.h>

#include "store/fact/name_batch.h"
#include "store/lmdb.h"
#include "store/load/load_index.h"
#include "store/store_internal.h"
#include "store/value/value.h"

/*
 * While a load into an empty store has its names wait (load_index.c), these
 * count as written; earlier bearers, who are few, are.
 */

/* Not one that waits although another process has erased whose it is: what that
 * process left is in the table.  `id` is whom the caller has before them. */
static int
find_waiting(struct txn *txn, const struct key *key, int64_t id,
    int64_t *ret_id)
{
	const struct name_batch *waiting = txn->store->names;
	bool is = true;
	int rc = 0;

	if (waiting == NULL || !name_batch_get(waiting, key, ret_id))
		return ERR_NOTFOUND;
	if (name_batch_is_doubtful(waiting) && *ret_id != id)
		rc = load_index_is_borne(txn, key, *ret_id, &is);
	return rc == 0 && !is ? ERR_NOTFOUND : rc;
}

static int
find_owner(struct txn *txn, enum name_kind kind, const char *folded, int64_t id,
    int64_t *ret_owner)
{
	struct slice value;
	struct key key;
	int rc;

	if (folded[0] == '\0')
		return ERR_NOTFOUND;
	key_name(&key, kind, folded);
	rc = find_waiting(txn, &key, id, ret_owner);
	if (rc != ERR_NOTFOUND)
		return rc;
	rc = db_get(txn, TABLE_NAME, &key, &value);
	if (rc == 0 && !key_short_id_parse(value, ret_owner))
		return value_corrupt(txn);
	return rc;
}

int
store_name_find(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t *ret_id)
{
	return find_owner(txn, kind, folded, 0, ret_id);
}

/* 0 for nobody; a corrupt entry leads nowhere. */
static int
owner_of(struct txn *txn, enum name_kind kind, const char *folded, int64_t id,
    int64_t *ret_owner)
{
	int rc = find_owner(txn, kind, folded, id, ret_owner);

	if (rc == 0)
		return 0;
	*ret_owner = 0;
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

static int
put_id(struct txn *txn, const struct key *key, int64_t id)
{
	struct key value;

	key_short_id(&value, id);
	return db_put(txn, TABLE_NAME, key, key_slice(&value));
}

/* The two for key_name()'s keys. */
static int
put_name(struct txn *txn, const struct key *key, int64_t id)
{
	if (txn->store->names == NULL)
		return put_id(txn, key, id);
	name_batch_put(txn->store->names, key, id);
	return 0;
}

static int
drop_name(struct txn *txn, const struct key *key)
{
	if (txn->store->names != NULL)
		name_batch_drop(txn->store->names, key);
	return db_drop(txn, TABLE_NAME, key);
}

static int
drop_bearer(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id)
{
	struct key key;

	key_bearer(&key, kind, folded, id);
	return db_drop(txn, TABLE_NAME, &key);
}

int
store_name_put(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id)
{
	struct key key;
	int64_t owner;
	int rc;

	if (folded[0] == '\0')
		return 0;
	rc = owner_of(txn, kind, folded, id, &owner);
	if (rc < 0 || owner == id)
		return rc;
	/* Its record says so still: see store_name_drop(). */
	key_bearer(&key, kind, folded, owner);
	if (owner != 0)
		rc = put_id(txn, &key, owner);
	if (rc == 0)
		rc = drop_bearer(txn, kind, folded, id);
	key_name(&key, kind, folded);
	return rc < 0 ? rc : put_name(txn, &key, id);
}

/* ERR_NOTFOUND when there is none. */
static int
take_bearer(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t *ret_id)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key key;
	int rc;

	rc = cursor_open(txn, TABLE_NAME, &cursor);
	if (rc < 0)
		return rc;
	key_bearers_prefix(&key, kind, folded);
	rc = cursor_seek(cursor, &key, &found, &value);
	if (rc == 0 && !key_prefixes(&key, found))
		rc = ERR_NOTFOUND;
	else if (rc == 0 && !key_short_id_parse(value, ret_id))
		rc = value_corrupt(txn);
	if (rc == 0)
		key_from_slice(&key, found);
	cursor_close(cursor);
	return rc < 0 ? rc : db_drop(txn, TABLE_NAME, &key);
}

int
store_name_drop(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id)
{
	int64_t owner, heir = 0;
	struct key key;
	int rc;

	if (folded[0] == '\0')
		return 0;
	rc = owner_of(txn, kind, folded, id, &owner);
	if (rc < 0)
		return rc;
	if (owner != 0 && owner != id)
		return drop_bearer(txn, kind, folded, id);
	rc = drop_bearer(txn, kind, folded, id);
	key_name(&key, kind, folded);
	if (rc == 0)
		rc = take_bearer(txn, kind, folded, &heir);
	if (rc == 0)
		return put_name(txn, &key, heir);
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? drop_name(txn, &key)
						       : rc;
}

int
store_name_yield(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id)
{
	int64_t owner;
	struct key key;
	int rc;

	if (folded[0] == '\0')
		return 0;
	rc = owner_of(txn, kind, folded, id, &owner);
	key_name(&key, kind, folded);
	if (rc == 0 && owner == id)
		rc = drop_name(txn, &key);
	key_bearer(&key, kind, folded, id);
	return rc < 0 ? rc : put_id(txn, &key, id);
}

int
store_name_has(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id, bool *ret_has)
{
	struct slice value;
	struct key key;
	int64_t owner;
	int rc;

	rc = store_name_find(txn, kind, folded, &owner);
	*ret_has = rc == 0 && owner == id;
	if (*ret_has || (rc < 0 && rc != ERR_NOTFOUND))
		return rc;
	key_bearer(&key, kind, folded, id);
	rc = db_get(txn, TABLE_NAME, &key, &value);
	*ret_has = rc == 0;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* ---- of repositories ---- */

/* Of the names that lead somewhere, and of their earlier bearers. */
static int
each_name(struct txn *txn, const struct key *prefix, name_repository_fn *each,
    void *context)
{
	struct slice found, value;
	struct cursor *cursor;
	int rc, stop = 0;

	rc = cursor_open(txn, TABLE_NAME, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, prefix, &found, &value);
	while (rc == 0 && key_prefixes(prefix, found)) {
		struct slice name = { found.bytes + 1, found.len - 1 };
		const uint8_t *end = memchr(name.bytes, 0, name.len);
		int64_t id;

		if (end != NULL)
			name.len = (size_t)(end - name.bytes);
		if (!key_short_id_parse(value, &id))
			stop = value_corrupt(txn);
		else
			stop = each(context, id, name);
		if (stop != 0)
			break;
		rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	if (stop != 0)
		return stop;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
store_name_repositories(struct txn *txn, name_repository_fn *each,
    void *context)
{
	struct key key;
	int rc;

	key_name(&key, NAME_REPOSITORY, "");
	rc = each_name(txn, &key, each, context);
	if (rc != 0)
		return rc;
	key_bearers_prefix(&key, NAME_REPOSITORY, "");
	key.len = 1;
	return each_name(txn, &key, each, context);
}
