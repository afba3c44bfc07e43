#include "crawler/walk.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/schedule.h"
#include "crawler/settle.h"

enum {
	/* Answers' caps, decompressed. */
	GRAPHQL_BYTES_MAX = 2 * 1024 * 1024,
	REST_BYTES_MAX = 8 * 1024 * 1024,
	BODY_BYTES_MAX = 512 * 1024,
	/* How many waiting tasks a look at a stage counts. */
	LOOK_AT = 128
};

const struct stage_info *
stage_info(enum stage stage)
{
	static const struct stage_info *const table[STAGE_END] = {
		[STAGE_REPOSITORY] = &stage_repository,
		[STAGE_CONTRIBUTORS] = &stage_contributors,
		[STAGE_PULLS] = &stage_pulls,
		[STAGE_COMMENTS] = &stage_comments,
		[STAGE_COMMITS] = &stage_commits,
		[STAGE_PEOPLE] = &stage_people,
		[STAGE_READMES] = &stage_readmes,
		[STAGE_NAMES] = &stage_names,
		[STAGE_SEARCH] = &stage_search,
	};

	ASSERT(stage > STAGE_NONE && stage < STAGE_END);
	return table[stage];
}

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

void
call_graphql(struct walk *walk, struct call *call,
    void (*write)(struct call *call, struct json_writer *json))
{
	struct json_writer json;

	buf_init(&call->body, BODY_BYTES_MAX);
	graphql_begin(&json, call->operation,
	    operation_info(call->operation)->item != NULL &&
		    call->operation != OPERATION_READMES
		? call->n_tasks
		: call->n_items,
	    &call->body);
	write(call, &json);
	graphql_end(&json);
	call->request = (struct http_request){
		.url = walk->github.graphql,
		.accept = GITHUB_ACCEPT,
		.body = call->body.data,
		.body_len = call->body.len,
		.max_bytes = GRAPHQL_BYTES_MAX,
	};
}

void
call_rest(struct walk *walk, struct call *call, const char *url,
    const struct validator *validator)
{
	(void)walk;
	call->request = (struct http_request){
		.url = url,
		.accept = GITHUB_ACCEPT,
		.etag = validator != NULL ? validator->etag : NULL,
		.last_modified =
		    validator != NULL ? validator->last_modified : NULL,
		.max_bytes = REST_BYTES_MAX,
	};
}

/* What a task of this stage and priority, waiting or in flight, means for the
 * others. */
static void
note_open(struct schedule *schedule, enum stage stage, int64_t priority)
{
	if (priority >= PRIORITY_FIRST_COMMITS)
		schedule->first_pages_open = true;
	if (stage <= STAGE_COMMITS || stage == STAGE_SEARCH ||
	    stage == STAGE_NAMES)
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
	for (int i = STAGE_NONE + 1; i < STAGE_END && rc == 0; i++) {
		struct waiting *waiting = &s->stages[i];

		rc = frontier_due(walk, txn, (enum stage)i,
		    i == STAGE_PEOPLE || i == STAGE_READMES ? LOOK_AT : 1,
		    &arena, &due);
		if (rc != 0 || due.n == 0)
			continue;
		waiting->n = due.n;
		waiting->priority = due.items[0].priority;
		note_open(s, (enum stage)i, waiting->priority);
	}
	for (int lane = 0; lane < LANES; lane++)
		if (walk->calls[lane] != NULL)
			note_open(s, walk->calls[lane]->stage,
			    walk->calls[lane]->tasks[0].priority);
	s->since_people = walk->since_people;
	s->people_scored = walk->report->people_scored;
	s->people_batch = (size_t)walk->batches[OPERATION_PEOPLE].size * 4 / 5;
	s->has_people_limit = limit > 0;
	s->people_left = limit > 0 ? limit - walk->people_visited : INT64_MAX;
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

/* How large a call of this stage may be, in items; 0: not affordable. */
static size_t
choose_size(const struct walk *walk, enum stage stage, size_t wanted)
{
	const struct stage_info *info = stage_info(stage);
	int64_t points = points_left(walk);

	if (info->lane == LANE_REST)
		return points >= 1 ? 1 : 0;
	return batch_choose(&walk->batches[info->operation], info->operation,
	    wanted, (long)walk->repositories, points);
}

static void
call_free(struct call *call)
{
	if (call == NULL)
		return;
	buf_done(&call->body);
	arena_done(&call->arena);
	mem_free(call);
}

/* How many tasks or entries to ask the batch sizes for. */
static size_t
wanted_of(const struct schedule *schedule, enum stage stage)
{
	const struct stage_info *info = stage_info(stage);
	size_t n;

	/* pages and READMEs are counted in entries, not in tasks */
	if (info->tasks_max == 1 || stage == STAGE_READMES)
		return SIZE_MAX / 2;
	n = info->tasks_max;
	if (stage == STAGE_PEOPLE && (int64_t)n > schedule->people_left)
		n = (size_t)schedule->people_left;
	return n;
}

/*
 * Sizes the call by batch and points, and lets the stage write its request.
 * ERR_NOTFOUND when there is nothing to send: void tasks were settled, or
 * points are lacking.
 */
static int
prepare_call(struct walk *walk, struct txn *txn, struct call *call, size_t most)
{
	const struct stage_info *info = stage_info(call->stage);
	size_t n = call->n_tasks;
	int rc;

	call->n_items =
	    choose_size(walk, call->stage, most > info->tasks_max ? most : n);
	if (call->n_items == 0) {
		walk->out_of_budget = true;
		return ERR_NOTFOUND;
	}
	rc = info->prepare(walk, txn, call);
	if (rc == ERR_BLOCKED)
		return ERR_NOTFOUND;
	if (rc != ERR_NOTFOUND)
		return rc;
	rc = settle_void(walk, txn, call, n);
	return rc != 0 ? rc : ERR_NOTFOUND;
}

/* Makes the next call of a stage; NULL in *ret_call when there is none. */
static int
make_call(struct walk *walk, struct txn *txn, const struct schedule *schedule,
    enum stage stage, struct call **ret_call)
{
	const struct stage_info *info = stage_info(stage);
	struct call *call = mem_calloc(1, sizeof(*call));
	size_t most = wanted_of(schedule, stage);
	struct tasks due = { NULL, 0 };
	int rc;

	call->walk = walk;
	call->stage = stage;
	call->lane = info->lane;
	call->operation = info->operation;
	rc = frontier_due(walk, txn, stage,
	    most < info->tasks_max ? most : info->tasks_max, &call->arena,
	    &due);
	call->tasks = due.items;
	call->n_tasks = due.n;
	if (rc == 0 && call->n_tasks > 0)
		rc = prepare_call(walk, txn, call, most);
	else if (rc == 0)
		rc = ERR_NOTFOUND;
	if (rc == 0) {
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
	walk->now = clock_wall();
	settle(walk, call, http);
	call_free(call);
}

static int64_t
cost_of(const struct walk *walk, const struct call *call)
{
	if (call->lane == LANE_REST)
		return 1;
	return operation_cost(call->operation, call->n_items,
	    (long)walk->repositories);
}

static int
send_call(struct walk *walk, struct call *call)
{
	int64_t now = clock_mono_ms();
	struct err_detail detail = { "" };
	int rc;

	call->cost = cost_of(walk, call);
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
	    call->stage == STAGE_PEOPLE ? 0 : walk->since_people + 1;
	log_debug("crawl", "sent: %s: tasks=%zu items=%zu cost=%lld",
	    stage_info(call->stage)->name, call->n_tasks, call->n_items,
	    (long long)call->cost);
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
	if (rc == 0 && call != NULL)
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
