#ifndef STORE_LOCK_H
#define STORE_LOCK_H

#include "base/err.h"

struct store;

/* The lock of crawl, daemon, load and rescore (crawl.lock). */

int lock_take(struct store *store, const char *command,
    struct err_detail *detail) MUST_CHECK;
/*
 * Makes sure that nobody else has the store open and that none opens it until
 * lock_release(): they wait.  ERR_BUSY names the process that has.
 */
int lock_exclude(struct store *store, struct err_detail *detail) MUST_CHECK;
void lock_release(struct store *store);

#endif
