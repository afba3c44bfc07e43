#ifndef STORE_INDEX_TERMS_H
#define STORE_INDEX_TERMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Texts and what is searched in them, in one form: folded words, one blank
 * before and after each (" distributed lock "), "\n" between texts, so that
 * finding a phrase is finding bytes and no phrase spans two texts.  A word is
 * letters and digits of any script, and what ends in + or # ("c++", "c#").
 */

/* Appends one text's words and a line end; nothing for NULL or no words. */
void terms_add(struct buf *out, const char *text);

/* Calls `each` for every word of a text, in order, repeated ones again; the
 * word lives until it returns.  Nothing for NULL.  O(bytes). */
typedef void terms_fn(void *context, const char *word, size_t len);
void terms_each(const char *text, terms_fn *each, void *context);

/* text_fold() of a name; quick for ASCII without blanks.  In the arena. */
struct arena;
const char *terms_fold(struct arena *arena, const char *text);

/* The words of a search, " a b "; "" when there are none.  In the arena. */
const char *terms_of(struct arena *arena, const char *text);

/* Whether all words of `search` stand in `words`, side by side.  With `prefix`
 * the last one need only begin so. */
bool terms_contain(const char *words, const char *search, bool prefix);

/*
 * The same of texts as they are written, without making their words: quick for
 * ASCII, of which most texts are.
 */
struct terms_search {
	const char *words; /* of terms_of(); must stay */
	bool is_prefix;
	struct {
		const char *word; /* in `words`; NULL: there are none */
		size_t at; /* where in it the byte is that texts have least */
	} rarest;
};
void terms_search_init(struct terms_search *search, const char *words,
    bool is_prefix);
bool terms_stand_in(const char *text, const struct terms_search *search);
/* Whether they stand in any of several texts that lie one behind the other, each
 * with its NUL.  The arena is for a copy. */
bool terms_stand_among(struct arena *arena, const char *texts, size_t len,
    const struct terms_search *search);

#endif
