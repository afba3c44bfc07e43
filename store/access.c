/*
 * Who may open a store: its owner alone, or (store.shared) the group of its
 * directory, too.  Others never.  Modes are set as they shall be, whatever the
 * umask; the group is set file by file, since a hardened service may not make
 * directories setgid.
 */
#include "store/access.h"

#include <sys/stat.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/store_internal.h"

enum {
	MODE_BITS = 07777,
	OTHERS_BITS = 07,
	ACCOUNT_TEXT = 64,
	ACCOUNT_BYTES = 16 * 1024, /* of a group with all its members */
	DEEPEST = 2 /* of directories: a copy in the store */
};

/* With the setgid bit. */
static mode_t
dir_mode(bool is_shared)
{
	return is_shared ? 02770 : 0700;
}

mode_t
access_file_mode(const struct store *store)
{
	return store->is_shared ? 0660 : 0600;
}

mode_t
access_dir_mode(const struct store *store)
{
	return dir_mode(store->is_shared) & ACCESSPERMS;
}

mode_t
access_mask(const struct store *store)
{
	return store->is_shared ? 007 : 077;
}

/* ---- setting ---- */

/*
 * Only of what is one's own; but root, who made a file in somebody's store,
 * gives it away.  What fails is no worse than before: whoever can't open it
 * will be told.  No descriptor is opened that closing would cost locks.
 */
void
access_settle(const struct store *store, const char *path)
{
	uid_t self = geteuid(), owner = (uid_t)-1;
	gid_t group = (gid_t)-1;
	struct stat info;
	mode_t mode;

	if (lstat(path, &info) != 0 || info.st_uid != self ||
	    (!S_ISDIR(info.st_mode) && !S_ISREG(info.st_mode)))
		return;
	if (self == 0 && store->owner != self)
		owner = store->owner;
	if ((store->is_shared || owner != (uid_t)-1) &&
	    info.st_gid != store->group)
		group = store->group;
	mode = S_ISDIR(info.st_mode) ? dir_mode(store->is_shared)
				     : access_file_mode(store);
	if (owner != (uid_t)-1 || group != (gid_t)-1)
		(void)!fchownat(AT_FDCWD, path, owner, group,
		    AT_SYMLINK_NOFOLLOW);
	/* Without the setgid bit where it may not be set. */
	if ((info.st_mode & MODE_BITS) != mode &&
	    fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW) != 0)
		(void)!fchmodat(AT_FDCWD, path, mode & ACCESSPERMS,
		    AT_SYMLINK_NOFOLLOW);
}

/* As deep as copies are.  NOLINTBEGIN(misc-no-recursion) */
static void
mend(const struct store *store, const char *path, int depth)
{
	DIR *dir;
	struct dirent *entry;

	access_settle(store, path);
	dir = opendir(path);
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char *file;

		if (strcmp(entry->d_name, ".") == 0 ||
		    strcmp(entry->d_name, "..") == 0)
			continue;
		file = store_file(path, entry->d_name);
		if (entry->d_type == DT_DIR && depth < DEEPEST)
			mend(store, file, depth + 1);
		else
			access_settle(store, file);
		mem_free(file);
	}
	if (dir != NULL)
		(void)closedir(dir); /* only read */
}

/* NOLINTEND(misc-no-recursion) */

void
access_mend(const struct store *store)
{
	mend(store, store->path, 1);
}

void
access_mend_key(const struct store *store, const char *path)
{
	struct stat info;

	/* Another store's key too, perhaps: it is closed again only together
	 * with the store that it was opened with. */
	if ((store->is_shared || store->was_shared) &&
	    lstat(path, &info) == 0 && (info.st_mode & OTHERS_BITS) == 0)
		access_settle(store, path);
}

void
access_look(struct store *store, bool is_shared)
{
	struct stat info;
	bool is_open;

	store->is_shared = is_shared;
	store->owner = geteuid();
	store->group = getegid();
	if (stat(store->path, &info) != 0)
		return;
	is_open = (info.st_mode & S_IRWXG) == S_IRWXG;
	store->was_shared = (info.st_mode & S_IRWXG) != 0;
	store->owner = info.st_uid;
	store->group = info.st_gid;
	/* The owner decides; who visits goes along with it. */
	if (info.st_uid != geteuid())
		store->is_shared = is_open;
}

int
access_make_dirs(struct store *store, bool is_shared, struct err_detail *detail)
{
	struct err_detail why = { "" };
	int rc;

	rc = file_make_dirs(store->path, dir_mode(is_shared), &why);
	if (rc == 0 ||
	    (errno == EACCES && access_refused(store, store->path, detail)))
		return rc;
	return err_set(detail, rc, "%s", err_text(&why, rc));
}

