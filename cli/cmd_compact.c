#include <stdio.h>

#include "cli/command.h"
#include "cli/erase.h"
#include "cli/option.h"

enum {
	KIB = 1024
};

int
cmd_compact(struct app *app, int argc, char **argv)
{
	struct compaction sizes = { 0 };
	struct text_list operands;
	int rc = option_parse(app, NULL, 0, argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 0, 0, "no operands");
	if (rc != 0)
		return rc;
	rc = app_config(app);
	if (rc != 0)
		return rc;
	rc = erase_compact(app, "compact", &sizes);
	if (rc == 0)
		app_say(app,
		    "Compacted: %lld KiB are now %lld KiB; nothing of those "
		    "who were forgotten is left in the file.",
		    (long long)sizes.bytes_before / KIB,
		    (long long)sizes.bytes_after / KIB);
	return rc;
}
