#include <stdio.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/erase.h"
#include "cli/interrupt.h"
#include "cli/option.h"
#include "cli/suppress_file.h"
#include "cli/table.h"
#include "cli/typed.h"
#include "store/rights.h"

struct suppress {
	struct app *app;
	const volatile sig_atomic_t *stop;
	const char *import;
	const char *export;
	bool list;
	bool json;
	int64_t kept_out; /* who was not yet */
	int64_t erased;
	struct erased *files; /* of those, who is known by id */
	size_t n_files, max_files;
};

enum {
	SLICE = 20,
	HASH_SHOWN = 8, /* digits that tell people apart in a list */
	DATE_LEN = 10,
	ENTRY_MAX_BYTES = 1024,
	HASHES = 1000 /* taken over in a transaction */
};

/* To be asked between transactions. */
static int
go_on(const struct suppress *suppress)
{
	return *suppress->stop == 0
	    ? 0
	    : app_error(suppress->app, ERR_CANCELED,
		  "interrupted; the same command goes on");
}

static int
erase_one(struct suppress *suppress, struct txn *txn, int64_t id)
{
	int rc;

	if (suppress->n_files == suppress->max_files) {
		suppress->max_files = suppress->max_files * 2 + SLICE;
		suppress->files = mem_resize(suppress->files,
		    suppress->max_files, sizeof(*suppress->files));
	}
	suppress->files[suppress->n_files] = erase_note(txn, id);
	rc = store_forget(txn, id, true);
	suppress->n_files += rc == 0;
	suppress->erased += rc == 0;
	return rc;
}

/* Erases who is stored; keeps out who is not known yet. */
static int
suppress_one(struct suppress *suppress, struct txn *txn, const char *name)
{
	bool is_new = true;
	int64_t id = 0;
	int rc = store_person_find(txn, name, &id);

	if (rc == 0) {
		rc = erase_one(suppress, txn, id);
	} else if (rc == ERR_NOTFOUND || rc == ERR_BLOCKED) {
		if (str_to_int(name, 1, INT64_MAX, &id) != 0)
			id = 0;
		is_new = !store_is_suppressed(txn, id, id == 0 ? name : NULL);
		rc = store_suppress(txn, id, id == 0 ? name : NULL);
	}
	suppress->kept_out += rc == 0 && is_new;
	return rc;
}

static int
check_all(struct app *app, struct text_list *names)
{
	for (size_t i = 0; i < names->n; i++) {
		const char *name = typed_login(app, names->items[i]);

		if (name == NULL)
			return app_error(app, ERR_INVAL,
			    "suppress: \"%.60s\": expected a login or an id",
			    names->items[i]);
		names->items[i] = name;
	}
	return 0;
}

static int
suppress_slice(struct suppress *suppress, const struct text_list *names,
    size_t from)
{
	const struct suppress was = *suppress;
	struct app *app = suppress->app;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail);

	for (size_t i = from; i < names->n && i < from + SLICE && rc == 0; i++)
		rc = suppress_one(suppress, txn, names->items[i]);
	rc = app_finish(app, txn, rc);
	if (rc != 0) {
		suppress->n_files = was.n_files;
		suppress->erased = was.erased;
		suppress->kept_out = was.kept_out;
	}
	return rc;
}

static int
suppress_all(struct suppress *suppress, const struct text_list *names)
{
	int rc = 0;

	for (size_t i = 0; i < names->n && rc == 0; i += SLICE) {
		rc = go_on(suppress);
		if (rc == 0)
			rc = suppress_slice(suppress, names, i);
	}
	return rc;
}

/* ---- hashes from another store ---- */

static int
check_key(struct app *app, const struct suppress_file *file)
{
	struct txn *txn = NULL;
	int64_t own = 0;
	int rc = store_begin(app->store, false, &txn, &app->detail);

	if (rc == 0)
		rc = store_suppression_key(txn, &own);
	rc = app_finish(app, txn, rc);
	if (rc == 0 && file->fingerprint != own)
		rc = app_error(app, ERR_INVAL,
		    "suppress: these hashes were made with another "
		    "suppress.key than this store's, so nobody would be "
		    "recognised: share that file, or name it by "
		    "MUSTER_SUPPRESS_KEY");
	return rc;
}

