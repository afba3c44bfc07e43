#include "store/gaps.h"

/* ---- writing ---- */

struct writer {
	uint8_t *to;
	uint64_t bits;
	unsigned n_bits; /* below 8 between calls */
};

/* At most 32 at once. */
static void
put_bits(struct writer *writer, uint64_t bits, unsigned n)
{
	writer->bits |= bits << writer->n_bits;
	writer->n_bits += n;
	for (; writer->n_bits >= 8; writer->n_bits -= 8) {
		*writer->to++ = (uint8_t)writer->bits;
		writer->bits >>= 8;
	}
}

static void
put_gap(struct writer *writer, uint32_t gap, unsigned shift)
{
	uint32_t ones = gap >> shift;

	for (; ones >= 32; ones -= 32)
		put_bits(writer, UINT32_MAX, 32);
	put_bits(writer, (UINT64_C(1) << ones) - 1, ones + 1);
	put_bits(writer, gap & ((UINT64_C(1) << shift) - 1), shift);
}

static uint8_t *
end(struct writer *writer)
{
	if (writer->n_bits > 0)
		*writer->to++ = (uint8_t)writer->bits;
	return writer->to;
}

uint8_t *
gaps_write_16(uint8_t *to, const uint16_t *numbers, size_t n, unsigned shift)
{
	struct writer writer = { .to = to };
	uint32_t next = 0;

	for (size_t i = 0; i < n; i++) {
		put_gap(&writer, numbers[i] - next, shift);
		next = (uint32_t)numbers[i] + 1;
	}
	return end(&writer);
}

uint8_t *
gaps_write_32(uint8_t *to, const uint32_t *numbers, size_t n, unsigned shift)
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
