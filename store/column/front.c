/*
 * The value of "front/NUMBER":
 *
 *   at  bytes
 *    0  1  enum front_is
 *    1  2  generation of the scores, of the rank
 *    3  4  places
 *    7  5  the last one's tier (1) and score (4)
 *   12 13  for each who was touched, by ordinal: ordinal (4), place (4), where
 *          they stand by now: tier (1), score (4)
 */
#include "store/column/front.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "store/column/column.h"
#include "store/column/front_layout.h"
#include "store/posting/ordinal.h"

enum {
	STATE_BYTES = 12,
	TOUCHED_BYTES = 13,
	NUMBER_MAX = 8
};

_Static_assert((uint32_t)FRONT_FIRST > ORDINAL_MAX &&
	FRONT_FIRST + FRONT_PLACES <= ORDINAL_NONE &&
	FRONT_CHUNK + FRONT_CHUNKS <= 0xFFF0,
    "fronts have ordinals of their own");

struct front_limits front_limits = { FRONT_PLACES, FRONT_TOUCHED_MOST, 30000,
	50 };

bool
front_has(enum posting_space space)
{
	return space != POSTING_WORD && space != POSTING_REPO;
}

struct slot
front_slot(uint16_t role)
{
	return (struct slot){ (uint16_t)(role | FRONT_ROLE), 0, 0 };
}

/* ---- what is known of it ---- */

static void
state_key(struct key *key, uint16_t role)
{
	char number[NUMBER_MAX];

	(void)snprintf(number, sizeof(number), "%u", (unsigned)role);
	key_meta(key, META_FRONT, number);
}

static bool
parse_touched(struct slice value, struct front_state *state)
{
	const uint8_t *at = value.bytes + STATE_BYTES;

	state->n_touched = (value.len - STATE_BYTES) / TOUCHED_BYTES;
	for (size_t i = 0; i < state->n_touched; i++, at += TOUCHED_BYTES) {
		struct front_touched *touched = &state->touched[i];

		*touched = (struct front_touched){ (uint32_t)key_get_be(at, 4),
			(uint32_t)key_get_be(at + 4, 4),
			{ at[8], (uint32_t)key_get_be(at + 9, 4) } };
		if (touched->ordinal > ORDINAL_MAX ||
		    touched->place > FRONT_NOWHERE ||
		    (i > 0 && touched[-1].ordinal >= touched->ordinal))
			return false;
	}
	return true;
}

static bool
parse_state(struct slice value, struct front_state *state)
{
	const uint8_t *at = value.bytes;

	if (value.len < STATE_BYTES ||
	    (value.len - STATE_BYTES) % TOUCHED_BYTES != 0 ||
	    value.len > STATE_BYTES + FRONT_TOUCHED_MOST * TOUCHED_BYTES ||
	    at[0] < FRONT_BUILDING || at[0] > FRONT_STALE)
		return false;
	state->is = (enum front_is)at[0];
	state->generation = at[1];
	state->ranking = at[2];
	state->n = (uint32_t)key_get_be(at + 3, 4);
	state->last.tier = at[7];
	state->last.score = (uint32_t)key_get_be(at + 8, 4);
	return state->n <= FRONT_PLACES && parse_touched(value, state);
}

int
front_state_get(struct txn *txn, uint16_t role, struct front_state *ret_state)
{
	struct slice value;
	struct key key;
	int rc;

	state_key(&key, role);
	rc = db_get(txn, TABLE_META, &key, &value);
	if (rc < 0)
		return rc;
	return parse_state(value, ret_state) ? 0 : value_corrupt(txn);
}

