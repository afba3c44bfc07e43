#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/crawl_setup.h"
#include "cli/option.h"
#include "cli/progress.h"
#include "cli/rescore_queue.h"
#include "cli/term.h"

enum {
	SHOW_MS = 1000, /* no sooner, and again as often on a terminal */
	SHOW_PLAIN_MS = 10 * 1000
};

/* How far a role is, on stderr: a line redrawn in place on a terminal, one
 * every ten seconds elsewhere. */
struct view {
	const struct app *app;
	const char *role;
	struct term term;
	int64_t started, shown_at;
	bool is_shown;
};

static void
clear(struct view *view)
{
	if (view->is_shown && view->term.is_terminal)
		(void)fputs("\r\033[K", view->term.out);
	view->is_shown = false;
}

static void
show(void *context, int64_t done, int64_t total)
{
	struct view *view = context;
	int64_t now = clock_mono_ms();
	struct arena arena = { 0 };
	const char *text;

	if (view->app->globals.quiet ||
	    now < view->shown_at +
		    (view->term.is_terminal ? SHOW_MS : SHOW_PLAIN_MS))
		return;
	view->shown_at = now;
	text = arena_format(&arena, "%s: %s", view->role,
	    progress_share(done, total, now - view->started, &arena));
	clear(view);
	if (view->term.is_terminal)
		(void)fputs(text, view->term.out);
	else
		app_say(view->app, "%s", text);
	(void)fflush(view->term.out);
	view->is_shown = true;
	arena_done(&arena);
}

static int
rescore_all(struct app *app, const struct crawl_options *given)
{
	struct crawl_options options = *given;
	struct view view = { .app = app };
	int rc = 0;

	term_init(&view.term, stderr, app->globals.no_color);
	options.rescored = show;
	options.rescored_context = &view;
	for (size_t i = 0; i < options.n_roles && rc == 0; i++) {
		int64_t scored = 0;

		view.role = options.roles[i].name;
		view.started = view.shown_at = clock_mono_ms();
		rc = crawl_rescore(app->store, &options, &options.roles[i],
		    &scored, &app->detail);
		clear(&view);
		if (rc == 0)
			app_say(app, "%s: %lld people scored.",
			    options.roles[i].name, (long long)scored);
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
	int rc = option_parse(app, specs, COUNT(specs), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 0, 0,
		    "no operands: name roles by --role");
	if (rc != 0)
		return rc;
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
