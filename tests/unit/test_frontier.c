#include <string.h>

#include "base/map.h"
#include "crawler/frontier.h"
#include "store/task.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test.h"

/* A walk with a store and nothing else: all that the frontier looks at. */
struct stand {
	struct fixture *fixture;
	struct crawl_report report;
	struct crawl_options options;
	struct role role;
	struct walk walk;
};

static struct stand *
stand_new(void **state, const char **names, size_t n)
{
	struct stand *stand = mem_calloc(1, sizeof(*stand));

	stand->fixture = *state;
	stand->role.name = "api";
	stand->role.seeds = names;
	stand->role.n_seeds = n;
	stand->options.roles = &stand->role;
	stand->options.n_roles = 1;
	stand->walk.store = stand->fixture->store;
	stand->walk.report = &stand->report;
	stand->walk.options = &stand->options;
	stand->walk.now = stand->walk.started = FIXTURE_NOW;
	stand->walk.horizon = FIXTURE_NOW - 1000 * (int64_t)CLOCK_DAY_S;
	shares_collect(&stand->walk.shares, &stand->options,
	    &stand->walk.arena);
	assert_ok(seeds_collect(&stand->walk.seeds, &stand->options,
	    &stand->walk.arena, NULL));
	fixture_begin(stand->fixture, true);
	return stand;
}

static void
stand_free(struct stand *stand)
{
	fixture_abort(stand->fixture);
	seeds_done(&stand->walk.seeds);
	arena_done(&stand->walk.arena);
	mem_free(stand);
}

static struct txn *
txn(struct stand *stand)
{
	return stand->fixture->txn;
}

static struct task
get(struct stand *stand, enum stage stage, int64_t subject)
{
	struct task task;

	assert_ok(store_task_get(txn(stand), stage, subject, &stand->walk.arena,
	    &task));
	return task;
}

static size_t
due(struct stand *stand, enum stage stage, struct task *tasks, size_t max)
{
	struct tasks found = { NULL, 0 };

	assert_ok(frontier_due(&stand->walk, txn(stand), stage, max,
	    &stand->walk.arena, &found));
	if (found.n > 0)
		memcpy(tasks, found.items, found.n * sizeof(*tasks));
	return found.n;
}

static void
the_best_come_first_and_none_twice(void **state)
{
	struct stand *stand = stand_new(state, NULL, 0);
	struct task tasks[8], in_flight[1];
	struct call call = { .n_legs = 1,
		.legs = { { .stage = STAGE_PEOPLE,
		    .tasks = in_flight,
		    .n_tasks = 1 } } };

	for (int64_t id = 1; id <= 5; id++)
		assert_ok(frontier_add(&stand->walk, txn(stand), STAGE_PEOPLE,
		    id, "x", PRIORITY_PEOPLE + (id == 4 ? 100 : 10)));
	assert_int_equal(due(stand, STAGE_PEOPLE, tasks, 8), 5);
	assert_int_equal(tasks[0].subject, 4);
	assert_int_equal(tasks[1].subject, 1);
	assert_int_equal(tasks[4].subject, 5);
	/* what is on its way is not sent again */
	in_flight[0] = tasks[0];
	stand->walk.calls[LANE_GRAPHQL] = &call;
	assert_int_equal(due(stand, STAGE_PEOPLE, tasks, 2), 2);
	assert_int_equal(tasks[0].subject, 1);
	assert_int_equal(tasks[1].subject, 2);
	stand_free(stand);
}

static void
what_was_given_up_gets_another_try_when_its_time_has_come(void **state)
{
	struct stand *stand = stand_new(state, NULL, 0);
	struct walk *walk = &stand->walk;
	struct task task, tasks[4];

	for (int64_t id = 1; id <= 2; id++) {
		assert_ok(
		    frontier_add(walk, txn(stand), STAGE_PEOPLE, id, "x", 500));
		task = get(stand, STAGE_PEOPLE, id);
		assert_ok(frontier_kill(walk, txn(stand), &task, "why",
		    FIXTURE_NOW + id * CLOCK_DAY_S));
	}
	assert_ok(frontier_revive(walk, txn(stand)));
	assert_int_equal(due(stand, STAGE_PEOPLE, tasks, 4), 0);
	walk->now = walk->started = FIXTURE_NOW + CLOCK_DAY_S;
	assert_ok(frontier_revive(walk, txn(stand)));
	assert_int_equal(due(stand, STAGE_PEOPLE, tasks, 4), 1);
	assert_int_equal(tasks[0].subject, 1);
	assert_int_equal(tasks[0].attempts, 0);
	assert_true(get(stand, STAGE_PEOPLE, 2).is_dead);
	stand_free(stand);
}

