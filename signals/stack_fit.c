#include <math.h>
#include <string.h>

#include "signals/scoring.h"

/*
 * Skills seen, with how sure one can be, and how far they cover what the role
 * would like to have.
 *
 * Each place where a skill shows saturates on its own, then they are combined
 * as independent signs: strength = 1 - product of (1 - sign).  One mention is
 * not depth (0.5): that takes several pieces of work, or a language used at
 * length.  `must` decides who is listed before whom and adds no points; the
 * value is the mean strength over `nice`.
 */
double
scoring_seen(const struct scoring *scoring, size_t skill)
{
	return scoring->catalogue->skills[skill].language != NULL
	    ? scoring->rules->language_seen
	    : scoring->rules->skill_seen;
}

static double
strength_of(const struct rules *rules, const struct trace *trace)
{
	double rest = 1;

	rest *= 1 -
	    rules->skill_bytes *
		scoring_log(trace->bytes / rules->bytes_some,
		    rules->bytes_full / rules->bytes_some);
	rest *=
	    1 - rules->skill_work * scoring_log(trace->work, rules->work_full);
	rest *= 1 - rules->skill_topics * (1 - exp(-trace->topics / 2));
	rest *= 1 - rules->skill_texts * (1 - exp(-trace->texts / 4));
	rest *= 1 - rules->skill_readmes * (1 - exp(-trace->readmes / 2));
	if (trace->claims > 0)
		rest *= 1 - rules->skill_claim;
	return 1 - rest;
}

/* Parents have smaller depth than children, so a few rounds reach the top. */
static void
lend_to_parents(struct scoring *scoring)
{
	const struct rubric *rubric = scoring->rubric;

	for (size_t i = 0; i < rubric->n_implied; i++) {
		const struct implied *implied = &rubric->implied[i];
		double lent = scoring->rules->skill_parent *
		    scoring->strength[implied->skill];

		if (lent > scoring->strength[implied->parent])
			scoring->strength[implied->parent] = lent;
	}
}

/*
 * A language is shown by code: bytes in own repositories, work in those of
 * others, topics.  Texts that speak of it, or of a skill that implies it, stay
 * below what counts as seen: a Rust engineer who mentions Go is none for Go.
 */
static void
ask_languages_for_code(struct scoring *scoring)
{
	const double unseen = 0.9 * scoring->rules->language_seen;

	for (size_t i = 0; i < scoring->catalogue->n_skills; i++) {
		const struct trace *trace = &scoring->skills[i];

		if (scoring->strength[i] > 0 &&
		    scoring->catalogue->skills[i].language != NULL &&
		    trace->bytes + trace->work + trace->topics <= 0)
			scoring->strength[i] =
			    fmin(scoring->strength[i], unseen);
	}
}

void
stack_fit_strengths(struct scoring *scoring)
{
	for (size_t i = 0; i < scoring->catalogue->n_skills; i++) {
		const struct trace *trace = &scoring->skills[i];

		/* Of two hundred skills a person shows a dozen. */
		if (trace->is_met)
			scoring->strength[i] =
			    strength_of(scoring->rules, trace);
	}
	for (int round = 0; round < 2; round++)
		lend_to_parents(scoring);
	ask_languages_for_code(scoring);
}

bool
stack_fit_seen(const struct scoring *scoring, const struct need_skills *need,
    size_t *ret_skill)
{
	double best = 0;

	for (size_t i = 0; i < need->n; i++) {
		double strength = scoring->strength[need->skills[i]];

		if (strength <= best ||
		    strength < scoring_seen(scoring, need->skills[i]))
			continue;
		best = strength;
		*ret_skill = need->skills[i];
	}
	return best > 0;
}

double
stack_fit_need(const struct scoring *scoring, const struct need_skills *need,
    size_t *ret_skill)
{
	double best = 0;

	for (size_t i = 0; i < need->n; i++)
		if (scoring->strength[need->skills[i]] > best) {
			best = scoring->strength[need->skills[i]];
			*ret_skill = need->skills[i];
		}
	return best;
}

