/*
 * JSON events (yajl) into structs by their tables.  A member that no table
 * has, that is given twice or has another type, ends the line: nothing of it
 * is taken over.
 */
#include "store/load/line_parse.h"

#include <string.h>
#include <yajl/yajl_parse.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"

enum {
	DEPTH = RECORD_DEPTH + 1,
	FIELDS_MAX = 64 /* bits of `seen` */
};

/* An object that is being read. */
struct frame {
	const struct record_type *type;
	char *at; /* the struct */
	uint64_t seen;
	/* The member whose value comes next, or whose list is open. */
	const struct record_field *field;
	char *base; /* the struct that has it */
	bool in_list;
	size_t room; /* items the open list has room for */
	size_t next[2]; /* where to look first, by table: see find_field() */
};

struct line_parser {
	yajl_handle yajl;
	struct arena *arena;
	size_t arena_from; /* what the arena had before the line */
	struct line *line;
	const struct line_type *type; /* NULL: "kind" has not been met */
	enum line_kind kind;
	bool at_kind; /* its value comes next */
	bool is_over;
	int depth; /* frames in use */
	struct frame frames[DEPTH];
	struct err_detail detail;
};

enum {
	STOP = 0,
	GO_ON = 1
};

/* ---- what is wrong ---- */

/* "work.pulls.number" */
static void
path_of(const struct line_parser *parser, struct buf *out)
{
	buf_text(out, parser->type != NULL ? parser->type->name : "line");
	for (int i = 0; i < parser->depth; i++)
		if (parser->frames[i].field != NULL)
			buf_format(out, ".%s", parser->frames[i].field->name);
}

static int
wrong(struct line_parser *parser, const char *what)
{
	struct buf path;

	buf_init(&path, 400);
	path_of(parser, &path);
	(void)err_set(&parser->detail, ERR_PARSE, "%s: %s",
	    path.data != NULL ? path.data : "line", what);
	buf_done(&path);
	return STOP;
}

static const char *
expected(const struct record_field *field)
{
	switch (field->kind) {
	case RECORD_INT:
		return "expected a whole number";
	case RECORD_BOOL:
		return "expected true or false";
	case RECORD_REAL:
	case RECORD_PART:
		return "expected a number";
	case RECORD_TEXT:
		return "expected a text";
	case RECORD_TIME:
		return "expected a time such as \"2027-01-31T10:00:00Z\"";
	case RECORD_TEXTS:
		return "expected a list of texts";
	case RECORD_LIST:
		return "expected a list of objects";
	}
	return "unexpected";
}

/* ---- values ---- */

static struct frame *
top(struct line_parser *parser)
{
	return parser->depth > 0 ? &parser->frames[parser->depth - 1] : NULL;
}

/* The member that takes a value now; NULL, with a sentence, if none does. */
static struct frame *
taker(struct line_parser *parser)
{
	struct frame *frame = top(parser);

	if (parser->at_kind) {
		(void)wrong(parser, "kind: expected a text");
		return NULL;
	}
	if (frame == NULL || frame->field == NULL) {
		(void)wrong(parser, "expected an object");
		return NULL;
	}
	return frame;
}

static void *
value_at(const struct frame *frame)
{
	return frame->base + frame->field->offset;
}

static bool
is_plural(const struct record_field *field)
{
	return field->kind == RECORD_TEXTS || field->kind == RECORD_LIST;
}

/* The value of a member that is no list has been read. */
static int
taken(struct frame *frame)
{
	frame->field = NULL;
	return GO_ON;
}

static int
on_null(void *context)
{
	struct line_parser *parser = context;
	struct frame *frame = taker(parser);

	if (frame == NULL)
		return STOP;
	if (frame->in_list)
		return wrong(parser, expected(frame->field));
	return taken(frame);
}

static int
on_bool(void *context, int value)
{
	struct line_parser *parser = context;
	struct frame *frame = taker(parser);

	if (frame == NULL)
		return STOP;
	if (frame->field->kind != RECORD_BOOL)
		return wrong(parser, expected(frame->field));
	*(bool *)value_at(frame) = value != 0;
	return taken(frame);
}

static bool
parse_int(const char *text, size_t len, int64_t *ret_value)
{
	char copy[24];

	if (len >= sizeof(copy))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return str_to_int(copy, INT64_MIN, INT64_MAX, ret_value) == 0;
}

static int
on_number(void *context, const char *text, size_t len)
{
	struct line_parser *parser = context;
	struct frame *frame = taker(parser);
	int64_t whole;
	double real;

	if (frame == NULL)
		return STOP;
	if (frame->field->kind == RECORD_INT && parse_int(text, len, &whole)) {
		memcpy(value_at(frame), &whole, sizeof(whole));
		return taken(frame);
	}
	if ((frame->field->kind == RECORD_REAL ||
		frame->field->kind == RECORD_PART) &&
	    str_to_exact(text, len, &real) == 0) {
		memcpy(value_at(frame), &real, sizeof(real));
		return taken(frame);
	}
	return wrong(parser, expected(frame->field));
}