static void
what_each_run_arms_anew_waits_for_no_day(void **state)
{
	static const enum stage stages[] = { STAGE_CONTRIBUTORS, STAGE_PULLS,
		STAGE_COMMENTS, STAGE_COMMITS, STAGE_PRICE, STAGE_PROBE };
	struct stand *stand = stand_new(state, NULL, 0);
	const int64_t later = FIXTURE_NOW + 7 * CLOCK_DAY_S;

	for (size_t i = 0; i < COUNT(stages); i++) {
		struct task task = { .stage = stages[i], .subject = 1 };

		assert_ok(frontier_kill(&stand->walk, txn(stand), &task, "why",
		    later));
		assert_int_equal(get(stand, stages[i], 1).due, FIXTURE_NOW);
		assert_true(get(stand, stages[i], 1).is_dead);
	}
	stand_free(stand);
}

/* A visit on behalf of a share, as a page or a search adds it. */
static void
want(struct stand *stand, int64_t id, int64_t share, int64_t priority)
{
	struct task task = { .stage = STAGE_PEOPLE,
		.subject = id,
		.name = "x",
		.priority = priority,
		.share = share };

	assert_ok(frontier_add_for(&stand->walk, txn(stand), &task));
}

static void
what_others_left_due_is_not_ours_until_we_meet_them(void **state)
{
	int64_t ours = share_of_role("api"), theirs = share_of_role("db");
	struct stand *stand = stand_new(state, NULL, 0);
	struct task tasks[4];

	want(stand, 1, theirs, 800);
	want(stand, 2, ours, 500);
	want(stand, 3, 0, 400);
	assert_int_equal(due(stand, STAGE_PEOPLE, tasks, 4), 2);
	assert_true(tasks[0].subject != 1 && tasks[1].subject != 1);
	/* met by a role of this run: taken over, with the better promise */
	want(stand, 1, ours, 450);
	assert_int_equal(due(stand, STAGE_PEOPLE, tasks, 4), 3);
	assert_int_equal(get(stand, STAGE_PEOPLE, 1).share, ours);
	assert_int_equal(get(stand, STAGE_PEOPLE, 1).priority, 800);
	/* what is everybody's stays so */
	want(stand, 3, ours, 700);
	assert_int_equal(get(stand, STAGE_PEOPLE, 3).share, 0);
	assert_int_equal(get(stand, STAGE_PEOPLE, 3).priority, 700);
	stand_free(stand);
}

static void
roles_take_turns_whatever_their_people_promise(void **state)
{
	struct stand *stand = stand_new(state, NULL, 0);
	struct role roles[2] = { { .name = "api" }, { .name = "db" } };
	int64_t api = share_of_role("api"), db = share_of_role("db");
	struct task tasks[12];
	size_t n_api = 0;

	stand->options.roles = roles;
	stand->options.n_roles = 2;
	shares_collect(&stand->walk.shares, &stand->options,
	    &stand->walk.arena);
	for (int64_t id = 1; id <= 20; id++)
		want(stand, id, api, 790);
	for (int64_t id = 101; id <= 120; id++)
		want(stand, id, db, 410);
	want(stand, 200, 0, PRIORITY_NAMED);
	assert_int_equal(due(stand, STAGE_PEOPLE, tasks, 11), 11);
	assert_int_equal(tasks[0].subject, 200);
	for (size_t i = 1; i < 11; i++)
		n_api += tasks[i].share == api;
	assert_int_equal(n_api, 5);
	/* who was behind catches up, as far as it has people */
	for (int i = 0; i < 30; i++)
		shares_count(&stand->walk.shares, api);
	assert_int_equal(due(stand, STAGE_PEOPLE, tasks, 11), 11);
	for (size_t i = 1; i < 11; i++)
		assert_int_equal(tasks[i].share, db);
	/* and a batch is filled up from the others */
	for (int64_t id = 101; id <= 117; id++)
		assert_ok(store_task_drop(txn(stand), STAGE_PEOPLE, id));
	assert_int_equal(due(stand, STAGE_PEOPLE, tasks, 11), 11);
	assert_int_equal(tasks[3].share, db);
	assert_int_equal(tasks[4].share, api);
	stand_free(stand);
}

