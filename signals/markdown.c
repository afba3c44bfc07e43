#include "signals/markdown.h"

#include <stdint.h>
#include <string.h>

#include <cmark-gfm.h>

#include "base/str.h"
#include "signals/ascii.h"

/* Beyond these the line scanner takes over; measured on cmark-gfm 0.29.0.gfm.6
 * so that what is let through stays below 20 ms (tests/unit/test_markdown.c). */
enum {
	BRACKETS_MAX = 4000, /* '[' in the document */
	BRACKETS_OPEN = 200, /* '[' of a paragraph that are not closed */
	MARKS_MAX = 12000, /* '*', '_', '~', '`', '<', '&' */
	NESTING_MAX = 24, /* marks of quotes and lists before a line */
	BACKQUOTE_RUN = 80
};

struct line {
	const char *text;
	size_t len;
};

struct lines {
	struct line *items;
	size_t n;
};

static struct lines
split(const char *text, size_t len, struct arena *arena)
{
	struct lines lines = { NULL, 1 };
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		lines.n += text[i] == '\n';
	lines.items = arena_alloc(arena, lines.n * sizeof(*lines.items));
	for (size_t i = 0; n < lines.n; n++) {
		const char *end = memchr(text + i, '\n', len - i);
		size_t size =
		    end == NULL ? len - i : (size_t)(end - (text + i));

		lines.items[n].text = text + i;
		lines.items[n].len = size;
		i += size + (end == NULL ? 0 : 1);
	}
	return lines;
}

static bool
is_fence(struct line line)
{
	size_t len;
	const char *text = str_trim(line.text, line.len, &len);

	return len >= 3 &&
	    (memcmp(text, "```", 3) == 0 || memcmp(text, "~~~", 3) == 0);
}

/* "##Usage", which GitHub took for a heading until 2017; not "#123". */
static size_t
loose_marks(struct line line)
{
	size_t n = 0;

	while (n < line.len && line.text[n] == '#')
		n++;
	if (n == 0 || n > 6 || n == line.len)
		return 0;
	if (strchr(" \t\r!#", line.text[n]) != NULL ||
	    ascii_digit(line.text[n]))
		return 0;
	return n;
}

/* A fence that names a language: it can only open a block. */
static bool
is_opening_fence(struct line line)
{
	size_t len;
	const char *text = str_trim(line.text, line.len, &len);

	while (len > 0 && (*text == '`' || *text == '~')) {
		text++;
		len--;
	}
	return len > 0;
}

static bool
is_marked_heading(struct line line)
{
	size_t n = 0;

	while (n < line.len && line.text[n] == '#')
		n++;
	return n >= 2 && n <= 6 && n < line.len && line.text[n] == ' ';
}

/*
 * Drops fences that nobody closed: another block opens inside, or the text
 * ends, after a line that looks like a heading of a lower rank.
 */
static void
drop_open_fences(struct lines *lines)
{
	struct line *open = NULL;
	bool has_heading = false;

	for (size_t i = 0; i < lines->n; i++) {
		struct line *line = &lines->items[i];

		if (!is_fence(*line)) {
			has_heading |= open != NULL && is_marked_heading(*line);
			continue;
		}
		if (open != NULL && !is_opening_fence(*line)) {
			open = NULL;
			continue;
		}
		if (open != NULL && has_heading)
			open->len = 0;
		open = line;
		has_heading = false;
	}
	if (open != NULL && has_heading)
		open->len = 0;
}

/* The same lines with a blank where a loose heading lacks it. */
static const char *
normalise(const struct lines *lines, size_t len, struct arena *arena,
    size_t *ret_len)
{
	char *text = arena_alloc(arena, len + lines->n + 1);
	size_t n = 0;
	bool in_fence = false;

	for (size_t i = 0; i < lines->n; i++) {
		struct line line = lines->items[i];
		size_t marks;

		if (is_fence(line))
			in_fence = !in_fence;
		marks = in_fence ? 0 : loose_marks(line);
		memcpy(text + n, line.text, marks);
		n += marks;
		if (marks > 0)
			text[n++] = ' ';
		memcpy(text + n, line.text + marks, line.len - marks);
		n += line.len - marks;
		if (i + 1 < lines->n)
			text[n++] = '\n';
	}
	*ret_len = n;
	return text;
}

