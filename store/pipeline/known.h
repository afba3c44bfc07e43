#ifndef STORE_PIPELINE_KNOWN_H
#define STORE_PIPELINE_KNOWN_H

#include "store/store.h"

/* Beside what store.h has: for the rest of the store alone. */

/* After a profile was stored: whether somebody known came in. */
int
store_known_recognise(struct txn *txn, const struct person *person) MUST_CHECK;
/* Drops what an erased person would be recognised by. */
int store_known_forget(struct txn *txn, int64_t id) MUST_CHECK;

#endif
