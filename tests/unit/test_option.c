/* Options before and after operands, with values in every spelling. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/option.h"
#include "tests/unit/test.h"

enum {
	ARGUMENTS = 12
};

struct parsed {
	bool flag;
	const char *text;
	struct text_list list;
	int64_t number, limit;
	struct text_list operands;
	struct app app;
	int rc;
};

static int
no_run(struct app *app, int argc, char **argv)
{
	(void)app;
	(void)argc;
	(void)argv;
	return 0;
}

static const struct command plain = { "try", "[QUERY]", "Tries", NULL,
	"  muster try\n", no_run, false };
static const struct command dashed = { "tag", "TAG", "Tags", NULL, NULL, no_run,
	true };

/* Splits `line` at blanks in place and parses it. */
static void
parse(struct parsed *parsed, const struct command *command, char *line)
{
	const struct option_spec options[] = {
		{ "flag", 'f', OPTION_FLAG, &parsed->flag, NULL, "a flag", 0,
		    0 },
		{ "text", 't', OPTION_TEXT, &parsed->text, "TEXT", "a text", 0,
		    0 },
		{ "list", 0, OPTION_TEXTS, &parsed->list, "ITEM", "items", 0,
		    0 },
		{ "number", 'n', OPTION_INT, &parsed->number, "N", "a number",
		    1, 100 },
		{ "limit", 0, OPTION_LIMIT, &parsed->limit, "N", "how many", 0,
		    0 },
	};
	char *argv[ARGUMENTS];
	int argc = 0;

	memset(parsed, 0, sizeof(*parsed));
	app_init(&parsed->app, "muster");
	parsed->app.command = command;
	while (*line != '\0') {
		assert_true(argc < ARGUMENTS);
		argv[argc++] = line;
		line += strcspn(line, " ");
		if (*line == ' ')
			*line++ = '\0';
	}
	parsed->rc = option_parse(&parsed->app, options, COUNT(options), argc,
	    argv, &parsed->operands);
}

static void
values_are_taken_in_every_spelling(void **state)
{
	static const char *const lines[] = {
		"--text abc --number 7 --flag a b",
		"--text=abc --number=7 -f a b",
		"-t abc -n 7 -f a b",
		"-tabc -n7 a -f b",
		"a -f --text abc b -n 7",
		"a --quiet -f --text abc --no-color b -n 7",
		"-f -tabc -n7 -- a b",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct parsed parsed;
		char line[200];

		assert_true(str_copy(line, sizeof(line), lines[i]));
		parse(&parsed, &plain, line);
		assert_int_equal(parsed.rc, 0);
		assert_true(parsed.flag);
		assert_string_equal(parsed.text, "abc");
		assert_int_equal(parsed.number, 7);
		assert_int_equal(parsed.operands.n, 2);
		assert_string_equal(option_join(&parsed.app, &parsed.operands,
					0, 2),
		    "a b");
		app_done(&parsed.app);
	}
}

