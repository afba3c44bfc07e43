#include "outreach/lead_field.h"

#include <stddef.h>
#include <string.h>

#include "base/array.h"

#define VIEW_FIELD(name, kind, member, needs)             \
	{                                                 \
		name, kind, FIELD_OF_VIEW, needs,         \
		    offsetof(struct lead_view, member), 0 \
	}
#define ROW_FIELD(name, kind, member, needs)             \
	{                                                \
		name, kind, FIELD_OF_ROW, needs,         \
		    offsetof(struct lead_row, member), 0 \
	}
#define ROW_TEXTS(name, member, n_member, needs)        \
	{                                               \
		name, FIELD_TEXTS, FIELD_OF_ROW, needs, \
		    offsetof(struct lead_row, member),  \
		    offsetof(struct lead_row, n_member) \
	}
#define SPECIAL(name, kind, needs)                     \
	{                                              \
		name, kind, FIELD_OF_VIEW, needs, 0, 0 \
	}

#define PROFILE LEAD_NEEDS_PROFILE
#define NAMES   (LEAD_NEEDS_PROFILE | LEAD_NEEDS_NAMES)
#define COMPANY (LEAD_NEEDS_PROFILE | LEAD_NEEDS_COMPANY)
#define URL     (LEAD_NEEDS_PROFILE | LEAD_NEEDS_URL)
#define LINKS   (LEAD_NEEDS_PROFILE | LEAD_NEEDS_LINKS)
#define SCORE   LEAD_NEEDS_SCORE
#define SIGNALS (LEAD_NEEDS_SCORE | LEAD_NEEDS_REASONS | LEAD_NEEDS_POINTS)

/* The contract's fields in the contract's order: never renamed. */
const struct lead_field lead_fields[] = {
	ROW_FIELD("rank", FIELD_RANK, rank, 0),
	ROW_FIELD("id", FIELD_INT, person.id, 0),
	ROW_FIELD("login", FIELD_TEXT, person.login, PROFILE),
	ROW_FIELD("name", FIELD_TEXT, person.name, PROFILE),
	VIEW_FIELD("first_name", FIELD_TEXT, first_name, NAMES),
	VIEW_FIELD("last_name", FIELD_TEXT, last_name, NAMES),
	VIEW_FIELD("name_guessed", FIELD_BOOL, name_guessed, NAMES),
	VIEW_FIELD("url", FIELD_TEXT, url, URL),
	VIEW_FIELD("role", FIELD_TEXT, role, 0),
	ROW_FIELD("score", FIELD_SCORE, score.score, 0),
	VIEW_FIELD("band", FIELD_WORD, band, 0),
	ROW_FIELD("coverage", FIELD_SHARE, score.coverage, 0),
	VIEW_FIELD("involvement", FIELD_WORD, involvement, 0),
	ROW_TEXTS("flags", score.flags, score.n_flags, SCORE),
	ROW_TEXTS("must_missing", score.must_missing, score.n_must_missing,
	    SCORE),
	ROW_FIELD("headline", FIELD_TEXT, score.headline, SCORE),
	ROW_FIELD("reason", FIELD_TEXT, score.reason, SCORE),
	SPECIAL("evidence", FIELD_EVIDENCE, SCORE),
	ROW_FIELD("location", FIELD_TEXT, person.location, PROFILE),
	VIEW_FIELD("company", FIELD_TEXT, company, COMPANY),
	ROW_TEXTS("languages", score.languages, score.n_languages, SCORE),
	SPECIAL("skills", FIELD_SKILLS, SCORE),
	ROW_FIELD("followers", FIELD_INT, person.followers, PROFILE),
	ROW_FIELD("merged_prs", FIELD_INT, score.merged_pulls, 0),
	ROW_FIELD("reviews", FIELD_INT, score.reviews, 0),
	ROW_FIELD("hireable", FIELD_BOOL, person.hireable, PROFILE),
	ROW_FIELD("last_active", FIELD_TIME, score.last_active, 0),
	VIEW_FIELD("contact", FIELD_WORD, contact, 0),
	VIEW_FIELD("linkedin_url", FIELD_TEXT, linkedin_url, LINKS),
	VIEW_FIELD("website", FIELD_TEXT, website, LINKS),
	SPECIAL("links", FIELD_LINKS, LINKS),
	VIEW_FIELD("status", FIELD_WORD, status, 0),
	ROW_FIELD("status_at", FIELD_TIME, lead.status_at, 0),
	ROW_FIELD("contacted_at", FIELD_TIME, lead.contacted_at, 0),
	ROW_FIELD("owner", FIELD_TEXT, lead.owner, 0),
	ROW_TEXTS("tags", lead.tags, lead.n_tags, 0),
	SPECIAL("notes", FIELD_NOTES, 0),
	SPECIAL("signals", FIELD_SIGNALS, SIGNALS),
	SPECIAL("seeds", FIELD_SEEDS, SCORE),
	ROW_FIELD("first_seen", FIELD_TIME, person.first_seen, 0),
	ROW_FIELD("fetched_at", FIELD_TIME, person.fetched_at, PROFILE),
	VIEW_FIELD("notice_due", FIELD_TIME, notice_due, 0),
	ROW_FIELD("rubric", FIELD_TEXT, score.rubric, SCORE),
	ROW_FIELD("reason_url", FIELD_TEXT, score.reason_url, SCORE),
	SPECIAL("alternates", FIELD_ALTERNATES, SCORE),
};

