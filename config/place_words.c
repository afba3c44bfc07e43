#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "config/place_internal.h"

/* What a character does to the text. */
enum effect {
	EFFECT_LETTER,
	EFFECT_BLANK,
	EFFECT_BREAK, /* ends a part */
	EFFECT_HYPHEN,
	EFFECT_NOTHING
};

struct cutting {
	struct arena *arena;
	struct place_word *words;
	size_t n;
	size_t max;
};

size_t
place_char_next(const char *text, size_t len, uint32_t *ret)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t n = at[0] < 0x80 ? 1
	    : at[0] < 0xC2      ? 0
	    : at[0] < 0xE0      ? 2
	    : at[0] < 0xF0      ? 3
	    : at[0] < 0xF5      ? 4
				: 0;
	uint32_t c;

	*ret = ' ';
	if (n == 0 || n > len)
		return 1;
	if (n == 1) {
		*ret = at[0];
		return 1;
	}
	c = at[0] & (0xFFu >> (n + 1));
	for (size_t i = 1; i < n; i++) {
		if ((at[i] & 0xC0) != 0x80)
			return 1;
		c = c << 6 | (at[i] & 0x3F);
	}
	*ret = c;
	return n;
}

struct range {
	uint32_t first;
	uint32_t last;
};

static bool
in_ranges(const struct range *ranges, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

#define IN(ranges, c) in_ranges(ranges, COUNT(ranges), c)

static enum effect
effect_of(uint32_t c)
{
	static const struct range breaks[] = { { 0xB7, 0xB7 }, { 0x60C, 0x60C },
		{ 0x61B, 0x61B }, { 0x2012, 0x2015 }, { 0x2022, 0x2022 },
		{ 0x2190, 0x2BFF }, { 0x3001, 0x3002 }, { 0x30FB, 0x30FB },
		{ 0xFF08, 0xFF09 }, { 0xFF0C, 0xFF0F }, { 0xFF5C, 0xFF5C },
		{ 0x1F000, 0x1FAFF } };
	static const struct range blanks[] = { { 0x85, 0x85 }, { 0xA0, 0xA0 },
		{ 0x2000, 0x200A }, { 0x2028, 0x202F }, { 0x3000, 0x3000 } };
	static const struct range nothing[] = { { 0xAD, 0xAD },
		{ 0x200B, 0x200F }, { 0x2060, 0x2064 }, { 0xFE00, 0xFE0F },
		{ 0xFEFF, 0xFEFF }, { 0xE0000, 0xE01EF } };

	if (c < 0x80) {
		if (c == ' ' || c == '\t' || c == '_')
			return EFFECT_BLANK;
		if (c == '-')
			return EFFECT_HYPHEN;
		if (str_is_alnum((char)c) || c == '.' || c == '\'' || c == '`')
			return EFFECT_LETTER;
		return EFFECT_BREAK;
	}
	if (c == 0x2010 || c == 0x2011)
		return EFFECT_HYPHEN;
	if (IN(blanks, c))
		return EFFECT_BLANK;
	if (IN(nothing, c))
		return EFFECT_NOTHING;
	return IN(breaks, c) ? EFFECT_BREAK : EFFECT_LETTER;
}

static bool
is_dense(uint32_t c)
{
	static const struct range dense[] = { { 0x0E00, 0x0E7F },
		{ 0x3040, 0x30FF }, { 0x3400, 0x9FFF }, { 0xAC00, 0xD7A3 },
		{ 0xF900, 0xFAFF }, { 0x20000, 0x2FA1F } };

	return IN(dense, c);
}

static void
add_word(struct cutting *cutting, const char *from, size_t len, size_t part)
{
	struct place_word *word = &cutting->words[cutting->n];
	size_t letters = 0, capitals = 0, digits = 0;
	uint32_t c;

	if (len == 0 || cutting->n == cutting->max)
		return;
	memset(word, 0, sizeof(*word));
	for (size_t i = 0; i < len;
	     i += place_char_next(from + i, len - i, &c)) {
		(void)place_char_next(from + i, len - i, &c);
		if (is_dense(c))
			word->is_dense = true;
		if (c == '.' || c == '\'')
			continue;
		letters++;
		capitals += c >= 'A' && c <= 'Z';
		digits += c < 0x80 && str_is_digit((char)c);
	}
	word->key = place_normalise(cutting->arena, from, len);
	word->len = strlen(word->key);
	word->part = part;
	word->is_upper = letters >= 2 && capitals == letters;
	word->is_number = digits > 0;
	if (word->len > 0)
		cutting->n++;
}

/* A flag is two regional indicators; it reads as its country's code. */
static bool
add_flag(struct cutting *cutting, uint32_t first, uint32_t second, size_t part)
{
	const uint32_t a = 0x1F1E6, z = 0x1F1FF;
	char code[3];

	if (first < a || first > z || second < a || second > z)
		return false;
	code[0] = (char)('A' + (first - a));
	code[1] = (char)('A' + (second - a));
	code[2] = '\0';
	add_word(cutting, code, 2, part);
	return true;
}

/* "Berlin. Germany" ends a part, "St. Louis" and "U.S. East" don't. */
static bool
ends_sentence(const char *word, size_t len)
{
	return len > 4 && word[len - 1] == '.';
}

static void
cut(struct cutting *cutting, const char *from, size_t len)
{
	size_t start = 0, part = 0, n;

	for (size_t i = 0; i <= len; i += n) {
		uint32_t c = ' ', second = 0;
		enum effect effect = EFFECT_BREAK;
		bool is_end;

		n = 1;
		if (i < len) {
			n = place_char_next(from + i, len - i, &c);
			effect = effect_of(c);
		}
		/* Inside a word a hyphen is a blank to names already. */
		if (effect == EFFECT_HYPHEN)
			effect = i > start && i + 1 < len && from[i + 1] != ' '
			    ? EFFECT_BLANK
			    : EFFECT_BREAK;
		if (effect == EFFECT_LETTER || effect == EFFECT_NOTHING)
			continue;
		add_word(cutting, from + start, i - start, part);
		is_end = effect == EFFECT_BREAK ||
		    ends_sentence(from + start, i - start);
		start = i + n;
		if (!is_end)
			continue;
		part++;
		if (i + n < len)
			(void)place_char_next(from + i + n, len - i - n,
			    &second);
		if (add_flag(cutting, c, second, part)) {
			part++;
			n += 4;
			start = i + n;
		}
	}
}

size_t
place_words_cut(struct arena *arena, const char *text, size_t len,
    struct place_word *ret_words, size_t max)
{
	struct cutting cutting = { arena, ret_words, 0, max };

	cut(&cutting, text, len);
	return cutting.n;
}
