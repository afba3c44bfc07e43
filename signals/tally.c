#include "base/clock.h"
#include "signals/scoring.h"

/*
 * What is counted rather than read.  All of it lies within the role's horizon:
 * a store keeps facts for longer than any one role looks back, and its age must
 * not show in a score.
 */

/* Dates are written by strangers' clocks: the future is not believed. */
static bool
counts(const struct scoring *scoring, struct tally *tally, int64_t date)
{
	if (date < scoring->since)
		return false;
	if (date > tally->last &&
	    scoring_day(date) <= scoring->now + CLOCK_DAY_S)
		tally->last = scoring_day(date);
	return true;
}

static struct tally
tally_of(const struct scoring *scoring, const struct work *work)
{
	struct tally tally = { .relevance = scoring_relevance(scoring, work) };

	for (size_t i = 0; i < work->n_pulls; i++)
		tally.pulls +=
		    counts(scoring, &tally, work->pulls[i].merged_at);
	for (size_t i = 0; i < work->n_merges; i++) {
		if (!counts(scoring, &tally, work->merges[i].merged_at))
			continue;
		tally.handled++;
		tally.merges += scoring_is_judgement(scoring, &work->merges[i]);
	}
	for (size_t i = 0; i < work->n_reviews; i++)
		tally.reviews +=
		    counts(scoring, &tally, work->reviews[i].submitted_at);
	for (size_t i = 0; i < work->n_comments; i++)
		tally.comments +=
		    counts(scoring, &tally, work->comments[i].created_at);
	for (size_t i = 0; i < work->n_commits; i++) {
		if (!counts(scoring, &tally, work->commits[i].authored_at))
			continue;
		tally.commits++;
		tally.by_agent += work->commits[i].by_agent;
	}
	tally.is_empty = work->commits_total <= 0 &&
	    tally.pulls + tally.handled + tally.reviews + tally.comments +
		    tally.commits ==
		0;
	return tally;
}

void
tally_run(struct scoring *scoring)
{
	const struct facts *facts = scoring->facts;

	scoring->tallies = arena_alloc(scoring->arena,
	    (facts->n_work + 1) * sizeof(*scoring->tallies));
	for (size_t i = 0; i < facts->n_work; i++)
		scoring->tallies[i] = tally_of(scoring, &facts->work[i]);
}

const struct tally *
scoring_tally(const struct scoring *scoring, const struct work *work)
{
	return &scoring->tallies[work - scoring->facts->work];
}

int64_t
scoring_since(int64_t now, int64_t months)
{
	int64_t since;

	if (months <= 0)
		return 0;
	since = scoring_day(now) - months * CLOCK_MONTH_S;
	return since <= 0 ? 0 : scoring_day(since + CLOCK_DAY_S - 1);
}
