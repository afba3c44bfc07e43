#ifndef OUTREACH_CSV_READ_H
#define OUTREACH_CSV_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/*
 * Reads comma-separated values as spreadsheets write them: RFC 4180, or with
 * semicolons or tabs; any line ends; a byte order mark is passed over.  Any
 * bytes are safe: a quote that is never closed ends with the text.
 */
struct csv_reader {
	const char *at;
	const char *end;
	char separator;
	int64_t line; /* of the next row, from 1 */
};

struct csv_row {
	int64_t line; /* where it begins */
	const char **cells; /* trimmed, NUL-ended; in the arena */
	size_t n;
};

enum {
	CSV_CELLS_MAX = 200 /* of a row; further ones are passed over */
};

/* The separator is the one of , ; and tab that the first line has most of. */
void csv_read_init(struct csv_reader *reader, const char *text, size_t len);

/* The next row that has anything in it; false at the end. */
bool csv_read_row(struct csv_reader *reader, struct arena *arena,
    struct csv_row *ret_row);

#endif
