#include <sys/statvfs.h>

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/crawl_setup.h"
#include "cli/option.h"
#include "cli/role_choice.h"
#include "cli/term.h"
#include "cli/token.h"
#include "crawler/stage.h"
#include "store/task.h"

enum {
	SUBJECT_COLUMNS = 14,
	MIB = 1024 * 1024,
	REPORT_MAX_BYTES = 1024 * 1024,
	DISK_LOW_MIB = 500,
	SKEW_WARN_S = 5 * CLOCK_MINUTE_S,
	EXPIRY_WARN_DAYS = 14,
	LIMIT_LOW = 500,
	DEAD_SHOWN = 20
};

enum verdict {
	FINE,
	WARN,
	FAIL
};

struct doctor {
	struct app *app;
	const char *api_url;
	bool deep;
	struct term term;
	int worst;
	bool denied; /* GitHub refused the token */
	char *token;
};

/* One line: "ok    token      reads 5,000 points an hour". */
static void
say(struct doctor *doctor, enum verdict verdict, const char *subject,
    const char *format, ...) __attribute__((format(printf, 4, 5)));
static void
say(struct doctor *doctor, enum verdict verdict, const char *subject,
    const char *format, ...)
{
	static const char *const names[] = { "ok", "warn", "fail" };
	static const enum style styles[] = { STYLE_GOOD, STYLE_FAIR,
		STYLE_BAD };
	struct arena arena = { 0 };
	char text[1024];
	va_list ap;

	va_start(ap, format);
	/* The analyser loses va_start when it inlines a static function. */
	/* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized) */
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	printf("%s%-5s%s %-*s%s\n", term_style(&doctor->term, styles[verdict]),
	    names[verdict], term_plain(&doctor->term, styles[verdict]),
	    SUBJECT_COLUMNS, subject, text_show(&arena, text, sizeof(text)));
	if ((int)verdict > doctor->worst)
		doctor->worst = (int)verdict;
	arena_done(&arena);
}

/* The sentence of a failure, which is then forgotten. */
static void
say_failure(struct doctor *doctor, const char *subject, int rc)
{
	say(doctor, FAIL, subject, "%s", err_text(&doctor->app->detail, rc));
	doctor->app->detail.text[0] = '\0';
}

static bool
check_configuration(struct doctor *doctor)
{
	struct app *app = doctor->app;
	int rc = app_config(app);

	if (rc != 0) {
		say_failure(doctor, "configuration", rc);
		return false;
	}
	if (app->config.path != NULL)
		say(doctor, FINE, "configuration", "%s", app->config.path);
	else
		say(doctor, FINE, "configuration",
		    "defaults; `muster init` writes a file to change them");
	if (app->config.operator_contact == NULL ||
	    app->config.operator_contact[0] == '\0')
		say(doctor, WARN, "configuration",
		    "operator: contact: is empty: people can't object without "
		    "one");
	return true;
}

static void
check_roles(struct doctor *doctor)
{
	struct app *app = doctor->app;
	struct role_list list;
	struct role role;
	size_t fine = 0;
	int rc = app_rules(app);

	if (rc == 0)
		rc = app_catalogue(app);
	if (rc == 0)
		rc = app_places(app);
	if (rc == 0)
		rc = config_roles_list(&app->paths, &app->arena, &list,
		    &app->detail);
	if (rc != 0) {
		say_failure(doctor, "data files", rc);
		return;
	}
	say(doctor, FINE, "data files", "%zu skills, from %s",
	    app->catalogue.n_skills, app->paths.share);
	for (size_t i = 0; i < list.n; i++) {
		rc = role_read(list.paths[i], &app->catalogue, &app->arena,
		    &role, &app->detail);
		if (rc == 0)
			rc = app_role_places(app, &role);
		if (rc != 0)
			say_failure(doctor, "roles", rc);
		else
			fine++;
	}
	say(doctor, fine > 0 ? FINE : FAIL, "roles", "%zu can be used", fine);
}

static void
check_disk(struct doctor *doctor, const char *path)
{
	struct statvfs disk;
	int64_t mib;

	if (statvfs(path, &disk) != 0)
		return;
	mib = (int64_t)(disk.f_bavail * disk.f_frsize / MIB);
	say(doctor, mib < DISK_LOW_MIB ? WARN : FINE, "disk",
	    "%lld MiB free at %s", (long long)mib, path);
}

/* "at the next run", or the date that a run has to wait for. */
static const char *
tried_again(struct arena *arena, const struct task *task)
{
	char date[CLOCK_TEXT_LEN];

	if (task->due <= clock_wall())
		return "at the next run";
	clock_format_date(task->due, date);
	return arena_strdup(arena, date);
}

