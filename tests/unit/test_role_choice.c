/* Which role a command is about, and how it says that it can't tell. */
#include <string.h>

#include "cli/role_choice.h"
#include "tests/unit/test.h"

static const char *one[] = { "api-generalist" };
static const char *two[] = { "api-generalist", "data-intensive" };
static const char *three[] = { "a", "b", "c" };

static void
the_role_is_chosen_in_order(void **state)
{
	static const struct {
		const char *what;
		struct role_choice choice;
		const char *role; /* NULL: an error with these words */
		const char *words;
	} cases[] = {
		{ "given wins over all", { "g", NULL, two, 2, two, 2 }, "g",
		    NULL },
		{ "the query's wins over enabled ones",
		    { NULL, "q", two, 2, two, 2 }, "q", NULL },
		{ "given and query agree", { "q", "q", NULL, 0, NULL, 0 }, "q",
		    NULL },
		{ "given and query disagree", { "g", "q", one, 1, NULL, 0 },
		    NULL, "disagree" },
		{ "the only enabled one", { NULL, NULL, one, 1, two, 2 },
		    "api-generalist", NULL },
		{ "several enabled are named", { NULL, NULL, two, 2, one, 1 },
		    NULL, "api-generalist and data-intensive are enabled" },
		{ "the only one with leads", { NULL, NULL, NULL, 0, one, 1 },
		    "api-generalist", NULL },
		{ "several with leads are named",
		    { NULL, NULL, NULL, 0, three, 3 }, NULL,
		    "a, b and c have leads" },
		{ "none at all", { NULL, NULL, NULL, 0, NULL, 0 }, NULL,
		    "no role is enabled" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err_detail detail = { 0 };
		const char *role = "untouched";
		int rc = role_choice_make(&cases[i].choice, &role, &detail);

		print_message("%s\n", cases[i].what);
		if (cases[i].role != NULL) {
			assert_int_equal(rc, 0);
			assert_string_equal(role, cases[i].role);
		} else {
			assert_int_equal(rc, ERR_INVAL);
			assert_non_null(strstr(detail.text, cases[i].words));
			assert_string_equal(role, "untouched");
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_role_is_chosen_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
