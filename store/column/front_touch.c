/*
 * Who is touched, while a transaction writes: collected in memory, and written
 * when it is committed.
 */
#include <string.h>

#include "base/mem.h"
#include "store/column/column.h"
#include "store/column/front_layout.h"
#include "store/posting/ordinal.h"

/* Of somebody without a card; before that nobody's score comes. */
static const struct place_in_rank nowhere = { RANK_TIER_OUT, 0 };

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

	if (rc < 0 && rc != ERR_CORRUPT) {
		mem_free(held);
		return rc == ERR_NOTFOUND ? 0 : rc;
	}
	/* Of one that can't be read nobody asks, but there are people in it. */
	if (rc == ERR_CORRUPT)
		held->state = (struct front_state){ .is = FRONT_STALE };
	held->role = role->slot.role;
	held->is_current = front_is_current(&held->state, role);
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

/* The fronts that the ordinal's person may be in: none, if it is a place of
 * one. */
static int
fronts_of(struct txn *txn, uint32_t ordinal, const struct front_batch **ret)
{
	static const struct front_batch none;
	int rc = 0;

	*ret = &none;
	if (ordinal > ORDINAL_MAX)
		return 0;
	if (txn->store->fronts == NULL)
		rc = hold_all(txn);
	*ret = txn->store->fronts;
	return rc;
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
	const struct front_batch *fronts;
	int rc;

	if (!front_has(space))
		return 0;
	rc = fronts_of(txn, ordinal, &fronts);
	for (size_t i = 0; rc == 0 && i < fronts->n; i++) {
		struct held *held = fronts->held[i];

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
	const struct front_batch *fronts;
	int rc = fronts_of(txn, ordinal, &fronts);

	for (size_t i = 0; rc == 0 && i < fronts->n; i++) {
		struct held *held = fronts->held[i];

		if (is_touchable(held) && slot.role == held->role &&
		    slot.ranking == held->state.ranking)
			rc = move(txn, held, ordinal,
			    card != NULL ? column_entry_place(card) : nowhere);
	}
	return rc;
}

/* ---- erasing ---- */

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

	/* Nobody stays because it can't be read where they are. */
	if (rc == ERR_CORRUPT)
		rc = front_place_search(txn, role, ordinal, &place);
	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc == 0)
		rc = column_drop(txn, COLUMN_CARD, front_slot(role),
		    FRONT_FIRST + place);
	if (rc == 0)
		rc = erase_postings(txn, role, place);
	return rc < 0 ? rc : front_erase_place(txn, role, ordinal, place);
}

int
front_erase(struct txn *txn, uint32_t ordinal)
{
	const struct front_batch *fronts;
	int rc = fronts_of(txn, ordinal, &fronts);

	for (size_t i = 0; rc == 0 && i < fronts->n; i++) {
		struct held *held = fronts->held[i];

		if (is_touchable(held))
			rc = touch(txn, held, ordinal);
		if (rc == 0)
			rc = erase(txn, held->role, ordinal);
	}
	return rc;
}
