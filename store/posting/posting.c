#include "store/posting/posting.h"

#include <string.h>

#include "base/mem.h"
#include "store/column/front.h"
#include "store/posting/ordinal.h"
#include "store/posting/posting_block.h"
#include "store/posting/posting_delta.h"
#include "store/posting/posting_list.h"
#include "store/store_internal.h"
#include "store/value/value.h"

/* ---- reading ---- */

/* What was changed in this transaction is to be seen. */
static int
settle(struct txn *txn)
{
	return txn->write ? posting_flush(txn) : 0;
}

void
posting_key_of(struct key *key, uint32_t chunk, const struct posting_term *term)
{
	key_posting(key,
	    &(struct posting_key){ chunk, (uint8_t)term->space, term->slot,
		term->term });
}

enum {
	SOUND_BITS = 12 /* of the places: 32 KiB */
};

/* What the transaction before found is as it was, if this one sees the same. */
void
posting_open_sound(struct txn *txn)
{
	struct store *store = txn->store;
	const struct snapshot *last = &store->sound_in;

	if (txn->sound != NULL)
		return;
	lmdb_snapshot(txn, &txn->sound_in);
	txn->sound = store->sound;
	store->sound = NULL;
	if (txn->sound != NULL && last->id == txn->sound_in.id &&
	    last->map_bytes == txn->sound_in.map_bytes)
		return;
	mem_free(txn->sound);
	txn->sound = mem_calloc(1 << SOUND_BITS, sizeof(*txn->sound));
}

void
posting_keep_sound(struct txn *txn)
{
	struct store *store = txn->store;

	if (txn->sound == NULL)
		return;
	mem_free(store->sound);
	store->sound = txn->sound;
	store->sound_in = txn->sound_in;
	txn->sound = NULL;
}

bool
posting_is_sound(struct txn *txn, struct slice block)
{
	uint64_t hash =
	    (uint64_t)(uintptr_t)block.bytes * UINT64_C(0x9E3779B97F4A7C15);
	const uint8_t **place;

	/* What is written to moves. */
	if (txn->write)
		return block_is_sound(block);
	posting_open_sound(txn);
	place = &txn->sound[hash >> (64 - SOUND_BITS)];
	if (*place == block.bytes)
		return true;
	if (!block_is_sound(block))
		return false;
	*place = block.bytes;
	return true;
}

int
posting_find(struct txn *txn, struct slice block, const struct key *key,
    struct slice *ret_value)
{
	int rc;

	if (!posting_is_sound(txn, block))
		return ERR_CORRUPT;
	rc = block_find_again(block, key_slice(key), ret_value);
	return rc == ERR_CANCELED ? ERR_NOTFOUND : rc;
}

int
posting_chunks(struct txn *txn, uint32_t *ret_n)
{
	uint32_t next;
	int rc = ordinal_next(txn, &next);

	if (rc == 0)
		*ret_n = next / CHUNK_BITS + (next % CHUNK_BITS != 0);
	return rc;
}

/* A value in the table of postings; ERR_NOTFOUND, ERR_CORRUPT. */
static int
find(struct txn *txn, struct cursor *cursor, uint32_t chunk,
    const struct posting_term *term, struct slice *ret_value)
{
	struct slice found, block;
	struct key key;
	int rc;

	posting_key_of(&key, chunk, term);
	rc = cursor_floor(cursor, &key, &found, &block);
	if (rc == 0)
		rc = posting_find(txn, block, &key, ret_value);
	return rc == ERR_CORRUPT ? value_corrupt(txn) : rc;
}

int
posting_find_list(struct txn *txn, struct cursor *cursor,
    const struct posting_term *term, enum posting_kept *ret_kept,
    struct slice *ret_list)
{
	struct gaps_reader reader;
	int rc;

	*ret_kept = POSTING_KEPT_BY_CHUNKS;
	if ((term->slot.role & FRONT_ROLE) != 0)
		return 0;
	rc = find(txn, cursor, KEY_CHUNK_WHOLE, term, ret_list);
	if (rc == ERR_NOTFOUND) {
		*ret_kept = POSTING_KEPT_BY_NOBODY;
		return 0;
	}
	if (rc == 0 && !posting_list_open(*ret_list, &reader))
		return value_corrupt(txn);
	if (rc == 0 && reader.left > 0)
		*ret_kept = POSTING_KEPT_WHOLE;
	return rc;
}

int
posting_is_settled(struct txn *txn, bool *ret_is)
{
	int64_t n;
	int rc = delta_count(txn, &n);

	if (rc == 0)
		*ret_is = n == 0;
	return rc;
}

