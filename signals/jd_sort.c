#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "signals/jd_internal.h"

/*
 * From mentions to the lists of a role: what is said of one skill in several
 * places is put together, what nothing is said of is sorted by what it is, and
 * lists that are too long are cut down to what was stressed.
 */
enum {
	FEW_OPEN = 5, /* names that are few enough to all be meant */
	LANGUAGES_APART =
	    2, /* more languages than these stand for each other */
	DOMAIN_MUST = 3,
	DOMAIN_NICE = 1,
	DOMAIN_LEAST = 3,
	FIELD_HITS_MAX = 6 /* words of a field that count */
};

static const struct skill *
find(const struct jd_doc *doc, const char *id)
{
	return catalogue_find(doc->rules->catalogue, id);
}

static bool
is_language(const struct jd_doc *doc, const struct jd_need *need)
{
	for (size_t i = 0; i < need->n_any; i++)
		if (!str_equal(find(doc, need->any[i])->kind, "language"))
			return false;
	return true;
}

static bool
wants(const struct jd_need *need, const char *id)
{
	for (size_t i = 0; i < need->n_any; i++)
		if (str_equal(need->any[i], id))
			return true;
	return false;
}

static bool
is_same(const struct jd_need *a, const struct jd_need *b)
{
	for (size_t i = 0; i < a->n_any; i++)
		if (!wants(b, a->any[i]))
			return false;
	return a->n_any == b->n_any;
}

static void
take_reason(struct jd_need *to, const struct jd_need *from)
{
	to->reason = from->reason;
	to->quote = from->quote;
	to->sentence = from->sentence;
}

/* What is said last does not matter; what is said strongest does. */
static void
merge(struct jd_need *to, const struct jd_need *from)
{
	if (from->verdict == JD_NOT || to->verdict == JD_NOT) {
		const struct jd_need *not_wanted =
		    to->verdict == JD_NOT ? to : from;
		const struct jd_need *other = to->verdict == JD_NOT ? from : to;

		/* wanted elsewhere in so many words: then it is wanted */
		if (other->verdict >= JD_NICE) {
			to->verdict = other->verdict;
			take_reason(to, other);
		} else {
			to->verdict = JD_NOT;
			take_reason(to, not_wanted);
		}
	} else if (from->verdict > to->verdict ||
	    (from->verdict == to->verdict && from->strength > to->strength)) {
		to->verdict = from->verdict;
		take_reason(to, from);
	}
	if (from->strength > to->strength)
		to->strength = from->strength;
	/* twice in one breath is once */
	if (from->sentence != to->last_sentence)
		to->mentions += from->mentions;
	to->last_sentence = from->sentence;
	to->stressed |= from->stressed;
	to->unneeded |= from->unneeded;
	to->titled |= from->titled;
	if (to->label == NULL)
		to->label = from->label;
}

static void
merge_same(struct jd_doc *doc)
{
	size_t n = 0;

	for (size_t i = 0; i < doc->n_needs; i++) {
		size_t k = 0;

		while (k < n && !is_same(&doc->needs[k], &doc->needs[i]))
			k++;
		if (k < n)
			merge(&doc->needs[k], &doc->needs[i]);
		else
			doc->needs[n++] = doc->needs[i];
	}
	doc->n_needs = n;
}

/* ---- what nothing was said of ---- */

static size_t
count(const struct jd_doc *doc, enum jd_verdict verdict)
{
	size_t n = 0;

	for (size_t i = 0; i < doc->n_needs; i++)
		n += doc->needs[i].verdict == verdict;
	return n;
}

static void
decide_open(struct jd_doc *doc)
{
	bool has_must = count(doc, JD_MUST) > 0;
	size_t n_open = count(doc, JD_OPEN);

	for (size_t i = 0; i < doc->n_needs; i++) {
		struct jd_need *need = &doc->needs[i];
		bool must;

		if (need->verdict != JD_OPEN)
			continue;
		if (doc->jd->language == NULL ||
		    (need->strength == 0 && has_must)) {
			need->verdict = JD_UNUSED;
			continue;
		}
		must = !has_must && !need->unneeded &&
		    (n_open <= FEW_OPEN || is_language(doc, need) ||
			need->stressed || need->mentions > 1);
		need->verdict = must ? JD_MUST : JD_NICE;
		if (must)
			need->reason = n_open <= FEW_OPEN
			    ? "named; few are, so each is taken to matter"
			    : need->mentions > 1 ? "named more than once"
			    : need->stressed     ? "stressed"
						 : "a language";
		else if (str_equal(need->reason, "named"))
			need->reason =
			    "named; nothing says how much it matters";
	}
}

