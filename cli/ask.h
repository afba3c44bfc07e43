#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "cli/app.h"

/*
 * Asks a yes-or-no question on the terminal.  Returns 0 for yes (or `yes`,
 * the --yes option); ERR_INVAL with a sentence when there is no terminal to
 * ask on; 1, an exit status, after saying that nothing was done.
 */
int ask_yes(struct app *app, bool yes, const char *question) MUST_CHECK;

/* Reads one trimmed line of at most 200 bytes; "" at the end of input.  In
 * the app's arena.  Only to be called when ask_possible(). */
const char *ask_line(struct app *app, const char *question);

/* Whether standard input and standard error are a terminal. */
bool ask_possible(void);

#endif
