#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "signals/scoring.h"

/*
 * Merged work: what others accepted from a person, and what a person accepted
 * from others, over time.
 *
 *   value = 1 - exp(-S / merged_full)
 *   S = sum over terms of weight * ln(1 + amount)
 *
 * Amounts: commits (at most burst_items a week and repository, those without
 * a date up to merged_undated), commits of the last recent_months, others'
 * pull requests merged (a machine's and commits by hand too: trust), active
 * months in any order, own pull requests by size,
 * further repositories.  Commits of a line or two that say nothing add up to
 * merged_slight of a repository.  Logarithms, since ten times the work is not
 * ten times the engineer; no term has a ceiling, since ranks among the best matter.
 * Own repositories count no merges of one's own.
 */
enum {
	PULL_CITED = 3
};

double
merged_work_pull(const struct scoring *scoring, const struct work *work,
    const struct pull *pull, const struct gist *title)
{
	double lines = (double)pull->additions + (double)pull->deletions;
	double quality = scoring->rules->pull_unsized;

	/* Only its author has looked at it. */
	if (scoring_is_own(scoring, work) && pull->reviews == 0 &&
	    (pull->merged_by == 0 ||
		pull->merged_by == scoring->facts->person.id))
		return 0;
	if (lines > 0)
		quality = scoring->rules->pull_smallest +
		    (1 - scoring->rules->pull_smallest) *
			scoring_log(lines, scoring->rules->pull_lines);
	if (title->is_trivial)
		quality *= scoring->rules->pull_trivial;
	else if (title->is_aside)
		quality *= scoring->rules->pull_aside;
	return quality;
}

/* What one person did, summed over repositories. */
struct amounts {
	double commits;
	double recent;
	double merges;
	double pulls;
	double repositories;
	size_t months;
	int64_t *dates; /* of everything, for months */
	size_t n_dates;
};