/* ---- overlaps ---- */

/* Stronger first; single skills before alternatives; then as in the text. */
static int
by_weight(const void *a, const void *b)
{
	const struct jd_need *left = a, *right = b;

	if (left->verdict != right->verdict)
		return left->verdict > right->verdict ? -1 : 1;
	if ((left->n_any == 1) != (right->n_any == 1))
		return left->n_any == 1 ? -1 : 1;
	if (left->examples != right->examples)
		return right->examples ? -1 : 1;
	return (left->order > right->order) - (left->order < right->order);
}

/* Whether any need before `n` takes the skill, under its verdict or better. */
static struct jd_need *
taken_by(const struct jd_doc *doc, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (doc->needs[i].verdict > JD_OPEN &&
		    wants(&doc->needs[i], id))
			return &doc->needs[i];
	return NULL;
}

/*
 * A skill stands in one need only.  "Kafka" and "Kafka or NATS" both asked for:
 * Kafka alone says it.  Kafka asked for, "Kafka or NATS" nice: NATS is.
 */
static void
remove_overlaps(struct jd_doc *doc)
{
	size_t n = 0;

	if (doc->n_needs > 1)
		qsort(doc->needs, doc->n_needs, sizeof(*doc->needs), by_weight);
	for (size_t i = 0; i < doc->n_needs; i++) {
		struct jd_need need = doc->needs[i];
		size_t left = 0, named = 0;
		bool met = false;

		for (size_t k = 0; need.verdict > JD_OPEN && k < need.n_any;
		     k++) {
			struct jd_need *by = taken_by(doc, n, need.any[k]);

			if (by == NULL) {
				named += k < need.n_named;
				need.any[left++] = need.any[k];
				continue;
			}
			by->mentions += need.mentions;
			met |= by->n_any == 1 || need.n_any == 1 ||
			    by->verdict == need.verdict;
		}
		if (need.verdict > JD_OPEN) {
			/* one of the alternatives is asked for already; a kind
			 * of thing stays when it was named by others of it */
			if (met && named == 0)
				continue;
			if (met && need.verdict == JD_MUST && !need.examples)
				continue;
			need.n_any = left;
			need.n_named = named;
			if (left == 0)
				continue;
		}
		doc->needs[n++] = need;
	}
	doc->n_needs = n;
}

/* Not wanted: only what is wanted nowhere, also not as one of several. */
static void
check_unwanted(struct jd_doc *doc)
{
	for (size_t i = 0; i < doc->n_needs; i++) {
		struct jd_need *need = &doc->needs[i];

		if (need->verdict != JD_NOT)
			continue;
		for (size_t k = 0; k < need->n_any; k++) {
			struct jd_need *by =
			    taken_by(doc, doc->n_needs, need->any[k]);

			if (by == NULL)
				continue;
			jd_note(doc,
			    "%s: the text says %s of it, and wants it "
			    "elsewhere: taken as wanted",
			    need->any[k], need->reason);
			need->verdict = JD_UNUSED;
		}
	}
}

/* ---- too many ---- */

/* What stays when not all can. */
static int
by_stress(const void *a, const void *b)
{
	const struct jd_need *left = a, *right = b;

	if (left->verdict != right->verdict)
		return left->verdict > right->verdict ? -1 : 1;
	if (left->titled != right->titled)
		return left->titled ? -1 : 1;
	if (left->strength != right->strength)
		return left->strength > right->strength ? -1 : 1;
	if (left->mentions != right->mentions)
		return left->mentions > right->mentions ? -1 : 1;
	return (left->order > right->order) - (left->order < right->order);
}

static void
demote(struct jd_doc *doc, struct jd_need *need, const char *why)
{
	need->verdict = JD_NICE;
	need->reason =
	    arena_format(doc->arena, "%s, but %s", need->reason, why);
}

static bool
is_single_language(const struct jd_doc *doc, const struct jd_need *need)
{
	return need->verdict == JD_MUST && need->n_any == 1 && !need->titled &&
	    is_language(doc, need) && !str_equal(need->any[0], "sql");
}

/* Of a list of languages these are meant. */
static bool
stands_out(const struct jd_need *need)
{
	return need->stressed;
}

