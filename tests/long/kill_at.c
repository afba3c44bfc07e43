/*
 * Preloaded into a program: it ends, as by kill -9, right before the
 * $KILL_AT-th call that changes a file, so that it can be killed between the
 * writes of one commit.  Without $KILL_AT these calls are counted; their number
 * goes to the file $KILL_COUNT in the end.
 */
#include <sys/syscall.h>
#include <sys/uio.h>

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_llong calls;
static long long last = -1;

__attribute__((constructor)) static void
begin(void)
{
	const char *given = getenv("KILL_AT");

	if (given != NULL && sscanf(given, "%lld", &last) != 1)
		abort();
}

__attribute__((destructor)) static void
end(void)
{
	const char *path = getenv("KILL_COUNT");
	FILE *file = path != NULL ? fopen(path, "w") : NULL;

	if (file == NULL)
		return;
	(void)fprintf(file, "%lld\n", (long long)calls);
	(void)fclose(file);
}

static void
step(void)
{
	if (atomic_fetch_add(&calls, 1) + 1 == last)
		(void)raise(SIGKILL);
}

ssize_t
write(int fd, const void *bytes, size_t len)
{
	step();
	return syscall(SYS_write, fd, bytes, len);
}

ssize_t
pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	step();
	return syscall(SYS_pwrite64, fd, bytes, len, at);
}

ssize_t
writev(int fd, const struct iovec *parts, int n)
{
	step();
	return syscall(SYS_writev, fd, parts, n);
}

int
fsync(int fd)
{
	step();
	return (int)syscall(SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	step();
	return (int)syscall(SYS_fdatasync, fd);
}

int
ftruncate(int fd, off_t len)
{
	step();
	return (int)syscall(SYS_ftruncate, fd, len);
}

int
rename(const char *from, const char *to)
{
	step();
	return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
}

int
renameat2(int from_fd, const char *from, int to_fd, const char *to,
    unsigned int flags)
{
	step();
	return (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
}

int
unlink(const char *path)
{
	step();
	return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int
unlinkat(int fd, const char *path, int flags)
{
	step();
	return (int)syscall(SYS_unlinkat, fd, path, flags);
}
