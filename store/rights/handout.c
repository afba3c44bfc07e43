/*
 * Who was in which file that left the store.  An entry of the journal tells of
 * the file; those that stand before it, under the same number of the file, hold
 * its people as truncated keyed hashes, so that a dump carries them along and a
 * list of a million takes 6 MB of memory.
 */
#include <sys/random.h>

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/load/line.h"
#include "store/rights.h"
#include "store/rights/journal.h"
#include "store/secret.h"
#include "store/store_internal.h"

enum {
	HASH_BYTES = 6, /* of a keyed hash */
	HASH_TEXT = 2 * HASH_BYTES,
	PEOPLE_MAX = 1000, /* of one entry */
	FILE_TEXT = 16 /* hex digits of a file's number */
};

struct handout {
	struct store *store;
	char file[FILE_TEXT + 1];
	size_t n, capacity; /* people in `held` */
	uint8_t *held; /* HASH_BYTES each */
};

struct handout *
store_handout_new(struct store *store)
{
	struct handout *handout = mem_calloc(1, sizeof(*handout));
	uint64_t number = 0;

	handout->store = store;
	/* That two agree is as likely as it is harmless. */
	if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
		number = (uint64_t)clock_wall();
	(void)snprintf(handout->file, sizeof(handout->file), "%016llx",
	    (unsigned long long)number);
	return handout;
}

void
store_handout_free(struct handout *handout)
{
	if (handout != NULL)
		mem_free(handout->held);
	mem_free(handout);
}

static int
put_held(struct handout *handout, struct txn *txn)
{
	struct arena arena = { 0 };
	struct journal_entry entry = { .at = clock_wall(),
		.action = STORE_JOURNAL_HELD,
		.file = handout->file };
	int rc = 0;

	for (size_t at = 0; rc == 0 && at < handout->n; at += PEOPLE_MAX) {
		size_t left = handout->n - at;

		arena_reset(&arena);
		entry.held = line_hex(&arena, handout->held + at * HASH_BYTES,
		    (left < PEOPLE_MAX ? left : PEOPLE_MAX) * HASH_BYTES);
		rc = store_journal_append(txn, &entry);
	}
	arena_done(&arena);
	return rc;
}

void
store_handout_add(struct handout *handout, int64_t person)
{
	uint8_t hash[KEY_HASH_LEN];

	/* Without a key nobody is journalled. */
	if (!handout->store->has_secret)
		return;
	if (handout->n == handout->capacity) {
		handout->capacity = handout->capacity * 2 + PEOPLE_MAX;
		handout->held =
		    mem_resize(handout->held, handout->capacity, HASH_BYTES);
	}
	secret_hash_id(handout->store, person, hash);
	memcpy(handout->held + handout->n++ * HASH_BYTES, hash, HASH_BYTES);
}

int
store_handout_end(struct handout *handout, struct txn *txn, const char *action,
    const char *detail_text)
{
	int rc = put_held(handout, txn);

	return rc < 0
	    ? rc
	    : store_journal_add_file(txn, action, handout->file, detail_text);
}

/* ---- reading ---- */

static bool
holds(const struct journal_entry *entry, const char *hash)
{
	size_t len;

	if (entry->held == NULL)
		return false;
	len = strlen(entry->held);
	for (size_t i = 0; i + HASH_TEXT <= len; i += HASH_TEXT)
		if (memcmp(entry->held + i, hash, HASH_TEXT) == 0)
			return true;
	return false;
}

/* Copies of the whole store held whoever was there at the time. */
static bool
is_whole(const struct journal_entry *entry)
{
	return str_equal(entry->action, "dump") ||
	    str_equal(entry->action, "backup");
}

int
store_handouts(struct txn *txn, int64_t person, int64_t first_seen,
    int (*each)(void *context, const struct journal_entry *entry),
    void *context)
{
	struct arena arena = { 0 };
	struct map *files = map_new();
	struct journal_entry entry = { .sequence = 0 };
	char hash[33] = "";
	int rc = 0;

	if (txn->store->has_secret)
		secret_id_text(txn->store, person, hash);
	while (rc == 0) {
		arena_reset(&arena);
		rc = store_journal_next(txn, entry.sequence, &arena, &entry);
		if (rc == ERR_CORRUPT)
			rc = 0;
		else if (rc == 0 && hash[0] != '\0' && holds(&entry, hash))
			map_put_text(files, entry.file, files);
		else if (rc == 0 && entry.held == NULL &&
		    ((entry.file != NULL &&
			 map_get_text(files, entry.file) != NULL) ||
			(is_whole(&entry) && first_seen != 0 &&
			    entry.at >= first_seen)))
			rc = each(context, &entry);
	}
	map_free(files);
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}
