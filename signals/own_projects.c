#include "signals/own_projects.h"

#include <math.h>

#include "base/clock.h"
#include "signals/scoring.h"

/*
 * Own projects: do others rely on a person's code?  A repository is worth
 *
 *   0.7 stars + 0.15 forks + 0.1 released + 0.05 licensed
 *
 * stars on a logarithmic scale from stars_show (0.2) to STARS_FULL (1), only
 * those that forks and issues bear out; forks likewise to FORKS_FULL.  One
 * that is archived, or was not touched for STALE_MONTHS, counts less.  Forks,
 * mirrors and templates don't count.  The value is the best BEST repositories
 * in falling weights.
 */
enum {
	STARS_FULL = 5000,
	FORKS_FULL = 500,
	STALE_MONTHS = 24,
	BEST = 4,
	LOOKED_MAX = 64
};

static const double share_stale = 0.7;
static const double share_archived = 0.5;
/* Stars that need no bearing out, and how many a fork or issue bears out. */
static const double stars_free = 30;
static const double stars_a_sign = 30;

double
own_projects_stars(int64_t stars, int64_t forks, int64_t issues)
{
	double most =
	    stars_free + stars_a_sign * ((double)forks + 2 * (double)issues);

	return (double)stars < most ? (double)stars : most;
}

static double
judge_one(const struct scoring *scoring, const struct repository *own)
{
	double stars =
	    own_projects_stars(own->stars, own->forks, own->open_issues);
	double value = 0, show = scoring->rules->stars_show;

	if (stars >= show)
		value += 0.7 *
		    fmin(1,
			0.2 +
			    0.8 * log(stars / show) /
				log((double)STARS_FULL / show));
	value += 0.15 * scoring_log((double)own->forks, FORKS_FULL);
	/* A release or licence shows something only where others look. */
	if (stars >= show || own->forks > 1) {
		value += own->released_at > 0 ? 0.1 : 0;
		value += own->license != NULL ? 0.05 : 0;
	}
	if (own->is_archived)
		value *= share_archived;
	else if (scoring_day(own->pushed_at) <
	    scoring->now - (int64_t)STALE_MONTHS * CLOCK_MONTH_S)
		value *= share_stale;
	return value;
}

static void
cite(struct scoring *scoring, const struct repository *own,
    struct signal *signal)
{
	if (own->full_name == NULL ||
	    (double)own->stars < scoring->rules->stars_show)
		return;
	scoring_reason(scoring, signal, own->pushed_at,
	    fact_url_repository(scoring->arena, own->full_name),
	    "owns %s: %lld stars, %lld forks%s%s", own->full_name,
	    (long long)own->stars, (long long)own->forks,
	    own->released_at > 0 ? ", releases" : "",
	    own->is_archived ? ", archived" : "");
}

void
own_projects_judge(struct scoring *scoring, struct signal *ret_signal)
{
	const struct portfolio *own = &scoring->facts->own;
	double values[LOOKED_MAX], looked = 0;
	size_t n = 0;

	for (size_t i = 0; i < own->n_items && n < LOOKED_MAX; i++) {
		const struct repository *item = &own->items[i];

		if (!scoring->shows[i] || item->is_template)
			continue;
		values[n++] = judge_one(scoring, item);
		looked++;
		cite(scoring, item, ret_signal);
	}
	ret_signal->value = scoring_ranked(values, n, BEST);
	ret_signal->coverage = looked / (looked + 1);
}
