#include "signals/jd.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"

enum {
	NOTES_MAX = 60,
	NOTE_BYTES = 400,
	CUES_MAX = 4000 /* in one sentence */
};

void *
jd_grow(void *items, size_t n, size_t *max, size_t size)
{
	if (n < *max)
		return items;
	*max = *max == 0 ? 64 : *max * 2;
	return mem_resize(items, *max, size);
}

bool
jd_is_word(char c)
{
	return str_is_alnum(c) || (unsigned char)c >= 0x80;
}

char *
jd_plain(struct arena *arena, const char *text, size_t len)
{
	size_t i = 0;

	while (i < len && (unsigned char)text[i] < 0x80 &&
	    (text[i] >= ' ' && text[i] != 0x7F))
		i++;
	if (i == len) {
		text = str_trim(text, len, &len);
		return arena_text(arena, text, len);
	}
	return text_plain(arena, text, len);
}

void
jd_note(struct jd_doc *doc, const char *format, ...)
{
	struct jd *jd = doc->jd;
	char text[NOTE_BYTES];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	for (size_t i = 0; i < jd->n_notes; i++)
		if (str_equal(jd->notes[i], text))
			return;
	if (jd->notes == NULL)
		jd->notes =
		    arena_calloc(doc->arena, NOTES_MAX, sizeof(*jd->notes));
	if (jd->n_notes < NOTES_MAX)
		jd->notes[jd->n_notes++] = text_show(doc->arena, text, 0);
}

/* "Two years ago" asks for no years. */
static bool
is_ago(const char *text)
{
	return memcmp(text, " ago", strnlen(text, 4)) == 0 &&
	    strnlen(text, 4) == 4;
}

static void
on_cue(void *ctx, const struct word_hit *hit)
{
	struct jd_doc *doc = ctx;

	if (doc->n_cues >= CUES_MAX ||
	    (hit->list == JD_CUE_HAVE && is_ago(doc->scanned + hit->end)))
		return;
	doc->cues =
	    jd_grow(doc->cues, doc->n_cues, &doc->max_cues, sizeof(*doc->cues));
	doc->cues[doc->n_cues++] =
	    (struct jd_cue){ hit->list, hit->start, hit->end };
}

void
jd_scan_cues(struct jd_doc *doc, const char *plain, size_t len)
{
	doc->n_cues = 0;
	doc->scanned = plain;
	(void)words_scan(doc->rules->cues, plain, len, on_cue, doc);
}

const struct jd_cue *
jd_cue_in(const struct jd_doc *doc, enum jd_list list, size_t start, size_t end)
{
	for (size_t i = 0; i < doc->n_cues; i++)
		if (doc->cues[i].list == (uint32_t)list &&
		    doc->cues[i].start >= start && doc->cues[i].end <= end)
			return &doc->cues[i];
	return NULL;
}

int
jd_read(const struct jd_rules *rules, const struct places *places,
    const char *bytes, size_t len, struct arena *arena, struct jd *ret_jd,
    struct err_detail *detail)
{
	struct jd jd = { .seeds_most = (size_t)rules->seeds_most };
	struct jd_doc doc = { .rules = rules,
		.places = places,
		.arena = arena,
		.jd = &jd };
	struct buf text, straight;
	int rc;

	buf_init(&text, 16 * JD_TEXT_MAX);
	buf_init(&straight, 32 * JD_TEXT_MAX);
	rc = jd_decode(&doc, bytes, len, &text, detail);
	if (rc == 0) {
		jd_straighten(text.data, text.len, &straight);
		jd_lines(&doc, straight.len > 0 ? straight.data : "",
		    straight.len);
		jd_find_language(&doc);
		jd_find_roles(&doc);
		jd_find_title(&doc);
		jd_find_skills(&doc);
		jd_find_needs(&doc);
		jd_sort(&doc);
		jd_find_places(&doc);
		jd_find_facts(&doc);
		*ret_jd = jd;
	}
	buf_done(&text);
	buf_done(&straight);
	mem_free(doc.sections);
	mem_free(doc.sentences);
	mem_free(doc.hits);
	mem_free(doc.needs);
	mem_free(doc.cues);
	return rc;
}
