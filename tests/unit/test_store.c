/* Opening, locks, transactions, and what they survive. */
#include <sys/resource.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>

#include "store/meta.h"
#include "store/rights.h"
#include "store/store_internal.h"
#include "store/task.h"
#include "tests/unit/rank_walk.h"
#include "tests/unit/store_fixture.h"

static void
put_person(struct fixture *fixture, int64_t id)
{
	char login[32];
	struct person person = { .id = id, .login = login, .first_seen = 1 };

	(void)snprintf(login, sizeof(login), "login-%lld", (long long)id);
	assert_ok(store_person_put(fixture->txn, &person));
}

static void
person_comes_back_in_another_process_mode(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct person person;

	fixture_begin(fixture, true);
	put_person(fixture, 7);
	fixture_commit(fixture);
	fixture_close(fixture);
	fixture_open(fixture, STORE_READ);
	fixture_begin(fixture, false);
	assert_ok(store_person_get(fixture->txn, 7, &arena, &person));
	assert_string_equal(person.login, "login-7");
	assert_string_equal(store_path(fixture->store), fixture->path);
	arena_done(&arena);
}

static int
end(struct fixture *fixture, int rc, struct err_detail *detail)
{
	struct txn *txn = fixture->txn;

	fixture->txn = NULL;
	return txn_end(txn, rc, detail);
}

static void
transaction_ends_by_what_came_of_it(void **state)
{
	struct fixture *fixture = *state;
	struct err_detail detail = { "" };

	fixture_begin(fixture, true);
	put_person(fixture, 7);
	assert_int_equal(end(fixture, 0, &detail), 0);
	fixture_begin(fixture, true);
	put_person(fixture, 8);
	assert_int_equal(end(fixture, ERR_NOTFOUND, &detail), ERR_NOTFOUND);
	assert_string_equal(detail.text, "");
	fixture_begin(fixture, true);
	put_person(fixture, 9);
	(void)txn_fail(fixture->txn, ERR_LIMIT, "too much of it");
	assert_int_equal(end(fixture, ERR_LIMIT, &detail), ERR_LIMIT);
	assert_non_null(strstr(detail.text, "too much of it"));
	assert_int_equal(end(fixture, ERR_FULL, NULL), ERR_FULL);
	assert_int_equal(fixture_find(fixture, "login-7"), 7);
	assert_int_equal(fixture_find(fixture, "login-8"), 0);
	assert_int_equal(fixture_find(fixture, "login-9"), 0);
}

static void
reading_needs_a_store(void **state)
{
	struct fixture *fixture = *state;
	struct err_detail detail = { "" };

	fixture_close(fixture);
	(void)snprintf(fixture->path, sizeof(fixture->path), "%s/none",
	    fixture->root);
	assert_int_equal(fixture_try_open(fixture, STORE_READ, &detail),
	    ERR_NOTFOUND);
	assert_non_null(strstr(detail.text, "there is none yet"));
	assert_null(fixture->store);
}

/* What is left of a first crawl that was killed as it began. */
static void
store_without_a_page_is_none_yet(void **state)
{
	struct fixture *fixture = *state;
	struct err_detail detail = { "" };
	char path[200];

	fixture_close(fixture);
	(void)snprintf(path, sizeof(path), "%s/data.mdb", fixture->path);
	assert_int_equal(truncate(path, 0), 0);
	assert_int_equal(fixture_try_open(fixture, STORE_READ, &detail),
	    ERR_NOTFOUND);
	assert_non_null(strstr(detail.text, "there is none yet"));
	fixture_open(fixture, STORE_WRITE);
}

static void
files_are_for_their_owner_alone(void **state)
{
	static const struct {
		const char *name;
		mode_t mode;
	} files[] = {
		{ "", 0700 },
		{ "/data.mdb", 0600 },
		{ "/lock.mdb", 0600 },
		{ "/crawl.lock", 0600 },
		{ "/../suppress.key", 0600 },
	};
	struct fixture *fixture = *state;
	mode_t mask = umask(0);

	fixture_close(fixture);
	fixture_remove(fixture->path);
	fixture_open(fixture, STORE_CRAWL);
	(void)umask(mask);
	for (size_t i = 0; i < COUNT(files); i++) {
		char path[200];
		struct stat stat_;

		(void)snprintf(path, sizeof(path), "%s%s", fixture->path,
		    files[i].name);
		assert_int_equal(stat(path, &stat_), 0);
		assert_int_equal(stat_.st_mode & 0777, files[i].mode);
	}
}

