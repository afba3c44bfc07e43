/* Changes of postings, collected and written; and reading them. */
#include "store/fact/name.h"
#include "store/lmdb.h"
#include "store/meta.h"
#include "store/posting/posting_batch.h"
#include "store/posting/posting_block.h"
#include "store/posting/posting_reader.h"
#include "store/store_internal.h"
#include "tests/unit/posting_fixture.h"

static size_t
count(struct fixture *fixture, uint32_t chunk, const char *text, bool prefix)
{
	const struct posting_term term = word(text, prefix);
	struct bits bits;

	bits_clear(&bits);
	assert_ok(posting_or(fixture->txn, chunk, &term, &bits));
	return bits_count(&bits);
}

/* ---- batches ---- */

static void
changes_are_sorted_by_key(void **state)
{
	static const char *const words[] = { "lock", "a", "distributed",
		"distributedly", "distribut", "lock", "zzzzzzzzzzzzzzzzzzz",
		"zzzzzzzzzzzzzzzzzzy" };
	static const uint32_t ordinals[] = { 70000, 3, 70000 };
	struct posting_batch *batch = posting_batch_new();
	struct posting_change before, change;
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT(ordinals); i++)
		for (size_t j = 0; j < COUNT(words); j++) {
			const struct posting_term term = word(words[j], false);

			posting_batch_put(batch, &term, ordinals[i], i != 2);
		}
	posting_batch_sort(batch, &n);
	assert_int_equal(n, COUNT(words) - 1);
	for (size_t i = 0; i < n; i++, before = change) {
		posting_batch_get(batch, i, &change);
		assert_int_equal(change.n, 2);
		assert_int_equal(change.ordinals[0], 3);
		assert_int_equal(change.ordinals[1], 70000 | POSTING_TAKEN);
		if (i > 0) {
			size_t len = before.key.len < change.key.len
			    ? before.key.len
			    : change.key.len;
			int order =
			    memcmp(before.key.bytes, change.key.bytes, len);

			assert_true(order < 0 ||
			    (order == 0 && before.key.len < change.key.len));
		}
	}
	posting_batch_reset(batch);
	assert_true(posting_batch_is_empty(batch));
	posting_batch_free(batch);
}

/* Some hundred thousand changes of one term, in one transaction. */
static void
last_change_of_each_holds_however_many(void **state)
{
	struct posting_batch *batch = posting_batch_new();
	const struct posting_term term = word("kafka", false);
	struct posting_change change;
	struct bits bits, expected;
	uint32_t seed = 1;
	size_t n;

	(void)state;
	bits_clear(&expected);
	bits_clear(&bits);
	for (int i = 0; i < 200000; i++) {
		uint32_t at;
		bool has;

		seed = seed * 1664525 + 1013904223;
		at = seed >> 10 & (CHUNK_BITS - 1);
		has = seed >> 30 != 0;
		posting_batch_put(batch, &term, at, has);
		if (has)
			bits_set(&expected, at);
		else
			bits_drop(&expected, at);
	}
	assert_false(posting_batch_is_full(batch));
	posting_batch_sort(batch, &n);
	assert_int_equal(n, 1);
	posting_batch_get(batch, 0, &change);
	assert_true(change.n <= CHUNK_BITS);
	posting_change_apply(change.ordinals, change.n, &bits);
	assert_memory_equal(&bits, &expected, sizeof(bits));
	posting_batch_free(batch);
}

/* Memory is bounded: a batch that is full is written at once. */
static void
full_batches_are_written(void **state)
{
	struct fixture *fixture = *state;
	int64_t n = 0;
	char text[16];

	fixture_begin(fixture, true);
	for (int i = 0; i < 300000 && n == 0; i++) {
		(void)snprintf(text, sizeof(text), "w%d", i);
		put(fixture, text, 0, true);
		assert_ok(db_count(fixture->txn, TABLE_POSTING, &n));
	}
	assert_true(n > 100);
	assert_true(posting_batch_is_empty(fixture->store->postings));
}

