#ifndef STORE_UPKEEP_COPY_H
#define STORE_UPKEEP_COPY_H

#include "base/err.h"

struct txn;

/* A store into another directory. */

/*
 * Makes `dir`, as open to others as `from` is, and in it a store with every
 * entry of `from`'s view and no byte of what was erased; synced.  ERR_FULL, also
 * beforehand when the disk has not got the room; a failure leaves no directory
 * behind.
 */
int copy_store(struct txn *from, const char *dir,
    struct err_detail *detail) MUST_CHECK;
/* Removes a store's files and their directory, if they are there. */
void copy_remove(const char *dir);

#endif
