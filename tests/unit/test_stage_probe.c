/* Who is visited again after a probe, who is asked about, and where the walk
 * over all people stands. */
#include "crawler/stage_probe.h"
#include "tests/unit/stage_fixture.h"

enum {
	DAY = CLOCK_DAY_S
};

/* Somebody who was visited `days` ago. */
static void
know(struct stand *stand, int64_t id, int64_t days, const char *refusal)
{
	char login[24];
	struct person person = { .id = id,
		.login = login,
		.type = "User",
		.updated_at = FIXTURE_NOW - 100 * DAY,
		.pushed_at = FIXTURE_NOW - 50 * DAY,
		.repositories = 3,
		.fetched_at = days > 0 ? FIXTURE_NOW - days * DAY : 0,
		.refusal = refusal };

	(void)snprintf(login, sizeof(login), "p%d", (int)id);
	fixture_begin(stand->fixture, true);
	assert_ok(store_person_put(stand->fixture->txn, &person));
	fixture_commit(stand->fixture);
}

static void
arm(struct stand *stand)
{
	fixture_begin(stand->fixture, true);
	assert_ok(stage_probe_arm(&stand->walk, stand->fixture->txn));
	fixture_commit(stand->fixture);
}

static bool
is_due(struct stand *stand)
{
	struct tasks due = { NULL, 0 };

	fixture_begin(stand->fixture, false);
	assert_ok(frontier_due(&stand->walk, stand->fixture->txn, STAGE_PROBE,
	    1, &stand->arena, &due));
	fixture_abort(stand->fixture);
	return due.n == 1;
}

/* Lets the probe end: nobody is left to ask about. */
static void
come_to_the_end(struct stand *stand)
{
	struct call call = { .walk = &stand->walk,
		.n_legs = 1,
		.legs = { { .stage = STAGE_PROBE,
		    .operation = OPERATION_PROBE,
		    .n_items = 100 } } };
	struct leg *leg = &call.legs[0];
	struct tasks due = { NULL, 0 };

	fixture_begin(stand->fixture, true);
	assert_ok(frontier_due(&stand->walk, stand->fixture->txn, STAGE_PROBE,
	    1, &call.arena, &due));
	assert_int_equal(due.n, 1);
	leg->tasks = due.items;
	leg->n_tasks = 1;
	assert_int_equal(stage_probe.prepare(&stand->walk, stand->fixture->txn,
			     &call, leg),
	    ERR_BLOCKED);
	fixture_commit(stand->fixture);
	arena_done(&call.arena);
}

/* What the probe says of "p<id>": the login, and how many days ago. */
#define SAYS(id, login, updated, pushed, repositories)                       \
	"{\"__typename\":\"User\",\"databaseId\":" #id ",\"login\":\"" login \
	"\",\"updatedAt\":\"" updated                                        \
	"\",\"newest\":{\"totalCount\":" #repositories                       \
	",\"nodes\":[{\"pushedAt\":\"" pushed "\"}]}}"

/* 100 and 50 days before FIXTURE_NOW */
#define UPDATED "2026-06-13T14:13:20Z"
#define PUSHED  "2026-08-02T14:13:20Z"
#define LATER   "2026-09-20T00:00:00Z"

static void
only_who_changed_is_visited(void **state)
{
	struct stand *stand = stand_new(state);
	struct person person;

	for (int64_t id = 1; id <= 7; id++)
		know(stand, id, 5, NULL);
	arm(stand);
	play(stand, STAGE_PROBE,
	    "{\"data\":{"
	    "\"q0\":" SAYS(1, "p1", UPDATED, PUSHED,
		3) ","
		   "\"q1\":" SAYS(2, "p2", LATER, PUSHED,
		       3) ","
			  "\"q2\":" SAYS(3, "p3", UPDATED, LATER,
			      3) ","
				 "\"q3\":" SAYS(4, "p4", UPDATED, PUSHED,
				     4) ","
					"\"q4\":" SAYS(5, "renamed", UPDATED,
					    PUSHED, 3) ","
						       "\"q5\":{\"__typename\":"
						       "\"Organization\"},"
						       "\"q6\":null}}");
	assert_false(has_task(stand, STAGE_PEOPLE, 1));
	for (int64_t id = 2; id <= 6; id++)
		assert_int_equal(get_task(stand, STAGE_PEOPLE, id).due,
		    FIXTURE_NOW);
	assert_int_equal(get_person(stand, 7, &person), 0);
	assert_int_equal(person.vanished_at, FIXTURE_NOW);
	assert_int_equal(stand->report.people_checked, 7);
	assert_int_equal(stand->report.people_changed, 6);
	come_to_the_end(stand);
	assert_false(is_due(stand));
	stand_free(stand);
}

