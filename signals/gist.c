#include "signals/gist.h"

#include <math.h>
#include <string.h>

#include "base/str.h"
#include "signals/ascii.h"
#include "signals/commits.h"
#include "signals/readme.h"
#include "signals/review.h"
#include "signals/scoring.h"
#include "signals/tests_ci.h"
#include "signals/title.h"

enum {
	README_BYTES = 16 * 1024, /* of a README that is searched for skills */
	SHAPE_WORDS = 24, /* words that near-copies share */
	STAMP_DIGITS = 16,
	WORKFLOWS = 99999,
	THOUSAND = 1000,
	EMPLOYER_WORDS = 3 /* of a name of several words */
};

/* ---- reading ---- */

struct finding {
	struct gist *gist;
	const char *text;
};

static void
found(void *ctx, uint32_t list)
{
	const struct finding *finding = ctx;
	struct gist *gist = finding->gist;
	uint16_t index = (uint16_t)(list - PROSE_LISTS_MAX);

	if (list < PROSE_LISTS_MAX || gist->n_found == GIST_FOUND)
		return;
	for (size_t i = 0; i < gist->n_found; i++)
		if (gist->found[i] == index)
			return;
	gist->found[gist->n_found++] = index;
}

/* "http" of an address, which is no word of the writer's. */
static bool
is_scheme(const char *text, const struct word_hit *hit)
{
	return hit->end - hit->start == strlen("http") &&
	    strncmp(text + hit->end, "://", 3) == 0 &&
	    ascii_lower(text[hit->start]) == 'h';
}

static void
word_found(void *ctx, const struct word_hit *hit)
{
	const struct finding *finding = ctx;

	if (!is_scheme(finding->text, hit))
		found(ctx, hit->list);
}

/* Of a plain word; "fooBar" is a name of code. */
static bool
is_word_byte(char before, char c)
{
	if (before >= 'a' && before <= 'z' && c >= 'A' && c <= 'Z')
		return false;
	return ascii_letter(c) || (c & 0x80) != 0 || c == '\'' || c == ',' ||
	    c == '.';
}

/*
 * Equal for texts that differ only in names of code, numbers, case and marks:
 * the plain words are hashed, anything with other signs inside is left out.
 */
static uint32_t
shape_of(const char *text)
{
	const uint64_t step = 0x100000001B3u; /* FNV-1a */
	uint64_t hash = 0xCBF29CE484222325u;
	int n = 0;

	for (const char *at = text; *at != '\0' && n < SHAPE_WORDS;) {
		const char *word;
		bool is_plain = true;

		while (*at != '\0' && ascii_space(*at))
			at++;
		for (word = at; *at != '\0' && !ascii_space(*at); at++)
			is_plain &= is_word_byte(at > word ? at[-1] : ' ', *at);
		if (!is_plain || at == word)
			continue;
		for (; word < at; word++)
			hash = (hash ^ (uint8_t)ascii_lower(*word)) * step;
		hash *= step;
		n++;
	}
	return (uint32_t)(hash ^ hash >> 32);
}

static bool
is_name_byte(char c)
{
	return ascii_alnum(c) || (c & 0x80) != 0 ||
	    (c != '\0' && strchr("-_.+#&", c) != NULL);
}

/* Blanks out the name at `at`, further words of it too if capitalised. */
static char *
blank_name(char *at)
{
	for (int n = 0; n < EMPLOYER_WORDS; n++) {
		char *next;

		while (is_name_byte(*at))
			*at++ = ' ';
		for (next = at; *next == ' '; next++)
			;
		if (*next < 'A' || *next > 'Z')
			break;
		at = next;
	}
	return at;
}

/*
 * Who pays somebody says nothing of their work, though many an employer is
 * named after a product: "@redis" and "at Elastic" are blanked out.
 */
static char *
without_employers(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_text(arena, text, len);

	for (char *at = copy; *at != '\0'; at++) {
		bool starts = at == copy || !is_name_byte(at[-1]);
		size_t n = 0;

		if (*at == '@')
			n = 1;
		else if (starts && (at[0] == 'a' || at[0] == 'A') &&
		    at[1] == 't' && at[2] == ' ')
			n = 3;
		if (n == 0)
			continue;
		for (at += n; *at == ' ' || *at == '@'; at++)
			;
		at = blank_name(at);
		if (*at == '\0')
			break;
	}
	return copy;
}

