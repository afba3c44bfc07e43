/*
 * Writes what a transaction collected into the blocks.  Both are in order, so
 * that it is a merge: each block that anything changes of is read and written
 * once.  While neighbours change (a load, a new chunk) the blocks are filled
 * to the brim; one that grows too large among others is split in halves.
 */
#include <string.h>

#include "base/assert.h"
#include "base/mem.h"
#include "store/ordinal.h"
#include "store/posting_batch.h"
#include "store/posting_block.h"
#include "store/store_internal.h"

enum {
	/* One that is left smaller is united with its neighbour. */
	BLOCK_LEAST = BLOCK_MAX / 4,
	FEW_CHANGES = 32,
	/* Written postings are kept in memory up to that. */
	ARENA_MAX = 256 * 1024,
	/* Of the postings alone. */
	BLOCK_ROOM = BLOCK_MAX - BLOCK_HEAD
};

struct posting {
	struct slice key;
	struct slice container;
};

/* Postings on their way into blocks, in order. */
struct pending {
	struct arena arenas[2]; /* their bytes are in the first */
	struct posting *items;
	size_t from; /* those before it are written */
	size_t n;
	size_t room;
	size_t bytes; /* as one block */
};

struct writer {
	struct txn *txn;
	struct cursor *cursor;
	struct pending pending;
	struct key
	    next; /* the block behind the last that was read; empty: none */
	struct buf container;
	struct buf block;
	struct bits bits;
	uint16_t from[CHUNK_BITS], to[CHUNK_BITS];
};

