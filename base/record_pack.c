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
 *       TIMEs to the last one of the record, the first to time_base
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
	TAG_MAX = 64,
	/* Rows without a byte of their own that are taken for an honest list. */
	BARE_ROWS = 64,
	ROWS_PER_BYTE = 8,
	REAL_BYTES = 8,
	HALF_MORE = 15 /* in half a byte: this or more */
};

static const uint64_t time_base = 1700000000;

/* ---- numbers ---- */

/*
 * Of what stands in for a number when `base` was before it.  Zero is 0, as it
 * means that nothing is known; what would have been 0 so takes zero's place.
 */
static uint64_t
code_of(uint64_t n, uint64_t base)
{
	uint64_t code;

	if (n == 0)
		return 0;
	code = record_zigzag((int64_t)(n - base)) + 1;
	return code != 0 ? code : record_zigzag((int64_t)(0 - base)) + 1;
}

static uint64_t
number_of(uint64_t code, uint64_t base)
{
	uint64_t n;

	if (code == 0)
		return 0;
	n = base + (uint64_t)record_unzigzag(code - 1);
	return n != 0 ? n : base + (UINT64_C(1) << 63);
}

/* ---- packing ---- */

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
		put_varint(packing->numbers, code_of(n, base));
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
		uint8_t bytes[REAL_BYTES];
		uint64_t n;

		memcpy(&n, record_member(rows->at[i], field->offset),
		    sizeof(n));
		for (size_t at = 0; at < REAL_BYTES; at++)
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
		    (uint8_t)((n < HALF_MORE ? n : HALF_MORE) << (4 * (i % 2)));
	}
	for (size_t i = 0; i < rows->n; i++) {
		size_t n = record_count(rows->at[i], field);

		if (n >= HALF_MORE)
			put_varint(packing->numbers, n - HALF_MORE);
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

static bool
has_room_for(size_t rows, size_t bytes)
{
	return rows <= BARE_ROWS + ROWS_PER_BYTE * bytes;
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
		.time = time_base };

	put_varint(numbers, members);
	pack_columns(&rows, members & type->front, &packing);
	*ret_front = texts->len - had_texts;
	pack_columns(&rows, members & ~type->front, &packing);
	arena_done(&arena);
	return !numbers->overflow && !texts->overflow &&
	    packing.n_rows <= RECORD_ITEMS &&
	    has_room_for(packing.n_rows,
		numbers->len - had + texts->len - had_texts);
}

/* ---- unpacking ---- */

struct unpacking {
	const uint8_t *number;
	const uint8_t *numbers_end;
	const char *text;
	const char *texts_end;
	struct arena *arena;
	uint64_t time;
	size_t n_rows, rows_max;
	int depth;
};

/* Rows one behind the other. */
struct made_rows {
	const struct record_type *type;
	char *at;
	size_t n;
};

static inline bool
take_varint(struct unpacking *in, uint64_t *ret)
{
	uint64_t n = 0;

	for (unsigned shift = 0; shift < 64 && in->number < in->numbers_end;
	     shift += 7) {
		uint8_t byte = *in->number++;

		n |= (uint64_t)(byte & 0x7F) << shift;
		if (byte < 0x80) {
			*ret = n;
			return true;
		}
	}
	return false;
}

static bool
take_text(struct unpacking *in, const char **ret_text)
{
	const char *end = in->text == NULL
	    ? NULL
	    : memchr(in->text, '\0', (size_t)(in->texts_end - in->text));

	if (end == NULL)
		return false;
	*ret_text = in->text;
	in->text = end + 1;
	return true;
}

static bool
unpack_numbers(const struct made_rows *rows, const struct record_field *field,
    struct unpacking *in)
{
	bool is_time = field->kind == RECORD_TIME;
	uint64_t code, n, base = is_time ? in->time : 0;
	char *at = rows->at + field->offset;
	double real;

	for (size_t i = 0; i < rows->n; i++, at += rows->type->size) {
		if (!take_varint(in, &code))
			return false;
		n = number_of(code, base);
		real = (double)(int64_t)n / RECORD_PARTS;
		memcpy(at,
		    field->kind == RECORD_PART ? (const void *)&real : &n,
		    sizeof(n));
		if (n != 0)
			base = n;
	}
	if (is_time)
		in->time = base;
	return true;
}

static bool
unpack_bools(const struct made_rows *rows, const struct record_field *field,
    struct unpacking *in)
{
	size_t len = rows->n == 1 ? 0 : (rows->n + 7) / 8;
	char *at = rows->at + field->offset;

	if ((size_t)(in->numbers_end - in->number) < len)
		return false;
	for (size_t i = 0; i < rows->n; i++, at += rows->type->size)
		*(bool *)at =
		    len == 0 || (in->number[i / 8] >> (i % 8) & 1) != 0;
	in->number += len;
	return true;
}

static bool
unpack_reals(const struct made_rows *rows, const struct record_field *field,
    struct unpacking *in)
{
	char *at = rows->at + field->offset;

	if ((size_t)(in->numbers_end - in->number) / REAL_BYTES < rows->n)
		return false;
	for (size_t i = 0; i < rows->n; i++, at += rows->type->size) {
		uint64_t n = 0;

		for (size_t byte = 0; byte < REAL_BYTES; byte++)
			n |= (uint64_t)*in->number++ << (8 * byte);
		memcpy(at, &n, sizeof(n));
	}
	return true;
}

static bool
unpack_texts(const struct made_rows *rows, const struct record_field *field,
    struct unpacking *in)
{
	char *at = rows->at + field->offset;

