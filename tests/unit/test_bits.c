/* Sets of offsets in a chunk, and the containers they are stored as. */
#include <string.h>

#include "base/buf.h"
#include "store/posting/bits.h"
#include "tests/unit/test.h"

static uint32_t seed = 7;

static uint32_t
chance(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)(seed >> 4) * below) >> 28);
}

/* About one in `gap` offsets. */
static void
fill_random(struct bits *bits, uint32_t gap)
{
	bits_clear(bits);
	for (size_t i = 0; i < CHUNK_BITS; i++)
		if (chance(gap) == 0)
			bits_set(bits, i);
}

static struct slice
encode(const struct bits *bits, struct buf *out)
{
	buf_reset(out);
	bits_encode(bits, out);
	assert_false(out->overflow);
	return (struct slice){ (const uint8_t *)out->data, out->len };
}

static void
assert_same(const struct bits *a, const struct bits *b)
{
	assert_memory_equal(a, b, sizeof(*a));
}

/* ---- sets ---- */

static void
sets_follow_their_definition(void **state)
{
	struct bits a, b, both, either, only_a;

	(void)state;
	fill_random(&a, 3);
	fill_random(&b, 5);
	both = either = only_a = a;
	bits_and(&both, &b);
	bits_or(&either, &b);
	bits_and_not(&only_a, &b);
	for (size_t i = 0; i < CHUNK_BITS; i++) {
		bool in_a = bits_has(&a, i), in_b = bits_has(&b, i);

		assert_int_equal(bits_has(&both, i), in_a && in_b);
		assert_int_equal(bits_has(&either, i), in_a || in_b);
		assert_int_equal(bits_has(&only_a, i), in_a && !in_b);
	}
	assert_int_equal(bits_count(&both), bits_count_common(&a, &b));
	assert_int_equal(bits_count(&both) + bits_count(&only_a),
	    bits_count(&a));
	assert_int_equal(bits_count(&either) + bits_count(&both),
	    bits_count(&a) + bits_count(&b));
}

static void
filling_takes_the_first_ones(void **state)
{
	static const size_t sizes[] = { 0, 1, 63, 64, 65, 8191, 8192 };
	struct bits bits;

	(void)state;
	for (size_t s = 0; s < COUNT(sizes); s++) {
		bits_fill(&bits, sizes[s]);
		assert_int_equal(bits_count(&bits), sizes[s]);
		assert_int_equal(bits_is_empty(&bits), sizes[s] == 0);
		for (size_t i = 0; i < sizes[s]; i++)
			assert_true(bits_has(&bits, i));
	}
	bits_drop(&bits, 4711);
	assert_int_equal(bits_count(&bits), CHUNK_BITS - 1);
	assert_false(bits_has(&bits, 4711));
}

static void
walking_meets_each_member_in_order(void **state)
{
	static const uint32_t gaps[] = { 1, 2, 60, 3000, UINT32_C(1) << 28 };
	struct bits bits, met;

	(void)state;
	for (size_t g = 0; g < COUNT(gaps); g++) {
		size_t at = 0, n = 0, last = 0;

		fill_random(&bits, gaps[g]);
		bits_clear(&met);
		for (; bits_next(&bits, &at); at++) {
			assert_true(n++ == 0 || at > last);
			last = at;
			bits_set(&met, at);
		}
		assert_same(&bits, &met);
	}
	bits_clear(&bits);
	bits_set(&bits, CHUNK_BITS - 1);
	for (size_t at = 0; bits_next(&bits, &at); at++)
		assert_int_equal(at, CHUNK_BITS - 1);
}

/* ---- containers ---- */

/* So do few offsets that are asked for. */
static void
assert_reads_few(const struct bits *bits, struct slice container)
{
	uint16_t few[64];
	size_t n_few = 0, expected = 0, n;

	for (size_t at = chance(200); at < CHUNK_BITS && n_few < COUNT(few);
	     at += 1 + chance(1 + chance(900))) {
		few[n_few++] = (uint16_t)at;
		expected += bits_has(bits, at) ? 1 : 0;
	}
	assert_true(bits_decode_few(container, few, n_few, &n));
	assert_int_equal(n, expected);
}

