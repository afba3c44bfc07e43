#include "tests/unit/signals_fixture.h"

static double
value_of(const struct fixture *f)
{
	struct role role = fixture_role();

	return fixture_score(&role, &f->facts)
	    .signals[FAMILY_MERGED_WORK]
	    .value;
}

static void
merging_others_work_counts(void **state)
{
	struct fixture f;
	double with, without;

	(void)state;
	fixture_person(&f);
	with = value_of(&f);
	f.work[0].n_merges = 0;
	without = value_of(&f);
	assert_true(with > without);
}

/* A machine's pull requests and commits by hand: trust, not judgement. */
static void
upkeep_for_others_counts_as_work_alone(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score with, without;

	(void)state;
	fixture_person(&f);
	f.work[0].n_comments = f.work[0].n_reviews = 0;
	for (int i = 0; i < FIXTURE_MERGES; i++) {
		f.merges[i].author = i % 2 == 0 ? 0 : 902;
		f.merges[i].number = i % 2 == 0 ? 500 : 0;
	}
	with = fixture_score(&role, &f.facts);
	f.work[0].n_merges = 0;
	without = fixture_score(&role, &f.facts);
	assert_true(with.signals[FAMILY_MERGED_WORK].value >
	    without.signals[FAMILY_MERGED_WORK].value);
	assert_true(with.signals[FAMILY_REVIEW].value ==
	    without.signals[FAMILY_REVIEW].value);
	assert_int_equal(with.involvement, INVOLVEMENT_REGULAR);
	assert_null(strstr(with.reason, "of others"));
}

static void
old_work_fades_and_then_is_not_looked_at(void **state)
{
	struct fixture f;
	double recent, older, gone;

	(void)state;
	fixture_person(&f);
	f.work[0].commits_total = 0;
	recent = value_of(&f);
	for (int i = 0; i < FIXTURE_PULLS; i++)
		f.pulls[i].merged_at -= 400 * CLOCK_DAY_S;
	for (int i = 0; i < FIXTURE_COMMITS; i++)
		f.commits[i].authored_at -= 400 * CLOCK_DAY_S;
	older = value_of(&f);
	f.work[0].n_merges = 0;
	f.work[0].n_reviews = 0;
	for (int i = 0; i < FIXTURE_PULLS; i++)
		f.pulls[i].merged_at = days_ago(50 * 31);
	for (int i = 0; i < FIXTURE_COMMITS; i++)
		f.commits[i].authored_at = days_ago(50 * 31);
	gone = value_of(&f);
	assert_true(recent > older && older > gone);
	assert_true(gone == 0);
}

/* No "0 lines", no "0 of others", no "1 commits". */
static void
zeros_are_not_told(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	const struct signal *signal;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.work[0].n_merges = 0;
	f.work[0].n_pulls = 1;
	f.work[0].n_commits = 0;
	f.work[0].commits_total = 1;
	f.pulls[0].title = "consumer: keep order across a rebalance";
	f.pulls[0].additions = f.pulls[0].deletions = 0;
	score = fixture_score(&role, &f.facts);
	signal = &score.signals[FAMILY_MERGED_WORK];
	assert_int_equal(signal->n_reasons, 2);
	assert_string_equal(signal->reasons[0].text,
	    "acme/queue: 1 commit in all; in the last 48 months 1 own pull "
	    "request merged, 1 month with merges or commits");
	assert_string_equal(signal->reasons[1].text,
	    "wrote acme/queue#100 \"consumer: keep order across a "
	    "rebalance\"");
}

static void
a_gap_costs_nothing(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	double regular, gap;

	(void)state;
	role.half_life_months = 0;
	fixture_person(&f);
	f.work[0].n_merges = f.work[0].n_reviews = f.work[0].n_pulls = 0;
	for (int i = 0; i < FIXTURE_COMMITS; i++)
		f.commits[i].authored_at = days_ago(31 * (i + 1));
	regular =
	    fixture_score(&role, &f.facts).signals[FAMILY_MERGED_WORK].value;
	/* The same months of work, in two runs with a year between. */
	for (int i = 0; i < FIXTURE_COMMITS; i++)
		f.commits[i].authored_at =
		    days_ago(31 * (i < 10 ? i + 1 : i + 13));
	for (int i = 10; i < FIXTURE_COMMITS; i++)
		f.commits[i].authored_at = days_ago(31 * (i + 1));
	gap = fixture_score(&role, &f.facts).signals[FAMILY_MERGED_WORK].value;
	assert_true(gap == regular);
}

static void
trivial_pull_requests_count_little(void **state)
{
	struct fixture f;
	double work, trivial;

	(void)state;
	fixture_person(&f);
	work = value_of(&f);
	for (int i = 0; i < FIXTURE_PULLS; i++)
		f.pulls[i].title = "Fix typo in README";
	trivial = value_of(&f);
	assert_true(trivial < work);
}

static void
the_best_stay_apart(void **state)
{
	struct fixture f;
	double before = 0;

	(void)state;
	fixture_person(&f);
	/* No ceiling: ever more merges of others still tell. */
	for (size_t n = 0; n < 4000; n += 500) {
		double value;

		for (size_t i = 0; i < n; i++)
			f.merges[i] = (struct merge){ (int64_t)i, "Add it",
				days_ago((int64_t)(i % 1200)), 902, NULL };
		f.work[0].n_merges = n;
		value = value_of(&f);
		assert_true(value > before);
		assert_true(value < 1);
		before = value;
	}
}

