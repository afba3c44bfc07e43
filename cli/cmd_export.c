#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/selection.h"
#include "outreach/export.h"

struct export
{
	struct app *app;
	const char *role;
	const char *format_name;
	const char *path;
	const char *query_file;
	bool all;

	const struct export_format *format;
	struct selection selection;
	struct file_replace file;
	struct export_options options;
	struct export_writer writer;
	struct arena arena; /* of one row */
	int64_t written;
	int64_t reachable;
};

/* --format, else the file's ending, else CSV. */
static int
find_format(struct export *export)
{
	struct app *app = export->app;

	if (export->format_name != NULL) {
		export->format = export_format_find(export->format_name);
		if (export->format == NULL)
			return app_error(app, ERR_INVAL,
			    "--format: \"%.40s\": expected one of %s",
			    export->format_name, export_format_names());
		return 0;
	}
	export->format = export_format_find("csv");
	if (export->path == NULL)
		return 0;
	export->format = export_format_of(export->path);
	if (export->format == NULL)
		return app_error(app, ERR_INVAL,
		    "%.200s: its ending names no format: add --format (%s)",
		    export->path, export_format_names());
	return 0;
}

static int
choose_format(struct export *export)
{
	int rc = find_format(export);

	if (rc == 0 && export->format->needs_file && export->path == NULL)
		return app_error(export->app, ERR_INVAL,
		    "%s: needs a file to write to: add -o FILE",
		    export->format->name);
	return rc;
}

static int
write_lead(void *context, const struct lead_row *row)
{
	struct export *export = context;
	struct lead_view view;
	int rc;

	arena_reset(&export->arena);
	lead_view_make(row, export->selection.role,
	    export->app->config.store_retention_days, &export->arena, &view);
	rc = export_lead(&export->writer, &view);
	if (rc != 0)
		return app_error(export->app, rc,
		    "%.200s: can't be written: %s",
		    export->path != NULL ? export->path : "standard output",
		    err_name(rc));
	export->written++;
	export->reachable += !str_equal(view.contact, "none");
	return 0;
}

static int
write_all(struct export *export, const char *query)
{
	const struct export_section section = {
		.role = export->selection.role,
		.query = query,
		.now = clock_wall(),
	};
	int rc = export_begin(&export->writer);

	if (rc == 0)
		rc = export_section(&export->writer, &section);
	if (rc == 0)
		rc = selection_run(export->app, &export->selection, write_lead,
		    export);
	if (rc == 0)
		rc = export_end(&export->writer);
	return rc;
}

/* Who took which list out of the store, and where to: for `forget` later. */
static int
record(struct export *export, const char *role)
{
	struct app *app = export->app;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail);

	if (rc == 0)
		rc = store_journal_add(txn, "export", 0,
		    arena_format(&app->arena,
			"role=%s format=%s leads=%lld "
			"file=%s",
			role, export->format->name, (long long)export->written,
			export->path != NULL ? export->path : "-"));
	return app_finish(app, txn, rc);
}

static int
run(struct export *export, const char *text)
{
	struct app *app = export->app;
	const char *role;
	int rc = app_store_existing(app, "export");

	if (rc == 0)
		rc =
		    selection_open(app, &export->selection, text, export->role);
	if (rc != 0)
		return rc;
	role = export->selection.role;
	export->selection.options.show_hidden = export->all;
	export->writer.format = export->format;
	export->writer.options = &export->options;
	export->writer.detail = &app->detail;
	export->writer.stream = stdout;
	if (export->path != NULL) {
		rc = file_replace_begin(&export->file, export->path,
		    &app->detail);
		export->writer.stream = export->file.stream;
		export->writer.path = export->file.temporary;
	}
	if (rc == 0)
		rc = write_all(export, text);
	selection_close(&export->selection);
	if (rc == 0)
		rc = record(export, role);
	if (rc == 0 && export->path != NULL)
		rc = file_replace_commit(&export->file, &app->detail);
	if (rc == 0)
		app_say(app,
		    "%lld %s of %s%s%s, %lld %s a way to be contacted.",
		    (long long)export->written,
		    app_plural(export->written, "lead", "leads"), role,
		    export->path != NULL ? " in " : "",
		    export->path != NULL ? export->path : "",
		    (long long)export->reachable,
		    app_plural(export->reachable, "lists", "list"));
	return rc;
}

int
cmd_export(struct app *app, int argc, char **argv)
{
	struct export export = { .app = app, .options.separator = ',' };
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXT, &export.role, "NAME",
		    "whose leads; needed only when several are enabled", 0, 0 },
		{ "format", 'f', OPTION_TEXT, &export.format_name, "FORMAT",
		    "csv, jsonl or xlsx; by the file's ending if not given", 0,
		    0 },
		{ "output", 'o', OPTION_TEXT, &export.path, "FILE",
		    "write here (for you alone to read), not to stdout", 0, 0 },
		{ "all", 'a', OPTION_FLAG, &export.all, NULL,
		    "also what is hidden by default", 0, 0 },
		{ "query-file", 0, OPTION_TEXT, &export.query_file, "FILE",
		    "read the query from a file, - for standard input", 0, 0 },
	};
	struct text_list operands;
	const char *text;
	int rc = option_parse(app, options,
	    sizeof(options) / sizeof(options[0]), argc, argv, &operands);

	if (rc == 0 && str_equal(export.path, "-"))
		export.path = NULL;
	if (rc == 0)
		rc = choose_format(&export);
	if (rc == 0 && export.format->is_elsewhere)
		return command_hand_over(app);
	if (rc == 0)
		rc = selection_text(app, &operands, operands.n,
		    export.query_file, &text);
	if (rc == 0)
		rc = run(&export, text);
	export_done(&export.writer);
	file_replace_drop(&export.file);
	selection_close(&export.selection);
	arena_done(&export.arena);
	return rc;
}