int
posting_find_delta(struct txn *txn, struct cursor *cursor,
    const struct posting_term *term, struct slice *ret_delta)
{
	int64_t n;
	int rc = delta_count(txn, &n);

	*ret_delta = (struct slice){ 0 };
	if (rc == 0 && n > 0)
		rc = find(txn, cursor, KEY_CHUNK_DELTA, term, ret_delta);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* ERR_LIMIT: there are more than a list has room for. */
static int
change_list(struct txn *txn, struct slice delta, struct posting_list *list)
{
	uint32_t changes[DELTA_MOST], merged[DELTA_MOST + POSTING_WHOLE_MOST];
	size_t n, n_merged;

	if (!delta_decode(delta, changes, &n))
		return value_corrupt(txn);
	n_merged = delta_merge(list->ordinals, list->n, changes, n, merged);
	list->n = 0;
	for (size_t i = 0; i < n_merged; i++) {
		if ((merged[i] & POSTING_TAKEN) != 0)
			continue;
		if (list->n == POSTING_WHOLE_MOST)
			return ERR_LIMIT;
		list->ordinals[list->n++] = merged[i];
	}
	return 0;
}

static int
read_whole(struct txn *txn, struct cursor *cursor,
    const struct posting_term *term, struct posting_list *list)
{
	enum posting_kept kept = POSTING_KEPT_BY_CHUNKS;
	struct slice value, delta;
	int rc = posting_find_list(txn, cursor, term, &kept, &value);

	list->n = 0;
	if (rc < 0)
		return rc;
	if (kept == POSTING_KEPT_BY_CHUNKS)
		return ERR_LIMIT;
	if (kept == POSTING_KEPT_WHOLE && !posting_list_decode(value, list))
		return value_corrupt(txn);
	rc = posting_find_delta(txn, cursor, term, &delta);
	return rc < 0 || delta.len == 0 ? rc : change_list(txn, delta, list);
}

int
posting_whole(struct txn *txn, const struct posting_term *term,
    struct posting_list *ret_list)
{
	struct cursor *cursor;
	int rc;

	if (term->is_prefix)
		return ERR_LIMIT;
	rc = settle(txn);
	if (rc == 0)
		rc = cursor_open(txn, TABLE_POSTING, &cursor);
	if (rc < 0)
		return rc;
	rc = read_whole(txn, cursor, term, ret_list);
	cursor_close(cursor);
	return rc;
}

/* ---- sets ---- */

struct gathering {
	struct txn *txn;
	struct bits *bits;
	size_t n;
};

static int
or_one(void *context, struct slice term, struct slice container)
{
	struct gathering *gathering = context;

	(void)term;
	return bits_decode_or(container, gathering->bits)
	    ? 0
	    : value_corrupt(gathering->txn);
}

static int
or_list(struct txn *txn, struct slice list, uint32_t chunk, struct bits *bits)
{
	uint16_t offsets[POSTING_WHOLE_MOST];
	size_t n;

	if (!posting_list_offsets(list, chunk, offsets, &n))
		return value_corrupt(txn);
	for (size_t i = 0; i < n; i++)
		bits_set(bits, offsets[i]);
	return 0;
}

/* As it is kept, and then what waits of it. */
static int
read_chunk(struct txn *txn, struct cursor *cursor, uint32_t chunk,
    const struct posting_term *term, struct bits *bits)
{
	struct gathering gathering = { .txn = txn, .bits = bits };
	enum posting_kept kept = POSTING_KEPT_BY_NOBODY;
	struct slice value, delta = { 0 };
	bool any;
	int rc = posting_find_list(txn, cursor, term, &kept, &value);

	if (rc == 0 && kept == POSTING_KEPT_WHOLE) {
		rc = or_list(txn, value, chunk, bits);
	} else if (rc == 0 && kept == POSTING_KEPT_BY_CHUNKS) {
		rc = find(txn, cursor, chunk, term, &value);
		if (rc == 0)
			rc = or_one(&gathering, term->term, value);
	}
	if (rc == 0 || rc == ERR_NOTFOUND)
		rc = posting_find_delta(txn, cursor, term, &delta);
	if (rc == 0 && delta.len > 0 && !delta_apply(delta, chunk, bits, &any))
		rc = value_corrupt(txn);
	return rc;
}

static int
or_term(struct txn *txn, uint32_t chunk, const struct posting_term *term,
    struct bits *bits)
{
	struct cursor *cursor;
	struct bits here;
	int rc;

	rc = settle(txn);
	if (rc == 0)
		rc = cursor_open(txn, TABLE_POSTING, &cursor);
	if (rc < 0)
		return rc;
	bits_clear(&here);
	rc = read_chunk(txn, cursor, chunk, term, &here);
	bits_or(bits, &here);
	cursor_close(cursor);
	return rc;
}

int
posting_or(struct txn *txn, uint32_t chunk, const struct posting_term *term,
    struct bits *bits)
{
	struct gathering gathering = { .txn = txn, .bits = bits };

	if (term->is_prefix)
		return posting_each(txn, chunk, term, or_one, &gathering);
	return or_term(txn, chunk, term, bits);
}

static int
count_one(void *context, struct slice term, struct slice container)
{
	struct gathering *gathering = context;
	size_t n;

	(void)term;
	if (!bits_decode_count(container, &n))
		return value_corrupt(gathering->txn);
	gathering->n += n;
	return 0;
}

int
posting_size(struct txn *txn, uint32_t chunk, const struct posting_term *term,
    size_t *ret_n)
{
	struct gathering gathering = { .txn = txn };
	struct bits bits;
	int rc;

	if (term->is_prefix) {
		rc = posting_each(txn, chunk, term, count_one, &gathering);
	} else {
		bits_clear(&bits);
		rc = or_term(txn, chunk, term, &bits);
		gathering.n = bits_count(&bits);
	}
	if (rc == 0)
		*ret_n = gathering.n;
	return rc;
}
