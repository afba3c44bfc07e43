#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Streaming JSON writer: unpadded, keys in the order written, strings always
 * valid UTF-8 with control characters escaped, numbers independent of the
 * locale.  (Reading is crawler/json.h.)  Commas and nesting are kept here; a
 * key outside an object or an unbalanced end is a broken invariant.
 */
enum {
	JSON_WRITER_DEPTH = 16
};

struct json_writer {
	struct buf *out;
	int depth;
	bool need_comma;
	bool in_object[JSON_WRITER_DEPTH];
};

void json_writer_init(struct json_writer *json, struct buf *out);

void json_begin_object(struct json_writer *json);
void json_end_object(struct json_writer *json);
void json_begin_array(struct json_writer *json);
void json_end_array(struct json_writer *json);

void json_put_key(struct json_writer *json, const char *key);
void json_put_text(struct json_writer *json, const char *text); /* NULL: null */
void json_put_text_len(struct json_writer *json, const char *text, size_t len);
void json_put_int(struct json_writer *json, int64_t value);
void json_put_bool(struct json_writer *json, bool value);
void json_put_null(struct json_writer *json);

/* Rounded half away from zero to `places` (0..6) places, zeros trimmed. */
void json_put_real(struct json_writer *json, double value, int places);

/* The shortest of the decimal numbers that are read back as the same double;
 * null for what is no number. */
void json_put_exact(struct json_writer *json, double value);

/* RFC 3339, or null for 0. */
void json_put_time(struct json_writer *json, int64_t wall);

/* key and value in one; the usual way to write a member. */
void json_member_text(struct json_writer *, const char *key, const char *text);
void json_member_int(struct json_writer *, const char *key, int64_t value);
void json_member_bool(struct json_writer *, const char *key, bool value);
void json_member_real(struct json_writer *, const char *key, double value,
    int places);
void json_member_time(struct json_writer *, const char *key, int64_t wall);

#endif
