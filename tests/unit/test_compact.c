/* Compacting leaves all that is live and no byte of who was erased. */
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>

#include "base/file.h"
#include "store/rights.h"
#include "tests/unit/store_fixture.h"

enum {
	ADA = 7001,
	OTHERS = 400,
	FILE_MAX = 64 * 1024 * 1024
};

/* ---- helpers ---- */

static int
compact(struct fixture *fixture, struct compaction *ret_sizes,
    struct err_detail *detail)
{
	const struct store_options options = { .path = fixture->path,
		.map_size_mb = 256,
		.command = "muster compact" };

	return store_compact(&options, ret_sizes, detail);
}

static bool
file_holds(const struct fixture *fixture, const char *text)
{
	char path[128];
	struct buf file;
	bool holds;

	(void)snprintf(path, sizeof(path), "%s/data.mdb", fixture->path);
	buf_init(&file, FILE_MAX);
	assert_ok(file_read(path, &file, NULL));
	holds = memmem(file.data, file.len, text, strlen(text)) != NULL;
	buf_done(&file);
	return holds;
}

/* Text that hardly shrinks, with `mark` at every 32nd byte; up to 512 bytes
 * are stored as they are, since no piece has the last one. */
static char *
noise(struct arena *arena, const char *mark, size_t len)
{
	static uint64_t state = 88172645463325252u;
	char *text = arena_alloc(arena, len + 1);

	for (size_t i = 0; i < len; i++) {
		state ^= state << 13;
		state ^= state >> 7;
		state ^= state << 17;
		text[i] = (char)('!' + (state >> 20) % 90);
	}
	for (size_t i = 0; i + 32 < len; i += 32)
		memcpy(text + i, mark, strlen(mark));
	text[len - 1] = '\xff';
	text[len] = '\0';
	return text;
}

static void
put_person(struct fixture *fixture, int64_t id, const char *login,
    const char *bio)
{
	const struct person person = { .id = id,
		.login = login,
		.name = login,
		.bio = bio,
		.first_seen = 100,
		.fetched_at = 200 };

	assert_ok(store_person_put(fixture->txn, &person));
}

static void
put_others(struct fixture *fixture, size_t bytes, int64_t fetched_at)
{
	struct arena arena = { 0 };

	for (int64_t id = 1; id <= OTHERS; id++) {
		struct comment comment = { .id = 1,
			.body = noise(&arena, "other", bytes),
			.created_at = 13 };
		const struct work work = { .repository = 5,
			.comments = &comment,
			.n_comments = 1,
			.fetched_at = fetched_at };

		assert_ok(store_work_merge(fixture->txn, id, &work));
		arena_reset(&arena);
	}
	arena_done(&arena);
}

/* Ada's pages are freed in the transaction that writes others', so that their
 * memory is used again: what is then at the ends of pages was hers. */
static void
forget_ada(struct fixture *fixture)
{
	struct arena arena = { 0 };

	fixture_begin(fixture, true);
	put_person(fixture, ADA, "ada-in-the-index",
	    noise(&arena, "adas-own-words", 400));
	put_person(fixture, ADA + 1, "bob-in-the-index", "of others");
	put_others(fixture, 3000, 1);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	assert_ok(store_forget(fixture->txn, ADA, true));
	put_others(fixture, 3200, 2);
	fixture_commit(fixture);
	arena_done(&arena);
}

/* ---- tests ---- */

static void
no_byte_of_the_forgotten_is_left(void **state)
{
	struct fixture *fixture = *state;
	struct compaction sizes = { 0 };
	struct store_stats before, after;

	forget_ada(fixture);
	assert_ok(store_sweep_finish(fixture->store, NULL));
	fixture_begin(fixture, false);
	assert_ok(store_stats(fixture->txn, &before));
	fixture_close(fixture);
	/* Else this test would show nothing. */
	assert_true(file_holds(fixture, "adas-own-words"));
	assert_int_equal(compact(fixture, &sizes, NULL), 0);
	assert_false(file_holds(fixture, "adas-own-words"));
	assert_false(file_holds(fixture, "ada-in-the-index"));
	assert_true(file_holds(fixture, "bob-in-the-index"));
	assert_true(sizes.bytes_after < sizes.bytes_before);

	fixture_open(fixture, STORE_WRITE);
	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
	assert_ok(store_stats(fixture->txn, &after));
	assert_int_equal(after.people, before.people);
	assert_int_equal(after.works, before.works);
	assert_int_equal(after.suppressed, 1);
	assert_true(store_is_suppressed(fixture->txn, ADA, NULL));
}

