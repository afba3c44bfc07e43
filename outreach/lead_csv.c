#include "outreach/lead_csv.h"

#include <stdio.h>

#include "outreach/lead_flat.h"

void
lead_csv_init(struct lead_csv *line, struct buf *out, char separator,
    const struct lead_columns *columns)
{
	csv_init(&line->csv, out, separator);
	buf_init(&line->cell, LEAD_FIELD_MAX_BYTES);
	line->columns = columns;
}

void
lead_csv_done(struct lead_csv *line)
{
	buf_done(&line->cell);
}

static void
put_cell(struct lead_csv *line)
{
	csv_put_text(&line->csv, line->cell.len > 0 ? line->cell.data : NULL);
	buf_reset(&line->cell);
}

static void
csv_line(struct lead_csv *line, const char *text)
{
	if (csv_put_line(&line->csv, text, LEAD_FIELD_MAX_BYTES))
		return;
	lead_flat_join(&line->cell, text);
	put_cell(line);
}

static void
csv_evidence(const struct lead_view *view, struct lead_csv *line)
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
csv_alternates(const struct lead_view *view, struct lead_csv *line)
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
    struct lead_csv *line)
{
	const char *texts[LEAD_FLAT_TEXTS];
	size_t n;

	if (lead_flat_texts(view, field, texts, &n) &&
	    csv_put_list(&line->csv, texts, n, LEAD_FIELD_MAX_BYTES))
		return;
	lead_flat_list(view, field, &line->cell);
	if (field->kind != FIELD_SIGNALS || line->cell.len == 0) {
		put_cell(line);
		return;
	}
	csv_put_safe(&line->csv, &line->cell);
	buf_reset(&line->cell);
}

static void
csv_field(const struct lead_view *view, const struct lead_field *field,
    struct lead_csv *line)
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
	case FIELD_WORD:
		csv_put_word(&line->csv, lead_field_text(view, field));
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
lead_csv_heading(struct lead_csv *line)
{
	static const char *const evidence[] = { "title", "url", "date", NULL };
	static const char *const alternates[] = { "text", "url", NULL };
	struct csv_writer *csv = &line->csv;

	for (size_t i = 0; i < line->columns->n; i++) {
		const struct lead_field *field =
		    &lead_fields[line->columns->fields[i]];

		if (field->kind == FIELD_EVIDENCE)
			heading_of(csv, "evidence", LEAD_FIELD_EVIDENCE,
			    evidence);
		else if (field->kind == FIELD_ALTERNATES)
			heading_of(csv, "alternate", LEAD_FIELD_ALTERNATES,
			    alternates);
		else
			csv_put_text(csv, field->name);
	}
	csv_end_row(csv);
}

void
lead_csv_row(struct lead_csv *line, const struct lead_view *view)
{
	for (size_t i = 0; i < line->columns->n; i++)
		csv_field(view, &lead_fields[line->columns->fields[i]], line);
	csv_end_row(&line->csv);
}
