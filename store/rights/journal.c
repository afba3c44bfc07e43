#include "store/rights/journal.h"

#include <sys/types.h>

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "store/rights.h"
#include "store/secret.h"
#include "store/store_internal.h"
#include "store/value/packer.h"
#include "store/value/value.h"

static const struct record_field journal_entry_fields[] = {
	RECORD_ONE(1, RECORD_TIME, journal_entry, at),
	RECORD_ONE(2, RECORD_TEXT, journal_entry, action),
	RECORD_ONE(3, RECORD_TEXT, journal_entry, actor),
	RECORD_ONE(4, RECORD_TEXT, journal_entry, person),
	RECORD_ONE(5, RECORD_TEXT, journal_entry, detail),
	RECORD_ONE(6, RECORD_TEXT, journal_entry, file),
	RECORD_ONE(7, RECORD_TEXT, journal_entry, held),
};
const struct record_type store_journal_record =
    RECORD_TYPE(journal_entry, journal_entry_fields);

static int
next_sequence(struct txn *txn, int64_t *ret_sequence)
{
	struct slice found, value;
	struct cursor *cursor;
	int64_t last = 0;
	int rc;

	rc = cursor_open(txn, TABLE_JOURNAL, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_last(cursor, &found, &value);
	if (rc == 0 && !key_journal_parse(found, &last))
		rc = value_corrupt(txn);
	cursor_close(cursor);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	*ret_sequence = last + 1;
	return 0;
}

/* Who runs this: the account's name, or its number. */
static void
actor_name(char *to, size_t size)
{
	struct passwd entry, *found = NULL;
	char texts[4096];
	uid_t uid = geteuid();

	if (getpwuid_r(uid, &entry, texts, sizeof(texts), &found) == 0 &&
	    found != NULL)
		(void)snprintf(to, size, "%s", entry.pw_name);
	else
		(void)snprintf(to, size, "%lu", (unsigned long)uid);
}

int
store_journal_pack(struct packer *packer, const struct journal_entry *entry,
    struct slice *ret_stored)
{
	struct buf *encoded = packer_scratch(packer);

	record_encode(&store_journal_record, entry, encoded);
	if (encoded->overflow)
		return ERR_LIMIT;
	return packer_pack(packer, dictionary_kind(&store_journal_record),
	    (struct slice){ (const uint8_t *)encoded->data, encoded->len },
	    ret_stored);
}

int
store_journal_append_packed(struct txn *txn, struct slice stored)
{
	int64_t sequence;
	struct key key;
	int rc;

	rc = next_sequence(txn, &sequence);
	if (rc < 0)
		return rc;
	key_journal(&key, sequence);
	return db_put(txn, TABLE_JOURNAL, &key, stored);
}

int
store_journal_append(struct txn *txn, const struct journal_entry *entry)
{
	struct slice stored;
	int rc = store_journal_pack(txn->store->packer, entry, &stored);

	return rc < 0 ? rc : store_journal_append_packed(txn, stored);
}

static int
add(struct txn *txn, struct journal_entry *entry)
{
	char actor[64];

	actor_name(actor, sizeof(actor));
	entry->at = clock_wall();
	entry->actor = actor;
	return store_journal_append(txn, entry);
}

void
store_journal_person(struct txn *txn, int64_t id,
    char ret_person[static STORE_JOURNAL_PERSON_LEN])
{
	ret_person[0] = '\0';
	if (txn->store->has_secret)
		secret_id_text(txn->store, id, ret_person);
}

int
store_journal_add(struct txn *txn, const char *action, int64_t person,
    const char *detail_text)
{
	char hash[33] = "";

	if (person > 0 && txn->store->has_secret)
		secret_id_text(txn->store, person, hash);
	return add(txn,
	    &(struct journal_entry){ .action = action,
		.person = hash,
		.detail = detail_text });
}

void
store_keyed_id(struct txn *txn, int64_t person,
    char ret_text[static STORE_KEYED_ID])
{
	ret_text[0] = '\0';
	if (person > 0 && txn->store->has_secret)
		secret_id_text(txn->store, person, ret_text);
}

int
store_journal_add_file(struct txn *txn, const char *action, const char *file,
    const char *detail_text)
{
	return add(txn,
	    &(struct journal_entry){ .action = action,
		.file = file,
		.detail = detail_text });
}

int
store_journal_next(struct txn *txn, int64_t after, struct arena *arena,
    struct journal_entry *ret_entry)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key key;
	int64_t sequence = 0;
	int rc;

	rc = cursor_open(txn, TABLE_JOURNAL, &cursor);
	if (rc < 0)
		return rc;
	key_journal(&key, after + 1);
	rc = cursor_seek(cursor, &key, &found, &value);
	if (rc == 0 && !key_journal_parse(found, &sequence))
		rc = value_corrupt(txn);
	else if (rc == 0)
		rc = value_decode(txn, value, &store_journal_record, arena,
		    ret_entry);
	/* One that can't be read is gone on from, too. */
	if (sequence > after)
		ret_entry->sequence = sequence;
	cursor_close(cursor);
	return rc;
}
