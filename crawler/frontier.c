#include "crawler/frontier.h"

#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crawler/scoring.h"
#include "store/task.h"

enum {
	RETRY_FIRST_S = 1,
	BROKEN_AGAIN_S = 7 * CLOCK_DAY_S,
	PAGE_STEP = 10
};

/* A task of a role that this run does not serve is taken over; what is
 * everybody's stays so. */
static bool
takes_over(const struct walk *walk, const struct task *old, int64_t share)
{
	if (!task_is_pending(old) || old->share == share || old->share == 0)
		return false;
	return share == 0 || !shares_have(&walk->shares, old->share);
}

int
frontier_add_for(struct walk *walk, struct txn *txn, struct task *task)
{
	struct arena arena = { 0 };
	struct task old;
	int rc = store_task_get(txn, task->stage, task->subject, &arena, &old);

	/* all of a run are due at its start, so that equal priorities are
	 * ordered by subject and not by when they were found */
	task->due = walk->started;
	if (rc == 0 && takes_over(walk, &old, task->share)) {
		old.share = task->share;
		if (old.priority < task->priority)
			old.priority = task->priority;
		rc = store_task_put(txn, &old);
	} else if (rc == 0 || rc == ERR_NOTFOUND || rc == ERR_CORRUPT) {
		rc = store_task_add(txn, task);
	}
	arena_done(&arena);
	return rc;
}

int
frontier_add_steered(struct walk *walk, struct txn *txn, struct task *task)
{
	struct arena arena = { 0 };
	struct task old;
	int rc = store_task_get(txn, task->stage, task->subject, &arena, &old);

	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
		task->stage = STAGE_LOOK;
	else if (rc == 0 && old.priority < PRIORITY_PEOPLE)
		task->priority = old.priority;
	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT || rc == 0)
		rc = frontier_add_for(walk, txn, task);
	arena_done(&arena);
	return rc;
}

int
frontier_add(struct walk *walk, struct txn *txn, enum stage stage,
    int64_t subject, const char *name, int64_t priority)
{
	struct task task = { .stage = stage,
		.subject = subject,
		.name = name,
		.priority = priority };

	return frontier_add_for(walk, txn, &task);
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

/* The best of some shares, those in flight left out. */
static int
due_of(struct walk *walk, struct txn *txn, const struct task_query *query,
    size_t max, struct arena *arena, struct tasks *ret_tasks)
{
	const struct leg *leg = leg_in_flight(walk, (enum stage)query->stage);
	size_t in_flight = leg != NULL ? leg->n_tasks : 0, n = 0, found = 0;
	struct task *tasks;
	int rc;

	tasks = arena_calloc(arena, max + in_flight + 1, sizeof(*tasks));
	rc = store_task_due(txn, query, arena, tasks, max + in_flight, &found);
	for (size_t i = 0; i < found && n < max; i++)
		if (!is_in_flight(leg, &tasks[i]))
			tasks[n++] = tasks[i];
	if (rc == 0)
		*ret_tasks = (struct tasks){ tasks, n };
	return rc;
}

/* The best people of each share, in the order of their turns. */
static int
due_in_turn(struct walk *walk, struct txn *txn, size_t max, struct arena *arena,
    struct tasks *ret_tasks)
{
	const struct shares *shares = &walk->shares;
	struct task *all =
	    arena_calloc(arena, max * shares->n + 1, sizeof(*all));
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < shares->n && rc == 0; i++) {
		const struct task_query query = { .stage = STAGE_PEOPLE,
			.now = walk->now,
			.shares = &shares->numbers[i],
			.n_shares = 1 };
		struct tasks some = { NULL, 0 };

		rc = due_of(walk, txn, &query, max, arena, &some);
		if (rc == 0 && some.n > 0)
			memcpy(all + n, some.items, some.n * sizeof(*all));
		n += some.n;
	}
	if (rc != 0)
		return rc;
	shares_order(shares, all, n, PRIORITY_NAMED, PRIORITY_PEOPLE, arena);
	/* who is elsewhere fills up no batch: points may be short */
	for (size_t i = 0; n > 0 && i < n; i++)
		if (all[i].priority < PRIORITY_PEOPLE &&
		    all[0].priority >= PRIORITY_PEOPLE)
			n = i;
	*ret_tasks = (struct tasks){ all, n < max ? n : max };
	return 0;
}

