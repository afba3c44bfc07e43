/* Who is elsewhere, and what becomes of them. */
#include "crawler/meeting.h"
#include "crawler/stage_look.h"
#include "crawler/steer.h"
#include "store/task.h"
#include "tests/unit/stage_fixture.h"

static struct places *
read_places(void)
{
	struct err_detail detail = { "" };
	struct places *places;

	if (places_read("config/places.yaml", &places, &detail) != 0)
		fail_msg("%s", detail.text);
	return places;
}

static void
only_a_known_other_place_is_elsewhere(void **state)
{
	static const struct {
		const char *location;
		bool elsewhere;
	} rows[] = {
		{ NULL, false },
		{ "the moon, probably", false },
		{ "Berlin, Germany", false },
		{ "Germany", false },
		{ "Europe", false }, /* may well be there */
		{ "Lyon", true },
		{ "San Francisco", true },
		{ "Remote", false },
	};
	const char *where[] = { "germany", "remote" };
	struct places *places = read_places();
	struct role role = { .where = where, .n_where = 2 };
	struct crawl_options options = { .roles = &role,
		.n_roles = 1,
		.places = places };
	struct arena arena = { 0 };
	struct steer steer;

	(void)state;
	steer_init(&steer, &options, &arena);
	assert_true(steer.is_active);
	for (size_t i = 0; i < COUNT(rows); i++) {
		print_message("%s\n",
		    rows[i].location != NULL ? rows[i].location : "-");
		assert_int_equal(steer_is_elsewhere(&steer, &options,
				     rows[i].location),
		    rows[i].elsewhere);
	}
	arena_done(&arena);
	places_free(places);
}

static void
a_role_without_where_looks_everywhere(void **state)
{
	const char *where[] = { "germany" };
	struct places *places = read_places();
	struct role roles[2] = { { .where = where, .n_where = 1 },
		{ .n_where = 0 } };
	struct crawl_options options = { .roles = roles,
		.n_roles = 2,
		.places = places };
	struct arena arena = { 0 };
	struct steer steer;

	(void)state;
	steer_init(&steer, &options, &arena);
	assert_false(steer.is_active);
	assert_false(steer_is_elsewhere(&steer, &options, "Lyon"));
	options.n_roles = 0;
	steer_init(&steer, &options, &arena);
	assert_false(steer.is_active);
	arena_done(&arena);
	places_free(places);
}

static void
meet(struct stand *stand, int64_t id, int64_t priority)
{
	struct actor actor = { .id = id, .login = "ann", .type = "User" };

	fixture_begin(stand->fixture, true);
	assert_ok(meeting_introduce(&stand->walk, stand->fixture->txn, &actor,
	    0, priority));
	fixture_commit(stand->fixture);
}

#define AT(id, place)                                                \
	"{\"__typename\":\"User\",\"databaseId\":" #id ",\"login\":" \
	"\"ann\",\"location\":" place "}"

static void
who_is_elsewhere_waits_behind_all_others(void **state)
{
	static const char *where[] = { "germany" };
	struct places *places = read_places();
	struct stand *stand = stand_new(state);
	struct tasks due = { NULL, 0 };

	stand->role.where = where;
	stand->role.n_where = 1;
	stand->options.places = places;
	shares_collect(&stand->walk.shares, &stand->options,
	    &stand->walk.arena);
	steer_init(&stand->walk.steer, &stand->options, &stand->walk.arena);
	meet(stand, 1, PRIORITY_PEOPLE + 300);
	meet(stand, 2, PRIORITY_PEOPLE + 200);
	meet(stand, 3, PRIORITY_PEOPLE + 100);
	meet(stand, 4, PRIORITY_NAMED); /* not to be looked at first */
	assert_true(has_task(stand, STAGE_LOOK, 1));
	assert_false(has_task(stand, STAGE_PEOPLE, 1));
	assert_true(has_task(stand, STAGE_PEOPLE, 4));
	play(stand, STAGE_LOOK,
	    "{\"data\":{\"q0\":" AT(1, "\"Lyon, France\"") ",\"q1\":" AT(2,
		"\"Hamburg\"") ",\"q2\":" AT(3, "null") "}}");
	assert_false(has_task(stand, STAGE_LOOK, 1));
	assert_int_equal(get_task(stand, STAGE_PEOPLE, 1).priority,
	    PRIORITY_ELSEWHERE + 37);
	assert_int_equal(get_task(stand, STAGE_PEOPLE, 2).priority,
	    PRIORITY_PEOPLE + 200);
	assert_int_equal(get_task(stand, STAGE_PEOPLE, 3).priority,
	    PRIORITY_PEOPLE + 100);
	/* met again: still elsewhere, whatever they promise */
	meet(stand, 1, PRIORITY_PEOPLE + 400);
	assert_int_equal(get_task(stand, STAGE_PEOPLE, 1).priority,
	    PRIORITY_ELSEWHERE + 37);
	fixture_begin(stand->fixture, false);
	assert_ok(frontier_due(&stand->walk, stand->fixture->txn, STAGE_PEOPLE,
	    10, &stand->arena, &due));
	fixture_abort(stand->fixture);
	assert_int_equal(due.n, 3); /* and fills up no batch */
	stand_free(stand);
	places_free(places);
}

