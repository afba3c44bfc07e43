/*
 * The packed form, read: see record_pack.c.  The bytes can be anything.
 */
#include "base/record_internal.h"

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
		n = record_number_of(code, base);
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

	if ((size_t)(in->numbers_end - in->number) / RECORD_REAL_BYTES <
	    rows->n)
		return false;
	for (size_t i = 0; i < rows->n; i++, at += rows->type->size) {
		uint64_t n = 0;

		for (size_t byte = 0; byte < RECORD_REAL_BYTES; byte++)
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
		if ((halves == 0 || n == RECORD_HALF_MORE) &&
		    !take_varint(in, &more))
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
		.time = record_time_base,
		.rows_max =
		    record_rows_most(from->numbers_len + from->texts_len) };

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
