/*
 * A container is two bytes, of which the highest bit tells the form and the
 * others the number of members, then
 *
 *   sparse	the members in rising order, each as what it is above the one
 *		before and one (the first as itself): one byte below 128, else
 *		two, the high seven bits first with 0x80 set
 *   dense	a bit each: member m is bit m % 8 of byte m / 8
 */
#include "store/posting/bits.h"

#include <endian.h>
#include <string.h>

#include "base/assert.h"
#include "base/buf.h"

enum {
	HEAD_BYTES = 2,
	DENSE_BYTES = CHUNK_BITS / 8,
	DENSE_BIT = 0x8000,
	COUNT_MASK = 0x7FFF,
	WORD_BITS = 64,
	COUNTED = 16,
	EIGHT = 8, /* members of the sparse form that are read at once */
	LONG_DELTA = 0x80
};

/* ---- sets ---- */

void
bits_clear(struct bits *bits)
{
	memset(bits, 0, sizeof(*bits));
}

void
bits_fill(struct bits *bits, size_t n)
{
	size_t whole = n / WORD_BITS * sizeof(bits->words[0]);

	ASSERT(n <= CHUNK_BITS);
	memset(bits->words, 0xFF, whole);
	memset((char *)bits->words + whole, 0, sizeof(bits->words) - whole);
	if (n % WORD_BITS != 0)
		bits->words[n / WORD_BITS] = ((uint64_t)1 << n % WORD_BITS) - 1;
}

void
bits_and(struct bits *bits, const struct bits *other)
{
	for (size_t i = 0; i < CHUNK_WORDS; i++)
		bits->words[i] &= other->words[i];
}

void
bits_or(struct bits *bits, const struct bits *other)
{
	for (size_t i = 0; i < CHUNK_WORDS; i++)
		bits->words[i] |= other->words[i];
}

void
bits_and_not(struct bits *bits, const struct bits *other)
{
	for (size_t i = 0; i < CHUNK_WORDS; i++)
		bits->words[i] &= ~other->words[i];
}

/* Of COUNTED words: so few that no byte overflows. */
static inline size_t
add_bytes(uint64_t counts)
{
	counts = (counts & UINT64_C(0x00FF00FF00FF00FF)) +
	    (counts >> 8 & UINT64_C(0x00FF00FF00FF00FF));
	return (size_t)(counts * UINT64_C(0x0001000100010001) >> 48);
}

size_t
bits_count_common(const struct bits *a, const struct bits *b)
{
	size_t n = 0;

	for (size_t i = 0; i < CHUNK_WORDS; i += COUNTED) {
		uint64_t counts = 0;

		for (size_t j = 0; j < COUNTED; j++)
			counts +=
			    bits_in_bytes(a->words[i + j] & b->words[i + j]);
		n += add_bytes(counts);
	}
	return n;
}

size_t
bits_count(const struct bits *bits)
{
	return bits_count_common(bits, bits);
}

bool
bits_is_empty(const struct bits *bits)
{
	for (size_t i = 0; i < CHUNK_WORDS; i++)
		if (bits->words[i] != 0)
			return false;
	return true;
}

bool
bits_next(const struct bits *bits, size_t *at)
{
	size_t i = *at / WORD_BITS;
	uint64_t word;

	if (*at >= CHUNK_BITS)
		return false;
	word = bits->words[i] >> *at % WORD_BITS << *at % WORD_BITS;
	while (word == 0 && ++i < CHUNK_WORDS)
		word = bits->words[i];
	if (word == 0)
		return false;
	*at = i * WORD_BITS + (size_t)__builtin_ctzll(word);
	return true;
}

/* ---- writing containers ---- */

static void
put_head(uint8_t *at, size_t head)
{
	key_put_be(at, head, HEAD_BYTES);
}

/* A member that is `delta` above the least it could be; its bytes. */
static inline size_t
put_member(uint8_t *to, size_t delta)
{
	size_t len = 0;

	if (delta >= LONG_DELTA)
		to[len++] = (uint8_t)(LONG_DELTA | delta >> 7);
	to[len++] = delta & (LONG_DELTA - 1);
	return len;
}

/* Bytes of the sparse form; DENSE_BYTES when it would not be shorter. */
static size_t
put_sparse(uint8_t *to, const uint16_t *offsets, size_t n)
{
	size_t len = 0, next = 0;

	if (n >= DENSE_BYTES)
		return DENSE_BYTES;
	for (size_t i = 0; i < n; i++) {
		if (len + 2 > DENSE_BYTES)
			return DENSE_BYTES;
		len += put_member(to + len, offsets[i] - next);
		next = (size_t)offsets[i] + 1;
	}
	return len;
}

