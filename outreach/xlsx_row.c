#include "outreach/xlsx_row.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "outreach/csv.h"
#include "outreach/lead_flat.h"

enum {
	CELL_MAX_UNITS = 32767, /* UTF-16 code units */
	LINK_MAX_BYTES = 2079,
	DAYS_TO_1970 = 25569
};

const char *
xlsx_cell_text(struct buf *cell)
{
	char *text = cell->data;
	size_t units = 0, from = 0, to = 0;

	if (cell->len == 0)
		return NULL;
	while (from < cell->len) {
		size_t len = 1;
		uint8_t c = (uint8_t)text[from];

		while (((uint8_t)text[from + len] & 0xC0) == 0x80)
			len++;
		units += c >= 0xF0 ? 2 : 1;
		if (units >= CELL_MAX_UNITS)
			break;
		/* U+FFFE and U+FFFF are no characters of XML. */
		if (c != 0xEF || (uint8_t)text[from + 1] != 0xBF ||
		    (uint8_t)text[from + 2] < 0xBE) {
			memmove(text + to, text + from, len);
			to += len;
		}
		from += len;
	}
	text[to] = '\0';
	cell->len = to;
	return to > 0 ? text : NULL;
}

/* "_x0041_", which a spreadsheet would read as an "A". */
static bool
is_escape(const char *text)
{
	if (text[0] != '_' || text[1] != 'x')
		return false;
	for (int i = 2; i < 6; i++)
		if (!str_is_digit(text[i]) &&
		    !(str_lower(text[i]) >= 'a' && str_lower(text[i]) <= 'f'))
			return false;
	return text[6] == '_';
}

/* A text as the sheet's XML wants it: nothing in it means anything. */
static void
put_plain(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (is_escape(text))
			buf_text(out, "_x005F");
		buf_char(out, *text);
	}
}

static void
put_text(struct xlsx_row *row, lxw_col_t column, struct buf *cell)
{
	const char *text = xlsx_cell_text(cell);
	struct buf safe;

	if (text == NULL)
		return;
	buf_init(&safe, 2 * LEAD_FIELD_MAX_BYTES);
	/* A text cell runs nothing; edited, or saved as CSV, it would. */
	if (csv_is_formula(text))
		buf_char(&safe, '\'');
	put_plain(&safe, text);
	(void)worksheet_write_string(row->sheet, row->n, column, safe.data,
	    NULL); /* lengths are within its limits */
	buf_done(&safe);
}

static void
put_line(struct xlsx_row *row, lxw_col_t column, const char *text)
{
	struct buf cell;

	buf_init(&cell, LEAD_FIELD_MAX_BYTES);
	lead_flat_join(&cell, text);
	put_text(row, column, &cell);
	buf_done(&cell);
}

static bool
is_plain_url(const char *text)
{
	if (!str_starts(text, "https://") && !str_starts(text, "http://"))
		return false;
	for (; *text != '\0'; text++)
		if ((uint8_t)*text <= ' ' || strchr("\"<>", *text) != NULL)
			return false;
	return true;
}

/* A live link while the sheet takes more of them, else its text. */
static void
put_link(struct xlsx_row *row, lxw_col_t column, const char *url)
{
	struct buf line, shown;
	bool is_live;

	buf_init(&line, LEAD_FIELD_MAX_BYTES);
	buf_init(&shown, 2 * LEAD_FIELD_MAX_BYTES);
	lead_flat_join(&line, url);
	is_live = line.len > 0 && line.len <= LINK_MAX_BYTES &&
	    is_plain_url(line.data);
	if (is_live && row->links >= XLSX_LINKS_MAX) {
		row->is_link_lost = true;
		is_live = false;
	}
	if (is_live) {
		put_plain(&shown, line.data);
		is_live =
		    worksheet_write_url_opt(row->sheet, row->n, column,
			line.data, row->link, shown.data, NULL) == LXW_NO_ERROR;
	}
	if (is_live)
		row->links++;
	else
		put_text(row, column, &line);
	buf_done(&line);
	buf_done(&shown);
}

