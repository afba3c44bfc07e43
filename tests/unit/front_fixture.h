/* A store whose only role has a front. */
#ifndef TESTS_UNIT_FRONT_FIXTURE_H
#define TESTS_UNIT_FRONT_FIXTURE_H

#include <string.h>

#include "store/column/column.h"
#include "store/column/front_build.h"
#include "store/column/front_layout.h"
#include "store/posting/ordinal.h"
#include "store/posting/posting_reader.h"
#include "store/rights.h"
#include "tests/unit/store_fixture.h"

enum {
	PEOPLE = 700,
	PLACES = 300,
	TOUCHED = 40
};

static const char *const languages[] = { "Go", "Rust", "C" };
static const char *const companies[] = { "Acme", "Umbrella Corp", "Initech" };

static inline void
put_person(struct fixture *fixture, int64_t id, unsigned seed)
{
	struct person person = { .id = id,
		.first_seen = 77,
		.login = NULL,
		.company = companies[seed % 3] };

	assert_ok(store_person_put(fixture->txn, &person));
}

static inline void
put_score(struct fixture *fixture, int64_t id, unsigned seed, double points)
{
	const char *spoken[] = { languages[seed % 3] };
	struct skill_seen skills[] = { { seed % 7 == 0 ? "kafka" : "redis",
	    0.5 } };
	struct person person = { .id = id, .first_seen = 77 };
	struct score score = { .person = id,
		.score = points,
		.coverage = 0.7,
		.band = BAND_B,
		.headline = "Engineer",
		.languages = spoken,
		.n_languages = 1,
		.skills = skills,
		.n_skills = 1,
		.last_active = FIXTURE_NOW };

	assert_ok(store_score_put(fixture->txn, "r", &score, &person,
	    (int64_t)(seed % 5), false));
}

/* The best have high ids: person PEOPLE is at place 0. */
static inline double
points_of(int64_t id)
{
	return (double)id / 10;
}

static inline void
put_all(struct fixture *fixture)
{
	fixture_begin(fixture, true);
	for (int64_t id = 1; id <= PEOPLE; id++) {
		put_person(fixture, id, (unsigned)id * 7919);
		put_score(fixture, id, (unsigned)id * 31, points_of(id));
	}
	fixture_commit(fixture);
}

static inline void
build(struct fixture *fixture)
{
	struct err_detail detail = { "" };

	if (store_front_build(fixture->store, NULL, NULL, &detail) != 0)
		fail_msg("%s", detail.text);
}

static inline int
find(struct fixture *fixture, struct arena *arena, struct front *ret_front)
{
	struct role_slot role;

	assert_ok(store_role_find(fixture->txn, "r", &role));
	return front_find(fixture->txn, &role, arena, ret_front);
}

static inline bool
has_front(struct fixture *fixture)
{
	struct arena arena = { 0 };
	struct front front;
	int rc;

	fixture_begin(fixture, false);
	rc = find(fixture, &arena, &front);
	fixture_abort(fixture);
	arena_done(&arena);
	return rc == 0;
}

static inline void
begin_with_front(struct fixture *fixture)
{
	put_all(fixture);
	build(fixture);
	assert_true(has_front(fixture));
	fixture_begin(fixture, true);
}

/* How many are touched, after a commit. */
static inline size_t
count_touched(struct fixture *fixture)
{
	struct arena arena = { 0 };
	struct front front;
	size_t n;

	fixture_expect_sound(fixture);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	fixture_expect_sound(fixture);
	assert_int_equal(find(fixture, &arena, &front), 0);
	n = front.n_touched;
	arena_done(&arena);
	return n;
}

static inline uint32_t
ordinal_of(struct fixture *fixture, int64_t person)
{
	uint32_t ordinal;

	assert_ok(ordinal_get(fixture->txn, person, &ordinal));
	return ordinal;
}

static inline bool
is_anywhere(struct fixture *fixture, uint32_t place)
{
	struct slot slot = front_slot(1);
	const struct posting_term all = { POSTING_MEMBER, slot, { 0 }, false };
	struct front front = { .slot = slot };
	struct bits bits;
	struct column cards;
	const uint8_t *entry;
	uint32_t ordinal;

	bits_clear(&bits);
	column_init(&cards, fixture->txn, COLUMN_CARD, slot);
	assert_ok(posting_or(fixture->txn, FRONT_CHUNK, &all, &bits));
	return bits_has(&bits, place) ||
	    column_at(&cards, FRONT_FIRST + place, &entry) == 0 ||
	    front_ordinal(fixture->txn, &front, place, &ordinal) == 0;
}

static inline int
setup(void **state)
{
	front_limits = (struct front_limits){ PLACES, TOUCHED, 10, 0 };
	return fixture_setup(state);
}

#define FRONT_TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

#endif
