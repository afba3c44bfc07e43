#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/option.h"
#include "crawler/passes.h"

enum {
	COMPLAINTS_MAX = 20
};

struct load {
	struct app *app;
	const char *name;
	int64_t complaints;
};

static void
complain(void *context, int64_t line, const char *sentence)
{
	struct load *load = context;

	if (load->complaints++ < COMPLAINTS_MAX)
		app_say(load->app, "%s:%lld: %s", load->name, (long long)line,
		    sentence);
}

static void
tell(const struct load *load, const struct load_report *report)
{
	const struct app *app = load->app;

	if (report->bad > COMPLAINTS_MAX)
		app_say(app, "... and %lld more bad lines.",
		    (long long)(report->bad - COMPLAINTS_MAX));
	app_say(app,
	    "%lld of %lld lines stored, %lld older than what is here, %lld of "
	    "people who are kept out, %lld bad.",
	    (long long)report->stored, (long long)report->lines,
	    (long long)report->kept, (long long)report->blocked,
	    (long long)report->bad);
	if (!report->is_whole)
		app_say(app, "%s: its last line is missing: it was cut off.",
		    load->name);
}

/* What comes into a store that has people was not scored with them. */
static int
drop_passes(struct app *app, bool *is_merged)
{
	struct store_stats stats;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail);

	if (rc == 0 && !*is_merged)
		rc = store_stats(txn, &stats);
	if (rc == 0 && !*is_merged)
		*is_merged = stats.people > 0;
	if (rc == 0 && *is_merged)
		rc = passes_drop(txn);
	return app_finish(app, txn, rc);
}

static int
run(struct load *load, struct load_options *options)
{
	bool is_merged = false;
	struct app *app = load->app;
	struct load_report report = { 0 };
	struct err_detail detail = { "" };
	int rc;

	options->complain = complain;
	options->context = load;
	rc = app_store(app, STORE_CRAWL, "load");
	if (rc != 0)
		return rc;
	rc = drop_passes(app, &is_merged);
	if (rc != 0)
		return rc;
	options->stop = interrupt_start();
	rc = store_load(app->store, options, &report, &detail);
	interrupt_stop();
	/* the dump may have brought its own */
	if (rc == 0 && is_merged) {
		rc = drop_passes(app, &is_merged);
		if (rc != 0)
			return rc;
	}
	if (rc == 0 && options->strict && !report.is_whole)
		rc = err_set(&detail, ERR_PARSE,
		    "its last line is missing: it was cut off");
	if (rc != 0)
		return app_error(app, rc == ERR_PARSE ? ERR_IO : rc, "%s: %s",
		    load->name, err_text(&detail, rc));
	tell(load, &report);
	return 0;
}

int
cmd_load(struct app *app, int argc, char **argv)
{
	struct load load = { .app = app };
	struct load_options load_options = { 0 };
	const struct option_spec options[] = {
		{ "strict", 0, OPTION_FLAG, &load_options.strict, NULL,
		    "end at the first bad line instead of passing over it", 0,
		    0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 1, 1,
		    "one file, or - for standard input");
	if (rc != 0)
		return rc;
	load.name = operands.items[0];
	if (str_equal(load.name, "-")) {
		load.name = "standard input";
		load_options.in = stdin;
		return run(&load, &load_options);
	}
	load_options.in = fopen(load.name, "rbe");
	if (load_options.in == NULL)
		return app_error(app, ERR_IO, "%s: can't be opened: %s",
		    load.name, strerror(errno));
	rc = run(&load, &load_options);
	(void)fclose(load_options.in); /* only read from */
	return rc;
}
