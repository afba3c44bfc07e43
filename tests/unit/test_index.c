/* Postings follow the records: whatever is written, they say the same. */
#include "store/fact/person.h"
#include "store/lmdb.h"
#include "store/posting/posting_block.h"
#include "store/rights.h"
#include "store/store_internal.h"
#include "tests/unit/index_fixture.h"

/* ---- facts ---- */

static void
facts_are_found_by_their_words(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_person(fixture, ADA, "ACME Ltd, Berlin");
	put_work(fixture, ADA, 9, "Fix the Distributed lock",
	    "why C++ stra\xC3\x9F"
	    "e");
	put_portfolio(fixture, ADA, "Ada/Engine", "Reads punch-cards", false);
	assert_true(has_word(fixture, ADA, "distributed"));
	assert_true(has_word(fixture, ADA, "c++"));
	assert_true(has_word(fixture, ADA, "strasse"));
	assert_true(has_word(fixture, ADA, "databases"));
	assert_true(has_word(fixture, ADA, "punch"));
	assert_true(has_word(fixture, ADA, "engine"));
	assert_true(has_term(fixture, ADA, POSTING_COMPANY, "acme"));
	assert_true(has_term(fixture, ADA, POSTING_REPO, "ada/engine"));
	assert_true(has_term(fixture, ADA, POSTING_REPO, "ada"));
	assert_true(has_term(fixture, ADA, POSTING_REPO, "engine"));
	assert_true(has_term_at(fixture, ordinal_of(fixture, ADA),
	    &(struct posting_term){ .space = POSTING_WORKED,
		.term = { (const uint8_t *)"\0\0\0\0\0\0\0\x09", 8 } }));
	/* Nobody is found by what they say of themselves. */
	assert_false(has_word(fixture, ADA, "secretbio"));
	assert_false(has_word(fixture, ADA, "secretreadme"));
	assert_false(has_word(fixture, ADA, "acme"));
	fixture_expect_sound(fixture);
}

static void
long_words_are_cut(void **state)
{
	static const char word[] = "averyveryverylongidentifierthatgoesonandon";
	struct fixture *fixture = *state;
	char cut[POSTING_WORD_MAX + 1];

	fixture_begin(fixture, true);
	put_work(fixture, ADA, 9, word, NULL);
	assert_false(has_word(fixture, ADA, word));
	assert_false(str_copy(cut, sizeof(cut), word));
	assert_true(has_word(fixture, ADA, cut));
	fixture_expect_sound(fixture);
}

static void
frequent_words_side_by_side_are_a_term(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_work(fixture, ADA, 9, "Fix the lock. Is it in broker", "or a test");
	assert_true(has_word(fixture, ADA, "fix the"));
	assert_true(has_word(fixture, ADA, "is it"));
	assert_true(has_word(fixture, ADA, "it in"));
	assert_true(has_word(fixture, ADA, "a test"));
	/* A word that is not frequent; two texts; words apart. */
	assert_false(has_word(fixture, ADA, "the lock"));
	assert_false(has_word(fixture, ADA, "in or"));
	assert_false(has_word(fixture, ADA, "the is"));
	fixture_expect_sound(fixture);
}

static void
pair_of_two_facts_stays_while_one_has_it(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_work(fixture, ADA, 9, "add a broker", NULL);
	put_work(fixture, ADA, 10, "add a client", NULL);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	put_work(fixture, ADA, 9, "add broker: a", NULL);
	assert_true(has_word(fixture, ADA, "add a"));
	put_work(fixture, ADA, 10, "a client to add", NULL);
	assert_false(has_word(fixture, ADA, "add a"));
	assert_true(has_word(fixture, ADA, "to add"));
	assert_true(has_word(fixture, ADA, "add"));
	fixture_expect_sound(fixture);
}

static void
word_of_two_facts_stays_while_one_has_it(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_work(fixture, ADA, 9, "kafka broker", "partition");
	put_work(fixture, ADA, 10, "kafka client", NULL);
	put_portfolio(fixture, ADA, "ada/x", "partition table", false);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	/* The same pull request by another title: items of a number replace. */
	put_work(fixture, ADA, 9, "broker restarts", NULL);
	assert_true(has_word(fixture, ADA, "kafka"));
	assert_true(has_word(fixture, ADA, "partition"));
	put_work(fixture, ADA, 10, "client", NULL);
	assert_false(has_word(fixture, ADA, "kafka"));
	put_portfolio(fixture, ADA, "ada/x", "table", false);
	assert_true(has_word(fixture, ADA, "partition")); /* the comment */
	fixture_expect_sound(fixture);
}

