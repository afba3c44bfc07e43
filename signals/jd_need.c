#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_run.h"

/*
 * Needs: what is said of the skills of a sentence, those that stand for each
 * other ("Kafka or NATS") as one.
 */
enum {
	NEEDS_MAX = 4000,
	ALTERNATIVES_MAX = 12,
	STRENGTH_STRESS = 2 /* added to what is stressed */
};

static void
add_any(const char **any, size_t *n, const char *id)
{
	for (size_t i = 0; i < *n; i++)
		if (str_equal(any[i], id))
			return;
	if (*n < ALTERNATIVES_MAX)
		any[(*n)++] = id;
}

/* The others of the first group that holds the skill. */
static const struct jd_group *
add_similar(const struct jd_run *run, const char **any, size_t *n,
    const char *id)
{
	const struct jd_rules *rules = run->doc->rules;

	for (size_t i = 0; i < rules->n_groups; i++)
		if (jd_names_hold(&rules->groups[i].any, id)) {
			for (size_t k = 0; k < rules->groups[i].any.n; k++)
				add_any(any, n, rules->groups[i].any.items[k]);
			return &rules->groups[i];
		}
	return NULL;
}

/* Offset of the n-th code point. */
static size_t
point_offset(const char *text, size_t n)
{
	size_t i = 0;

	for (; text[i] != '\0' && n > 0; n--)
		do
			i++;
		while (((unsigned char)text[i] & 0xC0) == 0x80);
	return i;
}

/* The part of a long sentence that names the skill. */
static const char *
quote_around(const struct jd_run *run, size_t i)
{
	const struct jd_sentence *sentence = run->sentence;
	struct arena *arena = run->doc->arena;
	size_t points = 0, at;

	for (size_t k = 0; k < run->hits[i].start; k++)
		points += ((unsigned char)sentence->plain[k] & 0xC0) != 0x80;
	if (text_width(sentence->shown) <= JD_QUOTE_COLUMNS ||
	    points < JD_QUOTE_COLUMNS / 2)
		return text_show(arena, sentence->shown, JD_QUOTE_COLUMNS);
	at = point_offset(sentence->shown, points - JD_QUOTE_BEFORE);
	while (sentence->shown[at] != '\0' && sentence->shown[at] != ' ')
		at++;
	return text_show(arena,
	    arena_format(arena, "\xE2\x80\xA6%s", sentence->shown + at),
	    JD_QUOTE_COLUMNS);
}

/* The skill's name when the words of the text are not its id: "eBPF" is
 * cilium's, "perf" that of profiling. */
static const char *
other_name(const struct jd_run *run, size_t first, const struct jd_need *need)
{
	const struct jd_hit *hit = &run->hits[first];
	const char *said = run->sentence->plain + hit->start;
	const char *name;

	if (need->n_any != 1 || need->label != NULL ||
	    jd_run_is_group(run, first))
		return NULL;
	name = jd_run_skill(run, first)->name;
	if (jd_is_one(said, hit->end - hit->start, &need->any[0], 1) ||
	    str_casecmp(name, need->any[0]) == 0)
		return NULL;
	return name;
}

/* The kinds of things that are named, and what is similar to a skill. */
static void
add_examples(const struct jd_run *run, size_t i, const char **any,
    struct jd_need *need)
{
	struct arena *arena = run->doc->arena;
	const struct jd_group *group;

	if (jd_run_is_group(run, i)) {
		group = jd_run_group(run, i);
		need->label = need->label == NULL
		    ? group->label
		    : arena_format(arena, "%s or %s", need->label,
			  group->label);
		need->examples = true;
		for (size_t k = 0; k < group->any.n; k++)
			add_any(any, &need->n_any, group->any.items[k]);
	} else if (run->open[i]) {
		const char *id = jd_run_skill(run, i)->id;

		group = add_similar(run, any, &need->n_any, id);
		if (group != NULL && need->label == NULL)
			need->label = arena_format(arena, "%s or similar", id);
		need->examples |= group != NULL;
	}
}

