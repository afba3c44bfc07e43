#include "outreach/preset.h"

#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/str.h"
#include "base/text.h"
#include "outreach/csv.h"
#include "outreach/lead_flat.h"
#include "outreach/preset_internal.h"

/* As their makers document them; see docs/INTERNALS/exports.md. */
static const struct preset presets[] = {
	{ .name = "greenhouse",
	    .title = "Greenhouse",
	    .max_rows = 8000,
	    .takes_more = true,
	    .remark = "Greenhouse e-mails prospects of jobs under the GDPR by "
		      "itself when they are imported: look at the job's "
		      "settings first." },
	{ .name = "gem",
	    .title = "Gem",
	    .max_rows = 10000,
	    .takes_more = true,
	    .remark = "Gem: make the custom fields reason and extra1 to extra3 "
		      "before you import." },
	{ .name = "gem-ats",
	    .title = "Gem ATS",
	    .max_bytes = 10000000,
	    .remark = NULL },
	{ .name = "seekout", .title = "SeekOut" },
	{ .name = "lever",
	    .title = "Lever",
	    .max_rows = 55000,
	    .wants_header = true,
	    .is_plain_name = true,
	    .remark = "Lever finds duplicates by e-mail address alone, and "
		      "these leads have none: look before you import." },
	{ .name = "ashby",
	    .title = "Ashby",
	    .wants_header = true,
	    .remark =
		"Ashby takes in no notes and no long texts: map the "
		"reason to a short field of yours (--map FIELD=reason)." },
	{ .name = "linkedin",
	    .title = "LinkedIn",
	    .takes_more = true,
	    .remark = "A link finds people of that name: make sure it is the "
		      "same person." },
};

enum {
	N_PRESETS = COUNT(presets)
};

const struct preset *
preset_find(const char *name)
{
	for (size_t i = 0; i < N_PRESETS; i++)
		if (str_casecmp(presets[i].name, name) == 0)
			return &presets[i];
	return NULL;
}

const char *
preset_names(void)
{
	return "greenhouse, gem, gem-ats, seekout, lever, ashby, linkedin";
}

const struct preset *
preset_of(const struct preset_plan *plan)
{
	return plan->preset;
}

/* ---- what stands in a cell ---- */

static void
join_with(struct buf *cell, const char *separator, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return;
	if (cell->len > 0)
		buf_text(cell, separator);
	text_line(cell, text, strlen(text));
}

/* Reason and evidence with their links: what a colleague reads in the ATS. */
static void
put_notes(struct buf *cell, const struct lead_view *view, bool with_score)
{
	const struct score *score = &view->row->score;

	join_with(cell, " ", score->reason);
	if (score->reason_url != NULL)
		join_with(cell, " ", score->reason_url);
	for (size_t i = 0; i < score->n_evidence; i++) {
		if (lead_view_is_reason(score, &score->evidence[i]))
			continue;
		join_with(cell, " | ", score->evidence[i].title);
		join_with(cell, " ", score->evidence[i].url);
	}
	join_with(cell, " | ", "Found through public work on GitHub:");
	join_with(cell, " ", view->url);
	if (view->name_guessed) {
		join_with(cell, " | ",
		    "First and last name were split by "
		    "guess from:");
		join_with(cell, " ", view->row->person.name);
	}
	if (with_score && !view->hide_score) {
		struct json_writer number;

		buf_text(cell, " | Score ");
		json_writer_init(&number, cell);
		json_put_real(&number, score->score, 1);
		buf_format(cell, " of 100, band %s",
		    view->band != NULL ? view->band : "none");
	}
}

/* All that the person lists, and the profile. */
static void
put_links(struct buf *cell, const struct lead_view *view, bool with_website)
{
	for (size_t i = 0; i < view->n_links; i++)
		if (with_website || !str_equal(view->links[i].kind, "website"))
			join_with(cell, ", ", view->links[i].url);
	join_with(cell, ", ", view->url);
}

static void
put_encoded(struct buf *cell, const char *text)
{
	struct buf line;

	buf_init(&line, LEAD_FIELD_MAX_BYTES);
	text_line(&line, text, strlen(text));
	for (size_t i = 0; i < line.len; i++)
		if (str_is_alnum(line.data[i]) ||
		    strchr("-_.~", line.data[i]) != NULL)
			buf_char(cell, line.data[i]);
		else
			buf_format(cell, "%%%02X", (uint8_t)line.data[i]);
	buf_done(&line);
}

