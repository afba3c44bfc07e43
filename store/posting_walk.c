/* Ranges of postings: walked, cleared and dropped. */
#include <string.h>

#include "base/assert.h"
#include "store/front.h"
#include "store/ordinal.h"
#include "store/posting_block.h"
#include "store/posting_delta.h"
#include "store/posting_list.h"
#include "store/store_internal.h"
#include "store/value.h"

enum {
	CHUNK_BYTES = 2 /* of a key */
};

/* ---- entries whose keys begin so ---- */

struct range {
	struct txn *txn;
	struct cursor *cursor;
	struct key prefix;
	struct block_reader reader; /* what was read last */
	int rc; /* of it; ERR_NOTFOUND at the end */
};

static void
open_block(struct range *range, struct slice block)
{
	struct block_reader *reader = &range->reader;

	block_open_sound(reader, block);
	reader->is_corrupt = !posting_is_sound(range->txn, block);
	if (reader->is_corrupt)
		reader->at = reader->end;
}

/* From the block that covers the prefix on, or the first of all. */
static int
range_open(struct range *range, struct txn *txn, const struct key *prefix)
{
	struct slice found, block;
	int rc;

	*range = (struct range){ .txn = txn, .prefix = *prefix };
	rc = cursor_open(txn, TABLE_POSTING, &range->cursor);
	if (rc < 0)
		return rc;
	rc = cursor_floor(range->cursor, prefix, &found, &block);
	if (rc == ERR_NOTFOUND)
		rc = cursor_seek(range->cursor, prefix, &found, &block);
	if (rc == 0)
		open_block(range, block);
	range->rc = rc;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static void
range_close(struct range *range)
{
	cursor_close(range->cursor);
	range->cursor = NULL;
}

/* -1, 0, 1: before, in, behind the range. */
static int
compare_prefix(const struct key *prefix, const uint8_t *key, size_t len)
{
	int order =
	    memcmp(key, prefix->bytes, len < prefix->len ? len : prefix->len);

	if (order == 0 && len < prefix->len)
		return -1;
	return (order > 0) - (order < 0);
}

/* Into range->rc: 0, ERR_NOTFOUND, or what failed. */
static void
range_next(struct range *range)
{
	struct block_reader *reader = &range->reader;
	struct slice found, block;
	int order;

	while (range->rc == 0) {
		while (block_next(reader)) {
			order = compare_prefix(&range->prefix, reader->key,
			    reader->key_len);
			if (order > 0)
				range->rc = ERR_NOTFOUND;
			if (order >= 0)
				return;
		}
		if (reader->is_corrupt) {
			range->rc = value_corrupt(range->txn);
			return;
		}
		range->rc = cursor_next(range->cursor, &found, &block);
		if (range->rc == 0)
			open_block(range, block);
	}
}

/* ---- walking a chunk ---- */

/* What is kept by chunks, what is kept whole and what waits, side by side. */
struct walk {
	struct range chunk;
	struct range whole;
	struct range delta;
	uint32_t number;
	struct buf container; /* of what is kept whole */
	struct buf changed; /* of what waits */
};

/* No container: whoever reads it is told. */
static const uint8_t damaged[] = { 0xFF };

static void
next_whole(struct walk *walk)
{
	uint16_t offsets[POSTING_WHOLE_MOST];
	struct range *whole = &walk->whole;
	bool is_fit;
	size_t n;

	buf_reset(&walk->container);
	do {
		n = 0;
		range_next(whole);
		is_fit = whole->rc < 0 ||
		    posting_list_offsets(whole->reader.container, walk->number,
			offsets, &n);
	} while (whole->rc == 0 && is_fit && n == 0);
	if (!is_fit)
		buf_add(&walk->container, damaged, sizeof(damaged));
	else if (n > 0)
		bits_encode_sorted(offsets, n, &walk->container);
}

static int
give_chunk(struct walk *walk, posting_fn *each, void *context)
{
	const struct block_reader *reader = &walk->chunk.reader;
	int stop = each(context, (struct slice){ reader->key, reader->key_len },
	    reader->container);

	range_next(&walk->chunk);
	return stop;
}

static int
give_whole(struct walk *walk, posting_fn *each, void *context)
{
	struct block_reader *reader = &walk->whole.reader;
	int stop;

	key_put_be(reader->key, walk->number, CHUNK_BYTES);
	stop = each(context, (struct slice){ reader->key, reader->key_len },
	    (struct slice){ (const uint8_t *)walk->container.data,
		walk->container.len });
	/* The next key is told by what differs from it. */
	key_put_be(reader->key, KEY_CHUNK_WHOLE, CHUNK_BYTES);
	next_whole(walk);
	return stop;
}

/* Of terms; a range that has ended is behind all others. */
static int
compare_terms(const struct range *a, const struct range *b)
{
	const struct block_reader *left = &a->reader, *right = &b->reader;
	size_t len =
	    left->key_len < right->key_len ? left->key_len : right->key_len;
	int order;

	if (a->rc < 0 || b->rc < 0)
		return (a->rc < 0) - (b->rc < 0);
	order = memcmp(left->key + CHUNK_BYTES, right->key + CHUNK_BYTES,
	    len - CHUNK_BYTES);
	return order != 0 ? order : (int)left->key_len - (int)right->key_len;
}

/* ---- what waits ---- */

/* To the next term of which anything changes in the chunk. */
static void
next_delta(struct walk *walk)
{
	struct range *delta = &walk->delta;
	bool any = false, is_fit = true;

	do {
		range_next(delta);
		if (delta->rc == 0)
			is_fit = delta_apply(delta->reader.container,
			    walk->number, NULL, &any);
	} while (delta->rc == 0 && is_fit && !any);
}

/* The chunk's set of the term that waits next, from wherever it is kept. */
static bool
put_together(struct walk *walk, struct bits *bits)
{
	bool is_sound = true, any;

	bits_clear(bits);
	if (compare_terms(&walk->chunk, &walk->delta) == 0) {
		is_sound = bits_decode_or(walk->chunk.reader.container, bits);
		range_next(&walk->chunk);
	}
	if (compare_terms(&walk->whole, &walk->delta) == 0) {
		is_sound &=
		    bits_decode_or((struct slice){ (const uint8_t *)
						       walk->container.data,
				       walk->container.len },
			bits);
		next_whole(walk);
	}
	return delta_apply(walk->delta.reader.container, walk->number, bits,
		   &any) &&
	    is_sound;
}

static int
give_changed(struct walk *walk, posting_fn *each, void *context)
{
	struct block_reader *reader = &walk->delta.reader;
	struct buf *changed = &walk->changed;
	struct bits bits;
	int stop = 0;

	buf_reset(changed);
	if (!put_together(walk, &bits))
		buf_add(changed, damaged, sizeof(damaged));
	else if (!bits_is_empty(&bits))
		bits_encode(&bits, changed);
	key_put_be(reader->key, walk->number, CHUNK_BYTES);
	if (changed->len > 0)
		stop = each(context,
		    (struct slice){ reader->key, reader->key_len },
		    (struct slice){ (const uint8_t *)changed->data,
			changed->len });
	key_put_be(reader->key, KEY_CHUNK_DELTA, CHUNK_BYTES);
	next_delta(walk);
	return stop;
}

/* ---- all of them ---- */

static int
give_next(struct walk *walk, posting_fn *each, void *context)
{
	if (walk->delta.rc == 0 &&
	    compare_terms(&walk->delta, &walk->chunk) <= 0 &&
	    compare_terms(&walk->delta, &walk->whole) <= 0)
		return give_changed(walk, each, context);
	return compare_terms(&walk->chunk, &walk->whole) <= 0
	    ? give_chunk(walk, each, context)
	    : give_whole(walk, each, context);
}

/* Nothing, where nothing waits: the range has ended. */
static int
open_delta(struct walk *walk, struct txn *txn, const struct key *prefix)
{
	struct key key = *prefix;
	int64_t n;
	int rc = delta_count(txn, &n);

	walk->delta.rc = ERR_NOTFOUND;
	if (rc < 0 || n == 0)
		return rc;
	key_put_be(key.bytes, KEY_CHUNK_DELTA, CHUNK_BYTES);
	rc = range_open(&walk->delta, txn, &key);
	if (rc == 0)
		next_delta(walk);
	return rc;
}

static int
failure(const struct range *range)
{
	return range->rc == ERR_NOTFOUND ? 0 : range->rc;
}

/* Of all ranges, the first. */
static int
walk_failure(const struct walk *walk)
{
	int rc = failure(&walk->chunk);

	if (rc == 0)
		rc = failure(&walk->whole);
	return rc == 0 ? failure(&walk->delta) : rc;
}

static int
walk_open(struct walk *walk, struct txn *txn, const struct key *prefix)
{
	struct key whole = *prefix;
	int rc = txn->write ? posting_flush(txn) : 0;

	key_put_be(whole.bytes, KEY_CHUNK_WHOLE, CHUNK_BYTES);
	if (rc == 0)
		rc = range_open(&walk->chunk, txn, prefix);
	if (rc == 0)
		rc = range_open(&walk->whole, txn, &whole);
	if (rc == 0)
		rc = open_delta(walk, txn, prefix);
	if (rc < 0)
		return rc;
	range_next(&walk->chunk);
	next_whole(walk);
	return 0;
}

int
posting_walk(struct txn *txn, const struct key *prefix, posting_fn *each,
    void *context)
{
	struct walk walk = { .number = 0 };
	int rc, stop = 0;

	ASSERT(prefix->len >= CHUNK_BYTES);
	walk.number = (uint32_t)key_get_be(prefix->bytes, CHUNK_BYTES);
	buf_init(&walk.container, CONTAINER_MAX);
	buf_init(&walk.changed, CONTAINER_MAX);
	rc = walk_open(&walk, txn, prefix);
	if (rc == 0)
		rc = walk_failure(&walk);
	while (rc == 0 && stop == 0 &&
	    (walk.chunk.rc == 0 || walk.whole.rc == 0 || walk.delta.rc == 0)) {
		stop = give_next(&walk, each, context);
		rc = walk_failure(&walk);
	}
	range_close(&walk.chunk);
	range_close(&walk.whole);
	range_close(&walk.delta);
	buf_done(&walk.container);
	buf_done(&walk.changed);
	return stop != 0 ? stop : rc;
}

/* Of posting_each(): without the keys' heads. */
struct each_term {
	posting_fn *each;
	void *context;
};

static int
give_term(void *context, struct slice key, struct slice container)
{
	const struct each_term *terms = context;

	if (key.len < KEY_POSTING_HEAD)
		return 0;
	return terms->each(terms->context,
	    (struct slice){ key.bytes + KEY_POSTING_HEAD,
		key.len - KEY_POSTING_HEAD },
	    container);
}

static void
prefix_key(struct key *key, uint32_t chunk, const struct posting_term *prefix)
{
	key_posting(key,
	    &(struct posting_key){ chunk, (uint8_t)prefix->space, prefix->slot,
		prefix->term });
}

int
posting_each(struct txn *txn, uint32_t chunk, const struct posting_term *prefix,
    posting_fn *each, void *context)
{
	struct each_term terms = { each, context };
	struct key key;

	prefix_key(&key, chunk, prefix);
	return posting_walk(txn, &key, give_term, &terms);
}

static int
each_in(struct txn *txn, uint32_t chunk, const struct posting_term *prefix,
    posting_fn *each, void *context)
{
	const struct block_reader *reader;
	struct range range;
	struct key key;
	int rc = txn->write ? posting_flush(txn) : 0, stop = 0;

	prefix_key(&key, chunk, prefix);
	if (rc == 0)
		rc = range_open(&range, txn, &key);
	if (rc < 0)
		return rc;
	reader = &range.reader;
	for (range_next(&range); range.rc == 0 && stop == 0; range_next(&range))
		stop = each(context,
		    (struct slice){ reader->key + KEY_POSTING_HEAD,
			reader->key_len - KEY_POSTING_HEAD },
		    reader->container);
	range_close(&range);
	return stop != 0 ? stop : failure(&range);
}

int
posting_each_chunked(struct txn *txn, uint32_t chunk,
    const struct posting_term *prefix, posting_fn *each, void *context)
{
	return each_in(txn, chunk, prefix, each, context);
}

int
posting_each_whole(struct txn *txn, const struct posting_term *prefix,
    posting_fn *each, void *context)
{
	return each_in(txn, KEY_CHUNK_WHOLE, prefix, each, context);
}

int
delta_each(struct txn *txn, struct slice prefix, posting_fn *each,
    void *context)
{
	const struct block_reader *reader;
	struct range range;
	struct key key;
	int rc, stop = 0;

	key_posting_chunk_prefix(&key, KEY_CHUNK_DELTA);
	if (prefix.len > 0)
		memcpy(key.bytes + key.len, prefix.bytes, prefix.len);
	key.len += prefix.len;
	rc = range_open(&range, txn, &key);
	if (rc < 0)
		return rc;
	reader = &range.reader;
	for (range_next(&range); range.rc == 0 && stop == 0; range_next(&range))
		stop = each(context,
		    (struct slice){ reader->key + CHUNK_BYTES,
			reader->key_len - CHUNK_BYTES },
		    reader->container);
	range_close(&range);
	return stop != 0 ? stop : failure(&range);
}

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
	return rc < 0 && rc != ERR_CORRUPT ? rc : posting_flush(txn);
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
	for (range_next(&range); range.rc == 0; range_next(&range))
		clear_one(txn, &range.reader, ordinal);
	range_close(&range);
	/* What can't be read finds nobody. */
	rc = range.rc == ERR_CORRUPT ? 0 : failure(&range);
	return rc < 0 ? rc : posting_flush(txn);
}

