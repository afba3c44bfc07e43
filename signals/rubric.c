#include "signals/rubric.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "config/digest.h"
#include "signals/scoring.h"

static void (*const judges[FAMILY_COUNT])(struct scoring *, struct signal *) = {
	[FAMILY_MERGED_WORK] = merged_work_judge,
	[FAMILY_REVIEW] = review_judge,
	[FAMILY_COMMITS] = commits_judge,
	[FAMILY_OWN_PROJECTS] = own_projects_judge,
	[FAMILY_TESTS_CI] = tests_ci_judge,
	[FAMILY_README] = readme_judge,
	[FAMILY_STACK_FIT] = stack_fit_judge,
	[FAMILY_DOMAIN_DEPTH] = domain_depth_judge,
	[FAMILY_STANDING] = standing_judge,
};

/* ---- compiling a role ---- */

static void
map_folded(struct map *map, const char *key, size_t value)
{
	char folded[256];

	if (!str_copy(folded, sizeof(folded), key))
		return;
	str_lower_all(folded);
	map_put_text(map, folded, (void *)(uintptr_t)value);
}

static void
add_words(struct rubric *rubric)
{
	const struct catalogue *catalogue = rubric->catalogue;
	const struct rules *rules = rubric->rules;

	for (size_t i = 0; i < rules->n_lists; i++)
		for (size_t k = 0; k < rules->list_items[i].n; k++)
			words_add(rubric->words, rules->list_items[i].items[k],
			    (uint32_t)i);
	for (size_t i = 0; i < catalogue->n_skills; i++)
		for (size_t k = 0; k < catalogue->skills[i].n_words; k++)
			words_add(rubric->words, catalogue->skills[i].words[k],
			    (uint32_t)(PROSE_LISTS_MAX + i));
	for (size_t i = 0; i < catalogue->n_domains; i++)
		for (size_t k = 0; k < catalogue->domains[i].n_words; k++)
			words_add(rubric->words, catalogue->domains[i].words[k],
			    (uint32_t)(PROSE_LISTS_MAX + catalogue->n_skills +
				i));
}

static int
add_patterns(struct rubric *rubric, struct err_detail *detail)
{
	const struct catalogue *catalogue = rubric->catalogue;

	for (size_t i = 0; i < catalogue->n_skills; i++) {
		const struct skill *skill = &catalogue->skills[i];

		for (size_t k = 0; k < skill->n_patterns; k++) {
			struct err_detail fault = { "" };
			int rc =
			    patterns_add(rubric->patterns, skill->patterns[k],
				(uint32_t)(PROSE_LISTS_MAX + i), &fault);

			if (rc < 0)
				return err_set(detail, rc, "%s:%lld: %s: %s",
				    skill->file == NULL ? "?" : skill->file,
				    (long long)skill->line, skill->id,
				    fault.text);
		}
	}
	return 0;
}

static void
add_maps(struct rubric *rubric)
{
	const struct catalogue *catalogue = rubric->catalogue;
	const struct role *role = rubric->role;

	for (size_t i = 0; i < catalogue->n_skills; i++) {
		const struct skill *skill = &catalogue->skills[i];

		if (skill->language != NULL)
			map_folded(rubric->languages, skill->language, i + 1);
		for (size_t k = 0; k < skill->n_topics; k++)
			map_folded(rubric->topics, skill->topics[k], i + 1);
	}
	for (size_t i = 0; i < role->n_seeds; i++)
		map_folded(rubric->seeds, role->seeds[i], i + 1);
}

/* A database for databases: nearly all work with it is work in that field. */
static bool
is_product_of(const char *kind, const char *domain)
{
	static const struct {
		const char *kind;
		const char *domain;
	} fields[] = { { "database", "databases" },
		{ "observability", "observability" },
		{ "security", "security" }, { "api", "apis" },
		{ "infrastructure", "infrastructure" },
		{ "container", "infrastructure" },
		{ "cloud", "infrastructure" } };

	for (size_t i = 0; i < COUNT(fields); i++)
		if (str_equal(kind, fields[i].kind) &&
		    str_equal(domain, fields[i].domain))
			return true;
	return false;
}

