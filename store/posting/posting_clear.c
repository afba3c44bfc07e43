/* Ranges of postings: cleared and dropped. */
#include <string.h>

#include "base/assert.h"
#include "store/column/front.h"
#include "store/posting/ordinal.h"
#include "store/posting/posting_block.h"
#include "store/posting/posting_delta.h"
#include "store/posting/posting_list.h"
#include "store/posting/posting_range.h"
#include "store/store_internal.h"
#include "store/value/value.h"

enum {
	CHUNK_BYTES = 2 /* of a key */
};

/* ---- clearing ---- */

/* Whom a term waits to be given to, or taken from: takes it. */
struct clearing {
	struct txn *txn;
	uint32_t ordinal;
};

static int
clear_delta(void *context, struct slice key, struct slice value)
{
	const struct clearing *clearing = context;
	uint8_t whole[2 + BLOCK_KEY_MAX] = { 0 };
	struct gaps_reader reader;
	struct posting_key at;
	uint32_t change;
	bool has = false;

	memcpy(whole + CHUNK_BYTES, key.bytes, key.len);
	if (!key_posting_parse((struct slice){ whole, CHUNK_BYTES + key.len },
		&at) ||
	    !delta_open(value, &reader))
		return 0; /* finds nobody any more */
	while (!has && delta_next(&reader, &change))
		has = posting_change_ordinal(change) == clearing->ordinal;
	/* Not written at once: the table is being walked. */
	if (has)
		posting_batch_put(clearing->txn->store->postings,
		    &(struct posting_term){ (enum posting_space)at.space,
			at.slot, at.term, false },
		    clearing->ordinal, false);
	return 0;
}

/* Only of terms of which nothing waits lists and containers tell all. */
static int
clear_deltas(struct txn *txn, uint32_t ordinal, const struct key *prefix)
{
	struct clearing clearing = { txn, ordinal };
	struct slice terms = { prefix->bytes + CHUNK_BYTES,
		prefix->len - CHUNK_BYTES };
	int64_t n;
	int rc;

	posting_write_directly(txn);
	rc = posting_flush(txn);
	if (rc == 0)
		rc = delta_count(txn, &n);
	if (rc < 0 || n == 0)
		return rc;
	if (txn->store->postings == NULL)
		txn->store->postings = posting_batch_new();
	rc = delta_each(txn, terms, clear_delta, &clearing);
	return rc < 0 ? rc : posting_flush(txn);
}

static bool
has_ordinal(struct slice value, uint32_t ordinal, bool is_whole, bool *ret_has)
{
	struct gaps_reader reader;
	uint32_t at = UINT32_MAX;

	*ret_has = false;
	if (!is_whole)
		return bits_decode_has(value, ordinal % CHUNK_BITS, ret_has);
	if (!posting_list_open(value, &reader))
		return false;
	while (at == UINT32_MAX || at < ordinal)
		if (!gaps_next(&reader, &at))
			return gaps_is_done(&reader);
	*ret_has = at == ordinal;
	return true;
}

static void
clear_one(struct txn *txn, const struct block_reader *reader, uint32_t ordinal)
{
	struct posting_key at;
	bool has = false;

	if (!key_posting_parse((struct slice){ reader->key, reader->key_len },
		&at) ||
	    !has_ordinal(reader->container, ordinal,
		at.chunk == KEY_CHUNK_WHOLE, &has))
		(void)value_corrupt(txn); /* finds nobody any more */
	/* Not written at once: the table is being walked. */
	if (has)
		posting_batch_put(txn->store->postings,
		    &(struct posting_term){ (enum posting_space)at.space,
			at.slot, at.term, false },
		    ordinal, false);
}

static int
clear_range(struct txn *txn, uint32_t ordinal, const struct key *prefix)
{
	struct range range;
	int rc;

	rc = posting_flush(txn);
	if (txn->store->postings == NULL)
		txn->store->postings = posting_batch_new();
	if (rc == 0)
		rc = range_open(&range, txn, prefix);
	if (rc < 0)
		return rc;
	/* What can't be read finds nobody. */
	for (range_next_sound(&range); range.rc == 0; range_next_sound(&range))
		clear_one(txn, &range.reader, ordinal);
	range_close(&range);
	rc = range_failure(&range);
	return rc < 0 ? rc : posting_flush(txn);
}

/* By the keys' beginnings in the chunk, and of what is kept whole. */
static int
clear_both(struct txn *txn, uint32_t ordinal, const struct key *chunk,
    const struct key *whole)
{
	int rc = clear_deltas(txn, ordinal, chunk);

	if (rc == 0)
		rc = clear_range(txn, ordinal, chunk);
	return rc < 0 ? rc : clear_range(txn, ordinal, whole);
}

int
posting_clear(struct txn *txn, uint32_t ordinal,
    const struct posting_term *prefix)
{
	struct key chunk, whole;
	int rc;

	ASSERT(prefix != NULL);
	if (ordinal == ORDINAL_NONE)
		return 0;
	posting_key_of(&chunk, ordinal / CHUNK_BITS, prefix);
	posting_key_of(&whole, KEY_CHUNK_WHOLE, prefix);
	rc = front_touch(txn, prefix->space, prefix->slot, ordinal);
	return rc < 0 ? rc : clear_both(txn, ordinal, &chunk, &whole);
}

/* Of whose postings any may go. */
static int
touch_all(struct txn *txn, uint32_t ordinal)
{
	/* One that all fronts have, of no role. */
	return front_touch(txn, POSTING_EMPLOYER, (struct slot){ 0 }, ordinal);
}

