#include "cli/interrupt.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum {
	EXIT_BASE = 128,
	PATIENCE = 2
};

/* Globals, since a signal handler has no other way to reach them. */
static volatile sig_atomic_t stop_level;
static volatile sig_atomic_t last_signal;
static const char *volatile farewell;

static void
handle(int number)
{
	last_signal = number;
	if (stop_level < PATIENCE) {
		stop_level = stop_level + 1;
		return;
	}
	if (farewell != NULL &&
	    write(STDERR_FILENO, farewell, strlen(farewell)) < 0)
		_exit(EXIT_BASE + number);
	_exit(EXIT_BASE + number);
}

static void
install(int number, void (*handler)(int))
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = handler;
	(void)sigemptyset(&action.sa_mask);
	(void)sigaction(number, &action, NULL);
}

const volatile sig_atomic_t *
interrupt_start(void)
{
	stop_level = 0;
	last_signal = 0;
	install(SIGINT, handle);
	install(SIGTERM, handle);
	install(SIGPIPE, SIG_IGN);
	return &stop_level;
}

void
interrupt_stop(void)
{
	install(SIGINT, SIG_DFL);
	install(SIGTERM, SIG_DFL);
	install(SIGPIPE, SIG_DFL);
}

int
interrupt_exit_status(void)
{
	return EXIT_BASE + (last_signal != 0 ? (int)last_signal : SIGINT);
}

void
interrupt_set_farewell(const char *escape)
{
	farewell = escape;
}
