#include "store/terms.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/text.h"

enum {
	SEARCH_MAX = 16 * 1024
};

/* Blocks of Unicode that hold no letters: Latin-1 signs, punctuation to
 * arrows and symbols, ideographic punctuation, full-width signs. */
static bool
is_sign(uint32_t c)
{
	return (c >= 0x80 && c <= 0xBF) || c == 0xD7 || c == 0xF7 ||
	    (c >= 0x2000 && c <= 0x2BFF) || (c >= 0x3000 && c <= 0x303F) ||
	    (c >= 0xFF00 && c <= 0xFF0F) || c == 0xFFFD;
}

/* Bytes of the character at `at`, which is valid UTF-8 of two bytes or more. */
static size_t
decode(const char *at, uint32_t *ret_c)
{
	static const uint8_t masks[] = { 0, 0, 0x1F, 0x0F, 0x07 };
	const uint8_t *bytes = (const uint8_t *)at;
	size_t len = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : 2;
	uint32_t c = bytes[0] & masks[len];

	for (size_t i = 1; i < len && bytes[i] != '\0'; i++)
		c = c << 6 | (bytes[i] & 0x3F);
	*ret_c = c;
	return len;
}

/* Bytes of the word character at `at`, or 0; `has_word`: one stands before. */
static size_t
word_bytes(const char *at, bool has_word)
{
	uint32_t c;
	size_t len;

	if (str_is_alnum(*at))
		return 1;
	/* c++, c#, but not the number sign or "a+b". */
	if (*at == '+' || *at == '#')
		return has_word && !str_is_alnum(at[1]) ? 1 : 0;
	if ((uint8_t)*at < 0x80)
		return 0;
	len = decode(at, &c);
	return is_sign(c) ? 0 : len;
}

static size_t
any_bytes(const char *at)
{
	uint32_t c;

	return (uint8_t)*at < 0x80 ? 1 : decode(at, &c);
}

static void
add_word(struct buf *out, const char *word, const char *end)
{
	buf_char(out, ' ');
	buf_add(out, word, (size_t)(end - word));
}

/* Appends " a b"; returns whether there was a word. */
static bool
add_words(struct buf *out, const char *folded)
{
	const char *word = NULL, *at = folded;
	bool has_any = false;

	while (*at != '\0') {
		size_t len = word_bytes(at, word != NULL);

		if (len > 0 && word == NULL) {
			word = at;
			has_any = true;
		} else if (len == 0 && word != NULL) {
			add_word(out, word, at);
			word = NULL;
		}
		at += len > 0 ? len : any_bytes(at);
	}
	if (word != NULL)
		add_word(out, word, at);
	return has_any;
}

/* Most texts are plain ASCII, which needs no tables to fold. */
static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((uint8_t)*text >= 0x80)
			return false;
	return true;
}

static bool
add_folded(struct buf *out, const char *text)
{
	struct arena arena = { 0 };
	bool has_any;
	char *folded;

	if (is_ascii(text)) {
		folded = arena_strdup(&arena, text);
		str_lower_all(folded);
	} else {
		folded = text_fold(&arena, text, strlen(text));
	}
	has_any = add_words(out, folded);
	arena_done(&arena);
	return has_any;
}

void
terms_add(struct buf *out, const char *text)
{
	if (text != NULL && add_folded(out, text))
		buf_text(out, " \n");
}

const char *
terms_of(struct arena *arena, const char *text)
{
	struct buf out;
	const char *words = "";

	buf_init(&out, SEARCH_MAX);
	if (add_folded(&out, text) && !out.overflow) {
		buf_char(&out, ' ');
		words = arena_text(arena, out.data, out.len);
	}
	buf_done(&out);
	return words;
}

bool
terms_contain(const char *words, const char *search, bool prefix)
{
	size_t len = strlen(search);

	if (len == 0)
		return false;
	/* Without the blank at its end the last word may go on. */
	return memmem(words, strlen(words), search, prefix ? len - 1 : len) !=
	    NULL;
}
