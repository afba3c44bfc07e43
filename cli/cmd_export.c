#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/exporting.h"
#include "cli/interrupt.h"
#include "cli/path_shown.h"

/* ---- writing ---- */

/* Maybe in another thread: of the store's nothing is touched but the key of its
 * hashes, and nothing of the app's. */
static void
view_lead(const struct exporting *export, const struct lead_row *row,
    struct arena *arena, struct lead_view *ret_view)
{
	lead_view_make_for(export->needs, row, export->selection.role,
	    export->app->config.store_retention_days, arena, ret_view);
}

static int
write_lead(void *context, const struct lead_row *row)
{
	struct exporting *export = context;
	struct lead_view view;
	bool is_written;
	int rc;

	store_handout_add(export->handout, row->card.person);
	export->handed++;
	arena_reset(&export->arena);
	view_lead(export, row, &export->arena, &view);
	rc = bundle_lead(&export->bundle, &view, &is_written);
	if (rc != 0 || !is_written)
		return rc;
	if (export->mark_name != NULL && export->list.n == EXPORT_LIST_MARK_MAX)
		return err_set(&export->written, ERR_LIMIT,
		    "--mark: marks %d leads at most, together with the list; "
		    "add --limit %d, or mark them afterwards",
		    EXPORT_LIST_MARK_MAX, EXPORT_LIST_MARK_MAX);
	export_list_add(&export->list, row->person.id);
	return 0;
}

/* The same, many at a time. */
static void
make_lead(void *context, const struct lead_row *row, struct arena *arena,
    struct export_part *part)
{
	const struct exporting *export = context;
	struct lead_view view;

	view_lead(export, row, arena, &view);
	bundle_make(&export->bundle, &view, part);
}

static int
add_leads(void *context, struct export_part *part)
{
	struct exporting *export = context;

	for (size_t i = 0; i < part->n; i++) {
		store_handout_add(export->handout, part->people[i]);
		export_list_add(&export->list, part->people[i]);
	}
	export->handed += (int64_t)part->n;
	return bundle_add(&export->bundle, part);
}

/* Killed, it would leave a file that no journal tells of, or a part of the list
 * with whoever reads standard output. */
static int
go_on(const struct exporting *export)
{
	if (*export->stop == 0)
		return 0;
	return app_error(export->app, ERR_CANCELED,
	    export->path != NULL
		? "interrupted; nothing was exported"
		: "interrupted; the journal tells of what was written");
}

static int
take_lead(void *context, const struct lead_row *row)
{
	struct exporting *export = context;
	int rc = go_on(export);

	return rc == 0 ? row_relay_add(&export->rows, row) : rc;
}

static int
write_leads(struct exporting *export)
{
	int rc =
	    selection_run(export->app, &export->selection, take_lead, export);
	int written = row_relay_end(&export->rows);

	return written != 0 ? written : rc;
}

static const char *
title_of(struct app *app, const char *name)
{
	struct err_detail kept = app->detail;
	struct role role;

	/* A role file that is gone or broken costs its title only. */
	if (app_role_read(app, name, &role) == 0)
		return role.title;
	app->detail = kept;
	return NULL;
}

static void
take_needs(const struct exporting *export, struct query_options *options)
{
	unsigned int needs = export->needs;

	options->without_reasons = (needs & LEAD_NEEDS_REASONS) == 0;
	options->without_score = (needs & LEAD_NEEDS_SCORE) == 0;
	options->without_profile = (needs & LEAD_NEEDS_PROFILE) == 0;
	options->front_of_profile = (needs & LEAD_NEEDS_LINKS) == 0;
	options->reader = export->rows.reader;
}

