#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_run.h"

/*
 * What a sentence says of the skills in it: which of them stand for each other
 * ("Kafka or NATS"), and whether they are asked for, welcome, part of the job
 * or unwanted.  Decided by the words beside them, else by the heading.
 */
enum {
	NEEDS_MAX = 4000,
	ALTERNATIVES_MAX = 12,
	LIST_WORDS = 2 /* of an item that the catalogue does not know */
};

/* How strong a mention is: orders needs when there are too many. */
enum {
	STRENGTH_MENTION = 1,
	STRENGTH_SOFT = 2,
	STRENGTH_ASKED = 3,
	STRENGTH_REQUIRED = 4,
	STRENGTH_TITLE = 6,
	STRENGTH_STRESS = 2 /* added */
};

struct judgement {
	enum jd_verdict verdict;
	int strength;
	const char *reason;
	bool unneeded;
};

/* ---- what is said of a skill ---- */

static const char *
quote(const struct jd_run *run, const struct jd_cue *cue)
{
	return arena_format(run->doc->arena, "\"%.*s\"",
	    (int)(cue->end - cue->start), run->sentence->plain + cue->start);
}

static const struct jd_cue *
last_cue(const struct jd_run *run, enum jd_list list, size_t start, size_t end)
{
	const struct jd_cue *last = NULL;

	for (size_t i = 0; i < run->doc->n_cues; i++) {
		const struct jd_cue *cue = &run->doc->cues[i];

		if (cue->list == (uint32_t)list && cue->start >= start &&
		    cue->end <= end && (last == NULL || cue->end >= last->end))
			last = cue;
	}
	return last;
}

/* A bracket or dash right after the skill speaks of it: "Rust (a plus)",
 * "Kubernetes - desirable". */
static bool
find_bracket(const struct jd_run *run, size_t i, size_t *ret_start,
    size_t *ret_end)
{
	const char *text = run->sentence->plain;
	size_t at = run->hits[i].end, end;

	while (at < run->sentence->len && strchr(" ).", text[at]) != NULL)
		at++;
	if (at >= run->sentence->len ||
	    !(text[at] == '(' ||
		(text[at] == '-' && at > 0 && text[at - 1] == ' ')))
		return false;
	for (end = at + 1;
	     end < run->sentence->len && strchr("();", text[end]) == NULL;
	     end++)
		;
	if (i + 1 < run->n && run->hits[i + 1].start < end)
		return false;
	*ret_start = at;
	*ret_end = end;
	return true;
}

/* "Julia, Kokkos or SYCL": items of a word or two, the last behind "or". */
static bool
goes_on_as_list(const struct jd_run *run, size_t from, size_t to)
{
	static const char *const ends[] = { " or ", " and ", " oder ", " und ",
		" ou ", " et ", " o ", " y " };
	const char *text = run->sentence->plain;
	size_t words = 0, comma = from;

	for (size_t i = from; i < to; i++)
		if (text[i] == ',') {
			if (words > LIST_WORDS)
				return false;
			comma = i;
			words = 0;
		} else if (jd_is_word(text[i]) && !jd_is_word(text[i - 1])) {
			words++;
		}
	for (size_t i = 0; i < COUNT(ends); i++) {
		const char *end =
		    memmem(text + comma, to - comma, ends[i], strlen(ends[i]));

		words = 0;
		for (size_t k = comma + 1; end != NULL && text + k < end; k++)
			words +=
			    jd_is_word(text[k]) && !jd_is_word(text[k - 1]);
		if (end != NULL && words > 0 && words <= LIST_WORDS)
			return true;
	}
	return false;
}

/* Whether there is no word between two places. */
static bool
is_empty(const char *text, size_t from, size_t to)
{
	while (from < to && !jd_is_word(text[from]))
		from++;
	return from >= to;
}

/* Commas between two places; a list with "and" or "or" in it is one thing, and
 * ", even better" speaks of what is before it. */
