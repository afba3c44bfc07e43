#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_run.h"

/*
 * Whether a skill is asked for, welcome, part of the job or unwanted: decided
 * by the words beside it in its sentence, else by the heading.
 */
enum {
	LIST_WORDS = 2 /* of an item that the catalogue does not know */
};

/* How strong a mention is. */
enum {
	STRENGTH_MENTION = 1,
	STRENGTH_SOFT = 2,
	STRENGTH_ASKED = 3,
	STRENGTH_REQUIRED = 4,
	STRENGTH_TITLE = 6
};

static struct jd_judgement
say(enum jd_verdict verdict, int strength, const char *reason)
{
	return (struct jd_judgement){ verdict, strength, reason, false };
}

static struct jd_judgement
say_unneeded(enum jd_verdict verdict, int strength, const char *reason)
{
	return (struct jd_judgement){ verdict, strength, reason, true };
}

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

/* The nearest before a skill, and the first behind it, in its clause. */
static const struct jd_cue *
cue_before(const struct jd_run *run, size_t i, enum jd_list list)
{
	return last_cue(run, list, run->clause_start[i], run->hits[i].start);
}

static const struct jd_cue *
cue_behind(const struct jd_run *run, size_t i, enum jd_list list)
{
	return jd_cue_in(run->doc, list, run->hits[i].end, run->clause_end[i]);
}

/* Where what is near a skill begins, in its clause. */
static size_t
near_start(const struct jd_run *run, size_t i)
{
	size_t start = run->clause_start[i], at = run->hits[i].start;

	return at > start + JD_NEAR_BYTES ? at - JD_NEAR_BYTES : start;
}

