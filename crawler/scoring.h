#ifndef CRAWLER_SCORING_H
#define CRAWLER_SCORING_H

#include <stdint.h>

#include "crawler/crawl.h"

/*
 * Scores from stored facts.  During a crawl people whose facts changed are
 * scored as they come, against the medians of the last full pass; a full pass
 * at the end of a run computes the medians anew and scores everybody, so that
 * the order of requests leaves no trace.  What such a pass would not change is
 * left out: everything, when no facts changed and day, role, rules and medians
 * are those of the last one; all but those whose facts changed, when medians
 * came out the same.
 *
 * Ages are counted from the start of the present day (UTC): two runs on one
 * day agree.
 */
struct scoring;

/* Compiles a rubric per role; borrows the options.  ERR_PARSE names a pattern
 * that does not compile. */
int scoring_new(struct store *store, const struct crawl_options *options,
    struct crawl_report *report, struct scoring **ret_scoring,
    struct err_detail *detail) MUST_CHECK;
void scoring_free(struct scoring *scoring);

/* Facts of this person changed: scored soon, or, with a score already, within
 * a minute or so. */
void scoring_mark(struct scoring *scoring, int64_t person);

/* The pass to come scores everybody, whatever the last one did. */
void scoring_renew(struct scoring *scoring);

/* From now on nobody waits: for the end of a run that was told to stop. */
void scoring_hurry(struct scoring *scoring);

/* Whether nobody is to be scored now. */
bool scoring_is_idle(const struct scoring *scoring);

/* Scores some of the marked people, for at most `budget_ms`; one write
 * transaction. */
int scoring_slice(struct scoring *scoring, int64_t budget_ms,
    struct err_detail *detail) MUST_CHECK;

/*
 * The full pass over all people, for all roles, as far as needed.  `stop` as in struct
 * crawl_options; ERR_CANCELED when it was set (what was scored stays).
 * *ret_scored counts people, each once.
 */
int scoring_pass(struct scoring *scoring, const volatile sig_atomic_t *stop,
    int64_t *ret_scored, struct err_detail *detail) MUST_CHECK;

#endif
