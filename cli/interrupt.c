#include "cli/interrupt.h"

#include <sys/eventfd.h>

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum {
	EXIT_BASE = 128,
	PATIENCE = 2
};

/* Globals, since a signal handler has no other way to reach them. */
static volatile sig_atomic_t stop_level;
static volatile sig_atomic_t last_signal;
static volatile sig_atomic_t wants_reload;
static volatile sig_atomic_t wants_state;
static volatile sig_atomic_t wake_fd = -1;
static const char *volatile farewell;

/* Ends a wait in poll(2), now or as soon as it begins. */
static void
wake(void)
{
	const uint64_t one = 1;
	int kept = errno;

	/* a counter that is full is readable as well */
	if (wake_fd >= 0)
		(void)!write((int)wake_fd, &one, sizeof(one));
	errno = kept;
}

static void
handle(int number)
{
	last_signal = number;
	if (stop_level < PATIENCE) {
		stop_level = stop_level + 1;
		wake();
		return;
	}
	if (farewell != NULL &&
	    write(STDERR_FILENO, farewell, strlen(farewell)) < 0)
		_exit(EXIT_BASE + number);
	_exit(EXIT_BASE + number);
}

static void
handle_wish(int number)
{
	if (number == SIGHUP)
		wants_reload = 1;
	else
		wants_state = 1;
	wake();
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

/* A closed terminal is an interruption, but for who runs under nohup(1). */
static bool
is_hangup_ignored(void)
{
	struct sigaction action;

	return sigaction(SIGHUP, NULL, &action) == 0 &&
	    action.sa_handler == SIG_IGN;
}

const volatile sig_atomic_t *
interrupt_start(void)
{
	stop_level = 0;
	last_signal = 0;
	install(SIGINT, handle);
	install(SIGTERM, handle);
	if (!is_hangup_ignored())
		install(SIGHUP, handle);
	install(SIGPIPE, SIG_IGN);
	return &stop_level;
}

int
interrupt_watch(void)
{
	wants_reload = wants_state = 0;
	if (wake_fd < 0)
		wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	install(SIGHUP, handle_wish);
	install(SIGUSR1, handle_wish);
	return (int)wake_fd;
}

static bool
take(volatile sig_atomic_t *flag)
{
	bool was = *flag != 0;

	*flag = 0;
	return was;
}

bool
interrupt_take_reload(void)
{
	return take(&wants_reload);
}

bool
interrupt_take_state(void)
{
	return take(&wants_state);
}

void
interrupt_drain(void)
{
	uint64_t count;

	/* nothing to read: nothing came */
	if (wake_fd >= 0)
		(void)!read((int)wake_fd, &count, sizeof(count));
}

void
interrupt_stop(void)
{
	int fd = (int)wake_fd;

	install(SIGINT, SIG_DFL);
	install(SIGTERM, SIG_DFL);
	if (!is_hangup_ignored())
		install(SIGHUP, SIG_DFL);
	install(SIGPIPE, SIG_DFL);
	if (fd < 0)
		return;
	install(SIGUSR1, SIG_DFL);
	wake_fd = -1;
	(void)close(fd); /* a counter: nothing is lost */
}

void
interrupt_end_unread(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	if (poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0)
		(void)raise(SIGPIPE);
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
