#include <string.h>

#include "base/json.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/node_id.h"
#include "crawler/walk.h"

/*
 * Where newly met people are, a hundred for a point, when all roles of a run
 * have `where:`: those elsewhere are visited after all others (steer.h).  Only
 * the place is read; all else waits for the visit.
 */

static void
write_variables(const struct call *call, const struct leg *leg,
    struct json_writer *json)
{
	char key[GRAPHQL_KEY_LEN];

	(void)call;
	for (size_t i = 0; i < leg->n_tasks; i++)
		json_member_text(json, graphql_key("i", i, key), leg->nodes[i]);
}

/* The visit follows, with this priority. */
static int
turn_into_visit(struct walk *walk, struct txn *txn, const struct task *task,
    int64_t priority)
{
	struct task visit = { .stage = STAGE_PEOPLE,
		.subject = task->subject,
		.name = task->name,
		.priority = priority,
		.share = task->share };
	int rc = frontier_add_for(walk, txn, &visit);

	return rc != 0 ? rc : frontier_end(walk, txn, task);
}

static int
prepare(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg)
{
	size_t n = 0;

	leg->nodes =
	    arena_calloc(&call->arena, leg->n_tasks, sizeof(*leg->nodes));
	for (size_t i = 0; i < leg->n_tasks; i++) {
		const struct task *task = &leg->tasks[i];
		int rc = 0;

		if (store_is_suppressed(txn, task->subject, task->name))
			rc = store_task_drop(txn, STAGE_LOOK, task->subject);
		else if (!walk->steer.is_active)
			/* left by a run that asked for places */
			rc = turn_into_visit(walk, txn, task, task->priority);
		else if (n < leg->n_items) {
			leg->nodes[n] =
			    node_id_of_user(&call->arena, task->subject);
			leg->tasks[n++] = *task;
		}
		if (rc != 0)
			return rc;
	}
	leg->n_tasks = leg->n_items = n;
	return n > 0 ? 0 : ERR_BLOCKED;
}

/* Unknown counts as matching: so do accounts that could not be looked at. */
static bool
is_elsewhere(struct call *call, const struct leg *leg,
    const struct answer *answer, size_t i)
{
	const struct json *value;
	struct probe probe;

	if (graphql_item(answer->json, leg->operation, i, &value) !=
	    GRAPHQL_FOUND)
		return false;
	decode_probe(value, &call->arena, &probe);
	return probe.is_user &&
	    steer_is_elsewhere(&call->walk->steer, call->walk->options,
		probe.location);
}

static int
finish(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg,
    const struct answer *answer, const struct http_answer *http)
{
	int rc = 0;

	(void)http;
	for (size_t i = 0; i < leg->n_tasks && rc == 0; i++) {
		const struct task *task = &leg->tasks[i];
		int64_t promise = task->priority - PRIORITY_PEOPLE;

		rc = turn_into_visit(walk, txn, task,
		    is_elsewhere(call, leg, answer, i)
			? PRIORITY_ELSEWHERE + (promise > 0 ? promise / 8 : 0)
			: task->priority);
	}
	return rc;
}

const struct stage_info stage_look = {
	.name = "look",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_PROBE,
	.tasks_max = 100,
	.prepare = prepare,
	.write = write_variables,
	.finish = finish,
};
