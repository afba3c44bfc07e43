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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(involvement_is_told_beside_the_score),
		cmocka_unit_test(a_login_that_begins_alike_owns_nothing),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
