#ifndef STORE_INDEX_FACT_TERMS_H
#define STORE_INDEX_FACT_TERMS_H

#include "base/buf.h"
#include "signals/fact.h"

/*
 * The texts that free words are looked for in: titles of pull requests written,
 * merged and reviewed, review comments, commit messages; description, topics
 * and README of own repositories, forks and mirrors apart, and the names of all
 * own ones.  Names of repositories worked in are found by POSTING_WORKED.
 * Never bios, profile READMEs or scores.
 *
 * Calls `each` with every text that is not NULL or empty.
 */
typedef void fact_text_fn(void *context, const char *text);
void
fact_texts_work(const struct work *work, fact_text_fn *each, void *context);
void fact_texts_portfolio(const struct portfolio *portfolio, fact_text_fn *each,
    void *context);

#endif