static void
texts_that_are_gone_take_their_words(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_person(fixture, ADA, "ACME Ltd");
	put_portfolio(fixture, ADA, "ada/engine", "punch cards", false);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	put_person(fixture, ADA, "Looms Ltd");
	put_portfolio(fixture, ADA, "ada/loom", "cards", false);
	assert_false(has_term(fixture, ADA, POSTING_COMPANY, "acme"));
	assert_true(has_term(fixture, ADA, POSTING_COMPANY, "ltd"));
	assert_false(has_word(fixture, ADA, "punch"));
	assert_true(has_word(fixture, ADA, "cards"));
	assert_false(has_term(fixture, ADA, POSTING_REPO, "engine"));
	assert_true(has_term(fixture, ADA, POSTING_REPO, "ada"));
	/* A fork's texts are others', its name is theirs. */
	put_portfolio(fixture, ADA, "ada/loom", "cards", true);
	assert_false(has_word(fixture, ADA, "cards"));
	assert_true(has_word(fixture, ADA, "loom"));
	fixture_expect_sound(fixture);
}

/* Within one transaction the later call holds. */
static void
word_that_goes_and_comes_is_there(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	for (int i = 0; i < 3; i++) {
		put_work(fixture, ADA, 9, "kafka", NULL);
		put_work(fixture, ADA, 9, "broker", NULL);
	}
	put_work(fixture, ADA, 9, "kafka", NULL);
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_true(has_word(fixture, ADA, "kafka"));
	assert_false(has_word(fixture, ADA, "broker"));
	fixture_expect_sound(fixture);
}

static void
aborted_changes_leave_nothing_behind(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_work(fixture, ADA, 9, "kafka", NULL);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	put_work(fixture, ADA, 9, "broker", NULL);
	put_work(fixture, BOB, 9, "broker", NULL);
	fixture_abort(fixture);
	fixture_begin(fixture, true);
	put_work(fixture, CY, 9, "lock", NULL);
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_true(has_word(fixture, ADA, "kafka"));
	assert_false(has_word(fixture, ADA, "broker"));
	assert_int_equal(ordinal_of(fixture, BOB), ORDINAL_NONE);
	assert_int_equal(ordinal_of(fixture, CY), 1);
	fixture_expect_sound(fixture);
}

/* ---- scores ---- */

static void
scores_are_found_by_what_they_say(void **state)
{
	struct fixture *fixture = *state;
	const uint8_t place[] = { 0, 0, 0, 42 };

	fixture_begin(fixture, true);
	put_person(fixture, ADA, NULL);
	put_score(fixture, ADA, "backend", "kafka", 70);
	put_score(fixture, ADA, "systems", NULL, 5);
	assert_true(has_role_term(fixture, ADA, "backend", POSTING_MEMBER, ""));
	assert_true(
	    has_role_term(fixture, ADA, "backend", POSTING_SKILL, "kafka"));
	assert_false(
	    has_role_term(fixture, ADA, "systems", POSTING_SKILL, "kafka"));
	assert_true(has_role_term(fixture, ADA, "backend", POSTING_LANG, "go"));
	assert_true(has_role_term(fixture, ADA, "backend", POSTING_LANG,
	    "jupyter notebook"));
	assert_true(
	    has_role_term(fixture, ADA, "backend", POSTING_FLAG, "agent"));
	assert_false(
	    has_role_term(fixture, ADA, "backend", POSTING_FLAG, "out"));
	assert_true(
	    has_role_term(fixture, ADA, "systems", POSTING_FLAG, "out"));
	assert_true(has_role_term(fixture, ADA, "backend", POSTING_SEED,
	    "redis/redis"));
	assert_true(has_term_at(fixture, ordinal_of(fixture, ADA),
	    &(struct posting_term){ .space = POSTING_PLACE,
		.slot = slot_of(fixture, "backend"),
		.term = { place, 4 } }));
	fixture_expect_sound(fixture);
}

static void
score_that_changes_or_goes_takes_its_terms(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_person(fixture, ADA, NULL);
	put_score(fixture, ADA, "backend", "kafka", 70);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	put_score(fixture, ADA, "backend", "redis", 60);
	assert_false(
	    has_role_term(fixture, ADA, "backend", POSTING_SKILL, "kafka"));
	assert_true(
	    has_role_term(fixture, ADA, "backend", POSTING_SKILL, "redis"));
	fixture_expect_sound(fixture);
	assert_ok(store_score_drop(fixture->txn, "backend", ADA));
	assert_int_equal(count_terms(fixture, ordinal_of(fixture, ADA)), 0);
	fixture_expect_sound(fixture);
}

