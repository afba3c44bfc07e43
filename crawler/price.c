#include "crawler/price.h"

#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "store/task.h"

enum {
	ASK_AGAIN_S = 30 * CLOCK_DAY_S,
	QUERY_BYTES_MAX = 256 * 1024,
	/* Prices are whole points: those of small queries say little. */
	TELLING_POINTS = 4,
	PERCENT = 100,
	PERCENT_MAX = 2000,
	/* A run of fewer points has better use for them. */
	BUDGET_LEAST = 200,
	SUBJECT = 1 /* there is one task of this stage */
};

/* All that costs more than a point, in one query of usual size: 23 people, as
 * batch_choose() has it. */
static const struct shape shapes[] = {
	{ OPERATION_PEOPLE, 23, 0 },
	{ OPERATION_READMES, 23, 0 },
	{ OPERATION_PULLS, 1, 100 },
	{ OPERATION_COMMITS, 1, 100 },
};

enum {
	N_SHAPES = COUNT(shapes)
};

/* A name for the query as it is now. */
static const char *
fingerprint(struct arena *arena)
{
	struct buf query;
	const char *name;

	buf_init(&query, QUERY_BYTES_MAX);
	operation_write(shapes, N_SHAPES, true, &query);
	name = arena_format(arena, "%llx", (long long)seed_key(query.data));
	buf_done(&query);
	return name;
}

/* A run of few points does not pay for one that an earlier run left due. */
static int
put_off(struct walk *walk, struct txn *txn, struct task *task, bool is_current)
{
	if (!is_current || task->due > walk->now)
		return 0;
	if (task->done_at == 0)
		return store_task_drop(txn, STAGE_PRICE, SUBJECT);
	task->due = walk->now + CLOCK_DAY_S;
	return store_task_put(txn, task);
}

int
price_arm(struct walk *walk, struct txn *txn)
{
	struct arena arena = { 0 };
	struct task task,
	    new = { .stage = STAGE_PRICE,
		    .subject = SUBJECT,
		    .name = fingerprint(&arena),
		    .due = walk->started,
		    .priority = PRIORITY_PRICE };
	int rc = store_task_get(txn, STAGE_PRICE, SUBJECT, &arena, &task);

	bool is_current =
	    rc == 0 && !task.is_dead && str_equal(task.name, new.name);

	if (is_current && task.cursor != NULL &&
	    str_to_int(task.cursor, PERCENT, PERCENT_MAX,
		&walk->price_percent) != 0)
		walk->price_percent = PERCENT;
	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
		rc = 0;
	if (walk->options->budget > 0 && walk->options->budget < BUDGET_LEAST)
		rc = rc == 0 ? put_off(walk, txn, &task, is_current) : rc;
	else if (rc == 0 && !is_current)
		rc = store_task_put(txn, &new);
	arena_done(&arena);
	return rc;
}

/* Percent of the formula's points; 0 is a walk that was never told. */
static int64_t
percent_of(const struct walk *walk)
{
	return walk->price_percent > PERCENT ? walk->price_percent : PERCENT;
}

int64_t
price_of(const struct walk *walk, int64_t points)
{
	return (points * percent_of(walk) + PERCENT - 1) / PERCENT;
}

int64_t
price_afford(const struct walk *walk, int64_t points)
{
	return points == INT64_MAX ? points
				   : points * PERCENT / percent_of(walk);
}

void
price_check(struct walk *walk, int64_t expected, int64_t points)
{
	int64_t percent;

	if (expected < TELLING_POINTS || points <= price_of(walk, expected))
		return;
	percent = (points * PERCENT + expected - 1) / expected;
	walk->price_percent = percent < PERCENT_MAX ? percent : PERCENT_MAX;
	log_warn("crawl",
	    "queries are dearer than GitHub's formula says: %lld points where "
	    "%lld were expected",
	    (long long)points, (long long)expected);
}

/* ---- the stage ---- */

static int
prepare(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg)
{
	(void)walk;
	(void)txn;
	call->dry_run = shapes;
	call->n_dry_run = N_SHAPES;
	/* it says nothing about sizes */
	leg->is_suspect = true;
	return 0;
}

/* A dry run resolves nothing, but its variables must be there. */
static void
write_variables(const struct call *call, const struct leg *leg,
    struct json_writer *json)
{
	char key[GRAPHQL_KEY_LEN];

	(void)leg;
	json_member_int(json, "repositories", call->walk->repositories);
	for (size_t i = 0; i < shapes[0].items; i++) {
		json_member_text(json, graphql_key("i", i, key), "-");
		json_member_text(json, graphql_key("n", i, key), "-");
		json_member_text(json, graphql_key("b", i, key), "-");
		json_member_text(json, graphql_key("o", i, key),
		    "0000000000000000000000000000000000000000");
	}
	json_member_text(json, "h0", "-");
	json_member_int(json, "f0", (int64_t)shapes[2].entries);
	json_member_text(json, "c0", "-");
	json_member_int(json, "g0", (int64_t)shapes[3].entries);
}

static int
finish(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg,
    const struct answer *answer, const struct http_answer *http)
{
	struct task *task = &leg->tasks[0];
	struct graphql_price price;

	(void)http;
	graphql_price(answer->json, &price);
	/* an Enterprise Server without limits tells none */
	price_check(walk,
	    operation_cost(shapes, N_SHAPES, (long)walk->repositories),
	    price.cost);
	task->cursor =
	    arena_format(&call->arena, "%lld", (long long)percent_of(walk));
	return frontier_done(walk, txn, task, walk->now + ASK_AGAIN_S);
}

const struct stage_info stage_price = {
	.name = "prices",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_PEOPLE,
	.tasks_max = 1,
	.prepare = prepare,
	.write = write_variables,
	.finish = finish,
};
