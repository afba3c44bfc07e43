#include "tests/unit/signals_fixture.h"

static struct score
score_of(const struct fixture *f)
{
	struct role role = fixture_role();

	return fixture_score(&role, &f->facts);
}

static void
languages_skills_and_seeds_are_listed(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.work[1] =
	    (struct work){ .repository = 12, .commits_total = 90, .in = &f.in };
	f.facts.n_work = 2;
	score = score_of(&f);
	assert_int_equal(score.n_languages, 2);
	assert_string_equal(score.languages[0], "Go");
	assert_string_equal(score.skills[0].id, "go");
	for (size_t i = 1; i < score.n_skills; i++)
		assert_true(
		    score.skills[i].strength <= score.skills[i - 1].strength);
	assert_int_equal(score.n_seeds, 2);
	assert_int_equal(score.seeds[0].repository_id, 12);
	assert_int_equal(score.seeds[1].merged_pulls, FIXTURE_PULLS);
	assert_int_equal(score.seeds[1].reviews,
	    FIXTURE_REVIEWS + FIXTURE_COMMENTS);
	assert_int_equal(score.merged_pulls, FIXTURE_PULLS);
	assert_int_equal(score.reviews, FIXTURE_REVIEWS + FIXTURE_COMMENTS);
}

static void
the_future_is_not_believed(void **state)
{
	struct fixture f;

	(void)state;
	fixture_person(&f);
	assert_true(score_of(&f).last_active == days_ago(15));
	f.commits[0].authored_at = fixture_now + 400 * CLOCK_DAY_S;
	assert_true(score_of(&f).last_active == days_ago(15));
	f.facts.person.pushed_at = days_ago(2);
	assert_true(score_of(&f).last_active == days_ago(2));
}

static void
work_in_unknown_repositories_is_kept_out_of_lists(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.work[0].in = NULL;
	score = score_of(&f);
	assert_int_equal(score.n_seeds, 0);
	assert_true(score.signals[FAMILY_MERGED_WORK].value > 0);
	for (int i = 0; i < FAMILY_COUNT; i++)
		for (size_t k = 0; k < score.signals[i].n_reasons; k++)
			assert_non_null(score.signals[i].reasons[k].text);
}

static bool
has_flag(const struct score *score, const char *flag)
{
	for (size_t i = 0; i < score->n_flags; i++)
		if (strcmp(score->flags[i], flag) == 0)
			return true;
	return false;
}

/* Flagged, not dropped, and worth what they were worth. */
static void
mixed_and_agent_accounts_are_flagged(void **state)
{
	struct fixture f;
	struct score score;
	double before;

	(void)state;
	fixture_person(&f);
	score = score_of(&f);
	before = score.score;
	assert_int_equal(score.n_flags, 0);
	f.facts.person.login = "openhands-agent";
	for (int i = 0; i < FIXTURE_COMMITS; i++)
		f.commits[i].by_agent = i % 3 == 0;
	score = score_of(&f);
	assert_true(has_flag(&score, "agent account"));
	assert_true(has_flag(&score, "agent commits"));
	assert_false(has_flag(&score, "automated pull requests"));
	assert_true(score.score <= before);
	fixture_person(&f);
	for (int i = 0; i < FIXTURE_PULLS; i += 4)
		f.pulls[i].title = "Update dependency left-pad to 1.3";
	score = score_of(&f);
	assert_true(has_flag(&score, "automated pull requests"));
	assert_true(score.score > before / 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(languages_skills_and_seeds_are_listed),
		cmocka_unit_test(the_future_is_not_believed),
		cmocka_unit_test(
		    work_in_unknown_repositories_is_kept_out_of_lists),
		cmocka_unit_test(mixed_and_agent_accounts_are_flagged),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
