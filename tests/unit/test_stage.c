/*
 * What the stages make of answers: stage->finish() with JSON as GitHub would
 * send it, against a real store; nothing is sent.
 */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/scoring.h"
#include "crawler/settle.h"
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

static struct stand *
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
	assert_int_equal(seeds_collect(&walk->seeds, &stand->options,
			     &walk->arena, NULL),
	    0);
	assert_int_equal(scoring_new(walk->store, &stand->options,
			     &stand->report, &walk->scoring, &detail),
	    0);
	return stand;
}

static void
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
static void
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
	assert_int_equal(store_task_put(stand->fixture->txn, &task), 0);
	fixture_commit(stand->fixture);
}

/* Prepares a call of all due tasks of the stage and gives it this answer. */
static void
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
	assert_int_equal(frontier_due(&stand->walk, stand->fixture->txn, stage,
			     info->tasks_max, &call.arena, &due),
	    0);
	leg->tasks = due.items;
	leg->n_tasks = due.n;
	assert_true(leg->n_tasks > 0);
	assert_int_equal(info->prepare(&stand->walk, stand->fixture->txn, &call,
			     leg),
	    0);
	assert_int_equal(json_parse(body, strlen(body), NULL, &answer.json,
			     NULL),
	    0);
	assert_int_equal(info->finish(&stand->walk, stand->fixture->txn, &call,
			     leg, &answer, &http),
	    0);
	fixture_commit(stand->fixture);
	answer_done(&answer);
	buf_done(&call.body);
	arena_done(&call.arena);
}

static void
score_all(struct stand *stand)
{
	struct err_detail detail = { "" };

	scoring_hurry(stand->walk.scoring);
	while (!scoring_is_idle(stand->walk.scoring))
		assert_int_equal(scoring_slice(stand->walk.scoring, 1000,
				     &detail),
		    0);
}

static struct task
get_task(struct stand *stand, enum stage stage, int64_t subject)
{
	struct task task;

	fixture_begin(stand->fixture, false);
	assert_int_equal(store_task_get(stand->fixture->txn, stage, subject,
			     &stand->arena, &task),
	    0);
	fixture_abort(stand->fixture);
	return task;
}

static int
get_person(struct stand *stand, int64_t id, struct person *ret_person)
{
	int rc;

	fixture_begin(stand->fixture, false);
	rc = store_person_get(stand->fixture->txn, id, &stand->arena,
	    ret_person);
	fixture_abort(stand->fixture);
	return rc;
}

static bool
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

static void
a_visit_stores_profile_and_repositories(void **state)
{
	struct stand *stand = stand_new(state);
	struct person person;
	struct task task;

	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(1, "ann",
		",\"name\":\"Ann\",\"bio\":\"Databases\"") "}}");
	assert_int_equal(get_person(stand, 1, &person), 0);
	assert_string_equal(person.name, "Ann");
	assert_int_equal(person.fetched_at, FIXTURE_NOW);
	task = get_task(stand, STAGE_PEOPLE, 1);
	assert_int_equal(task.done_at, FIXTURE_NOW);
	assert_int_equal(task.due, FIXTURE_NOW + 30 * CLOCK_DAY_S);
	assert_null(person.gists);
	score_all(stand);
	assert_true(is_listed(stand, 1));
	assert_int_equal(get_person(stand, 1, &person), 0);
	assert_non_null(person.gists);
	stand_free(stand);
}

static void
a_pass_over_unchanged_facts_scores_nobody_again(void **state)
{
	struct stand *stand = stand_new(state);
	struct scoring *again = NULL;
	struct err_detail detail = { "" };
	int64_t scored = -1;

	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE, "{\"data\":{\"p0\":" USER(1, "ann", "") "}}");
	assert_int_equal(scoring_pass(stand->walk.scoring, NULL, &scored,
			     &detail),
	    0);
	assert_int_equal(scored, 1);
	assert_true(is_listed(stand, 1));
	for (int run = 0; run < 4; run++) {
		assert_int_equal(scoring_new(stand->walk.store, &stand->options,
				     &stand->report, &again, &detail),
		    0);
		/* one that was killed in between leaves the pass to the next */
		if (run == 1) {
			scoring_free(again);
			continue;
		}
		/* asked for, whether it is needed or not */
		if (run == 3)
			scoring_renew(again);
		assert_int_equal(scoring_pass(again, NULL, &scored, &detail),
		    0);
		assert_int_equal(scored, run == 0 ? 0 : 1);
		scoring_free(again);
	}
	stand_free(stand);
}

