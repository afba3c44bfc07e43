#include <math.h>

#include "signals/counts.h"
#include "tests/unit/signals_fixture.h"

static void
names_of_numbers_are_known(void **state)
{
	(void)state;
	assert_int_equal(counts_find("followers"), COUNTS_FOLLOWERS);
	assert_int_equal(counts_find("pr_num"), COUNTS_PULLS);
	assert_int_equal(counts_find("activity_day"), COUNTS_DAYS);
	assert_int_equal(counts_find("shoe_size"), -1);
	for (size_t i = 0; i < COUNTS_ALL; i++)
		assert_non_null(counts_name(i));
	assert_null(counts_name(COUNTS_ALL));
}

static void
forms_of_logins_are_told_apart(void **state)
{
	static const struct {
		const char *login;
		const char *name;
		bool named;
		bool ending;
	} rows[] = {
		{ "dependabot[bot]", "", true, false },
		{ "acme-bot", "", true, true },
		{ "acme_bot", "", true, true },
		{ "AcmeBot", "", true, false },
		{ "acme-ci", "Acme CI", true, false },
		{ "bot-acme", "", true, false },
		{ "acmebot", "", false, true },
		{ "acmebot", "Bob Otter", false, false },
		{ "talbot", "Ann Talbot", false, false },
		{ "abbott", "", false, false },
		{ "bot", "", false, true },
		{ "ada", "", false, false },
		{ "cicero", "", false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct counts counts = { .login = rows[i].login,
			.name = rows[i].name };
		double f[COUNTS_ALL];

		print_message("%s\n", rows[i].login);
		counts_features(fixture_rules, &counts, f);
		assert_int_equal(f[COUNTS_NAMED_BOT], rows[i].named);
		assert_int_equal(f[COUNTS_BOT_ENDING], rows[i].ending);
	}
}

static void
unknown_numbers_are_nothing(void **state)
{
	struct counts counts = { .login = NULL };
	double f[COUNTS_ALL];

	(void)state;
	for (int i = 0; i < COUNTS_COUNT; i++)
		counts.number[i] = -1;
	counts_features(fixture_rules, &counts, f);
	for (size_t i = 0; i < COUNTS_ALL; i++)
		assert_true(isfinite(f[i]));
	for (int i = 0; i < COUNTS_COUNT; i++)
		counts.number[i] = 1e18;
	counts_features(fixture_rules, &counts, f);
	for (size_t i = 0; i < COUNTS_ALL; i++)
		assert_true(isfinite(f[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_of_numbers_are_known),
		cmocka_unit_test(forms_of_logins_are_told_apart),
		cmocka_unit_test(unknown_numbers_are_nothing),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
