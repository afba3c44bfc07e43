#include "base/record.h"

#include <stdbool.h>
#include <string.h>

#include "base/assert.h"
#include "base/json.h"
#include "base/record_internal.h"

/* protobuf wire types */
enum wire {
	WIRE_VARINT = 0,
	WIRE_FIXED64 = 1,
	WIRE_BYTES = 2,
	WIRE_FIXED32 = 5
};

static enum wire
wire_of(enum record_kind kind)
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

static int64_t
int_at(const void *value, size_t offset)
{
	int64_t n;

	memcpy(&n, record_member(value, offset), sizeof(n));
	return n;
}

static const void *
pointer_at(const void *value, size_t offset)
{
	const void *pointer;

	memcpy(&pointer, record_member(value, offset), sizeof(pointer));
	return pointer;
}

/* ---- encoding ---- */

static uint64_t
key_of(const struct record_field *field)
{
	return (uint64_t)field->tag << 3 | (uint64_t)wire_of(field->kind);
}

/* Two varints and `len` bytes behind them, which may be NULL for none. */
static void
put_pair(struct buf *out, uint64_t first, uint64_t second, const void *bytes,
    size_t len)
{
	uint8_t *at = (uint8_t *)buf_room(out, 2 * RECORD_VARINT + len);
	size_t n;

	if (at == NULL)
		return;
	n = record_varint_write(at, first);
	n += record_varint_write(at + n, second);
	if (len > 0)
		memcpy(at + n, bytes, len);
	out->len += n + len;
}

static void
put_int(struct buf *out, const struct record_field *field, int64_t n)
{
	if (n != 0)
		put_pair(out, key_of(field), record_zigzag(n), NULL, 0);
}

static void
put_real(struct buf *out, const struct record_field *field, double real)
{
	uint8_t *at;
	uint64_t n;
	size_t len;

	memcpy(&n, &real, sizeof(n));
	at = real == 0 ? NULL : (uint8_t *)buf_room(out, RECORD_VARINT + 8);
	if (at == NULL)
		return;
	len = record_varint_write(at, key_of(field));
	for (size_t i = 0; i < 8; i++)
		at[len++] = (uint8_t)(n >> (8 * i));
	out->len += len;
}

double
record_part(double value)
{
	return (double)record_parts_of(value) / RECORD_PARTS;
}

static void
put_text(struct buf *out, const struct record_field *field, const char *text)
{
	size_t len = strlen(text);

	put_pair(out, key_of(field), len, text, len);
}

static void
put_fields(const struct record_type *type, const void *value, struct buf *out);

/*
 * The length of an item stands before it and is known after it: one byte is
 * left for it, and the few items that need more are moved.
 */
static void
put_item(struct buf *out, const struct record_field *field, const void *item)
{
	uint8_t len_bytes[RECORD_VARINT];
	size_t start, len, n;

	put_pair(out, key_of(field), 0, NULL, 0);
	start = out->len;
	put_fields(field->item, item, out);
	if (out->overflow)
		return;
	len = out->len - start;
	n = record_varint_write(len_bytes, len);
	if (n > 1) {
		if (buf_room(out, n - 1) == NULL)
			return;
		memmove(out->data + start + n - 1, out->data + start, len);
		out->len += n - 1;
	}
	memcpy(out->data + start - 1, len_bytes, n);
}

static void
put_many(struct buf *out, const struct record_field *field, const void *value)
{
	const char *items = pointer_at(value, field->offset);
	const char *const *texts = pointer_at(value, field->offset);
	size_t n = record_count(value, field);

	for (size_t i = 0; i < n && !out->overflow; i++) {
		if (field->kind == RECORD_TEXTS)
			put_text(out, field, texts[i]);
		else
			put_item(out, field, items + i * field->item->size);
	}
}

static void
put_field(struct buf *out, const struct record_field *field, const void *value)
{
	const char *text;

	switch (field->kind) {
	case RECORD_INT:
	case RECORD_TIME:
		put_int(out, field, int_at(value, field->offset));
		break;
	case RECORD_BOOL:
		if (*(const bool *)record_member(value, field->offset))
			put_pair(out, key_of(field), 1, NULL, 0);
		break;
	case RECORD_REAL:
		put_real(out, field, record_real(value, field->offset));
		break;
	case RECORD_PART:
		put_int(out, field, record_parts(value, field->offset));
		break;
	case RECORD_TEXT:
		text = pointer_at(value, field->offset);
		if (text != NULL && text[0] != '\0')
			put_text(out, field, text);
		break;
	case RECORD_TEXTS:
	case RECORD_LIST:
		put_many(out, field, value);
		break;
	}
}

