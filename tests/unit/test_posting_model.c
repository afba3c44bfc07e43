/*
 * Changes of few and of many terms, at one place and all over, in transactions
 * of all sizes, against arrays.
 */
#include "store/lmdb.h"
#include "store/posting/posting_batch.h"
#include "store/posting/posting_block.h"
#include "store/store_internal.h"
#include "tests/unit/posting_fixture.h"

enum {
	MODEL_TERMS = 3000,
	MODEL_PEOPLE = 40
};

static void
model_word(int i, char text[static 32])
{
	/* Some are long, many begin alike. */
	(void)snprintf(text, 32, "%s%05d", i % 7 == 0 ? "averylongprefix" : "w",
	    i * 7919 % 100003);
}

static void
compare_with_model(struct fixture *fixture,
    bool model[MODEL_TERMS][MODEL_PEOPLE])
{
	char text[32];

	for (int i = 0; i < MODEL_TERMS; i++) {
		struct bits bits;
		struct posting_term term;

		model_word(i, text);
		term = word(text, false);
		bits_clear(&bits);
		assert_ok(posting_or(fixture->txn, 0, &term, &bits));
		for (size_t j = 0; j < MODEL_PEOPLE; j++)
			assert_int_equal(bits_has(&bits, j * 200), model[i][j]);
	}
}

static void
expect_good_block(struct slice at, struct slice block, struct key *last)
{
	struct block_reader reader;
	bool is_first = true;

	assert_true(block.len > 0 && block.len <= BLOCK_MAX);
	block_open(&reader, block);
	for (; block_next(&reader); is_first = false) {
		struct key key;

		key_from_slice(&key,
		    (struct slice){ reader.key, reader.key_len });
		if (is_first)
			assert_true(key_equal(&key, at));
		assert_true(last->len == 0 ||
		    memcmp(last->bytes, key.bytes,
			last->len < key.len ? last->len : key.len) <= 0);
		assert_false(key_equal(last, key_slice(&key)));
		*last = key;
	}
	assert_false(is_first || reader.is_corrupt);
}

/* Blocks are neither too large nor out of order nor many small ones. */
static void
expect_good_blocks(struct fixture *fixture)
{
	struct slice at, block;
	struct cursor *cursor;
	struct key first = { 0 }, last = { 0 };
	size_t bytes = 0, n = 0;
	int rc;

	assert_ok(cursor_open(fixture->txn, TABLE_POSTING, &cursor));
	rc = cursor_seek(cursor, &first, &at, &block);
	for (; rc == 0; rc = cursor_next(cursor, &at, &block), n++) {
		expect_good_block(at, block, &last);
		bytes += block.len;
	}
	cursor_close(cursor);
	assert_true(n < 4 || bytes / n > BLOCK_MAX / 4);
}

static void
change_model(struct fixture *fixture, bool model[MODEL_TERMS][MODEL_PEOPLE],
    int round)
{
	static uint32_t seed = 7;
	int n = round % 3 == 0 ? 4000 : round % 7 == 0 ? 1 : 40;
	uint32_t width = round % 5 == 0 ? 30 : MODEL_TERMS;
	uint32_t from = round % 4 == 0 ? 0 : (uint32_t)round * 37;
	char text[32];

	for (int i = 0; i < n; i++) {
		uint32_t which, person;
		bool has;

		seed = seed * 1664525 + 1013904223;
		which = (from + (seed >> 8) % width) % MODEL_TERMS;
		person = (seed >> 3) % MODEL_PEOPLE;
		/* It grows, then shrinks, nearly to nothing. */
		has = (seed >> 28) < (round < 30 ? 14U : 1U);
		model_word((int)which, text);
		put(fixture, text, person * 200, has);
		model[which][person] = has;
	}
}

static void
expect_model(struct fixture *fixture)
{
	static bool model[MODEL_TERMS][MODEL_PEOPLE];
	char text[32];

	memset(model, 0, sizeof(model));

	for (int round = 0; round < 60; round++) {
		fixture_begin(fixture, true);
		change_model(fixture, model, round);
		fixture_commit(fixture);
		fixture_begin(fixture, false);
		expect_good_blocks(fixture);
		if (round % 6 == 5)
			compare_with_model(fixture, model);
		fixture_abort(fixture);
	}
	fixture_begin(fixture, true);
	for (int i = 0; i < MODEL_TERMS; i++)
		for (uint32_t j = 0; j < MODEL_PEOPLE; j++) {
			model_word(i, text);
			put(fixture, text, j * 200, i == 1234);
			model[i][j] = i == 1234;
		}
	compare_with_model(fixture, model);
	expect_good_blocks(fixture);
}

static void
random_changes_are_those_of_a_model(void **state)
{
	expect_model(*state);
}

static void
changes_that_wait_are_those_of_a_model(void **state)
{
	struct fixture *fixture = *state;

	fixture->store->delta_chunks = 1;
	fixture->store->delta_most = 5000;
	expect_model(fixture);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(random_changes_are_those_of_a_model),
		TEST(changes_that_wait_are_those_of_a_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
