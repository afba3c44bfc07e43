#include "signals/readme.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "signals/scoring.h"

/*
 * README: does it explain a project to strangers?  cmark-gfm's tree gives the
 * sections; a small model for each class tells from heading, words and layout
 * what a section is for.  The value adds up what is there:
 *
 *   readme_what, readme_how, ... of signals.yaml; times the length, which
 *   saturates
 */

enum {
	BODY_BYTES = 600, /* of a section whose words are looked at */
	BEST = 3,
	LOOKED_MAX = 64
};

static const char *const class_names[] = {
#define X(name, text) [README_##name] = text,
	README_CLASSES(X)
#undef X
};

static const char *const feature_names[] = {
#define X(name, text) [SECTION_##name] = text,
	README_FEATURES(X)
#undef X
};

const char *readme_class_name(enum readme_class class)
{
	return class_names[class];
}

const char *
readme_feature_name(enum readme_feature feature)
{
	return feature_names[feature];
}

/* Features of a section: its own, then the lists met in its heading, then
 * those met in its body. */
struct features {
	double value[PROSE_ALL + PROSE_LISTS_MAX];
};

static void
heading_found(void *ctx, const struct word_hit *hit)
{
	struct features *features = ctx;

	if (hit->list < PROSE_LISTS_MAX)
		features->value[PROSE_COUNT + hit->list] = 1;
}

static void
body_found(void *ctx, const struct word_hit *hit)
{
	struct features *features = ctx;

	if (hit->list < PROSE_LISTS_MAX)
		features->value[PROSE_ALL + hit->list] = 1;
}

static bool
names_code(const char *heading)
{
	if (strchr(heading, '`') != NULL || strstr(heading, "()") != NULL)
		return true;
	if (strchr(heading, ' ') != NULL)
		return false;
	return strchr(heading, '_') != NULL || strchr(heading, '(') != NULL ||
	    strchr(heading, '.') != NULL;
}

/* "1.2", "2015-12-19": digits on both sides of a dot or hyphen. */
static bool
names_version(const char *heading)
{
	for (const char *at = heading + 1; heading[0] != '\0' && *at != '\0';
	     at++)
		if ((*at == '.' || *at == '-') && str_is_digit(at[-1]) &&
		    str_is_digit(at[1]))
			return true;
	return false;
}

static void
see(const struct rules *rules, const struct markdown *markdown, size_t i,
    size_t nth, struct features *ret)
{
	const struct section *section = &markdown->sections[i];
	double *value = ret->value;
	size_t body = section->body_len;

	memset(ret, 0, sizeof(*ret));
	value[SECTION_WORDS] = log1p((double)section->words);
	value[SECTION_CODE] = log1p((double)section->code);
	value[SECTION_LINKS] = log1p((double)section->links);
	value[SECTION_LINK_SHARE] =
	    fmin(1, (double)section->links / ((double)section->words + 1) * 5);
	value[SECTION_IMAGES] = log1p((double)section->images);
	value[SECTION_ITEMS] = log1p((double)section->items);
	value[SECTION_FIRST] = nth == 0;
	value[SECTION_SECOND] = nth == 1;
	value[SECTION_LATE] = (double)i / (double)markdown->n_sections;
	value[SECTION_LEVEL] = section->level;
	value[SECTION_NAMES_CODE] = names_code(section->heading);
	value[SECTION_VERSION] = names_version(section->heading);
	value[SECTION_EMPTY] = section->words == 0 && section->code == 0;
	(void)words_scan(rules->words, section->heading,
	    strlen(section->heading), heading_found, ret);
	if (section->body != NULL)
		(void)words_scan(rules->words, section->body,
		    body > BODY_BYTES ? BODY_BYTES : body, body_found, ret);
}

/* The class of the nearest heading above of a higher rank. */
static void
see_parent(const struct markdown *markdown, const struct readme_section *seen,
    const size_t *index, size_t nth, struct features *features)
{
	int level = markdown->sections[index[nth]].level;

	for (size_t k = nth; k-- > 0;) {
		if (markdown->sections[index[k]].level >= level)
			continue;
		/* The title's class says nothing of what stands below. */
		if (k == 0 && markdown->sections[index[k]].level == 1)
			return;
		features->value[SECTION_UNDER_HOW] = seen[k].is[README_HOW];
		features->value[SECTION_UNDER_REFERENCES] =
		    seen[k].is[README_REFERENCES] && !seen[k].is[README_HOW];
		features->value[SECTION_UNDER_WHEN] = seen[k].is[README_WHEN];
		return;
	}
}

