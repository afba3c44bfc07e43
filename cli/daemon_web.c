/* What the daemon answers over HTTP: no login, no name, nothing personal. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "cli/daemon.h"
#include "store/task.h"
#include "web/metrics.h"
#include "web/server.h"

enum {
	/* After a turn that came this much too late all is not well. */
	STALL_SHOWN_MS = 5 * 60 * 1000,
	STATM_BYTES = 256
};

#define GAUGE(name, help)                 \
	&(const struct metrics_family)    \
	{                                 \
		name, help, METRICS_GAUGE \
	}
#define COUNTER(name, help)                 \
	&(const struct metrics_family)      \
	{                                   \
		name, help, METRICS_COUNTER \
	}

/* What the counters of a crawl count, in words. */
static const struct {
	const char *name, *help;
} helps[] = {
	{ "people_seen", "Accounts met as authors, reviewers, committers." },
	{ "people_scored", "People scored, each once a run." },
	{ "bots_skipped", "Accounts left out as bots." },
	{ "suppressed_skipped", "Accounts left out as suppressed." },
	{ "refusals_skipped", "People left out because they ask to be." },
	{ "people_purged", "People deleted because their time was over." },
	{ "repositories", "Repositories read." },
	{ "pull_requests", "Pull requests read." },
	{ "review_comments", "Review comments read." },
	{ "commits", "Commits read." },
	{ "tasks_done", "Tasks of the frontier done." },
	{ "tasks_left", "Tasks due when last counted." },
	{ "requests", "Requests sent to GitHub." },
	{ "points_rest", "Points of the REST limit spent." },
	{ "points_graphql", "Points of the GraphQL limit spent." },
	{ "not_modified", "Answers that said: unchanged." },
	{ "retries", "Requests sent again." },
};

static const char *
help_of(const char *name)
{
	for (size_t i = 0; i < COUNT(helps); i++)
		if (str_equal(helps[i].name, name))
			return helps[i].help;
	return "As in the report of a run.";
}

static void
sample(struct buf *out, const struct metrics_family *family, const char *label,
    const char *label_value, int64_t value)
{
	const struct metrics_label labels[2] = { { label, label_value },
		{ NULL, NULL } };

	metrics_sample(out, family, labels, value);
}

