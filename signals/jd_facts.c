#include <string.h>

#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"

/*
 * Address and pay for messages to candidates; and what the text asks for that
 * no role can hold: tools that the catalogue does not know, degrees, years.
 */
enum {
	URL_BYTES = 200,
	UNKNOWN_MAX = 15,
	UNKNOWN_BYTES = 30,
	UNKNOWN_WORDS = 3,
	LIST_BYTES = 50 /* an item that is a list of names, not a wish */
};

/* ---- address ---- */

static bool
is_url_byte(char c)
{
	return str_is_alnum(c) ||
	    (c != '\0' && strchr("-._~:/?#@!$&'*+,;=%", c) != NULL);
}

/* The first address; one beside "apply" or "careers" wins over others. */
static void
find_url(struct jd_doc *doc, const struct jd_sentence *sentence)
{
	static const char *const marks[] = { "job", "career", "karriere",
		"apply", "stelle", "vacanc", "position", "emploi", "empleo" };
	const char *text = sentence->shown, *at = text;
	bool better = false;

	while ((at = strstr(at, "://")) != NULL) {
		const char *start = at;
		size_t len = 0;

		while (start > text && start[-1] >= 'a' && start[-1] <= 'z')
			start--;
		at += 3;
		if (!str_starts(start, "https://") &&
		    !str_starts(start, "http://"))
			continue;
		while (is_url_byte(start[len]))
			len++;
		while (len > 0 && strchr(".,;:!?'", start[len - 1]) != NULL)
			len--;
		at = start + len;
		/* a user's name or a mail's address in it: not for copying */
		if (len < 12 || len > URL_BYTES ||
		    memchr(start, '@', len) != NULL ||
		    memchr(start + 8, '.', len - 8) == NULL)
			continue;
		for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
			better |= memmem(start, len, marks[i],
				      strlen(marks[i])) != NULL;
		if (doc->jd->url == NULL ||
		    (better && !str_ends(doc->jd->url, "/apply")))
			doc->jd->url = arena_text(doc->arena, start, len);
		if (better)
			return;
	}
}

/* ---- tools that nobody knows here ---- */

static bool
is_covered(const struct jd_doc *doc, size_t index, size_t start, size_t end)
{
	for (size_t i = 0; i < doc->n_hits; i++)
		if (doc->hits[i].sentence == index &&
		    doc->hits[i].start < end && start < doc->hits[i].end)
			return true;
	for (size_t i = 0; i < doc->n_cues; i++)
		if (doc->cues[i].start < end && start < doc->cues[i].end)
			return true;
	return false;
}

/* A first word has a capital because it is the first. */
static bool
is_mere_word(const char *text, size_t len)
{
	for (size_t i = 1; i < len; i++)
		if (!(text[i] >= 'a' && text[i] <= 'z'))
			return false;
	return true;
}

/* "Kdb+", "SAP HANA", "Jira": every word begins with a capital or holds a
 * digit. */
static bool
looks_like_tool(const char *text, size_t len)
{
	size_t words = 0, capitals = 0;

	if (len < 2 || len > UNKNOWN_BYTES)
		return false;
	for (size_t i = 0; i < len; i++) {
		bool starts = i == 0 || text[i - 1] == ' ';

		if ((unsigned char)text[i] >= 0x80 ||
		    strchr("\"'<>=:@", text[i]) != NULL)
			return false;
		if (!starts)
			continue;
		words++;
		if (text[i] >= 'A' && text[i] <= 'Z')
			capitals++;
		else
			return false;
	}
	return words <= UNKNOWN_WORDS && capitals > 0;
}

static bool
is_item_end(const char *text, size_t len, size_t at, size_t *ret_skip)
{
	static const char *const words[] = { " and ", " or ", " und ", " oder ",
		" et ", " ou ", " y ", " o " };

	*ret_skip = 1;
	if (at == len || strchr(",/;()|", text[at]) != NULL ||
	    (text[at] == '.' && at + 1 == len))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t n = strlen(words[i]);

		if (at + n <= len && memcmp(text + at, words[i], n) == 0) {
			*ret_skip = n;
			return true;
		}
	}
	return false;
}

static void
on_field(void *ctx, const struct word_hit *hit)
{
	(void)hit;
	*(bool *)ctx = true;
}

/* "SIMD", "NUMA": words of a field, which counts them already. */
static bool
is_of_a_field(const struct jd_doc *doc, const char *text, size_t len)
{
	bool found = false;

	(void)words_scan(doc->rules->fields, text, len, on_field, &found);
	return found;
}

struct unknown {
	const char *names[UNKNOWN_MAX];
	size_t n;
};

/* "Yocto or Buildroot": nothing but names. */
static bool
is_list_of_tools(const struct jd_sentence *sentence)
{
	size_t start = 0;

	if (sentence->len >= LIST_BYTES)
		return false;
	for (size_t at = 0; at <= sentence->len; at++) {
		size_t skip, len;
		const char *item;

		if (!is_item_end(sentence->plain, sentence->len, at, &skip))
			continue;
		item = str_trim(sentence->plain + start, at - start, &len);
		if (len > 0 && !looks_like_tool(item, len))
			return false;
		start = at + skip;
		at += skip - 1;
	}
	return true;
}

