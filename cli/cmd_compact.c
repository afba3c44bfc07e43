#include <stdio.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/erase.h"
#include "cli/option.h"

enum {
	KIB = 1024
};

int
cmd_compact(struct app *app, int argc, char **argv)
{
	struct store_options options = { .mode = STORE_CRAWL,
		.command = "compact" };
	struct compaction sizes = { 0 };
	struct text_list operands;
	int rc = option_parse(app, NULL, 0, argc, argv, &operands);

	if (rc != 0)
		return rc;
	if (operands.n > 0)
		return app_error(app, ERR_INVAL, "compact: takes no operands");
	rc = app_config(app);
	if (rc != 0)
		return rc;
	/* what is to be erased goes first, or the new file has it, too */
	rc = app_store_existing(app, "compact");
	if (rc == 0)
		rc = erase_mentions(app);
	store_close(app->store);
	app->store = NULL;
	if (rc != 0)
		return rc;
	options.path = app_store_path(app);
	options.map_size_mb = app->config.store_map_size_mb;
	options.is_shared = str_equal(app->config.store_shared, "yes");
	rc = store_compact(&options, &sizes, &app->detail);
	if (rc == 0)
		app_say(app,
		    "Compacted: %lld KiB are now %lld KiB; nothing of those "
		    "who were forgotten is left in the file.",
		    (long long)sizes.bytes_before / KIB,
		    (long long)sizes.bytes_after / KIB);
	return rc;
}
