#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/meeting.h"
#include "crawler/walk.h"
#include "store/task.h"

/* People whose logins were given: they end in a visit like anybody's. */

enum {
	ASK_AGAIN_S = 7 * CLOCK_DAY_S
};

static void
write_names(const struct call *call, const struct leg *leg,
    struct json_writer *json)
{
	char key[GRAPHQL_KEY_LEN];

	(void)call;
	for (size_t i = 0; i < leg->n_tasks; i++)
		json_member_text(json, graphql_key("n", i, key),
		    leg->tasks[i].name);
}

static int
prepare_names(struct walk *walk, struct txn *txn, struct call *call,
    struct leg *leg)
{
	(void)walk;
	(void)txn;
	(void)call;
	return leg_take_named(leg, github_is_login);
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
	rc = meeting_introduce(walk, txn, &actor, 0, PRIORITY_NAMED);
	if (rc == ERR_BLOCKED)
		return store_task_drop(txn, task->stage, task->subject);
	return rc != 0 ? rc : frontier_done(walk, txn, task, 0);
}

static int
take_name(struct walk *walk, struct txn *txn, struct call *call,
    struct leg *leg, const struct answer *answer, size_t i)
{
	struct task *task = &leg->tasks[i];
	const struct json *value;

	switch (graphql_item(answer->json, leg->operation, i, &value)) {
	case GRAPHQL_FOUND:
		return found_name(walk, txn, call, task, value);
	case GRAPHQL_GONE:
	case GRAPHQL_REFUSED:
		return unknown(walk, txn, task, "no such account");
	case GRAPHQL_FAILED:
		break;
	}
	walk->report->faults.node_error++;
	return frontier_retry(walk, txn, task, "node error");
}

const struct stage_info stage_names = {
	.name = "names",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_NAMES,
	.tasks_max = 100,
	.prepare = prepare_names,
	.write = write_names,
	.take = take_name,
};