static int
write_role(struct exporting *export, const char *role, struct buf *roles)
{
	struct export_section section = { .query = export->query,
		.now = clock_wall() };
	struct selection *selection = &export->selection;
	int rc = selection_open(export->app, selection, export->query, role);

	if (rc == 0)
		rc = export_list_open(&export->list, selection, export->since);
	if (rc == 0) {
		selection->options.show_hidden = export->all;
		selection->options.limit = export->limit;
		take_needs(export, &selection->options);
		section.role = selection->role;
		buf_format(roles, "%s%s", roles->len > 0 ? ", " : "",
		    section.role);
		if (export->bundle.format->section != NULL)
			section.title = title_of(export->app, selection->role);
		rc = bundle_section(&export->bundle, &section);
	}
	if (rc == 0)
		rc = write_leads(export);
	return rc;
}

/* --all-roles: those that have leads. */
static int
find_roles(struct exporting *export)
{
	struct app *app = export->app;
	struct role_count *counts;
	struct txn *txn = NULL;
	size_t n;
	int rc = store_begin(app->store, false, &txn, &app->detail);

	if (rc == 0)
		rc = store_roles(txn, &app->arena, &counts, &n);
	if (rc == 0) {
		export->roles.items =
		    arena_calloc(&app->arena, n + 1, sizeof(const char *));
		export->roles.n = 0;
		for (size_t i = 0; i < n; i++)
			if (counts[i].leads > 0)
				export->roles.items[export->roles.n++] =
				    counts[i].role;
	}
	if (rc == 0 && export->roles.n == 0)
		rc = app_error(app, ERR_NOTFOUND, "no role has leads yet");
	return app_finish(app, txn, rc);
}

static int
write_all(struct exporting *export, struct buf *roles)
{
	int rc = 0;

	if (export->all_roles)
		rc = find_roles(export);
	if (rc == 0)
		rc = bundle_begin(&export->bundle);
	for (size_t i = 0; (i < export->roles.n || i == 0) && rc == 0; i++) {
		selection_close(&export->selection);
		rc = write_role(export,
		    export->roles.n > 0 ? export->roles.items[i] : NULL, roles);
	}
	if (rc == 0)
		rc = bundle_end(&export->bundle);
	selection_close(&export->selection);
	return rc;
}

/* ---- marks and the journal, in one transaction ---- */

/* A list that was split is in more files than the one that was named. */
static const char *
parts(struct exporting *export)
{
	size_t n = export->bundle.n_files;

	return n < 2 ? "" : arena_format(&export->app->arena, " to -%zu", n);
}

/* Who took which list out of the store, and where to: for `forget` later. */
static int
record(struct exporting *export, const char *roles, bool is_whole)
{
	struct app *app = export->app;
	const struct bundle *bundle = &export->bundle;
	const char *name = export->preset != NULL ? export->preset->name
						  : bundle->format->name;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail);

	if (rc == 0 && export->mark_name != NULL && is_whole)
		rc = export_list_mark(&export->list, txn, export->mark);
	if (rc == 0)
		rc = store_handout_end(export->handout, txn, "export",
		    arena_format(&app->arena,
			"role=%s format=%s%s leads=%lld%s query=\"%.200s\" "
			"file=%s%s%s",
			roles, name, export->with_score ? " with score" : "",
			(long long)(is_whole ? bundle->written
					     : export->handed),
			is_whole ? "" : " at most, ended early", export->query,
			path_shown(app, export->path), parts(export),
			bundle->left_out > 0 && export->path != NULL
			    ? " and its .todo file"
			    : ""));
	return app_finish(app, txn, rc);
}

/* What went to standard output can't be taken back; the failure is told. */
static void
record_beginning(struct exporting *export, const char *roles)
{
	struct err_detail kept = export->app->detail;

	if (export->path == NULL && export->handed > 0 &&
	    record(export, roles, false) == 0)
		export->app->detail = kept;
}

/* ---- what is said afterwards ---- */

