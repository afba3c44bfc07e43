/* Ordinals, postings and cards of a store of an older schema. */
#include "store/column/card.h"
#include "store/meta.h"
#include "store/posting/posting_block.h"
#include "store/rights/sweep.h"
#include "store/store_internal.h"
#include "tests/unit/index_fixture.h"
#include "tests/unit/rank_walk.h"

static const struct person refuser = { .id = BOB,
	.refusal = "no recruiters please",
	.refused_at = 5 };

/* The entries of the rank with their cards, as they were before columns. */
static void
put_cards_in_rank(struct fixture *fixture, struct slot slot)
{
	struct key prefix, key = { 0 };
	struct slice found, value;
	struct cursor *cursor;
	struct rank_key rank;
	struct column cards;
	struct card card;
	uint8_t bytes[CARD_BYTES];

	key_rank_prefix(&prefix, slot);
	key = prefix;
	for (;;) {
		int rc;

		assert_ok(cursor_open(fixture->txn, TABLE_RANK, &cursor));
		rc = sweep_after(cursor, &key, &found, &value);
		if (rc == 0)
			key_from_slice(&key, found);
		cursor_close(cursor);
		if (rc < 0 || !key_prefixes(&prefix, key_slice(&key)))
			return;
		assert_true(key_rank_parse(key_slice(&key), &rank));
		column_init(&cards, fixture->txn, COLUMN_CARD, slot);
		assert_ok(column_ranked(&cards, &rank,
		    store_rank_ordinal(value), NULL, &card));
		store_card_encode(&card, bytes);
		assert_ok(db_put(fixture->txn, TABLE_RANK, &key,
		    (struct slice){ bytes, CARD_BYTES }));
	}
}

/* Takes away what schema 3 added. */
static void
make_schema_2(struct fixture *fixture)
{
	static const int64_t people[] = { ADA, BOB };
	const struct key all = { 0 };
	struct slice value;
	struct key key;
	uint8_t bytes[4096];
	int64_t n;

	assert_ok(posting_flush(fixture->txn));
	for (size_t i = 0; i < COUNT(people); i++) {
		key_id(&key, people[i]);
		assert_ok(db_get(fixture->txn, TABLE_PERSON, &key, &value));
		value.bytes += ORDINAL_HEAD;
		value.len -= ORDINAL_HEAD;
		memcpy(bytes, value.bytes, value.len);
		assert_ok(db_put(fixture->txn, TABLE_PERSON, &key,
		    (struct slice){ bytes, value.len }));
	}
	put_cards_in_rank(fixture, slot_of(fixture, "backend"));
	put_cards_in_rank(fixture, slot_of(fixture, "systems"));
	assert_ok(db_drop_prefix(fixture->txn, TABLE_POSTING, &all, &n));
	assert_ok(db_drop_prefix(fixture->txn, TABLE_COLUMN, &all, &n));
	key_meta(&key, META_SYSTEM, "next-ordinal");
	assert_ok(db_drop(fixture->txn, TABLE_META, &key));
	assert_ok(meta_put_int(fixture->txn, META_SYSTEM, SCHEMA_KEY, 2));
}

static void
older_store_gets_its_indexes(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	put_person(fixture, BOB, NULL);
	assert_ok(store_person_put(fixture->txn, &refuser));
	make_schema_2(fixture);
	fixture_commit(fixture);
	fixture_close(fixture);
	fixture_open(fixture, STORE_READ);
	fixture_begin(fixture, false);
	assert_true(has_word(fixture, ADA, "kafka"));
	assert_true(
	    has_role_term(fixture, ADA, "backend", POSTING_SKILL, "kafka"));
	assert_int_equal(ordinal_of(fixture, BOB), ORDINAL_NONE);
	fixture_expect_sound(fixture);
}

/* One entry a slice, and a commit after each. */
static void
expect_slices_to_go_on(struct fixture *fixture,
    void (*make_old)(struct fixture *fixture),
    int (*run)(struct txn *txn, struct key *progress, size_t max), int at_least)
{
	struct key progress = { 0 };
	int rc = 0, steps = 0;

	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	put_everything(fixture, BOB);
	make_old(fixture);
	for (; rc == 0; steps++) {
		rc = run(fixture->txn, &progress, 1);
		fixture_commit(fixture);
		fixture_begin(fixture, true);
	}
	assert_int_equal(rc, ERR_NOTFOUND);
	assert_true(steps >= at_least);
	fixture_expect_sound(fixture);
}

static void
slices_of_the_building_go_on(void **state)
{
	expect_slices_to_go_on(*state, make_schema_2, store_index_build, 7);
}

/* An entry's card in front of its ordinal, and none of the cards sealed. */
static void
make_schema_6(struct fixture *fixture, struct slot slot)
{
	const struct key block = { 0 };
	uint8_t bytes[CARD_BYTES + RANK_VALUE_BYTES], column[4096];
	struct slice found, value;
	struct cursor *cursor;
	struct key key;

	put_cards_in_rank(fixture, slot);
	key_rank_prefix(&key, slot);
	assert_ok(cursor_open(fixture->txn, TABLE_RANK, &cursor));
	assert_ok(cursor_seek(cursor, &key, &found, &value));
	key_from_slice(&key, found);
	memset(bytes, 0, sizeof(bytes)); /* the ordinal is 0 */
	memcpy(bytes, value.bytes, CARD_BYTES);
	cursor_close(cursor);
	assert_ok(db_put(fixture->txn, TABLE_RANK, &key,
	    (struct slice){ bytes, sizeof(bytes) }));
	assert_ok(cursor_open(fixture->txn, TABLE_COLUMN, &cursor));
	assert_ok(cursor_seek(cursor, &block, &found, &value));
	key_from_slice(&key, found);
	memcpy(column, value.bytes, value.len);
	cursor_close(cursor);
	column[COLUMN_HEAD + 9] &= 1;
	assert_ok(db_put(fixture->txn, TABLE_COLUMN, &key,
	    (struct slice){ column, value.len }));
	assert_ok(meta_put_int(fixture->txn, META_SYSTEM, SCHEMA_KEY, 6));
}

