#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"

/*
 * Lines to sections and sentences.  Descriptions are Markdown, pasted web
 * pages, mails and tickets, so a heading is whatever looks like one: marked,
 * underlined, bold, in capitals, ending with a colon, or a short line that
 * says "Requirements" above a list.
 */
enum {
	HEADING_BYTES = 80,
	HEADING_WORDS = 9,
	LEAD_WORDS = 6,
	LABEL_BYTES = 40,
	CLAUSE_NUMBER_BYTES = 8, /* "12.3.1." */
	PIPES_LEAST = 3, /* in "Company | Engineer | Remote | Go" */
	WRAPPED_COLUMNS = 100, /* longest line of a text that is wrapped */
	WRAPPED_FROM = 50, /* shorter lines end where they end */
	SENTENCES_MAX = 20000
};

/* A line without its blanks, marks and bullets. */
struct line {
	const char *text;
	size_t len;
	size_t number;
	bool is_blank;
	bool is_item;
	bool is_numbered; /* "2. ", which headings have too */
	bool is_marked; /* "# ", "**all of it**" */
	int level; /* of "###"; 0: none */
	bool is_rule; /* nothing but signs */
	bool is_underline; /* "====", "----" */
};

struct reader {
	struct jd_doc *doc;
	struct line *lines;
	size_t n;
	size_t max;
	size_t longest;
	size_t section; /* of what comes now */
	int level; /* of the last heading that was marked so */
};

static const enum jd_section_kind kinds[] = {
	[JD_HEAD_UNNEEDED] = JD_SECTION_UNNEEDED,
	[JD_HEAD_NICE] = JD_SECTION_NICE,
	[JD_HEAD_MUST] = JD_SECTION_MUST,
	[JD_HEAD_STACK] = JD_SECTION_STACK,
	[JD_HEAD_DUTIES] = JD_SECTION_DUTIES,
	[JD_HEAD_PROCESS] = JD_SECTION_PROCESS,
	[JD_HEAD_BENEFITS] = JD_SECTION_BENEFITS,
	[JD_HEAD_COMPANY] = JD_SECTION_COMPANY,
};

/* ---- lines ---- */

/* "2.1 The expert shall": digits, dots, a blank. */
static size_t
clause_number_len(const char *text, size_t len)
{
	size_t n = 0, dots = 0, digits = 0;

	while (n < len && n < CLAUSE_NUMBER_BYTES &&
	    (str_is_digit(text[n]) || (n > 0 && text[n] == '.'))) {
		dots += text[n] == '.';
		digits = str_is_digit(text[n]) ? digits + 1 : 0;
		if (digits > 2)
			return 0; /* "75.000 a year" */
		n++;
	}
	return dots > 0 && n + 1 < len && str_is_space(text[n]) &&
		str_is_digit(text[0])
	    ? n
	    : 0;
}

/* Bytes of a bullet and the blanks after it, 0 if there is none.  Any sign that
 * is no letter, digit, currency or bracket will do: lists are pasted with
 * ticks, arrows, squares and pictures. */
static size_t
bullet_len(const char *text, size_t len)
{
	unsigned char lead = len == 0 ? 0 : (unsigned char)text[0];
	size_t n = 0;

	if (lead < 0x80) {
		if (len > 1 && strchr("-*+~>", text[0]) != NULL && lead != 0 &&
		    str_is_space(text[1]))
			n = 1;
		else if (len > 2 && str_is_alnum(text[0]) &&
		    (text[1] == '.' || text[1] == ')') &&
		    str_is_space(text[2]) && !str_is_space(text[0]))
			n = 2;
		else if (len > 3 && str_is_digit(text[0]) &&
		    str_is_digit(text[1]) && text[2] == '.' &&
		    str_is_space(text[3]))
			n = 3;
		else if (len > 2 && text[0] == 'o' && text[1] == '\t')
			n = 1;
		else
			n = clause_number_len(text, len);
	} else if (lead == 0xC2) {
		n = 2; /* Latin-1 signs, but for currencies, "¿", "¡", "«" */
		if (len > 1 &&
		    strchr("\xA2\xA3\xA5\xBF\xA1\xAB", text[1]) != NULL)
			n = 0;
	} else if (lead == 0xE2) {
		n = 3; /* punctuation, arrows, shapes, dingbats */
		if (len > 2 && memcmp(text, "\xE2\x82", 2) == 0)
			n = 0; /* currencies */
	} else if (lead == 0xEF && len > 1 && (unsigned char)text[1] >= 0x80) {
		n = (unsigned char)text[1] < 0xA4 ? 3 : 0; /* private use */
	} else if (lead == 0xF0) {
		n = 4; /* pictures */
	}
	if (n == 0 || n > len)
		return 0;
	if (len - n >= 3 && memcmp(text + n, "\xEF\xB8\x8F", 3) == 0)
		n += 3;
	while (n < len && str_is_space(text[n]))
		n++;
	return n;
}

