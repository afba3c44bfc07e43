/* The frontier: what is due, in which order, and what survives. */
#include <stdlib.h>
#include <string.h>

#include "store/key.h"
#include "store/lmdb.h"
#include "store/task.h"
#include "store/task_internal.h"
#include "tests/unit/store_fixture.h"

enum {
	NOW = 1000
};

static void
put(struct fixture *fixture, struct task task)
{
	assert_ok(store_task_put(fixture->txn, &task));
}

static void
add(struct fixture *fixture, struct task task)
{
	assert_ok(store_task_add(fixture->txn, &task));
}

/* "stage:subject stage:subject " of what is due. */
static void
expect_due(struct fixture *fixture, int64_t stage, size_t max,
    const char *expected)
{
	const struct task_query query = { .stage = stage, .now = NOW };
	struct task *tasks = mem_calloc(max, sizeof(*tasks));
	struct arena arena = { 0 };
	struct buf text;
	size_t n = 99;

	buf_init(&text, 100000);
	assert_ok(store_task_due(fixture->txn, &query, &arena, tasks, max, &n));
	for (size_t i = 0; i < n; i++)
		buf_format(&text, "%lld:%lld ", (long long)tasks[i].stage,
		    (long long)tasks[i].subject);
	assert_string_equal(text.len > 0 ? text.data : "", expected);
	buf_done(&text);
	arena_done(&arena);
	mem_free(tasks);
}

static void
expect_counts(struct fixture *fixture, int64_t due, int64_t waiting,
    int64_t dead)
{
	int64_t got[3] = { -1, -1, -1 };

	assert_ok(
	    store_task_counts(fixture->txn, NOW, &got[0], &got[1], &got[2]));
	assert_int_equal(got[0], due);
	assert_int_equal(got[1], waiting);
	assert_int_equal(got[2], dead);
}

static void
task_comes_back_whole(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct task got;

	fixture_begin(fixture, true);
	put(fixture,
	    (struct task){ .stage = 3,
		.subject = -9,
		.name = "a/b",
		.cursor = "page2",
		.due = 5,
		.priority = 6,
		.attempts = 2,
		.visited_at = 4,
		.last_error = "timeout" });
	assert_ok(store_task_get(fixture->txn, 3, -9, &arena, &got));
	assert_string_equal(got.cursor, "page2");
	assert_string_equal(got.last_error, "timeout");
	assert_int_equal(got.attempts, 2);
	assert_int_equal(store_task_get(fixture->txn, 3, 9, &arena, &got),
	    ERR_NOTFOUND);
	assert_int_equal(store_task_get(fixture->txn, 0, 9, &arena, &got),
	    ERR_NOTFOUND);
	assert_int_equal(store_task_put(fixture->txn,
			     &(struct task){ .stage = 0 }),
	    ERR_INVAL);
	arena_done(&arena);
}

static void
due_is_by_priority_then_time(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put(fixture, (struct task){ .stage = 1, .subject = 1, .due = 10 });
	put(fixture, (struct task){ .stage = 1, .subject = 2, .due = 5 });
	put(fixture,
	    (struct task){ .stage = 1,
		.subject = 3,
		.due = 50,
		.priority = 9 });
	put(fixture,
	    (struct task){ .stage = 1,
		.subject = 4,
		.due = NOW + 1,
		.priority = 99 });
	put(fixture,
	    (struct task){ .stage = 2,
		.subject = 5,
		.due = NOW,
		.priority = 9 });
	put(fixture,
	    (struct task){ .stage = 2,
		.subject = 6,
		.due = 5,
		.priority = -1 });
	expect_due(fixture, 1, 10, "1:3 1:2 1:1 ");
	expect_due(fixture, 2, 10, "2:5 2:6 ");
	expect_due(fixture, 0, 10, "1:3 2:5 1:2 1:1 2:6 ");
	expect_due(fixture, 0, 2, "1:3 2:5 ");
	expect_due(fixture, 0, 0, "");
	expect_due(fixture, 7, 10, "");
	expect_counts(fixture, 5, 1, 0);
}

