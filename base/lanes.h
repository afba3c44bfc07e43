#ifndef BASE_LANES_H
#define BASE_LANES_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Sixteen bytes at a time, as any processor of today compares them, or eight
 * numbers of two bytes, two of eight; of what is compared each is all zeros or all ones. */
typedef uint8_t lanes __attribute__((vector_size(16)));
typedef uint16_t wide_lanes __attribute__((vector_size(16)));
typedef uint64_t long_lanes __attribute__((vector_size(16)));

enum {
	LANES = 16
};

static inline lanes
lanes_get(const void *from)
{
	lanes bytes;

	memcpy(&bytes, from, LANES);
	return bytes;
}

/* Little-endian ones. */
static inline wide_lanes
lanes_get_wide(const void *from)
{
	wide_lanes numbers;

	memcpy(&numbers, from, LANES);
	return htole16(1) == 1 ? numbers : numbers << 8 | numbers >> 8;
}

static inline long_lanes
lanes_get_long(const void *from)
{
	long_lanes numbers;

	memcpy(&numbers, from, LANES);
	return (long_lanes){ le64toh(numbers[0]), le64toh(numbers[1]) };
}

/* Of two comparisons of wide ones, a byte each. */
static inline lanes
lanes_join(wide_lanes first, wide_lanes second)
{
	return __builtin_shufflevector((lanes)first, (lanes)second, 0, 2, 4, 6,
	    8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

/* Which are no printable ASCII. */
static inline lanes
lanes_odd(lanes bytes)
{
	return (lanes)(bytes - 0x20 > 0x7E - 0x20);
}

/* Which are spaces before another one; `next` begins a byte later. */
static inline lanes
lanes_double_space(lanes bytes, lanes next)
{
	return (lanes)(bytes == ' ') & (lanes)(next == ' ');
}

/* All of them, or-ed. */
static inline uint8_t
lanes_or(lanes bytes)
{
	uint64_t halves[2], all;

	memcpy(halves, &bytes, sizeof(halves));
	all = halves[0] | halves[1];
	all |= all >> 32;
	all |= all >> 16;
	return (uint8_t)(all | all >> 8);
}

static inline bool
lanes_any(lanes bytes)
{
	uint64_t halves[2];

	memcpy(halves, &bytes, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

/* Of what is compared a bit each, the first one the lowest.  The long way where
 * there is no instruction for it. */
static inline unsigned
lanes_bits_plain(lanes is)
{
	uint64_t halves[2];

	is &= 1;
	memcpy(halves, &is, sizeof(halves));
	for (unsigned i = 0; i < 2; i++)
		halves[i] =
		    le64toh(halves[i]) * UINT64_C(0x0102040810204080) >> 56;
	return (unsigned)(halves[0] | halves[1] << 8);
}

static inline unsigned
lanes_bits(lanes is)
{
#ifdef __SSE2__
	return (unsigned)_mm_movemask_epi8((__m128i)is);
#else
	return lanes_bits_plain(is);
#endif
}

#endif
