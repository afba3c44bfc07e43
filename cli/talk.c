#include "cli/talk.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "cli/term.h"

enum {
	TALK_MAX_BYTES = 64 * 1024
};

/* Text on its way to a stream; lines are broken at a terminal's width. */
struct talk {
	struct buf out;
	size_t width; /* 0: lines are not broken */
	size_t column; /* where the next word begins */
	bool is_aligned; /* the line began with blanks: left as it is */
};

/* The blanks and line ends before a word. */
static void
put_blanks(struct talk *talk, const char *text, size_t len, size_t word_width)
{
	bool at_start = talk->column == 0;

	for (size_t i = 0; i < len; i++)
		if (text[i] == '\n') {
			talk->column = 0;
			at_start = true;
			talk->is_aligned = false;
		} else {
			talk->column++;
		}
	if (at_start && talk->column > 0)
		talk->is_aligned = true;
	if (talk->width == 0 || talk->is_aligned || at_start ||
	    talk->column + word_width <= talk->width) {
		buf_add(&talk->out, text, len);
	} else {
		buf_char(&talk->out, '\n');
		talk->column = 0;
	}
}

void
talk_print(FILE *out, const char *text)
{
	struct talk talk = {
		.width = isatty(fileno(out)) == 1 ? term_columns(out) : 0
	};
	struct buf word;

	buf_init(&talk.out, TALK_MAX_BYTES);
	buf_init(&word, TALK_MAX_BYTES);
	while (*text != '\0') {
		size_t blanks = strspn(text, " \n");
		size_t len = strcspn(text + blanks, " \n"), width;

		buf_reset(&word);
		text_line(&word, text + blanks, len);
		width = word.len > 0 ? text_width(word.data) : 0;
		put_blanks(&talk, text, blanks, width);
		buf_add(&talk.out, word.data, word.len);
		talk.column += width;
		text += blanks + len;
	}
	(void)fprintf(out, "%s\n", talk.out.data != NULL ? talk.out.data : "");
	buf_done(&word);
	buf_done(&talk.out);
}
