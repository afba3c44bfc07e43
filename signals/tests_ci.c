#include "signals/tests_ci.h"

#include "signals/glob.h"
#include "signals/scoring.h"

/*
 * Tests and CI: does a person's own code come with tests that run by
 * themselves?  A repository is worth 0.5 for tests, 0.35 for continuous
 * integration, 0.15 for measured coverage; the value is the best BEST
 * repositories in falling weights, so a single one can't carry it.
 */
enum {
	BEST = 5,
	LOOKED_MAX = 64 /* repositories of one person */
};

static bool
find(const struct rules *rules, enum rules_paths kind, const char *path,
    const char **found)
{
	const struct texts *list = &rules->paths[kind];

	if (*found != NULL || !glob_any(list->items, list->n, path))
		return false;
	*found = path;
	return true;
}

double
tests_ci_value(const struct rules *rules, const struct tree_habit *habit)
{
	return (habit->has_tests ? rules->worth_tests : 0) +
	    (habit->has_ci ? rules->worth_ci : 0) +
	    (habit->has_coverage ? rules->worth_coverage : 0);
}

void
tests_ci_read(const struct rules *rules, const char *const *paths,
    size_t n_paths, size_t n_workflows, struct tree_habit *ret_habit)
{
	struct tree_habit habit = { .has_ci = n_workflows > 0 };
	const char *ignored;

	if (n_workflows > 0)
		habit.ci_path = ".github/workflows/";
	for (size_t i = 0; i < n_paths; i++) {
		ignored = NULL;
		if (find(rules, PATHS_VENDORED, paths[i], &ignored))
			continue;
		habit.has_ci |= find(rules, PATHS_CI, paths[i], &habit.ci_path);
		habit.has_coverage |=
		    find(rules, PATHS_COVERAGE, paths[i], &habit.coverage_path);
		if (find(rules, PATHS_EXAMPLES, paths[i], &ignored))
			continue;
		habit.has_tests |=
		    find(rules, PATHS_TESTS, paths[i], &habit.tests_path);
	}
	habit.value = tests_ci_value(rules, &habit);
	*ret_habit = habit;
}

static void
cite(struct scoring *scoring, const struct repository *own,
    const struct tree_habit *habit, struct signal *signal)
{
	if (habit->value <= 0 || own->full_name == NULL)
		return;
	scoring_reason(scoring, signal, own->pushed_at,
	    fact_url_repository(scoring->arena, own->full_name),
	    "%s has %s%s%s%s%s", own->full_name,
	    habit->has_tests ? "tests" : "no tests at its root",
	    habit->has_ci ? ", runs CI (" : "",
	    habit->has_ci
		? scoring_title(scoring, habit->ci_path, TITLE_COLUMNS)
		: "",
	    habit->has_ci ? ")" : "",
	    habit->has_coverage ? ", measures coverage" : "");
}

void
tests_ci_judge(struct scoring *scoring, struct signal *ret_signal)
{
	const struct portfolio *own = &scoring->facts->own;
	double values[LOOKED_MAX], looked = 0;
	size_t n = 0;

	for (size_t i = 0; i < own->n_items && n < LOOKED_MAX; i++) {
		const struct repository *item = &own->items[i];
		const struct tree_habit *habit = &scoring->habits[i];

		if (!scoring->shows[i])
			continue;
		values[n++] = habit->value;
		if (item->n_paths > 0)
			looked++;
		cite(scoring, item, habit, ret_signal);
	}
	ret_signal->value = scoring_ranked(values, n, BEST);
	ret_signal->coverage = looked / (looked + 1);
}
