#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_reader.h"

/* Sections and the sentences in them. */
enum {
	PIPES_LEAST = 3, /* in "Company | Engineer | Remote | Go" */
	SENTENCES_MAX = 20000
};

void
jd_start_section(struct jd_reader *reader, enum jd_section_kind kind,
    const char *text, size_t len)
{
	struct jd_doc *doc = reader->doc;
	struct buf line;

	doc->sections = jd_grow(doc->sections, doc->n_sections,
	    &doc->max_sections, sizeof(*doc->sections));
	buf_init(&line, JD_HEADING_BYTES + 16);
	text_line(&line, text, text_cut(text, len, JD_HEADING_BYTES));
	while (line.len > 0 && strchr(": ", line.data[line.len - 1]) != NULL)
		line.data[--line.len] = '\0';
	doc->sections[doc->n_sections] = (struct jd_section){ kind,
		arena_text(doc->arena, line.len > 0 ? line.data : "",
		    line.len) };
	reader->section = doc->n_sections++;
	buf_done(&line);
}

/* What an address is made of are nobody's words: "http" is no requirement. */
static void
blank_addresses(char *plain)
{
	char *at = plain, *start;

	while ((at = strstr(at, "://")) != NULL) {
		for (start = at; start > plain && str_is_alnum(start[-1]);)
			start--;
		at += 3;
		if (strncasecmp(start, "https://", 8) != 0 &&
		    strncasecmp(start, "http://", 7) != 0)
			continue;
		while (*at > ' ' && strchr(")>]\"", *at) == NULL)
			at++;
		memset(start, ' ', (size_t)(at - start));
	}
}

void
jd_add_sentence(struct jd_reader *reader, const char *text, size_t len,
    const struct jd_line *line, bool is_first)
{
	struct jd_doc *doc = reader->doc;
	struct jd_sentence *sentence;
	struct buf shown;
	char *plain;

	text = str_trim(text, len, &len);
	if (len == 0 || doc->n_sentences >= SENTENCES_MAX)
		return;
	doc->sentences = jd_grow(doc->sentences, doc->n_sentences,
	    &doc->max_sentences, sizeof(*doc->sentences));
	sentence = &doc->sentences[doc->n_sentences++];
	buf_init(&shown, 4 * JD_SENTENCE_BYTES + 16);
	text_line(&shown, text, len);
	*sentence = (struct jd_sentence){
		.shown = arena_text(doc->arena, shown.len > 0 ? shown.data : "",
		    shown.len),
		.section = reader->section,
		.line = line->number,
		.is_item = line->is_item,
		.is_first = is_first,
		.label = -1,
	};
	plain = jd_plain(doc->arena, text, len);
	blank_addresses(plain);
	sentence->plain = plain;
	sentence->len = strlen(plain);
	buf_done(&shown);
}

static bool
is_abbreviation(const char *text, size_t dot)
{
	static const char *const known[] = { "e.g", "i.e", "z.b", "etc", "incl",
		"inkl", "bzw", "ca", "approx", "vs", "inc", "ltd", "p.a", "min",
		"max", "u.a", "d.h", "evtl", "ggf", "o.a", "no", "nr", "mr",
		"ms", "dr", "st", "sr", "jr", "yrs", "exp", "u.s", "ex", "p.ej",
		"resp" };
	char word[8];
	size_t n = 0, start = dot;

	while (start > 0 && n + 1 < sizeof(word) &&
	    (jd_is_word(text[start - 1]) || text[start - 1] == '.')) {
		start--;
		n++;
	}
	for (size_t i = 0; i < n; i++)
		word[i] = str_lower(text[start + i]);
	word[n] = '\0';
	if (n == 1 && word[0] != 'c' && word[0] != 'r')
		return true;
	for (size_t i = 0; i < COUNT(known); i++)
		if (str_equal(known[i], word))
			return true;
	return false;
}

static bool
ends_sentence(const char *text, size_t len, size_t at)
{
	if (text[at] == ';' || text[at] == '\n')
		return true;
	if (strchr(".!?", text[at]) == NULL || at + 1 >= len ||
	    !str_is_space(text[at + 1]))
		return false;
	return text[at] != '.' || !is_abbreviation(text, at);
}

/* "Location: Berlin": the words before the colon are a heading of this line
 * alone.  Returns where the rest begins. */
