#ifndef SIGNALS_PROSE_H
#define SIGNALS_PROSE_H

#include <stddef.h>
#include <stdint.h>

#include "signals/words.h"

/*
 * What can be counted in a text by a person with patience.  Models
 * (signals/model.h) weigh these by the names below; counts enter as
 * ln(1 + n), so that length saturates.
 */
#define PROSE_FEATURES(X)                                                   \
	X(LETTERS, "letters") /* ln(1 + letters and digits) */              \
	X(WORDS, "words") /* ln(1 + words) */                               \
	X(BODY, "body") /* ln(1 + words after the first line) */            \
	X(TITLE, "title") /* ln(1 + words of the first line) */             \
	X(SENTENCES, "sentences") /* ln(1 + ends of sentences) */           \
	X(CODE, "code") /* ln(1 + spans in backquotes) */                   \
	X(FENCE, "fence") /* 1: a fenced or indented block of code */       \
	X(SUGGESTION, "suggestion") /* 1: a ```suggestion block */          \
	X(IDENTIFIERS, "identifiers") /* ln(1 + fooBar, foo_bar, foo()) */  \
	X(PATHS, "paths") /* ln(1 + words like dir/file.c) */               \
	X(LINKS, "links") /* ln(1 + web addresses) */                       \
	X(REFERENCES, "references") /* ln(1 + #123 and commit hashes) */    \
	X(NUMBERS, "numbers") /* ln(1 + numbers) */                         \
	X(QUESTION, "question") /* 1: a question mark */                    \
	X(EXCLAMATION, "exclamation") /* ln(1 + exclamation marks) */       \
	X(ITEMS, "items") /* ln(1 + list items) */                          \
	X(QUOTE, "quote") /* 1: a quoted line */                            \
	X(LABELS, "labels") /* ln(1 + headings and bold labels of lines) */ \
	X(SHOUTING, "shouting") /* ln(1 + words in capitals) */             \
	X(ONE_WORD, "one_word") /* 1: at most one word */

enum prose_feature {
#define X(name, text) PROSE_##name,
	PROSE_FEATURES(X)
#undef X
	PROSE_COUNT
};

/* Lists of words follow the features, in the order of signals.yaml. */
enum {
	PROSE_LISTS_MAX = 64,
	PROSE_ALL = PROSE_COUNT + PROSE_LISTS_MAX
};

const char *prose_feature_name(enum prose_feature feature);

struct prose {
	double feature[PROSE_ALL];
	size_t n_words; /* 0 also for a text that has none */
	size_t n_letters; /* of any script */
	size_t n_foreign; /* letters outside the Latin script */
	size_t n_common; /* most frequent English words: is it English? */
};

/*
 * Reads a text once for its features and once for the words of `words`.  Hits
 * of lists below PROSE_LISTS_MAX are counted in *ret_prose; others are told to
 * `found` (which may be NULL).  List `common` counts in n_common alone; -1 for
 * none.
 */
void prose_read(const struct words *words, int common, const char *text,
    size_t len, struct prose *ret_prose,
    void (*found)(void *ctx, const struct word_hit *hit), void *ctx);

#endif
