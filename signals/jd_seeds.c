#include <string.h>

#include "base/array.h"
#include "base/map.h"
#include "base/str.h"
#include "config/fold.h"
#include "signals/jd_internal.h"

/*
 * Repositories to begin with: where a skill and a language that is asked for
 * meet.  Kafka for a Go engineer is twmb/franz-go, not apache/kafka.
 */
enum {
	LANGUAGES_MAX = 4,
	EXAMPLES_MAX = 3, /* skills of a need that named only a kind */
	FILL_BELOW = 12 /* fewer candidates: the languages' own ones too */
};

struct choosing {
	const struct jd_rules *rules;
	const struct jd *jd;
	struct arena *arena;
	const char *languages[LANGUAGES_MAX];
	size_t n_languages;
	struct jd_seed *seeds;
	size_t n;
	size_t max;
};

static const struct skill *
find(const struct choosing *choosing, const char *id)
{
	return catalogue_find(choosing->rules->catalogue, id);
}

static bool
is_language(const struct skill *skill)
{
	return str_equal(skill->kind, "language") &&
	    !str_equal(skill->id, "sql");
}

static void
add_language(struct choosing *choosing, const char *id)
{
	for (size_t i = 0; i < choosing->n_languages; i++)
		if (str_equal(choosing->languages[i], id))
			return;
	if (choosing->n_languages < LANGUAGES_MAX)
		choosing->languages[choosing->n_languages++] = id;
}

/* Languages of needs with that verdict; what a framework implies if there are
 * none by name. */
static void
find_languages(struct choosing *choosing, enum jd_verdict verdict, bool implied)
{
	const struct jd *jd = choosing->jd;

	for (size_t i = 0; i < jd->n_needs; i++) {
		const struct jd_need *need = &jd->needs[i];

		if (need->verdict != verdict)
			continue;
		for (size_t k = 0; k < need->n_any; k++) {
			const struct skill *skill =
			    find(choosing, need->any[k]);

			if (!implied && is_language(skill))
				add_language(choosing, skill->id);
			for (size_t p = 0; implied && p < skill->n_parents; p++)
				if (is_language(
					find(choosing, skill->parents[p])))
					add_language(choosing,
					    skill->parents[p]);
		}
	}
}

static const struct named_list *
seeds_in(const struct skill *skill, const char *language)
{
	for (size_t i = 0; i < skill->n_seeds; i++)
		if (language == NULL ||
		    str_equal(skill->seeds[i].name, language))
			return &skill->seeds[i];
	return NULL;
}

/* What is known to be wrong with a repository; NULL: nothing. */
static const char *
warning_of(const struct choosing *choosing, const char *name)
{
	const char *folded = fold_name(choosing->arena, name, strlen(name));
	const char *slash = strchr(folded, '/');
	const char *why = map_get_text(choosing->rules->mirrors, folded);
	const char *company;

	if (why != NULL || slash == NULL)
		return why;
	company =
	    map_get(choosing->rules->owners, folded, (size_t)(slash - folded));
	if (company == NULL)
		company = map_get_text(choosing->rules->owners,
		    arena_text(choosing->arena, folded,
			(size_t)(slash - folded)));
	return company == NULL ? NULL
			       : arena_format(choosing->arena,
				     "mostly one company's: %s", company);
}

static bool
is_certain(const char *warning)
{
	return warning != NULL && strstr(warning, "unsure") == NULL;
}

static void
add_seed(struct choosing *choosing, const char *name, const struct skill *skill,
    const char *language, bool is_must)
{
	const char *warning = warning_of(choosing, name);

	for (size_t i = 0; i < choosing->n; i++)
		if (str_casecmp(choosing->seeds[i].name, name) == 0)
			return;
	/* a mirror shows nobody's work: never a seed */
	if (is_certain(warning) && !str_starts(warning, "mostly one company's"))
		return;
	if (choosing->n < choosing->max)
		choosing->seeds[choosing->n++] = (struct jd_seed){
			.name = name,
			.skill = skill->id,
			.language = language,
			.is_must = is_must,
			.warning = warning,
			.outsiders = -1,
		};
}