static bool
is_cut_off(const struct jd_run *run, size_t from, size_t to)
{
	const struct jd_doc *doc = run->doc;
	const char *text = run->sentence->plain;
	size_t asked = SIZE_MAX;

	if (memchr(text + from, ',', to - from) == NULL ||
	    goes_on_as_list(run, from, to))
		return false;
	for (size_t i = 0; i < doc->n_cues; i++)
		if ((doc->cues[i].list == JD_CUE_HAVE ||
			doc->cues[i].list == JD_CUE_MUST) &&
		    doc->cues[i].end < asked)
			asked = doc->cues[i].end;
	for (size_t i = from < asked ? asked : from; i < to; i++)
		if (text[i] == ',')
			return !is_empty(text, i, to);
	return false;
}

/* "No Kafka experience needed", "no prior experience with Kafka". */
static bool
judge_unneeded(const struct jd_run *run, size_t i, size_t start, size_t end,
    struct judgement *ret)
{
	const struct jd_hit *hit = &run->hits[i];
	size_t from = hit->start > start + JD_NEAR_BYTES
	    ? hit->start - JD_NEAR_BYTES
	    : start;
	size_t to =
	    hit->end + JD_NEAR_BYTES < end ? hit->end + JD_NEAR_BYTES : end;
	const char *text = run->sentence->plain;
	const struct jd_cue *cue =
	    last_cue(run, JD_CUE_UNNEEDED, from, hit->start);
	const struct jd_cue *no, *needed;

	if (cue == NULL)
		cue = jd_cue_in(run->doc, JD_CUE_UNNEEDED, hit->end, to);
	if (cue != NULL &&
	    memchr(text + (cue->end < hit->start ? cue->end : hit->end), ',',
		cue->end < hit->start ? hit->start - cue->end
				      : cue->start - hit->end) == NULL) {
		*ret = (struct judgement){ JD_NICE, STRENGTH_MENTION,
			quote(run, cue), true };
		return true;
	}
	no = last_cue(run, JD_CUE_NOT_BEFORE, from, hit->start);
	needed = jd_cue_in(run->doc, JD_CUE_NEEDED, hit->end, to);
	if (no == NULL || needed == NULL ||
	    memchr(text + no->end, ',', hit->start - no->end) != NULL ||
	    memchr(text + hit->end, ',', needed->start - hit->end) != NULL)
		return false;
	*ret = (struct judgement){ JD_NICE, STRENGTH_MENTION,
		arena_format(run->doc->arena, "%s ... %s", quote(run, no),
		    quote(run, needed)),
		true };
	return true;
}

/* "Scala services are being retired": what follows the skill, in its clause. */
static bool
judge_retired(const struct jd_run *run, size_t i, struct judgement *ret)
{
	size_t end = run->hits[i].end, limit = end + JD_NEAR_BYTES;
	const struct jd_cue *cue;

	if (i + 1 < run->n && run->hits[i + 1].start < limit &&
	    run->link[i + 1] == JD_LINK_NONE)
		limit = run->hits[i + 1].start;
	cue = jd_cue_in(run->doc, JD_CUE_LEGACY_AFTER, end, limit);
	if (cue == NULL ||
	    memchr(run->sentence->plain + end, ',', cue->start - end) != NULL)
		return false;
	*ret = (struct judgement){ JD_UNUSED, 0, quote(run, cue), false };
	return true;
}

static bool
judge_not(const struct jd_run *run, size_t i, size_t start,
    struct judgement *ret)
{
	size_t at = run->hits[i].start;
	size_t from = at > start + JD_NEAR_BYTES ? at - JD_NEAR_BYTES : start;
	const struct jd_cue *cue = last_cue(run, JD_CUE_NOT_BEFORE, from, at);
	const struct jd_cue *legacy = last_cue(run, JD_CUE_LEGACY, from, at);
	const char *text = run->sentence->plain;
	size_t words = 0;

	if (legacy != NULL &&
	    memchr(text + legacy->end, ',', at - legacy->end) == NULL) {
		bool nearest = true;

		/* "replacing Java with Go": Go comes after another skill */
		for (size_t k = 0; k < run->n; k++)
			nearest &= run->hits[k].start < legacy->end ||
			    run->hits[k].start >= at ||
			    run->set[k] == run->set[i];
		if (nearest) {
			*ret = (struct judgement){ JD_UNUSED, 0,
				quote(run, legacy), false };
			return true;
		}
	}
	if (judge_retired(run, i, ret))
		return true;
	if (cue == NULL ||
	    jd_cue_in(run->doc, JD_CUE_NOT_UNLESS, from, at) != NULL)
		return false;
	for (size_t k = cue->end; k < at; k++) {
		if (strchr(",:;.", text[k]) != NULL)
			return false;
		words += jd_is_word(text[k]) && !jd_is_word(text[k - 1]);
	}
	if (words > 2)
		return false;
	*ret = (struct judgement){ JD_NOT, STRENGTH_ASKED, quote(run, cue),
		false };
	return true;
}

