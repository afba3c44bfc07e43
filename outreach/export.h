#ifndef OUTREACH_EXPORT_H
#define OUTREACH_EXPORT_H

#include <stdio.h>

#include "outreach/lead_view.h"

/* An output format: {name, file ending, functions}.  Adding one is a file and
 * a line in export.c's table.  The functions return 0, or ERR_IO or ERR_FULL
 * when the stream refuses; begin and end may be NULL. */
struct export_format {
	const char *name; /* "csv" */
	const char *ending; /* ".csv" */
	int (*begin)(FILE *stream);
	int (*lead)(FILE *stream, const struct lead_view *view);
	int (*end)(FILE *stream);
};

/* By name, or by a file's ending; NULL if unknown.  Names for messages. */
const struct export_format *export_format_find(const char *name);
const struct export_format *export_format_of(const char *file_name);
const char *export_format_names(void); /* "csv, jsonl" */

/* For the formats: writes the buffer out and empties it; 0, ERR_IO, ERR_FULL,
 * or ERR_LIMIT when the buffer overflowed. */
struct buf;
int export_flush(FILE *stream, struct buf *out) MUST_CHECK;

#endif
