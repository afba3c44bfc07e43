#ifndef CLI_SELECTION_H
#define CLI_SELECTION_H

#include "cli/app.h"
#include "cli/option.h"

/*
 * A query about one role, opened for reading: what `leads`, `export`, `mark`,
 * `tag` and `assign` have in common.  Zero-initialise.
 */
struct selection {
	const char *role;
	struct query *query;
	struct query_options options;
	struct query_suspects suspects;
	struct query_counts counts; /* after selection_run() */
	const char *meant; /* of an empty list: "lang:Python"; or NULL */
	double weights[FAMILY_COUNT];
	struct txn *txn;
};

/* The words after the command, or the file of --query-file ("-": standard
 * input); giving both is ERR_INVAL.  In the app's arena. */
int selection_text(struct app *app, const struct text_list *operands,
    size_t n_words, const char *file, const char **ret_text) MUST_CHECK;

/* Tells a slip in the query, before there has to be a store: ERR_PARSE.  One
 * that speaks of saved searches waits for it. */
int selection_check(struct app *app, const char *text) MUST_CHECK;

/* "NAME=N" of --weight; the others keep the stored weight. */
int selection_weights(struct app *app, struct selection *selection,
    const struct text_list *weights) MUST_CHECK;

/*
 * Parses the query, begins a read transaction (the store must be open) and
 * chooses the role.  Afterwards the caller may set limit, offset and
 * show_hidden in `options`; by default all visible leads are listed.
 */
int selection_open(struct app *app, struct selection *selection,
    const char *text, const char *role) MUST_CHECK;

/* query_run(); its errors get their sentence. */
int selection_run(struct app *app, struct selection *selection,
    int (*each)(void *context, const struct lead_row *row),
    void *context) MUST_CHECK;

void selection_close(struct selection *selection);

/*
 * Talk below a list, one sentence a line, into `out`: how many match, how many
 * are hidden and why, how many gave no place, how many fall due this week; for
 * an empty list the condition that removed the last lead, and what may be
 * meant by it.
 */
void selection_footer(const struct selection *selection, struct buf *out);

#endif
