#include "tests/unit/signals_fixture.h"

static struct signal
standing_of(const struct fixture *f)
{
	struct role role = fixture_role();

	return fixture_score(&role, &f->facts).signals[FAMILY_STANDING];
}

static void
fame_has_a_ceiling(void **state)
{
	struct fixture f;
	double known, famous;

	(void)state;
	fixture_person(&f);
	f.facts.person.followers = 2000;
	known = standing_of(&f).value;
	f.facts.person.followers = 2000000;
	famous = standing_of(&f).value;
	assert_true(known == famous);
}

static void
a_profile_that_was_not_read_is_unknown(void **state)
{
	struct fixture f;

	(void)state;
	fixture_person(&f);
	assert_true(standing_of(&f).coverage == 1);
	f.facts.person.fetched_at = 0;
	assert_true(standing_of(&f).coverage == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fame_has_a_ceiling),
		cmocka_unit_test(a_profile_that_was_not_read_is_unknown),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
