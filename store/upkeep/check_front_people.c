/*
 * Whatever a front has is somebody's who is in the store: their place tells
 * whose.  That holds in each state of it, for who is erased is to be in none.
 */
#include <inttypes.h>
#include <string.h>

#include "base/mem.h"
#include "store/column/brief.h"
#include "store/column/column.h"
#include "store/column/front_layout.h"
#include "store/posting/bits.h"
#include "store/posting/ordinal.h"
#include "store/posting/posting.h"
#include "store/upkeep/check.h"

struct owners {
	struct check *check;
	uint16_t role;
	/* By place; 0: it is nobody's. */
	int64_t persons[FRONT_PLACES];
	uint32_t chunk; /* of postings */
};

/* What a block, or the container of a term, has. */
typedef void
block_fn(struct owners *owners, uint32_t block, struct slice value);

static void
found(struct owners *owners, uint32_t place, const char *what)
{
	check_found(owners->check, "front of role %u: place %" PRIu32 ": %s",
	    (unsigned)owners->role, place, what);
}

static bool
is_anybodys(const struct owners *owners, uint32_t place)
{
	return place < FRONT_PLACES && owners->persons[place] != 0;
}

/* ---- columns ---- */

static void
take_owners(struct owners *owners, uint32_t block, struct slice value)
{
	size_t n = value.len / FRONT_ORDINAL_BYTES;

	for (uint32_t i = 0; i < n && i < FRONT_BLOCK; i++) {
		uint32_t place = block * FRONT_BLOCK + i;
		uint32_t ordinal =
		    (uint32_t)key_get_be(value.bytes + i * FRONT_ORDINAL_BYTES,
			FRONT_ORDINAL_BYTES);
		int64_t person = check_person_of(owners->check, ordinal);

		if (ordinal != ORDINAL_NONE && person == 0)
			found(owners, place, "of nobody");
		else if (place < FRONT_PLACES)
			owners->persons[place] = person;
	}
}

static void
check_places_of(struct owners *owners, uint32_t block, struct slice value)
{
	for (size_t at = 0; at + FRONT_PLACE_BYTES <= value.len;
	     at += FRONT_PLACE_BYTES) {
		uint32_t ordinal = block * FRONT_PLACE_BLOCK +
		    (uint32_t)key_get_be(value.bytes + at, 2);

		if (check_person_of(owners->check, ordinal) == 0)
			found(owners,
			    (uint32_t)key_get_be(value.bytes + at + 2, 4),
			    "told of nobody");
	}
}

static void
check_cards(struct owners *owners, uint32_t block, struct slice value)
{
	struct column cards;

	(void)value;
	column_init(&cards, owners->check->txn, COLUMN_CARD,
	    front_slot(owners->role));
	for (uint32_t i = 0; i < COLUMN_BLOCK; i++) {
		uint32_t ordinal = block * COLUMN_BLOCK + i;
		uint32_t place = ordinal - FRONT_FIRST;
		const uint8_t *entry;

		/* What can't be read is found by its place. */
		if (column_at(&cards, ordinal, &entry) < 0)
			continue;
		if (!is_anybodys(owners, place))
			found(owners, place, "a card of nobody");
		else if (column_number(entry, COLUMN_PERSON) !=
		    owners->persons[place])
			found(owners, place, "a card of somebody else");
	}
}

static void
check_briefs_of(struct owners *owners, uint32_t block, struct slice value)
{
	const struct brief_block brief = { value.bytes };
	const uint8_t *has = brief_has(&brief);

	if (value.len != BRIEF_BYTES)
		return; /* it is no card's, either */
	for (uint32_t i = 0; i < BRIEF_BLOCK; i++) {
		uint32_t place = block * BRIEF_BLOCK + i - FRONT_FIRST;

		if ((has[i / 8] >> i % 8 & 1) != 0 &&
		    !is_anybodys(owners, place))
			found(owners, place, "a brief of nobody");
	}
}

static int
each_block(struct owners *owners, enum column_kind kind, block_fn *block)
{
	struct slice at, value;
	struct column_key column;
	struct cursor *cursor;
	struct key prefix;
	int rc = cursor_open(owners->check->txn, TABLE_COLUMN, &cursor);

	if (rc < 0)
		return rc;
	key_column_prefix(&prefix, (uint8_t)kind, front_slot(owners->role));
	rc = cursor_seek(cursor, &prefix, &at, &value);
	while (rc == 0 && key_prefixes(&prefix, at)) {
		if (key_column_parse(at, &column))
			block(owners, column.block, value);
		rc = cursor_next(cursor, &at, &value);
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* ---- postings ---- */

static int
check_container(void *context, struct slice key, struct slice container)
{
	struct owners *owners = context;
	struct posting_key parsed;
	struct bits bits;

	if (!key_posting_parse(key, &parsed) ||
	    parsed.slot.role != front_slot(owners->role).role)
		return 0;
	bits_clear(&bits);
	if (!bits_decode_or(container, &bits))
		return 0; /* finds nobody any more */
	for (size_t at = 0; bits_next(&bits, &at); at++) {
		uint32_t place = owners->chunk * CHUNK_BITS + (uint32_t)at;

		if (!is_anybodys(owners, place))
			found(owners, place, "a posting of nobody");
	}
	return 0;
}

static int
check_postings_of(struct owners *owners)
{
	int rc = 0;

	for (; owners->chunk < FRONT_CHUNKS && rc == 0; owners->chunk++) {
		struct key prefix;

		key_posting_chunk_prefix(&prefix, FRONT_CHUNK + owners->chunk);
		rc = posting_walk(owners->check->txn, &prefix, check_container,
		    owners);
	}
	return check_is_hard(rc) ? rc : 0;
}

int
check_front_people(struct check *check, uint16_t role)
{
	static const struct {
		enum column_kind kind;
		block_fn *block;
	} columns[] = { { COLUMN_FRONT_ORDINAL, take_owners },
		{ COLUMN_FRONT_PLACE, check_places_of },
		{ COLUMN_CARD, check_cards },
		{ COLUMN_BRIEF, check_briefs_of } };
	struct owners *owners = mem_calloc(1, sizeof(*owners));
	int rc = 0;

	owners->check = check;
	owners->role = role;
	for (size_t i = 0; i < COUNT(columns) && rc == 0; i++)
		rc = each_block(owners, columns[i].kind, columns[i].block);
	if (rc == 0)
		rc = check_postings_of(owners);
	mem_free(owners);
	return rc;
}
