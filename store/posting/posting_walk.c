/* Ranges of postings: walked. */
#include <string.h>

#include "base/assert.h"
#include "store/posting/posting_delta.h"
#include "store/posting/posting_list.h"
#include "store/posting/posting_range.h"
#include "store/store_internal.h"
#include "store/value/value.h"

enum {
	CHUNK_BYTES = 2 /* of a key */
};

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

/* Of all ranges, the first. */
static int
walk_failure(const struct walk *walk)
{
	int rc = range_failure(&walk->chunk);

	if (rc == 0)
		rc = range_failure(&walk->whole);
	return rc == 0 ? range_failure(&walk->delta) : rc;
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

int
posting_each(struct txn *txn, uint32_t chunk, const struct posting_term *prefix,
    posting_fn *each, void *context)
{
	struct each_term terms = { each, context };
	struct key key;

	posting_key_of(&key, chunk, prefix);
	return posting_walk(txn, &key, give_term, &terms);
}

/* Without the keys' first bytes. */
static int
each_in(struct txn *txn, const struct key *prefix, size_t head,
    posting_fn *each, void *context)
{
	const struct block_reader *reader;
	struct range range;
	int rc, stop = 0;

	rc = range_open(&range, txn, prefix);
	if (rc < 0)
		return rc;
	reader = &range.reader;
	for (range_next(&range); range.rc == 0 && stop == 0; range_next(&range))
		stop = each(context,
		    (struct slice){ reader->key + head,
			reader->key_len - head },
		    reader->container);
	range_close(&range);
	return stop != 0 ? stop : range_failure(&range);
}

int
posting_each_chunked(struct txn *txn, uint32_t chunk,
    const struct posting_term *prefix, posting_fn *each, void *context)
{
	struct key key;
	int rc = txn->write ? posting_flush(txn) : 0;

	posting_key_of(&key, chunk, prefix);
	return rc < 0 ? rc
		      : each_in(txn, &key, KEY_POSTING_HEAD, each, context);
}

int
posting_each_whole(struct txn *txn, const struct posting_term *prefix,
    posting_fn *each, void *context)
{
	return posting_each_chunked(txn, KEY_CHUNK_WHOLE, prefix, each,
	    context);
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
	for (range_next_sound(&range); range.rc == 0 && stop == 0;
	     range_next_sound(&range))
		stop = each(context,
		    (struct slice){ reader->key + CHUNK_BYTES,
			reader->key_len - CHUNK_BYTES },
		    reader->container);
	range_close(&range);
	return stop != 0 ? stop : range_failure(&range);
}
