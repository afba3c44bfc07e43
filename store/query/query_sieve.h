#ifndef STORE_QUERY_QUERY_SIEVE_H
#define STORE_QUERY_QUERY_SIEVE_H

#include "store/query/query_index.h"

/*
 * Who may match as far as lists tell, for a walk of the rank: others need not
 * be looked at.  Made chunk by chunk when somebody of it is met; no column and
 * no record is read.
 */
struct query_sieve;

/* NULL when no list narrows the query down. */
struct query_sieve *query_sieve_new(struct query_source *source);
void query_sieve_free(struct query_sieve *sieve);

/* Also true for ORDINAL_NONE.  Of who gave no place, conditions on places may
 * hold, since they are counted. */
bool query_sieve_lets(struct query_sieve *sieve, uint32_t ordinal);

/* Who of a chunk may satisfy a node, likewise. */
void query_sieve_sift(struct query_source *source, const struct node *node,
    uint32_t chunk, struct bits *ret_may);

/* Whether lists alone can tell that somebody does not satisfy the node. */
bool
query_sieve_narrows(const struct query_index *index, const struct node *node);

#endif
