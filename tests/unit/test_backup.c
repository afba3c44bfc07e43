/* A backup is one consistent view, whatever is written meanwhile. */
#include <sys/wait.h>

#include <signal.h>

#include "tests/unit/store_fixture.h"

enum {
	PEOPLE = 50,
	BACKUPS = 8
};

static void
put_people(struct fixture *fixture, int64_t round)
{
	fixture_begin(fixture, true);
	for (int64_t id = 1; id <= PEOPLE; id++) {
		struct person person = { .id = id,
			.login = "same",
			.fetched_at = round };
		struct pull pull = { .number = round,
			.title = "t",
			.merged_at = 1 };
		const struct work work = { .repository = 5,
			.pulls = &pull,
			.n_pulls = 1,
			.fetched_at = round };

		assert_ok(store_person_put(fixture->txn, &person));
		assert_ok(store_work_merge(fixture->txn, id, &work));
	}
	fixture_commit(fixture);
}

/* Opens a backup beside the store that is open. */
static void
open_copy(struct fixture *fixture, const char *dir, struct fixture *ret_copy)
{
	*ret_copy = (struct fixture){ 0 };
	(void)snprintf(ret_copy->path, sizeof(ret_copy->path), "%s", dir);
	(void)fixture;
	fixture_open(ret_copy, STORE_READ);
	fixture_begin(ret_copy, false);
}

/* All people are of one round, as they are only between transactions. */
static void
expect_one_round(struct fixture *copy)
{
	struct arena arena = { 0 };
	struct person first, person;

	assert_ok(store_person_get(copy->txn, 1, &arena, &first));
	for (int64_t id = 2; id <= PEOPLE; id++) {
		assert_ok(store_person_get(copy->txn, id, &arena, &person));
		assert_int_equal(person.fetched_at, first.fetched_at);
	}
	arena_done(&arena);
}

static void
name(const struct fixture *fixture, int i, char *ret_dir, size_t size)
{
	(void)snprintf(ret_dir, size, "%s/copy-%d", fixture->root, i);
}

static void
it_is_one_view_while_another_process_writes(void **state)
{
	struct fixture *fixture = *state, copy;
	char dir[96];
	pid_t pid;

	put_people(fixture, 1);
	fixture_close(fixture);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		fixture_open(fixture, STORE_CRAWL);
		for (int64_t round = 2;; round++)
			put_people(fixture, round);
	}
	fixture_open(fixture, STORE_READ);
	for (int i = 0; i < BACKUPS; i++) {
		name(fixture, i, dir, sizeof(dir));
		assert_ok(store_backup(fixture->store, dir, NULL));
		open_copy(fixture, dir, &copy);
		fixture_expect_sound(&copy);
		expect_one_round(&copy);
		fixture_close(&copy);
	}
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void
it_is_for_the_owner_alone(void **state)
{
	struct fixture *fixture = *state;
	char dir[96], file[128];
	struct stat stat_of;

	put_people(fixture, 1);
	name(fixture, 0, dir, sizeof(dir));
	(void)umask(0);
	assert_ok(store_backup(fixture->store, dir, NULL));
	assert_int_equal(stat(dir, &stat_of), 0);
	assert_int_equal(stat_of.st_mode & 07777, 0700);
	(void)snprintf(file, sizeof(file), "%s/data.mdb", dir);
	assert_int_equal(stat(file, &stat_of), 0);
	assert_int_equal(stat_of.st_mode & 07777, 0600);
	(void)umask(022);
}

static void
it_is_never_written_over_anything(void **state)
{
	static const char *const made[] = { "directory", "file" };
	struct fixture *fixture = *state;
	char dir[96];

	for (size_t i = 0; i < COUNT(made); i++) {
		struct err_detail detail = { "" };

		(void)snprintf(dir, sizeof(dir), "%s/%s", fixture->root,
		    made[i]);
		if (i == 0)
			assert_int_equal(mkdir(dir, 0700), 0);
		else
			assert_int_equal(fclose(fopen(dir, "w")), 0);
		assert_int_equal(store_backup(fixture->store, dir, &detail),
		    ERR_INVAL);
		assert_non_null(strstr(detail.text, "never written over"));
		assert_int_equal(unlink(dir) == 0 || rmdir(dir) == 0, 1);
	}
}

static void
where_it_can_not_be_made_it_says_so(void **state)
{
	struct fixture *fixture = *state;
	struct err_detail detail = { "" };
	char dir[96];

	(void)snprintf(dir, sizeof(dir), "%s/none/copy", fixture->root);
	assert_int_equal(store_backup(fixture->store, dir, &detail), ERR_IO);
	assert_non_null(strstr(detail.text, "can't be created"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_is_one_view_while_another_process_writes),
		TEST(it_is_for_the_owner_alone),
		TEST(it_is_never_written_over_anything),
		TEST(where_it_can_not_be_made_it_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
