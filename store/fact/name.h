#ifndef STORE_FACT_NAME_H
#define STORE_FACT_NAME_H

#include "base/err.h"
#include "store/key.h"

struct txn;

/* The index of logins and of repositories' names. */

/* The id of a folded name; ERR_NOTFOUND. */
int store_name_find(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t *ret_id) MUST_CHECK;
/* Who has the name is remembered as an earlier bearer from now on. */
int store_name_put(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id) MUST_CHECK;
/* For a record that has the name no more.  If it led there it leads to an
 * earlier bearer now, whose record still says so, or nowhere. */
int store_name_drop(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id) MUST_CHECK;
/* Makes `id` an earlier bearer: the later one is not known. */
int store_name_yield(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id) MUST_CHECK;
/* Whether the index knows `id` as the one who has the name, or had it. */
int store_name_has(struct txn *txn, enum name_kind kind, const char *folded,
    int64_t id, bool *ret_has) MUST_CHECK;

/* Calls `each` for the names of all repositories that people worked in (those
 * with a record of their own), folded, "owner/name", earlier ones too, until it
 * returns anything but 0.  O(repositories walked). */
typedef int name_repository_fn(void *context, int64_t id, struct slice folded);
int store_name_repositories(struct txn *txn, name_repository_fn *each,
    void *context) MUST_CHECK;

#endif
