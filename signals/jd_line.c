#include <string.h>

#include "base/str.h"
#include "signals/jd_reader.h"

/* Lines without what marks them as headings and items. */
enum {
	CLAUSE_NUMBER_BYTES = 8 /* "12.3.1." */
};

/* "2.1 The expert shall": digits, dots, a blank. */
static size_t
clause_number_len(const char *text, size_t len)
{
	size_t n = 0, dots = 0, digits = 0;

	while (n < len && n < CLAUSE_NUMBER_BYTES &&
	    (str_is_digit(text[n]) || (n > 0 && text[n] == '.'))) {
		dots += text[n] == '.';
		digits = str_is_digit(text[n]) ? digits + 1 : 0;
		if (digits > 2)
			return 0; /* "75.000 a year" */
		n++;
	}
	return dots > 0 && n + 1 < len && str_is_space(text[n]) &&
		str_is_digit(text[0])
	    ? n
	    : 0;
}

/* Bytes of a bullet and the blanks after it, 0 if there is none.  Any sign that
 * is no letter, digit, currency or bracket will do: lists are pasted with
 * ticks, arrows, squares and pictures. */
static size_t
bullet_len(const char *text, size_t len)
{
	unsigned char lead = len == 0 ? 0 : (unsigned char)text[0];
	size_t n = 0;

	if (lead < 0x80) {
		if (len > 1 && strchr("-*+~>", text[0]) != NULL && lead != 0 &&
		    str_is_space(text[1]))
			n = 1;
		else if (len > 2 && str_is_alnum(text[0]) &&
		    (text[1] == '.' || text[1] == ')') &&
		    str_is_space(text[2]) && !str_is_space(text[0]))
			n = 2;
		else if (len > 3 && str_is_digit(text[0]) &&
		    str_is_digit(text[1]) && text[2] == '.' &&
		    str_is_space(text[3]))
			n = 3;
		else if (len > 2 && text[0] == 'o' && text[1] == '\t')
			n = 1;
		else
			n = clause_number_len(text, len);
	} else if (lead == 0xC2) {
		n = 2; /* Latin-1 signs, but for currencies, "¿", "¡", "«" */
		if (len > 1 &&
		    strchr("\xA2\xA3\xA5\xBF\xA1\xAB", text[1]) != NULL)
			n = 0;
	} else if (lead == 0xE2) {
		n = 3; /* punctuation, arrows, shapes, dingbats */
		if (len > 2 && memcmp(text, "\xE2\x82", 2) == 0)
			n = 0; /* currencies */
	} else if (lead == 0xEF && len > 1 && (unsigned char)text[1] >= 0x80) {
		n = (unsigned char)text[1] < 0xA4 ? 3 : 0; /* private use */
	} else if (lead == 0xF0) {
		n = 4; /* pictures */
	}
	if (n == 0 || n > len)
		return 0;
	if (len - n >= 3 && memcmp(text + n, "\xEF\xB8\x8F", 3) == 0)
		n += 3;
	while (n < len && str_is_space(text[n]))
		n++;
	return n;
}

static bool
is_only(const char *text, size_t len, const char *set)
{
	for (size_t i = 0; i < len; i++)
		if (strchr(set, text[i]) == NULL)
			return false;
	return len > 0;
}

/* Emphasis around the whole line is a heading's mark. */
static void
strip_bold(struct jd_line *line)
{
	size_t n = line->len;
	size_t colon = n > 4 && line->text[n - 1] == ':' ? 1 : 0;
	const char *mark = n > 1 && line->text[0] == '_' ? "__" : "**";

	if (n < 5 + colon || memcmp(line->text, mark, 2) != 0 ||
	    memcmp(line->text + n - colon - 2, mark, 2) != 0)
		return;
	line->text += 2;
	line->len = n - colon - 4;
	for (size_t i = 0; i + 1 < line->len; i++)
		if (memcmp(line->text + i, mark, 2) == 0) {
			line->text -= 2;
			line->len = n;
			return;
		}
	line->is_marked = true;
}

/* "Bonus karma" and a picture behind it. */
static void
strip_pictures(struct jd_line *line)
{
	while (line->len > 4) {
		const char *end = line->text + line->len;

		if (memcmp(end - 3, "\xEF\xB8\x8F", 3) == 0 ||
		    (memcmp(end - 3, "\xE2\x98", 2) >= 0 &&
			memcmp(end - 3, "\xE2\x9F", 2) < 0))
			line->len -= 3;
		else if ((unsigned char)end[-4] == 0xF0)
			line->len -= 4;
		else
			return;
		line->text = str_trim(line->text, line->len, &line->len);
	}
}

static void
read_line(struct jd_line *line, const char *text, size_t len)
{
	size_t n;

	line->text = str_trim(text, len, &line->len);
	line->is_blank = line->len == 0;
	line->is_underline = line->len >= 3 &&
	    (is_only(line->text, line->len, "=") ||
		is_only(line->text, line->len, "-"));
	line->is_rule =
	    line->len > 0 && is_only(line->text, line->len, "-=_*~#. +|");
	for (n = 0; n < line->len && line->text[n] == '#'; n++)
		;
	if (n > 0 && n <= 6 && n < line->len && str_is_space(line->text[n])) {
		line->is_marked = true;
		line->level = (int)n;
		line->text =
		    str_trim(line->text + n, line->len - n, &line->len);
		while (line->len > 0 && line->text[line->len - 1] == '#')
			line->len--;
	}
	for (int i = 0; i < 3 && !line->is_rule; i++) {
		n = bullet_len(line->text, line->len);
		if (n == 0 || n >= line->len)
			break;
		line->is_numbered = str_is_digit(line->text[0]);
		line->text += n;
		line->len -= n;
		line->is_item = true;
	}
	strip_pictures(line);
	strip_bold(line);
}

void
jd_split_lines(struct jd_reader *reader, const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t n = end == NULL ? len - at : (size_t)(end - text) - at;
		struct jd_line *line;

		reader->lines = jd_grow(reader->lines, reader->n, &reader->max,
		    sizeof(*reader->lines));
		line = &reader->lines[reader->n++];
		*line = (struct jd_line){ .number = reader->n };
		read_line(line, text + at, n);
		if (n > reader->longest)
			reader->longest = n;
		at += n + 1;
	}
}
