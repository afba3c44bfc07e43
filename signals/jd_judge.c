#include <string.h>

#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"

/*
 * What a sentence says of the skills in it: which of them stand for each other
 * ("Kafka or NATS"), and whether they are asked for, welcome, part of the job
 * or unwanted.  Decided by the words beside them, else by the heading.
 */
enum {
	NEEDS_MAX = 4000,
	ALTERNATIVES_MAX = 12,
	GAP_WORDS = 2, /* unknown ones between alternatives */
	GAP_BYTES = 60,
	NEAR_BYTES = 40, /* "no" and "migrating from" reach this far */
	SIMILAR_BYTES = 40
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

/* How two neighbours hang together. */
enum link {
	LINK_NONE,
	LINK_COMMA,
	LINK_AND,
	LINK_SLASH,
	LINK_OR,
	LINK_EXAMPLE /* "a broker such as Kafka", "a broker (Kafka" */
};

/* The hits of one sentence. */
struct run {
	struct jd_doc *doc;
	const struct jd_sentence *sentence;
	const struct jd_hit *hits;
	size_t n;
	size_t set[64]; /* which alternatives each belongs to */
	enum link link[64]; /* to the one before */
	bool open[64]; /* "or similar" follows */
};

struct judgement {
	enum jd_verdict verdict;
	int strength;
	const char *reason;
};

static bool
is_group(const struct run *run, size_t i)
{
	return run->hits[i].what >= run->doc->rules->catalogue->n_skills;
}

static const struct jd_group *
group_of(const struct run *run, size_t i)
{
	const struct jd_rules *rules = run->doc->rules;

	return &rules->groups[run->hits[i].what - rules->catalogue->n_skills];
}

static const struct skill *
skill_of(const struct run *run, size_t i)
{
	return &run->doc->rules->catalogue->skills[run->hits[i].what];
}

static bool
holds(const struct jd_names *names, const char *id)
{
	for (size_t i = 0; i < names->n; i++)
		if (str_equal(names->items[i], id))
			return true;
	return false;
}

/* Whether one could stand for the other: both languages, or in one group. */
static bool
is_alike(const struct run *run, size_t a, size_t b)
{
	const struct jd_rules *rules = run->doc->rules;

	if (is_group(run, a) || is_group(run, b))
		return false;
	if (str_equal(skill_of(run, a)->kind, skill_of(run, b)->kind))
		return true;
	for (size_t i = 0; i < rules->n_groups; i++)
		if (holds(&rules->groups[i].any, skill_of(run, a)->id) &&
		    holds(&rules->groups[i].any, skill_of(run, b)->id))
			return true;
	return false;
}

/* ---- what stands between two skills ---- */

static bool
is_one(const char *word, size_t len, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strlen(words[i]) == len) {
			size_t k = 0;

			while (k < len && str_lower(word[k]) == words[i][k])
				k++;
			if (k == len)
				return true;
		}
	return false;
}

static enum link
read_gap(const struct run *run, size_t start, size_t end)
{
	static const char *const ors[] = { "or", "oder", "ou", "o", "u", "bzw",
		"alternatively", "respectively" };
	static const char *const ands[] = { "and", "und", "et", "y", "e",
		"sowie", "with", "mit", "avec", "con", "plus" };
	const char *text = run->sentence->plain;
	bool comma = false, slash = false, has_and = false, has_or = false;
	bool example = jd_cue_in(run->doc, JD_CUE_ONE_OF, start, end) != NULL;
	size_t unknown = 0;

	if (end - start > GAP_BYTES)
		return LINK_NONE;
	for (size_t i = start; i < end;) {
		size_t from = i;

		if (!jd_is_word(text[i])) {
			comma |= strchr(",|+&", text[i]) != NULL;
			slash |= text[i] == '/';
			example |= text[i] == '(' || text[i] == ':';
			if (text[i] == ')')
				comma = true;
			i++;
			continue;
		}
		while (i < end && jd_is_word(text[i]))
			i++;
		if (is_one(text + from, i - from, ors,
			sizeof(ors) / sizeof(*ors)))
			has_or = true;
		else if (is_one(text + from, i - from, ands,
			     sizeof(ands) / sizeof(*ands)))
			has_and = true;
		else
			unknown++;
	}
	if (example && (unknown <= 3))
		return LINK_EXAMPLE;
	if (unknown > GAP_WORDS)
		return LINK_NONE;
	if (has_or)
		return LINK_OR;
	if (unknown > 0)
		return comma ? LINK_NONE : LINK_NONE;
	if (slash && !comma && !has_and)
		return LINK_SLASH;
	if (has_and)
		return LINK_AND;
	return comma ? LINK_COMMA : LINK_NONE;
}

