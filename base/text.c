#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "base/lanes.h"
#include "base/str.h"

static const char replacement[] = "\xEF\xBF\xBD"; /* U+FFFD */

enum {
	ZERO_WIDTH_JOINER = 0x200D
};

/* Length of the code point at `text`, or 0 if ill-formed; its value in *ret. */
static size_t
step(const char *text, size_t len, int32_t *ret)
{
	utf8proc_ssize_t n;

	if ((unsigned char)text[0] < 0x80) {
		*ret = text[0];
		return 1;
	}
	n = utf8proc_iterate((const utf8proc_uint8_t *)text,
	    (utf8proc_ssize_t)len, ret);
	return n > 0 ? (size_t)n : 0;
}

bool
text_valid(const char *text, size_t len)
{
	int32_t c;

	for (size_t i = 0; i < len;) {
		size_t n = (unsigned char)text[i] < 0x80
		    ? 1
		    : step(text + i, len - i, &c);

		if (n == 0)
			return false;
		i += n;
	}
	return true;
}

void
text_repair(struct buf *out, const char *text, size_t len)
{
	int32_t c;
	size_t good = 0, i = 0;

	while (i < len) {
		size_t n = step(text + i, len - i, &c);

		if (n > 0) {
			i += n;
			continue;
		}
		buf_add(out, text + good, i - good);
		buf_add(out, replacement, 3);
		good = ++i;
	}
	buf_add(out, text + good, i - good);
}

/* Sets of general categories as bits, since utf8proc has 30 of them. */
#define CATEGORY(name) (UINT32_C(1) << UTF8PROC_CATEGORY_##name)

static bool
in_categories(int32_t c, uint32_t set)
{
	return (set >> utf8proc_category(c) & 1) != 0;
}

static bool
is_space(int32_t c)
{
	if (c < 0x80)
		return c == ' ' || (c >= '\t' && c <= '\r');
	return c == 0x85 ||
	    in_categories(c, CATEGORY(ZS) | CATEGORY(ZL) | CATEGORY(ZP));
}

/* Controls, format characters (bidi, zero-width, tags), unassigned, private. */
static bool
is_unprintable(int32_t c)
{
	if (c < 0x80)
		return c < 0x20 || c == 0x7F;
	return in_categories(c,
	    CATEGORY(CC) | CATEGORY(CF) | CATEGORY(CS) | CATEGORY(CO) |
		CATEGORY(CN));
}

static bool
is_symbol(int32_t c)
{
	return c > 0x2000 &&
	    (c == 0xFE0F || in_categories(c, CATEGORY(SO) | CATEGORY(SK)));
}

static void
clean(struct buf *out, const char *text, size_t len, bool keep_lines)
{
	bool blank = false, empty = true, symbol = false;

	for (size_t i = 0; i < len;) {
		int32_t c;
		size_t n = step(text + i, len - i, &c);

		if (n == 0) {
			c = 0xFFFD;
			n = 1;
		}
		if (keep_lines && (c == '\n' || c == '\t')) {
			buf_char(out, (char)c);
			blank = false;
			empty = true;
		} else if (is_space(c)) {
			blank = true;
		} else if (!is_unprintable(c) ||
		    (c == ZERO_WIDTH_JOINER && symbol)) {
			if (blank && !empty)
				buf_char(out, ' ');
			if (c == 0xFFFD)
				buf_add(out, replacement, 3);
			else
				buf_add(out, text + i, n);
			blank = empty = false;
			symbol = is_symbol(c);
		}
		i += n;
	}
}

/* Most lines are: nothing but ASCII letters, and spaces one at a time. */
static bool
is_plain_line(const char *text, size_t len)
{
	char last[LANES + 1];
	lanes bytes, odd = { 0 };
	size_t at = 0;

	if (len > 0 && (text[0] == ' ' || text[len - 1] == ' '))
		return false;
	for (; at + LANES < len; at += LANES) {
		bytes = lanes_get(text + at);
		odd |= lanes_odd(bytes) |
		    lanes_double_space(bytes, lanes_get(text + at + 1));
	}
	memset(last, 'a', sizeof(last));
	memcpy(last, text + at, len - at);
	bytes = lanes_get(last);
	odd |=
	    lanes_odd(bytes) | lanes_double_space(bytes, lanes_get(last + 1));
	return !lanes_any(odd);
}