static void
find_unknown(struct jd_doc *doc, size_t index, struct unknown *unknown)
{
	const struct jd_sentence *sentence = &doc->sentences[index];
	bool is_list = sentence->is_item && is_list_of_tools(sentence);
	size_t start = 0, items = 0;

	for (size_t at = 0; at <= sentence->len; at++) {
		size_t skip, len;
		const char *item;

		if (!is_item_end(sentence->plain, sentence->len, at, &skip))
			continue;
		item = str_trim(sentence->plain + start, at - start, &len);
		items++;
		if ((items > 1 || is_list ||
			(at < sentence->len && !is_mere_word(item, len))) &&
		    unknown->n < UNKNOWN_MAX && looks_like_tool(item, len) &&
		    !is_of_a_field(doc, item, len) &&
		    !is_covered(doc, index, start, at)) {
			const char *name = arena_text(doc->arena, item, len);
			bool known = false;

			for (size_t i = 0; i < unknown->n; i++)
				known |= str_equal(unknown->names[i], name);
			if (!known)
				unknown->names[unknown->n++] = name;
		}
		start = at + skip;
		at += skip - 1;
	}
}

static void
tell_unknown(struct jd_doc *doc, const struct unknown *unknown)
{
	struct buf names;

	if (unknown->n == 0)
		return;
	buf_init(&names, UNKNOWN_MAX * (UNKNOWN_BYTES + 4));
	for (size_t i = 0; i < unknown->n; i++)
		buf_format(&names, "%s%s", i > 0 ? ", " : "",
		    unknown->names[i]);
	jd_note(doc, "not in the catalogue, if they are tools: %s", names.data);
	buf_done(&names);
}

/* ---- */

static bool
has_hits(const struct jd_doc *doc, size_t index)
{
	for (size_t i = 0; i < doc->n_hits; i++)
		if (doc->hits[i].sentence == index)
			return true;
	return false;
}

static bool
asks(enum jd_section_kind kind)
{
	return kind != JD_SECTION_COMPANY && kind != JD_SECTION_BENEFITS &&
	    kind != JD_SECTION_PROCESS;
}

static void
find_unused(struct jd_doc *doc, bool *seen)
{
	for (size_t i = 0; i < doc->n_cues; i++)
		if (doc->cues[i].list >= JD_LISTS)
			seen[doc->cues[i].list - JD_LISTS] = true;
}

/* "Senior Go engineer" for a text that gives no title. */
static void
make_title(struct jd_doc *doc)
{
	struct jd *jd = doc->jd;
	const char *name = NULL;

	if (jd->title != NULL)
		return;
	for (size_t i = 0; name == NULL && i < jd->n_needs; i++)
		if (jd->needs[i].verdict == JD_MUST && jd->needs[i].n_any == 1)
			name = catalogue_find(doc->rules->catalogue,
			    jd->needs[i].any[0])
				   ->name;
	jd->title = name == NULL
	    ? "Engineer"
	    : arena_format(doc->arena, "%s engineer", name);
	jd_note(doc, "no title was found: \"%s\" is made up", jd->title);
}

static void
add_labels(const struct jd *jd, enum jd_verdict verdict, size_t most,
    struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < jd->n_needs && n < most; i++) {
		const struct jd_need *need = &jd->needs[i];

		if (need->verdict != verdict)
			continue;
		buf_text(out, n++ > 0 ? ", " : "");
		if (need->label != NULL)
			buf_text(out, need->label);
		for (size_t k = 0; need->label == NULL && k < need->n_any; k++)
			buf_format(out, "%s%s", k > 0 ? " or " : "",
			    need->any[k]);
	}
}

static void
make_summary(struct jd_doc *doc)
{
	struct jd *jd = doc->jd;
	struct buf text;

	buf_init(&text, 1000);
	add_labels(jd, JD_MUST, 6, &text);
	if (text.len == 0)
		add_labels(jd, JD_NICE, 6, &text);
	if (text.len == 0)
		buf_text(&text,
		    jd->language == NULL
			? "what is asked for could not be read"
			: "no skill of the catalogue is named");
	if (jd->place != NULL)
		buf_format(&text, "; %s", jd->place);
	jd->summary = arena_text(doc->arena, text.data, text.len);
	buf_done(&text);
}

void
jd_find_facts(struct jd_doc *doc)
{
	bool *seen =
	    arena_calloc(doc->arena, doc->rules->n_unused + 1, sizeof(*seen));
	struct unknown unknown = { .n = 0 };

	for (size_t i = 0; i < doc->n_sentences; i++) {
		const struct jd_sentence *sentence = &doc->sentences[i];
		enum jd_section_kind kind =
		    doc->sections[sentence->section].kind;

		jd_scan_cues(doc, sentence->plain, sentence->len);
		find_url(doc, sentence);
		(void)jd_find_pay(doc, sentence);
		if (!asks(kind))
			continue;
		find_unused(doc, seen);
		if (!sentence->is_heading && kind != JD_SECTION_TITLE &&
		    (has_hits(doc, i) ||
			(sentence->is_item && sentence->len < LIST_BYTES &&
			    (kind == JD_SECTION_MUST ||
				kind == JD_SECTION_NICE ||
				kind == JD_SECTION_STACK))))
			find_unknown(doc, i, &unknown);
	}
	tell_unknown(doc, &unknown);
	for (size_t i = 0; i < doc->rules->n_unused; i++)
		if (seen[i])
			jd_note(doc, "%s", doc->rules->unused[i]);
	make_title(doc);
	make_summary(doc);
}
