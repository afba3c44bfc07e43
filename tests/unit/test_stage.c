/*
 * What the stages make of answers: stage->finish() with JSON as GitHub would
 * send it, against a real store; nothing is sent.
 */
#include "crawler/settle.h"
#include "store/rights.h"
#include "store/task.h"
#include "tests/unit/stage_fixture.h"

static void
a_visit_stores_profile_and_repositories(void **state)
{
	struct stand *stand = stand_new(state);
	struct person person;

	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(1, "ann",
		",\"name\":\"Ann\",\"bio\":\"Databases\"") "}}");
	assert_int_equal(get_person(stand, 1, &person), 0);
	assert_string_equal(person.name, "Ann");
	assert_int_equal(person.fetched_at, FIXTURE_NOW);
	assert_null(person.gists);
	/* the probe keeps them fresh: no task is left */
	assert_false(has_task(stand, STAGE_PEOPLE, 1));
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
	assert_ok(scoring_pass(stand->walk.scoring, NULL, &scored, &detail));
	assert_int_equal(scored, 1);
	assert_true(is_listed(stand, 1));
	for (int run = 0; run < 4; run++) {
		assert_ok(scoring_new(stand->walk.store, &stand->options,
		    &stand->report, &again, &detail));
		/* one that was killed in between leaves the pass to the next */
		if (run == 1) {
			scoring_free(again);
			continue;
		}
		/* asked for, whether it is needed or not */
		if (run == 3)
			scoring_renew(again);
		assert_ok(scoring_pass(again, NULL, &scored, &detail));
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

#define ACTOR(id, login)                                                  \
	"{\"__typename\":\"User\",\"databaseId\":" #id ",\"id\":\"U_" #id \
	"\",\"login\":\"" login "\"}"

/* A page that is read again after what it mentions was erased. */
static void
who_refuses_is_not_named_by_later_pages(void **state)
{
	const struct repository repository = { .id = 7,
		.full_name = "a/b",
		.node_id = "R_7" };
	struct stand *stand = stand_new(state);
	struct work work;

	fixture_begin(stand->fixture, true);
	assert_ok(store_repository_put(stand->fixture->txn, &repository));
	fixture_commit(stand->fixture);
	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(1, "ann",
		",\"bio\":\"No recruiters please.\"") "}}");
	add(stand, STAGE_PULLS, 7, "a/b", NULL);
	play(stand, STAGE_PULLS,
	    "{\"data\":{\"h0\":{\"pullRequests\":{\"nodes\":[{\"number\":5,"
	    "\"title\":\"Fix\",\"mergedAt\":\"2026-09-01T00:00:00Z\","
	    "\"updatedAt\":\"2026-09-01T00:00:00Z\",\"author\":" ACTOR(2,
		"bob") ",\"mergedBy\":" ACTOR(1,
		"ann") "},"
		       "{\"number\":6,\"title\":\"Mend\","
		       "\"mergedAt\":\"2026-09-01T00:00:00Z\","
		       "\"updatedAt\":\"2026-09-01T00:00:00Z\","
		       "\"author\":" ACTOR(1, "ann") ",\"mergedBy\":" ACTOR(2,
			   "bob") ",\"reviews\":{\"totalCount\":1,\"nodes\":[{"
				  "\"state\":\"APPROVED\","
				  "\"submittedAt\":\"2026-09-01T00:00:00Z\","
				  "\"author\":" ACTOR(2, "bob") "}]}}]}}}}");
	fixture_begin(stand->fixture, false);
	assert_ok(
	    store_work_get(stand->fixture->txn, 2, 7, &stand->arena, &work));
	assert_int_equal(work.n_pulls, 1);
	assert_int_equal(work.pulls[0].merged_by, ACCOUNT_ERASED);
	assert_int_equal(work.n_merges, 1);
	assert_int_equal(work.merges[0].author, ACCOUNT_ERASED);
	assert_int_equal(work.n_reviews, 1);
	assert_int_equal(work.reviews[0].author, ACCOUNT_ERASED);
	fixture_abort(stand->fixture);
	stand_free(stand);
}

/* The profile README stands in the repository of one's name, so that whoever
 * is visited by another one, or by none, is asked about once more. */
