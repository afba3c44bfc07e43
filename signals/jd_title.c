#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"

/*
 * The title, how senior it sounds, and the language of the text.
 */
enum {
	HEADER_SENTENCES = 8, /* in which a title may stand by itself */
	TITLE_BYTES = 100,
	TITLE_COLUMNS = 70,
	SHORT_BYTES = 40, /* "eBPF engineer wanted." is a title all the same */
	APPOSITION_WORDS = 3,
	INTRO_WORDS = 8, /* of a title in running text */
	STOPWORDS_LEAST = 4
};

/* ---- language ---- */

static const struct {
	enum jd_list list;
	const char *name;
} languages[] = {
	{ JD_LANG_EN, "en" },
	{ JD_LANG_DE, "de" },
	{ JD_LANG_FR, "fr" },
	{ JD_LANG_ES, "es" },
	{ JD_LANG_OTHER, NULL },
};

enum {
	N_LANGUAGES = COUNT(languages)
};

/* Texts of a few words, and of none of these but names, count as understood:
 * there is nothing in them to misread. */
void
jd_find_language(struct jd_doc *doc)
{
	size_t counts[N_LANGUAGES] = { 0 }, best = 0, words = 0;

	for (size_t i = 0; i < doc->n_sentences; i++) {
		const struct jd_sentence *sentence = &doc->sentences[i];

		jd_scan_cues(doc, sentence->plain, sentence->len);
		for (size_t k = 0; k < doc->n_cues; k++)
			for (size_t l = 0; l < N_LANGUAGES; l++)
				counts[l] += doc->cues[k].list ==
				    (uint32_t)languages[l].list;
		for (size_t k = 1; k < sentence->len; k++)
			words += jd_is_word(sentence->plain[k]) &&
			    !jd_is_word(sentence->plain[k - 1]);
	}
	for (size_t l = 1; l < N_LANGUAGES; l++)
		if (counts[l] > counts[best])
			best = l;
	doc->jd->language = languages[best].name;
	if (counts[best] < STOPWORDS_LEAST)
		doc->jd->language = words < 60 ? "en" : NULL;
	if (doc->jd->language == NULL)
		jd_note(doc,
		    "the language of this text is not understood (English, "
		    "German, French and Spanish are): skills of the "
		    "title count, others are only named below");
}

/* ---- title ---- */

static size_t
end_of_last_title_word(struct jd_doc *doc, size_t start, size_t end)
{
	size_t last = 0;

	for (size_t i = 0; i < doc->n_cues; i++)
		if (doc->cues[i].list == JD_TITLES &&
		    doc->cues[i].start >= start && doc->cues[i].end <= end &&
		    doc->cues[i].end > last)
			last = doc->cues[i].end;
	return last;
}

/* "(m/w/d)", "(f/m/x)", "(all genders)", "(H/F)": said of nobody here. */
static bool
is_gender_note(const char *text, size_t len)
{
	size_t letters = 0;

	if (len >= 3 && memmem(text, len, "gender", 6) != NULL)
		return true;
	for (size_t i = 0; i < len; i++) {
		if (!jd_is_word(text[i]))
			continue;
		if (strchr("mwdfxhivnMWDFXHIVN", text[i]) == NULL ||
		    (i > 0 && jd_is_word(text[i - 1])))
			return false;
		letters++;
	}
	return letters >= 2 && letters <= 5;
}

/* "EMBEDDED ENGINEER" -> "Embedded Engineer"; short words are left alone. */
static void
calm_down(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] >= 'a' && text[i] <= 'z')
			return;
	for (size_t i = 0; i < len;) {
		size_t n = 0;

		while (i + n < len && jd_is_word(text[i + n]))
			n++;
		for (size_t k = 1; n > 3 && k < n; k++)
			text[i + k] = str_lower(text[i + k]);
		i += n + 1;
	}
}

