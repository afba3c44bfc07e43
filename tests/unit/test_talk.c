/* Sentences keep their blanks and lose what could harm a terminal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/talk.h"
#include "tests/unit/test.h"

static void
blanks_stay_and_controls_go(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "one sentence", "one sentence\n" },
		{ "", "\n" },
		{ "query: unknown\n  scor:\n  ^",
		    "query: unknown\n  scor:\n  ^\n" },
		{ "a  b   c", "a  b   c\n" },
		{ "\033[31mred\033[0m \x07"
		  "bell",
		    "[31mred[0m bell\n" },
		{ "left\xE2\x80\xAEright \xFF", "leftright \xEF\xBF\xBD\n" },
		{ "tab\there", "tab here\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = NULL;
		size_t len = 0;
		FILE *out = open_memstream(&text, &len);

		assert_non_null(out);
		talk_print(out, cases[i].in);
		assert_int_equal(fclose(out), 0);
		assert_string_equal(text, cases[i].out);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blanks_stay_and_controls_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
