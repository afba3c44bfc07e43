/* What a cursor finds, against a plain list of the keys; and a transaction beside
 * another one. */
#include <string.h>

#include "store/key.h"
#include "store/lmdb.h"
#include "store/store_internal.h"
#include "tests/unit/store_fixture.h"

enum {
	NUMBERS = 6000, /* of which every third is a key: some hundred pages */
	STEP = 3,
	VALUE_BYTES = 200
};

static void
number_key(struct key *key, uint32_t number)
{
	uint8_t bytes[4];

	key_put_be(bytes, number, sizeof(bytes));
	key_from_slice(key, (struct slice){ bytes, sizeof(bytes) });
}

static void
put_numbers(struct fixture *fixture)
{
	static const uint8_t bytes[VALUE_BYTES];

	fixture_begin(fixture, true);
	for (uint32_t i = STEP; i < NUMBERS; i += STEP) {
		struct key key;

		number_key(&key, i);
		assert_ok(db_put(fixture->txn, TABLE_VALIDATOR, &key,
		    (struct slice){ bytes, sizeof(bytes) }));
	}
	fixture_commit(fixture);
}

/* Each number once, near the one before and far from it. */
static void
expect_floors(struct fixture *fixture)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key key;

	assert_ok(cursor_open(fixture->txn, TABLE_VALIDATOR, &cursor));
	for (uint32_t i = 0; i < 2 * NUMBERS; i++) {
		uint32_t number = i < NUMBERS ? i : i * 4001 % NUMBERS;
		uint32_t floor = number - number % STEP;
		int rc;

		number_key(&key, number);
		rc = cursor_floor(cursor, &key, &found, &value);
		assert_int_equal(rc, floor == 0 ? ERR_NOTFOUND : 0);
		if (rc < 0)
			continue;
		assert_int_equal(key_get_be(found.bytes, 4), floor);
		assert_int_equal(value.len, VALUE_BYTES);
	}
	number_key(&key, UINT32_MAX);
	assert_ok(cursor_floor(cursor, &key, &found, &value));
	assert_int_equal(key_get_be(found.bytes, 4), NUMBERS - STEP);
	cursor_close(cursor);
}

static void
floor_is_the_key_or_the_one_before(void **state)
{
	struct fixture *fixture = *state;

	put_numbers(fixture);
	fixture_begin(fixture, false);
	expect_floors(fixture);
	fixture_abort(fixture);
	fixture_begin(fixture, true);
	expect_floors(fixture);
}

static void
floor_of_an_empty_table_is_not_found(void **state)
{
	struct fixture *fixture = *state;

	for (int write = 0; write < 2; write++) {
		struct slice found, value;
		struct cursor *cursor;
		struct key key;

		fixture_begin(fixture, write != 0);
		assert_ok(cursor_open(fixture->txn, TABLE_VALIDATOR, &cursor));
		number_key(&key, 1);
		assert_int_equal(cursor_floor(cursor, &key, &found, &value),
		    ERR_NOTFOUND);
		cursor_close(cursor);
		fixture_abort(fixture);
	}
}

static bool
has_number(struct txn *txn, uint32_t number)
{
	struct slice value;
	struct key key;

	number_key(&key, number);
	return db_get(txn, TABLE_VALIDATOR, &key, &value) == 0;
}

static void
put_number(struct store *store, uint32_t number)
{
	struct slice empty = { NULL, 0 };
	struct txn *txn;
	struct key key;

	assert_ok(store_begin(store, true, &txn, NULL));
	number_key(&key, number);
	assert_ok(db_put(txn, TABLE_VALIDATOR, &key, empty));
	assert_ok(txn_commit(txn, NULL));
}

static void
a_transaction_beside_another_reads_the_same(void **state)
{
	struct fixture *fixture = *state;
	struct txn *beside;

	put_number(fixture->store, 1);
	fixture_begin(fixture, false);
	beside = txn_beside(fixture->txn);
	assert_non_null(beside);
	put_number(fixture->store, 2);
	assert_true(has_number(beside, 1));
	assert_false(has_number(beside, 2));
	txn_abort(beside);
	/* By now that is another state. */
	assert_null(txn_beside(fixture->txn));
	fixture_abort(fixture);
}

static void
nothing_is_beside_a_transaction_that_writes(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	assert_null(txn_beside(fixture->txn));
	fixture_abort(fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(floor_is_the_key_or_the_one_before),
		TEST(floor_of_an_empty_table_is_not_found),
		TEST(a_transaction_beside_another_reads_the_same),
		TEST(nothing_is_beside_a_transaction_that_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
