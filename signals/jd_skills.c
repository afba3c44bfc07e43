#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/str.h"
#include "signals/jd_internal.h"

/*
 * Which skills a sentence names.  Words and phrases of the catalogue are found
 * by the tokenizer; a name that is an ordinary word ("Go", "C", "Spring") only
 * where its company is technical.
 */
enum {
	HITS_MAX = 20000, /* in a description */
	WORD_BYTES = 24, /* of a neighbour that is looked at */
	SHOUTED_LEAST = 6,
	MAYBE_MAX = 20,
	ROUNDS = 4 /* each accepted word can vouch for its neighbours */
};

static void
add_hit(struct jd_doc *doc, size_t sentence, uint32_t what, size_t start,
    size_t end)
{
	if (doc->n_hits >= HITS_MAX)
		return;
	doc->hits =
	    jd_grow(doc->hits, doc->n_hits, &doc->max_hits, sizeof(*doc->hits));
	doc->hits[doc->n_hits++] =
	    (struct jd_hit){ what, sentence, start, end };
}

struct finding {
	struct jd_doc *doc;
	size_t sentence;
};

static void
on_skill(void *ctx, const struct word_hit *hit)
{
	const struct finding *finding = ctx;
	const char *text = finding->doc->sentences[finding->sentence].plain;

	/* "AWS (SQS": two things, though "AWS SQS" is one */
	if (memchr(text + hit->start, '(', hit->end - hit->start) != NULL)
		return;
	add_hit(finding->doc, finding->sentence, hit->list, hit->start,
	    hit->end);
}

/* By place; at one place the longest first, then groups, vague words, skills. */
static int
by_place(const void *a, const void *b)
{
	const struct jd_hit *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	if (left->end != right->end)
		return left->end > right->end ? -1 : 1;
	return (left->what < right->what) - (left->what > right->what);
}

/* Drops what lies within or across an earlier hit; keeps a skill and a group
 * apart from the vague ones. */
static void
keep_longest(struct jd_doc *doc, size_t first)
{
	const struct jd_rules *rules = doc->rules;
	uint32_t vague =
	    (uint32_t)(rules->catalogue->n_skills + rules->n_groups);
	size_t to = first, end = 0;
	bool group_first;

	if (doc->n_hits > first)
		qsort(doc->hits + first, doc->n_hits - first,
		    sizeof(*doc->hits), by_place);
	for (size_t i = first; i < doc->n_hits; i++) {
		struct jd_hit *hit = &doc->hits[i];

		if (hit->start < end)
			continue;
		/* the same words as group and vague: the group says more */
		group_first = hit->what == vague && i + 1 < doc->n_hits &&
		    hit[1].start == hit->start && hit[1].end == hit->end &&
		    hit[1].what >= rules->catalogue->n_skills;
		end = hit->end;
		if (group_first)
			doc->hits[to++] = hit[1];
		else if (hit->what != vague)
			doc->hits[to++] = *hit;
	}
	doc->n_hits = to;
}

/* ---- ambiguous words ---- */

/* The word next to a place, lower-cased; "" if a sign stands between that
 * separates more than words do. */
static void
word_after(const struct jd_sentence *sentence, size_t at,
    char ret_word[static WORD_BYTES])
{
	const char *text = sentence->plain;
	size_t n = 0;

	while (at < sentence->len &&
	    (str_is_space(text[at]) || text[at] == '-' || text[at] == '"'))
		at++;
	if (at < sentence->len && text[at] == '&')
		ret_word[n++] = '&';
	while (n == 0 ? at < sentence->len && jd_is_word(text[at])
		      : at < sentence->len &&
		    (jd_is_word(text[at]) || text[at] == '\'')) {
		if (n + 1 >= WORD_BYTES)
			break;
		ret_word[n++] = str_lower(text[at++]);
	}
	ret_word[n] = '\0';
}

