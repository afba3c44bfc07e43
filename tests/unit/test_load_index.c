/* Names and ranks that wait for the end of a load into an empty store. */
#include "store/fact/name.h"
#include "store/load/load_index.h"
#include "store/rights.h"
#include "store/score/role.h"
#include "store/store_internal.h"
#include "tests/unit/rank_walk.h"
#include "tests/unit/store_fixture.h"

enum {
	PEOPLE = 300 /* more than two blocks of cards */
};

static void
begin(struct fixture *fixture)
{
	fixture_begin(fixture, true);
	load_index_look(fixture->txn);
}

static void
put_person(struct fixture *fixture, int64_t id, const char *login)
{
	struct person person = { .id = id, .login = login, .first_seen = 77 };

	assert_ok(store_person_put(fixture->txn, &person));
}

static void
put_score(struct fixture *fixture, int64_t id)
{
	struct person person = { .id = id, .first_seen = 77 };
	struct score score = { .person = id,
		.last_active = FIXTURE_NOW,
		.signals = { { .value = (double)(id * 7919 % 1000) / 1000,
		    .coverage = 1,
		    .share = 1 } } };
	struct weights weights;
	double by[FAMILY_COUNT] = { 100 };

	weights_from(by, &weights);
	score_weigh(&score, &weights);
	assert_ok(
	    store_score_put(fixture->txn, "r", &score, &person, 0, false));
}

/* As a load has them: first the people, then their scores. */
static void
put_all(struct fixture *fixture)
{
	char login[16];

	fixture_begin(fixture, true);
	assert_ok(load_index_begin(fixture->txn));
	fixture_commit(fixture);
	begin(fixture);
	for (int64_t id = 1; id <= PEOPLE; id++) {
		(void)snprintf(login, sizeof(login), "p%d", (int)id * 37 % 997);
		put_person(fixture, id, login);
	}
	fixture_commit(fixture);
	begin(fixture);
	for (int64_t id = 1; id <= PEOPLE; id++)
		put_score(fixture, id);
	fixture_commit(fixture);
}

static void
end(struct fixture *fixture)
{
	struct err_detail detail = { "" };

	if (load_index_end(fixture->store, &detail) != 0)
		fail_msg("%s", detail.text);
	load_index_forget(fixture->store);
}

static int64_t
ranked(struct fixture *fixture)
{
	struct rank_walk rank;
	double last = 100;
	struct card card;
	int64_t n = 0;

	fixture_begin(fixture, false);
	assert_int_equal(rank_walk_open(fixture->txn, "r", &rank), 0);
	for (; rank_walk_next(&rank, &card) == 0; n++) {
		assert_true(card.score <= last);
		last = card.score;
	}
	rank_walk_close(&rank);
	fixture_abort(fixture);
	return n;
}

static void
expect_sound(struct fixture *fixture)
{
	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
	fixture_abort(fixture);
}

static void
expect_whole(struct fixture *fixture, int64_t n)
{
	struct role_slot role;

	expect_sound(fixture);
	assert_int_equal(ranked(fixture), n);
	assert_int_equal(fixture_find(fixture, "p37"), 1);
	fixture_begin(fixture, false);
	assert_false(store_load_is_unfinished(fixture->txn));
	assert_ok(store_role_find(fixture->txn, "r", &role));
	assert_int_equal(role.leads, n);
	fixture_abort(fixture);
}

static void
they_wait_for_the_end(void **state)
{
	struct fixture *fixture = *state;

	put_all(fixture);
	expect_sound(fixture);
	assert_int_equal(fixture_find(fixture, "p37"), 1);
	assert_int_equal(ranked(fixture), 0);
	end(fixture);
	expect_whole(fixture, PEOPLE);
}

static void
who_opens_the_store_of_a_killed_load_sees_to_it(void **state)
{
	struct fixture *fixture = *state;

	put_all(fixture);
	fixture_close(fixture);
	fixture_open(fixture, STORE_WRITE);
	expect_sound(fixture);
	assert_int_equal(fixture_find(fixture, "p37"),
	    1); /* among all people */
	assert_int_equal(ranked(fixture), 0);
	fixture_close(fixture);
	fixture_open(fixture, STORE_CRAWL);
	expect_whole(fixture, PEOPLE);
}

/* By another process, which knows of no names that wait. */
static void
who_is_erased_meanwhile_leaves_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct name_batch *names;
	struct person person;
	struct arena arena = { 0 };
	int64_t id;

	put_all(fixture);
	names = fixture->store->names;
	fixture->store->names = NULL;
	fixture_begin(fixture, true);
	assert_ok(store_person_find(fixture->txn, "@P74", &id));
	assert_int_equal(id, 2);
	assert_ok(store_forget(fixture->txn, id, true));
	assert_ok(store_suppress(fixture->txn, 0, "p111"));
	assert_int_equal(store_person_find(fixture->txn, "nobody", &id),
	    ERR_NOTFOUND);
	fixture_commit(fixture);
	fixture->store->names = names;
	/* The next slice. */
	begin(fixture);
	assert_int_equal(store_person_put(fixture->txn,
			     &(struct person){ .id = 2, .login = "p74" }),
	    ERR_BLOCKED);
	fixture_commit(fixture);
	end(fixture);
	assert_int_equal(fixture_find(fixture, "p74"), 0);
	assert_int_equal(fixture_find(fixture, "p111"), 0);
	fixture_begin(fixture, false);
	for (id = 2; id <= 3; id++)
		assert_int_equal(store_person_get(fixture->txn, id, &arena,
				     &person),
		    ERR_NOTFOUND);
	fixture_abort(fixture);
	arena_done(&arena);
	expect_whole(fixture, PEOPLE - 2);
}

