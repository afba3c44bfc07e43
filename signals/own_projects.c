#include "signals/own_projects.h"

#include <math.h>

#include "base/clock.h"
#include "signals/scoring.h"

/*
 * Own projects: do others rely on a person's code?  A repository is worth
 *
 *   own_stars stars + own_forks forks + own_release + own_license
 *
 * stars on a logarithmic scale from stars_show (own_first) to stars_full (1), only
 * those that forks and issues bear out; forks likewise to forks_full.  One
 * that is archived, or was not touched for stale_months, counts less.  Forks,
 * mirrors and templates don't count.  The value is the best BEST repositories
 * in falling weights.
 */
enum {
	BEST = 4,
	LOOKED_MAX = 64
};

double
own_projects_stars(const struct rules *rules, const struct repository *own)
{
	double most = rules->stars_free +
	    rules->stars_a_sign *
		((double)own->forks + 2 * (double)own->open_issues);

	return fmin((double)own->stars, most);
}

static double
judge_one(const struct scoring *scoring, const struct repository *own)
{
	double stars = own_projects_stars(scoring->rules, own);
	const struct rules *rules = scoring->rules;
	double value = 0, show = rules->stars_show;

	if (stars >= show)
		value += rules->own_stars *
		    fmin(1,
			rules->own_first +
			    (1 - rules->own_first) * log(stars / show) /
				log(scoring->rules->stars_full / show));
	value += rules->own_forks *
	    scoring_log((double)own->forks, scoring->rules->forks_full);
	/* A release or licence shows something only where others look. */
	if (stars >= show || own->forks > 1) {
		value += own->released_at > 0 ? rules->own_release : 0;
		value += own->license != NULL ? rules->own_license : 0;
	}
	if (own->is_archived)
		value *= scoring->rules->share_archived;
	else if (scoring_day(own->pushed_at) < scoring->now -
		(int64_t)(scoring->rules->stale_months * CLOCK_MONTH_S))
		value *= scoring->rules->share_stale;
	return value;
}

static const char *
forks_of(const struct scoring *scoring, const struct repository *own)
{
	if (own->forks <= 0)
		return "";
	return arena_format(scoring->arena, ", %lld fork%s",
	    (long long)own->forks, own->forks == 1 ? "" : "s");
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
	    "owns %s: %lld stars%s%s%s", own->full_name, (long long)own->stars,
	    forks_of(scoring, own), own->released_at > 0 ? ", releases" : "",
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
