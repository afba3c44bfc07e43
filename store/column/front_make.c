/* What the front of a role is to be, in memory. */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "store/column/card.h"
#include "store/column/column.h"
#include "store/column/front_build.h"
#include "store/column/front_layout.h"
#include "store/posting/ordinal.h"
#include "store/posting/posting_batch.h"
#include "store/posting/posting_list.h"

void
front_made_done(struct front_made *made)
{
	mem_free(made->members);
	mem_free(made->ordinals);
	mem_free(made->cards);
	posting_batch_free(made->postings);
	*made = (struct front_made){ 0 };
}

/* ---- places ---- */

static int
by_ordinal(const void *left, const void *right)
{
	const struct front_member *a = left, *b = right;

	return (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

static int
take_place(struct column *cards, struct slice at, struct slice value,
    struct front_made *made)
{
	uint32_t ordinal = store_rank_ordinal(value);
	const uint8_t *entry;
	struct rank_key rank;
	struct card card;
	int rc;

	if (!key_rank_parse(at, &rank))
		return value_corrupt(cards->txn);
	rc = column_ranked(cards, &rank, ordinal, &entry, &card);
	if (rc < 0)
		return rc;
	memcpy(made->cards + (size_t)made->n * COLUMN_CARD_BYTES, entry,
	    COLUMN_CARD_BYTES);
	made->ordinals[made->n] = ordinal;
	made->members[made->n] = (struct front_member){ ordinal, made->n };
	made->last = rank.place;
	made->n++;
	return 0;
}

static int
take_places(struct txn *txn, const struct role_slot *role, uint32_t most,
    struct front_made *made)
{
	struct slice found, value;
	struct cursor *cursor;
	struct column cards;
	struct key prefix;
	int rc;

	made->members = mem_calloc(most, sizeof(*made->members));
	made->ordinals = mem_calloc(most, sizeof(*made->ordinals));
	made->cards = mem_calloc(most, COLUMN_CARD_BYTES);
	rc = cursor_open(txn, TABLE_RANK, &cursor);
	if (rc < 0)
		return rc;
	column_open_cards(&cards, txn, role->slot);
	key_rank_prefix(&prefix, role->slot);
	rc = cursor_seek(cursor, &prefix, &found, &value);
	while (rc == 0 && made->n < most && key_prefixes(&prefix, found)) {
		rc = take_place(&cards, found, value, made);
		if (rc == 0)
			rc = cursor_next(cursor, &found, &value);
	}
	column_close(&cards);
	cursor_close(cursor);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* ---- postings ---- */

struct making {
	struct txn *txn;
	const struct front_made *made;
	struct posting_term term; /* the front's */
	bool is_settled; /* what is kept in one way is all there is */
	/* Those of the chunk that is read, and their places by offset. */
	uint32_t chunk;
	struct bits bits;
	uint32_t places[CHUNK_BITS];
	uint16_t offsets[CHUNK_BITS];
	struct posting_list list;
};

static void
give(struct making *making, uint32_t place)
{
	posting_batch_put(making->made->postings, &making->term,
	    FRONT_FIRST + place, true);
}

static void
give_offset(struct making *making, size_t offset)
{
	if (bits_has(&making->bits, offset))
		give(making, making->places[offset]);
}

static int
give_container(void *context, struct slice term, struct slice container)
{
	struct making *making = context;
	struct bits bits;
	size_t n = 0;

	making->term.term = term;
	if (bits_decode_sorted(container, making->offsets, &n)) {
		for (size_t i = 0; i < n; i++)
			give_offset(making, making->offsets[i]);
		return 0;
	}
	bits_clear(&bits);
	if (!bits_decode_or(container, &bits))
		return value_corrupt(making->txn);
	bits_and(&bits, &making->bits);
	for (size_t at = 0; bits_next(&bits, &at); at++)
		give_offset(making, at);
	return 0;
}

/* Both rise. */
static int
give_list(void *context, struct slice term, struct slice value)
{
	struct making *making = context;
	const struct front_made *made = making->made;
	struct posting_list *list = &making->list;
	size_t from = 0;

	making->term.term = term;
	if (!posting_list_decode(value, list))
		return value_corrupt(making->txn);
	for (size_t i = 0; i < list->n; i++) {
		struct front_member sought = { list->ordinals[i], 0 };
		const struct front_member *found =
		    bsearch(&sought, made->members + from, made->n - from,
			sizeof(sought), by_ordinal);

		if (found == NULL)
			continue;
		give(making, found->place);
		from = (size_t)(found - made->members) + 1;
	}
	return 0;
}

/* The slots of a space's terms: two for the pipeline's. */
static size_t
slots_of(enum posting_space space, const struct role_slot *role,
    struct slot ret_slots[static 2])
{
	ret_slots[0] = (struct slot){ 0 };
	ret_slots[1] = (struct slot){ .role = role->slot.role };
	if (space >= POSTING_MEMBER && space <= POSTING_PLACE)
		ret_slots[0] = role->slot;
	return space == POSTING_PIPELINE ? 2 : 1;
}

/* Of all spaces what is kept in one way. */
static int
each_space(struct making *making, const struct role_slot *role, bool is_whole)
{
	posting_each_fn *each =
	    making->is_settled ? posting_each_chunked : posting_each;
	int rc = 0;

	for (int space = POSTING_WORD; space <= POSTING_EMPLOYER; space++) {
		struct posting_term prefix = { (enum posting_space)space,
			.is_prefix = true };
		struct slot slots[2];
		size_t n = slots_of(prefix.space, role, slots);

		making->term.space = prefix.space;
		for (size_t i = 0; front_has(prefix.space) && i < n && rc == 0;
		     i++) {
			prefix.slot = slots[i];
			rc = is_whole ? posting_each_whole(making->txn, &prefix,
					    give_list, making)
				      : each(making->txn, making->chunk,
					    &prefix, give_container, making);
		}
	}
	return rc;
}

/* The members of the chunk that member `from` is in; the one behind them. */
static uint32_t
open_chunk(struct making *making, uint32_t from)
{
	const struct front_made *made = making->made;
	uint32_t i = from;

	making->chunk = made->members[from].ordinal / CHUNK_BITS;
	bits_clear(&making->bits);
	for (; i < made->n &&
	     made->members[i].ordinal / CHUNK_BITS == making->chunk;
	     i++) {
		size_t offset = made->members[i].ordinal % CHUNK_BITS;

		bits_set(&making->bits, offset);
		making->places[offset] = made->members[i].place;
	}
	return i;
}

int
front_make_postings(struct txn *txn, const struct role_slot *role,
    struct front_made *made)
{
	struct making *making = mem_calloc(1, sizeof(*making));
	uint32_t at = 0;
	int rc = posting_is_settled(txn, &making->is_settled);

	if (made->n > 0)
		qsort(made->members, made->n, sizeof(*made->members),
		    by_ordinal);
	made->postings = posting_batch_new();
	making->txn = txn;
	making->made = made;
	making->term.slot = front_slot(role->slot.role);
	if (rc == 0 && making->is_settled)
		rc = each_space(making, role, true);
	while (rc == 0 && at < made->n) {
		at = open_chunk(making, at);
		rc = each_space(making, role, false);
	}
	mem_free(making);
	if (rc == 0)
		posting_batch_sort(made->postings, &made->n_postings);
	return rc;
}

int
front_make(struct txn *txn, const struct role_slot *role, uint32_t most,
    struct front_made *ret_made)
{
	int rc;

	*ret_made = (struct front_made){ 0 };
	rc = take_places(txn, role, most, ret_made);
	return rc < 0 ? rc : front_make_postings(txn, role, ret_made);
}
