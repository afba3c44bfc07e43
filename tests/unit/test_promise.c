#include "crawler/promise.h"
#include "tests/unit/test.h"

static void
more_work_never_promises_less(void **state)
{
	struct work work = { 0 };
	int64_t before = promise_of(&work);

	(void)state;
	assert_int_equal(before, 0);
	for (size_t n = 1; n < 5000; n = n * 2 + 1) {
		int64_t now;

		work.n_pulls = n;
		now = promise_of(&work);
		assert_true(now >= before);
		before = now;
		work.n_reviews = n;
		now = promise_of(&work);
		assert_true(now >= before);
		before = now;
		work.commits_total = (int64_t)n;
		now = promise_of(&work);
		assert_true(now >= before);
		before = now;
	}
	assert_int_equal(before, PROMISE_MAX);
}

static void
recent_merged_work_counts_above_an_old_total(void **state)
{
	const struct work total = { .commits_total = 30 };
	const struct work merged = { .n_pulls = 30 };

	(void)state;
	assert_true(promise_of(&merged) > promise_of(&total));
}

static void
the_frontier_keeps_few_distinct_priorities(void **state)
{
	(void)state;
	for (size_t n = 0; n < 1000; n++) {
		const struct work work = { .n_pulls = n, .n_comments = n / 3 };
		int64_t promise = promise_of(&work);

		assert_int_equal(promise % 10, 0);
		assert_in_range(promise, 0, PROMISE_MAX);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_work_never_promises_less),
		cmocka_unit_test(recent_merged_work_counts_above_an_old_total),
		cmocka_unit_test(the_frontier_keeps_few_distinct_priorities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