static void
put_together(struct jd_doc *doc, size_t languages)
{
	struct jd_need *first = NULL;
	const char **any = arena_calloc(doc->arena, languages, sizeof(*any));
	size_t n = 0;

	for (size_t i = 0; i < doc->n_needs; i++) {
		struct jd_need *need = &doc->needs[i];

		if (!is_single_language(doc, need))
			continue;
		any[n++] = need->any[0];
		if (first == NULL) {
			first = need;
			continue;
		}
		first->mentions += need->mentions;
		need->verdict = JD_UNUSED;
		need->reason = NULL;
	}
	if (first == NULL)
		return;
	first->any = any;
	first->n_any = first->n_named = n;
	first->label = "a language that is asked for";
	first->reason = arena_format(doc->arena,
	    "%s; %zu languages at once, so any one will do", first->reason, n);
	first->stressed = true;
}

/*
 * Three languages asked for at once are rarely all needed: one that is stressed
 * and named again is, else any one will do.
 */
static void
merge_languages(struct jd_doc *doc)
{
	size_t languages = 0, out = 0;

	for (size_t i = 0; i < doc->n_needs; i++)
		if (is_single_language(doc, &doc->needs[i])) {
			languages++;
			out += stands_out(&doc->needs[i]);
		}
	if (languages <= LANGUAGES_APART)
		return;
	if (out == 0 || out > LANGUAGES_APART) {
		put_together(doc, languages);
		return;
	}
	for (size_t i = 0; i < doc->n_needs; i++) {
		struct jd_need *need = &doc->needs[i];

		if (!is_single_language(doc, need) || stands_out(need))
			continue;
		demote(doc, need,
		    arena_format(doc->arena, "one of %zu languages at once",
			languages));
		if (languages - out > LANGUAGES_APART) {
			need->verdict = JD_UNUSED;
			need->quote = "others are stressed";
		}
	}
}

static void
cut_musts(struct jd_doc *doc)
{
	size_t n = 0, musts = count(doc, JD_MUST);
	bool is_list = musts > (size_t)doc->rules->list_many;

	qsort(doc->needs, doc->n_needs, sizeof(*doc->needs), by_stress);
	for (size_t i = 0; i < doc->n_needs; i++) {
		struct jd_need *need = &doc->needs[i];

		if (need->verdict != JD_MUST)
			continue;
		if (is_list && !need->titled && !need->stressed &&
		    need->mentions < 2 && !is_language(doc, need))
			demote(doc, need,
			    arena_format(doc->arena,
				"one of %zu things at once", musts));
		else if (n >= (size_t)doc->rules->must_most)
			demote(doc, need,
			    arena_format(doc->arena,
				"%d stronger musts are enough",
				(int)doc->rules->must_most));
		else
			n++;
	}
}

static void
cut_nices(struct jd_doc *doc)
{
	size_t n = 0;

	qsort(doc->needs, doc->n_needs, sizeof(*doc->needs), by_stress);
	for (size_t i = 0; i < doc->n_needs; i++) {
		struct jd_need *need = &doc->needs[i];

		if (need->verdict != JD_NICE ||
		    n++ < (size_t)doc->rules->nice_most)
			continue;
		need->verdict = JD_UNUSED;
		need->reason = "more are named than help a search";
		need->quote = NULL;
	}
}

/* ---- fields and weights ---- */

struct field_votes {
	size_t *votes;
	size_t *words; /* of the field's own words in the text */
	const char **why;
	struct jd_doc *doc;
};

static void
on_field(void *ctx, const struct word_hit *hit)
{
	struct field_votes *fields = ctx;

	if (fields->words[hit->list] < FIELD_HITS_MAX)
		fields->words[hit->list]++;
}

static void
vote_needs(struct jd_doc *doc, struct field_votes *fields)
{
	const struct catalogue *catalogue = doc->rules->catalogue;

	for (size_t i = 0; i < doc->n_needs; i++) {
		const struct jd_need *need = &doc->needs[i];
		const struct skill *skill = find(doc, need->any[0]);

		if (need->verdict < JD_NICE)
			continue;
		for (size_t k = 0; k < skill->n_domains; k++) {
			size_t d = (size_t)(catalogue_domain(catalogue,
						skill->domains[k]) -
			    catalogue->domains);

			fields->votes[d] += need->verdict == JD_MUST
			    ? DOMAIN_MUST
			    : DOMAIN_NICE;
			if (fields->why[d] == NULL)
				fields->why[d] = skill->id;
		}
	}
}

static void
vote_words(struct jd_doc *doc, struct field_votes *fields)
{
	for (size_t i = 0; i < doc->n_sentences; i++) {
		const struct jd_sentence *sentence = &doc->sentences[i];
		enum jd_section_kind kind =
		    doc->sections[sentence->section].kind;

		if (kind != JD_SECTION_BENEFITS && kind != JD_SECTION_PROCESS &&
		    !sentence->is_other)
			(void)words_scan(doc->rules->fields, sentence->plain,
			    sentence->len, on_field, fields);
	}
}