static bool
has_comma(const struct jd_run *run, size_t from, size_t to)
{
	return memchr(run->sentence->plain + from, ',', to - from) != NULL;
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

	if (!has_comma(run, from, to) || goes_on_as_list(run, from, to))
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
judge_unneeded(const struct jd_run *run, size_t i, struct jd_judgement *ret)
{
	const struct jd_hit *hit = &run->hits[i];
	size_t from = near_start(run, i), end = run->clause_end[i];
	size_t to =
	    hit->end + JD_NEAR_BYTES < end ? hit->end + JD_NEAR_BYTES : end;
	const struct jd_cue *cue =
	    last_cue(run, JD_CUE_UNNEEDED, from, hit->start);
	const struct jd_cue *no, *needed;

	if (cue == NULL)
		cue = jd_cue_in(run->doc, JD_CUE_UNNEEDED, hit->end, to);
	if (cue != NULL &&
	    !(cue->end < hit->start ? has_comma(run, cue->end, hit->start)
				    : has_comma(run, hit->end, cue->start))) {
		*ret = say_unneeded(JD_NICE, STRENGTH_MENTION, quote(run, cue));
		return true;
	}
	no = last_cue(run, JD_CUE_NOT_BEFORE, from, hit->start);
	needed = jd_cue_in(run->doc, JD_CUE_NEEDED, hit->end, to);
	if (no == NULL || needed == NULL ||
	    has_comma(run, no->end, hit->start) ||
	    has_comma(run, hit->end, needed->start))
		return false;
	*ret = say_unneeded(JD_NICE, STRENGTH_MENTION,
	    arena_format(run->doc->arena, "%s ... %s", quote(run, no),
		quote(run, needed)));
	return true;
}

/* "Scala services are being retired": what follows the skill, in its clause. */
static bool
judge_retired(const struct jd_run *run, size_t i, struct jd_judgement *ret)
{
	size_t end = run->hits[i].end, limit = end + JD_NEAR_BYTES;
	const struct jd_cue *cue;

	if (i + 1 < run->n && run->hits[i + 1].start < limit &&
	    run->link[i + 1] == JD_LINK_NONE)
		limit = run->hits[i + 1].start;
	cue = jd_cue_in(run->doc, JD_CUE_LEGACY_AFTER, end, limit);
	if (cue == NULL || has_comma(run, end, cue->start))
		return false;
	*ret = say(JD_UNUSED, 0, quote(run, cue));
	return true;
}

/* "replacing Java with Go": Go comes after another skill. */
static bool
is_first_behind(const struct jd_run *run, size_t i, const struct jd_cue *cue)
{
	for (size_t k = 0; k < run->n; k++)
		if (run->hits[k].start >= cue->end &&
		    run->hits[k].start < run->hits[i].start &&
		    run->set[k] != run->set[i])
			return false;
	return true;
}

/* "the old Java code": what they are leaving. */
static bool
judge_legacy(const struct jd_run *run, size_t i, struct jd_judgement *ret)
{
	size_t at = run->hits[i].start;
	const struct jd_cue *cue =
	    last_cue(run, JD_CUE_LEGACY, near_start(run, i), at);

	if (cue == NULL || has_comma(run, cue->end, at) ||
	    !is_first_behind(run, i, cue))
		return false;
	*ret = say(JD_UNUSED, 0, quote(run, cue));
	return true;
}

static bool
judge_not(const struct jd_run *run, size_t i, struct jd_judgement *ret)
{
	size_t at = run->hits[i].start, from = near_start(run, i);
	const struct jd_cue *cue = last_cue(run, JD_CUE_NOT_BEFORE, from, at);
	const char *text = run->sentence->plain;
	size_t words = 0;

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
	*ret = say(JD_NOT, STRENGTH_ASKED, quote(run, cue));
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
judge_soft(const struct jd_run *run, size_t i, struct jd_judgement *ret)
{
	const struct jd_cue *cue = cue_before(run, i, JD_CUE_NICE_BEFORE);

	if (cue == NULL) {
		cue = cue_behind(run, i, JD_CUE_NICE_AFTER);
		if (cue != NULL &&
		    is_cut_off(run, list_end(run, i, cue->start), cue->start))
			cue = NULL;
	}
	if (cue == NULL)
		return false;
	*ret = say(JD_NICE, STRENGTH_ASKED, quote(run, cue));
	return true;
}

static bool
judge_required(const struct jd_run *run, size_t i, struct jd_judgement *ret)
{
	const struct jd_cue *cue = cue_before(run, i, JD_CUE_MUST);

	if (cue == NULL) {
		cue = cue_behind(run, i, JD_CUE_MUST);
		if (cue != NULL &&
		    is_cut_off(run, run->hits[i].end, cue->start))
			cue = NULL;
	}
	if (cue == NULL)
		return false;
	*ret = say(JD_MUST, STRENGTH_REQUIRED, quote(run, cue));
	return true;
}

/* "We are looking for a senior Go engineer who ..." */
bool
jd_run_is_titled(const struct jd_run *run, size_t i)
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
static struct jd_judgement
judge_section(const struct jd_run *run, size_t i)
{
	struct jd_doc *doc = run->doc;
	const struct jd_section *section =
	    &doc->sections[run->sentence->section];
	const char *under = arena_format(doc->arena, "under \"%s\"",
	    section->heading == NULL ? "" : section->heading);
	const struct jd_cue *have = cue_before(run, i, JD_CUE_HAVE);
	const struct jd_cue *soft = cue_before(run, i, JD_CUE_SOFT);

	if (have == NULL)
		have = jd_cue_in(doc, JD_CUE_HAVE, run->hits[i].end,
		    run->sentence->len);
	switch (jd_run_is_titled(run, i) ? JD_SECTION_TITLE : section->kind) {
	case JD_SECTION_TITLE:
		/* "Distributed Systems Engineer" names a field, not what one
		 * has to show */
		if (!jd_run_is_group(run, i) &&
		    str_equal(jd_run_skill(run, i)->kind, "concept"))
			return say(JD_OPEN, STRENGTH_MENTION, "in the title");
		return say(JD_MUST, STRENGTH_TITLE, "in the title");
	case JD_SECTION_MUST:
		return say(JD_MUST,
		    soft != NULL ? STRENGTH_SOFT : STRENGTH_ASKED, under);
	case JD_SECTION_NICE:
		return say(JD_NICE, STRENGTH_ASKED, under);
	case JD_SECTION_COMPANY:
		return say(JD_OPEN, 0, under);
	case JD_SECTION_STACK:
	case JD_SECTION_DUTIES:
		return say(JD_OPEN, STRENGTH_MENTION, under);
	case JD_SECTION_UNNEEDED:
		return say_unneeded(JD_UNUSED, 0, under);
	case JD_SECTION_BENEFITS:
	case JD_SECTION_PROCESS:
		return say(JD_UNUSED, 0, under);
	case JD_SECTION_NONE:
		break;
	}
	if (soft != NULL)
		return say(JD_NICE, STRENGTH_SOFT, quote(run, soft));
	if (have != NULL)
		return say(JD_MUST, STRENGTH_ASKED, quote(run, have));
	return say(JD_OPEN, STRENGTH_MENTION, "named");
}

/* What stands in brackets behind the skill. */
static bool
judge_bracket(const struct jd_run *run, size_t i, struct jd_judgement *ret)
{
	const struct jd_cue *nice, *must;
	size_t from, to;

	if (!find_bracket(run, i, &from, &to))
		return false;
	nice = jd_cue_in(run->doc, JD_CUE_NICE_AFTER, from, to);
	must = jd_cue_in(run->doc, JD_CUE_MUST, from, to);
	if (nice == NULL)
		nice = jd_cue_in(run->doc, JD_CUE_NICE_BEFORE, from, to);
	if (nice == NULL && must == NULL)
		return false;
	*ret = nice != NULL ? say(JD_NICE, STRENGTH_ASKED, quote(run, nice))
			    : say(JD_MUST, STRENGTH_REQUIRED, quote(run, must));
	return true;
}

/* "(or you are strong in Ruby)" is another way in. */
static bool
judge_other_way(const struct jd_run *run, size_t i, struct jd_judgement *ret)
{
	size_t start = run->clause_start[i], end = run->clause_end[i];
	const char *text = run->sentence->plain;

	if (start == 0 || end - start <= 3 || text[start - 1] != '(' ||
	    memcmp(text + start, "or ", 3) != 0)
		return false;
	*ret = say(JD_NICE, STRENGTH_ASKED, "\"or\"");
	return true;
}

/* A section that asks nothing of anybody: a "must" in it is somebody else's. */
static bool
asks_nothing(enum jd_section_kind kind)
{
	return kind == JD_SECTION_COMPANY || kind == JD_SECTION_UNNEEDED ||
	    kind == JD_SECTION_BENEFITS || kind == JD_SECTION_PROCESS;
}

static struct jd_judgement
judge_words(const struct jd_run *run, size_t i)
{
	enum jd_section_kind kind =
	    run->doc->sections[run->sentence->section].kind;
	struct jd_judgement judgement;

	if (run->doc->jd->language == NULL && kind != JD_SECTION_TITLE)
		return say(JD_OPEN, STRENGTH_MENTION, "named");
	if (judge_bracket(run, i, &judgement) ||
	    judge_other_way(run, i, &judgement) ||
	    judge_unneeded(run, i, &judgement) ||
	    judge_legacy(run, i, &judgement) ||
	    judge_retired(run, i, &judgement) ||
	    judge_not(run, i, &judgement) || judge_soft(run, i, &judgement) ||
	    (!asks_nothing(kind) && judge_required(run, i, &judgement)))
		return judgement;
	return judge_section(run, i);
}

struct jd_judgement
jd_run_judge(const struct jd_run *run, size_t i)
{
	struct jd_judgement judgement = judge_words(run, i);

	if (judgement.verdict != JD_MUST ||
	    judgement.strength >= STRENGTH_REQUIRED || !is_example(run, i))
		return judgement;
	return say(JD_NICE, STRENGTH_SOFT,
	    arena_format(run->doc->arena, "%s, as an example",
		judgement.reason));
}

bool
jd_run_is_stressed(const struct jd_run *run, size_t i)
{
	return cue_before(run, i, JD_CUE_STRESS) != NULL ||
	    (run->n < 3 && cue_behind(run, i, JD_CUE_STRESS) != NULL);
}
