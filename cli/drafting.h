#ifndef CLI_DRAFTING_H
#define CLI_DRAFTING_H

#include "base/file.h"
#include "cli/selection.h"
#include "cli/table.h"
#include "outreach/draft.h"
#include "store/rights.h"

/*
 * Drafts on their way from a query to files: what cmd_draft.c, which makes
 * them, shares with draft_template.c, draft_files.c and draft_talk.c.
 */

enum {
	/* Messages that a person reads and sends, one by one. */
	DRAFTS_MAX = 200
};

/* A draft that was made. */
struct drafted {
	int64_t person;
	const char *login;
	const char *url;
	const char *text;
	const char *about; /* see struct draft */
	struct file_replace file;
	bool is_gone; /* by the time it was to be written */
	bool is_there; /* as a file, mended perhaps: it stays */
};

/* What `muster draft` is about. */
struct drafting {
	struct app *app;
	const char *role, *template_name, *directory, *query_file;
	bool check, tokens;
	int64_t limit;
	int64_t work;

	const struct template *template;
	const char *template_path;
	const char *role_path; /* NULL: leads of a role that has no file */
	struct draft_terms terms;
	struct selection selection;
	struct arena arena; /* of one lead, with --check */
	struct drafted *drafts;
	size_t n;
	struct handout *handout; /* of the files, with -o */
	int64_t seen, refused, fell_back, notices_added;
	int64_t there; /* drafts that stay as they are */
	int64_t more; /* who match beyond the limit; -1: uncounted */
	int64_t gaps[TOKEN_COUNT], missing[TOKEN_COUNT];
	struct term term;
	struct table table;
};

/* ---- draft_template.c ---- */

/* The template that was named, else "linkedin". */
int drafting_read_template(struct drafting *drafting) MUST_CHECK;
/* What drafts say of the operator and of the role's job.  A role without a file
 * has leads, perhaps, but no job to tell of; a broken file is no reason to
 * leave out what it says: its error. */
int drafting_take_terms(struct drafting *drafting, const char *role) MUST_CHECK;
/* For --tokens. */
void drafting_list_tokens(void);

/* ---- draft_files.c ---- */

/* Whether --output has a draft for that login already: it was read and mended,
 * perhaps, and is left alone. */
bool drafting_has_file(const struct drafting *drafting, const char *login);
/* Writes all under temporary names; without --output nothing. */
int drafting_write(struct drafting *drafting) MUST_CHECK;
/* Journals them, and drops whose were erased or declined since. */
int drafting_record(struct drafting *drafting) MUST_CHECK;
/* Gives the files their names, or prints the drafts. */
int drafting_hand_out(struct drafting *drafting) MUST_CHECK;

/* ---- draft_talk.c ---- */

/* What came of it, what is missing, and what is left to do by hand. */
void drafting_tell(const struct drafting *drafting);

#endif
