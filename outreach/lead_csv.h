#ifndef OUTREACH_LEAD_CSV_H
#define OUTREACH_LEAD_CSV_H

#include "outreach/csv.h"
#include "outreach/lead_field.h"

/*
 * Leads as CSV (RFC 4180, CRLF): a heading row, then a row a lead; cells that
 * could run as formulas are neutralised.  The separator is ',' unless a
 * spreadsheet wants another.
 */
struct lead_csv {
	struct csv_writer csv;
	struct buf cell; /* used for one cell after the other */
	const struct lead_columns *columns; /* borrowed */
};

void lead_csv_init(struct lead_csv *line, struct buf *out, char separator,
    const struct lead_columns *columns);
void lead_csv_done(struct lead_csv *line);

/* Appended to the buffer. */
void lead_csv_heading(struct lead_csv *line);
void lead_csv_row(struct lead_csv *line, const struct lead_view *view);

#endif
