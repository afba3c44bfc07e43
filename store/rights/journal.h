#ifndef STORE_RIGHTS_JOURNAL_H
#define STORE_RIGHTS_JOURNAL_H

#include "store/key.h"
#include "store/rights.h"

struct packer;

/* Beside what rights.h has: for the rest of the store alone. */

/* Behind all others, with its number set. */
int store_journal_append(struct txn *txn,
    const struct journal_entry *entry) MUST_CHECK;

/* The same in two steps: the first one in any thread, by a packer of its own. */
int store_journal_pack(struct packer *packer, const struct journal_entry *entry,
    struct slice *ret_stored) MUST_CHECK;
int
store_journal_append_packed(struct txn *txn, struct slice stored) MUST_CHECK;

/* Of a file, see store_handout_end(). */
int store_journal_add_file(struct txn *txn, const char *action,
    const char *file, const char *detail_text) MUST_CHECK;

extern const struct record_type store_journal_record;

#endif
