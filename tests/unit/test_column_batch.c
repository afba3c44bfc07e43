/* Blocks of columns that wait during a load into an empty store. */
#include "store/column/column_batch.h"
#include "store/lmdb.h"
#include "store/store_internal.h"
#include "tests/unit/index_fixture.h"

static const struct slot slot = { 3, 1, 1 };

enum {
	PAGE_BYTES = 4096
};

static int
setup(void **state)
{
	struct fixture *fixture;

	if (fixture_setup(state) != 0)
		return -1;
	fixture = *state;
	fixture->store->columns = column_batch_new();
	fixture->store->has_ranks_wait = true;
	return 0;
}

static void
put(struct fixture *fixture, uint32_t ordinal)
{
	const struct card card = { .person = ADA + ordinal };
	const struct place_in_rank place = { 0, ordinal };
	struct measured measured = { .value = { (int32_t)ordinal % 1000 } };

	assert_ok(column_put_card(fixture->txn, slot, ordinal, &card, place));
	assert_ok(column_put_measured(fixture->txn, slot, ordinal, &measured));
}

static bool
has(struct fixture *fixture, enum column_kind kind, uint32_t ordinal)
{
	struct place_in_rank place;
	struct column column;
	const uint8_t *entry;
	struct card card;
	int rc;

	column_init(&column, fixture->txn, kind, slot);
	rc = column_at(&column, ordinal, &entry);
	assert_true(rc == 0 || rc == ERR_NOTFOUND);
	if (rc == 0 && kind == COLUMN_CARD) {
		assert_true(column_card(entry, &card, &place));
		assert_int_equal(card.person, ADA + ordinal);
	}
	return rc == 0;
}

static const uint8_t *
block_at(struct fixture *fixture, enum column_kind kind, uint32_t block)
{
	struct slice value;
	struct key key;

	key_column(&key, &(struct column_key){ (uint8_t)kind, slot, block });
	assert_ok(db_get(fixture->txn, TABLE_COLUMN, &key, &value));
	return value.bytes;
}

static int64_t
count_blocks(struct fixture *fixture)
{
	int64_t n;

	assert_ok(db_count(fixture->txn, TABLE_COLUMN, &n));
	return n;
}

static void
what_waits_is_read_and_changed(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put(fixture, 7);
	put(fixture, 8);
	assert_true(has(fixture, COLUMN_CARD, 7));
	assert_true(has(fixture, COLUMN_SIGNAL, 8));
	assert_ok(column_drop(fixture->txn, COLUMN_CARD, slot, 7));
	assert_false(has(fixture, COLUMN_CARD, 7));
	assert_int_equal(count_blocks(fixture), 0);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	assert_int_equal(count_blocks(fixture), 2);
	assert_false(has(fixture, COLUMN_CARD, 7));
	assert_true(has(fixture, COLUMN_CARD, 8));
	/* The last of a block goes with it. */
	assert_ok(column_drop(fixture->txn, COLUMN_CARD, slot, 8));
	assert_false(has(fixture, COLUMN_CARD, 8));
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_int_equal(count_blocks(fixture), 1);
	assert_false(has(fixture, COLUMN_CARD, 8));
	assert_true(has(fixture, COLUMN_SIGNAL, 8));
}

static void
what_is_aborted_waits_no_more(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put(fixture, 7);
	fixture_abort(fixture);
	fixture_begin(fixture, true);
	assert_false(has(fixture, COLUMN_CARD, 7));
	put(fixture, 8);
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_false(has(fixture, COLUMN_CARD, 7));
	assert_true(has(fixture, COLUMN_CARD, 8));
}

static void
more_than_may_wait_is_written_early(void **state)
{
	const uint32_t n = COLUMN_BATCH_BLOCKS / 2 + 3;
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	for (uint32_t i = 0; i < n; i++)
		put(fixture, (n - i) * COLUMN_BLOCK);
	assert_int_equal(count_blocks(fixture), COLUMN_BATCH_BLOCKS);
	for (uint32_t i = 1; i <= n; i++)
		assert_true(has(fixture, COLUMN_CARD, i * COLUMN_BLOCK));
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_int_equal(count_blocks(fixture), 2 * n);
	for (uint32_t i = 1; i <= n; i++)
		assert_true(has(fixture, COLUMN_SIGNAL, i * COLUMN_BLOCK));
}

/* Whatever is written between them; a few are where pages were free. */
static void
blocks_lie_side_by_side(void **state)
{
	enum {
		BLOCKS = 64,
		APART = 8
	};
	struct fixture *fixture = *state;
	int apart = 0;

	fixture_begin(fixture, true);
	for (uint32_t i = 0; i < BLOCKS * COLUMN_BLOCK; i++) {
		put(fixture, i);
		if (i % 16 == 0)
			put_person(fixture, ADA + i, "ACME Ltd");
	}
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	for (uint32_t i = 1; i < BLOCKS; i++)
		for (int kind = COLUMN_CARD; kind <= COLUMN_SIGNAL; kind++)
			apart += block_at(fixture, kind, i - 1) + PAGE_BYTES !=
			    block_at(fixture, kind, i);
	assert_true(apart <= APART);
}

#define BATCH_TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		BATCH_TEST(what_waits_is_read_and_changed),
		BATCH_TEST(what_is_aborted_waits_no_more),
		BATCH_TEST(more_than_may_wait_is_written_early),
		BATCH_TEST(blocks_lie_side_by_side),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
