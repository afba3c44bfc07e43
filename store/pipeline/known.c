/*
 * Who is known from elsewhere, an applicant tracking system say: by login, by
 * LinkedIn page, or by name and company.  Only keyed hashes are kept, so that
 * the store holds nothing of people it has never met; whoever is stored later
 * is recognised then.
 */
#include "store/pipeline/known.h"

#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/str.h"
#include "store/fact/person.h"
#include "store/index/terms.h"
#include "store/meta.h"
#include "store/pipeline/lead.h"
#include "store/rights.h"
#include "store/secret.h"
#include "store/store_internal.h"

enum {
	COMPANIES_MAX = 8, /* of one text */
	HASH_TEXT_LEN = 2 * KEY_HASH_LEN + 1
};

/* ---- what people are recognised by ---- */

struct list {
	struct arena *arena;
	const char **keys;
	size_t n;
	size_t max;
};

static void
add(struct list *list, const char *key)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->keys[i], key) == 0)
			return;
	if (list->n < list->max)
		list->keys[list->n++] = key;
}

/* "https://www.linkedin.com/in/jane-doe/?x" is "jane-doe". */
static void
add_linkedin(struct list *list, const char *url)
{
	static const char host[] = "linkedin.com/in/";
	char *folded = arena_strdup(list->arena, url);
	const char *at;
	size_t len;

	str_lower_all(folded);
	at = strstr(folded, host);
	if (at == NULL)
		return;
	at += sizeof(host) - 1;
	len = strcspn(at, "/?# ");
	if (len > 0)
		add(list,
		    arena_format(list->arena, "linkedin %.*s", (int)len, at));
}

/* The words of a company without what stands for its legal form; "" if none
 * is left. */
static const char *
company_words(struct arena *arena, const char *text, size_t len)
{
	static const char *const forms[] = { " gmbh ", " inc ", " ltd ",
		" llc ", " ag ", " se ", " corp ", " co ", " sa ", " sas ",
		" bv ", " oy ", " ab ", " kg ", " plc ", " limited ",
		" incorporated ", " corporation ", " company " };
	char *words =
	    arena_strdup(arena, terms_of(arena, arena_text(arena, text, len)));
	bool is_cut = true;

	while (is_cut) {
		is_cut = false;
		for (size_t i = 0; i < COUNT(forms); i++)
			if (str_ends(words, forms[i])) {
				words[strlen(words) - strlen(forms[i]) + 1] =
				    '\0';
				is_cut = true;
			}
	}
	return strspn(words, " ") == strlen(words) ? "" : words;
}

/* A name of one word is too many people's. */
static bool
is_full_name(const char *words)
{
	const char *second = words[0] == ' ' ? strchr(words + 1, ' ') : NULL;

	return second != NULL && second[1] != '\0' && second[1] != '\n';
}

static void
add_companies(struct list *list, const char *name, const char *companies)
{
	const char *words = terms_of(list->arena, name), *at = companies;

	if (!is_full_name(words))
		return;
	for (size_t n = 0; *at != '\0' && n < COMPANIES_MAX; n++) {
		size_t len = 1 + strcspn(at + 1, ",;|/&@\n");
		const char *company = company_words(list->arena, at, len);

		if (company[0] != '\0')
			add(list,
			    arena_format(list->arena, "name%sat%s", words,
				company));
		at += len;
	}
}

size_t
store_known_keys(const struct person *person, struct arena *arena,
    const char ***ret_keys)
{
	struct list list = { .arena = arena,
		.max = 1 + person->n_links + COMPANIES_MAX };

	list.keys = arena_calloc(arena, list.max, sizeof(*list.keys));
	if (person->login != NULL && person->login[0] != '\0')
		add(&list,
		    arena_format(arena, "login %s",
			store_person_fold_login(arena, person->login)));
	for (size_t i = 0; i < person->n_links; i++)
		if (person->links[i].url != NULL)
			add_linkedin(&list, person->links[i].url);
	if (person->name != NULL && person->company != NULL)
		add_companies(&list, person->name, person->company);
	*ret_keys = list.keys;
	return list.n;
}

/* ---- the entries ---- */

