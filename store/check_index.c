/* Scores against the rank and tasks against the ready list, both ways. */
#include <inttypes.h>

#include "store/check.h"

/* ---- scores and ranks ---- */

static size_t
role_at(const struct check *check, struct slot slot)
{
	size_t i = 0;

	while (i < check->n_roles &&
	    (check->roles[i].slot.role != slot.role ||
		check->roles[i].slot.generation != slot.generation))
		i++;
	return i;
}

static int
check_brief(struct check *check, const struct score_key *at,
    struct slice stored)
{
	struct rank_key rank = { .slot = at->slot, .person = at->person };
	struct score score;
	struct slice value;
	struct key key;
	bool is_ranked;
	int rc;

	rc = store_score_get_brief(check->txn, at->slot, at->person,
	    &check->arena, &score);
	if (rc == 0)
		rc = store_score_place(check->txn, stored, &rank.place, &value);
	if (rc < 0) {
		check_found(check,
		    "score of person %" PRId64 ": corrupt record", at->person);
		return check_is_hard(rc) ? rc : 0;
	}
	if (store_card_place(&score).score != rank.place.score ||
	    store_card_place(&score).tier != rank.place.tier)
		check_found(check, "score of person %" PRId64 ": another place",
		    at->person);
	key_rank(&key, &rank);
	rc = check_exists(check, TABLE_RANK, &key, &is_ranked);
	if (rc == 0 && !is_ranked)
		check_found(check,
		    "score of person %" PRId64 ": not in the rank", at->person);
	return rc;
}

static int
check_reasons(struct check *check, const struct score_key *at)
{
	struct score score = { 0 };
	struct key key;
	bool has_brief;
	int rc;

	rc = store_score_get_reasons(check->txn, at->slot, at->person,
	    &check->arena, &score);
	if (rc < 0)
		check_found(check,
		    "reasons of person %" PRId64 ": corrupt record",
		    at->person);
	if (check_is_hard(rc))
		return rc;
	key_score(&key, at->slot, SCORE_BRIEF, at->person);
	rc = check_exists(check, TABLE_SCORE, &key, &has_brief);
	if (rc == 0 && !has_brief)
		check_found(check, "reasons of person %" PRId64 ": no score",
		    at->person);
	return rc;
}

int
check_score(struct check *check, struct slice at, struct slice value)
{
	struct score_key score;

	if (!key_score_parse(at, &score)) {
		check_found(check, "score: malformed key");
		return 0;
	}
	if (check_is_dropped(check, score.slot))
		return 0;
	if (role_at(check, score.slot) == check->n_roles)
		check_found(check, "score of person %" PRId64 ": no such role",
		    score.person);
	return score.part == SCORE_BRIEF ? check_brief(check, &score, value)
					 : check_reasons(check, &score);
}

bool
check_is_dropped(const struct check *check, struct slot slot)
{
	for (size_t i = 0; i < check->n_dropped; i++)
		if (check->dropped[i].role == slot.role &&
		    check->dropped[i].generation == slot.generation)
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

int
check_rank(struct check *check, struct slice at, struct slice value)
{
	struct place_in_rank place = { 0 };
	struct slice stored, ignored;
	struct rank_key rank;
	struct card card;
	struct key key;
	int rc;

	if (!key_rank_parse(at, &rank) ||
	    !store_card_decode(&rank, value, &card)) {
		check_found(check, "rank: malformed entry");
		return 0;
	}
	if (check_is_dropped(check, rank.slot))
		return 0;
	if (role_at(check, rank.slot) < check->n_roles)
		check->ranked[role_at(check, rank.slot)]++;
	else
		check_found(check, "rank of person %" PRId64 ": no such role",
		    rank.person);
	key_score(&key, rank.slot, SCORE_BRIEF, rank.person);
	rc = db_get(check->txn, TABLE_SCORE, &key, &stored);
	if (rc == 0)
		rc = store_score_place(check->txn, stored, &place, &ignored);
	if (check_is_hard(rc))
		return rc;
	if (rc < 0 || place.tier != rank.place.tier ||
	    place.score != rank.place.score)
		check_found(check,
		    "rank of person %" PRId64 ": not where its score is",
		    rank.person);

	rc = check_columns_of(check, &rank, &card, value);
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
