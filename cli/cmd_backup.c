#include <stdio.h>

#include "cli/command.h"
#include "cli/option.h"
#include "cli/path_shown.h"
#include "store/rights.h"

/* For `forget`, which names every copy that held a person. */
static int
record(struct app *app, const char *dir, struct store_stats *ret_stats)
{
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail);

	if (rc == 0)
		rc = store_stats(txn, ret_stats);
	if (rc == 0)
		rc = store_journal_add(txn, "backup", 0,
		    arena_format(&app->arena, "people=%lld dir=%s",
			(long long)ret_stats->people, path_shown(app, dir)));
	return app_finish(app, txn, rc);
}

int
cmd_backup(struct app *app, int argc, char **argv)
{
	struct store_stats stats = { 0 };
	struct text_list operands;
	const char *dir;
	int rc = option_parse(app, NULL, 0, argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 1, 1,
		    "the directory to make");
	if (rc != 0)
		return rc;
	dir = operands.items[0];
	if (dir[0] == '\0')
		return app_error(app, ERR_INVAL,
		    "backup: the directory to make has no name");
	rc = app_store_existing(app, "backup");
	if (rc == 0)
		rc = store_backup(app->store, dir, &app->detail);
	if (rc == 0)
		rc = record(app, dir, &stats);
	if (rc != 0)
		return rc;
	app_say(app, "%lld %s in %s; `%smuster --store %s leads` reads it.",
	    (long long)stats.people,
	    app_plural(stats.people, "person", "people"), dir,
	    stats.suppressed > 0 ? "MUSTER_SUPPRESS_KEY=FILE " : "", dir);
	if (stats.suppressed > 0)
		app_say(app,
		    "FILE is suppress.key, which lies beside the store and is "
		    "not in the copy: keep one of it elsewhere.");
	return 0;
}
