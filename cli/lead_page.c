#include "cli/lead_page.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/text.h"
#include "cli/lead_table.h"
#include "cli/table.h"

enum {
	PAGE_WIDTH = 140, /* wider lines are hard to read */
	TITLE_COLUMNS = 18,
	BAR_CELLS = 10,
	TEXT_LINES = 6,
	LIST_MAX_BYTES = 4096,
	REASON_INDENT = 4,
	SKILLS_KEPT = 12, /* see signals/score.h */
	TEXT_MAX_COLUMNS = 1000
};

struct page {
	const struct lead_view *view;
	const struct role *role;
	const struct term *term;
	size_t width;
	int64_t now;
	struct arena arena;
};

static const char *
clean(struct page *page, const char *text)
{
	return text_show(&page->arena, text != NULL ? text : "",
	    TEXT_MAX_COLUMNS);
}

static void
blanks(const struct page *page, size_t n)
{
	(void)fprintf(page->term->out, "%*s", (int)n, "");
}

static void
line(const struct page *page, enum style style, const char *text)
{
	term_put(page->term, style, text);
	(void)fputc('\n', page->term->out);
}

static void
heading(const struct page *page, const char *text)
{
	(void)fputc('\n', page->term->out);
	line(page, STYLE_BOLD, text);
}

/* Wrapped text at an indent. */
static void
paragraph(struct page *page, size_t indent, enum style style, const char *text)
{
	const char *lines[TEXT_LINES];
	size_t n = term_wrap(&page->arena, clean(page, text),
	    page->width - indent, lines, TEXT_LINES);

	for (size_t i = 0; i < n; i++) {
		blanks(page, indent);
		line(page, style, lines[i]);
	}
}

/* A text and its link: on one line if both fit, else one below the other. */
static void
linked(struct page *page, size_t indent, const char *text, const char *url)
{
	const char *shown = clean(page, text), *link = clean(page, url);
	size_t used = indent + text_width(shown);

	if (link[0] == '\0' || used + 2 + text_width(link) > page->width) {
		paragraph(page, indent, STYLE_PLAIN, shown);
		if (link[0] != '\0') {
			blanks(page, indent + 2);
			line(page, STYLE_LINK, link);
		}
		return;
	}
	blanks(page, indent);
	(void)fprintf(page->term->out, "%s  ", shown);
	line(page, STYLE_LINK, link);
}

/* "label   value", the value wrapped in its own column. */
static void
labelled(struct page *page, const char *label, enum style style,
    const char *value)
{
	const size_t indent = 2 + TITLE_COLUMNS;
	const char *lines[TEXT_LINES];
	size_t n = term_wrap(&page->arena, clean(page, value),
	    page->width - indent, lines, TEXT_LINES);

	(void)fprintf(page->term->out, "  %-*s", TITLE_COLUMNS, label);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			blanks(page, indent);
		line(page, style, lines[i]);
	}
	if (n == 0)
		(void)fputc('\n', page->term->out);
}

/* ---- who ---- */

/* Facts joined by a middle dot: "Berlin  ·  Acme  ·  812 followers". */
static void
join(struct buf *out, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return;
	if (out->len > 0)
		buf_text(out, ", ");
	buf_text(out, text);
}

static void
who(struct page *page)
{
	const struct person *person = &page->view->row->person;
	const struct score *score = &page->view->row->score;
	struct buf about;

	term_put(page->term, STYLE_BOLD,
	    clean(page, person->name != NULL ? person->name : person->login));
	(void)fprintf(page->term->out, "  %s  ", clean(page, person->login));
	line(page, STYLE_LINK, clean(page, page->view->url));
	if (score->headline != NULL)
		paragraph(page, 0, STYLE_PLAIN, score->headline);
	buf_init(&about, 4096);
	join(&about, person->location);
	join(&about, page->view->company);
	buf_format(&about, "%s%lld followers", about.len > 0 ? ", " : "",
	    (long long)person->followers);
	if (person->hireable)
		join(&about, "says they are open to work");
	paragraph(page, 0, STYLE_DIM, about.data);
	buf_done(&about);
	for (size_t i = 0; i < page->view->n_links; i++)
		labelled(page, clean(page, page->view->links[i].kind),
		    STYLE_LINK, page->view->links[i].url);
}

