#include <string.h>

#include "base/str.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/scoring.h"
#include "crawler/visit.h"
#include "crawler/walk.h"
#include "signals/people.h"
#include "store/task.h"

/*
 * READMEs of people who were visited, by the object ids that the visit found,
 * many in a call and packed by their known sizes.  The profile README may
 * hold a refusal, so nobody is listed before this is through.
 */

enum {
	/* Of README text in one call; JSON adds some, the cap is 2 MB. */
	CALL_BYTES = 700 * 1024
};

/* The README in a call that belongs to one task. */
struct part {
	size_t task;
	struct wanted wanted;
};

static void
write_variables(const struct call *call, const struct leg *leg,
    struct json_writer *json)
{
	char key[GRAPHQL_KEY_LEN];

	(void)call;
	for (size_t i = 0; i < leg->n_items; i++) {
		json_member_text(json, graphql_key("b", i, key),
		    leg->parts[i].wanted.node_id);
		json_member_text(json, graphql_key("o", i, key),
		    leg->parts[i].wanted.oid);
	}
}

/* Packs whole people while items and bytes allow; one person always goes. */
static int
prepare(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg)
{
	size_t room = leg->n_items, n = 0, tasks = 0;
	int64_t bytes = 0;

	(void)walk;
	(void)txn;
	leg->parts =
	    arena_calloc(&call->arena, room + WANTED_MAX, sizeof(*leg->parts));
	for (size_t i = 0; i < leg->n_tasks; i++) {
		struct wanted *wanted;
		size_t more = decode_wanted_parse(&call->arena,
		    leg->tasks[i].cursor, &wanted);
		int64_t size = 0;

		for (size_t j = 0; j < more; j++)
			size += wanted[j].bytes;
		if (tasks > 0 && (n + more > room || bytes + size > CALL_BYTES))
			break;
		for (size_t j = 0; j < more; j++)
			leg->parts[n++] =
			    (struct part){ .task = i, .wanted = wanted[j] };
		bytes += size;
		tasks++;
	}
	leg->n_tasks = tasks;
	leg->n_items = n;
	return n > 0 ? 0 : ERR_NOTFOUND;
}

/* A README's text out of an item; NULL when there is none to use. */
static const char *
text_of(struct call *call, const struct json *value, size_t max)
{
	const struct json *blob = json_get(value, "object");

	if (json_get_bool(blob, "isBinary"))
		return NULL;
	return decode_text(&call->arena, blob, "text", max);
}

/* Whether GitHub gave less of it than is kept: what it lacks is unknown. */
static bool
is_cut_short(const struct json *value)
{
	const struct json *blob = json_get(value, "object");
	size_t len = 0;

	(void)json_text(json_get(blob, "text"), &len);
	return json_get_bool(blob, "isTruncated") && len < DECODE_README_MAX;
}

static void
set_readme(struct portfolio *own, int64_t repository, const char *text)
{
	for (size_t i = 0; i < own->n_items; i++)
		if (own->items[i].id == repository)
			own->items[i].readme = text;
}

/* The records of one person, with what a call brought for them. */
struct reading {
	struct person person;
	struct portfolio own;
	struct wanted *failed; /* to be asked for again */
	size_t n_failed;
};

/* Puts the texts of one task where they belong. */
static void
take_parts(struct call *call, const struct leg *leg,
    const struct answer *answer, size_t task, struct reading *reading)
{
	for (size_t i = 0; i < leg->n_items; i++) {
		const struct part *part = &leg->parts[i];
		const struct json *value;
		enum graphql_item item;

		if (part->task != task)
			continue;
		item = graphql_item(answer->json, OPERATION_READMES, i, &value);
		if (item == GRAPHQL_FAILED)
			reading->failed[reading->n_failed++] = part->wanted;
		if (item != GRAPHQL_FOUND)
			continue;
		if (part->wanted.repository == 0)
			reading->person.profile_readme =
			    text_of(call, value, DECODE_PROFILE_README_MAX);
		else if (!is_cut_short(value))
			set_readme(&reading->own, part->wanted.repository,
			    text_of(call, value, DECODE_README_MAX));
	}
}

/* ERR_NOTFOUND for who was forgotten, or refused, since the visit. */
static int
load(struct txn *txn, struct call *call, const struct leg *leg, int64_t person,
    struct reading *ret_reading)
{
	int rc;

	memset(ret_reading, 0, sizeof(*ret_reading));
	rc = store_person_get(txn, person, &call->arena, &ret_reading->person);
	if (rc == ERR_CORRUPT || (rc == 0 && ret_reading->person.refusal))
		return ERR_NOTFOUND;
	if (rc != 0)
		return rc;
	rc = store_portfolio_get(txn, person, &call->arena, &ret_reading->own);
	if (rc != 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	ret_reading->failed = arena_calloc(&call->arena, leg->n_items,
	    sizeof(*ret_reading->failed));
	return 0;
}

static int
take(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg,
    const struct answer *answer, size_t i)
{
	struct task *task = &leg->tasks[i];
	struct reading reading;
	const char *refusal;
	struct task visit;
	int rc = load(txn, call, leg, task->subject, &reading);

	if (rc == ERR_NOTFOUND)
		return store_task_drop(txn, task->stage, task->subject);
	if (rc != 0)
		return rc;
	take_parts(call, leg, answer, i, &reading);
	refusal =
	    people_refusal(walk->options->rules, &reading.person, &call->arena);
	if (refusal != NULL)
		return visit_refused(walk, txn, &visit, reading.person.id,
		    refusal);
	rc = store_person_put(txn, &reading.person);
	if (rc == 0 && reading.own.n_items > 0)
		rc = store_portfolio_put(txn, reading.person.id, &reading.own);
	if (rc == ERR_BLOCKED)
		return store_task_drop(txn, task->stage, task->subject);
	if (rc != 0)
		return rc;
	if (reading.n_failed > 0) {
		walk->report->faults.node_error++;
		task->company = ((int64_t)leg->n_tasks + 1) / 2;
		task->cursor = decode_wanted_format(&call->arena,
		    reading.failed, reading.n_failed);
		return frontier_retry(walk, txn, task, "node error");
	}
	scoring_mark(walk->scoring, reading.person.id);
	return frontier_end(walk, txn, task);
}

const struct stage_info stage_readmes = {
	.name = "readmes",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_READMES,
	.tasks_max = 64,
	.prepare = prepare,
	.write = write_variables,
	.take = take,
};
