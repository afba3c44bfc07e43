#include "base/format.h"

#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum {
	DIGITS = 24
};

/* Doubles below this are whole numbers of an int64_t when rounded. */
static const double whole_below = 9e15;

struct line {
	char *out;
	size_t room; /* with the NUL */
	size_t len; /* of the whole text, whatever fits */
};

static void
add(struct line *line, const char *text, size_t len)
{
	if (line->len < line->room) {
		size_t left = line->room - line->len;

		memcpy(line->out + line->len, text, len < left ? len : left);
	}
	line->len += len;
}

static void
add_number(struct line *line, uint64_t value, bool is_negative)
{
	char digits[DIGITS], *at = digits + sizeof(digits);

	do
		*--at = (char)('0' + value % 10);
	while ((value /= 10) > 0);
	if (is_negative)
		*--at = '-';
	add(line, at, (size_t)(digits + sizeof(digits) - at));
}

static void
add_signed(struct line *line, long long value)
{
	add_number(line, value < 0 ? 0 - (uint64_t)value : (uint64_t)value,
	    value < 0);
}

/* The conversion after a '%'; 0 for one that is not plain. */
static size_t
conversion_len(const char *at)
{
	if (*at == 's' || *at == 'd' || *at == 'c' || *at == '%')
		return 1;
	if (at[0] == 'z' && at[1] == 'u')
		return 2;
	return strncmp(at, "lld", 3) == 0 || strncmp(at, ".0f", 3) == 0 ? 3 : 0;
}

/* False: let printf do it. */
static bool
add_next(struct line *line, const char *at, va_list *args)
{
	const char *text;
	double value;
	char c;

	switch (*at) {
	case 's':
		text = va_arg(*args, const char *);
		if (text == NULL)
			return false;
		add(line, text, strlen(text));
		return true;
	case 'c':
		c = (char)va_arg(*args, int);
		add(line, &c, 1);
		return true;
	case 'd':
		add_signed(line, va_arg(*args, int));
		return true;
	case 'z':
		add_number(line, va_arg(*args, size_t), false);
		return true;
	case 'l':
		add_signed(line, va_arg(*args, long long));
		return true;
	case '.':
		/* As printf rounds: half to even. */
		value = rint(va_arg(*args, double));
		if (!(fabs(value) < whole_below))
			return false;
		add_number(line, (uint64_t)fabs(value), signbit(value) != 0);
		return true;
	default:
		add(line, "%", 1);
		return true;
	}
}

static bool
is_plain(struct line *line, const char *format, va_list *args)
{
	for (const char *at = format;;) {
		size_t n = (size_t)(strchrnul(at, '%') - at);

		add(line, at, n);
		at += n;
		if (*at == '\0')
			return line->len < INT_MAX;
		n = conversion_len(++at);
		if (n == 0 || !add_next(line, at, args))
			return false;
		at += n;
	}
}

int
format_text(char *out, size_t room, const char *format, va_list args)
{
	struct line line = { out, room, 0 };
	va_list copy;
	bool done;

	va_copy(copy, args);
	done = is_plain(&line, format, &copy);
	va_end(copy);
	if (!done)
		return vsnprintf(out, room, format, args);
	if (room > 0)
		out[line.len < room ? line.len : room - 1] = '\0';
	return (int)line.len;
}
