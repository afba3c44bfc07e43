#ifndef OUTREACH_EXPORT_H
#define OUTREACH_EXPORT_H

#include <stdio.h>

#include "base/buf.h"
#include "outreach/lead_view.h"

struct preset_plan;

/* What the person who exports chose, beyond the format. */
struct export_options {
	bool is_excel; /* CSV with a byte order mark */
	char separator; /* of CSV */
	bool with_score; /* in formats that leave score, band and rank out */
	/* Of CSV and JSON lines; NULL: all. */
	const struct lead_columns *columns;
	const struct preset_plan *preset; /* of the format "preset" */
};

/* One role's part of the list. */
struct export_section {
	const char *role;
	const char *title; /* of the role; NULL: unknown */
	const char *query; /* "" for all leads */
	int64_t now;
};

/*
 * A list being written.  Zero-initialise, then set format, options, stream,
 * path and detail; `out` and `state` are the format's own.
 */
struct export_writer {
	const struct export_format *format;
	const struct export_options *options;
	FILE *stream;
	const char *path; /* of the stream's file; NULL: standard output */
	struct err_detail *detail;
	struct buf out; /* written to the stream when there is enough of it */
	void *state;
};

/*
 * An output format: {name, file ending, functions}.  Adding one is a file and
 * a line in export.c's table.  The functions return 0, or ERR_IO or ERR_FULL
 * when the stream refuses; all but `lead` may be NULL.
 */
struct export_format {
	const char *name; /* "csv" */
	const char *ending; /* ".csv" */
	bool needs_file; /* can't go to standard output */
	bool takes_columns; /* options.columns */
	bool needs_reasons; /* of the signals, not of the lead alone */
	/* What is written of a lead does not depend on those before. */
	bool is_apart;
	/* This program lacks it, another one has it (cli/hand_over.c). */
	bool is_elsewhere;
	int (*begin)(struct export_writer *writer);
	/* Before the leads of each role. */
	int (*section)(struct export_writer *writer,
	    const struct export_section *section);
	int (*lead)(struct export_writer *writer, const struct lead_view *view);
	int (*end)(struct export_writer *writer);
	/* Frees `state`, also after a failure. */
	void (*drop)(struct export_writer *writer);
};

/* xlsx: not in muster itself, see cli/hand_over.c. */
extern const struct export_format export_format_xlsx;
extern const struct export_format export_format_markdown;

/* By name, or by a file's ending; NULL if unknown.  Names for messages. */
const struct export_format *export_format_find(const char *name);
const struct export_format *export_format_of(const char *file_name);
const char *export_format_names(void); /* "csv, jsonl, ..." */

/* The format's functions, with what they need; `done` takes a writer that was
 * never begun, and may be called twice. */
int export_begin(struct export_writer *writer) MUST_CHECK;
int export_section(struct export_writer *writer,
    const struct export_section *section) MUST_CHECK;
int export_lead(struct export_writer *writer,
    const struct lead_view *view) MUST_CHECK;
int export_end(struct export_writer *writer) MUST_CHECK;
void export_done(struct export_writer *writer);

/*
 * Leads of a list that are made into text apart from it, in any thread, and
 * added in order.  Zero-initialise; what fails on the way is told by adding.
 */
enum {
	EXPORT_PART_ROWS = 64
};
struct export_part {
	struct export_writer writer; /* without a stream */
	int rc;
	int64_t people[EXPORT_PART_ROWS];
	size_t n;
	int64_t reachable; /* of them */
};

/* `format` is one with is_apart. */
void
export_part_lead(struct export_part *part, const struct export_format *format,
    const struct export_options *options, const struct lead_view *view);
int
export_add(struct export_writer *writer, struct export_part *part) MUST_CHECK;
void export_part_reset(struct export_part *part);
void export_part_done(struct export_part *part);

/* Bytes of the list so far, for what has a limit; -1 if it can't be told. */
int64_t export_size(const struct export_writer *writer);

/* One lead as a JSON line, for what prints leads besides exporting them. */
int export_json_line(FILE *stream, const struct lead_view *view) MUST_CHECK;

/* For the formats: writes the buffer out and empties it; 0, ERR_IO, ERR_FULL,
 * or ERR_LIMIT when the buffer overflowed. */
int export_flush(FILE *stream, struct buf *out) MUST_CHECK;

#endif
