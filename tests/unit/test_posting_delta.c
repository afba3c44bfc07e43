/* Changes of postings that wait beside what they change. */
#include "store/lmdb.h"
#include "store/posting/posting_block.h"
#include "store/posting/posting_delta.h"
#include "store/posting/posting_reader.h"
#include "store/store_internal.h"
#include "tests/unit/posting_fixture.h"

static uint32_t seed = 3;

static uint32_t
chance(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)seed * n) >> 32);
}

static struct slice
written(const struct buf *buf)
{
	return (struct slice){ (const uint8_t *)buf->data, buf->len };
}

/* ---- values ---- */

static void
changes_are_read_as_written_or_refused(void **state)
{
	static uint32_t changes[DELTA_MOST + 1], again[DELTA_MOST];
	struct buf out;

	(void)state;
	buf_init(&out, DELTA_BYTES);
	for (int round = 0; round < 300; round++) {
		uint32_t step = 1 + chance(1U << chance(18)), at = 0;
		size_t n = 1 + chance(DELTA_MOST + 1), n_again = 0;

		for (size_t i = 0; i < n; i++) {
			at += 1 + chance(step);
			changes[i] = at | (chance(2) ? POSTING_TAKEN : 0);
		}
		buf_reset(&out);
		if (at > ORDINAL_MAX)
			continue;
		if (!delta_encode(changes, n, &out)) {
			assert_true(n > DELTA_MOST || n > 1000);
			assert_int_equal(out.len, 0);
			continue;
		}
		assert_true(out.len <= DELTA_BYTES);
		assert_true(delta_decode(written(&out), again, &n_again));
		assert_int_equal(n_again, n);
		assert_memory_equal(again, changes, n * sizeof(*changes));
		/* One that is cut off is told. */
		out.len--;
		assert_false(delta_decode(written(&out), again, &n_again));
	}
	assert_false(delta_encode(changes, 0, &out));
	buf_done(&out);
}

static void
any_bytes_are_read_safely(void **state)
{
	static uint32_t changes[DELTA_MOST];
	uint8_t bytes[64];
	struct bits bits;
	bool any;
	size_t n;

	(void)state;
	bits_clear(&bits);
	for (int round = 0; round < 20000; round++) {
		size_t len = chance(sizeof(bytes));
		struct slice value = { bytes, len };

		for (size_t i = 0; i < len; i++)
			bytes[i] = (uint8_t)chance(round % 2 ? 256 : 4);
		if (delta_decode(value, changes, &n))
			assert_true(n > 0 &&
			    posting_change_ordinal(changes[n - 1]) <=
				ORDINAL_MAX);
		(void)delta_apply(value, chance(3), &bits, &any);
	}
}

static void
later_changes_hold(void **state)
{
	const uint32_t old[] = { 1, 3 | POSTING_TAKEN, 5, 9 };
	const uint32_t new[] = { 0, 3, 5 | POSTING_TAKEN, 7 };
	const uint32_t both[] = { 0, 1, 3, 5 | POSTING_TAKEN, 7, 9 };
	uint32_t merged[8];

	(void)state;
	assert_int_equal(delta_merge(old, 4, new, 4, merged), COUNT(both));
	assert_memory_equal(merged, both, sizeof(both));
	assert_int_equal(delta_merge(old, 4, NULL, 0, merged), 4);
	assert_memory_equal(merged, old, sizeof(old));
}

/* ---- in a store ---- */

enum {
	CHUNKS = 40,
	TERMS = 5
};

static const char *const words[TERMS] = { "a", "kafka", "kafkas", "lock",
	"zz" };

static int64_t
waiting(struct fixture *fixture)
{
	int64_t n = -1;

	fixture_begin(fixture, false);
	assert_ok(delta_count(fixture->txn, &n));
	fixture_abort(fixture);
	return n;
}