int
posting_clear(struct txn *txn, uint32_t ordinal,
    const struct posting_term *prefix)
{
	struct key key, whole;
	int rc;

	if (ordinal == ORDINAL_NONE)
		return 0;
	rc = front_touch(txn, prefix != NULL ? prefix->space : POSTING_MEMBER,
	    prefix != NULL ? prefix->slot : (struct slot){ 0 }, ordinal);
	if (rc < 0)
		return rc;
	if (prefix == NULL) {
		key_posting_chunk_prefix(&key, ordinal / CHUNK_BITS);
		key_posting_chunk_prefix(&whole, KEY_CHUNK_WHOLE);
	} else {
		prefix_key(&key, ordinal / CHUNK_BITS, prefix);
		prefix_key(&whole, KEY_CHUNK_WHOLE, prefix);
	}
	rc = clear_deltas(txn, ordinal, &key);
	if (rc == 0)
		rc = clear_range(txn, ordinal, &key);
	return rc < 0 ? rc : clear_range(txn, ordinal, &whole);
}

int
posting_clear_chunk(struct txn *txn, uint32_t ordinal)
{
	struct key key;
	int rc;

	if (ordinal == ORDINAL_NONE)
		return 0;
	key_posting_chunk_prefix(&key, ordinal / CHUNK_BITS);
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
		    compare_prefix(dropping->prefix, reader.key,
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
