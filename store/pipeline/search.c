/*
 * Saved searches, and whom each has listed: an entry a search, role and person,
 * so that "new" is exact however somebody came into the result, and forgetting
 * a person costs a look-up a search.
 */
#include "store/pipeline/search.h"

#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "store/key.h"
#include "store/lmdb.h"
#include "store/meta.h"
#include "store/pipeline/lead.h"
#include "store/rights.h"
#include "store/store.h"
#include "store/value/value.h"

enum {
	NAME_MAX_BYTES = 40
};

static const struct record_field look_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, search_look, role),
	RECORD_ONE(2, RECORD_TIME, search_look, at),
	RECORD_ONE(3, RECORD_TIME, search_look, since),
};
static const struct record_type look_record =
    RECORD_TYPE(search_look, look_fields);

static const struct record_field search_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, search, name),
	RECORD_ONE(2, RECORD_TEXT, search, text),
	RECORD_ONE(3, RECORD_TIME, search, made_at),
	RECORD_MANY(4, RECORD_LIST, search, looks, n_looks, &look_record),
};
const struct record_type search_record = RECORD_TYPE(search, search_fields);

bool
search_name_is(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789"
				      "._-";

	return name[0] != '\0' && name[strspn(name, allowed)] == '\0' &&
	    str_is_alnum(name[0]) && strlen(name) <= NAME_MAX_BYTES;
}

/* A text that is empty takes no bytes. */
static int
check(struct txn *txn, struct search *search)
{
	if (search->name == NULL)
		return value_corrupt(txn);
	if (search->text == NULL)
		search->text = "";
	return 0;
}

int
store_search_get(struct txn *txn, const char *name, struct arena *arena,
    struct search *ret_search)
{
	struct key key;
	int rc;

	if (!search_name_is(name))
		return ERR_NOTFOUND;
	key_meta(&key, META_SEARCH, name);
	rc =
	    value_get(txn, TABLE_META, &key, &search_record, arena, ret_search);
	if (rc == 0)
		rc = check(txn, ret_search);
	return rc;
}

int
store_search_put_own(struct txn *txn, const struct search *search)
{
	struct key key;

	key_meta(&key, META_SEARCH, search->name);
	return value_put(txn, TABLE_META, &key, &search_record, search);
}

static int
journal(struct txn *txn, const char *what, const char *name)
{
	char text[NAME_MAX_BYTES + 16];

	(void)snprintf(text, sizeof(text), "%s %s", what, name);
	return store_journal_add(txn, "search", 0, text);
}

/* Whom it has listed. */
static int
drop_listed(struct txn *txn, const char *name)
{
	struct key prefix;
	int64_t n;

	key_listed_prefix(&prefix, name);
	return db_drop_prefix(txn, TABLE_META, &prefix, &n);
}

int
store_search_ensure(struct txn *txn, const char *name, const char *text)
{
	struct arena arena = { 0 };
	struct search search = { .name = name,
		.text = text,
		.made_at = clock_wall() };
	struct search old;
	int rc;

	if (!search_name_is(name))
		return ERR_INVAL;
	rc = store_search_get(txn, name, &arena, &old);
	if (rc == 0 && str_equal(old.text, text)) {
		search.looks = old.looks;
		search.n_looks = old.n_looks;
	} else if (rc == 0 || rc == ERR_CORRUPT || rc == ERR_NOTFOUND) {
		rc = drop_listed(txn, name);
	}
	if (rc == 0)
		rc = store_search_put_own(txn, &search);
	arena_done(&arena);
	return rc;
}

int
store_search_put(struct txn *txn, const char *name, const char *text)
{
	int rc = store_search_ensure(txn, name, text);

	return rc == 0 ? journal(txn, "save", name) : rc;
}

int
store_search_drop(struct txn *txn, const char *name)
{
	struct slice value;
	struct key key;
	int rc;

	key_meta(&key, META_SEARCH, name);
	rc = db_get(txn, TABLE_META, &key, &value);
	if (rc == 0)
		rc = db_drop(txn, TABLE_META, &key);
	if (rc == 0)
		rc = drop_listed(txn, name);
	if (rc == 0)
		rc = journal(txn, "drop", name);
	return rc;
}

int
store_search_next(struct txn *txn, const char *after, struct arena *arena,
    struct search *ret_search)
{
	struct slice name, value;
	int rc = meta_next(txn, META_SEARCH, after, &name, &value);

	if (rc == 0)
		rc =
		    value_decode(txn, value, &search_record, arena, ret_search);
	return rc;
}

/* ---- whom they have listed ---- */

int
store_search_note(struct txn *txn, const char *name, uint16_t role,
    int64_t person)
{
	struct key key;

	key_listed(&key, name, role, person);
	return db_put(txn, TABLE_META, &key, (struct slice){ 0 });
}

/* The look of that role, made if need be. */
static struct search_look *
look_of(struct search *search, const char *role, struct arena *arena)
{
	struct search_look *looks;
	size_t n = search->n_looks;

	for (size_t i = 0; i < n; i++)
		if (str_equal(search->looks[i].role, role))
			return &search->looks[i];
	looks = arena_calloc(arena, n + 1, sizeof(*looks));
	if (n > 0)
		memcpy(looks, search->looks, n * sizeof(*looks));
	looks[n].role = role;
	search->looks = looks;
	search->n_looks = n + 1;
	return &looks[n];
}

int
store_search_list(struct txn *txn, const char *name, const char *role,
    const int64_t *people, size_t n, int64_t since)
{
	struct arena arena = { 0 };
	struct search_look *look;
	struct search search;
	uint16_t number = 0;
	int rc;

	rc = store_search_get(txn, name, &arena, &search);
	if (rc == 0)
		rc = store_lead_role(txn, role, true, &number);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = store_lead_admit(txn, people[i]);
		if (rc == 0)
			rc = store_search_note(txn, name, number, people[i]);
		else if (rc == ERR_NOTFOUND || rc == ERR_BLOCKED)
			rc = 0;
	}
	if (rc == 0) {
		look = look_of(&search, role, &arena);
		look->at = clock_wall();
		if (since != 0)
			look->since = since;
		rc = store_search_put_own(txn, &search);
	}
	arena_done(&arena);
	return rc;
}

bool
store_search_has_listed(struct txn *txn, const char *name, const char *role,
    int64_t person)
{
	uint16_t number = 0;
	struct slice value;
	struct key key;

	if (store_lead_role(txn, role, false, &number) < 0)
		return false;
	key_listed(&key, name, number, person);
	return db_get(txn, TABLE_META, &key, &value) == 0;
}

int
store_search_forget(struct txn *txn, int64_t person)
{
	struct arena arena = { 0 };
	struct search search = { .name = "" };
	int rc;

	while (
	    (rc = store_search_next(txn, search.name, &arena, &search)) == 0) {
		for (size_t i = 0; rc == 0 && i < search.n_looks; i++) {
			uint16_t number;
			struct key key;

			if (search.looks[i].role == NULL ||
			    store_lead_role(txn, search.looks[i].role, false,
				&number) < 0)
				continue;
			key_listed(&key, search.name, number, person);
			rc = db_drop(txn, TABLE_META, &key);
		}
		if (rc < 0)
			break;
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}