/* ---- telling ---- */

static void
user_name(uid_t uid, char to[static ACCOUNT_TEXT])
{
	char *texts = mem_alloc(ACCOUNT_BYTES);
	struct passwd entry, *found = NULL;

	(void)snprintf(to, ACCOUNT_TEXT, "%lu", (unsigned long)uid);
	if (getpwuid_r(uid, &entry, texts, ACCOUNT_BYTES, &found) == 0 &&
	    found != NULL)
		(void)str_copy(to, ACCOUNT_TEXT, entry.pw_name);
	mem_free(texts);
}

static void
group_name(gid_t gid, char to[static ACCOUNT_TEXT])
{
	char *texts = mem_alloc(ACCOUNT_BYTES);
	struct group entry, *found = NULL;

	(void)snprintf(to, ACCOUNT_TEXT, "%lu", (unsigned long)gid);
	if (getgrgid_r(gid, &entry, texts, ACCOUNT_BYTES, &found) == 0 &&
	    found != NULL)
		(void)str_copy(to, ACCOUNT_TEXT, entry.gr_name);
	mem_free(texts);
}

/* What is in the way: `path`, or the directory that may not be entered. */
static bool
find_barrier(char *path, struct stat *ret_info)
{
	while (stat(path, ret_info) != 0) {
		char *slash = strrchr(path, '/');

		if ((errno != EACCES && errno != ENOENT) || slash == NULL ||
		    slash == path)
			return false;
		*slash = '\0';
	}
	return true;
}

/* What must be allowed to open a store there. */
static int
needed(const struct store *store, const char *barrier, const struct stat *info)
{
	if (!S_ISDIR(info->st_mode))
		return R_OK | W_OK;
	return strcmp(barrier, store->path) == 0 ? R_OK | W_OK | X_OK : X_OK;
}

static void
tell(const struct store *store, const char *barrier, const struct stat *info,
    struct err_detail *detail)
{
	bool is_itself = strcmp(barrier, store->path) == 0;
	bool is_above = !is_itself && S_ISDIR(info->st_mode);
	mode_t open =
	    S_ISDIR(info->st_mode) ? S_IRGRP | S_IXGRP : S_IRGRP | S_IWGRP;
	bool is_open = (info->st_mode & open) == open;
	const char *what = is_itself ? "it" : barrier;
	char owner[ACCOUNT_TEXT], group[ACCOUNT_TEXT], self[ACCOUNT_TEXT];

	user_name(info->st_uid, owner);
	user_name(geteuid(), self);
	group_name(info->st_gid, group);
	if (info->st_uid == geteuid() && is_above)
		(void)err_set(detail, ERR_IO,
		    "store %s: %s is yours, but you may not enter it: "
		    "`chmod u+x %s`",
		    store->path, what, barrier);
	else if (info->st_uid == geteuid())
		(void)err_set(detail, ERR_IO,
		    "store %s: %s is yours, but you may not write it: "
		    "`chmod -R u+rwX %s`",
		    store->path, what, barrier);
	else if (is_open && info->st_gid == 0) /* nobody is to join that */
		(void)err_set(detail, ERR_IO,
		    "store %s: %s is for %s and the group %s: name another "
		    "place by store.path",
		    store->path, what, owner, group);
	else if (is_open)
		(void)err_set(detail, ERR_IO,
		    "store %s: %s is open to group %s alone, and you are not "
		    "in it: `sudo usermod --append --groups %s %s`, then log "
		    "in anew",
		    store->path, what, group, group, self);
	else if (is_above)
		(void)err_set(detail, ERR_IO,
		    "store %s: %s is for its owner %s alone: let group %s "
		    "enter it, or name another place by store.path",
		    store->path, what, owner, group);
	else
		(void)err_set(detail, ERR_IO,
		    "store %s: %s is for its owner %s alone: `store: {shared: "
		    "yes}` in the owner's muster.yaml opens it to group %s",
		    store->path, what, owner, group);
}

bool
access_refused(const struct store *store, const char *path,
    struct err_detail *detail)
{
	char *barrier = mem_strdup(path);
	struct stat info;
	bool is_refused;

	is_refused = find_barrier(barrier, &info) &&
	    access(barrier, needed(store, barrier, &info)) != 0 &&
	    errno == EACCES;
	if (is_refused)
		tell(store, barrier, &info, detail);
	mem_free(barrier);
	return is_refused;
}