/* ---- the pipeline ---- */

static void
pipeline_records_are_found(void **state)
{
	struct fixture *fixture = *state;
	const struct lead lead = { .status = STATUS_SHORTLISTED };

	fixture_begin(fixture, true);
	put_person(fixture, ADA, NULL);
	put_person(fixture, BOB, NULL);
	assert_ok(store_lead_put(fixture->txn, "backend", ADA, &lead));
	assert_true(
	    has_pipeline(fixture, ADA, slot_of(fixture, "backend").role));
	assert_false(
	    has_pipeline(fixture, BOB, slot_of(fixture, "backend").role));
	fixture_expect_sound(fixture);
	assert_ok(store_lead_drop(fixture->txn, ADA, true));
	assert_int_equal(count_terms(fixture, ordinal_of(fixture, ADA)), 0);
	fixture_expect_sound(fixture);
}

/* ---- erasing ---- */

static int
forget(struct txn *txn, int64_t id)
{
	return store_forget(txn, id, true);
}

static int
purge(struct txn *txn, int64_t id)
{
	return store_purge(txn, id, "test");
}

static int
refuse(struct txn *txn, int64_t id)
{
	const struct person person = { .id = id,
		.refusal = "no recruiters please",
		.refused_at = 5 };

	return store_person_put(txn, &person);
}

static void
who_is_erased_is_in_no_posting(void **state)
{
	static int (*const erase[])(struct txn *, int64_t) = { forget, purge,
		refuse };
	struct fixture *fixture = *state;
	uint32_t ada = 0, bob;
	int left;

	for (size_t i = 0; i < COUNT(erase); i++) {
		int64_t id = ADA + 100 + (int64_t)i;

		fixture_begin(fixture, true);
		put_everything(fixture, id);
		put_everything(fixture, BOB);
		ada = ordinal_of(fixture, id);
		bob = ordinal_of(fixture, BOB);
		left = count_terms(fixture, bob);
		assert_true(left > 20);
		fixture_commit(fixture);
		fixture_begin(fixture, true);
		assert_int_equal(erase[i](fixture->txn, id), 0);
		assert_int_equal(ordinal_of(fixture, id), ORDINAL_NONE);
		assert_int_equal(count_terms(fixture, ada), 0);
		assert_int_equal(count_terms(fixture, bob), left);
		fixture_expect_sound(fixture);
		fixture_commit(fixture);
	}
}

static void
ordinal_that_is_used_again_brings_nothing_along(void **state)
{
	struct fixture *fixture = *state;
	uint32_t ada;

	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	put_everything(fixture, BOB);
	ada = ordinal_of(fixture, ADA);
	fixture_commit(fixture);
	/* In one transaction: what was collected of Ada must not come late. */
	fixture_begin(fixture, true);
	put_work(fixture, ADA, 11, "zookeeper", NULL);
	assert_ok(store_forget(fixture->txn, ADA, true));
	put_work(fixture, CY, 9, "raft", NULL);
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_int_equal(ordinal_of(fixture, CY), ada);
	assert_true(has_word(fixture, CY, "raft"));
	assert_int_equal(count_terms(fixture, ada), 2); /* and the repository */
	fixture_expect_sound(fixture);
}

static void
who_no_longer_refuses_is_indexed_anew(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	assert_int_equal(refuse(fixture->txn, ADA), 0);
	assert_int_equal(store_work_merge(fixture->txn, ADA,
			     &(struct work){ .repository = 9 }),
	    ERR_BLOCKED);
	put_person(fixture, ADA, "Looms Ltd");
	assert_int_equal(ordinal_of(fixture, ADA), 0);
	assert_true(has_term(fixture, ADA, POSTING_COMPANY, "looms"));
	/* Two words of the company, and all of it. */
	assert_int_equal(count_terms(fixture, 0), 3);
	fixture_expect_sound(fixture);
}

/* Mentions in others' facts are words of these, until they are swept. */
static void
swept_texts_change_their_words(void **state)
{
	const struct person person = { .id = ADA,
		.login = "adalove",
		.fetched_at = 5 };
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	assert_ok(store_person_put(fixture->txn, &person));
	put_work(fixture, BOB, 9, "Thanks @adalove for kafka", NULL);
	put_person(fixture, BOB, "@adalove and sons");
	assert_true(has_word(fixture, BOB, "adalove"));
	assert_ok(store_forget(fixture->txn, ADA, true));
	fixture_commit(fixture);
	assert_ok(store_sweep_finish(fixture->store, NULL));
	fixture_begin(fixture, false);
	assert_false(has_word(fixture, BOB, "adalove"));
	assert_false(has_term(fixture, BOB, POSTING_COMPANY, "adalove"));
	assert_true(has_word(fixture, BOB, "kafka"));
	assert_true(has_word(fixture, BOB, "forgotten"));
	fixture_expect_sound(fixture);
}