static double
thousandths(double quality)
{
	return floor(quality * THOUSAND) / THOUSAND;
}

static void
read_message(const struct rules *rules, const struct prose *prose,
    struct gist *gist)
{
	struct commit_quality quality;

	commits_read(rules, prose, &quality);
	gist->quality = thousandths(quality.quality);
	gist->is_judged = !quality.is_unknown;
}

static void
read_comment(const struct rules *rules, const struct prose *prose,
    struct gist *gist)
{
	struct review_quality quality;

	review_read(rules, prose, &quality);
	gist->quality = thousandths(quality.quality);
	gist->is_judged = !quality.is_unknown;
}

static void
read_readme(const struct rules *rules, const char *text, struct gist *gist)
{
	struct arena arena = { NULL, 0 };
	struct readme_reading reading;

	readme_read(rules, text, strlen(text), &arena, &reading);
	gist->quality = thousandths(reading.value);
	gist->is_judged = true;
	gist->words = reading.words;
	gist->code = reading.code;
	for (int c = 0; c < README_CLASS_COUNT; c++)
		gist->classes |= (unsigned)reading.has[c] << c;
	arena_done(&arena);
}

/* For skills, not read as prose. */
static bool
is_searched_alone(enum gist_kind kind)
{
	return kind == GIST_WORDS || kind == GIST_CLAIM ||
	    kind == GIST_HANDLED || kind == GIST_README;
}

void
gist_read(struct rubric *rubric, enum gist_kind kind, const char *text,
    struct gist *ret_gist, size_t *skipped)
{
	const struct rules *rules = rubric->rules;
	struct arena arena = { NULL, 0 };
	struct finding finding;
	struct prose prose;
	size_t len = text == NULL ? 0 : strlen(text);

	memset(ret_gist, 0, sizeof(*ret_gist));
	if (len == 0)
		return;
	if (kind == GIST_CLAIM)
		text = without_employers(&arena, text, len);
	if (kind == GIST_README && len > README_BYTES)
		len = README_BYTES;
	finding = (struct finding){ ret_gist, text };
	if (is_searched_alone(kind))
		(void)words_scan(rubric->words, text, len, word_found,
		    &finding);
	else
		prose_read(rubric->words, rules->lists[LIST_COMMON], text, len,
		    &prose, word_found, &finding);
	*skipped += patterns_scan(rubric->patterns, text, len, found, &finding);
	arena_done(&arena);
	if (kind == GIST_README)
		read_readme(rules, text, ret_gist);
	if (kind == GIST_HANDLED || kind == GIST_TITLE || kind == GIST_MESSAGE)
		ret_gist->area = title_area(rubric, text);
	if (kind == GIST_HANDLED) {
		ret_gist->is_trivial = title_is_trivial(rubric, text) ||
		    title_is_upkeep(rubric, text);
		ret_gist->is_chore = title_is_chore(rubric, text);
	}
	if (kind == GIST_MESSAGE)
		ret_gist->is_release = title_is_release(rubric, text);
	if (is_searched_alone(kind))
		return;
	ret_gist->is_trivial =
	    rules_list_value(rules, &prose, LIST_TRIVIAL) > 0 ||
	    (kind != GIST_COMMENT && title_is_upkeep(rubric, text));
	ret_gist->is_wordy = title_is_wordy(text);
	ret_gist->is_chore =
	    kind != GIST_COMMENT && title_is_chore(rubric, text);
	ret_gist->is_aside = rules_list_value(rules, &prose, LIST_ASIDE) > 0;
	ret_gist->is_automatic =
	    rules_list_value(rules, &prose, LIST_AUTOMATIC) > 0;
	ret_gist->shape = shape_of(text);
	if (kind == GIST_MESSAGE)
		read_message(rules, &prose, ret_gist);
	else if (kind == GIST_COMMENT)
		read_comment(rules, &prose, ret_gist);
}