/* Pairs of skills and what they imply or speak for. */
static void
add_links(struct rubric *rubric)
{
	const struct catalogue *catalogue = rubric->catalogue;
	size_t implied = 0, speaks = 0;

	for (size_t i = 0; i < catalogue->n_skills; i++) {
		implied += catalogue->skills[i].n_parents;
		speaks += catalogue->skills[i].n_domains;
	}
	rubric->implied =
	    arena_calloc(&rubric->arena, implied + 1, sizeof(*rubric->implied));
	rubric->speaks =
	    arena_calloc(&rubric->arena, speaks + 1, sizeof(*rubric->speaks));
	for (size_t i = 0; i < catalogue->n_skills; i++) {
		const struct skill *skill = &catalogue->skills[i];

		for (size_t k = 0; k < skill->n_parents; k++) {
			const struct skill *parent =
			    catalogue_find(catalogue, skill->parents[k]);

			if (parent == NULL)
				continue;
			rubric->implied[rubric->n_implied].skill = i;
			rubric->implied[rubric->n_implied++].parent =
			    catalogue_index(catalogue, parent);
		}
		for (size_t k = 0; k < skill->n_domains; k++) {
			const struct domain *domain =
			    catalogue_domain(catalogue, skill->domains[k]);

			if (domain == NULL)
				continue;
			rubric->speaks[rubric->n_speaks].skill = i;
			rubric->speaks[rubric->n_speaks].is_product =
			    is_product_of(catalogue->skills[i].kind,
				domain->id);
			rubric->speaks[rubric->n_speaks++].domain =
			    (size_t)(domain - catalogue->domains);
		}
	}
}

static struct need_skills *
compile_needs(struct rubric *rubric, const struct need *needs, size_t n)
{
	struct need_skills *compiled =
	    arena_calloc(&rubric->arena, n + 1, sizeof(*compiled));

	for (size_t i = 0; i < n; i++) {
		struct need_skills *need = &compiled[i];

		need->need = &needs[i];
		need->skills = arena_calloc(&rubric->arena, needs[i].n_any + 1,
		    sizeof(*need->skills));
		for (size_t k = 0; k < needs[i].n_any; k++) {
			const struct skill *skill =
			    catalogue_find(rubric->catalogue, needs[i].any[k]);

			if (skill != NULL)
				need->skills[need->n++] =
				    catalogue_index(rubric->catalogue, skill);
		}
	}
	return compiled;
}

/* The skills of must and nice, and what they imply. */
static void
relate(struct rubric *rubric)
{
	const struct role *role = rubric->role;

	rubric->is_related = arena_calloc(&rubric->arena,
	    rubric->catalogue->n_skills + 1, sizeof(*rubric->is_related));
	for (size_t i = 0; i < role->n_must; i++)
		for (size_t k = 0; k < rubric->must[i].n; k++)
			rubric->is_related[rubric->must[i].skills[k]] = true;
	for (size_t i = 0; i < role->n_nice; i++)
		for (size_t k = 0; k < rubric->nice[i].n; k++)
			rubric->is_related[rubric->nice[i].skills[k]] = true;
	for (size_t i = 0; i < rubric->n_implied; i++)
		if (rubric->is_related[rubric->implied[i].skill])
			rubric->is_related[rubric->implied[i].parent] = true;
}

static void
find_domains(struct rubric *rubric)
{
	const struct role *role = rubric->role;

	rubric->domains = arena_calloc(&rubric->arena, role->n_domains + 1,
	    sizeof(*rubric->domains));
	for (size_t i = 0; i < role->n_domains; i++) {
		const struct domain *domain =
		    catalogue_domain(rubric->catalogue, role->domains[i]);

		if (domain != NULL)
			rubric->domains[rubric->n_domains++] =
			    (size_t)(domain - rubric->catalogue->domains);
	}
}

static bool
is_asked(const struct rubric *rubric, size_t domain)
{
	for (size_t i = 0; i < rubric->n_domains; i++)
		if (rubric->domains[i] == domain)
			return true;
	return false;
}

/* Only what speaks for fields of the role is looked at for each person. */
static void
drop_other_fields(struct rubric *rubric)
{
	size_t n = 0;

	for (size_t i = 0; i < rubric->n_speaks; i++)
		if (is_asked(rubric, rubric->speaks[i].domain))
			rubric->speaks[n++] = rubric->speaks[i];
	rubric->n_speaks = n;
}

static uint64_t
stamp_of(const struct rules *rules, const struct catalogue *catalogue)
{
	uint64_t stamp = rules->stamp;

	digest_text(&stamp, catalogue->hash);
	digest_int(&stamp, SIGNALS_VERSION);
	return stamp;
}

int
rubric_new(const struct role *role, const struct catalogue *catalogue,
    const struct rules *rules, int64_t now, struct rubric **ret_rubric,
    struct err_detail *detail)
{
	struct rubric *rubric = mem_calloc(1, sizeof(*rubric));
	int rc;

