#ifndef OUTREACH_XLSX_ROW_H
#define OUTREACH_XLSX_ROW_H

#include <xlsxwriter.h>

#include "base/buf.h"
#include "outreach/lead_view.h"

/*
 * A lead as a row of a worksheet: a cell of its own type for each field, and
 * nothing in it that a spreadsheet could run.
 */
enum {
	/* Of a workbook: each takes 2 KiB of memory until its end.  Excel takes
	 * 65,530 a sheet. */
	XLSX_LINKS_MAX = 32000
};

/* Where the next row goes; the library owns what it points at. */
struct xlsx_row {
	lxw_worksheet *sheet;
	lxw_row_t n; /* from 0 */
	lxw_format *time, *link;
	int64_t links; /* that are live, in the whole workbook */
	bool is_link_lost; /* some links are plain text */
};

void xlsx_row_put(struct xlsx_row *row, const struct lead_view *view);

/* One line that XML can hold, at most as long as a cell; NULL when nothing is
 * left.  In `cell`. */
const char *xlsx_cell_text(struct buf *cell);

#endif
