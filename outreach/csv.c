#include "outreach/csv.h"

#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/lanes.h"
#include "base/str.h"

void
csv_init(struct csv_writer *csv, struct buf *out, char separator)
{
	csv->separator = separator;
	csv->out = out;
	csv->need_comma = false;
}

static void
separate(struct csv_writer *csv)
{
	if (csv->need_comma)
		buf_char(csv->out, csv->separator);
	csv->need_comma = true;
}

/* Where a cell of at most so many bytes is to be written, behind its separator;
 * NULL: there is no room. */
static inline char *
begin_cell(struct csv_writer *csv, size_t most)
{
	char *at = buf_room(csv->out, most + 1);

	if (at != NULL && csv->need_comma)
		*at++ = csv->separator;
	csv->need_comma = true;
	return at;
}

static inline void
end_cell(struct csv_writer *csv, char *end)
{
	*end = '\0';
	csv->out->len = (size_t)(end - csv->out->data);
}

/* What cells mostly begin with, and none that is a formula does. */
static inline bool
is_letter_or_digit(char c)
{
	return (uint8_t)(c - '0') < 10 || (uint8_t)((c | 0x20) - 'a') < 26;
}

bool
csv_is_formula(const char *text)
{
	/* Full-width forms: Excel folds them in some East Asian set-ups. */
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r",
		"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D",
		"\xEF\xBC\xA0" };

	if (is_letter_or_digit(text[0]))
		return false;
	for (size_t i = 0; i < COUNT(starts); i++)
		if (str_starts(text, starts[i]))
			return true;
	return false;
}

/* Doubles quotes.  A list of Excel in Europe and of others is separated by
 * semicolons whatever the file says, so a cell may begin after each of them. */
static void
put_escaped(struct buf *out, const char *text)
{
	for (;;) {
		size_t plain = strcspn(text, "\";");

		buf_add(out, text, plain);
		text += plain;
		if (*text == '\0')
			return;
		if (*text == '"')
			buf_char(out, '"');
		buf_char(out, *text++);
		if (text[-1] != ';')
			continue;
		for (; *text == ' '; text++)
			buf_char(out, ' ');
		if (csv_is_formula(text))
			buf_char(out, '\'');
	}
}

/* What bytes there are in a cell, as bits. */
enum {
	BYTE_SPACE = 1,
	BYTE_COMMA = 2, /* and line ends: the cell is quoted */
	BYTE_QUOTE = 4,
	BYTE_SEMICOLON = 8,
	BYTE_TAB = 16,
	BYTE_ODD = 32, /* no printable ASCII */
	BYTES_DOUBLE = 64 /* two spaces, one behind the other */
};

static const uint8_t kinds[256] = {
	[' '] = BYTE_SPACE,
	[','] = BYTE_COMMA,
	['"'] = BYTE_QUOTE,
	[';'] = BYTE_SEMICOLON,
	[0 ... 8] = BYTE_ODD,
	['\t'] = BYTE_ODD | BYTE_TAB,
	['\n'] = BYTE_ODD | BYTE_COMMA,
	[11 ... 12] = BYTE_ODD,
	['\r'] = BYTE_ODD | BYTE_COMMA,
	[14 ... 31] = BYTE_ODD,
	[127 ... 255] = BYTE_ODD,
};

/* What kinds of bytes there are, bit by bit; spaces one at a time are none, and
 * line ends and tabs are but odd. */
static inline lanes
kinds_in(lanes bytes, lanes next)
{
	return (lanes_odd(bytes) & BYTE_ODD) |
	    ((lanes)(bytes == ',') & BYTE_COMMA) |
	    ((lanes)(bytes == '"') & BYTE_QUOTE) |
	    ((lanes)(bytes == ';') & BYTE_SEMICOLON) |
	    (lanes_double_space(bytes, next) & BYTES_DOUBLE);
}

static unsigned int
kinds_at_once(const char *text, size_t len)
{
	char last[LANES + 1];
	lanes found = { 0 };
	size_t at = 0;

	for (; at + LANES < len; at += LANES)
		found |=
		    kinds_in(lanes_get(text + at), lanes_get(text + at + 1));
	memset(last, 'a', sizeof(last));
	memcpy(last, text + at, len - at);
	return lanes_or(found | kinds_in(lanes_get(last), lanes_get(last + 1)));
}

static unsigned int
kinds_of(const char *text, size_t len)
{
	const uint8_t *at = (const uint8_t *)text;
	unsigned int seen, twice = 0, last = 0, kind;

	seen = kinds_at_once(text, len);
	if ((seen & BYTE_ODD) == 0)
		return seen;
	for (; *at != '\0'; at++) {
		kind = kinds[*at];
		seen |= kind;
		twice |= kind & last;
		last = kind;
	}
	return seen | ((twice & BYTE_SPACE) != 0 ? BYTES_DOUBLE : 0);
}

/* Whether it is printable ASCII without a comma, a quote, a semicolon or two
 * spaces; LANES + 1 bytes behind it can be read, and are letters. */
static inline bool
is_plain(const char *text, size_t len)
{
	lanes odd = { 0 };

	for (size_t at = 0; at < len; at += LANES) {
		lanes bytes = lanes_get(text + at);

		odd |= lanes_odd(bytes) | (lanes)(bytes == ',') |
		    (lanes)(bytes == '"') | (lanes)(bytes == ';') |
		    lanes_double_space(bytes, lanes_get(text + at + 1));
	}
	return !lanes_any(odd);
}