/* The first of "grafana; cncf". */
static const char *
first_company(const struct lead_view *view, struct buf *part)
{
	const char *all = view->company;

	if (all == NULL)
		return NULL;
	buf_add(part, all, strcspn(all, ";"));
	return part->data;
}

/* The page they list, else a search for people of that name and company. */
static void
put_people_search(struct buf *cell, const struct lead_view *view)
{
	struct buf company;

	if (view->linkedin_url != NULL) {
		join_with(cell, "", view->linkedin_url);
		return;
	}
	buf_init(&company, LEAD_FIELD_MAX_BYTES);
	buf_text(cell,
	    "https://www.linkedin.com/search/results/people/?keywords=");
	put_encoded(cell,
	    view->row->person.name != NULL ? view->row->person.name : "");
	if (first_company(view, &company) != NULL) {
		buf_text(cell, "%20");
		put_encoded(cell, company.data);
	}
	buf_done(&company);
}

static void
put_field(struct buf *cell, const struct lead_view *view,
    const struct lead_field *field)
{
	char time[CLOCK_TEXT_LEN];
	struct json_writer number;

	json_writer_init(&number, cell);
	switch (field->kind) {
	case FIELD_RANK:
	case FIELD_INT:
		json_put_int(&number, lead_field_int(view, field));
		break;
	case FIELD_SCORE:
	case FIELD_SHARE:
		if (!view->hide_score)
			json_put_real(&number, lead_field_real(view, field), 3);
		break;
	case FIELD_BOOL:
		buf_text(cell, lead_field_bool(view, field) ? "true" : "false");
		break;
	case FIELD_TEXT:
	case FIELD_WORD:
		join_with(cell, "", lead_field_text(view, field));
		break;
	case FIELD_TIME:
		if (lead_field_int(view, field) == 0)
			break;
		clock_format_date(lead_field_int(view, field), time);
		buf_text(cell, time);
		break;
	case FIELD_EVIDENCE:
		for (size_t i = 0; i < view->row->score.n_evidence; i++)
			join_with(cell, " ", view->row->score.evidence[i].url);
		break;
	case FIELD_ALTERNATES:
		for (size_t i = 0; i < view->row->score.n_alternates; i++)
			join_with(cell, " ",
			    view->row->score.alternates[i].text);
		break;
	case FIELD_TEXTS:
	case FIELD_SKILLS:
	case FIELD_LINKS:
	case FIELD_NOTES:
	case FIELD_SIGNALS:
	case FIELD_SEEDS:
		lead_flat_list(view, field, cell);
		break;
	}
}

static void
put_evidence_url(struct buf *cell, const struct lead_view *view, size_t i)
{
	if (i < view->row->score.n_evidence)
		join_with(cell, "", view->row->score.evidence[i].url);
}

static void
put_tags(struct buf *cell, const struct lead_view *view)
{
	for (size_t i = 0; i < view->row->lead.n_tags; i++)
		join_with(cell, ",", view->row->lead.tags[i]);
}

static void
put_company(struct buf *cell, const struct lead_view *view)
{
	struct buf company;

	buf_init(&company, LEAD_FIELD_MAX_BYTES);
	join_with(cell, "", first_company(view, &company));
	buf_done(&company);
}