static void
tell_preset(struct exporting *export)
{
	const struct bundle *bundle = &export->bundle;
	struct app *app = export->app;
	struct buf empty;

	if (bundle->left_out > 0)
		app_say(app, "%lld %s not fit %s%s%s.",
		    (long long)bundle->left_out,
		    app_plural(bundle->left_out, "lead does", "leads do"),
		    export->preset->title,
		    export->path != NULL ? ": the causes are in "
					 : " and were left out",
		    export->path != NULL ? bundle_todo_path(&export->bundle)
					 : "");
	if (bundle->guessed > 0)
		app_say(app,
		    "%lld %s split into first and last by guess: look at "
		    "them.",
		    (long long)bundle->guessed,
		    app_plural(bundle->guessed, "name was", "names were"));
	buf_init(&empty, ERR_DETAIL_LEN);
	preset_plan_empty(export->options.preset, &empty);
	if (empty.len > 0)
		app_say(app,
		    "Left empty: %s. --set COLUMN=TEXT or --map COLUMN=FIELD "
		    "fills columns.",
		    empty.data);
	buf_done(&empty);
	if (export->preset->remark != NULL)
		app_say(app, "%s", export->preset->remark);
}

static void
tell(struct exporting *export, const char *roles)
{
	const struct bundle *bundle = &export->bundle;
	struct app *app = export->app;
	struct buf names;

	buf_init(&names, ERR_DETAIL_LEN);
	bundle_put_names(bundle, &names);
	app_say(app, "%lld %s of %s%s%s, %lld %s a way to be contacted.",
	    (long long)bundle->written,
	    app_plural(bundle->written, "lead", "leads"), roles,
	    names.len > 0 ? " in " : "", names.len > 0 ? names.data : "",
	    (long long)bundle->reachable,
	    app_plural(bundle->reachable, "lists", "list"));
	buf_done(&names);
	if (export->preset != NULL)
		tell_preset(export);
	if (export->mark_name != NULL && export->list.n > 0)
		app_say(app, "%zu %s marked as %s.", export->list.n,
		    app_plural((int64_t) export->list.n, "lead was",
			"leads were"),
		    export->mark_name);
	if (export->mark_name != NULL && export->list.n > 0 &&
	    export->mark == STATUS_CONTACTED)
		app_say(app,
		    "That says they were told that you hold data on them: "
		    "write to them now.");
	if (str_equal(export->since, "last") && export->list.is_first)
		app_say(app,
		    "This is the first export of this query: all are new.");
}

static int
run(struct exporting *export, struct buf *roles)
{
	struct app *app = export->app;
	int rc = app_store_existing(app, "export");

	export_list_init(&export->list, app, export->query,
	    export->preset != NULL ? export->preset->name : NULL);
	export->options.with_score = export->with_score;
	export->bundle.options = &export->options;
	export->bundle.path = export->path;
	export->bundle.detail = &export->written;
	export->rows.context = export;
	export->rows.write = write_lead;
	if (export->mark_name == NULL && bundle_takes_parts(&export->bundle)) {
		export->rows.make = make_lead;
		export->rows.add = add_leads;
	}
	export->rows.reader = query_reader_new();
	if (rc == 0)
		export->handout = store_handout_new(app->store);
	export->stop = interrupt_start();
	if (rc == 0)
		rc = write_all(export, roles);
	if (rc == 0)
		rc = go_on(export);
	if (rc == 0 && export->mark_name != NULL && export->list.n > 1)
		rc = ask_yes(app, export->yes,
		    arena_format(&app->arena, "Mark %zu exported leads as %s?",
			export->list.n, export->mark_name));
	if (rc == 0)
		rc = record(export, roles->data, true);
	else
		record_beginning(export, roles->data);
	if (rc == 0)
		rc = bundle_commit(&export->bundle);
	/* (After an error its files are still to be dropped.) */
	if (export->path == NULL || rc == 0)
		interrupt_stop();
	if (export->path == NULL && rc != 0)
		interrupt_end_unread();
	if (rc != 0 && export->written.text[0] != '\0')
		app->detail = export->written;
	/* After the files are there: noted without a list, nobody would find
	 * them again. */
	if (rc == 0)
		rc = export_list_keep(&export->list);
	if (rc == 0)
		tell(export, roles->data);
	return rc;
}

