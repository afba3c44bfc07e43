#include "crawler/frontier.h"

#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crawler/scoring.h"

enum {
	RETRY_FIRST_S = 1,
	ENDLESS_AGAIN_S = 7 * CLOCK_DAY_S,
	PAGE_STEP = 10
};

int
frontier_add(struct walk *walk, struct txn *txn, enum stage stage,
    int64_t subject, const char *name, int64_t priority)
{
	/* all of a run are due at its start, so that equal priorities are
	 * ordered by subject and not by when they were found */
	struct task task = { .stage = stage,
		.subject = subject,
		.name = name,
		.due = walk->started,
		.priority = priority };

	return store_task_add(txn, &task);
}

/* The leg of this stage that is in flight; NULL if there is none. */
static const struct leg *
leg_in_flight(const struct walk *walk, enum stage stage)
{
	for (int lane = 0; lane < LANES; lane++) {
		const struct call *call = walk->calls[lane];

		for (size_t i = 0; call != NULL && i < call->n_legs; i++)
			if (call->legs[i].stage == stage)
				return &call->legs[i];
	}
	return NULL;
}

static bool
is_in_flight(const struct leg *leg, const struct task *task)
{
	for (size_t i = 0; leg != NULL && i < leg->n_tasks; i++)
		if (leg->tasks[i].subject == task->subject)
			return true;
	return false;
}

int
frontier_due(struct walk *walk, struct txn *txn, enum stage stage, size_t max,
    struct arena *arena, struct tasks *ret_tasks)
{
	const struct leg *leg = leg_in_flight(walk, stage);
	size_t in_flight = leg != NULL ? leg->n_tasks : 0, n = 0, found = 0;
	struct task *tasks;
	int rc;

	tasks = arena_calloc(arena, max + in_flight + 1, sizeof(*tasks));
	rc = store_task_due(txn, stage, walk->now, arena, tasks,
	    max + in_flight, &found);
	for (size_t i = 0; i < found && n < max; i++)
		if (!is_in_flight(leg, &tasks[i]))
			tasks[n++] = tasks[i];
	if (rc == 0)
		*ret_tasks = (struct tasks){ tasks, n };
	return rc;
}

int
frontier_done(struct walk *walk, struct txn *txn, struct task *task,
    int64_t due)
{
	task->done_at = walk->now;
	task->due = due > walk->now ? due : walk->now;
	task->attempts = 0;
	task->company = 0;
	task->is_dead = false;
	task->last_error = NULL;
	walk->report->tasks_done++;
	return store_task_put(txn, task);
}

int
frontier_endless(struct walk *walk, struct txn *txn, struct task *task,
    const struct cursor *cursor)
{
	walk->report->faults.endless_pages++;
	log_warn("crawl", "%s: %s: pages without end: stopped after %lld",
	    stage_info((enum stage)task->stage)->name, task->name,
	    (long long)cursor->page + 1);
	task->cursor = NULL;
	seeds_stage_done(&walk->seeds, task->subject, (int)task->stage);
	return frontier_kill(walk, txn, task, "pages without end",
	    walk->now + ENDLESS_AGAIN_S);
}

int
frontier_end(struct walk *walk, struct txn *txn, const struct task *task)
{
	walk->report->tasks_done++;
	return store_task_drop(txn, task->stage, task->subject);
}

int
frontier_page(struct walk *walk, struct txn *txn, struct task *task,
    struct cursor *cursor, const char *after)
{
	struct arena arena = { 0 };
	int64_t covered = cursor->covered;
	int rc;

	task->attempts = 0;
	task->company = 0;
	task->last_error = NULL;
	if (after != NULL && str_equal(after, cursor->after))
		return frontier_endless(walk, txn, task, cursor);
	if (after != NULL) {
		cursor->page++;
		cursor->after = after;
		task->cursor = cursor_format(&arena, cursor);
		task->priority = PRIORITY_PAGE - PAGE_STEP * cursor->page;
		if (task->priority < PRIORITY_PAGE_LEAST)
			task->priority = PRIORITY_PAGE_LEAST;
		rc = store_task_put(txn, task);
		arena_done(&arena);
		return rc;
	}
	if (covered == 0 || cursor->since < covered)
		covered = cursor->since;
	task->cursor =
	    cursor_format(&arena, &(struct cursor){ .covered = covered });
	task->visited_at = cursor->start;
	rc = frontier_done(walk, txn, task, 0);
	if (rc == 0)
		seeds_stage_done(&walk->seeds, task->subject, (int)task->stage);
	arena_done(&arena);
	return rc;
}

int
frontier_retry(struct walk *walk, struct txn *txn, struct task *task,
    const char *why)
{
	walk->report->retries++;
	if (++task->attempts >= FRONTIER_ATTEMPTS) {
		log_warn("crawl", "task given up: %s %lld: %s",
		    stage_info((enum stage)task->stage)->name,
		    (long long)task->subject, why);
		return frontier_kill(walk, txn, task, why,
		    walk->now + CLOCK_DAY_S);
	}
	task->due = walk->now + ((int64_t)RETRY_FIRST_S << task->attempts);
	task->last_error = why;
	return store_task_put(txn, task);
}

int
frontier_kill(struct walk *walk, struct txn *txn, struct task *task,
    const char *why, int64_t due)
{
	task->is_dead = true;
	task->due = due;
	task->last_error = why;
	/* now as well read as can be: to be scored with what there is */
	if (task->stage == STAGE_READMES && walk->scoring != NULL)
		scoring_mark(walk->scoring, task->subject);
	return store_task_put(txn, task);
}

int
frontier_next_retry(struct walk *walk, struct txn *txn, int64_t *ret_due)
{
	enum {
		LOOK_AT = 32
	};
	struct arena arena = { 0 };
	struct task *tasks = arena_calloc(&arena, LOOK_AT, sizeof(*tasks));
	int64_t next = 0;
	int rc = 0;

	for (int stage = STAGE_NONE + 1; stage < STAGE_END && rc == 0;
	     stage++) {
		size_t n = 0;

		rc = store_task_due(txn, stage,
		    walk->now + FRONTIER_RETRY_WINDOW_S, &arena, tasks, LOOK_AT,
		    &n);
		for (size_t i = 0; i < n && rc == 0; i++)
			if (tasks[i].attempts > 0 && tasks[i].due > walk->now &&
			    (next == 0 || tasks[i].due < next))
				next = tasks[i].due;
	}
	arena_done(&arena);
	if (rc == 0)
		*ret_due = next;
	return rc;
}
