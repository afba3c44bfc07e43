#include "cli/term.h"

#include <sys/ioctl.h>

#include <langinfo.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/text.h"

enum {
	WIDTH_ELSEWHERE = 120,
	WIDTH_MIN = 40,
	WIDTH_MAX = 400
};

size_t
term_columns(FILE *out)
{
	const char *given = getenv("COLUMNS");
	struct winsize size;
	int64_t width = WIDTH_ELSEWHERE;

	if (isatty(fileno(out)) && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 &&
	    size.ws_col > 0)
		width = size.ws_col;
	else if (given != NULL)
		if (str_to_int(given, 1, INT_MAX, &width) != 0)
			width = WIDTH_ELSEWHERE;
	if (width < WIDTH_MIN)
		return WIDTH_MIN;
	return width > WIDTH_MAX ? WIDTH_MAX : (size_t)width;
}

void
term_init(struct term *term, FILE *out, bool no_color)
{
	const char *no = getenv("NO_COLOR"), *kind = getenv("TERM");

	term->out = out;
	term->is_terminal = isatty(fileno(out)) == 1;
	term->width = term_columns(out);
	term->colour = term->is_terminal && !no_color &&
	    (no == NULL || no[0] == '\0') && kind != NULL &&
	    !str_equal(kind, "dumb");
	term->unicode = str_equal(nl_langinfo(CODESET), "UTF-8");
}

const char *
term_style(const struct term *term, enum style style)
{
	static const char *const escapes[] = {
		[STYLE_PLAIN] = "",
		[STYLE_BOLD] = "\033[1m",
		[STYLE_DIM] = "\033[2m",
		[STYLE_GOOD] = "\033[32m",
		[STYLE_FAIR] = "\033[33m",
		[STYLE_BAD] = "\033[31m",
		[STYLE_LINK] = "\033[34m",
		[STYLE_STRONG] = "\033[1;32m",
	};

	return term->colour ? escapes[style] : "";
}

const char *
term_plain(const struct term *term, enum style style)
{
	return term->colour && style != STYLE_PLAIN ? "\033[0m" : "";
}

void
term_put(const struct term *term, enum style style, const char *text)
{
	(void)fputs(term_style(term, style), term->out);
	(void)fputs(text, term->out);
	(void)fputs(term_plain(term, style), term->out);
}

/* Bytes of the next line: up to the last blank that fits. */
static size_t
line_length(const char *text, size_t width)
{
	size_t fits = text_prefix(text, width), at = fits;

	if (text[fits] == '\0' || text[fits] == ' ')
		return fits;
	while (at > 0 && text[at] != ' ')
		at--;
	if (at > 0)
		return at;
	return fits > 0 ? fits : 1; /* one word wider than the line */
}

size_t
term_wrap(struct arena *arena, const char *text, size_t width,
    const char **ret_lines, size_t max_lines)
{
	size_t n = 0;

	while (*text != '\0' && n < max_lines) {
		size_t len = line_length(text, width);

		if (n + 1 == max_lines && text[len] != '\0') {
			ret_lines[n++] = text_show(arena, text, width);
			break;
		}
		ret_lines[n++] = arena_text(arena, text, len);
		text += len;
		while (*text == ' ')
			text++;
	}
	return n;
}

const char *
term_bar(const struct term *term, struct arena *arena, double share,
    size_t cells)
{
	size_t full = (size_t)lround(fmax(0, fmin(1, share)) * (double)cells);
	struct buf bar;
	const char *text;

	buf_init(&bar, 4 * cells + 1);
	for (size_t i = 0; i < cells; i++)
		if (term->unicode)
			buf_text(&bar,
			    i < full ? "\xE2\x96\x88" /* full block */
				     : "\xE2\x96\x91" /* shade */);
		else
			buf_char(&bar, i < full ? '#' : '.');
	text = arena_strdup(arena, bar.data != NULL ? bar.data : "");
	buf_done(&bar);
	return text;
}
