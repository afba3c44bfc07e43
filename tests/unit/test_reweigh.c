/* Rank and cards by other weights, beside those that are read. */
#include <string.h>

#include "base/clock.h"
#include "store/column/column.h"
#include "store/score/score.h"
#include "tests/unit/rank_walk.h"
#include "tests/unit/store_fixture.h"

enum {
	PEOPLE = 250 /* more than two blocks of cards */
};

static const double old_weights[FAMILY_COUNT] = { 60, 40 };
static const struct role new_role = { .name = "r",
	.weights = { 20, 0, 80 },
	.hash = "00000000000000ff" };

static struct score
score_of(int64_t person, uint32_t seed, const double *by)
{
	struct score score = { .person = person,
		.headline = "Go engineer",
		.rubric = "00000000000000aa",
		.last_active = FIXTURE_NOW };
	struct weights weights;

	for (size_t i = 0; i < FAMILY_COUNT; i++) {
		seed = seed * 1664525 + 1013904223;
		score.signals[i] = (struct signal){
			.value = (double)((seed >> 8) % 1001) / SIGNAL_UNIT,
			.coverage = (double)((seed >> 4) % 1001) / SIGNAL_UNIT,
			.share = (double)((seed >> 12) % 10001) / SHARE_UNIT
		};
	}
	weights_from(by, &weights);
	score_weigh(&score, &weights);
	return score;
}

static void
put(struct fixture *fixture, int64_t id, uint32_t seed, const double *by)
{
	struct person person = { .id = id, .first_seen = 77 };
	struct score score = score_of(id, seed, by);

	assert_ok(store_person_put(fixture->txn, &person));
	assert_ok(
	    store_score_put(fixture->txn, "r", &score, &person, 42, false));
}

static void
commit(struct fixture *fixture)
{
	fixture_expect_sound(fixture);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
}

/* Everybody's score is what the weights make of their signals, in its place. */
static void
expect_weighed(struct fixture *fixture, const uint32_t *seeds, const double *by)
{
	struct rank_walk rank;
	struct arena arena = { 0 };
	struct score got, expected;
	struct card card;
	int64_t n = 0;
	double last = 100;

	for (int64_t id = 1; id <= PEOPLE; id++)
		n += seeds[id] != 0;
	assert_int_equal(rank_walk_open(fixture->txn, "r", &rank), 0);
	while (rank_walk_next(&rank, &card) == 0) {
		expected = score_of(card.person, seeds[card.person], by);
		assert_ok(store_score_get(fixture->txn, "r", card.person,
		    &arena, &got));
		assert_true(card.score == expected.score && card.score <= last);
		assert_true(card.coverage == expected.coverage);
		assert_int_equal(card.band, expected.band);
		for (int i = 0; i < FAMILY_COUNT; i++)
			assert_true(got.signals[i].points ==
				expected.signals[i].points &&
			    got.signals[i].weight ==
				expected.signals[i].weight);
		last = card.score;
		n--;
	}
	assert_int_equal(n, 0);
	rank_walk_close(&rank);
	arena_done(&arena);
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

/* In slices as short as they can be, all that may happen meanwhile between. */
static void
whatever_happens_meanwhile_is_in_both(void **state)
{
	struct fixture *fixture = *state;
	struct reweigh *reweigh = store_reweigh_new();
	uint32_t seeds[PEOPLE + 1] = { 0 };
	int rc = 0, slices = 0;

	fixture_begin(fixture, true);
	for (int64_t id = 1; id <= PEOPLE - 10; id++) {
		seeds[id] = (uint32_t)id;
		put(fixture, id, seeds[id], old_weights);
	}
	commit(fixture);
	assert_ok(store_reweigh_begin(fixture->txn, &new_role, 7));
	for (; rc == 0; slices++) {
		int64_t id = 1 + slices * 37 % PEOPLE;

		rc = store_reweigh_slice(fixture->txn, "r", reweigh, 0);
		if (rc < 0)
			break;
		/* killed: what was sorted is lost */
		if (slices % 5 == 4) {
			store_reweigh_free(reweigh);
			reweigh = store_reweigh_new();
		}
		if (slices % 3 == 0) {
			seeds[id] = 1000U + (uint32_t)slices;
			put(fixture, id, seeds[id], old_weights);
		} else if (slices % 3 == 1 && seeds[id] != 0) {
			seeds[id] = 0;
			assert_ok(store_score_drop(fixture->txn, "r", id));
		} else if (seeds[id] != 0) {
			assert_ok(store_score_touch(fixture->txn, id, 70));
		}
		if (slices % 20 == 0)
			commit(fixture);
	}
	assert_int_equal(rc, ERR_NOTFOUND);
	assert_true(slices > 100);
	expect_weighed(fixture, seeds, old_weights);
	assert_ok(store_rebuild_end(fixture->txn, "r"));
	commit(fixture);
	expect_weighed(fixture, seeds, new_role.weights);
	drop_all(fixture);
	expect_weighed(fixture, seeds, new_role.weights);
	store_reweigh_free(reweigh);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(whatever_happens_meanwhile_is_in_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
