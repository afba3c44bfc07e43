#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/walk.h"
#include "store/task.h"

/*
 * Facts of the seeds, many in a call; finds each seed's id, by which all later
 * stages go on.  The task's cursor is that id, its name the present name.
 */

enum {
	ASK_AGAIN_S = 7 * CLOCK_DAY_S
};

static void
write_variables(const struct call *call, const struct leg *leg,
    struct json_writer *json)
{
	char key[GRAPHQL_KEY_LEN];

	(void)call;
	for (size_t i = 0; i < leg->n_tasks; i++) {
		const char *name = leg->tasks[i].name;
		const char *slash = strchr(name, '/');

		json_put_key(json, graphql_key("o", i, key));
		json_put_text_len(json, name, (size_t)(slash - name));
		json_member_text(json, graphql_key("n", i, key), slash + 1);
	}
}

static int
prepare(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg)
{
	(void)walk;
	(void)txn;
	(void)call;
	return leg_take_named(leg, github_is_full_name);
}

static int
found(struct walk *walk, struct txn *txn, struct call *call, struct task *task,
    const struct json *value)
{
	int64_t days = walk->options->config->crawl_refresh_repository_days;
	struct repository repository;
	struct wanted readme;
	int rc;

	if (!decode_repository(value, walk->now, &call->arena, &repository,
		&readme))
		return frontier_retry(walk, txn, task, "odd repository");
	if (str_casecmp(task->name, repository.full_name) != 0)
		log_info("crawl", "repository renamed: %s: now %s", task->name,
		    repository.full_name);
	rc = store_repository_put(txn, &repository);
	if (rc != 0)
		return rc;
	walk->report->repositories++;
	task->name = repository.full_name;
	task->cursor =
	    arena_format(&call->arena, "%lld", (long long)repository.id);
	rc = frontier_done(walk, txn, task,
	    walk->now + (days > 0 ? days : 1) * CLOCK_DAY_S);
	if (rc != 0)
		return rc;
	return seeds_found(walk, txn, task->subject, repository.id,
	    repository.full_name);
}

static int
missing(struct walk *walk, struct txn *txn, struct task *task, const char *why)
{
	struct seed *seed = seeds_by_key(&walk->seeds, task->subject);

	log_warn("crawl", "repository skipped: %s: %s", task->name, why);
	walk->report->faults.not_found++;
	if (seed != NULL)
		seed->is_missing = true;
	return frontier_kill(walk, txn, task, why, walk->now + ASK_AGAIN_S);
}

static int
take(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg,
    const struct answer *answer, size_t i)
{
	struct task *task = &leg->tasks[i];
	const struct json *value;

	switch (graphql_item(answer->json, leg->operation, i, &value)) {
	case GRAPHQL_FOUND:
		return found(walk, txn, call, task, value);
	case GRAPHQL_GONE:
		return missing(walk, txn, task, "no such repository");
	case GRAPHQL_REFUSED:
		return missing(walk, txn, task, "GitHub refuses access to it");
	case GRAPHQL_FAILED:
		break;
	}
	walk->report->faults.node_error++;
	return frontier_retry(walk, txn, task, "node error");
}

const struct stage_info stage_repository = {
	.name = "repository",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_REPOSITORIES,
	.tasks_max = 50,
	.prepare = prepare,
	.write = write_variables,
	.take = take,
};
