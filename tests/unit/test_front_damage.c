/* What of a front is damaged or left over is found, and keeps nobody from being erased. */
#include "tests/unit/front_fixture.h"

static void
damage(struct fixture *fixture, const struct column_key *at, size_t byte)
{
	uint8_t bytes[8192];
	struct slice value;
	struct key key;

	key_column(&key, at);
	assert_ok(db_get(fixture->txn, TABLE_COLUMN, &key, &value));
	assert_true(value.len <= sizeof(bytes) && byte < value.len);
	memcpy(bytes, value.bytes, value.len);
	bytes[byte] ^= 1;
	assert_ok(db_put(fixture->txn, TABLE_COLUMN, &key,
	    (struct slice){ bytes, value.len }));
}

static void
doctor_finds_what_is_damaged(void **state)
{
	const struct column_key columns[] = { { COLUMN_CARD, front_slot(1),
						  FRONT_FIRST / COLUMN_BLOCK },
		{ COLUMN_BRIEF, front_slot(1), FRONT_FIRST / 256 },
		{ COLUMN_FRONT_ORDINAL, front_slot(1), 0 },
		{ COLUMN_FRONT_PLACE, front_slot(1), 0 } };
	const struct posting_term term = { POSTING_LANG, front_slot(1),
		{ (const uint8_t *)"go", 2 }, false };
	struct fixture *fixture = *state;

	begin_with_front(fixture);
	for (size_t i = 0; i <= 4; i++) {
		int64_t findings = 0;
		struct buf report;

		if (i < 4)
			damage(fixture, &columns[i], 203);
		else
			assert_ok(posting_put(fixture->txn, &term,
			    FRONT_FIRST + 5, true));
		buf_init(&report, 100000);
		assert_ok(store_check(fixture->txn, &report, &findings));
		assert_true(findings > 0);
		assert_non_null(strstr(report.data, "front of role 1: place"));
		buf_done(&report);
		fixture_abort(fixture);
		fixture_begin(fixture, true);
		fixture_expect_sound(fixture);
	}
}

/* Gives the place, which is free, what person 690 would have there. */
static void
plant(struct fixture *fixture, size_t what, uint32_t place, uint32_t ordinal)
{
	const struct posting_term term = { POSTING_LANG, front_slot(1),
		{ (const uint8_t *)"go", 2 }, false };
	struct card card = { .person = 690 };
	struct place_in_rank rank = { 0, 69000 };
	uint8_t bytes[FRONT_PLACE_BYTES];
	struct key key;

	if (what == 0)
		assert_ok(posting_put(fixture->txn, &term, FRONT_FIRST + place,
		    true));
	if (what == 1 || what == 2)
		assert_ok(column_put_card(fixture->txn, front_slot(1),
		    FRONT_FIRST + place, &card, rank));
	if (what == 2) { /* only the brief is left */
		key_column(&key,
		    &(struct column_key){ COLUMN_CARD, front_slot(1),
			(FRONT_FIRST + place) / COLUMN_BLOCK });
		assert_ok(db_drop(fixture->txn, TABLE_COLUMN, &key));
	}
	if (what == 3) {
		key_column(&key,
		    &(struct column_key){ COLUMN_FRONT_PLACE, front_slot(1),
			ordinal / FRONT_PLACE_BLOCK });
		key_put_be(bytes, ordinal % FRONT_PLACE_BLOCK, 2);
		key_put_be(bytes + 2, place, 4);
		assert_ok(db_put(fixture->txn, TABLE_COLUMN, &key,
		    (struct slice){ bytes, sizeof(bytes) }));
	}
	if (what == 4) {
		key_column(&key,
		    &(struct column_key){ COLUMN_FRONT_ORDINAL, front_slot(1),
			place / FRONT_BLOCK });
		key_put_be(bytes, ordinal, 4);
		assert_ok(db_put(fixture->txn, TABLE_COLUMN, &key,
		    (struct slice){ bytes, 4 }));
	}
}

