#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/drafting.h"
#include "cli/option.h"
#include "cli/role_choice.h"
#include "cli/target.h"

enum {
	LIMIT_DEFAULT = 20,
	LIMIT_NOT_GIVEN = -2,
	WORKS_MAX = 3
};

static const struct column columns[] = {
	{ "login", 8, 39, false, CUT_LAST },
	{ "draft", 7, 7, false, CUT_LATE },
	{ "what", 20, 200, false, CUT_FIRST },
};

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

static int
keep(struct drafting *drafting, const struct lead_row *row,
    const struct draft *draft, bool is_there)
{
	struct app *app = drafting->app;
	struct drafted *one;

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

/* Nobody is written to twice unawares. */
static void
say_contacted(const struct app *app, const struct lead_row *row)
{
	char date[CLOCK_TEXT_LEN];

	if (row->lead.contacted_at == 0)
		return;
	clock_format_date(row->lead.contacted_at, date);
	app_say(app, "%s: contacted on %s already.", row->person.login, date);
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
	if (!drafting->check && view.notice_due != 0 &&
	    !draft_has_notice(&drafting->terms))
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
	    drafting_has_file(drafting, row->person.login);
	count(drafting, &draft, is_there);
	if (drafting->check) {
		check_row(drafting, row->person.login, &draft);
		return 0;
	}
	if (draft.text != NULL) {
		say_contacted(app, row);
		return keep(drafting, row, &draft, is_there);
	}
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
		rc = drafting_take_terms(drafting, role);
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
	rc = drafting_take_terms(drafting, selection->role);
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
		rc = drafting_write(drafting);
	if (rc == 0)
		rc = drafting_record(drafting);
	if (rc == 0)
		rc = drafting_hand_out(drafting);
	if (rc == 0)
		drafting_tell(drafting);
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
		drafting_list_tokens();
		return 0;
	}
	if (rc == 0 && operands.n == 0 && drafting.query_file == NULL)
		rc = app_error(app, ERR_INVAL,
		    "draft: expected a login or a query; see muster draft "
		    "--help");
	if (drafting.limit == LIMIT_NOT_GIVEN)
		drafting.limit = drafting.check ? -1 : LIMIT_DEFAULT;
	if (rc == 0)
		rc = drafting_read_template(&drafting);
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
