#ifndef CLI_DAEMON_H
#define CLI_DAEMON_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/run_record.h"
#include "cli/settings.h"
#include "crawler/agenda.h"
#include "crawler/crawl.h"

struct server;

/* A role of the daemon: when it runs, and how it last went.  Its name and
 * rubric are settings->options.roles[i]. */
struct daemon_role {
	struct agenda_role agenda;
	struct run_record last;
};

enum {
	DAEMON_FDS_MAX = 2,
	DAEMON_OUTCOMES = AGENDA_FATAL + 1
};

/*
 * What `muster daemon` is: one thread that crawls by schedule and, between the
 * turns of the crawl's loop as between runs, answers its web server, signals
 * and the watchdog.  docs/INTERNALS/daemon.md tells the whole.
 */
struct daemon {
	struct app *app; /* the store and the command line */
	struct text_list given; /* --role; none: the enabled ones */
	const char *api_url; /* --api-url; NULL: the configuration's */

	struct settings *settings;
	struct settings *next; /* read during a run: taken over at its end */
	struct daemon_role *roles; /* one a role of the settings */
	char *enabled; /* the names when settings were last read */

	struct server *server; /* NULL: off */
	int fds[DAEMON_FDS_MAX];
	size_t n_fds;
	const volatile sig_atomic_t *stop;

	bool is_running;
	struct crawl_report run; /* the present run, or the last one's rest */
	struct crawl_report total; /* counters of all runs that ended */
	int64_t runs[DAEMON_OUTCOMES];
	int64_t rescores;
	int64_t reloads_failed;
	char trouble[200]; /* why the last run failed; "" */

	int64_t started; /* wall clock */
	int64_t next_run; /* wall clock; INT64_MAX: none */
	int64_t turn_ms; /* the last turn, monotonic; 0: none to compare */
	int64_t stalled_ms; /* when a turn last came far too late; 0: never */
	int64_t told_ms; /* when the status was last told */
};

/* Takes settings over (they are the daemon's from here on) and looks up how
 * their roles last went. */
int daemon_adopt(struct daemon *daemon, struct settings *settings,
    struct err_detail *detail) MUST_CHECK;

/*
 * Reads everything again: takes effect at once, during a run at its end.  What
 * is bad is said, with file and line, and the old settings stay.
 */
void daemon_reload(struct daemon *daemon);

/* For ever: until a signal says stop (ERR_CANCELED), or the store fails. */
int daemon_loop(struct daemon *daemon, struct err_detail *detail) MUST_CHECK;

/* Crawls for the roles that are due, and notes how it went.  Returns only
 * failures that end the daemon. */
int daemon_run(struct daemon *daemon, const bool *due,
    struct err_detail *detail) MUST_CHECK;

/* Does what `muster rescore` left in the queue.  Returns as above. */
int daemon_rescore(struct daemon *daemon, struct err_detail *detail) MUST_CHECK;

/* One turn of everything but the crawl; as crawl_options.turn, the context is
 * the daemon. */
int64_t daemon_turn(void *context);

/* What SIGUSR1 asks for, as log lines. */
void daemon_state(const struct daemon *daemon);

/* Opens the web server, if the configuration wants one. */
int
daemon_web_open(struct daemon *daemon, struct err_detail *detail) MUST_CHECK;

/* The answers of /metrics and /healthz; apart for tests.  healthz returns
 * whether all is well. */
void daemon_metrics(struct daemon *daemon, struct buf *out);
bool daemon_healthz(struct daemon *daemon, struct buf *out);

void daemon_done(struct daemon *daemon);

#endif
