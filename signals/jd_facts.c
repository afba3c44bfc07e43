#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"

/*
 * Address and pay for messages to candidates; and what the text asks for that
 * no role can hold: tools that the catalogue does not know, degrees, years.
 */
enum {
	URL_BYTES = 200,
	UNKNOWN_MAX = 24,
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
		for (size_t i = 0; i < COUNT(marks); i++)
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
is_skill(const struct jd_doc *doc, size_t index, size_t start, size_t end)
{
	const struct jd_sentence *sentence = &doc->sentences[index];
	const struct jd_hit *hits = doc->hits + sentence->first_hit;

	for (size_t i = 0; i < sentence->n_hits; i++)
		if (hits[i].start < end && start < hits[i].end)
			return true;
	return false;
}

static bool
is_covered(const struct jd_doc *doc, size_t index, size_t start, size_t end)
{
	if (is_skill(doc, index, start, end))
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
	for (size_t i = 0; i < COUNT(words); i++) {
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

static bool
is_place(const struct jd_doc *doc, const char *text, size_t len)
{
	return doc->places != NULL &&
	    places_find(doc->places, arena_text(doc->arena, text, len)) != NULL;
}

static void
add_unknown(struct jd_doc *doc, struct unknown *unknown, const char *text,
    size_t len)
{
	const char *name;

	if (unknown->n >= UNKNOWN_MAX || is_place(doc, text, len))
		return;
	name = arena_text(doc->arena, text, len);
	for (size_t i = 0; i < unknown->n; i++)
		if (str_casecmp(unknown->names[i], name) == 0 ||
		    strstr(unknown->names[i], name) != NULL)
			return;
	unknown->names[unknown->n++] = name;
}

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
			add_unknown(doc, unknown, item, len);
		}
		start = at + skip;
		at += skip - 1;
	}
}

/* "PyTorch", "NCCL", "kdb+": letters that no ordinary word has. */
static bool
is_odd(const char *text, size_t len)
{
	size_t capitals = 0, small = 0, digits = 0;

	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] >= 0x80)
			return false;
		capitals += text[i] >= 'A' && text[i] <= 'Z';
		small += text[i] >= 'a' && text[i] <= 'z';
		digits += str_is_digit(text[i]);
	}
	if (len < 3 || capitals + small < 2)
		return false;
	return (capitals >= 2 &&
		   (small == 0 || text[len - 1] != 's' ||
		       capitals < len - 1)) ||
	    (capitals == 1 && small > 0 &&
		!(text[0] >= 'A' && text[0] <= 'Z')) ||
	    (text[len - 1] == '+' && digits == 0);
}

/* What stands before a tool's name in running text. */
static bool
is_behind_list_word(const char *text, size_t at)
{
	static const char *const words[] = { "with", "or", "and", "in", "on",
		"using", "like", "of", "knows", "know", "to", "than", "via" };
	size_t end = at, start;

	if (at < 2 || text[at - 1] != ' ')
		return false;
	if (strchr(",/+&", text[at - 2]) != NULL)
		return true;
	end = at - 1;
	for (start = end; start > 0 && jd_is_word(text[start - 1]); start--)
		;
	for (size_t i = 0; i < COUNT(words); i++)
		if (strlen(words[i]) == end - start &&
		    memcmp(words[i], text + start, end - start) == 0)
			return true;
	return false;
}

/* A capital in the midst of a sentence; German writes all nouns so. */
static bool
is_name(const struct jd_doc *doc, const struct jd_sentence *sentence, size_t at,
    size_t len)
{
	const char *text = sentence->plain;

	return len >= 3 && text[at] >= 'A' && text[at] <= 'Z' &&
	    is_mere_word(text + at, len) &&
	    str_equal(doc->jd->language, "en") &&
	    is_behind_list_word(text, at) &&
	    !is_skill(doc, (size_t)(sentence - doc->sentences), at - 2, at - 1);
}

