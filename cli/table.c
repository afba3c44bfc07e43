#include "cli/table.h"

#include <string.h>

#include "base/assert.h"
#include "base/text.h"

enum {
	TEXT_COLUMNS = 2000, /* longest cell that is looked at */
	BELOW_INDENT = 4,
	BELOW_LINES = 3,
	WIDE = 100, /* columns from which two blanks part cells anyway */
	BELOW_WIDTH = 136 /* longer lines are hard to read */
};

struct table_row {
	struct table_row *next;
	const char *cells[TABLE_COLUMNS];
	enum style styles[TABLE_COLUMNS];
	const char *below;
};

void
table_init(struct table *table, const struct term *term,
    const struct column *columns, size_t n_columns)
{
	ASSERT(n_columns > 0 && n_columns <= TABLE_COLUMNS);
	memset(table, 0, sizeof(*table));
	table->term = term;
	table->columns = columns;
	table->n_columns = n_columns;
}

static struct table_row *
current(struct table *table)
{
	if (table->row == NULL)
		table->row =
		    arena_calloc(&table->arena, 1, sizeof(*table->row));
	return table->row;
}

void
table_cell(struct table *table, size_t column, enum style style,
    const char *text)
{
	struct table_row *row = current(table);

	ASSERT(column < table->n_columns);
	row->cells[column] =
	    text == NULL ? NULL : text_show(&table->arena, text, TEXT_COLUMNS);
	row->styles[column] = style;
}

void
table_below(struct table *table, const char *text)
{
	if (text != NULL)
		current(table)->below =
		    text_show(&table->arena, text, TEXT_COLUMNS);
}

/* The widths that the rows would like, within each column's limits. */
static size_t
natural_widths(struct table *table)
{
	size_t total = 0;

	for (size_t i = 0; i < table->n_columns; i++) {
		const struct column *column = &table->columns[i];
		size_t width = text_width(column->heading);

		if (table->is_gone[i])
			continue;
		if (width < column->min)
			width = column->min;
		for (struct table_row *row = table->rows; row != NULL;
		     row = row->next) {
			size_t cell = row->cells[i] == NULL
			    ? 0
			    : text_width(row->cells[i]);

			if (cell > width)
				width = cell;
		}
		table->widths[i] = width > column->max ? column->max : width;
		total += table->widths[i];
	}
	return total;
}

/* How much a column can still be cut, if it is its turn. */
static size_t
spare(const struct table *table, size_t i, enum cut turn)
{
	const struct column *column = &table->columns[i];

	if (column->cut > turn || table->is_gone[i])
		return 0;
	return table->widths[i] > column->min ? table->widths[i] - column->min
					      : 0;
}

/* Takes columns off the cells that have most to spare, until all fit. */
static size_t
shrink(struct table *table, size_t total, size_t room, enum cut turn)
{
	while (total > room) {
		size_t most = 0;

		for (size_t i = 1; i < table->n_columns; i++)
			if (spare(table, i, turn) > spare(table, most, turn))
				most = i;
		if (spare(table, most, turn) == 0)
			break;
		table->widths[most]--;
		total--;
	}
	return total;
}

static void
put_blanks(const struct table *table, size_t n)
{
	static const char blanks[] = "                ";
	const size_t most = sizeof(blanks) - 1;

	for (; n > most; n -= most)
		(void)fwrite(blanks, 1, most, table->term->out);
	(void)fwrite(blanks, 1, n, table->term->out);
}

static void
put_cell(const struct table *table, size_t column, enum style style,
    const char *text)
{
	const struct term *term = table->term;
	size_t width = table->widths[column], used, pad;
	struct arena arena = { 0 };
	const char *shown = text == NULL ? "" : text;
	bool last = column + 1 == table->n_columns;

	if (table->is_gone[column])
		return;
	if (text_width(shown) > width)
		shown = text_show(&arena, shown, width);
	used = text_width(shown);
	pad = used < width ? width - used : 0;
	if (column > 0)
		put_blanks(table, table->gap);
	if (table->columns[column].right)
		put_blanks(table, pad);
	term_put(term, style, shown);
	if (!table->columns[column].right && !last)
		put_blanks(table, pad);
	arena_done(&arena);
}

static void
put_below(const struct table *table, const char *text)
{
	const char *lines[BELOW_LINES];
	struct arena arena = { 0 };
	size_t width = table->term->width - BELOW_INDENT, n;

	n = term_wrap(&arena, text, width < BELOW_WIDTH ? width : BELOW_WIDTH,
	    lines, BELOW_LINES);
	for (size_t i = 0; i < n; i++) {
		put_blanks(table, BELOW_INDENT);
		term_put(table->term, STYLE_DIM, lines[i]);
		(void)fputc('\n', table->term->out);
	}
	arena_done(&arena);
}

static void
put_row(const struct table *table, const struct table_row *row)
{
	put_blanks(table, table->indent);
	for (size_t i = 0; i < table->n_columns; i++)
		put_cell(table, i, row->styles[i], row->cells[i]);
	(void)fputc('\n', table->term->out);
	if (row->below != NULL && row->below[0] != '\0')
		put_below(table, row->below);
}

/* Leaves out the last column that may go; false if none is left. */
static bool
leave_out(struct table *table)
{
	for (size_t i = table->n_columns; i-- > 0;)
		if (table->columns[i].cut == CUT_OR_GONE &&
		    !table->is_gone[i]) {
			table->is_gone[i] = true;
			return true;
		}
	return false;
}

static void
decide_widths(struct table *table)
{
	size_t width = table->term->width - table->indent;
	size_t gaps = table->n_columns, total, room;

	do {
		gaps--;
		total = natural_widths(table);
		/* A narrow gap where a wide one would cut. */
		table->gap = total + 2 * gaps <= width || width >= WIDE ? 2 : 1;
		room =
		    width > table->gap * gaps ? width - table->gap * gaps : 1;
		total = shrink(table, total, room, CUT_FIRST);
		total = shrink(table, total, room, CUT_LATE);
	} while (total > room && leave_out(table));
	(void)shrink(table, total, room, CUT_LAST);
}

/* Decides the widths, then writes the heading and the rows kept so far. */
static void
lay_out(struct table *table)
{
	decide_widths(table);
	put_blanks(table, table->indent);
	for (size_t i = 0; i < table->n_columns; i++)
		put_cell(table, i, STYLE_BOLD, table->columns[i].heading);
	(void)fputc('\n', table->term->out);
	for (struct table_row *row = table->rows; row != NULL; row = row->next)
		put_row(table, row);
	table->rows = NULL;
	table->is_laid_out = true;
	arena_reset(&table->arena);
}

void
table_end_row(struct table *table)
{
	struct table_row *row = current(table), **last = &table->rows;

	table->row = NULL;
	if (table->is_laid_out) {
		put_row(table, row);
		arena_reset(&table->arena);
		return;
	}
	while (*last != NULL)
		last = &(*last)->next;
	*last = row;
	if (++table->n_rows == TABLE_SAMPLE)
		lay_out(table);
}

void
table_done(struct table *table)
{
	if (!table->is_laid_out && table->n_rows > 0)
		lay_out(table);
	arena_done(&table->arena);
}
