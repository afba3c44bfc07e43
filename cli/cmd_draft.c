#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/path_shown.h"
#include "cli/role_choice.h"
#include "cli/selection.h"
#include "cli/table.h"
#include "cli/target.h"
#include "outreach/draft.h"
#include "store/rights.h"

enum {
	/* Messages that a person reads and sends, one by one. */
	DRAFTS_MAX = 200,
	LIMIT_DEFAULT = 20,
	LIMIT_NOT_GIVEN = -2,
	WORKS_MAX = 3
};

struct one {
	int64_t person;
	const char *login;
	const char *url;
	const char *text;
	const char *about; /* see struct draft */
	struct file_replace file;
	bool is_gone; /* by the time it was to be written */
	bool is_there; /* as a file, mended perhaps: it stays */
};

struct drafting {
	struct app *app;
	const char *role, *template_name, *directory, *query_file;
	bool check, tokens, all;
	int64_t limit;
	int64_t work;

	const struct template *template;
	const char *template_path;
	const char *role_path; /* NULL: leads of a role that has no file */
	struct draft_terms terms;
	struct selection selection;
	struct arena arena; /* of one lead, with --check */
	struct one *drafts;
	size_t n;
	struct handout *handout; /* of the files, with -o */
	int64_t seen, refused, fell_back, notices_added;
	int64_t there; /* drafts that stay as they are */
	int64_t more; /* who match beyond the limit; -1: uncounted */
	int64_t gaps[TOKEN_COUNT], missing[TOKEN_COUNT];
	struct term term;
	struct table table;
};

static const struct column columns[] = {
	{ "login", 8, 39, false, CUT_LAST },
	{ "draft", 7, 7, false, CUT_LATE },
	{ "what", 20, 200, false, CUT_FIRST },
};

/* ---- template and terms ---- */

/* A file, or a name in templates/ of the user's or the shipped files. */
static int
find_template(struct drafting *drafting)
{
	struct app *app = drafting->app;
	const char *name = drafting->template_name;
	const char *const homes[] = { app->paths.home, app->paths.share };

	if (strchr(name, '/') != NULL || file_exists(name)) {
		drafting->template_path = name;
		return 0;
	}
	for (size_t i = 0; i < COUNT(homes); i++)
		for (int ending = 0; ending < 2; ending++) {
			const char *path =
			    arena_format(&app->arena, "%s/templates/%s%s",
				homes[i], name, ending ? ".txt" : "");

			if (!file_exists(path))
				continue;
			drafting->template_path = path;
			return 0;
		}
	return app_error(app, ERR_INVAL,
	    "--template %.80s: neither a file nor a template in %s/templates "
	    "or %s/templates; linkedin and message are shipped",
	    name, app->paths.home, app->paths.share);
}

static int
read_template(struct drafting *drafting)
{
	struct app *app = drafting->app;
	struct buf text;
	int rc;

	if (drafting->template_name == NULL)
		drafting->template_name = "linkedin";
	rc = app_config(app);
	if (rc == 0)
		rc = find_template(drafting);
	if (rc != 0)
		return rc;
	buf_init(&text, TEMPLATE_MAX_BYTES);
	rc = file_read(drafting->template_path, &text, &app->detail);
	if (rc == 0)
		rc = template_parse(drafting->template_path,
		    text.data != NULL ? text.data : "", text.len, &app->arena,
		    &drafting->template, &app->detail);
	buf_done(&text);
	return rc == 0 ? 0 : ERR_INVAL;
}

/* A role without a file has leads, perhaps, but no job to tell of; a broken
 * file is no reason to leave out what it says. */
static int
take_terms(struct drafting *drafting, const char *role)
{
	struct app *app = drafting->app;
	struct draft_terms *terms = &drafting->terms;
	struct err_detail ignored = { 0 };
	struct role file = { 0 };
	int rc;

	terms->role = role;
	terms->work = (size_t)drafting->work;
	terms->now = clock_wall();
	terms->operator_company = app->config.operator_company;
	terms->operator_contact = app->config.operator_contact;
	terms->operator_privacy_url = app->config.operator_privacy_url;
	rc = config_role_find(&app->paths, role, &app->arena,
	    &drafting->role_path, &ignored);
	if (rc == ERR_NOTFOUND)
		return 0;
	rc = app_role_read(app, role, &file);
	terms->job_title = file.job.title;
	terms->job_url = file.job.url;
	terms->job_pay = file.job.pay;
	terms->job_place = file.job.place;
	terms->job_sender = file.job.sender;
	return rc;
}

