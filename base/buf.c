#include "base/buf.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/assert.h"
#include "base/mem.h"

void
buf_init(struct buf *buf, size_t max)
{
	memset(buf, 0, sizeof(*buf));
	buf->max = max;
}

void
buf_done(struct buf *buf)
{
	mem_free(buf->data);
	buf->data = NULL;
	buf->len = buf->capacity = 0;
}

void
buf_reset(struct buf *buf)
{
	buf->len = 0;
	buf->overflow = false;
	if (buf->data != NULL)
		buf->data[0] = '\0';
}

static bool
reserve(struct buf *buf, size_t more)
{
	size_t want;

	if (buf->overflow || more > buf->max - buf->len) {
		buf->overflow = true;
		return false;
	}
	want = buf->len + more + 1;
	if (want <= buf->capacity)
		return true;
	if (want < buf->capacity * 2)
		want = buf->capacity * 2;
	if (want < 64)
		want = 64;
	if (want > buf->max + 1)
		want = buf->max + 1;
	buf->data = mem_resize(buf->data, want, 1);
	buf->capacity = want;
	return true;
}

char *
buf_make_room(struct buf *buf, size_t len)
{
	return reserve(buf, len) ? buf->data + buf->len : NULL;
}

void
buf_grow(struct buf *buf, const void *bytes, size_t len)
{
	if (!reserve(buf, len))
		return;
	if (len > 0)
		memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

const char buf_pairs[2 * 100] = "00010203040506070809101112131415161718192021"
				"22232425262728293031323334353637383940414243"
				"44454647484950515253545556575859606162636465"
				"66676869707172737475767778798081828384858687"
				"888990919293949596979899";

/* Two digits a step: lists have a dozen numbers a line. */
char *
buf_digits(uint64_t n, char *end)
{
	for (; n >= 10; n /= 100) {
		end -= 2;
		memcpy(end, buf_pairs + 2 * (n % 100), 2);
		if (n < 100)
			return end;
	}
	*--end = (char)('0' + n);
	return end;
}

static inline size_t
count_digits(uint64_t n)
{
	size_t count = 1;

	for (; n >= 10000; n /= 10000)
		count += 4;
	return count + (n >= 10) + (n >= 100) + (n >= 1000);
}

static inline size_t
write_digits(char *to, uint64_t n)
{
	size_t len = count_digits(n);

	(void)buf_digits(n, to + len);
	return len;
}

size_t
buf_write_int(char to[static BUF_NUMBER], int64_t value)
{
	if (value >= 0)
		return write_digits(to, (uint64_t)value);
	*to = '-';
	return 1 + write_digits(to + 1, 0 - (uint64_t)value);
}

/* A fraction of `places` digits, without the zeros that end it. */
static inline size_t
write_fraction(char *to, uint64_t n, int places)
{
	for (; n % 10 == 0; places--)
		n /= 10;
	*to = '.';
	for (int i = places; i > 0; i--, n /= 10)
		to[i] = (char)('0' + n % 10);
	return 1 + (size_t)places;
}

size_t
buf_write_real(char to[static BUF_NUMBER], double value, int places)
{
	static const uint64_t powers[] = { 1, 10, 100, 1000, 10000, 100000,
		1000000 };
	double size = fabs(value), scaled;
	uint64_t n, power, fraction;
	size_t len = 0;

	ASSERT(places >= 0 && places <= 6);
	power = powers[places];
	scaled = size * (double)power;
	if (!(scaled <= 9e15))
		return 0;
	/* As round() does, which would be a call. */
	n = (uint64_t)scaled;
	n += scaled - (double)n >= 0.5;
	if (value < 0 && n > 0)
		to[len++] = '-';
	len += write_digits(to + len, n / power);
	fraction = n % power;
	return fraction == 0 ? len
			     : len + write_fraction(to + len, fraction, places);
}

/* Where a number can be written; NULL: maybe there is only room for a short
 * one. */
static inline char *
number_room(struct buf *buf)
{
	return buf->max - buf->len < BUF_NUMBER ? NULL
						: buf_room(buf, BUF_NUMBER);
}

static inline void
end_number(struct buf *buf, size_t len)
{
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void
buf_int(struct buf *buf, int64_t value)
{
	char text[BUF_NUMBER], *room = number_room(buf);

	if (room != NULL)
		end_number(buf, buf_write_int(room, value));
	else
		buf_add(buf, text, buf_write_int(text, value));
}

bool
buf_real(struct buf *buf, double value, int places)
{
	char text[BUF_NUMBER], *room = number_room(buf);
	size_t len = buf_write_real(room != NULL ? room : text, value, places);

	if (room != NULL)
		end_number(buf, len);
	else
		buf_add(buf, text, len);
	return len > 0;
}

void
buf_format(struct buf *buf, const char *format, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, format);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	ASSERT(n >= 0);
	if (reserve(buf, (size_t)n)) {
		(void)vsnprintf(buf->data + buf->len, (size_t)n + 1, format,
		    again);
		buf->len += (size_t)n;
	}
	va_end(again);
}

char *
buf_take(struct buf *buf)
{
	char *data = buf->data != NULL ? buf->data : mem_strdup("");

	buf->data = NULL; /* now the caller's */
	buf->len = buf->capacity = 0;
	return data;
}