/* Of each term some in every chunk. */
static void
change_everywhere(struct fixture *fixture, uint32_t n, uint32_t taken)
{
	fixture_begin(fixture, true);
	for (uint32_t i = 0; i < n; i++)
		put(fixture, words[chance(TERMS)],
		    chance(CHUNKS) * CHUNK_BITS + chance(60),
		    chance(100) >= taken);
	fixture_commit(fixture);
}

static int
remember_one(void *context, struct slice key, struct slice container)
{
	buf_add(context, key.bytes, key.len);
	buf_add(context, container.bytes, container.len);
	return 0;
}

static void
remember(struct fixture *fixture, struct buf *out)
{
	struct key key;

	fixture_begin(fixture, false);
	for (uint32_t i = 0; i < CHUNKS; i++) {
		key_posting_chunk_prefix(&key, i);
		assert_ok(posting_walk(fixture->txn, &key, remember_one, out));
	}
	fixture_abort(fixture);
}

/* Few changes in a large store wait; in a small one, and many at once, they
 * do not. */
static void
thin_changes_wait(void **state)
{
	struct fixture *fixture = *state;

	change_everywhere(fixture, 300, 0);
	assert_in_range(waiting(fixture), 200, 300);
	assert_ok(posting_settle(fixture->store, NULL));
	assert_int_equal(waiting(fixture), 0);
	fixture->store->delta_chunks = CHUNKS + 1;
	change_everywhere(fixture, 300, 0);
	assert_int_equal(waiting(fixture), 0);
	fixture->store->delta_chunks = CHUNKS;
	fixture_begin(fixture, true);
	for (uint32_t i = 0; i < CHUNKS; i++)
		for (uint32_t j = 0; j < 600; j++)
			put(fixture, "many", i * CHUNK_BITS + j, true);
	fixture_commit(fixture);
	assert_int_equal(waiting(fixture), 0);
}

/* The same sets, whether they waited or not. */
static void
settled_they_are_as_written_at_once(void **state)
{
	struct fixture *fixture = *state;
	struct buf waited, settled, direct;

	buf_init(&waited, 1 << 20);
	buf_init(&settled, 1 << 20);
	buf_init(&direct, 1 << 20);
	for (int k = 0; k < 2; k++) {
		seed = 77;
		fixture->store->delta_chunks = k == 0 ? 1 : UINT32_MAX;
		fixture->store->delta_most = 2000;
		for (int i = 0; i < 60; i++)
			change_everywhere(fixture, 200, i < 40 ? 10 : 90);
		assert_true((waiting(fixture) > 0) == (k == 0));
		assert_in_range(waiting(fixture), 0, 2000);
		remember(fixture, k == 0 ? &waited : &direct);
		assert_ok(posting_settle(fixture->store, NULL));
		assert_int_equal(waiting(fixture), 0);
		remember(fixture, k == 0 ? &settled : &direct);
		fixture_close(fixture);
		fixture_remove(fixture->path);
		fixture_open(fixture, STORE_WRITE);
	}
	assert_int_equal(2 * waited.len, direct.len);
	assert_int_equal(waited.len, settled.len);
	assert_memory_equal(waited.data, direct.data, waited.len);
	assert_memory_equal(settled.data, direct.data, settled.len);
	buf_done(&waited);
	buf_done(&settled);
	buf_done(&direct);
}

/* A process may end between any two slices: another goes on, and what is read
 * is the same. */
static void
slices_can_be_killed_between(void **state)
{
	struct fixture *fixture = *state;
	const struct posting_term term = word("k", true);
	size_t n = 0, again = 0;

	fixture->store->delta_most = 100000;
	for (int i = 0; i < 20; i++)
		change_everywhere(fixture, 200, 10);
	fixture_begin(fixture, false);
	assert_ok(posting_size(fixture->txn, 7, &term, &n));
	fixture_abort(fixture);
	for (int64_t left = waiting(fixture); left > 0;) {
		fixture_close(fixture);
		fixture_open(fixture, STORE_WRITE);
		fixture->store->delta_chunks = 1;
		fixture->store->delta_most = left - 1;
		/* One change more settles one term. */
		fixture_begin(fixture, true);
		put(fixture, "other", chance(CHUNKS) * CHUNK_BITS, true);
		fixture_commit(fixture);
		assert_true(waiting(fixture) < left);
		left = waiting(fixture);
		fixture_begin(fixture, false);
		assert_ok(posting_size(fixture->txn, 7, &term, &again));
		fixture_abort(fixture);
		assert_int_equal(again, n);
	}
}