/* The n-th of a list, one company's projects last; NULL behind its end. */
static const char *
nth(const struct choosing *choosing, const struct named_list *list, size_t n)
{
	for (int company = 0; company < 2; company++)
		for (size_t i = 0; i < list->n_items; i++)
			if (is_certain(warning_of(choosing, list->items[i])) ==
				(company == 1) &&
			    n-- == 0)
				return list->items[i];
	return NULL;
}

/* Whether it has any in the languages that are asked for. */
static bool
has_seeds(const struct choosing *choosing, const struct skill *skill)
{
	for (size_t i = 0; i < choosing->n_languages; i++)
		if (seeds_in(skill, choosing->languages[i]) != NULL)
			return true;
	return choosing->n_languages == 0;
}

/* One round: the n-th repository of each need's skills. */
static void
add_round(struct choosing *choosing, enum jd_verdict verdict, size_t round)
{
	const struct jd *jd = choosing->jd;

	for (size_t i = 0; i < jd->n_needs; i++) {
		const struct jd_need *need = &jd->needs[i];
		size_t skills = need->n_any;

		if (need->verdict != verdict)
			continue;
		if (need->examples && need->n_named > 0)
			skills = need->n_named;
		for (size_t k = 0, examples = 0; k < skills; k++) {
			const struct skill *skill =
			    find(choosing, need->any[k]);
			size_t languages = choosing->n_languages;

			if (is_language(skill))
				continue; /* comes last, to fill up */
			if (need->examples && need->n_named == 0 &&
			    (!has_seeds(choosing, skill) ||
				examples++ >= EXAMPLES_MAX))
				continue;
			for (size_t l = 0; l < (languages > 0 ? languages : 1);
			     l++) {
				const struct named_list *list = seeds_in(skill,
				    languages > 0 ? choosing->languages[l]
						  : NULL);
				const char *name = list == NULL
				    ? NULL
				    : nth(choosing, list, round);

				if (name != NULL &&
				    (need->n_named > 0 ||
					!is_certain(
					    warning_of(choosing, name))))
					add_seed(choosing, name, skill,
					    list->name, verdict == JD_MUST);
			}
		}
	}
}

/* The n-th repository of the language by itself. */
static void
add_own(struct choosing *choosing, const char *language, size_t n)
{
	const struct skill *skill = find(choosing, language);
	const struct named_list *list = seeds_in(skill, skill->id);
	const char *name = list == NULL ? NULL : nth(choosing, list, n);

	if (name != NULL && choosing->n < FILL_BELOW)
		add_seed(choosing, name, skill, skill->id, false);
}

size_t
jd_candidates(const struct jd_rules *rules, const struct jd *jd,
    struct arena *arena, struct jd_seed *ret_seeds, size_t max)
{
	/* what must be there twice before what is nice once */
	static const struct {
		enum jd_verdict verdict;
		size_t n;
	} rounds[] = { { JD_MUST, 0 }, { JD_MUST, 1 }, { JD_NICE, 0 },
		{ JD_MUST, 2 }, { JD_NICE, 1 }, { JD_MUST, 3 } };
	struct choosing choosing = { .rules = rules,
		.jd = jd,
		.arena = arena,
		.seeds = ret_seeds,
		.max = max };

	find_languages(&choosing, JD_MUST, false);
	if (choosing.n_languages == 0)
		find_languages(&choosing, JD_MUST, true);
	if (choosing.n_languages == 0)
		find_languages(&choosing, JD_NICE, false);
	for (size_t i = 0; i < COUNT(rounds); i++) {
		add_round(&choosing, rounds[i].verdict, rounds[i].n);
	}
	for (size_t i = 0; i < FILL_BELOW; i++)
		for (size_t l = 0; l < choosing.n_languages; l++)
			add_own(&choosing, choosing.languages[l], i);
	return choosing.n;
}
