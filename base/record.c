#include "base/record.h"

#include <stdbool.h>
#include <string.h>

#include "base/assert.h"
#include "base/json.h"

/* protobuf wire types */
enum wire {
	WIRE_VARINT = 0,
	WIRE_FIXED64 = 1,
	WIRE_BYTES = 2,
	WIRE_FIXED32 = 5
};

enum {
	VARINT_MAX = 10
};

static enum wire
wire_of(enum record_kind kind)
{
	switch (kind) {
	case RECORD_INT:
	case RECORD_BOOL:
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

static const void *
member(const void *value, size_t offset)
{
	return (const char *)value + offset;
}

static int64_t
int_at(const void *value, size_t offset)
{
	int64_t n;

	memcpy(&n, member(value, offset), sizeof(n));
	return n;
}

static size_t
count_at(const void *value, const struct record_field *field)
{
	size_t n;

	memcpy(&n, member(value, field->count), sizeof(n));
	return n;
}

static const void *
pointer_at(const void *value, size_t offset)
{
	const void *pointer;

	memcpy(&pointer, member(value, offset), sizeof(pointer));
	return pointer;
}

/* ---- encoding ---- */

static size_t
varint_size(uint64_t n)
{
	size_t size = 1;

	for (; n >= 0x80; n >>= 7)
		size++;
	return size;
}

static void
put_varint(struct buf *out, uint64_t n)
{
	uint8_t bytes[VARINT_MAX];
	size_t len = 0;

	for (; n >= 0x80; n >>= 7)
		bytes[len++] = (uint8_t)(n | 0x80);
	bytes[len++] = (uint8_t)n;
	buf_add(out, bytes, len);
}

static uint64_t
zigzag(int64_t n)
{
	return ((uint64_t)n << 1) ^ (uint64_t)(n < 0 ? -1 : 0);
}

static uint64_t
key_of(const struct record_field *field)
{
	return (uint64_t)field->tag << 3 | (uint64_t)wire_of(field->kind);
}

static size_t record_size(const struct record_type *type, const void *value);

static size_t
bytes_size(const struct record_field *field, size_t len)
{
	return varint_size(key_of(field)) + varint_size(len) + len;
}

static size_t
list_size(const struct record_field *field, const void *value)
{
	const char *items = pointer_at(value, field->offset);
	size_t n = count_at(value, field), size = 0;

	for (size_t i = 0; i < n; i++)
		size += bytes_size(field,
		    record_size(field->item, items + i * field->item->size));
	return size;
}

static size_t
texts_size(const struct record_field *field, const void *value)
{
	const char *const *texts = pointer_at(value, field->offset);
	size_t n = count_at(value, field), size = 0;

	for (size_t i = 0; i < n; i++)
		size += bytes_size(field, strlen(texts[i]));
	return size;
}

static size_t
field_size(const struct record_field *field, const void *value)
{
	const char *text;
	double real;
	int64_t n;

	switch (field->kind) {
	case RECORD_INT:
	case RECORD_TIME:
		n = int_at(value, field->offset);
		return n == 0
		    ? 0
		    : varint_size(key_of(field)) + varint_size(zigzag(n));
	case RECORD_BOOL:
		return *(const bool *)member(value, field->offset)
		    ? varint_size(key_of(field)) + 1
		    : 0;
	case RECORD_REAL:
		memcpy(&real, member(value, field->offset), sizeof(real));
		return real == 0 ? 0 : varint_size(key_of(field)) + 8;
	case RECORD_TEXT:
		text = pointer_at(value, field->offset);
		return text == NULL || text[0] == '\0'
		    ? 0
		    : bytes_size(field, strlen(text));
	case RECORD_TEXTS:
		return texts_size(field, value);
	case RECORD_LIST:
		return list_size(field, value);
	}
	return 0;
}

static size_t
record_size(const struct record_type *type, const void *value)
{
	size_t size = 0;

	for (size_t i = 0; i < type->n_fields; i++)
		size += field_size(&type->fields[i], value);
	return size;
}

static void
put_bytes(struct buf *out, const struct record_field *field, const char *bytes,
    size_t len)
{
	put_varint(out, key_of(field));
	put_varint(out, len);
	buf_add(out, bytes, len);
}

static void
put_fixed64(struct buf *out, const void *value)
{
	uint8_t bytes[8];
	uint64_t n;

	memcpy(&n, value, sizeof(n));
	for (size_t i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(n >> (8 * i));
	buf_add(out, bytes, sizeof(bytes));
}

static void
put_list(struct buf *out, const struct record_field *field, const void *value)
{
	const char *items = pointer_at(value, field->offset);
	size_t n = count_at(value, field);

	for (size_t i = 0; i < n; i++) {
		const void *item = items + i * field->item->size;

		put_varint(out, key_of(field));
		put_varint(out, record_size(field->item, item));
		record_encode(field->item, item, out);
	}
}

static void
put_field(struct buf *out, const struct record_field *field, const void *value)
{
	const char *const *texts;

	if (field_size(field, value) == 0)
		return;
	switch (field->kind) {
	case RECORD_INT:
	case RECORD_TIME:
		put_varint(out, key_of(field));
		put_varint(out, zigzag(int_at(value, field->offset)));
		break;
	case RECORD_BOOL:
		put_varint(out, key_of(field));
		put_varint(out, 1);
		break;
	case RECORD_REAL:
		put_varint(out, key_of(field));
		put_fixed64(out, member(value, field->offset));
		break;
	case RECORD_TEXT: {
		const char *text = pointer_at(value, field->offset);

		put_bytes(out, field, text, strlen(text));
		break;
	}
	case RECORD_TEXTS:
		texts = pointer_at(value, field->offset);
		for (size_t i = 0; i < count_at(value, field); i++)
			put_bytes(out, field, texts[i], strlen(texts[i]));
		break;
	case RECORD_LIST:
		put_list(out, field, value);
		break;
	}
}

void
record_encode(const struct record_type *type, const void *value,
    struct buf *out)
{
	for (size_t i = 0; i < type->n_fields; i++)
		put_field(out, &type->fields[i], value);
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
get_varint(struct input *in, uint64_t *ret)
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

static bool
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

static const struct record_field *
field_by_tag(const struct record_type *type, uint32_t tag)
{
	for (size_t i = 0; i < type->n_fields; i++)
		if (type->fields[i].tag == tag)
			return &type->fields[i];
	return NULL;
}

/* First pass: how many items each plural field has; false if malformed. */
static bool
count_items(const struct record_type *type, struct input in, void *value)
{
	struct wire_field seen;

	while (in.at < in.end) {
		const struct record_field *field;
		size_t n;

		if (!get_field(&in, &seen))
			return false;
		field = field_by_tag(type, seen.tag);
		if (field == NULL)
			continue;
		if (seen.wire != wire_of(field->kind))
			return false;
		if (field->kind != RECORD_TEXTS && field->kind != RECORD_LIST)
			continue;
		n = count_at(value, field) + 1;
		if (n > RECORD_ITEMS)
			return false;
		memcpy((char *)value + field->count, &n, sizeof(n));
	}
	return true;
}

/* Allocates the arrays that were counted and sets the counts back to zero. */
static void
make_arrays(const struct record_type *type, struct arena *arena, void *value)
{
	const size_t none = 0;

	for (size_t i = 0; i < type->n_fields; i++) {
		const struct record_field *field = &type->fields[i];
		size_t size = sizeof(char *), n;
		void *array;

		if (field->kind != RECORD_TEXTS && field->kind != RECORD_LIST)
			continue;
		if (field->kind == RECORD_LIST)
			size = field->item->size;
		n = count_at(value, field);
		array = n == 0 ? NULL : arena_calloc(arena, n, size);
		memcpy((char *)value + field->offset, &array, sizeof(array));
		memcpy((char *)value + field->count, &none, sizeof(none));
	}
}

static bool decode(const struct record_type *type, struct input in, int depth,
    struct arena *arena, void *value);

static bool
decode_item(const struct record_field *field, const struct wire_field *seen,
    int depth, struct arena *arena, void *value)
{
	size_t n = count_at(value, field), next = n + 1;
	void *array;

	memcpy(&array, (char *)value + field->offset, sizeof(array));
	memcpy((char *)value + field->count, &next, sizeof(next));
	if (field->kind == RECORD_TEXTS) {
		if (memchr(seen->bytes, '\0', seen->len) != NULL)
			return false;
		((char **)array)[n] =
		    arena_text(arena, (const char *)seen->bytes, seen->len);
		return true;
	}
	return decode(field->item,
	    (struct input){ seen->bytes, seen->bytes + seen->len }, depth + 1,
	    arena, (char *)array + n * field->item->size);
}

static bool
decode_field(const struct record_field *field, const struct wire_field *seen,
    int depth, struct arena *arena, void *value)
{
	void *at = (char *)value + field->offset;
	int64_t n;
	char *text;

	switch (field->kind) {
	case RECORD_INT:
	case RECORD_TIME:
		n = (int64_t)(seen->number >> 1) ^ -(int64_t)(seen->number & 1);
		memcpy(at, &n, sizeof(n));
		return true;
	case RECORD_BOOL:
		*(bool *)at = seen->number != 0;
		return true;
	case RECORD_REAL:
		memcpy(at, &seen->number, sizeof(seen->number));
		return true;
	case RECORD_TEXT:
		if (memchr(seen->bytes, '\0', seen->len) != NULL)
			return false;
		text = arena_text(arena, (const char *)seen->bytes, seen->len);
		memcpy(at, &text, sizeof(text));
		return true;
	case RECORD_TEXTS:
	case RECORD_LIST:
		return decode_item(field, seen, depth, arena, value);
	}
	return false;
}

static bool
decode(const struct record_type *type, struct input in, int depth,
    struct arena *arena, void *value)
{
	struct wire_field seen;

	if (depth > RECORD_DEPTH || !count_items(type, in, value))
		return false;
	make_arrays(type, arena, value);
	while (in.at < in.end) {
		const struct record_field *field;

		if (!get_field(&in, &seen))
			return false;
		field = field_by_tag(type, seen.tag);
		if (field != NULL &&
		    !decode_field(field, &seen, depth, arena, value))
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
	if (decode(type, (struct input){ bytes, bytes + len }, 0, arena,
		ret_value))
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
	size_t n = count_at(value, field);

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
json_real(const struct record_field *field, const void *value, bool exact,
    struct json_writer *json)
{
	double real;

	memcpy(&real, member(value, field->offset), sizeof(real));
	if (exact)
		json_put_exact(json, real);
	else
		json_put_real(json, real, 6);
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
		    *(const bool *)member(value, field->offset));
		break;
	case RECORD_REAL:
		json_real(field, value, exact, json);
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

/* Not by field_size(), which walks lists to their end. */
static bool
is_empty(const struct record_field *field, const void *value)
{
	if (field->kind == RECORD_LIST || field->kind == RECORD_TEXTS)
		return count_at(value, field) == 0;
	return field_size(field, value) == 0;
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
