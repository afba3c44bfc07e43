#ifndef CLI_PATH_SHOWN_H
#define CLI_PATH_SHOWN_H

#include "cli/app.h"

/* A file's path as the journal tells it, from the root, so that it is found
 * later; "-" for standard output (NULL).  In the app's arena. */
const char *path_shown(struct app *app, const char *path);

#endif
