#include "store/posting/posting_list.h"

#include "base/assert.h"
#include "base/buf.h"
#include "store/posting/ordinal.h"

enum {
	COUNT_BITS = 3,
	COUNT_MANY = 7
};

void
posting_list_encode(const uint32_t *ordinals, size_t n, struct buf *out)
{
	uint8_t bytes[POSTING_LIST_BYTES], *to = bytes;
	unsigned shift;

	ASSERT(n <= POSTING_WHOLE_MOST);
	shift = n == 0 ? 0 : gaps_shift(ordinals[n - 1] + 1, n);
	*to++ =
	    (uint8_t)(shift << COUNT_BITS | (n < COUNT_MANY ? n : COUNT_MANY));
	if (n >= COUNT_MANY) {
		size_t more = n - COUNT_MANY;

		for (; more >= 0x80; more >>= 7)
			*to++ = (uint8_t)(0x80 | more);
		*to++ = (uint8_t)more;
	}
	to = gaps_write(to, ordinals, n, shift);
	buf_add(out, bytes, (size_t)(to - bytes));
}

bool
posting_list_open(struct slice value, struct gaps_reader *ret_reader)
{
	const uint8_t *at = value.bytes, *end = at + value.len;
	size_t n, more = 0, byte = 0x80;
	unsigned shift;

	if (value.len == 0)
		return false;
	shift = *at >> COUNT_BITS;
	n = *at++ & COUNT_MANY;
	for (unsigned bits = 0; n == COUNT_MANY && byte >= 0x80; bits += 7) {
		if (at == end || bits > 7)
			return false;
		byte = *at++;
		more |= (byte & 0x7F) << bits;
	}
	if (n + more > POSTING_WHOLE_MOST || (n == 0 && value.len > 1))
		return false;
	gaps_open(ret_reader, (struct slice){ at, (size_t)(end - at) },
	    n + more, shift, ORDINAL_MAX + 1);
	return true;
}

bool
posting_list_decode(struct slice value, struct posting_list *ret_list)
{
	struct gaps_reader reader;
	uint32_t ordinal;

	ret_list->n = 0;
	if (!posting_list_open(value, &reader))
		return false;
	while (gaps_next(&reader, &ordinal))
		ret_list->ordinals[ret_list->n++] = ordinal;
	return gaps_is_done(&reader);
}

bool
posting_list_seek(struct gaps_reader *reader, uint32_t chunk, uint32_t *at)
{
	while (*at == UINT32_MAX || *at / CHUNK_BITS < chunk)
		if (!gaps_next(reader, at))
			return false;
	return true;
}

bool
posting_list_offsets(struct slice value, uint32_t chunk, uint16_t *ret_offsets,
    size_t *ret_n)
{
	struct gaps_reader reader;
	uint32_t at = UINT32_MAX;

	*ret_n = 0;
	if (!posting_list_open(value, &reader))
		return false;
	if (posting_list_seek(&reader, chunk, &at))
		while (at / CHUNK_BITS == chunk) {
			ret_offsets[(*ret_n)++] = (uint16_t)(at % CHUNK_BITS);
			if (!gaps_next(&reader, &at))
				break;
		}
	/* What is behind the chunk is not looked at. */
	if (at != UINT32_MAX && at / CHUNK_BITS > chunk)
		return true;
	return gaps_is_done(&reader);
}

int
posting_list_common(struct slice value, const struct bits *bits,
    uint32_t n_chunks, size_t *ret_n, uint32_t *ret_first)
{
	struct gaps_reader reader;
	uint32_t at, below = n_chunks * CHUNK_BITS;
	size_t n = 0;

	if (!posting_list_open(value, &reader))
		return ERR_CORRUPT;
	if (reader.left == 0)
		return ERR_NOTFOUND;
	while (gaps_next(&reader, &at)) {
		if (at >= below)
			return ERR_CORRUPT;
		if (!bits_has(&bits[at / CHUNK_BITS], at % CHUNK_BITS))
			continue;
		if (n++ == 0)
			*ret_first = at;
	}
	*ret_n = n;
	return gaps_is_done(&reader) ? 0 : ERR_CORRUPT;
}