/* The fields most spoken of; ties go by the file's order. */
static void
choose_fields(struct jd_doc *doc)
{
	const struct catalogue *catalogue = doc->rules->catalogue;
	size_t n = catalogue->n_domains;
	struct field_votes fields = { .doc = doc };
	struct jd *jd = doc->jd;

	fields.votes = arena_calloc(doc->arena, n, sizeof(size_t));
	fields.words = arena_calloc(doc->arena, n, sizeof(size_t));
	fields.why = arena_calloc(doc->arena, n, sizeof(char *));
	jd->domains = arena_calloc(doc->arena, n, sizeof(char *));
	jd->domain_reasons = arena_calloc(doc->arena, n, sizeof(char *));
	vote_needs(doc, &fields);
	vote_words(doc, &fields);
	while (jd->n_domains < (size_t)doc->rules->domains_most) {
		size_t best = n, most = DOMAIN_LEAST - 1;

		for (size_t i = 0; i < n; i++)
			if (fields.votes[i] + fields.words[i] > most) {
				most = fields.votes[i] + fields.words[i];
				best = i;
			}
		if (best == n)
			break;
		jd->domains[jd->n_domains] = catalogue->domains[best].id;
		jd->domain_reasons[jd->n_domains++] = fields.why[best] == NULL
		    ? arena_format(doc->arena, "%zu of its words",
			  fields.words[best])
		    : fields.words[best] == 0
		    ? arena_format(doc->arena, "%s and others",
			  fields.why[best])
		    : arena_format(doc->arena, "%s, and %zu of its words",
			  fields.why[best], fields.words[best]);
		fields.votes[best] = fields.words[best] = 0;
	}
}

/* The kind that a field belongs to; NULL if to none. */
static const struct jd_kind *
kind_of(const struct jd_rules *rules, const char *domain)
{
	for (size_t i = 0; i < rules->n_kinds; i++)
		for (size_t k = 0; k < rules->kinds[i].domains.n; k++)
			if (str_equal(rules->kinds[i].domains.items[k], domain))
				return &rules->kinds[i];
	return NULL;
}

static void
choose_weights(struct jd_doc *doc)
{
	const struct jd_rules *rules = doc->rules;
	const struct jd_kind *kind = NULL;
	struct jd *jd = doc->jd;

	for (size_t i = 0; kind == NULL && i < jd->n_domains; i++)
		kind = kind_of(rules, jd->domains[i]);
	if (kind == NULL)
		kind = &rules->kinds[rules->n_kinds - 1];
	jd->kind = kind->name;
	jd->kind_reason = kind->because;
	jd->horizon = kind->horizon;
	jd->half_life = kind->half_life;
	memcpy(jd->weights, kind->weights, sizeof(jd->weights));
}

/* ---- */

static void
give_needs(struct jd_doc *doc)
{
	static const enum jd_verdict order[] = { JD_MUST, JD_NICE, JD_NOT };
	struct jd *jd = doc->jd;

	jd->needs =
	    arena_calloc(doc->arena, doc->n_needs + 1, sizeof(*jd->needs));
	for (size_t v = 0; v < COUNT(order); v++)
		for (size_t i = 0; i < doc->n_needs; i++)
			if (doc->needs[i].verdict == order[v])
				jd->needs[jd->n_needs++] = doc->needs[i];
}

/* "No PHP or Perl" is two wishes. */
static void
split_unwanted(struct jd_doc *doc)
{
	size_t n = doc->n_needs;

	for (size_t i = 0; i < n; i++)
		while (doc->needs[i].verdict == JD_NOT &&
		    doc->needs[i].n_any > 1 && !doc->needs[i].examples) {
			struct jd_need one = doc->needs[i];

			one.any = &doc->needs[i].any[--doc->needs[i].n_any];
			one.n_any = 1;
			doc->needs = jd_grow(doc->needs, doc->n_needs,
			    &doc->max_needs, sizeof(*doc->needs));
			doc->needs[doc->n_needs++] = one;
		}
}

void
jd_sort(struct jd_doc *doc)
{
	split_unwanted(doc);
	merge_same(doc);
	decide_open(doc);
	remove_overlaps(doc);
	check_unwanted(doc);
	merge_languages(doc);
	if (doc->n_needs > 0) {
		cut_musts(doc);
		cut_nices(doc);
	}
	jd_tell_unused(doc);
	choose_fields(doc);
	choose_weights(doc);
	give_needs(doc);
}