/* ---- each lead ---- */

static void
put_tokens(struct buf *out, uint64_t set, const char *intro)
{
	const char *separator = intro;

	for (int i = 0; i < TOKEN_COUNT; i++) {
		if ((set >> i & 1) == 0)
			continue;
		buf_format(out, "%s%s", separator,
		    token_info((enum token)i)->name);
		separator = ", ";
	}
}

static void
count(struct drafting *drafting, const struct draft *draft, bool is_there)
{
	drafting->seen++;
	drafting->refused += draft->text == NULL;
	drafting->there += is_there;
	if (is_there)
		return;
	drafting->notices_added += draft->is_notice_added;
	if (draft->text != NULL && draft->fell_back != 0)
		drafting->fell_back++;
	for (int i = 0; i < TOKEN_COUNT; i++) {
		drafting->gaps[i] += (int64_t)(draft->fell_back >> i & 1);
		drafting->missing[i] += (int64_t)(draft->missing >> i & 1);
	}
}

static void
check_row(struct drafting *drafting, const char *login,
    const struct draft *draft)
{
	struct buf what;

	buf_init(&what, ERR_DETAIL_LEN);
	if (draft->text == NULL)
		buf_text(&what, draft->refusal);
	else
		put_tokens(&what, draft->fell_back, "fallback for ");
	table_cell(&drafting->table, 0, STYLE_BOLD, login);
	table_cell(&drafting->table, 1, STYLE_PLAIN,
	    draft->text == NULL         ? "refused"
		: draft->fell_back != 0 ? "gaps"
					: "whole");
	table_cell(&drafting->table, 2, STYLE_PLAIN, what.data);
	table_end_row(&drafting->table);
	buf_done(&what);
}

/* Of a directory it is told that it is in the way. */
static bool
is_file(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && !S_ISDIR(info.st_mode);
}

static const char *
path_of(struct drafting *drafting, const char *login)
{
	return arena_format(&drafting->app->arena, "%s/%s.txt",
	    drafting->directory, login);
}

static int
keep(struct drafting *drafting, const struct lead_row *row,
    const struct draft *draft, bool is_there)
{
	struct app *app = drafting->app;
	struct one *one;

	if (drafting->n == DRAFTS_MAX)
		return app_error(app, ERR_LIMIT,
		    "over %d drafts: messages are for a person to read and "
		    "send, one by one; add --limit N, %d at most",
		    DRAFTS_MAX, DRAFTS_MAX);
	if (drafting->drafts == NULL)
		drafting->drafts =
		    mem_calloc(DRAFTS_MAX, sizeof(*drafting->drafts));
	one = &drafting->drafts[drafting->n++];
	one->person = row->person.id;
	one->login = arena_strdup(&app->arena, row->person.login);
	one->url = fact_url_person(&app->arena, row->person.login);
	one->text = arena_strdup(&app->arena, draft->text);
	if (draft->about != NULL)
		one->about = arena_strdup(&app->arena, draft->about);
	one->is_there = is_there;
	return 0;
}

static int
draft_lead(void *context, const struct lead_row *row)
{
	struct drafting *drafting = context;
	struct app *app = drafting->app;
	struct lead_view view;
	struct draft draft;
	bool is_there;

	arena_reset(&drafting->arena);
	lead_view_make(row, drafting->terms.role,
	    app->config.store_retention_days, &drafting->arena, &view);
	/* All would be refused: said once, and where to mend it. */
	if (view.notice_due != 0 && !draft_has_notice(&drafting->terms))
		return app_error(app, ERR_INVAL,
		    "operator.contact: not set in %s: a first message tells "
		    "people where you found them and how to object, and "
		    "without it nobody could",
		    app->config.path != NULL ? app->config.path
					     : app->paths.file);
	draft_make(drafting->template, &drafting->terms, &view,
	    &drafting->arena, &draft);
	if (draft.text != NULL && app_is_excluded(app, &row->person)) {
		draft.text = NULL;
		draft.refusal = "is excluded by your configuration";
	}
	/* One that is there was read and mended, perhaps: it is left alone. */
	is_there = draft.text != NULL && !drafting->check &&
	    drafting->directory != NULL &&
	    is_file(path_of(drafting, row->person.login));
	count(drafting, &draft, is_there);
	if (drafting->check) {
		check_row(drafting, row->person.login, &draft);
		return 0;
	}
	if (draft.text != NULL)
		return keep(drafting, row, &draft, is_there);
	app_say(app, "%s: no draft: %s.", row->person.login, draft.refusal);
	return 0;
}

