#include <math.h>

#include "signals/scoring.h"

/* "About 2": what earns points is told. */
#define TOLD 1.5

/*
 * Domain depth: work in the fields that the role names (databases,
 * reliability, ...), by the fields' own words and by the skills that speak for
 * them: products of the field in full (a database for databases), others only
 * up to domain_skill_most, since using Kafka is no work on reliability yet.  A field counts how many pieces of work show it, less the first: one
 * mention is not depth.
 *
 *   depth = 1 - exp(-max(0, pieces - 1) / domain_full)
 *   value: mean over fields
 */
static double
pieces_of(const struct rules *rules, const struct trace *trace)
{
	return trace->texts + rules->domain_readme * trace->readmes +
	    rules->domain_topic * trace->topics;
}

static double
pieces_of_domain(const struct scoring *scoring, size_t domain)
{
	const struct rubric *rubric = scoring->rubric;
	const struct rules *rules = scoring->rules;
	double products = 0, others = 0;

	for (size_t i = 0; i < rubric->n_speaks; i++) {
		const struct speaks *speaks = &rubric->speaks[i];

		if (speaks->domain == domain &&
		    scoring->skills[speaks->skill].is_met)
			*(speaks->is_product ? &products : &others) +=
			    rules->domain_skill *
			    pieces_of(rules, &scoring->skills[speaks->skill]);
	}
	return pieces_of(rules, &scoring->domains[domain]) + products +
	    fmin(others, rules->domain_skill_most);
}

/* Work of theirs rather than others' or a README; the field's own words first. */
static const struct trace *
better(const struct trace *a, const struct trace *b)
{
	if (b->title == NULL)
		return a;
	return a->title == NULL || (b->rank > a->rank && a->rank == TRACE_OWN)
	    ? b
	    : a;
}

static void
cite(struct scoring *scoring, size_t domain, double pieces,
    struct signal *signal)
{
	const struct rubric *rubric = scoring->rubric;
	const struct trace *best = &scoring->domains[domain];

	for (size_t i = 0; i < rubric->n_speaks; i++)
		if (rubric->speaks[i].domain == domain &&
		    rubric->speaks[i].is_product)
			best = better(best,
			    &scoring->skills[rubric->speaks[i].skill]);
	if (best->title == NULL)
		return;
	scoring_reason(scoring, signal, best->date,
	    scoring_trace_url(scoring, best),
	    "%s: about %.0f pieces of work, such as %s",
	    scoring->catalogue->domains[domain].title, pieces,
	    scoring_trace_text(scoring, best));
}

void
domain_depth_judge(struct scoring *scoring, struct signal *ret_signal)
{
	size_t n = scoring->rubric->n_domains;
	double sum = 0, evidence = scoring->evidence;

	for (size_t i = 0; i < n; i++) {
		size_t domain = scoring->rubric->domains[i];
		double pieces = pieces_of_domain(scoring, domain);

		sum +=
		    1 - exp(-fmax(0, pieces - 1) / scoring->rules->domain_full);
		if (pieces >= TOLD)
			cite(scoring, domain, pieces, ret_signal);
	}
	if (n > 0)
		ret_signal->value = sum / (double)n;
	ret_signal->coverage =
	    n == 0 ? 0 : evidence / (evidence + scoring->rules->text_evidence);
}
