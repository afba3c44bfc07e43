#ifndef SIGNALS_JD_INTERNAL_H
#define SIGNALS_JD_INTERNAL_H

#include "signals/jd.h"
#include "signals/words.h"

/*
 * What the files of signals/jd_*.c share: the rules as read, and a description
 * on its way from bytes to needs.
 */

/* Lists of words; a table of descriptions.yaml and a key in it.  Headings stand
 * first and in the order in which they count. */
#define JD_LISTS(X)                                 \
	X(HEAD_UNNEEDED, "headings", "unneeded")    \
	X(HEAD_NICE, "headings", "nice")            \
	X(HEAD_MUST, "headings", "must")            \
	X(HEAD_STACK, "headings", "stack")          \
	X(HEAD_DUTIES, "headings", "duties")        \
	X(HEAD_PROCESS, "headings", "process")      \
	X(HEAD_BENEFITS, "headings", "benefits")    \
	X(HEAD_COMPANY, "headings", "company")      \
	X(CUE_MUST, "cues", "must")                 \
	X(CUE_HAVE, "cues", "have")                 \
	X(CUE_STRESS, "cues", "stress")             \
	X(CUE_NICE_BEFORE, "cues", "nice_before")   \
	X(CUE_NICE_AFTER, "cues", "nice_after")     \
	X(CUE_SOFT, "cues", "soft")                 \
	X(CUE_NOT_BEFORE, "cues", "not_before")     \
	X(CUE_NOT_UNLESS, "cues", "not_unless")     \
	X(CUE_UNNEEDED, "cues", "unneeded")         \
	X(CUE_NEEDED, "cues", "needed")             \
	X(CUE_LEGACY, "cues", "legacy")             \
	X(CUE_LEGACY_AFTER, "cues", "legacy_after") \
	X(CUE_ONE_OF, "cues", "one_of")             \
	X(CUE_OR_SIMILAR, "cues", "or_similar")     \
	X(LABEL_TITLE, "labels", "title")           \
	X(LABEL_PLACE, "labels", "place")           \
	X(LABEL_PAY, "labels", "pay")               \
	X(LABEL_URL, "labels", "url")               \
	X(CONTEXT_BEFORE, "context", "before")      \
	X(CONTEXT_AFTER, "context", "after")        \
	X(JUNIOR, "seniority", "junior")            \
	X(SENIOR, "seniority", "senior")            \
	X(STAFF, "seniority", "staff")              \
	X(LANG_EN, "languages", "en")               \
	X(LANG_DE, "languages", "de")               \
	X(LANG_FR, "languages", "fr")               \
	X(LANG_ES, "languages", "es")               \
	X(LANG_OTHER, "languages", "other")         \
	X(TITLES, NULL, "titles")                   \
	X(TITLE_NOISE, NULL, "title_noise")         \
	X(TITLE_INTROS, NULL, "title_intros")       \
	X(PLACE_CUES, NULL, "place_cues")           \
	X(PLACE_NOT, NULL, "place_not")             \
	X(PLACE_HOURS, NULL, "place_hours")         \
	X(PLACE_ANY, NULL, "place_any")             \
	X(PLACE_INTROS, NULL, "place_intros")       \
	X(NO_TOOLS, NULL, "no_tools")

enum jd_list {
#define X(name, table, key) JD_##name,
	JD_LISTS(X)
#undef X
	JD_LISTS
};

#define JD_NUMBERS(X)         \
	X(must_most, 1, 50)   \
	X(nice_most, 1, 100)  \
	X(list_many, 2, 1000) \
	X(seeds_most, 1, 40)  \
	X(domains_most, 0, 7)

struct jd_names {
	const char **items;
	size_t n;
};

struct jd_ambiguous {
	const char *word; /* "Go" */
	const char *small_word; /* "go"; NULL: never */
	size_t skill; /* index in the catalogue */
	bool sure;
	struct jd_names not_before;
	struct jd_names not_after;
};

struct jd_group {
	const char *label;
	struct jd_names any; /* ids */
};

struct jd_kind {
	const char *name;
	const char *because;
	struct jd_names domains;
	const char *horizon;
	int64_t half_life;
	double weights[FAMILY_COUNT];
};

/* What jd_words says a hit is: a skill's index, a group, or vague. */
struct jd_rules {
	const struct catalogue *catalogue;
	struct arena arena;
	struct words *cues; /* enum jd_list, then JD_LISTS + unused[i] */
	struct words *skills; /* skills, then groups, then one for vague */
	struct words *fields; /* words of domains, by their index */
	struct jd_ambiguous *ambiguous;
	size_t n_ambiguous;
	struct jd_group *groups;
	size_t n_groups;
	const char **unused;
	size_t n_unused;
	struct jd_kind *kinds;
	size_t n_kinds;
	double shifts[3][FAMILY_COUNT]; /* junior, senior, staff */
	struct map *mirrors; /* folded "owner/repository" -> warning */
	struct map *owners; /* folded owner -> company */
#define X(name, min, max) int64_t name;
	JD_NUMBERS(X)
#undef X
};

