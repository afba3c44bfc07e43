#ifndef OUTREACH_BUNDLE_H
#define OUTREACH_BUNDLE_H

#include "base/file.h"
#include "outreach/export.h"

/*
 * An export as the files it consists of: the list, split where the system it
 * is for takes no longer ones (FILE-2.csv, FILE-3.csv, ...), and those who
 * don't fit, with the cause (FILE.todo.csv).  All appear when the bundle is
 * committed, none before.  Zero-initialise; set the first group.
 */
struct bundle_file;

struct bundle {
	const struct export_format *format;
	const struct export_options *options;
	const char *path; /* NULL: standard output */
	struct err_detail *detail;

	int64_t written;
	int64_t left_out; /* in the todo file */
	int64_t reachable; /* of those written: list a way to be contacted */
	int64_t guessed; /* of those written: names split by guess */

	struct bundle_file *files;
	size_t n_files;
	struct file_replace todo;
	struct export_writer writer;
	struct export_section section;
	int64_t rows; /* in the last file */
	struct arena arena;
};

/* Each: 0; ERR_INVAL, ERR_IO, ERR_FULL with a sentence; ERR_LIMIT when a list
 * that must be split goes to standard output. */
int bundle_begin(struct bundle *bundle) MUST_CHECK;
int bundle_section(struct bundle *bundle,
    const struct export_section *section) MUST_CHECK;

/* *ret_written: false if the lead went to the todo file. */
int bundle_lead(struct bundle *bundle, const struct lead_view *view,
    bool *ret_written) MUST_CHECK;

/*
 * Leads that are made in parts (outreach/export.h), where that may be: nobody is
 * left out and no file is split.  The first may be called in any thread.
 */
bool bundle_takes_parts(const struct bundle *bundle);
void bundle_make(const struct bundle *bundle, const struct lead_view *view,
    struct export_part *part);
int bundle_add(struct bundle *bundle, struct export_part *part) MUST_CHECK;

/* Ends the list; all of it is on the disk, under temporary names. */
int bundle_end(struct bundle *bundle) MUST_CHECK;

/* Puts the files in their places; those put before a failure stay. */
int bundle_commit(struct bundle *bundle) MUST_CHECK;

/* Removes what was not committed; also after a failure, also twice. */
void bundle_drop(struct bundle *bundle);

/* The files' names, "a.csv, a-2.csv and a.todo.csv"; appended. */
void bundle_put_names(const struct bundle *bundle, struct buf *ret_names);

/* The name of the todo file, in the bundle's arena. */
const char *bundle_todo_path(struct bundle *bundle);

#endif
