#ifndef STORE_INDEX_FACT_WORDS_H
#define STORE_INDEX_FACT_WORDS_H

#include "base/arena.h"
#include "signals/fact.h"
#include "store/key.h"

/*
 * The words of a record's texts, each once and cut as they are indexed: made
 * ahead of a put, so that whoever puts the same texts need not cut them.
 */
struct fact_words {
	const char *const *texts; /* as fact_texts_*() calls for them */
	size_t n_texts;
	const struct slice *words;
	size_t n_words;
};

/* Memory from record to record. */
struct word_set;

struct word_set *word_set_new(void);
void word_set_free(struct word_set *set);

/* Lists and words live in the arena; expected O(bytes). */
void fact_words_of_work(struct word_set *set, const struct work *work,
    struct arena *arena, struct fact_words *ret_words);
void
fact_words_of_portfolio(struct word_set *set, const struct portfolio *portfolio,
    struct arena *arena, struct fact_words *ret_words);

#endif
