#ifndef SIGNALS_JD_H
#define SIGNALS_JD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "config/place.h"
#include "config/role.h"
#include "config/stack.h"

/*
 * Job descriptions: from a text that somebody wrote for candidates to a role
 * that a person then edits.  Three steps, none of which does I/O:
 *
 *   jd_read()       what the text asks for, and which words said so
 *   jd_candidates() repositories worth walking, to be measured if possible
 *   jd_write()      the role file
 *
 * The same text, catalogue and measurements give the same bytes.  No e-mail
 * address or phone number of the text comes out again.
 */
struct jd_rules;

enum {
	JD_TEXT_MAX = 256 * 1024, /* bytes of a description */
	JD_CANDIDATES_MAX = 40
};

/* config/descriptions.yaml of the directory; errors as role_read().  The
 * catalogue is borrowed for the rules' lifetime. */
int jd_rules_read(const char *share, const struct catalogue *catalogue,
    struct jd_rules **ret_rules, struct err_detail *detail) MUST_CHECK;
void jd_rules_free(struct jd_rules *rules);

enum jd_verdict {
	JD_NOT, /* "no PHP" */
	JD_UNUSED, /* spoken of, not asked for */
	JD_OPEN, /* named; nothing says how much it matters */
	JD_NICE,
	JD_MUST
};

/* Any one of some skills, and why. */
struct jd_need {
	enum jd_verdict verdict;
	const char *label; /* NULL: the skills themselves */
	const char *name; /* of a single skill that the text calls otherwise */
	const char **any; /* ids of the catalogue */
	size_t n_any;
	size_t n_named; /* of them, at the front; others are of their kind */
	const char *reason; /* one line */
	const char *quote; /* the sentence, one line, cut */
	int strength; /* of the strongest mention; orders a list */
	int mentions;
	bool stressed; /* in the title, "strong", "5+ years" */
	bool titled;
	bool unneeded; /* the text says that nobody has to know it */
	bool examples; /* the kind was asked for, products are examples */
	size_t order; /* of the first mention */
	size_t sentence; /* that decided */
	size_t last_sentence; /* of the last mention */
};

struct jd {
	const char *language; /* "en", ...; NULL: not understood */
	const char *title; /* NULL: none found */
	const char *summary;
	const char *pay;
	const char *url;
	const char *place; /* as the description says it */
	const char **where; /* names of places */
	size_t n_where;
	bool remote;
	bool anywhere; /* "location doesn't matter" */
	const char *seniority; /* "junior", "senior", "staff"; NULL */
	const char *seniority_word; /* what said so */
	struct jd_need *needs; /* must, nice, not: in this order */
	size_t n_needs;
	const char **domains;
	const char **domain_reasons;
	size_t n_domains;
	const char *kind; /* of role: "data-intensive" */
	const char *kind_reason;
	double weights[FAMILY_COUNT];
	double shifts[FAMILY_COUNT]; /* of these, by seniority */
	const char *horizon;
	int64_t half_life;
	size_t seeds_most;
	const char **notes; /* what could not be used, and why */
	size_t n_notes;
};

/*
 * Reads a description; texts live in the arena.  Any bytes may be given; only
 * what is no text at all (PDF, Word, nothing) is ERR_INVAL with a sentence.
 */
int jd_read(const struct jd_rules *rules, const struct places *places,
    const char *bytes, size_t len, struct arena *arena, struct jd *ret_jd,
    struct err_detail *detail) MUST_CHECK;

/* A repository that the role could begin with. */
struct jd_seed {
	const char *name; /* "owner/repository" */
	const char *skill; /* id; what it was chosen for */
	const char *language; /* id */
	bool is_must;
	const char *warning; /* a mirror, one company's; NULL */
	/* To be filled in by who can: */
	bool is_known; /* authors, and what follows, were looked up */
	bool is_missing; /* GitHub has no such repository */
	bool is_archived;
	bool is_mirror;
	int64_t stars;
	int64_t authors; /* of pull requests merged in the last 12 months */
	int64_t
	    outsiders; /* of these, neither owners nor members; -1: unknown */
	bool at_least; /* only the newest 100 were looked at */
	const char *source; /* "GitHub", "the store" */
};

/* The catalogue's repositories for a description, best first, at most `max`. */
size_t jd_candidates(const struct jd_rules *rules, const struct jd *jd,
    struct arena *arena, struct jd_seed *ret_seeds, size_t max);

/*
 * Appends the role file.  Of the seeds the best are taken: measured ones by
 * their authors, others in the catalogue's order.  `name` is the role's,
 * `source` what the description was read from.
 */
void jd_write(const struct jd_rules *rules, const struct jd *jd,
    const char *name, const char *source, const struct jd_seed *seeds,
    size_t n_seeds, struct buf *out);

#endif
