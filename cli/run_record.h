#ifndef CLI_RUN_RECORD_H
#define CLI_RUN_RECORD_H

#include <stdint.h>

#include "store/store.h"

/* How the daemon's last run of a role went: kept in the store, so that a run
 * that was missed while it was down is made up. */
struct run_record {
	int64_t started; /* 0: never ran */
	int64_t ended;
	int64_t succeeded; /* the end of the last run that did; 0: none */
	char result[24]; /* as in the run's report: "done", "network", ... */
};

/* Zeroed when there is none, or none that can be read. */
int run_record_get(struct txn *txn, const char *role,
    struct run_record *ret_record) MUST_CHECK;
int run_record_put(struct txn *txn, const char *role,
    const struct run_record *record) MUST_CHECK;

#endif
