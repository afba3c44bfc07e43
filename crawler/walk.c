#include "crawler/walk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "crawler/frontier.h"
#include "crawler/price.h"
#include "crawler/schedule.h"
#include "crawler/settle.h"
#include "store/task.h"

enum {
	/* How many waiting tasks a look at a stage counts. */
	LOOK_AT = 128
};

int
walk_fail(struct walk *walk, int code, const char *format, ...)
{
	struct err_detail detail = { "" };
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(detail.text, sizeof(detail.text), format, ap);
	va_end(ap);
	if (walk->failure == 0)
		walk->failure = err_set(walk->detail, code, "%s", detail.text);
	return code;
}

void
walk_wake_at(struct walk *walk, int64_t mono_ms)
{
	if (mono_ms < walk->next_ms)
		walk->next_ms = mono_ms;
}

static enum rate_kind
kind_of(enum lane lane)
{
	return lane == LANE_REST ? RATE_REST : RATE_GRAPHQL;
}

/* What a task of this stage and priority, waiting or in flight, means for the
 * others. */
static void
note_open(struct schedule *schedule, enum stage stage, int64_t priority)
{
	if (priority >= PRIORITY_FIRST_COMMITS)
		schedule->first_pages_open = true;
	if (stage <= STAGE_COMMITS || stage == STAGE_SEARCH ||
	    stage == STAGE_NAMES || stage == STAGE_PROBE)
		schedule->harvest_open = true;
}

/* Looks at what waits and what is on its way. */
static int
look(struct walk *walk, struct txn *txn, struct schedule *ret_schedule)
{
	int64_t limit = walk->options->max_people;
	struct schedule *s = ret_schedule;
	struct arena arena = { 0 };
	struct tasks due = { NULL, 0 };
	int rc = 0;

	memset(s, 0, sizeof(*s));
	s->people_left = limit > 0 ? limit - walk->people_visited : INT64_MAX;
	for (int i = STAGE_NONE + 1; i < STAGE_END && rc == 0; i++) {
		struct waiting *waiting = &s->stages[i];

		rc = frontier_due(walk, txn, (enum stage)i,
		    i == STAGE_PEOPLE || i == STAGE_READMES || i == STAGE_LOOK
			? LOOK_AT
			: 1,
		    &arena, &due);
		if (rc != 0 || due.n == 0 ||
		    (i == STAGE_PROBE && s->people_left <= 0))
			continue;
		waiting->n = due.n;
		waiting->priority = due.items[0].priority;
		/* people come in turns, not by promise */
		for (size_t j = 1; j < due.n; j++)
			if (due.items[j].priority > waiting->priority)
				waiting->priority = due.items[j].priority;
		if (i == STAGE_LOOK)
			waiting->priority = PRIORITY_LOOK;
		note_open(s, (enum stage)i, waiting->priority);
	}
	for (int lane = 0; lane < LANES; lane++) {
		const struct call *call = walk->calls[lane];

		for (size_t i = 0; call != NULL && i < call->n_legs; i++)
			note_open(s, call->legs[i].stage,
			    call->legs[i].tasks[0].priority);
	}
	s->since_people = walk->since_people;
	s->since_probe = walk->since_probe;
	s->people_scored = walk->report->people_scored;
	s->people_batch = (size_t)walk->batches[OPERATION_PEOPLE].size * 4 / 5;
	s->has_people_limit = limit > 0;
	arena_done(&arena);
	return rc;
}

/* Points that may still be spent, those of calls in flight taken off. */
static int64_t
points_left(const struct walk *walk)
{
	int64_t left;

	if (walk->options->budget <= 0)
		return INT64_MAX;
	left = walk->options->budget - walk->report->points_rest -
	    walk->report->points_graphql;
	for (int lane = 0; lane < LANES; lane++)
		if (walk->calls[lane] != NULL)
			left -= walk->calls[lane]->cost;
	return left;
}

