#ifndef CRAWLER_JSON_H
#define CRAWLER_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * Reading JSON from strangers (writing is base/json.h).  Before the parser
 * sees the bytes one linear pass checks depth and number of values, and
 * repairs what real answers get wrong: ill-formed UTF-8, NUL, lone surrogates
 * and bare control characters in strings become U+FFFD or a blank, numbers
 * that fit no type become null.  Of equal keys the last one counts.
 */
struct json; /* one value; borrowed from its document */

struct json_limits {
	size_t bytes;
	size_t values; /* a bound on the tree's memory: about 100 bytes each */
	int depth;
};

extern const struct json_limits json_limits_default; /* 8 MB, 300,000, 64 */

/*
 * The document's root, freed with json_free(); NULL limits are the defaults.
 * ERR_LIMIT past a limit, ERR_PARSE for what is not one JSON value, ERR_NOMEM.
 */
int json_parse(const char *bytes, size_t len, const struct json_limits *limits,
    struct json **ret_root, struct err_detail *detail) MUST_CHECK;
void json_free(struct json *root);

/*
 * Accessors never fail: a NULL value, another kind or an absent key gives
 * NULL, 0 or false, so that paths can be written as nested calls.
 */
const struct json *json_get(const struct json *object, const char *key);
const struct json *json_at(const struct json *array, size_t index);
size_t json_count(const struct json *array);

enum json_kind {
	JSON_KIND_ABSENT, /* a NULL pointer */
	JSON_KIND_NULL,
	JSON_KIND_OBJECT,
	JSON_KIND_ARRAY,
	JSON_KIND_TEXT,
	JSON_KIND_NUMBER,
	JSON_KIND_BOOL
};
enum json_kind json_kind(const struct json *value);

/* A string itself; *ret_len (may be NULL) excludes the NUL at its end. */
const char *json_text(const struct json *value, size_t *ret_len);
int64_t json_int(const struct json *value);

/* Members of an object. */
const char *json_get_text(const struct json *object, const char *key);
int64_t json_get_int(const struct json *object, const char *key);
double json_get_real(const struct json *object, const char *key);
bool json_get_bool(const struct json *object, const char *key);

/* An RFC 3339 text as seconds since 1970; 0 for anything else. */
int64_t json_get_time(const struct json *object, const char *key);

/* Calls `each` for every member in the order of the text; non-zero stops and
 * is returned. */
int json_each(const struct json *object,
    int (*each)(void *context, const char *key, const struct json *value),
    void *context);

#endif