/* Terms that come here and there, a few at once. */
static void
blocks_that_grow_by_and_by_are_well_filled(void **state)
{
	struct fixture *fixture = *state;
	size_t blocks = 0, bytes = 0;
	struct slice found, block;
	const struct key first = { 0 };
	struct cursor *cursor;
	uint32_t seed = 1;
	char text[16];
	int rc;

	fixture_begin(fixture, true);
	for (uint32_t i = 1; i <= 30000; i++) {
		seed = (seed ^ seed >> 15) * 0x85EBCA6B + i;
		(void)snprintf(text, sizeof(text), "%08x", seed ^ seed >> 13);
		put(fixture, text, i % CHUNK_BITS, true);
		if (i % 10 == 0)
			assert_ok(posting_flush(fixture->txn));
	}
	assert_ok(cursor_open(fixture->txn, TABLE_POSTING, &cursor));
	rc = cursor_seek(cursor, &first, &found, &block);
	for (; rc == 0; rc = cursor_next(cursor, &found, &block)) {
		blocks++;
		bytes += block.len;
		assert_true(block.len <= BLOCK_MAX);
	}
	cursor_close(cursor);
	assert_true(bytes > blocks * BLOCK_MAX / 4 * 3);
}

/* Steps forth and back, near and far, past the ends of blocks and over terms
 * that nobody has. */
static void
expect_reader_reads(struct fixture *fixture, enum posting_space space)
{
	enum {
		TERMS = 3000,
		CHUNKS = 2
	};
	struct posting_reader reader;
	uint32_t seed = 1, at = 0;
	char text[16];

	fixture_begin(fixture, true);
	for (uint32_t i = 0; i < TERMS; i += 2)
		for (uint32_t j = 0; j < CHUNKS; j++) {
			(void)snprintf(text, sizeof(text), "w%06u", i);
			assert_ok(posting_put(fixture->txn,
			    &(struct posting_term){ .space = space,
				.term = bytes_of(text) },
			    j * CHUNK_BITS + i, true));
		}
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	posting_reader_open(&reader, fixture->txn, TERMS / 10);
	for (int i = 0; i < 20000; i++) {
		struct posting_term term;
		struct bits bits;
		uint32_t chunk;

		seed = seed * 1664525 + 1013904223;
		at = seed >> 28 == 0 ? (seed >> 8) % TERMS
				     : (at + (seed >> 26 & 3)) % TERMS;
		chunk = seed >> 20 & 1 & (seed >> 24);
		(void)snprintf(text, sizeof(text), "w%06u", at);
		term = (struct posting_term){ .space = space,
			.term = bytes_of(text) };
		bits_clear(&bits);
		assert_ok(posting_reader_or(&reader, chunk, &term, &bits));
		assert_int_equal(bits_count(&bits), at % 2 == 0);
		assert_int_equal(bits_has(&bits, at), at % 2 == 0);
	}
	posting_reader_close(&reader);
}

static void
reader_that_remembers_reads_the_same(void **state)
{
	struct fixture *fixture = *state;

	expect_reader_reads(fixture, POSTING_WORD);
}

/* Of blocks of all lengths, so that each lane and the rest is met. */
static void
any_wrong_bit_of_a_block_is_seen(void **state)
{
	static const size_t sizes[] = { 0, 1, 7, 8, 31, 63, 64, 65, 100, 300,
		BLOCK_MAX - BLOCK_HEAD };
	static uint8_t bytes[BLOCK_MAX];
	struct buf block;

	(void)state;
	buf_init(&block, BLOCK_MAX);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = i % 3 == 0 ? 0 : (uint8_t)(i * 7919 >> 3);
	for (size_t s = 0; s < COUNT(sizes); s++) {
		struct slice whole;

		block_begin(&block);
		buf_add(&block, bytes, sizes[s]);
		block_end(&block);
		whole =
		    (struct slice){ (const uint8_t *)block.data, block.len };
		assert_true(block_is_sound(whole));
		for (size_t bit = 0; bit < 8 * block.len; bit++) {
			block.data[bit / 8] ^= (char)(1 << bit % 8);
			assert_false(block_is_sound(whole));
			block.data[bit / 8] ^= (char)(1 << bit % 8);
		}
		whole.len--;
		assert_false(block_is_sound(whole));
	}
	buf_done(&block);
}

/* ---- containers in the store ---- */