/* ---- whom ---- */

static int
draft_one(struct drafting *drafting, const char *name)
{
	struct app *app = drafting->app;
	struct lead_row row = { 0 };
	struct txn *txn = NULL;
	const char *role = NULL;
	int rc = store_begin(app->store, false, &txn, &app->detail);

	if (rc == 0)
		rc = role_choice_read(app, txn, drafting->role, NULL, &role);
	if (rc == 0)
		rc = take_terms(drafting, role);
	if (rc == 0)
		rc = target_load(app, txn, role, name, &row);
	if (rc == 0)
		rc = draft_lead(drafting, &row);
	return app_finish(app, txn, rc);
}

static int
draft_many(struct drafting *drafting, const char *text)
{
	struct selection *selection = &drafting->selection;
	int rc = selection_open(drafting->app, selection, text, drafting->role);

	if (rc != 0)
		return rc;
	selection->options.limit = drafting->limit;
	rc = take_terms(drafting, selection->role);
	if (rc == 0)
		rc = selection_run(drafting->app, selection, draft_lead,
		    drafting);
	if (rc == 0 && selection->counts.next[0] != '\0')
		drafting->more = selection->counts.is_partial
		    ? -1
		    : selection->counts.matched - selection->counts.listed;
	if (rc == 0 && drafting->seen == 0)
		rc = app_error(drafting->app, ERR_NOTFOUND,
		    "no lead of %s matches; nothing was drafted",
		    selection->role);
	selection_close(selection);
	return rc;
}

/* ---- writing ---- */

static int
write_file(struct drafting *drafting, struct one *one)
{
	struct app *app = drafting->app;
	const char *path = path_of(drafting, one->login);
	int rc;

	if (one->is_there)
		return 0;
	rc = file_replace_begin(&one->file, path, &app->detail);
	if (rc == 0 && fprintf(one->file.stream, "%s\n", one->text) < 0)
		rc = app_error(app, ERR_IO, "%s: %s", path, strerror(errno));
	return rc == 0 ? file_replace_sync(&one->file, &app->detail) : rc;
}

static int
write_files(struct drafting *drafting)
{
	int rc;

	if (drafting->directory == NULL || drafting->n == 0)
		return 0;
	rc = file_make_dirs(drafting->directory, 0700, &drafting->app->detail);
	for (size_t i = 0; i < drafting->n && rc == 0; i++)
		rc = write_file(drafting, &drafting->drafts[i]);
	return rc;
}

/* In the transaction that journals: nobody who was erased or declined since
 * the list was read gets a draft. */
static int
record_one(struct drafting *drafting, struct txn *txn, struct one *one)
{
	struct arena arena = { 0 };
	struct person person;
	struct lead lead;
	int rc = store_person_get(txn, one->person, &arena, &person);

	if (rc == 0)
		rc = store_lead_get(txn, drafting->terms.role, one->person,
		    &arena, &lead);
	if (rc == 0 &&
	    (person.refusal != NULL || draft_refuses_status(&lead) != NULL ||
		store_is_suppressed(txn, one->person, person.login)))
		rc = ERR_BLOCKED;
	if (rc == 0 && !one->is_there)
		rc = store_journal_add(txn, "draft", one->person,
		    arena_format(&arena, "role=%s template=%s",
			drafting->terms.role, drafting->template_name));
	arena_done(&arena);
	one->is_gone = rc == ERR_NOTFOUND || rc == ERR_BLOCKED;
	return one->is_gone ? 0 : rc;
}

static int
record(struct drafting *drafting)
{
	struct app *app = drafting->app;
	struct txn *txn = NULL;
	int rc;

	if (drafting->n == 0)
		return 0;
	if (drafting->directory != NULL)
		drafting->handout = store_handout_new(app->store);
	/* For `forget`, which names the folder: below a thousand people this
	 * takes no transaction of its own. */
	for (size_t i = 0; i < drafting->n && drafting->handout != NULL; i++) {
		rc = store_handout_add(drafting->handout,
		    drafting->drafts[i].person, &app->detail);
		if (rc != 0)
			return rc;
	}
	rc = store_begin(app->store, true, &txn, &app->detail);
	for (size_t i = 0; i < drafting->n && rc == 0; i++)
		rc = record_one(drafting, txn, &drafting->drafts[i]);
	if (rc == 0 && drafting->handout != NULL)
		rc = store_handout_end(drafting->handout, txn, "draft",
		    arena_format(&app->arena,
			"role=%s template=%s drafts=%zu file=%s",
			drafting->terms.role, drafting->template_name,
			drafting->n, path_shown(app, drafting->directory)));
	return app_finish(app, txn, rc);
}

