#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/meeting.h"
#include "crawler/walk.h"

/*
 * People who come by name: logins that were given, and the hits of a role's
 * searches.  Both end in a visit like anybody's.
 */

enum {
	ASK_AGAIN_S = 7 * CLOCK_DAY_S,
	SEARCH_AGAIN_S = 7 * CLOCK_DAY_S,
	SEARCH_RESULTS_MAX = 1000 /* GitHub gives no more of one search */
};

/* ---- given names ---- */

static void
write_names(struct call *call, struct json_writer *json)
{
	char key[GRAPHQL_KEY_LEN];

	for (size_t i = 0; i < call->n_tasks; i++)
		json_member_text(json, graphql_key("n", i, key),
		    call->tasks[i].name);
}

static int
prepare_names(struct walk *walk, struct txn *txn, struct call *call)
{
	(void)txn;
	if (call->n_tasks > call->n_items)
		call->n_tasks = call->n_items;
	for (size_t i = 0; i < call->n_tasks; i++)
		if (call->tasks[i].name == NULL ||
		    !github_is_login(call->tasks[i].name))
			return ERR_NOTFOUND;
	call_graphql(walk, call, write_names);
	return 0;
}

static int
unknown(struct walk *walk, struct txn *txn, struct task *task, const char *why)
{
	log_warn("crawl", "account skipped: %s: %s", task->name, why);
	walk->report->faults.not_found++;
	return frontier_kill(walk, txn, task, why, walk->now + ASK_AGAIN_S);
}

static int
found_name(struct walk *walk, struct txn *txn, struct call *call,
    struct task *task, const struct json *value)
{
	struct actor actor;
	int rc;

	if (!decode_actor(&call->arena, value, &actor) || actor.id <= 0)
		return unknown(walk, txn, task, "not a person's account");
	rc = meeting_introduce(walk, txn, &actor, PRIORITY_NAMED);
	if (rc == ERR_BLOCKED)
		return store_task_drop(txn, task->stage, task->subject);
	return rc != 0 ? rc : frontier_done(walk, txn, task, 0);
}

static int
finish_names(struct walk *walk, struct txn *txn, struct call *call,
    const struct answer *answer, const struct http_answer *http)
{
	int rc = 0;

	(void)http;
	for (size_t i = 0; i < call->n_tasks && rc == 0; i++) {
		struct task *task = &call->tasks[i];
		const struct json *value;

		switch (
		    graphql_item(answer->json, call->operation, i, &value)) {
		case GRAPHQL_FOUND:
			rc = found_name(walk, txn, call, task, value);
			break;
		case GRAPHQL_GONE:
		case GRAPHQL_REFUSED:
			rc = unknown(walk, txn, task, "no such account");
			break;
		case GRAPHQL_FAILED:
			walk->report->faults.node_error++;
			rc = frontier_retry(walk, txn, task, "node error");
			break;
		}
	}
	return rc;
}

const struct stage_info stage_names = {
	.name = "names",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_NAMES,
	.tasks_max = 100,
	.prepare = prepare_names,
	.finish = finish_names,
};

/* ---- searches ---- */

static void
write_search(struct call *call, struct json_writer *json)
{
	struct cursor cursor;

	cursor_parse(&call->arena, call->tasks[0].cursor, &cursor);
	json_member_text(json, "query", call->tasks[0].name);
	json_member_int(json, "first", (int64_t)call->n_items);
	json_member_text(json, "after", cursor.after);
}

static int
prepare_search(struct walk *walk, struct txn *txn, struct call *call)
{
	(void)txn;
	if (call->tasks[0].name == NULL)
		return ERR_NOTFOUND;
	call_graphql(walk, call, write_search);
	return 0;
}

static int
finish_search(struct walk *walk, struct txn *txn, struct call *call,
    const struct answer *answer, const struct http_answer *http)
{
	struct task *task = &call->tasks[0];
	const struct json *search, *nodes;
	struct cursor cursor;
	const char *next;
	int rc = 0;

	(void)http;
	if (graphql_subject(answer->json, "search", &search) != GRAPHQL_FOUND)
		return frontier_retry(walk, txn, task, "no search result");
	nodes = json_get(search, "nodes");
	for (size_t i = 0; i < json_count(nodes) && rc == 0; i++) {
		struct actor actor;

		if (!decode_actor(&call->arena, json_at(nodes, i), &actor) ||
		    actor.id <= 0)
			continue;
		rc = meeting_introduce(walk, txn, &actor, PRIORITY_PEOPLE);
		if (rc == ERR_BLOCKED)
			rc = 0;
	}
	if (rc != 0)
		return rc;
	cursor_parse(&call->arena, task->cursor, &cursor);
	next = decode_next(&call->arena, search);
	if (next != NULL && json_count(nodes) > 0 &&
	    (cursor.page + 1) * (int64_t)call->n_items < SEARCH_RESULTS_MAX)
		return frontier_page(walk, txn, task, &cursor, next);
	task->cursor = NULL;
	return frontier_done(walk, txn, task, walk->now + SEARCH_AGAIN_S);
}

const struct stage_info stage_search = {
	.name = "search",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_SEARCH,
	.tasks_max = 1,
	.prepare = prepare_search,
	.finish = finish_search,
};