static void
what_is_given_is_read_and_what_is_taken_is_not(void **state)
{
	struct fixture *fixture = *state;
	int64_t n;

	fixture_begin(fixture, true);
	for (uint32_t i = 0; i < 100; i++)
		put(fixture, "kafka", i * 7, true);
	put(fixture, "kafkaesque", 3, true);
	put(fixture, "kafka", CHUNK_BITS + 1, true);
	assert_int_equal(count(fixture, 0, "kafka", false), 100);
	assert_int_equal(count(fixture, 0, "kafka", true), 101);
	assert_int_equal(count(fixture, 1, "kafka", false), 1);
	assert_int_equal(count(fixture, 2, "kafka", true), 0);
	assert_int_equal(count(fixture, 0, "kaf", false), 0);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	put(fixture, "kafka", 7, false);
	put(fixture, "kafka", 8, false); /* was not there */
	put(fixture, "kafka", 9, true);
	assert_int_equal(count(fixture, 0, "kafka", false), 100);
	for (uint32_t i = 0; i < CHUNK_BITS; i++)
		put(fixture, "kafka", i, false);
	put(fixture, "kafka", CHUNK_BITS + 1, false);
	put(fixture, "kafkaesque", 3, false);
	put(fixture, "nothing", 3, false);
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_ok(db_count(fixture->txn, TABLE_POSTING, &n));
	assert_int_equal(n, 0); /* no empty container is kept */
}

static size_t
size_in(struct fixture *fixture, uint32_t chunk, const char *text)
{
	const struct posting_term term = word(text, false);
	size_t n;

	assert_ok(posting_size(fixture->txn, chunk, &term, &n));
	return n;
}

static void
sets_become_dense_and_sparse_again(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	for (uint32_t i = 0; i < CHUNK_BITS; i += 2)
		put(fixture, "go", i, true);
	assert_int_equal(size_in(fixture, 0, "go"), CHUNK_BITS / 2);
	for (uint32_t i = 2; i < CHUNK_BITS; i += 2)
		put(fixture, "go", i, false);
	assert_int_equal(size_in(fixture, 0, "go"), 1);
	assert_int_equal(size_in(fixture, 1, "go"), 0);
}

/* ---- terms that are kept whole ---- */

static int
whole(struct fixture *fixture, const char *text, struct posting_list *list)
{
	const struct posting_term term = word(text, false);

	return posting_whole(fixture->txn, &term, list);
}

static void
rare_terms_are_one_list_of_the_store(void **state)
{
	static const uint32_t people[] = { 0, 7, CHUNK_BITS - 1, CHUNK_BITS,
		99 * CHUNK_BITS + 5, ORDINAL_MAX };
	struct fixture *fixture = *state;
	struct posting_term term = word("k", true);
	struct posting_list list;

	fixture_begin(fixture, true);
	for (size_t i = COUNT(people); i > 0; i--)
		put(fixture, "kafka", people[i - 1], true);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(whole(fixture, "kafka", &list), 0);
		assert_int_equal(list.n, COUNT(people));
		assert_memory_equal(list.ordinals, people, sizeof(people));
		assert_int_equal(whole(fixture, "kafk", &list), 0);
		assert_int_equal(list.n, 0);
		assert_int_equal(posting_whole(fixture->txn, &term, &list),
		    ERR_LIMIT);
		assert_int_equal(count(fixture, 0, "kafka", false), 3);
		assert_int_equal(count(fixture, 1, "kaf", true), 1);
		assert_int_equal(count(fixture, 99, "kafka", false), 1);
		assert_int_equal(count(fixture, 100, "kafka", false), 0);
		fixture_commit(fixture);
		fixture_begin(fixture, false);
	}
}