static int
take_slice(struct suppress *suppress, const struct suppress_file *file,
    size_t from)
{
	const int64_t were_out = suppress->kept_out;
	struct app *app = suppress->app;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail);

	for (size_t i = from;
	     rc == 0 && i < file->n_hashes && i < from + HASHES; i++) {
		bool is_new = false;

		rc = store_suppression_take(txn, &file->hashes[i], &is_new);
		suppress->kept_out += is_new && !file->hashes[i].is_alias;
	}
	rc = app_finish(app, txn, rc);
	if (rc != 0)
		suppress->kept_out = were_out;
	return rc;
}

static int
erase_taken(struct suppress *suppress)
{
	struct app *app = suppress->app;
	int64_t after = 0;
	int rc = 0, end = 0;

	while (rc == 0 && end == 0) {
		struct txn *txn = NULL;

		rc = go_on(suppress);
		if (rc == 0)
			rc = store_begin(app->store, true, &txn, &app->detail);
		if (rc == 0)
			end = store_forget_suppressed(txn, &after,
			    &suppress->erased);
		rc = app_finish(app, txn,
		    rc == 0 && end != ERR_NOTFOUND ? end : rc);
	}
	return rc;
}

static int
take_hashes(struct suppress *suppress, const struct suppress_file *file)
{
	int rc = check_key(suppress->app, file);

	for (size_t i = 0; rc == 0 && i < file->n_hashes; i += HASHES) {
		rc = go_on(suppress);
		if (rc == 0)
			rc = take_slice(suppress, file, i);
	}
	return rc == 0 ? erase_taken(suppress) : rc;
}

static int
import(struct suppress *suppress)
{
	struct suppress_file file;
	int rc = suppress_file_read(suppress->app, suppress->import, &file);

	if (rc == 0)
		rc = app_store(suppress->app, STORE_WRITE, "suppress");
	if (rc != 0)
		return rc;
	suppress->stop = interrupt_start();
	if (file.hashes != NULL)
		return take_hashes(suppress, &file);
	return suppress_all(suppress,
	    &(struct text_list){ .items = file.names, .n = file.n_names });
}

/* ---- to another store ---- */

static int export(struct suppress *suppress)
{
	struct app *app = suppress->app;
	struct file_replace file = { 0 };
	struct txn *txn = NULL;
	bool is_stdout = str_equal(suppress->export, "-");
	int64_t n = 0;
	int rc = app_store_existing(app, "suppress");

	if (rc == 0 && !is_stdout)
		rc = file_replace_begin(&file, suppress->export, &app->detail);
	if (rc == 0)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc == 0)
		rc = suppress_file_write(app, txn,
		    is_stdout ? stdout : file.stream, &n);
	rc = app_finish(app, txn, rc);
	if (rc == 0 && !is_stdout)
		rc = file_replace_commit(&file, &app->detail);
	file_replace_drop(&file);
	if (rc == 0)
		app_say(app,
		    "%lld %s, as keyed hashes: only a store with the same "
		    "suppress.key can use them. They are pseudonymous, not "
		    "anonymous: whoever has the key can test for a person.",
		    (long long)n, app_plural(n, "person", "people"));
	return rc;
}

/* ---- the list ---- */

struct listing {
	bool json;
	int64_t people;
	struct table table;
};

static const struct column columns[] = {
	{ "hash", 8, 8, false, CUT_FIRST },
	{ "since", 10, 10, false, CUT_FIRST },
	{ "until", 8, 10, false, CUT_FIRST },
	{ "of", 5, 30, false, CUT_FIRST },
};

static void
add_row(struct listing *listing, const struct suppression_line *line)
{
	struct table *table = &listing->table;
	char hash[HASH_SHOWN + 1];
	char since[CLOCK_TEXT_LEN] = "", until[CLOCK_TEXT_LEN] = "for ever";

	(void)snprintf(hash, sizeof(hash), "%.8s", line->hash);
	if (line->at != 0)
		clock_format(line->at, since);
	if (line->until != 0)
		clock_format(line->until, until);
	since[DATE_LEN] = until[DATE_LEN] = '\0';
	table_cell(table, 0, STYLE_BOLD, hash);
	table_cell(table, 1, STYLE_DIM, since);
	table_cell(table, 2, STYLE_PLAIN, until);
	table_cell(table, 3, STYLE_PLAIN,
	    line->is_alias ? "the login of one of them" : "a person");
	table_end_row(table);
}