/* ---- the kept form ---- */

/*
 * STAMP in hexadecimal, ':' and then for each text
 *   QUALITY [flags] ['u' AREA] ['.' SHAPE] ['w' WORDS 'c' CODE 'k' CLASSES]
 *   ['=' INDEX [',' INDEX]...] ';'
 * or, of a repository's paths, 'h' TESTS '.' CI '.' COVERAGE ';' (index + 1 of
 * the path that shows it, 0: none; WORKFLOWS: there are workflows),
 * with flags j (judged), t (trivial), m (more than one word), d (aside), a
 * (automatic), r (release), x (chore).  AREA and SHAPE are hexadecimal.  Short, plain and
 * read in one pass; what does not fit is read from the text instead.
 */
static void
write_gist(const struct gist *gist, struct buf *out)
{
	buf_format(out, "%.0f", gist->quality * THOUSAND);
	if (gist->is_judged)
		buf_char(out, 'j');
	if (gist->is_trivial)
		buf_char(out, 't');
	if (gist->is_wordy)
		buf_char(out, 'm');
	if (gist->is_aside)
		buf_char(out, 'd');
	if (gist->is_automatic)
		buf_char(out, 'a');
	if (gist->is_release)
		buf_char(out, 'r');
	if (gist->is_chore)
		buf_char(out, 'x');
	if (gist->area != 0)
		buf_format(out, "u%x", gist->area);
	if (gist->shape != 0)
		buf_format(out, ".%x", gist->shape);
	if (gist->words + gist->code + gist->classes > 0)
		buf_format(out, "w%zuc%zuk%u", gist->words, gist->code,
		    gist->classes);
	for (size_t i = 0; i < gist->n_found; i++)
		buf_format(out, "%c%u", i == 0 ? '=' : ',',
		    (unsigned)gist->found[i]);
	buf_char(out, ';');
}

/* Digits of base 10 or 16 from *at on; stops at anything else. */
static uint64_t
read_number(const char **at, unsigned base)
{
	uint64_t value = 0;

	for (;; (*at)++) {
		char c = **at;
		unsigned digit;

		if (ascii_digit(c))
			digit = (unsigned)(c - '0');
		else if (base == 16 && c >= 'a' && c <= 'f')
			digit = (unsigned)(c - 'a') + 10;
		else
			return value;
		value = value * base + digit;
	}
}

/* False at the end, or when the text is not in that form. */
static bool
parse_gist(const struct rubric *rubric, const char **kept, struct gist *ret)
{
	const struct catalogue *catalogue = rubric->catalogue;
	size_t most = catalogue->n_skills + catalogue->n_domains;
	const char *at = *kept;

	/* All but what was found: that has its number. */
	memset(ret, 0, offsetof(struct gist, found));
	ret->n_found = ret->words = ret->code = 0;
	ret->classes = 0;
	if (!ascii_digit(*at))
		return false;
	ret->quality = (double)read_number(&at, 10) / THOUSAND;
	for (;;) {
		char c = *at++;

		if (c == ';')
			break;
		if (c == 'j')
			ret->is_judged = true;
		else if (c == 't')
			ret->is_trivial = true;
		else if (c == 'm')
			ret->is_wordy = true;
		else if (c == 'd')
			ret->is_aside = true;
		else if (c == 'a')
			ret->is_automatic = true;
		else if (c == 'r')
			ret->is_release = true;
		else if (c == 'x')
			ret->is_chore = true;
		else if (c == 'u')
			ret->area = (uint32_t)read_number(&at, 16);
		else if (c == '.')
			ret->shape = (uint32_t)read_number(&at, 16);
		else if (c == 'w')
			ret->words = (size_t)read_number(&at, 10);
		else if (c == 'c')
			ret->code = (size_t)read_number(&at, 10);
		else if (c == 'k')
			ret->classes = (unsigned)read_number(&at, 10);
		else if ((c == '=' || c == ',') && ret->n_found < GIST_FOUND)
			ret->found[ret->n_found++] =
			    (uint16_t)read_number(&at, 10);
		else
			return false;
	}
	for (size_t i = 0; i < ret->n_found; i++)
		if (ret->found[i] >= most)
			return false;
	*kept = at;
	return ret->quality <= 1;
}

