/*
 * muster-crawler, seen from muster: the same program with the libraries that
 * few commands need and that take longer to load than a query takes.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/str.h"
#include "cli/command.h"

/* The places where it may be, seen from this program's own folder: that of a
 * build, that of an installation, and the one it was built for. */
static const struct {
	bool from_here;
	const char *path;
} places[] = {
	{ true, "/muster-crawler" },
	{ true, "/../libexec/muster/muster-crawler" },
	{ false, MUSTER_LIBEXEC "/muster-crawler" },
};

static int
find_program(struct app *app, char *ret_path, size_t size)
{
	char folder[PATH_MAX];
	ssize_t len = readlink("/proc/self/exe", folder, sizeof(folder) - 1);
	char *slash;

	folder[len > 0 ? len : 0] = '\0';
	slash = strrchr(folder, '/');
	if (slash != NULL)
		*slash = '\0';
	for (size_t i = 0; i < COUNT(places); i++) {
		struct buf path;
		bool found;

		buf_init(&path, size - 1);
		buf_format(&path, "%s%s", places[i].from_here ? folder : "",
		    places[i].path);
		found = !path.overflow && str_copy(ret_path, size, path.data) &&
		    access(ret_path, X_OK) == 0;
		buf_done(&path);
		if (found)
			return 0;
	}
	return app_error(app, ERR_NOTFOUND,
	    "muster-crawler: missing, expected beside muster or in %s: install "
	    "muster again",
	    MUSTER_LIBEXEC);
}

int
command_hand_over(struct app *app)
{
	char path[PATH_MAX];
	int rc = find_program(app, path, sizeof(path));

	if (rc != 0)
		return rc;
	(void)execv(path, app->argv);
	return app_error(app, ERR_IO, "%s: %s", path, strerror(errno));
}
