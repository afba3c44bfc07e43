/*
 * What becomes of a call: settle() with answers as they come, against a real
 * store; nothing is sent.
 */
#include "crawler/settle.h"
#include "store/task.h"
#include "tests/unit/stage_fixture.h"

/* An answer of this status and body to all due tasks of a stage. */
struct reply {
	enum http_outcome outcome;
	int status;
	const char *body; /* NULL: none */
	int redirects;
};

static void
settle_reply(struct stand *stand, enum stage stage, const struct reply *reply)
{
	const struct stage_info *info = stage_info(stage);
	enum rate_kind kind =
	    info->lane == LANE_REST ? RATE_REST : RATE_GRAPHQL;
	struct call *call = call_new(&stand->walk, info->lane);
	struct leg *leg = &call->legs[0];
	struct tasks due = { NULL, 0 };
	struct http_answer http = { .outcome = reply->outcome,
		.status = reply->status,
		.body = reply->body != NULL ? reply->body : "",
		.body_len = reply->body != NULL ? strlen(reply->body) : 0,
		.url = "https://api.github.com/x",
		.redirects = reply->redirects,
		.error = "no answer" };

	headers_clear(&http.headers);
	(void)str_copy(http.headers.content_type,
	    sizeof(http.headers.content_type), "application/json");
	*leg = (struct leg){ .stage = stage,
		.operation = info->operation,
		.n_items = 100 };
	call->n_legs = 1;
	call->cost = 1;
	call->started_ms = clock_mono_ms();
	fixture_begin(stand->fixture, true);
	assert_ok(frontier_due(&stand->walk, stand->fixture->txn, stage,
	    info->tasks_max, &call->arena, &due));
	leg->tasks = due.items;
	leg->n_tasks = due.n;
	assert_true(leg->n_tasks > 0);
	assert_int_equal(info->prepare(&stand->walk, stand->fixture->txn, call,
			     leg),
	    0);
	fixture_commit(stand->fixture);
	rate_begin(&stand->walk.rate, kind, call->cost, call->started_ms);
	settle(&stand->walk, call, &http);
	call_free(call);
}

static struct stand *
stand_for_settling(void **state)
{
	struct stand *stand = stand_new(state);

	rate_init(&stand->walk.rate, 0, 1);
	assert_ok(github_init(&stand->walk.github, "https://api.github.com",
	    &stand->walk.arena, NULL));
	return stand;
}

static const char list[] = "[]";

