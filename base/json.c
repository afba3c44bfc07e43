#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/clock.h"
#include "base/lanes.h"
#include "base/str.h"
#include "base/text.h"

void
json_writer_init(struct json_writer *json, struct buf *out)
{
	memset(json, 0, sizeof(*json));
	json->out = out;
}

/* A comma where one is due; values in objects follow their key directly. */
static void
separate(struct json_writer *json)
{
	if (json->need_comma)
		buf_char(json->out, ',');
	json->need_comma = true;
}

static void
begin(struct json_writer *json, char bracket, bool object)
{
	ASSERT(json->depth + 1 < JSON_WRITER_DEPTH);
	separate(json);
	buf_char(json->out, bracket);
	json->in_object[++json->depth] = object;
	json->need_comma = false;
}

static void
end(struct json_writer *json, char bracket, bool object)
{
	ASSERT(json->depth > 0 && json->in_object[json->depth] == object);
	buf_char(json->out, bracket);
	json->depth--;
	json->need_comma = true;
}

void
json_begin_object(struct json_writer *json)
{
	begin(json, '{', true);
}

void
json_end_object(struct json_writer *json)
{
	end(json, '}', true);
}

void
json_begin_array(struct json_writer *json)
{
	begin(json, '[', false);
}

void
json_end_array(struct json_writer *json)
{
	end(json, ']', false);
}

static void
escaped(struct buf *out, const char *text, size_t len)
{
	size_t plain = 0;

	buf_char(out, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7F)
			continue;
		buf_add(out, text + plain, i - plain);
		plain = i + 1;
		if (c == '"' || c == '\\')
			buf_format(out, "\\%c", c);
		else if (c == '\n')
			buf_text(out, "\\n");
		else if (c == '\t')
			buf_text(out, "\\t");
		else
			buf_format(out, "\\u%04x", c);
	}
	buf_add(out, text + plain, len - plain);
	buf_char(out, '"');
}

/* Most strings: copied first, looked at where they stand, and there is nothing
 * about them.  Else false, and nothing is written. */
static bool
put_plain(struct buf *out, const char *text, size_t len)
{
	lanes odd = { 0 };
	char *at;

	if (len + 2 * LANES >= out->max - out->len)
		return false;
	at = buf_room(out, len + 2 * LANES);
	if (at == NULL)
		return false;
	memcpy(at + 1, text, len);
	memset(at + 1 + len, 'a', LANES);
	for (size_t i = 0; i < len; i += LANES) {
		lanes bytes = lanes_get(at + 1 + i);

		odd |= lanes_odd(bytes) | (lanes)(bytes == '"') |
		    (lanes)(bytes == '\\');
	}
	at[0] = '\0';
	if (lanes_any(odd))
		return false;
	at[0] = at[len + 1] = '"';
	at[len + 2] = '\0';
	out->len += len + 2;
	return true;
}

static void
string(struct buf *out, const char *text, size_t len)
{
	struct buf repaired;

	if (put_plain(out, text, len))
		return;
	if (text_valid(text, len)) {
		escaped(out, text, len);
		return;
	}
	buf_init(&repaired, 3 * len + 3);
	text_repair(&repaired, text, len);
	escaped(out, repaired.data, repaired.len);
	buf_done(&repaired);
}

void
json_put_key(struct json_writer *json, const char *key)
{
	ASSERT(json->depth > 0 && json->in_object[json->depth]);
	separate(json);
	string(json->out, key, strlen(key));
	buf_char(json->out, ':');
	json->need_comma = false;
}

void
json_put_text_len(struct json_writer *json, const char *text, size_t len)
{
	separate(json);
	string(json->out, text, len);
}

void
json_put_text(struct json_writer *json, const char *text)
{
	if (text == NULL)
		json_put_null(json);
	else
		json_put_text_len(json, text, strlen(text));
}

void
json_put_int(struct json_writer *json, int64_t value)
{
	separate(json);
	buf_int(json->out, value);
}

void
json_put_bool(struct json_writer *json, bool value)
{
	separate(json);
	buf_text(json->out, value ? "true" : "false");
}

void
json_put_null(struct json_writer *json)
{
	separate(json);
	buf_text(json->out, "null");
}

void
json_put_real(struct json_writer *json, double value, int places)
{
	separate(json);
	if (!buf_real(json->out, value, places))
		buf_text(json->out, "null");
}

void
json_put_exact(struct json_writer *json, double value)
{
	char text[32];
	double back = 0;

	if (!isfinite(value)) {
		json_put_null(json);
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		int n = snprintf(text, sizeof(text), "%.*g", digits, value);

		/* Another locale has another decimal point. */
		for (int i = 0; i < n; i++)
			if (strchr("0123456789+-e", text[i]) == NULL)
				text[i] = '.';
		if (str_to_exact(text, (size_t)n, &back) == 0 && back == value)
			break;
	}
	separate(json);
	buf_text(json->out, text);
}

void
json_put_time(struct json_writer *json, int64_t wall)
{
	char text[CLOCK_TEXT_LEN];

	if (wall == 0) {
		json_put_null(json);
		return;
	}
	clock_format(wall, text);
	json_put_text(json, text);
}

void
json_member_text(struct json_writer *json, const char *key, const char *text)
{
	json_put_key(json, key);
	json_put_text(json, text);
}

void
json_member_int(struct json_writer *json, const char *key, int64_t value)
{
	json_put_key(json, key);
	json_put_int(json, value);
}

void
json_member_bool(struct json_writer *json, const char *key, bool value)
{
	json_put_key(json, key);
	json_put_bool(json, value);
}

void
json_member_real(struct json_writer *json, const char *key, double value,
    int places)
{
	json_put_key(json, key);
	json_put_real(json, value, places);
}

void
json_member_time(struct json_writer *json, const char *key, int64_t wall)
{
	json_put_key(json, key);
	json_put_time(json, wall);
}