static void
join(struct run *run, size_t a, size_t b)
{
	size_t from = run->set[b], to = run->set[a];

	for (size_t i = 0; i < run->n; i++)
		if (run->set[i] == from)
			run->set[i] = to;
}

/* "one of", "either" before the list, in the same clause. */
static bool
is_one_of(const struct run *run, size_t first)
{
	size_t start = run->hits[first].start;

	return jd_cue_in(run->doc, JD_CUE_ONE_OF,
		   start > NEAR_BYTES ? start - NEAR_BYTES : 0, start) != NULL;
}

/* "A, B or C": the commas before an "or" mean it too, among things alike. */
static void
join_commas(struct run *run, size_t i)
{
	while (i > 0 && run->link[i] == LINK_COMMA && is_alike(run, i - 1, i)) {
		join(run, i - 1, i);
		i--;
	}
}

static void
link_hits(struct run *run)
{
	for (size_t i = 0; i < run->n; i++) {
		size_t after = run->hits[i].end;

		run->set[i] = i;
		run->link[i] = i == 0
		    ? LINK_NONE
		    : read_gap(run, run->hits[i - 1].end, run->hits[i].start);
		run->open[i] = jd_cue_in(run->doc, JD_CUE_OR_SIMILAR, after,
				   after + SIMILAR_BYTES) != NULL &&
		    (i + 1 == run->n ||
			run->hits[i + 1].start > after + SIMILAR_BYTES);
	}
	for (size_t i = 1; i < run->n; i++) {
		bool either = false;

		if (run->open[i])
			join_commas(run, i);
		/* "C++ (we are on C++20) or Rust" */
		if (run->hits[i].what == run->hits[i - 1].what)
			join(run, i - 1, i);

		if (run->link[i] == LINK_OR) {
			join(run, i - 1, i);
			join_commas(run, i - 1);
		} else if (run->link[i] == LINK_SLASH) {
			if (is_alike(run, i - 1, i))
				join(run, i - 1, i);
		} else if (run->link[i] == LINK_EXAMPLE &&
		    is_group(run, i - 1)) {
			either = true;
			join(run, i - 1, i);
		} else if (run->link[i] == LINK_EXAMPLE &&
		    jd_cue_in(run->doc, JD_CUE_ONE_OF, run->hits[i - 1].end,
			run->hits[i].start) != NULL) {
			either = true;
		}
		if (either)
			while (i + 1 < run->n &&
			    read_gap(run, run->hits[i].end,
				run->hits[i + 1].start) != LINK_NONE &&
			    is_alike(run, i, i + 1)) {
				join(run, i, i + 1);
				i++;
			}
	}
	for (size_t i = 0; i < run->n; i++)
		if ((i == 0 || run->link[i] == LINK_NONE) && is_one_of(run, i))
			for (size_t k = i + 1;
			     k < run->n && run->link[k] != LINK_NONE &&
			     is_alike(run, k - 1, k);
			     k++)
				join(run, k - 1, k);
}

/* ---- what is said of a skill ---- */

/* The clause around a place: between semicolons, brackets and dashes. */
static void
find_clause(const struct run *run, size_t start, size_t end, size_t *ret_start,
    size_t *ret_end)
{
	const char *text = run->sentence->plain;
	size_t i = start;

	while (i > 0 && strchr(";()", text[i - 1]) == NULL &&
	    !(i > 2 && memcmp(text + i - 3, " - ", 3) == 0))
		i--;
	*ret_start = i;
	for (i = end; i < run->sentence->len; i++)
		if (strchr(";()", text[i]) != NULL ||
		    (i + 3 <= run->sentence->len &&
			memcmp(text + i, " - ", 3) == 0))
			break;
	*ret_end = i;
}

static const char *
quote(const struct run *run, const struct jd_cue *cue)
{
	return arena_format(run->doc->arena, "\"%.*s\"",
	    (int)(cue->end - cue->start), run->sentence->plain + cue->start);
}

