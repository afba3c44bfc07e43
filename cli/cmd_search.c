#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/export_list.h"
#include "cli/option.h"
#include "cli/selection.h"
#include "cli/table.h"

enum {
	LINE_MAX_BYTES = 256 * 1024
};

struct searches {
	struct app *app;
	const char *query_file;
	bool json;
	struct text_list operands; /* after the subcommand */
};

/* "@go" and "Go" are "go"; a name that can't be one is refused. */
static int
take_name(struct app *app, const char *given, const char **ret_name)
{
	char *name =
	    arena_strdup(&app->arena, given + (given[0] == '@' ? 1 : 0));

	str_lower_all(name);
	if (export_list_is_name(name))
		return app_error(app, ERR_INVAL,
		    "search: %s: names that begin so are those of exports",
		    name);
	if (!search_name_is(name))
		return app_error(app, ERR_INVAL,
		    "search: \"%.60s\": expected a name of at most 40 of a-z "
		    "0-9 . _ -, a letter or digit first",
		    given);
	*ret_name = name;
	return 0;
}

/* ---- save ---- */

static int
write_search(struct app *app, const char *name, const char *text)
{
	struct search old = { 0 };
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail);

	if (rc == 0)
		rc = store_search_get(txn, name, &app->arena, &old);
	if (rc == 0 || rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
		rc = store_search_put(txn, name, text);
	rc = app_finish(app, txn, rc);
	if (rc != 0)
		return app_error(app, rc, "search: %s: can't be saved: %s",
		    name, err_name(rc));
	if (old.text == NULL)
		app_say(app, "Saved: `muster leads @%s` lists it.", name);
	else if (str_equal(old.text, text))
		app_say(app, "@%s was this already.", name);
	else
		app_say(app, "@%s is changed; it was: %s", name, old.text);
	return 0;
}

static int
save(struct searches *searches)
{
	struct app *app = searches->app;
	struct query *query = NULL;
	const char *name, *text;
	int rc;

	if (searches->operands.n < 1 ||
	    (searches->operands.n < 2 && searches->query_file == NULL))
		return app_error(app, ERR_INVAL,
		    "search save: expected a name and a query");
	rc = take_name(app, searches->operands.items[0], &name);
	searches->operands.items++;
	searches->operands.n--;
	if (rc == 0)
		rc = selection_text(app, &searches->operands,
		    searches->operands.n, searches->query_file, &text);
	if (rc == 0)
		rc = app_store(app, STORE_WRITE, "search");
	/* A query that is wrong is refused now, not when it is wanted. */
	if (rc == 0)
		rc = app_query_saving(app, text, name, &query);
	query_free(query);
	return rc == 0 ? write_search(app, name, text) : rc;
}

/* ---- list ---- */

static const struct column columns[] = {
	{ "name", 4, 40, false, CUT_LATE },
	{ "query", 20, 200, false, CUT_FIRST },
	{ "saved", 10, 10, false, CUT_FIRST },
	{ "last listed", 11, 16, false, CUT_FIRST },
};

static void
day(int64_t at, char ret_text[CLOCK_TEXT_LEN], size_t len)
{
	ret_text[0] = '\0';
	if (at == 0)
		return;
	clock_format(at, ret_text);
	ret_text[10] = ' ';
	ret_text[len] = '\0';
}

static int64_t
last_look(const struct search *search)
{
	int64_t last = 0;

	for (size_t i = 0; i < search->n_looks; i++)
		if (search->looks[i].at > last)
			last = search->looks[i].at;
	return last;
}

static void
add_row(struct table *table, const struct search *search)
{
	char made[CLOCK_TEXT_LEN], looked[CLOCK_TEXT_LEN];

	day(search->made_at, made, 10);
	day(last_look(search), looked, 16);
	table_cell(table, 0, STYLE_BOLD, search->name);
	table_cell(table, 1, STYLE_PLAIN, search->text);
	table_cell(table, 2, STYLE_DIM, made);
	table_cell(table, 3, STYLE_DIM, looked);
	table_end_row(table);
}

static void
print_json(const struct search *search)
{
	struct json_writer json;
	struct buf out;

	buf_init(&out, LINE_MAX_BYTES);
	json_writer_init(&json, &out);
	json_begin_object(&json);
	json_member_text(&json, "name", search->name);
	json_member_text(&json, "query", search->text);
	json_member_time(&json, "made_at", search->made_at);
	json_put_key(&json, "listed");
	json_begin_array(&json);
	for (size_t i = 0; i < search->n_looks; i++) {
		json_begin_object(&json);
		json_member_text(&json, "role", search->looks[i].role);
		json_member_time(&json, "at", search->looks[i].at);
		json_end_object(&json);
	}
	json_end_array(&json);
	json_end_object(&json);
	printf("%s\n", out.data);
	buf_done(&out);
}

