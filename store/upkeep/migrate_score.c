/*
 * Scores of schema 3: two records, with points and weights in each, and the
 * place in the rank in front.  Of points the shares are made, of the first
 * score's weights the role's.
 */
#include "store/column/column.h"
#include "store/index/index.h"
#include "store/posting/ordinal.h"
#include "store/rights/sweep.h"
#include "store/score/role.h"
#include "store/score/score_record.h"

static const struct weights no_weights;

/* Whose scores they are; ERR_NOTFOUND: those of a generation that is dropped. */
static int
find_role(struct txn *txn, struct slot slot, struct arena *arena,
    const char **ret_name, struct role_slot *ret_role, struct weighing **ret_by)
{
	const char *name = "";
	int rc;

	while ((rc = store_role_next(txn, name, arena, &name, ret_role)) == 0) {
		*ret_name = name;
		if (ret_role->slot.role != slot.role)
			continue;
		if (ret_role->slot.generation == slot.generation) {
			*ret_by = &ret_role->by;
			return 0;
		}
		if (ret_role->is_built &&
		    ret_role->built.generation == slot.generation) {
			*ret_by = &ret_role->built_by;
			return 0;
		}
	}
	return rc;
}

static int
put_columns(struct txn *txn, struct slot slot, const struct score *score)
{
	struct measured measured;
	uint32_t ordinal;
	int rc = ordinal_get(txn, score->person, &ordinal);

	if (rc < 0 || ordinal == ORDINAL_NONE)
		return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
	score_measured(score, &measured);
	return column_put_measured(txn, slot, ordinal, &measured);
}

static int
convert(struct txn *txn, const struct score_key *at, struct arena *arena)
{
	struct weighing *by = NULL;
	struct role_slot role;
	struct score score;
	const char *name = "";
	int rc = find_role(txn, at->slot, arena, &name, &role, &by);

	if (rc == 0)
		rc = store_score_get_old(txn, at->slot, at->person, arena,
		    &score);
	if (rc < 0)
		return rc;
	score.person = at->person;
	if (weights_equal(&by->weights, &no_weights)) {
		store_weighing_from(&score, by);
		rc = store_role_put(txn, name, &role);
	}
	if (rc == 0)
		rc = store_score_write(txn, at->slot, by, &score);
	return rc < 0 ? rc : put_columns(txn, at->slot, &score);
}

static int
migrate(struct txn *txn, const struct key *key)
{
	struct arena arena = { 0 };
	struct score_key at;
	int rc = 0;

	if (!key_score_parse(key_slice(key), &at) || at.part == SCORE_WHOLE)
		return 0;
	if (at.part == SCORE_BRIEF)
		rc = convert(txn, &at, &arena);
	arena_done(&arena);
	if (rc < 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	return db_drop(txn, TABLE_SCORE, key);
}

/* Of a role without a score the value alone is as it was. */
static int
migrate_roles(struct txn *txn)
{
	struct arena arena = { 0 };
	struct role_slot role;
	const char *name = "";
	int rc;

	while ((rc = store_role_next(txn, name, &arena, &name, &role)) == 0) {
		rc = store_role_put(txn, name, &role);
		if (rc < 0)
			break;
	}
	arena_done(&arena);
	return rc;
}

int
store_score_migrate(struct txn *txn, struct key *progress, size_t max)
{
	struct slice found, value;
	struct cursor *cursor;
	int rc;

	rc = cursor_open(txn, TABLE_SCORE, &cursor);
	for (size_t i = 0; i < max && rc == 0; i++) {
		rc = sweep_after(cursor, progress, &found, &value);
		if (rc < 0)
			break;
		key_from_slice(progress, found);
		rc = migrate(txn, progress);
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? migrate_roles(txn) : rc;
}
