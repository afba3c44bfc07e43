#ifndef CLI_ROLE_JD_H
#define CLI_ROLE_JD_H

#include "cli/app.h"

/*
 * `role new NAME --from-jd FILE`: reads the description ("-": standard input),
 * measures the repositories it would begin with when there is a token or an
 * `api_url`, and writes the role to `path`, which must not exist.  What could
 * not be used is told on stderr.
 */
int role_from_jd(struct app *app, const char *name, const char *jd_path,
    const char *api_url, const char *path) MUST_CHECK;

#endif
