#ifndef TESTS_UNIT_STAGE_FIXTURE_H
#define TESTS_UNIT_STAGE_FIXTURE_H

/*
 * Plays answers to stages: prepare() and stage_finish() with JSON as GitHub would
 * send it, against a real store; nothing is sent.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/scoring.h"
#include "store/task.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test.h"

struct stand {
	struct fixture *fixture;
	struct crawl_report report;
	struct crawl_options options;
	struct config config;
	struct rules *rules;
	struct catalogue catalogue;
	struct role role;
	struct arena arena;
	struct walk walk;
};

static inline struct stand *
stand_new(void **state)
{
	struct stand *stand = mem_calloc(1, sizeof(*stand));
	struct walk *walk = &stand->walk;
	struct err_detail detail = { "" };

	stand->fixture = *state;
	if (rules_read("config", &stand->rules, &detail) != 0 ||
	    catalogue_read("config/stacks", &stand->arena, &stand->catalogue,
		&detail) != 0 ||
	    role_read("config/roles/merged-only.yaml", &stand->catalogue,
		&stand->arena, &stand->role, &detail) != 0)
		fail_msg("%s", detail.text);
	stand->role.n_seeds = 0;
	stand->config.crawl_refresh_profile_days = 30;
	stand->config.crawl_readme_bytes = 65536;
	stand->options.config = &stand->config;
	stand->options.rules = stand->rules;
	stand->options.catalogue = &stand->catalogue;
	stand->options.roles = &stand->role;
	stand->options.n_roles = 1;
	walk->store = stand->fixture->store;
	walk->report = &stand->report;
	walk->options = &stand->options;
	walk->now = walk->started = FIXTURE_NOW;
	walk->horizon = FIXTURE_NOW - 1000 * (int64_t)CLOCK_DAY_S;
	walk->repositories = 6;
	walk->seen = seen_new();
	for (int i = 0; i < OPERATION_COUNT; i++)
		batch_init(&walk->batches[i], (enum operation)i);
	assert_ok(
	    seeds_collect(&walk->seeds, &stand->options, &walk->arena, NULL));
	assert_ok(scoring_new(walk->store, &stand->options, &stand->report,
	    &walk->scoring, &detail));
	return stand;
}

static inline void
stand_free(struct stand *stand)
{
	scoring_free(stand->walk.scoring);
	seen_free(stand->walk.seen);
	seeds_done(&stand->walk.seeds);
	arena_done(&stand->walk.arena);
	catalogue_done(&stand->catalogue);
	rules_free(stand->rules);
	arena_done(&stand->arena);
	mem_free(stand);
}

/* Adds a task of the stage, due now. */
static inline void
add(struct stand *stand, enum stage stage, int64_t subject, const char *name,
    const char *cursor)
{
	const struct task task = { .stage = stage,
		.subject = subject,
		.name = name,
		.cursor = cursor,
		.due = FIXTURE_NOW,
		.priority = PRIORITY_PEOPLE };

	fixture_begin(stand->fixture, true);
	assert_ok(store_task_put(stand->fixture->txn, &task));
	fixture_commit(stand->fixture);
}

/* Prepares a call of all due tasks of the stage and gives it this answer. */
static inline void
play(struct stand *stand, enum stage stage, const char *body)
{
	const struct stage_info *info = stage_info(stage);
	struct tasks due = { NULL, 0 };
	struct call call = { .walk = &stand->walk,
		.lane = info->lane,
		.n_legs = 1,
		.legs = { { .stage = stage,
		    .operation = info->operation,
		    .n_items = 100 } } };
	struct leg *leg = &call.legs[0];
	struct answer answer = { .class = ANSWER_FINE };
	struct http_answer http = { .url = "https://api.github.com/x" };

	headers_clear(&http.headers);
	fixture_begin(stand->fixture, true);
	assert_ok(frontier_due(&stand->walk, stand->fixture->txn, stage,
	    info->tasks_max, &call.arena, &due));
	leg->tasks = due.items;
	leg->n_tasks = due.n;
	assert_true(leg->n_tasks > 0);
	assert_int_equal(info->prepare(&stand->walk, stand->fixture->txn, &call,
			     leg),
	    0);
	assert_ok(json_parse(body, strlen(body), NULL, &answer.json, NULL));
	assert_ok(
	    stage_finish(stand->fixture->txn, &call, leg, &answer, &http));
	fixture_commit(stand->fixture);
	answer_done(&answer);
	buf_done(&call.body);
	arena_done(&call.arena);
}

static inline void
score_all(struct stand *stand)
{
	struct err_detail detail = { "" };

	scoring_hurry(stand->walk.scoring);
	while (!scoring_is_idle(stand->walk.scoring))
		assert_ok(scoring_slice(stand->walk.scoring, 1000, &detail));
}

static inline struct task
get_task(struct stand *stand, enum stage stage, int64_t subject)
{
	struct task task;

	fixture_begin(stand->fixture, false);
	assert_ok(store_task_get(stand->fixture->txn, stage, subject,
	    &stand->arena, &task));
	fixture_abort(stand->fixture);
	return task;
}

static inline bool
has_task(struct stand *stand, enum stage stage, int64_t subject)
{
	struct task task;
	int rc;

	fixture_begin(stand->fixture, false);
	rc = store_task_get(stand->fixture->txn, stage, subject, &stand->arena,
	    &task);
	fixture_abort(stand->fixture);
	return rc == 0;
}

static inline int
get_person(struct stand *stand, int64_t id, struct person *ret_person)
{
	int rc;

	fixture_begin(stand->fixture, false);
	rc = store_person_get(stand->fixture->txn, id, &stand->arena,
	    ret_person);
	fixture_abort(stand->fixture);
	return rc;
}

static inline bool
is_listed(struct stand *stand, int64_t id)
{
	struct score score;
	int rc;

	fixture_begin(stand->fixture, false);
	rc = store_score_get(stand->fixture->txn, stand->role.name, id,
	    &stand->arena, &score);
	fixture_abort(stand->fixture);
	return rc == 0;
}

#define USER(id, login, more)                                             \
	"{\"__typename\":\"User\",\"databaseId\":" #id ",\"id\":\"U_" #id \
	"\",\"login\":\"" login "\"" more "}"

#define PROFILE(login, oid)                                                 \
	",\"profile\":{\"id\":\"R_p\",\"nameWithOwner\":\"" login "/" login \
	"\",\"object\":{\"oid\":\"" oid "\",\"byteSize\":99}}"

#endif
