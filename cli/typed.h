#ifndef CLI_TYPED_H
#define CLI_TYPED_H

#include "cli/app.h"
#include "cli/option.h"

/*
 * A login as people paste it ("octocat", "@octocat", a profile's address) in
 * its bare form; NULL when it can't be one.  In the app's arena.
 */
const char *typed_login(struct app *app, const char *text);

/* "https://..." or "github.com/...": no query, whatever follows. */
bool typed_is_address(const char *text);

/* The login of a profile's address; any other text as it is: a login, an id. */
const char *typed_person(struct app *app, const char *text);

/* "owner/name" of a repository or of its address; NULL when it can't be. */
const char *typed_repository(struct app *app, const char *text);

/*
 * The lines of a file ("-": standard input), trimmed, without empty ones and
 * those that begin with '#'; of a CSV line the first cell.  At most 4 MB.
 */
int typed_lines(struct app *app, const char *path,
    struct text_list *ret_lines) MUST_CHECK;

#endif
