#include "signals/prose.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/str.h"
#include "signals/ascii.h"

static const char *const names[] = {
#define X(name, text) [PROSE_##name] = text,
	PROSE_FEATURES(X)
#undef X
};

const char *
prose_feature_name(enum prose_feature feature)
{
	return names[feature];
}

/* A text cut into words at blanks, with where the lines are. */
struct reader {
	const char *text;
	size_t len;
	struct prose *out;
	double count[PROSE_COUNT];
	bool in_fence;
};

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static bool
is_hex(char c)
{
	return ascii_digit(c) || (c >= 'a' && c <= 'f');
}

static bool
starts(const char *at, size_t len, const char *prefix)
{
	size_t n = strlen(prefix);

	return len >= n && memcmp(at, prefix, n) == 0;
}

/* Drops punctuation around a word, so that "(foo_bar)," is foo_bar. */
static const char *
peel(const char *word, size_t *len)
{
	while (*len > 0 && strchr("([{<\"'`*", word[0]) != NULL) {
		word++;
		(*len)--;
	}
	while (*len > 0 && strchr(".,;:!?)]}>\"'`*", word[*len - 1]) != NULL) {
		/* "foo()" keeps its own. */
		if (word[*len - 1] == ')' && memchr(word, '(', *len) != NULL)
			break;
		(*len)--;
	}
	return word;
}

/* fooBar, foo_bar, foo(), foo::bar, foo->bar, foo.bar(): names of code. */
static bool
is_identifier(const char *word, size_t len)
{
	bool has_letter = false;

	if (len < 3)
		return false;
	for (size_t i = 0; i + 1 < len; i++) {
		char a = word[i], b = word[i + 1];

		has_letter |= ascii_alnum(a) && !ascii_digit(a);
		if ((is_lower(a) && is_upper(b)) || (a == '(' && b == ')') ||
		    (a == ':' && b == ':') || (a == '-' && b == '>'))
			return true;
		if (a == '_' && i > 0 && ascii_alnum(b) &&
		    ascii_alnum(word[i - 1]))
			return true;
	}
	return has_letter && word[len - 1] == '(';
}

static bool
is_hash(const char *word, size_t len)
{
	bool has_digit = false;

	if (len < 7 || len > 40)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!is_hex(word[i]))
			return false;
		has_digit |= ascii_digit(word[i]);
	}
	return has_digit;
}

/* "#123", "repo#123", "GH-123" */
static bool
is_reference(const char *word, size_t len)
{
	size_t i = len;

	while (i > 0 && ascii_digit(word[i - 1]))
		i--;
	if (i < len && i > 0 && word[i - 1] == '#')
		return true;
	return i < len && i == 3 &&
	    (starts(word, len, "GH-") || starts(word, len, "gh-"));
}

static bool
is_path(const char *word, size_t len)
{
	const char *slash = memchr(word, '/', len);
	size_t letters = 0;

	if (slash == NULL || slash == word || slash == word + len - 1)
		return false;
	for (size_t i = 0; i < len; i++)
		letters += ascii_alnum(word[i]);
	return letters >= 5 && letters * 10 >= len * 7;
}

static bool
is_shouted(const char *word, size_t len)
{
	size_t upper = 0;

	for (size_t i = 0; i < len; i++) {
		if (!is_upper(word[i]))
			return false;
		upper++;
	}
	return upper >= 4;
}

static void
read_word(struct reader *in, const char *word, size_t len)
{
	double *count = in->count;

	word = peel(word, &len);
	if (len == 0)
		return;
	if (starts(word, len, "http://") || starts(word, len, "https://"))
		count[PROSE_LINKS]++;
	else if (is_identifier(word, len))
		count[PROSE_IDENTIFIERS]++;
	else if (is_hash(word, len) || is_reference(word, len))
		count[PROSE_REFERENCES]++;
	else if (is_path(word, len))
		count[PROSE_PATHS]++;
	else if (ascii_digit(word[0]) ||
	    (len > 1 && word[0] == '-' && ascii_digit(word[1])))
		count[PROSE_NUMBERS]++;
	else if (is_shouted(word, len))
		count[PROSE_SHOUTING]++;
}

/* "- item", "* item", "1. item", "+ item" */
static bool
is_item(const char *line, size_t len)
{
	size_t i = 0;

	if (len >= 2 && strchr("-*+", line[0]) != NULL && line[1] == ' ')
		return true;
	while (i < len && i < 3 && ascii_digit(line[i]))
		i++;
	return i > 0 && i + 1 < len && strchr(".)", line[i]) != NULL &&
	    line[i + 1] == ' ';
}

static void
read_marks(struct reader *in, const char *line, size_t len)
{
	double *count = in->count;

	for (size_t i = 0; i < len; i++) {
		switch (line[i]) {
		case '`':
			count[PROSE_CODE] += 0.5;
			break;
		case '?':
			count[PROSE_QUESTION] = 1;
			break;
		case '!':
			count[PROSE_EXCLAMATION]++;
			break;
		case '.':
			if (i + 1 == len || line[i + 1] == ' ')
				count[PROSE_SENTENCES]++;
			break;
		default:
			break;
		}
	}
	if (len > 0 && strchr("?!", line[len - 1]) != NULL)
		count[PROSE_SENTENCES]++;
}