/* Where what is said of hit `i` begins to be cut off: behind the last item of
 * its list, if the list ends with "and" or "or" before `end`. */
static size_t
list_end(const struct jd_run *run, size_t i, size_t end)
{
	size_t last = i;

	while (last + 1 < run->n && run->hits[last + 1].end <= end &&
	    run->link[last + 1] != JD_LINK_NONE)
		last++;
	if (last > i && run->link[last] != JD_LINK_AND &&
	    run->link[last] != JD_LINK_OR)
		last = i;
	return run->hits[last].end;
}

static bool
judge_soft(const struct jd_run *run, size_t i, size_t start, size_t end,
    struct judgement *ret)
{
	const struct jd_hit *hit = &run->hits[i];
	const struct jd_cue *cue =
	    last_cue(run, JD_CUE_NICE_BEFORE, start, hit->start);

	if (cue == NULL) {
		cue = jd_cue_in(run->doc, JD_CUE_NICE_AFTER, hit->end, end);
		if (cue != NULL &&
		    is_cut_off(run, list_end(run, i, cue->start), cue->start))
			cue = NULL;
	}
	if (cue == NULL)
		return false;
	*ret = (struct judgement){ JD_NICE, STRENGTH_ASKED, quote(run, cue),
		false };
	return true;
}

static bool
judge_required(const struct jd_run *run, size_t i, size_t start, size_t end,
    struct judgement *ret)
{
	const struct jd_cue *cue =
	    last_cue(run, JD_CUE_MUST, start, run->hits[i].start);

	if (cue == NULL) {
		cue = jd_cue_in(run->doc, JD_CUE_MUST, run->hits[i].end, end);
		if (cue != NULL &&
		    is_cut_off(run, run->hits[i].end, cue->start))
			cue = NULL;
	}
	if (cue == NULL)
		return false;
	*ret = (struct judgement){ JD_MUST, STRENGTH_REQUIRED, quote(run, cue),
		false };
	return true;
}

static bool
is_stressed(const struct jd_run *run, size_t i, size_t start, size_t end)
{
	return jd_cue_in(run->doc, JD_CUE_STRESS, start, run->hits[i].start) !=
	    NULL ||
	    (run->n < 3 &&
		jd_cue_in(run->doc, JD_CUE_STRESS, run->hits[i].end, end) !=
		    NULL);
}

/* "We are looking for a senior Go engineer who ..." */
static bool
is_in_title(const struct jd_run *run, size_t i)
{
	const struct jd_doc *doc = run->doc;
	const struct jd_hit *hit = &run->hits[i];

	if (doc->intro_end > 0 && hit->sentence == doc->intro_sentence &&
	    hit->start >= doc->intro_start && hit->end <= doc->intro_end)
		return true;
	/* "as an SRE you": what somebody is called, not a skill */
	for (size_t k = 0; k < doc->n_cues; k++)
		if (doc->cues[k].list == JD_TITLES &&
		    doc->cues[k].start == hit->start &&
		    doc->cues[k].end == hit->end)
			return true;
	return false;
}

/* "Networking (BGP, DNS)": what stands in the bracket behind a skill is an
 * example of it, and nobody has to know each. */
static bool
is_example(const struct jd_run *run, size_t i)
{
	const char *text = run->sentence->plain;
	size_t at = run->hits[i].start;

	while (at > 0 && strchr("()", text[at - 1]) == NULL)
		at--;
	if (at == 0 || text[at - 1] != '(')
		return false;
	for (size_t k = 0; k < run->n; k++)
		if (k != i && run->set[k] == run->set[i])
			return false; /* one of several is enough as it is */
	for (size_t k = i; k-- > 0;)
		if (run->hits[k].end < at && at - run->hits[k].end <= 2)
			return !jd_run_is_group(run, k) &&
			    run->hits[k].what != run->hits[i].what;
	return false;
}

