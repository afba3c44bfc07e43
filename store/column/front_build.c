/*
 * Writing fronts.  A front is BUILDING from before the view that it is made of,
 * so that whoever changes meanwhile is touched; those are left out of what is
 * still to be written, and READY comes last.  Where places are is written
 * first: with it an erased person is found in all that is written behind.
 */
#include "store/column/front_build.h"

#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/column/brief.h"
#include "store/column/column.h"
#include "store/column/front_layout.h"
#include "store/posting/ordinal.h"
#include "store/posting/posting_batch.h"
#include "store/posting/posting_merge.h"

enum {
	DROP_MAX = 10000, /* entries a transaction */
	TERMS_MOST = 512, /* terms between two looks at the clock */
	TOUCHED_MANY = 8 /* of so many as there may be, one */
};

struct building {
	struct store *store;
	front_turn_fn *turn;
	void *context;
	struct err_detail *detail;
	struct role_slot role;
	struct front_made made;
	struct bits skipped[FRONT_CHUNKS]; /* places of who was touched */
	/* How far it is written, in the unit of the step. */
	uint32_t at;
	uint32_t chunk; /* of postings */
	uint32_t *next; /* of each term the first ordinal that is to come */
};

/* A transaction that writes some; ERR_NOTFOUND: the step is done. */
typedef int step_fn(struct building *building, struct txn *txn);

static bool
is_skipped(const struct building *building, uint32_t place)
{
	return bits_has(&building->skipped[place / CHUNK_BITS],
	    place % CHUNK_BITS);
}

static bool
is_small(const struct role_slot *role)
{
	return role->leads <= front_limits.small_role;
}

/* ---- dropping ---- */

static int
drop_column(struct txn *txn, enum column_kind kind, struct slot slot,
    int64_t *left)
{
	struct slice found = { 0 }, value = { 0 };
	struct cursor *cursor = NULL;
	struct key prefix, key;
	int rc = cursor_open(txn, TABLE_COLUMN, &cursor);

	key_column_prefix(&prefix, (uint8_t)kind, slot);
	while (rc == 0 && *left > 0) {
		rc = cursor_seek(cursor, &prefix, &found, &value);
		if (rc < 0 || !key_prefixes(&prefix, found))
			break;
		key_from_slice(&key, found);
		rc = db_drop(txn, TABLE_COLUMN, &key);
		(*left)--;
	}
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
drop_some(struct building *building, struct txn *txn)
{
	/* What tells places last: till then the erased are found by it. */
	static const enum column_kind kinds[] = { COLUMN_CARD, COLUMN_BRIEF,
		COLUMN_FRONT_ORDINAL, COLUMN_FRONT_PLACE };
	struct slot slot = front_slot(building->role.slot.role);
	int64_t left = DROP_MAX;
	int rc = posting_drop(txn, slot, &left);

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && rc == 0; i++)
		rc = drop_column(txn, kinds[i], slot, &left);
	return rc == 0 && left > 0 ? ERR_NOTFOUND : rc;
}

/* ---- columns ---- */

static int
put_block(struct txn *txn, enum column_kind kind, struct slot slot,
    uint32_t block, struct slice value)
{
	struct key key;

	key_column(&key, &(struct column_key){ (uint8_t)kind, slot, block });
	return value.len == 0 ? 0 : db_put(txn, TABLE_COLUMN, &key, value);
}

/* Of a block of ordinals, of whom member building->at is the first. */
static int
put_places(struct building *building, struct txn *txn)
{
	const struct front_made *made = &building->made;
	uint8_t value[FRONT_PLACE_BLOCK * FRONT_PLACE_BYTES], *at = value;
	uint32_t block;

	if (building->at >= made->n)
		return ERR_NOTFOUND;
	block = made->members[building->at].ordinal / FRONT_PLACE_BLOCK;
	for (; building->at < made->n; building->at++) {
		const struct front_member *member =
		    &made->members[building->at];

		if (member->ordinal / FRONT_PLACE_BLOCK != block)
			break;
		if (is_skipped(building, member->place))
			continue;
		key_put_be(at, member->ordinal % FRONT_PLACE_BLOCK, 2);
		key_put_be(at + 2, member->place, 4);
		at += FRONT_PLACE_BYTES;
	}
	return put_block(txn, COLUMN_FRONT_PLACE,
	    front_slot(building->role.slot.role), block,
	    (struct slice){ value, (size_t)(at - value) });
}

static int
put_ordinals(struct building *building, struct txn *txn)
{
	const struct front_made *made = &building->made;
	uint8_t value[FRONT_BLOCK * FRONT_ORDINAL_BYTES], *at = value;
	uint32_t block = building->at / FRONT_BLOCK;

	if (building->at >= made->n)
		return ERR_NOTFOUND;
	for (; building->at < made->n && building->at / FRONT_BLOCK == block;
	     building->at++) {
		key_put_be(at,
		    is_skipped(building, building->at)
			? ORDINAL_NONE
			: made->ordinals[building->at],
		    FRONT_ORDINAL_BYTES);
		at += FRONT_ORDINAL_BYTES;
	}
	return put_block(txn, COLUMN_FRONT_ORDINAL,
	    front_slot(building->role.slot.role), block,
	    (struct slice){ value, (size_t)(at - value) });
}

