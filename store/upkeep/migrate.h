#ifndef STORE_UPKEEP_MIGRATE_H
#define STORE_UPKEEP_MIGRATE_H

#include "store/key.h"
#include "store/store.h"

/*
 * From one schema to the next, in transactions of at most `max` entries each;
 * the place that was reached is kept in the store, so that a migration that
 * was killed goes on there.
 */
struct migration {
	int64_t to; /* the schema it leads to, from the one before */
	bool changes_records; /* a copy is kept until it is done */
	/* Does a slice from *progress on (empty: from the beginning) and moves
	 * it; ERR_NOTFOUND when there is nothing left to do. */
	int (*slice)(struct txn *txn, struct key *progress, size_t max);
};

/* The store's own, in order of `to`; the last one is the program's schema. */
extern const struct migration migrations[];
extern const size_t n_migrations;

/* The schema that the program writes. */
int64_t migrate_schema(void);

/*
 * One transaction of what `table` has for a store of an older schema, which
 * is open for writing under crawl.lock.  0: there is more to do; ERR_NOTFOUND:
 * the store is of the last schema of the table.
 */
int migrate_step(struct store *store, const struct migration *table, size_t n,
    struct err_detail *detail) MUST_CHECK;

/* All of it. */
int migrate_all(struct store *store, struct err_detail *detail) MUST_CHECK;

#endif
