#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "signals/jd_reader.h"

/* Lines to sections and sentences, from the first to the last. */
enum {
	WRAPPED_COLUMNS = 100, /* longest line of a text that is wrapped */
	WRAPPED_FROM = 50, /* shorter lines end where they end */
	RAGGED_COLUMNS = 15 /* by which wrapped lines may differ */
};

/* A heading below "Requirements" that says nothing of its own, or names kinds
 * of tools, is part of it. */
static enum jd_section_kind
inherit(const struct jd_reader *reader, const struct jd_line *line,
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

/* "RATE: 70/h" begins something else, however long the line before it is. */
static bool
starts_label(struct jd_doc *doc, const struct jd_line *line)
{
	const char *colon = memchr(line->text, ':',
	    line->len < JD_LABEL_BYTES ? line->len : JD_LABEL_BYTES);
	size_t n;
	bool mostly;
	char *plain;

	if (colon == NULL || line->text[0] < 'A' || line->text[0] > 'Z')
		return false;
	n = (size_t)(colon - line->text);
	if (jd_kind_of(doc, line->text, n, &mostly) != JD_SECTION_NONE &&
	    mostly)
		return true;
	plain = jd_plain(doc->arena, line->text, n);
	jd_scan_cues(doc, plain, strlen(plain));
	for (unsigned i = JD_LABEL_TITLE; i <= JD_LABEL_URL; i++)
		if (jd_cue_in(doc, (enum jd_list)i, 0, strlen(plain)) != NULL)
			return true;
	return false;
}

/* "Engineer, Payments (m/f/d)" above "Berlin or remote": the next word would
 * have found room in the line before, so nobody wrapped it there. */
static bool
ended_early(const struct jd_reader *reader, size_t i)
{
	const struct jd_line *line = &reader->lines[i], *before = line - 1;
	size_t word = 0;

	if (line->text[0] >= 'a' && line->text[0] <= 'z')
		return false;
	while (word < line->len && line->text[word] != ' ')
		word++;
	return before->len + 1 + word + RAGGED_COLUMNS <= reader->longest;
}

/* Of the job, most likely: no part of the title above it. */
static bool
is_link(const struct jd_line *line)
{
	return (line->len > 7 && memcmp(line->text, "http://", 7) == 0) ||
	    (line->len > 8 && memcmp(line->text, "https://", 8) == 0);
}

/* Whether a line goes on with the sentence of the one before it. */
static bool
goes_on(const struct jd_reader *reader, size_t i)
{
	const struct jd_line *line = &reader->lines[i], *before = line - 1;
	char last = before->len > 0 ? before->text[before->len - 1] : '.';

	if (starts_label(reader->doc, line) || is_link(line))
		return false;
	if (line->is_blank || line->is_item || line->is_marked ||
	    line->is_rule || reader->longest > WRAPPED_COLUMNS ||
	    before->len < WRAPPED_FROM)
		return !line->is_blank && !line->is_item && !line->is_marked &&
		    !line->is_rule && line->text[0] >= 'a' &&
		    line->text[0] <= 'z' && strchr(".:!?;", last) == NULL &&
		    reader->longest <= WRAPPED_COLUMNS;
	return last != ':' && !ended_early(reader, i);
}

/* "PLACE OF PERFORMANCE" alone on its line names what is below it. */
static int
label_of(struct jd_doc *doc, const struct jd_line *line)
{
	char *plain = jd_plain(doc->arena, line->text, line->len);
	size_t n = strlen(plain), words = jd_count_words(plain, n);

	jd_scan_cues(doc, plain, n);
	for (size_t i = 0; i < doc->n_cues; i++) {
		const struct jd_cue *cue = &doc->cues[i];

		if ((cue->list == JD_LABEL_PLACE ||
			cue->list == JD_LABEL_PAY) &&
		    2 *
			    jd_count_words(plain + cue->start,
				cue->end - cue->start) >
			words)
			return (int)cue->list;
	}
	return -1;
}

static void
walk_lines(struct jd_reader *reader)
{
	struct jd_doc *doc = reader->doc;
	struct buf text;
	int label = -1;

	buf_init(&text, 4 * JD_TEXT_MAX + 16);
	for (size_t i = 0; i < reader->n; i++) {
		const struct jd_line *line = &reader->lines[i];
		enum jd_section_kind kind = JD_SECTION_NONE;
		size_t first;

		if (line->is_blank || line->is_rule)
			continue;
		buf_reset(&text);
		buf_add(&text, line->text, line->len);
		if (jd_is_heading(reader, i, &kind)) {
			jd_start_section(reader, inherit(reader, line, kind),
			    line->text, line->len);
			if (line->level > 0)
				reader->level = line->level;
			text.len = jd_strip_marks(text.data, text.len);
			jd_add_sentence(reader, text.data, text.len, line,
			    true);
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
		jd_read_paragraph(reader, line, &text);
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
	struct jd_reader reader = { .doc = doc };

	doc->sections =
	    jd_grow(NULL, 0, &doc->max_sections, sizeof(*doc->sections));
	doc->sections[0] = (struct jd_section){ JD_SECTION_NONE, NULL };
	doc->n_sections = 1;
	jd_split_lines(&reader, text, len);
	walk_lines(&reader);
	mem_free(reader.lines);
}
