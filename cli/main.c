#include <sys/resource.h>
#include <sys/stat.h>

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "cli/app.h"
#include "cli/command.h"

/* Private files, no core dump that could hold the token, and a locale that
 * touches nothing but the character set. */
static void
prepare_process(void)
{
	const struct rlimit none = { 0, 0 };

	(void)umask(077);
	(void)setrlimit(RLIMIT_CORE, &none);
	(void)setlocale(LC_ALL, "C");
	(void)setlocale(LC_CTYPE, "");
}

int
main(int argc, char **argv)
{
	struct app app;
	int rc;

	prepare_process();
	app_init(&app, argv[0]);
	app.argv = argv;
	rc = command_run(&app, argc, argv);
	errno = 0;
	if (rc >= 0 && (fflush(stdout) != 0 || ferror(stdout)))
		rc = app_error(&app, errno == ENOSPC ? ERR_FULL : ERR_IO,
		    "standard output: %s",
		    errno != 0 ? strerror(errno)
			       : "not all of it could be written");
	if (rc < 0)
		app_complain(&app, rc);
	app_done(&app);
	return command_exit_status(rc);
}
