/*
 * Both are in order, so that it is a merge.  While neighbours change (a load, a
 * new chunk) the blocks are filled to the brim; one that grows too large among
 * others shares what it has with its neighbour, in two blocks or in three.
 */
#include "store/posting/posting_merge.h"

#include <string.h>

#include "base/assert.h"
#include "base/mem.h"
#include "store/lmdb.h"
#include "store/posting/posting_block.h"
#include "store/posting/posting_list.h"
#include "store/value/value.h"

enum {
	/* One that is left smaller is united with its neighbour. */
	BLOCK_LEAST = BLOCK_MAX / 4,
	/* Nor are two halves that are smaller. */
	HALF_LEAST = BLOCK_MAX / 8 * 5,
	/* What grows by no more is not being loaded. */
	GROWTH_MOST = BLOCK_MAX / 16,
	/* Of the postings alone. */
	BLOCK_ROOM = BLOCK_MAX - BLOCK_HEAD,
	/* Of more that waits full blocks are written; what is left at the end
	 * is shared out among as many as it takes. */
	WAITING_MOST = 3 * BLOCK_ROOM,
	PENDING_MAX = 6 * BLOCK_MAX,
	/* No value is longer, whole or by chunk. */
	VALUE_MAX = (int)POSTING_LIST_BYTES > (int)CONTAINER_MAX
	    ? (int)POSTING_LIST_BYTES
	    : (int)CONTAINER_MAX,
	CHUNK_BYTES = 2
};

/* Postings on their way into blocks, as one block that is too long. */
struct pending {
	struct buf bytes;
	struct key last;
};

struct merging {
	struct txn *txn;
	struct cursor *cursor;
	const struct posting_todo *todos; /* what is left of them */
	size_t n;
	posting_apply_fn *apply;
	void *context;
	struct key key; /* the first todo's */
	struct pending pending;
	struct buf rest; /* of what is written in part */
	struct buf value;
	/* The block that was read: its key (empty: there is none), bytes, and the
	 * key of the one behind it (empty: none). */
	struct key at;
	uint8_t block[BLOCK_MAX];
	size_t len;
	struct key next;
	/* Whether what was read last of the block was written last, so that
	 * what comes next can be copied. */
	bool is_even;
	/* Since the block was read. */
	bool has_changed;
	bool has_written;
	bool lost_first; /* its first posting is gone */
};

