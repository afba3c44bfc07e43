/* Briefs say of each card what it says itself, in levels. */
#include "store/column/brief.h"
#include "store/column/card.h"
#include "store/store_internal.h"
#include "tests/unit/index_fixture.h"

static const struct slot slot = { 3, 1, 2 };

/* ---- levels ---- */

enum {
	EXACT = 128
};

static bool
is_count(enum brief_field field)
{
	return field >= BRIEF_FOLLOWERS && field <= BRIEF_REVIEWS;
}

static void
levels_rise_with_numbers(void **state)
{
	(void)state;
	for (enum brief_field i = BRIEF_COVERAGE; i < BRIEF_FIELDS; i++) {
		unsigned last = brief_level(i, 0);

		assert_int_equal(last, 0);
		for (int64_t n = 1; n < INT64_C(1) << 32; n += 1 + n / 50) {
			unsigned level = brief_level(i, n);

			assert_true(level >= last);
			assert_true(level <= (is_count(i) ? 255 : 65535));
			if (brief_level(i, n - 1) > level)
				fail();
			assert_int_equal(brief_is_least(i, n),
			    brief_level(i, n - 1) != level);
			last = level;
		}
		assert_int_equal(brief_level(i, -1), 0);
		assert_int_equal(brief_level(i, INT64_MAX),
		    i < BRIEF_PLACE ? 255 : 65535);
	}
}

static void
counts_are_exact_at_first_and_round_numbers_begin_levels(void **state)
{
	static const int64_t round[] = { 150, 200, 300, 500, 950, 1000, 1500,
		2000, 3000, 5000, 10000, 20000, 50000, 100000, 200000, 480000 };
	static const int64_t within[] = { 129, 131, 155, 210, 510, 1010, 480001,
		1000000, 16777215 };

	(void)state;
	for (int64_t n = 0; n < EXACT; n++) {
		assert_int_equal(brief_level(BRIEF_STARS, n), n);
		assert_true(brief_is_least(BRIEF_STARS, n));
	}
	for (size_t i = 0; i < COUNT(round); i++)
		assert_true(brief_is_least(BRIEF_PULLS, round[i]));
	for (size_t i = 0; i < COUNT(within); i++)
		assert_false(brief_is_least(BRIEF_FOLLOWERS, within[i]));
	assert_int_equal(brief_level(BRIEF_REVIEWS, 479999), 254);
	assert_int_equal(brief_level(BRIEF_REVIEWS, 480000), 255);
}

static void
other_levels_are_units(void **state)
{
	(void)state;
	assert_int_equal(brief_level(BRIEF_COVERAGE, 6549), 65);
	assert_int_equal(brief_level(BRIEF_COVERAGE, 10000), 100);
	assert_int_equal(brief_level(BRIEF_PLACE, 42), 42);
	assert_int_equal(brief_level(BRIEF_LAST_ACTIVE, 1), 1);
	/* 2008-01-01, 06:00 and a second before, 2026-09-21 */
	assert_int_equal(brief_level(BRIEF_LAST_ACTIVE, 1199145600), 1);
	assert_int_equal(brief_level(BRIEF_LAST_ACTIVE, 1199167199), 1);
	assert_int_equal(brief_level(BRIEF_FIRST_SEEN, 1199167200), 2);
	assert_int_equal(brief_level(BRIEF_FIRST_SEEN, 1789948800), 27353);
	assert_int_equal(brief_level(BRIEF_SCORE, 61501), 30750);
	assert_int_equal(brief_level(BRIEF_SCORE, 100000), 50000);
	assert_true(brief_is_least(BRIEF_SCORE, 70000));
	assert_true(brief_is_least(BRIEF_LAST_ACTIVE, 1789948800));
	assert_false(brief_is_least(BRIEF_LAST_ACTIVE, 1789948801));
}

/* ---- blocks ---- */

static struct card
make_card(uint32_t seed)
{
	return (struct card){ .person = 1 + (seed & 0xFFFF),
		.place = seed % 9000,
		.coverage = (double)(seed % 101) / 100,
		.band = (enum band)(seed % 4),
		.involvement = (enum involvement)(seed % 3),
		.last_active = seed % 3 == 0 ? 0 : 1700000000 + seed % 9999999,
		.followers = (seed >> 4) % 20000,
		.merged_pulls = seed % 200,
		.reviews = (seed >> 8) % 70,
		.is_hireable = seed % 2 == 0,
		.is_remote = seed % 7 == 0,
		.stars = seed % 600000,
		.first_seen = 1600000000 + seed % 99999,
		.has_social = seed % 5 == 0 };
}

