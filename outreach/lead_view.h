#ifndef OUTREACH_LEAD_VIEW_H
#define OUTREACH_LEAD_VIEW_H

#include "base/json.h"
#include "store/query.h"

/*
 * A lead as people and programs see it: the contract's object, one table of
 * fields that feeds JSON lines and CSV alike.
 */
struct lead_view {
	const struct lead_row *row;
	const char *role;
	const char *first_name;
	const char *last_name;
	bool name_guessed;
	const char *url;
	const char *company; /* normalised */
	const char *contact; /* linkedin website social none */
	const char *linkedin_url;
	const char *website;
	int64_t notice_due; /* 0: the clock stands still, a notice was given */
	/* An applicant's score, coverage and rank are not shown. */
	bool hide_score;
	const char *band; /* "A".."E"; NULL when hidden or none */
	const char *status;
	const char *involvement;
	/* Links with an http or https address; the others are left out. */
	const struct link *links;
	size_t n_links;
	/* The families' points to 0.1, adding up to the printed score. */
	double points[FAMILY_COUNT];
};

/* Derives the view; what it makes lives in the arena, the row is borrowed. */
void lead_view_make(const struct lead_row *row, const char *role,
    int64_t retention_days, struct arena *arena, struct lead_view *ret_view);

/* The same, but of what takes work only what `needs` asks for, a set of enum
 * lead_need (lead_field.h); without the profile the card tells how the person
 * can be reached. */
void lead_view_make_for(unsigned int needs, const struct lead_row *row,
    const char *role, int64_t retention_days, struct arena *arena,
    struct lead_view *ret_view);

/* What a reader calls a piece of evidence: "pull" is a pull request. */
const char *lead_view_kind(const char *kind);

/* Whether the reason's link leads to the same work: a text that has the reason
 * need not name it again. */
bool
lead_view_is_reason(const struct score *score, const struct evidence *evidence);

struct lead_columns;

/*
 * The contract's JSON object (one line, no line end).  Every field is always
 * there, or every one of the columns: null, [] or false where nothing is known.
 * Texts are one harmless line each (base/text.h).
 */
void lead_view_json(const struct lead_view *view, struct json_writer *json);
void lead_view_json_columns(const struct lead_view *view,
    const struct lead_columns *columns, struct json_writer *json);

/* The contract's field names in order; NULL past the last.  For tests and
 * documentation. */
const char *lead_view_field(size_t index);

#endif