static bool
is_only(const char *text, size_t len, const char *set)
{
	for (size_t i = 0; i < len; i++)
		if (strchr(set, text[i]) == NULL)
			return false;
	return len > 0;
}

/* Emphasis around the whole line is a heading's mark. */
static void
strip_bold(struct line *line)
{
	size_t n = line->len;
	size_t colon = n > 4 && line->text[n - 1] == ':' ? 1 : 0;
	const char *mark = n > 1 && line->text[0] == '_' ? "__" : "**";

	if (n < 5 + colon || memcmp(line->text, mark, 2) != 0 ||
	    memcmp(line->text + n - colon - 2, mark, 2) != 0)
		return;
	line->text += 2;
	line->len = n - colon - 4;
	for (size_t i = 0; i + 1 < line->len; i++)
		if (memcmp(line->text + i, mark, 2) == 0) {
			line->text -= 2;
			line->len = n;
			return;
		}
	line->is_marked = true;
}

/* "Bonus karma" and a picture behind it. */
static void
strip_pictures(struct line *line)
{
	while (line->len > 4) {
		const char *end = line->text + line->len;

		if (memcmp(end - 3, "\xEF\xB8\x8F", 3) == 0 ||
		    (memcmp(end - 3, "\xE2\x98", 2) >= 0 &&
			memcmp(end - 3, "\xE2\x9F", 2) < 0))
			line->len -= 3;
		else if ((unsigned char)end[-4] == 0xF0)
			line->len -= 4;
		else
			return;
		line->text = str_trim(line->text, line->len, &line->len);
	}
}

static void
read_line(struct line *line, const char *text, size_t len)
{
	size_t n;

	line->text = str_trim(text, len, &line->len);
	line->is_blank = line->len == 0;
	line->is_underline = line->len >= 3 &&
	    (is_only(line->text, line->len, "=") ||
		is_only(line->text, line->len, "-"));
	line->is_rule =
	    line->len > 0 && is_only(line->text, line->len, "-=_*~#. +|");
	for (n = 0; n < line->len && line->text[n] == '#'; n++)
		;
	if (n > 0 && n <= 6 && n < line->len && str_is_space(line->text[n])) {
		line->is_marked = true;
		line->level = (int)n;
		line->text =
		    str_trim(line->text + n, line->len - n, &line->len);
		while (line->len > 0 && line->text[line->len - 1] == '#')
			line->len--;
	}
	for (int i = 0; i < 3 && !line->is_rule; i++) {
		n = bullet_len(line->text, line->len);
		if (n == 0 || n >= line->len)
			break;
		line->is_numbered = str_is_digit(line->text[0]);
		line->text += n;
		line->len -= n;
		line->is_item = true;
	}
	strip_pictures(line);
	strip_bold(line);
}

static void
split_lines(struct reader *reader, const char *text, size_t len)
{
	for (size_t at = 0; at < len;) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t n = end == NULL ? len - at : (size_t)(end - text) - at;
		struct line *line;

		reader->lines = jd_grow(reader->lines, reader->n, &reader->max,
		    sizeof(*reader->lines));
		line = &reader->lines[reader->n++];
		*line = (struct line){ .number = reader->n };
		read_line(line, text + at, n);
		if (n > reader->longest)
			reader->longest = n;
		at += n + 1;
	}
}

/* ---- headings ---- */

static size_t
count_words(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		if (jd_is_word(text[i]) &&
		    (i == 0 ||
			!(jd_is_word(text[i - 1]) || text[i - 1] == '\'')))
			n++;
	return n;
}

static bool
is_capitals(const char *text, size_t len)
{
	size_t letters = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] >= 'a' && text[i] <= 'z')
			return false;
		letters += text[i] >= 'A' && text[i] <= 'Z';
	}
	return letters >= 4;
}

