#ifndef OUTREACH_CSV_H
#define OUTREACH_CSV_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Comma-separated values as RFC 4180 has them: CRLF line ends, quotes doubled,
 * a cell quoted only where it must be.  A text cell that a spreadsheet could
 * run as a formula gets a leading apostrophe, as the very last step; so does
 * what follows a semicolon, where some spreadsheets begin another cell.
 */
struct csv_writer {
	struct buf *out;
	char separator;
	bool need_comma;
};

/* The separator is ',' but for spreadsheets that want ';' or a tab. */
void csv_init(struct csv_writer *csv, struct buf *out, char separator);

/* One cell each; NULL is an empty cell. */
void csv_put_text(struct csv_writer *csv, const char *text);
/* The same for a word of our own: letters, digits, hyphens. */
void csv_put_word(struct csv_writer *csv, const char *word);
/* The same for a text that is one harmless line already, as text_line() would
 * leave it, in ASCII and of at most `max` bytes; else false, and nothing is
 * written.  One look at each byte. */
bool csv_put_line(struct csv_writer *csv, const char *text, size_t max);
/* A cell of several such texts, "; " between them, together of at most `max`
 * bytes, that each begin with a letter or a digit; none: an empty cell.  Else
 * false, and nothing is written. */
bool csv_put_list(struct csv_writer *csv, const char *const *texts, size_t n,
    size_t max);
/* For what we have made ourselves: no formula, neither a quote nor a comma nor a
 * tab in it, but semicolons perhaps. */
void csv_put_safe(struct csv_writer *csv, const struct buf *text);
void csv_put_int(struct csv_writer *csv, int64_t value);
void csv_put_bool(struct csv_writer *csv, bool value);
void csv_put_real(struct csv_writer *csv, double value, int places);
void csv_put_time(struct csv_writer *csv, int64_t wall); /* 0: empty */
void csv_put_empty(struct csv_writer *csv);

void csv_end_row(struct csv_writer *csv);

/* Whether a spreadsheet would take the cell for a formula. */
bool csv_is_formula(const char *text);

#endif
