#include "crawler/batch.h"
#include "tests/unit/test.h"

static void
batches_start_at_25_people_and_full_pages(void **state)
{
	struct batch batch;

	(void)state;
	batch_init(&batch, OPERATION_PEOPLE);
	assert_int_equal(batch.size, 25);
	batch_init(&batch, OPERATION_PULLS);
	assert_int_equal(batch.size, 100);
}

enum {
	QUICK = 1000
};

static long
price(size_t people)
{
	struct shape shape = { OPERATION_PEOPLE, people, 0 };

	return operation_cost(&shape, 1, 6);
}

static void
slow_answers_are_a_warning(void **state)
{
	struct batch batch;

	(void)state;
	/* answers that take their time: no larger ones */
	batch_init(&batch, OPERATION_PEOPLE);
	for (int i = 0; i < 100; i++)
		batch_succeed(&batch, OPERATION_PEOPLE, 25, BATCH_FAST_MS + 1);
	assert_int_equal(batch.size, 25);
	/* answers near GitHub's limit: smaller ones, before it is met */
	batch_succeed(&batch, OPERATION_PEOPLE, 25, BATCH_SLOW_MS + 1);
	assert_int_equal(batch.size, 21);
	for (int i = 0; i < 100; i++)
		batch_succeed(&batch, OPERATION_PEOPLE, (size_t)batch.size,
		    BATCH_SLOW_MS + 1);
	assert_int_equal(batch.size, 1);
}

static void
too_much_halves_down_to_one(void **state)
{
	static const int64_t expected[] = { 12, 6, 3, 1, 1 };
	struct batch batch;

	(void)state;
	batch_init(&batch, OPERATION_PEOPLE);
	for (size_t i = 0; i < COUNT(expected); i++) {
		batch_shrink(&batch, (size_t)batch.size);
		assert_int_equal(batch.size, expected[i]);
	}
	/* a small call that failed says more than the size allowed */
	batch_init(&batch, OPERATION_PEOPLE);
	batch_shrink(&batch, 8);
	assert_int_equal(batch.size, 4);
}

static void
good_calls_make_it_an_eighth_larger(void **state)
{
	struct batch batch;

	(void)state;
	batch_init(&batch, OPERATION_PEOPLE);
	for (int i = 0; i < BATCH_GOOD_RUN - 1; i++)
		batch_succeed(&batch, OPERATION_PEOPLE, 25, QUICK);
	assert_int_equal(batch.size, 25);
	batch_succeed(&batch, OPERATION_PEOPLE, 25, QUICK);
	assert_int_equal(batch.size, 28);
	/* calls far below the size prove nothing */
	for (int i = 0; i < 100; i++)
		batch_succeed(&batch, OPERATION_PEOPLE, 5, QUICK);
	assert_int_equal(batch.size, 28);
	/* and it ends somewhere */
	for (int i = 0; i < 10000; i++)
		batch_succeed(&batch, OPERATION_PEOPLE, 50, QUICK);
	assert_int_equal(batch.size, batch_max(OPERATION_PEOPLE));
}

static void
a_failure_starts_the_run_anew(void **state)
{
	struct batch batch;

	(void)state;
	batch_init(&batch, OPERATION_PEOPLE);
	for (int i = 0; i < BATCH_GOOD_RUN - 1; i++)
		batch_succeed(&batch, OPERATION_PEOPLE, 25, QUICK);
	batch_shrink(&batch, 25);
	batch_succeed(&batch, OPERATION_PEOPLE, 12, QUICK);
	assert_int_equal(batch.size, 12);
}

static void
one_failure_is_soon_forgotten(void **state)
{
	struct batch batch;

	(void)state;
	batch_init(&batch, OPERATION_PULLS);
	batch_shrink(&batch, 100);
	assert_int_equal(batch.size, 50);
	/* three quarters of what failed are taken back at once */
	for (int i = 0; i < BATCH_RECOVERY_RUN; i++)
		batch_succeed(&batch, OPERATION_PULLS, 50, QUICK);
	assert_int_equal(batch.size, 75);
	/* the rest only slowly */
	for (int i = 0; i < BATCH_GOOD_RUN; i++)
		batch_succeed(&batch, OPERATION_PULLS, 75, QUICK);
	assert_int_equal(batch.size, 76);
}

