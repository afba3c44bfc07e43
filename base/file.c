#include "base/file.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

enum {
	PUSH_BYTES = 8 * 1024 * 1024
};

static int
refuse(struct err_detail *detail, const char *what, const char *path)
{
	int code = errno == ENOENT ? ERR_NOTFOUND
	    : errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? ERR_FULL
								   : ERR_IO;

	return err_set(detail, code, "%s: %s: %s", path, what, strerror(errno));
}

int
file_read(const char *path, struct buf *out, struct err_detail *detail)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *stream = standard ? stdin : fopen(path, "rbe");
	char chunk[16 * 1024];
	size_t n;
	int rc = 0;

	if (stream == NULL)
		return refuse(detail, "can't be opened", path);
	while ((n = fread(chunk, 1, sizeof(chunk), stream)) > 0)
		buf_add(out, chunk, n);
	if (ferror(stream))
		rc = refuse(detail, "can't be read", path);
	else if (out->overflow)
		rc = err_set(detail, ERR_LIMIT,
		    "%s: larger than the limit of %zu bytes", path, out->max);
	if (!standard)
		(void)fclose(stream); /* only read from: nothing to lose */
	return rc;
}

/* The system's mkdir() drops the setgid bit and what the umask forbids. */
static int
make_dir(const char *path, mode_t mode)
{
	struct stat made;

	if (mkdir(path, mode & 0777) != 0)
		return errno == EEXIST ? 0 : -1;
	/* It may have the bit already, from its parent; and a hardened service
	 * may not set it. */
	if (stat(path, &made) == 0 && (made.st_mode & 07777) != mode &&
	    chmod(path, mode) != 0)
		(void)!chmod(path, mode & 0777);
	return 0;
}

int
file_make_dirs(const char *path, mode_t mode, struct err_detail *detail)
{
	char *copy = mem_strdup(path);
	int rc = 0;

	for (char *at = copy + 1;; at++) {
		char end = *at;

		if (end != '/' && end != '\0')
			continue;
		*at = '\0';
		if (make_dir(copy, mode) != 0) {
			rc = refuse(detail, "can't be created", copy);
			break;
		}
		*at = end;
		if (end == '\0')
			break;
	}
	mem_free(copy);
	return rc;
}

int
file_sync_dir(const char *path, struct err_detail *detail)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

	if (fd < 0)
		return refuse(detail, "can't be opened", path);
	/* Some file systems sync no directories, and say so. */
	if (fsync(fd) != 0 && errno != EINVAL)
		rc = refuse(detail, "can't be written", path);
	(void)close(fd); /* synced */
	return rc;
}

bool
file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* A device, a pipe or a link would make way for a file; a directory would not,
 * but that would be told only when all is written. */
static int
refuse_no_file(const char *path, struct err_detail *detail)
{
	struct stat info;

	if (stat(path, &info) == 0 && !S_ISREG(info.st_mode))
		return err_set(detail, ERR_IO,
		    S_ISDIR(info.st_mode)
			? "%s: is a directory: expected the name of a file"
			: "%s: is a device or a pipe: only a file can be "
			  "replaced",
		    path);
	/* Somebody else may have put it there: it is not followed. */
	if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode))
		return err_set(detail, ERR_IO,
		    "%s: is a link: name the file that it leads to", path);
	return 0;
}

int
file_replace_begin(struct file_replace *file, const char *path,
    struct err_detail *detail)
{
	struct buf name;
	int fd, rc;

	memset(file, 0, sizeof(*file));
	rc = refuse_no_file(path, detail);
	if (rc != 0)
		return rc;
	buf_init(&name, strlen(path) + 16);
	buf_format(&name, "%s.XXXXXX", path);
	file->temporary = buf_take(&name);
	fd = mkostemp(file->temporary, O_CLOEXEC); /* created with mode 0600 */
	file->stream = fd < 0 ? NULL : fdopen(fd, "wb");
	if (file->stream == NULL) {
		rc = refuse(detail, "can't be written", path);
		if (fd >= 0) {
			(void)unlink(file->temporary);
			(void)close(fd);
		}
		mem_free(file->temporary);
		file->temporary = NULL;
		return rc;
	}
	file->path = mem_strdup(path);
	return 0;
}

void
file_replace_push(struct file_replace *file)
{
	off_t written = ftello(file->stream);

	if (written < file->pushed + PUSH_BYTES)
		return;
	/* What of it is still in the stream's buffer goes the next time.  A
	 * failure is found when all of it is synced. */
	(void)sync_file_range(fileno(file->stream), file->pushed,
	    written - file->pushed, SYNC_FILE_RANGE_WRITE);
	file->pushed = written;
}

int
file_replace_sync(struct file_replace *file, struct err_detail *detail)
{
	bool good = fflush(file->stream) == 0 && !ferror(file->stream) &&
	    fsync(fileno(file->stream)) == 0;

	return good ? 0 : refuse(detail, "can't be written", file->path);
}

int
file_replace_commit(struct file_replace *file, struct err_detail *detail)
{
	int rc = file_replace_sync(file, detail);

	if (fclose(file->stream) != 0 && rc == 0)
		rc = refuse(detail, "can't be written", file->path);
	file->stream = NULL;
	if (rc == 0 && rename(file->temporary, file->path) != 0)
		rc = refuse(detail, "can't be replaced", file->path);
	if (rc == 0) {
		mem_free(file->temporary);
		file->temporary = NULL;
	}
	file_replace_drop(file);
	return rc;
}

void
file_replace_drop(struct file_replace *file)
{
	if (file->stream != NULL)
		(void)fclose(file->stream); /* being thrown away */
	if (file->temporary != NULL)
		(void)unlink(file->temporary);
	mem_free(file->temporary);
	mem_free(file->path);
	memset(file, 0, sizeof(*file));
}
