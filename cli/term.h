#ifndef CLI_TERM_H
#define CLI_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/arena.h"

/* Where text goes and what it can show there. */
struct term {
	FILE *out;
	size_t width; /* columns; 120 when not a terminal */
	bool is_terminal;
	bool colour;
	bool unicode; /* the locale's character set is UTF-8 */
};

enum style {
	STYLE_PLAIN,
	STYLE_BOLD,
	STYLE_DIM,
	STYLE_GOOD, /* green */
	STYLE_FAIR, /* yellow */
	STYLE_BAD, /* red */
	STYLE_LINK, /* blue */
	STYLE_STRONG /* bold green */
};

/* Colours only on a terminal, without $NO_COLOR, TERM=dumb and `no_color`. */
void term_init(struct term *term, FILE *out, bool no_color);

/* The width now (a window can be resized); 120 when not a terminal. */
size_t term_columns(FILE *out);

/* The escape that starts a style; "" without colours.  term_plain() ends. */
const char *term_style(const struct term *term, enum style style);
const char *term_plain(const struct term *term, enum style style);

/* Styled text that is already one harmless line. */
void term_put(const struct term *term, enum style style, const char *text);

/*
 * Breaks a line of text into lines of at most `width` columns at blanks (a
 * longer word is cut); each is returned in the arena.  At most `max_lines`,
 * the last of which then ends with "…".  Returns how many.
 */
size_t term_wrap(struct arena *arena, const char *text, size_t width,
    const char **ret_lines, size_t max_lines);

/* A bar of `cells` columns, `share` (0..1) of it filled; in the arena. */
const char *term_bar(const struct term *term, struct arena *arena, double share,
    size_t cells);

#endif
