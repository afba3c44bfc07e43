#include <string.h>

#include "base/text.h"
#include "outreach/lead_field.h"
#include "outreach/lead_view.h"

/* One harmless line; null when nothing is left of it. */
static void
put_text(struct json_writer *json, const char *text)
{
	struct buf line;
	size_t len = text != NULL ? strlen(text) : 0;

	if (len > 0 && len <= LEAD_FIELD_MAX_BYTES && text_is_line(text)) {
		json_put_text_len(json, text, len);
		return;
	}
	buf_init(&line, LEAD_FIELD_MAX_BYTES);
	if (text != NULL)
		text_line(&line, text, strlen(text));
	if (line.len > 0)
		json_put_text_len(json, line.data, line.len);
	else
		json_put_null(json);
	buf_done(&line);
}

static void
member_text(struct json_writer *json, const char *key, const char *text)
{
	json_put_key(json, key);
	put_text(json, text);
}

static void
json_texts(struct json_writer *json, const char **texts, size_t n)
{
	json_begin_array(json);
	for (size_t i = 0; i < n; i++)
		put_text(json, texts[i]);
	json_end_array(json);
}

static void
json_evidence(const struct lead_view *view, struct json_writer *json)
{
	const struct score *score = &view->row->score;

	json_begin_array(json);
	for (size_t i = 0; i < score->n_evidence; i++) {
		json_begin_object(json);
		member_text(json, "kind", score->evidence[i].kind);
		member_text(json, "title", score->evidence[i].title);
		member_text(json, "url", score->evidence[i].url);
		json_member_time(json, "date", score->evidence[i].date);
		json_end_object(json);
	}
	json_end_array(json);
}

static void
json_alternates(const struct lead_view *view, struct json_writer *json)
{
	const struct score *score = &view->row->score;

	json_begin_array(json);
	for (size_t i = 0; i < score->n_alternates; i++) {
		json_begin_object(json);
		member_text(json, "text", score->alternates[i].text);
		member_text(json, "url", score->alternates[i].url);
		json_member_time(json, "date", score->alternates[i].date);
		json_end_object(json);
	}
	json_end_array(json);
}

static void
json_skills(const struct lead_view *view, struct json_writer *json)
{
	const struct score *score = &view->row->score;

	json_begin_array(json);
	for (size_t i = 0; i < score->n_skills; i++)
		put_text(json, score->skills[i].id);
	json_end_array(json);
}

static void
json_links(const struct lead_view *view, struct json_writer *json)
{
	json_begin_array(json);
	for (size_t i = 0; i < view->n_links; i++) {
		json_begin_object(json);
		member_text(json, "kind", view->links[i].kind);
		member_text(json, "url", view->links[i].url);
		json_end_object(json);
	}
	json_end_array(json);
}

static void
json_notes(const struct lead_view *view, struct json_writer *json)
{
	const struct lead *lead = &view->row->lead;

	json_begin_array(json);
	for (size_t i = 0; i < lead->n_notes; i++)
		put_text(json, lead->notes[i].text);
	json_end_array(json);
}

static void
json_signal(const struct lead_view *view, enum family family,
    struct json_writer *json)
{
	const struct signal *signal = &view->row->score.signals[family];

	json_begin_object(json);
	json_member_text(json, "name", family_name(family));
	json_member_real(json, "value", signal->value, 3);
	json_member_real(json, "weight", signal->weight, 2);
	json_member_real(json, "points", view->points[family], 1);
	json_member_real(json, "coverage", signal->coverage, 3);
	json_put_key(json, "reasons");
	json_begin_array(json);
	for (size_t i = 0; i < signal->n_reasons; i++) {
		json_begin_object(json);
		member_text(json, "text", signal->reasons[i].text);
		member_text(json, "url", signal->reasons[i].url);
		json_end_object(json);
	}
	json_end_array(json);
	json_end_object(json);
}

static void
json_signals(const struct lead_view *view, struct json_writer *json)
{
	json_begin_array(json);
	if (!view->hide_score)
		for (int i = 0; i < FAMILY_COUNT; i++)
			json_signal(view, (enum family)i, json);
	json_end_array(json);
}

static void
json_seeds(const struct lead_view *view, struct json_writer *json)
{
	const struct score *score = &view->row->score;

	json_begin_array(json);
	for (size_t i = 0; i < score->n_seeds; i++) {
		json_begin_object(json);
		member_text(json, "repo", score->seeds[i].repository);
		json_member_int(json, "commits", score->seeds[i].commits);
		json_member_int(json, "merged_prs",
		    score->seeds[i].merged_pulls);
		json_member_int(json, "reviews", score->seeds[i].reviews);
		json_end_object(json);
	}
	json_end_array(json);
}

static void
json_score(const struct lead_view *view, const struct lead_field *field,
    struct json_writer *json)
{
	if (view->hide_score)
		json_put_null(json);
	else
		json_put_real(json, lead_field_real(view, field), 1);
}

static void
json_field(const struct lead_view *view, const struct lead_field *field,
    struct json_writer *json)
{
	const char **texts;
	size_t n;

	switch (field->kind) {
	case FIELD_RANK:
		if (lead_field_int(view, field) == 0) {
			json_put_null(json);
			break;
		}
		json_put_int(json, lead_field_int(view, field));
		break;
	case FIELD_INT:
		json_put_int(json, lead_field_int(view, field));
		break;
	case FIELD_SCORE:
		json_score(view, field, json);
		break;
	case FIELD_SHARE:
		if (view->hide_score) {
			json_put_null(json);
			break;
		}
		json_put_real(json, lead_field_real(view, field), 3);
		break;
	case FIELD_BOOL:
		json_put_bool(json, lead_field_bool(view, field));
		break;
	case FIELD_WORD:
		json_put_text(json, lead_field_text(view, field));
		break;
	case FIELD_TEXT:
		put_text(json, lead_field_text(view, field));
		break;
	case FIELD_TEXTS:
		texts = lead_field_texts(view, field, &n);
		json_texts(json, texts, n);
		break;
	case FIELD_TIME:
		json_put_time(json, lead_field_int(view, field));
		break;
	case FIELD_EVIDENCE:
		json_evidence(view, json);
		break;
	case FIELD_ALTERNATES:
		json_alternates(view, json);
		break;
	case FIELD_SKILLS:
		json_skills(view, json);
		break;
	case FIELD_LINKS:
		json_links(view, json);
		break;
	case FIELD_NOTES:
		json_notes(view, json);
		break;
	case FIELD_SIGNALS:
		json_signals(view, json);
		break;
	case FIELD_SEEDS:
		json_seeds(view, json);
		break;
	}
}

void
lead_view_json_columns(const struct lead_view *view,
    const struct lead_columns *columns, struct json_writer *json)
{
	json_begin_object(json);
	for (size_t i = 0; i < columns->n; i++) {
		const struct lead_field *field =
		    &lead_fields[columns->fields[i]];

		json_put_key(json, field->name);
		json_field(view, field, json);
	}
	json_end_object(json);
}

void
lead_view_json(const struct lead_view *view, struct json_writer *json)
{
	struct lead_columns all;

	lead_columns_all(&all);
	lead_view_json_columns(view, &all, json);
}