static void
nobody_is_listed_before_the_profile_readme_was_read(void **state)
{
	struct stand *stand = stand_new(state);
	struct person person;

	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(1, "ann", PROFILE("ann", "aa")) "}}");
	scoring_mark(stand->walk.scoring, 1);
	score_all(stand);
	assert_false(is_listed(stand, 1));
	play(stand, STAGE_READMES,
	    "{\"data\":{\"b0\":{\"object\":{\"oid\":\"aa\","
	    "\"isBinary\":false,\"isTruncated\":false,"
	    "\"text\":\"Hi, mail me: ann@example.com\"}}}}");
	assert_int_equal(get_person(stand, 1, &person), 0);
	assert_string_equal(person.profile_readme, "Hi, mail me: <e-mail>");
	score_all(stand);
	assert_true(is_listed(stand, 1));
	stand_free(stand);
}

static void
who_refuses_is_erased_and_not_named(void **state)
{
	struct stand *stand = stand_new(state);
	struct person person;
	struct task task;

	/* in the bio */
	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(1, "ann",
		",\"name\":\"Ann\",\"bio\":\"No recruiters please.\"") "}}");
	assert_int_equal(get_person(stand, 1, &person), 0);
	assert_non_null(person.refusal);
	assert_null(person.login);
	assert_null(person.name);
	task = get_task(stand, STAGE_PEOPLE, 1);
	assert_null(task.name);
	assert_int_equal(task.due, FIXTURE_NOW + 90 * CLOCK_DAY_S);
	/* in the profile README */
	add(stand, STAGE_PEOPLE, 2, "bob", NULL);
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(2, "bob", PROFILE("bob", "bb")) "}}");
	play(stand, STAGE_READMES,
	    "{\"data\":{\"b0\":{\"object\":{\"text\":\"# Hi\\n\\nNo "
	    "recruiters please.\"}}}}");
	assert_int_equal(get_person(stand, 2, &person), 0);
	assert_non_null(person.refusal);
	assert_null(person.login);
	score_all(stand);
	assert_false(is_listed(stand, 1));
	assert_false(is_listed(stand, 2));
	assert_int_equal(stand->report.refusals_skipped, 2);
	stand_free(stand);
}

/* One batch with every way an item can come out. */
static void
items_of_a_batch_fail_apart(void **state)
{
	struct stand *stand = stand_new(state);
	struct person person;
	struct task task;

	fixture_begin(stand->fixture, true);
	assert_int_equal(store_person_put(stand->fixture->txn,
			     &(struct person){ .id = 2, .login = "bob" }),
	    0);
	fixture_commit(stand->fixture);
	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	add(stand, STAGE_PEOPLE, 2, "bob", NULL);
	add(stand, STAGE_PEOPLE, 3, "machine", NULL);
	add(stand, STAGE_PEOPLE, 4, "dora", NULL);
	add(stand, STAGE_PEOPLE, 5, "eve", NULL);
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(1, "ann",
		"") ",\"p1\":null,"
		    "\"p2\":{\"__typename\":\"Bot\",\"login\":\"machine\"},"
		    "\"p3\":null,\"p4\":null},\"errors\":["
		    "{\"type\":\"NOT_FOUND\",\"path\":[\"p1\"],\"message\":"
		    "\"x\"},"
		    "{\"type\":\"FORBIDDEN\",\"path\":[\"p3\"],\"message\":"
		    "\"x\"},"
		    "{\"path\":[\"p4\"],\"message\":\"Something went "
		    "wrong\"}]}");
	assert_int_equal(get_person(stand, 1, &person), 0);
	assert_int_equal(person.fetched_at, FIXTURE_NOW);
	assert_int_equal(get_person(stand, 2, &person), 0);
	assert_int_equal(person.vanished_at, FIXTURE_NOW);
	assert_int_equal(get_person(stand, 3, &person), 0);
	assert_non_null(person.bot_reason);
	task = get_task(stand, STAGE_PEOPLE, 4);
	assert_true(task.is_dead);
	task = get_task(stand, STAGE_PEOPLE, 5);
	assert_int_equal(task.attempts, 1);
	assert_true(task_is_pending(&task));
	score_all(stand);
	assert_true(is_listed(stand, 1));
	assert_false(is_listed(stand, 2));
	assert_false(is_listed(stand, 3));
	assert_int_equal(stand->report.faults.node_error, 1);
	stand_free(stand);
}