static struct place_in_rank
make_place(uint32_t seed)
{
	return (struct place_in_rank){ (uint8_t)(seed % 4 == 0 ? RANK_TIER_OUT
							       : seed % 7),
		seed % 100001 };
}

static void
put(struct fixture *fixture, uint32_t ordinal, uint32_t seed)
{
	const struct card card = make_card(seed);

	assert_ok(column_put_card(fixture->txn, slot, ordinal, &card,
	    make_place(seed)));
}

static void
drop(struct fixture *fixture, uint32_t ordinal)
{
	assert_ok(column_drop(fixture->txn, COLUMN_CARD, slot, ordinal));
}

/* Of the brief that was read, NULL for nobody's block. */
static unsigned
number_at(struct brief *brief, const struct brief_block *block,
    enum brief_field field, size_t at)
{
	const uint8_t *numbers = brief_field(brief, block, field);

	assert_non_null(numbers);
	return field < BRIEF_PLACE ? numbers[at] : brief_u16(numbers, at);
}

static void
expect_as_card(struct brief *brief, const struct brief_block *block, size_t at,
    uint32_t seed)
{
	const struct card card = make_card(seed);
	const struct place_in_rank place = make_place(seed);
	const struct {
		enum brief_field field;
		int64_t n;
	} numbers[] = {
		{ BRIEF_COVERAGE, seed % 101 * 100 },
		{ BRIEF_FOLLOWERS, card.followers },
		{ BRIEF_STARS, card.stars },
		{ BRIEF_PULLS, card.merged_pulls },
		{ BRIEF_REVIEWS, card.reviews },
		{ BRIEF_PLACE, card.place },
		{ BRIEF_LAST_ACTIVE, card.last_active },
		{ BRIEF_FIRST_SEEN, card.first_seen },
		{ BRIEF_SCORE, place.score },
		{ BRIEF_FLAGS,
		    (card.is_hireable ? CARD_HIREABLE : 0) |
			(card.is_remote ? CARD_REMOTE : 0) |
			(card.has_social ? CARD_SOCIAL : 0) |
			(place.tier == RANK_TIER_OUT ? BRIEF_OUT : 0) |
			(place.tier < 3 ? place.tier : 3) << 6 },
		{ BRIEF_GRADES, (int)card.band | (int)card.involvement << 4 },
	};

	for (size_t i = 0; i < COUNT(numbers); i++)
		assert_int_equal(number_at(brief, block, numbers[i].field, at),
		    brief_level(numbers[i].field, numbers[i].n));
}

enum {
	N = 900 /* in the first blocks; the same many far behind */
};
static const uint32_t far = 40 * BRIEF_BLOCK;

static void
expect_all(struct fixture *fixture, const uint32_t *seeds)
{
	struct brief brief;
	uint32_t blocks[] = { 0, 1, 2, 3, 4, 39, 40, 41, 42, 43, 44, 1, 40, 0 };

	assert_ok(brief_open(&brief, fixture->txn, slot));
	for (size_t i = 0; i < COUNT(blocks); i++) {
		struct brief_block block;
		size_t from = blocks[i] * BRIEF_BLOCK;

		assert_ok(brief_read(&brief, blocks[i], &block));
		if (from >= far)
			from -= far;
		for (size_t at = 0; at < BRIEF_BLOCK && block.value != NULL;
		     at++) {
			uint32_t seed =
			    from + at < N && blocks[i] != 39 && blocks[i] != 4
			    ? seeds[from + at]
			    : 0;

			assert_int_equal(brief_has(&block)[at / 8] >> at % 8 &
				1,
			    seed != 0);
			if (seed != 0)
				expect_as_card(&brief, &block, at, seed);
			else
				assert_int_equal(number_at(&brief, &block,
						     BRIEF_SCORE, at),
				    0);
		}
		if (blocks[i] == 4 || blocks[i] == 39)
			assert_null(block.value);
	}
	brief_close(&brief);
}

static void
entries_come_and_go_with_cards(void **state)
{
	struct fixture *fixture = *state;
	uint32_t seeds[N] = { 0 }, seed = 1;
	int64_t n;

	fixture_begin(fixture, true);
	for (int i = 0; i < 3000; i++) {
		uint32_t at;

		seed = seed * 1664525 + 1013904223;
		at = (seed >> 8) % N;
		seeds[at] = seed >> 30 != 0 ? seed | 1 : 0;
		if (seeds[at] != 0) {
			put(fixture, at, seeds[at]);
			put(fixture, far + at, seeds[at]);
		} else {
			drop(fixture, at);
			drop(fixture, far + at);
		}
	}
	expect_all(fixture, seeds);
	for (uint32_t i = 0; i < N; i++) {
		drop(fixture, i);
		drop(fixture, far + i);
	}
	assert_ok(db_count(fixture->txn, TABLE_COLUMN, &n));
	assert_int_equal(n, 0);
}

