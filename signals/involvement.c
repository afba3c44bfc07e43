#include "base/clock.h"
#include "base/str.h"
#include "signals/scoring.h"

/*
 * How a person is involved where they work: shown beside the score, never in
 * it.  Founder: owns a walked repository.  Maintainer: merges what others
 * write, or, where a machine merges, approves it month after month.  Regular:
 * came back in regular_months different months.
 */
enum {
	MONTHS_MAX = 128, /* distinct months that are told apart */
	BY_MACHINE_MIN = 5 /* own pull requests that show who merges */
};

struct stay {
	const struct work *work;
	size_t merges;
	size_t approvals; /* of others' pull requests, where a machine merges */
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

/* Most of the person's own pull requests were merged by nobody who is known. */
static bool
is_merged_by_machine(const struct scoring *scoring, const struct work *work)
{
	size_t n = 0, by_machine = 0;

	for (size_t i = 0; i < work->n_pulls; i++) {
		if (work->pulls[i].merged_at < scoring->since)
			continue;
		n++;
		by_machine += work->pulls[i].merged_by == 0;
	}
	return n >= BY_MACHINE_MIN && 2 * by_machine > n;
}

/* Distinct pull requests of others; reviews stand in their order by number or
 * by time, so that those of one pull request are neighbours or few. */
static size_t
count_approvals(const struct scoring *scoring, const struct work *work)
{
	size_t n = 0;
	int64_t last = 0;

	for (size_t i = 0; i < work->n_reviews; i++) {
		const struct review *review = &work->reviews[i];

		if (review->submitted_at < scoring->since ||
		    review->author == scoring->facts->person.id ||
		    !str_equal(review->state, "APPROVED"))
			continue;
		n += review->number != last;
		last = review->number;
	}
	return n;
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
	if (is_merged_by_machine(scoring, work))
		stay.approvals = count_approvals(scoring, work);
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
		return (double)stay->approvals >=
			scoring->rules->maintainer_approvals
		    ? INVOLVEMENT_MAINTAINER
		    : INVOLVEMENT_REGULAR;
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
		return (double)stay->merges >= scoring->rules->maintainer_merges
		    ? arena_format(scoring->arena,
			  "merged %zu pull requests of others in %s",
			  stay->merges, name)
		    : arena_format(scoring->arena,
			  "approved %zu pull requests of others in %s, where a "
			  "machine merges",
			  stay->approvals, name);
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
		    stay.merges + stay.approvals + stay.months >
			best.merges + best.approvals + best.months;

		if (involvement <= score->involvement && !is_more)
			continue;
		score->involvement = involvement;
		best = stay;
	}
	if (best.work != NULL)
		score->involvement_reason =
		    explain(scoring, score->involvement, &best);
}
