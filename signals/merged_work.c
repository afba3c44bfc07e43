#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "signals/scoring.h"

/*
 * Merged work: what others accepted from a person, and what a person was
 * trusted with, over time.
 *
 *   value = 1 - exp(-S / merged_full)
 *   S     = S_1 + merged_breadth * ln(1 + S_2 + S_3 + ...)
 *   S_r   = sum over terms of weight * ln(1 + amount), of one repository;
 *           S_1 is the largest
 *
 * Amounts: commits (at most burst_items a week, those without a date up to
 * merged_undated, those of a line or two that say nothing up to merged_slight),
 * or pull requests by size where that is more, squashed or not; commits of the
 * last recent_months; trust: others' pull requests merged (a
 * machine's too), others' work committed, releases made; months with any of it,
 * in any order; components of others' work merged, and of own work.
 *
 * Logarithms, since ten times the work is not ten times the engineer; no term
 * has a ceiling, since ranks among the best matter.  Not a sum over
 * repositories, since no amount of work elsewhere makes somebody the
 * maintainer of a project.  In a repository of one's own nobody else confers
 * trust: there only others' pull requests count for it.
 */
enum {
	PULL_CITED = 3,
	LIST_BYTES = 256,
	UNDATED_MONTHS = 120, /* of a role without a horizon */
	FEW = 32 /* pieces that are sorted in place */
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

/* What one person did in one repository. */
struct amounts {
	const struct work *work;
	double commits;
	double recent;
	double trust;
	double pulls;
	double sum; /* S_r */
	double work_done; /* commits or pull requests */
	size_t months;
	size_t areas;
	size_t touched;
	size_t releases;
};

/* Pieces of one work among those of all, with room to sort. */
struct span {
	const struct piece *pieces;
	size_t n;
};

/* Days and components of a repository, as they are gathered. */
struct room {
	int64_t *dates; /* of everything, for months */
	size_t n_dates;
	int64_t *trusted;
	size_t n_trusted;
	uint32_t *areas;
	size_t n_areas;
	uint32_t *touched;
	size_t n_touched;
};

static int
compare_dates(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
compare_areas(const void *a, const void *b)
{
	const uint32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
compare_shapes(const void *a, const void *b)
{
	const struct piece *const *x = a, *const *y = b;

	if ((*x)->shape != (*y)->shape)
		return (*x)->shape < (*y)->shape ? -1 : 1;
	return compare_dates(&(*y)->date, &(*x)->date);
}

static void
sort_shapes(const struct piece **pieces, size_t n)
{
	if (n > FEW) {
		qsort(pieces, n, sizeof(*pieces), compare_shapes);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		const struct piece *piece = pieces[i];
		size_t at = i;

		for (; at > 0 && compare_shapes(&pieces[at - 1], &piece) > 0;
		     at--)
			pieces[at] = pieces[at - 1];
		pieces[at] = piece;
	}
}

/*
 * A repository's commits that count, in the arena: no merges, which are no work
 * of their own, and of near-copies the newest few alone: ten thousand times
 * "update" is a burst even when it takes a year.  Slight ones are summed apart.
 */
static const struct piece **
keep_commits(const struct scoring *scoring, const struct span *span,
    size_t *ret_n, double *slight)
{
	const struct piece **kept =
	    arena_alloc(scoring->arena, (span->n + 1) * sizeof(*kept));
	size_t n_kept = 0, n = 0, same = 0;

	for (size_t i = 0; i < span->n; i++) {
		const struct piece *piece = &span->pieces[i];

		if (piece->is_undone ||
		    piece->work->commits[piece->index].is_merge)
			continue;
		if (piece->is_slight)
			*slight += scoring_decay(scoring, piece->date);
		else
			kept[n++] = piece;
	}
	sort_shapes(kept, n);
	for (size_t i = 0; i < n; i++) {
		same = i > 0 && kept[i]->shape == kept[i - 1]->shape ? same + 1
								     : 0;
		if ((double)same < scoring->rules->burst_items)
			kept[n_kept++] = kept[i];
	}
	*ret_n = n_kept;
	return kept;
}

static void
add_date(const struct scoring *scoring, struct room *room, int64_t date)
{
	if (date >= scoring->since && date > 0)
		room->dates[room->n_dates++] = date;
}

static void
add_touched(struct room *room, uint32_t area)
{
	if (area != 0)
		room->touched[room->n_touched++] = area;
}

/* In a repository of one's own nobody else confers trust. */
static void
add_commit(const struct scoring *scoring, const struct piece *piece,
    bool is_own, struct room *room, struct amounts *amounts)
{
	add_date(scoring, room, piece->date);
	if (is_own)
		return;
	add_touched(room, piece->area);
	if (!piece->is_release)
		return;
	amounts->releases++;
	room->trusted[room->n_trusted++] = piece->date;
}

/* Commits without a date are those that were not read: older than all that
 * were, so worth what one at the horizon is. */
static double
undated_worth(const struct scoring *scoring)
{
	int64_t months = scoring->role->horizon_months;

	return scoring_decay_of(scoring->rubric,
	    (months > 0 ? months : UNDATED_MONTHS) * CLOCK_MONTH_S /
		CLOCK_DAY_S);
}

static void
add_commits(const struct scoring *scoring, const struct span *span,
    struct room *room, struct amounts *amounts)
{
	const struct work *work = amounts->work;
	const struct rules *rules = scoring->rules;
	bool is_own = scoring_is_own(scoring, work);
	int64_t recent_since =
	    scoring->now - (int64_t)(rules->recent_months * CLOCK_MONTH_S);
	double undated = (double)work->commits_total - (double)span->n;
	double slight = 0;
	size_t n, n_old = 0;
	const struct piece **kept = keep_commits(scoring, span, &n, &slight);
	int64_t *dates = arena_alloc(scoring->arena, (n + 1) * sizeof(*dates));

	for (size_t i = 0; i < n; i++) {
		dates[i] = kept[i]->date;
		add_commit(scoring, kept[i], is_own, room, amounts);
	}
	/* Sorts them. */
	amounts->commits =
	    scoring_weekly(scoring, dates, n, rules->burst_items) +
	    fmin(slight, rules->merged_slight);
	while (n_old < n && dates[n_old] < recent_since)
		n_old++;
	amounts->recent = scoring_weekly(scoring, dates + n_old, n - n_old,
	    rules->burst_items);
	amounts->commits += undated_worth(scoring) *
	    fmax(0,
		fmin(undated,
		    rules->merged_undated *
			(is_own ? rules->merged_undated_own : 1)));
}

static void
add_handled(const struct scoring *scoring, const struct span *span,
    struct room *room, const struct amounts *amounts)
{
	const struct work *work = amounts->work;
	bool is_own = scoring_is_own(scoring, work);

	for (size_t i = 0; i < span->n; i++) {
		const struct piece *piece = &span->pieces[i];
		const struct merge *merge = &work->merges[piece->index];

		if (merge->author == scoring->facts->person.id ||
		    (is_own && !scoring_is_judgement(scoring, merge)))
			continue;
		add_date(scoring, room, piece->date);
		room->trusted[room->n_trusted++] = piece->date;
		if (piece->area != 0)
			room->areas[room->n_areas++] = piece->area;
	}
}

/* What nobody else has looked at is no work: one's own approval. */
static void
add_pulls(const struct scoring *scoring, const struct span *span,
    struct room *room, struct amounts *amounts)
{
	bool is_own = scoring_is_own(scoring, amounts->work);

	for (size_t i = 0; i < span->n; i++) {
		const struct piece *piece = &span->pieces[i];

		if (piece->quality <= 0)
			continue;
		amounts->pulls += piece->quality;
		add_date(scoring, room, piece->date);
		if (!is_own)
			add_touched(room, piece->area);
	}
}

/* Distinct months with a date in them; sorts. */
static size_t
count_months(const struct scoring *scoring, struct room *room)
{
	int64_t today = scoring_day(scoring->now);
	size_t n = 0;

	scoring_sort_dates(room->dates, room->n_dates);
	for (size_t i = 0; i < room->n_dates; i++)
		n += i == 0 ||
		    (today - room->dates[i]) / CLOCK_MONTH_S !=
			(today - room->dates[i - 1]) / CLOCK_MONTH_S;
	return n;
}

static size_t
count_areas(uint32_t *areas, size_t n_areas)
{
	size_t n = 0;

	qsort(areas, n_areas, sizeof(*areas), compare_areas);
	for (size_t i = 0; i < n_areas; i++)
		n += i == 0 || areas[i] != areas[i - 1];
	return n;
}

static struct span
next_span(const struct piece *pieces, size_t n, const struct work *work,
    size_t *next)
{
	struct span span = { .pieces = &pieces[*next], .n = 0 };

	for (; *next < n && pieces[*next].work == work; (*next)++)
		span.n++;
	return span;
}

static struct room
make_room(const struct scoring *scoring)
{
	size_t all =
	    scoring->n_commits + scoring->n_handled + scoring->n_pulls + 1;

	return (struct room){
		.dates = arena_alloc(scoring->arena, all * sizeof(int64_t)),
		.trusted = arena_alloc(scoring->arena, all * sizeof(int64_t)),
		.areas = arena_alloc(scoring->arena, all * sizeof(uint32_t)),
		.touched = arena_alloc(scoring->arena, all * sizeof(uint32_t))
	};
}

static void
sum_up(const struct scoring *scoring, struct room *room,
    struct amounts *amounts)
{
	const struct rules *rules = scoring->rules;
	double relevance = scoring_tally(scoring, amounts->work)->relevance;

	amounts->trust = scoring_weekly(scoring, room->trusted, room->n_trusted,
	    2 * rules->burst_items);
	amounts->months = count_months(scoring, room);
	amounts->areas = count_areas(room->areas, room->n_areas);
	amounts->touched = count_areas(room->touched, room->n_touched);
	/* squashed or not: whatever there is more of */
	amounts->work_done = fmax(relevance * amounts->commits, amounts->pulls);
	amounts->recent *= relevance;
	amounts->trust *= relevance;
	amounts->sum = rules->merged_commits * log1p(amounts->work_done) +
	    rules->merged_recent * log1p(amounts->recent) +
	    rules->merged_trust * log1p(amounts->trust) +
	    rules->merged_months * log1p(relevance * (double)amounts->months) +
	    rules->merged_areas * log1p(relevance * (double)amounts->areas) +
	    rules->merged_touched * log1p(relevance * (double)amounts->touched);
}

/* The repository where it is most, the sum of the others' S_r, and pieces of
 * evidence. */
static struct amounts
measure(const struct scoring *scoring, double *ret_rest, double *ret_evidence)
{
	const struct facts *facts = scoring->facts;
	size_t commit = 0, handled = 0, pull = 0;
	struct room room = make_room(scoring);
	struct amounts best = { .work = NULL };
	double all = 0;

	*ret_evidence = 0;
	for (size_t i = 0; i < facts->n_work; i++) {
		struct amounts amounts = { .work = &facts->work[i] };
		struct span commits = next_span(scoring->commits,
		    scoring->n_commits, amounts.work, &commit);
		struct span merges = next_span(scoring->handled,
		    scoring->n_handled, amounts.work, &handled);
		struct span pulls = next_span(scoring->pulls, scoring->n_pulls,
		    amounts.work, &pull);

		room.n_dates = room.n_trusted = 0;
		room.n_areas = room.n_touched = 0;
		add_commits(scoring, &commits, &room, &amounts);
		add_handled(scoring, &merges, &room, &amounts);
		add_pulls(scoring, &pulls, &room, &amounts);
		sum_up(scoring, &room, &amounts);
		all += amounts.sum;
		*ret_evidence += amounts.work_done + amounts.trust;
		if (best.work == NULL || amounts.sum > best.sum)
			best = amounts;
	}
	*ret_rest = fmax(0, all - best.sum);
	return best;
}

/* Nothing when it is not known, or when only files were moved. */
static const char *
size_of(const struct scoring *scoring, const struct pull *pull)
{
	double lines = (double)pull->additions + (double)pull->deletions;

	if (lines <= 0)
		return "";
	return arena_format(scoring->arena, ", %.0f line%s", lines,
	    lines == 1 ? "" : "s");
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
		    "wrote %s#%lld \"%s\"%s", name, (long long)pull->number,
		    scoring_title(scoring, pull->title, TITLE_COLUMNS),
		    size_of(scoring, pull));
	}
}

/* Counts of one sentence; what is zero is not told. */
struct list {
	char text[LIST_BYTES];
	size_t n;
};

static void
add_count(struct list *list, size_t n, const char *one, const char *many)
{
	int written;

	if (n == 0)
		return;
	written = snprintf(list->text + list->n, sizeof(list->text) - list->n,
	    "%s%zu %s", list->n == 0 ? "" : ", ", n, n == 1 ? one : many);
	if (written > 0 && (size_t)written < sizeof(list->text) - list->n)
		list->n += (size_t)written;
}

static const char *
in_all(const struct scoring *scoring, int64_t commits, bool goes_on)
{
	if (commits <= 0)
		return "";
	return arena_format(scoring->arena, "%lld commit%s in all%s",
	    (long long)commits, commits == 1 ? "" : "s", goes_on ? "; " : "");
}

/* The repository with most of the work, in one sentence. */
static void
cite_repository(struct scoring *scoring, const struct amounts *best,
    struct signal *signal)
{
	const struct work *work = best->work;
	const struct tally *tally;
	struct list list = { .n = 0 };