static void
put_dense(uint8_t *to, const struct bits *bits)
{
	for (size_t i = 0; i < DENSE_BYTES; i++)
		to[i] = (uint8_t)(bits->words[i / 8] >> i % 8 * 8);
}

void
bits_encode(const struct bits *bits, struct buf *out)
{
	uint8_t bytes[CONTAINER_MAX];
	uint16_t offsets[DENSE_BYTES];
	size_t n = bits_count(bits), len = DENSE_BYTES, at = 0;

	if (n < DENSE_BYTES) {
		for (size_t i = 0; i < n && bits_next(bits, &at); i++)
			offsets[i] = (uint16_t)at++;
		len = put_sparse(bytes + HEAD_BYTES, offsets, n);
	}
	if (len == DENSE_BYTES)
		put_dense(bytes + HEAD_BYTES, bits);
	put_head(bytes, n | (len == DENSE_BYTES ? DENSE_BIT : 0));
	buf_add(out, bytes, HEAD_BYTES + len);
}

void
bits_encode_sorted(const uint16_t *offsets, size_t n, struct buf *out)
{
	uint8_t bytes[CONTAINER_MAX];
	size_t len = put_sparse(bytes + HEAD_BYTES, offsets, n);
	struct bits bits;

	if (len == DENSE_BYTES) {
		bits_clear(&bits);
		for (size_t i = 0; i < n; i++)
			bits_set(&bits, offsets[i]);
		bits_encode(&bits, out);
		return;
	}
	put_head(bytes, n);
	buf_add(out, bytes, HEAD_BYTES + len);
}

/* ---- reading them ---- */

struct reader {
	const uint8_t *at;
	const uint8_t *end;
	size_t n; /* members, as the head says */
	bool is_dense;
};

static bool
read_head(struct slice container, struct reader *reader)
{
	size_t head, len;

	if (container.len < HEAD_BYTES)
		return false;
	head = key_get_be(container.bytes, HEAD_BYTES);
	len = container.len - HEAD_BYTES;
	*reader = (struct reader){ .at = container.bytes + HEAD_BYTES,
		.end = container.bytes + container.len,
		.n = head & COUNT_MASK,
		.is_dense = (head & DENSE_BIT) != 0 };
	if (reader->is_dense)
		return len == DENSE_BYTES && reader->n <= CHUNK_BITS;
	return len < DENSE_BYTES && reader->n <= len && len <= 2 * reader->n;
}

/* The next member of the sparse form into *at, which is one above the last;
 * false at the end and at what bits_encode() does not write. */
static inline bool
read_member(struct reader *reader, size_t *at)
{
	size_t delta;

	if (reader->at == reader->end)
		return false;
	delta = *reader->at++;
	if (delta >= LONG_DELTA) {
		if (reader->at == reader->end || *reader->at >= LONG_DELTA)
			return false;
		delta = (delta & (LONG_DELTA - 1)) << 7 | *reader->at++;
		if (delta < LONG_DELTA)
			return false;
	}
	*at += delta;
	return *at < CHUNK_BITS;
}

/* All that the head promised, and no more. */
static bool
is_whole(const struct reader *reader, size_t n)
{
	return n == reader->n && reader->at == reader->end;
}

static void
read_dense(const struct reader *reader, struct bits *bits)
{
	memcpy(bits->words, reader->at, DENSE_BYTES);
	for (size_t i = 0; i < CHUNK_WORDS; i++)
		bits->words[i] = le64toh(bits->words[i]);
}

/* The deltas of the next eight members of the sparse form, if each takes one
 * byte, and the last one is a member whatever they are. */
static inline bool
read_eight(struct reader *reader, size_t at, uint64_t *ret_deltas)
{
	uint64_t deltas;

	if (reader->end - reader->at < EIGHT ||
	    at + EIGHT * LONG_DELTA > CHUNK_BITS)
		return false;
	memcpy(&deltas, reader->at, EIGHT);
	if ((deltas & UINT64_C(0x8080808080808080)) != 0)
		return false;
	*ret_deltas = le64toh(deltas);
	reader->at += EIGHT;
	return true;
}

static inline size_t
next_of_eight(uint64_t *deltas, size_t *at)
{
	size_t member = *at + (*deltas & (LONG_DELTA - 1));

	*deltas >>= 8;
	*at = member + 1;
	return member;
}

