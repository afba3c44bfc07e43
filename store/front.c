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
#include "store/front.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "store/column.h"
#include "store/front_internal.h"
#include "store/ordinal.h"

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

/* Of somebody without a card; before that nobody's score comes. */
static const struct place_in_rank nowhere = { RANK_TIER_OUT, 0 };

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

/* Of what is read of the role. */
static bool
is_current(const struct front_state *state, const struct role_slot *role)
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
	    (rc == 0 && (state->is != FRONT_READY || !is_current(state, role))))
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

int
front_place(struct txn *txn, uint16_t role, uint32_t ordinal,
    uint32_t *ret_place)
{
	size_t offset = ordinal % FRONT_PLACE_BLOCK, at;
	struct slice value;
	struct key key;
	uint32_t place;
	int rc;

	column_key_of(&key, COLUMN_FRONT_PLACE, role,
	    ordinal / FRONT_PLACE_BLOCK);
	rc = db_get(txn, TABLE_COLUMN, &key, &value);
	if (rc < 0)
		return rc;
	if (value.len % FRONT_PLACE_BYTES != 0)
		return value_corrupt(txn);
	at = find_offset(value, offset) * FRONT_PLACE_BYTES;
	if (at == value.len || key_get_be(value.bytes + at, 2) != offset)
		return ERR_NOTFOUND;
	place = (uint32_t)key_get_be(value.bytes + at + 2, 4);
	if (place >= FRONT_PLACES)
		return value_corrupt(txn);
	*ret_place = place;
	return 0;
}

/* ---- who is touched ---- */

/* The fronts there are, while a transaction writes. */
struct held {
	uint16_t role;
	bool has_changed;
	bool is_current;
	uint32_t last; /* ordinal that was looked at */
	struct front_state state;
};

struct front_batch {
	struct held **held;
	size_t n;
};

static int
hold(struct txn *txn, const struct role_slot *role, struct front_batch *batch)
{
	struct held *held = mem_calloc(1, sizeof(*held));
	int rc = front_state_get(txn, role->slot.role, &held->state);

	if (rc < 0) {
		mem_free(held);
		/* Of one that can't be read nobody asks. */
		return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
	}
	held->role = role->slot.role;
	held->is_current = is_current(&held->state, role);
	held->last = ORDINAL_NONE;
	batch->held =
	    mem_resize(batch->held, batch->n + 1, sizeof(*batch->held));
	batch->held[batch->n++] = held;
	return 0;
}

