/* Scores built anew beside those that are read. */
#include <string.h>

#include "store/column/column.h"
#include "store/lmdb.h"
#include "store/rights.h"
#include "store/score/role.h"
#include "store/score/score.h"
#include "store/score/score_record.h"
#include "tests/unit/rank_walk.h"
#include "tests/unit/store_fixture.h"

static const struct role by = { .name = "r" };

static struct score
score_of(int64_t person, double points)
{
	static const char *languages[] = { "Go" };
	static struct skill_seen skills[] = { { "kafka", 0.75 } };

	return (struct score){ .person = person,
		.score = points,
		.coverage = 0.7,
		.band = BAND_B,
		.headline = "Go engineer",
		.languages = languages,
		.n_languages = 1,
		.skills = skills,
		.n_skills = 1,
		.last_active = FIXTURE_NOW };
}

static void
put_people(struct fixture *fixture, int64_t n)
{
	for (int64_t id = 1; id <= n; id++) {
		struct person person = { .id = id, .first_seen = 77 };

		assert_ok(store_person_put(fixture->txn, &person));
	}
}

/* Into what is read, and what is built. */
static void
put(struct fixture *fixture, int64_t id, double points)
{
	struct person person = { .id = id, .first_seen = 77 };
	struct score score = score_of(id, points);

	assert_ok(
	    store_score_put(fixture->txn, "r", &score, &person, 42, false));
}

static void
build(struct fixture *fixture, int64_t id, double points)
{
	struct person person = { .id = id, .first_seen = 77 };
	struct score score = score_of(id, points);

	assert_ok(
	    store_rebuild_put(fixture->txn, "r", &score, &person, 42, false));
	assert_ok(store_rebuild_note(fixture->txn, "r", id));
}

/* "1:50 2:40 " */
static void
expect_list(struct txn *txn, const char *expected)
{
	struct rank_walk rank;
	struct card card;
	struct buf list;
	int rc;

	buf_init(&list, 1000);
	assert_int_equal(rank_walk_open(txn, "r", &rank), 0);
	while ((rc = rank_walk_next(&rank, &card)) == 0)
		buf_format(&list, "%lld:%.0f ", (long long)card.person,
		    card.score);
	assert_int_equal(rc, ERR_NOTFOUND);
	rank_walk_close(&rank);
	assert_string_equal(list.len > 0 ? list.data : "", expected);
	buf_done(&list);
}

static void
commit(struct fixture *fixture)
{
	fixture_expect_sound(fixture);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
}

static int64_t
begin(struct fixture *fixture, uint64_t stamp)
{
	int64_t person = -1;

	assert_ok(store_rebuild_begin(fixture->txn, &by, stamp, &person));
	return person;
}

static void
drop_all(struct fixture *fixture)
{
	bool is_done = false;

	while (!is_done) {
		assert_ok(store_rebuild_drop(fixture->txn, "r", &is_done));
		commit(fixture);
	}
}

static int64_t
entries(struct fixture *fixture)
{
	static const enum table tables[] = { TABLE_SCORE, TABLE_RANK,
		TABLE_COLUMN };
	struct slice found, value;
	struct cursor *cursor;
	struct key free_ordinals;
	int64_t n, sum = 0;

	for (size_t i = 0; i < 3; i++) {
		assert_ok(db_count(fixture->txn, tables[i], &n));
		sum += n;
	}
	/* The list of free ordinals is no score's. */
	key_column(&free_ordinals,
	    &(struct column_key){ COLUMN_FREE, { 0 }, 0 });
	assert_ok(cursor_open(fixture->txn, TABLE_COLUMN, &cursor));
	if (cursor_seek(cursor, &free_ordinals, &found, &value) == 0)
		sum--;
	cursor_close(cursor);
	return sum;
}

static void
the_new_list_is_read_after_the_end_and_the_old_one_is_gone(void **state)
{
	struct fixture *fixture = *state;
	struct txn *before = NULL;
	int64_t n;

	fixture_begin(fixture, true);
	put_people(fixture, 3);
	put(fixture, 1, 50);
	put(fixture, 2, 40);
	put(fixture, 3, 30);
	commit(fixture);
	n = entries(fixture);
	assert_int_equal(begin(fixture, 7), 0);
	build(fixture, 1, 10);
	build(fixture, 2, 20);
	commit(fixture);
	expect_list(fixture->txn, "1:50 2:40 3:30 ");
	build(fixture, 3, 60);
	commit(fixture);
	assert_ok(store_begin(fixture->store, false, &before, NULL));
	assert_ok(store_rebuild_end(fixture->txn, "r"));
	commit(fixture);
	expect_list(before, "1:50 2:40 3:30 ");
	expect_list(fixture->txn, "3:60 2:20 1:10 ");
	drop_all(fixture);
	/* who reads since before still does */
	expect_list(before, "1:50 2:40 3:30 ");
	txn_abort(before);
	expect_list(fixture->txn, "3:60 2:20 1:10 ");
	assert_int_equal(entries(fixture), n);
}