/* What stands before the colon of a title that was merged for others. */
static void
components_that_went_through_ones_hands_count(void **state)
{
	static const char *const areas[FIXTURE_MERGES] = { "api: add it",
		"feat(store): add it", "[web/css] add it" };
	struct fixture f;
	double one, many;

	(void)state;
	fixture_person(&f);
	for (int i = 0; i < FIXTURE_MERGES; i++)
		f.merges[i].title = "api: add it";
	one = value_of(&f);
	for (int i = 0; i < FIXTURE_MERGES; i++)
		if (areas[i] != NULL)
			f.merges[i].title = areas[i];
	many = value_of(&f);
	assert_true(many > one);
}

static void
making_releases_counts_as_trust_unless_in_ones_own(void **state)
{
	struct fixture f;
	double work, release, own;

	(void)state;
	fixture_person(&f);
	f.commits[0].message =
	    "Queue: take the broker's leader from the answer";
	work = value_of(&f);
	f.commits[0].message =
	    "Queue: prepare the release of version 2.3 of it";
	release = value_of(&f);
	assert_true(release > work);
	f.facts.person.login = "acme";
	own = value_of(&f);
	f.commits[0].message =
	    "Queue: take the broker's leader from the answer";
	assert_true(value_of(&f) == own);
}

/* No amount of work elsewhere makes somebody a project's maintainer. */
static void
one_repository_counts_most(void **state)
{
	struct fixture f;
	struct work both[2];
	double one, two;

	(void)state;
	fixture_person(&f);
	one = value_of(&f);
	both[0] = both[1] = f.work[0];
	both[1].repository = 12;
	f.facts.work = both;
	f.facts.n_work = 2;
	two = value_of(&f);
	assert_true(two > one);
	assert_true(two - one < 0.1);
}

static void
merge_commits_are_no_commits(void **state)
{
	struct fixture f;
	double commits, merges;

	(void)state;
	fixture_person(&f);
	f.work[0].commits_total = 0;
	f.work[0].n_pulls = 0;
	commits = value_of(&f);
	for (int i = 0; i < FIXTURE_COMMITS; i++)
		f.commits[i].is_merge = true;
	merges = value_of(&f);
	assert_true(merges < commits);
}

static void
work_that_is_not_the_roles_counts_less(void **state)
{
	struct fixture f;
	double related, language, unrelated;

	(void)state;
	fixture_person(&f);
	related = value_of(&f);
	f.in.full_name = "other/thing";
	/* Still a topic that the role asks for. */
	assert_true(value_of(&f) == related);
	/* A language alone does not make a project the role's. */
	f.in.n_topics = 0;
	language = value_of(&f);
	f.in.primary_language = "Haskell";
	unrelated = value_of(&f);
	assert_true(language < related);
	assert_true(unrelated < language && unrelated > 0);
}

static void
reasons_cite_titles_and_links(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score score;
	const struct signal *signal;

	(void)state;
	fixture_person(&f);
	f.pulls[0].title = "consumer: retry the offset commit twice (#100)";
	score = fixture_score(&role, &f.facts);
	signal = &score.signals[FAMILY_MERGED_WORK];
	assert_true(signal->n_reasons >= 2);
	assert_non_null(strstr(signal->reasons[1].text, "acme/queue#100"));
	assert_non_null(
	    strstr(signal->reasons[1].text, "offset commit twice\""));
	assert_string_equal(signal->reasons[1].url,
	    "https://github.com/acme/queue/pull/100");
	for (size_t i = 0; i < signal->n_reasons; i++)
		assert_non_null(signal->reasons[i].url);
}

/* What a title tells of another kind of work. */
static void
docs_generated_and_vendored_work_counts_less(void **state)
{
	static const struct {
		const char *title;
		bool less;
	} rows[] = {
		{ "Retry the commit after a rebalance", false },
		{ "Close the consumer before the pool", false },
		{ "docs: explain the rebalance", true },
		{ "Regenerate the protobuf files", true },
		{ "vendor: take in the new client", true },
		{ "Update translations", true },
		{ "Update the vendored copy of zlib", true },
		{ "fix typo", true },
		{ "Bump the client to 1.2", true },
	};
	double whole = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct role role = fixture_role();
		struct fixture f;
		double value;

		fixture_person(&f);
		f.work[0].n_commits = f.work[0].n_merges = 0;
		f.work[0].commits_total = 0;
		f.work[0].n_pulls = 1;
		f.pulls[0].title = rows[i].title;
		value = fixture_score(&role, &f.facts)
			    .signals[FAMILY_MERGED_WORK]
			    .value;
		if (i == 0)
			whole = value;
		print_message("%.4f %s\n", value, rows[i].title);
		assert_true(rows[i].less ? value < whole : value == whole);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(merging_others_work_counts),
		cmocka_unit_test(upkeep_for_others_counts_as_work_alone),
		cmocka_unit_test(old_work_fades_and_then_is_not_looked_at),
		cmocka_unit_test(zeros_are_not_told),
		cmocka_unit_test(a_gap_costs_nothing),
		cmocka_unit_test(trivial_pull_requests_count_little),
		cmocka_unit_test(the_best_stay_apart),
		cmocka_unit_test(components_that_went_through_ones_hands_count),
		cmocka_unit_test(
		    making_releases_counts_as_trust_unless_in_ones_own),
		cmocka_unit_test(one_repository_counts_most),
		cmocka_unit_test(merge_commits_are_no_commits),
		cmocka_unit_test(work_that_is_not_the_roles_counts_less),
		cmocka_unit_test(reasons_cite_titles_and_links),
		cmocka_unit_test(docs_generated_and_vendored_work_counts_less),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
