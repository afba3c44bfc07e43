#ifndef CLI_EXCLUDE_H
#define CLI_EXCLUDE_H

#include <stdbool.h>

#include "config/config.h"
#include "signals/fact.h"
#include "store/query.h"

/*
 * Whether the configuration's `exclude:` keeps a person out: by login, by one
 * of the companies they name ("Acme GmbH" is "acme"), by an organisation they
 * name with an @, or by the host of a link.  Case and accents don't matter.
 */
bool
exclude_matches(const struct exclude *exclude, const struct person *person);

/* Whom that can hold for at most, so that a query need not ask for everybody.
 * Borrows from `exclude` and the arena. */
void exclude_suspects(const struct exclude *exclude, struct arena *arena,
    struct query_suspects *ret_suspects);

#endif
