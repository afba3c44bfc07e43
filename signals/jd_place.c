#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"

/*
 * Where the job is.  Only what is said to be its place counts: a line
 * "Location: ...", the header, words such as "based in" and "remote within".
 */
enum {
	HEADER_SENTENCES = 6,
	PLACES_MAX = 8,
	PLACE_WORDS = 4,
	REACH_BYTES = 80, /* behind a cue */
	NEAR_BYTES = 40,
	PLACE_COLUMNS = 60,
	HOURS_BYTES = 14, /* between a place and words of hours */
	STEM_BYTES = 5 /* of a name that may have a genitive's s */
};

struct found {
	struct jd_doc *doc;
	const struct jd_sentence *sentence; /* at hand */
	bool in_only; /* "in Berlin" counts, Berlin alone does not */
	const struct place *places[PLACES_MAX]; /* none within another */
	size_t n;
	bool hours_told;
	const struct place *named[PLACES_MAX]; /* as they come */
	size_t n_named;
};

static bool
is_within(const struct found *found, const struct place *a,
    const struct place *b)
{
	return places_within(found->doc->places, a->id, b->id);
}

/* "Berlin, Germany" is Berlin; "Berlin or remote in Germany" is Germany. */
static void
add_place(struct found *found, const struct place *place, bool narrows)
{
	size_t n = 0;

	if (narrows && found->n > 0 &&
	    is_within(found, found->places[found->n - 1], place))
		return;
	for (size_t i = 0; i < found->n_named; i++)
		if (found->named[i] == place)
			return;
	if (found->n_named < PLACES_MAX)
		found->named[found->n_named++] = place;
	for (size_t i = 0; i < found->n; i++)
		if (is_within(found, place, found->places[i]))
			return;
	for (size_t i = 0; i < found->n; i++)
		if (!is_within(found, found->places[i], place))
			found->places[n++] = found->places[i];
	found->n = n;
	if (found->n < PLACES_MAX)
		found->places[found->n++] = place;
}

/* Codes that are no English, German, French or Spanish words. */
static bool
is_safe_code(const char *text)
{
	static const char *const codes[] = { "EU", "UK", "US", "USA", "UAE",
		"EEA", "NYC", "SF", "DACH", "EMEA", "APAC", "LATAM" };

	for (size_t i = 0; i < COUNT(codes); i++)
		if (str_equal(codes[i], text))
			return true;
	return false;
}

static const struct place *
find_place(const struct found *found, const char *text, size_t len)
{
	const struct place *place;
	char name[64];

	if (len < 2 || len >= sizeof(name))
		return NULL;
	memcpy(name, text, len);
	name[len] = '\0';
	if (!(name[0] >= 'A' && name[0] <= 'Z') &&
	    (unsigned char)name[0] < 0x80)
		return NULL;
	if (len <= 3 && !is_safe_code(name))
		return NULL;
	place = places_find(found->doc->places, name);
	/* "innerhalb Deutschlands" */
	if (place == NULL && len > STEM_BYTES && name[len - 1] == 's' &&
	    str_equal(found->doc->jd->language, "de")) {
		name[len - 1] = '\0';
		place = places_find(found->doc->places, name);
	}
	return place;
}

/* "NYC hours", "overlap with EST", "EU or US time zones": told, no place. */
static bool
is_of_hours(const struct found *found, const char *start, const char *end)
{
	const struct jd_doc *doc = found->doc;
	const char *text = found->sentence->plain;

	for (size_t i = 0; i < doc->n_cues; i++) {
		const struct jd_cue *cue = &doc->cues[i];
		const char *from = end, *to = text + cue->start;

		if (cue->list != JD_PLACE_HOURS)
			continue;
		if (text + cue->end <= start) {
			from = text + cue->end;
			to = start;
			if (memmem(text + cue->start, cue->end - cue->start,
				"overlap", 7) == NULL)
				continue;
		}
		if (to < from || to - from > HOURS_BYTES)
			continue;
		while (from < to && strchr(",;.()", *from) == NULL)
			from++;
		if (from == to &&
		    (to - end <= 1 || strchr(" /", *end) != NULL) &&
		    (cue->end - cue->start > 4 || to - end <= 1))
			return true;
	}
	return false;
}

