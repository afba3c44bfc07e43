#ifndef SIGNALS_CLAIM_H
#define SIGNALS_CLAIM_H

#include "signals/scoring.h"

/*
 * Claims: what can be said of a person's work in one sentence that one link
 * proves.  claim_list() finds them, claim_text() words them.
 */
enum claim_kind {
	CLAIM_PULL, /* their pull request, by its title */
	CLAIM_MERGES, /* others' pull requests that they merged, and one */
	CLAIM_COMMENT, /* what they wrote in a review */
	CLAIM_OWN, /* a repository of theirs that others star */
	CLAIM_COMMIT, /* a commit by its title */
	CLAIM_SHARED, /* one that somebody else made, with them as co-author */
	CLAIM_REVIEW, /* a pull request of somebody else that they reviewed */
	CLAIM_BARE_PULL, /* their pull request, by its number */
	CLAIM_COMMITS, /* how many commits */
	CLAIM_BARE_OWN /* a repository of theirs */
};

struct claim {
	enum claim_kind kind;
	const char *repository; /* "owner/name" */
	const char *language; /* of it; or NULL */
	const char *title; /* as GitHub has it; what was written, of comments */
	int64_t number; /* of the pull request */
	int64_t comment; /* its id */
	const char *oid;
	const char *file; /* that a comment is on */
	int64_t date; /* of the latest, of commits; 0: not known */
	int64_t lines; /* changed; 0: not known */
	int64_t files;
	/* Pull requests beside this one, merges in all, commits in all. */
	size_t count;
	int64_t since; /* the first of these */
	const struct repository *own;
};

enum {
	CLAIMS_MAX = 4 /* the reason and its alternates */
};

/* The strongest first, of as many kinds as there are; returns how many. */
size_t claim_list(struct scoring *scoring, struct claim ret[static CLAIMS_MAX]);

/*
 * One sentence of less than 240 columns that begins with a verb in the past
 * tense and has no pronoun: it stands in a list as it is, "You " before it
 * speaks to the person.  Which of several wordings is chosen by the person and
 * the claim, so that a list does not say everything in the same words.
 */
const char *
claim_text(const struct scoring *scoring, const struct claim *claim);

/* Where a reader sees it, in the arena; NULL when that has no address. */
const char *claim_url(const struct scoring *scoring, const struct claim *claim);

#endif
