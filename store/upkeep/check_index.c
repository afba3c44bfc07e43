/* Scores against the rank and tasks against the ready list, both ways. */
#include <inttypes.h>

#include "store/column/card.h"
#include "store/column/column.h"
#include "store/fact/person.h"
#include "store/posting/ordinal.h"
#include "store/rights.h"
#include "store/score/score.h"
#include "store/score/score_record.h"
#include "store/task.h"
#include "store/task_internal.h"
#include "store/upkeep/check.h"
#include "store/value/value.h"

/* ---- scores and ranks ---- */

static bool
has_scores(const struct check *check, struct slot slot, size_t *ret_role)
{
	for (size_t i = 0; i < check->n_roles; i++)
		if (check->roles[i].slot.role == slot.role &&
		    check->roles[i].slot.generation == slot.generation) {
			*ret_role = i;
			return true;
		}
	return false;
}

struct slot
check_scores_slot(const struct check *check, struct slot slot)
{
	size_t role;

	return has_scores(check, slot, &role) ? check->roles[role].slot : slot;
}

static bool
is_ranking(struct slot a, struct slot b)
{
	return a.role == b.role && a.ranking == b.ranking;
}

const struct role_slot *
check_ranking_of(const struct check *check, struct slot slot,
    bool *ret_is_building)
{
	*ret_is_building = false;
	for (size_t i = 0; i < check->n_roles; i++)
		if (is_ranking(check->roles[i].slot, slot))
			return &check->roles[i];
	*ret_is_building = true;
	for (size_t i = 0; i < check->n_rankings; i++)
		if (is_ranking(check->rankings[i].slot, slot))
			return &check->rankings[i];
	return NULL;
}

/* In the rank that is read. */
static int
check_ranking(struct check *check, struct slot slot, int64_t person,
    const struct score *score)
{
	uint8_t tier = store_card_place(score).tier;
	struct card card;
	int rc;

	rc = store_score_get_card(check->txn, slot, person, &card);
	if (rc < 0)
		check_found(check,
		    "score of person %" PRId64 ": not in the rank", person);
	else if (card.is_out != (tier == RANK_TIER_OUT) ||
	    (!card.is_out && card.must_missing != tier))
		check_found(check, "score of person %" PRId64 ": another place",
		    person);
	return check_is_hard(rc) ? rc : 0;
}

static int
check_record(struct check *check, const struct score_key *at)
{
	struct measured measured;
	struct score score;
	uint32_t ordinal = ORDINAL_NONE;
	bool is_same = false;
	size_t role;
	int rc;

	rc = store_score_get_whole(check->txn, at->slot, at->person,
	    &check->arena, &score);
	if (rc < 0) {
		check_found(check,
		    "score of person %" PRId64 ": corrupt record", at->person);
		return check_is_hard(rc) ? rc : 0;
	}
	rc = ordinal_get(check->txn, at->person, &ordinal);
	score_measured(&score, &measured);
	if (rc == 0)
		rc = column_is_measured(check->txn, at->slot, ordinal,
		    &measured, &is_same);
	if (check_is_hard(rc))
		return rc;
	if (!is_same)
		check_found(check,
		    "columns of person %" PRId64 ": not as in the score",
		    at->person);
	return has_scores(check, at->slot, &role)
	    ? check_ranking(check, check->roles[role].slot, at->person, &score)
	    : 0;
}

int
check_score(struct check *check, struct slice at, struct slice value)
{
	struct score_key score;
	size_t role;

	(void)value;
	if (!key_score_parse(at, &score)) {
		check_found(check, "score: malformed key");
		return 0;
	}
	if (check_is_dropped(check, score.slot))
		return 0;
	if (!has_scores(check, score.slot, &role))
		check_found(check, "score of person %" PRId64 ": no such role",
		    score.person);
	return check_record(check, &score);
}

bool
check_is_dropped(const struct check *check, struct slot slot)
{
	size_t role;

	if (has_scores(check, slot, &role))
		return false;
	for (size_t i = 0; i < check->n_dropped; i++)
		if (check->dropped[i].role == slot.role &&
		    check->dropped[i].generation == slot.generation)
			return true;
	return false;
}

