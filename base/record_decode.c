/* Records out of bytes that anybody may have written. */
#include <stdbool.h>
#include <string.h>

#include "base/assert.h"
#include "base/record_internal.h"

struct input {
	const uint8_t *at;
	const uint8_t *end;
};

/* One field as it stands on the wire. */
struct wire_field {
	uint32_t tag;
	enum record_wire wire;
	uint64_t number;
	const uint8_t *bytes;
	size_t len;
};

static bool
get_long_varint(struct input *in, uint64_t *ret)
{
	uint64_t n = 0;

	for (unsigned shift = 0; shift < 64 && in->at < in->end; shift += 7) {
		uint8_t byte = *in->at++;

		n |= (uint64_t)(byte & 0x7F) << shift;
		if (byte < 0x80) {
			*ret = n;
			return true;
		}
	}
	return false;
}

/* Most take one byte, or two. */
static inline bool
get_varint(struct input *in, uint64_t *ret)
{
	const uint8_t *at = in->at;

	if (in->end - at < 2 || (at[0] >= 0x80 && at[1] >= 0x80))
		return get_long_varint(in, ret);
	if (at[0] < 0x80) {
		*ret = at[0];
		in->at = at + 1;
		return true;
	}
	*ret = (uint64_t)(at[0] & 0x7F) | (uint64_t)at[1] << 7;
	in->at = at + 2;
	return true;
}

static bool
get_fixed(struct input *in, size_t size, uint64_t *ret)
{
	uint64_t n = 0;

	if ((size_t)(in->end - in->at) < size)
		return false;
	for (size_t i = 0; i < size; i++)
		n |= (uint64_t)in->at[i] << (8 * i);
	in->at += size;
	*ret = n;
	return true;
}

static inline bool
get_field(struct input *in, struct wire_field *ret)
{
	uint64_t key, len;

	if (!get_varint(in, &key) || key >> 3 == 0 || key >> 3 > UINT32_MAX)
		return false;
	ret->tag = (uint32_t)(key >> 3);
	switch (key & 7) {
	case WIRE_VARINT:
		ret->wire = WIRE_VARINT;
		return get_varint(in, &ret->number);
	case WIRE_FIXED64:
		ret->wire = WIRE_FIXED64;
		return get_fixed(in, 8, &ret->number);
	case WIRE_FIXED32:
		ret->wire = WIRE_FIXED32;
		return get_fixed(in, 4, &ret->number);
	case WIRE_BYTES:
		ret->wire = WIRE_BYTES;
		if (!get_varint(in, &len) || len > (size_t)(in->end - in->at))
			return false;
		ret->bytes = in->at;
		ret->len = (size_t)len;
		in->at += len;
		return true;
	default:
		return false;
	}
}

/* Parts were reals once, and are read from either. */
static bool
fits(const struct record_field *field, enum record_wire wire)
{
	return wire == record_wire_of(field->kind) ||
	    (field->kind == RECORD_PART && wire == WIRE_FIXED64);
}

/* A message that is being decoded. */
struct decoder {
	const struct record_type *type;
	struct input in;
	struct arena *arena;
	void *value;
	int depth;
	/* Of the fields of these places all items have room. */
	uint64_t has_room;
};

static bool decode(struct decoder decoder);

/*
 * How many items stand together from this one on.  `of_all` counts the others
 * too, wherever they stand.
 */
static bool
count_items(const struct record_field *field, struct input in, bool of_all,
    size_t *ret_n)
{
	struct wire_field next;

	for (*ret_n = 1; in.at < in.end; *ret_n += next.tag == field->tag) {
		if (!get_field(&in, &next))
			return false;
		if (next.tag != field->tag && !of_all)
			return true;
	}
	return true;
}

/* Makes room for `n` more items behind those that are there. */
static bool
make_room(const struct record_field *field, size_t n, struct decoder *decoder)
{
	size_t size =
	    field->kind == RECORD_LIST ? field->item->size : sizeof(char *);
	size_t had = record_count(decoder->value, field);
	char *array;

	if (n > RECORD_ITEMS || had + n > RECORD_ITEMS)
		return false;
	array = arena_calloc(decoder->arena, had + n, size);
	if (had > 0)
		memcpy(array, record_pointer(decoder->value, field->offset),
		    had * size);
	memcpy((char *)decoder->value + field->offset, &array, sizeof(array));
	return true;
}

