/*
 * Generations: the scores of a role are built anew beside those that are read,
 * so that readers see the old list or the new one and nothing between.  All
 * there is to know of it stands in the role's own value (role.c), which every
 * writer of scores reads anyway.
 */
#include "store/column.h"
#include "store/posting.h"
#include "store/store_internal.h"

enum {
	DROP_MAX = 10000 /* entries a transaction */
};

static struct slot
next_slot(const struct role_slot *role)
{
	struct slot slot = role->slot;

	slot.generation++;
	return slot;
}

int
store_rebuild_begin(struct txn *txn, const char *name, uint64_t stamp,
    int64_t *ret_person)
{
	struct role_slot role;
	int rc = store_role_make(txn, name, &role);

	if (rc < 0)
		return rc;
	if (role.is_built && role.built_stamp == stamp) {
		*ret_person = role.built_to;
		return 0;
	}
	/* One at a time is dropped: the bytes of the role's value say which. */
	if (role.is_dropped)
		return ERR_AGAIN;
	if (role.is_built) {
		role.is_built = false;
		role.is_dropped = true;
		role.dropped = role.built;
		rc = store_role_put(txn, name, &role);
		return rc < 0 ? rc : ERR_AGAIN;
	}
	role.is_built = true;
	role.built = next_slot(&role);
	role.built_leads = 0;
	role.built_stamp = stamp;
	role.built_to = 0;
	*ret_person = 0;
	return store_role_put(txn, name, &role);
}

/* ERR_NOTFOUND when none is built. */
static int
find_built(struct txn *txn, const char *name, struct role_slot *ret_role)
{
	int rc = store_role_find(txn, name, ret_role);

	return rc == 0 && !ret_role->is_built ? ERR_NOTFOUND : rc;
}

int
store_rebuild_note(struct txn *txn, const char *name, int64_t person)
{
	struct role_slot role;
	int rc = find_built(txn, name, &role);

	role.built_to = person;
	return rc < 0 ? rc : store_role_put(txn, name, &role);
}

int
store_rebuild_end(struct txn *txn, const char *name)
{
	struct role_slot role;
	int rc = find_built(txn, name, &role);

	if (rc < 0)
		return rc;
	role.is_dropped = true;
	role.dropped = role.slot;
	role.slot = role.built;
	role.leads = role.built_leads;
	role.is_built = false;
	return store_role_put(txn, name, &role);
}

/* ---- dropping ---- */

static int
drop_some(struct txn *txn, enum table table, const struct key *prefix,
    int64_t *left)
{
	struct slice found = { 0 }, value = { 0 };
	struct cursor *cursor = NULL;
	struct key key;
	int rc = cursor_open(txn, table, &cursor);

	while (rc == 0 && *left > 0) {
		rc = cursor_seek(cursor, prefix, &found, &value);
		if (rc < 0 || !key_prefixes(prefix, found))
			break;
		key_from_slice(&key, found);
		rc = db_drop(txn, table, &key);
		(*left)--;
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
store_rebuild_drop(struct txn *txn, const char *name, bool *ret_is_done)
{
	struct role_slot role;
	int64_t left = DROP_MAX;
	struct key prefix;
	int rc = store_role_find(txn, name, &role);

	*ret_is_done = rc == ERR_NOTFOUND || (rc == 0 && !role.is_dropped);
	if (*ret_is_done || rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	key_rank_prefix(&prefix, role.dropped);
	rc = drop_some(txn, TABLE_RANK, &prefix, &left);
	for (int part = SCORE_BRIEF; part <= SCORE_REASONS && rc == 0; part++) {
		key_score_prefix(&prefix, role.dropped, (enum score_part)part);
		rc = drop_some(txn, TABLE_SCORE, &prefix, &left);
	}
	for (int kind = COLUMN_CARD; kind <= COLUMN_SIGNAL && rc == 0; kind++) {
		key_column_prefix(&prefix, (uint8_t)kind, role.dropped);
		rc = drop_some(txn, TABLE_COLUMN, &prefix, &left);
	}
	if (rc == 0)
		rc = posting_drop(txn, role.dropped, &left);
	*ret_is_done = rc == 0 && left > 0;
	if (!*ret_is_done)
		return rc;
	role.is_dropped = false;
	return store_role_put(txn, name, &role);
}
