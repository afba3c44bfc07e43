#include "crawler/stage_look.h"

#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/node_id.h"
#include "crawler/walk.h"
#include "store/rights.h"
#include "store/task.h"

/*
 * Where newly met people are, a hundred for a point, when all roles of a run
 * have `where:`: those elsewhere are visited after all others (steer.h).  Only
 * the place is read; all else waits for the visit.
 */

enum {
	SLICE = 1000, /* visits turned into looks in one transaction */
	WHERE_MAX_BYTES = 64 * 1024,
	/* Of the promise of who is elsewhere this part is left. */
	PROMISE_DIVISOR = 8
};

/* A stable name for a role's places. */
static const char *
fingerprint(const struct role *role, struct arena *arena)
{
	struct buf text;
	const char *name;

	if (role->n_where == 0)
		return "none";
	buf_init(&text, WHERE_MAX_BYTES);
	for (size_t i = 0; i < role->n_where; i++)
		buf_format(&text, "%s\n", role->where[i]);
	name = arena_format(arena, "%llx", (long long)seed_key(text.data));
	buf_done(&text);
	return name;
}

/* The visit becomes a look, with the promise it had. */
static int
turn_into_look(struct txn *txn, struct task *task)
{
	int64_t promise = task->priority - PRIORITY_PEOPLE;

	if (promise < 0)
		promise =
		    (task->priority - PRIORITY_ELSEWHERE) * PROMISE_DIVISOR;
	task->stage = STAGE_LOOK;
	task->priority = PRIORITY_PEOPLE + promise;
	return store_task_put(txn, task);
}

/* Takes a slice of the waiting visits; those that failed before stay. */
static int
look_anew(struct walk *walk, struct txn *txn, int64_t share, size_t *ret_moved)
{
	const struct task_query query = { .stage = STAGE_PEOPLE,
		.now = walk->now,
		.shares = &share,
		.n_shares = 1 };
	struct arena arena = { 0 };
	struct task *tasks = arena_calloc(&arena, SLICE, sizeof(*tasks));
	size_t n = 0, moved = 0;
	int rc = store_task_due(txn, &query, &arena, tasks, SLICE, &n);

	for (size_t i = 0; i < n && rc == 0; i++) {
		if (tasks[i].attempts > 0 || tasks[i].company > 0 ||
		    tasks[i].cursor != NULL || tasks[i].name == NULL ||
		    tasks[i].priority >= PRIORITY_NAMED)
			continue;
		rc = store_task_drop(txn, STAGE_PEOPLE, tasks[i].subject);
		if (rc == 0)
			rc = turn_into_look(txn, &tasks[i]);
		moved++;
	}
	arena_done(&arena);
	if (rc == 0)
		*ret_moved = moved;
	return rc;
}

static int
arm_slice(struct walk *walk, struct txn *txn, const struct role *role,
    size_t *ret_moved)
{
	struct arena arena = { 0 };
	const char *key = arena_format(&arena, "where:%s", role->name);
	const char *now = fingerprint(role, &arena), *before = "none";
	size_t moved = 0;
	int rc = store_meta_get(txn, key, &arena, &before);

	if (rc == ERR_NOTFOUND)
		rc = 0;
	if (rc == 0 && !str_equal(now, before)) {
		rc = look_anew(walk, txn, share_of_role(role->name), &moved);
		if (rc == 0 && moved == 0)
			rc = store_meta_put(txn, key, now);
	}
	arena_done(&arena);
	if (rc == 0)
		*ret_moved = moved;
	return rc;
}

static int
arm_role(struct walk *walk, const struct role *role)
{
	size_t moved = 0;
	int rc;

	do {
		struct txn *txn = NULL;

		rc = store_begin(walk->store, true, &txn, walk->detail);
		if (rc == 0)
			rc = arm_slice(walk, txn, role, &moved);
		rc = txn_end(txn, rc, walk->detail);
	} while (rc == 0 && moved > 0);
	return rc;
}

int
stage_look_arm(struct walk *walk)
{
	int rc = 0;

	for (size_t i = 0; i < walk->options->n_roles && rc == 0; i++)
		rc = arm_role(walk, &walk->options->roles[i]);
	return rc;
}

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
take(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg,
    const struct answer *answer, size_t i)
{
	const struct task *task = &leg->tasks[i];
	int64_t promise = task->priority - PRIORITY_PEOPLE;
	int64_t priority = task->priority;

	if (is_elsewhere(call, leg, answer, i))
		priority = PRIORITY_ELSEWHERE +
		    (promise > 0 ? promise / PROMISE_DIVISOR : 0);
	return turn_into_visit(walk, txn, task, priority);
}

const struct stage_info stage_look = {
	.name = "look",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_PROBE,
	.tasks_max = 100,
	.prepare = prepare,
	.write = write_variables,
	.take = take,
};