static int
compare(struct slice a, struct slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = len > 0 ? memcmp(a.bytes, b.bytes, len) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static struct slice
reader_key(const struct block_reader *reader)
{
	return (struct slice){ reader->key, reader->key_len };
}

static void
make_key(struct merging *merge)
{
	const struct posting_todo *todo = merge->todos;

	if (merge->n == 0)
		return;
	key_put_be(merge->key.bytes, todo->chunk, CHUNK_BYTES);
	memcpy(merge->key.bytes + CHUNK_BYTES, todo->key.bytes, todo->key.len);
	merge->key.len = CHUNK_BYTES + todo->key.len;
}

static void
done_one(struct merging *merge)
{
	merge->todos++;
	merge->n--;
	make_key(merge);
}

/* ---- out of memory into the table ---- */

static size_t
size_of(const struct pending *pending)
{
	return pending->bytes.len - BLOCK_HEAD;
}

static void
empty(struct pending *pending)
{
	block_begin(&pending->bytes);
	pending->last.len = 0;
}

static void
add(struct pending *pending, struct slice key, struct slice value)
{
	block_add(&pending->bytes, key_slice(&pending->last), key, value);
	key_from_slice(&pending->last, key);
}

/* A reader of what is pending, up to its first posting. */
static void
read_pending(struct pending *pending, struct block_reader *reader)
{
	block_open_sound(reader,
	    (struct slice){ (const uint8_t *)pending->bytes.data,
		pending->bytes.len });
	(void)block_next(reader);
}

static int
put_block(struct merging *merge, struct slice first, struct buf *bytes)
{
	struct key key;

	ASSERT(bytes->len <= BLOCK_MAX);
	key_from_slice(&key, first);
	block_end(bytes);
	merge->has_written = true;
	return db_put(merge->txn, TABLE_POSTING, &key,
	    (struct slice){ (const uint8_t *)bytes->data, bytes->len });
}

/* Writes as many of the first as make at most `most` bytes; at least one. */
static int
emit(struct merging *merge, size_t most)
{
	struct pending *pending = &merge->pending;
	struct block_reader reader;
	const uint8_t *begin, *split;
	struct key first;
	int rc;

	read_pending(pending, &reader);
	key_from_slice(&first, reader_key(&reader));
	if (size_of(pending) <= most) {
		rc = put_block(merge, key_slice(&first), &pending->bytes);
		empty(pending);
		return rc;
	}
	begin = (const uint8_t *)pending->bytes.data;
	do
		split = reader.at;
	while (block_next(&reader) &&
	    (size_t)(reader.at - begin) <= most + BLOCK_HEAD);
	/* What was read last is the first that stays. */
	block_begin(&merge->rest);
	if (split < reader.end) {
		block_add(&merge->rest, (struct slice){ 0 },
		    reader_key(&reader), reader.container);
		buf_add(&merge->rest, reader.at,
		    (size_t)(reader.end - reader.at));
	}
	pending->bytes.len = (size_t)(split - begin);
	rc = put_block(merge, key_slice(&first), &pending->bytes);
	buf_reset(&pending->bytes);
	buf_add(&pending->bytes, merge->rest.data, merge->rest.len);
	if (size_of(pending) == 0)
		pending->last.len = 0;
	return rc;
}

static int
emit_full(struct merging *merge)
{
	int rc = 0;

	while (rc == 0 && size_of(&merge->pending) > WAITING_MOST)
		rc = emit(merge, BLOCK_ROOM);
	return rc;
}

/* Bytes of each when so many are shared out among as few blocks as can be. */
static size_t
share_of(size_t size)
{
	size_t blocks = (size + BLOCK_ROOM - 1) / BLOCK_ROOM;

	return (size + blocks - 1) / blocks;
}

static int
emit_all(struct merging *merge)
{
	int rc = emit_full(merge);
	size_t size;

	while (rc == 0 && (size = size_of(&merge->pending)) > 0)
		rc = emit(merge, share_of(size));
	return rc;
}

/*
 * Whether it makes blocks that are well filled.  Two halves of one that has just
 * become too large are not; worse, those below half a page LMDB keeps among the
 * keys, so that these fill ten times as many pages, one of which is written
 * along with each block.
 */
static bool
fits(size_t size)
{
	return size <= BLOCK_ROOM ? size >= BLOCK_LEAST
				  : share_of(size) >= HALF_LEAST;
}

/* ---- a block ---- */

/* Copies the block that covers the key, or the first of all; and the key of
 * the one behind it. */
static int
read_block(struct merging *merge, const struct key *key)
{
	struct slice found, value;
	const struct key first = { 0 };
	int rc;

	merge->at.len = 0;
	merge->len = 0;
	merge->next.len = 0;
	rc = cursor_floor(merge->cursor, key, &found, &value);
	if (rc == ERR_NOTFOUND)
		rc = cursor_seek(merge->cursor, &first, &found, &value);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	key_from_slice(&merge->at, found);
	merge->len = value.len < BLOCK_MAX ? value.len : BLOCK_MAX;
	memcpy(merge->block, value.bytes, merge->len);
	rc = cursor_next(merge->cursor, &found, &value);
	if (rc == 0)
		key_from_slice(&merge->next, found);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Whether the next change belongs into the block that was read. */
static bool
is_within(const struct merging *merge)
{
	return merge->n > 0 &&
	    (merge->next.len == 0 ||
		compare(key_slice(&merge->key), key_slice(&merge->next)) < 0);
}

/* Copies what is below `key`. */
static int
copy_run(struct merging *merge, struct block_reader *reader, struct slice key)
{
	struct pending *pending = &merge->pending;
	const uint8_t *from;
	int rc = emit_full(merge);

	if (!merge->is_even && block_skip(reader, key, 1) == 1) {
		add(pending, reader_key(reader), reader->container);
		merge->is_even = true;
	}
	from = reader->at;
	if (block_skip(reader, key, SIZE_MAX) > 0) {
		buf_add(&pending->bytes, from, (size_t)(reader->at - from));
		key_from_slice(&pending->last, reader_key(reader));
	}
	return rc;
}

/* The old value, when the posting that comes next is that of the key. */
static struct slice
take_old(struct block_reader *reader, struct slice key)
{
	struct block_reader ahead = *reader;

	if (!block_next(&ahead) || compare(reader_key(&ahead), key) != 0)
		return (struct slice){ 0 };
	*reader = ahead;
	return ahead.container;
}

static int
change_one(struct merging *merge, struct block_reader *reader)
{
	struct slice key = key_slice(&merge->key), old;
	int rc = copy_run(merge, reader, key);

	old = take_old(reader, key);
	buf_reset(&merge->value);
	merge->apply(merge->context, merge->todos, old, &merge->value);
	merge->has_changed |= merge->value.len != old.len ||
	    (old.len > 0 && memcmp(old.bytes, merge->value.data, old.len) != 0);
	merge->lost_first |=
	    merge->value.len == 0 && key_equal(&merge->at, key);
	if (merge->value.len > 0)
		add(&merge->pending, key,
		    (struct slice){ (const uint8_t *)merge->value.data,
			merge->value.len });
	if (old.len > 0 || merge->value.len > 0)
		merge->is_even = old.len > 0 && merge->value.len > 0;
	done_one(merge);
	return rc;
}

/* Above all keys: a chunk is less. */
static const uint8_t above_all[] = { 0xFF, 0xFF, 0xFF, 0xFF };

static int
merge_block(struct merging *merge, struct block_reader *reader)
{
	int rc = 0;

	/* The first posting has all of its key. */
	merge->is_even = size_of(&merge->pending) == 0;
	while (rc == 0 && is_within(merge))
		rc = change_one(merge, reader);
	if (rc == 0)
		rc = copy_run(merge, reader,
		    (struct slice){ above_all, sizeof(above_all) });
	if (reader->is_corrupt)
		(void)value_corrupt(merge->txn); /* its rest is lost */
	return rc < 0 ? rc : emit_full(merge);
}

/* Of a block that can't be read. */
static int
pass_changes(struct merging *merge)
{
	struct block_reader none = { 0 };
	int rc = 0;

	(void)value_corrupt(merge->txn);
	merge->is_even = false;
	/* Before the first of all nothing is damaged. */
	while (rc == 0 && merge->n > 0 &&
	    compare(key_slice(&merge->key), key_slice(&merge->at)) < 0)
		rc = change_one(merge, &none);
	while (is_within(merge))
		done_one(merge);
	return rc < 0 ? rc : emit_all(merge);
}

/* Whether what is written takes the block's place, unless its first posting
 * goes: that one comes out first and under its own name. */
static bool
stays_first(struct merging *merge, struct block_reader first)
{
	struct slice at = key_slice(&merge->at);

	return merge->at.len > 0 && size_of(&merge->pending) == 0 &&
	    block_next(&first) && compare(reader_key(&first), at) == 0 &&
	    (merge->n == 0 || compare(key_slice(&merge->key), at) >= 0);
}

/*
 * What takes the block's place and has hardly grown is written now, so that its
 * neighbours keep theirs.  Else it waits for what comes next: where much is
 * loaded blocks become full, and one that is too large shares.
 */
static int
settle(struct merging *merge)
{
	size_t size = size_of(&merge->pending);

	if (merge->has_written)
		return 0;
	if (!merge->has_changed) {
		empty(&merge->pending);
		return 0;
	}
	return fits(size) && size <= merge->len + GROWTH_MOST ? emit_all(merge)
							      : 0;
}

static int
replace_block(struct merging *merge)
{
	struct block_reader reader;
	bool stays;
	int rc = 0;

	block_open(&reader, (struct slice){ merge->block, merge->len });
	if (merge->at.len > 0 && reader.is_corrupt)
		return pass_changes(merge);
	stays = stays_first(merge, reader);
	if (merge->at.len > 0 && !stays)
		rc = db_drop(merge->txn, TABLE_POSTING, &merge->at);
	merge->has_changed = false;
	merge->has_written = false;
	merge->lost_first = false;
	if (rc == 0)
		rc = merge_block(merge, &reader);
	if (rc == 0 && stays && merge->lost_first)
		return db_drop(merge->txn, TABLE_POSTING, &merge->at);
	return rc == 0 && stays ? settle(merge) : rc;
}

/* Before a block that is not the neighbour of the last one, or at the end. */
static int
end_run(struct merging *merge)
{
	struct key next = merge->next;
	int rc;

	while (size_of(&merge->pending) > 0 &&
	    !fits(size_of(&merge->pending)) && next.len > 0) {
		rc = read_block(merge, &next);
		if (rc == 0)
			rc = replace_block(merge);
		if (rc < 0)
			return rc;
		next = merge->next;
	}
	return emit_all(merge);
}

static int
merge_all(struct merging *merge)
{
	int rc = 0;

	while (rc == 0 && merge->n > 0) {
		struct key next = merge->next;

		rc = read_block(merge, &merge->key);
		if (rc == 0 && size_of(&merge->pending) > 0 &&
		    !key_equal(&next, key_slice(&merge->at))) {
			merge->next = next;
			rc = end_run(merge);
			continue;
		}
		if (rc == 0)
			rc = replace_block(merge);
	}
	return rc < 0 ? rc : end_run(merge);
}

int
posting_merge(struct txn *txn, const struct posting_todo *todos, size_t n,
    posting_apply_fn *apply, void *context)
{
	struct merging *merge = mem_calloc(1, sizeof(*merge));
	int rc;

	merge->txn = txn;
	merge->todos = todos;
	merge->n = n;
	merge->apply = apply;
	merge->context = context;
	buf_init(&merge->pending.bytes, PENDING_MAX);
	buf_init(&merge->rest, PENDING_MAX);
	buf_init(&merge->value, VALUE_MAX);
	empty(&merge->pending);
	make_key(merge);
	rc = cursor_open(txn, TABLE_POSTING, &merge->cursor);
	if (rc == 0)
		rc = merge_all(merge);
	cursor_close(merge->cursor);
	buf_done(&merge->pending.bytes);
	buf_done(&merge->rest);
	buf_done(&merge->value);
	mem_free(merge);
	return rc;
}
