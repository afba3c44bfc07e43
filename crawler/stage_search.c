#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "crawler/cursor.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/meeting.h"
#include "crawler/walk.h"
#include "store/task.h"

/*
 * A role's searches for people; each hit ends in a visit like anybody's.
 * GitHub gives at most 1,000 results of one search, however many there are.  A
 * search with more becomes two, by when accounts were made, and so on until
 * each gives all it has.  The parts are tasks of their own; their ranges are
 * halves of halves of one fixed span, so that a later crawl asks the same.
 */

enum {
	SEARCH_AGAIN_S = 7 * CLOCK_DAY_S,
	RESULTS_MAX = 1000,
	SPAN_BEGIN = 1191196800, /* 2007-10-01: before GitHub's first account */
	SPAN_S = 1 << 30, /* to 2041 */
	/* Who was made within the hour is not told apart any more. */
	SPAN_LEAST_S = 1 << 12
};

static const char qualifier[] = "created:";

static void
write_variables(const struct call *call, const struct leg *leg,
    struct json_writer *json)
{
	struct arena arena = { 0 };
	struct cursor cursor;

	(void)call;
	cursor_parse(&arena, leg->tasks[0].cursor, &cursor);
	json_member_text(json, "query", leg->tasks[0].name);
	json_member_int(json, "first", (int64_t)leg->n_items);
	json_member_text(json, "after", cursor.after);
	arena_done(&arena);
}

static int
prepare(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg)
{
	(void)walk;
	(void)txn;
	(void)call;
	return leg->tasks[0].name != NULL ? 0 : ERR_NOTFOUND;
}

/* ---- searches with too many results ---- */

/* The search without the range that was added to a part. */
static const char *
whole_query(struct arena *arena, const struct task *task,
    const struct cursor *cursor)
{
	const char *range = strstr(task->name, qualifier);

	if (cursor->since == 0 || range == NULL || range == task->name)
		return task->name;
	return arena_text(arena, task->name, (size_t)(range - 1 - task->name));
}

/* A part of a search: accounts made from `since` for `span` seconds. */
static int
add_part(struct walk *walk, struct txn *txn, const struct task *of,
    const char *query, const struct cursor *range)
{
	char from[CLOCK_TEXT_LEN], to[CLOCK_TEXT_LEN];
	struct arena arena = { 0 };
	struct task part = { .stage = STAGE_SEARCH,
		.cursor = cursor_format(&arena, range),
		.priority = PRIORITY_SEARCH,
		.share = of->share };
	int rc;

	clock_format(range->since, from);
	clock_format(range->start, to);
	part.name =
	    arena_format(&arena, "%s %s%s..%s", query, qualifier, from, to);
	part.subject = seed_key(part.name);
	rc = frontier_add_for(walk, txn, &part);
	arena_done(&arena);
	return rc;
}

/* Whether there is anything to halve: a search that names a time of its own,
 * or a part of an hour, is taken as far as it goes. */
static bool
can_split(const struct task *task, const struct cursor *cursor)
{
	if (cursor->since == 0)
		return strstr(task->name, qualifier) == NULL;
	return cursor->start - cursor->since >= SPAN_LEAST_S;
}

static int
split(struct walk *walk, struct txn *txn, struct task *task,
    const struct cursor *cursor, struct arena *arena)
{
	const char *query = whole_query(arena, task, cursor);
	bool is_part = cursor->since != 0;
	int64_t begin = is_part ? cursor->since : SPAN_BEGIN;
	int64_t end =
	    is_part ? cursor->start : SPAN_BEGIN + (int64_t)SPAN_S - 1;
	int64_t middle = begin + (end + 1 - begin) / 2;
	/* a cursor's since and start are the first and last second */
	const struct cursor early = { .since = begin, .start = middle - 1 };
	const struct cursor late = { .since = middle, .start = end };
	int rc = add_part(walk, txn, task, query, &early);

	if (rc == 0)
		rc = add_part(walk, txn, task, query, &late);
	return rc;
}

/* ---- results ---- */

static int
introduce(struct walk *walk, struct txn *txn, struct call *call,
    const struct task *task, const struct json *nodes)
{
	int rc = 0;

	for (size_t i = 0; i < json_count(nodes) && rc == 0; i++) {
		struct actor actor;

		if (!decode_actor(&call->arena, json_at(nodes, i), &actor) ||
		    actor.id <= 0)
			continue;
		rc = meeting_introduce(walk, txn, &actor, task->share,
		    PRIORITY_PEOPLE);
		if (rc == ERR_BLOCKED)
			rc = 0;
	}
	return rc;
}

/* The whole search is asked again in a week, its parts when it then still has
 * too many results. */
static int
end(struct walk *walk, struct txn *txn, struct task *task, bool is_part)
{
	task->cursor = NULL;
	return frontier_done(walk, txn, task,
	    is_part ? 0 : walk->now + SEARCH_AGAIN_S);
}

static int
finish(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg,
    const struct answer *answer, const struct http_answer *http)
{
	struct task *task = &leg->tasks[0];
	const struct json *search, *nodes;
	struct cursor cursor;
	const char *next;
	bool too_many;
	int rc;

	(void)http;
	if (graphql_subject(answer->json, "search", &search) != GRAPHQL_FOUND)
		return frontier_retry(walk, txn, task, "no search result");
	nodes = json_get(search, "nodes");
	rc = introduce(walk, txn, call, task, nodes);
	if (rc != 0)
		return rc;
	cursor_parse(&call->arena, task->cursor, &cursor);
	too_many =
	    cursor.page == 0 && json_get_int(search, "userCount") > RESULTS_MAX;
	if (too_many && can_split(task, &cursor)) {
		rc = split(walk, txn, task, &cursor, &call->arena);
		return rc != 0 ? rc : end(walk, txn, task, cursor.since != 0);
	}
	if (too_many)
		log_warn("crawl",
		    "search: %s: more than 1000 results: the rest is out of "
		    "reach, make it narrower",
		    task->name);
	next = decode_next(&call->arena, search);
	if (next != NULL && json_count(nodes) > 0 &&
	    (cursor.page + 1) * (int64_t)leg->n_items < RESULTS_MAX)
		return frontier_page(walk, txn, task, &cursor, next);
	return end(walk, txn, task, cursor.since != 0);
}

const struct stage_info stage_search = {
	.name = "search",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_SEARCH,
	.tasks_max = 1,
	.prepare = prepare,
	.write = write_variables,
	.finish = finish,
};
