/*
 * The packed form of a record: all numbers in one stream, all texts in
 * another, and of many items of a list first the one member of all, then the
 * next.  So like stands beside like, and nothing says again what is what.
 *
 * Rows of a type (the record itself is one row):
 *   varint  which members any row has: bit 0 is tag 1, ...
 * and for each of these, in the order of tags (of the record itself those of
 * the type's front before all others), a column:
 *   INT, TIME, PART  varints of the difference to the row before, 0 for zero;
 *       TIMEs to the last one of the record, the first to record_time_base
 *   BOOL   a bit each, filled to bytes; of a single row nothing
 *   REAL   eight bytes each
 *   TEXT   nothing: the texts with a NUL each are in the other stream
 *   TEXTS, LIST  how many; then all their texts or rows.  Of a single row that
 *       is a varint, of several half a byte each, the lower half first: 15 for
 *       as many and more; then a varint for each such, how many more
 */
#include "base/assert.h"
#include "base/record_internal.h"

enum {
	TAG_MAX = 64
};

/* Rows wherever they stand. */
struct rows {
	const struct record_type *type;
	const void *const *at;
	size_t n;
};

struct packing {
	struct buf *numbers;
	struct buf *texts;
	struct arena *arena;
	uint64_t time;
	size_t n_rows;
};

static void
put_varint(struct buf *out, uint64_t n)
{
	char *at = buf_room(out, RECORD_VARINT);

	if (at != NULL)
		out->len += record_varint_write((uint8_t *)at, n);
}

static bool
is_empty(const struct record_field *field, const void *row)
{
	const char *text;
	uint64_t n;

	switch (field->kind) {
	case RECORD_BOOL:
		return !*(const bool *)record_member(row, field->offset);
	case RECORD_INT:
	case RECORD_TIME:
	case RECORD_REAL:
		memcpy(&n, record_member(row, field->offset), sizeof(n));
		return n == 0;
	case RECORD_PART:
		return record_parts(row, field->offset) == 0;
	case RECORD_TEXT:
		memcpy(&text, record_member(row, field->offset), sizeof(text));
		return text == NULL || text[0] == '\0';
	case RECORD_TEXTS:
	case RECORD_LIST:
		return record_count(row, field) == 0;
	}
	return true;
}

static uint64_t
members_of(const struct rows *rows)
{
	uint64_t members = 0;

	for (size_t i = 0; i < rows->type->n_fields; i++) {
		const struct record_field *field = &rows->type->fields[i];

		ASSERT(field->tag <= TAG_MAX);
		for (size_t row = 0; row < rows->n; row++)
			if (!is_empty(field, rows->at[row])) {
				members |= UINT64_C(1) << (field->tag - 1);
				break;
			}
	}
	return members;
}

static void
pack_numbers(const struct rows *rows, const struct record_field *field,
    struct packing *packing)
{
	bool is_time = field->kind == RECORD_TIME;
	uint64_t n, base = is_time ? packing->time : 0;

	for (size_t i = 0; i < rows->n; i++) {
		if (field->kind == RECORD_PART)
			n = (uint64_t)record_parts(rows->at[i], field->offset);
		else
			memcpy(&n, record_member(rows->at[i], field->offset),
			    sizeof(n));
		put_varint(packing->numbers, record_code_of(n, base));
		if (n != 0)
			base = n;
	}
	if (is_time)
		packing->time = base;
}

static void
pack_bools(const struct rows *rows, const struct record_field *field,
    struct packing *packing)
{
	size_t len = rows->n == 1 ? 0 : (rows->n + 7) / 8;
	uint8_t *at = (uint8_t *)buf_room(packing->numbers, len);

	if (at == NULL)
		return;
	memset(at, 0, len);
	for (size_t i = 0; i < rows->n && len > 0; i++)
		if (!is_empty(field, rows->at[i]))
			at[i / 8] |= (uint8_t)(1 << (i % 8));
	packing->numbers->len += len;
}

static void
pack_reals(const struct rows *rows, const struct record_field *field,
    struct packing *packing)
{
	for (size_t i = 0; i < rows->n; i++) {
		uint8_t bytes[RECORD_REAL_BYTES];
		uint64_t n;

		memcpy(&n, record_member(rows->at[i], field->offset),
		    sizeof(n));
		for (size_t at = 0; at < RECORD_REAL_BYTES; at++)
			bytes[at] = (uint8_t)(n >> (8 * at));
		buf_add(packing->numbers, bytes, sizeof(bytes));
	}
}