/* ---- damage ---- */

static void
damage(struct fixture *fixture, enum table table, const struct key *key)
{
	static const uint8_t nonsense[20] = { 0x10, 1, 2, 3 };
	struct slice value;
	uint8_t head[ORDINAL_HEAD];

	assert_ok(db_get(fixture->txn, table, key, &value));
	memcpy(head, value.bytes, sizeof(head));
	assert_ok(db_put_parts(fixture->txn, table, key,
	    (struct slice){ head, table == TABLE_PERSON ? ORDINAL_HEAD : 0 },
	    (struct slice){ nonsense, sizeof(nonsense) }));
}

static void
record_that_cant_be_read_is_indexed_anew(void **state)
{
	struct fixture *fixture = *state;
	struct key key;

	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	key_id(&key, ADA);
	damage(fixture, TABLE_PERSON, &key);
	key_fact(&key, &(struct fact_key){ ADA, FACT_WORK, 9 });
	damage(fixture, TABLE_FACT, &key);
	key_fact(&key, &(struct fact_key){ ADA, FACT_PORTFOLIO, 0 });
	damage(fixture, TABLE_FACT, &key);
	key_fact(&key, &(struct fact_key){ ADA, FACT_OWN, 0 });
	damage(fixture, TABLE_FACT, &key);
	key_score(&key, slot_of(fixture, "backend"), SCORE_WHOLE, ADA);
	damage(fixture, TABLE_SCORE, &key);
	put_person(fixture, ADA, "Looms Ltd");
	put_work(fixture, ADA, 9, "broker", NULL);
	put_portfolio(fixture, ADA, "ada/loom", "cards", false);
	put_score(fixture, ADA, "backend", "redis", 70);
	assert_false(has_term(fixture, ADA, POSTING_COMPANY, "acme"));
	assert_false(has_word(fixture, ADA, "kafka"));
	assert_false(has_word(fixture, ADA, "punch"));
	assert_true(has_word(fixture, ADA, "broker"));
	assert_true(has_word(fixture, ADA, "cards"));
	assert_false(has_term(fixture, ADA, POSTING_REPO, "engine"));
	assert_false(
	    has_role_term(fixture, ADA, "backend", POSTING_SKILL, "kafka"));
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_true(
	    has_role_term(fixture, ADA, "backend", POSTING_SKILL, "redis"));
}

/* Makes the list's head promise more than there is; the block is written as if
 * that were right. */
static void
damage_list(struct fixture *fixture, const struct posting_term *term)
{
	struct slice found, block, before = { 0 };
	struct block_reader reader;
	struct cursor *cursor;
	struct key key, at, last;
	struct buf out;

	assert_ok(posting_flush(fixture->txn));
	key_posting(&key,
	    &(struct posting_key){ KEY_CHUNK_WHOLE, (uint8_t)term->space, { 0 },
		term->term });
	assert_ok(cursor_open(fixture->txn, TABLE_POSTING, &cursor));
	assert_ok(cursor_floor(cursor, &key, &found, &block));
	key_from_slice(&at, found);
	buf_init(&out, BLOCK_MAX);
	block_begin(&out);
	block_open(&reader, block);
	while (block_next(&reader)) {
		static const uint8_t nonsense[] = { 0x7F, 0xFF, 1 };
		struct slice posting = { reader.key, reader.key_len };

		block_add(&out, before, posting,
		    key_equal(&key, posting)
			? (struct slice){ nonsense, sizeof(nonsense) }
			: reader.container);
		key_from_slice(&last, posting);
		before = key_slice(&last);
	}
	block_end(&out);
	assert_ok(db_put(fixture->txn, TABLE_POSTING, &at,
	    (struct slice){ (const uint8_t *)out.data, out.len }));
	cursor_close(cursor);
	buf_done(&out);
}

