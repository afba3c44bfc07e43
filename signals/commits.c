#include "signals/commits.h"

#include "signals/scoring.h"

/*
 * Commits: do messages say what changed and why?
 *
 *   value = spread * B
 *
 * B: the best BEST messages by quality, near-copies once, at most PER_REPO of
 * a repository; spread: half of it is earned by distinct weeks.  So ten
 * thousand padded commits are worth what their twenty best are.  Merge
 * commits, trivial ones and those of AI agents are left out.
 */
enum {
	BEST = 20,
	CITED = 3,
	PER_REPO = 15,
	WEEKS_FULL = 8,
	COMMON_WORDS = 16,
	WORDS_FULL = 40 /* a message of this length loses nothing */
};

static const double worth_counting = 0.25;
/* Qualities that add up to half coverage. */
static const double evidence_half = 1.5;
static const double share_why = 0.6; /* the rest is what */
static const double share_trivial = 0.2;

void
commits_read(const struct rules *rules, const struct prose *prose,
    struct commit_quality *ret_quality)
{
	const double *features = prose->feature;

	ret_quality->why =
	    model_value(&rules->models[MODEL_COMMIT_WHY], features);
	ret_quality->what =
	    model_value(&rules->models[MODEL_COMMIT_WHAT], features);
	ret_quality->is_trivial =
	    rules_list_value(rules, prose, LIST_TRIVIAL) > 0;
	ret_quality->quality =
	    share_why * ret_quality->why + (1 - share_why) * ret_quality->what;
	/* "fix #12" gives a reason and tells nothing. */
	ret_quality->quality *= scoring_log((double)prose->n_words, WORDS_FULL);
	if (ret_quality->is_trivial)
		ret_quality->quality *= share_trivial;
	ret_quality->is_unknown = prose->n_foreign * 3 > prose->n_letters ||
	    (prose->n_words >= COMMON_WORDS && prose->n_common == 0);
}

void
commits_judge(struct scoring *scoring, struct signal *ret_signal)
{
	size_t taken[BEST], n_taken = 0, weeks;
	double best, evidence = 0;

	best = scoring_best(scoring->commits, scoring->n_commits, BEST,
	    PER_REPO, taken, &n_taken);
	weeks = scoring_weeks(scoring, scoring->commits, scoring->n_commits,
	    worth_counting);
	ret_signal->value =
	    best * (0.5 + 0.5 * scoring_log((double)weeks, WEEKS_FULL));
	for (size_t i = 0; i < n_taken; i++)
		evidence += scoring->commits[taken[i]].quality;
	ret_signal->coverage = evidence / (evidence + evidence_half);
	n_taken = scoring_cited(scoring->commits, scoring->n_commits, CITED,
	    scoring_commit_message, taken);
	for (size_t i = 0; i < n_taken; i++) {
		const struct piece *piece = &scoring->commits[taken[i]];
		const struct commit *commit =
		    &piece->work->commits[piece->index];
		const char *name = scoring_repository(piece->work);

		if (commit->oid == NULL)
			continue;
		scoring_reason(scoring, ret_signal, commit->authored_at,
		    fact_url_commit(scoring->arena, name, commit->oid),
		    "says what and why in %s: \"%s\"", name,
		    scoring_title(scoring, commit->message, TITLE_COLUMNS));
	}
}
