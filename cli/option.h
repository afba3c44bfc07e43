#ifndef CLI_OPTION_H
#define CLI_OPTION_H

#include "cli/app.h"
#include "cli/command.h"

/*
 * Options of a command: one table feeds the parser, the messages and --help.
 * (Not getopt_long(3): it knows no help texts, accepts any unambiguous prefix,
 * which scripts then depend on, and takes "-TAG" for options.)
 */
enum option_kind {
	OPTION_FLAG, /* bool */
	OPTION_TEXT, /* const char * */
	OPTION_TEXTS, /* struct text_list; may be given several times */
	OPTION_INT, /* int64_t, within min..max */
	OPTION_LIMIT /* int64_t: so many; -1 for "all" */
};

struct text_list {
	const char **items; /* in the app's arena */
	size_t n;
};

struct option_spec {
	const char *name; /* without the dashes */
	char letter; /* 0: none */
	enum option_kind kind;
	void *value; /* written when the option is met */
	const char *metavar;
	const char *help;
	int64_t min;
	int64_t max;
};

/*
 * Parses the arguments after the name of app->command.  Global options are taken at
 * any place; "--" ends the options.  Returns 0, ERR_INVAL with a sentence that
 * names the nearest option, or COMMAND_HELPED.
 */
int option_parse(struct app *app, const struct option_spec *options,
    size_t n_options, int argc, char **argv,
    struct text_list *ret_operands) MUST_CHECK;

/*
 * Whether there are `least` to `most` operands; else ERR_INVAL, with a sentence
 * that says `what` is expected.
 */
int option_expect(struct app *app, const struct text_list *operands,
    size_t least, size_t most, const char *what) MUST_CHECK;

/*
 * Parses the global options before a command's name.  *ret_next is the index
 * of the first other argument (argc if none).
 */
int option_parse_globals(struct app *app, int argc, char **argv,
    int *ret_next) MUST_CHECK;

/* All operands, joined by blanks; in the app's arena. */
const char *option_join(struct app *app, const struct text_list *operands,
    size_t first, size_t n);

#endif
