#include "store/index/terms.h"

#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum {
	SEARCH_MAX = 16 * 1024,
	/* Of one text; what is beyond it is not found. */
	TEXT_MAX = 4 * 1024 * 1024,
	/* Texts up to that need no memory of their own. */
	FEW_BYTES = 1024
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

/* What a byte can be part of. */
enum class {
	CLASS_NONE,
	CLASS_WORD, /* letters and digits of ASCII */
	CLASS_TAIL, /* + and # */
	CLASS_WIDE /* of a character beyond ASCII */
};

static const uint8_t classes[256] = { ['0' ... '9'] = CLASS_WORD,
	['A' ... 'Z'] = CLASS_WORD,
	['a' ... 'z'] = CLASS_WORD,
	['+'] = CLASS_TAIL,
	['#'] = CLASS_TAIL,
	[0x80 ... 0xFF] = CLASS_WIDE };

static enum class class_of(char c) {
	return (enum class)classes[(uint8_t)c];
}

/* Bytes of the word character at `at`, or 0; `has_word`: one stands before. */
static size_t
word_bytes(const char *at, bool has_word)
{
	uint32_t c;
	size_t len;

	switch (class_of(*at)) {
	case CLASS_WORD:
		return 1;
	case CLASS_TAIL: /* c++, c#, but not the number sign or "a+b" */
		return has_word && class_of(at[1]) != CLASS_WORD ? 1 : 0;
	case CLASS_WIDE:
		len = decode(at, &c);
		return is_sign(c) ? 0 : len;
	case CLASS_NONE:
		break;
	}
	return 0;
}

static size_t
any_bytes(const char *at)
{
	uint32_t c;

	return (uint8_t)*at < 0x80 ? 1 : decode(at, &c);
}

/* Returns whether there was a word. */
static bool
each_word(const char *folded, terms_fn *each, void *context)
{
	const char *word = NULL, *at = folded;
	bool has_any = false;

	while (*at != '\0') {
		size_t len = word_bytes(at, word != NULL);

		if (len > 0 && word == NULL) {
			word = at;
			has_any = true;
		} else if (len == 0 && word != NULL) {
			each(context, word, (size_t)(at - word));
			word = NULL;
		}
		at += len > 0 ? len : any_bytes(at);
	}
	if (word != NULL)
		each(context, word, (size_t)(at - word));
	return has_any;
}

/* Most texts are plain ASCII, which needs no tables to fold. */
static bool
is_ascii(const char *text, size_t len)
{
	uint64_t all = 0, word;
	size_t at = 0;

	for (; len - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, text + at, sizeof(word));
		all |= word;
	}
	for (; at < len; at++)
		all |= (uint8_t)text[at];
	return (all & UINT64_C(0x8080808080808080)) == 0;
}

static void
lower(char *to, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned c = (uint8_t)text[i];

		to[i] = (char)(c - 'A' < 26 ? c | 0x20 : c);
	}
	to[len] = '\0';
}

static bool
each_of(const char *text, terms_fn *each, void *context)
{
	struct arena arena = { 0 };
	size_t len = strlen(text);
	char few[FEW_BYTES], *folded = few;
	bool has_any;

	if (!is_ascii(text, len)) {
		folded = text_fold(&arena, text, len);
	} else {
		if (len >= sizeof(few))
			folded = arena_alloc(&arena, len + 1);
		lower(folded, text, len);
	}
	has_any = each_word(folded, each, context);
	arena_done(&arena);
	return has_any;
}

void
terms_each(const char *text, terms_fn *each, void *context)
{
	if (text != NULL)
		(void)each_of(text, each, context); /* none is fine */
}

const char *
terms_fold(struct arena *arena, const char *text)
{
	size_t len = strlen(text);
	bool is_plain = is_ascii(text, len);
	char *folded;

	for (size_t i = 0; i < len && is_plain; i++)
		is_plain = text[i] > ' ' && text[i] != 0x7F;
	if (!is_plain)
		return text_fold(arena, text, len);
	folded = arena_alloc(arena, len + 1);
	lower(folded, text, len);
	return folded;
}

/* Appends " a". */
static void
add_word(void *context, const char *word, size_t len)
{
	struct buf *out = context;

	buf_char(out, ' ');
	buf_add(out, word, len);
}

void
terms_add(struct buf *out, const char *text)
{
	if (text != NULL && each_of(text, add_word, out))
		buf_text(out, " \n");
}

