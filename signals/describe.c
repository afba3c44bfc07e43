#include <string.h>

#include "base/buf.h"
#include "signals/rubric.h"

/* A role in words, for `role show`. */

static const char *const meanings[FAMILY_COUNT] = {
	[FAMILY_MERGED_WORK] =
	    "pull requests and commits that others accepted, "
	    "others' work that they merged, over time",
	[FAMILY_REVIEW] = "review comments that say what and why; others' pull "
			  "requests reviewed",
	[FAMILY_COMMITS] = "commit messages that say what changed and why",
	[FAMILY_OWN_PROJECTS] = "own repositories that others rely on",
	[FAMILY_TESTS_CI] = "tests, CI and coverage in own repositories",
	[FAMILY_README] = "READMEs that explain to strangers",
	[FAMILY_STACK_FIT] = "how far the skills under `nice` show",
	[FAMILY_DOMAIN_DEPTH] = "work in the role's fields",
	[FAMILY_STANDING] = "followers and breadth: weak evidence, capped",
};

static void
add_needs(struct buf *out, const char *intro, const struct need *needs,
    size_t n)
{
	if (n == 0)
		return;
	buf_text(out, intro);
	for (size_t i = 0; i < n; i++)
		buf_format(out, "%s%s", i == 0 ? " " : ", ", needs[i].label);
	buf_text(out, ".\n");
}

static void
add_fields(struct buf *out, const struct role *role,
    const struct catalogue *catalogue)
{
	if (role->n_domains == 0)
		return;
	buf_text(out, "Fields:");
	for (size_t i = 0; i < role->n_domains; i++) {
		const struct domain *domain =
		    catalogue_domain(catalogue, role->domains[i]);

		buf_format(out, "%s%s", i == 0 ? " " : ", ",
		    domain == NULL ? role->domains[i] : domain->title);
	}
	buf_text(out, ".\n");
}

static void
add_time(struct buf *out, const struct role *role)
{
	if (role->horizon_months > 0)
		buf_format(out, "Work of the last %lld months counts",
		    (long long)role->horizon_months);
	else
		buf_text(out, "Work of any age counts");
	if (role->half_life_months > 0)
		buf_format(out, ", by half when it is %lld months old",
		    (long long)role->half_life_months);
	buf_text(out, ".\n");
}

void
rubric_describe(const struct role *role, const struct catalogue *catalogue,
    struct buf *out)
{
	buf_format(out, "%s (%s)\n",
	    role->title == NULL ? role->name : role->title, role->name);
	if (role->summary != NULL)
		buf_format(out, "%s\n", role->summary);
	buf_text(out, "\n");
	add_needs(out,
	    "Must have, else listed below those who have it (no points):",
	    role->must, role->n_must);
	add_needs(out, "Nice to have (points under stack fit):", role->nice,
	    role->n_nice);
	add_needs(out,
	    "Out, when it dominates the work seen:", role->not_wanted,
	    role->n_not_wanted);
	add_fields(out, role, catalogue);
	add_time(out, role);
	if (role->n_where > 0) {
		buf_text(out, "Hiring in:");
		for (size_t i = 0; i < role->n_where; i++)
			buf_format(out, "%s%s", i == 0 ? " " : ", ",
			    role->where[i]);
		buf_text(out,
		    ".  Who is there or names no place is read in depth "
		    "first; lists show\neverybody, and `loc:` narrows them.\n");
	}
	buf_text(out, "\nA score of 100 is made of:\n");
	for (int i = 0; i < FAMILY_COUNT; i++)
		if (role->weights[i] > 0)
			buf_format(out, "  %5.1f  %-15s  %s\n",
			    role->weights[i], family_title((enum family)i),
			    meanings[i]);
	buf_text(out,
	    "\nBands: A from 70, B from 55, C from 40, D from 25 points, else "
	    "E; A and B need\n60 % coverage, below 30 % there is no band.  "
	    "What "
	    "is unknown counts as the\nrole's low expectation, never as "
	    "nothing.\n");
	buf_format(out, "Seeds: %zu repositories.\n", role->n_seeds);
}
