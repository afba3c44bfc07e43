#include "crawler/visit.h"

#include "base/clock.h"
#include "base/str.h"
#include "crawler/frontier.h"
#include "crawler/scoring.h"
#include "store/rights.h"
#include "store/task.h"

enum {
	/* A refusal is looked at again: people change their minds. */
	REFUSAL_AGAIN_S = 90 * CLOCK_DAY_S,
	VANISHED_AGAIN_S = 30 * CLOCK_DAY_S,
	AUTOMATED_AGAIN_S = 365 * CLOCK_DAY_S,
	/* A run may begin somewhat earlier in the day. */
	VANISHED_SLACK_S = CLOCK_DAY_S
};

int
visit_refused(struct walk *walk, struct txn *txn, struct task *task,
    int64_t person, const char *sentence)
{
	int rc = store_person_put(txn,
	    &(struct person){ .id = person,
		.refusal = sentence,
		.refused_at = walk->now });

	if (rc != 0)
		return rc;
	walk->report->refusals_skipped +=
	    seen_add(walk->seen, SEEN_REFUSING, person);
	/* no name stays, in tasks neither */
	rc = store_task_drop(txn, STAGE_READMES, person);
	if (rc != 0)
		return rc;
	*task = (struct task){ .stage = STAGE_PEOPLE,
		.subject = person,
		.priority = PRIORITY_PEOPLE };
	return frontier_done(walk, txn, task, walk->now + REFUSAL_AGAIN_S);
}

static int
mark(struct walk *walk, struct txn *txn, const struct person *person)
{
	int rc = store_person_put(txn, person);

	/* drops the scores when its turn comes */
	if (rc == 0)
		scoring_mark(walk->scoring, person->id);
	return rc == ERR_BLOCKED ? 0 : rc;
}

/* Gone for good: nothing is left but what the pipeline says. */
static int
purge(struct walk *walk, struct txn *txn, const struct task *task)
{
	int rc = store_task_drop(txn, STAGE_READMES, task->subject);

	if (rc == 0)
		rc = store_purge(txn, task->subject, "the account is gone");
	return rc != 0 ? rc : frontier_end(walk, txn, task);
}

int
visit_vanished(struct walk *walk, struct txn *txn, struct task *task)
{
	struct arena arena = { 0 };
	struct person person;
	int rc = store_person_get(txn, task->subject, &arena, &person);
	bool is_known = rc == 0;

	walk->report->faults.not_found++;
	if (is_known && person.vanished_at == 0) {
		person.vanished_at = walk->now;
		rc = mark(walk, txn, &person);
	}
	arena_done(&arena);
	if (rc != 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	if (is_known &&
	    person.vanished_at + VANISHED_AGAIN_S - VANISHED_SLACK_S <=
		walk->now)
		return purge(walk, txn, task);
	return frontier_done(walk, txn, task, walk->now + VANISHED_AGAIN_S);
}

int
visit_automated(struct walk *walk, struct txn *txn, struct task *task,
    const char *type, const char *login)
{
	struct arena arena = { 0 };
	struct person person = { .id = task->subject,
		.login = login,
		.type = type,
		.fetched_at = walk->now };
	int rc;

	person.bot_reason =
	    arena_format(&arena, "the account's type is %s", type);
	if (login != NULL)
		(void)seen_add_bot(walk->seen, login);
	rc = mark(walk, txn, &person);
	if (rc == 0)
		rc = frontier_done(walk, txn, task,
		    walk->now + AUTOMATED_AGAIN_S);
	arena_done(&arena);
	return rc;
}
