#ifndef CLI_CRAWL_SETUP_H
#define CLI_CRAWL_SETUP_H

#include "cli/app.h"
#include "cli/option.h"
#include "crawler/crawl.h"

/*
 * What crawl, rescore and doctor have in common: reads the rules, the
 * catalogue, the places and the named roles (none: the enabled ones, and with
 * `or_with_leads` those that have leads).  The store must be open.  ERR_INVAL
 * explains how to enable a role when there is none.  Everything lives as long
 * as the app; the token, budget and progress are left empty.
 */
int crawl_setup(struct app *app, const struct text_list *roles,
    bool or_with_leads, struct crawl_options *ret_options) MUST_CHECK;

/* The two halves of it, for those who may have no role: the names of the
 * enabled roles, and all that goes with the named ones. */
int crawl_setup_enabled(struct app *app, bool or_with_leads,
    const char ***ret_names, size_t *ret_n) MUST_CHECK;
int crawl_setup_named(struct app *app, const char *const *names, size_t n,
    struct crawl_options *ret_options) MUST_CHECK;

#endif