static void
judge_need(const struct jd_run *run, size_t first, struct jd_need *need)
{
	struct jd_judgement best = { JD_UNUSED, 0, "", false };

	for (size_t i = first; i < run->n; i++) {
		struct jd_judgement judgement;

		if (run->set[i] != run->set[first])
			continue;
		judgement = jd_run_judge(run, i);
		/* "A, B or C is a plus": the last one speaks for all */
		if (i == first || judgement.verdict == JD_NICE ||
		    (judgement.verdict == JD_NOT && best.verdict < JD_NICE))
			best = judgement;
		need->stressed |= jd_run_is_stressed(run, i);
		need->unneeded |= judgement.unneeded;
	}
	need->verdict = best.verdict;
	need->reason = best.reason;
	need->strength = best.strength + (need->stressed ? STRENGTH_STRESS : 0);
}

/* The need of the alternatives that begin at hit `first`. */
static void
make_need(struct jd_run *run, size_t first)
{
	struct jd_doc *doc = run->doc;
	const char **any =
	    arena_calloc(doc->arena, ALTERNATIVES_MAX, sizeof(*any));
	struct jd_need need = { .any = any, .order = doc->n_needs };

	for (size_t i = first; i < run->n; i++)
		if (run->set[i] == run->set[first] && !jd_run_is_group(run, i))
			add_any(any, &need.n_any, jd_run_skill(run, i)->id);
	need.n_named = need.n_any;
	for (size_t i = first; i < run->n; i++)
		if (run->set[i] == run->set[first])
			add_examples(run, i, any, &need);
	if (need.n_any == 0)
		return;
	judge_need(run, first, &need);
	need.name = other_name(run, first, &need);
	need.titled = jd_run_is_titled(run, first) ||
	    doc->sections[run->sentence->section].kind == JD_SECTION_TITLE;
	need.mentions = 1;
	need.sentence = need.last_sentence = run->hits[first].sentence;
	need.quote = quote_around(run, first);
	doc->needs = jd_grow(doc->needs, doc->n_needs, &doc->max_needs,
	    sizeof(*doc->needs));
	if (doc->n_needs < NEEDS_MAX)
		doc->needs[doc->n_needs++] = need;
}

/* "SQL databases (PostgreSQL)": the kind alone when a product of it is named
 * beside it says nothing more. */
static bool
is_spelt_out(const struct jd_run *run, size_t i)
{
	enum jd_verdict verdict;

	if (!jd_run_is_group(run, i))
		return false;
	verdict = jd_run_judge(run, i).verdict;
	for (size_t k = 0; k < run->n; k++)
		if (!jd_run_is_group(run, k) && run->set[k] != run->set[i] &&
		    jd_names_hold(&jd_run_group(run, i)->any,
			jd_run_skill(run, k)->id) &&
		    jd_run_judge(run, k).verdict >= verdict)
			return true;
	return false;
}

/* "YAML is not a programming language" asks for none. */
static bool
is_statement(const struct jd_run *run, size_t i)
{
	static const char *const words[] = { " is a ", " is not a ",
		" isn't a ", " ist eine ", " ist keine ", " est un ",
		" es un " };
	size_t at = run->hits[i].start;

	for (size_t k = 0; jd_run_is_group(run, i) && k < COUNT(words); k++) {
		size_t n = strlen(words[k]);

		if (at >= n &&
		    memcmp(run->sentence->plain + at - n, words[k], n) == 0)
			return true;
	}
	return false;
}

static void
make_needs(struct jd_run *run)
{
	jd_run_link(run);
	for (size_t i = 0; i < run->n; i++) {
		bool is_first = true;

		for (size_t k = 0; k < i; k++)
			is_first &= run->set[k] != run->set[i];
		if (is_first && !is_spelt_out(run, i) && !is_statement(run, i))
			make_need(run, i);
	}
}

void
jd_find_needs(struct jd_doc *doc)
{
	for (size_t i = 0; i < doc->n_hits;) {
		struct jd_run run = { .doc = doc, .hits = &doc->hits[i] };
		size_t limit = COUNT(run.set);

		run.sentence = &doc->sentences[doc->hits[i].sentence];
		while (i + run.n < doc->n_hits && run.n < limit &&
		    run.hits[run.n].sentence == run.hits[0].sentence)
			run.n++;
		jd_scan_cues(doc, run.sentence->plain, run.sentence->len);
		make_needs(&run);
		i += run.n;
	}
}