static void
a_shared_seed_is_the_share_of_the_role_with_fewest(void **state)
{
	const char *many[] = { "a/a", "b/b", "c/c" }, *few[] = { "b/b" };
	struct role roles[2] = { { .name = "api", .seeds = many, .n_seeds = 3 },
		{ .name = "db", .seeds = few, .n_seeds = 1 } };
	struct crawl_options options = { .roles = roles, .n_roles = 2 };
	struct arena arena = { 0 };
	struct seeds seeds;

	(void)state;
	assert_ok(seeds_collect(&seeds, &options, &arena, NULL));
	assert_int_equal(seeds_by_key(&seeds, seed_key("a/a"))->share,
	    share_of_role("api"));
	assert_int_equal(seeds_by_key(&seeds, seed_key("b/b"))->share,
	    share_of_role("db"));
	assert_int_equal(seeds.n, 3);
	seeds_done(&seeds);
	arena_done(&arena);
}

static void
failures_wait_longer_each_time_and_then_die(void **state)
{
	static const int64_t waits[] = { 2, 4, 8, 16, 32 };
	struct stand *stand = stand_new(state, NULL, 0);
	struct walk *walk = &stand->walk;
	struct task task, tasks[1];
	int64_t next;

	assert_ok(frontier_add(walk, txn(stand), STAGE_PEOPLE, 7, "x", 500));
	for (size_t i = 0; i < COUNT(waits); i++) {
		task = get(stand, STAGE_PEOPLE, 7);
		assert_ok(frontier_retry(walk, txn(stand), &task, "why"));
		assert_int_equal(due(stand, STAGE_PEOPLE, tasks, 1), 0);
		assert_ok(frontier_next_retry(walk, txn(stand), &next));
		assert_int_equal(next, walk->now + waits[i]);
		walk->now = next;
		assert_int_equal(due(stand, STAGE_PEOPLE, tasks, 1), 1);
	}
	task = get(stand, STAGE_PEOPLE, 7);
	assert_ok(frontier_retry(walk, txn(stand), &task, "why"));
	task = get(stand, STAGE_PEOPLE, 7);
	assert_true(task.is_dead);
	assert_string_equal(task.last_error, "why");
	assert_int_equal(due(stand, STAGE_PEOPLE, tasks, 1), 0);
	assert_ok(frontier_next_retry(walk, txn(stand), &next));
	assert_int_equal(next, 0);
	assert_int_equal(stand->report.retries, 6);
	stand_free(stand);
}

static void
success_forgives_earlier_failures(void **state)
{
	struct stand *stand = stand_new(state, NULL, 0);
	struct walk *walk = &stand->walk;
	struct task task;

	assert_ok(frontier_add(walk, txn(stand), STAGE_PEOPLE, 7, "x", 500));
	task = get(stand, STAGE_PEOPLE, 7);
	assert_ok(frontier_retry(walk, txn(stand), &task, "why"));
	assert_ok(
	    frontier_done(walk, txn(stand), &task, walk->now + CLOCK_DAY_S));
	task = get(stand, STAGE_PEOPLE, 7);
	assert_int_equal(task.attempts, 0);
	assert_null(task.last_error);
	/* due again on its day */
	walk->now += CLOCK_DAY_S;
	assert_int_equal(due(stand, STAGE_PEOPLE, &task, 1), 1);
	stand_free(stand);
}