static void
put_value(struct buf *cell, const struct preset_plan *plan,
    const struct preset_column *column, const struct lead_view *view)
{
	const struct person *person = &view->row->person;

	switch (column->value) {
	case VALUE_NOTHING:
		break;
	case VALUE_CONSTANT:
		join_with(cell, "", column->constant);
		break;
	case VALUE_FIELD:
		put_field(cell, view, column->field);
		break;
	case VALUE_FIRST_NAME:
		join_with(cell, "", view->first_name);
		break;
	case VALUE_LAST_NAME:
		join_with(cell, "", view->last_name);
		break;
	case VALUE_NAME:
		join_with(cell, "", person->name);
		break;
	case VALUE_COMPANY:
		put_company(cell, view);
		break;
	case VALUE_PLACE:
		join_with(cell, "", person->location);
		break;
	case VALUE_NOTES:
		put_notes(cell, view, plan->with_score);
		break;
	case VALUE_SOCIAL:
		put_links(cell, view, false);
		break;
	case VALUE_LINKS:
		put_links(cell, view, true);
		break;
	case VALUE_LINKEDIN:
		join_with(cell, "", view->linkedin_url);
		break;
	case VALUE_PEOPLE_SEARCH:
		put_people_search(cell, view);
		break;
	case VALUE_GITHUB:
		join_with(cell, "", view->url);
		break;
	case VALUE_WEBSITE:
		join_with(cell, "", view->website);
		break;
	case VALUE_REASON:
		join_with(cell, "", view->row->score.reason);
		break;
	case VALUE_HEADLINE:
		join_with(cell, "", view->row->score.headline);
		break;
	case VALUE_TAGS:
		put_tags(cell, view);
		break;
	case VALUE_EVIDENCE_1:
	case VALUE_EVIDENCE_2:
	case VALUE_EVIDENCE_3:
		put_evidence_url(cell, view,
		    (size_t)(column->value - VALUE_EVIDENCE_1));
		break;
	}
}

/* ---- who does not fit ---- */

static bool
has_value(const struct preset_plan *plan, enum preset_value value)
{
	for (size_t i = 0; i < plan->n_columns; i++)
		if (plan->columns[i].value == value)
			return true;
	return false;
}

const char *
preset_refusal(const struct preset_plan *plan, const struct lead_view *view)
{
	const char *name = view->row->person.name;
	bool needs_search = has_value(plan, VALUE_PEOPLE_SEARCH);

	if (needs_search && view->linkedin_url != NULL)
		return NULL;
	if ((plan->needs_name || plan->needs_last_name || needs_search) &&
	    (name == NULL || name[0] == '\0'))
		return "no name on the profile";
	if (plan->needs_last_name && view->first_name == NULL)
		return "first and last name can't be told from the name";
	if (plan->needs_last_name && view->last_name == NULL)
		return "one name only: no last name";
	return NULL;
}

void
preset_put_left_heading(struct buf *out)
{
	static const char *const headings[] = { "cause", "login", "name", "url",
		"reason", "reason_url" };
	struct csv_writer csv;

	csv_init(&csv, out, ',');
	for (size_t i = 0; i < COUNT(headings); i++)
		csv_put_text(&csv, headings[i]);
	csv_end_row(&csv);
}

void
preset_put_left(struct buf *out, const struct lead_view *view,
    const char *cause)
{
	const char *const cells[] = { cause, view->row->person.login,
		view->row->person.name, view->url, view->row->score.reason,
		view->row->score.reason_url };
	struct csv_writer csv;
	struct buf cell;

	csv_init(&csv, out, ',');
	for (size_t i = 0; i < COUNT(cells); i++) {
		buf_init(&cell, LEAD_FIELD_MAX_BYTES);
		join_with(&cell, "", cells[i]);
		csv_put_text(&csv, cell.len > 0 ? cell.data : NULL);
		buf_done(&cell);
	}
	csv_end_row(&csv);
}

/* ---- the format ---- */

static int
begin(struct export_writer *writer)
{
	const struct preset_plan *plan = writer->options->preset;
	struct csv_writer csv;

	if (plan->header != NULL) {
		buf_text(&writer->out, plan->header);
		buf_text(&writer->out, "\r\n");
		return 0;
	}
	csv_init(&csv, &writer->out, ',');
	for (size_t i = 0; i < plan->n_columns; i++)
		csv_put_text(&csv, plan->columns[i].heading);
	csv_end_row(&csv);
	return 0;
}

static int
put_lead(struct export_writer *writer, const struct lead_view *view)
{
	const struct preset_plan *plan = writer->options->preset;
	struct csv_writer csv;
	struct buf cell;

	csv_init(&csv, &writer->out, ',');
	buf_init(&cell, LEAD_FIELD_MAX_BYTES);
	for (size_t i = 0; i < plan->n_columns; i++) {
		buf_reset(&cell);
		put_value(&cell, plan, &plan->columns[i], view);
		csv_put_text(&csv, cell.len > 0 ? cell.data : NULL);
	}
	buf_done(&cell);
	csv_end_row(&csv);
	return 0;
}

const struct export_format export_format_preset = {
	.name = "csv",
	.ending = ".csv",
	.begin = begin,
	.lead = put_lead,
};
