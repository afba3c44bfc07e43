#include "store/posting/gaps.h"

/* ---- writing ---- */

struct writer {
	uint8_t *to;
	uint64_t bits;
	unsigned n_bits; /* below AT_ONCE between calls */
};

enum {
	AT_ONCE = 32
};

/* At most AT_ONCE of them. */
static inline void
put_bits(struct writer *writer, uint64_t bits, unsigned n)
{
	uint32_t word;

	writer->bits |= bits << writer->n_bits;
	writer->n_bits += n;
	if (writer->n_bits < AT_ONCE)
		return;
	word = htole32((uint32_t)writer->bits);
	memcpy(writer->to, &word, sizeof(word));
	writer->to += sizeof(word);
	writer->bits >>= AT_ONCE;
	writer->n_bits -= AT_ONCE;
}

static inline void
put_gap(struct writer *writer, uint32_t gap, unsigned shift)
{
	uint64_t low = gap & ((UINT64_C(1) << shift) - 1);
	uint32_t ones = gap >> shift;

	for (; ones >= AT_ONCE; ones -= AT_ONCE)
		put_bits(writer, UINT32_MAX, AT_ONCE);
	if (ones + 1 + shift <= AT_ONCE) {
		put_bits(writer,
		    low << (ones + 1) | ((UINT64_C(1) << ones) - 1),
		    ones + 1 + shift);
		return;
	}
	put_bits(writer, (UINT64_C(1) << ones) - 1, ones + 1);
	put_bits(writer, low, shift);
}

static uint8_t *
end(struct writer *writer)
{
	for (unsigned n = 0; n < writer->n_bits; n += 8)
		*writer->to++ = (uint8_t)(writer->bits >> n);
	return writer->to;
}

uint8_t *
gaps_write(uint8_t *to, const uint32_t *numbers, size_t n, unsigned shift)
{
	struct writer writer = { .to = to };
	uint32_t next = 0;

	for (size_t i = 0; i < n; i++) {
		put_gap(&writer, numbers[i] - next, shift);
		next = numbers[i] + 1;
	}
	return end(&writer);
}

/* ---- reading ---- */

static bool
take_bit(struct gaps_reader *reader, unsigned *ret_bit)
{
	if (reader->n_bits == 0) {
		if (reader->at == reader->end)
			return false;
		reader->bits = *reader->at++;
		reader->n_bits = 8;
	}
	*ret_bit = reader->bits & 1;
	reader->bits >>= 1;
	reader->n_bits--;
	return true;
}

bool
gaps_next_slowly(struct gaps_reader *reader, uint32_t *ret_number)
{
	uint64_t number = reader->next, step = UINT64_C(1) << reader->shift;
	unsigned bit = 0;

	if (reader->left == 0)
		return false;
	for (;;) {
		if (!take_bit(reader, &bit))
			return false;
		if (bit == 0)
			break;
		number += step;
		if (number >= reader->below)
			return false;
	}
	for (unsigned i = 0; i < reader->shift; i++) {
		if (!take_bit(reader, &bit))
			return false;
		number += (uint64_t)bit << i;
	}
	if (number >= reader->below)
		return false;
	reader->left--;
	reader->next = (uint32_t)number + 1;
	*ret_number = (uint32_t)number;
	return true;
}

bool
gaps_is_done(const struct gaps_reader *reader)
{
	return reader->left == 0 && reader->at == reader->end &&
	    reader->n_bits < 8 &&
	    (reader->bits & ((UINT64_C(1) << reader->n_bits) - 1)) == 0;
}