static bool
decode_item(const struct record_field *field, const struct wire_field *seen,
    struct decoder *decoder)
{
	void *value = decoder->value;
	size_t n = record_count(value, field), next = n + 1;
	void *array;

	memcpy(&array, (char *)value + field->offset, sizeof(array));
	memcpy((char *)value + field->count, &next, sizeof(next));
	if (field->kind == RECORD_TEXTS) {
		if (memchr(seen->bytes, '\0', seen->len) != NULL)
			return false;
		((char **)array)[n] = arena_text(decoder->arena,
		    (const char *)seen->bytes, seen->len);
		return true;
	}
	return decode((struct decoder){ .type = field->item,
	    .in = { seen->bytes, seen->bytes + seen->len },
	    .arena = decoder->arena,
	    .value = (char *)array + n * field->item->size,
	    .depth = decoder->depth + 1 });
}

/*
 * Items are written one behind the other: room is made for those that stand
 * together.  Where others follow elsewhere, as other programs may write them,
 * all that are left are counted once.
 */
static bool
decode_items(const struct record_field *field, struct wire_field *seen,
    struct decoder *decoder)
{
	uint64_t bit = UINT64_C(1) << (field - decoder->type->fields);
	bool is_first = record_count(decoder->value, field) == 0;
	size_t n = 1;

	if ((decoder->has_room & bit) == 0) {
		if (!count_items(field, decoder->in, !is_first, &n) ||
		    !make_room(field, n, decoder))
			return false;
		if (!is_first) {
			decoder->has_room |= bit;
			n = 1;
		}
	}
	for (; decode_item(field, seen, decoder); n--) {
		if (n == 1)
			return true;
		if (!get_field(&decoder->in, seen) || seen->wire != WIRE_BYTES)
			return false;
	}
	return false;
}

static inline bool
decode_field(const struct record_field *field, struct wire_field *seen,
    struct decoder *decoder)
{
	void *at = (char *)decoder->value + field->offset;
	double real;
	int64_t n;
	char *text;

	switch (field->kind) {
	case RECORD_INT:
	case RECORD_TIME:
		n = record_unzigzag(seen->number);
		memcpy(at, &n, sizeof(n));
		return true;
	case RECORD_BOOL:
		*(bool *)at = seen->number != 0;
		return true;
	case RECORD_REAL:
		memcpy(at, &seen->number, sizeof(seen->number));
		return true;
	case RECORD_PART:
		real = (double)record_unzigzag(seen->number) / RECORD_PARTS;
		memcpy(at,
		    seen->wire == WIRE_FIXED64 ? (const void *)&seen->number
					       : &real,
		    sizeof(real));
		return true;
	case RECORD_TEXT:
		if (memchr(seen->bytes, '\0', seen->len) != NULL)
			return false;
		text = arena_text(decoder->arena, (const char *)seen->bytes,
		    seen->len);
		memcpy(at, &text, sizeof(text));
		return true;
	case RECORD_TEXTS:
	case RECORD_LIST:
		return decode_items(field, seen, decoder);
	}
	return false;
}

static bool
decode(struct decoder decoder)
{
	struct wire_field seen;

	ASSERT(decoder.type->n_fields <= 64);
	if (decoder.depth > RECORD_DEPTH)
		return false;
	while (decoder.in.at < decoder.in.end) {
		const struct record_field *field;

		if (!get_field(&decoder.in, &seen))
			return false;
		field = record_field(decoder.type, seen.tag);
		if (field == NULL)
			continue;
		if (!fits(field, seen.wire) ||
		    !decode_field(field, &seen, &decoder))
			return false;
	}
	return true;
}

int
record_decode(const struct record_type *type, const uint8_t *bytes, size_t len,
    struct arena *arena, void *ret_value)
{
	memset(ret_value, 0, type->size);
	if (len == 0)
		return 0;
	if (decode((struct decoder){ .type = type,
		.in = { bytes, bytes + len },
		.arena = arena,
		.value = ret_value }))
		return 0;
	memset(ret_value, 0, type->size);
	return ERR_CORRUPT;
}
