#include "crawler/stage_probe.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "crawler/cursor.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/meeting.h"
#include "crawler/node_id.h"
#include "crawler/visit.h"
#include "store/task.h"

/*
 * Looks at everybody known, a hundred people for a point, and has those
 * visited who changed.  One task walks over all people by id; its cursor holds
 * the last one looked at and when the walk began.  Nothing is written for who
 * is unchanged.
 */

enum {
	THE_TASK = 1,
	/* People stepped over in one transaction, asked about or not. */
	SCAN_MAX = 2000,
	/* After so many failures of one call its people are visited instead. */
	PATIENCE = 3
};

/* Where the walk stands. */
struct position {
	int64_t start;
	int64_t last; /* id */
};

static struct position
position_of(struct arena *arena, const struct task *task)
{
	struct position position;
	struct cursor cursor;

	cursor_parse(arena, task->cursor, &cursor);
	position.start = cursor.start;
	if (cursor.after == NULL ||
	    str_to_int(cursor.after, 0, INT64_MAX, &position.last) != 0)
		position.last = 0;
	return position;
}

static const char *
format(struct arena *arena, const struct position *position)
{
	const struct cursor cursor = { .start = position->start,
		.after =
		    arena_format(arena, "%lld", (long long)position->last) };

	return cursor_format(arena, &cursor);
}

/* A walk over nobody would only cost a call. */
static bool
has_people(struct txn *txn)
{
	int64_t id;

	return store_person_next(txn, 0, &id) == 0;
}

static bool
is_interval_over(const struct walk *walk, int64_t visited_at, int64_t now)
{
	int64_t hours = walk->options->config->crawl_refresh_probe_hours;

	return visited_at + hours * CLOCK_HOUR_S <= now;
}

int
stage_probe_arm(struct walk *walk, struct txn *txn)
{
	const struct position beginning = { .start = walk->now };
	struct arena arena = { 0 };
	struct task task;
	int rc = store_task_get(txn, STAGE_PROBE, THE_TASK, &arena, &task);
	bool is_known = rc == 0;

	if (rc != 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	if (!is_known)
		task =
		    (struct task){ .stage = STAGE_PROBE, .subject = THE_TASK };
	rc = 0;
	if (!is_known || task.done_at != 0) {
		task.cursor = format(&arena, &beginning);
		task.done_at = 0;
	}
	task.due = walk->now;
	task.priority = PRIORITY_PROBE;
	task.attempts = 0;
	task.company = 0;
	task.is_dead = false;
	task.last_error = NULL;
	if (has_people(txn) &&
	    (task.visited_at == 0 || task.visited_at > walk->now ||
		is_interval_over(walk, task.visited_at, walk->now)))
		rc = store_task_put(txn, &task);
	arena_done(&arena);
	return rc;
}

/* ---- asking ---- */

static void
write_variables(const struct call *call, const struct leg *leg,
    struct json_writer *json)
{
	char key[GRAPHQL_KEY_LEN];

	(void)call;
	for (size_t i = 0; i < leg->n_items; i++)
		json_member_text(json, graphql_key("i", i, key), leg->nodes[i]);
}

static int
add_visit(struct walk *walk, struct txn *txn, const struct person *person)
{
	walk->report->people_changed++;
	return frontier_add(walk, txn, STAGE_PEOPLE, person->id, person->login,
	    PRIORITY_CHANGED);
}

/* Whether GitHub is to be asked about somebody; who has not been visited for
 * long needs no question. */
static int
consider(struct walk *walk, struct txn *txn, const struct person *person,
    bool *ret_ask)
{
	*ret_ask = false;
	if (person->fetched_at == 0 || person->fetched_at > walk->started ||
	    person->refusal != NULL || person->bot_reason != NULL ||
	    person->vanished_at != 0)
		return 0;
	if (meeting_wants_visit(walk, person))
		return add_visit(walk, txn, person);
	*ret_ask = true;
	return 0;
}

/*
 * Collects the people of one call, moves *last on.  ERR_NOTFOUND: there are no
 * more; 0 with nobody collected: there may be, beyond those stepped over.
 */
static int
collect(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg,
    int64_t *last)
{
	size_t room = leg->n_items, n = 0;
	struct arena arena = { 0 };
	int rc = 0;

	leg->people = arena_calloc(&call->arena, room, sizeof(int64_t));
	leg->nodes = arena_calloc(&call->arena, room, sizeof(*leg->nodes));
	for (size_t i = 0; i < SCAN_MAX && n < room && rc == 0; i++) {
		struct person person;
		bool ask = false;
		int64_t id;

		rc = store_person_next(txn, *last, &id);
		if (rc != 0)
			break;
		*last = id;
		rc = store_person_get(txn, id, &arena, &person);
		if (rc == 0)
			rc = consider(walk, txn, &person, &ask);
		if (rc == 0 && ask) {
			leg->people[n] = id;
			leg->nodes[n++] = person.node_id != NULL
			    ? arena_strdup(&call->arena, person.node_id)
			    : node_id_of_user(&call->arena, id);
		}
		if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
			rc = 0;
		arena_reset(&arena);
	}
	arena_done(&arena);
	leg->n_items = n;
	return rc == ERR_NOTFOUND && n > 0 ? 0 : rc;
}

/* All were looked at.  A walk that an earlier run left unfinished says little
 * of its first people: another one follows. */
static int
end(struct walk *walk, struct txn *txn, struct call *call, struct task *task)
{
	const struct position beginning = { .start = walk->now };
	int64_t start = position_of(&call->arena, task).start;

	task->visited_at = start;
	if (start < walk->started &&
	    is_interval_over(walk, start, walk->started)) {
		task->cursor = format(&call->arena, &beginning);
		return store_task_put(txn, task);
	}
	task->cursor = NULL;
	return frontier_done(walk, txn, task, 0);
}

/* The call fails again and again: its people are visited, which asks in
 * another way. */
static int
give_up(struct walk *walk, struct txn *txn, const int64_t *people, size_t n)
{
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		struct arena arena = { 0 };
		struct person person;

		rc = store_person_get(txn, people[i], &arena, &person);
		if (rc == 0)
			rc = add_visit(walk, txn, &person);
		else if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
			rc = 0;
		arena_done(&arena);
	}
	return rc;
}