static const struct jd_cue *
last_cue(const struct run *run, enum jd_list list, size_t start, size_t end)
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
find_bracket(const struct run *run, size_t i, size_t *ret_start,
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

/* Commas between two places; a list with "and" or "or" in it is one thing. */
static bool
is_cut_off(const struct run *run, size_t from, size_t to)
{
	const char *text = run->sentence->plain;

	for (size_t i = from; i < to; i++)
		if (text[i] == ',' &&
		    (jd_cue_in(run->doc, JD_CUE_HAVE, 0, i) != NULL ||
			jd_cue_in(run->doc, JD_CUE_MUST, 0, i) != NULL))
			return true;
	return false;
}

/* "No Kafka experience needed", "no prior experience with Kafka". */
static bool
judge_unneeded(const struct run *run, size_t i, size_t start, size_t end,
    struct judgement *ret)
{
	const struct jd_hit *hit = &run->hits[i];
	size_t from =
	    hit->start > start + NEAR_BYTES ? hit->start - NEAR_BYTES : start;
	size_t to = hit->end + NEAR_BYTES < end ? hit->end + NEAR_BYTES : end;
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
			quote(run, cue) };
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
		    quote(run, needed)) };
	return true;
}

static bool
judge_not(const struct run *run, size_t i, size_t start, struct judgement *ret)
{
	size_t at = run->hits[i].start;
	size_t from = at > start + NEAR_BYTES ? at - NEAR_BYTES : start;
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
				quote(run, legacy) };
			return true;
		}
	}
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
	*ret = (struct judgement){ JD_NOT, STRENGTH_ASKED, quote(run, cue) };
	return true;
}

/* Where what is said of hit `i` begins to be cut off: behind the last item of
 * its list, if the list ends with "and" or "or" before `end`. */
static size_t
list_end(const struct run *run, size_t i, size_t end)
{
	size_t last = i;

	while (last + 1 < run->n && run->hits[last + 1].end <= end &&
	    run->link[last + 1] != LINK_NONE)
		last++;
	if (last > i && run->link[last] != LINK_AND &&
	    run->link[last] != LINK_OR)
		last = i;
	return run->hits[last].end;
}

static bool
judge_soft(const struct run *run, size_t i, size_t start, size_t end,
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
	*ret = (struct judgement){ JD_NICE, STRENGTH_ASKED, quote(run, cue) };
	return true;
}

static bool
judge_required(const struct run *run, size_t i, size_t start, size_t end,
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
	*ret =
	    (struct judgement){ JD_MUST, STRENGTH_REQUIRED, quote(run, cue) };
	return true;
}

static bool
is_stressed(const struct run *run, size_t i, size_t start, size_t end)
{
	return jd_cue_in(run->doc, JD_CUE_STRESS, start, run->hits[i].start) !=
	    NULL ||
	    (run->n < 3 &&
		jd_cue_in(run->doc, JD_CUE_STRESS, run->hits[i].end, end) !=
		    NULL);
}

/* What the heading says, when the sentence says nothing stronger. */
static struct judgement
judge_section(const struct run *run, size_t i, size_t start)
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
	switch (section->kind) {
	case JD_SECTION_TITLE:
		/* "Distributed Systems Engineer" names a field, not what one
		 * has to show */
		if (!is_group(run, i) &&
		    str_equal(skill_of(run, i)->kind, "concept"))
			return (struct judgement){ JD_OPEN, STRENGTH_MENTION,
				"in the title" };
		return (struct judgement){ JD_MUST, STRENGTH_TITLE,
			"in the title" };
	case JD_SECTION_MUST:
		return (struct judgement){ JD_MUST,
			soft != NULL ? STRENGTH_SOFT : STRENGTH_ASKED, under };
	case JD_SECTION_NICE:
		return (struct judgement){ JD_NICE, STRENGTH_ASKED, under };
	case JD_SECTION_COMPANY:
		return (struct judgement){ JD_OPEN, 0, under };
	case JD_SECTION_STACK:
	case JD_SECTION_DUTIES:
		return (struct judgement){ JD_OPEN, STRENGTH_MENTION, under };
	case JD_SECTION_UNNEEDED:
	case JD_SECTION_BENEFITS:
	case JD_SECTION_PROCESS:
		return (struct judgement){ JD_UNUSED, 0, under };
	case JD_SECTION_NONE:
		break;
	}
	if (soft != NULL)
		return (struct judgement){ JD_NICE, STRENGTH_SOFT,
			quote(run, soft) };
	if (have != NULL)
		return (struct judgement){ JD_MUST, STRENGTH_ASKED,
			quote(run, have) };
	return (struct judgement){ JD_OPEN, STRENGTH_MENTION, "named" };
}