/* ---- lists ---- */

/* Room for one more item of an open list; NULL, with a sentence, beyond what a
 * record or a line may hold. */
static void *
next_item(struct line_parser *parser, struct frame *frame)
{
	bool is_texts = frame->field->kind == RECORD_TEXTS;
	size_t size = is_texts ? sizeof(char *) : frame->field->item->size, n;
	char *items;

	memcpy(&items, value_at(frame), sizeof(items));
	memcpy(&n, frame->base + frame->field->count, sizeof(n));
	if (n == frame->room) {
		size_t room = n * 2 + 4;
		char *larger;

		if (room > RECORD_ITEMS ||
		    parser->arena->used - parser->arena_from + room * size >
			LINE_ARENA_BYTES) {
			(void)wrong(parser, "too many items");
			return NULL;
		}
		larger = arena_alloc(parser->arena, room * size);
		if (n > 0)
			memcpy(larger, items, n * size);
		items = larger;
		frame->room = room;
		memcpy(value_at(frame), &items, sizeof(items));
	}
	memset(items + n * size, 0, size);
	n++;
	memcpy(frame->base + frame->field->count, &n, sizeof(n));
	return items + (n - 1) * size;
}

static int
take_kind(struct line_parser *parser, const char *text, size_t len)
{
	parser->at_kind = false;
	if (!line_kind_parse(text, len, &parser->kind))
		return wrong(parser, "kind: not one that is known");
	parser->type = line_type(parser->kind);
	parser->frames[0].type = parser->type->keys;
	return GO_ON;
}

static int
take_time(struct line_parser *parser, struct frame *frame, const char *text,
    size_t len)
{
	char copy[64];
	int64_t time;

	if (len < sizeof(copy)) {
		memcpy(copy, text, len);
		copy[len] = '\0';
		if (clock_parse(copy, &time) == 0) {
			memcpy(value_at(frame), &time, sizeof(time));
			return taken(frame);
		}
	}
	return wrong(parser, expected(frame->field));
}

static int
on_string(void *context, const unsigned char *bytes, size_t len)
{
	struct line_parser *parser = context;
	const char *text = (const char *)bytes;
	struct frame *frame;
	char *copy;
	void *item;

	if (parser->at_kind)
		return take_kind(parser, text, len);
	frame = taker(parser);
	if (frame == NULL)
		return STOP;
	if (frame->field->kind == RECORD_TIME)
		return take_time(parser, frame, text, len);
	if (frame->field->kind != RECORD_TEXT &&
	    (frame->field->kind != RECORD_TEXTS || !frame->in_list))
		return wrong(parser, expected(frame->field));
	if (len > 0 && memchr(text, '\0', len) != NULL)
		return wrong(parser, "a NUL in a text");
	item = frame->in_list ? next_item(parser, frame) : value_at(frame);
	if (item == NULL)
		return STOP;
	copy = arena_text(parser->arena, text, len);
	memcpy(item, &copy, sizeof(copy));
	return frame->in_list ? GO_ON : taken(frame);
}

static int
on_list_begin(void *context)
{
	struct line_parser *parser = context;
	struct frame *frame = taker(parser);

	if (frame == NULL)
		return STOP;
	if (frame->in_list || !is_plural(frame->field))
		return wrong(parser, expected(frame->field));
	frame->in_list = true;
	frame->room = 0;
	return GO_ON;
}

static int
on_list_end(void *context)
{
	struct line_parser *parser = context;
	struct frame *frame = top(parser);

	if (frame == NULL)
		return STOP; /* yajl pairs brackets: never */
	frame->in_list = false;
	return taken(frame);
}

/* ---- objects ---- */

static int
push(struct line_parser *parser, const struct record_type *type, void *at)
{
	if (parser->depth == DEPTH)
		return wrong(parser, "too deep");
	parser->frames[parser->depth++] =
	    (struct frame){ .type = type, .at = at };
	return GO_ON;
}

static int
on_object_begin(void *context)
{
	struct line_parser *parser = context;
	struct frame *frame;
	void *item;

	if (parser->is_over)
		return wrong(parser, "expected one object a line");
	if (parser->depth == 0)
		return push(parser, NULL, parser->line);
	frame = taker(parser);
	if (frame == NULL)
		return STOP;
	if (!frame->in_list || frame->field->kind != RECORD_LIST)
		return wrong(parser, expected(frame->field));
	item = next_item(parser, frame);
	return item == NULL ? STOP : push(parser, frame->field->item, item);
}

static int
on_object_end(void *context)
{
	struct line_parser *parser = context;

	parser->depth--;
	if (parser->depth > 0)
		return GO_ON;
	parser->is_over = true;
	return parser->type != NULL
	    ? GO_ON
	    : wrong(parser, "expected \"kind\" as its first member");
}

static bool
is_name(const char *field, const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (field[i] == '\0' || field[i] != name[i])
			return false;
	return field[len] == '\0';
}

/* Members mostly come in the table's order: the search begins behind the last
 * one that was found. */