static int
prepare(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg)
{
	struct task *task = &leg->tasks[0];
	struct position at = position_of(&call->arena, task);
	bool is_hopeless = task->attempts >= PATIENCE && leg->n_items == 1;
	int rc = collect(walk, txn, call, leg, &at.last);

	if (rc == ERR_NOTFOUND)
		rc = end(walk, txn, call, task);
	else if (rc == 0 && leg->n_items > 0 && !is_hopeless)
		return 0;
	else if (rc == 0) {
		rc = give_up(walk, txn, leg->people, leg->n_items);
		task->cursor = format(&call->arena, &at);
		task->attempts = 0;
		if (rc == 0)
			rc = store_task_put(txn, task);
	}
	return rc != 0 ? rc : ERR_BLOCKED;
}

/* ---- what was answered ---- */

static int
vanished(struct walk *walk, struct txn *txn, const struct person *person)
{
	struct task task = { .stage = STAGE_PEOPLE,
		.subject = person->id,
		.name = person->login,
		.priority = PRIORITY_PEOPLE };

	walk->report->people_changed++;
	return visit_vanished(walk, txn, &task);
}

static int
compare(struct call *call, struct txn *txn, const struct person *person,
    const struct json *value)
{
	struct person now = *person;
	struct probe probe;

	decode_probe(value, &call->arena, &probe);
	if (probe.is_user && probe.id == person->id &&
	    str_equal(probe.login, person->login) &&
	    probe.updated_at == person->updated_at &&
	    probe.pushed_at == person->pushed_at &&
	    probe.repositories == person->repositories)
		return 0;
	/* visited by the name of today, that of the profile README */
	if (probe.is_user && probe.id == person->id && probe.login != NULL)
		now.login = probe.login;
	return add_visit(call->walk, txn, &now);
}

/* One item; *ret_failed when it must be asked for again. */
static int
take(struct call *call, struct txn *txn, const struct leg *leg,
    const struct answer *answer, size_t i, bool *ret_failed)
{
	struct walk *walk = call->walk;
	const struct json *value;
	struct person person;
	int rc = store_person_get(txn, leg->people[i], &call->arena, &person);

	*ret_failed = false;
	/* forgotten or suppressed while the request was on its way */
	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT ||
	    (rc == 0 && person.refusal))
		return 0;
	if (rc != 0)
		return rc;
	switch (graphql_item(answer->json, leg->operation, i, &value)) {
	case GRAPHQL_FOUND:
		rc = compare(call, txn, &person, value);
		break;
	case GRAPHQL_GONE:
		rc = vanished(walk, txn, &person);
		break;
	case GRAPHQL_REFUSED:
		rc = add_visit(walk, txn, &person);
		break;
	case GRAPHQL_FAILED:
		*ret_failed = true;
		return 0;
	}
	walk->report->people_checked++;
	return rc;
}

static int
finish(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg,
    const struct answer *answer, const struct http_answer *http)
{
	struct task *task = &leg->tasks[0];
	struct position at = position_of(&call->arena, task);
	int rc = 0;

	(void)http;
	for (size_t i = 0; i < leg->n_items && rc == 0; i++) {
		bool failed;

		rc = take(call, txn, leg, answer, i, &failed);
		if (rc == 0 && failed && task->attempts < PATIENCE) {
			walk->report->faults.node_error++;
			task->cursor = format(&call->arena, &at);
			return frontier_retry(walk, txn, task, "node error");
		}
		if (rc == 0 && failed)
			rc = give_up(walk, txn, &leg->people[i], 1);
		at.last = leg->people[i];
	}
	if (rc != 0)
		return rc;
	task->cursor = format(&call->arena, &at);
	task->attempts = 0;
	task->company = 0;
	task->last_error = NULL;
	return store_task_put(txn, task);
}

const struct stage_info stage_probe = {
	.name = "probe",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_PROBE,
	.tasks_max = 1,
	.prepare = prepare,
	.write = write_variables,
	.finish = finish,
};
