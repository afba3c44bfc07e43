/* Runs and rescores of the daemon, and what is noted of them. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/daemon.h"
#include "cli/rescore_queue.h"
#include "cli/service.h"
#include "cli/token.h"
#include "store/rights.h"

enum {
	NAMES_BYTES = 1000,
	STATUS_MS = 5000
};

/* The roles of one run: the due ones, side by side. */
struct batch {
	struct role *roles;
	size_t n;
	char names[NAMES_BYTES]; /* "a, b" */
};

static void
collect(const struct daemon *daemon, const bool *due, struct batch *batch)
{
	const struct crawl_options *options = &daemon->settings->options;
	struct buf names;

	buf_init(&names, sizeof(batch->names));
	batch->roles = mem_calloc(options->n_roles, sizeof(*batch->roles));
	batch->n = 0;
	for (size_t i = 0; i < options->n_roles; i++) {
		if (!due[i])
			continue;
		buf_format(&names, "%s%s", batch->n > 0 ? ", " : "",
		    options->roles[i].name);
		batch->roles[batch->n++] = options->roles[i];
	}
	(void)str_copy(batch->names, sizeof(batch->names),
	    names.data != NULL ? names.data : "");
	buf_done(&names);
}

static void
tell_progress(void *context, const struct crawl_report *report)
{
	struct daemon *daemon = context;
	char until[CLOCK_TEXT_LEN];
	int64_t now = clock_mono_ms();

	if (now - daemon->told_ms < STATUS_MS)
		return;
	daemon->told_ms = now;
	if (report->waiting_until > 0) {
		clock_format(report->waiting_until, until);
		service_status("waiting for GitHub until %s", until);
		return;
	}
	service_status("crawling: %lld of %lld seeds, %lld people seen, %lld "
		       "scored",
	    (long long)report->seeds_done, (long long)report->seeds_total,
	    (long long)report->people_seen, (long long)report->people_scored);
}

static int
crawl(struct daemon *daemon, const struct batch *batch,
    struct err_detail *detail)
{
	struct crawl_options options = daemon->settings->options;
	const struct config *config = options.config;
	char *token = NULL;
	int rc;

	memset(&daemon->run, 0, sizeof(daemon->run));
	daemon->run.stopped_by = "credentials";
	/* read every time: tokens are renewed */
	rc = token_read(config->github_token_file, &token, detail);
	if (rc != 0)
		return err_set(detail, ERR_DENIED, "there is no token");
	options.roles = batch->roles;
	options.n_roles = batch->n;
	options.token = token;
	if (daemon->api_url != NULL)
		options.api_url = daemon->api_url;
	options.max_people = config->crawl_max_people;
	options.progress = tell_progress;
	options.progress_context = daemon;
	options.stop = daemon->stop;
	options.turn = daemon_turn;
	options.turn_context = daemon;
	options.fds = daemon->fds;
	options.n_fds = daemon->n_fds;
	rc = crawl_run(daemon->app->store, &options, &daemon->run, detail);
	token_free(token);
	return rc;
}

/* Counters go on over the daemon's life; the gauges of the last run stay. */
static void
add_up(struct daemon *daemon)
{
	int64_t left = daemon->run.tasks_left;

#define X(name)                                 \
	daemon->total.name += daemon->run.name; \
	daemon->run.name = 0;
	CRAWL_COUNTERS(X)
#undef X
#define X(name)                                               \
	daemon->total.faults.name += daemon->run.faults.name; \
	daemon->run.faults.name = 0;
	CRAWL_FAULTS(X)
#undef X
	/* no counter: what is left now */
	daemon->total.tasks_left = 0;
	daemon->run.tasks_left = left;
	daemon->run.waiting_until = 0;
}

struct ended {
	enum agenda_outcome outcome;
	const char *result;
	int64_t started;
};

static int
note(struct daemon *daemon, const bool *due, const struct ended *ended,
    struct err_detail *detail)
{
	const struct crawl_options *options = &daemon->settings->options;
	int64_t now = clock_wall();
	struct txn *txn = NULL;
	int rc = store_begin(daemon->app->store, true, &txn, detail);

	for (size_t i = 0; i < options->n_roles && rc == 0; i++) {
		struct daemon_role *role = &daemon->roles[i];

		if (!due[i])
			continue;
		agenda_ran(&role->agenda, ended->outcome, now);
		role->last.started = ended->started;
		role->last.ended = now;
		if (ended->outcome == AGENDA_DONE)
			role->last.succeeded = now;
		(void)str_copy(role->last.result, sizeof(role->last.result),
		    ended->result);
		rc = run_record_put(txn, options->roles[i].name, &role->last);
	}
	return txn_end(txn, rc, detail);
}

static void
log_end(struct daemon *daemon, const struct batch *batch,
    enum agenda_outcome outcome, const char *why)
{
	const struct crawl_report *run = &daemon->run;
	const char *name = batch->names;