static void
whose_name_is_another_is_not_listed_before_that_readme_was_read(void **state)
{
	struct stand *stand = stand_new(state);
	struct person person;

	/* renamed between the list that named them and the visit */
	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(1, "anna", "") "}}");
	assert_string_equal(get_task(stand, STAGE_PEOPLE, 1).name, "anna");
	score_all(stand);
	assert_false(is_listed(stand, 1));
	stand->walk.now += CLOCK_MINUTE_S;
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(1, "Anna", PROFILE("Anna", "aa")) "}}");
	assert_true(has_task(stand, STAGE_READMES, 1));
	play(stand, STAGE_READMES,
	    "{\"data\":{\"b0\":{\"object\":{\"text\":\"Hi\"}}}}");
	score_all(stand);
	assert_true(is_listed(stand, 1));
	/* of who refused no name is kept */
	add(stand, STAGE_PEOPLE, 1, "anna", NULL);
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(1, "anna", PROFILE("anna", "bb")) "}}");
	play(stand, STAGE_READMES,
	    "{\"data\":{\"b0\":{\"object\":{\"text\":\"No recruiters "
	    "please.\"}}}}");
	assert_null(get_task(stand, STAGE_PEOPLE, 1).name);
	stand->walk.now += 90 * (int64_t)CLOCK_DAY_S;
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(1, "anna", "") "}}");
	assert_int_equal(get_person(stand, 1, &person), 0);
	assert_non_null(person.refusal);
	assert_null(person.login);
	assert_string_equal(get_task(stand, STAGE_PEOPLE, 1).name, "anna");
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
	assert_ok(store_person_put(stand->fixture->txn,
	    &(struct person){ .id = 2, .login = "bob" }));
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
	assert_ok(store_suppress(stand->fixture->txn, 1, "ann"));
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
	assert_ok(
	    store_work_get(stand->fixture->txn, 1, 7, &stand->arena, &work));
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

/* Half a README says nothing of the other half, unless half is too much. */
static void
a_readme_cut_short_by_github_is_unknown(void **state)
{
	static const struct {
		const char *truncated;
		size_t bytes;
		bool kept;
	} rows[] = {
		{ "false", 100, true },
		{ "true", 100, false },
		{ "true", DECODE_README_MAX, true },
	};
	struct stand *stand = stand_new(state);

	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE, "{\"data\":{\"p0\":" USER(1, "ann", "") "}}");
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct repository item = { .id = 8, .full_name = "ann/x" };
		struct portfolio own = { .items = &item, .n_items = 1 };
		char *text = mem_calloc(1, rows[i].bytes + 1);
		const char *body;

		memset(text, 'x', rows[i].bytes);
		body = arena_format(&stand->arena,
		    "{\"data\":{\"b0\":{\"object\":{\"isTruncated\":%s,"
		    "\"text\":\"%s\"}}}}",
		    rows[i].truncated, text);
		mem_free(text);
		fixture_begin(stand->fixture, true);
		assert_ok(store_portfolio_put(stand->fixture->txn, 1, &own));
		fixture_commit(stand->fixture);
		add(stand, STAGE_READMES, 1, "ann", "8,R_8,aa,10");
		play(stand, STAGE_READMES, body);
		fixture_begin(stand->fixture, false);
		assert_ok(store_portfolio_get(stand->fixture->txn, 1,
		    &stand->arena, &own));
		fixture_abort(stand->fixture);
		assert_int_equal(own.n_items, 1);
		assert_int_equal(own.items[0].readme != NULL, rows[i].kept);
	}
	/* a profile's is read for what it asks: half is better than none */
	add(stand, STAGE_READMES, 1, "ann", "0,R_9,bb,10");
	play(stand, STAGE_READMES,
	    "{\"data\":{\"b0\":{\"object\":{\"isTruncated\":true,"
	    "\"text\":\"No recruiters please.\"}}}}");
	assert_int_equal(stand->report.refusals_skipped, 1);
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
	assert_ok(store_repository_get(stand->fixture->txn, 7, &stand->arena,
	    &repository));
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

	assert_ok(crawl_add(stand->fixture->store, logins, 2, &detail));
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

