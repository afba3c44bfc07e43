#include "cli/service.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#include <systemd/sd-daemon.h>

#include "base/str.h"

enum {
	STATUS_BYTES = 400,
	SHARE_OF_WATCHDOG = 2
};

/* Globals, since there is one service manager to a process. */
static char last_status[STATUS_BYTES];
static int64_t alive_at_ms = INT64_MIN;

/* Nobody can be told that telling failed; the manager's time-outs hold. */
static void
tell(const char *state)
{
	(void)sd_notify(0, state);
}

void
service_ready(void)
{
	tell("READY=1");
}

void
service_reloading(void)
{
	struct timespec now = { 0 };
	char state[80];

	/* the manager compares it with its own clock: not the virtual one */
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	(void)snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%lld",
	    (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	tell(state);
}

void
service_stopping(void)
{
	tell("STOPPING=1");
}

void
service_status(const char *format, ...)
{
	char text[STATUS_BYTES], state[STATUS_BYTES + sizeof("STATUS=")];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (str_equal(text, last_status))
		return;
	(void)str_copy(last_status, sizeof(last_status), text);
	(void)snprintf(state, sizeof(state), "STATUS=%s", text);
	tell(state);
}

int64_t
service_alive(int64_t mono_ms)
{
	uint64_t usec = 0;
	int64_t every_ms;

	if (sd_watchdog_enabled(0, &usec) <= 0)
		return INT64_MAX;
	every_ms = (int64_t)(usec / 1000) / SHARE_OF_WATCHDOG;
	if (alive_at_ms == INT64_MIN || mono_ms - alive_at_ms >= every_ms) {
		alive_at_ms = mono_ms;
		tell("WATCHDOG=1");
	}
	return alive_at_ms + every_ms - mono_ms;
}
