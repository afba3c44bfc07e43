#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "store/access.h"
#include "store/store_internal.h"
#include "store/upkeep/copy.h"

static int
refuse(const char *dir, struct err_detail *detail)
{
	return err_set(detail, ERR_INVAL,
	    "%s: is there already: a backup is never written over anything",
	    dir);
}

/* The directory that holds `path`; to be freed. */
static char *
parent_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (slash == NULL)
		return mem_strdup(".");
	return slash == path ? mem_strdup("/")
			     : mem_strndup(path, (size_t)(slash - path));
}

/* Under its name only when it is whole. */
static int
copy_and_name(struct txn *txn, const char *dir, struct err_detail *detail)
{
	char *parent = parent_of(dir);
	struct buf work;
	int rc;

	buf_init(&work, strlen(dir) + 32);
	buf_format(&work, "%s.partial-%ld", dir, (long)getpid());
	rc = copy_store(txn, work.data, detail);
	if (rc == 0 &&
	    renameat2(AT_FDCWD, work.data, AT_FDCWD, dir, RENAME_NOREPLACE) !=
		0) {
		rc = errno == EEXIST
		    ? refuse(dir, detail)
		    : err_set(detail, ERR_IO, "%s: can't be named: %s", dir,
			  strerror(errno));
		copy_remove(work.data);
	}
	if (rc == 0)
		rc = file_sync_dir(parent, detail);
	buf_done(&work);
	mem_free(parent);
	return rc;
}

int
store_backup(struct store *store, const char *dir, struct err_detail *detail)
{
	struct txn *txn = NULL;
	struct stat found;
	mode_t mask;
	char *clean;
	int rc;

	clean = store_clean_path(dir);
	mask = umask(access_mask(store));
	if (clean[0] == '\0')
		rc = ERR_INVAL;
	else if (lstat(clean, &found) == 0)
		rc = refuse(clean, detail);
	else
		rc = store_begin(store, false, &txn, detail);
	if (rc == 0)
		rc = copy_and_name(txn, clean, detail);
	txn_abort(txn);
	(void)umask(mask);
	mem_free(clean);
	return rc;
}
