#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/graphql.h"
#include "crawler/node_id.h"
#include "crawler/scoring.h"
#include "crawler/visit.h"
#include "crawler/walk.h"
#include "signals/people.h"
#include "store/rights.h"
#include "store/task.h"

/*
 * Profiles and own repositories, some two dozen people in a call.  Somebody
 * whose visit is too much for GitHub even alone is asked for in a light form.
 */

enum {
	REFUSED_AGAIN_S = 30 * CLOCK_DAY_S,
	/* Of the profile README, which is read for the sake of refusals. */
	PROFILE_README_BYTES = 256 * 1024
};

static const char light[] = "light";

static bool
is_light(const struct task *task)
{
	return str_equal(task->cursor, light);
}

/* Known ids are used as they came; a suppressed person is not asked about. */
static int
node_of(struct txn *txn, struct call *call, const struct task *task,
    const char **ret_node)
{
	struct person person;
	int rc;

	if (store_is_suppressed(txn, task->subject, task->name))
		return ERR_BLOCKED;
	rc = store_person_get(txn, task->subject, &call->arena, &person);
	if (rc != 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	*ret_node = rc == 0 && person.node_id != NULL
	    ? person.node_id
	    : node_id_of_user(&call->arena, task->subject);
	return 0;
}

static void
write_variables(const struct call *call, const struct leg *leg,
    struct json_writer *json)
{
	char key[GRAPHQL_KEY_LEN];

	if (leg->operation == OPERATION_PEOPLE)
		json_member_int(json, "repositories", call->walk->repositories);
	for (size_t i = 0; i < leg->n_tasks; i++) {
		const char *name = leg->tasks[i].name;

		json_member_text(json, graphql_key("i", i, key), leg->nodes[i]);
		json_member_text(json, graphql_key("n", i, key),
		    name != NULL ? name : "-");
	}
}

/* Drops who was suppressed meanwhile, leaves light ones among others for their
 * own turn. */
static int
prepare(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg)
{
	bool alone = is_light(&leg->tasks[0]);
	size_t n = 0;

	(void)walk;
	leg->operation = alone ? OPERATION_PEOPLE_LIGHT : OPERATION_PEOPLE;
	leg->nodes =
	    arena_calloc(&call->arena, leg->n_tasks, sizeof(*leg->nodes));
	for (size_t i = 0; i < leg->n_tasks && n < leg->n_items; i++) {
		struct task *task = &leg->tasks[i];
		int rc;

		if (is_light(task) != alone || (alone && n > 0))
			continue;
		rc = node_of(txn, call, task, &leg->nodes[n]);
		if (rc == ERR_BLOCKED)
			rc = store_task_drop(txn, STAGE_PEOPLE, task->subject);
		else if (rc == 0)
			leg->tasks[n++] = *task;
		if (rc != 0)
			return rc;
	}
	leg->n_tasks = leg->n_items = n;
	return n > 0 ? 0 : ERR_BLOCKED;
}

/* READMEs that are small enough to be asked for. */
static size_t
choose_readmes(const struct walk *walk, struct wanted *profile,
    struct wanted *own, size_t n_own, struct wanted *ret_chosen)
{
	int64_t most = walk->options->config->crawl_readme_bytes;
	size_t n = 0;

	if (profile->oid != NULL && profile->bytes <= PROFILE_README_BYTES)
		ret_chosen[n++] = *profile;
	for (size_t i = 0; i < n_own; i++)
		if (own[i].oid != NULL && own[i].bytes <= most)
			ret_chosen[n++] = own[i];
	return n;
}

/*
 * What an earlier visit read stays until it is read anew: the profile README,
 * and READMEs of repositories nobody has pushed to since.
 */
static int
keep_readmes(struct txn *txn, struct call *call, struct person *person,
    struct portfolio *own, struct wanted *wanted)
{
	struct portfolio old;
	struct person before;
	int rc = store_person_get(txn, person->id, &call->arena, &before);

	if (rc == 0)
		person->profile_readme = before.profile_readme;
	rc = store_portfolio_get(txn, person->id, &call->arena, &old);
	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
		return 0;
	for (size_t i = 0; i < own->n_items && rc == 0; i++)
		for (size_t j = 0; j < old.n_items; j++) {
			struct repository *now = &own->items[i];
			const struct repository *then = &old.items[j];

			if (now->id != then->id || then->readme == NULL)
				continue;
			now->readme = then->readme;
			if (now->pushed_at == then->pushed_at)
				wanted[i].oid = NULL;
		}
	return rc;
}

/* One account as it was found. */
struct visit {
	struct task *task;
	const struct json *value;
	bool is_whole; /* not the light form */
	struct person person;
	struct wanted profile;
};

/* Adds the reading of READMEs, before which nobody is scored. */
static int
add_readmes(struct walk *walk, struct txn *txn, struct call *call,
    const struct person *person, const struct wanted *chosen, size_t n)
{
	const struct task task = { .stage = STAGE_READMES,
		.subject = person->id,
		.name = person->login,
		.cursor = decode_wanted_format(&call->arena, chosen, n),
		.due = walk->started,
		.priority = PRIORITY_READMES };

	if (n > 0)
		return store_task_put(txn, &task);
	scoring_mark(walk->scoring, person->id);
	return 0;
}

static int
store_visit(struct walk *walk, struct txn *txn, struct call *call,
    struct visit *visit)
{
	struct person *person = &visit->person;
	struct wanted *own_readmes, *chosen;
	struct portfolio own;
	size_t n;
	int rc;

	decode_portfolio(visit->value, walk->now, (size_t)walk->repositories,
	    &call->arena, &own, &own_readmes);
	rc = keep_readmes(txn, call, person, &own, own_readmes);
	if (rc == 0)
		rc = store_person_put(txn, person);
	/* the light form asks for no repositories: that is no empty list */
	if (rc == 0 && visit->is_whole)
		rc = store_portfolio_put(txn, person->id, &own);
	if (rc != 0)
		return rc;
	walk->report->repositories += (int64_t)own.n_items;
	chosen = arena_calloc(&call->arena, own.n_items + 1, sizeof(*chosen));
	n = choose_readmes(walk, &visit->profile, own_readmes, own.n_items,
	    chosen);
	rc = add_readmes(walk, txn, call, person, chosen, n);
	if (rc != 0)
		return rc;
	/* from now on the probe tells when there is something new */
	return frontier_end(walk, txn, visit->task);
}

/* Whether the repository of the account's name was asked about, where the
 * profile README stands that may hold a refusal.  No name is kept of who
 * refused; others were renamed meanwhile. */
static bool
asked_by_name(const struct task *task, const struct person *person)
{
	return task->name != NULL &&
	    str_casecmp(task->name, person->login) == 0;
}

static int
found(struct walk *walk, struct txn *txn, struct call *call,
    const struct leg *leg, struct task *task, const struct json *value)
{
	struct visit visit = { .task = task,
		.value = value,
		.is_whole = leg->operation == OPERATION_PEOPLE };
	const char *type = json_get_text(value, "__typename");
	const char *login = json_get_text(value, "login");
	const char *refusal;
	int rc;

	if (type == NULL || strlen(type) > 32)
		return frontier_retry(walk, txn, task, "odd account");
	if (!str_equal(type, "User"))
		return visit_automated(walk, txn, task, type,
		    login != NULL && github_is_login(login) ? login : NULL);
	if (!decode_person(value, walk->now, &call->arena, &visit.person,
		&visit.profile) ||
	    visit.person.id != task->subject)
		return visit_vanished(walk, txn, task);
	refusal =
	    people_refusal(walk->options->rules, &visit.person, &call->arena);
	if (refusal != NULL)
		return visit_refused(walk, txn, task, visit.person.id, refusal);
	if (!asked_by_name(task, &visit.person)) {
		task->name = visit.person.login;
		return frontier_retry(walk, txn, task, "known by another name");
	}
	rc = store_visit(walk, txn, call, &visit);
	if (rc != ERR_BLOCKED)
		return rc;
	/* suppressed while the request was on its way */
	walk->report->suppressed_skipped +=
	    seen_add(walk->seen, SEEN_SUPPRESSED, task->subject);
	return store_task_drop(txn, STAGE_PEOPLE, task->subject);
}

static int
take(struct walk *walk, struct txn *txn, struct call *call, struct leg *leg,
    const struct answer *answer, size_t i)
{
	struct task *task = &leg->tasks[i];
	const struct json *value;

	shares_count(&walk->shares, task->share);
	walk->people_visited++;
	switch (graphql_item(answer->json, leg->operation, i, &value)) {
	case GRAPHQL_FOUND:
		return found(walk, txn, call, leg, task, value);
	case GRAPHQL_GONE:
		return visit_vanished(walk, txn, task);
	case GRAPHQL_REFUSED:
		walk->report->faults.forbidden++;
		return frontier_kill(walk, txn, task,
		    "GitHub refuses access to the account",
		    walk->now + REFUSED_AGAIN_S);
	case GRAPHQL_FAILED:
		break;
	}
	walk->report->faults.node_error++;
	if (leg->n_tasks == 1)
		task->cursor = light;
	task->company = ((int64_t)leg->n_tasks + 1) / 2;
	return frontier_retry(walk, txn, task, "node error");
}

const struct stage_info stage_people = {
	.name = "people",
	.lane = LANE_GRAPHQL,
	.operation = OPERATION_PEOPLE,
	.tasks_max = 50,
	.prepare = prepare,
	.write = write_variables,
	.take = take,
};