/* ---- score ---- */

/* The sentence for a message, and others to choose from. */
static void
reasons(struct page *page)
{
	const struct score *score = &page->view->row->score;

	if (score->reason != NULL)
		linked(page, 0, score->reason,
		    score->reason_url != NULL ? score->reason_url : "");
	for (size_t i = 0; i < score->n_alternates; i++)
		linked(page, 2, score->alternates[i].text,
		    score->alternates[i].url != NULL ? score->alternates[i].url
						     : "");
}

static void
verdict(struct page *page)
{
	const struct lead_view *view = page->view;
	const struct score *score = &view->row->score;
	const struct term *term = page->term;

	(void)fputc('\n', term->out);
	if (view->hide_score) {
		line(page, STYLE_BOLD,
		    "An applicant: the score is not shown any more");
	} else {
		(void)fprintf(term->out, "%s%.1f of 100%s  ",
		    term_style(term, STYLE_BOLD), score->score,
		    term_plain(term, STYLE_BOLD));
		if (view->band != NULL)
			(void)fprintf(term->out, "%sband %s%s  ",
			    term_style(term,
				lead_table_band_style(score->band)),
			    view->band,
			    term_plain(term,
				lead_table_band_style(score->band)));
		else
			(void)fputs("no band: not enough public work to say  ",
			    term->out);
		(void)fprintf(term->out, "coverage %lld%%  for %s\n",
		    (long long)llround(score->coverage * 100),
		    clean(page, view->role));
	}
	reasons(page);
	if (score->involvement != INVOLVEMENT_NONE)
		paragraph(page, 0, STYLE_DIM,
		    arena_format(&page->arena, "Involvement: %s%s%s",
			view->involvement,
			score->involvement_reason != NULL ? ", " : "",
			score->involvement_reason != NULL
			    ? score->involvement_reason
			    : ""));
	if (score->is_out)
		paragraph(page, 0, STYLE_BAD,
		    arena_format(&page->arena, "Ruled out: %s",
			score->out_reason != NULL ? score->out_reason
						  : "by the role's needs"));
}

static void
family(struct page *page, enum family family)
{
	const struct signal *signal = &page->view->row->score.signals[family];
	const struct term *term = page->term;

	if (signal->weight <= 0)
		return;
	(void)fprintf(term->out, "  %-*s%s%s%s", TITLE_COLUMNS,
	    family_title(family), term_style(term, STYLE_GOOD),
	    term_bar(term, &page->arena, signal->value, BAR_CELLS),
	    term_plain(term, STYLE_GOOD));
	if (signal->coverage > 0)
		(void)fprintf(term->out, "  %5.2f", signal->value);
	else
		(void)fprintf(term->out, "  %5s", "-");
	(void)fprintf(term->out, "  %6.0f  %6.1f", signal->weight,
	    page->view->points[family]);
	if (signal->coverage <= 0)
		term_put(term, STYLE_DIM, "  unknown: a low guess stands in");
	else if (signal->coverage < 0.995)
		(void)fprintf(term->out, "  %s%lld%% known%s",
		    term_style(term, STYLE_DIM),
		    (long long)llround(signal->coverage * 100),
		    term_plain(term, STYLE_DIM));
	(void)fputc('\n', term->out);
	for (size_t i = 0; i < signal->n_reasons; i++)
		linked(page, REASON_INDENT, signal->reasons[i].text,
		    signal->reasons[i].url);
}

static void
points(struct page *page)
{
	const struct score *score = &page->view->row->score;

	if (page->view->hide_score)
		return;
	heading(page, "Score");
	(void)fprintf(page->term->out, "%s  %-*s%-*s  %5s  %6s  %6s%s\n",
	    term_style(page->term, STYLE_DIM), TITLE_COLUMNS, "", BAR_CELLS, "",
	    "value", "weight", "points", term_plain(page->term, STYLE_DIM));
	for (int i = 0; i < FAMILY_COUNT; i++)
		family(page, (enum family)i);
	(void)fprintf(page->term->out, "  %-*s%-*s  %5s  %6s  %6.1f\n",
	    TITLE_COLUMNS, "Sum", BAR_CELLS, "", "", "", score->score);
}

