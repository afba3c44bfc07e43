#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/crawl_setup.h"
#include "cli/option.h"
#include "cli/rescore_queue.h"

static int
rescore_all(struct app *app, const struct crawl_options *options)
{
	int rc = 0;

	for (size_t i = 0; i < options->n_roles && rc == 0; i++) {
		int64_t scored = 0;

		rc = crawl_rescore(app->store, options, &options->roles[i],
		    &scored, &app->detail);
		if (rc == 0)
			app_say(app, "%s: %lld people scored.",
			    options->roles[i].name, (long long)scored);
	}
	return rc;
}

/* Paths mean something else in the daemon's directory. */
static int
queue(struct app *app, const struct text_list *roles)
{
	const char **names =
	    arena_calloc(&app->arena, roles->n + 1, sizeof(*names));
	struct txn *txn = NULL;
	int rc;

	for (size_t i = 0; i < roles->n; i++) {
		char path[PATH_MAX];

		names[i] = roles->items[i];
		if ((strchr(names[i], '/') != NULL ||
			str_ends(names[i], ".yaml")) &&
		    realpath(names[i], path) != NULL)
			names[i] = arena_strdup(&app->arena, path);
	}
	rc = store_begin(app->store, true, &txn, &app->detail);
	if (rc == 0)
		rc = rescore_queue_add(txn, names, roles->n);
	rc = app_finish(app, txn, rc);
	if (rc == 0)
		app_say(app,
		    "A daemon is running: it will score anew as soon as no "
		    "crawl goes on.");
	return rc;
}

/* The daemon holds the store for ever: it does itself what it is asked for. */
static int
leave_to_daemon(struct app *app, const struct text_list *roles, int busy)
{
	struct crawl_options options;
	char holder[40];
	int rc;

	if (store_holder(app_store_path(app), holder, sizeof(holder)) != 0 ||
	    !str_equal(holder, "daemon"))
		return busy;
	app->detail.text[0] = '\0';
	rc = app_store(app, STORE_WRITE, "rescore");
	/* what is wrong is said here and not in the daemon's log */
	if (rc == 0)
		rc = crawl_setup(app, roles, true, &options);
	return rc == 0 ? queue(app, roles) : rc;
}

int
cmd_rescore(struct app *app, int argc, char **argv)
{
	struct crawl_options options;
	struct text_list roles = { 0 }, operands;
	const struct option_spec specs[] = {
		{ "role", 'r', OPTION_TEXTS, &roles, "NAME",
		    "only this role; repeatable (default: the enabled ones)", 0,
		    0 },
	};
	int rc = option_parse(app, specs, sizeof(specs) / sizeof(specs[0]),
	    argc, argv, &operands);

	if (rc != 0)
		return rc;
	if (operands.n > 0)
		return app_error(app, ERR_INVAL,
		    "rescore: takes no operands; name roles by --role");
	/* A missing store must not be made by a command that only re-reads. */
	rc = app_store(app, STORE_READ, "rescore");
	if (rc != 0)
		return rc;
	store_close(app->store);
	app->store = NULL;
	rc = app_store(app, STORE_CRAWL, "rescore");
	if (rc == ERR_BUSY)
		return leave_to_daemon(app, &roles, rc);
	if (rc == 0)
		rc = crawl_setup(app, &roles, true, &options);
	return rc == 0 ? rescore_all(app, &options) : rc;
}