static size_t
read_label(struct jd_reader *reader, const char *text, size_t len,
    int *ret_label)
{
	struct jd_doc *doc = reader->doc;
	enum jd_section_kind kind;
	size_t colon = 0, n;
	bool mostly;
	char *plain;

	while (colon < len && colon < JD_LABEL_BYTES &&
	    strchr(":,;.", text[colon]) == NULL)
		colon++;
	if (colon < 2 || colon >= len || text[colon] != ':' ||
	    colon + 1 >= len || text[colon + 1] == '/' ||
	    str_is_digit(text[colon - 1]) ||
	    jd_count_words(text, colon) > JD_HEADING_WORDS)
		return 0;
	plain = jd_plain(doc->arena, text, colon);
	n = strlen(plain);
	jd_scan_cues(doc, plain, n);
	for (unsigned i = JD_LABEL_TITLE; i <= JD_LABEL_URL; i++)
		if (jd_cue_in(doc, (enum jd_list)i, 0, n) != NULL) {
			*ret_label = (int)i;
			break;
		}
	kind = jd_kind_of(doc, text, colon, &mostly);
	if (kind == JD_SECTION_NONE ||
	    (!mostly && jd_count_words(text, colon) > 3))
		return *ret_label >= 0 ? colon + 1 : 0;
	jd_start_section(reader, kind, text, colon);
	return colon + 1;
}

/* "Nice: Rust." in the middle of a line is a heading of its own sentence. */
static void
add_labelled(struct jd_reader *reader, const char *text, size_t len,
    const struct jd_line *line, bool is_first)
{
	size_t section = reader->section, rest = 0, n;
	int label = -1;

	text = str_trim(text, len, &n);
	if (!is_first)
		rest = read_label(reader, text, n, &label);
	jd_add_sentence(reader, text + rest, n - rest, line, is_first);
	if (label >= 0 && reader->doc->n_sentences > 0)
		reader->doc->sentences[reader->doc->n_sentences - 1].label =
		    label;
	reader->section = section;
}

/* "Company | Engineer | Remote | Go": what stands between bars is a sentence
 * of its own. */
static bool
is_piped(const char *text, size_t len)
{
	size_t pipes = 0;

	for (size_t i = 1; i + 1 < len; i++)
		pipes += text[i] == '|' && str_is_space(text[i - 1]) &&
		    str_is_space(text[i + 1]);
	return pipes >= PIPES_LEAST && text[0] != '|';
}

static void
split_sentences(struct jd_reader *reader, const char *text, size_t len,
    const struct jd_line *line)
{
	size_t start = 0, blank = 0;
	bool is_first = true, piped = is_piped(text, len);

	for (size_t i = 0; i < len; i++) {
		bool is_bar = piped && text[i] == '|';

		if (str_is_space(text[i]))
			blank = i;
		if (is_bar || ends_sentence(text, len, i)) {
			add_labelled(reader, text + start,
			    i + (is_bar ? 0 : 1) - start, line, is_first);
			if (is_bar) {
				start = i + 1;
				continue;
			}
			start = i + 1;
			is_first = false;
		} else if (i - start >= JD_SENTENCE_BYTES) {
			size_t end = blank > start ? blank
						   : start +
				text_cut(text + start, len - start,
				    JD_SENTENCE_BYTES);

			add_labelled(reader, text + start, end - start, line,
			    is_first);
			start = i = end;
			is_first = false;
		}
	}
	if (start < len)
		add_labelled(reader, text + start, len - start, line, is_first);
}

size_t
jd_strip_marks(char *text, size_t len)
{
	size_t to = 0;

	for (size_t i = 0; i < len; i++) {
		if (i + 1 < len &&
		    (memcmp(text + i, "**", 2) == 0 ||
			memcmp(text + i, "__", 2) == 0)) {
			i++;
			continue;
		}
		if (text[i] == '`' || text[i] == '*')
			continue;
		if (text[i] == ']' && i + 1 < len && text[i + 1] == '(') {
			text[to++] = ' ';
			continue;
		}
		text[to++] = text[i] == '[' ? ' ' : text[i];
	}
	return to;
}

void
jd_read_paragraph(struct jd_reader *reader, const struct jd_line *line,
    struct buf *text)
{
	struct jd_doc *doc = reader->doc;
	size_t section = reader->section, first = doc->n_sentences, rest;
	int label = -1;
	size_t len = text->len;

	if (len == 0)
		return;
	len = jd_strip_marks(text->data, len);
	rest = read_label(reader, text->data, len, &label);
	split_sentences(reader, text->data + rest, len - rest, line);
	for (size_t i = first; i < doc->n_sentences; i++)
		if (doc->sentences[i].label < 0)
			doc->sentences[i].label = label;
	reader->section = section;
}
