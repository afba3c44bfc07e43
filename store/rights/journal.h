#ifndef STORE_RIGHTS_JOURNAL_H
#define STORE_RIGHTS_JOURNAL_H

#include "store/rights.h"

/* Beside what rights.h has: for the rest of the store alone. */

/* Behind all others, with its number set. */
int store_journal_append(struct txn *txn,
    const struct journal_entry *entry) MUST_CHECK;

/* Of a file, see store_handout_end(). */
int store_journal_add_file(struct txn *txn, const char *action,
    const char *file, const char *detail_text) MUST_CHECK;

extern const struct record_type store_journal_record;

#endif