const char *
terms_of(struct arena *arena, const char *text)
{
	struct buf out;
	const char *words = "";

	buf_init(&out, SEARCH_MAX);
	if (each_of(text, add_word, &out) && !out.overflow) {
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

/* The bytes of a word of ASCII that ends at `at`, or begins there. */
static bool
is_part(const char *at, bool has_word)
{
	enum class class = class_of(*at);

	return class == CLASS_WORD ||
	    (class == CLASS_TAIL && has_word && class_of(at[1]) != CLASS_WORD);
}

/* Whether the words of a search that are left stand from the word at `at` on,
 * in a text of ASCII. */
static bool
go_on_at(const char *at, const char *search, bool prefix)
{
	for (;;) {
		for (size_t n = 0; is_part(at, n > 0); n++, at++, search++) {
			unsigned c = (uint8_t)*at;

			if (prefix && search[0] == ' ' && search[1] == '\0')
				return true;
			if ((c - 'A' < 26 ? c | 0x20 : c) != (uint8_t)*search)
				return false;
		}
		if (*search++ != ' ')
			return false;
		if (*search == '\0')
			return true;
		while (*at != '\0' && !is_part(at, false))
			at++;
		if (*at == '\0')
			return false;
	}
}

static bool
stand_in_ascii(const char *at, const char *search, bool prefix)
{
	unsigned first = (uint8_t)search[0];

	while (*at != '\0') {
		unsigned c = (uint8_t)*at;

		if (!is_part(at, false)) {
			at++;
			continue;
		}
		if ((c - 'A' < 26 ? c | 0x20 : c) == first &&
		    go_on_at(at, search, prefix))
			return true;
		for (at++; is_part(at, true); at++)
			;
	}
	return false;
}

/* Bytes of ASCII in lower case. */
static inline uint64_t
lower_eight(uint64_t word)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t from_a = word + (0x80 - 'A') * each;
	uint64_t above_z = word + (0x80 - 'Z' - 1) * each;

	/* The highest bit of capitals, moved to what tells case. */
	return word | (from_a & ~above_z & high) >> 2;
}

/* All in lower case, eight bytes at a time; false unless they are ASCII. */
static bool
lower_ascii(char *to, const char *text, size_t len)
{
	uint64_t word, all = 0;
	size_t at = 0;

	for (; at + sizeof(word) <= len; at += sizeof(word)) {
		memcpy(&word, text + at, sizeof(word));
		all |= word;
		word = lower_eight(word);
		memcpy(to + at, &word, sizeof(word));
	}
	if (at < len) {
		word = 0;
		memcpy(&word, text + at, len - at);
		all |= word;
		word = lower_eight(word);
		memcpy(to + at, &word, len - at);
	}
	return (all & UINT64_C(0x8080808080808080)) == 0;
}

/* How rare a byte is in English. */
static size_t
rarity(char c)
{
	static const char common[] = "etaoinsrhldcumfpgwybvkxjqz";
	const char *at = memchr(common, c, sizeof(common) - 1);

	return at == NULL ? sizeof(common) : (size_t)(at - common) + 1;
}

void
terms_search_init(struct terms_search *search, const char *words,
    bool is_prefix)
{
	const char *word = words;
	size_t most = 0;

	*search =
	    (struct terms_search){ .words = words, .is_prefix = is_prefix };
	for (const char *at = words; *at != '\0'; at++) {
		if (*at == ' ') {
			word = at + 1;
		} else if (rarity(*at) > most) {
			most = rarity(*at);
			search->rarest.word = word;
			search->rarest.at = (size_t)(at - word);
		}
	}
}

/* Of texts of ASCII in lower case, each with its NUL: where the rarest byte
 * stands, a word must begin before it with which what is searched goes on. */
static bool
stand_among_ascii(const char *texts, size_t len,
    const struct terms_search *search)
{
	const char *word = search->rarest.word, *end = texts + len;
	size_t before = search->rarest.at;
	const char *at = texts + before;

	for (; at < end &&
	     (at = memchr(at, word[before], (size_t)(end - at))) != NULL;
	     at++) {
		const char *begin = at - before, *text;

		if ((begin > texts && class_of(begin[-1]) == CLASS_WORD) ||
		    !go_on_at(begin, word, search->is_prefix))
			continue;
		text = memrchr(texts, '\0', (size_t)(begin - texts));
		if (stand_in_ascii(text == NULL ? texts : text + 1,
			search->words + 1, search->is_prefix))
			return true;
	}
	return false;
}

bool
terms_stand_in(const char *text, const struct terms_search *search)
{
	size_t len = strlen(text);
	char few[FEW_BYTES];
	struct buf words;
	bool has;

	if (search->rarest.word == NULL || len == 0)
		return false;
	if (len < sizeof(few) && lower_ascii(few, text, len + 1))
		return stand_among_ascii(few, len + 1, search);
	if (len >= sizeof(few) && is_ascii(text, len))
		return stand_in_ascii(text, search->words + 1,
		    search->is_prefix);
	buf_init(&words, TEXT_MAX);
	terms_add(&words, text);
	has = words.len > 0 &&
	    terms_contain(words.data, search->words, search->is_prefix);
	buf_done(&words);
	return has;
}

bool
terms_stand_among(struct arena *arena, const char *texts, size_t len,
    const struct terms_search *search)
{
	char *lower;

	if (len == 0 || search->rarest.word == NULL)
		return false;
	/* Is none of these: who reads the record will tell. */
	if (texts[len - 1] != '\0')
		return true;
	lower = arena_alloc(arena, len);
	if (lower_ascii(lower, texts, len))
		return stand_among_ascii(lower, len, search);
	for (const char *at = texts; at < texts + len; at += strlen(at) + 1)
		if (terms_stand_in(at, search))
			return true;
	return false;
}
