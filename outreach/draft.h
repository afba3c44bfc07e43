#ifndef OUTREACH_DRAFT_H
#define OUTREACH_DRAFT_H

#include "outreach/lead_view.h"
#include "outreach/template.h"

/*
 * A message to one person, for another person to read, mend and send: a
 * template filled with what was found.  Nothing is sent.
 */

/* What is the same for all drafts of a run; NULL or "": not set. */
struct draft_terms {
	const char *role;
	const char *job_title;
	const char *job_url;
	const char *job_pay;
	const char *job_place;
	const char *job_sender;
	const char *operator_company;
	const char *operator_contact;
	const char *operator_privacy_url;
	size_t work; /* which piece of work it is about; 0: the first */
	int64_t now;
};

struct draft {
	const char *text; /* NULL: refused */
	const char *refusal; /* why there is none, in words */
	uint64_t fell_back; /* tokens that were not known: 1 << token */
	uint64_t missing;
	bool is_notice_added; /* the template has none, and one was due */
	/* Where to see the work that it names, unless it says so itself. */
	const char *about;
};

/*
 * All texts in the arena.  Refused: who declined, was hired or turned down,
 * is known elsewhere; who lacks what the message is about; what is blank or
 * over the template's limit; a notice that is due and can't be made.
 */
void
draft_make(const struct template *template, const struct draft_terms *terms,
    const struct lead_view *view, struct arena *arena, struct draft *ret_draft);

/* Why somebody of that status gets no message; NULL: may get one. */
const char *draft_refuses_status(const struct lead *lead);

/* Whether the notice can be made; without a contact nobody could object. */
bool draft_has_notice(const struct draft_terms *terms);

/* Whether the notice says where to read what is done with the data. */
bool draft_has_link(const struct draft_terms *terms);

#endif
