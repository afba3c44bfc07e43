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
	int64_t notice_due;
	bool hide_score; /* an applicant's score is not shown */
};

/* Derives the view; what it makes lives in the arena, the row is borrowed. */
void lead_view_make(const struct lead_row *row, const char *role,
    int64_t retention_days, struct arena *arena, struct lead_view *ret_view);

/* The contract's JSON object (one line, no line end). */
void lead_view_json(const struct lead_view *view, struct json_writer *json);

/* CSV (RFC 4180, CRLF): the heading row, then a row a lead; cells that could
 * run as formulas are neutralised. */
void lead_view_csv_heading(struct buf *out);
void lead_view_csv(const struct lead_view *view, struct buf *out);

#endif