/* A server that can do 60 at a time and no more. */
static void
a_true_limit_is_found_and_kept(void **state)
{
	struct batch batch;
	int failures = 0;
	int64_t sum = 0;

	(void)state;
	batch_init(&batch, OPERATION_PULLS);
	for (int i = 0; i < 1000; i++) {
		sum += batch.size > 60 ? 0 : batch.size;
		if (batch.size > 60) {
			failures++;
			batch_shrink(&batch, (size_t)batch.size);
		} else {
			batch_succeed(&batch, OPERATION_PULLS,
			    (size_t)batch.size, QUICK);
		}
	}
	assert_in_range(failures, 1, 8);
	assert_true(sum > 45 * 1000);
}

static void
rounding_is_on_our_side(void **state)
{
	struct batch batch;

	(void)state;
	batch_init(&batch, OPERATION_PEOPLE);
	/* 25 people are 475 resolutions: 5 points; 23 are 437: 4 */
	assert_int_equal(price(25), 5);
	assert_int_equal(price(23), 4);
	assert_int_equal(batch_choose(&batch, OPERATION_PEOPLE, 100, 6,
			     INT64_MAX),
	    23);
	/* but a rest that fits goes whole */
	assert_int_equal(batch_choose(&batch, OPERATION_PEOPLE, 22, 6,
			     INT64_MAX),
	    22);
	assert_int_equal(batch_choose(&batch, OPERATION_PEOPLE, 1, 6,
			     INT64_MAX),
	    1);
}

static void
no_call_passes_the_points_left(void **state)
{
	struct batch batch;

	(void)state;
	batch_init(&batch, OPERATION_PEOPLE);
	for (int64_t points = 0; points <= 10; points++) {
		size_t n =
		    batch_choose(&batch, OPERATION_PEOPLE, 25, 6, points);

		assert_true(n == 0 || price(n) <= points);
		assert_true(points == 0 ? n == 0 : n > 0);
	}
	batch_init(&batch, OPERATION_PULLS);
	assert_int_equal(batch_choose(&batch, OPERATION_PULLS, 1000, 6, 1),
	    100);
	assert_int_equal(batch_choose(&batch, OPERATION_PULLS, 1000, 6, 0), 0);
}

static void
sizes_survive_the_store(void **state)
{
	static const struct {
		const char *text;
		int64_t size, good;
	} rows[] = {
		{ "12:3:20", 12, 3 },
		{ "1:0:1", 1, 0 },
		{ "0:0:1", 25, 0 },
		{ "51:0:51", 25, 0 },
		{ "12:3:11", 12, 3 },
		{ "12:3:51", 25, 0 },
		{ "12:3", 25, 0 },
		{ "12", 25, 0 },
		{ "12:", 25, 0 },
		{ ":1:2", 25, 0 },
		{ "x:y:z", 25, 0 },
		{ "12:999:20", 25, 0 },
		{ "12:3:20:7", 25, 0 },
		{ "99999999999999999999999999999:1:1", 25, 0 },
		{ "", 25, 0 },
	};
	struct batch batch, again;
	char text[32];

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		print_message("%s\n", rows[i].text);
		batch_parse(&batch, OPERATION_PEOPLE, rows[i].text);
		assert_int_equal(batch.size, rows[i].size);
		assert_int_equal(batch.good, rows[i].good);
		batch_format(&batch, text, sizeof(text));
		batch_parse(&again, OPERATION_PEOPLE, text);
		assert_int_equal(again.size, batch.size);
		assert_int_equal(again.good, batch.good);
		assert_int_equal(again.bar, batch.bar);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batches_start_at_25_people_and_full_pages),
		cmocka_unit_test(slow_answers_are_a_warning),
		cmocka_unit_test(too_much_halves_down_to_one),
		cmocka_unit_test(good_calls_make_it_an_eighth_larger),
		cmocka_unit_test(a_failure_starts_the_run_anew),
		cmocka_unit_test(one_failure_is_soon_forgotten),
		cmocka_unit_test(a_true_limit_is_found_and_kept),
		cmocka_unit_test(rounding_is_on_our_side),
		cmocka_unit_test(no_call_passes_the_points_left),
		cmocka_unit_test(sizes_survive_the_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
