/* Whom `exclude:` keeps out. */
#include <string.h>

#include "cli/exclude.h"
#include "tests/unit/test.h"

static const char *companies[] = { "Acme", "M\xC3\xBCller & S\xC3\xB6hne" };
static const char *logins[] = { "our-own" };
static const char *organizations[] = { "@initech" };
static const char *domains[] = { "example.com" };

static const struct exclude exclude = { companies, 2, logins, 1, organizations,
	1, domains, 1 };

static void
people_are_kept_out(void **state)
{
	static const struct {
		const char *login, *company, *url;
		bool out;
	} cases[] = {
		{ "someone", NULL, NULL, false },
		{ "Our-Own", NULL, NULL, true },
		{ "our-own2", NULL, NULL, false },
		{ "a", "Acme", NULL, true },
		{ "a", "ACME GmbH", NULL, true },
		{ "a", "@acme", NULL, true },
		{ "a", "Acmeist", NULL, false },
		{ "a", "Not Acme", NULL, false },
		{ "a", "Muller & Sohne", NULL, true },
		{ "a", "@initech @acme", NULL, true },
		{ "a", "@initech", NULL, true },
		{ "a", "Globex", NULL, false },
		{ "a", NULL, "https://example.com/a", true },
		{ "a", NULL, "https://blog.Example.com:443", true },
		{ "a", NULL, "https://notexample.com/", false },
		{ "a", NULL, "https://example.com.evil.example.org/", false },
		{ "a", NULL, "https://a.example.org/?u=example.com", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct link link = { "website", cases[i].url };
		struct person person = { .login = cases[i].login,
			.company = cases[i].company,
			.links = &link,
			.n_links = cases[i].url != NULL };

		if (exclude_matches(&exclude, &person) != cases[i].out)
			fail_msg("%s, %s, %s", cases[i].login,
			    cases[i].company != NULL ? cases[i].company : "-",
			    cases[i].url != NULL ? cases[i].url : "-");
	}
}

static void
nobody_is_kept_out_by_default(void **state)
{
	static const struct exclude none;
	struct person person = { .login = "a", .company = "Acme" };

	(void)state;
	assert_false(exclude_matches(&none, &person));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(people_are_kept_out),
		cmocka_unit_test(nobody_is_kept_out_by_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