static void
aborted_and_uncommitted_work_is_gone(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct person person;

	fixture_begin(fixture, true);
	put_person(fixture, 7);
	fixture_abort(fixture);
	fixture_begin(fixture, false);
	assert_int_equal(store_person_get(fixture->txn, 7, &arena, &person),
	    ERR_NOTFOUND);
	arena_done(&arena);
}

static void
reader_keeps_its_view_while_a_writer_commits(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct txn *reader;
	struct person person;

	assert_ok(store_begin(fixture->store, false, &reader, NULL));
	fixture_begin(fixture, true);
	put_person(fixture, 7);
	fixture_commit(fixture);
	assert_int_equal(store_person_get(reader, 7, &arena, &person),
	    ERR_NOTFOUND);
	txn_abort(reader);
	arena_done(&arena);
}

/* ---- locks ---- */

/* Runs `body` in a child process that opens the store itself. */
static pid_t
in_child(void (*body)(struct fixture *fixture, int out),
    struct fixture *fixture, int *ret_in)
{
	int pipes[2];
	pid_t pid;

	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)close(pipes[0]);
		body(fixture, pipes[1]);
		_exit(0);
	}
	(void)close(pipes[1]);
	*ret_in = pipes[0];
	return pid;
}

static void
wait_byte(int in)
{
	char byte;

	while (read(in, &byte, 1) < 0 && errno == EINTR)
		;
}

static void
hold_crawl_lock(struct fixture *fixture, int out)
{
	const struct store_options options = { .path = fixture->path,
		.mode = STORE_CRAWL,
		.map_size_mb = 256,
		.command = "muster daemon" };
	struct store *store;

	if (store_open(&options, &store, NULL) != 0)
		_exit(1);
	(void)!write(out, "x", 1);
	for (;;)
		pause();
}

static void
second_crawl_is_refused_and_names_the_first(void **state)
{
	struct fixture *fixture = *state;
	struct err_detail detail = { "" };
	char pid_text[40], holder[40];
	int in;
	pid_t pid;

	fixture_close(fixture);
	pid = in_child(hold_crawl_lock, fixture, &in);
	wait_byte(in);
	assert_int_equal(fixture_try_open(fixture, STORE_CRAWL, &detail),
	    ERR_BUSY);
	assert_non_null(strstr(detail.text, "\"muster daemon\""));
	assert_ok(store_holder(fixture->path, holder, sizeof(holder)));
	assert_string_equal(holder, "muster daemon");
	(void)snprintf(pid_text, sizeof(pid_text), "process %d", (int)pid);
	assert_non_null(strstr(detail.text, pid_text));
	/* Short writes and reads go on beside it. */
	fixture_open(fixture, STORE_WRITE);
	fixture_begin(fixture, true);
	put_person(fixture, 7);
	fixture_commit(fixture);
	fixture_close(fixture);
	/* A killed holder holds nothing. */
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	(void)close(in);
	fixture_open(fixture, STORE_CRAWL);
}

/* ---- kill -9 ---- */

static void
write_for_ever(struct fixture *fixture, int out)
{
	const struct store_options options = { .path = fixture->path,
		.mode = STORE_WRITE,
		.map_size_mb = 256,
		.command = "test" };

	if (store_open(&options, &fixture->store, NULL) != 0)
		_exit(1);
	for (int64_t id = 1;; id += 2) {
		if (store_begin(fixture->store, true, &fixture->txn, NULL) != 0)
			_exit(1);
		put_person(fixture, id);
		put_person(fixture, id + 1);
		if (txn_commit(fixture->txn, NULL) != 0)
			_exit(1);
		(void)!write(out, "x", 1);
	}
}

static int64_t
count_people(struct fixture *fixture)
{
	struct store_stats stats;

	assert_ok(store_stats(fixture->txn, &stats));
	return stats.people;
}

/* Both people of a transaction are there, or neither; what was acknowledged
 * is there. */