static void
limits_are_numbers_or_all(void **state)
{
	static const struct {
		const char *line;
		int64_t limit;
		const char *text; /* NULL: fine */
	} cases[] = {
		{ "--limit 7", 7, NULL },
		{ "--limit=0", 0, NULL },
		{ "--limit all", -1, NULL },
		{ "--limit -1", -1, NULL },
		{ "--limit -2", 0,
		    "--limit: \"-2\": expected a whole number or all" },
		{ "--limit some", 0,
		    "--limit: \"some\": expected a whole number or all" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct parsed parsed;
		char line[40];

		assert_true(str_copy(line, sizeof(line), cases[i].line));
		parse(&parsed, &plain, line);
		assert_int_equal(parsed.rc,
		    cases[i].text == NULL ? 0 : ERR_INVAL);
		assert_int_equal(parsed.limit, cases[i].limit);
		if (cases[i].text != NULL)
			assert_string_equal(parsed.app.detail.text,
			    cases[i].text);
		app_done(&parsed.app);
	}
}

static void
lists_keep_their_order(void **state)
{
	char line[] = "--list a --list=b x --list c";
	struct parsed parsed;

	(void)state;
	parse(&parsed, &plain, line);
	assert_int_equal(parsed.rc, 0);
	assert_int_equal(parsed.list.n, 3);
	assert_string_equal(option_join(&parsed.app, &parsed.list, 0, 3),
	    "a b c");
	app_done(&parsed.app);
}

static void
global_options_are_taken_anywhere(void **state)
{
	char line[] = "a --store /s --config=/c --no-color -q --log debug";
	struct parsed parsed;

	(void)state;
	parse(&parsed, &plain, line);
	assert_int_equal(parsed.rc, 0);
	assert_string_equal(parsed.app.globals.store, "/s");
	assert_string_equal(parsed.app.globals.config_file, "/c");
	assert_true(parsed.app.globals.no_color);
	assert_true(parsed.app.globals.quiet);
	app_done(&parsed.app);
}

static void
operands_are_as_many_as_expected(void **state)
{
	static const struct {
		const char *line;
		size_t least, most;
		const char *text; /* NULL: fine */
	} cases[] = {
		{ "", 0, 0, NULL },
		{ "a", 1, 1, NULL },
		{ "a b c", 2, SIZE_MAX, NULL },
		{ "a b", 0, 1,
		    "try: \"b\": expected THIS; see muster try --help" },
		{ "a", 2, 3, "try: expected THIS; see muster try --help" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct parsed parsed;
		char line[20];
		int rc;

		assert_true(str_copy(line, sizeof(line), cases[i].line));
		parse(&parsed, &plain, line);
		rc = option_expect(&parsed.app, &parsed.operands,
		    cases[i].least, cases[i].most, "THIS");
		assert_int_equal(rc, cases[i].text == NULL ? 0 : ERR_INVAL);
		if (cases[i].text != NULL)
			assert_string_equal(parsed.app.detail.text,
			    cases[i].text);
		app_done(&parsed.app);
	}
}

static void
mistakes_are_named(void **state)
{
	static const struct {
		const char *line, *words;
	} cases[] = {
		{ "--txt abc", "did you mean --text?" },
		{ "--stor x", "did you mean --store?" },
		{ "--nothing-like-it", "see muster try --help" },
		{ "-x", "unknown option -x" },
		{ "-lang:go", "write: not lang:go" },
		{ "--text", "--text needs a value (TEXT)" },
		{ "--store=", "--store is empty: expected DIR" },
		{ "--number=", "--number is empty: expected N" },
		{ "--flag=yes", "--flag takes no value" },
		{ "--number 0", "from 1 to 100" },
		{ "--number 101", "from 1 to 100" },
		{ "--number seven", "\"seven\"" },
		{ "--log loud", "err, warn, info or debug" },
		{ "--log-format xml", "logfmt or json" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct parsed parsed;
		char line[200];

		assert_true(str_copy(line, sizeof(line), cases[i].line));
		parse(&parsed, &plain, line);
		assert_int_equal(parsed.rc, ERR_INVAL);
		if (strstr(parsed.app.detail.text, cases[i].words) == NULL)
			fail_msg("%s: %s", cases[i].line,
			    parsed.app.detail.text);
		app_done(&parsed.app);
	}
}

static void
a_dash_alone_and_after_two_dashes_is_an_operand(void **state)
{
	char line[] = "- -- --flag -t";
	struct parsed parsed;

	(void)state;
	parse(&parsed, &plain, line);
	assert_int_equal(parsed.rc, 0);
	assert_false(parsed.flag);
	assert_string_equal(option_join(&parsed.app, &parsed.operands, 0,
				parsed.operands.n),
	    "- --flag -t");
	app_done(&parsed.app);
}

static void
a_tag_to_remove_is_no_option(void **state)
{
	char line[] = "ada -python -f";
	struct parsed parsed;

	(void)state;
	parse(&parsed, &dashed, line);
	assert_int_equal(parsed.rc, 0);
	assert_true(parsed.flag);
	assert_string_equal(option_join(&parsed.app, &parsed.operands, 0,
				parsed.operands.n),
	    "ada -python");
	app_done(&parsed.app);
}

static void
options_before_the_command_end_at_its_name(void **state)
{
	char name[] = "muster", store[] = "--store", dir[] = "/s",
	     command[] = "leads", other[] = "--json";
	char *argv[] = { name, store, dir, command, other };
	struct app app;
	int next = 0;

	(void)state;
	app_init(&app, name);
	assert_ok(option_parse_globals(&app, 5, argv, &next));
	assert_int_equal(next, 3);
	assert_string_equal(app.globals.store, "/s");
	app_done(&app);

	app_init(&app, name);
	argv[1] = other;
	assert_int_equal(option_parse_globals(&app, 5, argv, &next), ERR_INVAL);
	app_done(&app);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_taken_in_every_spelling),
		cmocka_unit_test(limits_are_numbers_or_all),
		cmocka_unit_test(lists_keep_their_order),
		cmocka_unit_test(global_options_are_taken_anywhere),
		cmocka_unit_test(operands_are_as_many_as_expected),
		cmocka_unit_test(mistakes_are_named),
		cmocka_unit_test(
		    a_dash_alone_and_after_two_dashes_is_an_operand),
		cmocka_unit_test(a_tag_to_remove_is_no_option),
		cmocka_unit_test(options_before_the_command_end_at_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