/* "Piz Daint", "LMAX Disruptor": the next word, with its blank. */
static size_t
rest_of_name(const struct jd_doc *doc, size_t index, size_t end)
{
	const struct jd_sentence *sentence = &doc->sentences[index];
	const char *text = sentence->plain;
	size_t len = 1;

	if (end + 2 >= sentence->len || text[end] != ' ' ||
	    text[end + 1] < 'A' || text[end + 1] > 'Z')
		return 0;
	while (end + len < sentence->len && jd_is_word(text[end + len]))
		len++;
	return len > 3 && len < UNKNOWN_BYTES &&
		!is_covered(doc, index, end + 1, end + len)
	    ? len
	    : 0;
}

/* Names in running text. */
static void
find_names(struct jd_doc *doc, size_t index, struct unknown *unknown)
{
	const struct jd_sentence *sentence = &doc->sentences[index];
	const char *text = sentence->plain;

	for (size_t at = 0; at < sentence->len;) {
		size_t len = 0;

		while (at + len < sentence->len &&
		    (jd_is_word(text[at + len]) ||
			(len > 0 && strchr("+#", text[at + len]) != NULL &&
			    (at + len + 1 == sentence->len ||
				!jd_is_word(text[at + len + 1]))) ||
			(len > 0 && text[at + len] == '-' &&
			    at + len + 1 < sentence->len &&
			    text[at + len + 1] >= 'A' &&
			    text[at + len + 1] <= 'Z')))
			len++;
		if (len > 0 && len <= UNKNOWN_BYTES &&
		    (at == 0 || strchr("/.@'", text[at - 1]) == NULL ||
			text[at - 1] == '/') &&
		    (is_odd(text + at, len) ||
			is_name(doc, sentence, at, len)) &&
		    !is_of_a_field(doc, text + at, len) &&
		    !is_covered(doc, index, at, at + len)) {
			len += rest_of_name(doc, index, at + len);
			add_unknown(doc, unknown, text + at, len);
		}
		at += len > 0 ? len : 1;
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
	return doc->sentences[index].n_hits > 0;
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

/* Whether names in the sentence are likely to be tools. */
static bool
speaks_of_tools(const struct jd_doc *doc, size_t index)
{
	const struct jd_sentence *sentence = &doc->sentences[index];
	enum jd_section_kind kind = doc->sections[sentence->section].kind;

	if (sentence->is_heading || kind == JD_SECTION_TITLE ||
	    sentence->label == JD_LABEL_PLACE ||
	    sentence->label == JD_LABEL_PAY || doc->jd->language == NULL ||
	    jd_cue_in(doc, JD_LABEL_PAY, 0, sentence->len) != NULL)
		return false;
	/* whom to call or write to: people's names stay where they are */
	if (jd_cue_in(doc, JD_HEAD_PROCESS, 0, sentence->len) != NULL ||
	    strchr(sentence->plain, '<') != NULL)
		return false;
	return has_hits(doc, index) || kind == JD_SECTION_MUST ||
	    kind == JD_SECTION_NICE || kind == JD_SECTION_STACK ||
	    jd_cue_in(doc, JD_CUE_HAVE, 0, sentence->len) != NULL ||
	    jd_cue_in(doc, JD_CUE_NICE_AFTER, 0, sentence->len) != NULL;
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
		if (!asks(kind) || sentence->is_other)
			continue;
		find_unused(doc, seen);
		if (!sentence->is_heading && kind != JD_SECTION_TITLE &&
		    (has_hits(doc, i) ||
			(sentence->is_item && sentence->len < LIST_BYTES &&
			    (kind == JD_SECTION_MUST ||
				kind == JD_SECTION_NICE ||
				kind == JD_SECTION_STACK))))
			find_unknown(doc, i, &unknown);
		if (speaks_of_tools(doc, i))
			find_names(doc, i, &unknown);
	}
	tell_unknown(doc, &unknown);
	for (size_t i = 0; i < doc->rules->n_unused; i++)
		if (seen[i])
			jd_note(doc, "%s", doc->rules->unused[i]);
	make_title(doc);
	make_summary(doc);
}