/* Every way of reading agrees with the set. */
static void
assert_reads(const struct bits *bits, struct slice container)
{
	struct bits back, other, common;
	size_t n;

	bits_clear(&back);
	assert_true(bits_decode_or(container, &back));
	assert_same(bits, &back);
	assert_true(bits_decode_count(container, &n));
	assert_int_equal(n, bits_count(bits));
	fill_random(&other, 2);
	assert_true(bits_decode_common(container, &other, &n));
	assert_int_equal(n, bits_count_common(bits, &other));
	common = other;
	assert_true(bits_decode_or(container, &other));
	bits_or(&common, bits);
	assert_same(&common, &other);
	assert_reads_few(bits, container);
	for (size_t i = 0; i < CHUNK_BITS; i += 1 + chance(64)) {
		bool has = false;

		assert_true(bits_decode_has(container, i, &has));
		assert_int_equal(has, bits_has(bits, i));
	}
}

static void
containers_give_back_what_went_in(void **state)
{
	struct bits bits;
	struct buf out;

	(void)state;
	buf_init(&out, CONTAINER_MAX);
	for (uint32_t round = 0; round < 300; round++) {
		uint32_t gap = 1 + chance(1 + chance(2 + chance(9000)));

		fill_random(&bits, gap);
		for (uint32_t i = chance(3); i > 0; i--)
			bits_set(&bits, chance(CHUNK_BITS));
		assert_reads(&bits, encode(&bits, &out));
	}
	for (size_t n = 0; n <= CHUNK_BITS; n += n < 1100 ? 1 : 709) {
		bits_fill(&bits, n);
		assert_reads(&bits, encode(&bits, &out));
	}
	buf_done(&out);
}

static void
few_members_take_few_bytes_and_many_a_bit_each(void **state)
{
	static const struct {
		size_t n;
		size_t step;
		size_t len;
	} cases[] = {
		{ 0, 1, 2 },
		{ 1, 1, 3 },
		{ 100, 1, 102 },
		{ 60, 128, 62 },
		{ 60, 129, 121 },
		{ 1023, 1, 1025 },
		{ 1024, 1, CONTAINER_MAX },
		{ CHUNK_BITS, 1, CONTAINER_MAX },
	};
	struct bits bits;
	struct buf out;

	(void)state;
	buf_init(&out, CONTAINER_MAX);
	for (size_t i = 0; i < COUNT(cases); i++) {
		bits_clear(&bits);
		for (size_t j = 0; j < cases[i].n; j++)
			bits_set(&bits, j * cases[i].step);
		assert_int_equal(encode(&bits, &out).len, cases[i].len);
	}
	buf_done(&out);
}

static void
a_sorted_list_gives_the_same_bytes(void **state)
{
	static const uint32_t gaps[] = { 1, 3, 8, 9, 30, 200, 5000 };
	uint16_t offsets[CHUNK_BITS];
	struct buf out, sorted;
	struct bits bits;

	(void)state;
	buf_init(&out, CONTAINER_MAX);
	buf_init(&sorted, CONTAINER_MAX);
	for (size_t g = 0; g < COUNT(gaps); g++) {
		struct slice bytes;
		size_t n = 0;

		fill_random(&bits, gaps[g]);
		for (size_t at = 0; bits_next(&bits, &at); at++)
			offsets[n++] = (uint16_t)at;
		bytes = encode(&bits, &out);
		buf_reset(&sorted);
		bits_encode_sorted(offsets, n, &sorted);
		assert_int_equal(sorted.len, bytes.len);
		assert_memory_equal(sorted.data, bytes.bytes, bytes.len);
	}
	buf_done(&out);
	buf_done(&sorted);
}

