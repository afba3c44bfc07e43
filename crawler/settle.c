#include "crawler/settle.h"

#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/lapse.h"
#include "crawler/price.h"
#include "store/task.h"

enum {
	/* Tries without any answer before GitHub counts as unreachable: at
	 * the start of a run, and later. */
	UNREACHABLE_FIRST = 3,
	UNREACHABLE_LATER = 12,
	/* Likewise useless answers in a row; the later ones are some fifteen
	 * minutes of pauses. */
	FAILURES_FIRST = 5,
	FAILURES_LATER = 20,
	PENDING_S = 11, /* at least ten, whatever part of a second it is */
	VOID_AGAIN_S = 30 * CLOCK_DAY_S
};

static void
count_class(struct crawl_report *report, enum answer_class class)
{
	switch (class) {
	case ANSWER_PRIMARY:
		report->faults.rate_limited++;
		return;
	case ANSWER_SECONDARY:
		report->faults.secondary_limited++;
		return;
	case ANSWER_SHRINK:
	case ANSWER_SERVER_ERROR:
		report->faults.server_error++;
		return;
	case ANSWER_MALFORMED:
		report->faults.malformed++;
		return;
	case ANSWER_UNREACHABLE:
		report->faults.network++;
		return;
	case ANSWER_TIMEOUT:
		report->faults.timeout++;
		return;
	case ANSWER_DENIED:
	case ANSWER_UNSURE:
		report->faults.unauthorized++;
		return;
	case ANSWER_INVALID:
		report->faults.forbidden++;
		return;
	case ANSWER_FINE:
	case ANSWER_UNCHANGED:
	case ANSWER_EMPTY:
	case ANSWER_PENDING:
	case ANSWER_FORBIDDEN:
	case ANSWER_LIST_TOO_LARGE:
	case ANSWER_GONE:
	case ANSWER_END:
	case ANSWER_CLASSES:
		return;
	}
}

/* Each fault once, by what it was; the class tells only what to do. */
static void
count_fault(struct crawl_report *report, const struct http_answer *http,
    const struct answer *answer)
{
	switch (http->outcome) {
	case HTTP_TIMED_OUT:
		report->faults.timeout++;
		return;
	case HTTP_UNREACHABLE:
	case HTTP_BROKEN:
		report->faults.network++;
		return;
	case HTTP_OVERSIZE:
		report->faults.too_large++;
		return;
	case HTTP_FOREIGN_REDIRECT:
		report->faults.foreign_address++;
		return;
	case HTTP_BAD_REDIRECT:
		report->faults.malformed++;
		return;
	case HTTP_ANSWERED:
		break;
	}
	/* too deep, or with too many values */
	if (answer->class == ANSWER_SHRINK && http->status == 200 &&
	    answer->json == NULL)
		report->faults.malformed++;
	else
		count_class(report, answer->class);
}

/* Points as GitHub counts them: redirects cost one each, a 304 nothing. */
static void
count_points(struct walk *walk, const struct call *call,
    const struct http_answer *http, const struct answer *answer)
{
	struct crawl_report *report = walk->report;
	struct graphql_price price = { 0 };

	if (http->outcome != HTTP_ANSWERED || answer->class == ANSWER_DENIED)
		return;
	if (call->lane == LANE_REST) {
		report->points_rest += http->redirects +
		    (answer->class != ANSWER_UNCHANGED &&
			answer->class != ANSWER_PRIMARY &&
			answer->class != ANSWER_SECONDARY);
		report->not_modified += answer->class == ANSWER_UNCHANGED;
		return;
	}
	if (answer->class == ANSWER_PRIMARY ||
	    answer->class == ANSWER_SECONDARY)
		return;
	graphql_price(answer->json, &price);
	/* a failed query tells no price; it is not free */
	report->points_graphql += price.cost > 0 ? price.cost : call->cost;
	if (call->dry_run == NULL)
		price_check(walk, call_points(call), price.cost);
}

