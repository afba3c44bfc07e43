#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Growing bytes with a mandatory maximum.  Past it nothing is appended and
 * `overflow` stays set; so a series of appends is checked once, at its end.
 * data is always followed by a NUL byte that len does not count.
 */
struct buf {
	char *data;
	size_t len;
	size_t capacity;
	size_t max;
	bool overflow;
};

void buf_init(struct buf *buf, size_t max);
void buf_done(struct buf *buf);

/* Empty, keeping the memory; clears overflow. */
void buf_reset(struct buf *buf);

/* Drops what stands behind the first `len` bytes. */
static inline void
buf_cut(struct buf *buf, size_t len)
{
	if (len < buf->len)
		buf->data[buf->len = len] = '\0';
}

/* buf_room() and buf_add() where there is no room yet. */
char *buf_make_room(struct buf *buf, size_t len);
void buf_grow(struct buf *buf, const void *bytes, size_t len);

/* Room for `len` more bytes behind what is there, for a caller that writes them
 * itself, adds to buf->len and ends with a NUL; NULL past the maximum. */
static inline char *
buf_room(struct buf *buf, size_t len)
{
	return len < buf->capacity - buf->len && !buf->overflow
	    ? buf->data + buf->len
	    : buf_make_room(buf, len);
}

/* Inline, as the two below: writers of JSON and CSV call them for every few
 * bytes. */
static inline void
buf_add(struct buf *buf, const void *bytes, size_t len)
{
	if (len >= buf->capacity - buf->len || buf->overflow || len == 0) {
		buf_grow(buf, bytes, len);
		return;
	}
	memcpy(buf->data + buf->len, bytes, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

static inline void
buf_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, strlen(text));
}

enum {
	BUF_DIGITS = 20, /* of any 64-bit number */
	BUF_NUMBER = 32 /* bytes for it, with what else belongs to it */
};
/* Writes a number's digits so that they stop before `end`; where they begin. */
char *buf_digits(uint64_t n, char *end);
/* "00" to "99". */
extern const char buf_pairs[2 * 100];
/* In decimal. */
void buf_int(struct buf *buf, int64_t value);
/* Rounded half away from zero to `places` (0..6) places, zeros trimmed, whatever
 * the locale.  False, and nothing: it is no number, or far above all we have. */
bool buf_real(struct buf *buf, double value, int places);
/* The same where there is room; how long it is without a NUL, or 0. */
size_t buf_write_int(char to[static BUF_NUMBER], int64_t value);
size_t buf_write_real(char to[static BUF_NUMBER], double value, int places);
void buf_format(struct buf *buf, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static inline void
buf_char(struct buf *buf, char c)
{
	if (buf->capacity - buf->len < 2 || buf->overflow ||
	    buf->len == buf->max) {
		buf_add(buf, &c, 1);
		return;
	}
	buf->data[buf->len++] = c;
	buf->data[buf->len] = '\0';
}

/* Takes the bytes out (free with mem_free); the buffer is empty afterwards. */
char *buf_take(struct buf *buf);

#endif