enum {
	BEFORE = 2 /* bytes in front of a text */
};

/* Most texts: looked at where they are written, and there is nothing about them.
 * Else false, and nothing is written.  `n` bytes of `before` come first. */
static inline bool
add_plain(struct buf *out, const char before[static BEFORE], size_t n,
    const char *text, size_t len)
{
	char *at;

	if (len == 0 || !is_letter_or_digit(text[0]) || text[len - 1] == ' ' ||
	    len + 2 * LANES >= out->max - out->len)
		return false;
	at = buf_room(out, len + 2 * LANES);
	if (at == NULL)
		return false;
	memcpy(at + n, text, len);
	memset(at + n + len, 'a', LANES + 1);
	if (!is_plain(at + n, len)) {
		at[0] = '\0';
		return false;
	}
	for (size_t i = 0; i < n; i++)
		at[i] = before[i];
	at[n + len] = '\0';
	out->len += n + len;
	return true;
}

static bool
put_plain(struct csv_writer *csv, const char *text, size_t len)
{
	const char before[BEFORE] = { csv->separator };

	if (!add_plain(csv->out, before, csv->need_comma ? 1 : 0, text, len))
		return false;
	csv->need_comma = true;
	return true;
}

static void
put_cell(struct csv_writer *csv, const char *text, size_t len,
    unsigned int seen)
{
	unsigned int quoting = BYTE_COMMA | BYTE_QUOTE;
	bool quoted;

	separate(csv);
	if (csv->separator != ',')
		quoting |= csv->separator == ';' ? BYTE_SEMICOLON : BYTE_TAB;
	quoted = (seen & quoting) != 0 ||
	    (len > 0 && (text[0] == ' ' || text[len - 1] == ' '));
	if (quoted)
		buf_char(csv->out, '"');
	if (csv_is_formula(text))
		buf_char(csv->out, '\'');
	if ((seen & (BYTE_QUOTE | BYTE_SEMICOLON)) != 0)
		put_escaped(csv->out, text);
	else
		buf_add(csv->out, text, len);
	if (quoted)
		buf_char(csv->out, '"');
}

void
csv_put_text(struct csv_writer *csv, const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;

	if (text == NULL)
		separate(csv);
	else if (!put_plain(csv, text, len))
		put_cell(csv, text, len, kinds_of(text, len));
}

void
csv_put_word(struct csv_writer *csv, const char *word)
{
	size_t len = word != NULL ? strlen(word) : 0;
	char *at = begin_cell(csv, len);

	if (at == NULL)
		return;
	if (len > 0)
		memcpy(at, word, len);
	end_cell(csv, at + len);
}

bool
csv_put_line(struct csv_writer *csv, const char *text, size_t max)
{
	size_t len = text != NULL ? strlen(text) : 0;
	unsigned int seen;

	if (text == NULL) {
		separate(csv);
		return true;
	}
	if (len <= max && put_plain(csv, text, len))
		return true;
	seen = kinds_of(text, len);
	if ((seen & (BYTE_ODD | BYTES_DOUBLE)) != 0 || len > max ||
	    (len > 0 && (text[0] == ' ' || text[len - 1] == ' ')))
		return false;
	put_cell(csv, text, len, seen);
	return true;
}

bool
csv_put_list(struct csv_writer *csv, const char *const *texts, size_t n,
    size_t max)
{
	static const char between[BEFORE] = { ';', ' ' };
	struct buf *out = csv->out;
	size_t had = out->len;
	bool is_plain = csv->separator != ';', need_comma = csv->need_comma;

	separate(csv);
	for (size_t i = 0; is_plain && i < n; i++)
		is_plain = texts[i] != NULL &&
		    add_plain(out, between, i > 0 ? BEFORE : 0, texts[i],
			strlen(texts[i]));
	if (is_plain && out->len - had <= max)
		return true;
	csv->need_comma = need_comma;
	buf_cut(out, had);
	return false;
}

void
csv_put_safe(struct csv_writer *csv, const struct buf *text)
{
	bool quoted = csv->separator == ';';

	separate(csv);
	if (quoted)
		buf_char(csv->out, '"');
	buf_add(csv->out, text->data, text->len);
	if (quoted)
		buf_char(csv->out, '"');
}

void
csv_put_int(struct csv_writer *csv, int64_t value)
{
	char *at = begin_cell(csv, BUF_NUMBER);

	if (at != NULL)
		end_cell(csv, at + buf_write_int(at, value));
}

void
csv_put_bool(struct csv_writer *csv, bool value)
{
	csv_put_word(csv, value ? "true" : "false");
}

void
csv_put_real(struct csv_writer *csv, double value, int places)
{
	char *at = begin_cell(csv, BUF_NUMBER);
	size_t len = at != NULL ? buf_write_real(at, value, places) : 0;

	if (at == NULL)
		return;
	end_cell(csv, at + len);
	if (len == 0)
		buf_text(csv->out, "null");
}

void
csv_put_time(struct csv_writer *csv, int64_t wall)
{
	char *at = begin_cell(csv, CLOCK_TEXT_LEN);

	if (at == NULL)
		return;
	if (wall != 0)
		clock_format(wall, at);
	end_cell(csv, wall != 0 ? at + CLOCK_TEXT_LEN - 1 : at);
}

void
csv_put_empty(struct csv_writer *csv)
{
	separate(csv);
}

void
csv_end_row(struct csv_writer *csv)
{
	buf_text(csv->out, "\r\n");
	csv->need_comma = false;
}
