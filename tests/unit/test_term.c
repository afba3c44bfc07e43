/* Widths, colours, wrapping and bars for a terminal or a pipe. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/term.h"
#include "tests/unit/test.h"

static void
lines_are_broken_at_blanks(void **state)
{
	static const struct {
		const char *in;
		size_t width, max, n;
		const char *lines[4];
	} cases[] = {
		{ "", 10, 3, 0, { NULL } },
		{ "short", 10, 3, 1, { "short" } },
		{ "exactly 10", 10, 3, 1, { "exactly 10" } },
		{ "two words here", 10, 3, 2, { "two words", "here" } },
		{ "incomprehensibilities", 10, 3, 3,
		    { "incomprehe", "nsibilitie", "s" } },
		{ "one two three four five six", 9, 2, 2,
		    { "one two", "three fo\xE2\x80\xA6" } },
		{ "\xE5\xBC\xA0\xE5\xBC\xA0 \xE5\xBC\xA0", 5, 3, 2,
		    { "\xE5\xBC\xA0\xE5\xBC\xA0", "\xE5\xBC\xA0" } },
		{ "\xE5\xBC\xA0", 1, 3, 1, { NULL } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };
		const char *lines[4];
		size_t n = term_wrap(&arena, cases[i].in, cases[i].width, lines,
		    cases[i].max);

		if (cases[i].lines[0] == NULL) {
			assert_true(n <= cases[i].max);
			arena_done(&arena);
			continue;
		}
		assert_int_equal(n, cases[i].n);
		for (size_t j = 0; j < n; j++)
			assert_string_equal(lines[j], cases[i].lines[j]);
		arena_done(&arena);
	}
}

static void
elsewhere_is_120_columns_without_colours(void **state)
{
	FILE *file = tmpfile();
	struct term term;

	(void)state;
	assert_non_null(file);
	assert_int_equal(unsetenv("COLUMNS"), 0);
	term_init(&term, file, false);
	assert_int_equal(term.width, 120);
	assert_false(term.is_terminal);
	assert_false(term.colour);
	assert_string_equal(term_style(&term, STYLE_GOOD), "");
	assert_int_equal(setenv("COLUMNS", "77", 1), 0);
	assert_int_equal(term_columns(file), 77);
	assert_int_equal(setenv("COLUMNS", "1", 1), 0);
	assert_int_equal(term_columns(file), 40);
	assert_int_equal(setenv("COLUMNS", "9999", 1), 0);
	assert_int_equal(term_columns(file), 400);
	assert_int_equal(setenv("COLUMNS", "-1", 1), 0);
	assert_int_equal(term_columns(file), 120);
	assert_int_equal(setenv("COLUMNS", "many", 1), 0);
	assert_int_equal(term_columns(file), 120);
	assert_int_equal(unsetenv("COLUMNS"), 0);
	(void)fclose(file);
}

static void
bars_are_as_full_as_their_share(void **state)
{
	static const struct {
		double share;
		const char *bar;
	} cases[] = {
		{ 0, "....." },
		{ 0.5, "###.." },
		{ 0.39, "##..." },
		{ 1, "#####" },
		{ 7, "#####" },
		{ -1, "....." },
	};
	struct term term = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };

		assert_string_equal(term_bar(&term, &arena, cases[i].share, 5),
		    cases[i].bar);
		term.unicode = true;
		assert_int_equal(text_width(term_bar(&term, &arena,
				     cases[i].share, 5)),
		    5);
		term.unicode = false;
		arena_done(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_broken_at_blanks),
		cmocka_unit_test(elsewhere_is_120_columns_without_colours),
		cmocka_unit_test(bars_are_as_full_as_their_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
