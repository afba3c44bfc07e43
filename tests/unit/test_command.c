/* Commands are found, misspelt ones get their nearest, errors their status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"
#include "tests/unit/test.h"

static const char *const names[] = {
#define X(name) #name,
	COMMANDS(X)
#undef X
};

static void
every_command_is_registered_and_documented(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct command *command = command_find(names[i]);

		assert_non_null(command);
		assert_non_null(command->run);
		assert_non_null(command->usage);
		assert_non_null(command->summary);
		assert_non_null(command->examples);
	}
	assert_null(command_find(""));
	assert_null(command_find("lead"));
}

static void
the_overview_names_every_command(void **state)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	assert_non_null(out);
	command_overview(out);
	assert_int_equal(fclose(out), 0);
	for (size_t i = 0; i < COUNT(names); i++)
		assert_non_null(strstr(text, names[i]));
	for (const char *line = text; *line != '\0';) {
		size_t columns = strcspn(line, "\n");

		assert_true(columns <= 80);
		line += columns + (line[columns] == '\n');
	}
	free(text);
}

static void
misspelt_commands_get_their_nearest(void **state)
{
	static const struct {
		const char *given, *nearest;
	} cases[] = {
		{ "lead", "leads" },
		{ "craw", "crawl" },
		{ "supress", "suppress" },
		{ "dr", NULL },
		{ "something", NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct command *command = command_nearest(cases[i].given);

		if (cases[i].nearest == NULL)
			assert_null(command);
		else
			assert_string_equal(command->name, cases[i].nearest);
	}
}

static void
errors_have_the_contracts_exit_status(void **state)
{
	static const struct {
		int rc, status;
	} cases[] = {
		{ 0, 0 },
		{ COMMAND_HELPED, 0 },
		{ 1, 1 },
		{ ERR_INVAL, 2 },
		{ ERR_PARSE, 2 },
		{ ERR_BUSY, 3 },
		{ ERR_DENIED, 4 },
		{ ERR_CANCELED, 130 },
		{ ERR_NOTFOUND, 1 },
		{ ERR_NET, 1 },
		{ ERR_HTTP, 1 },
		{ ERR_IO, 1 },
		{ ERR_FULL, 1 },
		{ ERR_CORRUPT, 1 },
		{ ERR_NOMEM, 1 },
		{ ERR_BLOCKED, 1 },
		{ ERR_LIMIT, 1 },
		{ ERR_AGAIN, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(command_exit_status(cases[i].rc),
		    cases[i].status);
}

static void
the_command_line_is_told_apart(void **state)
{
	static const struct {
		const char *arguments[3];
		int rc;
		const char *words;
	} cases[] = {
		{ { "lead" }, ERR_INVAL, "`muster leads`" },
		{ { "something" }, ERR_INVAL, "lists them" },
		{ { "help", "craw" }, ERR_INVAL, "`muster crawl`" },
		{ { "--nonsense", "leads" }, ERR_INVAL, "--nonsense" },
		{ { "show" }, ERR_INVAL, "one login" },
		{ { "mark", "ada" }, ERR_INVAL, "a status" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char name[] = "muster", buffers[3][32], *argv[4] = { name };
		struct app app;
		int argc = 1;

		for (size_t j = 0; j < 3; j++) {
			if (cases[i].arguments[j] == NULL)
				break;
			assert_true(str_copy(buffers[j], sizeof(buffers[j]),
			    cases[i].arguments[j]));
			argv[argc++] = buffers[j];
		}
		app_init(&app, name);
		assert_int_equal(command_run(&app, argc, argv), cases[i].rc);
		if (strstr(app.detail.text, cases[i].words) == NULL)
			fail_msg("%s", app.detail.text);
		app_done(&app);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_command_is_registered_and_documented),
		cmocka_unit_test(the_overview_names_every_command),
		cmocka_unit_test(misspelt_commands_get_their_nearest),
		cmocka_unit_test(the_command_line_is_told_apart),
		cmocka_unit_test(errors_have_the_contracts_exit_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
