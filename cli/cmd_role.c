#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/role_choice.h"
#include "cli/role_jd.h"
#include "cli/table.h"
#include "config/name.h"

enum {
	ROLE_MAX_BYTES = 256 * 1024,
	DESCRIPTION_MAX_BYTES = 256 * 1024,
	DESCRIPTION_LINES = 40, /* of a paragraph */
	DESCRIPTION_INDENT = 2,
	ROW_INDENT = 26 /* rubric_describe()'s table: points, family, what */
};

struct roles {
	struct app *app;
	const char *from; /* of `role new` */
	const char *from_jd;
	const char *api_url;
	bool json; /* of `role list` */
	struct text_list operands; /* after the subcommand */
};

/* A store that does not exist has no enabled role and no leads. */
static int
open_quietly(struct app *app)
{
	int rc = app_store(app, STORE_READ, "role");

	if (rc != ERR_NOTFOUND)
		return rc;
	app->detail.text[0] = '\0';
	return 0;
}

static bool
is_among(const char *name, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_equal(name, names[i]))
			return true;
	return false;
}

struct state {
	const char **enabled;
	size_t n_enabled;
	struct role_count *counts;
	size_t n_counts;
};

static int
read_state(struct app *app, struct state *state)
{
	struct txn *txn = NULL;
	int rc = open_quietly(app);

	if (rc != 0 || app->store == NULL)
		return rc;
	rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc == 0)
		rc = role_choice_enabled(app, txn, &state->enabled,
		    &state->n_enabled);
	if (rc == 0)
		rc = store_roles(txn, &app->arena, &state->counts,
		    &state->n_counts);
	return app_finish(app, txn, rc);
}

static int64_t
leads_of(const struct state *state, const char *role)
{
	for (size_t i = 0; i < state->n_counts; i++)
		if (str_equal(state->counts[i].role, role))
			return state->counts[i].leads;
	return 0;
}

static void
list_one(struct app *app, struct table *table, const struct state *state,
    const char *name, const char *path)
{
	bool enabled = is_among(name, state->enabled, state->n_enabled);
	struct err_detail detail = { 0 };
	struct role role;
	char leads[32];
	int rc = role_read(path, &app->catalogue, &app->arena, &role, &detail);

	(void)snprintf(leads, sizeof(leads), "%lld",
	    (long long)leads_of(state, name));
	table_cell(table, 0, STYLE_BOLD, name);
	table_cell(table, 1, enabled ? STYLE_GOOD : STYLE_DIM,
	    enabled ? "enabled" : "-");
	table_cell(table, 2, STYLE_PLAIN, leads);
	table_cell(table, 3, STYLE_PLAIN, rc == 0 ? role.title : NULL);
	table_below(table, rc == 0 ? role.summary : detail.text);
	table_end_row(table);
}

/* One object a line; what is wrong with a role that can't be read is its
 * "error". */
static void
list_one_json(struct app *app, const struct state *state, const char *name,
    const char *path)
{
	struct err_detail detail = { 0 };
	struct json_writer json;
	struct role role;
	struct buf out;
	int rc = role_read(path, &app->catalogue, &app->arena, &role, &detail);

	buf_init(&out, ROLE_MAX_BYTES);
	json_writer_init(&json, &out);
	json_begin_object(&json);
	json_member_text(&json, "role", name);
	json_member_text(&json, "title", rc == 0 ? role.title : NULL);
	json_member_text(&json, "summary", rc == 0 ? role.summary : NULL);
	json_member_bool(&json, "enabled",
	    is_among(name, state->enabled, state->n_enabled));
	json_member_int(&json, "leads", leads_of(state, name));
	json_member_text(&json, "file", path);
	json_member_text(&json, "rubric", rc == 0 ? role.hash : NULL);
	json_member_text(&json, "error",
	    rc == 0 ? NULL : err_text(&detail, rc));
	json_end_object(&json);
	printf("%s\n", out.data);
	buf_done(&out);
}

static int
role_list(struct roles *roles)
{
	static const struct column columns[] = {
		{ "role", 12, 32, false, CUT_FIRST },
		{ "state", 7, 7, false, CUT_FIRST },
		{ "leads", 5, 9, true, CUT_FIRST },
		{ "title", 10, 60, false, CUT_FIRST },
	};
	struct app *app = roles->app;
	struct state state = { 0 };
	struct role_list list;
	struct table table;
	struct term term;
	int rc = app_catalogue(app);

	if (rc == 0)
		rc = config_roles_list(&app->paths, &app->arena, &list,
		    &app->detail);
	if (rc == 0)
		rc = read_state(app, &state);
	if (rc != 0)
		return rc;
	for (size_t i = 0; roles->json && i < list.n; i++)
		list_one_json(app, &state, list.names[i], list.paths[i]);
	if (roles->json)
		return 0;
	term_init(&term, stdout, app->globals.no_color);
	table_init(&table, &term, columns, 4);
	for (size_t i = 0; i < list.n; i++)
		list_one(app, &table, &state, list.names[i], list.paths[i]);
	table_done(&table);
	return 0;
}