static void
expect_planted(struct fixture *fixture, size_t what, uint32_t place,
    uint32_t ordinal)
{
	static const char *const expected[] = { "a posting of nobody",
		"a card of nobody", "a brief of nobody", "told of nobody",
		"of nobody" };
	int64_t findings = 0;
	struct buf report;

	buf_init(&report, 100000);
	fixture_begin(fixture, true);
	fixture_expect_sound(fixture);
	plant(fixture, what, place, ordinal);
	assert_ok(store_check(fixture->txn, &report, &findings));
	if (findings == 0 || strstr(report.data, expected[what]) == NULL)
		fail_msg("%s: not found: %s", expected[what],
		    findings == 0 ? "" : report.data);
	fixture_abort(fixture);
	buf_done(&report);
}

/* Of one place that an erased person had, of one behind the last (in a block
 * of its own), and of a front that nobody asks any more. */
static void
doctor_finds_whoever_was_left_in_it(void **state)
{
	struct fixture *fixture = *state;
	uint32_t ordinal;

	begin_with_front(fixture);
	ordinal = ordinal_of(fixture, 690);
	assert_ok(store_forget(fixture->txn, 690, true));
	fixture_commit(fixture);
	for (size_t what = 0; what < 3; what++) {
		expect_planted(fixture, what, 10, ordinal);
		expect_planted(fixture, what, 2000, ordinal);
	}
	expect_planted(fixture, 3, 10, PEOPLE + 1000);
	expect_planted(fixture, 4, 2000, ordinal);
	fixture_begin(fixture, true);
	for (int64_t i = 0; i <= TOUCHED; i++)
		put_score(fixture, 680 - i, 1, 50);
	fixture_commit(fixture);
	assert_false(has_front(fixture));
	for (size_t what = 0; what < 3; what++)
		expect_planted(fixture, what, 10, ordinal);
	expect_planted(fixture, 3, 10, PEOPLE + 1000);
	expect_planted(fixture, 4, 2000, ordinal);
	fixture_begin(fixture, true);
}

/* The place is found nowhere, or is none. */
static void
who_is_erased_is_found_where_places_are_damaged(void **state)
{
	struct fixture *fixture = *state;

	begin_with_front(fixture);
	for (size_t byte = 2; byte < (size_t)6 * 200; byte += 6)
		damage(fixture,
		    &(struct column_key){ COLUMN_FRONT_PLACE, front_slot(1),
			1 },
		    byte);
	assert_ok(store_forget(fixture->txn, 690, true));
	assert_false(is_anywhere(fixture, 10));
	fixture_commit(fixture);
	assert_false(has_front(fixture));
}

/* Too short, each value that somebody's erasing reads. */
static void
truncate_value(struct fixture *fixture, enum table table, const struct key *key)
{
	struct slice value;
	uint8_t bytes[5];

	assert_ok(db_get(fixture->txn, table, key, &value));
	memcpy(bytes, value.bytes, sizeof(bytes));
	assert_ok(db_put(fixture->txn, table, key,
	    (struct slice){ bytes, sizeof(bytes) }));
}

static void
damage_keeps_nobody_from_being_erased(void **state)
{
	const struct column_key columns[] = { { COLUMN_CARD, front_slot(1),
						  FRONT_FIRST / COLUMN_BLOCK },
		{ COLUMN_BRIEF, front_slot(1), FRONT_FIRST / 256 },
		{ COLUMN_FRONT_ORDINAL, front_slot(1), 0 },
		{ COLUMN_FRONT_PLACE, front_slot(1), 1 } };
	struct fixture *fixture = *state;
	struct key key;

	begin_with_front(fixture);
	for (size_t i = 0; i <= COUNT(columns); i++) {
		if (i < COUNT(columns))
			key_column(&key, &columns[i]);
		else
			key_meta(&key, META_FRONT, "1");
		truncate_value(fixture,
		    i < COUNT(columns) ? TABLE_COLUMN : TABLE_META, &key);
		assert_true(is_anywhere(fixture, 10));
		assert_ok(store_forget(fixture->txn, 690, true));
		assert_false(is_anywhere(fixture, 10));
		fixture_abort(fixture);
		fixture_begin(fixture, true);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		FRONT_TEST(who_is_erased_is_found_where_places_are_damaged),
		FRONT_TEST(damage_keeps_nobody_from_being_erased),
		FRONT_TEST(doctor_finds_what_is_damaged),
		FRONT_TEST(doctor_finds_whoever_was_left_in_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