/* What the heading says, when the sentence says nothing stronger. */
static struct judgement
judge_section(const struct jd_run *run, size_t i, size_t start)
{
	struct jd_doc *doc = run->doc;
	const struct jd_section *section =
	    &doc->sections[run->sentence->section];
	const char *under = arena_format(doc->arena, "under \"%s\"",
	    section->heading == NULL ? "" : section->heading);
	const struct jd_cue *have =
	    last_cue(run, JD_CUE_HAVE, start, run->hits[i].start);
	const struct jd_cue *soft =
	    last_cue(run, JD_CUE_SOFT, start, run->hits[i].start);

	if (have == NULL)
		have = jd_cue_in(doc, JD_CUE_HAVE, run->hits[i].end,
		    run->sentence->len);
	switch (is_in_title(run, i) ? JD_SECTION_TITLE : section->kind) {
	case JD_SECTION_TITLE:
		/* "Distributed Systems Engineer" names a field, not what one
		 * has to show */
		if (!jd_run_is_group(run, i) &&
		    str_equal(jd_run_skill(run, i)->kind, "concept"))
			return (struct judgement){ JD_OPEN, STRENGTH_MENTION,
				"in the title", false };
		return (struct judgement){ JD_MUST, STRENGTH_TITLE,
			"in the title", false };
	case JD_SECTION_MUST:
		return (struct judgement){ JD_MUST,
			soft != NULL ? STRENGTH_SOFT : STRENGTH_ASKED, under,
			false };
	case JD_SECTION_NICE:
		return (
		    struct judgement){ JD_NICE, STRENGTH_ASKED, under, false };
	case JD_SECTION_COMPANY:
		return (struct judgement){ JD_OPEN, 0, under, false };
	case JD_SECTION_STACK:
	case JD_SECTION_DUTIES:
		return (struct judgement){ JD_OPEN, STRENGTH_MENTION, under,
			false };
	case JD_SECTION_UNNEEDED:
		return (struct judgement){ JD_UNUSED, 0, under, true };
	case JD_SECTION_BENEFITS:
	case JD_SECTION_PROCESS:
		return (struct judgement){ JD_UNUSED, 0, under, false };
	case JD_SECTION_NONE:
		break;
	}
	if (soft != NULL)
		return (struct judgement){ JD_NICE, STRENGTH_SOFT,
			quote(run, soft), false };
	if (have != NULL)
		return (struct judgement){ JD_MUST, STRENGTH_ASKED,
			quote(run, have), false };
	return (struct judgement){ JD_OPEN, STRENGTH_MENTION, "named", false };
}

static struct judgement
judge_words(const struct jd_run *run, size_t i)
{
	struct judgement judgement;
	size_t start, end, from, to;
	enum jd_section_kind kind =
	    run->doc->sections[run->sentence->section].kind;

	if (run->doc->jd->language == NULL && kind != JD_SECTION_TITLE)
		return (struct judgement){ JD_OPEN, STRENGTH_MENTION, "named",
			false };
	if (find_bracket(run, i, &from, &to)) {
		const struct jd_cue *nice =
		    jd_cue_in(run->doc, JD_CUE_NICE_AFTER, from, to);
		const struct jd_cue *must =
		    jd_cue_in(run->doc, JD_CUE_MUST, from, to);

		if (nice == NULL)
			nice =
			    jd_cue_in(run->doc, JD_CUE_NICE_BEFORE, from, to);
		if (nice != NULL)
			return (struct judgement){ JD_NICE, STRENGTH_ASKED,
				quote(run, nice), false };
		if (must != NULL)
			return (struct judgement){ JD_MUST, STRENGTH_REQUIRED,
				quote(run, must), false };
	}
	start = run->clause_start[i];
	end = run->clause_end[i];
	/* "(or you are strong in Ruby)" is another way in */
	if (start > 0 && end - start > 3 &&
	    run->sentence->plain[start - 1] == '(' &&
	    memcmp(run->sentence->plain + start, "or ", 3) == 0)
		return (struct judgement){ JD_NICE, STRENGTH_ASKED, "\"or\"",
			false };
	if (judge_unneeded(run, i, start, end, &judgement) ||
	    judge_not(run, i, start, &judgement) ||
	    judge_soft(run, i, start, end, &judgement))
		return judgement;
	if (kind != JD_SECTION_COMPANY && kind != JD_SECTION_UNNEEDED &&
	    kind != JD_SECTION_BENEFITS && kind != JD_SECTION_PROCESS &&
	    judge_required(run, i, start, end, &judgement))
		return judgement;
	return judge_section(run, i, start);
}