static void
a_list_goes_on_where_it_stood(void **state)
{
	static const char *names[] = { "a/b" };
	struct stand *stand = stand_new(state, names, 1);
	struct walk *walk = &stand->walk;
	struct cursor cursor;
	struct task task;

	assert_ok(seeds_found(walk, txn(stand), seed_key("a/b"), 9, "a/b"));
	task = get(stand, STAGE_PULLS, 9);
	cursor_parse(&walk->arena, task.cursor, &cursor);
	assert_int_equal(cursor.since, walk->horizon);
	assert_ok(frontier_page(walk, txn(stand), &task, &cursor, "p2"));
	task = get(stand, STAGE_PULLS, 9);
	cursor_parse(&walk->arena, task.cursor, &cursor);
	assert_string_equal(cursor.after, "p2");
	assert_int_equal(cursor.page, 1);
	assert_int_equal(task.priority, PRIORITY_PAGE - 10);
	assert_int_equal(task.done_at, 0);
	/* a run that is killed here: the next one goes on with page 2 */
	assert_ok(seeds_arm(walk, txn(stand)));
	task = get(stand, STAGE_PULLS, 9);
	cursor_parse(&walk->arena, task.cursor, &cursor);
	assert_string_equal(cursor.after, "p2");
	/* its end */
	assert_ok(frontier_page(walk, txn(stand), &task, &cursor, NULL));
	task = get(stand, STAGE_PULLS, 9);
	assert_int_equal(task.visited_at, FIXTURE_NOW);
	assert_false(task_is_pending(&task));
	stand_free(stand);
}

/* The harvest's seeds as a later run finds them. */
static void
later_visits_only_look_for_what_is_new(void **state)
{
	static const char *names[] = { "a/b" };
	struct stand *stand = stand_new(state, names, 1);
	struct walk *walk = &stand->walk;
	struct cursor cursor;
	struct task task;

	assert_ok(frontier_add(walk, txn(stand), STAGE_REPOSITORY,
	    seed_key("a/b"), "a/b", PRIORITY_SEED));
	task = get(stand, STAGE_REPOSITORY, seed_key("a/b"));
	task.cursor = "9";
	assert_ok(frontier_done(walk, txn(stand), &task,
	    walk->now + 7 * CLOCK_DAY_S));
	assert_ok(seeds_arm(walk, txn(stand)));
	task = get(stand, STAGE_PULLS, 9);
	cursor_parse(&walk->arena, task.cursor, &cursor);
	assert_ok(frontier_page(walk, txn(stand), &task, &cursor, NULL));

	/* ten days later */
	seeds_done(&walk->seeds);
	assert_ok(
	    seeds_collect(&walk->seeds, &stand->options, &walk->arena, NULL));
	walk->now += 10 * CLOCK_DAY_S;
	walk->started = walk->now;
	walk->horizon += 10 * CLOCK_DAY_S;
	assert_ok(seeds_arm(walk, txn(stand)));
	task = get(stand, STAGE_PULLS, 9);
	assert_true(task_is_pending(&task));
	cursor_parse(&walk->arena, task.cursor, &cursor);
	assert_int_equal(cursor.since, FIXTURE_NOW - CLOCK_DAY_S);
	assert_ok(frontier_page(walk, txn(stand), &task, &cursor, NULL));

	/* a role looks farther back: all of it again */
	seeds_done(&walk->seeds);
	assert_ok(
	    seeds_collect(&walk->seeds, &stand->options, &walk->arena, NULL));
	walk->horizon -= 500 * (int64_t)CLOCK_DAY_S;
	assert_ok(seeds_arm(walk, txn(stand)));
	task = get(stand, STAGE_PULLS, 9);
	cursor_parse(&walk->arena, task.cursor, &cursor);
	assert_int_equal(cursor.since, walk->horizon);
	stand_free(stand);
}

