#ifndef SIGNALS_RUBRIC_H
#define SIGNALS_RUBRIC_H

#include "config/role.h"
#include "config/stack.h"
#include "signals/fact.h"
#include "signals/score.h"

/*
 * The scorer of one role: compiled words and patterns, weights and medians.
 * Pure: the same facts, role, rules and `now` give the same bytes.
 */
struct rules; /* signals.yaml: word lists, thresholds, with their reasons */
struct rubric;

/* Reads config/signals.yaml and refusals.yaml of `share`; errors as role_read(). */
int rules_read(const char *share, struct rules **ret_rules,
    struct err_detail *detail) MUST_CHECK;
void rules_free(struct rules *rules);

/* Expected value of each signal where a person's is unknown (a low quantile of
 * the role's people); rubric_new() starts from rules' defaults. */
struct medians {
	double value[FAMILY_COUNT];
};

/*
 * Borrows all three for its lifetime.  `now` is the time ages are counted
 * from.  ERR_PARSE with a sentence when a pattern does not compile.
 */
int rubric_new(const struct role *role, const struct catalogue *catalogue,
    const struct rules *rules, int64_t now, struct rubric **ret_rubric,
    struct err_detail *detail) MUST_CHECK;
void rubric_free(struct rubric *rubric);
void rubric_set_medians(struct rubric *rubric, const struct medians *medians);
const struct medians *rubric_medians(const struct rubric *rubric);

/*
 * `all` differs whenever the same facts could give another score: it is made of
 * role, catalogue, rules, medians, `now` and the version of the signals; `facts`
 * of the same but the role's weights.
 */
struct rubric_stamps {
	uint64_t all;
	uint64_t facts;
	int64_t now;
};
void rubric_stamps(const struct rubric *rubric, struct rubric_stamps *ret);
/* Of a rubric that is not there. */
void rubric_stamps_of(const struct role *role,
    const struct catalogue *catalogue, const struct rules *rules,
    const struct medians *medians, int64_t now, struct rubric_stamps *ret);

/*
 * Scores one person; everything in *ret_score lives in the arena.  Never
 * fails: what can't be judged is unknown.  O(bytes of the facts).
 *
 *   share_i  = low_i + coverage_i * max(0, value_i - low_i), to 0.0001
 *   points_i = weight_i * share_i
 *   score    = sum of points_i, rounded to 0.1
 *
 * low_i is the role's low expectation for signal i.  So more evidence of the
 * same kind never lowers a score, what is unknown is neither zero nor average,
 * and every point belongs to a signal.
 */
void rubric_score(struct rubric *rubric, const struct facts *facts,
    struct arena *arena, struct score *ret_score);

/*
 * Reads all texts that were not read yet, or by other rules, and notes in the
 * facts' `gists` (in the arena) what scoring needs of them; scoring such facts
 * is some fifty times quicker.  Returns whether anything was noted, so that the
 * facts are worth storing again.  Never needed: rubric_score() reads what has
 * no gists, with the same result.  The same for all roles of one catalogue.
 */
bool
rubric_read(struct rubric *rubric, struct facts *facts, struct arena *arena);

/*
 * Where reading notes what it is about to read: the id of a walked or an own
 * repository, 0 for the profile.  Kept where it outlives a crash, it tells
 * which document was the cause.  NULL, as at first: nowhere.
 */
void rubric_watch(struct rubric *rubric, volatile int64_t *document);

/* Notes in the facts' gists that this document says nothing, without reading
 * it; holds until its texts or the rules change.  False: there is none. */
bool rubric_skip(struct rubric *rubric, struct facts *facts, int64_t document,
    struct arena *arena);

/* The role in words, for `role show`. */
void rubric_describe(const struct role *role, const struct catalogue *catalogue,
    struct buf *out);

#endif
