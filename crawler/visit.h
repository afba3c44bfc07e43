#ifndef CRAWLER_VISIT_H
#define CRAWLER_VISIT_H

#include "crawler/walk.h"
#include "store/task.h"

/*
 * What is done with somebody's record after a visit, whatever request it came
 * from.  All in the caller's transaction.
 */

/* Stored already as refusing: erases the rest, to be looked at again later. */
int visit_refused(struct walk *walk, struct txn *txn, struct task *task,
    int64_t person, const char *sentence) MUST_CHECK;

/* The account is no longer there: marked at once, and no role lists it; if a
 * month later it is still not there, it is purged. */
int visit_vanished(struct walk *walk, struct txn *txn,
    struct task *task) MUST_CHECK;

/* The account is a bot's or an organization's. */
int visit_automated(struct walk *walk, struct txn *txn, struct task *task,
    const char *type, const char *login) MUST_CHECK;

#endif