/* Whether "in" or the like stands right before. */
static bool
is_behind_in(const char *text, const char *at)
{
	static const char *const words[] = { "in", "at", "a", "en", "near",
		"bei", "aus", "de", "from" };
	const char *start;

	if (at - text < 2 || at[-1] != ' ')
		return false;
	for (start = at - 1; start > text && jd_is_word(start[-1]); start--)
		;
	for (size_t i = 0; i < COUNT(words); i++)
		if ((size_t)(at - 1 - start) == strlen(words[i]) &&
		    memcmp(start, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static bool
is_place_byte(char c)
{
	return jd_is_word(c) || c == '-' || c == '\'';
}

/* Looks for names of places, the longest first, word by word. */
static void
scan(struct found *found, const char *text, size_t len)
{
	size_t last_end = 0;
	bool have_last = false;

	for (size_t at = 0; at < len;) {
		size_t ends[PLACE_WORDS], n = 0, end = at;
		const struct place *place = NULL;

		if (!is_place_byte(text[at]) ||
		    (at > 0 && is_place_byte(text[at - 1]))) {
			at++;
			continue;
		}
		while (
		    n < PLACE_WORDS && end < len && is_place_byte(text[end])) {
			while (end < len && is_place_byte(text[end]))
				end++;
			ends[n++] = end;
			if (end < len && text[end] == ' ')
				end++;
		}
		while (n > 0 && place == NULL)
			place = find_place(found, text + at, ends[--n] - at);
		if (place == NULL) {
			at = ends[0];
			continue;
		}
		if (found->in_only && !have_last &&
		    !is_behind_in(found->sentence->plain, text + at)) {
			at = ends[n];
			continue;
		}
		if (is_of_hours(found, text + at, text + ends[n])) {
			at = ends[n];
			continue;
		}
		add_place(found, place,
		    have_last && at - last_end <= 3 &&
			memchr(text + last_end, ',', at - last_end) != NULL);
		have_last = true;
		at = last_end = ends[n];
	}
}

/* What is said behind a cue, up to the next clause. */
static void
scan_cue(struct found *found, const struct jd_sentence *sentence,
    const struct jd_cue *cue)
{
	size_t end = cue->end + REACH_BYTES;

	if (end > sentence->len)
		end = sentence->len;
	for (size_t i = cue->end; i < end; i++)
		if (sentence->plain[i] == ';' ||
		    (sentence->plain[i] == '.' && i + 1 < end &&
			sentence->plain[i + 1] == ' '))
			end = i;
	scan(found, sentence->plain + cue->end, end - cue->end);
}

static bool
says_remote(const struct jd_doc *doc, const struct jd_sentence *sentence)
{
	static const char *const words[] = { "remote", "Remote", "REMOTE",
		"homeoffice", "Homeoffice", "teletravail", "remoto",
		"teletrabajo" };

	(void)doc;
	for (size_t i = 0; i < COUNT(words); i++) {
		const char *at = strstr(sentence->plain, words[i]);

		if (at != NULL &&
		    (at == sentence->plain ||
			!(at - sentence->plain >= 3 &&
			    memcmp(at - 3, "no ", 3) == 0)))
			return true;
	}
	return false;
}

/* Customers, investors or a founding stand beside the cue. */
static bool
is_other_place(const struct jd_doc *doc, const struct jd_cue *cue)
{
	size_t from = cue->start > NEAR_BYTES ? cue->start - NEAR_BYTES : 0;

	return jd_cue_in(doc, JD_PLACE_NOT, from, cue->end + NEAR_BYTES / 2) !=
	    NULL;
}

/* "berlin." in a note: a sentence of nothing else. */
static void
scan_alone(struct found *found, const struct jd_sentence *sentence)
{
	const struct place *place;
	size_t len = sentence->len;
	char name[64];

	while (len > 0 && !jd_is_word(sentence->plain[len - 1]))
		len--;
	if (len < 4 || len >= sizeof(name) || sentence->is_heading)
		return;
	memcpy(name, sentence->plain, len);
	name[len] = '\0';
	place = places_find(found->doc->places, name);
	if (place != NULL)
		add_place(found, place, false);
}

/* Words of hours that speak of a zone: "CET", "time zone", "NYC hours". */
static bool
names_zone(const struct found *found, const struct jd_cue *cue)
{
	const struct jd_sentence *sentence = found->sentence;
	size_t start = cue->start, len;

	/* "CET", "UTC" and "GMT" are zones; "hours" may be any */
	if (strchr("cCuUgG", sentence->plain[start]) != NULL)
		return true;
	while (start > 0 && sentence->plain[start - 1] == ' ')
		start--;
	len = start;
	while (start > 0 && is_place_byte(sentence->plain[start - 1]))
		start--;
	return find_place(found, sentence->plain + start, len - start) != NULL;
}

/* Hours to overlap with are for the conversation: told once. */
static void
tell_hours(struct found *found)
{
	struct jd_doc *doc = found->doc;
	const char *text = found->sentence->plain;

	for (size_t i = 0; !found->hours_told && i < doc->n_cues; i++) {
		const struct jd_cue *cue = &doc->cues[i];

		/* "time" alone is of no zone */
		if (cue->list != JD_PLACE_HOURS ||
		    (cue->end - cue->start == 4 &&
			str_lower(text[cue->start]) == 't') ||
		    !names_zone(found, cue))
			continue;
		found->hours_told = true;
		jd_note(doc, "time zones and hours limit nobody's place: %s",
		    text_show(doc->arena, found->sentence->shown,
			JD_QUOTE_COLUMNS));
	}
}

/* Where the company is, when nothing is said of where the job is: "we are a
 * bakery in Lyon, looking for ...". */
static void
read_intros(struct found *found)
{
	struct jd_doc *doc = found->doc;

	found->in_only = true;
	for (size_t i = 0; found->n == 0 && i < doc->n_sentences; i++) {
		const struct jd_sentence *sentence = &doc->sentences[i];
		enum jd_section_kind kind =
		    doc->sections[sentence->section].kind;

		jd_scan_cues(doc, sentence->plain, sentence->len);
		found->sentence = sentence;
		if (kind == JD_SECTION_BENEFITS || kind == JD_SECTION_PROCESS ||
		    (jd_cue_in(doc, JD_PLACE_INTROS, 0, sentence->len) ==
			    NULL &&
			jd_cue_in(doc, JD_TITLE_INTROS, 0, sentence->len) ==
			    NULL) ||
		    jd_cue_in(doc, JD_PLACE_NOT, 0, sentence->len) != NULL)
			continue;
		scan(found, sentence->plain, sentence->len);
	}
}

/* Whether the sentence is about the job's place, and scans it. */
static void
read_sentence(struct found *found, size_t index, size_t *ret_line)
{
	struct jd_doc *doc = found->doc;
	const struct jd_sentence *sentence = &doc->sentences[index];
	enum jd_section_kind kind = doc->sections[sentence->section].kind;
	size_t before = found->n;

	jd_scan_cues(doc, sentence->plain, sentence->len);
	found->sentence = sentence;
	if (jd_cue_in(doc, JD_PLACE_ANY, 0, sentence->len) != NULL)
		doc->jd->anywhere = doc->jd->remote = true;
	tell_hours(found);
	if (sentence->label == JD_LABEL_PLACE) {
		scan(found, sentence->plain, sentence->len);
		doc->jd->remote |= says_remote(doc, sentence);
	} else if (kind != JD_SECTION_BENEFITS || sentence->len < REACH_BYTES) {
		for (size_t i = 0; i < doc->n_cues; i++)
			if (doc->cues[i].list == JD_PLACE_CUES &&
			    !is_other_place(doc, &doc->cues[i])) {
				/* "Berlin or remote" */
				if (sentence->len < REACH_BYTES)
					scan(found, sentence->plain,
					    sentence->len);
				scan_cue(found, sentence, &doc->cues[i]);
				doc->jd->remote |= says_remote(doc, sentence);
			}
		if (jd_cue_in(doc, JD_PLACE_NOT, 0, sentence->len) == NULL)
			scan_alone(found, sentence);
		if (index < HEADER_SENTENCES && sentence->len < REACH_BYTES &&
		    (sentence->is_first || kind == JD_SECTION_TITLE) &&
		    jd_cue_in(doc, JD_PLACE_NOT, 0, sentence->len) == NULL)
			scan(found, sentence->plain, sentence->len);
	}
	if (found->n > before && *ret_line == SIZE_MAX &&
	    sentence->label == JD_LABEL_PLACE)
		*ret_line = index;
}

static void
make_place(struct found *found, size_t line)
{
	struct jd_doc *doc = found->doc;
	struct jd *jd = doc->jd;
	struct buf text;

	if (line != SIZE_MAX) {
		const char *shown = doc->sentences[line].shown;
		size_t len = strlen(shown);

		while (len > 0 && strchr("\"';:,. ", shown[len - 1]) != NULL)
			len--;
		while (len > 0 && strchr("\"';:,. ", *shown) != NULL) {
			shown++;
			len--;
		}
		jd->place = text_show(doc->arena,
		    arena_text(doc->arena, shown, len), PLACE_COLUMNS);
		return;
	}
	if (found->n == 0 && !jd->remote)
		return;
	buf_init(&text, 600);
	for (size_t i = 0; i < found->n_named; i++)
		buf_format(&text, "%s%s", i > 0 ? " or " : "",
		    found->named[i]->name);
	if (jd->remote)
		buf_text(&text, found->n > 0 ? " (remote)" : "remote");
	jd->place = arena_text(doc->arena, text.data, text.len);
	buf_done(&text);
}

void
jd_find_places(struct jd_doc *doc)
{
	struct found found = { .doc = doc };
	struct jd *jd = doc->jd;
	size_t line = SIZE_MAX;

	for (size_t i = 0; doc->places != NULL && i < doc->n_sentences; i++)
		read_sentence(&found, i, &line);
	if (found.n == 0 && !jd->remote && doc->places != NULL)
		read_intros(&found);
	if (jd->anywhere)
		found.n = found.n_named = 0;
	jd->where = arena_calloc(doc->arena, PLACES_MAX, sizeof(*jd->where));
	for (size_t i = 0; i < found.n; i++)
		jd->where[jd->n_where++] = found.places[i]->name;
	make_place(&found, line);
}
