#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/zone.h"
#include "cli/command.h"
#include "cli/daemon.h"
#include "cli/erase.h"
#include "cli/interrupt.h"
#include "cli/option.h"
#include "cli/service.h"
#include "cli/token.h"
#include "signals/fact.h"

/* A daemon without a token would start, and then do nothing. */
static int
check_token(struct app *app)
{
	char *token = NULL;
	int rc =
	    token_read(app->config.github_token_file, &token, &app->detail);

	token_free(token);
	if (rc == ERR_NOTFOUND)
		return app_error(app, ERR_DENIED,
		    "no token: put it into GITHUB_TOKEN, or name its file as "
		    "token_file: below github: in the configuration");
	return rc;
}

/* In this order, so that READY means it: what can be refused comes first. */
static int
start(struct daemon *daemon)
{
	struct app *app = daemon->app;
	struct settings *settings = NULL;
	int wake, rc = app_config(app);

	if (rc == 0 && daemon->api_url != NULL)
		fact_site_set(daemon->api_url);
	if (rc == 0)
		rc = zone_set(app->config.daemon_time_zone, &app->detail);
	if (rc == 0)
		rc = check_token(app);
	/* before anybody else opens it: nobody may meanwhile */
	if (rc == 0)
		rc = erase_compact_if_due(app, "daemon");
	if (rc == 0)
		rc = app_store(app, STORE_CRAWL, "daemon");
	if (rc == 0)
		rc = settings_read(app, &daemon->given, false, &settings,
		    &app->detail);
	if (rc == 0)
		rc = daemon_adopt(daemon, settings, &app->detail);
	if (rc != 0)
		return rc;
	daemon->stop = interrupt_start();
	wake = interrupt_watch();
	if (wake < 0)
		return app_error(app, ERR_IO, "signals: no descriptor left");
	daemon->fds[daemon->n_fds++] = wake;
	return daemon_web_open(daemon, &app->detail);
}

static int
run(struct daemon *daemon)
{
	struct app *app = daemon->app;
	int rc = start(daemon);

	if (rc == 0) {
		daemon->started = clock_wall();
		log_info("daemon", "ready: %zu %s",
		    daemon->settings->options.n_roles,
		    app_plural((int64_t)daemon->settings->options.n_roles,
			"role", "roles"));
		service_ready();
		rc = daemon_loop(daemon, &app->detail);
		service_stopping();
	}
	if (rc == ERR_CANCELED)
		rc = app_error(app, rc, "stopped; what was read is kept");
	return rc;
}

int
cmd_daemon(struct app *app, int argc, char **argv)
{
	struct daemon daemon = { .app = app, .next_run = INT64_MAX };
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXTS, &daemon.given, "NAME",
		    "for this role; repeatable (default: the enabled ones)", 0,
		    0 },
		{ "api-url", 0, OPTION_TEXT, &daemon.api_url, "URL",
		    "another API than https://api.github.com", 0, 0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 0, 0,
		    "no operands: name roles by --role");
	if (rc == 0)
		rc = run(&daemon);
	interrupt_stop();
	daemon_done(&daemon);
	return rc;
}
