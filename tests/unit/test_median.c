#include <string.h>

#include "crawler/median.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test.h"

static struct score
score_of(double value, double coverage)
{
	struct score score;

	memset(&score, 0, sizeof(score));
	for (int i = 0; i < FAMILY_COUNT; i++) {
		score.signals[i].value = value;
		score.signals[i].coverage = coverage;
	}
	return score;
}

static void
too_few_people_change_no_expectation(void **state)
{
	struct median_builder *builder = median_builder_new();
	struct medians medians;

	(void)state;
	for (int i = 0; i < FAMILY_COUNT; i++)
		medians.value[i] = 0.2;
	for (int i = 0; i < MEDIAN_PEOPLE - 1; i++) {
		struct score score = score_of(0.9, 1);

		median_add(builder, &score);
	}
	median_compute(builder, &medians);
	for (int i = 0; i < FAMILY_COUNT; i++)
		assert_true(medians.value[i] == 0.2);
	median_builder_free(builder);
}

static void
expectations_are_the_lower_quartile_in_coarse_steps(void **state)
{
	struct median_builder *builder = median_builder_new();
	struct medians medians = { { 0 } };

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct score score = score_of(i / 100.0, 0.5);

		median_add(builder, &score);
	}
	median_compute(builder, &medians);
	assert_true(medians.value[FAMILY_REVIEW] == 0.24);
	median_builder_free(builder);
}

static void
the_order_of_people_leaves_no_trace(void **state)
{
	struct median_builder *up = median_builder_new();
	struct median_builder *down = median_builder_new();
	struct medians a = { { 0 } }, b = { { 0 } };

	(void)state;
	for (int i = 0; i < 37; i++) {
		struct score rising = score_of(i / 37.0, 0.7);
		struct score falling = score_of((36 - i) / 37.0, 0.7);

		median_add(up, &rising);
		median_add(down, &falling);
	}
	median_compute(up, &a);
	median_compute(down, &b);
	assert_memory_equal(&a, &b, sizeof(a));
	median_builder_free(up);
	median_builder_free(down);
}

static void
thin_evidence_and_odd_values_count_for_nothing(void **state)
{
	struct median_builder *builder = median_builder_new();
	struct medians medians = { { 0 } };
	const double odd[] = { -1, 2, 1e300, -1e300 };

	(void)state;
	for (int i = 0; i < 100; i++) {
		struct score score = score_of(0.9, 0.49);

		median_add(builder, &score);
	}
	median_compute(builder, &medians);
	assert_true(medians.value[0] == 0);
	for (size_t i = 0; i < 100; i++) {
		struct score score = score_of(odd[i % COUNT(odd)], 1);

		median_add(builder, &score);
	}
	median_compute(builder, &medians);
	assert_true(medians.value[0] >= 0 && medians.value[0] <= 1);
	median_builder_free(builder);
}

static void
expectations_survive_the_store(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct medians medians, back;

	fixture_begin(fixture, true);
	for (int i = 0; i < FAMILY_COUNT; i++)
		medians.value[i] = (i * 37 % 1000) / 1000.0;
	assert_int_equal(median_load(fixture->txn, "role", &arena, &back),
	    ERR_NOTFOUND);
	assert_ok(median_save(fixture->txn, "role", &medians));
	assert_ok(median_load(fixture->txn, "role", &arena, &back));
	assert_memory_equal(&medians, &back, sizeof(back));
	assert_int_equal(median_load(fixture->txn, "other", &arena, &back),
	    ERR_NOTFOUND);
	/* written by a version with other families: computed anew */
	assert_ok(
	    store_meta_put(fixture->txn, "medians:role", "review=12 x=3"));
	assert_int_equal(median_load(fixture->txn, "role", &arena, &back),
	    ERR_NOTFOUND);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_few_people_change_no_expectation),
		cmocka_unit_test(
		    expectations_are_the_lower_quartile_in_coarse_steps),
		cmocka_unit_test(the_order_of_people_leaves_no_trace),
		cmocka_unit_test(
		    thin_evidence_and_odd_values_count_for_nothing),
		TEST(expectations_survive_the_store),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
