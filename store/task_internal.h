#ifndef STORE_TASK_INTERNAL_H
#define STORE_TASK_INTERNAL_H

#include "store/key.h"
#include "store/task.h"

/* Beside what task.h has: for the rest of the store alone. */

/* Whether a task is about that person; the login may be NULL. */
bool task_is_of(const struct task *task, int64_t person, const char *login);

/* Builds the list of what is due anew, from the tasks; a slice, see
 * migrate.h. */
int store_task_reindex(struct txn *txn, struct key *progress,
    size_t max) MUST_CHECK;

/* Where a task stands in the index; false when it is done and in no list. */
bool store_task_ready_key(const struct task *task, struct key *ret_key);

#endif
