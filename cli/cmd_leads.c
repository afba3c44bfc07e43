#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/facets.h"
#include "cli/lead_table.h"
#include "cli/looks.h"
#include "cli/option.h"
#include "cli/selection.h"
#include "outreach/export.h"
#include "outreach/lead_field.h"

enum {
	LIMIT_DEFAULT = 20,
	LIMIT_NOT_GIVEN = -2,
	FOOTER_LINES = 6,
	FOOTER_INDENT = 2,
	FOOTER_MAX_BYTES = 4096,
	FACETS_MAX_BYTES = 64 * 1024 * 1024,
	PLAN_MAX_BYTES = 256 * 1024
};

struct leads {
	struct app *app;
	const char *role;
	const char *query_file;
	const char *new_since;
	const char *facet_names;
	const char *cursor;
	struct text_list weights;
	int64_t limit;
	int64_t offset;
	bool json;
	bool count;
	bool all;
	bool explain;

	struct selection selection;
	struct looks looks;
	int64_t listed;
	int64_t reachable; /* of those: list a way to be contacted */
	struct buf plan; /* what --explain-plan tells */
	struct facets *facets;
	struct table table;
	struct term term;
	struct arena arena; /* of one row */
};

/* Whether leads are printed one by one. */
static bool
is_listing(const struct leads *leads)
{
	return leads->facets == NULL && !leads->count && !leads->explain;
}

static void
count_contact(struct leads *leads, const struct lead_view *view)
{
	leads->listed++;
	leads->reachable += !str_equal(view->contact, "none");
}

static int
list_json(void *context, const struct lead_row *row)
{
	struct leads *leads = context;
	struct lead_view view;
	int rc;

	arena_reset(&leads->arena);
	lead_view_make(row, leads->selection.role,
	    leads->app->config.store_retention_days, &leads->arena, &view);
	looks_add(&leads->looks, row->person.id);
	count_contact(leads, &view);
	rc = export_json_line(stdout, &view);
	if (rc != 0)
		return app_error(leads->app, rc,
		    "standard output: can't be written: %s", err_name(rc));
	return 0;
}

static int
list_row(void *context, const struct lead_row *row)
{
	struct leads *leads = context;
	struct lead_view view;

	arena_reset(&leads->arena);
	lead_view_make_for(LEAD_NEEDS_COMPANY, row, leads->selection.role,
	    leads->app->config.store_retention_days, &leads->arena, &view);
	looks_add(&leads->looks, row->person.id);
	count_contact(leads, &view);
	lead_table_add(&leads->table, &view, clock_wall());
	return 0;
}

/* --limit, which without leads is about the values of each facet. */
static size_t
facet_limit(const struct leads *leads, size_t not_given)
{
	if (leads->limit == LIMIT_NOT_GIVEN)
		return not_given;
	return leads->limit < 0 ? SIZE_MAX : (size_t)leads->limit;
}

static void
print_facets(struct leads *leads)
{
	struct json_writer json;
	struct buf out;

	if (!leads->json) {
		facets_print(leads->facets, &leads->term,
		    facet_limit(leads, FACETS_SHOWN));
		return;
	}
	buf_init(&out, FACETS_MAX_BYTES);
	json_writer_init(&json, &out);
	facets_json(leads->facets, &json, facet_limit(leads, SIZE_MAX));
	printf("%s\n", out.data);
	buf_done(&out);
}

/* One sentence, wrapped with a hanging indent. */
static void
print_sentence(const struct term *term, const char *text, size_t len)
{
	const char *lines[FOOTER_LINES];
	struct arena arena = { 0 };
	size_t n = term_wrap(&arena, arena_text(&arena, text, len),
	    term->width - FOOTER_INDENT, lines, FOOTER_LINES);

	for (size_t i = 0; i < n; i++)
		printf("%*s%s\n", i > 0 ? FOOTER_INDENT : 0, "", lines[i]);
	arena_done(&arena);
}

/* Below a table it belongs to the page; elsewhere it is talk. */
static void
print_footer(struct leads *leads, bool on_page)
{
	struct buf footer;

	if (leads->app->globals.quiet)
		return;
	buf_init(&footer, FOOTER_MAX_BYTES);
	selection_footer(&leads->selection, &footer);
	if (leads->listed > 0)
		buf_format(&footer,
		    "Of the %lld listed, %lld %s a way to be contacted.\n",
		    (long long)leads->listed, (long long)leads->reachable,
		    app_plural(leads->reachable, "lists", "list"));
	if (str_equal(leads->new_since, "last"))
		looks_footer(&leads->looks, &footer);
	if (on_page && leads->selection.counts.listed > 0)
		printf("\n");
	if (!on_page && footer.len > 0)
		app_say(leads->app, "%.*s", (int)footer.len - 1, footer.data);
	for (const char *at = footer.data;
	     on_page && at != NULL && *at != '\0';) {
		size_t len = strcspn(at, "\n");

		print_sentence(&leads->term, at, len);
		at += len + (at[len] == '\n');
	}
	buf_done(&footer);
}

