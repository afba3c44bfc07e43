#include <string.h>

#include "base/str.h"
#include "signals/jd_reader.h"

/*
 * Descriptions are Markdown, pasted web pages, mails and tickets, so a heading
 * is whatever looks like one: marked, underlined, bold, in capitals, ending
 * with a colon, or a short line that says "Requirements" above a list.
 */
enum {
	LEAD_WORDS = 6
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

size_t
jd_count_words(const char *text, size_t len)
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

enum jd_section_kind
jd_kind_of(struct jd_doc *doc, const char *text, size_t len, bool *ret_mostly)
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
	    2 * jd_count_words(plain + best->start, best->end - best->start) >=
	    jd_count_words(plain, n);
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

bool
jd_is_heading(const struct jd_reader *reader, size_t i,
    enum jd_section_kind *ret_kind)
{
	const struct jd_line *line = &reader->lines[i];
	const struct jd_line *next = i + 1 < reader->n ? line + 1 : NULL;
	char last = line->len > 0 ? line->text[line->len - 1] : ' ';
	size_t len = unbracketed(line->text, line->len);
	size_t words = jd_count_words(line->text, len);
	bool mostly = false, list_below = next != NULL && next->is_item;

	if (line->len == 0 || len > JD_HEADING_BYTES || words == 0 ||
	    words > JD_HEADING_WORDS + 2)
		return false;
	*ret_kind = jd_kind_of(reader->doc, line->text, line->len, &mostly);
	if (*ret_kind == JD_SECTION_NONE || !mostly)
		*ret_kind = jd_kind_of(reader->doc, line->text, len, &mostly);
	if (line->is_marked && !line->is_item)
		return true;
	if (next != NULL && next->is_underline && !line->is_item)
		return true;
	if (last == ':')
		return !line->is_item || *ret_kind != JD_SECTION_NONE;
	if (strchr(".,;!", last) != NULL || words > JD_HEADING_WORDS)
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
