#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "config/config.h"

static bool
is_directory(const char *path)
{
	struct stat state;

	return stat(path, &state) == 0 && S_ISDIR(state.st_mode);
}

static char *
join(const char *directory, const char *name)
{
	struct buf path;

	buf_init(&path, strlen(directory) + strlen(name) + 1);
	buf_format(&path, "%s/%s", directory, name);
	return buf_take(&path);
}

static char *
directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return mem_strdup(".");
	if (slash == path)
		return mem_strdup("/");
	return mem_strndup(path, (size_t)(slash - path));
}

/* An environment variable that is set and not empty. */
static const char *
variable(const char *name)
{
	const char *value = getenv(name);

	return value == NULL || *value == '\0' ? NULL : value;
}

/* $XDG_x/muster, which has to be absolute to count; else below $HOME. */
static int
find_own(const char *xdg, const char *below_home, char **ret_path,
    struct err_detail *detail)
{
	const char *base = variable(xdg), *home = variable("HOME");
	char *path;

	if (base != NULL && base[0] == '/') {
		*ret_path = join(base, "muster");
		return 0;
	}
	if (home == NULL)
		return err_set(detail, ERR_NOTFOUND,
		    "neither $HOME nor $%s is set: can't tell where your "
		    "files are",
		    xdg);
	path = join(home, below_home);
	*ret_path = join(path, "muster");
	mem_free(path);
	return 0;
}

/* The file a command name stands for, as the shell found it. */
static char *
search_path(const char *name)
{
	const char *at = variable("PATH");

	while (at != NULL && *at != '\0') {
		size_t len = strcspn(at, ":");
		char *directory = mem_strndup(at, len);
		char *file = join(len == 0 ? "." : directory, name);

		mem_free(directory);
		if (access(file, X_OK) == 0)
			return file;
		mem_free(file);
		at += len + (at[len] == ':');
	}
	return NULL;
}

/* config/ beside the program, links followed: a checkout that was built. */
static char *
beside_program(const char *argv0)
{
	char *file =
	    strchr(argv0, '/') != NULL ? mem_strdup(argv0) : search_path(argv0);
	char *real = file == NULL ? NULL : realpath(file, NULL);
	char *directory = NULL, *share = NULL, *roles = NULL;

	if (real != NULL) {
		directory = directory_of(real);
		share = join(directory, "config");
		roles = join(share, "roles");
		if (!is_directory(roles)) {
			mem_free(share);
			share = NULL;
		}
	}
	mem_free(roles);
	mem_free(directory);
	free(real); /* realpath's own malloc */
	mem_free(file);
	return share;
}

static int
find_share(const char *argv0, char **ret_share, struct err_detail *detail)
{
	const char *named = variable("MUSTER_SHARE");
	char *share;

	if (named != NULL) {
		if (!is_directory(named))
			return err_set(detail, ERR_NOTFOUND,
			    "$MUSTER_SHARE: %s: no such directory", named);
		*ret_share = mem_strdup(named);
		return 0;
	}
	share = argv0 == NULL ? NULL : beside_program(argv0);
	if (share == NULL && is_directory(MUSTER_SHARE))
		share = mem_strdup(MUSTER_SHARE);
	if (share == NULL)
		return err_set(detail, ERR_NOTFOUND,
		    "the data files (roles, stacks, places) are neither in "
		    "config/ beside the program nor in %s; set $MUSTER_SHARE",
		    MUSTER_SHARE);
	*ret_share = share;
	return 0;
}

static int
find_home(const char *config_file, struct config_paths *paths,
    struct err_detail *detail)
{
	int rc;

	if (config_file == NULL)
		config_file = variable("MUSTER_CONFIG");
	if (config_file != NULL) {
		paths->file = mem_strdup(config_file);
		paths->home = directory_of(config_file);
		return 0;
	}
	rc = find_own("XDG_CONFIG_HOME", ".config", &paths->home, detail);
	if (rc == 0)
		paths->file = join(paths->home, "muster.yaml");
	return rc;
}

static int
find_state(struct config_paths *paths, struct err_detail *detail)
{
	const char *named = variable("MUSTER_STORE");

	if (named != NULL) {
		paths->state = mem_strdup(named);
		return 0;
	}
	return find_own("XDG_STATE_HOME", ".local/state", &paths->state,
	    detail);
}

int
config_paths_find(const char *argv0, const char *config_file,
    struct config_paths *ret_paths, struct err_detail *detail)
{
	struct config_paths paths = { 0 };
	int rc = find_share(argv0, &paths.share, detail);

	if (rc == 0)
		rc = find_home(config_file, &paths, detail);
	if (rc == 0)
		rc = find_state(&paths, detail);
	if (rc != 0)
		config_paths_done(&paths);
	else
		*ret_paths = paths;
	return rc;
}

void
config_paths_done(struct config_paths *paths)
{
	mem_free(paths->share);
	mem_free(paths->home);
	mem_free(paths->state);
	mem_free(paths->file);
	memset(paths, 0, sizeof(*paths));
}
