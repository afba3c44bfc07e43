#ifndef STORE_ORDINAL_H
#define STORE_ORDINAL_H

#include <stdint.h>

#include "base/err.h"
#include "store/key.h"

/*
 * Dense numbers of people: the lowest free one is taken first, one that is
 * freed is taken again.  Kept in front of the person's record.
 */
struct txn;

enum {
	/* 65,536 chunks of 8,192, less the last. */
	ORDINAL_MAX = 0x1FFFDFFF,
	/* Of who refuses: in no index. */
	ORDINAL_NONE = 0x1FFFFFFF
};

/* The person's; ERR_NOTFOUND for somebody who is not stored or has none,
 * ERR_CORRUPT.  One look-up. */
int
ordinal_get(struct txn *txn, int64_t person, uint32_t *ret_ordinal) MUST_CHECK;

/* Those below *ret_next are or were in use.  O(1). */
int ordinal_next(struct txn *txn, uint32_t *ret_next) MUST_CHECK;

#endif