static int
compare_dates(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
add_date(const struct scoring *scoring, struct amounts *amounts, int64_t date)
{
	date = scoring_day(date);
	if (date >= scoring->since && date > 0)
		amounts->dates[amounts->n_dates++] = date;
}

static int
compare_shapes(const void *a, const void *b)
{
	const struct piece *const *x = a, *const *y = b;

	if ((*x)->shape != (*y)->shape)
		return (*x)->shape < (*y)->shape ? -1 : 1;
	return compare_dates(&(*y)->date, &(*x)->date);
}

/*
 * Dates of a repository's commits, of near-copies the newest few alone: ten
 * thousand times "update" is a burst even when it takes a year.  Slight ones
 * are summed apart.
 */
static size_t
commit_dates(const struct scoring *scoring, const struct piece *pieces,
    size_t n, int64_t *dates, double *slight)
{
	const struct piece **sorted =
	    arena_alloc(scoring->arena, (n + 1) * sizeof(*sorted));
	size_t n_dates = 0, n_sorted = 0, same = 0;

	for (size_t i = 0; i < n; i++) {
		if (pieces[i].is_slight)
			*slight += scoring_decay(scoring, pieces[i].date);
		else
			sorted[n_sorted++] = &pieces[i];
	}
	qsort(sorted, n_sorted, sizeof(*sorted), compare_shapes);
	for (size_t i = 0; i < n_sorted; i++) {
		same = i > 0 && sorted[i]->shape == sorted[i - 1]->shape
		    ? same + 1
		    : 0;
		if ((double)same < scoring->rules->burst_items)
			dates[n_dates++] = sorted[i]->date;
	}
	return n_dates;
}

/* `pieces` are the commits within the horizon, all of this work. */
static void
add_commits(const struct scoring *scoring, const struct work *work,
    const struct piece *pieces, size_t n_pieces, struct amounts *amounts)
{
	const struct rules *rules = scoring->rules;
	double relevance = scoring_relevance(scoring, work);
	int64_t recent_since =
	    scoring->now - (int64_t)(rules->recent_months * CLOCK_MONTH_S);
	int64_t *dates =
	    arena_alloc(scoring->arena, (n_pieces + 1) * sizeof(*dates));
	double slight = 0;
	size_t n = commit_dates(scoring, pieces, n_pieces, dates, &slight),
	       n_old = 0;
	double undated = (double)work->commits_total - (double)work->n_commits;
	double most = rules->merged_undated *
	    (scoring_is_own(scoring, work) ? scoring->rules->merged_undated_own
					   : 1);

	for (size_t i = 0; i < n; i++)
		add_date(scoring, amounts, dates[i]);
	/* Sorts them. */
	amounts->commits +=
	    relevance * scoring_weekly(scoring, dates, n, rules->burst_items);
	while (n_old < n && dates[n_old] < recent_since)
		n_old++;
	amounts->recent += relevance *
	    scoring_weekly(scoring, dates + n_old, n - n_old,
		rules->burst_items);
	amounts->commits += relevance * fmin(slight, rules->merged_slight);
	if (undated > 0)
		amounts->commits +=
		    relevance * (undated < most ? undated : most);
}

static void
add_merges(const struct scoring *scoring, const struct work *work,
    double relevance, struct amounts *amounts)
{
	int64_t *dates =
	    arena_alloc(scoring->arena, (work->n_merges + 1) * sizeof(*dates));
	size_t n = 0;

	for (size_t i = 0; i < work->n_merges; i++) {
		int64_t date = work->merges[i].merged_at;

		if (work->merges[i].author == scoring->facts->person.id)
			continue;
		add_date(scoring, amounts, date);
		if (date >= scoring->since && date > 0)
			dates[n++] = date;
	}
	amounts->merges += relevance *
	    scoring_weekly(scoring, dates, n, 2 * scoring->rules->burst_items);
}

/* From *next on those of this work, moving on; false when nobody else has
 * looked at any: one's own approval makes no work. */
static bool
add_pulls(const struct scoring *scoring, const struct work *work, size_t *next,
    struct amounts *amounts)
{
	bool any = false;

	for (; *next < scoring->n_pulls && scoring->pulls[*next].work == work;
	     (*next)++) {
		const struct piece *piece = &scoring->pulls[*next];

		if (piece->quality <= 0)
			continue;
		amounts->pulls += piece->quality;
		add_date(scoring, amounts, piece->date);
		any = true;
	}
	return any;
}

static size_t
count_months(const struct scoring *scoring, struct amounts *amounts)
{
	int64_t today = scoring_day(scoring->now);

	size_t n = 0;

	qsort(amounts->dates, amounts->n_dates, sizeof(*amounts->dates),
	    compare_dates);
	for (size_t i = 0; i < amounts->n_dates; i++)
		n += i == 0 ||
		    (today - amounts->dates[i]) / CLOCK_MONTH_S !=
			(today - amounts->dates[i - 1]) / CLOCK_MONTH_S;
	return n;
}

static void
measure(const struct scoring *scoring, struct amounts *amounts)
{
	const struct facts *facts = scoring->facts;
	size_t n = 1, first, last = 0, pull = 0;

	memset(amounts, 0, sizeof(*amounts));
	for (size_t i = 0; i < facts->n_work; i++)
		n += facts->work[i].n_commits + facts->work[i].n_pulls +
		    facts->work[i].n_merges;
	amounts->dates =
	    arena_alloc(scoring->arena, n * sizeof(*amounts->dates));
	for (size_t i = 0; i < facts->n_work; i++) {
		const struct work *work = &facts->work[i];
		double relevance = scoring_relevance(scoring, work);
		double before = amounts->commits + amounts->merges;

		for (first = last; last < scoring->n_commits &&
		     scoring->commits[last].work == work;)
			last++;
		add_commits(scoring, work, &scoring->commits[first],
		    last - first, amounts);
		add_merges(scoring, work, relevance, amounts);
		if (add_pulls(scoring, work, &pull, amounts) ||
		    amounts->commits + amounts->merges > before)
			amounts->repositories += relevance;
	}
	amounts->months = count_months(scoring, amounts);
}

static void
cite_pulls(struct scoring *scoring, struct signal *signal)
{
	size_t taken[PULL_CITED], n;

	/* Sorts them. */
	(void)scoring_best(scoring->pulls, scoring->n_pulls, PULL_CITED,
	    PULL_CITED, taken, &n);
	n = scoring_cited(scoring->pulls, scoring->n_pulls, PULL_CITED,
	    scoring_pull_title, taken);
	for (size_t i = 0; i < n; i++) {
		const struct piece *piece = &scoring->pulls[taken[i]];
		const struct pull *pull = &piece->work->pulls[piece->index];
		const char *name = scoring_repository(piece->work);

		scoring_reason(scoring, signal, pull->merged_at,
		    fact_url_pull(scoring->arena, name, pull->number),
		    "merged %s#%lld \"%s\", %.0f lines", name,
		    (long long)pull->number,
		    scoring_title(scoring, pull->title, TITLE_COLUMNS),
		    (double)pull->additions + (double)pull->deletions);
	}
}

/* The repository with most of the work, in one sentence. */
static void
cite_repository(struct scoring *scoring, const struct amounts *amounts,
    struct signal *signal)
{
	const struct work *best = NULL;
	size_t most = 0, pulls = 0, merges = 0;

	for (size_t i = 0; i < scoring->facts->n_work; i++) {
		const struct work *work = &scoring->facts->work[i];
		size_t n = work->n_pulls + work->n_merges +
		    (size_t)(work->commits_total > 0 ? work->commits_total : 0);

		if (n > most && scoring_repository(work) != NULL) {
			most = n;
			best = work;
		}
	}
	if (best == NULL)
		return;
	for (size_t i = 0; i < best->n_pulls; i++)
		pulls += best->pulls[i].merged_at >= scoring->since;
	for (size_t i = 0; i < best->n_merges; i++)
		merges += best->merges[i].merged_at >= scoring->since &&
		    scoring_is_judgement(scoring, &best->merges[i]);
	scoring_reason(scoring, signal, 0,
	    fact_url_repository(scoring->arena, scoring_repository(best)),
	    "%s: %lld commits in all; in the last %lld months %zu pull "
	    "requests merged, %zu of others merged by them; active in %zu of "
	    "these months",
	    scoring_repository(best), (long long)best->commits_total,
	    (long long)scoring->role->horizon_months, pulls, merges,
	    amounts->months);
}

void
merged_work_judge(struct scoring *scoring, struct signal *ret_signal)
{
	const struct rules *rules = scoring->rules;
	struct amounts amounts;
	double sum, evidence;

	measure(scoring, &amounts);
	sum = rules->merged_commits * log1p(amounts.commits) +
	    rules->merged_recent * log1p(amounts.recent) +
	    rules->merged_merges * log1p(amounts.merges) +
	    rules->merged_months * log1p((double)amounts.months) +
	    rules->merged_pulls * log1p(amounts.pulls);
	if (amounts.repositories > 1)
		sum += rules->merged_breadth * log1p(amounts.repositories - 1);
	ret_signal->value = 1 - exp(-sum / rules->merged_full);
	evidence = amounts.commits + amounts.merges + amounts.pulls;
	ret_signal->coverage =
	    evidence / (evidence + scoring->rules->merged_evidence);
	cite_repository(scoring, &amounts, ret_signal);
	cite_pulls(scoring, ret_signal);
}
