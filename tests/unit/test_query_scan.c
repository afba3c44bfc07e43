/* Of many briefs at once the same is told as of each. */
#include <string.h>

#include "base/array.h"
#include "base/lanes.h"
#include "store/column/card.h"
#include "store/query/query_row.h"
#include "store/query/query_scan.h"
#include "tests/unit/test.h"

static uint32_t seed = 1;

static uint32_t
chance(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

/* ---- lanes ---- */

static void
a_bit_stands_for_each_lane(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 1 << LANES; i += 1 + chance(50)) {
		uint8_t bytes[LANES];

		for (unsigned k = 0; k < LANES; k++)
			bytes[k] = (i >> k & 1) != 0 ? 0xFF : 0;
		assert_int_equal(lanes_bits(lanes_get(bytes)), i);
		assert_int_equal(lanes_bits_plain(lanes_get(bytes)), i);
	}
}

static void
numbers_are_little_endian(void **state)
{
	static const uint8_t bytes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
		13, 14, 15, 16 };
	wide_lanes wide = lanes_get_wide(bytes);
	long_lanes numbers = lanes_get_long(bytes);

	(void)state;
	assert_int_equal(wide[0], 0x0201);
	assert_int_equal(wide[7], 0x100F);
	assert_true(numbers[0] == UINT64_C(0x0807060504030201));
	assert_true(numbers[1] == UINT64_C(0x100F0E0D0C0B0A09));
}

static void
two_comparisons_are_joined_in_their_order(void **state)
{
	uint8_t bytes[2 * LANES] = { 0 };
	lanes is;

	(void)state;
	bytes[2 * 3] = bytes[2 * 8] = bytes[2 * 15] = 7;
	is = lanes_join((wide_lanes)(lanes_get_wide(bytes) == 7),
	    (wide_lanes)(lanes_get_wide(bytes + LANES) == 7));
	assert_int_equal(lanes_bits(is), 1 << 3 | 1 << 8 | 1 << 15);
}

/* ---- briefs ---- */

static const struct {
	enum column_number number;
	int64_t most;
	bool is_wide;
} numbers[] = {
	{ COLUMN_SCORE, 100000, true },
	{ COLUMN_COVERAGE, 10000, false },
	{ COLUMN_BAND, 3, false },
	{ COLUMN_INVOLVEMENT, 5, false },
	{ COLUMN_PLACE, 70000, true },
	{ COLUMN_FIRST_SEEN, 1900000000, true },
	{ COLUMN_FOLLOWERS, 1000000, false },
	{ COLUMN_REVIEWS, 300, false },
};

/* Levels around the ends of the range, and any. */
static void
make_levels(const struct scan *scan, bool is_wide,
    uint8_t levels[static 2 * BRIEF_BLOCK])
{
	const int ends[] = { scan->may.low, scan->may.high, scan->sure.low,
		scan->sure.high };

	for (size_t i = 0; i < BRIEF_BLOCK; i++) {
		unsigned level = chance(4) == 0
		    ? chance(65536)
		    : (unsigned)ends[chance(4)] + chance(3) - 1;
		size_t at = is_wide ? 2 * i : i;

		levels[at] = (uint8_t)level;
		if (is_wide)
			levels[at + 1] = (uint8_t)(level >> 8);
	}
}

static void
compare(const struct scan *scan, const uint8_t *levels)
{
	uint64_t sure[SCAN_WORDS], may[SCAN_WORDS];

	memset(sure, 0xAA, sizeof(sure));
	memset(may, 0xAA, sizeof(may));
	scan_brief(scan, levels, sure, may);
	for (size_t i = 0; i < BRIEF_BLOCK; i++) {
		enum answer answer = scan_tells(scan, levels, i);

		assert_int_equal(sure[i / 64] >> i % 64 & 1,
		    answer == ANSWER_YES);
		assert_int_equal(may[i / 64] >> i % 64 & 1,
		    answer != ANSWER_NO);
	}
}

static void
ranges_are_found_as_each_is_told(void **state)
{
	uint8_t levels[2 * BRIEF_BLOCK];

	(void)state;
	for (size_t i = 0; i < COUNT(numbers); i++)
		for (int turn = 0; turn < 300; turn++) {
			uint32_t most = (uint32_t)numbers[i].most + 2;
			int64_t low = chance(5) == 0 ? 0 : chance(most);
			int64_t high =
			    chance(5) == 0 ? UINT32_MAX : chance(most);
			struct scan scan =
			    scan_range(numbers[i].number, low, high);

			make_levels(&scan, numbers[i].is_wide, levels);
			compare(&scan, levels);
		}
}

static void
flags_are_found_as_each_is_told(void **state)
{
	struct scan scan = { .kind = SCAN_FLAGS, .number = COLUMN_FLAGS };
	const struct scan out = { .kind = SCAN_OUT, .number = COLUMN_TIER };
	uint8_t levels[2 * BRIEF_BLOCK];

	(void)state;
	for (int turn = 0; turn < 300; turn++) {
		scan.flags = (uint8_t)chance(256);
		scan.yes = chance(2) == 0;
		for (size_t i = 0; i < BRIEF_BLOCK; i++)
			levels[i] = (uint8_t)(chance(256) & chance(256));
		compare(&scan, levels);
		compare(&out, levels);
	}
}

static void
places_are_found_as_each_is_told(void **state)
{
	struct arena arena = { 0 };
	struct predicate what = { .match = query_match_loc,
		.place_kind = PLACE_NAMED };
	const int64_t places[] = { 3, 7, 1000, 65000 };
	uint8_t levels[2 * BRIEF_BLOCK];
	struct scan scan;

	(void)state;
	what.places = places;
	what.n_places = COUNT(places);
	scan_init(&scan, &what, &arena);
	for (int turn = 0; turn < 300; turn++) {
		for (size_t i = 0; i < BRIEF_BLOCK; i++) {
			unsigned place =
			    chance(9) == 0 ? UINT16_MAX : chance(10);

			levels[2 * i] = (uint8_t)place;
			levels[2 * i + 1] = (uint8_t)(place >> 8);
		}
		compare(&scan, levels);
	}
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_bit_stands_for_each_lane),
		cmocka_unit_test(numbers_are_little_endian),
		cmocka_unit_test(two_comparisons_are_joined_in_their_order),
		cmocka_unit_test(ranges_are_found_as_each_is_told),
		cmocka_unit_test(flags_are_found_as_each_is_told),
		cmocka_unit_test(places_are_found_as_each_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