/* How many tasks or entries to ask the batch sizes for. */
static size_t
wanted_of(const struct schedule *schedule, const struct leg *leg)
{
	/* pages, READMEs and probes are counted in entries, not in tasks */
	if (leg_is_pages(leg) || leg->stage == STAGE_READMES ||
	    leg->stage == STAGE_PROBE)
		return leg->is_suspect && leg->stage != STAGE_READMES
		    ? (size_t)leg->tasks[0].company
		    : SIZE_MAX / 2;
	if (leg->stage == STAGE_PEOPLE &&
	    (int64_t)leg->n_tasks > schedule->people_left)
		return (size_t)schedule->people_left;
	return leg->n_tasks;
}

/* How large a leg may be, in items or entries; 0: not affordable. */
static size_t
choose_size(const struct walk *walk, const struct call *call,
    const struct schedule *schedule, const struct leg *leg)
{
	int64_t points = points_left(walk);

	if (call->lane == LANE_REST)
		return points >= 1 ? 1 : 0;
	if (call->n_legs > 0 && points < INT64_MAX)
		points -= price_of(walk, call_points(call));
	return batch_choose(&walk->batches[leg->operation], leg->operation,
	    wanted_of(schedule, leg), (long)walk->repositories,
	    price_afford(walk, points));
}

/*
 * Tasks that failed in larger company are asked for among themselves, fewer
 * each time, until the one that is too heavy stands alone; the others go on as
 * before.
 */
static void
keep_company(struct leg *leg)
{
	size_t n = 0, most = leg->n_tasks;

	leg->is_suspect = leg->n_tasks > 0 && leg->tasks[0].company > 0;
	if (leg->is_suspect)
		most = leg_is_pages(leg) ? 1 : (size_t)leg->tasks[0].company;
	for (size_t i = 0; i < leg->n_tasks && n < most; i++) {
		const struct task *task = &leg->tasks[i];

		if ((task->company > 0) == leg->is_suspect)
			leg->tasks[n++] = *task;
	}
	leg->n_tasks = n;
}

/*
 * Adds a stage's part to the call, as large as batch sizes and points allow.
 * ERR_NOTFOUND when there is nothing to add: void tasks were settled, or
 * points are lacking.
 */
static int
add_leg(struct walk *walk, struct txn *txn, const struct schedule *schedule,
    enum stage stage, struct call *call)
{
	const struct stage_info *info = stage_info(stage);
	struct leg *leg = &call->legs[call->n_legs];
	struct tasks due = { NULL, 0 };
	int rc =
	    frontier_due(walk, txn, stage, info->tasks_max, &call->arena, &due);

	if (rc != 0)
		return rc;
	*leg = (struct leg){ .stage = stage,
		.operation = info->operation,
		.tasks = due.items,
		.n_tasks = due.n };
	keep_company(leg);
	if (leg->n_tasks == 0 || (leg->is_suspect && call->n_legs > 0))
		return ERR_NOTFOUND;
	leg->n_items = choose_size(walk, call, schedule, leg);
	if (leg->n_items == 0) {
		walk->out_of_budget = true;
		return ERR_NOTFOUND;
	}
	rc = info->prepare(walk, txn, call, leg);
	if (rc == 0)
		call->n_legs++;
	else
		/* the frontier moved: there may be more to do at once */
		walk_wake_at(walk, clock_mono_ms());
	if (rc == ERR_BLOCKED)
		return ERR_NOTFOUND;
	if (rc != ERR_NOTFOUND)
		return rc;
	rc = settle_void(walk, txn, leg);
	return rc != 0 ? rc : ERR_NOTFOUND;
}

/* Makes the next call of a stage, with another one riding along if one fits;
 * NULL in *ret_call when there is none. */
static int
make_call(struct walk *walk, struct txn *txn, const struct schedule *schedule,
    enum stage stage, struct call **ret_call)
{
	struct call *call = call_new(walk, stage_info(stage)->lane);
	enum stage companion = schedule_companion(schedule, stage);
	bool had_points = !walk->out_of_budget;
	int rc = add_leg(walk, txn, schedule, stage, call);