int
front_state_put(struct txn *txn, uint16_t role, const struct front_state *state)
{
	uint8_t value[STATE_BYTES + FRONT_TOUCHED_MOST * TOUCHED_BYTES];
	uint8_t *at = value + STATE_BYTES;
	struct key key;

	value[0] = (uint8_t)state->is;
	value[1] = state->generation;
	value[2] = state->ranking;
	key_put_be(value + 3, state->n, 4);
	value[7] = state->last.tier;
	key_put_be(value + 8, state->last.score, 4);
	for (size_t i = 0; i < state->n_touched; i++, at += TOUCHED_BYTES) {
		key_put_be(at, state->touched[i].ordinal, 4);
		key_put_be(at + 4, state->touched[i].place, 4);
		at[8] = state->touched[i].rank.tier;
		key_put_be(at + 9, state->touched[i].rank.score, 4);
	}
	state_key(&key, role);
	return db_put(txn, TABLE_META, &key,
	    (struct slice){ value, (size_t)(at - value) });
}

int
front_state_drop(struct txn *txn, uint16_t role)
{
	struct key key;

	state_key(&key, role);
	return db_drop(txn, TABLE_META, &key);
}

bool
front_is_current(const struct front_state *state, const struct role_slot *role)
{
	return state->generation == role->slot.generation &&
	    state->ranking == role->slot.ranking;
}

int
front_find(struct txn *txn, const struct role_slot *role, struct arena *arena,
    struct front *ret_front)
{
	struct front_state *state = arena_alloc(arena, sizeof(*state));
	int rc = txn->write ? front_flush(txn) : 0;

	if (rc == 0)
		rc = front_state_get(txn, role->slot.role, state);
	if (rc == ERR_CORRUPT ||
	    (rc == 0 &&
		(state->is != FRONT_READY || !front_is_current(state, role))))
		return ERR_NOTFOUND;
	if (rc == 0)
		*ret_front = (struct front){ front_slot(role->slot.role),
			state->n, state->touched, state->n_touched };
	return rc;
}

/* ---- places and ordinals ---- */

static void
column_key_of(struct key *key, enum column_kind kind, uint16_t role,
    uint32_t block)
{
	key_column(key,
	    &(struct column_key){ (uint8_t)kind, front_slot(role), block });
}

int
front_ordinal(struct txn *txn, const struct front *front, uint32_t place,
    uint32_t *ret_ordinal)
{
	size_t at = place % FRONT_BLOCK * FRONT_ORDINAL_BYTES;
	struct slice value;
	struct key key;
	uint32_t ordinal;
	int rc;

	column_key_of(&key, COLUMN_FRONT_ORDINAL, front->slot.role,
	    place / FRONT_BLOCK);
	rc = db_get(txn, TABLE_COLUMN, &key, &value);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	if (rc == ERR_NOTFOUND || at + FRONT_ORDINAL_BYTES > value.len)
		return value_corrupt(txn);
	ordinal = (uint32_t)key_get_be(value.bytes + at, FRONT_ORDINAL_BYTES);
	if (ordinal == ORDINAL_NONE)
		return ERR_NOTFOUND;
	if (ordinal > ORDINAL_MAX)
		return value_corrupt(txn);
	*ret_ordinal = ordinal;
	return 0;
}