static void
a_login_that_changed_hands_is_not_the_same_person(void **state)
{
	struct stand *stand = stand_new(state);
	struct person person;

	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(99, "ann", ",\"name\":\"Other\"") "}}");
	assert_int_equal(get_person(stand, 99, &person), ERR_NOTFOUND);
	assert_int_equal(get_person(stand, 1, &person), ERR_NOTFOUND);
	stand_free(stand);
}

static void
suppressed_people_are_neither_asked_for_nor_stored(void **state)
{
	struct stand *stand = stand_new(state);
	struct person person;
	struct task task;

	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	add(stand, STAGE_PEOPLE, 2, "bob", NULL);
	fixture_begin(stand->fixture, true);
	assert_int_equal(store_suppress(stand->fixture->txn, 1, "ann"), 0);
	fixture_commit(stand->fixture);
	/* bob is the first item: ann was left out */
	play(stand, STAGE_PEOPLE, "{\"data\":{\"p0\":" USER(2, "bob", "") "}}");
	assert_int_equal(get_person(stand, 2, &person), 0);
	fixture_begin(stand->fixture, false);
	assert_int_equal(store_task_get(stand->fixture->txn, STAGE_PEOPLE, 1,
			     &stand->arena, &task),
	    ERR_NOTFOUND);
	fixture_abort(stand->fixture);
	/* and a page that names her stores nothing of her */
	add(stand, STAGE_CONTRIBUTORS, 7, "a/b", NULL);
	play(stand, STAGE_CONTRIBUTORS,
	    "[{\"login\":\"ann\",\"id\":1,\"node_id\":\"U_1\",\"type\":"
	    "\"User\",\"contributions\":5}]");
	assert_int_equal(get_person(stand, 1, &person), ERR_NOTFOUND);
	assert_int_equal(stand->report.suppressed_skipped, 1);
	stand_free(stand);
}

static void
contributors_become_visits_by_promise(void **state)
{
	struct stand *stand = stand_new(state);
	struct task few, many;
	struct work work;

	add(stand, STAGE_CONTRIBUTORS, 7, "a/b", NULL);
	play(stand, STAGE_CONTRIBUTORS,
	    "[{\"login\":\"ann\",\"id\":1,\"node_id\":\"U_1\",\"type\":"
	    "\"User\",\"contributions\":500},"
	    "{\"login\":\"bob\",\"id\":2,\"node_id\":\"U_2\",\"type\":"
	    "\"User\",\"contributions\":2},"
	    "{\"login\":\"dependabot[bot]\",\"id\":3,\"node_id\":\"B_3\","
	    "\"type\":\"Bot\",\"contributions\":90}]");
	many = get_task(stand, STAGE_PEOPLE, 1);
	few = get_task(stand, STAGE_PEOPLE, 2);
	assert_true(many.priority > few.priority);
	fixture_begin(stand->fixture, false);
	assert_int_equal(store_work_get(stand->fixture->txn, 1, 7,
			     &stand->arena, &work),
	    0);
	assert_int_equal(work.commits_total, 500);
	assert_int_equal(store_work_get(stand->fixture->txn, 3, 7,
			     &stand->arena, &work),
	    ERR_NOTFOUND);
	fixture_abort(stand->fixture);
	assert_int_equal(stand->report.people_seen, 2);
	stand_free(stand);
}