/*
 * "Kafka at depth", or "some Kafka".  Depth is shown by doing: what was only
 * looked at, or is only said, is some.
 */
static const char *
name_with_depth(const struct scoring *scoring, size_t skill)
{
	const struct trace *trace = &scoring->skills[skill];
	const char *name = scoring->catalogue->skills[skill].name;
	bool is_done = trace->bytes + trace->work > 0 ||
	    (trace->title != NULL &&
		(trace->rank == TRACE_WORK || trace->rank == TRACE_MESSAGE));

	return is_done &&
		scoring->strength[skill] >= scoring->rules->skill_depth
	    ? arena_format(scoring->arena, "%s at depth", name)
	    : arena_format(scoring->arena, "some %s", name);
}

struct reason
stack_fit_reason(const struct scoring *scoring, size_t skill)
{
	const struct trace *trace = &scoring->skills[skill];
	const char *name = name_with_depth(scoring, skill);
	bool is_language = scoring->catalogue->skills[skill].language != NULL;
	struct arena *arena = scoring->arena;
	struct reason reason = { .text = NULL };

	/* A language is shown by code, not by a title that names it. */
	if (trace->title != NULL && !is_language &&
	    (trace->rank >= TRACE_SLIGHT || trace->work <= 0)) {
		reason.text = arena_format(arena, "%s, seen in %s", name,
		    scoring_trace_text(scoring, trace));
		reason.url = scoring_trace_url(scoring, trace);
		reason.date = trace->date;
	} else if (trace->work > 0 && trace->repository != NULL) {
		reason.text = arena_format(arena, "%s, by work in %s, which %s",
		    name, trace->repository,
		    is_language ? "is written in it" : "names it as a topic");
		reason.url = fact_url_repository(arena, trace->repository);
	} else if (trace->bytes > 0 && scoring->facts->person.login != NULL) {
		reason.text =
		    arena_format(arena, "%s, by %.0f KB in own repositories",
			name, trace->bytes / 1000);
		reason.url =
		    fact_url_person(arena, scoring->facts->person.login);
	}
	return reason;
}

const char *
stack_fit_words(const struct scoring *scoring, size_t skill)
{
	const struct trace *trace = &scoring->skills[skill];
	const char *where = "through skills that imply it";

	if (trace->topics > 0)
		where = "a topic of own repositories";
	else if (trace->texts > 0)
		where = "named in review comments and messages alone";
	else if (trace->readmes > 0)
		where = "named in own READMEs alone";
	else if (trace->claims > 0)
		where = "by the profile's word alone";
	return arena_format(scoring->arena, "%s, %s",
	    name_with_depth(scoring, skill), where);
}

void
stack_fit_judge(struct scoring *scoring, struct signal *ret_signal)
{
	const struct rubric *rubric = scoring->rubric;
	size_t n = rubric->role->n_nice, skill = 0;
	double sum = 0, evidence;
	struct reason reason;

	for (size_t i = 0; i < n; i++) {
		double strength =
		    stack_fit_need(scoring, &rubric->nice[i], &skill);

		sum += strength;
		if (strength <= 0 || strength < scoring_seen(scoring, skill))
			continue;
		reason = stack_fit_reason(scoring, skill);
		if (reason.text != NULL)
			scoring_reason(scoring, ret_signal, reason.date,
			    reason.url, "%s", reason.text);
	}
	/* The mean over many wishes would ask for a person of all trades:
	 * half of them at depth are as good as any. */
	if (n > 0)
		ret_signal->value = fmin(1, sum / (0.5 + 0.5 * (double)n));
	evidence = scoring->evidence;
	ret_signal->coverage =
	    n == 0 ? 0 : evidence / (evidence + scoring->rules->text_evidence);
}