bool
check_is_ranking_dropped(const struct check *check, struct slot slot)
{
	for (size_t i = 0; i < check->n_dropped; i++)
		if (is_ranking(check->dropped[i], slot))
			return true;
	return false;
}

/* Who is ranked must be stored and not refuse; suppressed ones are erased. */
static int
check_ranked_person(struct check *check, int64_t id)
{
	struct person person;
	int rc;

	rc = store_person_get_brief(check->txn, id, &check->arena, &person);
	if (check_is_hard(rc))
		return rc;
	if (rc < 0)
		check_found(check, "rank of person %" PRId64 ": no such person",
		    id);
	else if (person.refusal != NULL)
		check_found(check, "rank of person %" PRId64 ": refuses", id);
	if (store_is_suppressed(check->txn, id, NULL))
		check_found(check, "rank of person %" PRId64 ": suppressed",
		    id);
	return 0;
}

static int
check_scored(struct check *check, const struct rank_key *rank)
{
	bool is_scored;
	struct key key;
	int rc;

	key_score(&key, rank->slot, SCORE_WHOLE, rank->person);
	rc = check_exists(check, TABLE_SCORE, &key, &is_scored);
	if (rc == 0 && !is_scored)
		check_found(check, "rank of person %" PRId64 ": no score",
		    rank->person);
	return rc;
}

int
check_rank(struct check *check, struct slice at, struct slice value)
{
	struct rank_key rank;
	const struct role_slot *role;
	bool is_building;
	int rc = 0;

	if (!key_rank_parse(at, &rank) ||
	    store_rank_ordinal(value) == ORDINAL_NONE) {
		check_found(check, "rank: malformed entry");
		return 0;
	}
	if (check_is_ranking_dropped(check, rank.slot))
		return 0;
	role = check_ranking_of(check, rank.slot, &is_building);
	if (role == NULL)
		check_found(check, "rank of person %" PRId64 ": no such role",
		    rank.person);
	else if (!is_building) {
		check->ranked[role - check->roles]++;
		rank.slot = role->slot;
		rc = check_scored(check, &rank);
	}
	if (rc == 0)
		rc = check_columns_of(check, &rank, value);
	return rc < 0 ? rc : check_ranked_person(check, rank.person);
}

/* ---- tasks ---- */

int
check_task(struct check *check, struct slice at, struct slice value)
{
	int64_t stage, subject;
	struct task task;
	struct key key;
	bool is_listed;
	int rc;

	if (!key_task_parse(at, &stage, &subject)) {
		check_found(check, "task: malformed key");
		return 0;
	}
	rc =
	    value_decode(check->txn, value, &task_record, &check->arena, &task);
	if (rc < 0 || task.stage != stage || task.subject != subject) {
		check_found(check,
		    "task %" PRId64 " of %" PRId64 ": corrupt record", stage,
		    subject);
		return check_is_hard(rc) ? rc : 0;
	}
	if (!store_task_ready_key(&task, &key))
		return 0;
	rc = check_exists(check, TABLE_READY, &key, &is_listed);
	if (rc == 0 && !is_listed)
		check_found(check,
		    "task %" PRId64 " of %" PRId64 ": not listed", stage,
		    subject);
	return rc;
}

int
check_ready(struct check *check, struct slice at, struct slice value)
{
	struct ready_key ready;
	struct task task;
	struct key key;
	int rc;

	(void)value;
	if (!key_ready_parse(at, &ready)) {
		check_found(check, "ready: malformed key");
		return 0;
	}
	rc = store_task_get(check->txn, ready.stage, ready.subject,
	    &check->arena, &task);
	if (check_is_hard(rc))
		return rc;
	if (rc < 0 || !store_task_ready_key(&task, &key) ||
	    !key_equal(&key, at))
		check_found(check,
		    "ready: an entry that is not of task %" PRId64
		    " of %" PRId64,
		    ready.stage, ready.subject);
	return 0;
}
