#ifndef CRAWLER_PASSES_H
#define CRAWLER_PASSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "signals/rubric.h"
#include "store/store.h"

/*
 * For which roles everybody's score is that of the stored facts, and by which
 * stamps of the rubric: "ROLE=ALL,FACTS,NOW;" for each, one small value of the store.  A run
 * takes it out before it changes facts and writes it at its end, so that one
 * that was killed leaves none.
 */

/* "" when there is none. */
int passes_get(struct txn *txn, struct arena *arena,
    const char **ret_passes) MUST_CHECK;
/* Reads and drops it. */
int passes_take(struct txn *txn, struct arena *arena,
    const char **ret_passes) MUST_CHECK;

bool passes_have(const char *passes, const char *role, uint64_t stamp);
/* False for a role without them, also one that an older program scored. */
bool passes_find(const char *passes, const char *role,
    struct rubric_stamps *ret_stamps);

/* Writes the stamps of these roles, and from `others` those of other roles. */
int passes_put(struct txn *txn, const char *others, const struct role *roles,
    const struct rubric_stamps *stamps, size_t n) MUST_CHECK;

/* Facts have come in that nobody was scored by: none is complete. */
int passes_drop(struct txn *txn) MUST_CHECK;

#endif
