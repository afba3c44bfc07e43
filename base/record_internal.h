#ifndef BASE_RECORD_INTERNAL_H
#define BASE_RECORD_INTERNAL_H

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/record.h"

/* What both forms of a record are read and written with. */

enum {
	RECORD_VARINT = 10 /* bytes of the longest */
};

static inline const void *
record_member(const void *value, size_t offset)
{
	return (const char *)value + offset;
}

static inline size_t
record_count(const void *value, const struct record_field *field)
{
	size_t n;

	memcpy(&n, record_member(value, field->count), sizeof(n));
	return n;
}

static inline int64_t
record_int(const void *value, size_t offset)
{
	int64_t n;

	memcpy(&n, record_member(value, offset), sizeof(n));
	return n;
}

static inline const void *
record_pointer(const void *value, size_t offset)
{
	const void *pointer;

	memcpy(&pointer, record_member(value, offset), sizeof(pointer));
	return pointer;
}

static inline double
record_real(const void *value, size_t offset)
{
	double real;

	memcpy(&real, record_member(value, offset), sizeof(real));
	return real;
}

/* What no record has a use for becomes zero: NaN and more than 2^53. */
static inline int64_t
record_parts_of(double value)
{
	double real = value * RECORD_PARTS;

	return real > -9e15 && real < 9e15 ? llround(real) : 0;
}

static inline int64_t
record_parts(const void *value, size_t offset)
{
	return record_parts_of(record_real(value, offset));
}

static inline size_t
record_varint_write(uint8_t *at, uint64_t n)
{
	size_t len = 0;

	for (; n >= 0x80; n >>= 7)
		at[len++] = (uint8_t)(n | 0x80);
	at[len++] = (uint8_t)n;
	return len;
}

static inline uint64_t
record_zigzag(int64_t n)
{
	return ((uint64_t)n << 1) ^ (uint64_t)(n < 0 ? -1 : 0);
}

static inline int64_t
record_unzigzag(uint64_t n)
{
	return (int64_t)(n >> 1) ^ -(int64_t)(n & 1);
}

/* protobuf wire types */
enum record_wire {
	WIRE_VARINT = 0,
	WIRE_FIXED64 = 1,
	WIRE_BYTES = 2,
	WIRE_FIXED32 = 5
};

static inline enum record_wire
record_wire_of(enum record_kind kind)
{
	switch (kind) {
	case RECORD_INT:
	case RECORD_BOOL:
	case RECORD_PART:
	case RECORD_TIME:
		return WIRE_VARINT;
	case RECORD_REAL:
		return WIRE_FIXED64;
	case RECORD_TEXT:
	case RECORD_TEXTS:
	case RECORD_LIST:
		return WIRE_BYTES;
	}
	return WIRE_BYTES;
}

/* In most tables a field's tag tells where it stands. */
static inline const struct record_field *
record_field(const struct record_type *type, uint32_t tag)
{
	if (tag <= type->n_fields && type->fields[tag - 1].tag == tag)
		return &type->fields[tag - 1];
	for (size_t i = 0; i < type->n_fields; i++)
		if (type->fields[i].tag == tag)
			return &type->fields[i];
	return NULL;
}

/* ---- of the packed form, see record_pack.c ---- */

enum {
	RECORD_REAL_BYTES = 8,
	RECORD_HALF_MORE = 15, /* in half a byte: this or more */
	/* Rows without a byte of their own that are taken for an honest list. */
	RECORD_BARE_ROWS = 64,
	RECORD_ROWS_PER_BYTE = 8
};

static const uint64_t record_time_base = 1700000000;

/* How many rows so many bytes may have. */
static inline size_t
record_rows_most(size_t bytes)
{
	size_t most = RECORD_BARE_ROWS + RECORD_ROWS_PER_BYTE * bytes;

	return most < RECORD_ITEMS ? most : RECORD_ITEMS;
}

/*
 * Of what stands in for a number when `base` was before it.  Zero is 0, as it
 * means that nothing is known; what would have been 0 so takes zero's place.
 */
static inline uint64_t
record_code_of(uint64_t n, uint64_t base)
{
	uint64_t code;

	if (n == 0)
		return 0;
	code = record_zigzag((int64_t)(n - base)) + 1;
	return code != 0 ? code : record_zigzag((int64_t)(0 - base)) + 1;
}

static inline uint64_t
record_number_of(uint64_t code, uint64_t base)
{
	uint64_t n;

	if (code == 0)
		return 0;
	n = base + (uint64_t)record_unzigzag(code - 1);
	return n != 0 ? n : base + (UINT64_C(1) << 63);
}

#endif