/* The one role that show, enable and disable are about; NULL if not one. */
static const char *
one_name(struct roles *roles, const char *what)
{
	if (roles->operands.n == 1)
		return roles->operands.items[0];
	(void)app_error(roles->app, ERR_INVAL,
	    "role %s: expected one role; see muster role list", what);
	return NULL;
}

/* One line of the description, wrapped; of a row of its table only what stands
 * behind the family's name. */
static void
print_wrapped(const struct term *term, const char *text, size_t len)
{
	const char *lines[DESCRIPTION_LINES];
	struct arena arena = { 0 };
	const char *line = arena_text(&arena, text, len);
	bool is_row = line[0] == ' ' && len > ROW_INDENT;
	size_t indent = is_row ? ROW_INDENT : DESCRIPTION_INDENT;
	size_t width = term->width > indent + DESCRIPTION_INDENT
	    ? term->width - indent
	    : DESCRIPTION_INDENT;
	size_t n;

	if (text_width(line) <= term->width) {
		printf("%s\n", line);
	} else {
		n = term_wrap(&arena, line + (is_row ? ROW_INDENT : 0), width,
		    lines, DESCRIPTION_LINES);
		for (size_t i = 0; i < n; i++)
			printf("%*.*s%s\n",
			    (int)(i == 0 && !is_row ? 0 : indent),
			    (int)(i == 0 && is_row ? indent : 0),
			    i == 0 && is_row ? line : "", lines[i]);
	}
	arena_done(&arena);
}

static int
role_show(struct roles *roles)
{
	struct app *app = roles->app;
	struct term term;
	struct role role;
	struct buf text;
	const char *name = one_name(roles, "show");
	int rc = name != NULL ? app_role_read(app, name, &role) : ERR_INVAL;

	if (rc != 0)
		return rc;
	buf_init(&text, DESCRIPTION_MAX_BYTES);
	rubric_describe(&role, &app->catalogue, &text);
	term_init(&term, stdout, app->globals.no_color);
	for (const char *at = text.data; at != NULL && *at != '\0';) {
		size_t len = strcspn(at, "\n");

		print_wrapped(&term, at, len);
		at += len + (at[len] == '\n');
	}
	printf("\nfile    %s\nrubric  %s\n", role.path, role.hash);
	buf_done(&text);
	return 0;
}

/* One line a role: "NAME: fine" or the message with file and line. */
static bool
check_one(struct app *app, const char *name)
{
	struct role role;
	int rc = app_role_read(app, name, &role);

	if (rc == 0)
		rc = app_role_places(app, &role);
	if (rc == 0)
		printf("%s: fine (%zu must, %zu nice, %zu seeds)\n", name,
		    role.n_must, role.n_nice, role.n_seeds);
	else
		app_complain(app, rc);
	app->detail.text[0] = '\0';
	return rc == 0;
}

static int
role_check(struct roles *roles)
{
	struct app *app = roles->app;
	struct role_list list;
	bool fine = true;
	int rc = app_catalogue(app);

	if (rc == 0 && roles->operands.n == 0) {
		rc = config_roles_list(&app->paths, &app->arena, &list,
		    &app->detail);
		for (size_t i = 0; rc == 0 && i < list.n; i++)
			fine = check_one(app, list.names[i]) && fine;
	}
	if (rc != 0)
		return rc;
	for (size_t i = 0; i < roles->operands.n; i++)
		fine = check_one(app, roles->operands.items[i]) && fine;
	return fine ? 0 : command_exit_status(ERR_INVAL);
}

static int
set_enabled(struct roles *roles, const char *name, bool enabled)
{
	struct app *app = roles->app;
	struct txn *txn = NULL;
	int rc = app_store(app, STORE_WRITE, "role");

	if (rc == 0)
		rc = store_begin(app->store, true, &txn, &app->detail);
	if (rc == 0)
		rc = store_meta_put(txn, role_choice_key(app, name),
		    enabled ? "1" : NULL);
	return app_finish(app, txn, rc == ERR_NOTFOUND ? 0 : rc);
}

static int
role_enable(struct roles *roles)
{
	struct app *app = roles->app;
	struct role role;
	const char *name = one_name(roles, "enable");
	int rc = name != NULL ? app_role_read(app, name, &role) : ERR_INVAL;

	if (rc == 0)
		rc = set_enabled(roles, role.name, true);
	if (rc == 0)
		app_say(app, "%s is enabled: muster crawl works for it.",
		    role.name);
	return rc;
}

