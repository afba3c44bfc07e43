#ifndef STORE_META_H
#define STORE_META_H

#include "base/err.h"
#include "store/key.h"

struct txn;

/* Small entries under a name: counters, progress, what the schema is. */

/* The entry behind that name, "" being before the first; ERR_NOTFOUND at the
 * end.  Both slices live until the next write. */
int meta_next(struct txn *txn, enum meta_kind kind, const char *after,
    struct slice *ret_name, struct slice *ret_value) MUST_CHECK;

int meta_get_int(struct txn *txn, enum meta_kind kind, const char *name,
    int64_t *ret_value) MUST_CHECK; /* absent is 0 */
int meta_put_int(struct txn *txn, enum meta_kind kind, const char *name,
    int64_t value) MUST_CHECK;
/* A value of eight bytes under a key of META. */
int
meta_put_at(struct txn *txn, const struct key *key, int64_t value) MUST_CHECK;
/* Counters of stats that are not the size of a table. */
#define COUNT_PROFILES "profiles"
#define COUNT_REFUSALS "refusals"
#define COUNT_WORKS    "works"
int meta_count(struct txn *txn, const char *name, int64_t delta) MUST_CHECK;

#endif
