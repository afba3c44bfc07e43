#include "cli/selection.h"

#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "cli/exclude.h"
#include "cli/role_choice.h"
#include "cli/text_file.h"
#include "store/rights.h"

enum {
	QUERY_MAX_BYTES = 64 * 1024
};

int
selection_text(struct app *app, const struct text_list *operands,
    size_t n_words, const char *file, const char **ret_text)
{
	struct buf text;
	const char *trimmed;
	size_t len;
	int rc;

	if (file == NULL) {
		*ret_text = option_join(app, operands, 0, n_words);
		return 0;
	}
	if (n_words > 0)
		return app_error(app, ERR_INVAL,
		    "--query-file and a query on the command line: give one");
	rc = text_file_read(app, file, QUERY_MAX_BYTES, "a query as text",
	    &text);
	if (rc == 0) {
		trimmed = str_trim(text.data != NULL ? text.data : "", text.len,
		    &len);
		*ret_text = arena_text(&app->arena, trimmed, len);
	}
	buf_done(&text);
	return rc;
}

int
selection_check(struct app *app, const char *text)
{
	struct query *query = NULL;
	int rc = strchr(text, '@') == NULL ? app_query(app, text, &query) : 0;

	query_free(query);
	return rc;
}

static int
weight_error(struct app *app, const char *given)
{
	struct buf names;
	int rc;

	buf_init(&names, ERR_DETAIL_LEN);
	for (int i = 0; i < FAMILY_COUNT; i++)
		buf_format(&names, "%s%s", i > 0 ? ", " : "",
		    family_name((enum family)i));
	rc = app_error(app, ERR_INVAL,
	    "--weight: \"%.60s\": expected NAME=0..100 with a name of %s",
	    given, names.data);
	buf_done(&names);
	return rc;
}

int
selection_weights(struct app *app, struct selection *selection,
    const struct text_list *weights)
{
	for (int i = 0; i < FAMILY_COUNT; i++)
		selection->weights[i] = -1;
	for (size_t i = 0; i < weights->n; i++) {
		const char *given = weights->items[i];
		const char *equals = strchr(given, '=');
		enum family family;
		const char *name;
		double value;

		if (equals == NULL)
			return weight_error(app, given);
		name = arena_text(&app->arena, given, (size_t)(equals - given));
		if (!family_parse(name, &family) ||
		    str_to_real(equals + 1, &value) != 0 || value < 0 ||
		    value > 100)
			return weight_error(app, given);
		selection->weights[family] = value;
		selection->options.weights = selection->weights;
	}
	return 0;
}

int
selection_open(struct app *app, struct selection *selection, const char *text,
    const char *role)
{
	int rc = app_query(app, text, &selection->query);

	if (rc == 0)
		rc = store_begin(app->store, false, &selection->txn,
		    &app->detail);
	if (rc == 0 && store_load_is_unfinished(selection->txn))
		app_say(app,
		    "A load into this store has not ended: nobody is listed "
		    "until then. If it was killed, run it again.");
	if (rc == 0)
		rc = role_choice_read(app, selection->txn, role,
		    /* --role decides for what role a search is listed. */
		    role != NULL && query_role_is_saved(selection->query)
			? NULL
			: query_role(selection->query),
		    &selection->role);
	selection->options.role = selection->role;
	selection->options.limit = -1;
	selection->options.is_excluded = app_is_excluded;
	selection->options.context = app;
	exclude_suspects(&app->config.exclude, &app->arena,
	    &selection->suspects);
	selection->options.suspects = &selection->suspects;
	selection->options.band = band_at;
	selection->options.retention_days = app->config.store_retention_days;
	selection->options.told_days = app->config.store_retention_told_days;
	return rc;
}

/*
 * What is likely meant by a language that nobody has: the parser takes any,
 * since GitHub has hundreds.  NULL if nothing is near.
 */
static const char *
meant(struct app *app, const char *emptied_by)
{
	const char *name = emptied_by + strlen("lang:");
	const struct skill *skill;

	if (!str_starts(emptied_by, "lang:") || !app->have_catalogue)
		return NULL;
	skill = catalogue_find(&app->catalogue, name);
	if (skill == NULL) {
		name = catalogue_nearest(&app->catalogue, name);
		skill =
		    name != NULL ? catalogue_find(&app->catalogue, name) : NULL;
	} else if (skill->language != NULL) {
		return NULL;
	}
	if (skill == NULL)
		return NULL;
	return skill->language != NULL
	    ? arena_format(&app->arena, "lang:%s", skill->language)
	    : arena_format(&app->arena, "skill:%s", skill->id);
}

int
selection_run(struct app *app, struct selection *selection,
    int (*each)(void *context, const struct lead_row *row), void *context)
{
	int rc = query_run(selection->txn, selection->query,
	    &selection->options, store_now(selection->txn), each, context,
	    &selection->counts, &app->detail);

	if (rc == 0)
		selection->meant = meant(app, selection->counts.emptied_by);
	return rc;
}

void
selection_close(struct selection *selection)
{
	txn_abort(selection->txn);
	query_free(selection->query);
	memset(selection, 0, sizeof(*selection));
}

struct hidden {
	int64_t n;
	const char *why;
};

/* Of whom the counts speak, if not of all. */
static const char *
among(const struct query_counts *counts)
{
	return counts->is_partial
	    ? " among those ranked above the last one shown"
	    : "";
}