/* What was given up: which, why, and when it is tried again. */
static void
list_dead(struct doctor *doctor, struct txn *txn, int64_t dead, int64_t due)
{
	const struct task_query query = { .now = INT64_MAX, .is_dead = true };
	struct arena arena = { 0 };
	struct task *tasks = arena_calloc(&arena, DEAD_SHOWN, sizeof(*tasks));
	size_t n = 0;

	say(doctor, WARN, "tasks", "%lld given up, %lld due now",
	    (long long)dead, (long long)due);
	if (store_task_due(txn, &query, &arena, tasks, DEAD_SHOWN, &n) != 0)
		say(doctor, FAIL, "tasks", "the list can't be read");
	for (size_t i = 0; i < n; i++) {
		const struct task *task = &tasks[i];

		say(doctor, WARN, "given up", "%s of %s: %s; again %s",
		    task->stage > STAGE_NONE && task->stage < STAGE_END
			? stage_info((enum stage)task->stage)->name
			: "a stage unknown here",
		    task->name != NULL ? task->name
				       : arena_format(&arena, "%lld",
					     (long long)task->subject),
		    task->last_error != NULL ? task->last_error : "no reason",
		    tried_again(&arena, task));
	}
	if (dead > (int64_t)n)
		say(doctor, WARN, "given up", "and %lld more",
		    (long long)(dead - (int64_t)n));
	arena_done(&arena);
}

static void
check_tasks(struct doctor *doctor, struct txn *txn)
{
	int64_t due, waiting, dead;
	int rc = store_task_counts(txn, clock_wall(), &due, &waiting, &dead);

	if (rc != 0)
		say(doctor, FAIL, "tasks", "%s", err_name(rc));
	else if (dead > 0)
		list_dead(doctor, txn, dead, due);
	else
		say(doctor, FINE, "tasks", "%lld due now, %lld later",
		    (long long)due, (long long)waiting);
}

static void
check_enabled(struct doctor *doctor, struct txn *txn)
{
	const char **names;
	size_t n;

	if (role_choice_enabled(doctor->app, txn, &names, &n) != 0)
		say_failure(doctor, "enabled roles", ERR_IO);
	else if (n == 0)
		say(doctor, WARN, "enabled roles",
		    "none: crawl needs --role, or muster role enable NAME");
	else
		say(doctor, FINE, "enabled roles", "%zu, %s%s", n, names[0],
		    n > 1 ? " and more" : "");
}

static void
check_erased(struct doctor *doctor, struct txn *txn)
{
	bool is_due = false;

	if (store_compact_is_due(txn, &is_due) == 0 && is_due)
		say(doctor, WARN, "store",
		    "bytes of people who were erased can be left in unused "
		    "pages: `muster compact` rewrites it");
}

/* Every record and every index: minutes for a large store. */
static void
check_records(struct doctor *doctor, struct txn *txn)
{
	struct buf report;
	int64_t findings = 0;
	int rc;

	buf_init(&report, REPORT_MAX_BYTES);
	rc = store_check(txn, &report, &findings);
	if (rc != 0)
		say(doctor, FAIL, "records", "%s", err_name(rc));
	else if (findings > 0)
		say(doctor, FAIL, "records",
		    "%lld findings:", (long long)findings);
	else
		say(doctor, FINE, "records",
		    "all can be read, all indexes agree");
	if (report.len > 0)
		printf("%s", report.data);
	buf_done(&report);
}

static void
check_store(struct doctor *doctor)
{
	struct app *app = doctor->app;
	struct store_stats stats;
	struct txn *txn = NULL;
	int rc = app_store(app, STORE_READ, "doctor");

	if (rc == ERR_NOTFOUND) {
		app->detail.text[0] = '\0';
		say(doctor, WARN, "store", "none yet in %s",
		    app_store_path(app));
		return;
	}
	if (rc == 0)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc == 0)
		rc = store_stats(txn, &stats);
	if (rc != 0) {
		rc = app_finish(app, txn, rc);
		say_failure(doctor, "store", rc);
		return;
	}
	say(doctor, FINE, "store", "%lld people, %lld scores, %lld MiB in %s",
	    (long long)stats.people, (long long)stats.scores,
	    (long long)stats.bytes_used / MIB, app_store_path(app));
	if (store_load_is_unfinished(txn))
		say(doctor, WARN, "store",
		    "a load into it has not ended; if it was killed, run it "
		    "again");
	check_erased(doctor, txn);
	check_enabled(doctor, txn);
	check_tasks(doctor, txn);
	if (doctor->deep)
		check_records(doctor, txn);
	txn_abort(txn);
	check_disk(doctor, app_store_path(app));
}

/* ---- GitHub ---- */