static void
killed_writer_leaves_whole_transactions(void **state)
{
	struct fixture *fixture = *state;
	int64_t people = 0;

	fixture_close(fixture);
	for (int round = 0; round < 10; round++) {
		int in;
		pid_t pid = in_child(write_for_ever, fixture, &in);
		int64_t acknowledged = 2 * (round + 1);

		for (int i = 0; i <= round; i++)
			wait_byte(in);
		assert_int_equal(kill(pid, SIGKILL), 0);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		(void)close(in);
		fixture_open(fixture, STORE_WRITE);
		fixture_begin(fixture, false);
		people = count_people(fixture);
		assert_int_equal(people % 2, 0);
		assert_true(people >= acknowledged);
		fixture_expect_sound(fixture);
		fixture_close(fixture);
	}
}

/* ---- limits ---- */

static int
fill(struct fixture *fixture, struct err_detail *detail)
{
	char *text = mem_alloc(64 * 1024);
	uint32_t seed = 7;
	int rc = 0;

	/* Noise, so that compression can't help. */
	for (size_t i = 0; i < 64 * 1024 - 1; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = (char)('!' + (seed >> 24) % 90);
	}
	text[64 * 1024 - 1] = '\0';
	for (int64_t id = 1; rc == 0 && id < 1000; id++) {
		char key[32];
		int put;

		(void)snprintf(key, sizeof(key), "k%lld", (long long)id);
		fixture_begin(fixture, true);
		put = store_meta_put(fixture->txn, key, text);
		rc = txn_commit(fixture->txn, detail);
		fixture->txn = NULL;
		assert_true(put == 0 || put == rc);
	}
	mem_free(text);
	return rc;
}

static void
open_small(struct fixture *fixture)
{
	const struct store_options options = { .path = fixture->path,
		.mode = STORE_WRITE,
		.map_size_mb = 1 };

	assert_ok(store_open(&options, &fixture->store, NULL));
}

/* In one transaction: far more than the map holds. */
static int
fill_at_once(struct fixture *fixture, struct err_detail *detail)
{
	char *text = mem_alloc(4 * 1024 * 1024);
	uint32_t seed = 7;
	int put, rc;

	for (size_t i = 0; i < 4 * 1024 * 1024 - 1; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = (char)('!' + (seed >> 24) % 90);
	}
	text[4 * 1024 * 1024 - 1] = '\0';
	fixture_begin(fixture, true);
	put = store_meta_put(fixture->txn, "large", text);
	rc = txn_commit(fixture->txn, detail);
	fixture->txn = NULL;
	mem_free(text);
	assert_int_equal(put, rc);
	return rc;
}

static void
full_map_is_a_sentence_and_harms_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct err_detail detail = { "" };

	fixture_close(fixture);
	open_small(fixture);
	fixture_begin(fixture, true);
	put_person(fixture, 7);
	fixture_commit(fixture);
	assert_int_equal(fill_at_once(fixture, &detail), ERR_FULL);
	assert_non_null(strstr(detail.text, "store.map_size"));
	fixture_begin(fixture, false);
	assert_int_equal(count_people(fixture), 1);
	fixture_expect_sound(fixture);
}

static void
transaction_that_filled_the_map_can_be_repeated(void **state)
{
	struct fixture *fixture = *state;
	int rc, times = 0;

	fixture_close(fixture);
	open_small(fixture);
	assert_false(store_grow(fixture->store)); /* nothing was full */
	while ((rc = fill_at_once(fixture, NULL)) == ERR_FULL &&
	    store_grow(fixture->store))
		times++;
	assert_int_equal(rc, 0);
	assert_in_range(times, 1, 4);
}

static void
map_does_not_grow_under_an_open_transaction(void **state)
{
	struct fixture *fixture = *state;
	struct txn *reader;

	fixture_close(fixture);
	open_small(fixture);
	assert_ok(store_begin(fixture->store, false, &reader, NULL));
	assert_int_equal(fill_at_once(fixture, NULL), ERR_FULL);
	assert_false(store_grow(fixture->store));
	txn_abort(reader);
	assert_true(store_grow(fixture->store));
}

static void
small_transactions_never_meet_a_full_map(void **state)
{
	struct fixture *fixture = *state;

	fixture_close(fixture);
	open_small(fixture);
	assert_int_equal(fill(fixture, NULL), 0);
	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
}

