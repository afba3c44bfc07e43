#include "signals/title.h"

#include <string.h>

#include "signals/ascii.h"
#include "signals/scoring.h"

enum {
	AREA_BYTES = 40, /* of a name; longer ones are sentences */
	AREA_WORDS = 2,
	LINE_BYTES = 200
};

/* A list that is looked for in a text. */
struct look {
	uint32_t list;
	bool is_found;
};

static void
look_at(void *ctx, const struct word_hit *hit)
{
	struct look *look = ctx;

	look->is_found |= hit->list == look->list;
}

static bool
has_word_of(const struct rubric *rubric, enum rules_list list, const char *text,
    size_t len)
{
	struct look look = { .list = (uint32_t)rubric->rules->lists[list],
		.is_found = false };

	(void)words_scan(rubric->words, text, len, look_at, &look);
	return look.is_found;
}

static bool
is_area_byte(char c)
{
	return ascii_letter(c) || ascii_digit(c) || strchr("_./*- ", c) != NULL;
}

/* Bytes of a component's name from `at` on. */
static size_t
area_len(const char *at)
{
	size_t n = 0;

	while (n < AREA_BYTES && at[n] != '\0' && is_area_byte(at[n]))
		n++;
	return n;
}

static uint32_t
hash_of(const char *name, size_t len)
{
	const uint32_t step = 0x01000193u; /* FNV-1a */
	uint32_t hash = 0x811C9DC5u;
	int words = 1;

	while (len > 0 && name[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < len; i++) {
		words += name[i] == ' ';
		hash = (hash ^ (uint8_t)ascii_lower(name[i])) * step;
	}
	if (len < 2 || words > AREA_WORDS)
		return 0;
	return hash == 0 ? 1 : hash;
}

uint32_t
title_area(const struct rubric *rubric, const char *title)
{
	const char *at = title;
	size_t n;

	while (*at == ' ' || *at == '*')
		at++;
	if (*at == '[') {
		n = area_len(++at);
		return at[n] == ']' ? hash_of(at, n) : 0;
	}
	n = area_len(at);
	if (at[n] == '(') {
		const char *scope = at + n + 1;

		n = area_len(scope);
		/* "fix(api)!: ..." */
		if (n == 0 || scope[n] != ')' ||
		    (scope[n + 1] != ':' && scope[n + 1] != '!'))
			return 0;
		return hash_of(scope, n);
	}
	/* "storage, tsdb: ..." names the first */
	if ((at[n] != ':' && at[n] != ',') ||
	    (at[n] == ',' &&
		memchr(at + n, ':', strnlen(at + n, AREA_BYTES)) == NULL) ||
	    has_word_of(rubric, LIST_CHANGES, at, n))
		return 0;
	return hash_of(at, n);
}

static bool
line_has(const struct rubric *rubric, enum rules_list list, const char *title)
{
	size_t len = strcspn(title, "\r\n");

	return has_word_of(rubric, list, title,
	    len < LINE_BYTES ? len : LINE_BYTES);
}

bool
title_is_release(const struct rubric *rubric, const char *title)
{
	return line_has(rubric, LIST_RELEASES, title);
}

bool
title_is_trivial(const struct rubric *rubric, const char *title)
{
	return line_has(rubric, LIST_TRIVIAL, title) ||
	    line_has(rubric, LIST_AUTOMATIC, title);
}

bool
title_is_chore(const struct rubric *rubric, const char *title)
{
	return scoring_is_redacted(title) ||
	    line_has(rubric, LIST_CHORES, title) ||
	    line_has(rubric, LIST_ASIDE, title);
}

/* "1.2", not before a letter: "4.5x" is a measure. */
static bool
has_version(const char *line, size_t len)
{
	for (size_t i = 1; i + 1 < len; i++) {
		size_t end = i + 1;

		if (line[i] != '.' || !ascii_digit(line[i - 1]) ||
		    !ascii_digit(line[end]))
			continue;
		while (end < len && ascii_digit(line[end]))
			end++;
		if (end == len ||
		    !(ascii_letter(line[end]) || line[end] == '%'))
			return true;
	}
	return false;
}

bool
title_is_upkeep(const struct rubric *rubric, const char *title)
{
	size_t len = strcspn(title, "\r\n");

	if (len > LINE_BYTES)
		len = LINE_BYTES;
	return has_word_of(rubric, LIST_VERSION_VERBS, title, len) &&
	    (has_version(title, len) ||
		has_word_of(rubric, LIST_VERSION_THINGS, title, len));
}

bool
title_is_wordy(const char *title)
{
	size_t len = strcspn(title, "\r\n"), words = 0;
	bool is_word = false;

	for (size_t i = 0; i < len && words < 2; i++) {
		if (ascii_space(title[i]))
			is_word = false;
		else if (!is_word &&
		    (ascii_letter(title[i]) || (title[i] & 0x80) != 0)) {
			is_word = true;
			words++;
		}
	}
	return words > 1;
}