static int
hand_out(struct drafting *drafting)
{
	struct app *app = drafting->app;
	bool is_alone = drafting->seen == 1;
	int rc = 0;

	for (size_t i = 0; i < drafting->n && rc == 0; i++) {
		struct one *one = &drafting->drafts[i];

		if (one->is_gone) {
			drafting->refused++;
			drafting->there -= one->is_there;
			app_say(app,
			    "One draft was dropped: who it was for "
			    "may no longer be written to.");
		} else if (one->is_there) {
			continue;
		} else if (drafting->directory != NULL) {
			rc = file_replace_commit(&one->file, &app->detail);
		} else if (is_alone) {
			(void)printf("%s\n", one->text); /* main() checks */
		} else {
			(void)printf("==== %s  %s\n\n%s\n\n", one->login,
			    one->about != NULL ? one->about : one->url,
			    one->text);
		}
	}
	return rc;
}

/* ---- what is said ---- */

static void
tell_gaps(const struct drafting *drafting, const int64_t *counts,
    const char *what)
{
	struct buf text;

	buf_init(&text, ERR_DETAIL_LEN);
	for (int i = 0; i < TOKEN_COUNT; i++)
		if (counts[i] > 0)
			buf_format(&text, "%s%s %lld", text.len > 0 ? ", " : "",
			    token_info((enum token)i)->name,
			    (long long)counts[i]);
	if (text.len > 0)
		app_say(drafting->app, "%s: %s.", what, text.data);
	buf_done(&text);
}

static void
tell_more(const struct drafting *drafting)
{
	char how_many[40] = "More match";

	if (drafting->more > 0)
		(void)snprintf(how_many, sizeof(how_many), "%lld more %s",
		    (long long)drafting->more,
		    app_plural(drafting->more, "matches", "match"));
	if (drafting->check)
		app_say(drafting->app, "%s: --limit all looks at them, too.",
		    how_many);
	else if (drafting->limit < DRAFTS_MAX)
		app_say(drafting->app,
		    "%s: --limit N drafts for them, too (%d at most).",
		    how_many, DRAFTS_MAX);
	else
		app_say(drafting->app,
		    "%s. %d drafts a run are the most: mark whom you wrote "
		    "to, and add status:new to the query for the others.",
		    how_many, DRAFTS_MAX);
}

static void
tell_rest(const struct drafting *drafting)
{
	const struct app *app = drafting->app;

	if (drafting->there > 0)
		app_say(app,
		    "%lld %s in %s already and %s as %s; a draft that is "
		    "deleted is written anew.",
		    (long long)drafting->there,
		    app_plural(drafting->there, "was", "were"),
		    drafting->directory,
		    app_plural(drafting->there, "stays", "stay"),
		    app_plural(drafting->there, "it is", "they are"));
	if (drafting->more != 0)
		tell_more(drafting);
}

/* What is left to do by hand. */
static void
tell_next(const struct drafting *drafting)
{
	const struct app *app = drafting->app;
	const struct one *one = &drafting->drafts[0];

	if (drafting->n != 1) {
		app_say(app,
		    "Read them, open what they name (`muster show LOGIN` has "
		    "the links), mend them; then `muster mark LOGIN "
		    "contacted`.");
		return;
	}
	if (one->about != NULL)
		app_say(app, "It is about %s", one->about);
	app_say(app,
	    "Read it, open what it names, mend it; then `muster mark %s "
	    "contacted`.",
	    one->login);
}

static void
tell(const struct drafting *drafting)
{
	const struct app *app = drafting->app;
	int64_t made = drafting->seen - drafting->refused;

	if (drafting->check || drafting->seen > 1) {
		app_say(app,
		    "%lld of %lld %s a draft by %s, %lld of them with a "
		    "fallback.",
		    (long long)(made - drafting->there),
		    (long long)drafting->seen,
		    drafting->check ? "would get" : "got",
		    drafting->template_path, (long long)drafting->fell_back);
		tell_gaps(drafting, drafting->gaps, "Fallbacks");
		tell_gaps(drafting, drafting->missing, "Not known");
	}
	tell_rest(drafting);
	if (drafting->notices_added > 0)
		app_say(app,
		    "The notice was added at the end: it is due, and "
		    "{{notice}} "
		    "is not in the template.");
	if (made > 0 && !draft_has_link(&drafting->terms))
		app_say(app,
		    "operator.privacy_url is not set: the notice has no link "
		    "to what you do with people's data.");
	if (drafting->gaps[TOKEN_JOB_TITLE] > 0 && drafting->role_path != NULL)
		app_say(app,
		    "job: title: is not set in %s: the draft can't say for "
		    "what job.",
		    drafting->role_path);
	if (made > 0 && !drafting->check)
		tell_next(drafting);
}

