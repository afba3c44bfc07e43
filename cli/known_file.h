#ifndef CLI_KNOWN_FILE_H
#define CLI_KNOWN_FILE_H

#include "cli/app.h"

/*
 * A list of people as an applicant tracking system or a spreadsheet writes it:
 * CSV with headings that are recognised (login, GitHub, LinkedIn, name, first
 * and last name, company, in several spellings), or without: a login or an
 * address a line, or name and company.  Addresses of profiles count in any
 * column.  All else is neither read nor kept.
 */
struct known_entry {
	int64_t line;
	struct person who; /* login, links, name, company */
	const char **keys; /* store_known_keys() */
	size_t n_keys; /* 0: nothing to go by */
};

/* "-" is standard input; at most 16 MB.  In the app's arena. */
int known_file_read(struct app *app, const char *path,
    struct known_entry **ret_entries, size_t *ret_n) MUST_CHECK;

#endif