static void
put_hidden(const struct query_counts *counts, struct buf *out)
{
	const struct hidden kinds[] = {
		{ counts->hidden_inactive, "inactive for over 24 months" },
		{ counts->hidden_status, "not-a-fit, declined or hired" },
		{ counts->hidden_excluded, "excluded or known" },
		{ counts->hidden_out, "with evidence against a must" },
	};
	int64_t total = 0, listed = 0;

	for (size_t i = 0; i < COUNT(kinds); i++)
		total += kinds[i].n;
	if (counts->hidden_past_notice > 0)
		buf_format(out, "%lld past their time %s not shown%s.\n",
		    (long long)counts->hidden_past_notice,
		    app_plural(counts->hidden_past_notice, "is", "are"),
		    among(counts));
	if (total == 0)
		return;
	buf_format(out, "Hidden%s: ", among(counts));
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].n > 0)
			buf_format(out, "%s%lld %s", listed++ > 0 ? ", " : "",
			    (long long)kinds[i].n, kinds[i].why);
	buf_text(out, " (--all shows them).\n");
}

/* "21-40": the ranks listed, or how many there are behind a cursor. */
static void
put_page(const struct selection *selection, struct buf *out)
{
	const struct query_counts *counts = &selection->counts;
	int64_t first = selection->options.offset + 1;

	if (selection->options.cursor != NULL)
		buf_format(out, "%lld more", (long long)counts->listed);
	else
		buf_format(out, "%lld-%lld", (long long)first,
		    (long long)(first + counts->listed - 1));
}

static void
put_part(const struct selection *selection, struct buf *out)
{
	const struct query_counts *counts = &selection->counts;

	put_page(selection, out);
	if (counts->is_partial)
		buf_format(out,
		    " of the matching leads for %s; --count counts them all, "
		    "--limit N shows more.\n",
		    selection->role);
	else
		buf_format(out, " of %lld matching leads for %s%s.\n",
		    (long long)counts->matched, selection->role,
		    counts->next[0] != '\0'
			? "; --limit N or --limit all shows more"
			: "");
	if (counts->next[0] != '\0')
		buf_format(out, "Next page: --cursor %s\n", counts->next);
}

/* None were asked for, or the page begins behind the last. */
static void
put_count(const struct selection *selection, struct buf *out)
{
	const struct query_counts *counts = &selection->counts;

	if (selection->options.limit != 0)
		buf_text(out, "Nobody is left for this page: ");
	buf_format(out, "%lld matching %s for %s.\n",
	    (long long)counts->matched,
	    app_plural(counts->matched, "lead", "leads"), selection->role);
}

static void
put_emptied(const struct selection *selection, struct buf *out)
{
	const struct query_counts *counts = &selection->counts;

	buf_format(out, "None of %lld %s of %s: \"%s\" removed the last.",
	    (long long)counts->total,
	    app_plural(counts->total, "lead", "leads"), selection->role,
	    counts->emptied_by);
	if (selection->meant != NULL)
		buf_format(out, " Is %s meant?", selection->meant);
	buf_text(out, "\n");
}

static void
put_matches(const struct selection *selection, struct buf *out)
{
	const struct query_counts *counts = &selection->counts;

	if (counts->total == 0)
		buf_format(out,
		    "No leads for %s yet: `muster crawl --role %s` finds "
		    "some.\n",
		    selection->role, selection->role);
	else if (counts->matched == 0 && counts->emptied_by[0] != '\0')
		put_emptied(selection, out);
	else if (counts->matched == 0)
		buf_format(out, "All leads of %s that match are hidden.\n",
		    selection->role);
	else if (counts->listed == counts->matched && !counts->is_partial)
		buf_format(out, "%lld of %lld %s for %s.\n",
		    (long long)counts->matched, (long long)counts->total,
		    app_plural(counts->total, "lead", "leads"),
		    selection->role);
	else if (counts->listed == 0)
		put_count(selection, out);
	else
		put_part(selection, out);
}

static void
put_weights(const struct selection *selection, struct buf *out)
{
	const char *comma = "What if: ";

	for (int i = 0; i < FAMILY_COUNT; i++)
		if (selection->weights[i] >= 0) {
			buf_format(out, "%s%s weighed %g", comma,
			    family_name((enum family)i), selection->weights[i]);
			comma = ", ";
		}
	buf_text(out,
	    "; no score, band or rank of this list is the stored one.\n");
}

void
selection_footer(const struct selection *selection, struct buf *out)
{
	const struct query_counts *counts = &selection->counts;

	if (selection->options.weights != NULL)
		put_weights(selection, out);
	put_matches(selection, out);
	put_hidden(counts, out);
	if (counts->corrupt > 0)
		buf_format(out,
		    "%lld left out: their records can't be read (muster "
		    "doctor).\n",
		    (long long)counts->corrupt);
	if (counts->place_unknown > 0)
		buf_format(out,
		    "%s%lld gave no place%s, so the place filter can't tell; "
		    "loc:unknown lists them.\n",
		    counts->place_is_estimated ? "About " : "",
		    (long long)counts->place_unknown,
		    counts->place_is_estimated ? "" : among(counts));
	if (counts->due_this_week > 0)
		buf_format(out,
		    "%lld %s due within 7 days%s: tell them, or they are no "
		    "longer listed (due:7d lists them).\n",
		    (long long)counts->due_this_week,
		    app_plural(counts->due_this_week, "falls", "fall"),
		    among(counts));
}
