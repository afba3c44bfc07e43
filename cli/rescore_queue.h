#ifndef CLI_RESCORE_QUEUE_H
#define CLI_RESCORE_QUEUE_H

#include "store/store.h"

/*
 * What `muster rescore` leaves in the store for a daemon that runs: names or
 * absolute paths of roles, or "*" for those it would take by itself.
 */
int rescore_queue_add(struct txn *txn, const char *const *roles,
    size_t n) MUST_CHECK; /* none: "*" */

/*
 * The queue, in the arena; *ret_text is what rescore_queue_drop() takes.
 * `ret_n` 0 with a text: "*".  ERR_NOTFOUND: empty.
 */
int rescore_queue_get(struct txn *txn, struct arena *arena,
    const char ***ret_roles, size_t *ret_n, const char **ret_text) MUST_CHECK;

/* Empties the queue, unless something was added since it was read. */
int rescore_queue_drop(struct txn *txn, const char *text) MUST_CHECK;

#endif
