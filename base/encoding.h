#ifndef BASE_ENCODING_H
#define BASE_ENCODING_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Texts that people hand over, as other programs wrote them: spreadsheets
 * write UTF-16 and Windows-1252, and a document is easily taken for a text.
 */
enum encoding {
	ENCODING_UTF8, /* with or without a byte order mark */
	ENCODING_UTF16, /* either order, by its byte order mark */
	ENCODING_WINDOWS, /* Windows-1252 */
	ENCODING_MIXED /* UTF-8 with bytes in it that are none */
};

/* What a file is that is no text, such as "a PDF"; NULL for all others. */
const char *encoding_binary(const char *bytes, size_t len);

/*
 * Appends the bytes as UTF-8, without a byte order mark, and tells what they
 * were.  Any bytes will do; what is no part of a character becomes a blank,
 * *ret_bad such bytes.  At most three times as long.
 */
enum encoding encoding_to_utf8(struct buf *out, const char *bytes, size_t len,
    size_t *ret_bad);

/* Appends a code point (at most 0x10FFFF) as UTF-8. */
void encoding_put(struct buf *out, uint32_t point);

#endif