static struct judgement
judge_hit(const struct run *run, size_t i)
{
	struct judgement judgement;
	size_t start, end, from, to;
	enum jd_section_kind kind =
	    run->doc->sections[run->sentence->section].kind;

	if (run->doc->jd->language == NULL && kind != JD_SECTION_TITLE)
		return (struct judgement){ JD_OPEN, STRENGTH_MENTION, "named" };
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
				quote(run, nice) };
		if (must != NULL)
			return (struct judgement){ JD_MUST, STRENGTH_REQUIRED,
				quote(run, must) };
	}
	find_clause(run, run->hits[i].start, run->hits[i].end, &start, &end);
	/* "(or you are strong in Ruby)" is another way in */
	if (start > 0 && end - start > 3 &&
	    run->sentence->plain[start - 1] == '(' &&
	    memcmp(run->sentence->plain + start, "or ", 3) == 0)
		return (struct judgement){ JD_NICE, STRENGTH_ASKED, "\"or\"" };
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
add_similar(const struct run *run, const char **any, size_t *n, const char *id)
{
	const struct jd_rules *rules = run->doc->rules;

	for (size_t i = 0; i < rules->n_groups; i++)
		if (holds(&rules->groups[i].any, id)) {
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
quote_around(const struct run *run, size_t i)
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
other_name(const struct run *run, size_t first, const struct jd_need *need)
{
	const struct jd_hit *hit = &run->hits[first];
	const char *said = run->sentence->plain + hit->start;
	const char *name;

	if (need->n_any != 1 || need->label != NULL || is_group(run, first))
		return NULL;
	name = skill_of(run, first)->name;
	if (is_one(said, hit->end - hit->start, &need->any[0], 1) ||
	    str_casecmp(name, need->any[0]) == 0)
		return NULL;
	return name;
}

/* The need of the alternatives that begin at hit `first`. */
static void
make_need(struct run *run, size_t first)
{
	struct jd_doc *doc = run->doc;
	const char **any =
	    arena_calloc(doc->arena, ALTERNATIVES_MAX, sizeof(*any));
	struct judgement best = { JD_UNUSED, 0, "" };
	struct jd_need need = { .any = any, .order = doc->n_needs };
	size_t start, end;

	for (size_t i = first; i < run->n; i++)
		if (run->set[i] == run->set[first] && !is_group(run, i))
			add_any(any, &need.n_any, skill_of(run, i)->id);
	need.n_named = need.n_any;
	for (size_t i = first; i < run->n; i++) {
		struct judgement judgement;

		if (run->set[i] != run->set[first])
			continue;
		judgement = judge_hit(run, i);
		/* "A, B or C is a plus": the last one speaks for all */
		if (i == first || judgement.verdict == JD_NICE ||
		    judgement.verdict == JD_NOT)
			best = judgement;
		find_clause(run, run->hits[i].start, run->hits[i].end, &start,
		    &end);
		need.stressed |= is_stressed(run, i, start, end);
		if (is_group(run, i)) {
			need.label = group_of(run, i)->label;
			need.examples = true;
			for (size_t k = 0; k < group_of(run, i)->any.n; k++)
				add_any(any, &need.n_any,
				    group_of(run, i)->any.items[k]);
		} else if (run->open[i]) {
			const struct jd_group *group = add_similar(run, any,
			    &need.n_any, skill_of(run, i)->id);

			if (group != NULL && need.label == NULL)
				need.label = arena_format(doc->arena,
				    "%s or similar", skill_of(run, i)->id);
			need.examples |= group != NULL;
		}
	}
	if (need.n_any == 0)
		return;
	need.name = other_name(run, first, &need);
	need.verdict = best.verdict;
	need.reason = best.reason;
	need.strength = best.strength + (need.stressed ? STRENGTH_STRESS : 0);
	need.titled =
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
is_spelt_out(const struct run *run, size_t i)
{
	if (!is_group(run, i))
		return false;
	for (size_t k = 0; k < run->n; k++)
		if (!is_group(run, k) && run->set[k] != run->set[i] &&
		    holds(&group_of(run, i)->any, skill_of(run, k)->id))
			return true;
	return false;
}

static void
judge_run(struct run *run)
{
	link_hits(run);
	for (size_t i = 0; i < run->n; i++) {
		bool is_first = true;

		for (size_t k = 0; k < i; k++)
			is_first &= run->set[k] != run->set[i];
		if (is_first && !is_spelt_out(run, i))
			make_need(run, i);
	}
}

void
jd_judge(struct jd_doc *doc)
{
	for (size_t i = 0; i < doc->n_hits;) {
		struct run run = { .doc = doc, .hits = &doc->hits[i] };
		size_t limit = sizeof(run.set) / sizeof(*run.set);

		run.sentence = &doc->sentences[doc->hits[i].sentence];
		while (i + run.n < doc->n_hits && run.n < limit &&
		    run.hits[run.n].sentence == run.hits[0].sentence)
			run.n++;
		jd_scan_cues(doc, run.sentence->plain, run.sentence->len);
		judge_run(&run);
		i += run.n;
	}
}