/* A term that changes everywhere is written when it has no more room. */
static void
what_has_no_room_is_written(void **state)
{
	struct fixture *fixture = *state;
	struct posting_list list;
	const struct posting_term term = word("kafka", false);

	for (uint32_t i = 0; i <= DELTA_MOST; i += 64) {
		fixture_begin(fixture, true);
		for (uint32_t j = 0; j < 64; j++)
			put(fixture, "kafka",
			    (i + j) % CHUNKS * CHUNK_BITS + (i + j) / CHUNKS,
			    true);
		fixture_commit(fixture);
		fixture_begin(fixture, false);
		assert_int_equal(posting_whole(fixture->txn, &term, &list),
		    i + 64 <= POSTING_WHOLE_MOST ? 0 : ERR_LIMIT);
		fixture_abort(fixture);
		assert_int_equal(waiting(fixture), i < DELTA_MOST ? i + 64 : 0);
	}
}

static int
expect_not(void *context, struct slice key, struct slice value)
{
	static uint32_t changes[DELTA_MOST];
	const uint32_t *ordinal = context;
	size_t n;

	(void)key;
	assert_true(delta_decode(value, changes, &n));
	for (size_t i = 0; i < n; i++)
		assert_int_not_equal(posting_change_ordinal(changes[i]),
		    *ordinal);
	return 0;
}

/* Nor does what is written of somebody who is erased wait. */
static void
who_is_erased_does_not_wait(void **state)
{
	struct fixture *fixture = *state;
	const struct posting_term prefix = word("kaf", true);
	uint32_t ordinal = 5 * CHUNK_BITS + 7, other = ordinal + 1;
	int64_t n;

	for (int k = 0; k < 3; k++) {
		change_everywhere(fixture, 300, 10);
		fixture_begin(fixture, true);
		for (size_t i = 0; i < TERMS; i++)
			for (uint32_t j = 0; j < CHUNKS; j++) {
				put(fixture, words[i], ordinal, true);
				put(fixture, words[i], other, true);
				put(fixture, "else", j * CHUNK_BITS, true);
			}
		fixture_commit(fixture);
		n = waiting(fixture);
		assert_true(n > 0);
		fixture_begin(fixture, true);
		assert_int_equal(k == 0
			? posting_clear_all(fixture->txn, ordinal)
			: k == 1
			? posting_clear_chunk(fixture->txn, ordinal)
			: posting_clear(fixture->txn, ordinal, &prefix),
		    0);
		fixture_commit(fixture);
		assert_true(waiting(fixture) < n && waiting(fixture) > 0);
		fixture_begin(fixture, false);
		assert_int_equal(count_terms(fixture, ordinal),
		    k == 2 ? TERMS - 2 : 0);
		assert_int_equal(count_terms(fixture, other), TERMS);
		if (k < 2)
			assert_ok(delta_each(fixture->txn, (struct slice){ 0 },
			    expect_not, &ordinal));
		fixture_abort(fixture);
	}
}

