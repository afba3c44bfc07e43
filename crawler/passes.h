#ifndef CRAWLER_PASSES_H
#define CRAWLER_PASSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "config/role.h"
#include "store/store.h"

/*
 * For which roles everybody's score is that of the stored facts, and by which
 * rubric_stamp(): "ROLE=STAMP;" for each, one small value of the store.  A run
 * takes it out before it changes facts and writes it at its end, so that one
 * that was killed leaves none.
 */

/* Reads and drops it; "" when there is none. */
int passes_take(struct txn *txn, struct arena *arena,
    const char **ret_passes) MUST_CHECK;

bool passes_have(const char *passes, const char *role, uint64_t stamp);

/* Writes the stamps of these roles, and from `others` those of other roles. */
int passes_put(struct txn *txn, const char *others, const struct role *roles,
    const uint64_t *stamps, size_t n) MUST_CHECK;

#endif