int
posting_clear_all(struct txn *txn, uint32_t ordinal)
{
	struct key chunk, whole;
	int rc;

	if (ordinal == ORDINAL_NONE)
		return 0;
	key_posting_chunk_prefix(&chunk, ordinal / CHUNK_BITS);
	key_posting_chunk_prefix(&whole, KEY_CHUNK_WHOLE);
	rc = touch_all(txn, ordinal);
	return rc < 0 ? rc : clear_both(txn, ordinal, &chunk, &whole);
}

int
posting_clear_chunk(struct txn *txn, uint32_t ordinal)
{
	struct key key;
	int rc;

	if (ordinal == ORDINAL_NONE)
		return 0;
	key_posting_chunk_prefix(&key, ordinal / CHUNK_BITS);
	rc = touch_all(txn, ordinal);
	if (rc == 0)
		rc = clear_deltas(txn, ordinal, &key);
	return rc < 0 ? rc : clear_range(txn, ordinal, &key);
}

/* ---- dropping ---- */

/* Writes what of a block is not in the range, or is past the limit. */
struct dropping {
	struct txn *txn;
	const struct key *prefix;
	int64_t *left;
	struct key at; /* the block's */
	struct key first; /* of what stays; empty: nothing does */
	struct key last;
	struct buf rest;
	bool has_dropped;
};

static void
keep(struct dropping *dropping, const struct block_reader *reader)
{
	struct slice key = { reader->key, reader->key_len };

	block_add(&dropping->rest, key_slice(&dropping->last), key,
	    reader->container);
	key_from_slice(&dropping->last, key);
	if (dropping->first.len == 0)
		dropping->first = dropping->last;
}

static int
drop_in_block(struct dropping *dropping, struct slice block)
{
	struct block_reader reader;
	int rc;

	dropping->first.len = dropping->last.len = 0;
	dropping->has_dropped = false;
	block_begin(&dropping->rest);
	block_open(&reader, block);
	while (block_next(&reader)) {
		if (*dropping->left == 0 ||
		    range_compare(dropping->prefix, reader.key,
			reader.key_len) != 0) {
			keep(dropping, &reader);
			continue;
		}
		(*dropping->left)--;
		dropping->has_dropped = true;
	}
	block_end(&dropping->rest);
	if (reader.is_corrupt || !dropping->has_dropped)
		return reader.is_corrupt ? ERR_CORRUPT : 0;
	rc = db_drop(dropping->txn, TABLE_POSTING, &dropping->at);
	if (rc == 0 && dropping->first.len > 0)
		rc = db_put(dropping->txn, TABLE_POSTING, &dropping->first,
		    (struct slice){ (const uint8_t *)dropping->rest.data,
			dropping->rest.len });
	return rc;
}

/* The block that covers the prefix, or else the first behind. */
static int
drop_next(struct dropping *dropping)
{
	struct slice found, block;
	struct cursor *cursor;
	int rc;

	dropping->has_dropped = false;
	rc = cursor_open(dropping->txn, TABLE_POSTING, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_floor(cursor, dropping->prefix, &found, &block);
	if (rc == 0) {
		key_from_slice(&dropping->at, found);
		rc = drop_in_block(dropping, block);
	}
	if ((rc == 0 && !dropping->has_dropped) || rc == ERR_NOTFOUND) {
		rc = cursor_seek(cursor, dropping->prefix, &found, &block);
		if (rc == 0) {
			key_from_slice(&dropping->at, found);
			rc = drop_in_block(dropping, block);
		}
	}
	cursor_close(cursor);
	return rc;
}

static int
drop_range(struct txn *txn, const struct key *prefix, int64_t *left)
{
	struct dropping dropping = { .txn = txn,
		.prefix = prefix,
		.left = left,
		.has_dropped = true };
	int rc = 0;

	buf_init(&dropping.rest, BLOCK_MAX);
	while (rc == 0 && *left > 0 && dropping.has_dropped)
		rc = drop_next(&dropping);
	buf_done(&dropping.rest);
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* Terms of a slot in one chunk, or of the lists. */
static int
drop_in_chunk(struct txn *txn, uint32_t chunk, struct slot slot, int64_t *left)
{
	bool is_front = (slot.role & FRONT_ROLE) != 0;
	int first = is_front ? POSTING_WORD : POSTING_MEMBER;
	int last = is_front ? POSTING_EMPLOYER : POSTING_PLACE;
	int rc = 0;

	for (int space = first; space <= last && rc == 0; space++) {
		struct key prefix;

		key_posting(&prefix,
		    &(struct posting_key){ chunk, (uint8_t)space, slot,
			{ NULL, 0 } });
		rc = drop_range(txn, &prefix, left);
	}
	return rc;
}

int
posting_drop(struct txn *txn, struct slot slot, int64_t *left)
{
	bool is_front = (slot.role & FRONT_ROLE) != 0;
	uint32_t i = is_front ? FRONT_CHUNK : 0, n = FRONT_CHUNK + FRONT_CHUNKS;
	int rc = posting_flush(txn);

	if (rc == 0 && !is_front)
		rc = delta_drop(txn, slot);
	if (rc == 0 && !is_front)
		rc = posting_chunks(txn, &n);
	for (; i < n && rc == 0 && *left > 0; i++)
		rc = drop_in_chunk(txn, i, slot, left);
	/* The lists last: those of half of a generation tell who has what. */
	if (rc == 0 && *left > 0 && !is_front)
		rc = drop_in_chunk(txn, KEY_CHUNK_WHOLE, slot, left);
	return rc;
}