static void
block_that_cant_be_read_is_told(void **state)
{
	static const uint8_t nonsense[] = { 0, 200, 3, 1, 2, 3 };
	struct posting_term term = { .space = POSTING_WORD,
		.term = bytes_of("kafka") };
	struct fixture *fixture = *state;
	struct slice found, block;
	struct cursor *cursor;
	struct buf report;
	struct bits bits;
	struct key key = { 0 };
	int64_t n;

	buf_init(&report, 10000);
	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	assert_ok(posting_flush(fixture->txn));
	assert_ok(cursor_open(fixture->txn, TABLE_POSTING, &cursor));
	assert_ok(cursor_seek(cursor, &key, &found, &block));
	key_from_slice(&key, found);
	cursor_close(cursor);
	assert_ok(db_put(fixture->txn, TABLE_POSTING, &key,
	    (struct slice){ nonsense, sizeof(nonsense) }));
	bits_clear(&bits);
	assert_int_equal(posting_or(fixture->txn, 0, &term, &bits),
	    ERR_CORRUPT);
	term.is_prefix = true;
	assert_int_equal(posting_or(fixture->txn, 0, &term, &bits),
	    ERR_CORRUPT);
	assert_ok(store_check(fixture->txn, &report, &n));
	assert_true(n > 10);
	/* Writing goes on, and leaves the block: what was in it is not known, so
	 * that a new one would tell of less people than there are. */
	put_work(fixture, BOB, 9, "kafka", NULL);
	term.is_prefix = false;
	assert_int_equal(posting_or(fixture->txn, 0, &term, &bits),
	    ERR_CORRUPT);
	assert_ok(store_forget(fixture->txn, BOB, true));
	buf_done(&report);
}

static void
container_that_cant_be_read_is_told(void **state)
{
	const struct posting_term term = { .space = POSTING_WORD,
		.term = bytes_of("kafka") };
	struct fixture *fixture = *state;
	struct store_stats stats;
	struct buf report;
	struct bits bits;
	int64_t n;
	size_t size;

	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	damage_list(fixture, &term);
	bits_clear(&bits);
	assert_int_equal(posting_or(fixture->txn, 0, &term, &bits),
	    ERR_CORRUPT);
	assert_int_equal(posting_size(fixture->txn, 0, &term, &size),
	    ERR_CORRUPT);
	assert_ok(store_stats(fixture->txn, &stats));
	assert_true(fixture->store->corrupt >= 2);
	buf_init(&report, 10000);
	assert_ok(store_check(fixture->txn, &report, &n));
	assert_int_equal(n, 2);
	assert_non_null(strstr(report.data, "posting (word): can't be read"));
	assert_non_null(strstr(report.data, "a list that can't be read"));
	/* It stays so, for nobody knows who was in it. */
	put_work(fixture, BOB, 9, "kafka", NULL);
	assert_int_equal(posting_or(fixture->txn, 0, &term, &bits),
	    ERR_CORRUPT);
	buf_done(&report);
}

/* ---- doctor ---- */

static void
check_finds_terms_that_are_too_many_and_too_few(void **state)
{
	struct fixture *fixture = *state;
	struct posting_term term = { .space = POSTING_WORD };
	struct buf report;
	int64_t n;

	buf_init(&report, 10000);
	fixture_begin(fixture, true);
	put_everything(fixture, ADA);
	term.term = bytes_of("kafka");
	assert_ok(posting_put(fixture->txn, &term, 0, false));
	term.term = bytes_of("secretbio");
	assert_ok(posting_put(fixture->txn, &term, 0, true));
	term.space = POSTING_COMPANY;
	assert_ok(posting_put(fixture->txn, &term, 5, true));
	assert_ok(column_drop(fixture->txn, COLUMN_SIGNAL,
	    slot_of(fixture, "backend"), 0));
	assert_ok(store_check(fixture->txn, &report, &n));
	assert_int_equal(n, 5);
	assert_non_null(strstr(report.data, "of person 7001"));
	assert_non_null(strstr(report.data, "of nobody"));
	assert_null(strstr(report.data, "secretbio"));
	buf_done(&report);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(facts_are_found_by_their_words),
		TEST(long_words_are_cut),
		TEST(frequent_words_side_by_side_are_a_term),
		TEST(pair_of_two_facts_stays_while_one_has_it),
		TEST(word_of_two_facts_stays_while_one_has_it),
		TEST(texts_that_are_gone_take_their_words),
		TEST(word_that_goes_and_comes_is_there),
		TEST(aborted_changes_leave_nothing_behind),
		TEST(scores_are_found_by_what_they_say),
		TEST(score_that_changes_or_goes_takes_its_terms),
		TEST(pipeline_records_are_found),
		TEST(who_is_erased_is_in_no_posting),
		TEST(ordinal_that_is_used_again_brings_nothing_along),
		TEST(who_no_longer_refuses_is_indexed_anew),
		TEST(swept_texts_change_their_words),
		TEST(record_that_cant_be_read_is_indexed_anew),
		TEST(container_that_cant_be_read_is_told),
		TEST(block_that_cant_be_read_is_told),
		TEST(check_finds_terms_that_are_too_many_and_too_few),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