static void
write_counters(const struct daemon *daemon, struct buf *out)
{
	const struct metrics_family *family;

#define X(name)                                                  \
	if (!str_equal(#name, "tasks_left"))                     \
		metrics_one(out, COUNTER(#name, help_of(#name)), \
		    daemon->total.name + daemon->run.name);
	CRAWL_COUNTERS(X)
#undef X
	metrics_one(out, GAUGE("tasks_left", help_of("tasks_left")),
	    daemon->run.tasks_left);
	family = COUNTER("faults", "Faults met and dealt with, by kind.");
	metrics_begin(out, family);
#define X(name)                            \
	sample(out, family, "kind", #name, \
	    daemon->total.faults.name + daemon->run.faults.name);
	CRAWL_FAULTS(X)
#undef X
}

static void
write_runs(const struct daemon *daemon, struct buf *out)
{
	static const char *const outcomes[DAEMON_OUTCOMES] = {
		[AGENDA_DONE] = "done",
		[AGENDA_REFUSED] = "refused",
		[AGENDA_FAILED] = "failed",
		[AGENDA_STOPPED] = "stopped",
		[AGENDA_FATAL] = "fatal",
	};
	const struct metrics_family *family =
	    COUNTER("runs", "Runs that ended, by outcome.");

	metrics_begin(out, family);
	for (int i = 0; i < DAEMON_OUTCOMES; i++)
		sample(out, family, "outcome", outcomes[i], daemon->runs[i]);
	metrics_one(out, COUNTER("rescores", "Rescores done on request."),
	    daemon->rescores);
	metrics_one(out,
	    COUNTER("reloads_failed",
		"Configurations that were bad when read again."),
	    daemon->reloads_failed);
	metrics_one(out, GAUGE("running", "1 while a run goes on."),
	    daemon->is_running);
}

static void
write_limits(const struct crawl_report *run, struct buf *out)
{
	const struct metrics_family *family =
	    GAUGE("points_left", "Points left of GitHub's limits.");

	metrics_begin(out, family);
	sample(out, family, "resource", "rest", run->rest_remaining);
	sample(out, family, "resource", "graphql", run->graphql_remaining);
	metrics_one(out,
	    GAUGE("points_reset_timestamp_seconds",
		"When the GraphQL points come back; 0: unknown."),
	    run->reset_at);
	metrics_one(out,
	    GAUGE("waiting_until_timestamp_seconds",
		"Until when GitHub is waited for; 0: it is not."),
	    run->waiting_until);
}

/* One gauge with a value a role. */
static void
write_a_role(const struct daemon *daemon, struct buf *out,
    const struct metrics_family *family,
    int64_t (*value)(const struct daemon_role *role))
{
	const struct crawl_options *options = &daemon->settings->options;

	metrics_begin(out, family);
	for (size_t i = 0; i < options->n_roles; i++)
		sample(out, family, "role", options->roles[i].name,
		    value(&daemon->roles[i]));
}

static int64_t
last_run(const struct daemon_role *role)
{
	return role->last.ended;
}

static int64_t
last_success(const struct daemon_role *role)
{
	return role->last.succeeded;
}

static int64_t
is_success(const struct daemon_role *role)
{
	return role->last.ended > 0 && role->last.ended == role->last.succeeded;
}

static int64_t
next_run(const struct daemon_role *role)
{
	int64_t next = agenda_next(&role->agenda, clock_wall());

	return next == INT64_MAX ? 0 : next;
}

static void
write_roles(const struct daemon *daemon, struct buf *out)
{
	const struct crawl_options *options = &daemon->settings->options;
	const struct metrics_family *family;

	write_a_role(daemon, out,
	    GAUGE("last_run_timestamp_seconds",
		"When the role's last run ended; 0: never."),
	    last_run);
	write_a_role(daemon, out,
	    GAUGE("last_success_timestamp_seconds",
		"When the role's last successful run ended; 0: never."),
	    last_success);
	write_a_role(daemon, out,
	    GAUGE("last_run_success", "1 if the role's last run succeeded."),
	    is_success);
	write_a_role(daemon, out,
	    GAUGE("next_run_timestamp_seconds",
		"When the role runs next; 0: never."),
	    next_run);
	family = GAUGE("last_run_info", "How the role's last run ended.");
	metrics_begin(out, family);
	for (size_t i = 0; i < options->n_roles; i++) {
		const struct metrics_label labels[2] = {
			{ "role", options->roles[i].name },
			{ "result", daemon->roles[i].last.result },
		};

		if (daemon->roles[i].last.ended > 0)
			metrics_sample(out, family, labels, 1);
	}
}

static int
write_leads(struct txn *txn, struct buf *out)
{
	const struct metrics_family *family =
	    GAUGE("leads", "Scored leads in the store.");
	struct arena arena = { 0 };
	struct role_count *roles;
	size_t n;
	int rc = store_roles(txn, &arena, &roles, &n);

	if (rc == 0) {
		metrics_begin(out, family);
		for (size_t i = 0; i < n; i++)
			sample(out, family, "role", roles[i].role,
			    roles[i].leads);
	}
	arena_done(&arena);
	return rc;
}

static int
write_tasks(struct txn *txn, struct buf *out)
{
	const struct metrics_family *family =
	    GAUGE("tasks", "Tasks of the frontier.");
	int64_t due, waiting, dead;
	int rc = store_task_counts(txn, clock_wall(), &due, &waiting, &dead);

	if (rc != 0)
		return rc;
	metrics_begin(out, family);
	sample(out, family, "state", "due", due);
	sample(out, family, "state", "waiting", waiting);
	sample(out, family, "state", "dead", dead);
	return 0;
}

static bool
write_store(const struct daemon *daemon, struct buf *out)
{
	struct txn *txn = NULL;
	bool good = store_begin(daemon->app->store, false, &txn, NULL) == 0 &&
	    write_leads(txn, out) == 0 && write_tasks(txn, out) == 0;

	txn_abort(txn);
	return good;
}

/* Pages of this process that are in memory, in bytes; 0: can't be told. */
static int64_t
resident_bytes(void)
{
	struct buf text;
	int64_t pages = 0;

	buf_init(&text, STATM_BYTES);
	if (file_read("/proc/self/statm", &text, NULL) == 0 &&
	    strchr(text.data, ' ') != NULL) {
		char *number = strchr(text.data, ' ') + 1;

		number[strcspn(number, " ")] = '\0';
		if (str_to_int(number, 0, INT32_MAX, &pages) != 0)
			pages = 0;
	}
	buf_done(&text);
	return pages * sysconf(_SC_PAGESIZE);
}

void
daemon_metrics(struct daemon *daemon, struct buf *out)
{
	const struct metrics_family *family =
	    GAUGE("build_info", "The version that runs.");

	metrics_begin(out, family);
	sample(out, family, "version", MUSTER_VERSION, 1);
	metrics_one(out,
	    GAUGE("start_timestamp_seconds", "When the daemon started."),
	    daemon->started);
	metrics_one(out, GAUGE("resident_bytes", "Memory that is in use."),
	    resident_bytes());
	write_counters(daemon, out);
	write_runs(daemon, out);
	write_limits(&daemon->run, out);
	write_roles(daemon, out);
	metrics_one(out, GAUGE("store_usable", "1 if the store can be read."),
	    write_store(daemon, out));
}

bool
daemon_healthz(struct daemon *daemon, struct buf *out)
{
	struct err_detail detail = { "" };
	struct txn *txn = NULL;
	size_t before = out->len;
	int rc = store_begin(daemon->app->store, false, &txn, &detail);

	txn_abort(txn);
	if (rc != 0)
		buf_format(out, "the store can't be read: %s\n",
		    err_text(&detail, rc));
	if (daemon->trouble[0] != '\0')
		buf_format(out, "the last run of %s\n", daemon->trouble);
	if (daemon->stalled_ms != 0 &&
	    clock_mono_ms() - daemon->stalled_ms < STALL_SHOWN_MS)
		buf_text(out, "the loop stood still for over a minute\n");
	if (out->len > before)
		return false;
	buf_text(out, "ok\n");
	return true;
}

static void
answer_metrics(void *context, struct server_answer *answer)
{
	answer->type = METRICS_TYPE;
	daemon_metrics(context, &answer->body);
}

static void
answer_healthz(void *context, struct server_answer *answer)
{
	enum {
		UNAVAILABLE = 503
	};

	if (!daemon_healthz(context, &answer->body))
		answer->status = UNAVAILABLE;
}

/* A page or an API is more rows here. */
static const struct server_route routes[] = {
	{ "/metrics", answer_metrics },
	{ "/healthz", answer_healthz },
};

int
daemon_web_open(struct daemon *daemon, struct err_detail *detail)
{
	const struct server_options options = {
		.listen = daemon->settings->app.config.daemon_listen,
		.routes = routes,
		.n_routes = COUNT(routes),
		.context = daemon,
	};
	int rc;

	if (options.listen == NULL || str_equal(options.listen, "off"))
		return 0;
	rc = server_open(&options, &daemon->server, detail);
	if (rc != 0)
		return rc;
	daemon->fds[daemon->n_fds++] = server_fd(daemon->server);
	log_info("web", "listening: %s", server_url(daemon->server));
	return 0;
}
