#include <math.h>

#include "signals/scoring.h"

/*
 * Standing: weak evidence from what everybody can see of an account, all on
 * logarithmic scales with ceilings, so that fame decides nothing.
 *
 *   value = standing_followers followers + standing_merged merged pull
 *           requests anywhere + standing_repositories repositories worked in
 */

void
standing_judge(struct scoring *scoring, struct signal *ret_signal)
{
	const struct person *person = &scoring->facts->person;
	const struct rules *rules = scoring->rules;
	double breadth = 0;

	for (size_t i = 0; i < scoring->facts->n_work; i++)
		breadth += !scoring->tallies[i].is_empty;
	ret_signal->value = rules->standing_followers *
		scoring_log((double)person->followers, rules->followers_full) +
	    rules->standing_merged *
		scoring_log((double)person->merged_pulls,
		    rules->standing_merged_full) +
	    rules->standing_repositories *
		scoring_log(breadth, rules->standing_repositories_full);
	ret_signal->coverage = person->fetched_at > 0 ? 1 : 0;
	if (person->login == NULL)
		return;
	if (person->merged_pulls > 0)
		scoring_reason(scoring, ret_signal, 0,
		    fact_url_person(scoring->arena, person->login),
		    "%lld pull requests merged anywhere on GitHub",
		    (long long)person->merged_pulls);
	if (person->followers > 0)
		scoring_reason(scoring, ret_signal, 0,
		    fact_url_person(scoring->arena, person->login),
		    "%lld followers (weak evidence, capped)",
		    (long long)person->followers);
}
