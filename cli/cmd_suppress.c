#include <stdio.h>

#include "base/file.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/erase.h"
#include "cli/option.h"
#include "cli/suppress_file.h"
#include "cli/typed.h"

struct suppress {
	struct app *app;
	const char *import;
	const char *export;
	bool list;
	int64_t kept_out;
	int64_t erased;
};

enum {
	SLICE = 20,
	HASHES = 1000 /* taken over in a transaction */
};

/* Erases who is stored; keeps out who is not known yet. */
static int
suppress_one(struct suppress *suppress, struct txn *txn, const char *name)
{
	int64_t id = 0;
	int rc = store_person_find(txn, name, &id);

	if (rc == 0) {
		rc = store_forget(txn, id, true);
		suppress->erased += rc == 0;
	} else if (rc == ERR_NOTFOUND || rc == ERR_BLOCKED) {
		if (str_to_int(name, 1, INT64_MAX, &id) != 0)
			id = 0;
		rc = store_suppress(txn, id, id == 0 ? name : NULL);
	}
	suppress->kept_out += rc == 0;
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
suppress_all(struct suppress *suppress, const struct text_list *names)
{
	struct app *app = suppress->app;
	struct txn *txn = NULL;
	int rc = 0;

	for (size_t i = 0; i < names->n && rc == 0; i++) {
		if (txn == NULL)
			rc = store_begin(app->store, true, &txn, &app->detail);
		if (rc == 0)
			rc = suppress_one(suppress, txn, names->items[i]);
		if (rc == 0 && (i % SLICE == SLICE - 1 || i + 1 == names->n)) {
			rc = app_finish(app, txn, rc);
			txn = NULL;
		}
	}
	return rc == 0 ? 0 : app_finish(app, txn, rc);
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
	struct app *app = suppress->app;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail);

	for (size_t i = from;
	     rc == 0 && i < file->n_hashes && i < from + HASHES; i++) {
		bool is_new = false;

		rc = store_suppression_take(txn, &file->hashes[i], &is_new);
		suppress->kept_out += is_new && !file->hashes[i].is_alias;
	}
	return app_finish(app, txn, rc);
}

static int
erase_taken(struct suppress *suppress)
{
	struct app *app = suppress->app;
	int64_t after = 0;
	int rc = 0, end = 0;

	while (rc == 0 && end == 0) {
		struct txn *txn = NULL;

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

	for (size_t i = 0; rc == 0 && i < file->n_hashes; i += HASHES)
		rc = take_slice(suppress, file, i);
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
	if (file.hashes != NULL)
		return take_hashes(suppress, &file);
	return suppress_all(suppress,
	    &(struct text_list){ .items = file.names, .n = file.n_names });
}

/* ---- to another store, and the count ---- */

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

static int
print_count(struct app *app)
{
	struct txn *txn = NULL;
	int64_t n = 0;
	int rc = app_store(app, STORE_READ, "suppress");

	if (rc == 0)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc == 0)
		rc = store_suppressed_count(txn, &n);
	rc = app_finish(app, txn, rc);
	if (rc == 0)
		printf("%lld\n", (long long)n);
	if (rc == 0)
		app_say(app,
		    "suppressed; who they are is kept as keyed hashes only, so "
		    "there is no list to show.");
	return rc;
}

static int
suppress_given(struct suppress *suppress, struct text_list *names)
{
	struct app *app = suppress->app;
	int rc;

	if (suppress->import != NULL) {
		rc = import(suppress);
	} else {
		rc = check_all(app, names);
		/* Who is to be kept out may be known before the first crawl. */
		if (rc == 0)
			rc = app_store(app, STORE_WRITE, "suppress");
		if (rc == 0)
			rc = suppress_all(suppress, names);
	}
	if (rc == 0 && suppress->erased > 0)
		rc = erase_mentions(app);
	if (rc == 0)
		app_say(app,
		    "%lld %s kept out from now on; %lld had been stored and "
		    "%s erased.",
		    (long long)suppress->kept_out,
		    app_plural(suppress->kept_out, "person is", "people are"),
		    (long long)suppress->erased,
		    app_plural(suppress->erased, "was", "were"));
	return rc;
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
		    "how many are suppressed", 0, 0 },
	};
	struct text_list names;
	int rc = option_parse(app, options,
	    sizeof(options) / sizeof(options[0]), argc, argv, &names);

	if (rc != 0)
		return rc;
	if ((names.n > 0) + (suppress.import != NULL) +
		(suppress.export != NULL) + suppress.list !=
	    1)
		return app_error(app, ERR_INVAL,
		    "suppress: expected logins or ids, or --import FILE, or "
		    "--export FILE, or --list");
	if (suppress.list)
		return print_count(app);
	return suppress.export != NULL ? export(&suppress)
				       : suppress_given(&suppress, &names);
}
