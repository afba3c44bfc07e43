/*
 * A list for a hiring manager to read: per lead who it is, what they did, and
 * links to see it.  No score, band or rank unless asked for: a number beside a
 * name is taken for a grade.
 */
#include "outreach/markdown.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "base/text.h"
#include "outreach/export.h"
#include "outreach/lead_flat.h"

enum {
	TEXT_COLUMNS = 400, /* of one text: nobody reads more in a list */
	LANGUAGES_SHOWN = 4,
	SKILLS_SHOWN = 8
};

/* Whether "1." or "12)" would begin a list: digits alone stand before. */
static bool
is_after_digits(const char *text, const char *at)
{
	for (const char *digit = text; digit < at; digit++)
		if (!str_is_digit(*digit))
			return false;
	return at > text;
}

/*
 * What means something: anywhere, at the start of a line, or as part of an
 * address that GitHub's dialect makes a link of ("http://", "www.").
 * CommonMark takes a backslash before any ASCII punctuation.
 */
static bool
is_special(const char *text, const char *at)
{
	if (strchr("\\`*_{}[]<>#!|~&$^@", *at) != NULL)
		return true;
	if (at == text && strchr("+-=:", *at) != NULL)
		return true;
	if (*at == ':')
		return at[1] == '/';
	if (*at != '.' && *at != ')')
		return false;
	return is_after_digits(text, at) ||
	    (*at == '.' && at - text >= 3 && str_lower(at[-1]) == 'w' &&
		str_lower(at[-2]) == 'w' && str_lower(at[-3]) == 'w');
}

void
markdown_put_text(struct buf *out, const char *text)
{
	struct arena arena = { 0 };
	const char *shown;

	if (text == NULL)
		return;
	shown = text_show(&arena, text, TEXT_COLUMNS);
	for (const char *at = shown; *at != '\0'; at++) {
		if (is_special(shown, at))
			buf_char(out, '\\');
		buf_char(out, *at);
	}
	arena_done(&arena);
}

static bool
is_web(const char *url)
{
	return url != NULL &&
	    (str_starts(url, "https://") || str_starts(url, "http://"));
}

void
markdown_put_link(struct buf *out, const char *text, const char *url)
{
	if (!is_web(url)) {
		markdown_put_text(out, text);
		return;
	}
	buf_char(out, '[');
	markdown_put_text(out, text);
	buf_text(out, "](<");
	for (; *url != '\0'; url++) {
		uint8_t c = (uint8_t)*url;

		/* Percent signs stay: the address is encoded already; "&copy"
		 * would be a sign. */
		if (c == '&')
			buf_text(out, "&amp;");
		else if (c <= ' ' || c == 0x7F || strchr("<>\"`\\", c) != NULL)
			buf_format(out, "%%%02X", (unsigned)c);
		else
			buf_char(out, (char)c);
	}
	buf_text(out, ">)");
}

/* ---- one lead ---- */

static void
put_names(struct buf *out, const struct lead_view *view)
{
	const char *login = view->row->person.login;
	const char *name = view->row->person.name;

	buf_text(out, "## ");
	markdown_put_link(out, name != NULL && name[0] != '\0' ? name : login,
	    view->url);
	if (name != NULL && name[0] != '\0') {
		buf_text(out, " (");
		markdown_put_text(out, login);
		buf_char(out, ')');
	}
	buf_text(out, "\n\n");
}

/* A part of a line, after " · " when it isn't the first. */
static void
put_part(struct buf *out, size_t start, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return;
	if (out->len > start)
		buf_text(out, " \xC2\xB7 ");
	markdown_put_text(out, text);
}

/* Who made a dump by hand left out a name, perhaps. */
static void
list_add(struct buf *list, const char *text)
{
	if (text != NULL && text[0] != '\0')
		buf_format(list, "%s%s", list->len > 0 ? ", " : "", text);
}