bool
bits_decode_or(struct slice container, struct bits *bits)
{
	struct reader reader;
	size_t n = 0, at = 0;
	struct bits dense;
	uint64_t deltas;

	if (!read_head(container, &reader))
		return false;
	if (reader.is_dense) {
		read_dense(&reader, &dense);
		bits_or(bits, &dense);
		return bits_count(&dense) == reader.n;
	}
	while (n < reader.n) {
		if (n + EIGHT <= reader.n && read_eight(&reader, at, &deltas)) {
			for (size_t i = 0; i < EIGHT; i++)
				bits_set(bits, next_of_eight(&deltas, &at));
			n += EIGHT;
			continue;
		}
		if (!read_member(&reader, &at))
			return false;
		bits_set(bits, at++);
		n++;
	}
	return is_whole(&reader, n);
}

bool
bits_decode_sorted(struct slice container, uint16_t *offsets, size_t *ret_n)
{
	struct reader reader;
	size_t n = 0, at = 0;

	if (!read_head(container, &reader) || reader.is_dense)
		return false;
	while (n < reader.n && read_member(&reader, &at))
		offsets[n++] = (uint16_t)at++;
	*ret_n = n;
	return is_whole(&reader, n);
}

bool
bits_decode_count(struct slice container, size_t *ret_n)
{
	struct reader reader;

	if (!read_head(container, &reader))
		return false;
	*ret_n = reader.n;
	return true;
}

bool
bits_decode_common(struct slice container, const struct bits *bits,
    size_t *ret_n)
{
	struct reader reader;
	size_t n = 0, at = 0, common = 0;
	struct bits dense;
	uint64_t deltas;

	if (!read_head(container, &reader))
		return false;
	if (reader.is_dense) {
		read_dense(&reader, &dense);
		*ret_n = bits_count_common(&dense, bits);
		return bits_count(&dense) == reader.n;
	}
	while (n < reader.n) {
		if (n + EIGHT <= reader.n && read_eight(&reader, at, &deltas)) {
			for (size_t i = 0; i < EIGHT; i++)
				common +=
				    bits_has(bits, next_of_eight(&deltas, &at));
			n += EIGHT;
			continue;
		}
		if (!read_member(&reader, &at))
			return false;
		common += bits_has(bits, at++);
		n++;
	}
	*ret_n = common;
	return is_whole(&reader, n);
}

/* The sum of four numbers of 16 bits. */
static inline size_t
add_fours(uint64_t numbers)
{
	return (size_t)(numbers * UINT64_C(0x0001000100010001) >> 48);
}

/* The sums of two bytes each. */
static inline uint64_t
add_twos(uint64_t bytes)
{
	return (bytes & UINT64_C(0x00FF00FF00FF00FF)) +
	    (bytes >> 8 & UINT64_C(0x00FF00FF00FF00FF));
}

/*
 * Steps over what members of the sparse form end in the next eight bytes, if all
 * of them are below an offset and their deltas as put_member() writes them: how
 * many these are, 0 where one has to look closer.
 */
static inline size_t
skip_bytes(struct reader *reader, size_t *at, size_t below)
{
	uint64_t bytes, longs, lows, heads;
	size_t n = EIGHT, len = EIGHT, behind;

	if (reader->end - reader->at < EIGHT)
		return 0;
	memcpy(&bytes, reader->at, EIGHT);
	bytes = le64toh(bytes);
	if (bytes >> 63 != 0) { /* goes on behind them */
		bytes &= UINT64_MAX >> 8;
		n = len = EIGHT - 1;
	}
	longs = bytes & UINT64_C(0x8080808080808080);
	lows = bytes & UINT64_C(0x7F7F7F7F7F7F7F7F);
	behind = add_fours(add_twos(lows));
	if (longs != 0) {
		heads = lows & (longs - (longs >> 7));
		/* Two heads, or one of nothing, are none. */
		if ((longs & longs << 8) != 0 ||
		    (longs & ~(heads + UINT64_C(0x7F7F7F7F7F7F7F7F))) != 0)
			return 0;
		behind += add_fours(add_twos(heads)) * (LONG_DELTA - 1);
		n -= add_fours(add_twos(longs >> 7));
	}
	behind += *at + n;
	if (behind > below)
		return 0;
	*at = behind;
	reader->at += len;
	return n;
}

/* Goes to the first member that is not below an offset, of which reader->n are
 * left; *at is one above the one before it. */
