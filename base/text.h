#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"

/*
 * Text from strangers.  All functions take any bytes; what they return is
 * valid UTF-8.  The Unicode tables are utf8proc's, used in this file alone.
 */

/* Whether the bytes are well-formed UTF-8 (no surrogates, no overlong form). */
bool text_valid(const char *text, size_t len);

/*
 * Appends the bytes with each ill-formed sequence replaced by U+FFFD.
 * Linear; at most three times as long.
 */
void text_repair(struct buf *out, const char *text, size_t len);

/*
 * Appends one line fit to be shown: control characters (C0, C1, DEL), bidi
 * controls, zero-width and other format characters are dropped, any run of
 * white space (line ends included) becomes one blank, ends are trimmed.
 * Zero-width joiner is kept between emoji-like symbols only.
 */
void text_line(struct buf *out, const char *text, size_t len);

/* Whether it is such a line already, and of ASCII; false says nothing. */
bool text_is_line(const char *text);

/* The same, keeping line ends (\n) and tabs as they are. */
void text_block(struct buf *out, const char *text, size_t len);

/* text_line() of at most `max` columns into the arena; cut with "…". */
char *text_show(struct arena *arena, const char *text, size_t max);

/* Columns a terminal needs; text must have passed text_line(). */
size_t text_width(const char *text);

/* Bytes of the longest prefix of at most `columns` columns (whole graphemes). */
size_t text_prefix(const char *text, size_t columns);

/* The largest n <= max at which valid UTF-8 can be cut between code points. */
size_t text_cut(const char *text, size_t len, size_t max);

/*
 * For comparing and searching: compatibility-decomposed, case-folded, accents
 * removed, sharp s and friends spelled out ("Straße" -> "strasse", "Malmö" ->
 * "malmo"), white space runs to one blank.  In the arena.
 */
char *text_fold(struct arena *arena, const char *text, size_t len);

/* The same, but letters keep their case ("Köln" -> "Koln", "ß" stays). */
char *text_plain(struct arena *arena, const char *text, size_t len);

#endif