/* "Great if" is not what "you'd be great if" says. */
static bool
is_inside(const struct jd_doc *doc, const struct jd_cue *cue)
{
	for (size_t i = 0; i < doc->n_cues; i++) {
		const struct jd_cue *other = &doc->cues[i];

		if (other->list <= JD_HEAD_COMPANY &&
		    other->start <= cue->start && other->end >= cue->end &&
		    other->end - other->start > cue->end - cue->start)
			return true;
	}
	return false;
}

/*
 * The kind that a heading's words say: its longest phrase decides, but "not
 * needed" and "preferred" whatever else there is.  *ret_mostly tells whether
 * the phrase is half of the words or more.
 */
static enum jd_section_kind
kind_of(struct jd_doc *doc, const char *text, size_t len, bool *ret_mostly)
{
	const char *plain = jd_plain(doc->arena, text, len);
	const struct jd_cue *best = NULL;
	size_t n = strlen(plain);

	jd_scan_cues(doc, plain, n);
	*ret_mostly = false;
	for (size_t i = 0; i < doc->n_cues; i++) {
		const struct jd_cue *cue = &doc->cues[i];

		if (cue->list > JD_HEAD_COMPANY || is_inside(doc, cue))
			continue;
		if (best == NULL ||
		    (cue->list <= JD_HEAD_NICE && cue->list < best->list) ||
		    (best->list > JD_HEAD_NICE &&
			cue->end - cue->start > best->end - best->start) ||
		    (best->list > JD_HEAD_NICE && cue->list < best->list &&
			cue->end - cue->start == best->end - best->start))
			best = cue;
	}
	if (best == NULL)
		return JD_SECTION_NONE;
	*ret_mostly =
	    2 * count_words(plain + best->start, best->end - best->start) >=
	    count_words(plain, n);
	return kinds[best->list];
}

static void
on_skill(void *ctx, const struct word_hit *hit)
{
	(void)hit;
	*(bool *)ctx = true;
}

static bool
names_skill(struct jd_doc *doc, const char *text, size_t len)
{
	const char *plain = jd_plain(doc->arena, text, len);
	bool found = false;

	(void)words_scan(doc->rules->skills, plain, strlen(plain), on_skill,
	    &found);
	return found;
}

/* A heading below "Requirements" that says nothing of its own, or names kinds
 * of tools, is part of it. */
static enum jd_section_kind
inherit(const struct reader *reader, const struct line *line,
    enum jd_section_kind kind)
{
	enum jd_section_kind above =
	    reader->doc->sections[reader->section].kind;
	bool is_below =
	    line->level > 0 ? line->level > reader->level : !line->is_marked;

	if ((above != JD_SECTION_MUST && above != JD_SECTION_NICE) || !is_below)
		return kind;
	if (kind == JD_SECTION_NONE ||
	    (kind == JD_SECTION_STACK && line->level > 0))
		return above;
	return kind;
}

static void
start_section(struct reader *reader, enum jd_section_kind kind,
    const char *text, size_t len)
{
	struct jd_doc *doc = reader->doc;
	struct buf line;

	doc->sections = jd_grow(doc->sections, doc->n_sections,
	    &doc->max_sections, sizeof(*doc->sections));
	buf_init(&line, HEADING_BYTES + 16);
	text_line(&line, text, text_cut(text, len, HEADING_BYTES));
	while (line.len > 0 && strchr(": ", line.data[line.len - 1]) != NULL)
		line.data[--line.len] = '\0';
	doc->sections[doc->n_sections] = (struct jd_section){ kind,
		arena_text(doc->arena, line.len > 0 ? line.data : "",
		    line.len) };
	reader->section = doc->n_sections++;
	buf_done(&line);
}

/* ---- sentences ---- */

