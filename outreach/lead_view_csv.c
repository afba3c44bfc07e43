#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "outreach/csv.h"
#include "outreach/lead_field.h"
#include "outreach/lead_view.h"

/* A cell in the making: the items of a list joined by "; ". */
static void
join(struct buf *cell, const char *text)
{
	if (text == NULL)
		return;
	if (cell->len > 0)
		buf_text(cell, "; ");
	text_line(cell, text, strlen(text));
}

static void
put_cell(struct csv_writer *csv, struct buf *cell)
{
	csv_put_text(csv, cell->len > 0 ? cell->data : NULL);
	buf_done(cell);
}

static void
csv_line(struct csv_writer *csv, const char *text)
{
	struct buf cell;

	buf_init(&cell, LEAD_FIELD_MAX_BYTES);
	join(&cell, text);
	put_cell(csv, &cell);
}

static void
csv_evidence(const struct lead_view *view, struct csv_writer *csv)
{
	const struct score *score = &view->row->score;

	for (size_t i = 0; i < LEAD_FIELD_EVIDENCE; i++) {
		bool there = i < score->n_evidence;

		csv_line(csv, there ? score->evidence[i].title : NULL);
		csv_line(csv, there ? score->evidence[i].url : NULL);
		csv_put_time(csv, there ? score->evidence[i].date : 0);
	}
}

static void
csv_alternates(const struct lead_view *view, struct csv_writer *csv)
{
	const struct score *score = &view->row->score;

	for (size_t i = 0; i < LEAD_FIELD_ALTERNATES; i++) {
		bool there = i < score->n_alternates;

		csv_line(csv, there ? score->alternates[i].text : NULL);
		csv_line(csv, there ? score->alternates[i].url : NULL);
	}
}

static void
flat_signals(const struct lead_view *view, struct buf *cell)
{
	if (view->hide_score)
		return;
	for (int i = 0; i < FAMILY_COUNT; i++) {
		const struct signal *signal = &view->row->score.signals[i];
		struct json_writer number;

		buf_format(cell, "%s%s ", i > 0 ? "; " : "",
		    family_name((enum family)i));
		json_writer_init(&number, cell);
		json_put_real(&number, view->points[i], 1);
		buf_char(cell, '/');
		json_writer_init(&number, cell);
		json_put_real(&number, signal->weight, 2);
	}
}

static void
flat_seeds(const struct lead_view *view, struct buf *cell)
{
	const struct score *score = &view->row->score;

	for (size_t i = 0; i < score->n_seeds; i++) {
		const struct seed_work *seed = &score->seeds[i];

		join(cell, seed->repository);
		buf_format(cell, ": commits %lld, merged %lld, reviews %lld",
		    (long long)seed->commits, (long long)seed->merged_pulls,
		    (long long)seed->reviews);
	}
}

static void
flat_links(const struct lead_view *view, struct buf *cell)
{
	for (size_t i = 0; i < view->n_links; i++)
		join(cell, view->links[i].url);
}

/* A list in one cell. */
static void
csv_list(const struct lead_view *view, const struct lead_field *field,
    struct csv_writer *csv)
{
	const struct score *score = &view->row->score;
	const struct lead *lead = &view->row->lead;
	const char **texts;
	struct buf cell;
	size_t n;

	buf_init(&cell, LEAD_FIELD_MAX_BYTES);
	if (field->kind == FIELD_TEXTS) {
		texts = lead_field_texts(view, field, &n);
		for (size_t i = 0; i < n; i++)
			join(&cell, texts[i]);
	} else if (field->kind == FIELD_SKILLS) {
		for (size_t i = 0; i < score->n_skills; i++)
			join(&cell, score->skills[i].id);
	} else if (field->kind == FIELD_NOTES) {
		for (size_t i = 0; i < lead->n_notes; i++)
			join(&cell, lead->notes[i].text);
	} else if (field->kind == FIELD_LINKS) {
		flat_links(view, &cell);
	} else if (field->kind == FIELD_SIGNALS) {
		flat_signals(view, &cell);
	} else {
		flat_seeds(view, &cell);
	}
	put_cell(csv, &cell);
}

static void
csv_field(const struct lead_view *view, const struct lead_field *field,
    struct csv_writer *csv)
{
	switch (field->kind) {
	case FIELD_RANK:
		if (lead_field_int(view, field) == 0)
			csv_put_empty(csv);
		else
			csv_put_int(csv, lead_field_int(view, field));
		break;
	case FIELD_INT:
		csv_put_int(csv, lead_field_int(view, field));
		break;
	case FIELD_SCORE:
		if (view->hide_score)
			csv_put_empty(csv);
		else
			csv_put_real(csv, lead_field_real(view, field), 1);
		break;
	case FIELD_SHARE:
		if (view->hide_score)
			csv_put_empty(csv);
		else
			csv_put_real(csv, lead_field_real(view, field), 3);
		break;
	case FIELD_BOOL:
		csv_put_bool(csv, lead_field_bool(view, field));
		break;
	case FIELD_TEXT:
		csv_line(csv, lead_field_text(view, field));
		break;
	case FIELD_TIME:
		csv_put_time(csv, lead_field_int(view, field));
		break;
	case FIELD_EVIDENCE:
		csv_evidence(view, csv);
		break;
	case FIELD_ALTERNATES:
		csv_alternates(view, csv);
		break;
	case FIELD_TEXTS:
	case FIELD_SKILLS:
	case FIELD_LINKS:
	case FIELD_NOTES:
	case FIELD_SIGNALS:
	case FIELD_SEEDS:
		csv_list(view, field, csv);
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
lead_view_csv_heading(struct buf *out)
{
	static const char *const evidence[] = { "title", "url", "date", NULL };
	static const char *const alternates[] = { "text", "url", NULL };
	struct csv_writer csv;

	csv_init(&csv, out);
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
lead_view_csv(const struct lead_view *view, struct buf *out)
{
	struct csv_writer csv;

	csv_init(&csv, out);
	for (size_t i = 0; i < lead_fields_n; i++)
		csv_field(view, &lead_fields[i], &csv);
	csv_end_row(&csv);
}
