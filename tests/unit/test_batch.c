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
twenty_good_calls_make_it_one_larger(void **state)
{
	struct batch batch;

	(void)state;
	batch_init(&batch, OPERATION_PEOPLE);
	for (int i = 0; i < BATCH_GOOD_RUN - 1; i++)
		batch_succeed(&batch, OPERATION_PEOPLE, 25);
	assert_int_equal(batch.size, 25);
	batch_succeed(&batch, OPERATION_PEOPLE, 25);
	assert_int_equal(batch.size, 26);
	/* calls far below the size prove nothing */
	for (int i = 0; i < 100; i++)
		batch_succeed(&batch, OPERATION_PEOPLE, 5);
	assert_int_equal(batch.size, 26);
	/* and it ends somewhere */
	for (int i = 0; i < 10000; i++)
		batch_succeed(&batch, OPERATION_PEOPLE, 50);
	assert_int_equal(batch.size, batch_max(OPERATION_PEOPLE));
}

static void
a_failure_starts_the_run_anew(void **state)
{
	struct batch batch;

	(void)state;
	batch_init(&batch, OPERATION_PEOPLE);
	for (int i = 0; i < BATCH_GOOD_RUN - 1; i++)
		batch_succeed(&batch, OPERATION_PEOPLE, 25);
	batch_shrink(&batch, 25);
	batch_succeed(&batch, OPERATION_PEOPLE, 12);
	assert_int_equal(batch.size, 12);
}

static void
rounding_is_on_our_side(void **state)
{
	struct batch batch;

	(void)state;
	batch_init(&batch, OPERATION_PEOPLE);
	/* 25 people are 4.5 resolutions by the hundred: 5 points; 24 are 4 */
	assert_int_equal(operation_cost(OPERATION_PEOPLE, 25, 6), 5);
	assert_int_equal(operation_cost(OPERATION_PEOPLE, 24, 6), 4);
	assert_int_equal(batch_choose(&batch, OPERATION_PEOPLE, 100, 6,
			     INT64_MAX),
	    24);
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

		assert_true(
		    n == 0 || operation_cost(OPERATION_PEOPLE, n, 6) <= points);
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
		{ "12:3", 12, 3 },
		{ "1:0", 1, 0 },
		{ "0:0", 25, 0 },
		{ "51:0", 25, 0 },
		{ "12", 25, 0 },
		{ "12:", 25, 0 },
		{ ":1", 25, 0 },
		{ "x:y", 25, 0 },
		{ "12:999", 25, 0 },
		{ "99999999999999999999999999999:1", 25, 0 },
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
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(batches_start_at_25_people_and_full_pages),
		cmocka_unit_test(too_much_halves_down_to_one),
		cmocka_unit_test(twenty_good_calls_make_it_one_larger),
		cmocka_unit_test(a_failure_starts_the_run_anew),
		cmocka_unit_test(rounding_is_on_our_side),
		cmocka_unit_test(no_call_passes_the_points_left),
		cmocka_unit_test(sizes_survive_the_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