uint64_t
gist_stamp(uint64_t stamp, int64_t id, const char *text)
{
	const uint64_t step = 0x9E3779B97F4A7C15u;
	size_t len = text == NULL ? 0 : strlen(text);
	uint64_t start = 0;

	if (len > 0)
		memcpy(&start, text, len < 8 ? len : 8);
	stamp = (stamp ^ (uint64_t)id) * step;
	stamp = (stamp ^ stamp >> 29 ^ len) * step;
	return (stamp ^ stamp >> 31 ^ start) * step;
}

void
gist_source_init(struct gist_source *source, struct rubric *rubric,
    uint64_t stamp, const char *kept, struct buf *note)
{
	*source = (struct gist_source){ .rubric = rubric, .note = note };
	stamp ^= rubric->stamp;
	if (note != NULL)
		buf_format(note, "%016llx:", (unsigned long long)stamp);
	if (kept != NULL && strlen(kept) >= STAMP_DIGITS) {
		const char *at = kept;

		if (read_number(&at, 16) == stamp && *at == ':' &&
		    at == kept + STAMP_DIGITS)
			source->kept = at + 1;
	}
}

void
gist_next(struct gist_source *source, enum gist_kind kind, const char *text,
    bool is_needed, struct gist *ret_gist)
{
	if (source->kept != NULL &&
	    parse_gist(source->rubric, &source->kept, ret_gist))
		return;
	source->kept = NULL;
	if (!is_needed && source->note == NULL)
		return;
	gist_read(source->rubric, kind, source->is_blank ? NULL : text,
	    ret_gist, &source->skipped);
	if (source->note != NULL)
		write_gist(ret_gist, source->note);
}

/* ---- trees ---- */

static size_t
index_of(const struct repository *repository, bool has, const char *path)
{
	for (size_t i = 0; has && i < repository->n_paths; i++)
		if (repository->paths[i] == path)
			return i + 1;
	return has ? WORKFLOWS : 0;
}

static bool
parse_part(const struct repository *repository, const char **at, bool *ret_has,
    const char **ret_path)
{
	size_t i;

	(*at)++;
	i = (size_t)read_number(at, 10);
	*ret_has = i > 0;
	*ret_path = i == WORKFLOWS ? ".github/workflows/" : NULL;
	if (i > 0 && i <= repository->n_paths)
		*ret_path = repository->paths[i - 1];
	return i == 0 || *ret_path != NULL;
}

static bool
parse_tree(const struct rules *rules, const struct repository *repository,
    const char **kept, struct tree_habit *ret)
{
	struct tree_habit habit = { .has_tests = false };
	const char *at = *kept;

	if (*at != 'h' ||
	    !parse_part(repository, &at, &habit.has_tests, &habit.tests_path) ||
	    *at != '.' ||
	    !parse_part(repository, &at, &habit.has_ci, &habit.ci_path) ||
	    *at != '.' ||
	    !parse_part(repository, &at, &habit.has_coverage,
		&habit.coverage_path) ||
	    *at != ';')
		return false;
	habit.value = tests_ci_value(rules, &habit);
	*ret = habit;
	*kept = at + 1;
	return true;
}

void
gist_next_tree(struct gist_source *source, const struct repository *repository,
    struct tree_habit *ret_habit)
{
	if (source->kept != NULL &&
	    parse_tree(source->rubric->rules, repository, &source->kept,
		ret_habit))
		return;
	source->kept = NULL;
	tests_ci_read(source->rubric->rules, repository->paths,
	    repository->n_paths, repository->n_workflows, ret_habit);
	if (source->note != NULL)
		buf_format(source->note, "h%zu.%zu.%zu;",
		    index_of(repository, ret_habit->has_tests,
			ret_habit->tests_path),
		    index_of(repository, ret_habit->has_ci, ret_habit->ci_path),
		    index_of(repository, ret_habit->has_coverage,
			ret_habit->coverage_path));
}
