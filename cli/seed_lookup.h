#ifndef CLI_SEED_LOOKUP_H
#define CLI_SEED_LOOKUP_H

#include "cli/app.h"
#include "signals/jd.h"

/*
 * Fills in what is known of the repositories that a role could begin with: from
 * the store where they were harvested, from GitHub when there is a token.
 * Never fails: what can't be had stays unknown, and is told on stderr.
 */
void seed_lookup(struct app *app, const char *api_url, struct jd_seed *seeds,
    size_t n);

#endif
