#include "cli/app.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "cli/exclude.h"
#include "cli/talk.h"
#include "cli/typed.h"
#include "config/shipped.h"
#include "signals/fact.h"
#include "store/rights.h"

enum {
	KEPT_BYTES = 4 << 20,
	MAPPED_BYTES = 1 << 20
};

/* What a query has used is kept for the next one: glibc would give it back as
 * soon as it is freed, and have it mapped again page by page. */
static void
keep_memory(void)
{
	(void)mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
	(void)mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
}

void
app_init(struct app *app, const char *argv0)
{
	keep_memory();
	memset(app, 0, sizeof(*app));
	app->argv0 = argv0;
}

void
app_done(struct app *app)
{
	if (app->store != NULL)
		store_close(app->store);
	rules_free(app->rules);
	places_free(app->places);
	if (app->have_catalogue)
		catalogue_done(&app->catalogue);
	if (app->have_config)
		config_done(&app->config);
	if (app->have_paths)
		config_paths_done(&app->paths);
	arena_done(&app->arena);
}

/* A file that can't be read is wrong configuration, not a missing lead. */
static int
as_configuration(int rc)
{
	return rc == ERR_NOTFOUND || rc == ERR_IO || rc == ERR_LIMIT ? ERR_INVAL
								     : rc;
}

static const char *
config_file(const struct app *app)
{
	const char *given = app->globals.config_file;

	if (given == NULL)
		given = getenv("MUSTER_CONFIG");
	return given != NULL && given[0] != '\0' ? given : NULL;
}

int
app_paths(struct app *app)
{
	int rc;

	if (app->have_paths)
		return 0;
	rc = config_paths_find(app->argv0, config_file(app), &app->paths,
	    &app->detail);
	app->have_paths = rc == 0;
	return as_configuration(rc);
}

void
app_apply_logging(const struct app *app)
{
	enum log_level level = LOG_WARN;
	const char *format = app->config.log_format;

	if (app->globals.log_level != NULL || app->globals.log_format != NULL)
		return;
	if (app->config.log_level != NULL)
		(void)log_level_parse(app->config.log_level, &level);
	log_init(level,
	    format != NULL && str_equal(format, "json") ? LOG_JSON
							: LOG_LOGFMT);
}

int
app_config(struct app *app)
{
	const char *file;
	int rc;

	if (app->have_config)
		return 0;
	rc = app_paths(app);
	if (rc != 0)
		return rc;
	file = config_file(app);
	if (file == NULL && file_exists(app->paths.file))
		file = app->paths.file;
	rc = config_read(file, &app->config, &app->detail);
	if (rc != 0)
		return as_configuration(rc);
	app->have_config = true;
	fact_site_set(app->config.github_api_url);
	app_apply_logging(app);
	return 0;
}

/* A name in the directory of shipped files. */
static const char *
shared(struct app *app, const char *name)
{
	return arena_format(&app->arena, "%s/%s", app->paths.share, name);
}

int
app_catalogue(struct app *app)
{
	int rc;

	if (app->have_catalogue)
		return 0;
	rc = app_paths(app);
	if (rc != 0)
		return rc;
	rc = shipped_catalogue(shared(app, "stacks"), &app->arena,
	    &app->catalogue, &app->detail);
	app->have_catalogue = rc == 0;
	return as_configuration(rc);
}

int
app_places(struct app *app)
{
	int rc;

	if (app->places != NULL)
		return 0;
	rc = app_paths(app);
	if (rc != 0)
		return rc;
	rc = shipped_places(shared(app, "places.yaml"), &app->places,
	    &app->detail);
	return as_configuration(rc);
}

int
app_rules(struct app *app)
{
	int rc;

	if (app->rules != NULL)
		return 0;
	rc = app_paths(app);
	if (rc != 0)
		return rc;
	rc = rules_read(app->paths.share, &app->rules, &app->detail);
	return as_configuration(rc);
}

const char *
app_store_path(const struct app *app)
{
	const char *environment = getenv("MUSTER_STORE");

	if (app->globals.store != NULL)
		return app->globals.store;
	if (environment != NULL && environment[0] != '\0')
		return environment;
	if (app->config.store_path != NULL && app->config.store_path[0] != '\0')
		return app->config.store_path;
	return app->paths.state;
}