/* Copies a title: brackets about gender go, and all behind its end. */
static void
give_title(struct jd_doc *doc, const char *text, size_t len)
{
	struct buf title;
	size_t at;

	buf_init(&title, 4 * TITLE_BYTES);
	for (size_t i = 0; i < len; i++) {
		const char *end =
		    text[i] == '(' ? memchr(text + i, ')', len - i) : NULL;

		if (end != NULL &&
		    is_gender_note(text + i + 1,
			(size_t)(end - text) - i - 1)) {
			i = (size_t)(end - text);
			continue;
		}
		buf_char(&title, text[i]);
	}
	if (title.len > 0) {
		calm_down(title.data, title.len);
		text = str_trim(title.data, title.len, &len);
		while (len > 0 && strchr(" -,:;.!|/", text[len - 1]) != NULL)
			len--;
		at = (size_t)(text - title.data);
		if (len > 0 && title.data[at] >= 'a' && title.data[at] <= 'z')
			title.data[at] = (char)(title.data[at] - 'a' + 'A');
		doc->jd->title = text_show(doc->arena,
		    arena_text(doc->arena, text, len), TITLE_COLUMNS);
	}
	buf_done(&title);
}

static size_t
points_in(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xC0) != 0x80;
	return n;
}

/* With its accents, where each sign of the shown text is one of the plain. */
static void
give_part(struct jd_doc *doc, const struct jd_sentence *sentence, size_t start,
    size_t end)
{
	const char *shown = sentence->shown, *plain = sentence->plain;
	size_t from = 0, to;

	if (points_in(shown, strlen(shown)) !=
	    points_in(plain, sentence->len)) {
		give_title(doc, plain + start, end - start);
		return;
	}
	for (size_t n = points_in(plain, start); n > 0; n--)
		do
			from++;
		while (((unsigned char)shown[from] & 0xC0) == 0x80);
	to = from;
	for (size_t n = points_in(plain + start, end - start); n > 0; n--)
		do
			to++;
		while (((unsigned char)shown[to] & 0xC0) == 0x80);
	give_title(doc, shown + from, to - from);
}

/* Where a title in a line of its own ends: at a dash, bar, "at" or bracket
 * behind the word that says what somebody is. */
static size_t
title_end(const char *text, size_t len, size_t word_end)
{
	static const char *const ends[] = { " - ", " | ", " @ ", " at ", " in ",
		" for ", " bei ", " chez ", " en ", " / ", ". ", " with ",
		" who ", " to ", " mit ", " der ", " die ", " avec ", " con ",
		" pour ", " para ", " who's", " on ", " wanted" };
	size_t end = len;

	for (size_t i = 0; i < COUNT(ends); i++) {
		const char *found = memmem(text + word_end, len - word_end,
		    ends[i], strlen(ends[i]));

		if (found != NULL && (size_t)(found - text) < end)
			end = (size_t)(found - text);
	}
	return end;
}

/* "Engineer, Storage" goes on, "Engineer, Berlin" does not. */
static size_t
cut_place(const struct jd_doc *doc, const char *text, size_t end)
{
	const char *comma = memmem(text, end, ", ", 2);
	const char *rest;
	char name[64];
	size_t n;

	if (comma == NULL || doc->places == NULL)
		return end;
	rest = comma + 2;
	n = end - (size_t)(rest - text);
	for (size_t i = 0; i < n; i++)
		if (strchr(",(/|", rest[i]) != NULL)
			n = i;
	if (n == 0 || n >= sizeof(name))
		return end;
	(void)memcpy(name, rest, n);
	name[n] = '\0';
	if (places_find(doc->places, name) != NULL ||
	    str_casecmp(name, "remote") == 0)
		return (size_t)(comma - text);
	return end;
}

/* Bytes of "HOT ROLE" and the like at the front. */
static size_t
noise_len(const struct jd_doc *doc, const char *text, size_t len)
{
	size_t at = 0;
	bool moved = true;

	while (moved) {
		moved = false;
		while (at < len &&
		    (!jd_is_word(text[at]) ||
			(str_is_digit(text[at]) && at + 2 < len &&
			    strchr(")x ", text[at + 1]) != NULL)))
			at += text[at + 1] == 'x' ? 2 : 1;
		for (size_t i = 0; i < doc->n_cues; i++)
			if (doc->cues[i].list == JD_TITLE_NOISE &&
			    doc->cues[i].start == at) {
				at = doc->cues[i].end;
				moved = true;
				break;
			}
	}
	return at < len ? at : 0;
}

