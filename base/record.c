#include "base/record.h"

#include <stdbool.h>
#include <string.h>

#include "base/record_internal.h"

static uint64_t
key_of(const struct record_field *field)
{
	return (uint64_t)field->tag << 3 |
	    (uint64_t)record_wire_of(field->kind);
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
	const char *items = record_pointer(value, field->offset);
	const char *const *texts = record_pointer(value, field->offset);
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
		put_int(out, field, record_int(value, field->offset));
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
		text = record_pointer(value, field->offset);
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