static void
word_before(const struct jd_sentence *sentence, size_t at,
    char ret_word[static WORD_BYTES])
{
	const char *text = sentence->plain;
	size_t end, n = 0;

	while (at > 0 &&
	    (str_is_space(text[at - 1]) || text[at - 1] == '-' ||
		text[at - 1] == '"'))
		at--;
	end = at;
	while (at > 0 && (jd_is_word(text[at - 1]) || text[at - 1] == '\''))
		at--;
	if (at == end && end > 0 && text[end - 1] == '&')
		at--;
	for (; at < end && n + 1 < WORD_BYTES; at++)
		ret_word[n++] = str_lower(text[at]);
	ret_word[n] = '\0';
}

static bool
is_number(const char *word)
{
	return str_is_digit(word[0]);
}

static bool
is_among(const struct jd_names *names, const char *word)
{
	for (size_t i = 0; word[0] != '\0' && i < names->n; i++)
		if (str_equal(names->items[i], word) ||
		    (str_equal(names->items[i], "#") && is_number(word)))
			return true;
	return false;
}

/* Whether a word of the sentence is in a list of cues at just that place. */
static bool
has_cue(const struct jd_doc *doc, enum jd_list list, size_t start, size_t end)
{
	return jd_cue_in(doc, list, start, end) != NULL;
}

static bool
is_separator(char c)
{
	return strchr(",/|;()+&:", c) != NULL && c != '\0';
}

/* Whether the text between two things is what stands between items. */
static bool
is_between_items(const char *text, size_t len, bool strict)
{
	static const char *const words[] = { "and", "or", "und", "oder", "et",
		"ou", "y", "o", "e", "bzw", "sowie", "plus", "with", "in",
		"some", "modern", "mit", "con", "avec" };
	bool separated = false;

	for (size_t i = 0; i < len;) {
		size_t n = 0;
		char word[WORD_BYTES];
		bool known = false;

		if (!jd_is_word(text[i])) {
			separated |= is_separator(text[i]);
			if (strchr(" ,/|;()+&:-\"", text[i]) == NULL)
				return false;
			i++;
			continue;
		}
		while (i < len && jd_is_word(text[i]) && n + 1 < WORD_BYTES)
			word[n++] = str_lower(text[i++]);
		word[n] = '\0';
		for (size_t k = 0; k < COUNT(words); k++)
			known |= str_equal(words[k], word);
		if (!known || strict)
			return false;
		separated = true;
	}
	return separated;
}

/* Whether another skill stands beside it in the same list. */
static bool
has_neighbour(const struct jd_doc *doc, const struct jd_hit *hit, size_t first,
    bool strict)
{
	const char *text = doc->sentences[hit->sentence].plain;

	for (size_t i = first; i < doc->n_hits; i++) {
		const struct jd_hit *other = &doc->hits[i];

		if (other->end <= hit->start &&
		    hit->start - other->end < WORD_BYTES &&
		    is_between_items(text + other->end, hit->start - other->end,
			strict))
			return true;
		if (other->start >= hit->end &&
		    other->start - hit->end < WORD_BYTES &&
		    is_between_items(text + hit->end, other->start - hit->end,
			strict))
			return true;
	}
	return false;
}

/* An item or a label's text that begins with the word and goes on, if at all,
 * with a sign: "- Go", "- Go (1.21+)", "Languages: Go". */
static bool
begins_item(const struct jd_doc *doc, const struct jd_hit *hit)
{
	const struct jd_sentence *sentence = &doc->sentences[hit->sentence];
	enum jd_section_kind kind = doc->sections[sentence->section].kind;
	size_t at = hit->end;

	if (hit->start != 0 || sentence->is_heading ||
	    doc->jd->language == NULL || kind == JD_SECTION_BENEFITS ||
	    kind == JD_SECTION_COMPANY || kind == JD_SECTION_PROCESS)
		return false;
	if (!sentence->is_item &&
	    (kind == JD_SECTION_NONE || !sentence->is_first))
		return false;
	while (at < sentence->len && str_is_space(sentence->plain[at]))
		at++;
	return at >= sentence->len ||
	    strchr("(,:-/.;|", sentence->plain[at]) != NULL ||
	    str_starts(sentence->plain + at, "for ");
}