/* A block of cards. */
static int
put_cards(struct building *building, struct txn *txn)
{
	const struct front_made *made = &building->made;
	const uint8_t *entries[COLUMN_BLOCK] = { NULL };
	uint32_t block = (FRONT_FIRST + building->at) / COLUMN_BLOCK;

	if (building->at >= made->n)
		return ERR_NOTFOUND;
	for (; building->at < made->n; building->at++) {
		uint32_t ordinal = FRONT_FIRST + building->at;

		if (ordinal / COLUMN_BLOCK != block)
			break;
		if (!is_skipped(building, building->at))
			entries[ordinal % COLUMN_BLOCK] = made->cards +
			    (size_t)building->at * COLUMN_CARD_BYTES;
	}
	return column_put_block(txn, front_slot(building->role.slot.role),
	    block, entries);
}

static int
put_briefs(struct building *building, struct txn *txn)
{
	uint32_t from = building->at;

	if (from >= building->made.n)
		return ERR_NOTFOUND;
	building->at += BRIEF_BLOCK;
	return brief_renew(txn, front_slot(building->role.slot.role),
	    FRONT_FIRST + from, BRIEF_BLOCK);
}

/* ---- postings ---- */

static void
apply(void *context, const struct posting_todo *todo, struct slice old,
    struct buf *out)
{
	const struct building *building = context;
	uint16_t offsets[CHUNK_BITS];
	size_t n = 0;

	(void)old;
	for (uint32_t i = 0; i < todo->n; i++)
		if (!is_skipped(building, todo->changes[i] - FRONT_FIRST))
			offsets[n++] =
			    (uint16_t)(todo->changes[i] % CHUNK_BITS);
	if (n > 0)
		bits_encode_sorted(offsets, n, out);
}

/* What the term has in the chunk, which is written once; false: nothing. */
static bool
take_todo(struct building *building, uint32_t term, struct posting_todo *todo)
{
	struct posting_change change;
	uint32_t from = building->next[term], to = from;

	posting_batch_get(building->made.postings, term, &change);
	while (to < change.n &&
	    change.ordinals[to] / CHUNK_BITS == building->chunk)
		to++;
	building->next[term] = to;
	*todo = (struct posting_todo){ building->chunk, to - from, change.key,
		change.ordinals + from };
	return to > from;
}

static int
put_postings(struct building *building, struct txn *txn)
{
	struct posting_todo todos[TERMS_MOST];
	size_t n = 0;

	if (building->at >= building->made.n_postings) {
		building->chunk++;
		building->at = 0;
	}
	if (building->chunk >= FRONT_CHUNK + FRONT_CHUNKS)
		return ERR_NOTFOUND;
	while (n < TERMS_MOST && building->at < building->made.n_postings)
		n += take_todo(building, building->at++, &todos[n]);
	return posting_merge(txn, todos, n, apply, building);
}

/* ---- steps ---- */

/* Whoever was touched since is left out from here on.  ERR_AGAIN: it was given
 * up. */
static int
look(struct building *building, struct txn *txn, struct front_state *state)
{
	const struct front_made *made = &building->made;
	int rc = front_state_get(txn, building->role.slot.role, state);

	if (rc == 0 && state->is != FRONT_BUILDING)
		rc = ERR_AGAIN;
	for (size_t i = 0, at = 0; rc == 0 && i < state->n_touched; i++) {
		struct front_touched *touched = &state->touched[i];

		while (at < made->n &&
		    made->members[at].ordinal < touched->ordinal)
			at++;
		if (at == made->n ||
		    made->members[at].ordinal != touched->ordinal)
			continue;
		touched->place = made->members[at].place;
		bits_set(&building->skipped[touched->place / CHUNK_BITS],
		    touched->place % CHUNK_BITS);
	}
	return rc;
}

/* Given up meanwhile, made of what is damaged, or no room: there is none then,
 * which is no failure. */
static bool
is_no_front(int rc)
{
	return rc == ERR_AGAIN || rc == ERR_CORRUPT || rc == ERR_FULL;
}

static int
end(struct building *building, struct txn *txn, int rc)
{
	return txn_end(txn, rc, is_no_front(rc) ? NULL : building->detail);
}