/* ---- a description's text ---- */

enum jd_section_kind {
	JD_SECTION_NONE,
	JD_SECTION_TITLE,
	JD_SECTION_UNNEEDED,
	JD_SECTION_NICE,
	JD_SECTION_MUST,
	JD_SECTION_STACK,
	JD_SECTION_DUTIES,
	JD_SECTION_PROCESS,
	JD_SECTION_BENEFITS,
	JD_SECTION_COMPANY
};

struct jd_section {
	enum jd_section_kind kind;
	const char *heading; /* one line; NULL: before any */
};

/* A sentence, or an item of a list.  `plain` has no accents and no typography,
 * so that offsets in it can be compared with words of ASCII. */
struct jd_sentence {
	const char *shown;
	const char *plain;
	size_t len; /* of plain */
	size_t section;
	size_t line; /* of the text, from 1 */
	bool is_item;
	bool is_heading;
	bool is_first; /* of its line */
	bool is_other; /* of another job than the first */
	size_t first_hit; /* in the document's hits */
	size_t n_hits;
	int label; /* enum jd_list of what stands before its colon; -1 */
};

/* A phrase of the cue lists in a sentence. */
struct jd_cue {
	uint32_t list;
	size_t start;
	size_t end;
};

/* A skill or group in a sentence. */
struct jd_hit {
	uint32_t what; /* index of a skill; n_skills + index of a group */
	size_t sentence;
	size_t start;
	size_t end;
};

struct jd_doc {
	const struct jd_rules *rules;
	const struct places *places;
	struct arena *arena;
	struct jd *jd;
	struct jd_section *sections;
	size_t n_sections;
	struct jd_sentence *sentences;
	size_t n_sentences;
	struct jd_hit *hits; /* by sentence, then by place */
	size_t n_hits;
	struct jd_need *needs; /* one for each mention, then merged */
	size_t n_needs;
	struct jd_cue *cues; /* of the sentence at hand */
	size_t n_cues;
	const char *scanned; /* what the cues are of; ends with a zero */
	struct jd_names maybe; /* written like a skill, or an ordinary word */
	size_t intro_sentence; /* in which the title was found */
	size_t intro_start, intro_end; /* of it; 0, 0: a line of its own */
	size_t max_sections, max_sentences, max_hits, max_needs, max_cues;
};

enum {
	JD_SENTENCE_BYTES = 1000, /* longer ones are cut in two */
	JD_QUOTE_COLUMNS = 90,
	JD_QUOTE_BEFORE = 32 /* of these, before the skill */
};

/* Bytes -> clean UTF-8 lines without markup, addresses and numbers; notes go
 * to the document.  ERR_INVAL for what is no text. */
int jd_decode(struct jd_doc *doc, const char *bytes, size_t len,
    struct buf *out, struct err_detail *detail) MUST_CHECK;

/* Rows of tables become lines, and forms for both sexes one of them. */
void jd_straighten(const char *text, size_t len, struct buf *out);

/* Lines -> sections and sentences. */
void jd_lines(struct jd_doc *doc, const char *text, size_t len);

/* Marks all but the first of several jobs. */
void jd_find_roles(struct jd_doc *doc);

/* Sentences -> hits. */
void jd_find_skills(struct jd_doc *doc);

/* Hits -> needs, one a mention, each judged by its sentence. */
void jd_find_needs(struct jd_doc *doc);

/* Needs -> the lists of the role; domains, weights. */
void jd_sort(struct jd_doc *doc);

/* Skills that the text names and the role does not, into the notes. */
void jd_tell_unused(struct jd_doc *doc);

/* Title, pay, address, seniority, language; what can't be used. */
void jd_find_language(struct jd_doc *doc);
void jd_find_title(struct jd_doc *doc);
void jd_find_facts(struct jd_doc *doc);
void jd_find_places(struct jd_doc *doc);

/* Pay, in a sentence whose cues were scanned; whether there was any. */
bool jd_find_pay(struct jd_doc *doc, const struct jd_sentence *sentence);

/* Adds a line to the notes, once. */
void jd_note(struct jd_doc *doc, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The cues of a sentence, into doc->cues, by their ends. */
void jd_scan_cues(struct jd_doc *doc, const char *plain, size_t len);

/* A cue of that list within the bytes, the first; NULL if there is none. */
const struct jd_cue *jd_cue_in(const struct jd_doc *doc, enum jd_list list,
    size_t start, size_t end);

/* Without accents and with plain quotes and dashes; in the arena. */
char *jd_plain(struct arena *arena, const char *text, size_t len);

/* Whether a byte belongs to a word; UTF-8's upper bytes do. */
bool jd_is_word(char c);

/* Room for one more; returns the array. */
void *jd_grow(void *items, size_t n, size_t *max, size_t size);

#endif
