#ifndef SIGNALS_WORDS_H
#define SIGNALS_WORDS_H

#include <stddef.h>
#include <stdint.h>

/*
 * Finds the words and phrases of many lists in one pass over a text.
 *
 * Words are runs of letters and digits, ASCII case ignored; "c++", "c#" and
 * ".net" are words; an apostrophe joins ("don't" is "dont"); each Chinese,
 * Japanese or Korean sign is a word of its own, since those are written
 * without blanks.  A phrase is its words in a row whatever stands between them
 * ("node.js", "node-js"), but not across the end of a sentence or a comma.
 *
 * Words that are folded (base/text.h) before they are added are found in
 * folded texts.  Linear in the text, about 100 ns a kilobyte and list hit.
 */
struct words;

enum {
	WORDS_PHRASE_MAX = 16 /* words; what is longer is cut */
};

/* Where a phrase stands: bytes start..end of the text. */
struct word_hit {
	uint32_t list; /* as given to words_add() */
	size_t start;
	size_t end;
};

struct words *words_new(void);
void words_free(struct words *words);

/* Lets phrases go across commas, colons and the ends of sentences. */
void words_join_clauses(struct words *words);

/* The same phrase may be in many lists; a phrase without words is ignored. */
void words_add(struct words *words, const char *phrase, uint32_t list);

/*
 * Calls `found` for each occurrence, in order of their ends; overlapping ones
 * are all told.  Any bytes may be given.  Returns how many words there were.
 */
size_t words_scan(const struct words *words, const char *text, size_t len,
    void (*found)(void *ctx, const struct word_hit *hit), void *ctx);

#endif