/* The first entry of those in order that is not below the offset. */
static size_t
find_offset(struct slice value, size_t offset)
{
	size_t from = 0, to = value.len / FRONT_PLACE_BYTES;

	while (from < to) {
		size_t mid = (from + to) / 2;

		if (key_get_be(value.bytes + mid * FRONT_PLACE_BYTES, 2) <
		    offset)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/* Where an ordinal's place stands. */
struct place_entry {
	struct key key; /* of its block */
	struct slice block;
	size_t at; /* bytes before it */
};

static int
find_place(struct txn *txn, uint16_t role, uint32_t ordinal,
    struct place_entry *ret)
{
	size_t offset = ordinal % FRONT_PLACE_BLOCK;
	int rc;

	column_key_of(&ret->key, COLUMN_FRONT_PLACE, role,
	    ordinal / FRONT_PLACE_BLOCK);
	rc = db_get(txn, TABLE_COLUMN, &ret->key, &ret->block);
	if (rc < 0)
		return rc;
	if (ret->block.len % FRONT_PLACE_BYTES != 0 ||
	    ret->block.len > FRONT_PLACE_BLOCK * FRONT_PLACE_BYTES)
		return value_corrupt(txn);
	ret->at = find_offset(ret->block, offset) * FRONT_PLACE_BYTES;
	return ret->at < ret->block.len &&
		key_get_be(ret->block.bytes + ret->at, 2) == offset
	    ? 0
	    : ERR_NOTFOUND;
}

int
front_place(struct txn *txn, uint16_t role, uint32_t ordinal,
    uint32_t *ret_place)
{
	struct place_entry entry;
	uint32_t place;
	int rc = find_place(txn, role, ordinal, &entry);

	if (rc < 0)
		return rc;
	place = (uint32_t)key_get_be(entry.block.bytes + entry.at + 2, 4);
	if (place >= FRONT_PLACES)
		return value_corrupt(txn);
	*ret_place = place;
	return 0;
}

int
front_place_search(struct txn *txn, uint16_t role, uint32_t ordinal,
    uint32_t *ret_place)
{
	struct slice value;
	struct key key;

	for (uint32_t place = 0; place < FRONT_PLACES; place++) {
		size_t at = place % FRONT_BLOCK * FRONT_ORDINAL_BYTES;

		if (at == 0) {
			int rc;

			column_key_of(&key, COLUMN_FRONT_ORDINAL, role,
			    place / FRONT_BLOCK);
			rc = db_get(txn, TABLE_COLUMN, &key, &value);
			if (rc == ERR_NOTFOUND)
				value.len = 0;
			else if (rc < 0)
				return rc;
		}
		/* What can't be read is passed over. */
		if (at + FRONT_ORDINAL_BYTES > value.len ||
		    key_get_be(value.bytes + at, FRONT_ORDINAL_BYTES) !=
			ordinal)
			continue;
		*ret_place = place;
		return 0;
	}
	return ERR_NOTFOUND;
}

/* ---- erasing ---- */

static int
erase_ordinal(struct txn *txn, uint16_t role, uint32_t place)
{
	uint8_t bytes[FRONT_BLOCK * FRONT_ORDINAL_BYTES];
	size_t at = place % FRONT_BLOCK * FRONT_ORDINAL_BYTES;
	struct slice value;
	struct key key;
	int rc;

	column_key_of(&key, COLUMN_FRONT_ORDINAL, role, place / FRONT_BLOCK);
	rc = db_get(txn, TABLE_COLUMN, &key, &value);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	/* A damaged one is of no use, and keeps nobody from being erased. */
	if (value.len > sizeof(bytes) || at + FRONT_ORDINAL_BYTES > value.len)
		return db_drop(txn, TABLE_COLUMN, &key);
	memcpy(bytes, value.bytes, value.len);
	key_put_be(bytes + at, ORDINAL_NONE, FRONT_ORDINAL_BYTES);
	return db_put(txn, TABLE_COLUMN, &key,
	    (struct slice){ bytes, value.len });
}

static int
erase_place(struct txn *txn, uint16_t role, uint32_t ordinal)
{
	uint8_t bytes[FRONT_PLACE_BLOCK * FRONT_PLACE_BYTES];
	struct place_entry entry;
	size_t left;
	int rc = find_place(txn, role, ordinal, &entry);

	/* A damaged block says nothing of anybody. */
	if (rc < 0)
		return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
	left = entry.block.len - FRONT_PLACE_BYTES;
	if (left == 0)
		return db_drop(txn, TABLE_COLUMN, &entry.key);
	memcpy(bytes, entry.block.bytes, entry.at);
	memcpy(bytes + entry.at,
	    entry.block.bytes + entry.at + FRONT_PLACE_BYTES, left - entry.at);
	return db_put(txn, TABLE_COLUMN, &entry.key,
	    (struct slice){ bytes, left });
}

int
front_erase_place(struct txn *txn, uint16_t role, uint32_t ordinal,
    uint32_t place)
{
	int rc = erase_ordinal(txn, role, place);

	return rc < 0 ? rc : erase_place(txn, role, ordinal);
}