bool
text_is_line(const char *text)
{
	return is_plain_line(text, strlen(text));
}

void
text_line(struct buf *out, const char *text, size_t len)
{
	if (is_plain_line(text, len))
		buf_add(out, text, len);
	else
		clean(out, text, len, false);
}

void
text_block(struct buf *out, const char *text, size_t len)
{
	clean(out, text, len, true);
}

static size_t
columns_of(int32_t c)
{
	int width;

	if (c >= ' ' && c < 0x7F)
		return 1;
	width = utf8proc_charwidth(c);
	return width > 0 ? (size_t)width : 0;
}

size_t
text_width(const char *text)
{
	size_t len = strlen(text), width = 0;
	int32_t c;

	for (size_t i = 0; i < len;) {
		size_t n = step(text + i, len - i, &c);

		width += n == 0 ? 1 : columns_of(c);
		i += n == 0 ? 1 : n;
	}
	return width;
}

size_t
text_prefix(const char *text, size_t columns)
{
	size_t len = strlen(text), width = 0, i = 0;
	int32_t c;

	while (i < len) {
		size_t n = step(text + i, len - i, &c);
		size_t w = n == 0 ? 1 : columns_of(c);

		if (width + w > columns)
			break;
		width += w;
		i += n == 0 ? 1 : n;
	}
	return i;
}

size_t
text_cut(const char *text, size_t len, size_t max)
{
	size_t n = max;

	if (len <= max)
		return len;
	while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
		n--;
	return n;
}

char *
text_show(struct arena *arena, const char *text, size_t max)
{
	size_t len = strlen(text);
	struct buf line;
	char *shown;

	if (is_plain_line(text, len) && (len <= max || max == 0))
		return arena_text(arena, text, len);
	buf_init(&line, 4 * len + 8);
	text_line(&line, text, len);
	if (line.data == NULL) {
		shown = arena_text(arena, "", 0);
	} else if (text_width(line.data) <= max || max == 0) {
		shown = arena_text(arena, line.data, line.len);
	} else {
		size_t n = text_prefix(line.data, max - 1);

		shown =
		    arena_format(arena, "%.*s\xE2\x80\xA6", (int)n, line.data);
	}
	buf_done(&line);
	return shown;
}

static char *
map_text(struct arena *arena, const char *text, size_t len,
    utf8proc_option_t options)
{
	utf8proc_uint8_t *folded = NULL;
	struct buf line;
	char *kept;

	buf_init(&line, 3 * len + 8);
	text_repair(&line, text, len);
	if (line.len > 0 &&
	    utf8proc_map((const utf8proc_uint8_t *)line.data,
		(utf8proc_ssize_t)line.len, &folded, options) >= 0) {
		size_t n = strlen((const char *)folded);

		buf_done(&line);
		buf_init(&line, n + 8);
		text_line(&line, (const char *)folded, n);
	}
	free(folded);
	kept = arena_text(arena, line.data != NULL ? line.data : "", line.len);
	buf_done(&line);
	return kept;
}

char *
text_fold(struct arena *arena, const char *text, size_t len)
{
	char *folded;

	/* Of ASCII alone only the case is folded. */
	if (is_plain_line(text, len)) {
		folded = arena_text(arena, text, len);
		for (size_t i = 0; i < len; i++)
			folded[i] = str_lower(folded[i]);
		return folded;
	}
	return map_text(arena, text, len,
	    UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD |
		UTF8PROC_STRIPMARK | UTF8PROC_IGNORE | UTF8PROC_STRIPCC);
}

char *
text_plain(struct arena *arena, const char *text, size_t len)
{
	return map_text(arena, text, len,
	    UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_STRIPMARK |
		UTF8PROC_IGNORE | UTF8PROC_STRIPCC);
}