/* Returns the words of the line. */
static size_t
read_words(struct reader *in, const char *line, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len;) {
		size_t start;
		bool is_word = false;

		while (i < len && ascii_space(line[i]))
			i++;
		start = i;
		for (; i < len && !ascii_space(line[i]); i++)
			is_word |=
			    ascii_alnum(line[i]) || (line[i] & 0x80) != 0;
		if (i > start)
			read_word(in, line + start, i - start);
		n += is_word;
	}
	return n;
}

/* "### Impact", "**Issue:** ...", "- **Risk**: ...", "_Major_ | ...": the parts
 * of a form rather than of a sentence. */
static bool
is_label(const char *line, size_t len)
{
	size_t n = 0, end;

	while (n < len && n < 6 && line[n] == '#')
		n++;
	if (n > 0)
		return n < len && line[n] == ' ';
	if (is_item(line, len))
		while (n < len && line[n] != ' ')
			n++;
	while (n < len && ascii_space(line[n]))
		n++;
	if (len - n < 5 || line[n] != '*' || line[n + 1] != '*')
		return false;
	for (end = n + 2; end + 1 < len; end++)
		if (line[end] == '*' && line[end + 1] == '*')
			break;
	if (end + 1 >= len)
		return false;
	/* "**Issue:** x", "**Issue**: x", or bold to the line's end. */
	return line[end - 1] == ':' || end + 2 == len || line[end + 2] == ':';
}

/* Fences, quotes and items; returns false when the line is code. */
static bool
read_layout(struct reader *in, const char *line, size_t len, size_t indent)
{
	if (starts(line, len, "```") || starts(line, len, "~~~")) {
		in->in_fence = !in->in_fence;
		in->count[PROSE_FENCE] = 1;
		if (starts(line, len, "```suggestion"))
			in->count[PROSE_SUGGESTION] = 1;
		return false;
	}
	if (in->in_fence)
		return false;
	if (indent >= 4 && len > 0 && !is_item(line, len))
		in->count[PROSE_FENCE] = 1;
	if (len > 0 && line[0] == '>')
		in->count[PROSE_QUOTE] = 1;
	if (is_item(line, len))
		in->count[PROSE_ITEMS]++;
	if (is_label(line, len))
		in->count[PROSE_LABELS]++;
	return true;
}

static void
read_lines(struct reader *in)
{
	bool is_first = true;

	for (size_t i = 0; i < in->len;) {
		const char *line = in->text + i;
		const char *end = memchr(line, '\n', in->len - i);
		size_t len = end == NULL ? in->len - i : (size_t)(end - line);
		size_t trimmed, n;
		const char *body = str_trim(line, len, &trimmed);

		i += len + 1;
		if (trimmed == 0)
			continue;
		if (!read_layout(in, body, trimmed, (size_t)(body - line)))
			continue;
		read_marks(in, body, trimmed);
		n = read_words(in, body, trimmed);
		in->out->n_words += n;
		in->count[is_first ? PROSE_TITLE : PROSE_BODY] += (double)n;
		is_first = false;
	}
}

/* Letters by script, to tell a language the rules don't know. */
static void
read_scripts(struct reader *in)
{
	size_t letters = 0, foreign = 0;

	for (size_t i = 0; i < in->len; i++) {
		uint8_t c = (uint8_t)in->text[i];

		if (c < 0x80) {
			letters += is_lower((char)c) || is_upper((char)c);
			continue;
		}
		/* Leads of Greek and after; not Latin with accents, not
		 * typographic signs or emoji. */
		if ((c >= 0xCE && c <= 0xE1) || (c >= 0xE3 && c <= 0xED)) {
			letters++;
			foreign++;
		}
	}
	in->out->n_letters = letters;
	in->out->n_foreign = foreign;
}

struct counter {
	struct prose *out;
	int common;
	void (*found)(void *ctx, const struct word_hit *hit);
	void *ctx;
};

static void
count_hit(void *ctx, const struct word_hit *hit)
{
	struct counter *counter = ctx;

	if (hit->list >= PROSE_LISTS_MAX) {
		if (counter->found != NULL)
			counter->found(counter->ctx, hit);
	} else if ((int)hit->list == counter->common) {
		counter->out->n_common++;
	} else {
		counter->out->feature[PROSE_COUNT + hit->list]++;
	}
}

/* Yes or no rather than a count. */
static bool
is_flag(enum prose_feature feature)
{
	return feature == PROSE_FENCE || feature == PROSE_SUGGESTION ||
	    feature == PROSE_QUESTION || feature == PROSE_QUOTE;
}

void
prose_read(const struct words *words, int common, const char *text, size_t len,
    struct prose *ret_prose,
    void (*found)(void *ctx, const struct word_hit *hit), void *ctx)
{
	struct reader in = { .text = text, .len = len, .out = ret_prose };
	struct counter counter = { ret_prose, common, found, ctx };

	memset(ret_prose, 0, sizeof(*ret_prose));
	read_lines(&in);
	read_scripts(&in);
	(void)words_scan(words, text, len, count_hit, &counter);
	in.count[PROSE_LETTERS] = (double)ret_prose->n_letters;
	in.count[PROSE_WORDS] = (double)ret_prose->n_words;
	for (int i = 0; i < PROSE_COUNT; i++)
		ret_prose->feature[i] = is_flag((enum prose_feature)i)
		    ? in.count[i]
		    : log1p(in.count[i]);
	for (int i = PROSE_COUNT; i < PROSE_ALL; i++)
		if (ret_prose->feature[i] > 0)
			ret_prose->feature[i] = log1p(ret_prose->feature[i]);
	ret_prose->feature[PROSE_ONE_WORD] = ret_prose->n_words <= 1;
}
