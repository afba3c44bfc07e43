/*
 * Stands in for the commands that speak with GitHub in the program that does
 * not: `muster` links neither curl nor the web server, whose thirty libraries
 * would cost each query more time than the query itself.  These commands are
 * run by muster-crawler, which is the same program with them in it.  Likewise
 * for workbooks: their library brings libcrypto, 2.4 ms a start.
 */
#include "cli/command.h"
#include "outreach/export.h"

const struct export_format export_format_xlsx = {
	.name = "xlsx",
	.ending = ".xlsx",
	.needs_file = true,
	.is_elsewhere = true,
};

#define HAND_OVER(name)                                        \
	int cmd_##name(struct app *app, int argc, char **argv) \
	{                                                      \
		(void)argc;                                    \
		(void)argv;                                    \
		return command_hand_over(app);                 \
	}

HAND_OVER(add)
HAND_OVER(crawl)
HAND_OVER(daemon)
HAND_OVER(doctor)
HAND_OVER(rescore)
HAND_OVER(role)