/* ---- needs ---- */

static bool
is_missing(const struct score *score, const char *label)
{
	for (size_t i = 0; i < score->n_must_missing; i++)
		if (str_equal(score->must_missing[i], label))
			return true;
	return false;
}

static bool
is_seen(const struct score *score, const struct need *need)
{
	for (size_t i = 0; i < score->n_skills; i++)
		for (size_t j = 0; j < need->n_any; j++)
			if (str_equal(score->skills[i].id, need->any[j]))
				return true;
	return false;
}

static void
join_list(struct buf *out, const char *text)
{
	if (out->len > 0)
		buf_text(out, "; ");
	buf_text(out, text);
}

static void
put_list(struct page *page, const char *label, enum style style,
    struct buf *list)
{
	if (list->len > 0)
		labelled(page, label, style, list->data);
	buf_done(list);
}

static void
musts(struct page *page)
{
	const struct score *score = &page->view->row->score;
	const struct role *role = page->role;
	struct buf seen, missing;

	buf_init(&seen, LIST_MAX_BYTES);
	buf_init(&missing, LIST_MAX_BYTES);
	for (size_t i = 0; i < role->n_must; i++)
		if (is_missing(score, role->must[i].label))
			join_list(&missing, role->must[i].label);
		else if (score->n_must_seen == 0)
			join_list(&seen, role->must[i].label);
	for (size_t i = 0; i < score->n_must_seen; i++) {
		labelled(page, "must, seen", STYLE_GOOD,
		    score->must_seen[i].text);
		if (score->must_seen[i].url != NULL)
			labelled(page, "", STYLE_LINK, score->must_seen[i].url);
	}
	put_list(page, "must, seen", STYLE_GOOD, &seen);
	put_list(page, "must, not seen", STYLE_FAIR, &missing);
}

/* The strongest skills alone are stored: who has many may have others. */
static void
nices(struct page *page)
{
	const struct score *score = &page->view->row->score;
	const struct role *role = page->role;
	bool all_kept = score->n_skills < SKILLS_KEPT;
	struct buf seen, missing;

	buf_init(&seen, LIST_MAX_BYTES);
	buf_init(&missing, LIST_MAX_BYTES);
	for (size_t i = 0; i < role->n_nice; i++)
		join_list(is_seen(score, &role->nice[i]) ? &seen : &missing,
		    role->nice[i].label);
	put_list(page, "nice, seen", STYLE_GOOD, &seen);
	put_list(page, all_kept ? "nice, not seen" : "nice, weak if any",
	    STYLE_DIM, &missing);
}

static void
texts(struct page *page, const char *label, const char *const *items, size_t n)
{
	struct buf all;

	buf_init(&all, 4096);
	for (size_t i = 0; i < n; i++)
		join(&all, items[i]);
	if (all.len > 0)
		labelled(page, label, STYLE_PLAIN, all.data);
	buf_done(&all);
}

/* Those at depth, then those that were seen. */
static void
known(struct page *page)
{
	const struct score *score = &page->view->row->score;
	const char **names =
	    arena_calloc(&page->arena, score->n_skills + 1, sizeof(*names));
	size_t deep = 0;

	for (size_t i = 0; i < score->n_skills; i++) {
		names[i] = score->skills[i].id;
		deep += score->skills[i].strength >= SKILL_DEPTH;
	}
	texts(page, "skills, depth", names, deep);
	texts(page, "skills, some", names + deep, score->n_skills - deep);
}

static void
skills(struct page *page)
{
	const struct score *score = &page->view->row->score;

	heading(page, "Skills");
	if (page->role != NULL) {
		if (!page->view->hide_score)
			musts(page);
		nices(page);
	}
	texts(page, "languages", score->languages, score->n_languages);
	known(page);
	texts(page, "flags", score->flags, score->n_flags);
}

/* ---- work ---- */