static int
print_all(struct searches *searches, struct txn *txn, struct table *table)
{
	struct arena *arena = &searches->app->arena;
	struct search search = { .name = "" };
	size_t n = 0;
	int rc;

	while (
	    (rc = store_search_next(txn, search.name, arena, &search)) == 0) {
		if (export_list_is_name(search.name))
			continue;
		n++;
		if (searches->json)
			print_json(&search);
		else
			add_row(table, &search);
	}
	if (n == 0 && rc == ERR_NOTFOUND)
		app_say(searches->app,
		    "No search is saved yet: `muster search save NAME QUERY`.");
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
list(struct searches *searches)
{
	struct app *app = searches->app;
	struct table table;
	struct term term;
	struct txn *txn = NULL;
	int rc;

	if (searches->operands.n != 0)
		return app_error(app, ERR_INVAL,
		    "search list: takes no operand");
	rc = app_store(app, STORE_READ, "search");
	if (rc == 0)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc != 0)
		return rc;
	term_init(&term, stdout, app->globals.no_color);
	table_init(&table, &term, columns, COUNT(columns));
	rc = app_finish(app, txn, print_all(searches, txn, &table));
	table_done(&table);
	return rc;
}

/* ---- drop ---- */

static bool
names_search(struct app *app, const struct search *search, const char *name)
{
	struct err_detail kept = app->detail;
	struct query *query = NULL;
	const char *const *names;
	bool found = false;
	size_t n;

	if (app_query(app, search->text, &query) == 0) {
		names = query_searches(query, &n);
		for (size_t i = 0; i < n; i++)
			found = found || str_equal(names[i], name);
	}
	query_free(query);
	app->detail = kept;
	return found;
}

/* What other searches are made of is not taken from below them. */
static int
check_unused(struct app *app, struct txn *txn, const char *name)
{
	struct search search = { .name = "" };
	int rc;

	while ((rc = store_search_next(txn, search.name, &app->arena,
		    &search)) == 0)
		if (!str_equal(search.name, name) &&
		    !export_list_is_name(search.name) &&
		    names_search(app, &search, name))
			return app_error(app, ERR_INVAL,
			    "search: @%s is part of @%s: drop that one first",
			    name, search.name);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
unknown(struct app *app, const char *name)
{
	struct vocabulary vocabulary;
	const char *near;

	app_vocabulary(app, &vocabulary);
	near = vocabulary.nearest(vocabulary.context, "search", name);
	if (near != NULL)
		return app_error(app, ERR_NOTFOUND,
		    "search: none is saved as \"%s\"; the nearest is \"%s\"",
		    name, near);
	return app_error(app, ERR_NOTFOUND, "search: none is saved as \"%s\"",
	    name);
}

static int
drop(struct searches *searches)
{
	struct app *app = searches->app;
	struct txn *txn = NULL;
	const char *name;
	int rc;

	if (searches->operands.n != 1)
		return app_error(app, ERR_INVAL,
		    "search drop: expected one name");
	rc = take_name(app, searches->operands.items[0], &name);
	if (rc == 0)
		rc = app_store_existing(app, "search");
	if (rc == 0)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc == 0)
		rc = app_finish(app, txn, check_unused(app, txn, name));
	txn = NULL;
	if (rc == 0)
		rc = store_begin(app->store, true, &txn, &app->detail);
	if (rc == 0)
		rc = store_search_drop(txn, name);
	if (rc == ERR_NOTFOUND)
		rc = unknown(app, name);
	rc = app_finish(app, txn, rc);
	if (rc == 0)
		app_say(app, "@%s is dropped.", name);
	return rc;
}

int
cmd_search(struct app *app, int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(struct searches *searches);
	} commands[] = { { "save", save }, { "list", list }, { "drop", drop } };
	struct searches searches = { .app = app };
	const struct option_spec options[] = {
		{ "json", 0, OPTION_FLAG, &searches.json, NULL,
		    "list: one JSON object a line", 0, 0 },
		{ "query-file", 0, OPTION_TEXT, &searches.query_file, "FILE",
		    "save: read the query from a file, - for standard input", 0,
		    0 },
	};
	int rc = option_parse(app, options, COUNT(options), argc, argv,
	    &searches.operands);

	if (rc != 0)
		return rc;
	for (size_t i = 0; searches.operands.n > 0 && i < COUNT(commands); i++)
		if (str_equal(searches.operands.items[0], commands[i].name)) {
			searches.operands.items++;
			searches.operands.n--;
			return commands[i].run(&searches);
		}
	return app_error(app, ERR_INVAL,
	    "search: expected save, list or drop; see muster search --help");
}
