/* crawl.lock: one crawl, daemon, load or rescore at a time. */
#include "store/lock.h"

#include <sys/file.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/access.h"
#include "store/store_internal.h"

enum {
	CONTENT_MAX = 512
};

/* Three lines: pid, start time, command. */
struct holder {
	char pid[24];
	char since[CLOCK_TEXT_LEN];
	char command[200];
};

static void
write_holder(int fd, const char *command)
{
	char since[CLOCK_TEXT_LEN], content[CONTENT_MAX];
	int n;

	clock_format(clock_wall(), since);
	n = snprintf(content, sizeof(content), "%ld\n%s\n%.199s\n",
	    (long)getpid(), since, command);
	/* Only for the sentence that another process shows: the lock holds
	 * without it. */
	if (ftruncate(fd, 0) == 0 && n > 0)
		(void)!pwrite(fd, content, (size_t)n, 0);
}

/* Copies a line made of harmless characters; returns what is behind it. */
static const char *
take_line(const char *at, char *to, size_t size)
{
	size_t n = 0;

	for (; *at != '\0' && *at != '\n'; at++)
		if (n + 1 < size)
			to[n++] = (char)(*at >= ' ' && *at <= '~' ? *at : '?');
	to[n] = '\0';
	return *at == '\n' ? at + 1 : at;
}

static void
read_holder(int fd, struct holder *ret_holder)
{
	char content[CONTENT_MAX];
	ssize_t n = pread(fd, content, sizeof(content) - 1, 0);
	const char *at = content;

	content[n > 0 ? n : 0] = '\0';
	at = take_line(at, ret_holder->pid, sizeof(ret_holder->pid));
	at = take_line(at, ret_holder->since, sizeof(ret_holder->since));
	(void)take_line(at, ret_holder->command, sizeof(ret_holder->command));
}

static int
refuse(const struct store *store, int fd, struct err_detail *detail)
{
	struct holder holder;

	if (errno != EWOULDBLOCK)
		return err_set(detail, ERR_IO, "store %s: crawl.lock: %s",
		    store->path, strerror(errno));
	read_holder(fd, &holder);
	if (holder.pid[0] == '\0')
		return err_set(detail, ERR_BUSY,
		    "store %s: in use by another crawl, daemon, load or "
		    "rescore",
		    store->path);
	return err_set(detail, ERR_BUSY,
	    "store %s: in use by \"%s\" (process %s, since %s)", store->path,
	    holder.command, holder.pid, holder.since);
}

static int
refuse_file(const struct store *store, const char *path,
    struct err_detail *detail)
{
	int why = errno;

	if (why == EACCES && access_refused(store, path, detail))
		return ERR_IO;
	return err_set(detail,
	    why == ENOSPC || why == EDQUOT ? ERR_FULL : ERR_IO,
	    "store %s: crawl.lock: %s", store->path, strerror(why));
}

int
lock_take(struct store *store, const char *command, struct err_detail *detail)
{
	char *path;
	int fd, rc = 0;

	path = store_file(store->path, "crawl.lock");
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW,
	    access_file_mode(store));
	if (fd < 0)
		rc = refuse_file(store, path, detail);
	else
		access_settle(store, path);
	mem_free(path);
	if (fd < 0)
		return rc;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		rc = refuse(store, fd, detail);
		(void)close(fd); /* read only */
		return rc;
	}
	write_holder(fd, command != NULL ? command : "muster");
	store->lock_fd = fd;
	return 0;
}

/*
 * Every process that has an LMDB environment open holds a lock on the first
 * byte of its lock file.  `fd` may not be closed while this process has the
 * environment open with locks: all its locks would go with it.
 */
static int
claim(const struct store *store, int fd, struct err_detail *detail)
{
	struct flock lock = { .l_type = F_WRLCK,
		.l_whence = SEEK_SET,
		.l_start = 0,
		.l_len = 1 };

	if (fcntl(fd, F_SETLK, &lock) == 0)
		return 0;
	if (errno != EAGAIN && errno != EACCES)
		return err_set(detail, ERR_IO, "store %s: lock.mdb: %s",
		    store->path, strerror(errno));
	if (fcntl(fd, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK)
		return err_set(detail, ERR_BUSY,
		    "store %s: another process has it open", store->path);
	return err_set(detail, ERR_BUSY,
	    "store %s: process %ld has it open; try again when that has ended",
	    store->path, (long)lock.l_pid);
}

int
lock_exclude(struct store *store, struct err_detail *detail)
{
	char *path;

	/* Whoever opens it takes this lock for a moment: see lmdb_open(). */
	store->dir_fd = open(store->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (store->dir_fd < 0 || flock(store->dir_fd, LOCK_EX) != 0)
		return err_set(detail, ERR_IO, "store %s: can't be locked: %s",
		    store->path, strerror(errno));
	path = store_file(store->path, "lock.mdb");
	store->claim_fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	mem_free(path);
	if (store->claim_fd >= 0)
		return claim(store, store->claim_fd, detail);
	if (errno == ENOENT)
		return 0; /* then nobody can have it open */
	return err_set(detail, ERR_IO, "store %s: lock.mdb: %s", store->path,
	    strerror(errno));
}

int
store_holder(const char *path, char *ret_command, size_t size)
{
	struct holder holder = { 0 };
	char *file = mem_alloc(strlen(path) + sizeof("/crawl.lock"));
	int fd;

	(void)stpcpy(stpcpy(file, path), "/crawl.lock");
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	mem_free(file);
	if (fd < 0)
		return ERR_NOTFOUND;
	/* not tried for being held: that would hold it for a moment */
	read_holder(fd, &holder);
	(void)close(fd); /* read only */
	if (holder.command[0] == '\0')
		return ERR_NOTFOUND;
	(void)str_copy(ret_command, size, holder.command);
	return 0;
}

void
lock_release(struct store *store)
{
	if (store->claim_fd >= 0)
		(void)close(store->claim_fd); /* only locked */
	store->claim_fd = -1;
	if (store->dir_fd >= 0)
		(void)close(store->dir_fd); /* likewise */
	store->dir_fd = -1;
	if (store->lock_fd < 0)
		return;
	/* The file stays: removing it would let two processes lock two. */
	(void)!ftruncate(store->lock_fd, 0);
	(void)close(store->lock_fd);
	store->lock_fd = -1;
}
