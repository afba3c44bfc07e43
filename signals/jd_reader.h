#ifndef SIGNALS_JD_READER_H
#define SIGNALS_JD_READER_H

#include "base/buf.h"
#include "signals/jd_internal.h"

/*
 * Text to lines (jd_line.c), lines to headings (jd_heading.c) and sentences
 * (jd_sentence.c); jd_lines.c walks from the first line to the last.
 */
enum {
	JD_HEADING_BYTES = 80,
	JD_HEADING_WORDS = 9,
	JD_LABEL_BYTES = 40 /* "Location" in "Location: Berlin" */
};

/* A line without its blanks, marks and bullets. */
struct jd_line {
	const char *text;
	size_t len;
	size_t number; /* from 1 */
	bool is_blank;
	bool is_item;
	bool is_numbered; /* "2. ", which headings have too */
	bool is_marked; /* "# ", "**all of it**" */
	int level; /* of "###"; 0: none */
	bool is_rule; /* nothing but signs */
	bool is_underline; /* "====", "----" */
};

struct jd_reader {
	struct jd_doc *doc;
	struct jd_line *lines; /* owned; mem_free() */
	size_t n;
	size_t max;
	size_t longest; /* bytes of the longest line */
	size_t section; /* of what comes now */
	int level; /* of the last heading that was marked so */
};

/* Adds the lines of a text, which must outlive them. */
void jd_split_lines(struct jd_reader *reader, const char *text, size_t len);

size_t jd_count_words(const char *text, size_t len);

/*
 * The kind that a heading's words say: its longest phrase decides, but "not
 * needed" and "preferred" whatever else there is.  *ret_mostly tells whether
 * the phrase is half of the words or more.
 */
enum jd_section_kind
jd_kind_of(struct jd_doc *doc, const char *text, size_t len, bool *ret_mostly);

/* Whether line i is a heading, and of what. */
bool jd_is_heading(const struct jd_reader *reader, size_t i,
    enum jd_section_kind *ret_kind);

void jd_start_section(struct jd_reader *reader, enum jd_section_kind kind,
    const char *text, size_t len);

/* Emphasis and link marks inside a line go, in place; returns what is left. */
size_t jd_strip_marks(char *text, size_t len);

void jd_add_sentence(struct jd_reader *reader, const char *text, size_t len,
    const struct jd_line *line, bool is_first);

/* The sentences of a line and those that go on with it; marks in the text go. */
void jd_read_paragraph(struct jd_reader *reader, const struct jd_line *line,
    struct buf *text);

#endif