static void
put_number(struct xlsx_row *row, lxw_col_t column, double value)
{
	(void)worksheet_write_number(row->sheet, row->n, column, value, NULL);
}

static void
put_time(struct xlsx_row *row, lxw_col_t column, int64_t wall)
{
	if (wall != 0)
		(void)worksheet_write_number(row->sheet, row->n, column,
		    (double)wall / CLOCK_DAY_S + DAYS_TO_1970, row->time);
}

static void
put_list(struct xlsx_row *row, lxw_col_t column, const struct lead_view *view,
    const struct lead_field *field)
{
	struct buf cell;

	buf_init(&cell, LEAD_FIELD_MAX_BYTES);
	lead_flat_list(view, field, &cell);
	put_text(row, column, &cell);
	buf_done(&cell);
}

static lxw_col_t
put_evidence(struct xlsx_row *row, lxw_col_t column, const struct score *score)
{
	for (size_t i = 0; i < LEAD_FIELD_EVIDENCE; i++, column += 3) {
		if (i >= score->n_evidence)
			continue;
		put_line(row, column, score->evidence[i].title);
		put_link(row, (lxw_col_t)(column + 1), score->evidence[i].url);
		put_time(row, (lxw_col_t)(column + 2), score->evidence[i].date);
	}
	return column;
}

static lxw_col_t
put_alternates(struct xlsx_row *row, lxw_col_t column,
    const struct score *score)
{
	for (size_t i = 0; i < LEAD_FIELD_ALTERNATES; i++, column += 2) {
		if (i >= score->n_alternates)
			continue;
		put_line(row, column, score->alternates[i].text);
		/* Mostly those of the evidence, which are live. */
		put_line(row, (lxw_col_t)(column + 1),
		    score->alternates[i].url);
	}
	return column;
}

static bool
is_link_column(const char *name)
{
	return str_ends(name, "url") || str_equal(name, "website");
}

/* Writes one field and returns the column after it. */
static lxw_col_t
put_field(struct xlsx_row *row, lxw_col_t column, const struct lead_view *view,
    const struct lead_field *field)
{
	switch (field->kind) {
	case FIELD_RANK:
		if (lead_field_int(view, field) != 0)
			put_number(row, column,
			    (double)lead_field_int(view, field));
		break;
	case FIELD_INT:
		put_number(row, column, (double)lead_field_int(view, field));
		break;
	case FIELD_SCORE:
	case FIELD_SHARE:
		if (!view->hide_score)
			put_number(row, column, lead_field_real(view, field));
		break;
	case FIELD_BOOL:
		(void)worksheet_write_boolean(row->sheet, row->n, column,
		    lead_field_bool(view, field), NULL);
		break;
	case FIELD_WORD:
		put_line(row, column, lead_field_text(view, field));
		break;
	case FIELD_TEXT:
		if (is_link_column(field->name))
			put_link(row, column, lead_field_text(view, field));
		else
			put_line(row, column, lead_field_text(view, field));
		break;
	case FIELD_TIME:
		put_time(row, column, lead_field_int(view, field));
		break;
	case FIELD_EVIDENCE:
		return put_evidence(row, column, &view->row->score);
	case FIELD_ALTERNATES:
		return put_alternates(row, column, &view->row->score);
	case FIELD_TEXTS:
	case FIELD_SKILLS:
	case FIELD_LINKS:
	case FIELD_NOTES:
	case FIELD_SIGNALS:
	case FIELD_SEEDS:
		put_list(row, column, view, field);
		break;
	}
	return (lxw_col_t)(column + 1);
}

void
xlsx_row_put(struct xlsx_row *row, const struct lead_view *view)
{
	lxw_col_t column = 0;

	for (size_t i = 0; i < lead_fields_n; i++)
		column = put_field(row, column, view, &lead_fields[i]);
	row->n++;
}
