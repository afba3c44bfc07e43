#include "crawler/json.h"

#include <jansson.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"

const struct json_limits json_limits_default = { 8388608, 300000, 64 };

/* More digits than this may not fit an int64_t; fewer always do. */
enum {
	INTEGER_DIGITS = 18,
	EXPONENT_DIGITS = 2,
	REAL_DIGITS = 200
};

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

/*
 * The pass before the parser.  `good` marks how far the input was copied:
 * clean input is never copied at all.
 */
struct scan {
	const char *bytes;
	size_t len;
	size_t at;
	size_t good;
	struct buf out;
	bool changed;
};

/* Replaces the bytes from `start` to `end` by other ones. */
static void
replace(struct scan *scan, size_t start, size_t end, const char *by)
{
	buf_add(&scan->out, scan->bytes + scan->good, start - scan->good);
	buf_text(&scan->out, by);
	scan->good = end;
	scan->changed = true;
}

static int
hex_value(char c)
{
	if (str_is_digit(c))
		return c - '0';
	c = str_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The four digits of a \uXXXX escape whose backslash is at `at`, or -1. */
static int
unicode_escape(const struct scan *scan, size_t at)
{
	int value = 0;

	if (scan->len - at < 6 || scan->bytes[at] != '\\' ||
	    scan->bytes[at + 1] != 'u')
		return -1;
	for (size_t i = at + 2; i < at + 6; i++) {
		int digit = hex_value(scan->bytes[i]);

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* Steps over one escape; NUL and half a surrogate pair are replaced. */
static void
scan_escape(struct scan *scan)
{
	size_t at = scan->at;
	int code = unicode_escape(scan, at), low;

	if (code < 0) {
		scan->at += at + 1 < scan->len ? 2 : 1;
		return;
	}
	scan->at += 6;
	if (code >= 0xD800 && code <= 0xDBFF) {
		low =
		    scan->at < scan->len ? unicode_escape(scan, scan->at) : -1;
		if (low >= 0xDC00 && low <= 0xDFFF) {
			scan->at += 6;
			return;
		}
	}
	if (code == 0 || (code >= 0xD800 && code <= 0xDFFF))
		replace(scan, at, scan->at, replacement);
}

/* Bytes of the well-formed UTF-8 sequence at `at`; 0 if there is none. */
static size_t
sequence_len(const struct scan *scan, size_t at)
{
	unsigned char c = (unsigned char)scan->bytes[at];
	size_t n = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;

	if (c < 0xC2 || c > 0xF4 || scan->len - at < n)
		return 0;
	return text_valid(scan->bytes + at, n) ? n : 0;
}

/* Steps over a string whose opening quote was read. */
static void
scan_string(struct scan *scan)
{
	while (scan->at < scan->len) {
		unsigned char c = (unsigned char)scan->bytes[scan->at];
		size_t n;

		if (c == '"') {
			scan->at++;
			return;
		}
		if (c == '\\') {
			scan_escape(scan);
			continue;
		}
		n = c < 0x80 ? 1 : sequence_len(scan, scan->at);
		if (c < 0x20)
			replace(scan, scan->at, scan->at + 1,
			    c == 0 ? replacement : " ");
		else if (n == 0)
			replace(scan, scan->at, scan->at + 1, replacement);
		scan->at += n == 0 ? 1 : n;
	}
}

/* Steps over a number; what would overflow becomes null. */
static void
scan_number(struct scan *scan)
{
	size_t start = scan->at, digits = 0, exponent = 0;
	bool is_real = false, in_exponent = false;

	for (; scan->at < scan->len; scan->at++) {
		char c = scan->bytes[scan->at];

		if (str_is_digit(c)) {
			if (!in_exponent)
				digits++;
			else if (exponent > 0 || c != '0')
				exponent++;
		} else if (c == 'e' || c == 'E') {
			in_exponent = is_real = true;
		} else if (c == '.') {
			is_real = true;
		} else if (c != '-' && c != '+') {
			break;
		}
	}
	if (is_real ? digits > REAL_DIGITS || exponent > EXPONENT_DIGITS
		    : digits > INTEGER_DIGITS)
		replace(scan, start, scan->at, "null");
}

/* The whole pass; ERR_LIMIT for depth or number of values. */
static int
scan_all(struct scan *scan, const struct json_limits *limits,
    struct err_detail *detail)
{
	size_t values = 1;
	int depth = 0;

	while (scan->at < scan->len) {
		char c = scan->bytes[scan->at];

		if (str_is_digit(c) || c == '-') {
			scan_number(scan);
			continue;
		}
		scan->at++;
		if (c == '"') {
			scan_string(scan);
		} else if (c == '[' || c == '{') {
			values++;
			if (++depth > limits->depth)
				return err_set(detail, ERR_LIMIT,
				    "JSON nested more than %d deep",
				    limits->depth);
		} else if (c == ']' || c == '}') {
			depth--;
		} else if (c == ',') {
			values++;
		}
		if (values > limits->values)
			return err_set(detail, ERR_LIMIT,
			    "JSON of more than %zu values", limits->values);
	}
	if (scan->changed)
		buf_add(&scan->out, scan->bytes + scan->good,
		    scan->len - scan->good);
	return 0;
}

/*
 * Where memory fails in the middle of a text, jansson 2.14 takes it for a wrong
 * one, or goes on with a byte less; so it is noted here.  One thread parses.
 */
static bool memory_failed;

static void *
take_memory(size_t size)
{
	void *memory = mem_try(size);

	memory_failed |= memory == NULL;
	return memory;
}

/* The only place that reads jansson's errors. */
static int
load(const char *bytes, size_t len, json_t **ret_root,
    struct err_detail *detail)
{
	json_error_t error;
	json_t *root;

	json_set_alloc_funcs(take_memory, mem_free);
	memory_failed = false;
	root = json_loadb(bytes, len, JSON_DECODE_ANY, &error);
	if (memory_failed) {
		json_decref(root);
		return err_set(detail, ERR_NOMEM, "no memory for JSON");
	}
	if (root == NULL)
		return err_set(detail, ERR_PARSE, "not JSON at byte %d: %s",
		    error.position, error.text);
	*ret_root = root;
	return 0;
}

int
json_parse(const char *bytes, size_t len, const struct json_limits *limits,
    struct json **ret_root, struct err_detail *detail)
{
	struct scan scan = { .bytes = bytes, .len = len };
	json_t *root = NULL;
	int rc;

	if (limits == NULL)
		limits = &json_limits_default;
	if (len > limits->bytes)
		return err_set(detail, ERR_LIMIT,
		    "JSON of %zu bytes, the limit is %zu", len, limits->bytes);
	buf_init(&scan.out, 3 * len + 8);
	rc = scan_all(&scan, limits, detail);
	if (rc == 0 && scan.changed)
		rc = load(scan.out.data, scan.out.len, &root, detail);
	else if (rc == 0)
		rc = load(bytes, len, &root, detail);
	buf_done(&scan.out);
	if (rc == 0)
		*ret_root = (struct json *)root;
	return rc;
}

void
json_free(struct json *root)
{
	json_decref((json_t *)root);
}

/* jansson's readers take const values; the wrapper's pointers are theirs. */
static const json_t *
inner(const struct json *value)
{
	return (const json_t *)value;
}

const struct json *
json_get(const struct json *object, const char *key)
{
	return (const struct json *)json_object_get(inner(object), key);
}

const struct json *
json_at(const struct json *array, size_t index)
{
	return (const struct json *)json_array_get(inner(array), index);
}

size_t
json_count(const struct json *array)
{
	return json_array_size(inner(array));
}

enum json_kind
json_kind(const struct json *value)
{
	if (value == NULL)
		return JSON_KIND_ABSENT;
	switch (json_typeof(inner(value))) {
	case JSON_OBJECT:
		return JSON_KIND_OBJECT;
	case JSON_ARRAY:
		return JSON_KIND_ARRAY;
	case JSON_STRING:
		return JSON_KIND_TEXT;
	case JSON_INTEGER:
	case JSON_REAL:
		return JSON_KIND_NUMBER;
	case JSON_TRUE:
	case JSON_FALSE:
		return JSON_KIND_BOOL;
	case JSON_NULL:
		break;
	}
	return JSON_KIND_NULL;
}

const char *
json_text(const struct json *value, size_t *ret_len)
{
	const char *text = json_string_value(inner(value));

	if (text != NULL && ret_len != NULL)
		*ret_len = json_string_length(inner(value));
	return text;
}

int64_t
json_int(const struct json *value)
{
	double real;

	if (value == NULL)
		return 0;
	if (json_typeof(inner(value)) == JSON_INTEGER)
		return json_integer_value(inner(value));
	if (json_typeof(inner(value)) != JSON_REAL)
		return 0;
	real = json_real_value(inner(value));
	return real > -9e15 && real < 9e15 ? (int64_t)real : 0;
}

const char *
json_get_text(const struct json *object, const char *key)
{
	return json_text(json_get(object, key), NULL);
}

int64_t
json_get_int(const struct json *object, const char *key)
{
	return json_int(json_get(object, key));
}

double
json_get_real(const struct json *object, const char *key)
{
	return json_number_value(inner(json_get(object, key)));
}

bool
json_get_bool(const struct json *object, const char *key)
{
	const struct json *value = json_get(object, key);

	return value != NULL && json_typeof(inner(value)) == JSON_TRUE;
}

int64_t
json_get_time(const struct json *object, const char *key)
{
	const char *text = json_get_text(object, key);
	int64_t wall;

	return text != NULL && clock_parse(text, &wall) == 0 ? wall : 0;
}

int
json_each(const struct json *object,
    int (*each)(void *context, const char *key, const struct json *value),
    void *context)
{
	/* jansson's iterators change nothing but want a plain pointer */
	union {
		const struct json *in;
		json_t *out;
	} value = { .in = object };
	int rc = 0;

	if (json_kind(object) != JSON_KIND_OBJECT)
		return 0;
	for (void *i = json_object_iter(value.out); i != NULL && rc == 0;
	     i = json_object_iter_next(value.out, i))
		rc = each(context, json_object_iter_key(i),
		    (const struct json *)json_object_iter_value(i));
	return rc;
}