	rubric->role = role;
	rubric->catalogue = catalogue;
	rubric->rules = rules;
	rubric->now = now;
	rubric->stamp = stamp_of(rules, catalogue);
	memcpy(rubric->medians.value, rules->medians,
	    sizeof(rubric->medians.value));
	rubric->words = words_new();
	rubric->patterns = patterns_new();
	rubric->languages = map_new();
	rubric->topics = map_new();
	rubric->seeds = map_new();
	if (rubric->patterns == NULL) {
		rubric_free(rubric);
		return err_set(detail, ERR_NOMEM, "no memory for patterns");
	}
	for (int i = 0; i < DECAY_DAYS; i++)
		rubric->decay[i] = scoring_decay_of(rubric, i);
	add_words(rubric);
	add_maps(rubric);
	add_links(rubric);
	rubric->must = compile_needs(rubric, role->must, role->n_must);
	rubric->nice = compile_needs(rubric, role->nice, role->n_nice);
	rubric->not_wanted =
	    compile_needs(rubric, role->not_wanted, role->n_not_wanted);
	relate(rubric);
	find_domains(rubric);
	drop_other_fields(rubric);
	rc = add_patterns(rubric, detail);
	if (rc < 0) {
		rubric_free(rubric);
		return rc;
	}
	*ret_rubric = rubric;
	return 0;
}

void
rubric_free(struct rubric *rubric)
{
	if (rubric == NULL)
		return;
	words_free(rubric->words);
	patterns_free(rubric->patterns);
	map_free(rubric->languages);
	map_free(rubric->topics);
	map_free(rubric->seeds);
	arena_done(&rubric->arena);
	mem_free(rubric);
}

void
rubric_set_medians(struct rubric *rubric, const struct medians *medians)
{
	rubric->medians = *medians;
}

const struct medians *
rubric_medians(const struct rubric *rubric)
{
	return &rubric->medians;
}

void
rubric_stamps_of(const struct role *role, const struct catalogue *catalogue,
    const struct rules *rules, const struct medians *medians, int64_t now,
    struct rubric_stamps *ret)
{
	uint64_t stamp = stamp_of(rules, catalogue);

	digest_text(&stamp, role->facts_hash);
	digest_int(&stamp, now);
	for (int i = 0; i < FAMILY_COUNT; i++)
		digest_int(&stamp, llround(medians->value[i] * 1e6));
	*ret = (struct rubric_stamps){ stamp, stamp, now };
	digest_text(&ret->all, role->hash);
}

void
rubric_stamps(const struct rubric *rubric, struct rubric_stamps *ret)
{
	rubric_stamps_of(rubric->role, rubric->catalogue, rubric->rules,
	    &rubric->medians, rubric->now, ret);
}

/* ---- scoring a person ---- */

static double
clamp(double value)
{
	if (!(value > 0))
		return 0;
	return value > 1 ? 1 : value;
}

/*
 * Shares are rounded before they are weighed and stored as they are rounded,
 * so that other weights need no facts.
 */
static void
judge_families(struct scoring *scoring, struct score *score)
{
	const struct rubric *rubric = scoring->rubric;
	struct weights weights;

	for (int i = 0; i < FAMILY_COUNT; i++) {
		struct signal *signal = &score->signals[i];
		double low = clamp(rubric->medians.value[i]), value, coverage;

		judges[i](scoring, signal);
		value = clamp(signal->value);
		coverage = clamp(signal->coverage);
		signal->share = round((low + coverage * fmax(0, value - low)) *
				    SHARE_UNIT) /
		    SHARE_UNIT;
		signal->value = round(value * SIGNAL_UNIT) / SIGNAL_UNIT;
		signal->coverage = round(coverage * SIGNAL_UNIT) / SIGNAL_UNIT;
	}
	weights_from(scoring->role->weights, &weights);
	score_weigh(score, &weights);
}

/* Code of one's own, in bytes; *ret_n: repositories with any. */
static double
own_code(const struct scoring *scoring, size_t *ret_n)
{
	const struct portfolio *own = &scoring->facts->own;
	double sum = 0;

	for (size_t i = 0; i < own->n_items; i++) {
		double before = sum;

		for (size_t k = 0;
		     scoring->shows[i] && k < own->items[i].n_languages; k++)
			sum += (double)own->items[i].languages[k].bytes;
		*ret_n += sum > before;
	}
	return sum;
}

/*
 * Much code of one's own, and no sign at all of a language that the role must
 * have.  Of other skills, silence says nothing.
 */