static void
failed_readmes_are_asked_for_again_alone(void **state)
{
	struct stand *stand = stand_new(state);
	struct wanted *left;
	struct task task;

	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE, "{\"data\":{\"p0\":" USER(1, "ann", "") "}}");
	add(stand, STAGE_READMES, 1, "ann", "8,R_8,aa,10 9,R_9,bb,10");
	play(stand, STAGE_READMES,
	    "{\"data\":{\"b0\":{\"object\":{\"text\":\"# A\"}},\"b1\":null},"
	    "\"errors\":[{\"path\":[\"b1\"],\"message\":\"Something went "
	    "wrong\"}]}");
	task = get_task(stand, STAGE_READMES, 1);
	assert_int_equal(task.attempts, 1);
	assert_int_equal(decode_wanted_parse(&stand->arena, task.cursor, &left),
	    1);
	assert_int_equal(left[0].repository, 9);
	stand_free(stand);
}

static void
unknown_repositories_are_set_aside(void **state)
{
	struct stand *stand = stand_new(state);
	struct repository repository;
	struct task task;

	add(stand, STAGE_REPOSITORY, 11, "a/b", NULL);
	add(stand, STAGE_REPOSITORY, 12, "no/such", NULL);
	play(stand, STAGE_REPOSITORY,
	    "{\"data\":{\"r0\":{\"databaseId\":7,\"id\":\"R_7\","
	    "\"nameWithOwner\":\"a/renamed\"},\"r1\":null},\"errors\":["
	    "{\"type\":\"NOT_FOUND\",\"path\":[\"r1\"],\"message\":\"x\"}]}");
	task = get_task(stand, STAGE_REPOSITORY, 11);
	assert_string_equal(task.name, "a/renamed");
	assert_string_equal(task.cursor, "7");
	fixture_begin(stand->fixture, false);
	assert_int_equal(store_repository_get(stand->fixture->txn, 7,
			     &stand->arena, &repository),
	    0);
	fixture_abort(stand->fixture);
	task = get_task(stand, STAGE_REPOSITORY, 12);
	assert_true(task.is_dead);
	assert_int_equal(stand->report.faults.not_found, 1);
	stand_free(stand);
}

static void
given_names_become_visits(void **state)
{
	static const char *const logins[] = { "Ann", "the-company" };
	struct stand *stand = stand_new(state);
	struct err_detail detail = { "" };
	struct task task;

	assert_int_equal(crawl_add(stand->fixture->store, logins, 2, &detail),
	    0);
	play(stand, STAGE_NAMES,
	    seed_key("ann") < seed_key("the-company")
		? "{\"data\":{\"u0\":" USER(1, "ann",
		      "") ",\"u1\":{\"__typename\":\"Organization\",\"login\":"
			  "\"the-company\"}}}"
		: "{\"data\":{\"u1\":" USER(1, "ann",
		      "") ",\"u0\":{\"__typename\":\"Organization\",\"login\":"
			  "\"the-company\"}}}");
	task = get_task(stand, STAGE_PEOPLE, 1);
	assert_int_equal(task.priority, PRIORITY_NAMED);
	task = get_task(stand, STAGE_NAMES, seed_key("the-company"));
	assert_true(task.is_dead);
	assert_int_equal(crawl_add(stand->fixture->store,
			     (const char *const[]){ "not a login" }, 1,
			     &detail),
	    ERR_INVAL);
	stand_free(stand);
}

#define STORE_TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_TEST(a_visit_stores_profile_and_repositories),
		STORE_TEST(a_pass_over_unchanged_facts_scores_nobody_again),
		STORE_TEST(nobody_is_listed_before_the_profile_readme_was_read),
		STORE_TEST(who_refuses_is_erased_and_not_named),
		STORE_TEST(items_of_a_batch_fail_apart),
		STORE_TEST(a_login_that_changed_hands_is_not_the_same_person),
		STORE_TEST(suppressed_people_are_neither_asked_for_nor_stored),
		STORE_TEST(contributors_become_visits_by_promise),
		STORE_TEST(failed_readmes_are_asked_for_again_alone),
		STORE_TEST(unknown_repositories_are_set_aside),
		STORE_TEST(given_names_become_visits),
	};

	log_init(LOG_ERR, LOG_LOGFMT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