enum {
	DENSE = 0x80 /* of a container's first byte */
};

/* Both ways lead to the same bytes, but where the form may change. */
static void
change_one(struct bits *bits, size_t offset, bool has)
{
	struct buf from, to, changed;
	struct slice old, new;
	bool is_done;

	buf_init(&from, CONTAINER_MAX);
	buf_init(&to, CONTAINER_MAX);
	buf_init(&changed, CONTAINER_MAX);
	old = encode(bits, &from);
	if (has)
		bits_set(bits, offset);
	else
		bits_drop(bits, offset);
	new = encode(bits, &to);
	is_done = bits_encode_changed(old, offset, has, &changed);
	if ((old.bytes[0] & DENSE) == 0)
		assert_int_equal(is_done, (new.bytes[0] & DENSE) == 0);
	else if (has || bits_count(bits) > CHUNK_BITS / 8)
		assert_true(is_done);
	if (!is_done || bits_is_empty(bits)) {
		assert_int_equal(changed.len, 0);
	} else {
		assert_int_equal(changed.len, new.len);
		assert_memory_equal(changed.data, new.bytes, new.len);
	}
	buf_done(&from);
	buf_done(&to);
	buf_done(&changed);
}

static void
one_member_comes_or_goes_without_the_others(void **state)
{
	static const uint32_t gaps[] = { 3, 8, 9, 30, 200, 5000, CHUNK_BITS };
	struct bits bits;

	(void)state;
	for (size_t g = 0; g < COUNT(gaps); g++)
		for (size_t i = 0; i < 300; i++) {
			size_t at = chance(CHUNK_BITS);

			if (i % 50 == 0)
				fill_random(&bits, gaps[g]);
			if (i % 3 == 0 && !bits_next(&bits, &at))
				at = CHUNK_BITS - 1;
			change_one(&bits, at, i % 2 == 0);
		}
}

static void
the_first_and_the_last_member_come_and_go(void **state)
{
	static const size_t ends[] = { 0, 1, CHUNK_BITS - 2, CHUNK_BITS - 1 };
	struct bits bits;

	(void)state;
	bits_clear(&bits);
	for (size_t give = 0; give < 2; give++)
		for (size_t i = 0; i < COUNT(ends); i++) {
			change_one(&bits, ends[i], give == 0);
			change_one(&bits, ends[i], give == 0);
		}
	assert_true(bits_is_empty(&bits));
}

/* The forms turn into each other around the length that they have in common. */
static void
a_container_that_turns_dense_is_left_to_others(void **state)
{
	struct bits bits;

	(void)state;
	bits_clear(&bits);
	for (size_t i = 0; i < 1030; i++)
		change_one(&bits, 3 * i, true);
	for (size_t i = 1030; i-- > 1000;)
		change_one(&bits, 3 * i, false);
}

/* ---- bytes that nobody wrote ---- */

static void
damage_is_refused(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} cases[] = {
		{ "", 0 },
		{ "\0", 1 },
		{ "\0\1", 2 }, /* a member is missing */
		{ "\0\0\5", 3 }, /* one too many */
		{ "\0\1\5\6", 4 },
		{ "\0\2\5", 3 },
		{ "\0\1\200", 3 }, /* cut in a number */
		{ "\0\1\200\5", 4 }, /* longer than need be */
		{ "\0\1\300\200", 4 }, /* a third byte follows */
		{ "\0\2\377\177\0", 5 }, /* 16,383 */
		{ "\0\2\277\177\0", 5 }, /* 8,191 and 8,192 */
		{ "\200\1\1", 3 }, /* no whole bitmap */
		{ "\177\377\1", 3 },
	};
	struct bits bits;
	size_t n;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct slice container = { (const uint8_t *)cases[i].bytes,
			cases[i].len };

		bits_clear(&bits);
		assert_false(bits_decode_or(container, &bits));
		assert_false(bits_decode_common(container, &bits, &n));
	}
}

