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
#include "outreach/export.h"
#include "outreach/lead_csv.h"
#include "outreach/lead_flat.h"
#include "outreach/lead_help.h"
#include "outreach/xlsx_row.h"

enum {
	ROWS_MAX = 1048576, /* of a sheet, the heading's included */
	NAME_MAX_BYTES = 31, /* of a sheet */
	COLUMNS_MAX = 128,
	HEADINGS_MAX_BYTES = 16 * 1024,
	SPARE_BYTES = 1024 * 1024
};

struct xlsx {
	lxw_workbook *book;
	lxw_format *bold, *wrap;
	struct xlsx_row row; /* of the sheet that is written */
	struct arena arena;
	const char *headings[COLUMNS_MAX];
	lxw_col_t n_headings;
	struct export_section section;
	int part; /* of the role's leads: a sheet holds a million */
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
	if (xlsx->row.sheet != NULL)
		(void)worksheet_autofilter(xlsx->row.sheet, 0, 0,
		    xlsx->row.n > 1 ? xlsx->row.n - 1 : 1,
		    (lxw_col_t)(xlsx->n_headings - 1));
}

static int
begin_sheet(struct xlsx *xlsx)
{
	finish_sheet(xlsx);
	xlsx->row.sheet = workbook_add_worksheet(xlsx->book, sheet_name(xlsx));
	if (xlsx->row.sheet == NULL)
		return ERR_IO;
	for (lxw_col_t i = 0; i < xlsx->n_headings; i++)
		(void)worksheet_set_column(xlsx->row.sheet, i, i,
		    width_of(xlsx->headings[i]), NULL);
	/* Who it is about stays in sight: rank, id and login. */
	worksheet_freeze_panes(xlsx->row.sheet, 1, 3);
	for (lxw_col_t i = 0; i < xlsx->n_headings; i++)
		(void)worksheet_write_string(xlsx->row.sheet, 0, i,
		    xlsx->headings[i], xlsx->bold);
	xlsx->row.n = 1;
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
	xlsx->row.time = workbook_add_format(xlsx->book);
	xlsx->row.link = workbook_add_format(xlsx->book);
	xlsx->wrap = workbook_add_format(xlsx->book);
	format_set_bold(xlsx->bold);
	format_set_num_format(xlsx->row.time, "yyyy-mm-dd hh:mm");
	format_set_font_color(xlsx->row.link, LXW_COLOR_BLUE);
	format_set_underline(xlsx->row.link, LXW_UNDERLINE_SINGLE);
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
	int rc = 0;

	if (xlsx->row.n == ROWS_MAX) {
		xlsx->part++;
		rc = begin_sheet(xlsx);
	}
	if (rc != 0)
		return rc;
	xlsx_row_put(&xlsx->row, view);
	xlsx->lists[xlsx->n_lists - 1].leads++;
	return 0;
}

/* ---- the sheet that explains ---- */

static void
about_line(struct xlsx *xlsx, const char *label, const char *text)
{
	struct buf cell;

	if (label != NULL)
		(void)worksheet_write_string(xlsx->row.sheet, xlsx->row.n, 0,
		    label, text == NULL ? xlsx->bold : NULL);
	buf_init(&cell, LEAD_FIELD_MAX_BYTES);
	lead_flat_join(&cell, text);
	if (xlsx_cell_text(&cell) != NULL)
		(void)worksheet_write_string(xlsx->row.sheet, xlsx->row.n, 1,
		    cell.data, xlsx->wrap);
	buf_done(&cell);
	xlsx->row.n++;
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
	if (xlsx->row.is_link_lost)
		about_line(xlsx, "Links",
		    arena_format(&xlsx->arena,
			"The first %d are live; the addresses after them "
			"are text.",
			XLSX_LINKS_MAX));
}

static int
write_about(struct xlsx *xlsx)
{
	finish_sheet(xlsx);
	xlsx->section.role = "About this list";
	xlsx->part = 1;
	xlsx->row.sheet = workbook_add_worksheet(xlsx->book, sheet_name(xlsx));
	if (xlsx->row.sheet == NULL)
		return ERR_IO;
	(void)worksheet_set_column(xlsx->row.sheet, 0, 0, 20, NULL);
	(void)worksheet_set_column(xlsx->row.sheet, 1, 1, 90, NULL);
	worksheet_fit_to_pages(xlsx->row.sheet, 1, 0);
	xlsx->row.n = 0;
	about_line(xlsx, "About this list", NULL);
	about_lists(xlsx);
	xlsx->row.n++;
	for (int i = 0; lead_help_remark(i) != NULL; i++)
		about_line(xlsx, NULL, lead_help_remark(i));
	xlsx->row.n++;
	about_line(xlsx, "Columns", NULL);
	for (lxw_col_t i = 0; i < xlsx->n_headings; i++)
		about_line(xlsx, xlsx->headings[i],
		    lead_help(xlsx->headings[i]));
	xlsx->row.sheet = NULL;
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
