#ifndef STORE_LOAD_LINE_PARSE_H
#define STORE_LOAD_LINE_PARSE_H

#include "store/load/line.h"

/* Reads lines of a dump: any bytes are safe, memory is bounded. */
struct line_parser;

enum {
	/* What one line may take once it is read. */
	LINE_ARENA_BYTES = 256 * 1024 * 1024
};

struct line_parser *line_parser_new(void);
void line_parser_free(struct line_parser *parser);

/*
 * Fills in the line; texts and lists live in the arena.  ERR_PARSE with a
 * sentence that names the member and what was expected.
 */
int line_parse(struct line_parser *parser, struct slice text,
    struct arena *arena, enum line_kind *ret_kind, struct line *ret_line,
    struct err_detail *detail) MUST_CHECK;

#endif