static int
role_disable(struct roles *roles)
{
	struct app *app = roles->app;
	const char *name = one_name(roles, "disable"), *path;
	int rc = name != NULL ? app_paths(app) : ERR_INVAL;

	if (rc == 0)
		rc = config_role_find(&app->paths, name, &app->arena, &path,
		    &app->detail);
	if (rc == ERR_NOTFOUND)
		rc = ERR_INVAL;
	if (rc == 0)
		rc = set_enabled(roles, name, false);
	if (rc == 0)
		app_say(app,
		    "%s is disabled: its leads stay, crawls leave it alone.",
		    name);
	return rc;
}

static int
copy(struct app *app, const char *from, const char *from_path,
    const char *to_path)
{
	struct file_replace file = { 0 };
	char today[CLOCK_TEXT_LEN];
	struct buf text;
	int rc;

	buf_init(&text, ROLE_MAX_BYTES);
	clock_format_date(clock_wall(), today);
	rc = file_read(from_path, &text, &app->detail);
	if (rc == 0)
		rc = file_replace_begin(&file, to_path, &app->detail);
	if (rc == 0) {
		(void)fprintf(file.stream,
		    "# Copied from %s on %s. Make it yours, then look it "
		    "over:\n"
		    "#   muster role check %s\n\n",
		    from, today, to_path);
		/* A failed write shows in the stream, which commit looks at. */
		(void)fwrite(text.data, 1, text.len, file.stream);
		rc = file_replace_commit(&file, &app->detail);
	}
	buf_done(&text);
	return rc;
}

static int
role_new(struct roles *roles)
{
	struct app *app = roles->app;
	const char *from = roles->from != NULL ? roles->from : "api-generalist";
	const char *name = one_name(roles, "new");
	const char *source = NULL, *directory, *path;
	int rc = name != NULL ? app_paths(app) : ERR_INVAL;

	if (rc == 0 && roles->from != NULL && roles->from_jd != NULL)
		rc = app_error(app, ERR_INVAL,
		    "role new: --from and --from-jd: expected one of them");
	if (rc == 0 && !name_is_role(name))
		rc = app_error(app, ERR_INVAL,
		    "role new: \"%.60s\": expected at most 64 of a-z 0-9 . _ -",
		    name);
	if (rc == 0 && roles->from_jd == NULL)
		rc = config_role_find(&app->paths, from, &app->arena, &source,
		    &app->detail);
	if (rc != 0)
		return rc == ERR_NOTFOUND ? ERR_INVAL : rc;
	directory = arena_format(&app->arena, "%s/roles", app->paths.home);
	path = arena_format(&app->arena, "%s/%s.yaml", directory, name);
	if (file_exists(path))
		return app_error(app, ERR_INVAL,
		    "%s: exists already; it was not touched", path);
	rc = file_make_dirs(directory, 0700, &app->detail);
	if (rc == 0 && roles->from_jd != NULL)
		return role_from_jd(app, name, roles->from_jd, roles->api_url,
		    path);
	if (rc == 0)
		rc = copy(app, from, source, path);
	if (rc == 0)
		app_say(app,
		    "Wrote %s, a copy of %s.\nEdit it, then: muster role check "
		    "%s && muster role enable %s",
		    path, from, name, name);
	return rc;
}

static const struct {
	const char *name;
	int (*run)(struct roles *roles);
} subcommands[] = {
	{ "list", role_list },
	{ "show", role_show },
	{ "check", role_check },
	{ "enable", role_enable },
	{ "disable", role_disable },
	{ "new", role_new },
};

int
cmd_role(struct app *app, int argc, char **argv)
{
	struct roles roles = { .app = app };
	const struct option_spec options[] = {
		{ "from", 0, OPTION_TEXT, &roles.from, "ROLE",
		    "role new: which one to copy (default api-generalist)", 0,
		    0 },
		{ "from-jd", 0, OPTION_TEXT, &roles.from_jd, "FILE",
		    "role new: make it from a job description (-: stdin)", 0,
		    0 },
		{ "api-url", 0, OPTION_TEXT, &roles.api_url, "URL",
		    "role new: where GitHub's API is (github.api_url)", 0, 0 },
		{ "json", 0, OPTION_FLAG, &roles.json, NULL,
		    "role list: one JSON object a line", 0, 0 },
	};
	const char *what = "list";
	int rc = option_parse(app, options, COUNT(options), argc, argv,
	    &roles.operands);

	if (rc != 0)
		return rc;
	if (roles.operands.n > 0) {
		what = roles.operands.items[0];
		roles.operands.items++;
		roles.operands.n--;
	}
	for (size_t i = 0; i < COUNT(subcommands); i++)
		if (str_equal(subcommands[i].name, what))
			return subcommands[i].run(&roles);
	return app_error(app, ERR_INVAL,
	    "role %.40s: expected list, show, check, enable, disable or new",
	    what);
}