/* One given name each way that it can come out. */
static void
given_names_fail_apart(void **state)
{
	static const struct {
		const char *body;
		const char *error; /* NULL: the name is done with */
		bool is_dead;
	} rows[] = {
		{ "{\"data\":{\"u0\":null},\"errors\":[{\"type\":\"NOT_FOUND\","
		  "\"path\":[\"u0\"],\"message\":\"x\"}]}",
		    "no such account", true },
		{ "{\"data\":{\"u0\":null},\"errors\":[{\"type\":\"FORBIDDEN\","
		  "\"path\":[\"u0\"],\"message\":\"x\"}]}",
		    "no such account", true },
		{ "{\"data\":{\"u0\":null},\"errors\":[{\"path\":[\"u0\"],"
		  "\"message\":\"Something went wrong\"}]}",
		    "node error", false },
		{ "{\"data\":{\"u0\":{\"__typename\":\"User\",\"login\":"
		  "\"ann\","
		  "\"databaseId\":99999999999999999999}}}",
		    "not a person's account", true },
		{ "{\"data\":{\"u0\":{\"__typename\":\"User\",\"login\":\"a "
		  "b\","
		  "\"databaseId\":1}}}",
		    "not a person's account", true },
		{ "{\"data\":{\"u0\":" USER(1, "ann", "") "}}", NULL, false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct stand *stand = stand_new(state);
		struct task task;

		print_message("%zu\n", i);
		add(stand, STAGE_NAMES, 5, "ann", NULL);
		play(stand, STAGE_NAMES, rows[i].body);
		task = get_task(stand, STAGE_NAMES, 5);
		assert_int_equal(task.is_dead, rows[i].is_dead);
		assert_int_equal(has_task(stand, STAGE_PEOPLE, 1),
		    rows[i].error == NULL);
		if (rows[i].error != NULL)
			assert_string_equal(task.last_error, rows[i].error);
		else
			assert_int_equal(task.done_at, FIXTURE_NOW);
		stand_free(stand);
	}
}

static void
a_suppressed_persons_new_name_is_not_taken_in(void **state)
{
	struct stand *stand = stand_new(state);

	fixture_begin(stand->fixture, true);
	assert_ok(store_suppress(stand->fixture->txn, 1, "ann"));
	fixture_commit(stand->fixture);
	add(stand, STAGE_NAMES, 5, "anna", NULL);
	play(stand, STAGE_NAMES, "{\"data\":{\"u0\":" USER(1, "anna", "") "}}");
	assert_false(has_task(stand, STAGE_NAMES, 5));
	assert_false(has_task(stand, STAGE_PEOPLE, 1));
	stand_free(stand);
}

static void
a_given_name_that_is_none_is_void(void **state)
{
	struct stand *stand = stand_new(state);
	struct task tasks[] = { { .name = "ann" }, { .name = "no login" } };
	struct leg leg = { .tasks = tasks, .n_tasks = 2, .n_items = 100 };
	struct call call = { .walk = &stand->walk };

	/* alone in the leg, for settle_void() */
	assert_int_equal(stage_names.prepare(&stand->walk, NULL, &call, &leg),
	    ERR_NOTFOUND);
	assert_int_equal(leg.n_tasks, 1);
	assert_string_equal(leg.tasks[0].name, "no login");
	stand_free(stand);
}

static void
who_is_gone_is_not_listed_and_a_month_later_purged(void **state)
{
	struct stand *stand = stand_new(state);
	struct person person;

	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE, "{\"data\":{\"p0\":" USER(1, "ann", "") "}}");
	score_all(stand);
	assert_true(is_listed(stand, 1));
	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE, "{\"data\":{\"p0\":null}}");
	/* at once, not when somebody gets round to scoring */
	assert_false(is_listed(stand, 1));
	assert_int_equal(get_person(stand, 1, &person), 0);
	assert_int_equal(person.vanished_at, FIXTURE_NOW);
	assert_int_equal(get_task(stand, STAGE_PEOPLE, 1).due,
	    FIXTURE_NOW + 30 * CLOCK_DAY_S);
	stand->walk.now += 30 * (int64_t)CLOCK_DAY_S;
	play(stand, STAGE_PEOPLE, "{\"data\":{\"p0\":null}}");
	assert_int_equal(get_person(stand, 1, &person), ERR_NOTFOUND);
	assert_false(has_task(stand, STAGE_PEOPLE, 1));
	stand_free(stand);
}

static void
who_comes_back_within_the_month_is_listed_again(void **state)
{
	struct stand *stand = stand_new(state);
	struct person person;

	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE, "{\"data\":{\"p0\":" USER(1, "ann", "") "}}");
	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	play(stand, STAGE_PEOPLE, "{\"data\":{\"p0\":null}}");
	stand->walk.now += 30 * (int64_t)CLOCK_DAY_S;
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(1, "anna", "") "}}");
	stand->walk.now += CLOCK_MINUTE_S; /* once more, by that name */
	play(stand, STAGE_PEOPLE,
	    "{\"data\":{\"p0\":" USER(1, "anna", "") "}}");
	assert_int_equal(get_person(stand, 1, &person), 0);
	assert_string_equal(person.login, "anna");
	assert_int_equal(person.vanished_at, 0);
	score_all(stand);
	assert_true(is_listed(stand, 1));
	stand_free(stand);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_visit_stores_profile_and_repositories),
		TEST(a_pass_over_unchanged_facts_scores_nobody_again),
		TEST(nobody_is_listed_before_the_profile_readme_was_read),
		TEST(who_refuses_is_erased_and_not_named),
		TEST(who_refuses_is_not_named_by_later_pages),
		TEST(who_is_gone_is_not_listed_and_a_month_later_purged),
		TEST(who_comes_back_within_the_month_is_listed_again),
		TEST(
		    whose_name_is_another_is_not_listed_before_that_readme_was_read),
		TEST(items_of_a_batch_fail_apart),
		TEST(a_login_that_changed_hands_is_not_the_same_person),
		TEST(suppressed_people_are_neither_asked_for_nor_stored),
		TEST(contributors_become_visits_by_promise),
		TEST(failed_readmes_are_asked_for_again_alone),
		TEST(a_readme_cut_short_by_github_is_unknown),
		TEST(unknown_repositories_are_set_aside),
		TEST(given_names_become_visits),
		TEST(given_names_fail_apart),
		TEST(a_suppressed_persons_new_name_is_not_taken_in),
		TEST(a_given_name_that_is_none_is_void),
	};

	log_init(LOG_ERR, LOG_LOGFMT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