static int
retry_leg(struct walk *walk, struct txn *txn, struct leg *leg, const char *why)
{
	int rc = 0;

	for (size_t i = 0; i < leg->n_tasks && rc == 0; i++)
		rc = frontier_retry(walk, txn, &leg->tasks[i], why);
	return rc;
}

/* At most how many items, or entries of its page, a task is asked for with
 * after it failed; 0 when it was alone already. */
static int64_t
smaller_company(const struct call *call, const struct leg *leg, size_t task)
{
	size_t n = leg_is_pages(leg) && leg->entries != NULL
	    ? leg->entries[task]
	    : leg->n_items;

	/* one task asks about many people */
	if (!leg_is_pages(leg) && leg->stage != STAGE_PROBE)
		n = leg->n_tasks;
	/* nobody knows which leg, or which page, was too much */
	if (call->n_legs > 1 || (leg_is_pages(leg) && leg->n_tasks > 1))
		return leg_is_pages(leg) ? (int64_t)n : ((int64_t)n + 1) / 2;
	return (int64_t)n / 2;
}

/*
 * Too much at once.  The tasks are asked for again in smaller company: as long
 * as that makes progress none is to blame; one that fails alone is.  Suspects
 * say nothing about the usual size.
 */
static int
shrink_leg(struct walk *walk, struct txn *txn, struct call *call,
    struct leg *leg, const char *why)
{
	int rc = 0;

	if (!leg->is_suspect)
		batch_shrink(&walk->batches[leg->operation], leg->n_items);
	for (size_t i = 0; i < leg->n_tasks && rc == 0; i++) {
		struct task *task = &leg->tasks[i];

		task->company = smaller_company(call, leg, i);
		if (task->company > 0) {
			rc = store_task_put(txn, task);
			continue;
		}
		task->company = 1;
		if (leg->stage == STAGE_PEOPLE)
			task->cursor = "light";
		rc = frontier_retry(walk, txn, task, why);
	}
	return rc;
}

static int
shrink(struct walk *walk, struct txn *txn, struct call *call, const char *why)
{
	int rc = 0;

	walk->report->retries++;
	for (size_t i = 0; i < call->n_legs && rc == 0; i++)
		rc = shrink_leg(walk, txn, call, &call->legs[i], why);
	return rc;
}

/* Not yet computed: later, and not for ever. */
static int
postpone(struct walk *walk, struct txn *txn, struct task *task)
{
	int rc = frontier_retry(walk, txn, task, "not ready");

	if (rc == 0 && !task->is_dead) {
		task->due = walk->now + PENDING_S;
		rc = store_task_put(txn, task);
	}
	return rc;
}

static int
denied(struct walk *walk, const struct answer *answer)
{
	return walk_fail(walk, ERR_DENIED,
	    "GitHub refuses the token: %s; make a new one without scopes, or "
	    "look at what GITHUB_TOKEN, which comes first, or token_file holds",
	    answer->message);
}

/* Nobody answers: after some tries that ends the run. */
static void
note_unreachable(struct walk *walk, const struct answer *answer)
{
	walk->unreachable++;
	if (walk->unreachable <
	    (walk->answers == 0 ? UNREACHABLE_FIRST : UNREACHABLE_LATER))
		return;
	(void)walk_fail(walk, ERR_NET, "GitHub can't be reached: %s",
	    answer->message);
}

/* Answers come, but nothing comes of them: GitHub has trouble, and each try
 * would only cost tasks and points. */
static void
note_failure(struct walk *walk, const struct answer *answer)
{
	switch (answer_verdict(answer->class)) {
	case RATE_FINE:
		walk->failures = 0;
		walk->has_worked = true;
		return;
	case RATE_PRIMARY:
	case RATE_SECONDARY:
		return;
	case RATE_HEAVY:
	case RATE_TROUBLE:
		break;
	}
	if (++walk->failures >=
	    (walk->has_worked ? FAILURES_LATER : FAILURES_FIRST))
		(void)walk_fail(walk, ERR_NET,
		    "GitHub has trouble: %lld answers in a row were of no use, "
		    "the last: %s; try again later",
		    (long long)walk->failures, answer->message);
}