static void
list_tokens(void)
{
	static const char *const needs[] = {
		[TOKEN_KIND_TEXT] = "needs a fallback",
		[TOKEN_KIND_NEEDED] = "no draft without it",
		[TOKEN_KIND_ALWAYS] = "",
		[TOKEN_KIND_FLAG] = "section",
		[TOKEN_KIND_LIST] = "section",
		[TOKEN_KIND_ITEM] = "within a list",
	};

	for (int i = 0; i < TOKEN_COUNT; i++) {
		const struct token_info *info = token_info((enum token)i);

		(void)printf("%-22s %-20s %s\n", info->name, needs[info->kind],
		    info->help);
	}
}

static int
run(struct drafting *drafting, const char *text, bool is_one_word)
{
	struct app *app = drafting->app;
	int rc = app_store_existing(app, "draft");

	if (rc != 0)
		return rc;
	if (drafting->check) {
		term_init(&drafting->term, stdout, app->globals.no_color);
		table_init(&drafting->table, &drafting->term, columns,
		    COUNT(columns));
	}
	rc = is_one_word && target_is_person(app, text)
	    ? draft_one(drafting, text)
	    : draft_many(drafting, text);
	if (drafting->check)
		table_done(&drafting->table);
	if (rc == 0)
		rc = write_files(drafting);
	if (rc == 0)
		rc = record(drafting);
	if (rc == 0)
		rc = hand_out(drafting);
	if (rc == 0)
		tell(drafting);
	return rc == 0 && drafting->refused > 0 ? 1 : rc;
}

int
cmd_draft(struct app *app, int argc, char **argv)
{
	struct drafting drafting = { .app = app, .limit = LIMIT_NOT_GIVEN };
	const struct option_spec options[] = {
		{ "template", 't', OPTION_TEXT, &drafting.template_name, "NAME",
		    "linkedin (short), message, one of yours, or a file", 0,
		    0 },
		{ "role", 'r', OPTION_TEXT, &drafting.role, "NAME",
		    "for which role; needed when several are enabled", 0, 0 },
		{ "check", 'c', OPTION_FLAG, &drafting.check, NULL,
		    "no drafts: say who lacks what of the template", 0, 0 },
		{ "output", 'o', OPTION_TEXT, &drafting.directory, "DIR",
		    "a file for each (for you alone to read); never over one",
		    0, 0 },
		{ "limit", 'n', OPTION_LIMIT, &drafting.limit, "N",
		    "at most so many: 20 if not given, 200 at most; with "
		    "--check all",
		    0, 0 },
		{ "work", 'w', OPTION_INT, &drafting.work, "N",
		    "about another piece of work, as show numbers them", 1,
		    WORKS_MAX },
		{ "query-file", 0, OPTION_TEXT, &drafting.query_file, "FILE",
		    "read the query from a file, - for standard input", 0, 0 },
		{ "tokens", 0, OPTION_FLAG, &drafting.tokens, NULL,
		    "list what can stand in a template", 0, 0 },
	};
	struct text_list operands;
	const char *text = "";
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0 && drafting.tokens) {
		list_tokens();
		return 0;
	}
	if (rc == 0 && operands.n == 0 && drafting.query_file == NULL)
		rc = app_error(app, ERR_INVAL,
		    "draft: expected a login or a query; see muster draft "
		    "--help");
	if (drafting.limit == LIMIT_NOT_GIVEN)
		drafting.limit = drafting.check ? -1 : LIMIT_DEFAULT;
	if (rc == 0)
		rc = read_template(&drafting);
	if (rc == 0)
		rc = selection_text(app, &operands, operands.n,
		    drafting.query_file, &text);
	if (rc == 0)
		rc = run(&drafting, text, operands.n == 1);
	for (size_t i = 0; i < drafting.n; i++)
		file_replace_drop(&drafting.drafts[i].file);
	mem_free(drafting.drafts);
	store_handout_free(drafting.handout);
	selection_close(&drafting.selection);
	arena_done(&drafting.arena);
	return rc;
}
