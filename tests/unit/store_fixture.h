#ifndef TESTS_UNIT_STORE_FIXTURE_H
#define TESTS_UNIT_STORE_FIXTURE_H

/* A store in a fresh directory, with a transaction at hand; for cmocka's setup
 * and teardown.  Everything is inline, so that a test is one file. */
#include <sys/stat.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/store.h"
#include "tests/unit/test.h"

enum {
	FIXTURE_NOW = 1790000000 /* 2026-09-21 */
};

struct fixture {
	char root[64];
	char path[96]; /* the store's directory, inside root */
	struct store *store;
	struct txn *txn;
};

static inline int64_t
fixture_now(void)
{
	return FIXTURE_NOW;
}

static inline void
fixture_remove(const char *path)
{
	DIR *dir = opendir(path);
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char name[512];

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(name, sizeof(name), "%.200s/%.200s", path,
		    entry->d_name);
		if (unlink(name) != 0)
			fixture_remove(name);
	}
	if (dir != NULL)
		(void)closedir(dir);
	(void)rmdir(path);
}

static inline int
fixture_try_open(struct fixture *fixture, enum store_mode mode,
    struct err_detail *detail)
{
	const struct store_options options = { .path = fixture->path,
		.mode = mode,
		.map_size_mb = 256,
		.command = "muster test" };

	return store_open(&options, &fixture->store, detail);
}

static inline void
fixture_open(struct fixture *fixture, enum store_mode mode)
{
	struct err_detail detail = { "" };

	if (fixture_try_open(fixture, mode, &detail) != 0)
		fail_msg("%s", detail.text);
}

static inline void
fixture_close(struct fixture *fixture)
{
	txn_abort(fixture->txn);
	fixture->txn = NULL;
	store_close(fixture->store);
	fixture->store = NULL;
}

static inline void
fixture_begin(struct fixture *fixture, bool write)
{
	assert_ok(store_begin(fixture->store, write, &fixture->txn, NULL));
}

static inline void
fixture_commit(struct fixture *fixture)
{
	struct err_detail detail = { "" };
	struct txn *txn = fixture->txn;

	fixture->txn = NULL;
	if (txn_commit(txn, &detail) != 0)
		fail_msg("%s", detail.text);
}

static inline void
fixture_abort(struct fixture *fixture)
{
	txn_abort(fixture->txn);
	fixture->txn = NULL;
}

static inline int
fixture_setup(void **state)
{
	struct fixture *fixture = mem_calloc(1, sizeof(*fixture));

	(void)snprintf(fixture->root, sizeof(fixture->root),
	    "/tmp/muster-store-XXXXXX");
	if (mkdtemp(fixture->root) == NULL)
		return -1;
	(void)snprintf(fixture->path, sizeof(fixture->path), "%s/store",
	    fixture->root);
	clock_replace(NULL, fixture_now);
	*state = fixture;
	fixture_open(fixture, STORE_WRITE);
	return 0;
}

static inline int
fixture_teardown(void **state)
{
	struct fixture *fixture = *state;

	fixture_close(fixture);
	fixture_remove(fixture->root);
	clock_replace(NULL, NULL);
	mem_free(fixture);
	return 0;
}

/* A test that begins with an empty store. */
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

/* Every index agrees with the records. */
static inline void
fixture_expect_sound(struct fixture *fixture)
{
	struct buf report;
	int64_t findings = -1;

	buf_init(&report, 100000);
	assert_ok(store_check(fixture->txn, &report, &findings));
	if (findings != 0)
		fail_msg("%s", report.data);
	buf_done(&report);
}

/* Whose login it is; 0: nobody's. */
static inline int64_t
fixture_find(struct fixture *fixture, const char *login)
{
	int64_t id = 0;
	int rc;

	fixture_begin(fixture, false);
	rc = store_person_find(fixture->txn, login, &id);
	fixture_abort(fixture);
	return rc == 0 ? id : 0;
}

#endif
