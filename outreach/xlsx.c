/*
 * Workbooks for Excel and LibreOffice: a sheet a role with typed cells, then
 * one that explains the columns.  Rows go to temporary files beside the list
 * as they come, so memory does not grow with their number.
 */
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <string.h>
#include <xlsxwriter.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "outreach/csv.h"
#include "outreach/export.h"
#include "outreach/lead_csv.h"
#include "outreach/lead_flat.h"
#include "outreach/lead_help.h"

enum {
	ROWS_MAX = 1048576, /* of a sheet, the heading's included */
	CELL_MAX_UNITS = 32767, /* UTF-16 code units */
	/* Of a workbook: each takes 2 KiB of memory until its end.  Excel takes
	 * 65,530 a sheet. */
	LINKS_MAX = 32000,
	LINK_MAX_BYTES = 2079,
	NAME_MAX_BYTES = 31, /* of a sheet */
	COLUMNS_MAX = 128,
	HEADINGS_MAX_BYTES = 16 * 1024,
	SPARE_BYTES = 1024 * 1024,
	DAYS_TO_1970 = 25569
};

struct xlsx {
	lxw_workbook *book;
	lxw_worksheet *sheet; /* the one that is written */
	lxw_format *bold, *time, *link, *wrap;
	struct arena arena;
	const char *headings[COLUMNS_MAX];
	lxw_col_t n_headings;
	struct export_section section;
	int part; /* of the role's leads: a sheet holds a million */
	lxw_row_t row;
	int64_t links;
	int64_t leads;
	bool is_link_lost; /* some links are plain text */
	lxw_row_t about_row;
	struct {
		const char *role;
		const char *query;
		int64_t leads;
	} * lists;
	size_t n_lists;
};

/* ---- the library's errors ---- */

/* It closes and frees the book in any case. */
static int
close_book(struct xlsx *xlsx)
{
	lxw_error error = workbook_close(xlsx->book);

	xlsx->book = NULL;
	if (error == LXW_NO_ERROR)
		return 0;
	return error == LXW_ERROR_MEMORY_MALLOC_FAILED ? ERR_NOMEM : ERR_IO;
}

/*
 * The library does not look whether its temporary files could be written, nor
 * whether there is room to pack them: a list would end in the middle and say
 * nothing.
 */
static int
check_room(struct xlsx *xlsx, const char *path)
{
	lxw_worksheet *sheet;
	struct statvfs disk;
	struct stat file;
	uint64_t need = SPARE_BYTES;

	STAILQ_FOREACH(sheet, xlsx->book->worksheets, list_pointers) {
		if (sheet->optimize_tmpfile == NULL)
			continue;
		if (fflush(sheet->optimize_tmpfile) != 0 ||
		    ferror(sheet->optimize_tmpfile) ||
		    fstat(fileno(sheet->optimize_tmpfile), &file) != 0)
			return ERR_FULL;
		need += 2 * (uint64_t)file.st_size;
	}
	if (statvfs(path, &disk) != 0)
		return ERR_IO;
	return need > (uint64_t)disk.f_bavail * disk.f_frsize ? ERR_FULL : 0;
}

/* ---- cells ---- */

/* One line that XML can hold, at most as long as a cell, neutralised; NULL
 * when nothing is left.  In `cell`. */
static const char *
cell_text(struct buf *cell)
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
put_text(struct xlsx *xlsx, lxw_col_t column, struct buf *cell)
{
	const char *text = cell_text(cell);
	struct buf safe;

	if (text == NULL)
		return;
	buf_init(&safe, 2 * LEAD_FIELD_MAX_BYTES);
	/* A text cell runs nothing; edited, or saved as CSV, it would. */
	if (csv_is_formula(text))
		buf_char(&safe, '\'');
	put_plain(&safe, text);
	(void)worksheet_write_string(xlsx->sheet, xlsx->row, column, safe.data,
	    NULL); /* lengths are within its limits */
	buf_done(&safe);
}