static void
cards_of_schema_6_leave_the_rank(void **state)
{
	struct fixture *fixture = *state;
	struct rank_walk rank;
	struct slice found, value;
	struct cursor *cursor;
	struct card card;
	struct key key;

	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	make_schema_6(fixture, slot_of(fixture, "backend"));
	fixture_commit(fixture);
	fixture_close(fixture);
	fixture_open(fixture, STORE_READ);
	fixture_begin(fixture, false);
	key_rank_prefix(&key, slot_of(fixture, "backend"));
	assert_ok(cursor_open(fixture->txn, TABLE_RANK, &cursor));
	assert_ok(cursor_seek(cursor, &key, &found, &value));
	assert_int_equal(value.len, RANK_VALUE_BYTES);
	cursor_close(cursor);
	assert_int_equal(rank_walk_open(fixture->txn, "backend", &rank), 0);
	assert_int_equal(rank_walk_next(&rank, &card), 0);
	assert_int_equal(card.person, ADA);
	rank_walk_close(&rank);
	fixture_expect_sound(fixture);
}

/* Takes away what schema 4 added: lists of the whole store; and leaves a block
 * of which nothing is to stay. */
static void
make_schema_3(struct fixture *fixture)
{
	static const uint8_t block[] = { 1, 2, 3, 4, 5, 6 };
	struct key key;
	int64_t n;

	assert_ok(posting_flush(fixture->txn));
	key_posting_chunk_prefix(&key, KEY_CHUNK_WHOLE);
	assert_ok(db_drop_prefix(fixture->txn, TABLE_POSTING, &key, &n));
	key_posting_chunk_prefix(&key, 0);
	assert_ok(db_put(fixture->txn, TABLE_POSTING, &key,
	    (struct slice){ block, sizeof(block) }));
	assert_ok(meta_put_int(fixture->txn, META_SYSTEM, SCHEMA_KEY, 3));
}

static void
postings_of_schema_3_are_made_anew(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	put_person(fixture, BOB, NULL);
	assert_ok(store_person_put(fixture->txn, &refuser));
	put_everything(fixture, CY);
	make_schema_3(fixture);
	fixture_commit(fixture);
	fixture_close(fixture);
	fixture_open(fixture, STORE_READ);
	fixture_begin(fixture, false);
	assert_true(has_word(fixture, ADA, "kafka"));
	assert_true(
	    has_role_term(fixture, CY, "backend", POSTING_SKILL, "kafka"));
	fixture_expect_sound(fixture);
}

static void
slices_of_the_rebuilding_go_on(void **state)
{
	expect_slices_to_go_on(*state, make_schema_3, store_index_rebuild, 7);
}

static void
store_of_schema_5_gets_its_pairs(void **state)
{
	const struct posting_term pair = { .space = POSTING_WORD,
		.term = bytes_of("add a") };
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	put_work(fixture, BOB, 9, "add a broker", NULL);
	assert_ok(
	    posting_put(fixture->txn, &pair, ordinal_of(fixture, BOB), false));
	assert_ok(meta_put_int(fixture->txn, META_SYSTEM, SCHEMA_KEY, 5));
	assert_false(has_word(fixture, BOB, "add a"));
	fixture_commit(fixture);
	fixture_close(fixture);
	fixture_open(fixture, STORE_READ);
	fixture_begin(fixture, false);
	assert_true(has_word(fixture, BOB, "add a"));
	fixture_expect_sound(fixture);
}

/* Takes the briefs away. */
static void
make_schema_7(struct fixture *fixture)
{
	struct key key = { .bytes = { COLUMN_BRIEF }, .len = 1 };
	int64_t n = 0;

	assert_ok(db_drop_prefix(fixture->txn, TABLE_COLUMN, &key, &n));
	assert_true(n > 0);
	assert_ok(meta_put_int(fixture->txn, META_SYSTEM, SCHEMA_KEY, 7));
}

static void
store_of_schema_7_gets_its_briefs(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	put_everything(fixture, BOB);
	make_schema_7(fixture);
	fixture_commit(fixture);
	fixture_close(fixture);
	fixture_open(fixture, STORE_READ);
	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
}

static void
slices_of_the_briefs_go_on(void **state)
{
	/* a block of cards a role, and the end */
	expect_slices_to_go_on(*state, make_schema_7, store_brief_migrate, 3);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(older_store_gets_its_indexes),
		TEST(slices_of_the_building_go_on),
		TEST(postings_of_schema_3_are_made_anew),
		TEST(cards_of_schema_6_leave_the_rank),
		TEST(slices_of_the_rebuilding_go_on),
		TEST(store_of_schema_5_gets_its_pairs),
		TEST(store_of_schema_7_gets_its_briefs),
		TEST(slices_of_the_briefs_go_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
