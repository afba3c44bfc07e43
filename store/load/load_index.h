#ifndef STORE_LOAD_LOAD_INDEX_H
#define STORE_LOAD_LOAD_INDEX_H

#include "store/key.h"
#include "store/store.h"

/*
 * What a load into an empty store leaves to the end: logins and places in the
 * rank come in any order, would change most pages of their tables in each
 * transaction and leave them half empty.  Names wait in memory until the people
 * are there, ranks and briefs are made of the cards when all is.  A mark in the store,
 * from before the first line on, tells that they wait, so that a load that is
 * killed in between is seen to when the store is opened for crawling next.
 */

/* Have them wait, from this transaction on; the caller commits it. */
int load_index_begin(struct txn *txn) MUST_CHECK;

/* After each beginning of a transaction: notices when somebody else has written
 * in between. */
void load_index_look(struct txn *txn);

/* Writes the names that wait; with no transaction open. */
int load_index_names(struct store *store, struct err_detail *detail) MUST_CHECK;
bool load_index_has_names(const struct store *store);
bool load_index_is_full(const struct store *store);

/* Whether the record still says so; a key of key_name(). */
int load_index_is_borne(struct txn *txn, const struct key *key, int64_t id,
    bool *ret_is) MUST_CHECK;

/* Writes all that waits. */
int load_index_end(struct store *store, struct err_detail *detail) MUST_CHECK;

/* The same when opening, if a load has left it undone. */
int
load_index_resume(struct store *store, struct err_detail *detail) MUST_CHECK;

/* Nothing waits any more, written or not. */
void load_index_forget(struct store *store);

/* Of whom the folded login is, for who knows nothing of names that wait: reads
 * all people.  An earlier bearer if there is no other.  ERR_NOTFOUND. */
int load_index_find_login(struct txn *txn, const char *folded,
    int64_t *ret_id) MUST_CHECK;

#endif
