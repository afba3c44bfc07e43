/*
 * Fronts of ranks against what they were made of, but for those who were
 * touched since.  See check_front_people.c for whom they may have at all.
 */
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "store/column/brief.h"
#include "store/column/card.h"
#include "store/column/column.h"
#include "store/column/front_build.h"
#include "store/column/front_layout.h"
#include "store/posting/bits.h"
#include "store/posting/ordinal.h"
#include "store/posting/posting_batch.h"
#include "store/upkeep/check.h"

struct checking {
	struct check *check;
	const struct role_slot *role;
	struct front front;
	struct front_made made; /* of the places that are asked */
	struct bits asked[FRONT_CHUNKS];
	struct rank_key last; /* of these */
	uint32_t chunk;
	size_t at; /* term that is expected next */
};

static void
found(struct checking *checking, uint32_t place, const char *what)
{
	check_found(checking->check, "front of role %u: place %" PRIu32 ": %s",
	    (unsigned)checking->role->slot.role, place, what);
}

static bool
is_touched(const struct checking *checking, uint32_t ordinal)
{
	const struct front *front = &checking->front;

	for (size_t i = 0; i < front->n_touched; i++)
		if (front->touched[i].ordinal == ordinal)
			return true;
	return false;
}

/* ---- places ---- */

/* The card of a place and of the person are the same, and behind the last. */
static int
check_card(struct checking *checking, struct column *cards,
    struct column *copies, uint32_t place, uint32_t ordinal)
{
	struct rank_key *last = &checking->last;
	struct rank_key rank = { .slot = checking->role->slot };
	const uint8_t *card, *copy;
	struct key key, before;
	int rc = column_at(cards, ordinal, &card);

	if (rc == 0)
		rc = column_at(copies, FRONT_FIRST + place, &copy);
	if (rc < 0)
		return rc;
	if (memcmp(card, copy, COLUMN_CARD_BYTES) != 0)
		found(checking, place, "another card");
	rank.place = column_entry_place(card);
	rank.person = column_number(card, COLUMN_PERSON);
	key_rank(&key, &rank);
	key_rank(&before, last);
	if (last->person != 0 && memcmp(before.bytes, key.bytes, key.len) >= 0)
		found(checking, place, "out of order");
	*last = rank;
	return 0;
}

static int
check_place(struct checking *checking, struct column *cards,
    struct column *copies, uint32_t place)
{
	struct txn *txn = checking->check->txn;
	struct front_made *made = &checking->made;
	uint32_t ordinal, back = FRONT_NOWHERE;
	int rc;

	rc = front_ordinal(txn, &checking->front, place, &ordinal);
	if (rc == ERR_NOTFOUND || (rc == 0 && is_touched(checking, ordinal)))
		return 0;
	if (rc == 0)
		rc =
		    front_place(txn, checking->role->slot.role, ordinal, &back);
	if (rc == 0 && back != place)
		rc = ERR_CORRUPT;
	if (rc == 0)
		rc = check_card(checking, cards, copies, place, ordinal);
	if (rc < 0) {
		found(checking, place, "can't be read");
		return check_is_hard(rc) ? rc : 0;
	}
	bits_set(&checking->asked[place / CHUNK_BITS], place % CHUNK_BITS);
	made->members[made->n++] = (struct front_member){ ordinal, place };
	return 0;
}

static int
check_places(struct checking *checking)
{
	struct column cards, copies;
	int rc = 0;

	checking->made.members =
	    mem_calloc(checking->front.n + 1, sizeof(*checking->made.members));
	column_init(&cards, checking->check->txn, COLUMN_CARD,
	    checking->role->slot);
	column_init(&copies, checking->check->txn, COLUMN_CARD,
	    checking->front.slot);
	for (uint32_t i = 0; i < checking->front.n && rc == 0; i++)
		rc = check_place(checking, &cards, &copies, i);
	return rc;
}

/* Nobody is missing before the last place. */
static int
check_rank_of(struct checking *checking)
{
	struct txn *txn = checking->check->txn;
	struct slice at, value;
	struct cursor *cursor;
	struct key key, last;
	uint32_t place;
	int rc;

	if (checking->last.person == 0)
		return 0;
	rc = cursor_open(txn, TABLE_RANK, &cursor);
	if (rc < 0)
		return rc;
	key_rank(&last, &checking->last);
	key_rank_prefix(&key, checking->role->slot);
	rc = cursor_seek(cursor, &key, &at, &value);
	while (rc == 0 && at.len == last.len &&
	    memcmp(at.bytes, last.bytes, at.len) <= 0) {
		uint32_t ordinal = store_rank_ordinal(value);

		rc = front_place(txn, checking->role->slot.role, ordinal,
		    &place);
		if (rc == ERR_NOTFOUND && !is_touched(checking, ordinal))
			found(checking, FRONT_NOWHERE, "somebody is missing");
		if (check_is_hard(rc))
			break;
		rc = cursor_next(cursor, &at, &value);
	}
	cursor_close(cursor);
	return check_is_hard(rc) ? rc : 0;
}

