#ifndef CLI_EXCLUDE_H
#define CLI_EXCLUDE_H

#include <stdbool.h>

#include "config/config.h"
#include "signals/fact.h"

/*
 * Whether the configuration's `exclude:` keeps a person out: by login, by one
 * of the companies they name ("Acme GmbH" is "acme"), by an organisation they
 * name with an @, or by the host of a link.  Case and accents don't matter.
 */
bool
exclude_matches(const struct exclude *exclude, const struct person *person);

#endif
