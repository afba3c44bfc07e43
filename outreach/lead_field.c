#include "outreach/lead_field.h"

#include <stddef.h>

#define VIEW_FIELD(name, kind, member)                                         \
	{                                                                      \
		name, kind, FIELD_OF_VIEW, offsetof(struct lead_view, member), \
		    0                                                          \
	}
#define ROW_FIELD(name, kind, member)                                          \
	{                                                                      \
		name, kind, FIELD_OF_ROW, offsetof(struct lead_row, member), 0 \
	}
#define ROW_TEXTS(name, member, n_member)               \
	{                                               \
		name, FIELD_TEXTS, FIELD_OF_ROW,        \
		    offsetof(struct lead_row, member),  \
		    offsetof(struct lead_row, n_member) \
	}
#define SPECIAL(name, kind)                     \
	{                                       \
		name, kind, FIELD_OF_VIEW, 0, 0 \
	}

/* The contract's fields in the contract's order: never renamed. */
const struct lead_field lead_fields[] = {
	ROW_FIELD("rank", FIELD_RANK, rank),
	ROW_FIELD("id", FIELD_INT, person.id),
	ROW_FIELD("login", FIELD_TEXT, person.login),
	ROW_FIELD("name", FIELD_TEXT, person.name),
	VIEW_FIELD("first_name", FIELD_TEXT, first_name),
	VIEW_FIELD("last_name", FIELD_TEXT, last_name),
	VIEW_FIELD("name_guessed", FIELD_BOOL, name_guessed),
	VIEW_FIELD("url", FIELD_TEXT, url),
	VIEW_FIELD("role", FIELD_TEXT, role),
	ROW_FIELD("score", FIELD_SCORE, score.score),
	VIEW_FIELD("band", FIELD_TEXT, band),
	ROW_FIELD("coverage", FIELD_SHARE, score.coverage),
	VIEW_FIELD("involvement", FIELD_TEXT, involvement),
	ROW_TEXTS("flags", score.flags, score.n_flags),
	ROW_TEXTS("must_missing", score.must_missing, score.n_must_missing),
	ROW_FIELD("headline", FIELD_TEXT, score.headline),
	ROW_FIELD("reason", FIELD_TEXT, score.reason),
	SPECIAL("evidence", FIELD_EVIDENCE),
	ROW_FIELD("location", FIELD_TEXT, person.location),
	VIEW_FIELD("company", FIELD_TEXT, company),
	ROW_TEXTS("languages", score.languages, score.n_languages),
	SPECIAL("skills", FIELD_SKILLS),
	ROW_FIELD("followers", FIELD_INT, person.followers),
	ROW_FIELD("merged_prs", FIELD_INT, score.merged_pulls),
	ROW_FIELD("reviews", FIELD_INT, score.reviews),
	ROW_FIELD("hireable", FIELD_BOOL, person.hireable),
	ROW_FIELD("last_active", FIELD_TIME, score.last_active),
	VIEW_FIELD("contact", FIELD_TEXT, contact),
	VIEW_FIELD("linkedin_url", FIELD_TEXT, linkedin_url),
	VIEW_FIELD("website", FIELD_TEXT, website),
	SPECIAL("links", FIELD_LINKS),
	VIEW_FIELD("status", FIELD_TEXT, status),
	ROW_FIELD("status_at", FIELD_TIME, lead.status_at),
	ROW_FIELD("contacted_at", FIELD_TIME, lead.contacted_at),
	ROW_FIELD("owner", FIELD_TEXT, lead.owner),
	ROW_TEXTS("tags", lead.tags, lead.n_tags),
	SPECIAL("notes", FIELD_NOTES),
	SPECIAL("signals", FIELD_SIGNALS),
	SPECIAL("seeds", FIELD_SEEDS),
	ROW_FIELD("first_seen", FIELD_TIME, person.first_seen),
	ROW_FIELD("fetched_at", FIELD_TIME, person.fetched_at),
	VIEW_FIELD("notice_due", FIELD_TIME, notice_due),
	ROW_FIELD("rubric", FIELD_TEXT, score.rubric),
	ROW_FIELD("reason_url", FIELD_TEXT, score.reason_url),
	SPECIAL("alternates", FIELD_ALTERNATES),
};

const size_t lead_fields_n = sizeof(lead_fields) / sizeof(lead_fields[0]);

const char *
lead_view_field(size_t index)
{
	return index < lead_fields_n ? lead_fields[index].name : NULL;
}

static const void *
member(const struct lead_view *view, const struct lead_field *field,
    size_t offset)
{
	const void *base = field->base == FIELD_OF_VIEW
	    ? (const void *)view
	    : (const void *)view->row;

	return (const char *)base + offset;
}

int64_t
lead_field_int(const struct lead_view *view, const struct lead_field *field)
{
	return *(const int64_t *)member(view, field, field->offset);
}

double
lead_field_real(const struct lead_view *view, const struct lead_field *field)
{
	return *(const double *)member(view, field, field->offset);
}

bool
lead_field_bool(const struct lead_view *view, const struct lead_field *field)
{
	return *(const bool *)member(view, field, field->offset);
}

const char *
lead_field_text(const struct lead_view *view, const struct lead_field *field)
{
	return *(const char *const *)member(view, field, field->offset);
}

const char **
lead_field_texts(const struct lead_view *view, const struct lead_field *field,
    size_t *ret_n)
{
	*ret_n = *(const size_t *)member(view, field, field->count);
	return *(const char **const *)member(view, field, field->offset);
}