static void
expect_due(struct fixture *fixture, bool expected)
{
	bool is_due;

	fixture_begin(fixture, false);
	assert_ok(store_compact_is_due(fixture->txn, &is_due));
	assert_int_equal(is_due, expected);
	fixture_abort(fixture);
}

static void
it_is_due_from_an_erasure_until_it_was_done(void **state)
{
	struct fixture *fixture = *state;
	struct compaction sizes;

	expect_due(fixture, false);
	forget_ada(fixture);
	expect_due(fixture, true);
	fixture_close(fixture);
	assert_int_equal(compact(fixture, &sizes, NULL), 0);
	fixture_open(fixture, STORE_READ);
	expect_due(fixture, false);
}

/* Of one who was not known before there are no old bytes. */
static void
a_refusal_makes_it_due_where_something_was_held(void **state)
{
	struct fixture *fixture = *state;
	struct person person = { .id = 4,
		.login = "four",
		.fetched_at = 1,
		.refusal = "no recruiters",
		.refused_at = 2 };

	fixture_begin(fixture, true);
	assert_ok(store_person_put(fixture->txn, &person));
	assert_ok(store_person_put(fixture->txn, &person));
	fixture_commit(fixture);
	expect_due(fixture, false);
	fixture_begin(fixture, true);
	put_person(fixture, 5, "five", "text");
	person.id = 5;
	person.login = "five";
	assert_ok(store_person_put(fixture->txn, &person));
	fixture_commit(fixture);
	expect_due(fixture, true);
}

/* Runs in a child: opens the store, says so, and ends when told to. */
static void
hold_open(struct fixture *fixture, enum store_mode mode, int in, int out)
{
	char byte = 0;

	fixture_open(fixture, mode);
	(void)!write(out, &byte, 1);
	while (read(in, &byte, 1) < 0 && errno == EINTR)
		;
	_exit(0);
}

static void
it_waits_for_nobody_and_says_who_is_in_the_way(void **state)
{
	static const struct {
		enum store_mode mode;
		const char *says;
	} cases[] = { { STORE_READ, "has it open" },
		{ STORE_WRITE, "has it open" },
		{ STORE_CRAWL, "in use by \"muster test\"" } };
	struct fixture *fixture = *state;

	fixture_close(fixture);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err_detail detail = { "" };
		struct compaction sizes;
		int to[2], from[2], status;
		char byte = 0, number[32];
		pid_t pid;

		assert_int_equal(pipe(to), 0);
		assert_int_equal(pipe(from), 0);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			hold_open(fixture, cases[i].mode, to[0], from[1]);
		assert_int_equal(read(from[0], &byte, 1), 1);
		assert_int_equal(compact(fixture, &sizes, &detail), ERR_BUSY);
		assert_non_null(strstr(detail.text, cases[i].says));
		(void)snprintf(number, sizeof(number), "process %ld",
		    (long)pid);
		assert_non_null(strstr(detail.text, number));
		assert_int_equal(write(to[1], &byte, 1), 1);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		for (int j = 0; j < 2; j++) {
			(void)close(to[j]);
			(void)close(from[j]);
		}
		/* And it left nothing behind. */
		assert_int_equal(compact(fixture, &sizes, NULL), 0);
	}
}

static void
without_a_store_there_is_nothing_to_do(void **state)
{
	struct fixture *fixture = *state;
	struct compaction sizes;

	fixture_close(fixture);
	fixture_remove(fixture->path);
	assert_int_equal(compact(fixture, &sizes, NULL), ERR_NOTFOUND);
}

static void
what_a_killed_one_left_is_cleared_away(void **state)
{
	struct fixture *fixture = *state;
	char path[128];

	fixture_close(fixture);
	(void)snprintf(path, sizeof(path), "%s/compact.tmp", fixture->path);
	assert_int_equal(mkdir(path, 0700), 0);
	(void)snprintf(path, sizeof(path), "%s/compact.tmp/data.mdb",
	    fixture->path);
	assert_int_equal(close(creat(path, 0600)), 0);
	fixture_open(fixture, STORE_CRAWL);
	assert_false(file_exists(path));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_byte_of_the_forgotten_is_left),
		TEST(it_is_due_from_an_erasure_until_it_was_done),
		TEST(a_refusal_makes_it_due_where_something_was_held),
		TEST(it_waits_for_nobody_and_says_who_is_in_the_way),
		TEST(without_a_store_there_is_nothing_to_do),
		TEST(what_a_killed_one_left_is_cleared_away),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
