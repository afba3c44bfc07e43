#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "config/config.h"
#include "config/nearest.h"

enum {
	ROLES = 1000,
	MESSAGE_BYTES = 512
};

static int
is_role(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && str_ends(entry->d_name, ".yaml");
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool
lists(const struct role_list *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (str_equal(list->names[i], name))
			return true;
	return false;
}

/* Adds a folder's roles, unless their names are taken; none is no error. */
static int
add_folder(struct role_list *list, const char *directory, struct arena *arena,
    struct err_detail *detail)
{
	char *folder = arena_format(arena, "%s/roles", directory);
	struct dirent **entries = NULL;
	int n = scandir(folder, &entries, is_role, by_name);

	if (n < 0 && (errno == ENOENT || errno == ENOTDIR))
		return 0;
	if (n < 0)
		return err_set(detail, ERR_IO, "%s: can't be read: %s", folder,
		    strerror(errno));
	for (int i = 0; i < n; i++) {
		const char *file = entries[i]->d_name;
		char *name =
		    arena_text(arena, file, strlen(file) - strlen(".yaml"));

		if (list->n < ROLES && !lists(list, name)) {
			list->names[list->n] = name;
			list->paths[list->n++] =
			    arena_format(arena, "%s/%s", folder, file);
		}
		free(entries[i]); /* scandir's own malloc */
	}
	free(entries);
	return 0;
}

/* Two sorted runs; few enough to insert one by one. */
static void
sort(struct role_list *list)
{
	for (size_t i = 1; i < list->n; i++)
		for (size_t j = i;
		     j > 0 && strcmp(list->names[j - 1], list->names[j]) > 0;
		     j--) {
			char *name = list->names[j], *path = list->paths[j];

			list->names[j] = list->names[j - 1];
			list->paths[j] = list->paths[j - 1];
			list->names[j - 1] = name;
			list->paths[j - 1] = path;
		}
}

int
config_roles_list(const struct config_paths *paths, struct arena *arena,
    struct role_list *ret_list, struct err_detail *detail)
{
	struct role_list list = { 0 };
	int rc;

	list.names = arena_calloc(arena, ROLES, sizeof(char *));
	list.paths = arena_calloc(arena, ROLES, sizeof(char *));
	rc = add_folder(&list, paths->home, arena, detail);
	if (rc == 0)
		rc = add_folder(&list, paths->share, arena, detail);
	if (rc != 0)
		return rc;
	sort(&list);
	*ret_list = list;
	return 0;
}

static int
unknown(const struct role_list *list, const char *name,
    struct err_detail *detail)
{
	struct nearest nearest;
	struct buf all;
	int rc;

	nearest_init(&nearest, name);
	buf_init(&all, MESSAGE_BYTES);
	for (size_t i = 0; i < list->n; i++) {
		nearest_offer(&nearest, list->names[i], list->names[i]);
		buf_format(&all, "%s%s", i > 0 ? ", " : "", list->names[i]);
	}
	if (nearest_get(&nearest) != NULL)
		rc = err_set(detail, ERR_NOTFOUND,
		    "%.64s: no such role, did you mean \"%s\"?", name,
		    nearest_get(&nearest));
	else
		rc = err_set(detail, ERR_NOTFOUND,
		    "%.64s: no such role, there are: %s", name,
		    all.data == NULL ? "none" : all.data);
	buf_done(&all);
	return rc;
}

int
config_role_find(const struct config_paths *paths, const char *name,
    struct arena *arena, const char **ret_path, struct err_detail *detail)
{
	struct role_list list;
	int rc = config_roles_list(paths, arena, &list, detail);

	if (rc != 0)
		return rc;
	for (size_t i = 0; i < list.n; i++)
		if (str_equal(list.names[i], name)) {
			*ret_path = list.paths[i];
			return 0;
		}
	return unknown(&list, name, detail);
}
