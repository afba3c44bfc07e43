#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "signals/jd_run.h"

/*
 * How the skills of a sentence hang together, by what stands between them.
 */
enum {
	GAP_WORDS = 2, /* unknown ones between alternatives */
	GAP_BYTES = 60,
	SIMILAR_BYTES = 40
};

bool
jd_run_is_group(const struct jd_run *run, size_t i)
{
	return run->hits[i].what >= run->doc->rules->catalogue->n_skills;
}

const struct jd_group *
jd_run_group(const struct jd_run *run, size_t i)
{
	const struct jd_rules *rules = run->doc->rules;

	return &rules->groups[run->hits[i].what - rules->catalogue->n_skills];
}

const struct skill *
jd_run_skill(const struct jd_run *run, size_t i)
{
	return &run->doc->rules->catalogue->skills[run->hits[i].what];
}

bool
jd_names_hold(const struct jd_names *names, const char *id)
{
	for (size_t i = 0; i < names->n; i++)
		if (str_equal(names->items[i], id))
			return true;
	return false;
}

/* Whether one could stand for the other: both languages, or in one group. */
static bool
is_alike(const struct jd_run *run, size_t a, size_t b)
{
	const struct jd_rules *rules = run->doc->rules;

	if (jd_run_is_group(run, a) || jd_run_is_group(run, b))
		return false;
	if (str_equal(jd_run_skill(run, a)->kind, jd_run_skill(run, b)->kind))
		return true;
	for (size_t i = 0; i < rules->n_groups; i++)
		if (jd_names_hold(&rules->groups[i].any,
			jd_run_skill(run, a)->id) &&
		    jd_names_hold(&rules->groups[i].any,
			jd_run_skill(run, b)->id))
			return true;
	return false;
}

/* ---- what stands between two skills ---- */

bool
jd_is_one(const char *word, size_t len, const char *const *words, size_t n)
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

static enum jd_link
read_gap(const struct jd_run *run, size_t start, size_t end)
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
		return JD_LINK_NONE;
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
		if (jd_is_one(text + from, i - from, ors, COUNT(ors)))
			has_or = true;
		else if (jd_is_one(text + from, i - from, ands, COUNT(ands)))
			has_and = true;
		else
			unknown++;
	}
	if (example && (unknown <= 3))
		return JD_LINK_EXAMPLE;
	if (unknown > GAP_WORDS)
		return JD_LINK_NONE;
	if (has_or)
		return JD_LINK_OR;
	if (unknown > 0)
		return comma ? JD_LINK_NONE : JD_LINK_NONE;
	if (slash && !comma && !has_and)
		return JD_LINK_SLASH;
	if (has_and)
		return JD_LINK_AND;
	return comma ? JD_LINK_COMMA : JD_LINK_NONE;
}

static void
join(struct jd_run *run, size_t a, size_t b)
{
	size_t from = run->set[b], to = run->set[a];

	for (size_t i = 0; i < run->n; i++)
		if (run->set[i] == from)
			run->set[i] = to;
}

/* "one of", "either" before the list, in the same clause. */
static bool
is_one_of(const struct jd_run *run, size_t first)
{
	size_t start = run->hits[first].start;

	return jd_cue_in(run->doc, JD_CUE_ONE_OF,
		   start > JD_NEAR_BYTES ? start - JD_NEAR_BYTES : 0,
		   start) != NULL;
}

/* "A, B or C": the commas before an "or" mean it too, among things alike. */
static void
join_commas(struct jd_run *run, size_t i)
{
	while (
	    i > 0 && run->link[i] == JD_LINK_COMMA && is_alike(run, i - 1, i)) {
		join(run, i - 1, i);
		i--;
	}
}

/* The clause around a place: between semicolons, brackets and dashes. */
static void
read_clause(struct jd_run *run, size_t hit)
{
	const char *text = run->sentence->plain;
	size_t i = run->hits[hit].start, end = run->hits[hit].end;

	/* still in the clause of the one before it */
	if (hit > 0 && end <= run->clause_end[hit - 1]) {
		run->clause_start[hit] = run->clause_start[hit - 1];
		run->clause_end[hit] = run->clause_end[hit - 1];
		return;
	}

	while (i > 0 && strchr(";()", text[i - 1]) == NULL &&
	    !(i > 2 && memcmp(text + i - 3, " - ", 3) == 0))
		i--;
	run->clause_start[hit] = i;
	for (i = end; i < run->sentence->len; i++)
		if (strchr(";()", text[i]) != NULL ||
		    (i + 3 <= run->sentence->len &&
			memcmp(text + i, " - ", 3) == 0))
			break;
	run->clause_end[hit] = i;
}

void
jd_run_link(struct jd_run *run)
{
	for (size_t i = 0; i < run->n; i++) {
		size_t after = run->hits[i].end;

		run->set[i] = i;
		read_clause(run, i);
		run->link[i] = i == 0
		    ? JD_LINK_NONE
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

		if (run->link[i] == JD_LINK_OR) {
			join(run, i - 1, i);
			join_commas(run, i - 1);
		} else if (run->link[i] == JD_LINK_SLASH) {
			if (is_alike(run, i - 1, i))
				join(run, i - 1, i);
		} else if (run->link[i] == JD_LINK_EXAMPLE &&
		    jd_run_is_group(run, i - 1)) {
			either = true;
			join(run, i - 1, i);
		} else if (run->link[i] == JD_LINK_EXAMPLE &&
		    jd_cue_in(run->doc, JD_CUE_ONE_OF, run->hits[i - 1].end,
			run->hits[i].start) != NULL) {
			either = true;
		}
		if (either)
			while (i + 1 < run->n &&
			    read_gap(run, run->hits[i].end,
				run->hits[i + 1].start) != JD_LINK_NONE &&
			    is_alike(run, i, i + 1)) {
				join(run, i, i + 1);
				i++;
			}
	}
	for (size_t i = 0; i < run->n; i++)
		if ((i == 0 || run->link[i] == JD_LINK_NONE) &&
		    is_one_of(run, i))
			for (size_t k = i + 1;
			     k < run->n && run->link[k] != JD_LINK_NONE &&
			     is_alike(run, k - 1, k);
			     k++)
				join(run, k - 1, k);
}
