#ifndef STORE_SECRET_H
#define STORE_SECRET_H

#include "base/err.h"
#include "store/key.h"

struct store;
struct txn;

/* The key of keyed hashes, and the hashes. */

#define SECRET_PRINT_KEY "suppress-key"

/* Loads suppress.key; makes it when it is missing and may be. */
int secret_open(struct txn *txn, struct err_detail *detail) MUST_CHECK;
void secret_done(struct store *store);

enum secret_use {
	SECRET_ID,
	SECRET_LOGIN
};
/* HMAC-SHA256 of an account id or of a folded login. */
void secret_hash_id(const struct store *store, int64_t id,
    uint8_t ret_hash[static KEY_HASH_LEN]);
void secret_hash_login(const struct store *store, const char *folded,
    uint8_t ret_hash[static KEY_HASH_LEN]);
/*
 * The same of many ids, for lists: the first bytes of each one's block of
 * AES-128, by a key that is made of the secret.  A tenth of the work.
 */
enum {
	SECRET_LISTED = 6
};
void secret_hash_listed(const struct store *store, const int64_t *ids, size_t n,
    uint8_t *ret_hashes);
/* Of what somebody is known by, see known.c. */
void secret_hash_known(const struct store *store, const char *text,
    uint8_t ret_hash[static KEY_HASH_LEN]);
/* The hash of an id as a journal shows it: 32 hex digits and a NUL. */
void
secret_id_text(const struct store *store, int64_t id, char ret_text[static 33]);
/* A plain SHA-256. */
void secret_digest(const void *bytes, size_t len,
    uint8_t ret_hash[static KEY_HASH_LEN]);

#endif