/* GitHub writes "2027-01-31 10:00:00 UTC" or "... +0100": the day will do. */
static void
check_expiry(struct doctor *doctor, const char *expires)
{
	char day[11];
	int64_t when, days;

	if (expires[0] == '\0') {
		say(doctor, WARN, "token",
		    "never expires: one that lives less than 90 days is "
		    "safer");
		return;
	}
	(void)str_copy(day, sizeof(day), expires);
	if (clock_parse(day, &when) != 0) {
		say(doctor, FINE, "token", "expires %s", expires);
		return;
	}
	days = (when - clock_wall()) / CLOCK_DAY_S;
	say(doctor, days < EXPIRY_WARN_DAYS ? WARN : FINE, "token",
	    "expires %s, in %lld days", day, (long long)days);
}

static void
check_skew(struct doctor *doctor, int64_t server_time)
{
	int64_t skew = clock_wall() - server_time;

	if (server_time == 0)
		return;
	if (skew > SKEW_WARN_S || skew < -SKEW_WARN_S)
		say(doctor, WARN, "clock",
		    "%lld s %s GitHub's: set it, the notice clock relies on "
		    "it",
		    (long long)(skew < 0 ? -skew : skew),
		    skew < 0 ? "behind" : "ahead of");
	else
		say(doctor, FINE, "clock", "agrees with GitHub's");
}

static void
tell_limits(struct doctor *doctor, const struct crawl_token_state *state)
{
	char reset[CLOCK_TEXT_LEN];

	if (state->rest_limit == 0 && state->graphql_limit == 0) {
		say(doctor, FINE, "limits",
		    "this server has none; muster keeps its own pace");
		return;
	}
	clock_format(state->reset_at, reset);
	say(doctor,
	    state->graphql_remaining < LIMIT_LOW ||
		    state->rest_remaining < LIMIT_LOW
		? WARN
		: FINE,
	    "limits",
	    "%lld of %lld REST and %lld of %lld GraphQL points left"
	    "%s%s",
	    (long long)state->rest_remaining, (long long)state->rest_limit,
	    (long long)state->graphql_remaining,
	    (long long)state->graphql_limit,
	    state->reset_at != 0 ? " until " : "",
	    state->reset_at != 0 ? reset : "");
}

static void
tell_token(struct doctor *doctor, const struct crawl_token_state *state)
{
	if (state->scopes[0] != '\0')
		say(doctor, WARN, "token",
		    "has scopes it does not need (%s): make one without any",
		    state->scopes);
	else
		say(doctor, FINE, "token", "accepted, without scopes");
	check_expiry(doctor, state->expires);
	tell_limits(doctor, state);
	check_skew(doctor, state->server_time);
}

static void
check_github(struct doctor *doctor)
{
	struct app *app = doctor->app;
	struct crawl_token_state state = { 0 };
	struct crawl_options options = { .config = &app->config,
		.api_url = doctor->api_url != NULL
		    ? doctor->api_url
		    : app->config.github_api_url };
	int rc = token_read(app->config.github_token_file, &doctor->token,
	    &app->detail);

	if (rc == ERR_NOTFOUND) {
		say(doctor, FAIL, "token",
		    "none: put one without scopes into GITHUB_TOKEN or "
		    "github: token_file:");
		return;
	}
	if (rc != 0) {
		say_failure(doctor, "token", rc);
		return;
	}
	options.token = doctor->token;
	rc = crawl_check_token(&options, &state, &app->detail);
	if (rc == ERR_NET) {
		say(doctor, WARN, "GitHub",
		    "can't be reached (%s); token, "
		    "limits and clock were not checked",
		    err_text(&app->detail, rc));
		app->detail.text[0] = '\0';
		return;
	}
	doctor->denied = rc == ERR_DENIED;
	if (rc != 0)
		say_failure(doctor, doctor->denied ? "token" : "GitHub", rc);
	else
		tell_token(doctor, &state);
}

int
cmd_doctor(struct app *app, int argc, char **argv)
{
	struct doctor doctor = { .app = app };
	const struct option_spec options[] = {
		{ "api-url", 0, OPTION_TEXT, &doctor.api_url, "URL",
		    "another API than https://api.github.com", 0, 0 },
		{ "deep", 0, OPTION_FLAG, &doctor.deep, NULL,
		    "read every record of the store", 0, 0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 0, 0, "no operands");
	if (rc != 0)
		return rc;
	term_init(&doctor.term, stdout, app->globals.no_color);
	if (check_configuration(&doctor)) {
		check_roles(&doctor);
		check_store(&doctor);
		check_github(&doctor);
	}
	token_free(doctor.token);
	if (doctor.denied)
		return command_exit_status(ERR_DENIED);
	return doctor.worst == FAIL ? 1 : 0;
}
