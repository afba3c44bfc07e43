#include <stdio.h>

#include "base/str.h"
#include "cli/command.h"
#include "cli/erase.h"
#include "cli/option.h"
#include "cli/typed.h"

struct suppress {
	struct app *app;
	const char *import;
	bool list;
	int64_t kept_out;
	int64_t erased;
};

enum {
	SLICE = 20
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

int
cmd_suppress(struct app *app, int argc, char **argv)
{
	struct suppress suppress = { .app = app };
	const struct option_spec options[] = {
		{ "import", 0, OPTION_TEXT, &suppress.import, "FILE",
		    "logins or ids, one a line (- for standard input)", 0, 0 },
		{ "list", 0, OPTION_FLAG, &suppress.list, NULL,
		    "how many are suppressed", 0, 0 },
	};
	struct text_list names;
	int rc = option_parse(app, options,
	    sizeof(options) / sizeof(options[0]), argc, argv, &names);

	if (rc != 0)
		return rc;
	if ((names.n > 0) + (suppress.import != NULL) + suppress.list != 1)
		return app_error(app, ERR_INVAL,
		    "suppress: expected logins or ids, or --import FILE, or "
		    "--list");
	if (suppress.list)
		return print_count(app);
	if (suppress.import != NULL)
		rc = typed_lines(app, suppress.import, &names);
	if (rc == 0)
		rc = check_all(app, &names);
	/* Who is to be kept out may be known before the first crawl. */
	if (rc == 0)
		rc = app_store(app, STORE_WRITE, "suppress");
	if (rc == 0)
		rc = suppress_all(&suppress, &names);
	if (rc == 0 && suppress.erased > 0)
		rc = erase_mentions(app);
	if (rc == 0)
		app_say(app,
		    "%lld %s kept out from now on; %lld had been stored and "
		    "%s erased.",
		    (long long)suppress.kept_out,
		    app_plural(suppress.kept_out, "person is", "people are"),
		    (long long)suppress.erased,
		    app_plural(suppress.erased, "was", "were"));
	return rc;
}
