#ifndef STORE_POSTING_PAIRS_H
#define STORE_POSTING_PAIRS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/index/terms.h"

/*
 * Frequent words say little alone: half of all people have both "in" and "or",
 * and few have them side by side.  So two adjacent words of one text are a
 * term, too, when both are among some hundred fixed ones and one is among the
 * most frequent of these: "in or", which no word can be, since none has a
 * blank.  Changing which words these are takes another schema.
 */
enum {
	PAIR_WORD_MAX = 7, /* bytes of such a word */
	PAIR_MAX = 2 * PAIR_WORD_MAX + 1
};

enum pair_side {
	PAIR_NONE,
	PAIR_FREQUENT,
	PAIR_MOST
};

/* What a folded word, not an empty one, can be of a pair. */
enum pair_side pairs_side(const char *word, size_t len);

/* Whether two that are side by side are a term. */
bool pairs_are_one(enum pair_side a, enum pair_side b);

/* terms_each(), and each pair behind its second word.  O(bytes). */
void pairs_each(const char *text, terms_fn *each, void *context);

#endif
