/* Ordinals are given, taken back and given again; the head of a record says whose
 * it is. */
#include "store/meta.h"
#include "tests/unit/index_fixture.h"

static void
lowest_free_ordinal_is_taken(void **state)
{
	struct fixture *fixture = *state;
	uint32_t ordinal, next, chunks;
	bool is_free;

	fixture_begin(fixture, true);
	for (uint32_t i = 0; i < CHUNK_BITS + 10; i++) {
		assert_ok(ordinal_take(fixture->txn, &ordinal));
		assert_int_equal(ordinal, i);
	}
	assert_ok(posting_chunks(fixture->txn, &chunks));
	assert_int_equal(chunks, 2);
	assert_ok(ordinal_release(fixture->txn, CHUNK_BITS + 3));
	assert_ok(ordinal_release(fixture->txn, 77));
	assert_ok(ordinal_is_free(fixture->txn, 77, &is_free));
	assert_true(is_free);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	assert_ok(ordinal_take(fixture->txn, &ordinal));
	assert_int_equal(ordinal, 77);
	assert_ok(ordinal_is_free(fixture->txn, 77, &is_free));
	assert_false(is_free);
	assert_ok(ordinal_take(fixture->txn, &ordinal));
	assert_int_equal(ordinal, CHUNK_BITS + 3);
	assert_ok(ordinal_take(fixture->txn, &ordinal));
	assert_int_equal(ordinal, CHUNK_BITS + 10);
	assert_ok(ordinal_next(fixture->txn, &next));
	assert_int_equal(next, CHUNK_BITS + 11);
}

static void
ordinals_have_an_end(void **state)
{
	struct fixture *fixture = *state;
	uint32_t ordinal;

	fixture_begin(fixture, true);
	assert_ok(meta_put_int(fixture->txn, META_SYSTEM, "next-ordinal",
	    ORDINAL_MAX));
	assert_ok(ordinal_take(fixture->txn, &ordinal));
	assert_int_equal(ordinal, ORDINAL_MAX);
	assert_int_equal(ordinal_take(fixture->txn, &ordinal), ERR_LIMIT);
	assert_ok(
	    meta_put_int(fixture->txn, META_SYSTEM, "next-ordinal", INT64_MAX));
	assert_int_equal(ordinal_take(fixture->txn, &ordinal), ERR_CORRUPT);
}

static void
head_of_another_person_is_no_head(void **state)
{
	static const uint8_t golden[] = { 0, 1, 0xE2, 0x40 };
	uint8_t value[ORDINAL_HEAD + 2] = { 0 };
	struct slice record, whole = { value, sizeof(value) };
	uint32_t ordinal;

	(void)state;
	ordinal_write(123456, ADA, value);
	assert_memory_equal(value, golden, sizeof(golden));
	assert_true(ordinal_split(whole, ADA, &ordinal, &record));
	assert_int_equal(ordinal, 123456);
	assert_int_equal(record.len, 2);
	assert_false(ordinal_split(whole, BOB, &ordinal, &record));
	for (size_t i = 0; i < ORDINAL_HEAD; i++) {
		value[i] ^= 0x10;
		assert_false(ordinal_split(whole, ADA, &ordinal, &record));
		value[i] ^= 0x10;
	}
	whole.len = ORDINAL_HEAD - 1;
	assert_false(ordinal_split(whole, ADA, &ordinal, &record));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lowest_free_ordinal_is_taken),
		TEST(ordinals_have_an_end),
		cmocka_unit_test(head_of_another_person_is_no_head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
