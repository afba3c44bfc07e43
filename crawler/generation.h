#ifndef CRAWLER_GENERATION_H
#define CRAWLER_GENERATION_H

#include "crawler/crawl.h"

/* What passes over everybody share, see pass.c and reweigh.c. */

/* txn_end(), but a commit too when `rc` is the one that is waited for. */
int generation_finish(struct txn *txn, int rc, int awaited,
    struct err_detail *detail) MUST_CHECK;

/* What is left of an old generation, in slices.  One that is interrupted goes
 * on when the next pass begins. */
int generation_drop(struct store *store, const struct crawl_options *options,
    const char *role, const volatile sig_atomic_t *stop,
    struct err_detail *detail) MUST_CHECK;

/* Fronts of the ranks, where they are due (store/column/front_build.h); interrupted
 * that is left to the next pass. */
int generation_fronts(struct store *store, const struct crawl_options *options,
    struct err_detail *detail) MUST_CHECK;

/*
 * Where nothing but the role's weights has changed since everybody was scored:
 * weighs their scores anew, as crawl_rescore() would, without a look at facts.
 * Ages are as they were then.  ERR_NOTFOUND: something else has changed, or
 * nothing.
 */
int generation_reweigh(struct store *store, const struct crawl_options *options,
    const struct role *role, int64_t *ret_scored,
    struct err_detail *detail) MUST_CHECK;

#endif
