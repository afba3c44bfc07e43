#include "tests/unit/signals_fixture.h"

/* Work that was taken back, and work that shows twice. */
static struct score
score_of(struct fixture *f)
{
	struct role role = fixture_role();

	return fixture_score(&role, &f->facts);
}

static double
merged_of(struct fixture *f)
{
	return score_of(f).signals[FAMILY_MERGED_WORK].value;
}

static double
commits_of(struct fixture *f)
{
	return score_of(f).signals[FAMILY_COMMITS].value;
}

/* Two pull requests; the first may be undone. */
static void
two_pulls(struct fixture *f, const char *first, const char *second)
{
	fixture_person(f);
	f->work[0].n_commits = f->work[0].n_merges = 0;
	f->work[0].n_reviews = f->work[0].n_comments = 0;
	f->work[0].commits_total = 0;
	f->work[0].n_pulls = 2;
	f->pulls[0] =
	    (struct pull){ 7, first, days_ago(100), 200, 9, 3, 1, 900 };
	f->pulls[1] =
	    (struct pull){ 9, second, days_ago(50), 200, 9, 3, 1, 900 };
}

static void
reverted_pulls_and_their_reverts_are_no_work(void **state)
{
	static const struct {
		const char *first, *second;
		int left; /* that stand */
	} cases[] = {
		{ "Retry the offset commit", "Split the lease table", 2 },
		{ "Retry the offset commit",
		    "Revert \"Retry the offset commit\"", 0 },
		{ "Retry the offset commit",
		    "Revert \"Retry the offset commit (#7)\"", 0 },
		{ "Retry the offset commit",
		    "Revert \"Retry the offset commit\" (#9)", 0 },
		/* Of another pull request, or of another title. */
		{ "Retry the offset commit",
		    "Revert \"Retry the offset commit (#6)\"", 1 },
		{ "Retry the offset commit", "Revert \"Retry the offset\"", 1 },
		/* Brought back: the first stands again. */
		{ "Retry the offset commit",
		    "Revert \"Revert \"Retry the offset commit\"\"", 1 },
		{ "Retry the offset commit",
		    "Reapply \"Retry the offset commit\"", 1 },
		/* Done anew after the revert. */
		{ "Revert \"Retry the offset commit\"",
		    "Retry the offset commit", 1 },
		{ "Revert \"", "Revert \"\"", 0 },
		{ "Reverting is an art", "Revert nothing at all", 2 },
	};
	double one, two;
	struct fixture f;

	(void)state;
	two_pulls(&f, "Retry the offset commit", "Split the lease table");
	two = merged_of(&f);
	f.work[0].n_pulls = 1;
	one = merged_of(&f);
	assert_true(two > one && one > 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		double value;

		two_pulls(&f, cases[i].first, cases[i].second);
		value = merged_of(&f);
		if (cases[i].left == 2)
			assert_true(value > one);
		else if (cases[i].left == 1)
			assert_true(value > 0 && value < two);
		else
			assert_true(value == 0);
	}
}

static void
others_reverts_count_when_they_were_merged(void **state)
{
	struct fixture f;
	double before;

	(void)state;
	two_pulls(&f, "Retry the offset commit", "Split the lease table");
	f.work[0].n_merges = 1;
	f.merges[0] = (struct merge){ 12, "Drop the lease table", days_ago(20),
		902, NULL };
	before = merged_of(&f);
	f.merges[0].title = "Revert \"Split the lease table (#9)\"";
	assert_true(merged_of(&f) < before);
}

static void
two_commits(struct fixture *f, const char *second)
{
	fixture_person(f);
	f->work[0].n_pulls = f->work[0].n_merges = 0;
	f->work[0].n_commits = 2;
	f->work[0].commits_total = 0;
	f->commits[0].authored_at = days_ago(100);
	f->commits[1].authored_at = days_ago(50);
	f->commits[1].message = second;
}

static void
reverted_commits_are_found_by_oid_and_title(void **state)
{
	struct fixture f;

	(void)state;
	two_commits(&f, "Split the lease table");
	assert_true(commits_of(&f) > 0);
	f.commits[0].oid = "1234567890abcdef1234567890abcdef12345678";
	f.commits[1].message = "Undo it\n\nThis reverts commit 1234567.";
	assert_true(commits_of(&f) == 0);
	assert_true(merged_of(&f) == 0);
	f.commits[1].message = "Undo it\n\nThis reverts commit 7654321.";
	assert_true(commits_of(&f) > 0);
	f.commits[0].message = "Close the socket first\n\nIt leaked because "
			       "nobody owned it.";
	f.commits[1].message = "Revert \"Close the socket first\"";
	assert_true(commits_of(&f) == 0);
}

/* A pull request and the commit that it was squashed into are one. */
static void
squashed_commits_count_once(void **state)
{
	struct fixture f;
	struct score apart, squashed;

	(void)state;
	for (int round = 0; round < 2; round++) {
		fixture_person(&f);
		f.work[0].n_pulls = f.work[0].n_commits = 8;
		f.facts.own.n_items = 0;
		f.work[0].n_comments = f.work[0].n_reviews = 0;
		f.work[0].n_merges = 0;
		for (int i = 0; i < 8; i++) {
			f.pulls[i].title = arena_format(&fixture_arena,
			    "Kafka consumer %c: retry the commit", 'a' + i);
			f.commits[i].message = arena_format(&fixture_arena,
			    "Kafka consumer %c: retry the commit (#%d)\n\n"
			    "Because the broker moved, it was lost.",
			    'a' + i, round == 0 ? 900 + i : 100 + i);
		}
		*(round == 0 ? &apart : &squashed) = score_of(&f);
	}
	assert_true(squashed.signals[FAMILY_STACK_FIT].value <
	    apart.signals[FAMILY_STACK_FIT].value);
	assert_true(squashed.signals[FAMILY_STACK_FIT].coverage <
	    apart.signals[FAMILY_STACK_FIT].coverage);
	/* Whatever there is more of: the same. */
	assert_true(squashed.signals[FAMILY_MERGED_WORK].value ==
	    apart.signals[FAMILY_MERGED_WORK].value);
	/* How messages are written is another question. */
	assert_true(squashed.signals[FAMILY_COMMITS].value ==
	    apart.signals[FAMILY_COMMITS].value);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reverted_pulls_and_their_reverts_are_no_work),
		cmocka_unit_test(others_reverts_count_when_they_were_merged),
		cmocka_unit_test(reverted_commits_are_found_by_oid_and_title),
		cmocka_unit_test(squashed_commits_count_once),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
