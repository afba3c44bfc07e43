#include "signals/own_projects.h"
#include "signals/scoring.h"
#include "tests/unit/signals_fixture.h"

static double
stars_of(int64_t stars, int64_t forks, int64_t issues)
{
	struct repository own = { .stars = stars,
		.forks = forks,
		.open_issues = issues };

	return own_projects_stars(fixture_rules, &own);
}

static void
bought_stars_are_not_believed(void **state)
{
	(void)state;
	/* Use bears them out. */
	assert_true(stars_of(10000, 900, 300) == 10000);
	/* Nobody forks it, nobody asks. */
	assert_true(stars_of(10000, 0, 0) < 50);
	assert_true(stars_of(12, 0, 0) == 12);
	assert_true(stars_of(0, 0, 0) == 0);
}

static void
more_never_counts_less(void **state)
{
	(void)state;
	for (int64_t stars = 0; stars < 5000; stars += 97)
		for (int64_t forks = 0; forks < 60; forks += 7) {
			double value = stars_of(stars, forks, 3);

			assert_true(stars_of(stars + 1, forks, 3) >= value);
			assert_true(stars_of(stars, forks + 1, 3) >= value);
			assert_true(stars_of(stars, forks, 4) >= value);
		}
}

static double
value_of(const struct fixture *f)
{
	struct role role = fixture_role();

	return fixture_score(&role, &f->facts)
	    .signals[FAMILY_OWN_PROJECTS]
	    .value;
}

static void
what_is_not_theirs_does_not_count(void **state)
{
	struct fixture f;

	(void)state;
	fixture_person(&f);
	assert_true(value_of(&f) > 0.1);
	f.own[0].is_fork = true;
	assert_true(value_of(&f) == 0);
	f.own[0].is_fork = false;
	f.own[0].is_template = true;
	assert_true(value_of(&f) == 0);
	f.own[0].is_template = false;
	f.own[0].is_mirror = true;
	assert_true(value_of(&f) == 0);
}

static void
stars_below_the_floor_show_nothing(void **state)
{
	struct fixture f;
	double below, above;

	(void)state;
	fixture_person(&f);
	f.own[0].forks = 0;
	f.own[0].stars = 19;
	below = value_of(&f);
	f.own[0].stars = 20;
	above = value_of(&f);
	assert_true(below == 0);
	assert_true(above > 0.05);
}

static void
the_abandoned_count_less(void **state)
{
	struct fixture f;
	double alive, stale, archived;

	(void)state;
	fixture_person(&f);
	alive = value_of(&f);
	f.own[0].pushed_at = days_ago(4 * 365);
	stale = value_of(&f);
	f.own[0].is_archived = true;
	archived = value_of(&f);
	assert_true(alive > stale && stale > archived && archived > 0);
}

/* Nobody's project, until others find use in it. */
static void
placeholders_are_no_projects(void **state)
{
	static const struct {
		const char *name;
		bool shows;
	} rows[] = { { "ada/ring", true }, { "ada/test", false },
		{ "ada/test-2", false }, { "ada/blog", false },
		{ "ada/my-first-api", false }, { "Ada/ada", false },
		{ "ada/ada.github.io", false }, { "ada/test-runner", true },
		{ "ada/blog-engine", true }, { "ada/adapter", true },
		{ "ada/advent-of-code-2024", false } };
	struct fixture f;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		fixture_person(&f);
		f.own[0].full_name = rows[i].name;
		f.own[0].stars = 3;
		if (scoring_shows_work(fixture_rules, &f.own[0]) !=
		    rows[i].shows)
			fail_msg("%s", rows[i].name);
		f.own[0].stars = 300;
		assert_true(scoring_shows_work(fixture_rules, &f.own[0]));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bought_stars_are_not_believed),
		cmocka_unit_test(more_never_counts_less),
		cmocka_unit_test(what_is_not_theirs_does_not_count),
		cmocka_unit_test(stars_below_the_floor_show_nothing),
		cmocka_unit_test(the_abandoned_count_less),
		cmocka_unit_test(placeholders_are_no_projects),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