static void
mark_title(struct jd_doc *doc, struct jd_sentence *sentence)
{
	const struct jd_section *above = &doc->sections[sentence->section];
	const char *heading = above->heading;

	doc->sections = jd_grow(doc->sections, doc->n_sections,
	    &doc->max_sections, sizeof(*doc->sections));
	doc->sections[doc->n_sections] =
	    (struct jd_section){ JD_SECTION_TITLE, heading };
	sentence->section = doc->n_sections++;
}

static bool
try_line(struct jd_doc *doc, struct jd_sentence *sentence, bool labelled)
{
	size_t word_end, start, end;

	if (sentence->len > TITLE_BYTES + 40 || sentence->len == 0)
		return false;
	jd_scan_cues(doc, sentence->plain, sentence->len);
	word_end = end_of_last_title_word(doc, 0, sentence->len);
	if (labelled && word_end == 0)
		word_end = 1;
	if (word_end == 0 ||
	    (!labelled && sentence->plain[sentence->len - 1] == '.' &&
		(sentence != doc->sentences || sentence->len > SHORT_BYTES ||
		    strchr(sentence->plain, ',') != NULL)) ||
	    jd_cue_in(doc, JD_TITLE_INTROS, 0, sentence->len) != NULL)
		return false;
	for (size_t i = 0; i < doc->n_cues; i++)
		if (doc->cues[i].list == JD_TITLES) {
			word_end = doc->cues[i].end;
			break;
		}
	end = title_end(sentence->plain, sentence->len, word_end);
	end = cut_place(doc, sentence->plain, end);
	start = noise_len(doc, sentence->plain, end);
	if (end > TITLE_BYTES || start >= word_end)
		return false;
	/* the shown text has other offsets only where accents were */
	if (start > 0)
		give_part(doc, sentence, start, end);
	else if (end == sentence->len)
		give_title(doc, sentence->shown, strlen(sentence->shown));
	else
		give_part(doc, sentence, 0, end);
	mark_title(doc, sentence);
	return true;
}

/* "Ingénieur DevOps", "Desarrollador Java senior": French and Spanish name the
 * field behind what somebody is. */
static size_t
end_of_apposition(const struct jd_doc *doc, const struct jd_sentence *sentence,
    size_t end)
{
	static const char *const small[] = { "de", "du", "des", "en", "et", "y",
		"con", "avec", "pour", "para", "qui", "que", "a", "au", "sur",
		"h", "f", "cdi", "cdd", "d", "der", "den", "al" };
	const char *text = sentence->plain;

	if (!str_equal(doc->jd->language, "fr") &&
	    !str_equal(doc->jd->language, "es"))
		return end;
	for (size_t words = 0; words < APPOSITION_WORDS; words++) {
		size_t at = end, len = 0;

		while (at < sentence->len && text[at] == ' ')
			at++;
		while (at + len < sentence->len &&
		    (jd_is_word(text[at + len]) || text[at + len] == '+' ||
			text[at + len] == '#'))
			len++;
		if (len == 0 || at == end)
			break;
		for (size_t i = 0; i < COUNT(small); i++)
			if (strlen(small[i]) == len &&
			    memcmp(small[i], text + at, len) == 0)
				return end;
		end = at + len;
	}
	return end;
}

