#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/meeting.h"
#include "crawler/walk.h"
#include "store/task.h"

/*
 * GraphQL lists of one repository, read page by page, newest first: merged
 * pull requests with their reviews, and the default branch's commits.
 */

enum {
	ASK_AGAIN_S = 7 * CLOCK_DAY_S,
	/* No repository has more within any horizon that makes sense. */
	PAGES_MAX = 2000,
	/* The first page of a later visit: little is new since the last one,
	 * and a page costs what it might hold. */
	LATER_ENTRIES = 25
};

/* The variables' letters of both operations, operations.c. */
struct letters {
	const char *node, *first, *after;
};

static const struct letters *
letters_of(const struct leg *leg)
{
	static const struct letters pulls = { "h", "f", "a" },
				    commits = { "c", "g", "d" };

	return leg->operation == OPERATION_PULLS ? &pulls : &commits;
}

static void
write_page(const struct leg *leg, size_t i, struct json_writer *json)
{
	const struct letters *letters = letters_of(leg);
	char key[GRAPHQL_KEY_LEN], since[CLOCK_TEXT_LEN];
	struct arena arena = { 0 };
	struct cursor cursor;

	cursor_parse(&arena, leg->tasks[i].cursor, &cursor);
	json_member_text(json, graphql_key(letters->node, i, key),
	    leg->nodes[i]);
	json_member_int(json, graphql_key(letters->first, i, key),
	    (int64_t)leg->entries[i]);
	json_member_text(json, graphql_key(letters->after, i, key),
	    cursor.after);
	if (leg->operation == OPERATION_COMMITS) {
		clock_format(cursor.since, since);
		json_member_text(json, graphql_key("s", i, key), since);
	}
	arena_done(&arena);
}

static void
write_variables(const struct call *call, const struct leg *leg,
    struct json_writer *json)
{
	(void)call;
	for (size_t i = 0; i < leg->n_tasks; i++)
		write_page(leg, i, json);
}

/* How many entries the next page of a task should have. */
static size_t
wanted_entries(const struct walk *walk, struct call *call,
    const struct task *task)
{
	struct cursor cursor;

	cursor_parse(&call->arena, task->cursor, &cursor);
	return cursor.page == 0 && cursor.since > walk->horizon ? LATER_ENTRIES
								: GITHUB_PAGE;
}

/* The repository's node id; ERR_NOTFOUND when it is not known. */
static int
node_of(struct txn *txn, struct call *call, const struct task *task,
    const char **ret_node)
{
	struct repository repository;
	int rc =
	    store_repository_get(txn, task->subject, &call->arena, &repository);

	if (rc == ERR_CORRUPT || (rc == 0 && repository.node_id == NULL))
		return ERR_NOTFOUND;
	if (rc == 0)
		*ret_node = repository.node_id;
	return rc;
}

/* One page of each repository, as many as there are entries to ask for. */
static int
prepare(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg)
{
	size_t room = leg->n_items, n = 0;

	leg->nodes =
	    arena_calloc(&call->arena, leg->n_tasks, sizeof(*leg->nodes));
	leg->entries =
	    arena_calloc(&call->arena, leg->n_tasks, sizeof(*leg->entries));
	while (n < leg->n_tasks && room > 0) {
		size_t wanted = wanted_entries(walk, call, &leg->tasks[n]);
		int rc;

		/* no small remainders, unless pages are that small by now */
		if (n > 0 && room < wanted && room < LATER_ENTRIES)
			break;
		rc = node_of(txn, call, &leg->tasks[n], &leg->nodes[n]);
		/* it goes first next time, and is found to be void then */
		if (rc == ERR_NOTFOUND && n > 0)
			break;
		if (rc != 0) {
			leg->n_tasks = 1;
			return rc;
		}
		leg->entries[n] = room < wanted ? room : wanted;
		room -= leg->entries[n++];
	}
	leg->n_tasks = n;
	leg->n_items -= room;
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
    struct task *task, const struct json *node)
{
	enum operation operation =
	    task->stage == STAGE_PULLS ? OPERATION_PULLS : OPERATION_COMMITS;
	const struct json *connection = connection_of(operation, node);
	struct harvest harvest;
	struct cursor cursor;
	struct page page;
	int rc;

	cursor_parse(&call->arena, task->cursor, &cursor);
	harvest_init(&harvest, &call->arena, walk->options->rules,
	    task->subject, walk->now);
	harvest.seen = walk->seen;
	if (operation == OPERATION_PULLS)
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
	    (operation == OPERATION_PULLS && page.oldest < cursor.since))
		page.next = NULL;
	return frontier_page(walk, txn, task, &cursor, page.next);
}

static int
take(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg,
    const struct answer *answer, size_t i)
{
	struct task *task = &leg->tasks[i];
	const struct json *node;

	switch (graphql_item(answer->json, leg->operation, i, &node)) {
	case GRAPHQL_FOUND:
		return store_page(walk, txn, call, task, node);
	case GRAPHQL_GONE:
		return give_up(walk, txn, task, "repository is gone");
	case GRAPHQL_REFUSED:
		return give_up(walk, txn, task, "GitHub refuses access to it");
	case GRAPHQL_FAILED:
		break;
	}
	/* a page came in part: again, and smaller */
	walk->report->faults.node_error++;
	task->company = leg->entries[i] > 1 ? (int64_t)leg->entries[i] / 2 : 1;
	return frontier_retry(walk, txn, task, "node error");
}

const struct stage_info stage_pulls = {
	.name = "pull requests",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_PULLS,
	.tasks_max = 16,
	.prepare = prepare,
	.write = write_variables,
	.take = take,
};

const struct stage_info stage_commits = {
	.name = "commits",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_COMMITS,
	.tasks_max = 16,
	.prepare = prepare,
	.write = write_variables,
	.take = take,
};
