#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"

/*
 * Texts that describe more than one job.  A role is one: the first is read, and
 * of the others it is said that they were left out.
 */
enum {
	ROLES_MAX = 8,
	TITLE_WORDS = 6,
	HITS_LEAST = 2 /* skills below a title, else it is only mentioned */
};

/* "2) Frontend Engineer": a line that is nothing but what somebody is. */
static bool
is_title(struct jd_doc *doc, size_t index)
{
	const struct jd_sentence *sentence = &doc->sentences[index];
	size_t words = 0, end = sentence->len;

	if (sentence->label >= 0 || !sentence->is_first ||
	    (!sentence->is_item && !sentence->is_heading) ||
	    (index + 1 < doc->n_sentences &&
		sentence[1].line == sentence->line))
		return false;
	for (size_t i = 0; i < sentence->len; i++) {
		if (strchr(",.!?", sentence->plain[i]) != NULL)
			return false;
		if (sentence->plain[i] == '(' || sentence->plain[i] == ':') {
			end = i;
			break;
		}
		words += jd_is_word(sentence->plain[i]) &&
		    (i == 0 || !jd_is_word(sentence->plain[i - 1]));
	}
	while (end > 0 && sentence->plain[end - 1] == ' ')
		end--;
	if (words < 2 || words > TITLE_WORDS)
		return false;
	jd_scan_cues(doc, sentence->plain, sentence->len);
	for (size_t i = 0; i < doc->n_cues; i++)
		if (doc->cues[i].list == JD_TITLES && doc->cues[i].end == end)
			return true;
	return false;
}

static void
on_skill(void *ctx, const struct word_hit *hit)
{
	(void)hit;
	(*(size_t *)ctx)++;
}

/* Whether something is asked for between two titles. */
static bool
has_skills(const struct jd_doc *doc, size_t from, size_t to)
{
	size_t hits = 0;

	for (size_t i = from; i < to; i++)
		(void)words_scan(doc->rules->skills, doc->sentences[i].plain,
		    doc->sentences[i].len, on_skill, &hits);
	return hits >= HITS_LEAST;
}

/* "Both: 130k, on-site" is said of all of them. */
static bool
is_of_all(const struct jd_sentence *sentence)
{
	static const char *const words[] = { "both", "all roles", "for both",
		"for all", "beide", "alle stellen", "les deux", "ambos",
		"location", "salary", "where", "pay", "how to apply", "apply" };

	for (size_t i = 0; sentence->is_first && i < COUNT(words); i++) {
		size_t k = 0;

		while (words[i][k] != '\0' &&
		    str_lower(sentence->plain[k]) == words[i][k])
			k++;
		if (words[i][k] == '\0' && !jd_is_word(sentence->plain[k]))
			return true;
	}
	return false;
}

static const char *
title_of(const struct jd_doc *doc, size_t index)
{
	return text_show(doc->arena, doc->sentences[index].shown,
	    JD_QUOTE_COLUMNS);
}

void
jd_find_roles(struct jd_doc *doc)
{
	size_t titles[ROLES_MAX], n = 0, end = doc->n_sentences;

	for (size_t i = 0; i < doc->n_sentences && n < ROLES_MAX; i++)
		if (is_title(doc, i))
			titles[n++] = i;
	for (size_t i = 0; i < n; i++)
		if (!has_skills(doc, titles[i] + 1,
			i + 1 < n ? titles[i + 1] : doc->n_sentences))
			return;
	if (n < 2)
		return;
	for (size_t i = titles[1]; i < end; i++)
		if (is_of_all(&doc->sentences[i]))
			end = i;
	for (size_t i = titles[1]; i < end; i++)
		doc->sentences[i].is_other = true;
	for (size_t i = 1; i < n; i++)
		jd_note(doc,
		    "the text describes %zu jobs and a role is one: \"%s\" "
		    "needs a role of its own",
		    n, title_of(doc, titles[i]));
	doc->sentences[titles[0]].label = JD_LABEL_TITLE;
	doc->sentences[titles[0]].is_item = false;
}