static void
pack_text(const char *text, struct packing *packing)
{
	buf_add(packing->texts, text != NULL ? text : "",
	    (text != NULL ? strlen(text) : 0) + 1);
}

static void
pack_texts(const struct rows *rows, const struct record_field *field,
    struct packing *packing)
{
	const char *text;

	for (size_t i = 0; i < rows->n; i++) {
		memcpy(&text, record_member(rows->at[i], field->offset),
		    sizeof(text));
		pack_text(text, packing);
	}
}

static void
pack_counts(const struct rows *rows, const struct record_field *field,
    struct packing *packing)
{
	size_t len = (rows->n + 1) / 2;
	uint8_t *at;

	if (rows->n == 1) {
		put_varint(packing->numbers, record_count(rows->at[0], field));
		return;
	}
	at = (uint8_t *)buf_room(packing->numbers, len);
	if (at == NULL)
		return;
	memset(at, 0, len);
	packing->numbers->len += len;
	for (size_t i = 0; i < rows->n; i++) {
		size_t n = record_count(rows->at[i], field);

		at[i / 2] |=
		    (uint8_t)((n < RECORD_HALF_MORE ? n : RECORD_HALF_MORE)
			<< (4 * (i % 2)));
	}
	for (size_t i = 0; i < rows->n; i++) {
		size_t n = record_count(rows->at[i], field);

		if (n >= RECORD_HALF_MORE)
			put_varint(packing->numbers, n - RECORD_HALF_MORE);
	}
}

static void pack_rows(const struct rows *rows, struct packing *packing);

/* The items of all rows: texts at once, others as rows of their own. */
static void
pack_many(const struct rows *rows, const struct record_field *field,
    struct packing *packing)
{
	struct rows items = { .type = field->item };
	const void **at;
	size_t n = 0;

	pack_counts(rows, field, packing);
	for (size_t i = 0; i < rows->n; i++)
		items.n += record_count(rows->at[i], field);
	at = arena_alloc(packing->arena, items.n * sizeof(*at));
	for (size_t i = 0; i < rows->n; i++) {
		size_t count = record_count(rows->at[i], field);
		const char *list;

		memcpy(&list, record_member(rows->at[i], field->offset),
		    sizeof(list));
		for (size_t k = 0; k < count && field->item != NULL; k++)
			at[n++] = list + k * field->item->size;
		for (size_t k = 0; k < count && field->item == NULL; k++)
			pack_text(((const char *const *)(const void *)list)[k],
			    packing);
	}
	packing->n_rows += items.n;
	if (field->item == NULL)
		return;
	items.at = at;
	pack_rows(&items, packing);
}

static void
pack_column(const struct rows *rows, const struct record_field *field,
    struct packing *packing)
{
	switch (field->kind) {
	case RECORD_INT:
	case RECORD_TIME:
	case RECORD_PART:
		pack_numbers(rows, field, packing);
		break;
	case RECORD_BOOL:
		pack_bools(rows, field, packing);
		break;
	case RECORD_REAL:
		pack_reals(rows, field, packing);
		break;
	case RECORD_TEXT:
		pack_texts(rows, field, packing);
		break;
	case RECORD_TEXTS:
	case RECORD_LIST:
		pack_many(rows, field, packing);
		break;
	}
}

static void
pack_columns(const struct rows *rows, uint64_t members, struct packing *packing)
{
	for (uint32_t tag = 1; members != 0; tag++, members >>= 1) {
		const struct record_field *field =
		    record_field(rows->type, tag);

		if ((members & 1) != 0 && field != NULL)
			pack_column(rows, field, packing);
	}
}

static void
pack_rows(const struct rows *rows, struct packing *packing)
{
	uint64_t members = members_of(rows);

	put_varint(packing->numbers, members);
	pack_columns(rows, members, packing);
}

bool
record_pack(const struct record_type *type, const void *value,
    struct buf *numbers, struct buf *texts, size_t *ret_front)
{
	const struct rows rows = { type, &value, 1 };
	struct arena arena = { 0 };
	size_t had = numbers->len, had_texts = texts->len;
	uint64_t members = members_of(&rows);
	struct packing packing = { .numbers = numbers,
		.texts = texts,
		.arena = &arena,
		.time = record_time_base };

	put_varint(numbers, members);
	pack_columns(&rows, members & type->front, &packing);
	*ret_front = texts->len - had_texts;
	pack_columns(&rows, members & ~type->front, &packing);
	arena_done(&arena);
	return !numbers->overflow && !texts->overflow &&
	    packing.n_rows <=
	    record_rows_most(numbers->len - had + texts->len - had_texts);
}
