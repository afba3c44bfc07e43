/* Columns say of each score what rank and record do. */
#include <math.h>

#include "store/column/card.h"
#include "store/lmdb.h"
#include "store/store_internal.h"
#include "tests/unit/index_fixture.h"

static const struct slot slot = { 3, 1, 1 };

static struct card
make_card(int64_t person)
{
	return (struct card){ .person = person,
		.place = 42,
		.score = 61.5,
		.coverage = 0.655,
		.band = BAND_B,
		.involvement = INVOLVEMENT_REGULAR,
		.must_missing = 2,
		.last_active = 1700000000,
		.followers = 10000,
		.merged_pulls = 12,
		.reviews = 34,
		.is_hireable = true,
		.stars = 9,
		.first_seen = 77,
		.has_linkedin = true };
}

static void
put(struct fixture *fixture, uint32_t ordinal, int64_t person)
{
	const struct card card = make_card(person);
	const struct place_in_rank place = { 2, 61500 };
	struct measured measured;

	for (int32_t i = 0; i < FAMILY_COUNT; i++) {
		measured.value[i] = 100 * i;
		measured.coverage[i] = SIGNAL_UNIT;
		measured.share[i] = 1111 * (i + 1);
	}
	assert_ok(column_put_card(fixture->txn, slot, ordinal, &card, place));
	assert_ok(column_put_measured(fixture->txn, slot, ordinal, &measured));
}

static void
drop(struct fixture *fixture, uint32_t ordinal)
{
	assert_ok(column_drop(fixture->txn, COLUMN_CARD, slot, ordinal));
	assert_ok(column_drop(fixture->txn, COLUMN_SIGNAL, slot, ordinal));
}

static void
entries_hold_card_and_signals(void **state)
{
	struct fixture *fixture = *state;
	const struct card expected = make_card(ADA);
	struct place_in_rank place;
	struct column column;
	struct measured measured;
	const uint8_t *entry;
	uint8_t bytes[CARD_BYTES], got[CARD_BYTES];
	struct card card;

	fixture_begin(fixture, true);
	put(fixture, 4711, ADA);
	column_init(&column, fixture->txn, COLUMN_CARD, slot);
	assert_ok(column_at(&column, 4711, &entry));
	assert_true(column_card(entry, &card, &place));
	store_card_encode(&card, got);
	store_card_encode(&expected, bytes);
	assert_memory_equal(got, bytes, CARD_BYTES);
	assert_int_equal(card.person, ADA);
	assert_true(card.score == expected.score);
	assert_int_equal(place.tier, 2);
	assert_int_equal(place.score, 61500);
	assert_int_equal(column_at(&column, 4712, &entry), ERR_NOTFOUND);
	assert_int_equal(column_at(&column, 1, &entry), ERR_NOTFOUND);
	column_init(&column, fixture->txn, COLUMN_SIGNAL, slot);
	assert_ok(column_at(&column, 4711, &entry));
	assert_true(column_measured(entry, &measured));
	assert_int_equal(measured.value[3], 300);
	assert_int_equal(measured.coverage[8], SIGNAL_UNIT);
	assert_int_equal(measured.share[8], 9999);
	column_init(&column, fixture->txn, COLUMN_SIGNAL,
	    (struct slot){ 3, 2, 1 });
	assert_int_equal(column_at(&column, 4711, &entry), ERR_NOTFOUND);
}

/* Any values fit, and one wrong bit is seen. */
static void
signals_come_back_and_damage_is_told(void **state)
{
	uint8_t entry[COLUMN_SIGNAL_BYTES];
	struct measured measured, got;
	uint32_t seed = 7;

	(void)state;
	for (int n = 0; n < 500; n++) {
		for (size_t i = 0; i < FAMILY_COUNT; i++) {
			seed = seed * 1664525 + 1013904223;
			measured.value[i] =
			    (int32_t)((seed >> 8) % (SIGNAL_UNIT + 1));
			seed = seed * 1664525 + 1013904223;
			measured.coverage[i] =
			    (int32_t)((seed >> 8) % (SIGNAL_UNIT + 1));
			seed = seed * 1664525 + 1013904223;
			measured.share[i] =
			    (int32_t)((seed >> 8) % (SHARE_UNIT + 1));
		}
		column_measured_encode(&measured, entry);
		assert_true(column_measured(entry, &got));
		assert_memory_equal(&got, &measured, sizeof(got));
		entry[(seed >> 8) % 39] ^= (uint8_t)(1 << (seed >> 29));
		if (column_measured(entry, &got))
			assert_true(memcmp(&got, &measured, sizeof(got)) != 0);
	}
}

/* The bytes are part of the store's format. */
static void
bytes_are_these(void **state)
{
	static const uint8_t golden[COLUMN_CARD_BYTES] = { 0, 0, 0, 0, 0, 0,
		0x1B, 0x59, 2, 0x0A, 0xF0, 0x3C, 0x19, 0x96, 0x42, 2, 0, 0, 0,
		42, 0x65, 0x53, 0xF1, 0, 0, 0, 0, 77, 5, 0, 0x27, 0x10, 0, 0, 0,
		9, 0, 12, 0, 34 };
	struct fixture *fixture = *state;
	struct column column;
	const uint8_t *entry;

	fixture_begin(fixture, true);
	put(fixture, 0, ADA);
	column_init(&column, fixture->txn, COLUMN_CARD, slot);
	assert_ok(column_at(&column, 0, &entry));
	assert_memory_equal(entry, golden, sizeof(golden));
	assert_int_equal(column.value.len, COLUMN_HEAD + sizeof(golden));
}

