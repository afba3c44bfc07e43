#include <sys/resource.h>
#include <sys/stat.h>

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/app.h"
#include "cli/command.h"

/* The store is mapped into memory: what is missing of its file, or can't be read
 * from the disk, comes as this signal. */
static void
end_of_file(int number, siginfo_t *info, void *context)
{
	static const char sentence[] =
	    "muster: the store's data file can't be read to its end: it was "
	    "cut off, or its disk fails: restore a backup or a dump\n";

	(void)context;
	if (info->si_code != BUS_ADRERR) {
		(void)raise(number); /* a fault of the program's */
		return;
	}
	(void)!write(STDERR_FILENO, sentence, sizeof(sentence) - 1);
	_exit(1);
}

/* Then it ends as it would without. */
static void
end_of_fault(int number)
{
	static const char sentence[] =
	    "muster: ended by a fault: the store is damaged in a way that its "
	    "library does not bear, or muster is wrong; if muster doctor "
	    "--deep ends so, too, restore a backup or a dump\n";

	(void)!write(STDERR_FILENO, sentence, sizeof(sentence) - 1);
	(void)raise(number);
}

static void
prepare_signals(void)
{
	const struct sigaction bus = { .sa_sigaction = end_of_file,
		.sa_flags = SA_SIGINFO | (int)SA_RESETHAND };
	const struct sigaction fault = { .sa_handler = end_of_fault,
		.sa_flags = (int)SA_RESETHAND };
	/* What is over a limit of files fails as on a full disk. */
	const struct sigaction ignored = { .sa_handler = SIG_IGN };

	(void)sigaction(SIGBUS, &bus, NULL);
	(void)sigaction(SIGSEGV, &fault, NULL);
	(void)sigaction(SIGXFSZ, &ignored, NULL);
}

/* Private files, no core dump that could hold the token, and a locale that
 * touches nothing but the character set. */
static void
prepare_process(void)
{
	const struct rlimit none = { 0, 0 };

	prepare_signals();
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
