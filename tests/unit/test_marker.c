#include <sys/wait.h>

#include "store/marker.h"
#include "tests/unit/store_fixture.h"

static void
what_was_being_read_outlives_a_crash(void **state)
{
	struct fixture *fixture = *state;
	struct store_marker *marker = NULL;
	int status = 0;
	pid_t pid;

	assert_ok(store_marker_open(fixture->store, &marker, NULL));
	assert_int_equal(marker->person, 0);
	pid = fork();
	if (pid == 0) {
		marker->person = 42;
		marker->document = 21;
		_exit(9); /* nothing is closed or flushed */
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(marker->person, 42);
	store_marker_close(marker);
	assert_ok(store_marker_open(fixture->store, &marker, NULL));
	assert_int_equal(marker->person, 0);
	store_marker_close(marker);
	store_marker_close(NULL);
}

static void
what_was_being_read_is_found_at_the_next_start(void **state)
{
	struct fixture *fixture = *state;
	struct store_marker *marker = NULL;
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (store_marker_open(fixture->store, &marker, NULL) != 0)
			_exit(1);
		marker->person = 42;
		marker->document = 21;
		_exit(9);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 9);
	assert_ok(store_marker_open(fixture->store, &marker, NULL));
	assert_int_equal(marker->person, 42);
	assert_int_equal(marker->document, 21);
	store_marker_close(marker);
}

static void
die_at(struct fixture *fixture, int64_t person, int64_t document)
{
	struct store_marker *marker = NULL;
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		if (store_marker_open(fixture->store, &marker, NULL) != 0)
			_exit(1);
		(void)store_marker_blames(marker);
		marker->person = person;
		marker->document = document;
		_exit(9);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(WEXITSTATUS(status), 9);
}

static void
one_death_is_chance_and_several_in_a_row_are_not(void **state)
{
	struct fixture *fixture = *state;
	struct store_marker *marker = NULL;

	/* killed twice at one place, once at another, once while idle */
	die_at(fixture, 42, 21);
	die_at(fixture, 42, 21);
	die_at(fixture, 42, 20);
	die_at(fixture, 42, 21);
	die_at(fixture, 42, 21);
	die_at(fixture, 0, 0);
	die_at(fixture, 42, 21);
	die_at(fixture, 42, 21);
	assert_ok(store_marker_open(fixture->store, &marker, NULL));
	assert_false(store_marker_blames(marker));
	marker->person = 42;
	marker->document = 21;
	/* and once more in this very row */
	assert_true(store_marker_blames(marker));
	assert_int_equal(marker->last_person, 42);
	assert_int_equal(marker->last_document, 21);
	/* who ends in peace begins anew */
	store_marker_close(marker);
	die_at(fixture, 42, 21);
	assert_ok(store_marker_open(fixture->store, &marker, NULL));
	assert_false(store_marker_blames(marker));
	store_marker_close(marker);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(one_death_is_chance_and_several_in_a_row_are_not),
		TEST(what_was_being_read_outlives_a_crash),
		TEST(what_was_being_read_is_found_at_the_next_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