static void
list_that_grows_too_long_moves_to_chunks_and_stays(void **state)
{
	enum {
		STEP = 37
	};
	struct fixture *fixture = *state;
	struct posting_list list;

	fixture_begin(fixture, true);
	for (uint32_t i = 0; i < POSTING_WHOLE_MOST; i++)
		put(fixture, "kafka", i * STEP, true);
	assert_int_equal(whole(fixture, "kafka", &list), 0);
	assert_int_equal(list.n, POSTING_WHOLE_MOST);
	put(fixture, "kafka", STEP, false);
	put(fixture, "kafka", 1, true);
	assert_int_equal(whole(fixture, "kafka", &list), 0);
	put(fixture, "kafka", STEP, true);
	assert_int_equal(whole(fixture, "kafka", &list), ERR_LIMIT);
	assert_int_equal(count(fixture, 0, "kafka", false),
	    CHUNK_BITS / STEP + 2);
	assert_int_equal(count(fixture, 1, "kafka", false),
	    2 * CHUNK_BITS / STEP - CHUNK_BITS / STEP);
	for (uint32_t i = 1; i < POSTING_WHOLE_MOST; i++)
		put(fixture, "kafka", i * STEP, false);
	assert_int_equal(whole(fixture, "kafka", &list), ERR_LIMIT);
	assert_int_equal(count(fixture, 0, "kafka", false), 2);
	assert_int_equal(count(fixture, 0, "kafka", true), 2);
	assert_int_equal(count(fixture, 1, "kafka", true), 0);
}

/*
 * Terms that grow and shrink around the limit, a part of the changes taken back,
 * against sets.
 */
enum {
	LIMIT_TERMS = 6,
	LIMIT_PEOPLE = 4000,
	LIMIT_STEP = 11 /* six chunks */
};

struct limits {
	bool has[LIMIT_TERMS][LIMIT_PEOPLE];
};

static const char *const limit_words[LIMIT_TERMS] = { "a", "kafka", "kafkas",
	"lock", "locks", "zz" };

/* Where it is kept by chunks, the same set as a container. */
static void
expect_container(struct posting_reader *reader, uint32_t chunk,
    const struct posting_term *term, const struct bits *expected)
{
	struct slice container = { 0 };
	struct bits bits;
	int rc = posting_reader_find(reader, chunk, term, &container);
	bool has;

	if (rc == ERR_LIMIT)
		return;
	bits_clear(&bits);
	assert_true(rc == ERR_NOTFOUND ||
	    (rc == 0 && bits_decode_or(container, &bits)));
	assert_memory_equal(&bits, expected, sizeof(bits));
	for (size_t i = 0; rc == 0 && i < CHUNK_BITS; i += 97) {
		assert_true(bits_decode_has(container, i, &has));
		assert_int_equal(has, bits_has(expected, i));
	}
}

static void
expect_limits(struct fixture *fixture, const struct limits *limits)
{
	struct posting_reader reader;
	static struct posting_list list;

	posting_reader_open(&reader, fixture->txn, LIMIT_TERMS);
	for (int i = 0; i < LIMIT_TERMS; i++) {
		struct posting_term term = word(limit_words[i], false);
		size_t n = 0, at = 0;
		int rc = posting_whole(fixture->txn, &term, &list);

		for (uint32_t chunk = 0; chunk < 7; chunk++) {
			struct bits bits, again;

			bits_clear(&bits);
			bits_clear(&again);
			assert_ok(
			    posting_or(fixture->txn, chunk, &term, &bits));
			assert_ok(
			    posting_reader_or(&reader, chunk, &term, &again));
			assert_memory_equal(&bits, &again, sizeof(bits));
			expect_container(&reader, chunk, &term, &bits);
			n += bits_count(&bits);
		}
		for (uint32_t j = 0; j < LIMIT_PEOPLE; j++) {
			if (!limits->has[i][j])
				continue;
			n--;
			if (rc == 0)
				assert_int_equal(list.ordinals[at++],
				    j * LIMIT_STEP);
		}
		assert_int_equal(n, 0);
		assert_true(rc == 0 || rc == ERR_LIMIT);
		if (rc == 0)
			assert_int_equal(at, list.n);
	}
	posting_reader_close(&reader);
}

static void
change_limits(struct fixture *fixture, struct limits *limits, int round)
{
	static uint32_t seed = 11;
	int n = round % 4 == 0 ? 3000 : round % 4 == 1 ? 1 : 300;

	for (int i = 0; i < n; i++) {
		uint32_t which, person;
		bool has;

		seed = seed * 1664525 + 1013904223;
		which = (seed >> 8) % LIMIT_TERMS;
		person = (seed >> 6) % (LIMIT_PEOPLE / (1 + which % 3));
		has = (seed >> 28) < (round < 25 ? 10U : 4U);
		put(fixture, limit_words[which], person * LIMIT_STEP, has);
		limits->has[which][person] = has;
	}
}