static void
find_block(struct fixture *fixture, uint32_t block, struct key *ret_key,
    struct slice *ret_value)
{
	key_column(ret_key, &(struct column_key){ COLUMN_BRIEF, slot, block });
	assert_ok(db_get(fixture->txn, TABLE_COLUMN, ret_key, ret_value));
	assert_int_equal(ret_value->len, BRIEF_BYTES);
}

/* The bytes are part of the store's format: of ordinal 1, all others are the
 * heads and zeros. */
static void
bytes_are_these(void **state)
{
	static const struct {
		size_t at;
		uint8_t byte;
	} golden[] = { { 0, 2 }, { 129, 0x41 }, { 385, 0x23 }, { 641, 55 },
		{ 897, 161 }, { 1153, 9 }, { 1409, 127 }, { 1665, 223 },
		{ 1922, 0x2A }, { 1923, 0x01 }, { 2434, 0xD9 }, { 2435, 0x6A },
		{ 2946, 1 }, { 3458, 0x1E }, { 3459, 0x78 } };
	static const uint8_t checks[] = { 0x17, 0x7C, 0x4A, 0x7F, 0xB9, 0x79,
		0x37, 0x9E, 0x15, 0xBD, 0x4A, 0x7F, 0xB9, 0x79, 0x37, 0x9E };
	const struct card card = { .person = 7,
		.place = 0x012A,
		.coverage = 0.555,
		.band = (enum band)3,
		.involvement = (enum involvement)2,
		.must_missing = 1,
		.last_active = 1789948800,
		.followers = 1000,
		.merged_pulls = 127,
		.reviews = 60000,
		.is_hireable = true,
		.stars = 9,
		.first_seen = 77 };
	struct fixture *fixture = *state;
	struct slice value;
	struct key key;
	size_t others = 0;

	fixture_begin(fixture, true);
	assert_ok(column_put_card(fixture->txn, slot, 1, &card,
	    (struct place_in_rank){ 1, 61500 }));
	key_column(&key, &(struct column_key){ COLUMN_BRIEF, slot, 0 });
	assert_ok(db_get(fixture->txn, TABLE_COLUMN, &key, &value));
	for (size_t i = 0; i < COUNT(golden); i++)
		assert_int_equal(value.bytes[golden[i].at], golden[i].byte);
	for (size_t i = BRIEF_HEAD; i < BRIEF_BYTES; i++)
		others += value.bytes[i] != 0;
	assert_int_equal(others, COUNT(golden) - 1);
	assert_memory_equal(value.bytes + BRIEF_HAS_BYTES, checks,
	    sizeof(checks));
}

static void
what_stays_the_same_is_not_written(void **state)
{
	struct fixture *fixture = *state;
	struct slice before, after;
	struct key key;

	fixture_begin(fixture, true);
	put(fixture, 7, 12345);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	find_block(fixture, 0, &key, &before);
	put(fixture, 7, 12345);
	drop(fixture, 8);
	assert_ok(brief_renew(fixture->txn, slot, 0, BRIEF_BLOCK));
	find_block(fixture, 0, &key, &after);
	assert_ptr_equal(before.bytes, after.bytes);
	put(fixture, 7, 12347);
	find_block(fixture, 0, &key, &after);
	assert_ptr_not_equal(before.bytes, after.bytes);
}

/* Reads one field, or the bits for BRIEF_FIELDS. */
static bool
is_read(struct fixture *fixture, enum brief_field field)
{
	struct brief brief;
	struct brief_block block;
	bool is_read;
	int rc;

	assert_ok(brief_open(&brief, fixture->txn, slot));
	rc = brief_read(&brief, 0, &block);
	assert_true(rc == 0 || rc == ERR_CORRUPT);
	is_read = rc == 0 &&
	    (field == BRIEF_FIELDS ||
		brief_field(&brief, &block, field) != NULL);
	brief_close(&brief);
	return is_read;
}

static bool
is_all_read(struct fixture *fixture)
{
	for (enum brief_field i = 0; i <= BRIEF_FIELDS; i++)
		if (!is_read(fixture, i))
			return false;
	return true;
}