static void
add_sentence(struct reader *reader, const char *text, size_t len,
    const struct line *line, bool is_first)
{
	struct jd_doc *doc = reader->doc;
	struct jd_sentence *sentence;
	struct buf shown;

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
	sentence->plain = jd_plain(doc->arena, text, len);
	sentence->len = strlen(sentence->plain);
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
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
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
read_label(struct reader *reader, const char *text, size_t len, int *ret_label)
{
	struct jd_doc *doc = reader->doc;
	enum jd_section_kind kind;
	size_t colon = 0, n;
	bool mostly;
	char *plain;

	while (colon < len && colon < LABEL_BYTES &&
	    strchr(":,;.", text[colon]) == NULL)
		colon++;
	if (colon < 2 || colon >= len || text[colon] != ':' ||
	    colon + 1 >= len || text[colon + 1] == '/' ||
	    str_is_digit(text[colon - 1]) ||
	    count_words(text, colon) > HEADING_WORDS)
		return 0;
	plain = jd_plain(doc->arena, text, colon);
	n = strlen(plain);
	jd_scan_cues(doc, plain, n);
	for (unsigned i = JD_LABEL_TITLE; i <= JD_LABEL_URL; i++)
		if (jd_cue_in(doc, (enum jd_list)i, 0, n) != NULL) {
			*ret_label = (int)i;
			break;
		}
	kind = kind_of(doc, text, colon, &mostly);
	if (kind == JD_SECTION_NONE ||
	    (!mostly && count_words(text, colon) > 3))
		return *ret_label >= 0 ? colon + 1 : 0;
	start_section(reader, kind, text, colon);
	return colon + 1;
}

/* "Nice: Rust." in the middle of a line is a heading of its own sentence. */
static void
add_labelled(struct reader *reader, const char *text, size_t len,
    const struct line *line, bool is_first)
{
	size_t section = reader->section, rest = 0, n;
	int label = -1;

	text = str_trim(text, len, &n);
	if (!is_first)
		rest = read_label(reader, text, n, &label);
	add_sentence(reader, text + rest, n - rest, line, is_first);
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
split_sentences(struct reader *reader, const char *text, size_t len,
    const struct line *line)
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

/* Emphasis and link marks inside a line go. */
static size_t
strip_marks(char *text, size_t len)
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

static void
read_paragraph(struct reader *reader, const struct line *line,
    const struct buf *text)
{
	struct jd_doc *doc = reader->doc;
	size_t section = reader->section, first = doc->n_sentences, rest;
	int label = -1;
	size_t len = text->len;

	if (len == 0)
		return;
	len = strip_marks(text->data, len);
	rest = read_label(reader, text->data, len, &label);
	split_sentences(reader, text->data + rest, len - rest, line);
	for (size_t i = first; i < doc->n_sentences; i++)
		if (doc->sentences[i].label < 0)
			doc->sentences[i].label = label;
	reader->section = section;
}

/* ---- which lines are what ---- */

/* Without "(failure to meet any leads to exclusion)" at the end. */
static size_t
unbracketed(const char *text, size_t len)
{
	const char *open = memchr(text, '(', len);

	if (open == NULL || len == 0 || text[len - 1] != ')' || open == text)
		return len;
	len = (size_t)(open - text);
	while (len > 0 && str_is_space(text[len - 1]))
		len--;
	return len;
}

static bool
is_heading(struct reader *reader, size_t i, enum jd_section_kind *ret_kind)
{
	const struct line *line = &reader->lines[i];
	const struct line *next = i + 1 < reader->n ? line + 1 : NULL;
	char last = line->len > 0 ? line->text[line->len - 1] : ' ';
	size_t len = unbracketed(line->text, line->len);
	size_t words = count_words(line->text, len);
	bool mostly = false, list_below = next != NULL && next->is_item;

	if (line->len == 0 || len > HEADING_BYTES || words == 0 ||
	    words > HEADING_WORDS + 2)
		return false;
	*ret_kind = kind_of(reader->doc, line->text, line->len, &mostly);
	if (*ret_kind == JD_SECTION_NONE || !mostly)
		*ret_kind = kind_of(reader->doc, line->text, len, &mostly);
	if (line->is_marked && !line->is_item)
		return true;
	if (next != NULL && next->is_underline && !line->is_item)
		return true;
	if (last == ':')
		return !line->is_item || *ret_kind != JD_SECTION_NONE;
	if (strchr(".,;!", last) != NULL || words > HEADING_WORDS)
		return false;
	if (line->is_marked)
		return *ret_kind != JD_SECTION_NONE;
	if (line->is_item && line->is_numbered &&
	    (is_capitals(line->text, len) ||
		(*ret_kind != JD_SECTION_NONE && mostly)))
		return true;
	if (line->is_item || names_skill(reader->doc, line->text, line->len))
		return false;
	if (is_capitals(line->text, len))
		return true;
	/* a few words right above a list, whatever they say */
	if (next != NULL && next->is_item && !next->is_numbered && i > 0 &&
	    line[-1].is_blank && words <= LEAD_WORDS)
		return true;
	if (i + 2 < reader->n && next->is_blank && line[2].is_item)
		list_below = true;
	return *ret_kind != JD_SECTION_NONE && mostly &&
	    (list_below || i == 0 || line[-1].is_blank || next == NULL ||
		next->is_blank || words <= 3);
}

/* "RATE: 70/h" begins something else, however long the line before it is. */
static bool
starts_label(struct jd_doc *doc, const struct line *line)
{
	const char *colon = memchr(line->text, ':',
	    line->len < LABEL_BYTES ? line->len : LABEL_BYTES);
	size_t n;
	bool mostly;
	char *plain;

	if (colon == NULL || line->text[0] < 'A' || line->text[0] > 'Z')
		return false;
	n = (size_t)(colon - line->text);
	if (kind_of(doc, line->text, n, &mostly) != JD_SECTION_NONE && mostly)
		return true;
	plain = jd_plain(doc->arena, line->text, n);
	jd_scan_cues(doc, plain, strlen(plain));
	for (unsigned i = JD_LABEL_TITLE; i <= JD_LABEL_URL; i++)
		if (jd_cue_in(doc, (enum jd_list)i, 0, strlen(plain)) != NULL)
			return true;
	return false;
}

/* Whether a line goes on with the sentence of the one before it. */
static bool
goes_on(const struct reader *reader, size_t i)
{
	const struct line *line = &reader->lines[i], *before = line - 1;
	char last = before->len > 0 ? before->text[before->len - 1] : '.';

	if (starts_label(reader->doc, line))
		return false;
	if (line->is_blank || line->is_item || line->is_marked ||
	    line->is_rule || reader->longest > WRAPPED_COLUMNS ||
	    before->len < WRAPPED_FROM)
		return !line->is_blank && !line->is_item && !line->is_marked &&
		    !line->is_rule && line->text[0] >= 'a' &&
		    line->text[0] <= 'z' && strchr(".:!?;", last) == NULL &&
		    reader->longest <= WRAPPED_COLUMNS;
	return last != ':';
}

/* "PLACE OF PERFORMANCE" alone on its line names what is below it. */
static int
label_of(struct jd_doc *doc, const struct line *line)
{
	char *plain = jd_plain(doc->arena, line->text, line->len);
	size_t n = strlen(plain), words = count_words(plain, n);

	jd_scan_cues(doc, plain, n);
	for (size_t i = 0; i < doc->n_cues; i++) {
		const struct jd_cue *cue = &doc->cues[i];

		if ((cue->list == JD_LABEL_PLACE ||
			cue->list == JD_LABEL_PAY) &&
		    2 * count_words(plain + cue->start, cue->end - cue->start) >
			words)
			return (int)cue->list;
	}
	return -1;
}

static void
walk_lines(struct reader *reader)
{
	struct jd_doc *doc = reader->doc;
	struct buf text;
	int label = -1;

	buf_init(&text, 4 * JD_TEXT_MAX + 16);
	for (size_t i = 0; i < reader->n; i++) {
		const struct line *line = &reader->lines[i];
		enum jd_section_kind kind = JD_SECTION_NONE;
		size_t first;

		if (line->is_blank || line->is_rule)
			continue;
		buf_reset(&text);
		buf_add(&text, line->text, line->len);
		if (is_heading(reader, i, &kind)) {
			start_section(reader, inherit(reader, line, kind),
			    line->text, line->len);
			if (line->level > 0)
				reader->level = line->level;
			text.len = strip_marks(text.data, text.len);
			add_sentence(reader, text.data, text.len, line, true);
			if (doc->n_sentences > 0)
				doc->sentences[doc->n_sentences - 1]
				    .is_heading = true;
			label = label_of(doc, line);
			continue;
		}
		while (i + 1 < reader->n && goes_on(reader, i + 1)) {
			i++;
			buf_char(&text, ' ');
			buf_add(&text, reader->lines[i].text,
			    reader->lines[i].len);
		}
		first = doc->n_sentences;
		read_paragraph(reader, line, &text);
		for (; first < doc->n_sentences; first++)
			if (doc->sentences[first].label < 0)
				doc->sentences[first].label = label;
		label = -1;
	}
	buf_done(&text);
}

void
jd_lines(struct jd_doc *doc, const char *text, size_t len)
{
	struct reader reader = { .doc = doc };

	doc->sections =
	    jd_grow(NULL, 0, &doc->max_sections, sizeof(*doc->sections));
	doc->sections[0] = (struct jd_section){ JD_SECTION_NONE, NULL };
	doc->n_sections = 1;
	split_lines(&reader, text, len);
	walk_lines(&reader);
	mem_free(reader.lines);
}
