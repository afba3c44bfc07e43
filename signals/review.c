#include "signals/review.h"

#include <math.h>

#include "signals/scoring.h"

/*
 * Review: does a person explain to others what should change and why, and do
 * others' pull requests pass through their hands?
 *
 *   value = spread * review_best * B
 *           + (1 - review_best) * ln(1 + n) / ln(1 + reviews_full)
 *
 * B: the best BEST comments by quality, near-copies once, at most
 * best_per_repo of a repository; spread: half of it is earned by distinct
 * weeks, so that one burst is not a habit; n: others' pull requests reviewed or merged, at most
 * 2 * burst_items a week and repository.  A toxic or generated comment earns
 * nothing itself and costs nothing else; replies earn as comments do.
 */
enum {
	BEST = 20, /* the room of an array, so no number of signals.yaml */
	COMMENTS_CITED = 4
};

void
review_read(const struct rules *rules, const struct prose *prose,
    struct review_quality *ret_quality)
{
	const double *features = prose->feature;

	ret_quality->informative =
	    model_value(&rules->models[MODEL_REVIEW_INFORMATIVE], features);
	ret_quality->useful =
	    model_value(&rules->models[MODEL_REVIEW_USEFUL], features);
	ret_quality->toxic =
	    model_value(&rules->models[MODEL_REVIEW_TOXIC], features);
	ret_quality->generated =
	    model_value(&rules->models[MODEL_REVIEW_GENERATED], features);
	ret_quality->quality =
	    rules->review_informative_share * ret_quality->informative +
	    (1 - rules->review_informative_share) * ret_quality->useful;
	if (ret_quality->toxic >= rules->toxic_bar ||
	    ret_quality->generated >= rules->generated_bar)
		ret_quality->quality = 0;
	/* Too few of the most frequent English words for its length: another
	 * language, or only code; a short text may have none. */
	ret_quality->is_unknown = prose->n_foreign * 3 > prose->n_letters ||
	    ((double)prose->n_words >= rules->foreign_words &&
		prose->n_common == 0);
}

/* Those of one repository. */
static double
count_in(const struct scoring *scoring, const struct work *work)
{
	int64_t self = scoring->facts->person.id;
	int64_t *dates = arena_alloc(scoring->arena,
	    (work->n_reviews + work->n_merges + 1) * sizeof(*dates));
	size_t n = 0;

	for (size_t k = 0; k < work->n_reviews; k++)
		if (work->reviews[k].author != self)
			dates[n++] = work->reviews[k].submitted_at;
	for (size_t k = 0; k < work->n_merges; k++)
		if (scoring_is_judgement(scoring, &work->merges[k]))
			dates[n++] = work->merges[k].merged_at;
	return scoring_weekly(scoring, dates, n,
	    2 * scoring->rules->burst_items);
}

/* Others' pull requests reviewed or merged, decayed; *ret_most is the work
 * with most of them. */
static double
count_reviews(const struct scoring *scoring, const struct work **ret_most)
{
	const struct facts *facts = scoring->facts;
	double sum = 0, most = 0;

	for (size_t i = 0; i < facts->n_work; i++) {
		const struct work *work = &facts->work[i];
		double n = count_in(scoring, work);

		sum += n;
		if (n > most && scoring_repository(work) != NULL) {
			most = n;
			*ret_most = work;
		}
	}
	return sum;
}

static void
cite_comments(struct scoring *scoring, struct signal *signal)
{
	size_t cited[COMMENTS_CITED], n;

	n = scoring_cited(scoring->comments, scoring->n_comments,
	    COMMENTS_CITED, scoring_comment_body, cited);
	for (size_t i = 0; i < n; i++) {
		const struct piece *piece = &scoring->comments[cited[i]];
		const struct comment *comment =
		    &piece->work->comments[piece->index];
		const char *name = scoring_repository(piece->work);
		const char *said =
		    scoring_quote(scoring, comment->body, TITLE_COLUMNS);

		if (said == NULL)
			continue;
		scoring_reason(scoring, signal, comment->created_at,
		    fact_url_comment(scoring->arena, name, comment->number,
			comment->id),
		    "explains in review of %s#%lld: \"%s\"", name,
		    (long long)comment->number, said);
	}
}

void
review_judge(struct scoring *scoring, struct signal *ret_signal)
{
	size_t taken[BEST], n_taken = 0, weeks;
	double best, reviews, spread, evidence = 0;
	const struct work *most = NULL;

	best = scoring_best(scoring->comments, scoring->n_comments, BEST,
	    (size_t)scoring->rules->best_per_repo, taken, &n_taken);
	weeks = scoring_weeks(scoring, scoring->comments, scoring->n_comments,
	    scoring->rules->spread_worth);
	spread =
	    0.5 + 0.5 * scoring_log((double)weeks, scoring->rules->weeks_full);
	reviews = count_reviews(scoring, &most);
	ret_signal->value = scoring->rules->review_best * spread * best +
	    (1 - scoring->rules->review_best) *
		scoring_log(reviews, scoring->rules->reviews_full);
	for (size_t i = 0; i < n_taken; i++)
		evidence += scoring->comments[taken[i]].quality;
	evidence += reviews;
	ret_signal->coverage =
	    evidence / (evidence + scoring->rules->review_evidence);
	if (reviews >= 1 && most != NULL)
		scoring_reason(scoring, ret_signal, 0,
		    fact_url_repository(scoring->arena,
			scoring_repository(most)),
		    "reviewed or merged about %.0f pull requests of others, "
		    "old ones counting less, most in %s",
		    reviews, scoring_repository(most));
	cite_comments(scoring, ret_signal);
}
