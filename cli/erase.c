#include "cli/erase.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/interrupt.h"
#include "store/rights.h"

enum {
	LOOKED_UP_MAX = 100, /* people whose files are looked up */
	/* Fewer entries are looked at before anybody reads how far it is. */
	TOLD_FROM = 20000
};

void
erase_progress(const struct app *app, const char *what, int64_t done,
    int64_t total)
{
	if (app->globals.quiet || total < TOLD_FROM ||
	    isatty(STDERR_FILENO) != 1)
		return;
	if (done < 0)
		(void)fprintf(stderr, "\r\033[K");
	else
		(void)fprintf(stderr, "\r%s: %lld %%\033[K", what,
		    (long long)(done >= total ? 100 : done * 100 / total));
	(void)fflush(stderr);
}

static int
run(struct app *app, struct sweeper *sweeper, const char *what,
    int (*step)(struct sweeper *, struct sweep_report *, struct err_detail *),
    struct sweep_report *ret_report)
{
	const volatile sig_atomic_t *stop = interrupt_start();
	int rc = 0;

	while (rc == 0) {
		rc = step(sweeper, ret_report, &app->detail);
		erase_progress(app, what, ret_report->seen, ret_report->total);
		if (rc == 0 && *stop != 0)
			rc = app_error(app, ERR_CANCELED,
			    "interrupted; the next purge or crawl goes on with "
			    "it");
	}
	erase_progress(app, what, -1, ret_report->total);
	interrupt_stop();
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
erase_mentions(struct app *app)
{
	struct sweeper *sweeper = store_sweeper_new(app->store);
	struct sweep_report report = { 0 };
	int rc =
	    run(app, sweeper, "erasing mentions", store_sweep_step, &report);

	store_sweeper_free(sweeper);
	return rc;
}

int
erase_count(struct app *app, const struct person *person, int64_t *ret_mentions)
{
	struct sweeper *sweeper = store_mentions_new(app->store, person);
	struct sweep_report report = { 0 };
	int rc = run(app, sweeper, "looking for mentions", store_mentions_step,
	    &report);

	store_sweeper_free(sweeper);
	if (rc == 0)
		*ret_mentions = report.mentions;
	return rc;
}

int
erase_compact(struct app *app, const char *command,
    struct compaction *ret_compaction)
{
	const struct store_options options = { .path = app_store_path(app),
		.mode = STORE_CRAWL,
		.command = command,
		.map_size_mb = app->config.store_map_size_mb,
		.is_shared = str_equal(app->config.store_shared, "yes") };
	int rc = app_store_existing(app, command);