static void
seeds(struct page *page)
{
	static const struct column columns[] = {
		{ "repository", 20, 60, false, CUT_FIRST },
		{ "commits", 7, 9, true, CUT_FIRST },
		{ "merged", 6, 9, true, CUT_FIRST },
		{ "reviews and comments", 20, 20, true, CUT_FIRST },
	};
	const struct score *score = &page->view->row->score;
	struct table table;
	char number[32];

	if (score->n_seeds == 0)
		return;
	heading(page, "Work in the role's repositories");
	table_init(&table, page->term, columns, 4);
	table.indent = 2;
	for (size_t i = 0; i < score->n_seeds; i++) {
		const struct seed_work *seed = &score->seeds[i];
		const int64_t counts[] = { seed->commits, seed->merged_pulls,
			seed->reviews };

		table_cell(&table, 0, STYLE_PLAIN, seed->repository);
		for (size_t j = 0; j < 3; j++) {
			(void)snprintf(number, sizeof(number), "%lld",
			    (long long)counts[j]);
			table_cell(&table, j + 1, STYLE_PLAIN, number);
		}
		table_end_row(&table);
	}
	table_done(&table);
}

static void
evidence(struct page *page)
{
	const struct score *score = &page->view->row->score;
	char date[CLOCK_TEXT_LEN];

	if (score->n_evidence == 0)
		return;
	heading(page, "Worth opening");
	for (size_t i = 0; i < score->n_evidence; i++) {
		const struct evidence *item = &score->evidence[i];

		clock_format_date(item->date, date);
		linked(page, 2,
		    arena_format(&page->arena, "%zu  %s%s%s%s%s", i + 1,
			item->date != 0 ? date : "", item->date != 0 ? " " : "",
			lead_view_kind(item->kind),
			item->title != NULL ? ": " : "",
			item->title != NULL ? item->title : ""),
		    item->url);
	}
}

/* ---- pipeline ---- */

static void
dated(struct page *page, const char *label, int64_t when)
{
	char date[CLOCK_TEXT_LEN];

	if (when == 0)
		return;
	clock_format_date(when, date);
	labelled(page, label, STYLE_PLAIN, date);
}

static void
due(struct page *page)
{
	int64_t when = page->view->notice_due;
	int64_t days = (when - page->now) / CLOCK_DAY_S;
	char date[CLOCK_TEXT_LEN];

	if (when == 0)
		return;
	clock_format_date(when, date);
	labelled(page, "notice due", days <= 7 ? STYLE_FAIR : STYLE_PLAIN,
	    arena_format(&page->arena,
		"%s, in %lld days: contact them or run muster notice, else "
		"they are no longer listed",
		date, (long long)days));
}

static void
pipeline(struct page *page)
{
	const struct lead *lead = &page->view->row->lead;
	char date[CLOCK_TEXT_LEN];

	heading(page, "Pipeline");
	clock_format_date(lead->status_at, date);
	labelled(page, "status", STYLE_PLAIN,
	    arena_format(&page->arena, "%s%s%s%s%s", page->view->status,
		lead->status_at != 0 ? " since " : "",
		lead->status_at != 0 ? date : "",
		lead->status_reason != NULL ? ": " : "",
		lead->status_reason != NULL ? lead->status_reason : ""));
	if (lead->owner != NULL)
		labelled(page, "owner", STYLE_PLAIN, lead->owner);
	texts(page, "tags", lead->tags, lead->n_tags);
	for (size_t i = 0; i < lead->n_notes; i++) {
		const char *text = lead->notes[i].text;

		clock_format_date(lead->notes[i].at, date);
		labelled(page, i == 0 ? "notes" : "", STYLE_PLAIN,
		    arena_format(&page->arena, "%s: %s", date,
			text != NULL ? text : ""));
	}
	dated(page, "contacted", lead->contacted_at);
	dated(page, "told", lead->noticed_at);
	dated(page, "known since", lead->known_at);
	dated(page, "last active", page->view->row->score.last_active);
	dated(page, "first seen", page->view->row->person.first_seen);
	dated(page, "read", page->view->row->person.fetched_at);
	due(page);
}

void
lead_page_print(const struct lead_view *view, const struct role *role,
    const struct term *term, int64_t now)
{
	struct page page = { .view = view,
		.role = role,
		.term = term,
		.width = term->width < PAGE_WIDTH ? term->width : PAGE_WIDTH,
		.now = now };

	who(&page);
	verdict(&page);
	points(&page);
	evidence(&page);
	skills(&page);
	seeds(&page);
	pipeline(&page);
	arena_done(&page.arena);
}
