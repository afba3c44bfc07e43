#include "base/clock.h"
#include "signals/scoring.h"

/*
 * How a person is involved where they work: shown beside the score, never in
 * it.  Founder: owns a walked repository.  Maintainer: merges what others
 * write.  Regular: came back in regular_months different months.
 */
enum {
	MONTHS_MAX = 128 /* distinct months that are told apart */
};

struct stay {
	const struct work *work;
	size_t merges;
	size_t months;
};

struct months {
	int64_t seen[MONTHS_MAX];
	size_t n;
};

static void
add_month(const struct scoring *scoring, struct months *months, int64_t date)
{
	int64_t month = scoring_day(date) / CLOCK_MONTH_S;

	if (date < scoring->since || date <= 0 || months->n == MONTHS_MAX)
		return;
	for (size_t i = months->n; i-- > 0;)
		if (months->seen[i] == month)
			return;
	months->seen[months->n++] = month;
}

static struct stay
look(const struct scoring *scoring, const struct work *work)
{
	struct stay stay = { .work = work };
	struct months months = { .n = 0 };

	stay.merges = scoring_tally(scoring, work)->merges;
	for (size_t i = 0; i < work->n_merges; i++)
		add_month(scoring, &months, work->merges[i].merged_at);
	for (size_t i = 0; i < work->n_pulls; i++)
		add_month(scoring, &months, work->pulls[i].merged_at);
	for (size_t i = 0; i < work->n_commits; i++)
		add_month(scoring, &months, work->commits[i].authored_at);
	for (size_t i = 0; i < work->n_reviews; i++)
		add_month(scoring, &months, work->reviews[i].submitted_at);
	stay.months = months.n;
	return stay;
}

static enum involvement
rank(const struct scoring *scoring, const struct stay *stay)
{
	const struct work *work = stay->work;
	const struct tally *tally = scoring_tally(scoring, work);

	if (tally->is_empty)
		return INVOLVEMENT_NONE;
	if (scoring_is_own(scoring, work) && !work->in->is_fork)
		return INVOLVEMENT_FOUNDER;
	if ((double)stay->merges >= scoring->rules->maintainer_merges)
		return INVOLVEMENT_MAINTAINER;
	if ((double)stay->months >= scoring->rules->regular_months)
		return INVOLVEMENT_REGULAR;
	if (work->commits_total > 0 ||
	    tally->pulls + tally->commits + tally->reviews > 0)
		return INVOLVEMENT_OCCASIONAL;
	return INVOLVEMENT_NONE;
}

static const char *
explain(const struct scoring *scoring, enum involvement involvement,
    const struct stay *stay)
{
	const char *name = scoring_repository(stay->work);

	if (name == NULL)
		name = "a walked repository";
	switch (involvement) {
	case INVOLVEMENT_FOUNDER:
		return arena_format(scoring->arena, "owns %s", name);
	case INVOLVEMENT_MAINTAINER:
		return arena_format(scoring->arena,
		    "merged %zu pull requests of others in %s", stay->merges,
		    name);
	case INVOLVEMENT_REGULAR:
		return arena_format(scoring->arena,
		    "active in %zu different months in %s", stay->months, name);
	case INVOLVEMENT_OCCASIONAL:
		return arena_format(scoring->arena, "worked now and then in %s",
		    name);
	case INVOLVEMENT_NONE:
		return NULL;
	}
	return NULL;
}

void
involvement_judge(struct scoring *scoring, struct score *score)
{
	struct stay best = { .work = NULL };

	for (size_t i = 0; i < scoring->facts->n_work; i++) {
		struct stay stay = look(scoring, &scoring->facts->work[i]);
		enum involvement involvement = rank(scoring, &stay);
		bool is_more = best.work != NULL &&
		    involvement == score->involvement &&
		    stay.merges + stay.months > best.merges + best.months;

		if (involvement <= score->involvement && !is_more)
			continue;
		score->involvement = involvement;
		best = stay;
	}
	if (best.work != NULL)
		score->involvement_reason =
		    explain(scoring, score->involvement, &best);
}