const size_t lead_fields_n = COUNT(lead_fields);

_Static_assert(COUNT(lead_fields) <= LEAD_COLUMNS_MAX, "fields have bits");

/* ---- which of them ---- */

/* Of use in any list, and told without a look at evidence. */
static const char basic[] =
    "rank,id,login,name,score,band,coverage,involvement,location,company,"
    "followers,merged_prs,reviews,hireable,last_active,contact,status";

static void
add_field(struct lead_columns *columns, size_t at)
{
	columns->fields[columns->n++] = (uint8_t)at;
	columns->needs |= lead_fields[at].needs;
}

void
lead_columns_all(struct lead_columns *ret_columns)
{
	*ret_columns = (struct lead_columns){ .n = 0 };
	for (size_t i = 0; i < lead_fields_n; i++)
		add_field(ret_columns, i);
}

static size_t
find_field(const char *name, size_t len)
{
	size_t i = 0;

	while (i < lead_fields_n &&
	    (strlen(lead_fields[i].name) != len ||
		memcmp(lead_fields[i].name, name, len) != 0))
		i++;
	return i;
}

static int
add_names(struct lead_columns *columns, const char *names,
    struct err_detail *detail)
{
	size_t len;

	for (const char *at = names;; at += len + 1) {
		size_t field;

		len = strcspn(at, ",");
		field = find_field(at, len);
		if (field == lead_fields_n)
			return err_set(detail, ERR_INVAL,
			    "\"%.*s\": expected basic or names of columns such "
			    "as login,name,score,evidence",
			    len < 40 ? (int)len : 40, at);
		for (size_t i = 0; i < columns->n; i++)
			if (columns->fields[i] == field)
				return err_set(detail, ERR_INVAL,
				    "\"%s\": given twice",
				    lead_fields[field].name);
		add_field(columns, field);
		if (at[len] == '\0')
			return 0;
	}
}

int
lead_columns_parse(const char *text, struct lead_columns *ret_columns,
    struct err_detail *detail)
{
	struct lead_columns columns = { .n = 0 };
	size_t len = strlen("basic");
	int rc = 0;

	if (strncmp(text, "basic", len) == 0 &&
	    (text[len] == '\0' || text[len] == ',')) {
		rc = add_names(&columns, basic, detail);
		text += text[len] == '\0' ? len : len + 1;
		if (rc == 0 && *text == '\0') {
			*ret_columns = columns;
			return 0;
		}
	}
	if (rc == 0)
		rc = add_names(&columns, text, detail);
	if (rc == 0)
		*ret_columns = columns;
	return rc;
}

const char *
lead_view_field(size_t index)
{
	return index < lead_fields_n ? lead_fields[index].name : NULL;
}
