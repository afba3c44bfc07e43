#include "cli/option.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/str.h"

enum {
	HELP_COLUMN = 24,
	JOINED_MAX_BYTES = 64 * 1024,
	GLOBALS = 8
};

struct parser {
	struct app *app;
	const struct command *command; /* NULL before its name is known */
	const struct option_spec *options;
	size_t n_options;
	struct option_spec globals[GLOBALS];
	bool help;
	bool version;
	int argc;
	char **argv;
	int at;
};

static void
fill_globals(struct parser *parser)
{
	struct app_globals *to = &parser->app->globals;
	const struct option_spec globals[GLOBALS] = {
		{ "config", 0, OPTION_TEXT, &to->config_file, "FILE",
		    "configuration ($MUSTER_CONFIG)", 0, 0 },
		{ "store", 0, OPTION_TEXT, &to->store, "DIR",
		    "where the leads are kept ($MUSTER_STORE)", 0, 0 },
		{ "log", 0, OPTION_TEXT, &to->log_level, "LEVEL",
		    "err, warn, info or debug", 0, 0 },
		{ "log-format", 0, OPTION_TEXT, &to->log_format, "FORMAT",
		    "logfmt or json", 0, 0 },
		{ "no-color", 0, OPTION_FLAG, &to->no_color, NULL,
		    "no colours (also $NO_COLOR)", 0, 0 },
		{ "quiet", 'q', OPTION_FLAG, &to->quiet, NULL,
		    "only data and errors", 0, 0 },
		{ "version", 0, OPTION_FLAG, &parser->version, NULL,
		    "print the version", 0, 0 },
		{ "help", 'h', OPTION_FLAG, &parser->help, NULL, "print this",
		    0, 0 },
	};

	memcpy(parser->globals, globals, sizeof(globals));
}

static bool
names(const struct option_spec *option, const char *name, size_t len)
{
	return strlen(option->name) == len &&
	    memcmp(option->name, name, len) == 0;
}

/* The option of "--name", "--name=value", "-n" or "-nvalue"; NULL if none. */
static const struct option_spec *
find(const struct parser *parser, const char *argument, const char **ret_value)
{
	bool is_long = argument[1] == '-';
	const char *name = argument + (is_long ? 2 : 1);
	size_t len = is_long ? strcspn(name, "=") : 1;

	*ret_value = NULL;
	if (is_long && name[len] == '=')
		*ret_value = name + len + 1;
	else if (!is_long && name[1] != '\0')
		*ret_value = name + 1;
	for (size_t i = 0; i < parser->n_options + GLOBALS; i++) {
		const struct option_spec *option = i < parser->n_options
		    ? &parser->options[i]
		    : &parser->globals[i - parser->n_options];

		if (is_long ? names(option, name, len)
			    : option->letter != 0 && option->letter == name[0])
			return option;
	}
	return NULL;
}

static const char *
nearest(const struct parser *parser, const char *name)
{
	const char *best = NULL;
	size_t least = 3;

	for (size_t i = 0; i < parser->n_options + GLOBALS; i++) {
		const char *known = i < parser->n_options
		    ? parser->options[i].name
		    : parser->globals[i - parser->n_options].name;
		size_t distance = str_distance(name, known);

		if (distance < least) {
			least = distance;
			best = known;
		}
	}
	return best;
}

static int
unknown(struct parser *parser, const char *argument)
{
	const char *command =
	    parser->command != NULL ? parser->command->name : "";
	const char *space = command[0] != '\0' ? " " : "";
	const char *near =
	    argument[1] == '-' ? nearest(parser, argument + 2) : NULL;

	if (near != NULL)
		return app_error(parser->app, ERR_INVAL,
		    "unknown option %.60s; did you mean --%s?", argument, near);
	if (argument[1] != '-' && strchr(argument, ':') != NULL)
		return app_error(parser->app, ERR_INVAL,
		    "unknown option %.60s; to exclude, write: not %.60s",
		    argument, argument + 1);
	return app_error(parser->app, ERR_INVAL,
	    "unknown option %.60s; see muster%s%s --help", argument, space,
	    command);
}

