/*
 * Who must never be fetched, stored or shown again, by keyed hash.  An id's
 * hash decides.  A login's hash decides until the id is known; after that it
 * is only kept to refuse the bare login ("alias"), since logins change hands.
 */
#include "store/rights/suppress.h"

#include "base/clock.h"
#include "base/str.h"
#include "store/fact/person.h"
#include "store/lmdb.h"
#include "store/load/line.h"
#include "store/meta.h"
#include "store/secret.h"
#include "store/store_internal.h"
#include "store/value/value.h"

enum {
	SLICE_MS = 40, /* of a write transaction, commit apart */
	LOOKED_AT = 4000
};

static const struct record_field suppression_fields[] = {
	RECORD_ONE(1, RECORD_TIME, suppression, at),
	RECORD_ONE(2, RECORD_TIME, suppression, until),
	RECORD_ONE(3, RECORD_BOOL, suppression, is_alias),
};
const struct record_type store_suppression_record =
    RECORD_TYPE(suppression, suppression_fields);

static bool
is_over(struct txn *txn, const struct suppression *found)
{
	return found->until != 0 && found->until <= clock_wall() &&
	    found->until <= store_now_at_least(txn);
}

/* ERR_NOTFOUND also for one whose time is over. */
static int
find(struct txn *txn, const uint8_t hash[static KEY_HASH_LEN],
    struct suppression *ret_found)
{
	struct arena arena = { 0 };
	struct key key;
	int rc;

	key_suppressed(&key, hash);
	rc = value_get(txn, TABLE_SUPPRESSED, &key, &store_suppression_record,
	    &arena, ret_found);
	arena_done(&arena);
	if (rc == 0 && is_over(txn, ret_found))
		return ERR_NOTFOUND;
	/* That there is an entry says enough. */
	if (rc == ERR_CORRUPT) {
		*ret_found = (struct suppression){ 0 };
		return 0;
	}
	return rc;
}

static int
find_id(struct txn *txn, int64_t id, struct suppression *ret_found)
{
	uint8_t hash[KEY_HASH_LEN];

	if (id <= 0)
		return ERR_NOTFOUND;
	secret_hash_id(txn->store, id, hash);
	return find(txn, hash, ret_found);
}

static void
login_hash(const struct store *store, const char *login,
    uint8_t ret_hash[static KEY_HASH_LEN])
{
	struct arena arena = { 0 };

	if (login[0] == '@')
		login++;
	secret_hash_login(store, store_person_fold_login(&arena, login),
	    ret_hash);
	arena_done(&arena);
}

static int
find_login(struct txn *txn, const char *login, struct suppression *ret_found)
{
	uint8_t hash[KEY_HASH_LEN];

	if (login == NULL || login[0] == '\0')
		return ERR_NOTFOUND;
	login_hash(txn->store, login, hash);
	return find(txn, hash, ret_found);
}

/* Most stores suppress nobody: then no hash need be made. */
bool
suppress_is_empty(struct txn *txn)
{
	int64_t n;

	return !txn->store->has_secret ||
	    (db_count(txn, TABLE_SUPPRESSED, &n) == 0 && n == 0);
}

int
suppress_find(struct txn *txn, int64_t id, const char *login,
    struct suppression *ret_found)
{
	int rc =
	    suppress_is_empty(txn) ? ERR_NOTFOUND : find_id(txn, id, ret_found);

	if (rc != ERR_NOTFOUND || suppress_is_empty(txn))
		return rc;
	rc = find_login(txn, login, ret_found);
	/* Somebody else had the login whose id is another one. */
	return rc == 0 && ret_found->is_alias && id > 0 ? ERR_NOTFOUND : rc;
}

int
suppress_check(struct txn *txn, int64_t id, const char *login)
{
	struct suppression found;
	int rc;

	if (suppress_is_empty(txn))
		return 0;
	rc = find_id(txn, id, &found);
	if (rc == 0)
		return ERR_BLOCKED;
	if (rc != ERR_NOTFOUND)
		return rc;
	rc = find_login(txn, login, &found);
	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc < 0)
		return rc;
	/* An alias belongs to another id than the one that asks. */
	if (found.is_alias && id > 0)
		return 0;
	if (id > 0 && txn->write)
		rc = store_suppress_until(txn, id, login, found.until);
	return rc < 0 ? rc : ERR_BLOCKED;
}

bool
store_is_suppressed(struct txn *txn, int64_t id, const char *login)
{
	/* What can't be read counts as suppressed. */
	return suppress_check(txn, id, login) != 0;
}

static int
put(struct txn *txn, const uint8_t hash[static KEY_HASH_LEN],
    struct suppression new)
{
	struct suppression old;
	struct key key;
	int rc;

	rc = find(txn, hash, &old);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	if (rc == 0 && old.at != 0)
		new.at = old.at;
	/* The longer one holds. */
	if (rc == 0 &&
	    (old.until == 0 || (new.until != 0 && old.until > new.until)))
		new.until = old.until;
	key_suppressed(&key, hash);
	return value_put(txn, TABLE_SUPPRESSED, &key, &store_suppression_record,
	    &new);
}

