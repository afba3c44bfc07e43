/* What the progress view of a crawl says. */
#include <string.h>

#include "base/str.h"
#include "cli/progress.h"
#include "tests/unit/test.h"

static void
numbers_pace_and_limits_are_told(void **state)
{
	struct crawl_report report = {
		.seeds_total = 5,
		.seeds_done = 2,
		.people_seen = 4312,
		.people_scored = 100,
		.people_total = 400,
		.rest_remaining = 4812,
		.graphql_remaining = 901,
		.reset_at = 1795338930, /* 09:15:30 */
		.best_score = 61.25,
	};
	struct progress_text text;
	struct arena arena = { 0 };

	(void)state;
	assert_true(
	    str_copy(report.best_login, sizeof(report.best_login), "octocat"));
	progress_text(&report, 60 * 1000, &arena, &text);
	assert_string_equal(text.work,
	    "seeds 2/5  people 4,312 seen, 100 scored");
	assert_non_null(strstr(text.best, "best lead octocat 61."));
	assert_string_equal(text.limits,
	    "points left 4,812 REST, 901 GraphQL, back at 09:15:30 UTC");
	assert_string_equal(text.time, "60 s, about 3 min to go");

	report.rest_remaining = 0; /* GraphQL alone was asked */
	progress_text(&report, 60 * 1000, &arena, &text);
	assert_string_equal(text.limits,
	    "points left 901 GraphQL, back at 09:15:30 UTC");

	report.waiting_until = 1795338930;
	progress_text(&report, 0, &arena, &text);
	assert_string_equal(text.limits,
	    "waiting for GitHub until 09:15:30 UTC");
	assert_string_equal(text.time, "0 s");
	arena_done(&arena);
}

static void
nothing_is_made_up_at_the_start(void **state)
{
	struct crawl_report report = { 0 };
	struct progress_text text;
	struct arena arena = { 0 };

	(void)state;
	progress_text(&report, 0, &arena, &text);
	assert_string_equal(text.work, "seeds 0/0  people 0 seen, 0 scored");
	assert_string_equal(text.best, "");
	assert_string_equal(text.limits, "");
	assert_string_equal(text.time, "0 s");
	arena_done(&arena);
}

static void
long_times_are_readable(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} cases[] = {
		{ 89, "89 s" },
		{ 90, "2 min" },
		{ 3600, "60 min" },
		{ 7200, "2 h 0 min" },
		{ 90000, "25 h 0 min" },
	};
	struct crawl_report report = { 0 };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct progress_text text;

		progress_text(&report, cases[i].seconds * 1000, &arena, &text);
		assert_string_equal(text.time, cases[i].text);
	}
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_pace_and_limits_are_told),
		cmocka_unit_test(nothing_is_made_up_at_the_start),
		cmocka_unit_test(long_times_are_readable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