static void
forget_from_outside(struct fixture *fixture, int64_t id)
{
	struct name_batch *names = fixture->store->names;

	fixture->store->names = NULL;
	fixture_begin(fixture, true);
	assert_ok(store_forget(fixture->txn, id, false));
	fixture_commit(fixture);
	fixture->store->names = names;
}

static bool
has_borne(struct fixture *fixture, const char *login, int64_t id)
{
	bool has = true;

	fixture_begin(fixture, false);
	assert_ok(store_name_has(fixture->txn, NAME_LOGIN, login, id, &has));
	fixture_abort(fixture);
	return has;
}

static void
who_is_erased_meanwhile_has_borne_nothing(void **state)
{
	struct fixture *fixture = *state;

	put_all(fixture);
	begin(fixture);
	put_person(fixture, 1000, "p111"); /* has been 3's */
	fixture_commit(fixture);
	forget_from_outside(fixture, 2);
	forget_from_outside(fixture, 1000);
	begin(fixture);
	put_person(fixture, 1001, "p74");
	put_person(fixture, 1002, "p111");
	fixture_commit(fixture);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fixture_find(fixture, "p74"), 1001);
		assert_int_equal(fixture_find(fixture, "p111"), 1002);
		assert_false(has_borne(fixture, "p74", 2));
		assert_false(has_borne(fixture, "p111", 1000));
		assert_true(has_borne(fixture, "p111", 3));
		if (i == 0)
			end(fixture);
	}
	forget_from_outside(fixture, 1001);
	forget_from_outside(fixture, 1002);
	assert_int_equal(fixture_find(fixture, "p74"), 0);
	assert_int_equal(fixture_find(fixture, "p111"), 3);
	expect_whole(fixture, PEOPLE - 1);
}

/* As another process finds them. */
static int64_t
find_from_outside(struct fixture *fixture, const char *login)
{
	struct name_batch *names = fixture->store->names;
	int64_t id;

	fixture->store->names = NULL;
	id = fixture_find(fixture, login);
	fixture->store->names = names;
	return id;
}

/* Its later bearer is found, also if the table has the earlier one. */
static void
who_had_a_login_before_is_not_taken_for_its_bearer(void **state)
{
	struct fixture *fixture = *state;

	put_all(fixture);
	begin(fixture);
	put_person(fixture, 1000, "p74"); /* has been 2's */
	fixture_commit(fixture);
	assert_int_equal(find_from_outside(fixture, "p74"), 1000);
	assert_ok(load_index_names(fixture->store, NULL));
	begin(fixture);
	put_person(fixture, 1, "p74");
	fixture_commit(fixture);
	assert_int_equal(find_from_outside(fixture, "p74"), 1);
	/* If it is of nobody else, the earlier one's. */
	begin(fixture);
	put_person(fixture, 1, "ada");
	put_person(fixture, 1000, "bob");
	fixture_commit(fixture);
	assert_int_equal(find_from_outside(fixture, "p74"), 2);
	begin(fixture);
	put_person(fixture, 1, "p37");
	fixture_commit(fixture);
	end(fixture);
	expect_whole(fixture, PEOPLE);
}

static void
who_is_put_twice_counts_once(void **state)
{
	struct fixture *fixture = *state;

	put_all(fixture);
	begin(fixture);
	put_score(fixture, 3);
	fixture_commit(fixture);
	end(fixture);
	expect_whole(fixture, PEOPLE);
}

static void
logins_change_hands_while_they_wait(void **state)
{
	struct fixture *fixture = *state;

	put_all(fixture);
	begin(fixture);
	put_person(fixture, 1000, "p74"); /* has been 2's */
	put_person(fixture, 3, "ada");
	put_person(fixture, 1001, "bob");
	assert_ok(store_forget(fixture->txn, 1001, false));
	fixture_commit(fixture);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(fixture_find(fixture, "p74"), 1000);
		assert_int_equal(fixture_find(fixture, "ada"), 3);
		assert_int_equal(fixture_find(fixture, "p111"), 0);
		assert_int_equal(fixture_find(fixture, "bob"), 0);
		if (i == 0)
			end(fixture);
	}
	begin(fixture);
	assert_ok(store_forget(fixture->txn, 1000, false));
	fixture_commit(fixture);
	assert_int_equal(fixture_find(fixture, "p74"), 2);
	expect_whole(fixture, PEOPLE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(they_wait_for_the_end),
		TEST(who_opens_the_store_of_a_killed_load_sees_to_it),
		TEST(who_is_erased_meanwhile_leaves_nothing),
		TEST(who_is_erased_meanwhile_has_borne_nothing),
		TEST(who_had_a_login_before_is_not_taken_for_its_bearer),
		TEST(who_is_put_twice_counts_once),
		TEST(logins_change_hands_while_they_wait),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
