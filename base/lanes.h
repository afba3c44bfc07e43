#ifndef BASE_LANES_H
#define BASE_LANES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Sixteen bytes at a time, as any processor of today compares them; of what is
 * compared each byte is 0 or 0xFF. */
typedef uint8_t lanes __attribute__((vector_size(16)));

enum {
	LANES = 16
};

static inline lanes
lanes_get(const char *text)
{
	lanes bytes;

	memcpy(&bytes, text, LANES);
	return bytes;
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

#endif