int
suppress_put(struct txn *txn, const uint8_t hash[static KEY_HASH_LEN],
    const struct suppression *suppression, bool *ret_is_new)
{
	struct suppression old;
	int rc = find(txn, hash, &old);

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	*ret_is_new = rc == ERR_NOTFOUND;
	return put(txn, hash, *suppression);
}

int
store_suppress_until(struct txn *txn, int64_t id, const char *login,
    int64_t until)
{
	struct suppression new = { .at = clock_wall(), .until = until };
	uint8_t hash[KEY_HASH_LEN];
	int rc = 0;

	if (!txn->store->has_secret)
		return txn_fail(txn, ERR_INVAL,
		    "suppress.key could not be made beside it: set "
		    "MUSTER_SUPPRESS_KEY to a file that can");
	if (id <= 0 && (login == NULL || login[0] == '\0'))
		return ERR_INVAL;
	if (id > 0) {
		secret_hash_id(txn->store, id, hash);
		rc = put(txn, hash, new);
	}
	if (rc < 0 || login == NULL || login[0] == '\0')
		return rc;
	new.is_alias = id > 0;
	login_hash(txn->store, login, hash);
	return put(txn, hash, new);
}

int
store_suppress(struct txn *txn, int64_t id, const char *login)
{
	struct arena arena = { 0 };
	struct person person;
	int rc = 0;

	if (id <= 0 && login != NULL)
		rc = store_person_find(txn, login, &id);
	if (rc == 0)
		rc = store_person_get_brief(txn, id, &arena, &person);
	arena_done(&arena);
	/* The hash first: it decides even if the login has changed since. */
	if (rc == 0 || rc == ERR_NOTFOUND || rc == ERR_CORRUPT) {
		bool is_stored = rc != ERR_NOTFOUND;

		rc = store_suppress_until(txn, id, login, 0);
		if (rc == 0 && is_stored)
			rc = store_forget(txn, id, true);
	}
	return rc;
}

int
store_suppressed_count(struct txn *txn, int64_t *ret_n)
{
	struct arena arena = { 0 };
	struct slice found, value;
	struct cursor *cursor;
	struct key all = { 0 };
	int64_t n = 0;
	int rc;

	rc = cursor_open(txn, TABLE_SUPPRESSED, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, &all, &found, &value);
	while (rc == 0) {
		struct suppression one = { 0 };

		if (value_decode(txn, value, &store_suppression_record, &arena,
			&one) != 0 ||
		    (!one.is_alias && !is_over(txn, &one)))
			n++;
		rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	arena_done(&arena);
	if (rc != ERR_NOTFOUND)
		return rc;
	*ret_n = n;
	return 0;
}

/* ---- to and from other stores ---- */

int
store_suppression_key(struct txn *txn, int64_t *ret_fingerprint)
{
	return meta_get_int(txn, META_SYSTEM, SECRET_PRINT_KEY,
	    ret_fingerprint);
}

int
store_suppressions(struct txn *txn,
    int (*each)(void *context, const struct suppression_line *line),
    void *context)
{
	struct arena arena = { 0 };
	struct slice at, value;
	struct cursor *cursor;
	struct key all = { 0 };
	int rc;

	rc = cursor_open(txn, TABLE_SUPPRESSED, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, &all, &at, &value);
	while (rc == 0) {
		struct suppression one = { 0 };
		struct suppression_line line;

		if (value_decode(txn, value, &store_suppression_record, &arena,
			&one) != 0)
			one = (struct suppression){ 0 };
		line = (struct suppression_line){ .at = one.at,
			.until = one.until,
			.is_alias = one.is_alias };
		if (at.len == KEY_HASH_LEN)
			(void)str_copy(line.hash, sizeof(line.hash),
			    line_hex(&arena, at.bytes, at.len));
		if (at.len == KEY_HASH_LEN && !is_over(txn, &one))
			rc = each(context, &line);
		arena_reset(&arena);
		if (rc == 0)
			rc = cursor_next(cursor, &at, &value);
	}
	cursor_close(cursor);
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
store_suppression_take(struct txn *txn, const struct suppression_line *line,
    bool *ret_is_new)
{
	const struct suppression new = { line->at, line->until,
		line->is_alias };
	uint8_t hash[KEY_HASH_LEN];

	if (!line_unhex(line->hash, KEY_HASH_LEN, hash))
		return ERR_PARSE;
	return suppress_put(txn, hash, &new, ret_is_new);
}

int
store_forget_suppressed(struct txn *txn, int64_t *after, int64_t *erased)
{
	int64_t until = clock_mono_ms() + SLICE_MS;
	struct arena arena = { 0 };
	struct person person;
	int rc = 0;

	for (int i = 0; rc == 0 && i < LOOKED_AT && clock_mono_ms() < until;
	     i++) {
		rc = store_person_next(txn, *after, after);
		if (rc < 0)
			break;
		arena_reset(&arena);
		rc = store_person_get_brief(txn, *after, &arena, &person);
		if (rc == ERR_CORRUPT) {
			person.login = NULL;
			rc = 0;
		}
		if (rc == 0 && store_is_suppressed(txn, *after, person.login)) {
			rc = store_forget(txn, *after, true);
			*erased += rc == 0;
		}
	}
	arena_done(&arena);
	return rc;
}
