#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "store/fact/person.h"
#include "store/pipeline/known.h"
#include "store/pipeline/lead.h"
#include "store/posting/posting.h"
#include "store/rights.h"
#include "store/rights/sweep.h"
#include "store/score/role.h"
#include "store/store_internal.h"
#include "store/task.h"
#include "store/task_internal.h"
#include "store/upkeep/compact.h"

enum {
	/* How long who was purged is not fetched again. */
	PURGED_S = 365 * CLOCK_DAY_S
};

/* ---- tasks ---- */

static int
drop_task(struct txn *txn, int64_t stage, const struct person *person)
{
	struct arena arena = { 0 };
	struct task task;
	int rc = store_task_get(txn, stage, person->id, &arena, &task);

	if (rc == 0 && task_is_of(&task, person->id, person->login))
		rc = store_task_drop(txn, stage, person->id);
	arena_done(&arena);
	return rc == ERR_CORRUPT ? 0 : rc;
}

/*
 * The tasks that have the person's number, stage by stage; those that have the
 * login alone are the sweep's.
 */
static int
drop_tasks(struct txn *txn, const struct person *person)
{
	int64_t stage = 1, found_stage, subject;
	struct slice found, value;
	struct cursor *cursor;
	struct key key;
	int rc;

	rc = cursor_open(txn, TABLE_TASK, &cursor);
	while (rc == 0 && stage <= STAGE_MAX) {
		key_task(&key, stage, person->id);
		rc = cursor_seek(cursor, &key, &found, &value);
		if (rc < 0 || !key_task_parse(found, &found_stage, &subject))
			break;
		if (found_stage == stage && subject == person->id)
			rc = drop_task(txn, stage, person);
		stage = found_stage > stage ? found_stage : stage + 1;
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* ---- the whole ---- */

/* The profile, its name and its place in the counts. */
static int
drop_profile(struct txn *txn, const struct person *person)
{
	struct key key;
	int rc;

	rc = store_person_move_login(txn, person->id, person->login, NULL);
	if (rc == 0)
		rc = store_person_unnumber(txn, person->id);
	key_id(&key, person->id);
	if (rc == 0)
		rc = db_drop(txn, TABLE_PERSON, &key);
	if (rc == 0)
		rc = store_person_count(txn, person, &(struct person){ 0 });
	return rc;
}

static int
drop_own(struct txn *txn, const struct person *person)
{
	int rc;

	rc = store_person_strip(txn, person->id, true);
	if (rc == 0)
		rc = drop_profile(txn, person);
	if (rc == 0)
		rc = drop_tasks(txn, person);
	if (rc == 0)
		rc = compact_call_for(txn);
	return rc < 0 ? rc : store_sweep_call_for(txn, person);
}

/* One whose record can't be read is known by id alone. */
static int
get_or_bare(struct txn *txn, int64_t id, struct arena *arena,
    struct person *ret_person)
{
	int rc;

	rc = store_person_get_brief(txn, id, arena, ret_person);
	if (rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	*ret_person = (struct person){ .id = id };
	return 0;
}

int
store_forget(struct txn *txn, int64_t id, bool suppress)
{
	struct arena arena = { 0 };
	struct person person;
	int rc;

	if (id <= 0)
		return ERR_INVAL;
	rc = get_or_bare(txn, id, &arena, &person);
	if (rc == 0 && suppress)
		rc = store_suppress_until(txn, id, person.login, 0);
	if (rc == 0)
		rc = store_known_forget(txn, id);
	if (rc == 0)
		rc = drop_own(txn, &person);
	/* So that no term of theirs is left from now on. */
	if (rc == 0)
		rc = posting_flush(txn);
	if (rc == 0)
		rc = store_journal_add(txn, "forget", id,
		    suppress ? "suppressed" : NULL);
	arena_done(&arena);
	return rc;
}

/* For a year; for ever who declined. */
static int
keep_out(struct txn *txn, const struct person *person)
{
	struct arena arena = { 0 };
	struct lead all;
	int rc = store_lead_get_own(txn, 0, person->id, &arena, &all);
	bool declined = rc == 0 && all.status == STATUS_DECLINED;

	arena_done(&arena);
	if (rc < 0 && rc != ERR_CORRUPT)
		return rc;
	return store_suppress_until(txn, person->id, person->login,
	    declined ? 0 : clock_wall() + PURGED_S);
}

int
store_purge(struct txn *txn, int64_t id, const char *why)
{
	struct arena arena = { 0 };
	struct person person;
	int rc;

	if (id <= 0)
		return ERR_INVAL;
	rc = get_or_bare(txn, id, &arena, &person);
	/* Without a key nobody can be kept out; they are erased all the same. */
	if (rc == 0 && txn->store->has_secret)
		rc = keep_out(txn, &person);
	if (rc == 0)
		rc = drop_own(txn, &person);
	if (rc == 0)
		rc = store_journal_add(txn, "purge", id, why);
	arena_done(&arena);
	return rc;
}

/* ---- what would go ---- */

static int
count_prefix(struct txn *txn, enum table table, const struct key *prefix,
    int64_t *ret_n)
{
	struct slice found, value;
	struct cursor *cursor;
	int64_t n = 0;
	int rc;

	rc = cursor_open(txn, table, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, prefix, &found, &value);
	while (rc == 0 && key_prefixes(prefix, found)) {
		n++;
		rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	*ret_n = n;
	return 0;
}

static int
count_scores(struct txn *txn, int64_t id, struct arena *arena, int64_t *ret_n)
{
	struct role_slot role;
	const char *name = "";
	int64_t n = 0;
	int rc;

	while ((rc = store_role_next(txn, name, arena, &name, &role)) == 0) {
		struct slice value;
		struct key key;

		key_score(&key, role.slot, SCORE_WHOLE, id);
		rc = db_get(txn, TABLE_SCORE, &key, &value);
		if (rc == 0)
			n++;
		else if (rc != ERR_NOTFOUND)
			return rc;
	}
	*ret_n = n;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
count_own(struct txn *txn, int64_t id, struct arena *arena,
    struct holdings *holdings)
{
	struct portfolio portfolio;
	struct key key;
	int rc;

	key_fact_kind_prefix(&key, id, FACT_WORK);
	rc = count_prefix(txn, TABLE_FACT, &key, &holdings->work_records);
	key_lead_prefix(&key, id);
	if (rc == 0)
		rc = count_prefix(txn, TABLE_LEAD, &key,
		    &holdings->pipeline_records);
	if (rc == 0)
		rc = count_scores(txn, id, arena, &holdings->scores);
	if (rc < 0)
		return rc;
	rc = store_portfolio_get(txn, id, arena, &portfolio);
	if (rc == 0)
		holdings->repositories = (int64_t)portfolio.n_items;
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

int
store_holdings(struct txn *txn, int64_t id, struct holdings *ret_holdings)
{
	struct arena arena = { 0 };
	struct holdings holdings = { 0 };
	struct person person;
	int rc;

	rc = store_person_get_brief(txn, id, &arena, &person);
	if (rc == 0)
		rc = count_own(txn, id, &arena, &holdings);
	holdings.first_seen = rc == 0 ? person.first_seen : 0;
	if (rc == 0)
		*ret_holdings = holdings;
	arena_done(&arena);
	return rc;
}