int
cmd_export(struct app *app, int argc, char **argv)
{
	struct exporting export = { .app = app, .limit = -1 };
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXTS, &export.roles, "NAME",
		    "whose leads; repeatable", 0, 0 },
		{ "all-roles", 0, OPTION_FLAG, &export.all_roles, NULL,
		    "of all roles; a sheet each in a workbook", 0, 0 },
		{ "format", 'f', OPTION_TEXT, &export.format_name, "FORMAT",
		    "csv, jsonl, xlsx or md; by the file's ending if not given",
		    0, 0 },
		{ "preset", 'p', OPTION_TEXT, &export.preset_name, "NAME",
		    "for greenhouse, gem, gem-ats, seekout, lever, ashby or "
		    "linkedin",
		    0, 0 },
		{ "output", 'o', OPTION_TEXT, &export.path, "FILE",
		    "write here (for you alone to read), not to stdout", 0, 0 },
		{ "all", 'a', OPTION_FLAG, &export.all, NULL,
		    "also what is hidden by default", 0, 0 },
		{ "limit", 'n', OPTION_LIMIT, &export.limit, "N",
		    "at most so many leads a role", 0, 0 },
		{ "since", 's', OPTION_TEXT, &export.since, "WHEN",
		    "who is new: since the last export of the query (last), "
		    "7d, 2026-01-31",
		    0, 0 },
		{ "mark", 'm', OPTION_TEXT, &export.mark_name, "STATUS",
		    "mark the exported leads, such as contacted", 0, 0 },
		{ "yes", 'y', OPTION_FLAG, &export.yes, NULL,
		    "don't ask before marking several", 0, 0 },
		{ "fields", 0, OPTION_TEXT, &export.fields, "LIST",
		    "these columns of csv or jsonl alone; basic: all that "
		    "takes no look at evidence",
		    0, 0 },
		{ "header-file", 0, OPTION_TEXT, &export.header_file, "FILE",
		    "the template downloaded from Lever or Ashby", 0, 0 },
		{ "set", 0, OPTION_TEXTS, &export.sets, "COLUMN=TEXT",
		    "the same text in a preset's column; repeatable", 0, 0 },
		{ "map", 0, OPTION_TEXTS, &export.maps, "COLUMN=FIELD",
		    "a field of the lead in a preset's column; repeatable", 0,
		    0 },
		{ "with-score", 0, OPTION_FLAG, &export.with_score, NULL,
		    "score and band in presets and md, too; is journalled", 0,
		    0 },
		{ "excel", 0, OPTION_FLAG, &export.excel, NULL,
		    "CSV as Excel wants it: with a mark, semicolons", 0, 0 },
		{ "separator", 0, OPTION_TEXT, &export.separator, "NAME",
		    "of CSV: comma, semicolon or tab", 0, 0 },
		{ "query-file", 0, OPTION_TEXT, &export.query_file, "FILE",
		    "read the query from a file, - for standard input", 0, 0 },
	};
	struct text_list operands;
	struct buf roles;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	buf_init(&roles, ERR_DETAIL_LEN);
	if (rc == 0)
		rc = exporting_check(&export);
	if (rc == 0 && export.bundle.format->is_elsewhere)
		rc = command_hand_over(app);
	if (rc == 0)
		rc = exporting_plan_preset(&export);
	if (rc == 0)
		rc = selection_text(app, &operands, operands.n,
		    export.query_file, &export.query);
	if (rc == 0)
		rc = selection_check(app, export.query);
	if (rc == 0)
		rc = run(&export, &roles);
	store_handout_free(export.handout);
	query_reader_free(export.rows.reader);
	bundle_drop(&export.bundle);
	selection_close(&export.selection);
	export_list_done(&export.list);
	arena_done(&export.arena);
	buf_done(&roles);
	return rc;
}
