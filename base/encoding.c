#include "base/encoding.h"

#include <stdbool.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"

static const struct {
	const char *magic;
	size_t len;
	const char *what;
} binaries[] = {
	{ "%PDF-", 5, "a PDF" },
	{ "PK\x03\x04", 4, "a workbook, a Word document or another archive" },
	{ "\xD0\xCF\x11\xE0", 4, "an old workbook or Word document" },
	{ "{\\rtf", 5, "an RTF document" },
	{ "\x89PNG", 4, "a picture" },
	{ "\xFF\xD8\xFF", 3, "a picture" },
	{ "\x1F\x8B", 2, "a compressed file" },
};

/* Windows-1252 from 0x80; 0 where it has no sign. */
static const uint16_t windows_1252[32] = { 0x20AC, 0, 0x201A, 0x192, 0x201E,
	0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0, 0x17D,
	0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC,
	0x2122, 0x161, 0x203A, 0x153, 0, 0x17E, 0x178 };

void
encoding_put(struct buf *out, uint32_t point)
{
	char bytes[4];
	size_t n = 0;

	if (point < 0x80) {
		bytes[n++] = (char)point;
	} else if (point < 0x800) {
		bytes[n++] = (char)(0xC0 | point >> 6);
		bytes[n++] = (char)(0x80 | (point & 0x3F));
	} else if (point < 0x10000) {
		bytes[n++] = (char)(0xE0 | point >> 12);
		bytes[n++] = (char)(0x80 | (point >> 6 & 0x3F));
		bytes[n++] = (char)(0x80 | (point & 0x3F));
	} else {
		bytes[n++] = (char)(0xF0 | (point >> 18 & 7));
		bytes[n++] = (char)(0x80 | (point >> 12 & 0x3F));
		bytes[n++] = (char)(0x80 | (point >> 6 & 0x3F));
		bytes[n++] = (char)(0x80 | (point & 0x3F));
	}
	buf_add(out, bytes, n);
}

static void
from_utf16(struct buf *out, const unsigned char *bytes, size_t len, bool big)
{
	uint32_t high = 0;

	for (size_t i = 2; i + 1 < len; i += 2) {
		uint32_t c = big ? (uint32_t)bytes[i] << 8 | bytes[i + 1]
				 : (uint32_t)bytes[i + 1] << 8 | bytes[i];

		if (c >= 0xD800 && c < 0xDC00) {
			high = c;
			continue;
		}
		if (c >= 0xDC00 && c < 0xE000)
			c = high == 0
			    ? 0xFFFD
			    : 0x10000 + ((high - 0xD800) << 10) + (c - 0xDC00);
		high = 0;
		encoding_put(out, c);
	}
}

/* Bytes of the well-formed sequence at the start; 0 if it is ill-formed. */
static size_t
sequence_len(const char *text, size_t len)
{
	for (size_t n = 1; n <= 4 && n <= len; n++)
		if (text_valid(text, n))
			return n;
	return 0;
}

static void
count_sequences(const char *text, size_t len, size_t *ret_bad, size_t *ret_good)
{
	for (size_t i = 0; i < len;) {
		size_t n = sequence_len(text + i, len - i);

		*ret_bad += n == 0;
		*ret_good += n > 1;
		i += n == 0 ? 1 : n;
	}
}

/* The well-formed part. */
static void
keep_valid(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t n = sequence_len(text + i, len - i);

		if (n == 0)
			buf_char(out, ' ');
		else
			buf_add(out, text + i, n);
		i += n == 0 ? 1 : n;
	}
}

const char *
encoding_binary(const char *bytes, size_t len)
{
	for (size_t i = 0; i < COUNT(binaries); i++)
		if (len >= binaries[i].len &&
		    memcmp(bytes, binaries[i].magic, binaries[i].len) == 0)
			return binaries[i].what;
	return NULL;
}

static void
from_windows(struct buf *out, const unsigned char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		uint32_t point = bytes[i] < 0x80 || bytes[i] >= 0xA0
		    ? bytes[i]
		    : windows_1252[bytes[i] - 0x80];

		encoding_put(out, point != 0 ? point : ' ');
	}
}

enum encoding
encoding_to_utf8(struct buf *out, const char *bytes, size_t len,
    size_t *ret_bad)
{
	const unsigned char *raw = (const unsigned char *)bytes;
	size_t bad = 0, good = 0;

	*ret_bad = 0;
	if (len >= 2 &&
	    ((raw[0] == 0xFF && raw[1] == 0xFE) ||
		(raw[0] == 0xFE && raw[1] == 0xFF))) {
		from_utf16(out, raw, len, raw[0] == 0xFE);
		return ENCODING_UTF16;
	}
	if (len >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	if (text_valid(bytes, len)) {
		buf_add(out, bytes, len);
		return ENCODING_UTF8;
	}
	count_sequences(bytes, len, &bad, &good);
	*ret_bad = bad;
	if (good >= bad) {
		keep_valid(out, bytes, len);
		return ENCODING_MIXED;
	}
	from_windows(out, (const unsigned char *)bytes, len);
	return ENCODING_WINDOWS;
}