static void
who_needs_no_question_is_stepped_over(void **state)
{
	struct stand *stand = stand_new(state);

	know(stand, 1, 0, NULL); /* never visited */
	know(stand, 2, 5, "No recruiters");
	know(stand, 3, 31, NULL); /* so long ago that a visit is due anyway */
	arm(stand);
	come_to_the_end(stand);
	assert_false(has_task(stand, STAGE_PEOPLE, 1));
	assert_false(has_task(stand, STAGE_PEOPLE, 2));
	assert_int_equal(get_task(stand, STAGE_PEOPLE, 3).due, FIXTURE_NOW);
	stand_free(stand);
}

static void
nobody_known_means_no_probe(void **state)
{
	struct stand *stand = stand_new(state);

	arm(stand);
	assert_false(is_due(stand));
	stand_free(stand);
}

static void
a_run_goes_on_where_the_last_one_stood(void **state)
{
	struct stand *stand = stand_new(state);

	for (int64_t id = 1; id <= 120; id++)
		know(stand, id, 5, NULL);
	arm(stand);
	/* an answer without items: all gone, which is enough for this test */
	play(stand, STAGE_PROBE, "{\"data\":{}}");
	assert_int_equal(stand->report.people_checked, 100);
	arm(stand);
	play(stand, STAGE_PROBE, "{\"data\":{}}");
	assert_int_equal(stand->report.people_checked, 120);
	come_to_the_end(stand);
	stand_free(stand);
}

/* Who was looked at before that may have changed since. */
static void
the_end_of_an_earlier_runs_walk_begins_another(void **state)
{
	struct stand *stand = stand_new(state);

	know(stand, 1, 5, NULL);
	arm(stand);
	play(stand, STAGE_PROBE,
	    "{\"data\":{\"q0\":" SAYS(1, "p1", UPDATED, PUSHED, 3) "}}");
	stand->walk.now = stand->walk.started += DAY;
	arm(stand);
	come_to_the_end(stand);
	assert_true(is_due(stand));
	play(stand, STAGE_PROBE,
	    "{\"data\":{\"q0\":" SAYS(1, "p1", LATER, PUSHED, 3) "}}");
	assert_true(has_task(stand, STAGE_PEOPLE, 1));
	come_to_the_end(stand);
	assert_false(is_due(stand));
	stand_free(stand);
}

static void
a_finished_probe_waits_for_its_interval(void **state)
{
	struct stand *stand = stand_new(state);

	stand->config.crawl_refresh_probe_hours = 12;
	know(stand, 1, 5, NULL);
	arm(stand);
	play(stand, STAGE_PROBE,
	    "{\"data\":{\"q0\":" SAYS(1, "p1", UPDATED, PUSHED, 3) "}}");
	come_to_the_end(stand);
	stand->walk.now += 11 * CLOCK_HOUR_S;
	arm(stand);
	assert_false(is_due(stand));
	stand->walk.now += CLOCK_HOUR_S;
	arm(stand);
	assert_true(is_due(stand));
	stand_free(stand);
}

static void
a_failed_item_is_asked_again_and_then_visited(void **state)
{
	static const char failed[] = "{\"data\":{\"q0\":null},\"errors\":[{"
				     "\"path\":[\"q0\"],\"message\":\"x\"}]}";
	struct stand *stand = stand_new(state);

	know(stand, 1, 5, NULL);
	arm(stand);
	for (int i = 0; i < 3; i++) {
		play(stand, STAGE_PROBE, failed);
		assert_false(has_task(stand, STAGE_PEOPLE, 1));
		stand->walk.now += 60;
	}
	play(stand, STAGE_PROBE, failed);
	assert_true(has_task(stand, STAGE_PEOPLE, 1));
	come_to_the_end(stand);
	stand_free(stand);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(only_who_changed_is_visited),
		TEST(who_needs_no_question_is_stepped_over),
		TEST(nobody_known_means_no_probe),
		TEST(a_run_goes_on_where_the_last_one_stood),
		TEST(the_end_of_an_earlier_runs_walk_begins_another),
		TEST(a_finished_probe_waits_for_its_interval),
		TEST(a_failed_item_is_asked_again_and_then_visited),
	};

	log_init(LOG_ERR, LOG_LOGFMT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
