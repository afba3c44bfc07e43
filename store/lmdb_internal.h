#ifndef STORE_LMDB_INTERNAL_H
#define STORE_LMDB_INTERNAL_H

#include "store/lmdb.h"

/* LMDB's codes, translated: of its border's files alone. */

/* A sentence of what failed, and what helps. */
int lmdb_explain(const struct store *store, int rc, const char *what,
    struct err_detail *detail);

/* The code's translation.  A transaction remembers its first failure; absence is
 * none. */
int lmdb_fail(struct txn *txn, int rc, const char *what);

static inline int
lmdb_check(struct txn *txn, int rc, const char *what)
{
	return rc == 0 ? 0 : lmdb_fail(txn, rc, what);
}

#endif