static int
compare(struct slice a, struct slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len > 0 ? memcmp(a.bytes, b.bytes, len) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* ---- out of memory into the table ---- */

static struct slice
copy(struct arena *arena, struct slice bytes)
{
	return (struct slice){ (const uint8_t *)arena_text(arena,
				   (const char *)bytes.bytes, bytes.len),
		bytes.len };
}

static struct slice
key_before(const struct pending *pending, size_t i)
{
	return i > pending->from ? pending->items[i - 1].key
				 : (struct slice){ 0 };
}

static size_t
count(const struct pending *pending)
{
	return pending->n - pending->from;
}

static size_t
size_of(const struct pending *pending, size_t i)
{
	return block_size(key_before(pending, i), pending->items[i].key,
	    pending->items[i].container.len);
}

static void
add(struct pending *pending, struct slice key, struct slice container)
{
	struct posting *item;

	if (pending->n == pending->room) {
		pending->room = 2 * pending->room + 256;
		pending->items = mem_resize(pending->items, pending->room,
		    sizeof(*pending->items));
	}
	item = &pending->items[pending->n];
	item->key = copy(&pending->arenas[0], key);
	item->container = copy(&pending->arenas[0], container);
	pending->bytes += size_of(pending, pending->n);
	pending->n++;
}

/* How many of the first make a block of at most `most` bytes; at least one. */
static size_t
take(const struct pending *pending, size_t most)
{
	size_t bytes = 0, i = pending->from;

	for (; i < pending->n; i++) {
		bytes += size_of(pending, i);
		if (i > pending->from && bytes > most)
			break;
	}
	return i - pending->from;
}

/* Frees the memory of what is written, from time to time. */
static void
tidy(struct pending *pending)
{
	struct arena written = pending->arenas[0];
	size_t from = pending->from, n = pending->n;

	if (from < n && written.used <= ARENA_MAX)
		return;
	pending->arenas[0] = pending->arenas[1];
	pending->from = 0;
	pending->n = 0;
	pending->bytes = 0;
	for (size_t i = from; i < n; i++)
		add(pending, pending->items[i].key,
		    pending->items[i].container);
	arena_reset(&written);
	pending->arenas[1] = written;
}

/* Writes the first n as a block. */
static int
emit(struct writer *writer, size_t n)
{
	struct pending *pending = &writer->pending;
	size_t to = pending->from + n;
	struct key key;
	int rc;

	block_begin(&writer->block);
	for (size_t i = pending->from; i < to; i++) {
		block_add(&writer->block, key_before(pending, i),
		    pending->items[i].key, pending->items[i].container);
		pending->bytes -= size_of(pending, i);
	}
	block_end(&writer->block);
	key_from_slice(&key, pending->items[pending->from].key);
	rc = db_put(writer->txn, TABLE_POSTING, &key,
	    (struct slice){ (const uint8_t *)writer->block.data,
		writer->block.len });
	if (to < pending->n)
		pending->bytes -= size_of(pending, to);
	pending->from = to;
	if (to < pending->n)
		pending->bytes += size_of(pending, to);
	tidy(pending);
	return rc;
}

static int
emit_full(struct writer *writer)
{
	int rc = 0;

	while (rc == 0 && writer->pending.bytes > 2 * BLOCK_ROOM)
		rc = emit(writer, take(&writer->pending, BLOCK_ROOM));
	return rc;
}

static int
emit_all(struct writer *writer)
{
	struct pending *pending = &writer->pending;
	int rc = emit_full(writer);

	while (rc == 0 && count(pending) > 0)
		rc = emit(writer,
		    take(pending,
			pending->bytes > BLOCK_ROOM ? (pending->bytes + 1) / 2
						    : BLOCK_ROOM));
	return rc;
}

/* ---- a container ---- */

/* Whether all are given, in rising order: so for new people. */
static bool
is_sorted(const struct posting_change *change)
{
	for (size_t i = 0; i < change->n; i++)
		if ((change->offsets[i] & POSTING_TAKEN) != 0 ||
		    (i > 0 && change->offsets[i] <= change->offsets[i - 1]))
			return false;
	return true;
}

static uint16_t
offset_of(uint16_t change)
{
	return (uint16_t)(change & (POSTING_TAKEN - 1));
}

/* The changes sorted by offset, of each the last; false: they are many. */
static bool
sort_changes(const struct posting_change *change, uint16_t *sorted,
    size_t *ret_n)
{
	size_t n = 0;

	if (change->n > FEW_CHANGES)
		return false;
	for (size_t i = 0; i < change->n; i++) {
		uint16_t offset = offset_of(change->offsets[i]);
		size_t at = n;

		if (offset >= CHUNK_BITS)
			return false; /* taken from all */
		while (at > 0 && offset_of(sorted[at - 1]) > offset)
			at--;
		if (at == 0 || offset_of(sorted[at - 1]) != offset) {
			memmove(sorted + at + 1, sorted + at,
			    (n - at) * sizeof(*sorted));
			n++;
			at++;
		}
		sorted[at - 1] = change->offsets[i];
	}
	*ret_n = n;
	return true;
}

/*
 * Few changes of a container that is a list are merged as lists, which is far
 * quicker than by way of 8,192 bits.  False: it can't be done so.
 */
static bool
merge_lists(struct writer *writer, const struct posting_change *change,
    struct slice container)
{
	uint16_t changes[FEW_CHANGES], *from = writer->from, *to = writer->to;
	size_t n_changes = 0, n = 0, i = 0, j = 0, n_to = 0;

	if (!sort_changes(change, changes, &n_changes) ||
	    !bits_decode_sorted(container, from, &n))
		return false;
	while (i < n || j < n_changes) {
		uint16_t offset = CHUNK_BITS;

		if (j < n_changes)
			offset = offset_of(changes[j]);
		if (i < n && from[i] < offset) {
			to[n_to++] = from[i++];
			continue;
		}
		i += i < n && from[i] == offset;
		if ((changes[j++] & POSTING_TAKEN) == 0)
			to[n_to++] = offset;
	}
	if (n_to > 0)
		bits_encode_sorted(to, n_to, &writer->container);
	return true;
}

/* Adds what becomes of a container (empty: there was none). */
static void
change_container(struct writer *writer, const struct posting_change *change,
    struct slice container)
{
	struct bits *bits = &writer->bits;

	buf_reset(&writer->container);
	if (container.len == 0 && is_sorted(change)) {
		bits_encode_sorted(change->offsets, change->n,
		    &writer->container);
	} else if (!merge_lists(writer, change, container)) {
		bits_clear(bits);
		/* Who was in one that can't be read is not found until the
		 * index is made anew; a wrong set would show people for what
		 * they are not. */
		if (container.len > 0 && !bits_decode_or(container, bits)) {
			(void)value_corrupt(writer->txn); /* counted */
			bits_clear(bits);
		}
		posting_change_apply(change, bits);
		if (!bits_is_empty(bits))
			bits_encode(bits, &writer->container);
	}
	if (writer->container.len > 0)
		add(&writer->pending, change->key,
		    (struct slice){ (const uint8_t *)writer->container.data,
			writer->container.len });
}

/* ---- a block ---- */

/* A block that is read, and what is next of the changes. */
struct merging {
	struct posting_batch *batch;
	size_t at;
	size_t n;
	struct posting_change change; /* of `at` */
	struct key key; /* the block's; empty: there is none */
	uint8_t bytes[BLOCK_MAX];
	size_t len;
};

static bool
next_change(struct merging *merge)
{
	if (merge->at == merge->n)
		return false;
	posting_batch_get(merge->batch, merge->at, &merge->change);
	return true;
}

/* Copies the block that covers the key, or the first of all; and the key of
 * the one behind it. */
static int
read_block(struct writer *writer, struct merging *merge, struct slice key)
{
	struct slice found, value;
	struct key at;
	int rc;

	merge->key.len = 0;
	merge->len = 0;
	writer->next.len = 0;
	key_from_slice(&at, key);
	rc = cursor_floor(writer->cursor, &at, &found, &value);
	if (rc == ERR_NOTFOUND) {
		at.len = 0;
		rc = cursor_seek(writer->cursor, &at, &found, &value);
	}
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	key_from_slice(&merge->key, found);
	merge->len = value.len < BLOCK_MAX ? value.len : BLOCK_MAX;
	memcpy(merge->bytes, value.bytes, merge->len);
	rc = cursor_next(writer->cursor, &found, &value);
	if (rc == 0)
		key_from_slice(&writer->next, found);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Whether a change belongs into the block that was read. */
static bool
is_within(const struct writer *writer, struct slice key)
{
	return writer->next.len == 0 ||
	    compare(key, key_slice(&writer->next)) < 0;
}

static void
apply_before(struct writer *writer, struct merging *merge, struct slice key)
{
	for (; next_change(merge) && compare(merge->change.key, key) < 0;
	     merge->at++)
		change_container(writer, &merge->change, (struct slice){ 0 });
}

static int
merge_block(struct writer *writer, struct merging *merge)
{
	struct block_reader reader;
	int rc = 0;

	block_open(&reader, (struct slice){ merge->bytes, merge->len });
	while (rc == 0 && block_next(&reader)) {
		struct slice key = { reader.key, reader.key_len };

		apply_before(writer, merge, key);
		if (next_change(merge) &&
		    compare(merge->change.key, key) == 0) {
			change_container(writer, &merge->change,
			    reader.container);
			merge->at++;
		} else {
			add(&writer->pending, key, reader.container);
		}
		rc = emit_full(writer);
	}
	if (reader.is_corrupt)
		(void)value_corrupt(writer->txn); /* its rest is lost */
	for (; rc == 0 && next_change(merge) &&
	     is_within(writer, merge->change.key);
	     merge->at++) {
		change_container(writer, &merge->change, (struct slice){ 0 });
		rc = emit_full(writer);
	}
	return rc;
}

/* Whether the block's first posting stays what it is and comes out first, so
 * that what is written takes the block's place. */
static bool
stays_first(const struct writer *writer, struct merging *merge)
{
	struct block_reader reader;
	struct slice key = key_slice(&merge->key);

	block_open(&reader, (struct slice){ merge->bytes, merge->len });
	return count(&writer->pending) == 0 && block_next(&reader) &&
	    compare((struct slice){ reader.key, reader.key_len }, key) == 0 &&
	    (!next_change(merge) || compare(merge->change.key, key) > 0);
}

static int
replace_block(struct writer *writer, struct merging *merge)
{
	int rc = 0;

	if (merge->key.len > 0 && !stays_first(writer, merge))
		rc = db_drop(writer->txn, TABLE_POSTING, &merge->key);
	return rc < 0 ? rc : merge_block(writer, merge);
}

/* Before a block that is not the neighbour of the last one, or at the end. */
static int
end_run(struct writer *writer, struct merging *merge)
{
	struct key next = writer->next;
	int rc;

	while (count(&writer->pending) > 0 &&
	    writer->pending.bytes < BLOCK_LEAST && next.len > 0) {
		rc = read_block(writer, merge, key_slice(&next));
		if (rc == 0)
			rc = replace_block(writer, merge);
		if (rc < 0)
			return rc;
		next = writer->next;
	}
	return emit_all(writer);
}

static int
write_all(struct writer *writer, struct merging *merge)
{
	int rc = 0;

	while (rc == 0 && next_change(merge)) {
		struct key next = writer->next;

		rc = read_block(writer, merge, merge->change.key);
		if (rc == 0 && count(&writer->pending) > 0 &&
		    !key_equal(&next, key_slice(&merge->key))) {
			writer->next = next;
			rc = end_run(writer, merge);
			continue;
		}
		if (rc == 0)
			rc = replace_block(writer, merge);
	}
	return rc < 0 ? rc : end_run(writer, merge);
}

static void
close_writer(struct writer *writer)
{
	cursor_close(writer->cursor);
	arena_done(&writer->pending.arenas[0]);
	arena_done(&writer->pending.arenas[1]);
	mem_free(writer->pending.items);
	buf_done(&writer->container);
	buf_done(&writer->block);
	mem_free(writer);
}

int
posting_flush(struct txn *txn)
{
	struct posting_batch *batch = txn->store->postings;
	struct writer *writer;
	struct merging *merge;
	int rc;

	if (batch == NULL || posting_batch_is_empty(batch))
		return 0;
	writer = mem_calloc(1, sizeof(*writer));
	merge = mem_calloc(1, sizeof(*merge));
	writer->txn = txn;
	merge->batch = batch;
	buf_init(&writer->container, CONTAINER_MAX);
	buf_init(&writer->block, BLOCK_MAX);
	posting_batch_sort(batch, &merge->n);
	rc = cursor_open(txn, TABLE_POSTING, &writer->cursor);
	if (rc == 0)
		rc = write_all(writer, merge);
	close_writer(writer);
	mem_free(merge);
	posting_batch_reset(batch);
	return rc;
}

int
posting_put(struct txn *txn, const struct posting_term *term, uint32_t ordinal,
    bool has)
{
	struct store *store = txn->store;

	ASSERT(txn->write);
	if (ordinal == ORDINAL_NONE)
		return 0;
	if (store->postings == NULL)
		store->postings = posting_batch_new();
	posting_batch_put(store->postings, term, ordinal, has);
	return posting_batch_is_full(store->postings) ? posting_flush(txn) : 0;
}

void
posting_forget(struct store *store)
{
	if (store->postings != NULL)
		posting_batch_reset(store->postings);
}
