/* The store's parts together: what is put comes back, indexes follow. */
#include <string.h>

#include "store/store.h"
#include "tests/unit/store_fixture.h"
#include "tests/unit/test.h"

static void
person_comes_back_whole(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct link links[] = { { "website", "https://a.example.org" } };
	struct person got, ada = { .id = 7,
		.login = "Ada",
		.name = "Ada Example",
		.links = links,
		.n_links = 1,
		.first_seen = 100,
		.fetched_at = 200,
		.profile_readme = "# Hello" };
	int64_t id;

	fixture_begin(fixture, true);
	assert_int_equal(store_person_put(fixture->txn, &ada), 0);
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_int_equal(store_person_get(fixture->txn, 7, &arena, &got), 0);
	assert_string_equal(got.login, "Ada");
	assert_string_equal(got.profile_readme, "# Hello");
	assert_string_equal(got.links[0].url, "https://a.example.org");
	assert_int_equal(got.first_seen, 100);
	assert_int_equal(store_person_find(fixture->txn, "@aDA", &id), 0);
	assert_int_equal(id, 7);
	assert_int_equal(store_person_find(fixture->txn, "7", &id), 0);
	assert_int_equal(store_person_find(fixture->txn, "8", &id),
	    ERR_NOTFOUND);
	fixture_abort(fixture);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(person_comes_back_whole,
		    fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
