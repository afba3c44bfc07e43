#ifndef STORE_RIGHTS_SUPPRESS_H
#define STORE_RIGHTS_SUPPRESS_H

#include "base/err.h"
#include "store/key.h"

struct record_type;
struct txn;

/* The hashes of those who are kept out. */

/* What is kept of a hash. */
struct suppression {
	int64_t at;
	int64_t until; /* 0: for ever */
	/* Of a login whose account's id is hashed too: see suppress.c. */
	bool is_alias;
};
extern const struct record_type store_suppression_record;

/* Takes over a hash with what is kept of it; the longer one holds.
 * *ret_is_new: it was not there, or was over. */
int suppress_put(struct txn *txn, const uint8_t hash[static KEY_HASH_LEN],
    const struct suppression *suppression, bool *ret_is_new) MUST_CHECK;

/* What is kept of an id, else of a login; ERR_NOTFOUND also when it is over. */
int suppress_find(struct txn *txn, int64_t id, const char *login,
    struct suppression *ret_found) MUST_CHECK;

/* Whether there is no hash at all. */
bool suppress_is_empty(struct txn *txn);

/* 0, or ERR_BLOCKED.  What was suppressed by login alone is from now on known
 * by id as well (in a write transaction). */
int suppress_check(struct txn *txn, int64_t id, const char *login) MUST_CHECK;

#endif