static int
check_briefs(struct checking *checking)
{
	struct txn *txn = checking->check->txn;
	uint8_t expected[BRIEF_BYTES];
	struct column copies;
	int rc = 0;

	column_init(&copies, txn, COLUMN_CARD, checking->front.slot);
	for (uint32_t i = 0; i < checking->front.n && rc == 0;
	     i += BRIEF_BLOCK) {
		uint32_t block = (FRONT_FIRST + i) / BRIEF_BLOCK;
		struct slice value = { NULL, 0 };
		bool is_empty = true;
		struct key key;

		rc = brief_make(&copies, block, expected, &is_empty);
		key_column(&key,
		    &(struct column_key){ COLUMN_BRIEF, checking->front.slot,
			block });
		if (rc == 0)
			rc = db_get(txn, TABLE_COLUMN, &key, &value);
		if (check_is_hard(rc))
			break;
		if (value.len != (is_empty ? 0 : BRIEF_BYTES) ||
		    (!is_empty &&
			memcmp(value.bytes, expected, BRIEF_BYTES) != 0))
			found(checking, i, "a brief that is not the card's");
		rc = 0;
	}
	return rc;
}

/* ---- postings ---- */

/* Who the next term that is expected has in the chunk. */
static void
next_expected(struct checking *checking, struct posting_change *change,
    struct bits *bits)
{
	bits_clear(bits);
	posting_batch_get(checking->made.postings, checking->at++, change);
	for (size_t i = 0; i < change->n; i++)
		if (change->ordinals[i] / CHUNK_BITS == checking->chunk)
			bits_set(bits, change->ordinals[i] % CHUNK_BITS);
}

static void
compare_bits(struct checking *checking, struct bits *is,
    const struct bits *should)
{
	bits_and(is, &checking->asked[checking->chunk - FRONT_CHUNK]);
	if (memcmp(is, should, sizeof(*is)) != 0)
		found(checking,
		    (checking->chunk - FRONT_CHUNK) * (uint32_t)CHUNK_BITS,
		    "postings of others from there on");
}

/* -1, 0, 1: the next term that is expected is before, at, behind the key. */
static int
compare_next(const struct checking *checking, struct slice key)
{
	struct posting_change change;
	size_t len;
	int order;

	if (checking->at == checking->made.n_postings)
		return 1;
	posting_batch_get(checking->made.postings, checking->at, &change);
	len = change.key.len < key.len ? change.key.len : key.len;
	order = memcmp(change.key.bytes, key.bytes, len);
	return order != 0
	    ? order
	    : (change.key.len > key.len) - (change.key.len < key.len);
}

/* Those before the key (without the chunk; empty: all) are not there. */
static void
pass_missing(struct checking *checking, struct slice key)
{
	struct posting_change change;
	struct bits none, should;

	while (checking->at < checking->made.n_postings &&
	    (key.len == 0 || compare_next(checking, key) < 0)) {
		bits_clear(&none);
		next_expected(checking, &change, &should);
		compare_bits(checking, &none, &should);
	}
}

static int
check_posting(void *context, struct slice key, struct slice container)
{
	struct checking *checking = context;
	struct posting_change change;
	struct posting_key parsed;
	struct bits is, should;

	if (!key_posting_parse(key, &parsed) ||
	    parsed.slot.role != checking->front.slot.role)
		return 0;
	key = (struct slice){ key.bytes + 2, key.len - 2 };
	pass_missing(checking, key);
	bits_clear(&is);
	bits_clear(&should);
	if (!bits_decode_or(container, &is))
		return ERR_CORRUPT;
	if (compare_next(checking, key) == 0)
		next_expected(checking, &change, &should);
	compare_bits(checking, &is, &should);
	return 0;
}

static int
check_postings_of(struct checking *checking)
{
	struct check *check = checking->check;
	int rc =
	    front_make_postings(check->txn, checking->role, &checking->made);

	for (uint32_t i = 0; i < FRONT_CHUNKS && rc == 0; i++) {
		struct key prefix;

		checking->chunk = FRONT_CHUNK + i;
		checking->at = 0;
		key_posting_chunk_prefix(&prefix, checking->chunk);
		rc = posting_walk(check->txn, &prefix, check_posting, checking);
		if (rc == 0)
			pass_missing(checking, (struct slice){ NULL, 0 });
	}
	if (rc < 0)
		found(checking, 0, "postings that can't be read");
	return check_is_hard(rc) ? rc : 0;
}

/* ---- all ---- */

static int
check_one(struct checking *checking)
{
	int rc = check_places(checking);

	if (rc == 0)
		rc = check_rank_of(checking);
	if (rc == 0)
		rc = check_briefs(checking);
	if (rc == 0)
		rc = check_postings_of(checking);
	front_made_done(&checking->made);
	return rc;
}

/* A generation that is being built stands behind the one that is read. */
static bool
is_built(const struct check *check, size_t i)
{
	return i > 0 &&
	    check->roles[i].slot.role == check->roles[i - 1].slot.role;
}

int
check_fronts(struct check *check)
{
	int rc = front_flush(check->txn);

	for (size_t i = 0; i < check->n_roles && rc == 0; i++) {
		struct checking *checking = mem_calloc(1, sizeof(*checking));

		checking->check = check;
		checking->role = &check->roles[i];
		rc = front_find(check->txn, checking->role, &check->arena,
		    &checking->front);
		if (rc == 0)
			rc = check_one(checking);
		if (!check_is_hard(rc))
			rc = 0;
		if (rc == 0 && !is_built(check, i))
			rc = check_front_people(check,
			    checking->role->slot.role);
		mem_free(checking);
		arena_reset(&check->arena);
	}
	return rc;
}
