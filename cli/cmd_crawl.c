#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/crawl_setup.h"
#include "cli/interrupt.h"
#include "cli/option.h"
#include "cli/progress.h"
#include "cli/token.h"
#include "cli/typed.h"
#include "signals/fact.h"

enum {
	PLAN_MAX_BYTES = 4 * 1024 * 1024,
	REPORT_MAX_BYTES = 64 * 1024
};

struct crawl {
	struct app *app;
	struct text_list roles;
	struct text_list seeds;
	const char *api_url;
	int64_t budget;
	int64_t max_people;
	bool dry_run;
	bool json;

	char *token;
	struct crawl_options options;
	struct crawl_report report;
};

static int
check_seeds(struct crawl *crawl)
{
	struct text_list *seeds = &crawl->seeds;

	for (size_t i = 0; i < seeds->n; i++) {
		const char *name =
		    typed_repository(crawl->app, seeds->items[i]);

		if (name == NULL)
			return app_error(crawl->app, ERR_INVAL,
			    "--seed: \"%.100s\": expected OWNER/REPOSITORY",
			    seeds->items[i]);
		seeds->items[i] = name;
	}
	return 0;
}

static int
set_options(struct crawl *crawl)
{
	struct app *app = crawl->app;
	struct crawl_options *options = &crawl->options;
	int rc = crawl_setup(app, &crawl->roles, false, options);

	if (rc != 0)
		return rc;
	options->extra_seeds = crawl->seeds.items;
	options->n_extra_seeds = crawl->seeds.n;
	options->budget = crawl->budget;
	options->max_people = crawl->max_people != 0
	    ? crawl->max_people
	    : app->config.crawl_max_people;
	if (crawl->api_url != NULL)
		options->api_url = crawl->api_url;
	return 0;
}

static int
read_token(struct crawl *crawl)
{
	struct app *app = crawl->app;
	int rc = token_read(app->config.github_token_file, &crawl->token,
	    &app->detail);

	if (rc == ERR_NOTFOUND)
		return app_error(app, ERR_DENIED,
		    "no token: GitHub answers only to one; make one without "
		    "any scope and put it into GITHUB_TOKEN, or name its file "
		    "as token_file: below github: in the configuration");
	crawl->options.token = crawl->token;
	return rc;
}

static int
print_plan(struct crawl *crawl)
{
	struct app *app = crawl->app;
	struct buf plan;
	int rc;

	buf_init(&plan, PLAN_MAX_BYTES);
	rc = crawl_plan(app->store, &crawl->options, &plan, &app->detail);
	if (rc == 0)
		printf("%s", plan.data != NULL ? plan.data : "");
	buf_done(&plan);
	return rc;
}

static void
print_report(const struct crawl *crawl)
{
	struct json_writer json;
	struct buf out;

	buf_init(&out, REPORT_MAX_BYTES);
	json_writer_init(&json, &out);
	crawl_report_json(&crawl->report, &json);
	printf("%s\n", out.data);
	buf_done(&out);
}

/*
 * What narrows a list to the places that the one role hires in, and to those
 * who name none: " loc:germany,unknown".  Empty if there are none, or one is
 * not written without quotes.
 */
static const char *
places_of(const struct crawl *crawl)
{
	const struct role *role = crawl->options.roles;
	struct arena *arena = &crawl->app->arena;
	const char *list = " loc:";

	if (crawl->options.n_roles != 1 || role->n_where == 0)
		return "";
	for (size_t i = 0; i < role->n_where; i++) {
		const struct place *place =
		    places_find(crawl->app->places, role->where[i]);
		char *key =
		    arena_strdup(arena, place != NULL ? place->key : "remote");

		for (char *at = key; *at != '\0'; at++) {
			*at = *at == ' ' ? '-' : *at;
			if (!str_is_alnum(*at) && *at != '-')
				return "";
		}
		list = arena_format(arena, "%s%s,", list, key);
	}
	return arena_format(arena, "%sunknown", list);
}

