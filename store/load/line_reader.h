#ifndef STORE_LOAD_LINE_READER_H
#define STORE_LOAD_LINE_READER_H

#include <stdio.h>

#include "base/err.h"
#include "store/load/line.h"

/* Lines of a stream, without their ends, of at most LINE_MAX_BYTES. */
struct line_reader {
	FILE *in;
	char *data;
	size_t capacity;
	size_t start; /* of what has not been handed out */
	size_t end;
	bool is_at_end;
};

void line_reader_init(struct line_reader *reader, FILE *in);
void line_reader_done(struct line_reader *reader);

/*
 * The next line; it lives until the next call.  ERR_NOTFOUND at the end,
 * ERR_IO; ERR_LIMIT for one that is too long, which is passed over.
 */
int
line_reader_next(struct line_reader *reader, struct slice *ret_line) MUST_CHECK;

#endif
