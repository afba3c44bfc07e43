/*
 * Who was in which file that left the store.  An entry of the journal tells of
 * the file; those that stand before it, under the same number of the file, hold
 * its people as truncated keyed hashes, so that a dump carries them along.  They
 * are made while the list is written: a list of a million takes 6 MB of memory,
 * and its end waits for nothing but the disk.
 */
#include <sys/random.h>

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "store/load/line.h"
#include "store/rights.h"
#include "store/rights/journal.h"
#include "store/secret.h"
#include "store/store_internal.h"
#include "store/value/packer.h"

enum {
	HASH_TEXT = 2 * SECRET_LISTED,
	PEOPLE_MAX = 1000, /* of one entry */
	FILE_TEXT = 16 /* hex digits of a file's number */
};

struct handout {
	struct store *store;
	char file[FILE_TEXT + 1];
	int64_t at; /* when it was begun */
	int64_t people[PEOPLE_MAX]; /* of the next entry */
	size_t n;
	struct packer *packer;
	struct slice *entries; /* as they will be stored, in the arena */
	size_t n_entries, capacity;
	struct arena arena;
	int rc; /* why an entry could not be made */
};

struct handout *
store_handout_new(struct store *store)
{
	struct handout *handout = mem_calloc(1, sizeof(*handout));
	uint64_t number = 0;

	handout->store = store;
	handout->at = clock_wall();
	handout->packer = packer_new();
	/* That two agree is as likely as it is harmless. */
	if (getrandom(&number, sizeof(number), 0) != (ssize_t)sizeof(number))
		number = (uint64_t)handout->at;
	(void)snprintf(handout->file, sizeof(handout->file), "%016llx",
	    (unsigned long long)number);
	return handout;
}

void
store_handout_free(struct handout *handout)
{
	if (handout == NULL)
		return;
	packer_free(handout->packer);
	arena_done(&handout->arena);
	mem_free(handout->entries);
	mem_free(handout);
}

static void
keep_entry(struct handout *handout, struct slice stored)
{
	uint8_t *copy;

	if (handout->n_entries == handout->capacity) {
		handout->capacity = handout->capacity * 2 + 16;
		handout->entries = mem_resize(handout->entries,
		    handout->capacity, sizeof(*handout->entries));
	}
	copy = arena_alloc(&handout->arena, stored.len);
	memcpy(copy, stored.bytes, stored.len);
	handout->entries[handout->n_entries++] =
	    (struct slice){ copy, stored.len };
}

/* Of those who wait for one. */
static void
make_entry(struct handout *handout)
{
	uint8_t hashes[PEOPLE_MAX * SECRET_LISTED];
	struct journal_entry entry = { .at = handout->at,
		.action = STORE_JOURNAL_HELD,
		.file = handout->file };
	struct arena arena = { 0 };
	struct slice stored;
	int rc;

	secret_hash_listed(handout->store, handout->people, handout->n, hashes);
	entry.held = line_hex(&arena, hashes, handout->n * SECRET_LISTED);
	rc = store_journal_pack(handout->packer, &entry, &stored);
	if (rc == 0)
		keep_entry(handout, stored);
	else
		handout->rc = rc;
	arena_done(&arena);
	handout->n = 0;
}

void
store_handout_add(struct handout *handout, int64_t person)
{
	/* Without a key nobody is journalled. */
	if (!handout->store->has_secret)
		return;
	handout->people[handout->n++] = person;
	if (handout->n == PEOPLE_MAX)
		make_entry(handout);
}

int
store_handout_end(struct handout *handout, struct txn *txn, const char *action,
    const char *detail_text)
{
	int rc;

	if (handout->n > 0)
		make_entry(handout);
	rc = handout->rc;
	for (size_t i = 0; rc == 0 && i < handout->n_entries; i++)
		rc = store_journal_append_packed(txn, handout->entries[i]);
	return rc < 0
	    ? rc
	    : store_journal_add_file(txn, action, handout->file, detail_text);
}

/* ---- reading ---- */

/* A person's hash as entries hold it; older ones have the beginning of that which
 * the rest of the journal has. */
struct wanted {
	char listed[HASH_TEXT + 1];
	char earlier[33];
};

static void
want(const struct store *store, int64_t person, struct wanted *ret_wanted)
{
	uint8_t hash[SECRET_LISTED];
	struct arena arena = { 0 };

	secret_hash_listed(store, &person, 1, hash);
	memcpy(ret_wanted->listed, line_hex(&arena, hash, sizeof(hash)),
	    sizeof(ret_wanted->listed));
	secret_id_text(store, person, ret_wanted->earlier);
	arena_done(&arena);
}

static bool
holds(const struct journal_entry *entry, const struct wanted *wanted)
{
	size_t len;

	if (entry->held == NULL)
		return false;
	len = strlen(entry->held);
	for (size_t i = 0; i + HASH_TEXT <= len; i += HASH_TEXT)
		if (memcmp(entry->held + i, wanted->listed, HASH_TEXT) == 0 ||
		    memcmp(entry->held + i, wanted->earlier, HASH_TEXT) == 0)
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
	struct wanted wanted;
	bool has_hash = txn->store->has_secret;
	int rc = 0;

	if (has_hash)
		want(txn->store, person, &wanted);
	while (rc == 0) {
		arena_reset(&arena);
		rc = store_journal_next(txn, entry.sequence, &arena, &entry);
		if (rc == ERR_CORRUPT)
			rc = 0;
		else if (rc == 0 && has_hash && holds(&entry, &wanted))
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
