#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "outreach/csv.h"
#include "outreach/lead_flat.h"
#include "outreach/lead_view.h"

/* A line that is being written; `cell` is used for one cell after the other. */
struct line {
	struct csv_writer csv;
	struct buf cell;
};

static void
put_cell(struct line *line)
{
	csv_put_text(&line->csv, line->cell.len > 0 ? line->cell.data : NULL);
	buf_reset(&line->cell);
}

static void
csv_line(struct line *line, const char *text)
{
	if (text == NULL ||
	    (text_is_line(text) && strlen(text) <= LEAD_FIELD_MAX_BYTES)) {
		csv_put_text(&line->csv, text);
		return;
	}
	lead_flat_join(&line->cell, text);
	put_cell(line);
}

static void
csv_evidence(const struct lead_view *view, struct line *line)
{
	const struct score *score = &view->row->score;

	for (size_t i = 0; i < LEAD_FIELD_EVIDENCE; i++) {
		bool there = i < score->n_evidence;

		csv_line(line, there ? score->evidence[i].title : NULL);
		csv_line(line, there ? score->evidence[i].url : NULL);
		csv_put_time(&line->csv, there ? score->evidence[i].date : 0);
	}
}

static void
csv_alternates(const struct lead_view *view, struct line *line)
{
	const struct score *score = &view->row->score;

	for (size_t i = 0; i < LEAD_FIELD_ALTERNATES; i++) {
		bool there = i < score->n_alternates;

		csv_line(line, there ? score->alternates[i].text : NULL);
		csv_line(line, there ? score->alternates[i].url : NULL);
	}
}

/* A list in one cell. */
static void
csv_list(const struct lead_view *view, const struct lead_field *field,
    struct line *line)
{
	lead_flat_list(view, field, &line->cell);
	put_cell(line);
}

static void
csv_field(const struct lead_view *view, const struct lead_field *field,
    struct line *line)
{
	switch (field->kind) {
	case FIELD_RANK:
		if (lead_field_int(view, field) == 0)
			csv_put_empty(&line->csv);
		else
			csv_put_int(&line->csv, lead_field_int(view, field));
		break;
	case FIELD_INT:
		csv_put_int(&line->csv, lead_field_int(view, field));
		break;
	case FIELD_SCORE:
		if (view->hide_score)
			csv_put_empty(&line->csv);
		else
			csv_put_real(&line->csv, lead_field_real(view, field),
			    1);
		break;
	case FIELD_SHARE:
		if (view->hide_score)
			csv_put_empty(&line->csv);
		else
			csv_put_real(&line->csv, lead_field_real(view, field),
			    3);
		break;
	case FIELD_BOOL:
		csv_put_bool(&line->csv, lead_field_bool(view, field));
		break;
	case FIELD_TEXT:
		csv_line(line, lead_field_text(view, field));
		break;
	case FIELD_TIME:
		csv_put_time(&line->csv, lead_field_int(view, field));
		break;
	case FIELD_EVIDENCE:
		csv_evidence(view, line);
		break;
	case FIELD_ALTERNATES:
		csv_alternates(view, line);
		break;
	case FIELD_TEXTS:
	case FIELD_SKILLS:
	case FIELD_LINKS:
	case FIELD_NOTES:
	case FIELD_SIGNALS:
	case FIELD_SEEDS:
		csv_list(view, field, line);
		break;
	}
}

/* "evidence_1_title", ... */
static void
heading_of(struct csv_writer *csv, const char *stem, int count,
    const char *const *parts)
{
	char name[32];

	for (int n = 1; n <= count; n++)
		for (int part = 0; parts[part] != NULL; part++) {
			(void)snprintf(name, sizeof(name), "%s_%d_%s", stem, n,
			    parts[part]);
			csv_put_text(csv, name);
		}
}

void
lead_view_csv_heading(struct buf *out, char separator)
{
	static const char *const evidence[] = { "title", "url", "date", NULL };
	static const char *const alternates[] = { "text", "url", NULL };
	struct csv_writer csv;

	csv_init(&csv, out, separator);
	for (size_t i = 0; i < lead_fields_n; i++) {
		if (lead_fields[i].kind == FIELD_EVIDENCE)
			heading_of(&csv, "evidence", LEAD_FIELD_EVIDENCE,
			    evidence);
		else if (lead_fields[i].kind == FIELD_ALTERNATES)
			heading_of(&csv, "alternate", LEAD_FIELD_ALTERNATES,
			    alternates);
		else
			csv_put_text(&csv, lead_fields[i].name);
	}
	csv_end_row(&csv);
}

void
lead_view_csv(const struct lead_view *view, struct buf *out, char separator)
{
	struct line line;

	csv_init(&line.csv, out, separator);
	buf_init(&line.cell, LEAD_FIELD_MAX_BYTES);
	for (size_t i = 0; i < lead_fields_n; i++)
		csv_field(view, &lead_fields[i], &line);
	csv_end_row(&line.csv);
	buf_done(&line.cell);
}
