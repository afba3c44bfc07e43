#ifndef STORE_SWEEP_H
#define STORE_SWEEP_H

#include "store/scrub.h"

/*
 * Goes over everybody's records for mentions of one account.  Unpacks every
 * text of the store but decodes only those that can hold a mention: O(bytes
 * of the store).
 */
struct sweep {
	struct txn *txn;
	struct scrub scrub;
	bool write; /* false: only count */
	int64_t skip; /* whose own records are stepped over; 0: nobody's */
};

int sweep_all(struct sweep *sweep) MUST_CHECK;

/* The entry after `key` (an empty key: the first), for loops that write: a
 * cursor is not relied on across a write. */
int sweep_after(struct cursor *cursor, const struct key *key,
    struct slice *ret_found, struct slice *ret_value) MUST_CHECK;

#endif
