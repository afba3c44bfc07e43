/*
 * Part of the build: writes the tables of the data files that are compiled in
 * (shipped.c) to standard output: shipped STACKS-DIRECTORY PLACES-FILE.
 */
#include <stdio.h>

#include "config/tables.h"

int
main(int argc, char **argv)
{
	struct err_detail detail = { 0 };
	struct buf out;
	int rc;

	if (argc != 3) {
		(void)fputs("usage: shipped STACKS-DIRECTORY PLACES-FILE\n",
		    stderr);
		return 2;
	}
	buf_init(&out, TABLES_MAX_BYTES);
	rc = tables_write(&out, argv[1], argv[2], &detail);
	if (rc != 0)
		(void)fprintf(stderr, "shipped: %s\n", err_text(&detail, rc));
	else if (fwrite(out.data, 1, out.len, stdout) != out.len ||
	    fflush(stdout) != 0)
		rc = ERR_IO;
	buf_done(&out);
	return rc == 0 ? 0 : 1;
}