static void
damage_anywhere_is_told(void **state)
{
	struct fixture *fixture = *state;
	uint8_t bytes[BRIEF_BYTES];
	struct slice value;
	struct key key;

	fixture_begin(fixture, true);
	for (uint32_t i = 0; i < 300; i += 1 + i % 3)
		put(fixture, i, 977 * i + 1);
	find_block(fixture, 0, &key, &value);
	memcpy(bytes, value.bytes, sizeof(bytes));
	for (size_t i = 0; i < BRIEF_BYTES; i += 11) {
		int64_t corrupt = fixture->store->corrupt;

		bytes[i] ^= (uint8_t)(1 << i % 8);
		assert_ok(db_put(fixture->txn, TABLE_COLUMN, &key,
		    (struct slice){ bytes, BRIEF_BYTES }));
		assert_false(is_all_read(fixture));
		assert_true(fixture->store->corrupt > corrupt);
		bytes[i] ^= (uint8_t)(1 << i % 8);
		/* Who is put meanwhile does not make it good. */
		put(fixture, 1, (uint32_t)i);
		assert_false(is_all_read(fixture));
		put(fixture, 1, 977 + 1);
		/* As a new generation does. */
		assert_ok(db_drop(fixture->txn, TABLE_COLUMN, &key));
		assert_ok(brief_renew(fixture->txn, slot, 0, BRIEF_BLOCK));
		find_block(fixture, 0, &key, &value);
		assert_memory_equal(bytes, value.bytes, BRIEF_BYTES);
	}
	assert_true(is_all_read(fixture));
}

static void
block_of_another_length_is_told_and_made_anew(void **state)
{
	static const uint8_t zeros[BRIEF_BYTES + 1];
	const size_t lens[] = { 0, 1, BRIEF_HEAD, sizeof(zeros) };
	struct fixture *fixture = *state;
	struct slice value;
	struct key key;

	fixture_begin(fixture, true);
	put(fixture, 7, 12345);
	find_block(fixture, 0, &key, &value);
	for (size_t i = 0; i < COUNT(lens); i++) {
		assert_ok(db_put(fixture->txn, TABLE_COLUMN, &key,
		    (struct slice){ zeros, lens[i] }));
		assert_false(is_read(fixture, BRIEF_FIELDS));
		put(fixture, 8 + (uint32_t)i, 54321);
		find_block(fixture, 0, &key, &value);
		assert_true(is_all_read(fixture));
		assert_int_equal(value.bytes[0] >> 7, 1);
	}
}

/* Of two leads, in a block. */
static void
doctor_compares_with_the_cards(void **state)
{
	struct fixture *fixture = *state;
	struct slot of_role;
	struct buf report;
	struct slice value;
	uint8_t bytes[COLUMN_HEAD + 2 * COLUMN_CARD_BYTES];
	struct key key;
	int64_t n;

	buf_init(&report, 10000);
	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	put_everything(fixture, BOB);
	of_role = slot_of(fixture, "backend");
	fixture_expect_sound(fixture);
	/* As if everybody's cards had been written without. */
	key_column(&key, &(struct column_key){ COLUMN_CARD, of_role, 0 });
	assert_ok(db_get(fixture->txn, TABLE_COLUMN, &key, &value));
	assert_int_equal(value.len, sizeof(bytes));
	memcpy(bytes, value.bytes, sizeof(bytes));
	assert_ok(column_drop(fixture->txn, COLUMN_CARD, of_role, 1));
	assert_ok(db_put(fixture->txn, TABLE_COLUMN, &key,
	    (struct slice){ bytes, sizeof(bytes) }));
	assert_ok(store_check(fixture->txn, &report, &n));
	assert_int_equal(n, 1);
	assert_non_null(strstr(report.data,
	    "block 0 of briefs does not say what the cards do"));
	key_column(&key, &(struct column_key){ COLUMN_BRIEF, of_role, 0 });
	assert_ok(db_drop(fixture->txn, TABLE_COLUMN, &key));
	assert_ok(store_check(fixture->txn, &report, &n));
	assert_int_equal(n, 2);
	assert_non_null(strstr(report.data, "no brief of ordinal 1"));
	assert_ok(brief_renew(fixture->txn, of_role, 0, 2));
	fixture_expect_sound(fixture);
	buf_done(&report);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels_rise_with_numbers),
		cmocka_unit_test(
		    counts_are_exact_at_first_and_round_numbers_begin_levels),
		cmocka_unit_test(other_levels_are_units),
		TEST(bytes_are_these),
		TEST(entries_come_and_go_with_cards),
		TEST(what_stays_the_same_is_not_written),
		TEST(damage_anywhere_is_told),
		TEST(block_of_another_length_is_told_and_made_anew),
		TEST(doctor_compares_with_the_cards),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