/* "We are looking for a senior Go engineer who ..." */
static bool
try_intro(struct jd_doc *doc, struct jd_sentence *sentence)
{
	size_t best_start = 0, best_end = 0;

	jd_scan_cues(doc, sentence->plain, sentence->len);
	for (size_t i = 0; i < doc->n_cues; i++) {
		size_t start = doc->cues[i].end, end = 0, words = 0;

		if (doc->cues[i].list != JD_TITLE_INTROS)
			continue;
		for (size_t k = 0; k < doc->n_cues; k++)
			if (doc->cues[k].list == JD_TITLES &&
			    doc->cues[k].start >= start &&
			    (end == 0 || doc->cues[k].end < end))
				end = doc->cues[k].end;
		for (size_t k = start; k < end; k++) {
			words += jd_is_word(sentence->plain[k]) &&
			    !jd_is_word(sentence->plain[k - 1]);
			if (strchr(".!?;:(", sentence->plain[k]) != NULL &&
			    k + 1 < end && sentence->plain[k + 1] == ' ')
				words = INTRO_WORDS + 1;
		}
		/* of several the one nearest to the title */
		if (end == 0 || words > INTRO_WORDS || words == 0 ||
		    start < best_start)
			continue;
		best_start = start;
		best_end = end;
	}
	if (best_end == 0)
		return false;
	best_end = end_of_apposition(doc, sentence, best_end);
	while (best_start < best_end &&
	    (!jd_is_word(sentence->plain[best_start]) ||
		str_is_digit(sentence->plain[best_start])))
		best_start++;
	give_part(doc, sentence, best_start, best_end);
	doc->intro_sentence = (size_t)(sentence - doc->sentences);
	doc->intro_start = best_start;
	doc->intro_end = best_end;
	return true;
}

/* "Founding Backend Wizard": a first line that no list of words knows. */
static void
try_first_line(struct jd_doc *doc)
{
	struct jd_sentence *sentence = &doc->sentences[0];
	size_t len, start, words = 0;

	if (doc->n_sentences < 2 || sentence->len < 4 ||
	    sentence->len > TITLE_BYTES ||
	    doc->sentences[1].line == sentence->line ||
	    strchr(".!?:,;", sentence->plain[sentence->len - 1]) != NULL)
		return;
	for (size_t k = 1; k < sentence->len; k++)
		words += jd_is_word(sentence->plain[k]) &&
		    !jd_is_word(sentence->plain[k - 1]);
	if (words < 1 || words > INTRO_WORDS)
		return;
	jd_scan_cues(doc, sentence->plain, sentence->len);
	len = title_end(sentence->plain, sentence->len, 0);
	start = noise_len(doc, sentence->plain, len);
	if (start == 0 && len == sentence->len)
		give_title(doc, sentence->shown, strlen(sentence->shown));
	else
		give_title(doc, sentence->plain + start, len - start);
	mark_title(doc, sentence);
}

static void
find_seniority(struct jd_doc *doc)
{
	static const enum jd_list lists[] = { JD_STAFF, JD_SENIOR, JD_JUNIOR };
	static const char *const names[] = { "staff", "senior", "junior" };
	const char *title = doc->jd->title;
	size_t len;

	if (title == NULL)
		return;
	title = jd_plain(doc->arena, title, strlen(title));
	len = strlen(title);
	jd_scan_cues(doc, title, len);
	for (size_t i = 0; i < COUNT(lists); i++) {
		const struct jd_cue *cue = jd_cue_in(doc, lists[i], 0, len);

		if (cue == NULL)
			continue;
		doc->jd->seniority = names[i];
		doc->jd->seniority_word = arena_text(doc->arena,
		    title + cue->start, cue->end - cue->start);
		return;
	}
}

/* A line begins, or a cry before it ended: "URGENT! Go developer". */
static bool
begins(const struct jd_doc *doc, size_t index)
{
	const struct jd_sentence *before = &doc->sentences[index] - 1;

	return doc->sentences[index].is_first ||
	    (before->len > 0 && before->plain[before->len - 1] == '!');
}

void
jd_find_title(struct jd_doc *doc)
{
	bool found = false;

	for (size_t i = 0; !found && i < doc->n_sentences; i++)
		if (doc->sentences[i].label == JD_LABEL_TITLE)
			found = try_line(doc, &doc->sentences[i], true);
	for (size_t i = 0;
	     !found && i < doc->n_sentences && i < HEADER_SENTENCES; i++)
		if (begins(doc, i) && !doc->sentences[i].is_item)
			found = try_line(doc, &doc->sentences[i], false);
	for (size_t i = 0; !found && i < doc->n_sentences; i++)
		found = try_intro(doc, &doc->sentences[i]);
	if (!found)
		try_first_line(doc);
	find_seniority(doc);
}