static void
classify(const struct rules *rules, const struct features *features,
    struct readme_section *section)
{
	double best = -1;
	int best_class = README_HOW;
	bool any = false;

	for (int c = 0; c < README_CLASS_COUNT; c++) {
		double value =
		    model_value(&rules->models[MODEL_SECTION_WHAT + c],
			features->value);

		section->value[c] = value;
		section->is[c] = value >= rules->readme_bar;
		any |= section->is[c];
		if (value > best) {
			best = value;
			best_class = c;
		}
	}
	if (!any)
		section->is[best_class] = true;
}

static double
judge(const struct rules *rules, const struct readme_reading *reading)
{
	const double worth[README_CLASS_COUNT] = { [README_WHAT] =
						       rules->readme_what,
		[README_WHY] = rules->readme_why,
		[README_HOW] = rules->readme_how,
		[README_WHEN] = rules->readme_when,
		[README_WHO] = rules->readme_who,
		[README_REFERENCES] = rules->readme_references,
		[README_CONTRIBUTION] = rules->readme_contribution };
	double sum = reading->code > 0 ? rules->readme_code : 0;

	for (int c = 0; c < README_CLASS_COUNT; c++)
		if (reading->has[c])
			sum += worth[c];
	/* Worths that add up to 1 may do so by a hair more. */
	return fmin(1, sum) *
	    scoring_log((double)reading->words, rules->readme_words);
}

void
readme_read(const struct rules *rules, const char *text, size_t len,
    struct arena *arena, struct readme_reading *ret_reading)
{
	struct readme_reading reading = { .sections = NULL };
	struct markdown markdown;
	size_t *index;

	markdown_read(text, len, arena, &markdown);
	reading.is_plain = markdown.is_plain;
	reading.sections = arena_calloc(arena, markdown.n_sections + 1,
	    sizeof(*reading.sections));
	index = arena_alloc(arena, (markdown.n_sections + 1) * sizeof(*index));
	for (size_t i = 0; i < markdown.n_sections; i++) {
		const struct section *section = &markdown.sections[i];
		struct readme_section *out =
		    &reading.sections[reading.n_sections];
		struct features features;

		reading.code += section->code;
		reading.words += section->words;
		if (section->level == 0)
			continue;
		index[reading.n_sections] = i;
		see(rules, &markdown, i, reading.n_sections, &features);
		see_parent(&markdown, reading.sections, index,
		    reading.n_sections, &features);
		out->heading = section->heading;
		classify(rules, &features, out);
		for (int c = 0; c < README_CLASS_COUNT; c++)
			reading.has[c] |= out->is[c];
		reading.n_sections++;
	}
	/* Text without a heading still says what the thing is. */
	if (reading.n_sections == 0 && reading.words > 0)
		reading.has[README_WHAT] = true;
	reading.value = judge(rules, &reading);
	*ret_reading = reading;
}

static bool
has(const struct gist *readme, enum readme_class class)
{
	return (readme->classes >> class & 1) != 0;
}

static void
cite(struct scoring *scoring, const struct repository *own,
    const struct gist *readme, struct signal *signal)
{
	if (own->full_name == NULL ||
	    readme->quality < scoring->rules->readme_cited)
		return;
	scoring_reason(scoring, signal, own->pushed_at,
	    fact_url_repository(scoring->arena, own->full_name),
	    "README of %s: %zu words%s%s%s%s", own->full_name, readme->words,
	    has(readme, README_HOW) ? ", how to use it" : "",
	    has(readme, README_WHY) ? ", why it exists" : "",
	    readme->code > 0 ? ", code examples" : "",
	    has(readme, README_CONTRIBUTION) ? ", how to contribute" : "");
}

void
readme_judge(struct scoring *scoring, struct signal *ret_signal)
{
	const struct portfolio *own = &scoring->facts->own;
	double values[LOOKED_MAX], looked = 0;
	size_t n = 0;

	for (size_t i = 0; i < own->n_items && n < LOOKED_MAX; i++) {
		const struct repository *item = &own->items[i];

		if (!scoring->shows[i] || item->readme == NULL)
			continue;
		values[n++] = scoring->readmes[i].quality;
		looked++;
		cite(scoring, item, &scoring->readmes[i], ret_signal);
	}
	ret_signal->value = scoring_ranked(values, n, BEST);
	ret_signal->coverage = looked / (looked + 1);
}