	daemon->trouble[0] = '\0';
	switch (outcome) {
	case AGENDA_DONE:
	case AGENDA_STOPPED:
		log_info("daemon",
		    "run: %s: %s: people_seen=%lld people_scored=%lld "
		    "requests=%lld points=%lld tasks_left=%lld seconds=%.0f",
		    name, run->stopped_by, (long long)run->people_seen,
		    (long long)run->people_scored, (long long)run->requests,
		    (long long)(run->points_rest + run->points_graphql),
		    (long long)run->tasks_left, run->seconds);
		return;
	case AGENDA_REFUSED:
		log_err("daemon",
		    "run: %s: %s; not tried again before the next moment of "
		    "the schedule or SIGHUP",
		    name, why);
		break;
	case AGENDA_FAILED:
		log_warn("daemon", "run: %s: %s; tried again soon", name, why);
		break;
	case AGENDA_FATAL:
		log_err("daemon", "run: %s: %s", name, why);
		break;
	}
	(void)snprintf(daemon->trouble, sizeof(daemon->trouble),
	    "%.60s failed: %.120s", name, why);
}

int
daemon_run(struct daemon *daemon, const bool *due, struct err_detail *detail)
{
	struct err_detail why = { "" };
	struct ended ended = { .started = clock_wall() };
	struct settings *next;
	struct batch batch;
	int rc, noted;

	collect(daemon, due, &batch);
	log_info("daemon", "run: %s: begins", batch.names);
	daemon->is_running = true;
	rc = crawl(daemon, &batch, &why);
	daemon->is_running = false;
	ended.outcome = agenda_outcome(rc);
	ended.result = daemon->run.stopped_by;
	if (ended.outcome == AGENDA_REFUSED && rc != ERR_DENIED)
		ended.result = "configuration";
	daemon->runs[ended.outcome]++;
	log_end(daemon, &batch, ended.outcome, err_text(&why, rc));
	add_up(daemon);
	mem_free(batch.roles);
	if (ended.outcome == AGENDA_FATAL)
		return err_set(detail, rc, "%s", err_text(&why, rc));
	noted = note(daemon, due, &ended, detail);
	next = daemon->next;
	daemon->next = NULL;
	if (noted == 0 && next != NULL)
		return daemon_adopt(daemon, next, detail);
	settings_free(next);
	return noted;
}

/* ---- rescores ---- */

static int
rescore_role(struct daemon *daemon, const struct crawl_options *options,
    const struct role *role, struct err_detail *detail)
{
	struct txn *txn = NULL;
	char text[200];
	int64_t scored = 0;
	int rc =
	    crawl_rescore(daemon->app->store, options, role, &scored, detail);

	if (rc == 0)
		rc = store_begin(daemon->app->store, true, &txn, detail);
	if (rc != 0)
		return rc;
	(void)snprintf(text, sizeof(text), "%.100s: %lld people", role->name,
	    (long long)scored);
	rc = store_journal_add(txn, "rescore", 0, text);
	rc = txn_end(txn, rc, detail);
	if (rc == 0)
		log_info("daemon", "rescore: %s", text);
	return rc;
}

static int
rescore_all(struct daemon *daemon, const struct text_list *names,
    struct err_detail *detail)
{
	struct settings *settings = NULL;
	struct crawl_options options;
	int rc = settings_read(daemon->app, names, true, &settings, detail);

	/* only a reload changes how it is logged */
	app_apply_logging(&daemon->settings->app);
	if (rc != 0)
		return rc;
	options = settings->options;
	options.stop = daemon->stop;
	options.turn = daemon_turn;
	options.turn_context = daemon;
	daemon->is_running = true;
	for (size_t i = 0; i < options.n_roles && rc == 0; i++)
		rc = rescore_role(daemon, &options, &options.roles[i], detail);
	daemon->is_running = false;
	settings_free(settings);
	return rc;
}

static int
drop_from_queue(struct daemon *daemon, const char *text,
    struct err_detail *detail)
{
	struct txn *txn = NULL;
	int rc = store_begin(daemon->app->store, true, &txn, detail);

	if (rc == 0)
		rc = rescore_queue_drop(txn, text);
	return txn_end(txn, rc, detail);
}

int
daemon_rescore(struct daemon *daemon, struct err_detail *detail)
{
	struct err_detail why = { "" };
	struct arena arena = { 0 };
	struct text_list names = { 0 };
	struct settings *next;
	const char *text = NULL;
	struct txn *txn = NULL;
	int rc = store_begin(daemon->app->store, false, &txn, detail);

	if (rc == 0)
		rc = rescore_queue_get(txn, &arena, &names.items, &names.n,
		    &text);
	txn_abort(txn);
	if (rc == 0) {
		service_status("scoring anew");
		rc = rescore_all(daemon, &names, &why);
		daemon->rescores += rc == 0;
		if (rc != 0 && agenda_outcome(rc) != AGENDA_STOPPED)
			log_err("daemon", "rescore: %s", err_text(&why, rc));
		if (agenda_outcome(rc) == AGENDA_FATAL)
			(void)err_set(detail, rc, "%s", why.text);
		else if (agenda_outcome(rc) == AGENDA_STOPPED)
			rc = 0; /* still queued */
		else /* what can't be done is not tried for ever */
			rc = drop_from_queue(daemon, text, detail);
	}
	arena_done(&arena);
	next = daemon->next;
	daemon->next = NULL;
	if (rc == 0 && next != NULL)
		return daemon_adopt(daemon, next, detail);
	settings_free(next);
	return rc;
}