/* In place of leads: how they would be found. */
static void
print_plan(struct leads *leads)
{
	const char *plan = leads->plan.data != NULL ? leads->plan.data : "";

	(void)fputs(plan, stdout);
}

static int
list_nothing(void *context, const struct lead_row *row)
{
	(void)context;
	(void)row;
	return 0;
}

static void
set_options(struct leads *leads, bool lists)
{
	struct query_options *options = &leads->selection.options;

	options->limit = !lists               ? 0
	    : leads->limit == LIMIT_NOT_GIVEN ? LIMIT_DEFAULT
					      : leads->limit;
	options->offset = leads->offset;
	options->cursor = leads->cursor;
	options->show_hidden = leads->all;
	options->without_reasons = !leads->json; /* a table has none */
	options->front_of_score = options->front_of_profile = !leads->json;
	if (leads->facets != NULL)
		options->tally = facets_tally(leads->facets);
	if (leads->explain)
		options->explain = &leads->plan;
}

static int
run(struct leads *leads)
{
	struct selection *selection = &leads->selection;
	bool lists = !leads->count && leads->facets == NULL;
	bool page = is_listing(leads) && !leads->json;
	int rc;

	set_options(leads, lists);
	buf_init(&leads->plan, PLAN_MAX_BYTES);
	term_init(&leads->term, stdout, leads->app->globals.no_color);
	lead_table_init(&leads->table, &leads->term);
	rc = selection_run(leads->app, selection,
	    leads->explain    ? list_nothing
		: leads->json ? list_json
			      : list_row,
	    leads);
	table_done(&leads->table);
	if (rc != 0)
		return rc;
	if (leads->explain)
		print_plan(leads);
	else if (leads->facets != NULL)
		print_facets(leads);
	else if (leads->count)
		printf("%lld\n", (long long)selection->counts.matched);
	print_footer(leads, page);
	return 0;
}

static int
start(struct leads *leads, const struct text_list *operands)
{
	struct app *app = leads->app;
	const char *text;
	int rc = selection_text(app, operands, operands->n, leads->query_file,
	    &text);

	if (rc == 0)
		rc = selection_check(app, text);
	if (rc == 0)
		rc = selection_weights(app, &leads->selection, &leads->weights);
	if (rc == 0 && leads->facet_names != NULL)
		rc = facets_new(app, leads->facet_names, &leads->facets);
	if (rc == 0)
		rc = app_store(app, STORE_READ, "leads");
	if (rc == 0)
		rc = selection_open(app, &leads->selection, text, leads->role);
	if (rc == 0)
		rc = looks_open(&leads->looks, app, &leads->selection,
		    leads->new_since);
	if (rc == 0)
		rc = run(leads);
	selection_close(&leads->selection);
	/* Only what has been written was looked at. */
	if (rc == 0 && is_listing(leads) && leads->limit != 0 &&
	    fflush(stdout) == 0)
		looks_keep(&leads->looks);
	return rc;
}

int
cmd_leads(struct app *app, int argc, char **argv)
{
	struct leads leads = { .app = app, .limit = LIMIT_NOT_GIVEN };
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXT, &leads.role, "NAME",
		    "whose leads; needed only when several are enabled", 0, 0 },
		{ "limit", 'n', OPTION_LIMIT, &leads.limit, "N",
		    "how many (default 20; all); of each facet 15", 0, 0 },
		{ "offset", 0, OPTION_INT, &leads.offset, "N",
		    "skip the first N", 0, INT64_MAX },
		{ "cursor", 0, OPTION_TEXT, &leads.cursor, "TOKEN",
		    "go on behind the last lead of another page", 0, 0 },
		{ "all", 'a', OPTION_FLAG, &leads.all, NULL,
		    "also what is hidden by default", 0, 0 },
		{ "json", 0, OPTION_FLAG, &leads.json, NULL,
		    "one JSON object a line", 0, 0 },
		{ "count", 'c', OPTION_FLAG, &leads.count, NULL,
		    "only how many match", 0, 0 },
		{ "facets", 0, OPTION_TEXT, &leads.facet_names, "LIST",
		    "count by lang, loc, company, band, skill, status or "
		    "involvement",
		    0, 0 },
		{ "weight", 'w', OPTION_TEXTS, &leads.weights, "NAME=N",
		    "what if this family weighed N; repeatable", 0, 0 },
		{ "new-since", 0, OPTION_TEXT, &leads.new_since, "WHEN",
		    "last: whom @NAME has not listed before; or first met "
		    "since 7d, 2026-01-31",
		    0, 0 },
		{ "explain-plan", 0, OPTION_FLAG, &leads.explain, NULL,
		    "tell how the leads are found, in place of them", 0, 0 },
		{ "query-file", 0, OPTION_TEXT, &leads.query_file, "FILE",
		    "read the query from a file, - for standard input", 0, 0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = start(&leads, &operands);
	buf_done(&leads.plan);
	facets_free(leads.facets);
	selection_close(&leads.selection);
	looks_done(&leads.looks);
	arena_done(&leads.arena);
	return rc;
}
