/* Older stores are brought up in slices, and go on where they were killed. */
#include "base/file.h"
#include "store/lmdb.h"
#include "store/lock.h"
#include "store/meta.h"
#include "store/store_internal.h"
#include "store/task.h"
#include "store/upkeep/migrate.h"
#include "tests/unit/store_fixture.h"

enum {
	VALUES = 10
};

static void
set_schema(struct fixture *fixture, int64_t schema)
{
	fixture_begin(fixture, true);
	assert_ok(meta_put_int(fixture->txn, META_SYSTEM, SCHEMA_KEY, schema));
	fixture_commit(fixture);
}

static int64_t
schema_of(struct fixture *fixture)
{
	struct store_stats stats;

	fixture_begin(fixture, false);
	assert_ok(store_stats(fixture->txn, &stats));
	fixture_abort(fixture);
	return stats.schema_version;
}

/* ---- a migration of the test's own: each value gets a mark ---- */

static const char *
name_of(int i)
{
	static char name[16];

	(void)snprintf(name, sizeof(name), "v%02d", i);
	return name;
}

static int
mark(struct txn *txn, struct key *progress, size_t max)
{
	struct arena arena = { 0 };
	const char *value;
	int at = progress->len > 0 ? progress->bytes[0] : 0, rc = 0;

	(void)max; /* three a slice */
	for (int i = 0; i < 3 && at < VALUES && rc == 0; i++, at++) {
		rc = store_meta_get(txn, name_of(at), &arena, &value);
		if (rc == 0)
			rc = store_meta_put(txn, name_of(at),
			    arena_format(&arena, "%s+", value));
	}
	arena_done(&arena);
	progress->len = 1;
	progress->bytes[0] = (uint8_t)at;
	return rc == 0 && at == VALUES ? ERR_NOTFOUND : rc;
}

static int
fails(struct txn *txn, struct key *progress, size_t max)
{
	(void)max;
	progress->len = 1;
	(void)!store_meta_put(txn, "half", "done");
	return ERR_CORRUPT;
}

static void
put_values(struct fixture *fixture)
{
	fixture_begin(fixture, true);
	for (int i = 0; i < VALUES; i++)
		assert_ok(store_meta_put(fixture->txn, name_of(i), "x"));
	fixture_commit(fixture);
}

static int
count_marked(struct fixture *fixture)
{
	struct arena arena = { 0 };
	const char *value;
	int n = 0;

	fixture_begin(fixture, false);
	for (int i = 0; i < VALUES; i++) {
		assert_ok(
		    store_meta_get(fixture->txn, name_of(i), &arena, &value));
		assert_true(
		    strcmp(value, "x") == 0 || strcmp(value, "x+") == 0);
		n += strcmp(value, "x+") == 0;
	}
	fixture_abort(fixture);
	arena_done(&arena);
	return n;
}

static bool
has_copy(const struct fixture *fixture)
{
	char path[160];

	(void)snprintf(path, sizeof(path), "%s/before-migration/data.mdb",
	    fixture->path);
	return file_exists(path);
}

static void
slices_go_on_where_they_were_left(void **state)
{
	struct fixture *fixture = *state;
	int64_t now = migrate_schema();
	const struct migration table[] = { { now + 1, true, mark } };

	put_values(fixture);
	for (int step = 1; step <= 4; step++) {
		assert_ok(migrate_step(fixture->store, table, 1, NULL));
		assert_int_equal(count_marked(fixture),
		    step < 4 ? 3 * step : VALUES);
		assert_true(has_copy(fixture));
		assert_int_equal(schema_of(fixture), now + (step == 4));
		/* As after a kill: nothing but the store remembers. */
		if (step < 4) {
			fixture_close(fixture);
			fixture_open(fixture, STORE_CRAWL);
		}
	}
	assert_int_equal(migrate_step(fixture->store, table, 1, NULL),
	    ERR_NOTFOUND);
	assert_false(has_copy(fixture));
}

static void
failed_slice_leaves_the_store_as_it_was(void **state)
{
	struct fixture *fixture = *state;
	const struct migration table[] = { { migrate_schema() + 1, false,
	    fails } };
	struct err_detail detail = { "" };
	struct arena arena = { 0 };
	const char *value;

	assert_int_equal(migrate_step(fixture->store, table, 1, &detail),
	    ERR_CORRUPT);
	assert_non_null(strstr(detail.text, "can't be brought from schema"));
	assert_int_equal(schema_of(fixture), migrate_schema());
	fixture_begin(fixture, false);
	assert_int_equal(store_meta_get(fixture->txn, "half", &arena, &value),
	    ERR_NOTFOUND);
	arena_done(&arena);
}

/* ---- the store's own ---- */

/* A ready list as schema 1 had it: without shares. */
static void
make_schema_1(struct fixture *fixture)
{
	static const uint8_t old[] = { 1, 0, 1, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF,
		0xFF, 0xFF, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 5, 0x80, 0, 0, 0, 0,
		0, 0, 9 };
	const struct task task = { .stage = 1, .subject = 9, .due = 5 };
	struct key nothing = { 0 }, key;
	int64_t n;

	fixture_begin(fixture, true);
	assert_ok(store_task_put(fixture->txn, &task));
	assert_ok(db_drop_prefix(fixture->txn, TABLE_READY, &nothing, &n));
	key_from_slice(&key, (struct slice){ old, sizeof(old) });
	assert_ok(
	    db_put(fixture->txn, TABLE_READY, &key, (struct slice){ old, 0 }));
	fixture_commit(fixture);
	set_schema(fixture, 1);
}

static void
older_store_is_brought_up_however_it_is_opened(void **state)
{
	static const enum store_mode modes[] = { STORE_READ, STORE_WRITE,
		STORE_CRAWL };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT(modes); i++) {
		int64_t due, waiting, dead;

		make_schema_1(fixture);
		fixture_close(fixture);
		fixture_open(fixture, modes[i]);
		assert_int_equal(schema_of(fixture), migrate_schema());
		fixture_begin(fixture, false);
		fixture_expect_sound(fixture);
		assert_ok(
		    store_task_counts(fixture->txn, 10, &due, &waiting, &dead));
		assert_int_equal(due, 1);
		fixture_close(fixture);
		fixture_open(fixture, STORE_WRITE);
	}
}

static void
it_waits_for_no_crawl(void **state)
{
	struct fixture *fixture = *state;
	struct fixture crawl = *fixture;
	struct err_detail detail = { "" };

	make_schema_1(fixture);
	fixture_close(fixture);
	/* As an older program holds it, which knows nothing of this. */
	crawl.store = store_make(fixture->path, STORE_CRAWL);
	assert_ok(lock_take(crawl.store, "old crawl", NULL));
	assert_int_equal(fixture_try_open(fixture, STORE_READ, &detail),
	    ERR_BUSY);
	assert_non_null(strstr(detail.text, "old crawl"));
	store_close(crawl.store);
	fixture->store = NULL;
	fixture_open(fixture, STORE_READ);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(slices_go_on_where_they_were_left),
		TEST(failed_slice_leaves_the_store_as_it_was),
		TEST(older_store_is_brought_up_however_it_is_opened),
		TEST(it_waits_for_no_crawl),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
