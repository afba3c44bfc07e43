#ifndef STORE_PIPELINE_LEAD_H
#define STORE_PIPELINE_LEAD_H

#include "store/store.h"

/* Beside what store.h has: for the rest of the store alone. */

/* As store_lead_get(), by the role's number; 0 for all roles' record. */
int store_lead_read(struct txn *txn, uint16_t role, int64_t person,
    struct arena *arena, struct lead *ret_lead) MUST_CHECK;

/* The record of that number alone; none is zeroed and 0. */
int store_lead_get_own(struct txn *txn, uint16_t role, int64_t person,
    struct arena *arena, struct lead *ret_lead) MUST_CHECK;
/* Writes it, nothing else: no journal, no split. */
int store_lead_put_own(struct txn *txn, uint16_t role, int64_t person,
    const struct lead *lead) MUST_CHECK;
/* Whether it may have one: 0, ERR_NOTFOUND, ERR_BLOCKED. */
int store_lead_admit(struct txn *txn, int64_t person) MUST_CHECK;
/* The number of a role, 0 for "". */
int store_lead_role(struct txn *txn, const char *role, bool make,
    uint16_t *ret_number) MUST_CHECK;

#endif
