#include "base/buf.h"

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

/* Two digits a step: lists have a dozen numbers a line. */
char *
buf_digits(uint64_t n, char *end)
{
	static const char pairs[] = "0001020304050607080910111213141516171819"
				    "2021222324252627282930313233343536373839"
				    "4041424344454647484950515253545556575859"
				    "6061626364656667686970717273747576777879"
				    "8081828384858687888990919293949596979899";

	for (; n >= 10; n /= 100) {
		end -= 2;
		memcpy(end, pairs + 2 * (n % 100), 2);
		if (n < 100)
			return end;
	}
	*--end = (char)('0' + n);
	return end;
}

void
buf_int(struct buf *buf, int64_t value)
{
	char text[BUF_DIGITS + 1], *end = text + sizeof(text);
	char *at =
	    buf_digits(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, end);

	if (value < 0)
		*--at = '-';
	buf_add(buf, at, (size_t)(end - at));
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
