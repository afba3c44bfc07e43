#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/meeting.h"
#include "crawler/walk.h"

/*
 * GraphQL lists of one repository, read page by page, newest first: merged
 * pull requests with their reviews, and the default branch's commits.
 */

enum {
	ASK_AGAIN_S = 7 * CLOCK_DAY_S,
	/* No repository has more within any horizon that makes sense. */
	PAGES_MAX = 2000
};

static void
write_variables(struct call *call, struct json_writer *json)
{
	char since[CLOCK_TEXT_LEN];
	struct cursor cursor;

	cursor_parse(&call->arena, call->tasks[0].cursor, &cursor);
	json_member_text(json, "id", call->subject_node);
	json_member_int(json, "first", (int64_t)call->n_items);
	json_member_text(json, "after", cursor.after);
	if (call->operation != OPERATION_COMMITS)
		return;
	clock_format(cursor.since, since);
	json_member_text(json, "since", since);
}

static int
prepare(struct walk *walk, struct txn *txn, struct call *call)
{
	struct repository repository;
	int rc = store_repository_get(txn, call->tasks[0].subject, &call->arena,
	    &repository);

	if (rc == ERR_CORRUPT || (rc == 0 && repository.node_id == NULL))
		return ERR_NOTFOUND;
	if (rc != 0)
		return rc;
	call->subject_node = repository.node_id;
	call_graphql(walk, call, write_variables);
	return 0;
}

static int
give_up(struct walk *walk, struct txn *txn, struct task *task, const char *why)
{
	log_warn("crawl", "%s: %s: %s",
	    stage_info((enum stage)task->stage)->name, task->name, why);
	walk->report->faults.not_found++;
	seeds_stage_done(&walk->seeds, task->subject, (int)task->stage);
	return frontier_kill(walk, txn, task, why, walk->now + ASK_AGAIN_S);
}

/* The connection inside the answer; NULL for an empty repository. */
static const struct json *
connection_of(enum operation operation, const struct json *node)
{
	if (operation == OPERATION_PULLS)
		return json_get(node, "pullRequests");
	return json_get(json_get(json_get(node, "defaultBranchRef"), "target"),
	    "history");
}

static int
store_page(struct walk *walk, struct txn *txn, struct call *call,
    const struct json *node)
{
	const struct json *connection = connection_of(call->operation, node);
	struct task *task = &call->tasks[0];
	struct harvest harvest;
	struct cursor cursor;
	struct page page;
	int rc;

	cursor_parse(&call->arena, task->cursor, &cursor);
	harvest_init(&harvest, &call->arena, walk->options->rules,
	    task->subject, walk->now);
	harvest.seen = walk->seen;
	if (call->operation == OPERATION_PULLS)
		decode_pulls(connection, walk->horizon, &harvest, &page);
	else
		decode_commits(connection, walk->horizon, &harvest, &page);
	rc = meeting_store(walk, txn, &harvest);
	harvest_done(&harvest);
	if (rc != 0)
		return rc;
	/* the history was asked from `since` on; pull requests come by their
	 * last update, so older ones than wanted end the walk */
	if (page.n == 0 || cursor.page + 1 >= PAGES_MAX ||
	    (call->operation == OPERATION_PULLS && page.oldest < cursor.since))
		page.next = NULL;
	return frontier_page(walk, txn, task, &cursor, page.next);
}

static int
finish(struct walk *walk, struct txn *txn, struct call *call,
    const struct answer *answer, const struct http_answer *http)
{
	struct task *task = &call->tasks[0];
	const struct json *node;

	(void)http;
	switch (graphql_subject(answer->json, "node", &node)) {
	case GRAPHQL_FOUND:
		return store_page(walk, txn, call, node);
	case GRAPHQL_GONE:
		return give_up(walk, txn, task, "repository is gone");
	case GRAPHQL_REFUSED:
		return give_up(walk, txn, task, "GitHub refuses access to it");
	case GRAPHQL_FAILED:
		break;
	}
	/* a page came in part: again, and smaller */
	walk->report->faults.node_error++;
	batch_shrink(&walk->batches[call->operation], call->n_items);
	return frontier_retry(walk, txn, task, "node error");
}

const struct stage_info stage_pulls = {
	.name = "pull requests",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_PULLS,
	.tasks_max = 1,
	.prepare = prepare,
	.finish = finish,
};

const struct stage_info stage_commits = {
	.name = "commits",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_COMMITS,
	.tasks_max = 1,
	.prepare = prepare,
	.finish = finish,
};
