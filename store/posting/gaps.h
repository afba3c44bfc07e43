#ifndef STORE_POSTING_GAPS_H
#define STORE_POSTING_GAPS_H

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "store/key.h"

/*
 * Rising numbers as bits: of each the gap to the one before it, less one (the
 * first as itself), in Rice's code: the gap without its `shift` lowest bits as
 * so many ones and a zero, then these bits.  Bits fill bytes from the lowest
 * on; the last byte ends in zeros.  n numbers below `below` take
 * n * (shift + 1) + (below >> shift) bits at most; the least are taken where
 * 1 << shift is about the mean gap.  Pure; reading is safe for any bytes.
 */

/* floor(log2(below / n)): what suits n numbers below `below`. */
static inline unsigned
gaps_shift(uint32_t below, size_t n)
{
	uint64_t mean = n == 0 ? 0 : below / n;

	return mean == 0 ? 0 : 63U - (unsigned)__builtin_clzll(mean);
}

/* Bytes that they take at most. */
static inline size_t
gaps_bytes(uint32_t below, size_t n, unsigned shift)
{
	return (n * (shift + 1) + (below >> shift) + 7) / 8;
}

/* Writes n numbers; what it returns is behind them. */
uint8_t *
gaps_write(uint8_t *to, const uint32_t *numbers, size_t n, unsigned shift);

struct gaps_reader {
	const uint8_t *at;
	const uint8_t *end;
	uint64_t bits; /* read from memory, the next one lowest */
	unsigned n_bits;
	unsigned shift; /* at most 31 */
	uint32_t next; /* one above the last number */
	uint32_t below; /* what is not is damage */
	size_t left; /* numbers that are promised */
};

static inline void
gaps_open(struct gaps_reader *reader, struct slice bytes, size_t n,
    unsigned shift, uint32_t below)
{
	*reader = (struct gaps_reader){ .at = bytes.bytes,
		.end = bytes.bytes + bytes.len,
		.shift = shift,
		.below = below,
		.left = n };
}

/* The rare ones, of many ones; and what is none. */
bool gaps_next_slowly(struct gaps_reader *reader, uint32_t *ret_number);

/* Bits beyond n_bits can be those of the next byte, which comes again. */
static inline void
gaps_refill(struct gaps_reader *reader)
{
	uint64_t word;

	if (reader->end - reader->at >= 8) {
		memcpy(&word, reader->at, sizeof(word));
		reader->bits |= le64toh(word) << reader->n_bits;
		reader->at += (63 - reader->n_bits) / 8;
		reader->n_bits |= 56;
		return;
	}
	for (; reader->n_bits < 56 && reader->at < reader->end;
	     reader->n_bits += 8)
		reader->bits |= (uint64_t)*reader->at++ << reader->n_bits;
}

/* The next number; false at the end (left is 0) and at what is none. */
static inline bool
gaps_next(struct gaps_reader *reader, uint32_t *ret_number)
{
	unsigned ones, shift = reader->shift;
	uint64_t number;

	if (reader->left == 0)
		return false;
	if (reader->n_bits < 32)
		gaps_refill(reader);
	ones = (unsigned)__builtin_ctzll(~reader->bits | UINT64_C(1) << 63);
	if (ones + 1 + shift > reader->n_bits)
		return gaps_next_slowly(reader, ret_number);
	number = reader->bits >> (ones + 1) & ((UINT64_C(1) << shift) - 1);
	number += reader->next + ((uint64_t)ones << shift);
	reader->bits >>= ones + 1 + shift;
	reader->n_bits -= ones + 1 + shift;
	if (number >= reader->below)
		return false;
	reader->left--;
	reader->next = (uint32_t)number + 1;
	*ret_number = (uint32_t)number;
	return true;
}

/* Whether all were read that were promised, and nothing is behind them. */
bool gaps_is_done(const struct gaps_reader *reader);

#endif
