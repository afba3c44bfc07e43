#ifndef SIGNALS_TESTS_CI_H
#define SIGNALS_TESTS_CI_H

#include <stdbool.h>
#include <stddef.h>

struct rules;

/* The engineering habit that a tree of paths shows. */
struct tree_habit {
	bool has_tests;
	bool has_ci;
	bool has_coverage;
	const char *tests_path; /* what showed it; borrowed from the input */
	const char *ci_path;
	const char *coverage_path;
	double value; /* 0..1 */
};

/*
 * Paths from a repository's root, directories ending in '/'; all of a tree or
 * its root entries alone.  Copies of others' code (vendored, examples) do not
 * count.  `workflows` are file names in .github/workflows.
 */
void tests_ci_read(const struct rules *rules, const char *const *paths,
    size_t n_paths, size_t n_workflows, struct tree_habit *ret_habit);

/* What the flags of a habit are worth. */
double
tests_ci_value(const struct rules *rules, const struct tree_habit *habit);

#endif
