/* What the daemon and others leave for each other in the store. */
#include <string.h>

#include "cli/rescore_queue.h"
#include "cli/run_record.h"
#include "tests/unit/store_fixture.h"

static void
a_record_of_a_run_is_kept(void **state)
{
	struct fixture *fixture = *state;
	struct run_record record = { .started = 1795326940,
		.ended = 1795327000,
		.succeeded = 0,
		.result = "network" };
	struct run_record got;

	fixture_begin(fixture, true);
	assert_ok(run_record_get(fixture->txn, "go", &got));
	assert_int_equal(got.ended, 0);
	assert_ok(run_record_put(fixture->txn, "go", &record));
	assert_ok(run_record_get(fixture->txn, "go", &got));
	assert_int_equal(got.started, record.started);
	assert_int_equal(got.ended, record.ended);
	assert_int_equal(got.succeeded, 0);
	assert_string_equal(got.result, "network");
	assert_ok(run_record_get(fixture->txn, "other", &got));
	assert_string_equal(got.result, "");
}

static void
a_record_that_makes_no_sense_is_none(void **state)
{
	static const char *const texts[] = { "", "x", "- -", "- - -",
		"yesterday - - done", "2026-11-22T05:04:03Z" };
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct run_record got;

		assert_ok(
		    store_meta_put(fixture->txn, "run.last.go", texts[i]));
		assert_ok(run_record_get(fixture->txn, "go", &got));
		assert_int_equal(got.started, 0);
		assert_string_equal(got.result, "");
	}
}

static void
rescores_are_queued_once(void **state)
{
	static const char *const one[] = { "go" },
				 *const two[] = { "go",
					 "/etc/muster/roles/rust.yaml" };
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	const char **roles, *text;
	size_t n;

	fixture_begin(fixture, true);
	assert_int_equal(rescore_queue_get(fixture->txn, &arena, &roles, &n,
			     &text),
	    ERR_NOTFOUND);
	assert_ok(rescore_queue_add(fixture->txn, one, 1));
	assert_ok(rescore_queue_add(fixture->txn, two, 2));
	assert_ok(rescore_queue_get(fixture->txn, &arena, &roles, &n, &text));
	assert_int_equal(n, 2);
	assert_string_equal(roles[0], two[0]);
	assert_string_equal(roles[1], two[1]);
	/* added to meanwhile: stays */
	assert_ok(rescore_queue_add(fixture->txn, NULL, 0));
	assert_ok(rescore_queue_drop(fixture->txn, text));
	assert_ok(rescore_queue_get(fixture->txn, &arena, &roles, &n, &text));
	assert_int_equal(n, 0);
	assert_ok(rescore_queue_add(fixture->txn, one, 1));
	assert_ok(rescore_queue_drop(fixture->txn, text));
	assert_ok(rescore_queue_drop(fixture->txn, text));
	assert_int_equal(rescore_queue_get(fixture->txn, &arena, &roles, &n,
			     &text),
	    ERR_NOTFOUND);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_record_of_a_run_is_kept),
		TEST(a_record_that_makes_no_sense_is_none),
		TEST(rescores_are_queued_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