static void
a_build_is_gone_on_with_unless_the_stamp_is_another(void **state)
{
	struct fixture *fixture = *state;
	int64_t person;

	fixture_begin(fixture, true);
	put_people(fixture, 3);
	put(fixture, 1, 50);
	assert_int_equal(begin(fixture, 7), 0);
	build(fixture, 1, 10);
	build(fixture, 2, 20);
	commit(fixture);
	assert_int_equal(begin(fixture, 7), 2);
	assert_int_equal(store_rebuild_begin(fixture->txn, &by, 8, &person),
	    ERR_AGAIN);
	commit(fixture);
	assert_int_equal(store_rebuild_begin(fixture->txn, &by, 8, &person),
	    ERR_AGAIN);
	drop_all(fixture);
	assert_int_equal(begin(fixture, 8), 0);
	build(fixture, 1, 11);
	assert_ok(store_rebuild_end(fixture->txn, "r"));
	commit(fixture);
	drop_all(fixture);
	expect_list(fixture->txn, "1:11 ");
}

static void
what_is_written_meanwhile_is_in_both(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_people(fixture, 4);
	for (int64_t id = 1; id <= 3; id++)
		put(fixture, id, 50);
	assert_int_equal(begin(fixture, 7), 0);
	build(fixture, 1, 10);
	build(fixture, 2, 20);
	put(fixture, 1, 55);
	put(fixture, 4, 45);
	assert_ok(store_score_drop(fixture->txn, "r", 2));
	assert_ok(store_score_touch(fixture->txn, 1, 70));
	commit(fixture);
	expect_list(fixture->txn, "1:55 3:50 4:45 ");
	build(fixture, 3, 30);
	assert_ok(store_rebuild_end(fixture->txn, "r"));
	commit(fixture);
	expect_list(fixture->txn, "1:55 4:45 3:30 ");
	drop_all(fixture);
}

/* In no generation, not even in one that is being dropped. */
static void
who_is_forgotten_meanwhile_is_nowhere(void **state)
{
	struct fixture *fixture = *state;
	struct score score;
	struct arena arena = { 0 };
	struct role_slot role;

	fixture_begin(fixture, true);
	put_people(fixture, 3);
	put(fixture, 1, 50);
	put(fixture, 2, 40);
	assert_int_equal(begin(fixture, 7), 0);
	build(fixture, 1, 10);
	build(fixture, 2, 20);
	assert_ok(store_forget(fixture->txn, 1, true));
	commit(fixture);
	assert_ok(store_rebuild_end(fixture->txn, "r"));
	commit(fixture);
	expect_list(fixture->txn, "2:20 ");
	assert_ok(store_forget(fixture->txn, 2, true));
	commit(fixture);
	assert_ok(store_role_find(fixture->txn, "r", &role));
	assert_true(role.is_dropped);
	assert_int_equal(store_score_get_brief(fixture->txn, role.dropped, 2,
			     &arena, &score),
	    ERR_NOTFOUND);
	drop_all(fixture);
	assert_int_equal(entries(fixture), 0);
	arena_done(&arena);
}

static void
generations_go_round(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_people(fixture, 1);
	for (uint64_t stamp = 1; stamp <= 600; stamp++) {
		bool is_done;

		assert_int_equal(begin(fixture, stamp), 0);
		build(fixture, 1, (double)(stamp % 90));
		assert_ok(store_rebuild_end(fixture->txn, "r"));
		assert_ok(store_rebuild_drop(fixture->txn, "r", &is_done));
		assert_true(is_done);
	}
	commit(fixture);
	expect_list(fixture->txn, "1:60 ");
}

static void
without_a_build_nothing_is_put_into_it(void **state)
{
	struct person person = { .id = 1, .first_seen = 77 };
	struct fixture *fixture = *state;
	struct score score = score_of(1, 5);
	bool is_done = false;

	fixture_begin(fixture, true);
	put_people(fixture, 1);
	put(fixture, 1, 50);
	assert_int_equal(store_rebuild_put(fixture->txn, "r", &score, &person,
			     0, false),
	    ERR_NOTFOUND);
	assert_int_equal(store_rebuild_note(fixture->txn, "r", 1),
	    ERR_NOTFOUND);
	assert_int_equal(store_rebuild_end(fixture->txn, "r"), ERR_NOTFOUND);
	assert_ok(store_rebuild_drop(fixture->txn, "none", &is_done));
	assert_true(is_done);
	expect_list(fixture->txn, "1:50 ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(
		    the_new_list_is_read_after_the_end_and_the_old_one_is_gone),
		TEST(a_build_is_gone_on_with_unless_the_stamp_is_another),
		TEST(what_is_written_meanwhile_is_in_both),
		TEST(who_is_forgotten_meanwhile_is_nowhere),
		TEST(generations_go_round),
		TEST(without_a_build_nothing_is_put_into_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