static int
set_int(struct parser *parser, const struct option_spec *option,
    const char *value)
{
	int rc = str_to_int(value, option->min, option->max, option->value);

	if (rc == 0)
		return 0;
	if (option->max == INT64_MAX)
		return app_error(parser->app, ERR_INVAL,
		    "--%s: \"%.40s\": expected a whole number of at least %lld",
		    option->name, value, (long long)option->min);
	return app_error(parser->app, ERR_INVAL,
	    "--%s: \"%.40s\": expected a whole number from %lld to %lld",
	    option->name, value, (long long)option->min,
	    (long long)option->max);
}

static int
set_limit(struct parser *parser, const struct option_spec *option,
    const char *value)
{
	int64_t *limit = option->value;

	if (str_equal(value, "all"))
		*limit = -1;
	else if (str_to_int(value, -1, INT64_MAX, limit) != 0)
		return app_error(parser->app, ERR_INVAL,
		    "--%s: \"%.40s\": expected a whole number or all",
		    option->name, value);
	return 0;
}

static int
set(struct parser *parser, const struct option_spec *option, const char *value)
{
	struct text_list *list = option->value;

	switch (option->kind) {
	case OPTION_FLAG:
		*(bool *)option->value = true;
		return 0;
	case OPTION_TEXT:
		*(const char **)option->value = value;
		return 0;
	case OPTION_INT:
		return set_int(parser, option, value);
	case OPTION_LIMIT:
		return set_limit(parser, option, value);
	case OPTION_TEXTS:
		if (list->items == NULL)
			list->items = arena_calloc(&parser->app->arena,
			    (size_t)parser->argc, sizeof(*list->items));
		list->items[list->n++] = value;
		return 0;
	}
	return 0;
}

/* Takes the option at argv[at] and its value, and moves on. */
static int
take(struct parser *parser)
{
	const char *argument = parser->argv[parser->at];
	const char *value;
	const struct option_spec *option = find(parser, argument, &value);

	if (option == NULL)
		return unknown(parser, argument);
	parser->at++;
	if (option->kind == OPTION_FLAG) {
		if (value != NULL && argument[1] == '-')
			return app_error(parser->app, ERR_INVAL,
			    "--%s takes no value", option->name);
		if (value != NULL)
			return unknown(parser, argument);
		return set(parser, option, NULL);
	}
	if (value == NULL) {
		if (parser->at >= parser->argc)
			return app_error(parser->app, ERR_INVAL,
			    "--%s needs a value (%s)", option->name,
			    option->metavar);
		value = parser->argv[parser->at++];
	}
	/* As of a variable of the shell that is not set. */
	if (value[0] == '\0' && !str_equal(option->metavar, "TEXT"))
		return app_error(parser->app, ERR_INVAL,
		    "--%s is empty: expected %s", option->name,
		    option->metavar);
	return set(parser, option, value);
}

/* "-" alone is standard input, an operand. */
static bool
is_option(const struct parser *parser, const char *argument)
{
	const char *value;

	if (argument[0] != '-' || argument[1] == '\0')
		return false;
	if (parser->command != NULL && parser->command->dash_operands &&
	    argument[1] != '-')
		return argument[2] == '\0' &&
		    find(parser, argument, &value) != NULL;
	return true;
}

static void
print_option(const struct option_spec *option)
{
	char left[64];

	if (option->letter != 0)
		(void)snprintf(left, sizeof(left), "-%c, --%s%s%s",
		    option->letter, option->name,
		    option->metavar != NULL ? " " : "",
		    option->metavar != NULL ? option->metavar : "");
	else
		(void)snprintf(left, sizeof(left), "--%s%s%s", option->name,
		    option->metavar != NULL ? " " : "",
		    option->metavar != NULL ? option->metavar : "");
	if (strlen(left) >= HELP_COLUMN)
		printf("  %s\n  %*s", left, HELP_COLUMN, "");
	else
		printf("  %-*s", HELP_COLUMN, left);
	printf("%s\n", option->help);
}

