#include "signals/tests_ci.h"
#include "tests/unit/signals_fixture.h"

/* One convention a row: language or system, a path that shows it. */
static const struct row {
	const char *what;
	const char *path;
	bool tests;
	bool ci;
	bool coverage;
} rows[] = {
	{ "Go", "queue_test.go", true, false, false },
	{ "Python", "tests/test_queue.py", true, false, false },
	{ "Python, pytest", "conftest.py", true, false, false },
	{ "JavaScript", "__tests__/a.js", true, false, false },
	{ "JavaScript, spec", "src/a.spec.js", true, false, false },
	{ "TypeScript", "src/a.test.ts", true, false, false },
	{ "Java", "src/test/java/QueueTest.java", true, false, false },
	{ "Kotlin", "core/QueueTest.kt", true, false, false },
	{ "Scala", "core/QueueSpec.scala", true, false, false },
	{ "C", "test_queue.c", true, false, false },
	{ "C++", "queue_unittest.cc", true, false, false },
	{ "C#", "src/Acme.Tests/QueueTests.cs", true, false, false },
	{ "Rust", "tests/queue.rs", true, false, false },
	{ "Ruby", "spec/queue_spec.rb", true, false, false },
	{ "PHP", "phpunit.xml.dist", true, false, false },
	{ "Elixir", "test/queue_test.exs", true, false, false },
	{ "Erlang", "queue_SUITE.erl", true, false, false },
	{ "Haskell", "QueueSpec.hs", true, false, false },
	{ "Swift", "Tests/QueueTests.swift", true, false, false },
	{ "Perl", "t/basic.t", true, false, false },
	{ "R", "tests/testthat/test-queue.R", true, false, false },
	{ "Lua", "queue_spec.lua", true, false, false },
	{ "Clojure", "queue_test.clj", true, false, false },
	{ "Dart", "queue_test.dart", true, false, false },
	{ "Julia", "test/runtests.jl", true, false, false },
	{ "shell", "queue.bats", true, false, false },
	{ "GitHub Actions", ".github/workflows/ci.yml", false, true, false },
	{ "GitLab", ".gitlab-ci.yml", false, true, false },
	{ "Travis", ".travis.yml", false, true, false },
	{ "CircleCI", ".circleci/config.yml", false, true, false },
	{ "Jenkins", "Jenkinsfile", false, true, false },
	{ "Azure", "azure-pipelines.yml", false, true, false },
	{ "AppVeyor", "appveyor.yml", false, true, false },
	{ "Cirrus", ".cirrus.yml", false, true, false },
	{ "Drone", ".drone.yml", false, true, false },
	{ "Woodpecker", ".woodpecker.yml", false, true, false },
	{ "Buildkite", ".buildkite/pipeline.yml", false, true, false },
	{ "sourcehut", ".build.yml", false, true, false },
	{ "Codecov", "codecov.yml", false, false, true },
	{ "coverage.py", ".coveragerc", false, false, true },
	{ "others' tests", "vendor/x/y_test.go", false, false, false },
	{ "others' CI", "node_modules/a/.travis.yml", false, false, false },
	{ "an example", "examples/a_test.go", false, false, false },
	{ "a word", "latest/contest.go", false, false, false },
	{ "plain code", "src/main.c", false, false, false },
};

static void
conventions_are_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct tree_habit habit;

		print_message("%s: %s\n", rows[i].what, rows[i].path);
		tests_ci_read(fixture_rules, &rows[i].path, 1, 0, &habit);
		assert_int_equal(habit.has_tests, rows[i].tests);
		assert_int_equal(habit.has_ci, rows[i].ci);
		assert_int_equal(habit.has_coverage, rows[i].coverage);
	}
}

static void
workflows_are_ci(void **state)
{
	struct tree_habit habit;

	(void)state;
	tests_ci_read(fixture_rules, NULL, 0, 2, &habit);
	assert_true(habit.has_ci);
	tests_ci_read(fixture_rules, NULL, 0, 0, &habit);
	assert_false(habit.has_ci);
	assert_true(habit.value == 0);
}

static void
one_repository_does_not_carry_it(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score one, two, none;

	(void)state;
	fixture_person(&f);
	one = fixture_score(&role, &f.facts);
	f.own[1] = f.own[0];
	f.own[1].full_name = "ada/other";
	f.facts.own.n_items = 2;
	two = fixture_score(&role, &f.facts);
	f.facts.own.n_items = 0;
	none = fixture_score(&role, &f.facts);
	assert_true(one.signals[FAMILY_TESTS_CI].value < 0.6);
	assert_true(two.signals[FAMILY_TESTS_CI].value >
	    one.signals[FAMILY_TESTS_CI].value);
	assert_true(none.signals[FAMILY_TESTS_CI].coverage == 0);
	assert_non_null(one.signals[FAMILY_TESTS_CI].reasons);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(conventions_are_known),
		cmocka_unit_test(workflows_are_ci),
		cmocka_unit_test(one_repository_does_not_carry_it),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
