#ifndef STORE_QUERY_QUERY_TEXTS_H
#define STORE_QUERY_QUERY_TEXTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/query/query_row.h"

/*
 * Tells of many people at once who can't have a phrase: whose facts have it in
 * none of their texts, whatever these are of.  Who may have it is left to
 * query_row_has_words().
 *
 * Records are looked up by the caller's thread, which alone knows the
 * transaction; unpacking and searching them takes three quarters of the time,
 * is asked of nothing but their bytes, and done by two threads.
 */
struct query_texts;

struct query_texts *
query_texts_new(struct query_source *source, const struct terms_search *search);
void query_texts_free(struct query_texts *texts);

/* Of n people, best in rising order.  Whose facts can't be read may have it. */
void query_texts_sift(struct query_texts *texts, const int64_t *people,
    size_t n, bool *ret_may);

#endif
