#include "signals/people.h"
#include "tests/unit/test.h"

static void
companies_are_told_plainly(void **state)
{
	static const struct {
		const char *company;
		const char *expected;
	} rows[] = {
		{ "@grafana @cncf", "grafana; cncf" },
		{ "@grafana", "grafana" },
		{ "Acme Corp.", "Acme Corp" },
		{ "Acme, Inc.", "Acme, Inc" },
		{ "  Acme  ", "Acme" },
		{ "@acme, @other-org", "acme; other-org" },
		{ "Acme @acme", "Acme; acme" },
		{ "Acme | Other", "Acme; Other" },
		{ "@acme, ex-@other", "acme" },
		{ NULL, NULL },
		{ "", NULL },
		{ "-", NULL },
		{ "Freelance", NULL },
		{ "freelancer", NULL },
		{ "Self Employed", NULL },
		{ "Self-employed", NULL },
		{ "Student", NULL },
		{ "None", NULL },
		{ "N/A", NULL },
		{ "@", NULL },
		{ "looking for a job", NULL },
		{ "\xE5\xAD\xA6\xE7\x94\x9F", NULL },
		{ "Independent Systems GmbH", "Independent Systems GmbH" },
		{ "a\x1b[2J\nb", "a[2J; b" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *company = people_company(&arena, rows[i].company);

		if (rows[i].expected == NULL)
			assert_null(company);
		else
			assert_string_equal(company, rows[i].expected);
	}
	arena_done(&arena);
}

/* What ends in a semicolon is taken apart, with the same result. */
static void
plain_names_are_told_as_others_are(void **state)
{
	static const char *const names[] = { "Acme", "acme", "7signal", "A-B",
		"Acme Inc", "Acme  Inc", "Acme-", "A.", "a.b.c", "Ex Libris",
		"ex-Acme", "Expert", "Previous", "prevail", "Former Co",
		"Pastel", "STUDENT", "Retired", "Self-Employed", "indie hacker",
		"Indie  Hacker", "looking for a job", "looking for a jobs",
		"Stealth mode", "-Acme", " Acme", "Acme ", "Acme .de", "A - B",
		"no", "No 1",
		"ab cd ef gh ij kl mn op qr st uv wx yz ab cd ef "
		"gh ij kl mn op qr st uv wx yz ab",
		"ab cd ef gh ij kl mn op qr st uv wx yz ab cd ef gh ij kl mn "
		"op qr st uv wx yz abc" };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		const char *told = people_company(&arena, names[i]);
		const char *apart = people_company(&arena,
		    arena_format(&arena, "%s;", names[i]));

		if (apart == NULL)
			assert_null(told);
		else
			assert_string_equal(told, apart);
	}
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(companies_are_told_plainly),
		cmocka_unit_test(plain_names_are_told_as_others_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