static bool
skip_below(struct reader *reader, size_t below, size_t *at)
{
	size_t skipped = 1, next;
	const uint8_t *member;

	while (reader->n >= EIGHT && skipped > 0) {
		skipped = skip_bytes(reader, at, below);
		reader->n -= skipped;
	}
	for (; reader->n > 0; reader->n--) {
		member = reader->at;
		next = *at;
		if (!read_member(reader, &next))
			return false;
		if (next >= below) {
			reader->at = member;
			return true;
		}
		*at = next + 1;
	}
	return reader->at == reader->end;
}

static bool
count_few(struct reader *reader, const uint16_t *offsets, size_t n,
    size_t *ret_n)
{
	size_t at = 0, common = 0;

	for (size_t i = 0; i < n && reader->n > 0; i++) {
		struct reader ahead;
		size_t next;

		if (!skip_below(reader, offsets[i], &at))
			return false;
		ahead = *reader;
		next = at;
		common += reader->n > 0 && read_member(&ahead, &next) &&
		    next == offsets[i];
	}
	*ret_n = common;
	return true;
}

bool
bits_decode_few(struct slice container, const uint16_t *offsets, size_t n,
    size_t *ret_n)
{
	struct reader reader;
	size_t common = 0;

	if (!read_head(container, &reader))
		return false;
	if (!reader.is_dense)
		return count_few(&reader, offsets, n, ret_n);
	for (size_t i = 0; i < n; i++)
		common += reader.at[offsets[i] / 8] >> offsets[i] % 8 & 1;
	*ret_n = common;
	return true;
}

bool
bits_decode_has(struct slice container, size_t offset, bool *ret_has)
{
	struct reader reader;
	size_t at = 0;

	if (!read_head(container, &reader))
		return false;
	*ret_has = false;
	if (reader.is_dense) {
		*ret_has = (reader.at[offset / 8] >> offset % 8 & 1) != 0;
		return true;
	}
	for (size_t n = 0; n < reader.n; n++, at++) {
		if (!read_member(&reader, &at))
			return false;
		if (at >= offset) {
			*ret_has = at == offset;
			return true;
		}
	}
	return is_whole(&reader, reader.n);
}

/* ---- one member given or taken ---- */

/* Reads the first member that is left, unless there is none. */
static bool
read_left(struct reader *reader, size_t *at)
{
	return reader->n == 0 || read_member(reader, at);
}

/* One that loses a member may be shorter in the other form; that many members
 * take more bytes in any case. */
static bool
change_dense(struct slice container, struct reader reader, size_t offset,
    bool has, struct buf *out)
{
	uint8_t bytes[CONTAINER_MAX], *byte = bytes + HEAD_BYTES + offset / 8;
	bool had = (reader.at[offset / 8] >> offset % 8 & 1) != 0;
	size_t n = reader.n - had + has;

	if (!has && n < DENSE_BYTES)
		return false;
	memcpy(bytes, container.bytes, CONTAINER_MAX);
	if (has != had)
		*byte ^= (uint8_t)(1U << offset % 8);
	put_head(bytes, n | DENSE_BIT);
	buf_add(out, bytes, CONTAINER_MAX);
	return true;
}

bool
bits_encode_changed(struct slice container, size_t offset, bool has,
    struct buf *out)
{
	uint8_t bytes[CONTAINER_MAX + 4];
	size_t at = 0, next, n, len, rest;
	struct reader reader;
	bool had;

	if (!read_head(container, &reader))
		return false;
	if (reader.is_dense)
		return change_dense(container, reader, offset, has, out);
	n = reader.n;
	if (!skip_below(&reader, offset, &at))
		return false;
	len = (size_t)(reader.at - container.bytes);
	memcpy(bytes, container.bytes, len);
	next = at;
	if (!read_left(&reader, &next))
		return false;
	had = reader.n > 0 && next == offset;
	if (had) {
		reader.n--;
		next++;
		if (!read_left(&reader, &next))
			return false;
	}
	if (has) {
		len += put_member(bytes + len, offset - at);
		at = offset + 1;
	}
	if (reader.n > 0)
		len += put_member(bytes + len, next - at);
	rest = (size_t)(reader.end - reader.at);
	if (len + rest >= HEAD_BYTES + DENSE_BYTES)
		return false;
	memcpy(bytes + len, reader.at, rest);
	n = n - had + has;
	put_head(bytes, n);
	if (n > 0)
		buf_add(out, bytes, len + rest);
	return true;
}
