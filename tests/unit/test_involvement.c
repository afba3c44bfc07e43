#include "tests/unit/signals_fixture.h"

static struct score
score_of(const struct fixture *f)
{
	struct role role = fixture_role();

	return fixture_score(&role, &f->facts);
}

static void
involvement_is_told_beside_the_score(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	score = score_of(&f);
	assert_int_equal(score.involvement, INVOLVEMENT_MAINTAINER);
	assert_non_null(strstr(score.involvement_reason, "acme/queue"));

	f.work[0].n_merges = 4;
	score = score_of(&f);
	assert_int_equal(score.involvement, INVOLVEMENT_REGULAR);

	f.work[0].n_pulls = f.work[0].n_commits = 2;
	f.work[0].n_reviews = f.work[0].n_merges = 0;
	score = score_of(&f);
	assert_int_equal(score.involvement, INVOLVEMENT_OCCASIONAL);

	f.facts.person.login = "ACME";
	score = score_of(&f);
	assert_int_equal(score.involvement, INVOLVEMENT_FOUNDER);
	f.in.is_fork = true;
	score = score_of(&f);
	assert_int_equal(score.involvement, INVOLVEMENT_OCCASIONAL);

	f.facts.n_work = 0;
	score = score_of(&f);
	assert_int_equal(score.involvement, INVOLVEMENT_NONE);
	assert_null(score.involvement_reason);
}

static void
a_login_that_begins_alike_owns_nothing(void **state)
{
	struct fixture f;

	(void)state;
	fixture_person(&f);
	f.facts.person.login = "acm";
	assert_int_not_equal(score_of(&f).involvement, INVOLVEMENT_FOUNDER);
	f.facts.person.login = "";
	assert_int_not_equal(score_of(&f).involvement, INVOLVEMENT_FOUNDER);
	f.facts.person.login = NULL;
	assert_int_not_equal(score_of(&f).involvement, INVOLVEMENT_FOUNDER);
}

/* bors, merge queues: the person who decides is seen by approvals alone. */
static void
where_a_machine_merges_who_approves_maintains(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.work[0].n_merges = 0;
	f.work[0].n_reviews = 120;
	for (int i = 0; i < 120; i++)
		f.reviews[i] = (struct review){ 300 + i, "APPROVED",
			"Add a batch size", days_ago(15 + 8 * i), 901 };
	/* A person merges there, and it is not this one. */
	assert_int_equal(score_of(&f).involvement, INVOLVEMENT_REGULAR);
	for (int i = 0; i < FIXTURE_PULLS; i++)
		f.pulls[i].merged_by = 0;
	score = score_of(&f);
	assert_int_equal(score.involvement, INVOLVEMENT_MAINTAINER);
	assert_string_equal(score.involvement_reason,
	    "approved 120 pull requests of others in acme/queue, where a "
	    "machine merges");
	/* Often on the same ones, or on one's own. */
	for (int i = 0; i < 120; i++)
		f.reviews[i].number = 300 + i / 3;
	assert_int_equal(score_of(&f).involvement, INVOLVEMENT_REGULAR);
	for (int i = 0; i < 120; i++)
		f.reviews[i] = (struct review){ 300 + i, "APPROVED",
			"Add a batch size", days_ago(15 + 8 * i), 42 };
	assert_int_equal(score_of(&f).involvement, INVOLVEMENT_REGULAR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(involvement_is_told_beside_the_score),
		cmocka_unit_test(a_login_that_begins_alike_owns_nothing),
		cmocka_unit_test(where_a_machine_merges_who_approves_maintains),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