static void
tasks_of_other_seeds_are_put_off(void **state)
{
	static const char *names[] = { "a/b" };
	struct stand *stand = stand_new(state, names, 1);
	struct walk *walk = &stand->walk;
	struct task tasks[4];

	for (int64_t id = 100; id < 300; id++)
		assert_ok(frontier_add(walk, txn(stand), STAGE_COMMENTS, id,
		    "other/one", PRIORITY_PAGE));
	assert_ok(frontier_add(walk, txn(stand), STAGE_REPOSITORY,
	    seed_key("other/one"), "other/one", PRIORITY_SEED));
	assert_ok(seeds_arm(walk, txn(stand)));
	assert_int_equal(due(stand, STAGE_COMMENTS, tasks, 4), 0);
	assert_int_equal(due(stand, STAGE_REPOSITORY, tasks, 4), 1);
	assert_string_equal(tasks[0].name, "a/b");
	stand_free(stand);
}

static void
dead_seeds_rest_unless_named(void **state)
{
	static const char *names[] = { "gone/gone" };
	struct stand *stand = stand_new(state, names, 1);
	struct walk *walk = &stand->walk;
	struct task task;
	int64_t key = seed_key("gone/gone");

	assert_ok(seeds_arm(walk, txn(stand)));
	task = get(stand, STAGE_REPOSITORY, key);
	assert_ok(frontier_kill(walk, txn(stand), &task, "gone",
	    walk->now + 7 * CLOCK_DAY_S));
	assert_ok(seeds_arm(walk, txn(stand)));
	assert_int_equal(due(stand, STAGE_REPOSITORY, &task, 1), 0);
	assert_int_equal(seeds_count_done(&walk->seeds), 1);
	walk->seeds.items[0].is_explicit = true;
	assert_ok(seeds_arm(walk, txn(stand)));
	assert_int_equal(due(stand, STAGE_REPOSITORY, &task, 1), 1);
	stand_free(stand);
}

static void
seeds_are_told_apart_by_name_and_id(void **state)
{
	static const char *names[] = { "a/b", "A/B", "c/d", "old/name" };
	struct stand *stand = stand_new(state, names, COUNT(names));
	struct walk *walk = &stand->walk;

	assert_int_equal(walk->seeds.n, 3);
	assert_int_equal(seed_key("Go-Lang/Go"), seed_key("go-lang/go"));
	assert_true(seed_key("a/b") > 0);
	/* a renamed seed that is the same repository as another one */
	assert_ok(seeds_found(walk, txn(stand), seed_key("c/d"), 5, "c/d"));
	assert_ok(
	    seeds_found(walk, txn(stand), seed_key("old/name"), 5, "c/d"));
	assert_int_equal(seeds_count_done(&walk->seeds), 1);
	for (int stage = STAGE_CONTRIBUTORS; stage <= STAGE_COMMITS; stage++)
		seeds_stage_done(&walk->seeds, 5, stage);
	assert_int_equal(seeds_count_done(&walk->seeds), 2);
	stand_free(stand);
}

static void
names_that_are_no_repositories_are_errors(void **state)
{
	static const char *names[] = { "a/b", "no-slash" };
	struct crawl_options options = { .extra_seeds = names,
		.n_extra_seeds = 2 };
	struct err_detail detail = { "" };
	struct arena arena = { 0 };
	struct seeds seeds;

	(void)state;
	assert_int_equal(seeds_collect(&seeds, &options, &arena, &detail),
	    ERR_INVAL);
	assert_non_null(strstr(detail.text, "no-slash"));
	seeds_done(&seeds);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_best_come_first_and_none_twice),
		TEST(what_others_left_due_is_not_ours_until_we_meet_them),
		TEST(what_was_given_up_gets_another_try_when_its_time_has_come),
		TEST(what_each_run_arms_anew_waits_for_no_day),
		TEST(roles_take_turns_whatever_their_people_promise),
		TEST(a_shared_seed_is_the_share_of_the_role_with_fewest),
		TEST(failures_wait_longer_each_time_and_then_die),
		TEST(success_forgives_earlier_failures),
		TEST(a_list_goes_on_where_it_stood),
		TEST(later_visits_only_look_for_what_is_new),
		TEST(tasks_of_other_seeds_are_put_off),
		TEST(dead_seeds_rest_unless_named),
		TEST(seeds_are_told_apart_by_name_and_id),
		cmocka_unit_test(names_that_are_no_repositories_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