/* A whole GraphQL answer of a kind that single items never cause. */
static int
refused(struct walk *walk, struct txn *txn, struct call *call,
    const struct answer *answer)
{
	struct task *task = &call->legs[0].tasks[0];

	if (answer->class == ANSWER_GONE || answer->class == ANSWER_INVALID)
		return walk_fail(walk, ERR_HTTP,
		    "%s: GitHub does not take the query for %s: %s",
		    walk->github.graphql, stage_info(call->legs[0].stage)->name,
		    answer->message);
	walk->report->faults.forbidden++;
	/* one of many is not for us: found by halving */
	if (call_tasks(call) > 1)
		return shrink(walk, txn, call, answer->message);
	return frontier_kill(walk, txn, task, answer->message,
	    walk->now + VOID_AGAIN_S);
}

static int
finish_legs(struct walk *walk, struct txn *txn, struct call *call,
    const struct answer *answer, const struct http_answer *http)
{
	int64_t took = clock_mono_ms() - call->started_ms;
	int rc = 0;

	for (size_t i = 0; i < call->n_legs && rc == 0; i++) {
		struct leg *leg = &call->legs[i];

		if (call->lane == LANE_GRAPHQL && !leg->is_suspect)
			batch_succeed(&walk->batches[leg->operation],
			    leg->operation, leg->n_items, took);
		rc = stage_finish(txn, call, leg, answer, http);
	}
	return rc;
}

static int
retry_all(struct walk *walk, struct txn *txn, struct call *call,
    const char *why)
{
	int rc = 0;

	for (size_t i = 0; i < call->n_legs && rc == 0; i++)
		rc = retry_leg(walk, txn, &call->legs[i], why);
	return rc;
}

static int
move_on(struct walk *walk, struct txn *txn, struct call *call,
    const struct answer *answer, const struct http_answer *http)
{
	struct task *task = &call->legs[0].tasks[0];

	switch (answer->class) {
	case ANSWER_FINE:
		return finish_legs(walk, txn, call, answer, http);
	case ANSWER_UNCHANGED:
	case ANSWER_EMPTY:
	case ANSWER_END:
	case ANSWER_LIST_TOO_LARGE:
	case ANSWER_GONE:
	case ANSWER_FORBIDDEN:
	case ANSWER_INVALID:
		if (call->lane == LANE_GRAPHQL)
			return refused(walk, txn, call, answer);
		if (answer->class == ANSWER_INVALID)
			return frontier_kill(walk, txn, task, answer->message,
			    walk->now + VOID_AGAIN_S);
		return finish_legs(walk, txn, call, answer, http);
	case ANSWER_PENDING:
		return postpone(walk, txn, task);
	case ANSWER_DENIED:
		return denied(walk, answer);
	case ANSWER_UNSURE:
		/* sometimes a hiccup; twice in a row it is none */
		return ++walk->unsure > 1 ? denied(walk, answer) : 0;
	case ANSWER_SHRINK:
		return shrink(walk, txn, call, answer->message);
	case ANSWER_PRIMARY:
	case ANSWER_SECONDARY:
		/* the tasks stay due; the limiter holds everything back */
		return 0;
	case ANSWER_SERVER_ERROR:
	case ANSWER_MALFORMED:
	case ANSWER_UNREACHABLE:
	case ANSWER_TIMEOUT:
	case ANSWER_CLASSES:
		break;
	}
	return retry_all(walk, txn, call, answer->message);
}

static int
remember_batch(struct walk *walk, struct txn *txn, enum operation operation)
{
	char key[64], value[32];

	(void)snprintf(key, sizeof(key), "batch:%s",
	    operation_info(operation)->name);
	batch_format(&walk->batches[operation], value, sizeof(value));
	return store_meta_put(txn, key, value);
}

/* A later run must not run into the same wall. */
static int
remember_block(struct walk *walk, struct txn *txn)
{
	int64_t left = walk->rate.blocked_until - clock_mono_ms();
	char until[CLOCK_TEXT_LEN];

	clock_format(walk->now + left / 1000, until);
	return store_meta_put(txn, "rate:blocked-until", until);
}