	if (rc == 0)
		rc = erase_mentions(app);
	store_close(app->store);
	app->store = NULL;
	return rc == 0 ? store_compact(&options, ret_compaction, &app->detail)
		       : rc;
}

static int
look_if_due(struct app *app, bool *ret_is_due)
{
	struct txn *txn = NULL;
	int rc = store_begin(app->store, false, &txn, &app->detail);

	if (rc == 0)
		rc = store_compact_is_due(txn, ret_is_due);
	return app_finish(app, txn, rc);
}

int
erase_compact_if_due(struct app *app, const char *command)
{
	struct compaction sizes = { 0 };
	bool is_due = false;
	int rc = app_store(app, STORE_WRITE, command);

	if (rc == 0)
		rc = look_if_due(app, &is_due);
	store_close(app->store);
	app->store = NULL;
	if (rc != 0 || !is_due)
		return rc;
	rc = erase_compact(app, command, &sizes);
	if (rc == 0)
		log_info("store", "compacted: from %lld to %lld bytes",
		    (long long)sizes.bytes_before,
		    (long long)sizes.bytes_after);
	else
		log_warn("store", "not compacted: %s",
		    err_text(&app->detail, rc));
	app->detail.text[0] = '\0';
	return rc == ERR_CANCELED ? rc : 0;
}

int
erase_tell_rest(struct app *app)
{
	struct txn *txn = NULL;
	bool is_due = false;
	int rc = store_begin(app->store, false, &txn, &app->detail);

	if (rc == 0)
		rc = store_compact_is_due(txn, &is_due);
	rc = app_finish(app, txn, rc);
	if (rc == 0 && is_due)
		app_say(app,
		    "Old bytes are still on disk, in unused pages of the "
		    "store's file: `muster compact` rewrites it without them.");
	else if (rc == 0)
		app_say(app, "No old bytes are left in the store's file.");
	return rc;
}

/* ---- files that left the store ---- */

/* One that the journal tells of, maybe each night anew. */
struct file {
	int64_t sequence; /* of the last entry about it */
	const char *line; /* of that one */
	size_t n; /* entries */
};

struct files {
	struct app *app;
	struct map *seen; /* by the number of the journal's entry */
	struct map *by_name;
	struct file **items;
	size_t n;
	size_t capacity;
};

struct erased
erase_note(struct txn *txn, int64_t id)
{
	struct holdings holdings = { 0 };

	return store_holdings(txn, id, &holdings) == 0
	    ? (struct erased){ id, holdings.first_seen }
	    : (struct erased){ id, 0 };
}

/* Who wrote it, how and where: one written over by the same account is one. */
static struct file *
file_of(struct files *files, const struct journal_entry *entry)
{
	struct arena *arena = &files->app->arena;
	const char *detail = entry->detail != NULL ? entry->detail : "";
	const char *path = strstr(detail, "file=");
	const char *name = arena_format(arena, "%s %s %s", entry->action,
	    entry->actor != NULL ? entry->actor : "",
	    path != NULL ? path : detail);
	struct file *file = map_get_text(files->by_name, name);

	if (file != NULL)
		return file;
	file = arena_calloc(arena, 1, sizeof(*file));
	map_put_text(files->by_name, name, file);
	if (files->n == files->capacity) {
		files->capacity = files->capacity * 2 + 16;
		files->items = mem_resize(files->items, files->capacity,
		    sizeof(struct file *));
	}
	files->items[files->n++] = file;
	return file;
}

static int
note_file(void *context, const struct journal_entry *entry)
{
	struct files *files = context;
	char when[CLOCK_TEXT_LEN];
	struct file *file;

	if (map_get_id(files->seen, entry->sequence) != NULL)
		return 0;
	map_put_id(files->seen, entry->sequence, files);
	file = file_of(files, entry);
	file->n++;
	if (entry->sequence < file->sequence)
		return 0;
	clock_format(entry->at, when);
	file->sequence = entry->sequence;
	file->line = arena_format(&files->app->arena, "%s  %s by %s: %s", when,
	    entry->action, entry->actor != NULL ? entry->actor : "?",
	    entry->detail != NULL ? entry->detail : "");
	return 0;
}

/* Everybody's files take a look at all of the journal. */
static int
note_files(struct files *files, const struct erased *erased, size_t n)
{
	struct app *app = files->app;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, false, &txn, &app->detail);

	for (size_t i = 0; i < n && rc == 0; i++)
		rc = store_handouts(txn, erased[i].id, erased[i].first_seen,
		    note_file, files);
	return app_finish(app, txn, rc);
}

static int
by_sequence(const void *left, const void *right)
{
	const struct file *a = *(struct file *const *)left;
	const struct file *b = *(struct file *const *)right;

	return a->sequence < b->sequence ? -1 : a->sequence > b->sequence;
}

static void
tell_files(struct files *files, bool is_one)
{
	const struct app *app = files->app;

	if (files->n == 0) {
		app_say(app, "No export, draft, dump or backup held %s.",
		    is_one ? "them" : "these people");
		return;
	}
	app_say(app,
	    "These files held %s; delete what is left of them, and tell "
	    "whoever has a copy:",
	    is_one ? "the person" : "these people");
	qsort(files->items, files->n, sizeof(struct file *), by_sequence);
	for (size_t i = 0; i < files->n; i++)
		if (files->items[i]->n > 1)
			app_say(app, "  %s (the last of %zu)",
			    files->items[i]->line, files->items[i]->n);
		else
			app_say(app, "  %s", files->items[i]->line);
}

int
erase_tell_files(struct app *app, const struct erased *erased, size_t n)
{
	struct files files = { .app = app };
	int rc;

	if (erased == NULL || n > LOOKED_UP_MAX) {
		app_say(app,
		    "`muster journal` names the exports, drafts, dumps and "
		    "backups: who was erased may stand in them.");
		return 0;
	}
	files.seen = map_new();
	files.by_name = map_new();
	rc = note_files(&files, erased, n);
	if (rc == 0)
		tell_files(&files, n == 1);
	map_free(files.seen);
	map_free(files.by_name);
	mem_free(files.items);
	return rc;
}
