#include <stdio.h>

#include "base/array.h"
#include "base/file.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/option.h"
#include "cli/path_shown.h"
#include "store/rights.h"

struct dump {
	struct app *app;
	const char *path; /* NULL: standard output */
	bool schema;
	struct file_replace file;
	struct dump_report report;
	/* See interrupt_start(); NULL: to stdout, where nothing is left. */
	const volatile sig_atomic_t *stop;
};

static int
print_schema(void)
{
	struct buf text;

	buf_init(&text, 1024 * 1024);
	store_dump_schema(&text);
	(void)fputs(text.data, stdout); /* main() looks for errors */
	buf_done(&text);
	return 0;
}

static int
write_dump(struct dump *dump)
{
	struct app *app = dump->app;
	struct txn *txn = NULL;
	FILE *out = stdout;
	int rc = 0;

	if (dump->path != NULL) {
		rc = file_replace_begin(&dump->file, dump->path, &app->detail);
		out = dump->file.stream;
	}
	if (rc == 0)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc == 0)
		rc = store_dump(txn, out, dump->stop, &dump->report,
		    &app->detail);
	txn_abort(txn);
	return rc;
}

/* For `forget`, which names every copy that held a person. */
static int
record(struct dump *dump)
{
	struct app *app = dump->app;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail);

	if (rc == 0)
		rc = store_journal_add(txn, "dump", 0,
		    arena_format(&app->arena, "lines=%lld file=%s",
			(long long)dump->report.lines,
			path_shown(app, dump->path)));
	return app_finish(app, txn, rc);
}

static int
run(struct dump *dump)
{
	struct app *app = dump->app;
	int rc = app_store_existing(app, "dump");

	if (rc == 0)
		app_say(app,
		    "Dumping one view of the store; what a crawl writes "
		    "meanwhile is not in it, and takes new room on the disk.");
	/* Killed, it would leave a file that no journal tells of. */
	if (dump->path != NULL)
		dump->stop = interrupt_start();
	if (rc == 0)
		rc = write_dump(dump);
	if (rc == 0)
		rc = record(dump);
	if (rc == 0 && dump->path != NULL)
		rc = file_replace_commit(&dump->file, &app->detail);
	/* (After an error the file is still to be dropped.) */
	if (dump->path != NULL && rc == 0)
		interrupt_stop();
	if (rc == 0 && dump->report.corrupt > 0)
		app_say(app,
		    "%lld damaged records were left out; `muster doctor "
		    "--deep` names them.",
		    (long long)dump->report.corrupt);
	if (rc == 0)
		app_say(app, "%lld lines%s%s.", (long long)dump->report.lines,
		    dump->path != NULL ? " in " : "",
		    dump->path != NULL ? dump->path : "");
	return rc;
}

int
cmd_dump(struct app *app, int argc, char **argv)
{
	struct dump dump = { .app = app };
	const struct option_spec options[] = {
		{ "output", 'o', OPTION_TEXT, &dump.path, "FILE",
		    "write here (for you alone to read), not to stdout", 0, 0 },
		{ "schema", 0, OPTION_FLAG, &dump.schema, NULL,
		    "print what lines there are and their members", 0, 0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 0, 0,
		    "no operands: name a file by -o");
	if (rc != 0)
		return rc;
	if (dump.schema)
		return print_schema();
	if (str_equal(dump.path, "-"))
		dump.path = NULL;
	rc = run(&dump);
	file_replace_drop(&dump.file);
	return rc;
}