static void
random_changes_around_the_limit_are_those_of_sets(void **state)
{
	struct fixture *fixture = *state;
	static struct limits limits, before;

	for (int round = 0; round < 50; round++) {
		fixture_begin(fixture, true);
		before = limits;
		change_limits(fixture, &limits, round);
		if (round % 5 == 3)
			expect_limits(fixture, &limits);
		if (round % 3 == 2) {
			fixture_abort(fixture);
			limits = before;
		} else {
			fixture_commit(fixture);
		}
		fixture_begin(fixture, false);
		expect_limits(fixture, &limits);
		fixture_abort(fixture);
	}
}

/* Clearing finds who is in lists and who is in chunks. */
static void
who_is_cleared_is_nowhere(void **state)
{
	struct fixture *fixture = *state;
	struct posting_list list;

	fixture_begin(fixture, true);
	for (uint32_t i = 0; i < 2 * POSTING_WHOLE_MOST; i++)
		put(fixture, "go", i, true);
	put(fixture, "kafka", 5, true);
	put(fixture, "kafka", CHUNK_BITS + 5, true);
	put(fixture, "lock", 5, true);
	assert_ok(posting_clear_chunk(fixture->txn, 5));
	assert_int_equal(count(fixture, 0, "go", false),
	    2 * POSTING_WHOLE_MOST - 1);
	assert_int_equal(count(fixture, 0, "kafka", false), 1);
	assert_ok(posting_clear_all(fixture->txn, 5));
	assert_int_equal(whole(fixture, "kafka", &list), 0);
	assert_int_equal(list.n, 1);
	assert_int_equal(list.ordinals[0], CHUNK_BITS + 5);
	assert_int_equal(count(fixture, 0, "lock", false), 0);
}

/* The second of a chunk's blocks, or of lists kept whole, can't be read. */
static void
damage_block(struct fixture *fixture, uint32_t chunk)
{
	struct slice found, block;
	struct cursor *cursor;
	struct key key;
	struct buf bytes;

	buf_init(&bytes, BLOCK_MAX);
	key_posting_chunk_prefix(&key, chunk);
	assert_ok(cursor_open(fixture->txn, TABLE_POSTING, &cursor));
	assert_ok(cursor_seek(cursor, &key, &found, &block));
	assert_ok(cursor_next(cursor, &found, &block));
	key_from_slice(&key, found);
	buf_add(&bytes, block.bytes, block.len);
	bytes.data[block.len / 2] ^= 1;
	cursor_close(cursor);
	assert_ok(db_put(fixture->txn, TABLE_POSTING, &key,
	    (struct slice){ (uint8_t *)bytes.data, bytes.len }));
	buf_done(&bytes);
}

static void
a_damaged_block_keeps_nobody_in_those_behind_it(void **state)
{
	enum {
		WORDS = 4000
	};
	struct fixture *fixture = *state;
	const struct posting_term last = word("w3999", false);
	struct posting_list list;
	char text[16];

	fixture_begin(fixture, true);
	for (int i = 0; i < WORDS; i++) {
		(void)snprintf(text, sizeof(text), "w%04d", i);
		put(fixture, text, 5, true);
	}
	put(fixture, text, 7, true);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	damage_block(fixture, KEY_CHUNK_WHOLE);
	assert_ok(posting_clear_all(fixture->txn, 5));
	assert_ok(posting_whole(fixture->txn, &last, &list));
	assert_int_equal(list.n, 1);
	assert_int_equal(list.ordinals[0], 7);
}