static void
read_beside_growth(struct fixture *fixture, int out)
{
	struct txn *txn = NULL;
	char byte = 0;

	fixture->store = NULL;
	open_small(fixture);
	(void)!write(out, &byte, 1);
	/* Until what the other process writes beyond this map is seen. */
	for (;;) {
		struct arena arena = { 0 };
		const char *value;
		int rc;

		if (store_begin(fixture->store, false, &txn, NULL) != 0)
			_exit(1);
		rc = store_meta_get(txn, "large", &arena, &value);
		arena_done(&arena);
		txn_abort(txn);
		if (rc != ERR_NOTFOUND)
			_exit(rc == 0 ? 0 : 2);
	}
}

static void
map_that_another_process_grew_is_adopted(void **state)
{
	struct fixture *fixture = *state;
	int in, status;
	pid_t pid;

	fixture_close(fixture);
	pid = in_child(read_beside_growth, fixture, &in);
	wait_byte(in);
	open_small(fixture);
	while (fill_at_once(fixture, NULL) == ERR_FULL)
		assert_true(store_grow(fixture->store));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	(void)close(in);
}

/* A file that may not grow answers as a full disk does. */
static void
full_disk_is_a_sentence_and_harms_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct err_detail detail = { "" };
	struct rlimit old, limit = { 1 << 20, 1 << 20 };

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit.rlim_max = old.rlim_max;
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(fill(fixture, &detail), ERR_FULL);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	(void)signal(SIGXFSZ, SIG_DFL);
	assert_non_null(strstr(detail.text, "no space left"));
	fixture_begin(fixture, true);
	put_person(fixture, 8);
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
}

/* What the process has mapped now: sanitizers and valgrind have terabytes. */
static rlim_t
mapped_bytes(void)
{
	unsigned long pages = 0;
	FILE *stream = fopen("/proc/self/statm", "r");

	assert_non_null(stream);
	assert_int_equal(fscanf(stream, "%lu", &pages), 1);
	(void)fclose(stream);
	return (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE);
}

static void
small_address_space_gets_a_smaller_map(void **state)
{
	struct fixture *fixture = *state;
	pid_t pid;
	int status;

	fixture_close(fixture);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		/* As the configuration's default names it. */
		const struct store_options options = { .path = fixture->path,
			.mode = STORE_WRITE,
			.map_size_mb = 65536 };
		rlim_t room = mapped_bytes() + ((rlim_t)1 << 30);
		struct rlimit limit = { room, room };

		if (setrlimit(RLIMIT_AS, &limit) != 0)
			_exit(2);
		_exit(store_open(&options, &fixture->store, NULL) == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
path_through_a_file_is_one_sentence(void **state)
{
	struct fixture *fixture = *state;
	struct err_detail detail = { "" };

	fixture_close(fixture);
	(void)snprintf(fixture->path, sizeof(fixture->path),
	    "%s/store/data.mdb/x", fixture->root);
	assert_true(fixture_try_open(fixture, STORE_WRITE, &detail) < 0);
	assert_non_null(strstr(detail.text, "data.mdb"));
	assert_null(strchr(detail.text, '\n'));
}

static void
file_that_is_no_store_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct err_detail detail = { "" };
	char path[200], junk[8192];
	int fd;

	fixture_close(fixture);
	(void)snprintf(path, sizeof(path), "%s/data.mdb", fixture->path);
	memset(junk, 'j', sizeof(junk));
	fd = open(path, O_WRONLY | O_TRUNC);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, junk, sizeof(junk)), sizeof(junk));
	(void)close(fd);
	assert_int_equal(fixture_try_open(fixture, STORE_READ, &detail),
	    ERR_CORRUPT);
	assert_true(detail.text[0] != '\0');
}

static void
newer_store_is_refused(void **state)
{
	struct fixture *fixture = *state;
	struct err_detail detail = { "" };

	fixture_begin(fixture, true);
	assert_ok(meta_put_int(fixture->txn, META_SYSTEM, SCHEMA_KEY, 99));
	fixture_commit(fixture);
	fixture_close(fixture);
	assert_int_equal(fixture_try_open(fixture, STORE_READ, &detail),
	    ERR_INVAL);
	assert_non_null(strstr(detail.text, "newer muster (schema 99"));
}

