#include "cli/daemon.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/interrupt.h"
#include "cli/rescore_queue.h"
#include "cli/role_choice.h"
#include "cli/service.h"
#include "web/server.h"

enum {
	/* How often the store is looked into for what other processes left. */
	LOOK_MS = 3000,
	/* A moved clock passes an idle day in a few looks. */
	LOOK_VIRTUAL_MS = CLOCK_HOUR_S * 1000,
	STALL_MS = 60 * 1000,
	NAMES_MAX_BYTES = 64 * 1024
};

/* What other processes may have left for the daemon. */
struct look {
	bool rescore;
	bool other_roles; /* others are enabled than when settings were read */
};

static char *
joined(const char *const *names, size_t n)
{
	struct buf text;

	buf_init(&text, NAMES_MAX_BYTES);
	for (size_t i = 0; i < n; i++)
		buf_format(&text, "%s\n", names[i]);
	buf_text(&text, "");
	return text.data != NULL ? buf_take(&text) : mem_strdup("");
}

/* The names of the enabled roles, one a line; free with mem_free(). */
static int
enabled_names(struct daemon *daemon, struct txn *txn, char **ret_names)
{
	struct app app;
	const char **names;
	size_t n;
	int rc;

	app_init(&app, daemon->app->argv0);
	app.globals = daemon->app->globals;
	rc = role_choice_enabled(&app, txn, &names, &n);
	if (rc == 0)
		*ret_names = joined(names, n);
	app_done(&app);
	return rc;
}

static int
look_into_store(struct daemon *daemon, struct look *ret_look,
    struct err_detail *detail)
{
	struct arena arena = { 0 };
	const char **roles, *text;
	struct txn *txn = NULL;
	char *names = NULL;
	size_t n;
	int rc = store_begin(daemon->app->store, false, &txn, detail);

	memset(ret_look, 0, sizeof(*ret_look));
	if (rc != 0)
		return rc;
	rc = rescore_queue_get(txn, &arena, &roles, &n, &text);
	ret_look->rescore = rc == 0;
	if (daemon->given.n == 0 && enabled_names(daemon, txn, &names) == 0)
		ret_look->other_roles = !str_equal(names, daemon->enabled);
	txn_abort(txn);
	arena_done(&arena);
	mem_free(names);
	/* unreadable: `doctor` tells; nobody is kept from crawling */
	return 0;
}

/* ---- settings ---- */

static int
schedule_role(struct daemon *daemon, const struct settings *settings,
    struct txn *txn, const struct role *role, struct daemon_role *ret_role)
{
	const char *schedule = role->schedule != NULL
	    ? role->schedule
	    : settings->options.config->daemon_schedule;
	int rc;

	(void)daemon;
	memset(ret_role, 0, sizeof(*ret_role));
	rc = cron_parse(schedule, &ret_role->agenda.cron, NULL);
	if (rc == 0)
		rc = run_record_get(txn, role->name, &ret_role->last);
	ret_role->agenda.last = ret_role->last.succeeded;
	return rc;
}

int
daemon_adopt(struct daemon *daemon, struct settings *settings,
    struct err_detail *detail)
{
	size_t n = settings->options.n_roles;
	struct daemon_role *roles = mem_calloc(n + 1, sizeof(*roles));
	struct txn *txn = NULL;
	int rc = store_begin(daemon->app->store, false, &txn, detail);

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = schedule_role(daemon, settings, txn,
		    &settings->options.roles[i], &roles[i]);
	txn_abort(txn);
	if (rc != 0) {
		mem_free(roles);
		settings_free(settings);
		return rc;
	}
	mem_free(daemon->roles);
	settings_free(daemon->settings);
	daemon->settings = settings;
	daemon->roles = roles;
	if (n == 0)
		log_warn("daemon",
		    "no role is enabled: waiting for muster role enable NAME");
	return 0;
}

/* Remembers which roles are enabled now, so that a set that can't be read is
 * tried once and not at every look. */
static void
note_enabled(struct daemon *daemon)
{
	struct txn *txn = NULL;
	char *names = NULL;

	/* when it can't be told, the next look tries again */
	if (store_begin(daemon->app->store, false, &txn, NULL) == 0 &&
	    enabled_names(daemon, txn, &names) == 0) {
		mem_free(daemon->enabled);
		daemon->enabled = names;
	}
	txn_abort(txn);
}

static void
keep_fixed(const struct daemon *daemon, struct settings *settings)
{
	struct buf names;

	buf_init(&names, NAMES_MAX_BYTES);
	config_keep_fixed(&daemon->settings->app.config, &settings->app.config,
	    &names);
	if (names.len > 0)
		log_warn("daemon", "reload: %s: changes at the next start",
		    names.data);
	buf_done(&names);
	settings->options.api_url = settings->app.config.github_api_url;
	app_apply_logging(&settings->app);
}

