#ifndef STORE_RIGHTS_SWEEP_H
#define STORE_RIGHTS_SWEEP_H

#include "store/lmdb.h"
#include "store/rights/scrub.h"

/* How far it came: the last entry that was looked at. */
struct sweep_at {
	uint8_t table; /* of sweep.c's list */
	struct key key; /* empty: nothing of that table yet */
};

/*
 * Goes over everybody's records for mentions of accounts, in slices.  Unpacks
 * every text of the store; with one account it decodes only those that can hold
 * a mention: O(bytes of the store).
 */
struct sweep {
	struct txn *txn; /* of the slice */
	struct scrub scrub;
	bool write; /* false: only count */
	int64_t skip; /* whose own records are stepped over; 0: nobody's */
	/* Told of each record with mentions, and how many; or NULL. */
	int (*met)(struct sweep *sweep, enum table table, const struct key *key,
	    int64_t n);
	void *context;
	struct sweep_at at;
	int64_t seen; /* entries */
};

/* Goes on until the monotonic time; 0 when there is more, ERR_NOTFOUND at the
 * end. */
int sweep_slice(struct sweep *sweep, int64_t until_ms) MUST_CHECK;

/* Entries that a whole sweep looks at, about. */
int64_t sweep_total(struct txn *txn);

/* The entry after `key` (an empty key: the first), for loops that write: a
 * cursor is not relied on across a write. */
int sweep_after(struct cursor *cursor, const struct key *key,
    struct slice *ret_found, struct slice *ret_value) MUST_CHECK;

/* Their mentions are to be erased; keeps login and name until then. */
int
store_sweep_call_for(struct txn *txn, const struct person *person) MUST_CHECK;

#endif
