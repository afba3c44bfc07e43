#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <sys/types.h>

#include <stdbool.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"

/* The whole file into `out` (whose max is the limit); ERR_NOTFOUND, ERR_IO,
 * ERR_LIMIT. "-" is standard input. */
int file_read(const char *path, struct buf *out,
    struct err_detail *detail) MUST_CHECK;

/* mkdir -p with that mode for what is missing, also under a stricter umask.
 * Leaves errno of a failure. */
int file_make_dirs(const char *path, mode_t mode,
    struct err_detail *detail) MUST_CHECK;

/* What was made, renamed or removed in a directory, onto the disk. */
int file_sync_dir(const char *path, struct err_detail *detail) MUST_CHECK;

bool file_exists(const char *path);

/*
 * Replace a file as a whole: written under a temporary name in the same
 * directory with mode 0600, fsynced, renamed.  Until commit the old file is
 * untouched; file_replace_drop() (also after a failure) removes the temporary.
 * Directories, devices, pipes and links are left alone: ERR_IO.
 */
struct file_replace {
	FILE *stream; /* write here */
	char *path;
	char *temporary;
	int64_t pushed; /* bytes that file_replace_push() has seen to */
};

int file_replace_begin(struct file_replace *file, const char *path,
    struct err_detail *detail) MUST_CHECK;
/* What was written is on the disk afterwards, so that a commit is a rename. */
int file_replace_sync(struct file_replace *file,
    struct err_detail *detail) MUST_CHECK;
/* Has what was written go to the disk meanwhile once it is much, so that there
 * is less to wait for in the end.  Waits for nothing itself. */
void file_replace_push(struct file_replace *file);
int file_replace_commit(struct file_replace *file,
    struct err_detail *detail) MUST_CHECK;
void file_replace_drop(struct file_replace *file);

#endif
