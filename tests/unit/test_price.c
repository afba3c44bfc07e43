/* What queries cost: known beforehand, checked, and learned when dearer. */
#include "crawler/graphql.h"
#include "crawler/price.h"
#include "store/task.h"
#include "tests/unit/stage_fixture.h"

/* Prepares the dry run, for what it asks. */
static int
ask(struct stand *stand, struct call *call)
{
	struct leg *leg = &call->legs[0];

	*leg = (struct leg){ .stage = STAGE_PRICE };
	call->walk = &stand->walk;
	return stage_price.prepare(&stand->walk, stand->fixture->txn, call,
	    leg);
}

static void
arm(struct stand *stand)
{
	fixture_begin(stand->fixture, true);
	assert_ok(price_arm(&stand->walk, stand->fixture->txn));
	fixture_commit(stand->fixture);
}

static void
the_dry_run_asks_for_batches_of_the_usual_size(void **state)
{
	struct stand *stand = stand_new(state);
	struct call call = { 0 };
	struct batch batch;

	assert_int_equal(ask(stand, &call), 0);
	assert_true(call.n_dry_run > 0);
	batch_init(&batch, OPERATION_PEOPLE);
	for (size_t i = 0; i < call.n_dry_run; i++)
		if (call.dry_run[i].operation == OPERATION_PEOPLE)
			assert_int_equal(call.dry_run[i].items,
			    batch_choose(&batch, OPERATION_PEOPLE, 100, 6,
				INT64_MAX));
	/* it says nothing about sizes */
	assert_true(call.legs[0].is_suspect);
	stand_free(stand);
}

static void
dearer_prices_are_expected_from_then_on(void **state)
{
	struct stand *stand = stand_new(state);
	struct walk *walk = &stand->walk;

	assert_int_equal(price_of(walk, 4), 4);
	assert_int_equal(price_afford(walk, 40), 40);
	/* cheaper, or as said, or too small to tell: nothing learned */
	price_check(walk, 10, 7);
	price_check(walk, 10, 10);
	price_check(walk, 1, 3);
	assert_int_equal(price_of(walk, 4), 4);
	price_check(walk, 10, 15);
	assert_int_equal(price_of(walk, 4), 6);
	assert_int_equal(price_of(walk, 1), 2); /* rounded up */
	assert_int_equal(price_afford(walk, 15), 10);
	assert_int_equal(price_afford(walk, INT64_MAX), INT64_MAX);
	/* what is expected now is no surprise */
	price_check(walk, 4, 6);
	assert_int_equal(price_of(walk, 4), 6);
	/* an absurd price is not believed whole */
	price_check(walk, 4, 1000000);
	assert_int_equal(price_of(walk, 1), 20);
	stand_free(stand);
}

static void
what_was_learned_is_remembered_and_asked_again_after_a_month(void **state)
{
	struct stand *stand = stand_new(state);
	struct task task;

	arm(stand);
	/* the formula says 6 for all that is asked */
	play(stand, STAGE_PRICE,
	    "{\"data\":{\"rateLimit\":{\"cost\":60,\"remaining\":1}}}");
	assert_true(price_of(&stand->walk, 10) > 10);
	task = get_task(stand, STAGE_PRICE, 1);
	assert_int_equal(task.due, FIXTURE_NOW + 30 * CLOCK_DAY_S);
	stand->walk.price_percent = 0;
	arm(stand);
	assert_true(price_of(&stand->walk, 10) > 10);
	assert_int_equal(get_task(stand, STAGE_PRICE, 1).due, task.due);
	stand_free(stand);
}

static void
runs_of_few_points_do_without(void **state)
{
	struct stand *stand = stand_new(state);

	stand->options.budget = 199;
	arm(stand);
	assert_false(has_task(stand, STAGE_PRICE, 1));
	/* left due by another run */
	stand->options.budget = 0;
	arm(stand);
	assert_true(has_task(stand, STAGE_PRICE, 1));
	stand->options.budget = 199;
	arm(stand);
	assert_false(has_task(stand, STAGE_PRICE, 1));
	stand_free(stand);
}

static void
a_query_that_was_changed_is_asked_about_at_once(void **state)
{
	struct stand *stand = stand_new(state);
	struct task task;

	arm(stand);
	task = get_task(stand, STAGE_PRICE, 1);
	task.name = "of another version";
	task.done_at = FIXTURE_NOW;
	task.due = FIXTURE_NOW + CLOCK_DAY_S;
	fixture_begin(stand->fixture, true);
	assert_ok(store_task_put(stand->fixture->txn, &task));
	fixture_commit(stand->fixture);
	arm(stand);
	assert_int_equal(get_task(stand, STAGE_PRICE, 1).due, FIXTURE_NOW);
	stand_free(stand);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_dry_run_asks_for_batches_of_the_usual_size),
		TEST(dearer_prices_are_expected_from_then_on),
		TEST(
		    what_was_learned_is_remembered_and_asked_again_after_a_month),
		TEST(runs_of_few_points_do_without),
		TEST(a_query_that_was_changed_is_asked_about_at_once),
	};

	log_init(LOG_ERR, LOG_LOGFMT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