static void
tell_report(const struct crawl *crawl)
{
	const struct crawl_report *report = &crawl->report;
	int64_t points = report->points_rest + report->points_graphql;

	app_say(crawl->app,
	    "%lld %s seen, %lld scored, %lld %s left out; %lld "
	    "repositories, %lld requests, %lld points, %.0f s.",
	    (long long)report->people_seen,
	    app_plural(report->people_seen, "person", "people"),
	    (long long)report->people_scored, (long long)report->bots_skipped,
	    app_plural(report->bots_skipped, "bot", "bots"),
	    (long long)report->repositories, (long long)report->requests,
	    (long long)points, report->seconds);
	if (report->tasks_left > 0 && str_equal(report->stopped_by, "budget"))
		app_say(crawl->app,
		    "The budget is used up, %lld tasks are left: the same "
		    "command goes on.",
		    (long long)report->tasks_left);
	else if (report->tasks_left > 0)
		app_say(crawl->app, "%lld tasks are left for the next crawl.",
		    (long long)report->tasks_left);
	if (report->people_scored > 0)
		app_say(crawl->app, "Next: muster leads%s%s%s",
		    crawl->options.n_roles == 1 && crawl->roles.n > 0
			? " --role "
			: "",
		    crawl->options.n_roles == 1 && crawl->roles.n > 0
			? crawl->options.roles[0].name
			: "",
		    places_of(crawl));
}

static int
crawl_live(struct crawl *crawl)
{
	struct app *app = crawl->app;
	struct progress *progress = NULL;
	int rc;

	crawl->options.stop = interrupt_start();
	if (!app->globals.quiet) {
		progress = progress_start(app->globals.no_color);
		crawl->options.progress = progress_report;
		crawl->options.progress_context = progress;
	}
	rc = crawl_run(app->store, &crawl->options, &crawl->report,
	    &app->detail);
	progress_stop(progress);
	interrupt_stop();
	if (rc == ERR_CANCELED)
		rc = app_error(app, rc,
		    "interrupted; what was read is kept, the same command "
		    "goes on");
	if (rc == 0 || rc == ERR_CANCELED)
		tell_report(crawl);
	if (crawl->json)
		print_report(crawl);
	return rc;
}

static int
run(struct crawl *crawl)
{
	struct app *app = crawl->app;
	int rc = app_config(app);

	if (rc == 0 && crawl->api_url != NULL)
		fact_site_set(crawl->api_url);
	if (rc == 0)
		rc = check_seeds(crawl);
	if (rc == 0 && !crawl->dry_run)
		rc = read_token(crawl);
	if (rc == 0)
		rc = app_store(app, crawl->dry_run ? STORE_WRITE : STORE_CRAWL,
		    "crawl");
	if (rc == 0)
		rc = set_options(crawl);
	if (rc != 0)
		return rc;
	crawl->options.token = crawl->token;
	return crawl->dry_run ? print_plan(crawl) : crawl_live(crawl);
}

int
cmd_crawl(struct app *app, int argc, char **argv)
{
	struct crawl crawl = { .app = app };
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXTS, &crawl.roles, "NAME",
		    "for this role; repeatable (default: the enabled ones)", 0,
		    0 },
		{ "seed", 's', OPTION_TEXTS, &crawl.seeds, "OWNER/REPO",
		    "one more repository for this run; repeatable", 0, 0 },
		{ "budget", 'b', OPTION_INT, &crawl.budget, "POINTS",
		    "stop after so many points of GitHub's limits", 1,
		    INT64_MAX },
		{ "max-people", 0, OPTION_INT, &crawl.max_people, "N",
		    "read at most N people", 1, INT64_MAX },
		{ "api-url", 0, OPTION_TEXT, &crawl.api_url, "URL",
		    "another API than https://api.github.com", 0, 0 },
		{ "dry-run", 0, OPTION_FLAG, &crawl.dry_run, NULL,
		    "print the plan and its cost; send nothing", 0, 0 },
		{ "json", 0, OPTION_FLAG, &crawl.json, NULL,
		    "end with the run's report as one JSON object", 0, 0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 0, 0,
		    "no operands: name repositories by --seed, people by "
		    "muster add");
	if (rc == 0)
		rc = run(&crawl);
	token_free(crawl.token);
	return rc;
}