static struct judgement
judge_hit(const struct jd_run *run, size_t i)
{
	struct judgement judgement = judge_words(run, i);

	if (judgement.verdict != JD_MUST ||
	    judgement.strength >= STRENGTH_REQUIRED || !is_example(run, i))
		return judgement;
	return (struct judgement){ JD_NICE, STRENGTH_SOFT,
		arena_format(run->doc->arena, "%s, as an example",
		    judgement.reason),
		false };
}

/* ---- needs ---- */

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

/* The need of the alternatives that begin at hit `first`. */
static void
make_need(struct jd_run *run, size_t first)
{
	struct jd_doc *doc = run->doc;
	const char **any =
	    arena_calloc(doc->arena, ALTERNATIVES_MAX, sizeof(*any));
	struct judgement best = { JD_UNUSED, 0, "", false };
	struct jd_need need = { .any = any, .order = doc->n_needs };
	size_t start, end;

	for (size_t i = first; i < run->n; i++)
		if (run->set[i] == run->set[first] && !jd_run_is_group(run, i))
			add_any(any, &need.n_any, jd_run_skill(run, i)->id);
	need.n_named = need.n_any;
	for (size_t i = first; i < run->n; i++) {
		struct judgement judgement;

		if (run->set[i] != run->set[first])
			continue;
		judgement = judge_hit(run, i);
		/* "A, B or C is a plus": the last one speaks for all */
		if (i == first || judgement.verdict == JD_NICE ||
		    (judgement.verdict == JD_NOT && best.verdict < JD_NICE))
			best = judgement;
		start = run->clause_start[i];
		end = run->clause_end[i];
		need.stressed |= is_stressed(run, i, start, end);
		need.unneeded |= judgement.unneeded;
		if (jd_run_is_group(run, i)) {
			need.label = need.label == NULL
			    ? jd_run_group(run, i)->label
			    : arena_format(doc->arena, "%s or %s", need.label,
				  jd_run_group(run, i)->label);
			need.examples = true;
			for (size_t k = 0; k < jd_run_group(run, i)->any.n; k++)
				add_any(any, &need.n_any,
				    jd_run_group(run, i)->any.items[k]);
		} else if (run->open[i]) {
			const struct jd_group *group = add_similar(run, any,
			    &need.n_any, jd_run_skill(run, i)->id);

			if (group != NULL && need.label == NULL)
				need.label = arena_format(doc->arena,
				    "%s or similar", jd_run_skill(run, i)->id);
			need.examples |= group != NULL;
		}
	}
	if (need.n_any == 0)
		return;
	need.name = other_name(run, first, &need);
	need.verdict = best.verdict;
	need.reason = best.reason;
	need.strength = best.strength + (need.stressed ? STRENGTH_STRESS : 0);
	need.titled = is_in_title(run, first) ||
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
	verdict = judge_hit(run, i).verdict;
	for (size_t k = 0; k < run->n; k++)
		if (!jd_run_is_group(run, k) && run->set[k] != run->set[i] &&
		    jd_names_hold(&jd_run_group(run, i)->any,
			jd_run_skill(run, k)->id) &&
		    judge_hit(run, k).verdict >= verdict)
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
judge_run(struct jd_run *run)
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
jd_judge(struct jd_doc *doc)
{
	for (size_t i = 0; i < doc->n_hits;) {
		struct jd_run run = { .doc = doc, .hits = &doc->hits[i] };
		size_t limit = COUNT(run.set);

		run.sentence = &doc->sentences[doc->hits[i].sentence];
		while (i + run.n < doc->n_hits && run.n < limit &&
		    run.hits[run.n].sentence == run.hits[0].sentence)
			run.n++;
		jd_scan_cues(doc, run.sentence->plain, run.sentence->len);
		judge_run(&run);
		i += run.n;
	}
}
