#include "outreach/lead_flat.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"

void
lead_flat_join(struct buf *cell, const char *text)
{
	if (text == NULL)
		return;
	if (cell->len > 0)
		buf_text(cell, "; ");
	text_line(cell, text, strlen(text));
}

static void
flat_signals(const struct lead_view *view, struct buf *cell)
{
	if (view->hide_score)
		return;
	for (int i = 0; i < FAMILY_COUNT; i++) {
		const struct signal *signal = &view->row->score.signals[i];
		struct json_writer number;

		buf_text(cell, i > 0 ? "; " : "");
		buf_text(cell, family_name((enum family)i));
		buf_char(cell, ' ');
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

		lead_flat_join(cell, seed->repository);
		buf_text(cell, ": commits ");
		buf_int(cell, seed->commits);
		buf_text(cell, ", merged ");
		buf_int(cell, seed->merged_pulls);
		buf_text(cell, ", reviews ");
		buf_int(cell, seed->reviews);
	}
}

static void
flat_links(const struct lead_view *view, struct buf *cell)
{
	for (size_t i = 0; i < view->n_links; i++)
		lead_flat_join(cell, view->links[i].url);
}

void
lead_flat_list(const struct lead_view *view, const struct lead_field *field,
    struct buf *cell)
{
	const struct score *score = &view->row->score;
	const struct lead *lead = &view->row->lead;
	const char **texts;
	size_t n;

	if (field->kind == FIELD_TEXTS) {
		texts = lead_field_texts(view, field, &n);
		for (size_t i = 0; i < n; i++)
			lead_flat_join(cell, texts[i]);
	} else if (field->kind == FIELD_SKILLS) {
		for (size_t i = 0; i < score->n_skills; i++)
			lead_flat_join(cell, score->skills[i].id);
	} else if (field->kind == FIELD_NOTES) {
		for (size_t i = 0; i < lead->n_notes; i++)
			lead_flat_join(cell, lead->notes[i].text);
	} else if (field->kind == FIELD_LINKS) {
		flat_links(view, cell);
	} else if (field->kind == FIELD_SIGNALS) {
		flat_signals(view, cell);
	} else {
		flat_seeds(view, cell);
	}
}