/* Everything that the answer changes, in one transaction. */
static void
store_answer(struct walk *walk, struct call *call, const struct answer *answer,
    const struct http_answer *http)
{
	struct err_detail detail = { "" };
	struct txn *txn = NULL;
	int rc = store_begin(walk->store, true, &txn, &detail);

	/* first, for what it stores goes by GitHub's date */
	if (rc == 0 && http->outcome == HTTP_ANSWERED)
		rc = lapse_note_date(walk, txn, http->headers.date);
	if (rc == 0)
		rc = move_on(walk, txn, call, answer, http);
	for (size_t i = 0; i < call->n_legs && rc == 0; i++)
		if (call->lane == LANE_GRAPHQL)
			rc = remember_batch(walk, txn, call->legs[i].operation);
	if (rc == 0 &&
	    (answer->class == ANSWER_PRIMARY ||
		answer->class == ANSWER_SECONDARY))
		rc = remember_block(walk, txn);
	rc = txn_end(txn, rc, &detail);
	/* The tasks stay due, and are asked for again. */
	if (rc == ERR_FULL && store_grow(walk->store))
		return;
	if (rc != 0)
		(void)walk_fail(walk, rc, "%s", err_text(&detail, rc));
}

static void
log_answer(const struct call *call, const struct answer *answer,
    const struct http_answer *http, int64_t took_ms)
{
	if (answer_verdict(answer->class) == RATE_FINE)
		log_debug("crawl", "answer: %s: %s status=%d ms=%lld",
		    stage_info(call->legs[0].stage)->name,
		    answer_name(answer->class), http->status,
		    (long long)took_ms);
	else
		log_warn("crawl", "%s: %s: %s%s%s",
		    stage_info(call->legs[0].stage)->name,
		    answer_name(answer->class), answer->message,
		    http->headers.request_id[0] != '\0' ? " request=" : "",
		    http->headers.request_id);
}

/* GitHub announces the end of an interface months before, in every answer. */
static void
tell_sunset(struct walk *walk, const struct call *call,
    const struct http_answer *http)
{
	if (walk->told_sunset || http->outcome != HTTP_ANSWERED ||
	    http->headers.sunset[0] == '\0')
		return;
	walk->told_sunset = true;
	log_warn("crawl",
	    "%s: what muster asks for ends on %s: look for a newer muster",
	    stage_info(call->legs[0].stage)->name, http->headers.sunset);
}

void
settle(struct walk *walk, struct call *call, const struct http_answer *http)
{
	int64_t now = clock_mono_ms();
	struct answer answer;

	answer_read(http, call->lane == LANE_GRAPHQL, &answer);
	log_answer(call, &answer, http, now - call->started_ms);
	tell_sunset(walk, call, http);
	rate_finish(&walk->rate,
	    call->lane == LANE_REST ? RATE_REST : RATE_GRAPHQL,
	    answer_verdict(answer.class),
	    http->outcome == HTTP_ANSWERED ? &http->headers : NULL, now,
	    walk->now);
	walk->report->requests += http->redirects;
	count_points(walk, call, http, &answer);
	count_fault(walk->report, http, &answer);
	if (http->outcome == HTTP_ANSWERED) {
		walk->answers++;
		walk->unreachable = 0;
	}
	if (answer.class != ANSWER_UNSURE)
		walk->unsure = 0;
	store_answer(walk, call, &answer, http);
	note_failure(walk, &answer);
	if (http->outcome != HTTP_ANSWERED && http->outcome != HTTP_OVERSIZE)
		note_unreachable(walk, &answer);
	answer_done(&answer);
}

int
settle_void(struct walk *walk, struct txn *txn, struct leg *leg)
{
	int rc = 0;

	for (size_t i = 0; i < leg->n_tasks && rc == 0; i++)
		rc = frontier_kill(walk, txn, &leg->tasks[i],
		    "nothing to ask for", walk->now + VOID_AGAIN_S);
	return rc;
}