/* Until the step is done. */
static int
run(struct building *building, step_fn *step)
{
	struct front_state *state = mem_calloc(1, sizeof(*state));
	int rc = 0, stepped = 0;

	building->at = 0;
	while (rc == 0 && stepped == 0) {
		int64_t until_ms = clock_mono_ms() + front_limits.slice_ms;
		struct txn *txn;

		rc = store_begin(building->store, true, &txn, building->detail);
		if (rc < 0)
			break;
		stepped = look(building, txn, state);
		do
			if (stepped == 0)
				stepped = step(building, txn);
		while (stepped == 0 && clock_mono_ms() < until_ms);
		rc = end(building, txn, stepped == ERR_NOTFOUND ? 0 : stepped);
		if (rc == 0 && building->turn != NULL)
			rc = building->turn(building->context);
	}
	mem_free(state);
	return rc;
}

static int
put_state(struct building *building, const struct front_state *state)
{
	struct txn *txn;
	int rc = store_begin(building->store, true, &txn, building->detail);

	if (rc < 0)
		return rc;
	return end(building, txn,
	    front_state_put(txn, building->role.slot.role, state));
}

static int
begin(struct building *building)
{
	struct front_state *state = mem_calloc(1, sizeof(*state));
	int rc;

	state->is = FRONT_BUILDING;
	state->generation = building->role.slot.generation;
	state->ranking = building->role.slot.ranking;
	rc = put_state(building, state);
	mem_free(state);
	return rc;
}

static int
make(struct building *building)
{
	struct txn *txn;
	int rc = store_begin(building->store, false, &txn, building->detail);

	if (rc < 0)
		return rc;
	rc = front_make(txn, &building->role, front_limits.places,
	    &building->made);
	return end(building, txn, rc);
}

static int
put_ready(struct building *building, struct txn *txn)
{
	struct front_state *state = mem_calloc(1, sizeof(*state));
	int rc = look(building, txn, state);

	state->is = FRONT_READY;
	state->n = building->made.n;
	state->last = building->made.last;
	if (rc == 0)
		rc = front_state_put(txn, building->role.slot.role, state);
	mem_free(state);
	return rc < 0 ? rc : ERR_NOTFOUND;
}

static int
put_all(struct building *building)
{
	static step_fn *const steps[] = { put_places, put_ordinals, put_cards,
		put_briefs, put_postings, put_ready };
	int rc = 0;

	building->chunk = FRONT_CHUNK;
	building->next =
	    mem_calloc(building->made.n_postings + 1, sizeof(*building->next));
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]) && rc == 0; i++)
		rc = run(building, steps[i]);
	mem_free(building->next);
	building->next = NULL;
	return rc;
}

static int
drop_state(struct building *building, struct txn *txn)
{
	int rc = front_state_drop(txn, building->role.slot.role);

	return rc < 0 ? rc : ERR_NOTFOUND;
}

/* Without what was there before; of a small role that is all. */
static int
build(struct building *building)
{
	int rc = begin(building);

	if (rc == 0)
		rc = run(building, drop_some);
	if (rc == 0 && is_small(&building->role))
		return run(building, drop_state);
	if (rc == 0)
		rc = make(building);
	if (rc == 0)
		rc = put_all(building);
	front_made_done(&building->made);
	memset(building->skipped, 0, sizeof(building->skipped));
	return is_no_front(rc) ? 0 : rc;
}

/* ---- which ---- */

static bool
is_fresh(const struct front_state *state, const struct role_slot *role)
{
	return state->is == FRONT_READY && front_is_current(state, role) &&
	    state->n_touched <= front_limits.touched / TOUCHED_MANY;
}

/* Of a small role nothing may be left: its generations go round. */
static int
is_due(struct txn *txn, const struct role_slot *role, bool *ret_is)
{
	struct front_state *state = mem_calloc(1, sizeof(*state));
	int rc = front_state_get(txn, role->slot.role, state);

	*ret_is = is_small(role) ? rc != ERR_NOTFOUND
				 : rc < 0 || !is_fresh(state, role);
	mem_free(state);
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* The role after `name` that needs a front. */
static int
next_due(struct building *building, const char **name, struct arena *arena)
{
	struct txn *txn;
	bool is = false;
	int rc = store_begin(building->store, false, &txn, building->detail);

	if (rc < 0)
		return rc;
	while (rc == 0 && !is) {
		rc = store_role_next(txn, *name, arena, name, &building->role);
		if (rc == 0)
			rc = is_due(txn, &building->role, &is);
	}
	txn_abort(txn);
	return rc;
}

int
store_front_build(struct store *store, front_turn_fn *turn, void *context,
    struct err_detail *detail)
{
	struct building *building = mem_calloc(1, sizeof(*building));
	struct arena arena = { 0 };
	const char *name = "";
	int rc = posting_settle(store, detail);

	building->store = store;
	building->turn = turn;
	building->context = context;
	building->detail = detail;
	if (is_no_front(rc))
		rc = 0; /* what waits does so a while longer */
	while (rc == 0 && (rc = next_due(building, &name, &arena)) == 0)
		rc = build(building);
	mem_free(building);
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}
