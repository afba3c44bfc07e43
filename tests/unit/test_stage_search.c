/* Searches with more results than GitHub gives are split, and no others. */
#include "crawler/stage.h"
#include "tests/unit/stage_fixture.h"

#define RESULTS(count, more)                                            \
	"{\"data\":{\"search\":{\"userCount\":" #count ",\"pageInfo\":" \
	"{\"hasNextPage\":" #more ",\"endCursor\":\"x\"},\"nodes\":["   \
	"{\"__typename\":\"User\",\"databaseId\":5,\"login\":\"ann\"}"  \
	"]}}}"

static void
search(struct stand *stand, const char *query, const char *cursor)
{
	add(stand, STAGE_SEARCH, seed_key(query), query, cursor);
}

static size_t
due(struct stand *stand, struct tasks *ret_tasks)
{
	fixture_begin(stand->fixture, false);
	assert_ok(frontier_due(&stand->walk, stand->fixture->txn, STAGE_SEARCH,
	    10, &stand->arena, ret_tasks));
	fixture_abort(stand->fixture);
	return ret_tasks->n;
}

static void
a_search_with_too_many_results_is_halved_by_time(void **state)
{
	struct stand *stand = stand_new(state);
	struct tasks tasks = { NULL, 0 };
	bool early = false, late = false;

	search(stand, "language:go", NULL);
	play(stand, STAGE_SEARCH, RESULTS(1001, true));
	/* what the page said is not lost */
	assert_true(has_task(stand, STAGE_PEOPLE, 5));
	assert_int_equal(due(stand, &tasks), 2);
	for (size_t i = 0; i < 2; i++) {
		early |= str_equal(tasks.items[i].name,
		    "language:go created:2007-10-01T00:00:00Z.."
		    "2024-10-04T18:48:31Z");
		late |= str_equal(tasks.items[i].name,
		    "language:go created:2024-10-04T18:48:32Z.."
		    "2041-10-09T13:37:03Z");
	}
	assert_true(early && late);
	/* halves of halves, of the query as it was */
	play(stand, STAGE_SEARCH, RESULTS(5000, true));
	assert_int_equal(due(stand, &tasks), 3);
	for (size_t i = 0; i < 3; i++)
		assert_null(strstr(strstr(tasks.items[i].name, "created:") + 1,
		    "created:"));
	stand_free(stand);
}

static void
a_search_that_gives_all_is_only_paged(void **state)
{
	struct stand *stand = stand_new(state);
	struct tasks tasks = { NULL, 0 };

	search(stand, "language:go", NULL);
	play(stand, STAGE_SEARCH, RESULTS(1000, true));
	assert_int_equal(due(stand, &tasks), 1);
	play(stand, STAGE_SEARCH, RESULTS(1000, false));
	assert_int_equal(due(stand, &tasks), 0);
	assert_int_equal(get_task(stand, STAGE_SEARCH, seed_key("language:go"))
			     .due,
	    FIXTURE_NOW + 7 * CLOCK_DAY_S);
	stand_free(stand);
}

static void
what_cannot_be_split_does_not_loop(void **state)
{
	static const char own[] = "language:go created:>2020-01-01",
			  hour[] = "a created:2020-01-01T00:00:00Z.."
				   "2020-01-01T01:08:14Z";
	struct stand *stand = stand_new(state);
	struct tasks tasks = { NULL, 0 };

	search(stand, own, NULL);
	play(stand, STAGE_SEARCH, RESULTS(9999, false));
	assert_int_equal(due(stand, &tasks), 0);
	search(stand, hour, "since=1577836800;start=1577840894;page=0");
	play(stand, STAGE_SEARCH, RESULTS(9999, true));
	assert_int_equal(due(stand, &tasks), 1);
	for (int page = 1; page < 10 && due(stand, &tasks) == 1; page++)
		play(stand, STAGE_SEARCH, RESULTS(9999, true));
	assert_int_equal(due(stand, &tasks), 0);
	stand_free(stand);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_search_with_too_many_results_is_halved_by_time),
		TEST(a_search_that_gives_all_is_only_paged),
		TEST(what_cannot_be_split_does_not_loop),
	};

	log_init(LOG_ERR, LOG_LOGFMT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
