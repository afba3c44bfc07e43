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

/* Copies the digits that end where BUF_NUMBER bytes more can be read: so many
 * are always copied, which takes no call. */
static inline size_t
copy_number(char *to, const char *at, const char *end)
{
	memcpy(to, at, BUF_NUMBER);
	return (size_t)(end - at);
}

static inline size_t
write_int(char *to, int64_t value)
{
	char text[2 * BUF_NUMBER], *end = text + BUF_NUMBER;
	char *at =
	    buf_digits(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, end);

	if (value < 0)
		*--at = '-';
	memset(end, 0, BUF_NUMBER);
	return copy_number(to, at, end);
}

/* The digits of n, of which the last `places` are a fraction, without the
 * zeros that end it; they end at `end`. */
static inline char *
decimal(uint64_t n, int places, char *end)
{
	char *at = end;

	for (; places > 0 && n % 10 == 0; places--)
		n /= 10;
	for (; places > 0; places--, n /= 10)
		*--at = (char)('0' + n % 10);
	if (at != end)
		*--at = '.';
	return buf_digits(n, at);
}

size_t
buf_write_real(char to[static BUF_NUMBER], double value, int places)
{
	static const double powers[] = { 1, 10, 100, 1e3, 1e4, 1e5, 1e6 };
	char text[2 * BUF_NUMBER], *end = text + BUF_NUMBER, *at;
	double size = fabs(value), scaled;
	int64_t n;

	ASSERT(places >= 0 && places <= 6);
	scaled = size * powers[places];
	if (!(scaled <= 9e15))
		return 0;
	n = (int64_t)size;
	if ((double)n == size) { /* as many are */
		at = buf_digits((uint64_t)n, end);
	} else {
		/* As round() does, which would be a call. */
		n = (int64_t)scaled;
		n += scaled - (double)n >= 0.5;
		at = decimal((uint64_t)n, places, end);
	}
	if (value < 0 && n > 0)
		*--at = '-';
	memset(end, 0, BUF_NUMBER);
	return copy_number(to, at, end);
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
		end_number(buf, write_int(room, value));
	else
		buf_add(buf, text, write_int(text, value));
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
