#ifndef CLI_EXPORTING_H
#define CLI_EXPORTING_H

#include <signal.h>

#include "cli/export_list.h"
#include "cli/option.h"
#include "cli/selection.h"
#include "outreach/bundle.h"
#include "outreach/lead_field.h"
#include "outreach/preset.h"
#include "outreach/row_relay.h"
#include "store/rights.h"

/* An export on its way from options to files: what cmd_export.c shares with
 * export_options.c. */
struct exporting {
	struct app *app;
	/* As given. */
	struct text_list roles, sets, maps;
	const char *format_name, *preset_name, *header_file, *path;
	const char *query_file, *separator, *mark_name, *since;
	const char *fields;
	bool all, all_roles, excel, with_score, yes;
	int64_t limit; /* -1: none */

	const struct preset *preset;
	struct export_options options;
	struct lead_columns columns; /* with --fields */
	unsigned int needs; /* of enum lead_need */
	struct bundle bundle;
	struct selection selection; /* of the role that is written */
	const char *query;
	struct handout *handout; /* who is in it, for the journal */
	int64_t handed; /* how many these are; some may not be written yet */
	struct row_relay rows;
	struct arena arena; /* of one row */
	/* What failed in writing, maybe while something else is read. */
	struct err_detail written;
	enum status mark;
	struct export_list list;
	/* See interrupt_start(). */
	const volatile sig_atomic_t *stop;
};

/* ---- export_options.c ---- */

/* What the options mean together: format, separator, fields, preset, mark.
 * ERR_INVAL with a sentence. */
int exporting_check(struct exporting *export) MUST_CHECK;
/* Which columns the preset has, for which files are read. */
int exporting_plan_preset(struct exporting *export) MUST_CHECK;

#endif
