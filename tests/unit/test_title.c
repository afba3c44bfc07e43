#include "base/array.h"
#include "signals/scoring.h"
#include "signals/title.h"
#include "tests/unit/signals_fixture.h"

static void
titles_name_components_before_a_colon(void **state)
{
	static const struct {
		const char *title;
		const char
		    *same; /* a title of the same component; NULL: none */
	} cases[] = {
		{ "storage/remote: retry", "Storage/Remote: give up" },
		{ "feat(api): add it", "fix(api)!: drop it" },
		{ "[receiver/kafka] add it", "receiver/kafka: add it" },
		{ "storage, tsdb: share it", "storage: share it" },
		{ "web ui: align it", "  web ui: align it" },
		{ "fix: add it", NULL },
		{ "docs: add it", NULL },
		{ "Merge: it", NULL },
		{ "Add it", NULL },
		{ "Say that a b c: d", NULL },
		{ "Take this, then that", NULL },
		{ "[open", NULL },
		{ "fix(open", NULL },
		{ "fix() add", NULL },
		{ "a: b", NULL },
		{ ": b", NULL },
		{ "", NULL },
	};
	struct role role = fixture_role();
	struct rubric *rubric = fixture_rubric(&role);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		uint32_t area = title_area(rubric, cases[i].title);

		if ((area == 0) != (cases[i].same == NULL))
			fail_msg("%s", cases[i].title);
		if (cases[i].same != NULL)
			assert_int_equal(area,
			    title_area(rubric, cases[i].same));
	}
	assert_true(
	    title_area(rubric, "api: x") != title_area(rubric, "web: x"));
	rubric_free(rubric);
}

static void
the_first_line_tells_of_a_release(void **state)
{
	struct role role = fixture_role();
	struct rubric *rubric = fixture_rubric(&role);

	(void)state;
	assert_true(title_is_release(rubric, "Prepare release 2.3.0"));
	assert_true(title_is_release(rubric, "Changelog for 1.9"));
	assert_false(title_is_release(rubric, "Released the lock"));
	assert_false(title_is_release(rubric, "Fix it\n\nFor the release."));
	assert_false(title_is_release(rubric, ""));
	rubric_free(rubric);
}

static void
upkeep_and_household_are_told_from_work(void **state)
{
	static const struct {
		const char *title;
		bool trivial;
		bool chore;
	} rows[] = {
		{ "Fix the race between flush and close", false, false },
		{ "Fix lint errors", true, false },
		{ "New lint: a lock that is held across a wait", false, false },
		{ "Remove an unnecessary import", true, false },
		{ "Remove unused imports", true, false },
		{ "Add ada as maintainer", true, false },
		{ "Updating .gitignore", true, false },
		{ "build(deps): bump lru-cache from 6.0.0 to 7.18.3", true,
		    false },
		{ "fix(ci): analyse Go code as well", false, true },
		{ "Use spaces in the `good first issue` label", false, true },
	};
	struct role role = fixture_role();
	struct rubric *rubric = fixture_rubric(&role);

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		if (title_is_trivial(rubric, rows[i].title) !=
			rows[i].trivial ||
		    title_is_chore(rubric, rows[i].title) != rows[i].chore)
			fail_msg("%s", rows[i].title);
	rubric_free(rubric);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(titles_name_components_before_a_colon),
		cmocka_unit_test(the_first_line_tells_of_a_release),
		cmocka_unit_test(upkeep_and_household_are_told_from_work),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
