#include "cli/path_shown.h"

#include <limits.h>
#include <unistd.h>

#include "base/str.h"

const char *
path_shown(struct app *app, const char *path)
{
	char dir[PATH_MAX];

	if (path == NULL || str_equal(path, "-"))
		return "-";
	if (path[0] == '/' || getcwd(dir, sizeof(dir)) == NULL)
		return path;
	return arena_format(&app->arena, "%s/%s", dir, path);
}