static bool
is_against(const struct scoring *scoring, const struct need_skills *need)
{
	const struct rules *rules = scoring->rules;
	size_t n = 0;

	for (size_t i = 0; i < need->n; i++)
		if (scoring->catalogue->skills[need->skills[i]].language ==
			NULL ||
		    scoring->strength[need->skills[i]] > 0)
			return false;
	return need->n > 0 && own_code(scoring, &n) >= rules->against_bytes &&
	    (double)n >= rules->against_repositories;
}

static void
add_must_seen(const struct scoring *scoring, const char *label, size_t skill,
    struct score *score)
{
	struct reason *seen = &score->must_seen[score->n_must_seen++];

	*seen = stack_fit_reason(scoring, skill);
	if (seen->text == NULL)
		seen->text = stack_fit_words(scoring, skill);
	seen->text = arena_format(scoring->arena, "%s: %s", label, seen->text);
}

/*
 * `must`: who has shown it is listed before who has not; evidence against it
 * puts a person out.  `not`: a person is
 * out when an unwanted skill is there at depth and not_factor times stronger
 * than any skill that the role must have (or would like, without a must).
 */
static void
judge_needs(struct scoring *scoring, struct score *score)
{
	const struct rubric *rubric = scoring->rubric;
	const struct role *role = scoring->role;
	double wanted = 0;
	size_t skill = 0;

	score->must_missing = arena_calloc(scoring->arena, role->n_must + 1,
	    sizeof(*score->must_missing));
	score->must_seen = arena_calloc(scoring->arena, role->n_must + 1,
	    sizeof(*score->must_seen));
	for (size_t i = 0; i < role->n_must; i++) {
		double strength =
		    stack_fit_need(scoring, &rubric->must[i], &skill);

		if (strength > wanted)
			wanted = strength;
		if (!stack_fit_seen(scoring, &rubric->must[i], &skill))
			score->must_missing[score->n_must_missing++] =
			    arena_strdup(scoring->arena, role->must[i].label);
		else
			add_must_seen(scoring, role->must[i].label, skill,
			    score);
		if (score->is_out || !is_against(scoring, &rubric->must[i]))
			continue;
		score->is_out = true;
		score->out_reason = arena_format(scoring->arena,
		    "much code of their own, and none of it shows %s",
		    role->must[i].label);
	}
	for (size_t i = 0; role->n_must == 0 && i < role->n_nice; i++)
		wanted = fmax(wanted,
		    stack_fit_need(scoring, &rubric->nice[i], &skill));
	for (size_t i = 0; i < role->n_not_wanted && !score->is_out; i++) {
		double strength =
		    stack_fit_need(scoring, &rubric->not_wanted[i], &skill);

		/* At depth, and well above all that the role asks for. */
		if (strength < scoring->rules->skill_depth ||
		    strength < scoring->rules->not_factor * wanted)
			continue;
		score->is_out = true;
		score->out_reason = arena_format(scoring->arena,
		    "most of the work seen is %s, which the role excludes",
		    role->not_wanted[i].label);
	}
}

void
rubric_score(struct rubric *rubric, const struct facts *facts,
    struct arena *arena, struct score *ret_score)
{
	const struct role *role = rubric->role;
	struct scoring scoring = { .rubric = rubric,
		.rules = rubric->rules,
		.role = role,
		.catalogue = rubric->catalogue,
		.facts = facts,
		.arena = arena,
		.now = rubric->now };

	memset(ret_score, 0, sizeof(*ret_score));
	scoring.since = scoring_since(rubric->now, role->horizon_months);
	tally_run(&scoring);
	scoring.skills = arena_calloc(arena, rubric->catalogue->n_skills + 1,
	    sizeof(*scoring.skills));
	scoring.domains = arena_calloc(arena, rubric->catalogue->n_domains + 1,
	    sizeof(*scoring.domains));
	scoring.strength = arena_calloc(arena, rubric->catalogue->n_skills + 1,
	    sizeof(*scoring.strength));
	reading_run(&scoring);
	stack_fit_strengths(&scoring);
	judge_families(&scoring, ret_score);
	ret_score->person = facts->person.id;
	ret_score->signals_version = SIGNALS_VERSION;
	ret_score->rubric = arena_strdup(arena, role->hash);
	ret_score->scored_at = rubric->now;
	judge_needs(&scoring, ret_score);
	summary_write(&scoring, ret_score);
	involvement_judge(&scoring, ret_score);
	headline_write(&scoring, ret_score);
}
