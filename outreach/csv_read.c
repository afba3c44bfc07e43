#include "outreach/csv_read.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"

enum {
	CELL_MAX_BYTES = 64 * 1024 /* what is beyond is cut off */
};

static char
separator_of(const char *text, size_t len)
{
	static const char candidates[] = ",;\t";
	char best = ',';
	size_t most = 0;

	for (const char *c = candidates; *c != '\0'; c++) {
		size_t n = 0;

		for (size_t i = 0; i < len && text[i] != '\n'; i++)
			n += text[i] == *c;
		if (n > most) {
			most = n;
			best = *c;
		}
	}
	return best;
}

void
csv_read_init(struct csv_reader *reader, const char *text, size_t len)
{
	if (len >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		text += 3;
		len -= 3;
	}
	*reader = (struct csv_reader){ .at = text,
		.end = text + len,
		.separator = separator_of(text, len),
		.line = 1 };
}

/* Whether it ends a cell that is not quoted. */
static bool
is_end(const struct csv_reader *reader, char c)
{
	return c == reader->separator || c == '\n' || c == '\r';
}

/* One cell; the reader then stands at what ended it. */
static void
read_cell(struct csv_reader *reader, struct buf *cell)
{
	bool quoted = reader->at < reader->end && *reader->at == '"';

	buf_reset(cell);
	for (reader->at += quoted; reader->at < reader->end; reader->at++) {
		char c = *reader->at;

		if (quoted && c == '"') {
			/* Two stand for one; one alone ends the quotes. */
			quoted = reader->at + 1 < reader->end &&
			    reader->at[1] == '"';
			if (!quoted)
				continue;
			reader->at++;
		} else if (!quoted && is_end(reader, c)) {
			break;
		}
		reader->line += c == '\n';
		buf_char(cell, c);
	}
}

static const char *
take_cell(const struct buf *cell, struct arena *arena)
{
	const char *text = cell->data != NULL ? cell->data : "";
	size_t len;

	text = str_trim(text, cell->len, &len);
	return arena_text(arena, text, len);
}

static bool
read_line(struct csv_reader *reader, struct arena *arena, struct csv_row *row)
{
	bool has_text = false;
	struct buf text;

	buf_init(&text, CELL_MAX_BYTES);
	*row = (struct csv_row){ .line = reader->line };
	row->cells = arena_calloc(arena, CSV_CELLS_MAX, sizeof(*row->cells));
	for (;;) {
		const char *cell;

		read_cell(reader, &text);
		cell = take_cell(&text, arena);
		has_text = has_text || cell[0] != '\0';
		if (row->n < CSV_CELLS_MAX)
			row->cells[row->n++] = cell;
		if (reader->at >= reader->end ||
		    *reader->at != reader->separator)
			break;
		reader->at++;
	}
	if (reader->at < reader->end && *reader->at == '\r')
		reader->at++;
	if (reader->at < reader->end && *reader->at == '\n')
		reader->at++;
	reader->line++;
	buf_done(&text);
	return has_text;
}

bool
csv_read_row(struct csv_reader *reader, struct arena *arena,
    struct csv_row *ret_row)
{
	while (reader->at < reader->end)
		if (read_line(reader, arena, ret_row))
			return true;
	return false;
}