static void
shares_are_told_apart(void **state)
{
	static const int64_t some[] = { 0, 7 }, none[] = { 8 };
	struct task_query query = { .stage = 1,
		.now = NOW,
		.shares = some,
		.n_shares = 2 };
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct task tasks[8];
	int64_t count;
	size_t n;

	fixture_begin(fixture, true);
	for (int64_t share = 0; share < 16; share++)
		put(fixture,
		    (struct task){ .stage = 1,
			.subject = share + 1,
			.share = share,
			.due = 1,
			.priority = share % 5 });
	put(fixture,
	    (struct task){ .stage = 2, .subject = 9, .share = 7, .due = 1 });
	expect_due(fixture, 1, 4, "1:5 1:10 1:15 1:4 ");
	assert_ok(store_task_due(fixture->txn, &query, &arena, tasks, 8, &n));
	assert_int_equal(n, 2);
	assert_int_equal(tasks[0].subject, 8);
	assert_int_equal(tasks[1].subject, 1);
	query.stage = 0;
	assert_ok(store_task_count(fixture->txn, &query, &count));
	assert_int_equal(count, 3);
	query.shares = none;
	query.n_shares = 1;
	assert_ok(store_task_count(fixture->txn, &query, &count));
	assert_int_equal(count, 1);
	expect_counts(fixture, 17, 0, 0);
	assert_int_equal(store_task_put(fixture->txn,
			     &(struct task){ .stage = 1, .share = 65535 }),
	    ERR_INVAL);
	/* given to another */
	put(fixture,
	    (struct task){ .stage = 1, .subject = 8, .share = 3, .due = 1 });
	assert_ok(store_task_count(fixture->txn, &query, &count));
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

static void
the_list_of_what_is_due_can_be_built_anew(void **state)
{
	struct fixture *fixture = *state;
	const struct ready_key stray = { READY_PENDING, 3, 0, 1, 1, 1 };
	struct key key, progress = { 0 };
	int rc;

	fixture_begin(fixture, true);
	put(fixture, (struct task){ .stage = 1, .subject = 1, .due = 1 });
	put(fixture,
	    (struct task){ .stage = 1, .subject = 2, .is_dead = true });
	key_ready(&key, &stray);
	assert_ok(db_put(fixture->txn, TABLE_READY, &key,
	    (struct slice){ (const uint8_t *)"", 0 }));
	while ((rc = store_task_reindex(fixture->txn, &progress, 1)) == 0)
		;
	assert_int_equal(rc, ERR_NOTFOUND);
	expect_counts(fixture, 1, 0, 1);
	fixture_expect_sound(fixture);
}

static void
done_tasks_wait_for_their_next_time(void **state)
{
	struct fixture *fixture = *state;
	struct task task = { .stage = 1, .subject = 1, .due = 10 };

	fixture_begin(fixture, true);
	put(fixture, task);
	expect_counts(fixture, 1, 0, 0);
	task.done_at = 20;
	put(fixture, task);
	expect_counts(fixture, 0, 0, 0);
	task.due = NOW + 5;
	put(fixture, task);
	expect_counts(fixture, 0, 1, 0);
	task.due = NOW;
	put(fixture, task);
	expect_due(fixture, 0, 5, "1:1 ");
	task.is_dead = true;
	put(fixture, task);
	expect_due(fixture, 0, 5, "");
	expect_counts(fixture, 0, 0, 1);
	fixture_expect_sound(fixture);
	assert_ok(store_task_drop(fixture->txn, 1, 1));
	assert_ok(store_task_drop(fixture->txn, 1, 1));
	expect_counts(fixture, 0, 0, 0);
	fixture_expect_sound(fixture);
}

static void
adding_again_keeps_the_state(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct task got,
	    task = { .stage = 1, .subject = 1, .due = 10, .priority = 3 };

	fixture_begin(fixture, true);
	add(fixture, task);
	task.cursor = "page2";
	task.attempts = 1;
	put(fixture, task);
	/* Under way: only a higher priority is taken. */
	add(fixture,
	    (struct task){ .stage = 1,
		.subject = 1,
		.due = 20,
		.priority = 2 });
	assert_ok(store_task_get(fixture->txn, 1, 1, &arena, &got));
	assert_string_equal(got.cursor, "page2");
	assert_int_equal(got.priority, 3);
	add(fixture,
	    (struct task){ .stage = 1,
		.subject = 1,
		.due = 20,
		.priority = 8 });
	assert_ok(store_task_get(fixture->txn, 1, 1, &arena, &got));
	assert_string_equal(got.cursor, "page2");
	assert_int_equal(got.priority, 8);
	/* Done, and not due before 500. */
	got.cursor = NULL;
	got.done_at = 400;
	got.visited_at = 400;
	got.due = 500;
	put(fixture, got);
	add(fixture, (struct task){ .stage = 1, .subject = 1, .due = 450 });
	assert_ok(store_task_get(fixture->txn, 1, 1, &arena, &got));
	assert_int_equal(got.done_at, 400);
	/* Done and due: a fresh start that remembers its last visit. */
	add(fixture, (struct task){ .stage = 1, .subject = 1, .due = 600 });
	assert_ok(store_task_get(fixture->txn, 1, 1, &arena, &got));
	assert_int_equal(got.done_at, 0);
	assert_int_equal(got.visited_at, 400);
	assert_int_equal(got.due, 600);
	/* What gave up stays so. */
	got.is_dead = true;
	put(fixture, got);
	add(fixture, (struct task){ .stage = 1, .subject = 1, .due = 700 });
	assert_ok(store_task_get(fixture->txn, 1, 1, &arena, &got));
	assert_true(got.is_dead);
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

/* ---- against a plain list ---- */

enum {
	MANY = 400
};

static int
compare(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

static int
by_urgency(const void *left, const void *right)
{
	const struct task *a = left, *b = right;
	int order = compare(b->priority, a->priority);

	if (order == 0)
		order = compare(a->due, b->due);
	if (order == 0)
		order = compare(a->stage, b->stage);
	return order != 0 ? order : compare(a->subject, b->subject);
}

static uint32_t
next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

static void
any_tasks_come_in_the_order_of_a_sorted_list(void **state)
{
	struct fixture *fixture = *state;
	struct task *tasks = mem_calloc(MANY, sizeof(*tasks));
	struct task *due = mem_calloc(MANY, sizeof(*due));
	uint32_t seed = 3;
	size_t n = 0;
	struct buf expected;

	fixture_begin(fixture, true);
	for (int round = 0; round < 3 * MANY; round++) {
		int64_t i = next(&seed) % MANY;

		tasks[i] = (struct task){ .stage = 1 + i % 5,
			.subject = i,
			.due = next(&seed) % (2 * NOW),
			.priority = (int64_t)(next(&seed) % 20) - 10,
			.done_at = next(&seed) % 3 == 0 ? NOW / 2 : 0,
			.is_dead = next(&seed) % 10 == 0 };
		put(fixture, tasks[i]);
	}
	for (int i = 0; i < MANY; i++)
		if (tasks[i].stage > 0 && task_is_pending(&tasks[i]) &&
		    tasks[i].due <= NOW)
			due[n++] = tasks[i];
	qsort(due, n, sizeof(*due), by_urgency);
	buf_init(&expected, 100000);
	for (size_t i = 0; i < n && i < 150; i++)
		buf_format(&expected, "%lld:%lld ", (long long)due[i].stage,
		    (long long)due[i].subject);
	expect_due(fixture, 0, 150, expected.data);
	fixture_expect_sound(fixture);
	buf_done(&expected);
	mem_free(tasks);
	mem_free(due);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(task_comes_back_whole),
		TEST(due_is_by_priority_then_time),
		TEST(shares_are_told_apart),
		TEST(the_list_of_what_is_due_can_be_built_anew),
		TEST(done_tasks_wait_for_their_next_time),
		TEST(adding_again_keeps_the_state),
		TEST(any_tasks_come_in_the_order_of_a_sorted_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