static bool
is_ambiguous_sure(const struct jd_doc *doc, const struct jd_ambiguous *word,
    const struct jd_hit *hit, size_t first, bool small)
{
	const struct jd_sentence *sentence = &doc->sentences[hit->sentence];
	size_t before = hit->start > WORD_BYTES ? hit->start - WORD_BYTES : 0;
	size_t after = hit->end + WORD_BYTES;
	char next[WORD_BYTES], last[WORD_BYTES];
	bool in_title =
	    doc->sections[sentence->section].kind == JD_SECTION_TITLE;

	word_after(sentence, hit->end, next);
	word_before(sentence, hit->start, last);
	if (is_among(&word->not_before, next) ||
	    is_among(&word->not_after, last))
		return false;
	if (small) {
		if (word->sure || has_neighbour(doc, hit, first, true))
			return true;
		return last[0] != '\0' &&
		    (str_equal(next, "dev") || str_equal(next, "devs") ||
			str_equal(next, "developer") ||
			str_equal(next, "engineer") ||
			str_equal(next, "backend"));
	}
	if (word->sure || has_neighbour(doc, hit, first, false) ||
	    begins_item(doc, hit))
		return true;
	/* "- Bare-metal C on ARM": a wish, and nothing says otherwise */
	if (sentence->is_item &&
	    (doc->sections[sentence->section].kind == JD_SECTION_MUST ||
		doc->sections[sentence->section].kind == JD_SECTION_NICE) &&
	    word->word[1] == '\0')
		return true;
	if (in_title &&
	    strchr("(/-,",
		sentence->plain[hit->start == 0 ? 0 : hit->start - 1]) != NULL)
		return true;
	/* the neighbour itself must be the cue, not a word further on */
	if (next[0] != '\0' && after <= sentence->len + WORD_BYTES) {
		size_t at = hit->end;

		while (at < sentence->len && !jd_is_word(sentence->plain[at]))
			at++;
		if (has_cue(doc, JD_CONTEXT_AFTER, at, at + strlen(next)) ||
		    (is_number(next) && strchr(next, '.') == NULL &&
			at + strlen(next) < sentence->len &&
			sentence->plain[at + strlen(next)] == '.'))
			return true;
	}
	if (last[0] != '\0') {
		size_t at = hit->start;

		while (at > before && !jd_is_word(sentence->plain[at - 1]))
			at--;
		before = at - strlen(last);
		return has_cue(doc, JD_CONTEXT_BEFORE, before, at);
	}
	return false;
}

/* Where the word stands in a sentence by itself, from `at`; SIZE_MAX if not. */
static size_t
find_word(const struct jd_sentence *sentence, const char *word, size_t at)
{
	size_t n = strlen(word);

	while (at + n <= sentence->len) {
		const char *found =
		    memmem(sentence->plain + at, sentence->len - at, word, n);
		size_t start, end;

		if (found == NULL)
			break;
		start = (size_t)(found - sentence->plain);
		end = start + n;
		at = end;
		if (start > 0 &&
		    (jd_is_word(found[-1]) || found[-1] == '_' ||
			found[-1] == '@' || found[-1] == '.' ||
			found[-1] == '\''))
			continue;
		if (end < sentence->len &&
		    (jd_is_word(found[n]) || strchr("+#_@'", found[n]) != NULL))
			continue;
		/* "Node.Go", "go.mod", an address */
		if (end + 1 < sentence->len && found[n] == '.' &&
		    jd_is_word(found[n + 1]))
			continue;
		return start;
	}
	return SIZE_MAX;
}

static bool
is_taken(const struct jd_doc *doc, size_t first, size_t start, size_t end)
{
	for (size_t i = first; i < doc->n_hits; i++)
		if (doc->hits[i].start < end && start < doc->hits[i].end)
			return true;
	return false;
}

/* "MUST HAVE: GO, RUST": then a capital says nothing. */
static bool
is_shouted(const struct jd_sentence *sentence)
{
	size_t capitals = 0;

	for (size_t i = 0; i < sentence->len; i++) {
		if (sentence->plain[i] >= 'a' && sentence->plain[i] <= 'z')
			return false;
		capitals +=
		    sentence->plain[i] >= 'A' && sentence->plain[i] <= 'Z';
	}
	return capitals >= SHOUTED_LEAST;
}