int
app_store(struct app *app, enum store_mode mode, const char *command)
{
	struct store_options options = { .mode = mode, .command = command };
	struct err_detail detail = { 0 };
	int rc = app_config(app);

	if (rc != 0)
		return rc;
	options.path = app_store_path(app);
	options.map_size_mb = app->config.store_map_size_mb;
	options.is_shared = str_equal(app->config.store_shared, "yes");
	rc = store_open(&options, &app->store, &detail);
	if (rc == ERR_NOTFOUND)
		return app_error(app, rc,
		    "no leads in %s yet: `muster crawl` finds some "
		    "(`muster` alone shows the first steps)",
		    options.path);
	if (rc != 0)
		return app_error(app, rc, "%s", err_text(&detail, rc));
	return 0;
}

int
app_store_existing(struct app *app, const char *command)
{
	int rc = app_store(app, STORE_READ, command);

	/* STORE_WRITE would create it; never open it twice at a time. */
	if (rc != 0)
		return rc;
	store_close(app->store);
	app->store = NULL;
	return app_store(app, STORE_WRITE, command);
}

int
app_finish(struct app *app, struct txn *txn, int rc)
{
	return txn_end(txn, rc, &app->detail);
}

int
app_role_read(struct app *app, const char *name, struct role *ret_role)
{
	const char *path = name;
	int rc = app_catalogue(app);

	if (rc != 0)
		return rc;
	if (strchr(name, '/') == NULL && !str_ends(name, ".yaml"))
		rc = config_role_find(&app->paths, name, &app->arena, &path,
		    &app->detail);
	if (rc == 0)
		rc = role_read(path, &app->catalogue, &app->arena, ret_role,
		    &app->detail);
	return as_configuration(rc);
}

int
app_role_places(struct app *app, const struct role *role)
{
	int rc = role->n_where > 0 ? app_places(app) : 0;

	for (size_t i = 0; rc == 0 && i < role->n_where; i++) {
		const char *name = role->where[i];
		const char *near = places_nearest(app->places, name);

		if (str_casecmp(name, "remote") != 0 &&
		    places_find(app->places, name) == NULL)
			rc = app_error(app, ERR_INVAL,
			    "%s:%lld: where: \"%.60s\": no such place is "
			    "known%s%s%s",
			    role->path, (long long)role->where_line, name,
			    near != NULL ? ", did you mean \"" : "",
			    near != NULL ? near : "",
			    near != NULL ? "\"?" : "");
	}
	return rc;
}

bool
app_is_excluded(void *context, const struct person *person)
{
	const struct app *app = context;

	return exclude_matches(&app->config.exclude, person);
}

/* ---- people ---- */

int
app_no_person(struct app *app, const char *name)
{
	return app_error(app, ERR_NOTFOUND,
	    "%.80s: not found among the leads by login or id; `muster add "
	    "LOGIN` takes somebody into the next crawl",
	    name);
}

int
app_person(struct app *app, struct txn *txn, const char *name,
    struct arena *arena, struct person *ret_person)
{
	struct person person;
	int64_t id;
	int rc = store_person_find(txn, typed_person(app, name), &id);

	if (rc == 0)
		rc = store_person_get(txn, id, arena, &person);
	if (rc == ERR_NOTFOUND || rc == ERR_BLOCKED)
		return app_no_person(app, name);
	if (rc != 0)
		return app_error(app, rc, "%.80s: can't be read: %s", name,
		    err_name(rc));
	if (person.refusal != NULL || person.login == NULL ||
	    store_is_suppressed(txn, id, person.login))
		return app_no_person(app, name);
	*ret_person = person;
	return 0;
}

/* ---- talk ---- */

const char *
app_plural(int64_t n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}

void
app_complain(const struct app *app, int code)
{
	char text[ERR_DETAIL_LEN + 16];

	(void)fflush(stdout);
	(void)snprintf(text, sizeof(text), "muster: %s",
	    err_text(&app->detail, code));
	talk_print(stderr, text);
}

void
app_say(const struct app *app, const char *format, ...)
{
	char text[4096];
	va_list ap;

	if (app->globals.quiet)
		return;
	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	(void)fflush(stdout); /* keep the order on a terminal */
	talk_print(stderr, text);
}

int
app_error(struct app *app, int code, const char *format, ...)
{
	va_list ap;

	if (app->detail.text[0] != '\0')
		return code;
	va_start(ap, format);
	(void)vsnprintf(app->detail.text, sizeof(app->detail.text), format, ap);
	va_end(ap);
	return code;
}