/* Quote and list marks that a line begins with. */
static size_t
nesting_of(struct line line)
{
	size_t n = 0;

	for (size_t i = 0; i < line.len; i++) {
		if (strchr(">-*+", line.text[i]) != NULL)
			n++;
		else if (!ascii_space(line.text[i]) &&
		    !ascii_digit(line.text[i]) && line.text[i] != '.' &&
		    line.text[i] != ')')
			break;
	}
	/* A ruler ("-----") is no nesting. */
	return line.len > 0 && n == line.len ? 0 : n;
}

/* Linear; true when cmark-gfm may take the document. */
static bool
is_tame(const struct lines *lines)
{
	size_t brackets = 0, marks = 0, open = 0, run = 0;

	for (size_t i = 0; i < lines->n; i++) {
		struct line line = lines->items[i];

		if (nesting_of(line) > NESTING_MAX)
			return false;
		if (line.len == 0)
			open = 0;
		for (size_t k = 0; k < line.len; k++) {
			char c = line.text[k];

			brackets += c == '[';
			open += c == '[';
			open -= c == ']' && open > 0;
			run = c == '`' ? run + 1 : 0;
			marks += strchr("*_~`<&", c) != NULL && c != '\0';
			if (open > BRACKETS_OPEN || run > BACKQUOTE_RUN)
				return false;
		}
	}
	return brackets <= BRACKETS_MAX && marks <= MARKS_MAX;
}

/* ---- sections ---- */

struct outline {
	struct markdown *out;
	const struct lines *lines;
	struct arena *arena;
	size_t max;
};

/* The heading's text as written, without the '#' before it. */
static const char *
heading_text(struct arena *arena, struct line line)
{
	size_t len;
	const char *text = str_trim(line.text, line.len, &len);

	while (len > 0 && *text == '#') {
		text++;
		len--;
	}
	text = str_trim(text, len, &len);
	return arena_text(arena, text, len);
}

static struct section *
section_begin(struct outline *outline, int level, size_t line)
{
	struct markdown *out = outline->out;
	struct section *section;

	if (out->n_sections == outline->max)
		return &out->sections[out->n_sections - 1];
	section = &out->sections[out->n_sections++];
	memset(section, 0, sizeof(*section));
	section->level = level;
	section->heading = level == 0
	    ? ""
	    : heading_text(outline->arena, outline->lines->items[line]);
	return section;
}

/* Gives the lines from..to (not included) to the last section. */
static void
section_body(struct outline *outline, size_t from, size_t to)
{
	struct section *section =
	    &outline->out->sections[outline->out->n_sections - 1];
	const struct line *lines = outline->lines->items;

	if (from >= to)
		return;
	if (section->body == NULL)
		section->body = lines[from].text;
	section->body_len =
	    (size_t)(lines[to - 1].text + lines[to - 1].len - section->body);
}

static size_t
count_words(const char *text)
{
	size_t n = 0;
	bool in_word = false;

	for (; *text != '\0'; text++) {
		bool is_letter =
		    ascii_alnum(*text) || ((uint8_t)*text & 0x80) != 0;

		n += is_letter && !in_word;
		in_word = is_letter;
	}
	return n;
}

/* ---- cmark-gfm's tree ---- */

static void
count_node(cmark_node *node, struct section *section)
{
	cmark_node_type type = cmark_node_get_type(node);

	if (type == CMARK_NODE_CODE_BLOCK)
		section->code++;
	else if (type == CMARK_NODE_LINK)
		section->links++;
	else if (type == CMARK_NODE_IMAGE)
		section->images++;
	else if (type == CMARK_NODE_ITEM)
		section->items++;
	else if (type == CMARK_NODE_PARAGRAPH)
		section->paragraphs++;
	else if (type == CMARK_NODE_TEXT)
		section->words += count_words(cmark_node_get_literal(node));
}