static void
a_run_without_places_visits_who_was_to_be_looked_at(void **state)
{
	struct stand *stand = stand_new(state);
	struct call call = { .walk = &stand->walk,
		.n_legs = 1,
		.legs = { { .stage = STAGE_LOOK,
		    .operation = OPERATION_PROBE,
		    .n_items = 100 } } };
	struct tasks due = { NULL, 0 };

	add(stand, STAGE_LOOK, 1, "ann", NULL);
	fixture_begin(stand->fixture, true);
	assert_ok(frontier_due(&stand->walk, stand->fixture->txn, STAGE_LOOK, 1,
	    &call.arena, &due));
	call.legs[0].tasks = due.items;
	call.legs[0].n_tasks = due.n;
	assert_int_equal(stage_look.prepare(&stand->walk, stand->fixture->txn,
			     &call, &call.legs[0]),
	    ERR_BLOCKED);
	fixture_commit(stand->fixture);
	assert_false(has_task(stand, STAGE_LOOK, 1));
	assert_int_equal(get_task(stand, STAGE_PEOPLE, 1).priority,
	    PRIORITY_PEOPLE);
	arena_done(&call.arena);
	stand_free(stand);
}

/* As a run does at its start, with these places. */
static void
start_run(struct stand *stand, const char **where, size_t n)
{
	stand->role.where = where;
	stand->role.n_where = n;
	steer_init(&stand->walk.steer, &stand->options, &stand->walk.arena);
	assert_ok(stage_look_arm(&stand->walk));
}

static void
who_waits_is_looked_at_anew_when_the_places_are_edited(void **state)
{
	static const char *germany[] = { "germany" }, *france[] = { "france" };
	struct places *places = read_places();
	struct stand *stand = stand_new(state);
	int64_t share = share_of_role(stand->role.name);
	struct task task;

	stand->options.places = places;
	shares_collect(&stand->walk.shares, &stand->options,
	    &stand->walk.arena);
	start_run(stand, germany, 1);
	fixture_begin(stand->fixture, true);
	for (int64_t id = 1; id <= 4; id++) {
		struct task visit = { .stage = STAGE_PEOPLE,
			.subject = id,
			.name = "ann",
			.due = FIXTURE_NOW,
			.share = id == 3 ? 0 : share,
			.attempts = id == 4,
			.priority = id == 1 ? PRIORITY_ELSEWHERE + 37
					    : PRIORITY_PEOPLE + 200 };

		assert_ok(store_task_put(stand->fixture->txn, &visit));
	}
	fixture_commit(stand->fixture);
	/* nothing was edited */
	start_run(stand, germany, 1);
	assert_false(has_task(stand, STAGE_LOOK, 1));
	start_run(stand, france, 1);
	task = get_task(stand, STAGE_LOOK, 1);
	assert_int_equal(task.priority, PRIORITY_PEOPLE + 37 * 8);
	assert_int_equal(task.share, share);
	assert_int_equal(get_task(stand, STAGE_LOOK, 2).priority,
	    PRIORITY_PEOPLE + 200);
	assert_false(has_task(stand, STAGE_PEOPLE, 1));
	/* everybody's, and one that failed before */
	assert_true(has_task(stand, STAGE_PEOPLE, 3));
	assert_true(has_task(stand, STAGE_PEOPLE, 4));
	play(stand, STAGE_LOOK,
	    "{\"data\":{\"q0\":" AT(1, "\"Lyon, France\"") ",\"q1\":" AT(2,
		"\"Hamburg\"") "}}");
	assert_int_equal(get_task(stand, STAGE_PEOPLE, 1).priority,
	    PRIORITY_PEOPLE + 37 * 8);
	assert_int_equal(get_task(stand, STAGE_PEOPLE, 2).priority,
	    PRIORITY_ELSEWHERE + 25);
	/* places are no matter any more */
	start_run(stand, NULL, 0);
	assert_int_equal(get_task(stand, STAGE_LOOK, 2).priority,
	    PRIORITY_PEOPLE + 200);
	start_run(stand, NULL, 0);
	stand_free(stand);
	places_free(places);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_a_known_other_place_is_elsewhere),
		cmocka_unit_test(a_role_without_where_looks_everywhere),
		TEST(who_is_elsewhere_waits_behind_all_others),
		TEST(who_waits_is_looked_at_anew_when_the_places_are_edited),
		TEST(a_run_without_places_visits_who_was_to_be_looked_at),
	};

	log_init(LOG_ERR, LOG_LOGFMT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