static const struct record_field *
find_field(const struct record_type *type, const char *name, size_t len,
    size_t *next)
{
	size_t at = *next;

	for (size_t i = 0; i < type->n_fields; i++, at++) {
		if (at >= type->n_fields)
			at = 0;
		if (is_name(type->fields[at].name, name, len)) {
			*next = at + 1;
			return &type->fields[at];
		}
	}
	return NULL;
}

/* The outermost object has the members of the key and those of the record. */
static bool
choose_field(struct line_parser *parser, struct frame *frame, const char *name,
    size_t len)
{
	const struct record_type *record = parser->type->record;
	size_t at = 0, first = 0;

	frame->base = frame->at;
	frame->field = len > 0
	    ? find_field(frame->type, name, len, &frame->next[0])
	    : NULL;
	at = frame->next[0];
	if (frame->field == NULL && len > 0 && parser->depth == 1 &&
	    record != NULL) {
		first = frame->type->n_fields;
		frame->base = (char *)&parser->line->of;
		frame->field = find_field(record, name, len, &frame->next[1]);
		at = frame->next[1];
	}
	if (frame->field == NULL) {
		(void)wrong(parser, "a member that is not known");
		return false;
	}
	at += first - 1;
	if (at >= FIELDS_MAX || (frame->seen >> at & 1) != 0) {
		(void)wrong(parser, "given twice");
		return false;
	}
	frame->seen |= UINT64_C(1) << at;
	return true;
}

static int
on_key(void *context, const unsigned char *bytes, size_t len)
{
	struct line_parser *parser = context;
	const char *name = (const char *)bytes;
	struct frame *frame;

	if (parser->type == NULL) {
		if (len != 4 || memcmp(name, "kind", 4) != 0)
			return wrong(parser,
			    "expected \"kind\" as its first member");
		parser->at_kind = true;
		return GO_ON;
	}
	frame = top(parser);
	if (frame == NULL)
		return STOP; /* likewise */
	return choose_field(parser, frame, name, len) ? GO_ON : STOP;
}

/* ---- the whole ---- */

static const yajl_callbacks callbacks = { .yajl_null = on_null,
	.yajl_boolean = on_bool,
	.yajl_number = on_number,
	.yajl_string = on_string,
	.yajl_start_map = on_object_begin,
	.yajl_map_key = on_key,
	.yajl_end_map = on_object_end,
	.yajl_start_array = on_list_begin,
	.yajl_end_array = on_list_end };

struct line_parser *
line_parser_new(void)
{
	return mem_calloc(1, sizeof(struct line_parser));
}

void
line_parser_free(struct line_parser *parser)
{
	if (parser == NULL)
		return;
	if (parser->yajl != NULL)
		yajl_free(parser->yajl);
	mem_free(parser);
}

/* One handle reads line after line, until one is wrong. */
static bool
prepare(struct line_parser *parser)
{
	if (parser->yajl == NULL) {
		parser->yajl = yajl_alloc(&callbacks, NULL, parser);
		if (parser->yajl == NULL)
			return false;
		(void)yajl_config(parser->yajl, yajl_allow_multiple_values, 1);
	}
	parser->type = NULL;
	parser->at_kind = false;
	parser->is_over = false;
	parser->depth = 0;
	parser->detail.text[0] = '\0';
	return true;
}

/* yajl's own sentence is of one line when the text is not shown. */
static void
explain(struct line_parser *parser, struct slice text)
{
	unsigned char *said =
	    yajl_get_error(parser->yajl, 0, text.bytes, text.len);
	const char *sentence = (const char *)said;

	if (sentence != NULL)
		(void)err_set(&parser->detail, ERR_PARSE, "no JSON: %.*s",
		    (int)strcspn(sentence, "\n"), sentence);
	yajl_free_error(parser->yajl, said);
}

/* The line end tells what a number or word at the end is, and that a text there
 * is none: of what begins behind the object nothing is left for the next line. */
static yajl_status
parse_all(struct line_parser *parser, struct slice text)
{
	yajl_status status = yajl_parse(parser->yajl, text.bytes, text.len);

	return status == yajl_status_ok
	    ? yajl_parse(parser->yajl, (const unsigned char *)"\n", 1)
	    : status;
}

int
line_parse(struct line_parser *parser, struct slice text, struct arena *arena,
    enum line_kind *ret_kind, struct line *ret_line, struct err_detail *detail)
{
	yajl_status status;

	if (!prepare(parser))
		return ERR_NOMEM;
	parser->arena = arena;
	parser->arena_from = arena->used;
	parser->line = ret_line;
	memset(ret_line, 0, sizeof(*ret_line));
	status = parse_all(parser, text);
	if (status == yajl_status_ok && parser->is_over) {
		*ret_kind = parser->kind;
		return 0;
	}
	if (status == yajl_status_error)
		explain(parser, text);
	else if (status == yajl_status_ok)
		(void)wrong(parser, "cut off: expected the rest of an object");
	yajl_free(parser->yajl);
	parser->yajl = NULL;
	return err_set(detail, ERR_PARSE, "%s", parser->detail.text);
}
