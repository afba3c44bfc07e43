#ifndef STORE_POSTING_BITS_H
#define STORE_POSTING_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/key.h"

/*
 * Sets of numbers below CHUNK_BITS, and the bytes they are stored as: a
 * *container*.  Pure.  An offset that is passed in must be below CHUNK_BITS.
 */
enum {
	CHUNK_BITS = 8192,
	CHUNK_WORDS = CHUNK_BITS / 64,
	/* No container is longer. */
	CONTAINER_MAX = 2 + CHUNK_BITS / 8
};

struct buf;

struct bits {
	uint64_t words[CHUNK_WORDS];
};

void bits_clear(struct bits *bits);
/* Exactly the first n. */
void bits_fill(struct bits *bits, size_t n);

static inline void
bits_set(struct bits *bits, size_t offset)
{
	bits->words[offset / 64] |= (uint64_t)1 << offset % 64;
}

static inline void
bits_drop(struct bits *bits, size_t offset)
{
	bits->words[offset / 64] &= ~((uint64_t)1 << offset % 64);
}

static inline bool
bits_has(const struct bits *bits, size_t offset)
{
	return (bits->words[offset / 64] >> offset % 64 & 1) != 0;
}

/* The result is in the first one. */
void bits_and(struct bits *bits, const struct bits *other);
void bits_or(struct bits *bits, const struct bits *other);
void bits_and_not(struct bits *bits, const struct bits *other);

/* How many are in each byte of a word, and in all of it; without an instruction
 * for it the compiler's own is a call. */
static inline uint64_t
bits_in_bytes(uint64_t word)
{
	word -= word >> 1 & UINT64_C(0x5555555555555555);
	word = (word & UINT64_C(0x3333333333333333)) +
	    (word >> 2 & UINT64_C(0x3333333333333333));
	return (word + (word >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
}

static inline size_t
bits_in_word(uint64_t word)
{
	return (
	    size_t)(bits_in_bytes(word) * UINT64_C(0x0101010101010101) >> 56);
}

size_t bits_count(const struct bits *bits);
size_t bits_count_common(const struct bits *a, const struct bits *b);
bool bits_is_empty(const struct bits *bits);

/*
 * Finds the first member that is not below *at and puts it there; false when
 * there is none.  So: for (at = 0; bits_next(&bits, &at); at++)
 */
bool bits_next(const struct bits *bits, size_t *at);

/*
 * Appends the set as a container, the shorter of its two forms: the same set
 * gives the same bytes.  The second takes n members in rising order.
 */
void bits_encode(const struct bits *bits, struct buf *out);
void bits_encode_sorted(const uint16_t *offsets, size_t n, struct buf *out);

/*
 * Appends what becomes of a container when one member is given or taken, as
 * bits_encode() has it; nothing, when none is left.  What is behind the member
 * is copied, and damage there is not seen.  False, and nothing is appended: it
 * is none, or may have to take the other form.
 */
bool bits_encode_changed(struct slice container, size_t offset, bool has,
    struct buf *out);

/*
 * Reading is safe for any bytes: what is no container is refused, and what was
 * read of it until then may be in the result.
 */

/* Adds its members to `bits`. */
bool bits_decode_or(struct slice container, struct bits *bits);
/* Its members in rising order into an array of CHUNK_BITS; false also for one of
 * the dense form, whose members are many. */
bool
bits_decode_sorted(struct slice container, uint16_t *offsets, size_t *ret_n);
/* How many members it has, from its first two bytes: O(1), so that damage
 * behind them is not seen. */
bool bits_decode_count(struct slice container, size_t *ret_n);
/* How many of its members are in `bits` too. */
bool bits_decode_common(struct slice container, const struct bits *bits,
    size_t *ret_n);
/* How many of these offsets it has, which rise: for few of them; damage where
 * none of them is is not seen, and the members of the dense form are not held
 * against their number: the checksum of the block of postings tells that. */
bool bits_decode_few(struct slice container, const uint16_t *offsets, size_t n,
    size_t *ret_n);
/* Whether it has this member; damage behind it is not seen. */
bool bits_decode_has(struct slice container, size_t offset, bool *ret_has);

#endif