static void
put_facts(struct buf *out, const struct lead_view *view)
{
	const struct lead_row *row = view->row;
	size_t start = out->len;
	struct buf list;

	put_part(out, start, view->involvement);
	put_part(out, start, row->person.location);
	put_part(out, start, view->company);
	buf_init(&list, LEAD_FIELD_MAX_BYTES);
	for (size_t i = 0; i < row->score.n_languages && i < LANGUAGES_SHOWN;
	     i++)
		list_add(&list, row->score.languages[i]);
	put_part(out, start, list.data);
	buf_reset(&list);
	for (size_t i = 0; i < row->score.n_skills && i < SKILLS_SHOWN; i++)
		list_add(&list, row->score.skills[i].id);
	if (list.len > 0) {
		buf_text(out,
		    out->len > start ? "  \nSkills seen: " : "Skills seen: ");
		markdown_put_text(out, list.data);
	}
	buf_done(&list);
	if (out->len > start)
		buf_text(out, "\n\n");
}

static void
put_reason(struct buf *out, const struct lead_view *view)
{
	const struct score *score = &view->row->score;

	if (score->headline != NULL && score->headline[0] != '\0') {
		markdown_put_text(out, score->headline);
		buf_text(out, "  \n");
	}
	if (score->reason == NULL || score->reason[0] == '\0') {
		buf_text(out, "\n");
		return;
	}
	markdown_put_text(out, score->reason);
	if (score->reason_url != NULL) {
		buf_char(out, ' ');
		markdown_put_link(out, "(see)", score->reason_url);
	}
	buf_text(out, "\n\n");
}

static void
put_evidence(struct buf *out, const struct lead_view *view)
{
	const struct score *score = &view->row->score;
	char date[CLOCK_TEXT_LEN];
	const size_t start = out->len;

	for (size_t i = 0; i < score->n_evidence; i++) {
		if (lead_view_is_reason(score, &score->evidence[i]))
			continue;
		buf_text(out, "- ");
		if (score->evidence[i].date != 0) {
			clock_format_date(score->evidence[i].date, date);
			buf_format(out, "%s ", date);
		}
		markdown_put_text(out, lead_view_kind(score->evidence[i].kind));
		buf_text(out, ": ");
		markdown_put_link(out,
		    score->evidence[i].title != NULL ? score->evidence[i].title
						     : score->evidence[i].url,
		    score->evidence[i].url);
		buf_char(out, '\n');
	}
	if (out->len > start)
		buf_char(out, '\n');
}

/* How somebody wants to be reached is for the sourcer alone to use; whoever
 * reads the list sees what they publish under their name. */
static void
put_links(struct buf *out, const struct lead_view *view)
{
	if (view->n_links == 0)
		return;
	buf_text(out, "Links: ");
	for (size_t i = 0; i < view->n_links; i++) {
		if (i > 0)
			buf_text(out, ", ");
		markdown_put_link(out,
		    view->links[i].kind != NULL ? view->links[i].kind : "link",
		    view->links[i].url);
	}
	buf_text(out, "\n\n");
}

static void
put_score(struct buf *out, const struct lead_view *view)
{
	struct json_writer number;

	if (view->hide_score)
		return;
	buf_text(out, "Score ");
	json_writer_init(&number, out);
	json_put_real(&number, view->row->score.score, 1);
	buf_format(out, " of 100, band %s, %.0f%% known\n\n",
	    view->band != NULL ? view->band : "none",
	    view->row->score.coverage * 100);
}

static int
markdown_section(struct export_writer *writer,
    const struct export_section *section)
{
	struct buf *out = &writer->out;
	char date[CLOCK_TEXT_LEN];

	clock_format_date(section->now, date);
	buf_text(out, "# Leads for ");
	markdown_put_text(out,
	    section->title != NULL ? section->title : section->role);
	buf_format(out, "\n\nWritten %s. ", date);
	buf_text(out,
	    "Found by their public work on GitHub; the links show it. What is "
	    "not listed is not known, and says nothing against anybody. These "
	    "are personal data: do not pass them on.\n\n");
	return 0;
}

static int
markdown_lead(struct export_writer *writer, const struct lead_view *view)
{
	struct buf *out = &writer->out;

	put_names(out, view);
	put_facts(out, view);
	put_reason(out, view);
	put_evidence(out, view);
	if (writer->options->with_score)
		put_score(out, view);
	put_links(out, view);
	return 0;
}

const struct export_format export_format_markdown = {
	.name = "md",
	.ending = ".md",
	.section = markdown_section,
	.lead = markdown_lead,
};