static int
hold_all(struct txn *txn)
{
	struct front_batch *batch = mem_calloc(1, sizeof(*batch));
	struct arena arena = { 0 };
	const char *name = "";
	struct role_slot role;
	int rc;

	txn->store->fronts = batch;
	while ((rc = store_role_next(txn, name, &arena, &name, &role)) == 0) {
		rc = hold(txn, &role, batch);
		if (rc < 0)
			break;
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

void
front_forget(struct store *store)
{
	struct front_batch *batch = store->fronts;

	if (batch == NULL)
		return;
	for (size_t i = 0; i < batch->n; i++)
		mem_free(batch->held[i]);
	mem_free(batch->held);
	mem_free(batch);
	store->fronts = NULL;
}

int
front_flush(struct txn *txn)
{
	struct front_batch *batch = txn->store->fronts;
	int rc = 0;

	for (size_t i = 0; batch != NULL && i < batch->n && rc == 0; i++)
		if (batch->held[i]->has_changed)
			rc = front_state_put(txn, batch->held[i]->role,
			    &batch->held[i]->state);
	return rc;
}

/* Where the ordinal is among those who are touched, or would be. */
static size_t
find_touched(const struct front_state *state, uint32_t ordinal)
{
	size_t from = 0, to = state->n_touched;

	while (from < to) {
		size_t mid = (from + to) / 2;

		if (state->touched[mid].ordinal < ordinal)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

static void
give_up(struct held *held)
{
	held->state.is = FRONT_STALE;
	held->state.n_touched = 0;
	held->has_changed = true;
}

static void
add_touched(struct held *held, size_t at, const struct front_touched *touched)
{
	struct front_state *state = &held->state;

	if (state->n_touched >= front_limits.touched) {
		give_up(held);
		return;
	}
	memmove(state->touched + at + 1, state->touched + at,
	    (state->n_touched - at) * sizeof(*state->touched));
	state->touched[at] = *touched;
	state->n_touched++;
	held->has_changed = true;
}

/* Where the card puts them. */
static int
find_rank(struct txn *txn, const struct held *held, uint32_t ordinal,
    struct place_in_rank *ret_rank)
{
	struct column cards;
	const uint8_t *entry;
	int rc;

	column_init(&cards, txn, COLUMN_CARD,
	    (struct slot){ held->role, held->state.generation,
		held->state.ranking });
	rc = column_at(&cards, ordinal, &entry);
	*ret_rank = rc == 0 ? column_entry_place(entry) : nowhere;
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* Who is not in the front is of no account unless they come into it; while it
 * is made nobody knows. */
static int
touch_first(struct txn *txn, struct held *held, size_t at,
    struct front_touched *touched, bool comes)
{
	int rc = 0;

	if (held->state.is == FRONT_READY)
		rc = front_place(txn, held->role, touched->ordinal,
		    &touched->place);
	if (rc == ERR_CORRUPT)
		give_up(held);
	else if (rc == 0 || (rc == ERR_NOTFOUND && comes))
		add_touched(held, at, touched);
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* A posting of theirs changes. */
static int
touch(struct txn *txn, struct held *held, uint32_t ordinal)
{
	struct front_touched touched = { ordinal, FRONT_NOWHERE, nowhere };
	size_t at = find_touched(&held->state, ordinal);
	int rc;

	if (at < held->state.n_touched &&
	    held->state.touched[at].ordinal == ordinal)
		return 0;
	rc = find_rank(txn, held, ordinal, &touched.rank);
	return rc < 0 ? rc : touch_first(txn, held, at, &touched, false);
}

static bool
is_before_last(const struct front_state *state,
    const struct place_in_rank *rank)
{
	if (rank->tier != state->last.tier)
		return rank->tier < state->last.tier;
	return rank->score >= state->last.score;
}

/* They go to that place. */
static int
move(struct txn *txn, struct held *held, uint32_t ordinal,
    struct place_in_rank rank)
{
	struct front_touched touched = { ordinal, FRONT_NOWHERE, rank };
	struct front_state *state = &held->state;
	size_t at = find_touched(state, ordinal);

	if (at == state->n_touched || state->touched[at].ordinal != ordinal)
		return touch_first(txn, held, at, &touched,
		    is_before_last(state, &rank));
	state->touched[at].rank = rank;
	held->has_changed = true;
	return 0;
}

static bool
is_touchable(const struct held *held)
{
	return held->is_current && held->state.is != FRONT_STALE;
}

/* Spaces of people have generation 0 and, but for the pipeline's, role 0. */
static bool
is_of(const struct held *held, enum posting_space space, struct slot slot)
{
	bool is_score = space >= POSTING_MEMBER && space <= POSTING_PLACE;

	return is_touchable(held) &&
	    (slot.role == 0 || slot.role == held->role) &&
	    (!is_score || slot.generation == held->state.generation);
}

int
front_touch(struct txn *txn, enum posting_space space, struct slot slot,
    uint32_t ordinal)
{
	int rc = 0;

	if (!front_has(space) || ordinal > ORDINAL_MAX)
		return 0;
	if (txn->store->fronts == NULL)
		rc = hold_all(txn);
	for (size_t i = 0; rc == 0 && i < txn->store->fronts->n; i++) {
		struct held *held = txn->store->fronts->held[i];

		if (held->last == ordinal || !is_of(held, space, slot))
			continue;
		held->last = ordinal;
		rc = touch(txn, held, ordinal);
	}
	return rc;
}

int
front_touch_card(struct txn *txn, struct slot slot, uint32_t ordinal,
    const uint8_t *card)
{
	int rc = 0;

	if (ordinal > ORDINAL_MAX)
		return 0;
	if (txn->store->fronts == NULL)
		rc = hold_all(txn);
	for (size_t i = 0; rc == 0 && i < txn->store->fronts->n; i++) {
		struct held *held = txn->store->fronts->held[i];

		if (is_touchable(held) && slot.role == held->role &&
		    slot.ranking == held->state.ranking)
			rc = move(txn, held, ordinal,
			    card != NULL ? column_entry_place(card) : nowhere);
	}
	return rc;
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
	if (value.len > sizeof(bytes) || at + FRONT_ORDINAL_BYTES > value.len)
		return value_corrupt(txn);
	memcpy(bytes, value.bytes, value.len);
	key_put_be(bytes + at, ORDINAL_NONE, FRONT_ORDINAL_BYTES);
	return db_put(txn, TABLE_COLUMN, &key,
	    (struct slice){ bytes, value.len });
}

static int
erase_place(struct txn *txn, uint16_t role, uint32_t ordinal)
{
	uint8_t bytes[FRONT_PLACE_BLOCK * FRONT_PLACE_BYTES];
	struct slice value;
	struct key key;
	size_t at;
	int rc;

	column_key_of(&key, COLUMN_FRONT_PLACE, role,
	    ordinal / FRONT_PLACE_BLOCK);
	rc = db_get(txn, TABLE_COLUMN, &key, &value);
	if (rc < 0)
		return rc;
	if (value.len > sizeof(bytes) || value.len % FRONT_PLACE_BYTES != 0)
		return value_corrupt(txn);
	at =
	    find_offset(value, ordinal % FRONT_PLACE_BLOCK) * FRONT_PLACE_BYTES;
	memcpy(bytes, value.bytes, at);
	memcpy(bytes + at, value.bytes + at + FRONT_PLACE_BYTES,
	    value.len - at - FRONT_PLACE_BYTES);
	if (value.len == FRONT_PLACE_BYTES)
		return db_drop(txn, TABLE_COLUMN, &key);
	return db_put(txn, TABLE_COLUMN, &key,
	    (struct slice){ bytes, value.len - FRONT_PLACE_BYTES });
}

static int
erase_postings(struct txn *txn, uint16_t role, uint32_t place)
{
	int rc = 0;

	for (int space = POSTING_WORD; space <= POSTING_EMPLOYER && rc == 0;
	     space++)
		if (front_has((enum posting_space)space))
			rc = posting_clear(txn, FRONT_FIRST + place,
			    &(struct posting_term){
				.space = (enum posting_space)space,
				.slot = front_slot(role),
				.is_prefix = true });
	return rc;
}

static int
erase(struct txn *txn, uint16_t role, uint32_t ordinal)
{
	uint32_t place = FRONT_NOWHERE;
	int rc = front_place(txn, role, ordinal, &place);

	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
		return 0;
	if (rc == 0)
		rc = column_drop(txn, COLUMN_CARD, front_slot(role),
		    FRONT_FIRST + place);
	if (rc == 0)
		rc = erase_postings(txn, role, place);
	if (rc == 0)
		rc = erase_ordinal(txn, role, place);
	return rc < 0 ? rc : erase_place(txn, role, ordinal);
}

int
front_erase(struct txn *txn, uint32_t ordinal)
{
	int rc = 0;

	if (ordinal > ORDINAL_MAX)
		return 0;
	if (txn->store->fronts == NULL)
		rc = hold_all(txn);
	for (size_t i = 0; rc == 0 && i < txn->store->fronts->n; i++) {
		struct held *held = txn->store->fronts->held[i];

		if (is_touchable(held))
			rc = touch(txn, held, ordinal);
		if (rc == 0)
			rc = erase(txn, held->role, ordinal);
	}
	return rc;
}