static void
a_generation_is_dropped_with_what_waits(void **state)
{
	struct fixture *fixture = *state;
	struct posting_term term = { .space = POSTING_LANG,
		.slot = { 1, 0, 0 },
		.term = bytes_of("go") };
	int64_t left = 100000;
	size_t n = 0;

	for (uint8_t generation = 0; generation < 2; generation++) {
		term.slot.generation = generation;
		fixture_begin(fixture, true);
		for (uint32_t j = 0; j < CHUNKS; j++)
			assert_ok(posting_put(fixture->txn, &term,
			    j * CHUNK_BITS, true));
		fixture_commit(fixture);
	}
	assert_int_equal(waiting(fixture), 2 * CHUNKS);
	fixture_begin(fixture, true);
	assert_ok(posting_drop(fixture->txn, (struct slot){ 1, 0, 0 }, &left));
	fixture_commit(fixture);
	assert_int_equal(waiting(fixture), CHUNKS);
	fixture_begin(fixture, false);
	for (uint8_t generation = 0; generation < 2; generation++) {
		term.slot.generation = generation;
		assert_ok(posting_size(fixture->txn, 3, &term, &n));
		assert_int_equal(n, generation);
	}
	fixture_abort(fixture);
}

/* ---- damage ---- */

static void
put_damage(struct fixture *fixture)
{
	struct key key;
	struct buf block;

	key_posting(&key,
	    &(struct posting_key){ KEY_CHUNK_DELTA, POSTING_WORD, { 0 },
		bytes_of("kafka") });
	buf_init(&block, BLOCK_MAX);
	block_begin(&block);
	block_add(&block, (struct slice){ 0 }, key_slice(&key),
	    bytes_of("\x01\x09"));
	block_end(&block);
	fixture_begin(fixture, true);
	assert_ok(db_put(fixture->txn, TABLE_POSTING, &key, written(&block)));
	assert_ok(delta_count_up(fixture->txn, 3));
	fixture_commit(fixture);
	buf_done(&block);
}

static int
expect_damage(void *context, struct slice term, struct slice container)
{
	struct bits bits;
	int *n = context;

	if (term.len == 5)
		*n += !bits_decode_or(container, &bits);
	return 0;
}

static void
damage_is_told_and_stays(void **state)
{
	struct fixture *fixture = *state;
	const struct posting_term term = word("kafka", false),
				  all = word("", true);
	struct posting_reader reader;
	struct posting_list list;
	struct slice container;
	struct bits bits;
	int n = 0;

	fixture_begin(fixture, true);
	for (uint32_t j = 0; j < CHUNKS; j++)
		put(fixture, "lock", j * CHUNK_BITS, true);
	fixture_commit(fixture);
	put_damage(fixture);
	for (int k = 0; k < 2; k++) {
		fixture_begin(fixture, false);
		bits_clear(&bits);
		assert_int_equal(posting_or(fixture->txn, 3, &term, &bits),
		    ERR_CORRUPT);
		assert_int_equal(posting_whole(fixture->txn, &term, &list),
		    ERR_CORRUPT);
		posting_reader_open(&reader, fixture->txn, 1);
		assert_int_equal(posting_reader_or(&reader, 3, &term, &bits),
		    ERR_CORRUPT);
		assert_int_equal(posting_reader_find(&reader, 3, &term,
				     &container),
		    ERR_LIMIT);
		posting_reader_close(&reader);
		assert_int_equal(posting_each(fixture->txn, 3, &all,
				     expect_damage, &n),
		    0);
		assert_int_equal(n, k + 1);
		fixture_abort(fixture);
		/* Nothing else is kept from being written. */
		change_everywhere(fixture, 300, 10);
		assert_ok(posting_settle(fixture->store, NULL));
	}
}

static int
setup(void **state)
{
	struct fixture *fixture;

	if (fixture_setup(state) != 0)
		return -1;
	fixture = *state;
	fixture->store->delta_chunks = 1;
	seed = 3;
	return 0;
}

#define IN_STORE(name) \
	cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changes_are_read_as_written_or_refused),
		cmocka_unit_test(any_bytes_are_read_safely),
		cmocka_unit_test(later_changes_hold),
		IN_STORE(thin_changes_wait),
		IN_STORE(settled_they_are_as_written_at_once),
		IN_STORE(slices_can_be_killed_between),
		IN_STORE(what_has_no_room_is_written),
		IN_STORE(who_is_erased_does_not_wait),
		IN_STORE(a_generation_is_dropped_with_what_waits),
		IN_STORE(damage_is_told_and_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