static void
put_fields(const struct record_type *type, const void *value, struct buf *out)
{
	for (size_t i = 0; i < type->n_fields; i++)
		put_field(out, &type->fields[i], value);
}

void
record_encode(const struct record_type *type, const void *value,
    struct buf *out)
{
	put_fields(type, value, out);
	if (out->data != NULL)
		out->data[out->len] = '\0';
}

/* ---- decoding ---- */

struct input {
	const uint8_t *at;
	const uint8_t *end;
};

/* One field as it stands on the wire. */
struct wire_field {
	uint32_t tag;
	enum wire wire;
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
fits(const struct record_field *field, enum wire wire)
{
	return wire == wire_of(field->kind) ||
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
		memcpy(array, pointer_at(decoder->value, field->offset),
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

/* ---- JSON ---- */

static void json_members(const struct record_type *type, const void *value,
    bool exact, struct json_writer *json);

static void
json_many(const struct record_field *field, const void *value, bool exact,
    struct json_writer *json)
{
	const char *items = pointer_at(value, field->offset);
	const char *const *texts = pointer_at(value, field->offset);
	size_t n = record_count(value, field);

	json_begin_array(json);
	for (size_t i = 0; i < n; i++) {
		if (field->kind == RECORD_TEXTS) {
			json_put_text(json, texts[i]);
			continue;
		}
		json_begin_object(json);
		json_members(field->item, items + i * field->item->size, exact,
		    json);
		json_end_object(json);
	}
	json_end_array(json);
}

static void
json_field(const struct record_field *field, const void *value, bool exact,
    struct json_writer *json)
{
	json_put_key(json, field->name);
	switch (field->kind) {
	case RECORD_INT:
		json_put_int(json, int_at(value, field->offset));
		break;
	case RECORD_TIME:
		json_put_time(json, int_at(value, field->offset));
		break;
	case RECORD_BOOL:
		json_put_bool(json,
		    *(const bool *)record_member(value, field->offset));
		break;
	case RECORD_REAL:
		if (exact)
			json_put_exact(json, record_real(value, field->offset));
		else
			json_put_real(json, record_real(value, field->offset),
			    6);
		break;
	case RECORD_PART:
		json_put_real(json, record_real(value, field->offset), 4);
		break;
	case RECORD_TEXT:
		json_put_text(json, pointer_at(value, field->offset));
		break;
	case RECORD_TEXTS:
	case RECORD_LIST:
		json_many(field, value, exact, json);
		break;
	}
}

/* What takes no bytes. */
static bool
is_empty(const struct record_field *field, const void *value)
{
	const char *text;

	switch (field->kind) {
	case RECORD_INT:
	case RECORD_TIME:
		return int_at(value, field->offset) == 0;
	case RECORD_BOOL:
		return !*(const bool *)record_member(value, field->offset);
	case RECORD_REAL:
		return record_real(value, field->offset) == 0;
	case RECORD_PART:
		return record_parts(value, field->offset) == 0;
	case RECORD_TEXT:
		text = pointer_at(value, field->offset);
		return text == NULL || text[0] == '\0';
	case RECORD_TEXTS:
	case RECORD_LIST:
		return record_count(value, field) == 0;
	}
	return true;
}

static void
json_members(const struct record_type *type, const void *value, bool exact,
    struct json_writer *json)
{
	for (size_t i = 0; i < type->n_fields; i++)
		if (!is_empty(&type->fields[i], value))
			json_field(&type->fields[i], value, exact, json);
}

void
record_json_members(const struct record_type *type, const void *value,
    struct json_writer *json)
{
	json_members(type, value, true, json);
}

void
record_json(const struct record_type *type, const void *value,
    struct json_writer *json)
{
	json_begin_object(json);
	json_members(type, value, false, json);
	json_end_object(json);
}