	if (rc == 0 && companion != STAGE_NONE && !call->legs[0].is_suspect) {
		rc = add_leg(walk, txn, schedule, companion, call);
		/* it has its own turn later, and its own budget then */
		walk->out_of_budget = !had_points;
		if (rc == ERR_NOTFOUND)
			rc = 0;
	}
	if (rc == 0) {
		if (call->lane == LANE_GRAPHQL)
			call_graphql(call);
		*ret_call = call;
		return 0;
	}
	call_free(call);
	*ret_call = NULL;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static void
on_done(void *context, const struct http_answer *http)
{
	struct call *call = context;
	struct walk *walk = call->walk;

	walk->calls[call->lane] = NULL;
	walk->now = clock_steady();
	settle(walk, call, http);
	call_free(call);
}

static int
send_call(struct walk *walk, struct call *call)
{
	int64_t now = clock_mono_ms();
	struct err_detail detail = { "" };
	int rc;

	call->cost = price_of(walk, call_points(call));
	call->started_ms = now;
	rc = http_start(walk->http, &call->request, on_done, call,
	    &call->transfer, &detail);
	if (rc != 0) {
		rc = walk_fail(walk, rc, "%s", err_text(&detail, rc));
		call_free(call);
		return rc;
	}
	rate_begin(&walk->rate, kind_of(call->lane), call->cost, now);
	walk->calls[call->lane] = call; /* freed when it is done */
	walk->report->requests++;
	walk->since_people =
	    call->legs[0].stage == STAGE_PEOPLE ? 0 : walk->since_people + 1;
	if (call->lane == LANE_GRAPHQL)
		walk->since_probe = call->legs[0].stage == STAGE_PROBE
		    ? 0
		    : walk->since_probe + 1;
	log_debug("crawl", "sent: %s%s%s: tasks=%zu cost=%lld",
	    stage_info(call->legs[0].stage)->name,
	    call->n_legs > 1 ? " and " : "",
	    call->n_legs > 1 ? stage_info(call->legs[1].stage)->name : "",
	    call_tasks(call), (long long)call->cost);
	return 0;
}

/* Whether the limiter lets the lane send now; else notes when to look again. */
static bool
may_send(struct walk *walk, enum lane lane)
{
	int64_t now = clock_mono_ms();
	/* the dearest call that may come: its price is known only later */
	int64_t cost = lane == LANE_REST ? 1 : 10;
	int64_t wait = rate_wait(&walk->rate, kind_of(lane), cost, now);

	if (wait == 0)
		return true;
	if (wait > 0)
		walk_wake_at(walk, now + wait);
	return false;
}

int
walk_start(struct walk *walk, enum lane lane)
{
	struct schedule schedule;
	struct call *call = NULL;
	struct txn *txn = NULL;
	enum stage stage = STAGE_NONE;
	int rc;

	if (walk->calls[lane] != NULL || !may_send(walk, lane))
		return 0;
	/* writing only to drop void tasks; most looks change nothing */
	rc = store_begin(walk->store, true, &txn, walk->detail);
	if (rc == 0)
		rc = look(walk, txn, &schedule);
	if (rc == 0)
		stage = schedule_next(&schedule, lane);
	if (rc == 0 && stage != STAGE_NONE)
		rc = make_call(walk, txn, &schedule, stage, &call);
	if (rc == 0)
		walk->at_max_people = schedule.has_people_limit &&
		    schedule.people_left <= 0 &&
		    schedule.stages[STAGE_PEOPLE].n > 0;
	if (rc != 0) {
		if (txn != NULL)
			(void)walk_fail(walk, rc, "%s", txn_failure(txn));
		txn_abort(txn);
		call_free(call);
		return rc;
	}
	rc = txn_commit(txn, walk->detail);
	/* meanwhile the other lane may have been told to stop */
	if (rc == 0 && call != NULL)
		rc = http_wait(walk->http, 0, NULL, 0, walk->detail);
	if (rc == 0 && call != NULL && may_send(walk, lane))
		return send_call(walk, call);
	call_free(call);
	return rc;
}

void
walk_cancel(struct walk *walk, enum lane lane)
{
	struct call *call = walk->calls[lane];

	if (call == NULL)
		return;
	http_cancel(call->transfer);
	rate_cancel(&walk->rate, kind_of(lane), clock_mono_ms());
	walk->calls[lane] = NULL;
	call_free(call);
}