static void
a_bitmap_has_as_many_as_it_says(void **state)
{
	uint8_t bytes[CONTAINER_MAX] = { 0x80, 2, 1 };
	struct slice container = { bytes, sizeof(bytes) };
	struct bits bits;
	size_t n;

	(void)state;
	bits_clear(&bits);
	assert_false(bits_decode_or(container, &bits));
	assert_false(bits_decode_common(container, &bits, &n));
	bytes[CONTAINER_MAX - 1] = 0x80;
	assert_true(bits_decode_or(container, &bits));
	assert_true(bits_has(&bits, 0) && bits_has(&bits, CHUNK_BITS - 1));
	bytes[0] = 0xFF;
	assert_false(bits_decode_count(container, &n));
	container.len--;
	bytes[0] = 0x80;
	assert_false(bits_decode_count(container, &n));
}

/* What is accepted is a set that can be written again. */
static void
read_hostile(const uint8_t *bytes, size_t len)
{
	struct slice container = { bytes, len };
	struct bits bits, again;
	size_t n = 0, common = 0;
	const uint16_t few[] = { 0, 77, CHUNK_BITS - 1 };
	bool has = false;
	struct buf out;

	bits_clear(&bits);
	(void)bits_decode_has(container, chance(CHUNK_BITS), &has);
	(void)bits_decode_few(container, few, COUNT(few), &n);
	buf_init(&out, CONTAINER_MAX + 1);
	(void)bits_encode_changed(container, chance(CHUNK_BITS), chance(2) == 0,
	    &out);
	assert_false(out.overflow);
	buf_done(&out);
	if (!bits_decode_or(container, &bits)) {
		assert_false(bits_decode_common(container, &bits, &common));
		return;
	}
	assert_true(bits_decode_count(container, &n));
	assert_int_equal(n, bits_count(&bits));
	assert_true(bits_decode_common(container, &bits, &common));
	assert_int_equal(common, n);
	buf_init(&out, CONTAINER_MAX);
	bits_clear(&again);
	assert_true(bits_decode_or(encode(&bits, &out), &again));
	assert_same(&bits, &again);
	buf_done(&out);
}

static void
no_bytes_do_harm(void **state)
{
	static const size_t lengths[] = { 0, 1, 2, 3, 10, 100, 1025,
		CONTAINER_MAX, CONTAINER_MAX + 1 };
	uint8_t bytes[CONTAINER_MAX + 1];
	struct bits bits;
	struct buf out;

	(void)state;
	buf_init(&out, CONTAINER_MAX);
	for (size_t round = 0; round < 2000; round++) {
		size_t len = lengths[chance(COUNT(lengths))];

		for (size_t i = 0; i < len; i++)
			bytes[i] = (uint8_t)chance(256);
		if (len >= 2 && chance(2) == 0)
			key_put_be(bytes, len - 2, 2);
		read_hostile(bytes, len);
		fill_random(&bits, 1 + chance(300));
		len = encode(&bits, &out).len;
		memcpy(bytes, out.data, len);
		bytes[chance((uint32_t)len)] ^= (uint8_t)(1U << chance(8));
		read_hostile(bytes, len - chance(2));
	}
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sets_follow_their_definition),
		cmocka_unit_test(filling_takes_the_first_ones),
		cmocka_unit_test(walking_meets_each_member_in_order),
		cmocka_unit_test(containers_give_back_what_went_in),
		cmocka_unit_test(
		    few_members_take_few_bytes_and_many_a_bit_each),
		cmocka_unit_test(a_sorted_list_gives_the_same_bytes),
		cmocka_unit_test(one_member_comes_or_goes_without_the_others),
		cmocka_unit_test(the_first_and_the_last_member_come_and_go),
		cmocka_unit_test(
		    a_container_that_turns_dense_is_left_to_others),
		cmocka_unit_test(damage_is_refused),
		cmocka_unit_test(a_bitmap_has_as_many_as_it_says),
		cmocka_unit_test(no_bytes_do_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
