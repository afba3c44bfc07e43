#include "store/posting/pairs.h"

#include <stdint.h>
#include <string.h>

enum {
	LETTERS = 26,
	OF_A_LETTER = 16
};

/* What titles, comments and commits are full of, padded with zeros. */
static const char frequent[LETTERS][OF_A_LETTER][PAIR_WORD_MAX + 1] = {
	['a' - 'a'] = { "a", "about", "add", "added", "adds", "after", "all",
	    "allow", "also", "an", "and", "any", "are", "as", "at", "avoid" },
	['b' - 'a'] = { "be", "before", "between", "bug", "build", "but",
	    "by" },
	['c' - 'a'] = { "call", "can", "change", "check", "class", "code",
	    "create" },
	['d' - 'a'] = { "data", "default", "do", "docs", "does", "don" },
	['e' - 'a'] = { "each", "error" },
	['f' - 'a'] = { "file", "first", "fix", "fixed", "fixes", "fixing",
	    "for", "from" },
	['g' - 'a'] = { "get" },
	['h' - 'a'] = { "has", "have", "here", "how" },
	['i' - 'a'] = { "i", "if", "improve", "in", "instead", "into", "is",
	    "issue", "it", "its" },
	['j' - 'a'] = { "just" },
	['l' - 'a'] = { "like", "list" },
	['m' - 'a'] = { "make", "method", "more", "move" },
	['n' - 'a'] = { "name", "need", "new", "no", "not", "now" },
	['o' - 'a'] = { "of", "on", "one", "only", "or", "other", "out" },
	['p' - 'a'] = { "per", "pr" },
	['r' - 'a'] = { "read", "remove", "removed", "return", "run" },
	['s' - 'a'] = { "same", "set", "should", "simple", "so", "some",
	    "support" },
	['t' - 'a'] = { "t", "test", "tests", "than", "that", "the", "their",
	    "then", "there", "they", "think", "this", "time", "to", "type" },
	['u' - 'a'] = { "up", "update", "updated", "use", "used", "user",
	    "using" },
	['v' - 'a'] = { "value", "version", "via" },
	['w' - 'a'] = { "was", "we", "were", "what", "when", "where", "which",
	    "while", "will", "with", "without", "work", "would" },
	['y' - 'a'] = { "you", "your" },
};

/* Without one of these a pair is rarely asked of many. */
static const char most[LETTERS][OF_A_LETTER][PAIR_WORD_MAX + 1] = {
	['a' - 'a'] = { "a", "add", "and" },
	['f' - 'a'] = { "fix", "for" },
	['i' - 'a'] = { "in", "is", "it" },
	['n' - 'a'] = { "not" },
	['o' - 'a'] = { "of", "on" },
	['t' - 'a'] = { "test", "that", "the", "this", "to" },
	['w' - 'a'] = { "when" },
};

static bool
is_among(const char words[OF_A_LETTER][PAIR_WORD_MAX + 1], uint64_t sought)
{
	uint64_t other;

	for (size_t i = 0; i < OF_A_LETTER; i++) {
		memcpy(&other, words[i], sizeof(other));
		if (other == sought)
			return true;
		if (other == 0)
			break;
	}
	return false;
}

enum pair_side
pairs_side(const char *word, size_t len)
{
	unsigned letter = (uint8_t)word[0] - 'a';
	uint64_t sought = 0;

	if (len > PAIR_WORD_MAX || letter >= LETTERS)
		return PAIR_NONE;
	memcpy(&sought, word, len);
	if (!is_among(frequent[letter], sought))
		return PAIR_NONE;
	return is_among(most[letter], sought) ? PAIR_MOST : PAIR_FREQUENT;
}

bool
pairs_are_one(enum pair_side a, enum pair_side b)
{
	return a != PAIR_NONE && b != PAIR_NONE &&
	    (a == PAIR_MOST || b == PAIR_MOST);
}

struct pairing {
	terms_fn *each;
	void *context;
	char pair[PAIR_MAX]; /* begins with the word before */
	size_t len; /* of it */
	enum pair_side side; /* of it */
};

static void
add_word(void *context, const char *word, size_t len)
{
	struct pairing *pairing = context;
	char *pair = pairing->pair;
	enum pair_side side = pairs_side(word, len);

	pairing->each(pairing->context, word, len);
	if (pairs_are_one(pairing->side, side)) {
		pair[pairing->len] = ' ';
		memcpy(pair + pairing->len + 1, word, len);
		pairing->each(pairing->context, pair, pairing->len + 1 + len);
	}
	pairing->side = side;
	if (side == PAIR_NONE)
		return;
	memcpy(pair, word, len);
	pairing->len = len;
}

void
pairs_each(const char *text, terms_fn *each, void *context)
{
	struct pairing pairing = { .each = each, .context = context };

	terms_each(text, add_word, &pairing);
}
