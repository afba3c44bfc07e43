#ifndef TESTS_UNIT_CONFIG_FIXTURE_H
#define TESTS_UNIT_CONFIG_FIXTURE_H

/*
 * For tests of config/: a temporary directory whose files are written by one
 * call, and the shipped data files of the repository.
 */
#include <sys/stat.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "tests/unit/test.h"

struct config_fixture {
	char directory[64];
	struct arena arena;
};

static inline void
fixture_init(struct config_fixture *fixture)
{
	memset(fixture, 0, sizeof(*fixture));
	(void)snprintf(fixture->directory, sizeof(fixture->directory),
	    "/tmp/muster-config-XXXXXX");
	assert_non_null(mkdtemp(fixture->directory));
}

static inline int
fixture_remove(const char *path, const struct stat *state, int type,
    struct FTW *ftw)
{
	(void)state;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void
fixture_done(struct config_fixture *fixture)
{
	(void)nftw(fixture->directory, fixture_remove, 8, FTW_DEPTH | FTW_PHYS);
	arena_done(&fixture->arena);
}

/* Writes a file below the directory, whose folders are made; its path. */
static inline char *
fixture_write_len(struct config_fixture *fixture, const char *name,
    const char *bytes, size_t len)
{
	char *path =
	    arena_format(&fixture->arena, "%s/%s", fixture->directory, name);
	char *slash = strrchr(path, '/');
	FILE *stream;

	*slash = '\0';
	assert_ok(file_make_dirs(path, 0700, NULL));
	*slash = '/';
	stream = fopen(path, "wb");
	assert_non_null(stream);
	assert_int_equal(fwrite(bytes, 1, len, stream), len);
	assert_int_equal(fclose(stream), 0);
	return path;
}

static inline char *
fixture_write(struct config_fixture *fixture, const char *name,
    const char *text)
{
	return fixture_write_len(fixture, name, text, strlen(text));
}

/* What a message says after the file's path. */
static inline const char *
fixture_said(const char *path, const struct err_detail *detail)
{
	size_t len = strlen(path);

	return strncmp(detail->text, path, len) == 0 ? detail->text + len
						     : detail->text;
}

/* A file of the repository, which is the working directory of tests. */
static inline void
fixture_read(const char *path, struct buf *out)
{
	buf_init(out, 4 * 1024 * 1024);
	assert_ok(file_read(path, out, NULL));
}

#endif
