#include <stdio.h>

#include "cli/command.h"
#include "cli/option.h"

int
cmd_version(struct app *app, int argc, char **argv)
{
	struct text_list operands;
	int rc = option_parse(app, NULL, 0, argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 0, 0, "no operands");
	if (rc != 0)
		return rc;
	printf("muster %s\n", MUSTER_VERSION);
	return 0;
}