	if (work == NULL || best->sum <= 0 || scoring_repository(work) == NULL)
		return;
	tally = scoring_tally(scoring, work);
	add_count(&list, tally->pulls, "own pull request merged",
	    "own pull requests merged");
	add_count(&list, tally->merges, "of others merged by them",
	    "of others merged by them");
	add_count(&list, best->releases, "commit for a release",
	    "commits for releases");
	add_count(&list, best->months, "month with merges or commits",
	    "months with merges or commits");
	scoring_reason(scoring, signal, 0,
	    fact_url_repository(scoring->arena, scoring_repository(work)),
	    "%s: %s%s%s", scoring_repository(work),
	    in_all(scoring, work->commits_total, list.n > 0),
	    list.n == 0
		? ""
		: arena_format(scoring->arena, "in the last %lld months ",
		      (long long)scoring->role->horizon_months),
	    list.text);
}

void
merged_work_judge(struct scoring *scoring, struct signal *ret_signal)
{
	const struct rules *rules = scoring->rules;
	double rest, evidence, sum;
	struct amounts best = measure(scoring, &rest, &evidence);

	sum = best.sum + rules->merged_breadth * log1p(rest);
	ret_signal->value = 1 - exp(-sum / rules->merged_full);
	ret_signal->coverage = evidence / (evidence + rules->merged_evidence);
	cite_repository(scoring, &best, ret_signal);
	cite_pulls(scoring, ret_signal);
}
