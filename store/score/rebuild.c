/*
 * Generations: the scores of a role are built anew beside those that are read,
 * so that readers see the old list or the new one and nothing between.  All
 * there is to know of it stands in the role's own value (role.c), which every
 * writer of scores reads anyway.
 */
#include "base/str.h"
#include "store/column/column.h"
#include "store/lmdb.h"
#include "store/posting/posting.h"
#include "store/score/role.h"

enum {
	DROP_MAX = 10000 /* entries a transaction */
};

/* One with its own scores, or with its own ranking alone. */
static struct slot
next_slot(const struct role_slot *role, bool is_ranking)
{
	struct slot slot = role->slot;

	slot.ranking++;
	if (!is_ranking)
		slot.generation++;
	return slot;
}

static bool
is_that(const struct role_slot *role, uint64_t stamp, bool is_ranking)
{
	bool is_shared = role->built.generation == role->slot.generation;

	return role->is_built && role->built_stamp == stamp &&
	    is_shared == is_ranking;
}

static int
begin(struct txn *txn, const struct role *by, uint64_t stamp, bool is_ranking,
    int64_t *ret_built_to)
{
	const char *name = by->name;
	struct role_slot role;
	int rc = store_role_make(txn, name, &role);

	if (rc < 0)
		return rc;
	if (is_that(&role, stamp, is_ranking)) {
		*ret_built_to = role.built_to;
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
	role.built = next_slot(&role, is_ranking);
	role.built_leads = 0;
	weights_from(by->weights, &role.built_by.weights);
	(void)str_copy(role.built_by.rubric, sizeof(role.built_by.rubric),
	    by->hash);
	role.built_stamp = stamp;
	role.built_to = 0;
	*ret_built_to = 0;
	return store_role_put(txn, name, &role);
}

int
store_rebuild_begin(struct txn *txn, const struct role *role, uint64_t stamp,
    int64_t *ret_person)
{
	return begin(txn, role, stamp, false, ret_person);
}

int
store_reweigh_begin(struct txn *txn, const struct role *role, uint64_t stamp)
{
	int64_t built_to;

	return begin(txn, role, stamp, true, &built_to);
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
	role.by = role.built_by;
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

/* All that depends on no weights. */
static int
drop_scores(struct txn *txn, struct slot slot, int64_t *left)
{
	struct key prefix;
	int rc;

	key_score_prefix(&prefix, slot, SCORE_WHOLE);
	rc = drop_some(txn, TABLE_SCORE, &prefix, left);
	key_column_prefix(&prefix, COLUMN_SIGNAL, slot);
	if (rc == 0)
		rc = drop_some(txn, TABLE_COLUMN, &prefix, left);
	return rc < 0 ? rc : posting_drop(txn, slot, left);
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
	key_column_prefix(&prefix, COLUMN_CARD, role.dropped);
	if (rc == 0)
		rc = drop_some(txn, TABLE_COLUMN, &prefix, &left);
	key_column_prefix(&prefix, COLUMN_BRIEF, role.dropped);
	if (rc == 0)
		rc = drop_some(txn, TABLE_COLUMN, &prefix, &left);
	if (rc == 0 && role.dropped.generation != role.slot.generation)
		rc = drop_scores(txn, role.dropped, &left);
	*ret_is_done = rc == 0 && left > 0;
	if (!*ret_is_done)
		return rc;
	role.is_dropped = false;
	return store_role_put(txn, name, &role);
}