static void
print_json(const struct suppression_line *line)
{
	struct json_writer json;
	struct buf out;

	buf_init(&out, ENTRY_MAX_BYTES);
	json_writer_init(&json, &out);
	json_begin_object(&json);
	json_member_text(&json, "hash", line->hash);
	json_member_time(&json, "since", line->at);
	json_member_time(&json, "until", line->until);
	json_member_bool(&json, "is_alias", line->is_alias);
	json_end_object(&json);
	printf("%s\n", out.data);
	buf_done(&out);
}

static int
list_one(void *context, const struct suppression_line *line)
{
	struct listing *listing = context;

	listing->people += !line->is_alias;
	if (listing->json)
		print_json(line);
	else
		add_row(listing, line);
	return 0;
}

static int
list(struct suppress *suppress)
{
	struct app *app = suppress->app;
	struct listing listing = { .json = suppress->json };
	struct txn *txn = NULL;
	struct term term;
	int rc = app_store(app, STORE_READ, "suppress");

	if (rc == 0)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc != 0)
		return app_finish(app, txn, rc);
	term_init(&term, stdout, app->globals.no_color);
	table_init(&listing.table, &term, columns, COUNT(columns));
	rc = app_finish(app, txn, store_suppressions(txn, list_one, &listing));
	table_done(&listing.table);
	if (rc == 0)
		app_say(app,
		    "%lld %s kept out. Who they are is not kept: these are "
		    "keyed hashes, as `muster journal` names people.",
		    (long long)listing.people,
		    app_plural(listing.people, "person is", "people are"));
	return rc;
}

/* ---- taking ---- */

static void
tell_taken(const struct suppress *suppress)
{
	const struct app *app = suppress->app;

	app_say(app,
	    "%lld %s kept out from now on; %lld had been stored and %s "
	    "erased.",
	    (long long)suppress->kept_out,
	    app_plural(suppress->kept_out, "person is", "people are"),
	    (long long)suppress->erased,
	    app_plural(suppress->erased, "was", "were"));
	if (suppress->kept_out == 0)
		app_say(app, "Whoever was given had been kept out before.");
}

static int
suppress_given(struct suppress *suppress, struct text_list *names)
{
	struct app *app = suppress->app;
	int rc, told;

	if (suppress->import != NULL) {
		rc = import(suppress);
	} else {
		rc = check_all(app, names);
		/* Who is to be kept out may be known before the first crawl. */
		if (rc == 0)
			rc = app_store(app, STORE_WRITE, "suppress");
		suppress->stop = interrupt_start();
		if (rc == 0)
			rc = suppress_all(suppress, names);
	}
	interrupt_stop();
	if (rc == 0 && suppress->erased > 0)
		rc = erase_mentions(app);
	if (rc == 0 || suppress->kept_out > 0 || suppress->erased > 0)
		tell_taken(suppress);
	if (suppress->erased == 0)
		return rc;
	/* also when that was interrupted: nobody finds them again */
	told = erase_tell_files(app, suppress->files, suppress->n_files);
	if (told == 0)
		told = erase_tell_rest(app);
	return rc != 0 ? rc : told;
}

int
cmd_suppress(struct app *app, int argc, char **argv)
{
	struct suppress suppress = { .app = app };
	const struct option_spec options[] = {
		{ "import", 0, OPTION_TEXT, &suppress.import, "FILE",
		    "logins or ids, one a line, or hashes that were exported "
		    "(- for standard input)",
		    0, 0 },
		{ "export", 0, OPTION_TEXT, &suppress.export, "FILE",
		    "write the keyed hashes, for stores with the same key", 0,
		    0 },
		{ "list", 0, OPTION_FLAG, &suppress.list, NULL,
		    "the keyed hashes: since when, until when", 0, 0 },
		{ "json", 0, OPTION_FLAG, &suppress.json, NULL,
		    "list: one JSON object a line", 0, 0 },
	};
	struct text_list names;
	int rc = option_parse(app, options, COUNT(options), argc, argv, &names);

	if (rc != 0)
		return rc;
	if ((names.n > 0) + (suppress.import != NULL) +
		(suppress.export != NULL) + suppress.list !=
	    1)
		return app_error(app, ERR_INVAL,
		    "suppress: expected logins or ids, or --import FILE, or "
		    "--export FILE, or --list");
	if (suppress.json && !suppress.list)
		return app_error(app, ERR_INVAL,
		    "suppress: --json goes with --list");
	rc = app_config(app);
	if (rc != 0)
		return rc;
	if (suppress.list)
		return list(&suppress);
	if (suppress.export != NULL)
		return export(&suppress);
	rc = suppress_given(&suppress, &names);
	mem_free(suppress.files);
	return rc;
}
