#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stddef.h>
#include <stdio.h>

#include "cli/app.h"

/*
 * A command returns 0; a negative enum err, whose sentence main() prints from
 * app->detail; or an exit status above 0 that it has explained itself.
 */
struct command {
	const char *name;
	const char *usage; /* what follows the name */
	const char *summary; /* one line for the overview */
	const char *group; /* heading in the overview */
	const char *examples; /* lines for its --help */
	int (*run)(struct app *app, int argc, char **argv);
	/* Operands may begin with '-' ("tag ada -python"). */
	bool dash_operands;
};

/* Returned by option_parse() and passed on: help was printed, exit 0. */
enum {
	COMMAND_HELPED = 1000
};

/* The whole command line: global options, then the command. */
int command_run(struct app *app, int argc, char **argv) MUST_CHECK;

/*
 * Runs the whole command line by muster-crawler instead; only returns when
 * that can't be done.  What was opened for writing must be closed before.
 */
int command_hand_over(struct app *app) MUST_CHECK;

/* NULL if unknown. */
const struct command *command_find(const char *name);

/* The known command nearest to a misspelt one; NULL if none is near. */
const struct command *command_nearest(const char *name);

/* What `muster` alone prints. */
void command_overview(FILE *out);

/* The process's exit status for what a command returned. */
int command_exit_status(int rc);

#define COMMANDS(X) \
	X(crawl)    \
	X(daemon)   \
	X(add)      \
	X(rescore)  \
	X(leads)    \
	X(show)     \
	X(search)   \
	X(export)   \
	X(draft)    \
	X(stats)    \
	X(mark)     \
	X(note)     \
	X(tag)      \
	X(assign)   \
	X(notice)   \
	X(known)    \
	X(forget)   \
	X(suppress) \
	X(purge)    \
	X(subject)  \
	X(journal)  \
	X(audit)    \
	X(backup)   \
	X(compact)  \
	X(dump)     \
	X(load)     \
	X(init)     \
	X(role)     \
	X(measure)  \
	X(doctor)   \
	X(version)

#define X(name) int cmd_##name(struct app *app, int argc, char **argv);
COMMANDS(X)
#undef X

#endif
