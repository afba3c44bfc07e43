#ifndef STORE_PIPELINE_SEARCH_H
#define STORE_PIPELINE_SEARCH_H

#include "store/store.h"

/* Beside what store.h has: for the rest of the store alone. */

/* Writes a search as it is: no journal, nothing listed is dropped. */
int
store_search_put_own(struct txn *txn, const struct search *search) MUST_CHECK;
/* Notes one person as listed, whoever that is. */
int store_search_note(struct txn *txn, const char *name, uint16_t role,
    int64_t person) MUST_CHECK;
/* Somebody who is erased was listed by no search. */
int store_search_forget(struct txn *txn, int64_t person) MUST_CHECK;

#endif