static void
print_help(const struct parser *parser)
{
	const struct command *command = parser->command;

	printf("usage: muster %s%s%s\n\n%s.\n", command->name,
	    command->usage[0] != '\0' ? " " : "", command->usage,
	    command->summary);
	if (parser->n_options > 0)
		printf("\nOptions\n");
	for (size_t i = 0; i < parser->n_options; i++)
		print_option(&parser->options[i]);
	printf("\nGlobal options\n");
	for (size_t i = 0; i < GLOBALS; i++)
		print_option(&parser->globals[i]);
	if (command->examples != NULL)
		printf("\nExamples\n%s", command->examples);
}

static int
apply_logging(struct app *app)
{
	enum log_level level = LOG_WARN;
	const char *format = app->globals.log_format;

	if (app->globals.log_level == NULL && format == NULL)
		return 0;
	if (app->globals.log_level != NULL &&
	    !log_level_parse(app->globals.log_level, &level))
		return app_error(app, ERR_INVAL,
		    "--log: \"%.40s\": expected err, warn, info or debug",
		    app->globals.log_level);
	if (format != NULL && !str_equal(format, "logfmt") &&
	    !str_equal(format, "json"))
		return app_error(app, ERR_INVAL,
		    "--log-format: \"%.40s\": expected logfmt or json", format);
	log_init(level, str_equal(format, "json") ? LOG_JSON : LOG_LOGFMT);
	return 0;
}

/* Help and version are answered whatever else is wrong. */
static bool
answer(const struct parser *parser)
{
	if (parser->help) {
		if (parser->command != NULL)
			print_help(parser);
		else
			command_overview(stdout);
		return true;
	}
	if (parser->version)
		printf("muster %s\n", MUSTER_VERSION);
	return parser->version;
}

int
option_parse(struct app *app, const struct option_spec *options,
    size_t n_options, int argc, char **argv, struct text_list *ret_operands)
{
	struct parser parser = { .app = app,
		.command = app->command,
		.options = options,
		.n_options = n_options,
		.argc = argc,
		.argv = argv };
	bool only_operands = false;
	int rc = 0;

	fill_globals(&parser);
	ret_operands->n = 0;
	ret_operands->items = arena_calloc(&app->arena, (size_t)argc + 1,
	    sizeof(*ret_operands->items));
	while (parser.at < argc && rc == 0) {
		char *argument = argv[parser.at];

		if (!only_operands && str_equal(argument, "--")) {
			only_operands = true;
			parser.at++;
		} else if (!only_operands && is_option(&parser, argument)) {
			rc = take(&parser);
		} else {
			ret_operands->items[ret_operands->n++] = argument;
			parser.at++;
		}
	}
	if (answer(&parser))
		return COMMAND_HELPED;
	return rc != 0 ? rc : apply_logging(app);
}

int
option_expect(struct app *app, const struct text_list *operands, size_t least,
    size_t most, const char *what)
{
	const char *name = app->command->name;

	if (operands->n > most)
		return app_error(app, ERR_INVAL,
		    "%s: \"%.60s\": expected %s; see muster %s --help", name,
		    operands->items[most], what, name);
	if (operands->n < least)
		return app_error(app, ERR_INVAL,
		    "%s: expected %s; see muster %s --help", name, what, name);
	return 0;
}

int
option_parse_globals(struct app *app, int argc, char **argv, int *ret_next)
{
	struct parser parser = { .app = app,
		.argc = argc,
		.argv = argv,
		.at = 1 };
	int rc = 0;

	fill_globals(&parser);
	while (
	    parser.at < argc && rc == 0 && is_option(&parser, argv[parser.at]))
		rc = take(&parser);
	if (answer(&parser))
		return COMMAND_HELPED;
	*ret_next = parser.at;
	return rc;
}

const char *
option_join(struct app *app, const struct text_list *operands, size_t first,
    size_t n)
{
	struct buf joined;
	const char *text;

	buf_init(&joined, JOINED_MAX_BYTES);
	for (size_t i = first; i < first + n; i++) {
		if (i > first)
			buf_char(&joined, ' ');
		buf_text(&joined, operands->items[i]);
	}
	text =
	    arena_strdup(&app->arena, joined.data != NULL ? joined.data : "");
	buf_done(&joined);
	return text;
}