/* Half of a generation is dropped, then the rest. */
static void
generation_is_dropped_in_slices(void **state)
{
	struct fixture *fixture = *state;
	struct posting_term term = { .space = POSTING_SKILL };
	struct posting_list list;
	int64_t left = 100, n;
	char text[16];

	fixture_begin(fixture, true);
	assert_ok(
	    meta_put_int(fixture->txn, META_SYSTEM, "next-ordinal", 6000));
	for (uint32_t i = 0; i < 6000; i++) {
		(void)snprintf(text, sizeof(text), "s%u", i % 300);
		term.term = bytes_of(text);
		term.slot = (struct slot){ 1, (uint8_t)(i / 3000), 0 };
		assert_ok(posting_put(fixture->txn, &term, i, true));
		term.term = bytes_of("all");
		assert_ok(posting_put(fixture->txn, &term, i, true));
	}
	assert_ok(posting_drop(fixture->txn, (struct slot){ 1, 0, 0 }, &left));
	assert_int_equal(left, 0);
	left = 1000;
	assert_ok(posting_drop(fixture->txn, (struct slot){ 1, 0, 0 }, &left));
	assert_int_equal(left, 1000 - (300 + 2 - 100));
	term.term = bytes_of("s7");
	term.slot.generation = 0;
	assert_ok(posting_whole(fixture->txn, &term, &list));
	assert_int_equal(list.n, 0);
	term.slot.generation = 1;
	assert_ok(posting_whole(fixture->txn, &term, &list));
	assert_int_equal(list.n, 10);
	left = 1000;
	assert_ok(posting_drop(fixture->txn, (struct slot){ 1, 1, 0 }, &left));
	assert_ok(db_count(fixture->txn, TABLE_POSTING, &n));
	assert_int_equal(n, 0);
}

/* ---- ranges ---- */

static int
note(void *context, struct slice term, struct slice container)
{
	struct buf *out = context;

	(void)container;
	buf_add(out, term.bytes, term.len);
	buf_char(out, ' ');
	return out->len > 20 ? 7 : 0;
}

static void
terms_are_walked_in_order_until_it_is_enough(void **state)
{
	struct fixture *fixture = *state;
	struct posting_term term = word("lo", true);
	struct buf out;

	buf_init(&out, 100);
	fixture_begin(fixture, true);
	put(fixture, "lock", 1, true);
	put(fixture, "loom", 1, true);
	put(fixture, "lo", 1, true);
	put(fixture, "lp", 1, true);
	put(fixture, "lock", CHUNK_BITS, true);
	assert_int_equal(posting_each(fixture->txn, 0, &term, note, &out), 0);
	assert_string_equal(out.data, "lo lock loom ");
	assert_int_equal(posting_each(fixture->txn, 0, &term, note, &out), 7);
	buf_reset(&out);
	/* Another space or role is another range. */
	term.slot.role = 1;
	assert_int_equal(posting_each(fixture->txn, 0, &term, note, &out), 0);
	assert_int_equal(out.len, 0);
	buf_done(&out);
}

static int
note_name(void *context, int64_t id, struct slice folded)
{
	struct buf *out = context;

	buf_format(out, "%d:%.*s ", (int)id, (int)folded.len,
	    (const char *)folded.bytes);
	return 0;
}

static void
repositories_have_the_names_their_records_say(void **state)
{
	static const struct repository repositories[] = {
		{ .id = 1, .full_name = "Redis/redis" },
		{ .id = 2, .full_name = "apache/Kafka" },
		{ .id = 3, .full_name = "redis/Redis" }, /* made anew */
	};
	struct fixture *fixture = *state;
	struct buf out;

	buf_init(&out, 1000);
	fixture_begin(fixture, true);
	for (size_t i = 0; i < COUNT(repositories); i++)
		assert_ok(store_repository_put(fixture->txn, &repositories[i]));
	assert_ok(store_name_repositories(fixture->txn, note_name, &out));
	assert_string_equal(out.data,
	    "2:apache/kafka 3:redis/redis 1:redis/redis ");
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_sorted_by_key),
		cmocka_unit_test(last_change_of_each_holds_however_many),
		TEST(full_batches_are_written),
		TEST(blocks_that_grow_by_and_by_are_well_filled),
		TEST(reader_that_remembers_reads_the_same),
		cmocka_unit_test(any_wrong_bit_of_a_block_is_seen),
		TEST(what_is_given_is_read_and_what_is_taken_is_not),
		TEST(sets_become_dense_and_sparse_again),
		TEST(rare_terms_are_one_list_of_the_store),
		TEST(list_that_grows_too_long_moves_to_chunks_and_stays),
		TEST(random_changes_around_the_limit_are_those_of_sets),
		TEST(who_is_cleared_is_nowhere),
		TEST(a_damaged_block_keeps_nobody_in_those_behind_it),
		TEST(generation_is_dropped_in_slices),
		TEST(terms_are_walked_in_order_until_it_is_enough),
		TEST(repositories_have_the_names_their_records_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
