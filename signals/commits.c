#include "signals/commits.h"

#include "signals/scoring.h"

/*
 * Commits: do messages say what changed and why?
 *
 *   value = spread * B
 *
 * B: the best BEST messages by quality, near-copies once, at most
 * best_per_repo of a repository; spread: half of it is earned by distinct
 * weeks.  So ten thousand padded commits are worth what their twenty best are.  Merge
 * commits, trivial ones and those of AI agents are left out.
 */
enum {
	BEST = 20, /* the room of an array, so no number of signals.yaml */
	CITED = 3
};

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
	ret_quality->quality = rules->message_why * ret_quality->why +
	    (1 - rules->message_why) * ret_quality->what;
	/* "fix #12" gives a reason and tells nothing. */
	ret_quality->quality *=
	    scoring_log((double)prose->n_words, rules->message_words);
	if (ret_quality->is_trivial)
		ret_quality->quality *= rules->message_trivial;
	ret_quality->is_unknown = prose->n_foreign * 3 > prose->n_letters ||
	    ((double)prose->n_words >= rules->foreign_message_words &&
		prose->n_common == 0);
}

void
commits_judge(struct scoring *scoring, struct signal *ret_signal)
{
	size_t taken[BEST], n_taken = 0, weeks;
	double best, evidence = 0;

	best = scoring_best(scoring->commits, scoring->n_commits, BEST,
	    (size_t)scoring->rules->best_per_repo, taken, &n_taken);
	weeks = scoring_weeks(scoring, scoring->commits, scoring->n_commits,
	    scoring->rules->spread_worth);
	ret_signal->value = best *
	    (0.5 +
		0.5 * scoring_log((double)weeks, scoring->rules->weeks_full));
	for (size_t i = 0; i < n_taken; i++)
		evidence += scoring->commits[taken[i]].quality;
	ret_signal->coverage =
	    evidence / (evidence + scoring->rules->message_evidence);
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