static void
entries_come_and_go_in_any_order(void **state)
{
	enum {
		N = 350
	};
	struct fixture *fixture = *state;
	bool is_there[N] = { false };
	uint32_t seed = 1;
	int64_t n;

	fixture_begin(fixture, true);
	for (int i = 0; i < 2000; i++) {
		uint32_t at;

		seed = seed * 1664525 + 1013904223;
		at = (seed >> 8) % N;
		is_there[at] = seed >> 30 != 0;
		if (is_there[at])
			put(fixture, at, 1 + at);
		else
			drop(fixture, at);
	}
	for (int kind = COLUMN_CARD; kind <= COLUMN_SIGNAL; kind++) {
		struct column column;

		column_init(&column, fixture->txn, (enum column_kind)kind,
		    slot);
		for (uint32_t i = 0; i < N; i++) {
			struct place_in_rank place;
			const uint8_t *entry;
			struct card card;

			assert_int_equal(column_at(&column, i, &entry),
			    is_there[i] ? 0 : ERR_NOTFOUND);
			if (!is_there[i] || kind != COLUMN_CARD)
				continue;
			assert_true(column_card(entry, &card, &place));
			assert_int_equal(card.person, 1 + i);
		}
	}
	for (uint32_t i = 0; i < N; i++)
		drop(fixture, i);
	assert_ok(db_count(fixture->txn, TABLE_COLUMN, &n));
	assert_int_equal(n, 0);
}

static void
card_alone_is_replaced(void **state)
{
	struct fixture *fixture = *state;
	struct card card = make_card(ADA);
	struct place_in_rank place;
	struct column column;
	const uint8_t *entry;

	fixture_begin(fixture, true);
	put(fixture, 7, ADA);
	card.first_seen = 5;
	assert_ok(column_put_card(fixture->txn, slot, 7, &card,
	    (struct place_in_rank){ 1, 70000 }));
	column_init(&column, fixture->txn, COLUMN_CARD, slot);
	assert_ok(column_at(&column, 7, &entry));
	assert_true(column_card(entry, &card, &place));
	assert_int_equal(card.first_seen, 5);
	assert_true(card.score == 70);
	column_init(&column, fixture->txn, COLUMN_SIGNAL, slot);
	assert_ok(column_at(&column, 7, &entry));
}

static const uint8_t *
block_at(struct fixture *fixture, enum column_kind kind)
{
	struct slice value;
	struct key key;

	key_column(&key, &(struct column_key){ (uint8_t)kind, slot, 0 });
	assert_ok(db_get(fixture->txn, TABLE_COLUMN, &key, &value));
	return value.bytes;
}

static void
what_stays_the_same_is_not_written(void **state)
{
	struct fixture *fixture = *state;
	const uint8_t *cards, *signals;

	fixture_begin(fixture, true);
	put(fixture, 7, ADA);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	cards = block_at(fixture, COLUMN_CARD);
	signals = block_at(fixture, COLUMN_SIGNAL);
	put(fixture, 7, ADA);
	drop(fixture, 8);
	assert_ptr_equal(cards, block_at(fixture, COLUMN_CARD));
	assert_ptr_equal(signals, block_at(fixture, COLUMN_SIGNAL));
	put(fixture, 7, BOB);
	assert_ptr_not_equal(cards, block_at(fixture, COLUMN_CARD));
}

static void
damage_is_told(void **state)
{
	struct fixture *fixture = *state;
	struct slice value;
	struct column column;
	const uint8_t *entry;
	uint8_t bytes[COLUMN_HEAD + COLUMN_CARD_BYTES];
	struct place_in_rank place;
	struct card card;
	struct key key;

	fixture_begin(fixture, true);
	put(fixture, 7, ADA);
	key_column(&key, &(struct column_key){ COLUMN_CARD, slot, 0 });
	assert_ok(db_get(fixture->txn, TABLE_COLUMN, &key, &value));
	assert_int_equal(value.len, sizeof(bytes));
	for (size_t len = 0; len < sizeof(bytes); len++) {
		memset(bytes, len % 2 == 0 ? 0xFF : 1, sizeof(bytes));
		assert_ok(db_put(fixture->txn, TABLE_COLUMN, &key,
		    (struct slice){ bytes, len }));
		column_init(&column, fixture->txn, COLUMN_CARD, slot);
		assert_int_equal(column_at(&column, 7, &entry), ERR_CORRUPT);
		assert_int_equal(column_at(&column, 8, &entry), ERR_CORRUPT);
	}
	assert_true(fixture->store->corrupt >= (int64_t)sizeof(bytes));
	memset(bytes, 0xFF, sizeof(bytes));
	assert_false(column_card(bytes, &card, &place));
	/* Who comes next begins a sound one. */
	put(fixture, 9, BOB);
	column_init(&column, fixture->txn, COLUMN_CARD, slot);
	assert_ok(column_at(&column, 9, &entry));
	assert_int_equal(column_at(&column, 7, &entry), ERR_NOTFOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(entries_hold_card_and_signals),
		cmocka_unit_test(signals_come_back_and_damage_is_told),
		TEST(bytes_are_these),
		TEST(entries_come_and_go_in_any_order),
		TEST(card_alone_is_replaced),
		TEST(what_stays_the_same_is_not_written),
		TEST(damage_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