int
frontier_due(struct walk *walk, struct txn *txn, enum stage stage, size_t max,
    struct arena *arena, struct tasks *ret_tasks)
{
	const struct task_query query = { .stage = stage,
		.now = walk->now,
		.shares = walk->shares.numbers,
		.n_shares = walk->shares.n };

	if (stage == STAGE_PEOPLE && walk->shares.n > 1)
		return due_in_turn(walk, txn, max, arena, ret_tasks);
	return due_of(walk, txn, &query, max, arena, ret_tasks);
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

/* The list's rest can't be had: it is read from its start another time. */
static int
break_off(struct walk *walk, struct txn *txn, struct task *task,
    const char *why)
{
	task->cursor = NULL;
	seeds_stage_done(&walk->seeds, task->subject, (int)task->stage);
	return frontier_kill(walk, txn, task, why, walk->now + BROKEN_AGAIN_S);
}

int
frontier_endless(struct walk *walk, struct txn *txn, struct task *task,
    const struct cursor *cursor)
{
	walk->report->faults.endless_pages++;
	log_warn("crawl", "%s: %s: pages without end: stopped after %lld",
	    stage_info((enum stage)task->stage)->name, task->name,
	    (long long)cursor->page + 1);
	return break_off(walk, txn, task, "pages without end");
}

int
frontier_foreign(struct walk *walk, struct txn *txn, struct task *task)
{
	walk->report->faults.foreign_address++;
	log_warn("crawl", "%s: %s: link to another host not followed",
	    stage_info((enum stage)task->stage)->name, task->name);
	return break_off(walk, txn, task, "link to another host");
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

/* What each run arms anew: seeds' lists (seed.c), prices, the probe. */
static bool
is_armed_by_runs(int64_t stage)
{
	return (stage >= STAGE_CONTRIBUTORS && stage <= STAGE_COMMITS) ||
	    stage == STAGE_PRICE || stage == STAGE_PROBE;
}

int
frontier_kill(struct walk *walk, struct txn *txn, struct task *task,
    const char *why, int64_t due)
{
	task->is_dead = true;
	task->due = is_armed_by_runs(task->stage) ? walk->now : due;
	task->last_error = why;
	/* now as well read as can be: to be scored with what there is */
	if (task->stage == STAGE_READMES && walk->scoring != NULL)
		scoring_mark(walk->scoring, task->subject);
	return store_task_put(txn, task);
}

static int
revive_stage(struct walk *walk, struct txn *txn, enum stage stage)
{
	enum {
		AT_ONCE = 64
	};
	const struct task_query query = { .stage = stage,
		.now = walk->now,
		.shares = walk->shares.numbers,
		.n_shares = walk->shares.n,
		.is_dead = true };
	struct arena arena = { 0 };
	struct task *tasks = arena_calloc(&arena, AT_ONCE, sizeof(*tasks));
	size_t n = 0;
	int rc;

	do {
		rc = store_task_due(txn, &query, &arena, tasks, AT_ONCE, &n);
		for (size_t i = 0; i < n && rc == 0; i++) {
			tasks[i].is_dead = false;
			tasks[i].attempts = 0;
			tasks[i].company = 0;
			tasks[i].done_at = 0;
			tasks[i].due = walk->started;
			rc = store_task_put(txn, &tasks[i]);
		}
	} while (rc == 0 && n > 0);
	arena_done(&arena);
	return rc;
}

int
frontier_revive(struct walk *walk, struct txn *txn)
{
	static const enum stage stages[] = { STAGE_PEOPLE, STAGE_READMES,
		STAGE_NAMES, STAGE_SEARCH, STAGE_LOOK };
	int rc = 0;

	for (size_t i = 0; i < COUNT(stages) && rc == 0; i++)
		rc = revive_stage(walk, txn, stages[i]);
	return rc;
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
		const struct task_query query = { .stage = stage,
			.now = walk->now + FRONTIER_RETRY_WINDOW_S,
			.shares = walk->shares.numbers,
			.n_shares = walk->shares.n };
		size_t n = 0;

		rc = store_task_due(txn, &query, &arena, tasks, LOOK_AT, &n);
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
