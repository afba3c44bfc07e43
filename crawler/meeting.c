#include "crawler/meeting.h"

#include "base/clock.h"
#include "base/str.h"
#include "crawler/frontier.h"
#include "crawler/promise.h"
#include "crawler/scoring.h"
#include "store/rights.h"
#include "store/task.h"

/* What is known of somebody who was met. */
struct met {
	bool is_known; /* there is a profile already */
	bool is_due; /* none, or an old one */
	bool is_kept_out; /* suppressed or refusing */
};

bool
meeting_wants_visit(const struct walk *walk, const struct person *person)
{
	int64_t days = walk->options->config->crawl_refresh_profile_days;

	return person->fetched_at + days * CLOCK_DAY_S <= walk->now;
}

/* Whether the person may be stored at all; makes a bare record of one who is
 * new. */
static int
admit(struct walk *walk, struct txn *txn, const struct actor *actor,
    struct met *ret_met)
{
	struct arena arena = { 0 };
	struct person person;
	int rc;

	*ret_met = (struct met){ .is_due = true };
	if (store_is_suppressed(txn, actor->id, actor->login)) {
		walk->report->suppressed_skipped +=
		    seen_add(walk->seen, SEEN_SUPPRESSED, actor->id);
		return ERR_BLOCKED;
	}
	rc = store_person_get(txn, actor->id, &arena, &person);
	if (rc == 0 && person.refusal != NULL) {
		walk->report->refusals_skipped +=
		    seen_add(walk->seen, SEEN_REFUSING, actor->id);
		rc = ERR_BLOCKED;
	} else if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT ||
	    (rc == 0 && person.fetched_at == 0 &&
		!str_equal(person.login, actor->login))) {
		rc = store_person_put(txn,
		    &(struct person){ .id = actor->id,
			.node_id = actor->node_id,
			.login = actor->login,
			.type = actor->type });
	} else if (rc == 0) {
		ret_met->is_known = person.fetched_at > 0;
		ret_met->is_due = meeting_wants_visit(walk, &person);
	}
	arena_done(&arena);
	if (rc == 0 && seen_add(walk->seen, SEEN_PERSON, actor->id))
		walk->report->people_seen++;
	return rc;
}

static int
add_visit(struct walk *walk, struct txn *txn, const struct actor *actor,
    int64_t share, int64_t priority)
{
	struct task task = { .stage = STAGE_PEOPLE,
		.subject = actor->id,
		.name = actor->login,
		.priority = priority,
		.share = share };

	if (walk->steer.is_active && priority < PRIORITY_NAMED)
		return frontier_add_steered(walk, txn, &task);
	return frontier_add_for(walk, txn, &task);
}

int
meeting_introduce(struct walk *walk, struct txn *txn, const struct actor *actor,
    int64_t share, int64_t priority)
{
	struct met met;
	int rc = admit(walk, txn, actor, &met);

	if (rc != 0 || !met.is_due)
		return rc;
	return add_visit(walk, txn, actor, share, priority);
}

/* The promise of all that is known of the person's work here by now. */
static int
promise(struct txn *txn, const struct harvest_person *person,
    int64_t *ret_promise)
{
	struct arena arena = { 0 };
	struct work work;
	int rc = store_work_get(txn, person->actor.id, person->work.repository,
	    &arena, &work);

	if (rc == 0)
		*ret_promise = promise_of(&work);
	arena_done(&arena);
	return rc;
}

/* Who has refused was erased from what was stored by then; a page that is read
 * again must not bring them back. */
static bool
is_refusing(const void *context, int64_t account)
{
	const struct walk *walk = context;

	return seen_has(walk->seen, SEEN_REFUSING, account);
}

static int
store_one(struct walk *walk, struct txn *txn, struct harvest_person *person,
    struct met met)
{
	const struct seed *seed;
	int64_t priority = 0;
	int rc;

	store_work_erase(&person->work, is_refusing, walk);
	rc = store_work_merge(txn, person->actor.id, &person->work);
	if (rc == 0)
		rc = promise(txn, person, &priority);
	/* suppressed since the look a moment ago: nothing was stored */
	if (rc == ERR_BLOCKED)
		return 0;
	if (rc != 0)
		return rc;
	if (met.is_known)
		scoring_mark(walk->scoring, person->actor.id);
	if (!met.is_due)
		return 0;
	seed = seeds_by_id(&walk->seeds, person->work.repository);
	return add_visit(walk, txn, &person->actor,
	    seed != NULL ? seed->share : 0, PRIORITY_PEOPLE + priority);
}

int
meeting_store(struct walk *walk, struct txn *txn, const struct harvest *harvest)
{
	size_t n = harvest->n_people;
	struct met *met = arena_calloc(harvest->arena, n, sizeof(*met));
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		rc = admit(walk, txn, &harvest->people[i]->actor, &met[i]);
		met[i].is_kept_out = rc == ERR_BLOCKED;
		if (rc == ERR_BLOCKED)
			rc = 0;
	}
	for (size_t i = 0; i < n && rc == 0; i++)
		if (!met[i].is_kept_out)
			rc = store_one(walk, txn, harvest->people[i], met[i]);
	if (rc != 0)
		return rc;
	walk->report->pull_requests += harvest->pulls;
	walk->report->review_comments += harvest->comments;
	walk->report->commits += harvest->commits;
	return 0;
}