static void
read_tree(struct outline *outline, cmark_node *document)
{
	struct section *section = section_begin(outline, 0, 0);
	cmark_iter *iter = cmark_iter_new(document);
	cmark_event_type event;
	size_t from = 0, n_lines = outline->lines->n;
	bool in_heading = false;

	while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		cmark_node *node = cmark_iter_get_node(iter);
		size_t start, end;

		if (cmark_node_get_type(node) != CMARK_NODE_HEADING) {
			if (event == CMARK_EVENT_ENTER && !in_heading)
				count_node(node, section);
			continue;
		}
		in_heading = event == CMARK_EVENT_ENTER;
		if (!in_heading)
			continue;
		start = (size_t)(cmark_node_get_start_line(node) - 1);
		end = (size_t)cmark_node_get_end_line(node);
		if (start >= n_lines || end > n_lines || start < from)
			continue;
		section_body(outline, from, start);
		section = section_begin(outline,
		    cmark_node_get_heading_level(node), start);
		from = end;
	}
	cmark_iter_free(iter);
	section_body(outline, from, n_lines);
}

/* ---- the line scanner ---- */

static bool
is_underline(struct line line, char c)
{
	size_t len;
	const char *text = str_trim(line.text, line.len, &len);

	for (size_t i = 0; i < len; i++)
		if (text[i] != c)
			return false;
	return len >= 3;
}

static int
level_of(const struct lines *lines, size_t i)
{
	struct line line = lines->items[i];
	size_t len;
	const char *text = str_trim(line.text, line.len, &len);
	int level = 0;

	while ((size_t)level < len && text[level] == '#')
		level++;
	if (level >= 1 && level <= 6 && (size_t)level < len &&
	    (text[level] == ' ' || loose_marks((struct line){ text, len }) > 0))
		return level;
	if (level > 0 || len == 0 || i + 1 >= lines->n || len > 200)
		return 0;
	if (is_underline(lines->items[i + 1], '='))
		return 1;
	return is_underline(lines->items[i + 1], '-') ? 2 : 0;
}

static void
count_line(struct line line, struct section *section)
{
	const char *at = line.text, *end = line.text + line.len;
	bool in_word = false;

	section->paragraphs += line.len > 0;
	for (; at < end; at++) {
		bool is_letter = ascii_alnum(*at) || ((uint8_t)*at & 0x80);

		section->words += is_letter && !in_word;
		in_word = is_letter;
		if (*at == ']' && at + 1 < end && at[1] == '(')
			section->links++;
	}
}

static void
read_lines(struct outline *outline)
{
	struct section *section = section_begin(outline, 0, 0);
	size_t from = 0, n_lines = outline->lines->n;
	bool in_fence = false;

	for (size_t i = 0; i < n_lines; i++) {
		struct line line = outline->lines->items[i];
		int level;

		if (is_fence(line)) {
			section->code += !in_fence;
			in_fence = !in_fence;
			continue;
		}
		level = in_fence ? 0 : level_of(outline->lines, i);
		if (level == 0) {
			if (!in_fence)
				count_line(line, section);
			continue;
		}
		section_body(outline, from, i);
		section = section_begin(outline, level, i);
		from = i + 1;
	}
	section_body(outline, from, n_lines);
}

void
markdown_read(const char *text, size_t len, struct arena *arena,
    struct markdown *ret_markdown)
{
	struct markdown out = { .is_cut = len > MARKDOWN_BYTES };
	struct outline outline = { &out, NULL, arena, MARKDOWN_SECTIONS };
	struct lines lines;
	cmark_node *document = NULL;

	if (out.is_cut)
		len = MARKDOWN_BYTES;
	lines = split(text, len, arena);
	outline.lines = &lines;
	if (lines.n < outline.max)
		outline.max = lines.n + 1;
	out.sections = arena_alloc(arena, outline.max * sizeof(*out.sections));
	drop_open_fences(&lines);
	out.is_plain = !is_tame(&lines);
	if (!out.is_plain) {
		text = normalise(&lines, len, arena, &len);
		document = cmark_parse_document(text, len, CMARK_OPT_DEFAULT);
	}
	if (document != NULL)
		read_tree(&outline, document);
	else
		read_lines(&outline);
	if (document != NULL)
		cmark_node_free(document);
	*ret_markdown = out;
}
