/* Rising numbers as bits, and lists of ordinals made of them. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "store/posting/ordinal.h"
#include "store/posting/posting_list.h"
#include "tests/unit/test.h"

static uint32_t seed = 7;

static uint32_t
chance(uint32_t below)
{
	seed = seed * 1664525 + 1013904223;
	return (uint32_t)(((uint64_t)(seed >> 4) * below) >> 28);
}

/* n rising numbers with gaps of up to `gap`, now and then of a hundredfold. */
static size_t
fill(uint32_t *numbers, size_t n, uint32_t gap)
{
	uint64_t at = 0;

	for (size_t i = 0; i < n; i++) {
		at += 1 + chance(gap) * (chance(50) == 0 ? 100ULL : 1ULL);
		if (at > ORDINAL_MAX)
			return i;
		numbers[i] = (uint32_t)at;
	}
	return n;
}

static struct slice
encode(const uint32_t *ordinals, size_t n, struct buf *out)
{
	buf_reset(out);
	posting_list_encode(ordinals, n, out);
	assert_false(out->overflow);
	return (struct slice){ (const uint8_t *)out->data, out->len };
}

/* Of each chunk that has a member, and its neighbours. */
static void
expect_offsets(struct slice value, const uint32_t *ordinals, size_t n)
{
	uint16_t offsets[POSTING_WHOLE_MOST];
	size_t n_offsets;

	for (size_t i = 0; i < n; i += 1 + chance(20)) {
		uint32_t chunk = ordinals[i] / CHUNK_BITS + chance(2);
		size_t from = 0;

		assert_true(
		    posting_list_offsets(value, chunk, offsets, &n_offsets));
		while (from < n && ordinals[from] / CHUNK_BITS < chunk)
			from++;
		for (size_t j = 0; j < n_offsets; j++)
			assert_int_equal(offsets[j] + chunk * CHUNK_BITS,
			    ordinals[from + j]);
		assert_true(from + n_offsets == n ||
		    ordinals[from + n_offsets] / CHUNK_BITS > chunk);
	}
}

static void
lists_give_back_what_went_in(void **state)
{
	static const uint32_t gaps[] = { 1, 2, 30, 1000, 100000, 1 << 28 };
	static const size_t sizes[] = { 1, 2, 6, 7, 8, 134, 135, 1000, 1024 };
	static uint32_t ordinals[POSTING_WHOLE_MOST];
	static struct posting_list list;
	struct buf out;

	(void)state;
	buf_init(&out, POSTING_LIST_BYTES);
	for (size_t g = 0; g < COUNT(gaps); g++)
		for (size_t s = 0; s < COUNT(sizes); s++) {
			size_t n = fill(ordinals, sizes[s], gaps[g]);
			struct slice value;

			if (n == 0)
				continue;
			value = encode(ordinals, n, &out);
			assert_true(posting_list_decode(value, &list));
			assert_int_equal(list.n, n);
			assert_memory_equal(list.ordinals, ordinals,
			    n * sizeof(*ordinals));
			expect_offsets(value, ordinals, n);
		}
	buf_done(&out);
}

static void
lists_are_these_bytes(void **state)
{
	static const uint32_t two[] = { 5, 9 };
	static const uint32_t last[] = { ORDINAL_MAX };
	static const uint8_t golden_two[] = { 2 << 3 | 2, 0x65 };
	static const uint8_t golden_last[] = { 28 << 3 | 1, 0xFD, 0xFF, 0xEF,
		0x3F };
	struct gaps_reader reader;
	struct slice value;
	struct buf out;

	(void)state;
	buf_init(&out, POSTING_LIST_BYTES);
	value = encode(two, 2, &out);
	assert_int_equal(value.len, sizeof(golden_two));
	assert_memory_equal(value.bytes, golden_two, value.len);
	value = encode(last, 1, &out);
	assert_int_equal(value.len, sizeof(golden_last));
	assert_memory_equal(value.bytes, golden_last, value.len);
	/* That the term is kept by chunks. */
	value = encode(NULL, 0, &out);
	assert_int_equal(value.len, 1);
	assert_true(posting_list_open(value, &reader));
	assert_int_equal(reader.left, 0);
	buf_done(&out);
}

/* The most and the widest fit into what is promised. */
static void
longest_list_fits(void **state)
{
	static uint32_t ordinals[POSTING_WHOLE_MOST];
	static struct posting_list list;
	struct buf out;

	(void)state;
	buf_init(&out, POSTING_LIST_BYTES);
	for (size_t i = 0; i < POSTING_WHOLE_MOST; i++)
		ordinals[i] =
		    ORDINAL_MAX - (uint32_t)(POSTING_WHOLE_MOST - 1 - i);
	assert_true(
	    posting_list_decode(encode(ordinals, POSTING_WHOLE_MOST, &out),
		&list));
	assert_memory_equal(list.ordinals, ordinals, sizeof(ordinals));
	for (size_t i = 0; i < POSTING_WHOLE_MOST; i++)
		ordinals[i] = (uint32_t)i * (ORDINAL_MAX / POSTING_WHOLE_MOST);
	assert_true(
	    posting_list_decode(encode(ordinals, POSTING_WHOLE_MOST, &out),
		&list));
	assert_memory_equal(list.ordinals, ordinals, sizeof(ordinals));
	buf_done(&out);
}

/* Cut, lengthened or wrong: read within its bounds, and rising at least. */
static void
any_bytes_are_read_safely(void **state)
{
	static uint32_t ordinals[POSTING_WHOLE_MOST];
	static struct posting_list list;
	uint16_t offsets[POSTING_WHOLE_MOST];
	struct buf out;
	size_t n;

	(void)state;
	buf_init(&out, POSTING_LIST_BYTES);
	for (int round = 0; round < 20000; round++) {
		struct slice value = encode(ordinals,
		    fill(ordinals, 1 + chance(40), 1 + chance(100000)), &out);
		size_t len = chance((uint32_t)value.len + 4);
		uint8_t *bytes = malloc(len + 1); /* for the sanitizer */

		for (size_t i = 0; i < len; i++)
			bytes[i] = i < value.len ? value.bytes[i]
						 : (uint8_t)chance(256);
		if (len > 0 && chance(2) == 0)
			bytes[chance((uint32_t)len)] ^=
			    (uint8_t)(1 + chance(255));
		value = (struct slice){ bytes, len };
		if (posting_list_decode(value, &list))
			for (size_t i = 0; i < list.n; i++)
				assert_true(list.ordinals[i] <= ORDINAL_MAX &&
				    (i == 0 ||
					list.ordinals[i] >
					    list.ordinals[i - 1]));
		if (posting_list_offsets(value, chance(3), offsets, &n))
			assert_true(n <= POSTING_WHOLE_MOST);
		free(bytes);
	}
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_give_back_what_went_in),
		cmocka_unit_test(lists_are_these_bytes),
		cmocka_unit_test(longest_list_fits),
		cmocka_unit_test(any_bytes_are_read_safely),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
