#ifndef STORE_QUERY_QUERY_FACTS_H
#define STORE_QUERY_QUERY_FACTS_H

#include "store/key.h"
#include "store/query/query_internal.h"

/* What is stored of a person's work, and whether it has some words. */
struct query_source;
struct terms_search;

/* Own repositories or work: the record as it is stored, borrowed like what
 * db_get() returns. */
struct query_fact {
	enum fact_kind kind;
	struct slice value;
};

/* Own repositories, then work, one record after the other: ERR_NOTFOUND behind
 * the last.  One person at a time is gone through. */
int query_facts_first(struct query_source *source, int64_t person,
    struct query_fact *ret_fact) MUST_CHECK;
int query_facts_next(struct query_source *source, int64_t person,
    struct query_fact *ret_fact) MUST_CHECK;

/* Whether words of a search stand side by side in one of the texts of the
 * facts (store/index/fact_terms.h). */
int query_facts_have(struct query_source *source, int64_t person,
    const struct terms_search *search, bool *ret_has) MUST_CHECK;

#endif