/* Adds the places of one spelling that are sure; whether there were any. */
static bool
find_spelling(struct jd_doc *doc, const struct jd_ambiguous *word,
    const char *text, bool small, struct finding at_sentence, size_t first)
{
	const struct jd_sentence *sentence =
	    &doc->sentences[at_sentence.sentence];
	size_t at = find_word(sentence, text, 0);
	bool found = false;

	for (; at != SIZE_MAX;
	     at = find_word(sentence, text, at + strlen(text))) {
		struct jd_hit hit = { (uint32_t)word->skill,
			at_sentence.sentence, at, at + strlen(text) };

		if (is_taken(doc, first, hit.start, hit.end) ||
		    !is_ambiguous_sure(doc, word, &hit, first, small))
			continue;
		add_hit(doc, hit.sentence, hit.what, hit.start, hit.end);
		found = true;
	}
	return found;
}

/* Adds the ambiguous words that are sure; returns whether there were any. */
static bool
find_ambiguous(struct jd_doc *doc, size_t index, size_t first)
{
	struct finding here = { doc, index };
	bool shouted = is_shouted(&doc->sentences[index]), found = false;

	for (size_t i = 0; i < doc->rules->n_ambiguous; i++) {
		const struct jd_ambiguous *word = &doc->rules->ambiguous[i];
		char caps[WORD_BYTES];

		found |=
		    find_spelling(doc, word, word->word, false, here, first);
		if (word->small_word != NULL)
			found |= find_spelling(doc, word, word->small_word,
			    true, here, first);
		if (!shouted)
			continue;
		(void)str_copy(caps, sizeof(caps), word->word);
		for (size_t k = 0; caps[k] != '\0'; k++)
			if (caps[k] >= 'a' && caps[k] <= 'z')
				caps[k] = (char)(caps[k] - 'a' + 'A');
		found |= find_spelling(doc, word, caps, false, here, first);
	}
	return found;
}

/* Names that could be skills and were not sure: said at the end. */
static void
keep_unsure(struct jd_doc *doc, size_t index, size_t first)
{
	const struct jd_sentence *sentence = &doc->sentences[index];
	enum jd_section_kind kind = doc->sections[sentence->section].kind;

	if (sentence->is_heading || kind == JD_SECTION_COMPANY ||
	    kind == JD_SECTION_BENEFITS || kind == JD_SECTION_PROCESS)
		return;
	for (size_t i = 0; i < doc->rules->n_ambiguous; i++) {
		const struct jd_ambiguous *word = &doc->rules->ambiguous[i];
		size_t at = find_word(sentence, word->word, 0);
		size_t end = at + strlen(word->word);
		char next[WORD_BYTES], last[WORD_BYTES];

		if (at == SIZE_MAX || is_taken(doc, first, at, end) ||
		    doc->maybe.n >= MAYBE_MAX ||
		    is_among(&doc->maybe, word->word))
			continue;
		word_after(sentence, end, next);
		word_before(sentence, at, last);
		if (is_among(&word->not_before, next) ||
		    is_among(&word->not_after, last))
			continue;
		if (doc->maybe.items == NULL)
			doc->maybe.items = arena_calloc(doc->arena, MAYBE_MAX,
			    sizeof(*doc->maybe.items));
		doc->maybe.items[doc->maybe.n++] = word->word;
	}
}

void
jd_find_skills(struct jd_doc *doc)
{
	for (size_t i = 0; i < doc->n_sentences; i++) {
		const struct jd_sentence *sentence = &doc->sentences[i];
		struct finding finding = { doc, i };
		size_t first = doc->n_hits;
		int rounds = 0;

		if (sentence->is_other)
			continue;
		(void)words_scan(doc->rules->skills, sentence->plain,
		    sentence->len, on_skill, &finding);
		keep_longest(doc, first);
		jd_scan_cues(doc, sentence->plain, sentence->len);
		while (rounds++ < ROUNDS && find_ambiguous(doc, i, first))
			;
		keep_longest(doc, first);
		keep_unsure(doc, i, first);
		doc->sentences[i].first_hit = first;
		doc->sentences[i].n_hits = doc->n_hits - first;
	}
}