static void
entry_key(const struct txn *txn, const char *text, struct key *key)
{
	uint8_t hash[KEY_HASH_LEN];
	char name[HASH_TEXT_LEN];

	secret_hash_known(txn->store, text, hash);
	for (size_t i = 0; i < KEY_HASH_LEN; i++)
		(void)snprintf(name + 2 * i, 3, "%02x", hash[i]);
	key_meta(key, META_KNOWN, name);
}

static bool
has_entries(struct txn *txn)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key prefix;
	bool has;

	key_meta_prefix(&prefix, META_KNOWN);
	if (cursor_open(txn, TABLE_META, &cursor) < 0)
		return false;
	has = cursor_seek(cursor, &prefix, &found, &value) == 0 &&
	    key_prefixes(&prefix, found);
	cursor_close(cursor);
	return has;
}

int
store_known_add(struct txn *txn, const struct person *who, bool *ret_is_new)
{
	struct arena arena = { 0 };
	const char **keys;
	size_t n = store_known_keys(who, &arena, &keys);
	bool is_new = false;
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		struct slice value;
		struct key key;

		entry_key(txn, keys[i], &key);
		rc = db_get(txn, TABLE_META, &key, &value);
		if (rc != ERR_NOTFOUND)
			continue;
		is_new = true;
		rc = meta_put_at(txn, &key, clock_wall());
	}
	arena_done(&arena);
	if (rc == 0)
		*ret_is_new = is_new;
	return rc;
}

/* Whether an entry is about the person. */
static bool
matches(struct txn *txn, const struct person *person)
{
	struct arena arena = { 0 };
	const char **keys;
	size_t n = store_known_keys(person, &arena, &keys);
	bool found = false;

	for (size_t i = 0; i < n && !found; i++) {
		struct slice value;
		struct key key;

		entry_key(txn, keys[i], &key);
		found = db_get(txn, TABLE_META, &key, &value) == 0;
	}
	arena_done(&arena);
	return found;
}

int
store_known_mark(struct txn *txn, int64_t person, bool by_hand,
    bool *ret_is_new)
{
	struct arena arena = { 0 };
	struct lead lead;
	int rc;

	rc = store_lead_get_own(txn, 0, person, &arena, &lead);
	if (rc == 0) {
		*ret_is_new =
		    lead.known_at == 0 && (by_hand || !lead.is_not_known);
		if (*ret_is_new) {
			lead.known_at = clock_wall();
			lead.is_not_known = false;
			rc = store_lead_put(txn, "", person, &lead);
		}
	}
	arena_done(&arena);
	return rc;
}

int
store_known_unmark(struct txn *txn, int64_t person)
{
	struct arena arena = { 0 };
	struct lead lead;
	int rc;

	rc = store_lead_get_own(txn, 0, person, &arena, &lead);
	if (rc == 0 && !lead.is_not_known) {
		lead.known_at = 0;
		lead.is_not_known = true;
		rc = store_lead_put(txn, "", person, &lead);
	}
	arena_done(&arena);
	return rc;
}

int
store_known_recognise(struct txn *txn, const struct person *person)
{
	bool is_new;

	if (!txn->store->has_secret || !has_entries(txn) ||
	    !matches(txn, person))
		return 0;
	return store_known_mark(txn, person->id, false, &is_new);
}

int
store_known_forget(struct txn *txn, int64_t id)
{
	struct arena arena = { 0 };
	struct person person;
	const char **keys;
	size_t n = 0;
	int rc = 0;

	if (!txn->store->has_secret || !has_entries(txn) ||
	    store_person_get_brief(txn, id, &arena, &person) != 0)
		goto out; /* then there is nothing to recognise them by */
	n = store_known_keys(&person, &arena, &keys);
	for (size_t i = 0; i < n && rc == 0; i++) {
		struct key key;

		entry_key(txn, keys[i], &key);
		rc = db_drop(txn, TABLE_META, &key);
	}
out:
	arena_done(&arena);
	return rc;
}

int
store_known_walk(struct txn *txn,
    int (*each)(void *context, const struct person *person), void *context)
{
	struct arena arena = { 0 };
	int64_t id = 0;
	int rc;

	while ((rc = store_person_next(txn, id, &id)) == 0) {
		struct person person;

		arena_reset(&arena);
		rc = store_person_get_brief(txn, id, &arena, &person);
		if (rc == 0 && person.refusal == NULL &&
		    !store_is_suppressed(txn, id, person.login))
			rc = each(context, &person);
		if (rc != 0 && rc != ERR_CORRUPT)
			break;
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}
