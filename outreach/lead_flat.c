#include "outreach/lead_flat.h"

#include <string.h>

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

enum {
	SIGNAL_BYTES = 2 * BUF_NUMBER + 64 /* the name is ours */
};

/* In one piece: no cell has more numbers. */
static void
flat_signals(const struct lead_view *view, struct buf *cell)
{
	char text[FAMILY_COUNT * SIGNAL_BYTES], *at = text;

	if (view->hide_score)
		return;
	for (int i = 0; i < FAMILY_COUNT; i++) {
		double weight = view->row->score.signals[i].weight;

		at = stpcpy(at, i > 0 ? "; " : "");
		at = stpcpy(at, family_name((enum family)i));
		*at++ = ' ';
		at += buf_write_real(at, view->points[i], 1);
		*at++ = '/';
		at += buf_write_real(at, weight, 2);
	}
	buf_add(cell, text, (size_t)(at - text));
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

static const char *
text_of(const struct lead_view *view, const struct lead_field *field, size_t i)
{
	const struct lead_row *row = view->row;
	size_t n;

	if (field->kind == FIELD_TEXTS)
		return lead_field_texts(view, field, &n)[i];
	if (field->kind == FIELD_SKILLS)
		return row->score.skills[i].id;
	return field->kind == FIELD_NOTES ? row->lead.notes[i].text
					  : view->links[i].url;
}

/* 0 of what is no list of texts. */
static size_t
count_texts(const struct lead_view *view, const struct lead_field *field)
{
	size_t n = 0;

	if (field->kind == FIELD_TEXTS)
		(void)lead_field_texts(view, field, &n);
	else if (field->kind == FIELD_SKILLS)
		n = view->row->score.n_skills;
	else if (field->kind == FIELD_NOTES)
		n = view->row->lead.n_notes;
	else if (field->kind == FIELD_LINKS)
		n = view->n_links;
	return n;
}

bool
lead_flat_texts(const struct lead_view *view, const struct lead_field *field,
    const char *ret_texts[static LEAD_FLAT_TEXTS], size_t *ret_n)
{
	size_t n = count_texts(view, field);

	if (n > LEAD_FLAT_TEXTS || field->kind == FIELD_SIGNALS ||
	    field->kind == FIELD_SEEDS)
		return false;
	for (size_t i = 0; i < n; i++)
		ret_texts[i] = text_of(view, field, i);
	*ret_n = n;
	return true;
}

void
lead_flat_list(const struct lead_view *view, const struct lead_field *field,
    struct buf *cell)
{
	size_t n = count_texts(view, field);

	for (size_t i = 0; i < n; i++)
		lead_flat_join(cell, text_of(view, field, i));
	if (field->kind == FIELD_SIGNALS)
		flat_signals(view, cell);
	if (field->kind == FIELD_SEEDS)
		flat_seeds(view, cell);
}