static void
a_task_fares_as_the_answer_says_and_each_fault_is_counted_once(void **state)
{
#define FAULT(kind) offsetof(struct crawl_report, faults.kind)
	static const struct {
		const char *name;
		struct reply reply;
		size_t fault; /* 0: none */
		int attempts;
		bool is_dead;
		int64_t due; /* seconds from now */
	} rows[] = {
		{ "500", { HTTP_ANSWERED, 500, "{}", 0 }, FAULT(server_error),
		    1, false, 2 },
		{ "502", { HTTP_ANSWERED, 502, NULL, 0 }, FAULT(server_error),
		    1, false, 2 },
		{ "no JSON", { HTTP_ANSWERED, 200, "[", 0 }, FAULT(malformed),
		    1, false, 2 },
		{ "time-out", { HTTP_TIMED_OUT, 0, NULL, 0 }, FAULT(timeout), 1,
		    false, 2 },
		{ "no server", { HTTP_UNREACHABLE, 0, NULL, 0 }, FAULT(network),
		    1, false, 2 },
		{ "broken", { HTTP_BROKEN, 0, NULL, 0 }, FAULT(network), 1,
		    false, 2 },
		{ "too large", { HTTP_OVERSIZE, 200, NULL, 0 },
		    FAULT(too_large), 1, false, 2 },
		{ "elsewhere", { HTTP_FOREIGN_REDIRECT, 301, NULL, 0 },
		    FAULT(foreign_address), 1, false, 2 },
		{ "in a circle", { HTTP_BAD_REDIRECT, 301, NULL, 0 },
		    FAULT(malformed), 1, false, 2 },
		{ "not ready", { HTTP_ANSWERED, 202, "{}", 0 }, 0, 1, false,
		    11 },
		{ "our mistake", { HTTP_ANSWERED, 422, "{}", 0 },
		    FAULT(forbidden), 0, true, 0 },
		{ "gone", { HTTP_ANSWERED, 410, "{}", 0 }, FAULT(not_found), 0,
		    true, 0 },
		{ "not for us", { HTTP_ANSWERED, 451, "{}", 0 },
		    FAULT(forbidden), 0, true, 0 },
		{ "a limit",
		    { HTTP_ANSWERED, 403,
			"{\"message\":\"You have exceeded a secondary rate "
			"limit.\"}",
			0 },
		    FAULT(secondary_limited), 0, false, 0 },
		{ "no points",
		    { HTTP_ANSWERED, 403,
			"{\"message\":\"API rate limit exceeded for x.\"}", 0 },
		    FAULT(rate_limited), 0, false, 0 },
		{ "doubt", { HTTP_ANSWERED, 401, "{}", 0 }, FAULT(unauthorized),
		    0, false, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct stand *stand = stand_for_settling(state);
		int64_t faults = 0;
		struct task task;

		print_message("%s\n", rows[i].name);
		add(stand, STAGE_CONTRIBUTORS, 7, "a/b", NULL);
		settle_reply(stand, STAGE_CONTRIBUTORS, &rows[i].reply);
		task = get_task(stand, STAGE_CONTRIBUTORS, 7);
		assert_int_equal(task.attempts, rows[i].attempts);
		assert_int_equal(task.is_dead, rows[i].is_dead);
		assert_int_equal(task.due, FIXTURE_NOW + rows[i].due);
		assert_int_equal(task.done_at, 0);
		assert_int_equal(stand->walk.failure, 0);
#define X(kind) faults += stand->report.faults.kind;
		CRAWL_FAULTS(X)
#undef X
		assert_int_equal(faults, rows[i].fault != 0);
		if (rows[i].fault != 0)
			assert_int_equal(*(int64_t *)(void *)((char *)&stand
								  ->report +
					     rows[i].fault),
			    1);
		stand_free(stand);
	}
#undef FAULT
}

static void
points_are_counted_as_github_counts_them(void **state)
{
	static const struct {
		struct reply reply;
		int64_t points, unchanged, requests;
	} rows[] = {
		{ { HTTP_ANSWERED, 200, list, 0 }, 1, 0, 0 },
		{ { HTTP_ANSWERED, 200, list, 2 }, 3, 0, 2 },
		{ { HTTP_ANSWERED, 304, NULL, 0 }, 0, 1, 0 },
		{ { HTTP_ANSWERED, 404, "{}", 0 }, 1, 0, 0 },
		{ { HTTP_ANSWERED, 401, "{\"message\":\"Bad credentials\"}",
		      0 },
		    0, 0, 0 },
		{ { HTTP_UNREACHABLE, 0, NULL, 0 }, 0, 0, 0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct stand *stand = stand_for_settling(state);

		print_message("%d\n", rows[i].reply.status);
		add(stand, STAGE_CONTRIBUTORS, 7, "a/b", NULL);
		settle_reply(stand, STAGE_CONTRIBUTORS, &rows[i].reply);
		assert_int_equal(stand->report.points_rest, rows[i].points);
		assert_int_equal(stand->report.not_modified, rows[i].unchanged);
		assert_int_equal(stand->report.requests, rows[i].requests);
		assert_int_equal(stand->report.points_graphql, 0);
		stand_free(stand);
	}
}

static void
a_query_costs_what_its_answer_says_or_what_was_expected(void **state)
{
	struct stand *stand = stand_for_settling(state);

	add(stand, STAGE_NAMES, 1, "ann", NULL);
	settle_reply(stand, STAGE_NAMES,
	    &(struct reply){ HTTP_ANSWERED, 200,
		"{\"data\":{\"rateLimit\":{\"cost\":3},\"u0\":" USER(1, "ann",
		    "") "}}",
		0 });
	assert_int_equal(stand->report.points_graphql, 3);
	add(stand, STAGE_NAMES, 2, "bob", NULL);
	settle_reply(stand, STAGE_NAMES,
	    &(struct reply){ HTTP_ANSWERED, 502, NULL, 0 });
	assert_int_equal(stand->report.points_graphql, 4);
	assert_int_equal(stand->report.points_rest, 0);
	stand_free(stand);
}

static void
a_refused_token_ends_the_run_and_loses_no_task(void **state)
{
	static const struct reply revoked = { HTTP_ANSWERED, 401,
		"{\"message\":\"Bad credentials\"}", 0 };
	static const struct reply doubt = { HTTP_ANSWERED, 401, "{}", 0 };
	struct err_detail detail = { "" };
	struct stand *stand = stand_for_settling(state);
	struct task task;

	stand->walk.detail = &detail;
	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	settle_reply(stand, STAGE_PEOPLE, &revoked);
	assert_int_equal(stand->walk.failure, ERR_DENIED);
	assert_non_null(strstr(detail.text, "GitHub refuses the token"));
	task = get_task(stand, STAGE_PEOPLE, 1);
	assert_true(task_is_pending(&task));
	assert_int_equal(task.attempts, 0);
	/* a doubtful one twice in a row */
	stand->walk.failure = 0;
	settle_reply(stand, STAGE_PEOPLE, &doubt);
	assert_int_equal(stand->walk.failure, 0);
	settle_reply(stand, STAGE_PEOPLE,
	    &(struct reply){ HTTP_ANSWERED, 502, NULL, 0 });
	stand->walk.now += CLOCK_MINUTE_S;
	settle_reply(stand, STAGE_PEOPLE, &doubt);
	assert_int_equal(stand->walk.failure, 0);
	settle_reply(stand, STAGE_PEOPLE, &doubt);
	assert_int_equal(stand->walk.failure, ERR_DENIED);
	stand_free(stand);
}

static void
limits_are_remembered_for_later_runs(void **state)
{
	struct stand *stand = stand_for_settling(state);
	const char *until = NULL;
	int64_t when = 0;

	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	settle_reply(stand, STAGE_PEOPLE,
	    &(struct reply){ HTTP_ANSWERED, 200,
		"{\"errors\":[{\"type\":\"RATE_LIMITED\",\"message\":\"x\"}]}",
		0 });
	fixture_begin(stand->fixture, false);
	assert_ok(store_meta_get(stand->fixture->txn, "rate:blocked-until",
	    &stand->arena, &until));
	fixture_abort(stand->fixture);
	assert_ok(clock_parse(until, &when));
	assert_in_range(when, FIXTURE_NOW + 60, FIXTURE_NOW + 66);
	assert_int_equal(stand->report.points_graphql, 0);
	stand_free(stand);
}

static void
what_is_too_much_is_asked_for_in_smaller_company(void **state)
{
	static const struct reply too_much = { HTTP_ANSWERED, 502, NULL, 0 };
	struct stand *stand = stand_for_settling(state);
	const char *size = NULL;
	struct task task;

	for (int64_t id = 1; id <= 3; id++)
		add(stand, STAGE_PEOPLE, id, "ann", NULL);
	settle_reply(stand, STAGE_PEOPLE, &too_much);
	for (int64_t id = 1; id <= 3; id++) {
		task = get_task(stand, STAGE_PEOPLE, id);
		assert_int_equal(task.company, 1);
		assert_int_equal(task.attempts, 0); /* none is to blame */
		assert_int_equal(task.due, FIXTURE_NOW);
	}
	assert_int_equal(stand->walk.batches[OPERATION_PEOPLE].size, 1);
	fixture_begin(stand->fixture, false);
	assert_ok(store_meta_get(stand->fixture->txn, "batch:people",
	    &stand->arena, &size));
	assert_int_equal(strncmp(size, "1:", 2), 0);
	fixture_abort(stand->fixture);
	/* alone it is to blame, and asked for in the light form */
	add(stand, STAGE_NAMES, 9, "bob", NULL);
	settle_reply(stand, STAGE_NAMES, &too_much);
	task = get_task(stand, STAGE_NAMES, 9);
	assert_int_equal(task.company, 1);
	assert_int_equal(task.attempts, 1);
	fixture_begin(stand->fixture, true);
	for (int64_t id = 2; id <= 3; id++)
		assert_ok(
		    store_task_drop(stand->fixture->txn, STAGE_PEOPLE, id));
	fixture_commit(stand->fixture);
	settle_reply(stand, STAGE_PEOPLE, &too_much);
	task = get_task(stand, STAGE_PEOPLE, 1);
	assert_int_equal(task.attempts, 1);
	assert_string_equal(task.cursor, "light");
	stand_free(stand);
}

static void
a_refused_query_is_halved_down_to_whom_it_is_about(void **state)
{
	static const struct reply refused = { HTTP_ANSWERED, 403,
		"{\"message\":\"Resource protected by SAML\"}", 0 };
	struct stand *stand = stand_for_settling(state);
	struct task task;

	add(stand, STAGE_PEOPLE, 1, "ann", NULL);
	add(stand, STAGE_PEOPLE, 2, "bob", NULL);
	settle_reply(stand, STAGE_PEOPLE, &refused);
	task = get_task(stand, STAGE_PEOPLE, 2);
	assert_true(task_is_pending(&task));
	assert_int_equal(task.company, 1);
	fixture_begin(stand->fixture, true);
	assert_ok(store_task_drop(stand->fixture->txn, STAGE_PEOPLE, 1));
	fixture_commit(stand->fixture);
	settle_reply(stand, STAGE_PEOPLE, &refused);
	task = get_task(stand, STAGE_PEOPLE, 2);
	assert_true(task.is_dead);
	assert_string_equal(task.last_error, "Resource protected by SAML");
	assert_int_equal(stand->walk.failure, 0);
	stand_free(stand);
}

static void
a_server_that_knows_no_such_query_ends_the_run(void **state)
{
	static const struct reply rows[] = {
		{ HTTP_ANSWERED, 404, "{\"message\":\"Not Found\"}", 0 },
		{ HTTP_ANSWERED, 200,
		    "{\"errors\":[{\"message\":\"Field 'x' doesn't exist\"}]}",
		    0 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct stand *stand = stand_for_settling(state);

		add(stand, STAGE_PEOPLE, 1, "ann", NULL);
		settle_reply(stand, STAGE_PEOPLE, &rows[i]);
		assert_int_equal(stand->walk.failure, ERR_HTTP);
		assert_int_equal(get_task(stand, STAGE_PEOPLE, 1).due,
		    FIXTURE_NOW);
		stand_free(stand);
	}
}

static void
trouble_without_end_ends_the_run(void **state)
{
	static const struct {
		struct reply reply;
		bool has_worked;
		int patience;
	} rows[] = {
		{ { HTTP_ANSWERED, 502, NULL, 0 }, false, 5 },
		{ { HTTP_ANSWERED, 502, NULL, 0 }, true, 20 },
		{ { HTTP_UNREACHABLE, 0, NULL, 0 }, false, 3 },
		{ { HTTP_UNREACHABLE, 0, NULL, 0 }, true, 12 },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct stand *stand = stand_for_settling(state);

		if (rows[i].has_worked) {
			add(stand, STAGE_CONTRIBUTORS, 1, "a/a", NULL);
			settle_reply(stand, STAGE_CONTRIBUTORS,
			    &(struct reply){ HTTP_ANSWERED, 200, list, 0 });
		}
		for (int n = 1; n <= rows[i].patience; n++) {
			assert_int_equal(stand->walk.failure, 0);
			add(stand, STAGE_CONTRIBUTORS, 7, "a/b", NULL);
			settle_reply(stand, STAGE_CONTRIBUTORS, &rows[i].reply);
		}
		assert_int_equal(stand->walk.failure, ERR_NET);
		stand_free(stand);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(
		    a_task_fares_as_the_answer_says_and_each_fault_is_counted_once),
		TEST(points_are_counted_as_github_counts_them),
		TEST(a_query_costs_what_its_answer_says_or_what_was_expected),
		TEST(a_refused_token_ends_the_run_and_loses_no_task),
		TEST(limits_are_remembered_for_later_runs),
		TEST(what_is_too_much_is_asked_for_in_smaller_company),
		TEST(a_refused_query_is_halved_down_to_whom_it_is_about),
		TEST(a_server_that_knows_no_such_query_ends_the_run),
		TEST(trouble_without_end_ends_the_run),
	};

	log_init(LOG_ERR, LOG_LOGFMT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