	for (size_t i = 0; i < rows->n; i++, at += rows->type->size) {
		const char *text;

		if (!take_text(in, &text))
			return false;
		if (text[0] != '\0')
			memcpy(at, &text, sizeof(text));
	}
	return true;
}

static bool
take_counts(const struct made_rows *rows, const struct record_field *field,
    struct unpacking *in, size_t *ret_sum)
{
	size_t halves = rows->n == 1 ? 0 : (rows->n + 1) / 2, sum = 0;
	const uint8_t *half = in->number;
	char *at = rows->at + field->count;

	if ((size_t)(in->numbers_end - in->number) < halves)
		return false;
	in->number += halves;
	for (size_t i = 0; i < rows->n; i++, at += rows->type->size) {
		uint64_t more = 0;
		size_t room = in->rows_max - in->n_rows - sum, n;

		n = halves == 0 ? 0 : (size_t)half[i / 2] >> (4 * (i % 2)) & 15;
		if ((halves == 0 || n == HALF_MORE) && !take_varint(in, &more))
			return false;
		if (n > room || more > room - n)
			return false;
		n += (size_t)more;
		memcpy(at, &n, sizeof(n));
		sum += n;
	}
	in->n_rows += sum;
	*ret_sum = sum;
	return true;
}

/* Each row gets its share of the items of all. */
static void
share_out(const struct made_rows *rows, const struct record_field *field,
    char *items, size_t size)
{
	char *at = rows->at;

	for (size_t i = 0; i < rows->n; i++, at += rows->type->size) {
		size_t n = record_count(at, field);

		if (n > 0)
			memcpy(at + field->offset, &items, sizeof(items));
		items += n * size;
	}
}

static bool unpack_rows(const struct made_rows *rows, struct unpacking *in);

static bool
unpack_many(const struct made_rows *rows, const struct record_field *field,
    struct unpacking *in)
{
	size_t size = field->item != NULL ? field->item->size : sizeof(char *);
	struct made_rows items = { .type = field->item };
	bool is_good;

	if (!take_counts(rows, field, in, &items.n))
		return false;
	if (items.n == 0)
		return true;
	items.at = arena_calloc(in->arena, items.n, size);
	share_out(rows, field, items.at, size);
	if (field->item == NULL) {
		for (size_t i = 0; i < items.n; i++)
			if (!take_text(in,
				&((const char **)(void *)items.at)[i]))
				return false;
		return true;
	}
	in->depth++;
	is_good = in->depth <= RECORD_DEPTH && unpack_rows(&items, in);
	in->depth--;
	return is_good;
}

static bool
unpack_column(const struct made_rows *rows, const struct record_field *field,
    struct unpacking *in)
{
	switch (field->kind) {
	case RECORD_INT:
	case RECORD_TIME:
	case RECORD_PART:
		return unpack_numbers(rows, field, in);
	case RECORD_BOOL:
		return unpack_bools(rows, field, in);
	case RECORD_REAL:
		return unpack_reals(rows, field, in);
	case RECORD_TEXT:
		return unpack_texts(rows, field, in);
	case RECORD_TEXTS:
	case RECORD_LIST:
		return unpack_many(rows, field, in);
	}
	return false;
}

static bool
unpack_columns(const struct made_rows *rows, uint64_t members,
    struct unpacking *in)
{
	for (; members != 0; members &= members - 1) {
		const struct record_field *field = record_field(rows->type,
		    (uint32_t)__builtin_ctzll(members) + 1);

		if (field == NULL || !unpack_column(rows, field, in))
			return false;
	}
	return true;
}

static bool
unpack_rows(const struct made_rows *rows, struct unpacking *in)
{
	uint64_t members;

	return take_varint(in, &members) && unpack_columns(rows, members, in);
}

static struct unpacking
begin(const struct record_packed *from, struct arena *arena)
{
	struct unpacking in = { .number = from->numbers,
		.numbers_end = from->numbers + from->numbers_len,
		.text = from->texts,
		.texts_end = from->texts + from->texts_len,
		.arena = arena,
		.time = time_base,
		.rows_max = BARE_ROWS +
		    ROWS_PER_BYTE * (from->numbers_len + from->texts_len) };

	if (in.rows_max > RECORD_ITEMS)
		in.rows_max = RECORD_ITEMS;
	return in;
}

int
record_unpack(const struct record_type *type, const struct record_packed *from,
    struct arena *arena, void *ret_value)
{
	const struct made_rows rows = { type, ret_value, 1 };
	struct unpacking in = begin(from, arena);
	uint64_t members;

	memset(ret_value, 0, type->size);
	if (take_varint(&in, &members) &&
	    unpack_columns(&rows, members & type->front, &in) &&
	    unpack_columns(&rows, members & ~type->front, &in) &&
	    in.number == in.numbers_end && in.text == in.texts_end)
		return 0;
	memset(ret_value, 0, type->size);
	return ERR_CORRUPT;
}

int
record_unpack_front(const struct record_type *type,
    const struct record_packed *from, struct arena *arena, void *ret_value)
{
	const struct made_rows rows = { type, ret_value, 1 };
	struct unpacking in = begin(from, arena);
	uint64_t members;

	memset(ret_value, 0, type->size);
	if (take_varint(&in, &members) &&
	    unpack_columns(&rows, members & type->front, &in) &&
	    in.text == in.texts_end)
		return 0;
	memset(ret_value, 0, type->size);
	return ERR_CORRUPT;
}