void
daemon_reload(struct daemon *daemon)
{
	struct err_detail detail = { "" };
	struct settings *settings = NULL;
	int rc;

	service_reloading();
	note_enabled(daemon);
	rc = settings_read(daemon->app, &daemon->given, false, &settings,
	    &detail);
	if (rc == 0) {
		keep_fixed(daemon, settings);
		settings_free(daemon->next);
		daemon->next = NULL;
		if (daemon->is_running)
			daemon->next = settings;
		else
			rc = daemon_adopt(daemon, settings, &detail);
	}
	if (rc != 0) {
		app_apply_logging(&daemon->settings->app);
		daemon->reloads_failed++;
		log_err("daemon", "reload: %s: the old settings stay",
		    err_text(&detail, rc));
	} else {
		log_info("daemon", "reload: done%s",
		    daemon->is_running ? ", from the next run on" : "");
	}
	service_ready();
}

/* ---- turns ---- */

/* A moved clock leaves no trace of how long a turn took. */
static void
note_turn(struct daemon *daemon, int64_t now)
{
	if (daemon->turn_ms != 0 && now - daemon->turn_ms > STALL_MS &&
	    !clock_is_virtual())
		daemon->stalled_ms = now;
	daemon->turn_ms = now;
}

int64_t
daemon_turn(void *context)
{
	struct daemon *daemon = context;
	int64_t now = clock_mono_ms(), wait = INT64_MAX, alive;

	note_turn(daemon, now);
	interrupt_drain();
	if (interrupt_take_reload())
		daemon_reload(daemon);
	if (interrupt_take_state())
		daemon_state(daemon);
	if (daemon->server != NULL)
		wait = server_turn(daemon->server);
	alive = service_alive(now);
	return alive < wait ? alive : wait;
}

/* The one place where the daemon sleeps between runs: until the next event,
 * whatever comes first. */
static void
wait_for_events(struct daemon *daemon, int64_t turn_ms)
{
	int64_t look = clock_is_virtual() ? LOOK_VIRTUAL_MS : LOOK_MS;
	int64_t wait = turn_ms < look ? turn_ms : look;
	struct pollfd fds[DAEMON_FDS_MAX];

	if (daemon->next_run < clock_wall() + wait / 1000)
		wait = (daemon->next_run - clock_wall()) * 1000;
	if (wait < 0)
		wait = 0;
	if (clock_is_virtual() && wait > 0) {
		clock_skip(wait);
		wait = 0;
	}
	for (size_t i = 0; i < daemon->n_fds; i++)
		fds[i] =
		    (struct pollfd){ .fd = daemon->fds[i], .events = POLLIN };
	/* a signal ends it early, which is what it is for */
	(void)poll(fds, daemon->n_fds, (int)wait);
}

static void
tell_idle(const struct daemon *daemon)
{
	char next[CLOCK_TEXT_LEN] = "none";

	if (daemon->next_run != INT64_MAX)
		clock_format(daemon->next_run, next);
	service_status("idle, next run: %s%s%s", next,
	    daemon->trouble[0] != '\0' ? "; last run: " : "", daemon->trouble);
}

/* What is due now: a rescore, a run, or nothing. */
static int
loop_once(struct daemon *daemon, bool *due, struct err_detail *detail)
{
	struct agenda_role *agenda;
	size_t n = daemon->settings->options.n_roles, n_due;
	struct look look;
	int rc;

	rc = look_into_store(daemon, &look, detail);
	if (rc != 0)
		return rc;
	if (look.other_roles) {
		daemon_reload(daemon);
		return 0;
	}
	if (look.rescore)
		return daemon_rescore(daemon, detail);
	agenda = mem_calloc(n + 1, sizeof(*agenda));
	for (size_t i = 0; i < n; i++)
		agenda[i] = daemon->roles[i].agenda;
	n_due = agenda_due(agenda, n, clock_wall(), due, &daemon->next_run);
	mem_free(agenda);
	if (n_due > 0)
		return daemon_run(daemon, due, detail);
	tell_idle(daemon);
	wait_for_events(daemon, daemon_turn(daemon));
	return 0;
}

int
daemon_loop(struct daemon *daemon, struct err_detail *detail)
{
	int rc = 0;

	note_enabled(daemon);
	while (rc == 0 && *daemon->stop == 0) {
		bool *due;

		(void)daemon_turn(daemon);
		due = mem_calloc(daemon->settings->options.n_roles + 1,
		    sizeof(*due));
		rc = loop_once(daemon, due, detail);
		mem_free(due);
	}
	return rc == 0 ? ERR_CANCELED : rc;
}

void
daemon_done(struct daemon *daemon)
{
	server_close(daemon->server);
	settings_free(daemon->settings);
	settings_free(daemon->next);
	mem_free(daemon->roles);
	mem_free(daemon->enabled);
}
