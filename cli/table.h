#ifndef CLI_TABLE_H
#define CLI_TABLE_H

#include "base/arena.h"
#include "cli/term.h"

/*
 * A table that fits the terminal: column widths come from the first rows, then
 * rows are written as they come, so that a list of any length takes bounded
 * memory.  What does not fit is cut with "…".
 */
enum cut {
	CUT_OR_GONE, /* left out where CUT_LAST would be cut, the last first */
	CUT_FIRST,
	CUT_LATE, /* when cutting those did not do */
	CUT_LAST
};

struct column {
	const char *heading;
	size_t min; /* columns it needs at least */
	size_t max; /* and can use at most */
	bool right; /* aligned to the right */
	enum cut cut;
};

enum {
	TABLE_COLUMNS = 12, /* at most */
	TABLE_SAMPLE = 200 /* rows looked at for the widths */
};

struct table_row;

struct table {
	const struct term *term;
	const struct column *columns;
	size_t n_columns;
	size_t widths[TABLE_COLUMNS];
	bool is_gone[TABLE_COLUMNS];
	size_t gap;
	size_t indent; /* blanks before each row; set after table_init() */
	struct table_row *rows; /* until the widths are known */
	size_t n_rows;
	struct table_row *row; /* being filled */
	struct arena arena;
	bool is_laid_out;
};

/* Both are borrowed until table_done(). */
void table_init(struct table *table, const struct term *term,
    const struct column *columns, size_t n_columns);

/* Sets a cell of the current row; text is any bytes, copied.  NULL: empty. */
void table_cell(struct table *table, size_t column, enum style style,
    const char *text);

/* A text below the row's cells, indented and wrapped to at most 3 lines. */
void table_below(struct table *table, const char *text);

void table_end_row(struct table *table);

/* Writes what is left and frees.  A table without rows writes nothing. */
void table_done(struct table *table);

#endif
