#include "cli/ask.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

enum {
	ANSWER_MAX_BYTES = 202
};

bool
ask_possible(void)
{
	return isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
}

const char *
ask_line(struct app *app, const char *question)
{
	char line[ANSWER_MAX_BYTES];
	const char *answer;
	size_t len;

	(void)fflush(stdout);
	(void)fprintf(stderr, "%s ", question);
	(void)fflush(stderr);
	if (fgets(line, sizeof(line), stdin) == NULL)
		return "";
	answer = str_trim(line, strlen(line), &len);
	return arena_text(&app->arena, answer, len);
}

int
ask_yes(struct app *app, bool yes, const char *question)
{
	const char *answer;

	if (yes)
		return 0;
	if (!ask_possible())
		return app_error(app, ERR_INVAL,
		    "this asks first: without a terminal it needs --yes; "
		    "nothing was done");
	answer = ask_line(app, arena_format(&app->arena, "%s [y/N]", question));
	if (str_casecmp(answer, "y") == 0 || str_casecmp(answer, "yes") == 0)
		return 0;
	app_say(app, "Nothing was done.");
	return 1;
}
