/* What fails is left out: whoever is to be listed is then looked up. */
#include "store/query/query_addresses.h"

#include "base/mem.h"
#include "base/prefetch.h"
#include "base/share.h"
#include "store/posting/ordinal.h"
#include "store/store_internal.h"

enum {
	PARTS = 64, /* of the ids, for two threads to share */
	PAGE = 4096
};

struct query_addresses {
	const struct query_source *source;
	struct txn *txns[SHARE_HANDS];
	int64_t last; /* id */
	uint32_t n; /* ordinals */
	struct query_address *of;
};

/* A walk through a table's people. */
struct walker {
	struct cursor *cursor; /* NULL: not wanted, or at the end */
	struct slice key, value;
	int64_t person; /* INT64_MAX: likewise */
	uintptr_t page;
};

/* Keys of both tables end with the id.  Asks for the page behind a new one,
 * where the next ones are in a store that was loaded. */
static void
take(struct walker *walker, int rc)
{
	uintptr_t page = (uintptr_t)walker->key.bytes / PAGE;

	if (rc < 0 || walker->key.len < sizeof(int64_t)) {
		cursor_close(walker->cursor);
		walker->cursor = NULL;
		walker->person = INT64_MAX;
		return;
	}
	walker->person = (int64_t)key_get_be(walker->key.bytes +
		walker->key.len - sizeof(int64_t),
	    sizeof(int64_t));
	if (page != walker->page)
		prefetch_bytes((const void *)((page + 1) * PAGE), PAGE);
	walker->page = page;
}

static void
begin(struct walker *walker, struct txn *txn, enum table table,
    const struct key *key)
{
	int rc;

	*walker = (struct walker){ .cursor = NULL };
	rc = cursor_open(txn, table, &walker->cursor);
	if (rc == 0)
		rc = cursor_seek(walker->cursor, key, &walker->key,
		    &walker->value);
	take(walker, rc);
}

static void
next(struct walker *walker)
{
	take(walker, cursor_next(walker->cursor, &walker->key, &walker->value));
}

/* What the person's record tells to be theirs. */
static void
note(struct query_addresses *addresses, const struct walker *person,
    struct walker *score)
{
	struct query_address *at;
	struct slice record;
	uint32_t ordinal;

	while (score->person < person->person)
		next(score);
	if (!ordinal_split(person->value, person->person, &ordinal, &record) ||
	    ordinal >= addresses->n)
		return;
	at = &addresses->of[ordinal];
	at->id = person->person;
	at->person = person->value.bytes;
	at->person_len = (uint32_t)person->value.len;
	if (score->person != person->person)
		return;
	at->score = score->value.bytes;
	at->score_len = (uint32_t)score->value.len;
}

/* The first id of a part. */
static int64_t
part_from(const struct query_addresses *addresses, size_t part)
{
	uint64_t span = (uint64_t)addresses->last / PARTS + 1;

	return (int64_t)(part * span);
}

static void
find_cards(struct query_addresses *addresses, struct txn *txn, size_t from,
    size_t to)
{
	struct column cards;

	column_open_cards(&cards, txn, addresses->source->role.slot);
	for (size_t i = from; i < to; i++)
		if (column_at(&cards, (uint32_t)i, &addresses->of[i].card) < 0)
			addresses->of[i].card = NULL;
	column_close(&cards);
}

static void
find_records(struct query_addresses *addresses, struct txn *txn, int64_t from,
    int64_t to)
{
	const struct query_source *source = addresses->source;
	struct walker person, score = { .person = INT64_MAX };
	struct key key;

	key_id(&key, from);
	begin(&person, txn, TABLE_PERSON, &key);
	key_score(&key, source->role.slot, SCORE_WHOLE, from);
	if (!source->options->without_score)
		begin(&score, txn, TABLE_SCORE, &key);
	for (; person.person < to; next(&person))
		note(addresses, &person, &score);
	cursor_close(person.cursor);
	cursor_close(score.cursor);
}

/* Of some parts of the ids, and as many of the ordinals. */
static void
find_some(void *context, size_t hand, size_t from, size_t to)
{
	struct query_addresses *addresses = context;
	struct txn *txn = addresses->txns[hand];

	find_records(addresses, txn, part_from(addresses, from),
	    part_from(addresses, to));
	find_cards(addresses, txn, from * addresses->n / PARTS,
	    to * addresses->n / PARTS);
}

static int
find_last(struct query_addresses *addresses)
{
	struct slice key, value;
	struct cursor *cursor;
	int rc = cursor_open(addresses->source->txn, TABLE_PERSON, &cursor);

	if (rc < 0)
		return rc;
	rc = cursor_last(cursor, &key, &value);
	if (rc == 0 && !key_id_parse(key, &addresses->last))
		rc = ERR_CORRUPT;
	cursor_close(cursor);
	return rc;
}

struct query_addresses *
query_addresses_new(const struct query_source *source, uint32_t n_chunks)
{
	struct query_addresses *addresses = mem_calloc(1, sizeof(*addresses));
	struct share share = { .n = PARTS,
		.step = 1,
		.work = find_some,
		.context = addresses };

	*addresses = (struct query_addresses){ .source = source,
		.txns = { source->txn, txn_beside(source->txn) },
		.n = n_chunks * CHUNK_BITS };
	addresses->of = mem_calloc(addresses->n, sizeof(*addresses->of));
	if (addresses->txns[1] == NULL)
		share.step = PARTS; /* in this thread alone */
	if (find_last(addresses) == 0)
		share_out(&share);
	txn_abort(addresses->txns[1]);
	return addresses;
}

void
query_addresses_free(struct query_addresses *addresses)
{
	if (addresses == NULL)
		return;
	mem_free(addresses->of);
	mem_free(addresses);
}

const struct query_address *
query_addresses_at(const struct query_addresses *addresses, uint32_t ordinal)
{
	return ordinal < addresses->n ? &addresses->of[ordinal] : NULL;
}