/* ---- the rest ---- */

static void
small_values_come_back_and_go(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	const char *value;

	fixture_begin(fixture, true);
	assert_ok(store_meta_put(fixture->txn, "batch/people", "25"));
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	assert_ok(store_meta_get(fixture->txn, "batch/people", &arena, &value));
	assert_string_equal(value, "25");
	assert_ok(store_meta_put(fixture->txn, "batch/people", NULL));
	assert_int_equal(store_meta_get(fixture->txn, "batch/people", &arena,
			     &value),
	    ERR_NOTFOUND);
	arena_done(&arena);
}

static void
validators_are_found_by_long_urls_too(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	const struct validator a = { "\"a\"", NULL, 5 },
			       b = { "\"b\"", NULL, 6 };
	char one[700], two[700];
	struct validator got;

	memset(one, 'u', sizeof(one));
	one[sizeof(one) - 1] = '\0';
	memcpy(two, one, sizeof(two));
	two[sizeof(two) - 2] = 'v';
	fixture_begin(fixture, true);
	assert_ok(store_validator_put(fixture->txn, one, &a));
	assert_ok(store_validator_put(fixture->txn, two, &b));
	assert_ok(store_validator_get(fixture->txn, one, &arena, &got));
	assert_string_equal(got.etag, "\"a\"");
	assert_ok(store_validator_get(fixture->txn, two, &arena, &got));
	assert_string_equal(got.etag, "\"b\"");
	assert_int_equal(store_validator_get(fixture->txn, "x", &arena, &got),
	    ERR_NOTFOUND);
	assert_int_equal(store_validator_put(fixture->txn, "", &a), ERR_INVAL);
	arena_done(&arena);
}

static void
journal_is_numbered_and_keyed(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct journal_entry entry;

	fixture_begin(fixture, true);
	assert_ok(store_journal_add(fixture->txn, "export", 0, "12 leads"));
	assert_ok(store_journal_add(fixture->txn, "draft", 7, NULL));
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_ok(store_journal_next(fixture->txn, 0, &arena, &entry));
	assert_int_equal(entry.sequence, 1);
	assert_string_equal(entry.action, "export");
	assert_null(entry.person);
	assert_int_equal(entry.at, FIXTURE_NOW);
	assert_ok(store_journal_next(fixture->txn, 1, &arena, &entry));
	assert_int_equal(strlen(entry.person), 32);
	assert_null(strstr(entry.person, "7\n"));
	assert_int_equal(store_journal_next(fixture->txn, 2, &arena, &entry),
	    ERR_NOTFOUND);
	arena_done(&arena);
}

static void
cursors_may_outlive_their_transaction(void **state)
{
	struct fixture *fixture = *state;
	struct rank_walk position;

	fixture_begin(fixture, true);
	assert_int_equal(rank_walk_open(fixture->txn, "r", &position), 0);
	fixture_abort(fixture);
	rank_walk_close(&position);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(person_comes_back_in_another_process_mode),
		TEST(transaction_ends_by_what_came_of_it),
		TEST(reading_needs_a_store),
		TEST(store_without_a_page_is_none_yet),
		TEST(files_are_for_their_owner_alone),
		TEST(aborted_and_uncommitted_work_is_gone),
		TEST(reader_keeps_its_view_while_a_writer_commits),
		TEST(second_crawl_is_refused_and_names_the_first),
		TEST(killed_writer_leaves_whole_transactions),
		TEST(full_map_is_a_sentence_and_harms_nothing),
		TEST(transaction_that_filled_the_map_can_be_repeated),
		TEST(map_does_not_grow_under_an_open_transaction),
		TEST(small_transactions_never_meet_a_full_map),
		TEST(map_that_another_process_grew_is_adopted),
		TEST(full_disk_is_a_sentence_and_harms_nothing),
		TEST(small_address_space_gets_a_smaller_map),
		TEST(path_through_a_file_is_one_sentence),
		TEST(file_that_is_no_store_is_refused),
		TEST(newer_store_is_refused),
		TEST(small_values_come_back_and_go),
		TEST(validators_are_found_by_long_urls_too),
		TEST(journal_is_numbered_and_keyed),
		TEST(cursors_may_outlive_their_transaction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