static void
put_line(struct xlsx *xlsx, lxw_col_t column, const char *text)
{
	struct buf cell;

	buf_init(&cell, LEAD_FIELD_MAX_BYTES);
	lead_flat_join(&cell, text);
	put_text(xlsx, column, &cell);
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
put_link(struct xlsx *xlsx, lxw_col_t column, const char *url)
{
	struct buf line, shown;
	bool is_live;

	buf_init(&line, LEAD_FIELD_MAX_BYTES);
	buf_init(&shown, 2 * LEAD_FIELD_MAX_BYTES);
	lead_flat_join(&line, url);
	is_live = line.len > 0 && line.len <= LINK_MAX_BYTES &&
	    is_plain_url(line.data);
	if (is_live && xlsx->links >= LINKS_MAX) {
		xlsx->is_link_lost = true;
		is_live = false;
	}
	if (is_live) {
		put_plain(&shown, line.data);
		is_live = worksheet_write_url_opt(xlsx->sheet, xlsx->row,
			      column, line.data, xlsx->link, shown.data,
			      NULL) == LXW_NO_ERROR;
	}
	if (is_live)
		xlsx->links++;
	else
		put_text(xlsx, column, &line);
	buf_done(&line);
	buf_done(&shown);
}

static void
put_number(struct xlsx *xlsx, lxw_col_t column, double value)
{
	(void)worksheet_write_number(xlsx->sheet, xlsx->row, column, value,
	    NULL);
}

static void
put_time(struct xlsx *xlsx, lxw_col_t column, int64_t wall)
{
	if (wall != 0)
		(void)worksheet_write_number(xlsx->sheet, xlsx->row, column,
		    (double)wall / CLOCK_DAY_S + DAYS_TO_1970, xlsx->time);
}

static void
put_list(struct xlsx *xlsx, lxw_col_t column, const struct lead_view *view,
    const struct lead_field *field)
{
	struct buf cell;

	buf_init(&cell, LEAD_FIELD_MAX_BYTES);
	lead_flat_list(view, field, &cell);
	put_text(xlsx, column, &cell);
	buf_done(&cell);
}

static lxw_col_t
put_evidence(struct xlsx *xlsx, lxw_col_t column, const struct score *score)
{
	for (size_t i = 0; i < LEAD_FIELD_EVIDENCE; i++, column += 3) {
		if (i >= score->n_evidence)
			continue;
		put_line(xlsx, column, score->evidence[i].title);
		put_link(xlsx, (lxw_col_t)(column + 1), score->evidence[i].url);
		put_time(xlsx, (lxw_col_t)(column + 2),
		    score->evidence[i].date);
	}
	return column;
}

static lxw_col_t
put_alternates(struct xlsx *xlsx, lxw_col_t column, const struct score *score)
{
	for (size_t i = 0; i < LEAD_FIELD_ALTERNATES; i++, column += 2) {
		if (i >= score->n_alternates)
			continue;
		put_line(xlsx, column, score->alternates[i].text);
		/* Mostly those of the evidence, which are live. */
		put_line(xlsx, (lxw_col_t)(column + 1),
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
put_field(struct xlsx *xlsx, lxw_col_t column, const struct lead_view *view,
    const struct lead_field *field)
{
	switch (field->kind) {
	case FIELD_RANK:
		if (lead_field_int(view, field) != 0)
			put_number(xlsx, column,
			    (double)lead_field_int(view, field));
		break;
	case FIELD_INT:
		put_number(xlsx, column, (double)lead_field_int(view, field));
		break;
	case FIELD_SCORE:
	case FIELD_SHARE:
		if (!view->hide_score)
			put_number(xlsx, column, lead_field_real(view, field));
		break;
	case FIELD_BOOL:
		(void)worksheet_write_boolean(xlsx->sheet, xlsx->row, column,
		    lead_field_bool(view, field), NULL);
		break;
	case FIELD_WORD:
		put_line(xlsx, column, lead_field_text(view, field));
		break;
	case FIELD_TEXT:
		if (is_link_column(field->name))
			put_link(xlsx, column, lead_field_text(view, field));
		else
			put_line(xlsx, column, lead_field_text(view, field));
		break;
	case FIELD_TIME:
		put_time(xlsx, column, lead_field_int(view, field));
		break;
	case FIELD_EVIDENCE:
		return put_evidence(xlsx, column, &view->row->score);
	case FIELD_ALTERNATES:
		return put_alternates(xlsx, column, &view->row->score);
	case FIELD_TEXTS:
	case FIELD_SKILLS:
	case FIELD_LINKS:
	case FIELD_NOTES:
	case FIELD_SIGNALS:
	case FIELD_SEEDS:
		put_list(xlsx, column, view, field);
		break;
	}
	return (lxw_col_t)(column + 1);
}

/* ---- sheets ---- */

static double
width_of(const char *heading)
{
	static const struct {
		const char *ending;
		double width;
	} widths[] = {
		{ "rank", 6 },
		{ "id", 11 },
		{ "band", 6 },
		{ "score", 7 },
		{ "reason", 70 },
		{ "headline", 50 },
		{ "_text", 50 },
		{ "_title", 40 },
		{ "name", 22 },
		{ "login", 20 },
		{ "url", 34 },
		{ "website", 30 },
		{ "_date", 16 },
		{ "_at", 16 },
		{ "_due", 16 },
		{ "_seen", 16 },
		{ "_active", 16 },
		{ "location", 20 },
		{ "company", 20 },
		{ "languages", 24 },
		{ "skills", 30 },
		{ "links", 34 },
		{ "notes", 40 },
		{ "signals", 40 },
		{ "seeds", 50 },
		{ "rubric", 18 },
	};

	for (size_t i = 0; i < COUNT(widths); i++)
		if (str_ends(heading, widths[i].ending))
			return widths[i].width;
	return 12;
}

/* "go-payments", "go-payments (2)": no sign that Excel forbids, short enough,
 * and no name twice. */
static const char *
sheet_name(struct xlsx *xlsx)
{
	char suffix[24] = "";
	char *name;
	size_t room;

	for (int n = xlsx->part;; n++) {
		if (n > 1)
			(void)snprintf(suffix, sizeof(suffix), " (%d)", n);
		room = NAME_MAX_BYTES - strlen(suffix);
		name = arena_format(&xlsx->arena, "%.*s%s",
		    (int)text_cut(xlsx->section.role,
			strlen(xlsx->section.role), room),
		    xlsx->section.role, suffix);
		for (char *at = name; *at != '\0'; at++)
			if (strchr("[]:*?/\\'", *at) != NULL)
				*at = '-';
		if (workbook_get_worksheet_by_name(xlsx->book, name) == NULL)
			return name;
	}
}

/* The heading row's filter covers the leads below it. */
static void
finish_sheet(struct xlsx *xlsx)
{
	if (xlsx->sheet != NULL)
		(void)worksheet_autofilter(xlsx->sheet, 0, 0,
		    xlsx->row > 1 ? xlsx->row - 1 : 1,
		    (lxw_col_t)(xlsx->n_headings - 1));
}

static int
begin_sheet(struct xlsx *xlsx)
{
	finish_sheet(xlsx);
	xlsx->sheet = workbook_add_worksheet(xlsx->book, sheet_name(xlsx));
	if (xlsx->sheet == NULL)
		return ERR_IO;
	for (lxw_col_t i = 0; i < xlsx->n_headings; i++)
		(void)worksheet_set_column(xlsx->sheet, i, i,
		    width_of(xlsx->headings[i]), NULL);
	/* Who it is about stays in sight: rank, id and login. */
	worksheet_freeze_panes(xlsx->sheet, 1, 3);
	for (lxw_col_t i = 0; i < xlsx->n_headings; i++)
		(void)worksheet_write_string(xlsx->sheet, 0, i,
		    xlsx->headings[i], xlsx->bold);
	xlsx->row = 1;
	return 0;
}

static void
take_headings(struct xlsx *xlsx)
{
	struct lead_columns all;
	struct lead_csv csv;
	struct buf line;
	char *at;

	buf_init(&line, HEADINGS_MAX_BYTES);
	lead_columns_all(&all);
	lead_csv_init(&csv, &line, ',', &all);
	lead_csv_heading(&csv);
	lead_csv_done(&csv);
	at = arena_text(&xlsx->arena, line.data, line.len);
	buf_done(&line);
	while (xlsx->n_headings < COLUMNS_MAX) {
		size_t len = strcspn(at, ",\r");
		bool is_last = at[len] != ',';

		at[len] = '\0';
		xlsx->headings[xlsx->n_headings++] = at;
		if (is_last)
			break;
		at += len + 1;
	}
}

static int
xlsx_begin(struct export_writer *writer)
{
	struct xlsx *xlsx = mem_calloc(1, sizeof(*xlsx));
	const char *slash = strrchr(writer->path, '/');
	lxw_workbook_options options = { .constant_memory = LXW_TRUE,
		.use_zip64 = LXW_TRUE };

	writer->state = xlsx;
	/* Beside the list: as private, and with as much room, as the list. */
	options.tmpdir = slash == NULL
	    ? arena_strdup(&xlsx->arena, ".")
	    : arena_text(&xlsx->arena, writer->path,
		  (size_t)(slash - writer->path) + (slash == writer->path));
	xlsx->book = workbook_new_opt(writer->path, &options);
	if (xlsx->book == NULL)
		return ERR_IO;
	xlsx->bold = workbook_add_format(xlsx->book);
	xlsx->time = workbook_add_format(xlsx->book);
	xlsx->link = workbook_add_format(xlsx->book);
	xlsx->wrap = workbook_add_format(xlsx->book);
	format_set_bold(xlsx->bold);
	format_set_num_format(xlsx->time, "yyyy-mm-dd hh:mm");
	format_set_font_color(xlsx->link, LXW_COLOR_BLUE);
	format_set_underline(xlsx->link, LXW_UNDERLINE_SINGLE);
	format_set_text_wrap(xlsx->wrap);
	format_set_align(xlsx->wrap, LXW_ALIGN_VERTICAL_TOP);
	take_headings(xlsx);
	return 0;
}

static int
xlsx_section(struct export_writer *writer, const struct export_section *section)
{
	struct xlsx *xlsx = writer->state;

	xlsx->section = *section;
	xlsx->section.role = arena_strdup(&xlsx->arena, section->role);
	xlsx->part = 1;
	xlsx->lists =
	    mem_resize(xlsx->lists, xlsx->n_lists + 1, sizeof(*xlsx->lists));
	xlsx->lists[xlsx->n_lists].role = xlsx->section.role;
	xlsx->lists[xlsx->n_lists].query =
	    arena_strdup(&xlsx->arena, section->query);
	xlsx->lists[xlsx->n_lists++].leads = 0;
	return begin_sheet(xlsx);
}

static int
xlsx_lead(struct export_writer *writer, const struct lead_view *view)
{
	struct xlsx *xlsx = writer->state;
	lxw_col_t column = 0;
	int rc = 0;

	if (xlsx->row == ROWS_MAX) {
		xlsx->part++;
		rc = begin_sheet(xlsx);
	}
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < lead_fields_n; i++)
		column = put_field(xlsx, column, view, &lead_fields[i]);
	xlsx->row++;
	xlsx->lists[xlsx->n_lists - 1].leads++;
	return 0;
}

/* ---- the sheet that explains ---- */

static void
about_line(struct xlsx *xlsx, const char *label, const char *text)
{
	struct buf cell;

	if (label != NULL)
		(void)worksheet_write_string(xlsx->sheet, xlsx->row, 0, label,
		    text == NULL ? xlsx->bold : NULL);
	buf_init(&cell, LEAD_FIELD_MAX_BYTES);
	lead_flat_join(&cell, text);
	if (cell_text(&cell) != NULL)
		(void)worksheet_write_string(xlsx->sheet, xlsx->row, 1,
		    cell.data, xlsx->wrap);
	buf_done(&cell);
	xlsx->row++;
}

static void
about_lists(struct xlsx *xlsx)
{
	char now[CLOCK_TEXT_LEN];

	clock_format(xlsx->section.now, now);
	about_line(xlsx, "Written", now);
	for (size_t i = 0; i < xlsx->n_lists; i++) {
		about_line(xlsx, "Role", xlsx->lists[i].role);
		about_line(xlsx, "Query",
		    xlsx->lists[i].query[0] != '\0' ? xlsx->lists[i].query
						    : "(all leads)");
		about_line(xlsx, "Leads",
		    arena_format(&xlsx->arena, "%lld",
			(long long)xlsx->lists[i].leads));
	}
	if (xlsx->is_link_lost)
		about_line(xlsx, "Links",
		    arena_format(&xlsx->arena,
			"The first %d are live; the addresses after them "
			"are text.",
			LINKS_MAX));
}

static int
write_about(struct xlsx *xlsx)
{
	finish_sheet(xlsx);
	xlsx->section.role = "About this list";
	xlsx->part = 1;
	xlsx->sheet = workbook_add_worksheet(xlsx->book, sheet_name(xlsx));
	if (xlsx->sheet == NULL)
		return ERR_IO;
	(void)worksheet_set_column(xlsx->sheet, 0, 0, 20, NULL);
	(void)worksheet_set_column(xlsx->sheet, 1, 1, 90, NULL);
	worksheet_fit_to_pages(xlsx->sheet, 1, 0);
	xlsx->row = 0;
	about_line(xlsx, "About this list", NULL);
	about_lists(xlsx);
	xlsx->row++;
	for (int i = 0; lead_help_remark(i) != NULL; i++)
		about_line(xlsx, NULL, lead_help_remark(i));
	xlsx->row++;
	about_line(xlsx, "Columns", NULL);
	for (lxw_col_t i = 0; i < xlsx->n_headings; i++)
		about_line(xlsx, xlsx->headings[i],
		    lead_help(xlsx->headings[i]));
	xlsx->sheet = NULL;
	return 0;
}

static int
xlsx_end(struct export_writer *writer)
{
	struct xlsx *xlsx = writer->state;
	int rc = write_about(xlsx);

	if (rc == 0)
		rc = check_room(xlsx, writer->path);
	return rc == 0 ? close_book(xlsx) : rc;
}

static void
xlsx_drop(struct export_writer *writer)
{
	struct xlsx *xlsx = writer->state;

	if (xlsx == NULL)
		return;
	lxw_workbook_free(xlsx->book);
	mem_free(xlsx->lists);
	arena_done(&xlsx->arena);
	mem_free(xlsx);
}

const struct export_format export_format_xlsx = {
	.name = "xlsx",
	.ending = ".xlsx",
	.needs_file = true,
	.begin = xlsx_begin,
	.section = xlsx_section,
	.lead = xlsx_lead,
	.end = xlsx_end,
	.drop = xlsx_drop,
};
