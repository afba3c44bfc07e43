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

/* How a term is kept. */
enum kept {
	KEPT_UNKNOWN,
	KEPT_BY_NOBODY,
	KEPT_BY_CHUNKS,
	KEPT_WHOLE
};

static int
find_list(struct txn *txn, struct cursor *cursor,
    const struct posting_term *term, enum kept *ret_kept,
    struct slice *ret_list)
{
	struct gaps_reader reader;
	int rc;

	*ret_kept = KEPT_BY_CHUNKS;
	if ((term->slot.role & FRONT_ROLE) != 0)
		return 0;
	rc = find(txn, cursor, KEY_CHUNK_WHOLE, term, ret_list);
	if (rc == ERR_NOTFOUND) {
		*ret_kept = KEPT_BY_NOBODY;
		return 0;
	}
	if (rc == 0 && !posting_list_open(*ret_list, &reader))
		return value_corrupt(txn);
	if (rc == 0 && reader.left > 0)
		*ret_kept = KEPT_WHOLE;
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

/* What waits of a term; empty: nothing. */
static int
find_delta(struct txn *txn, struct cursor *cursor,
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
	enum kept kept = KEPT_BY_CHUNKS;
	struct slice value, delta;
	int rc = find_list(txn, cursor, term, &kept, &value);

	list->n = 0;
	if (rc < 0)
		return rc;
	if (kept == KEPT_BY_CHUNKS)
		return ERR_LIMIT;
	if (kept == KEPT_WHOLE && !posting_list_decode(value, list))
		return value_corrupt(txn);
	rc = find_delta(txn, cursor, term, &delta);
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
	enum kept kept = KEPT_BY_NOBODY;
	struct slice value, delta = { 0 };
	bool any;
	int rc = find_list(txn, cursor, term, &kept, &value);

	if (rc == 0 && kept == KEPT_WHOLE) {
		rc = or_list(txn, value, chunk, bits);
	} else if (rc == 0 && kept == KEPT_BY_CHUNKS) {
		rc = find(txn, cursor, chunk, term, &value);
		if (rc == 0)
			rc = or_one(&gathering, term->term, value);
	}
	if (rc == 0 || rc == ERR_NOTFOUND)
		rc = find_delta(txn, cursor, term, &delta);
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

/* ---- a reader ---- */

enum {
	/* Powers of two. */
	SEEN_MIN = 16,
	SEEN_MAX = 4096,
	SEEN_EACH = 4, /* for each term: two seldom meet in one place */
	/* Longer terms are not remembered. */
	SEEN_TERM_MAX = 48
};

/* What a reader knows of a term: at a place that its hash gives, the last one
 * that came there. */
struct posting_seen {
	enum kept kept;
	enum posting_space space;
	struct slot slot;
	size_t len;
	uint8_t term[SEEN_TERM_MAX];
	struct slice list;
	struct slice delta; /* what waits of it; empty: nothing */
	/* Where it is in the list: what was read last, and the chunk. */
	struct gaps_reader reader;
	uint32_t at;
	uint32_t chunk;
};

void
posting_reader_open(struct posting_reader *reader, struct txn *txn, size_t n)
{
	*reader = (struct posting_reader){ .txn = txn, .n_seen = SEEN_MIN };
	while (reader->n_seen < SEEN_MAX && reader->n_seen < n * SEEN_EACH)
		reader->n_seen *= 2;
	reader->seen = mem_calloc(reader->n_seen, sizeof(*reader->seen));
}

static struct posting_seen *
seen_place(struct posting_reader *reader, const struct posting_term *term)
{
	uint64_t hash = (uint64_t)term->space << 24 ^
	    (uint64_t)term->slot.role << 8 ^ term->slot.generation;

	for (size_t i = 0; i < term->term.len; i++)
		hash =
		    (hash ^ term->term.bytes[i]) * UINT64_C(0x9E3779B97F4A7C15);
	return &reader->seen[(hash ^ hash >> 32) & (reader->n_seen - 1)];
}

static bool
is_seen(const struct posting_seen *seen, const struct posting_term *term)
{
	return seen->kept != KEPT_UNKNOWN && seen->space == term->space &&
	    seen->slot.role == term->slot.role &&
	    seen->slot.generation == term->slot.generation &&
	    seen->len == term->term.len &&
	    (seen->len == 0 ||
		memcmp(seen->term, term->term.bytes, seen->len) == 0);
}

static int
look_up_seen(struct posting_reader *reader, const struct posting_term *term,
    struct posting_seen **ret_seen)
{
	struct posting_seen *seen = seen_place(reader, term);
	int rc = 0;

	*ret_seen = seen;
	if (is_seen(seen, term))
		return 0;
	seen->kept = KEPT_UNKNOWN;
	seen->space = term->space;
	seen->slot = term->slot;
	seen->len = term->term.len;
	if (seen->len > 0)
		memcpy(seen->term, term->term.bytes, seen->len);
	seen->chunk = UINT32_MAX;
	if (reader->cursor == NULL)
		rc = cursor_open(reader->txn, TABLE_POSTING, &reader->cursor);
	if (rc == 0)
		rc = find_list(reader->txn, reader->cursor, term, &seen->kept,
		    &seen->list);
	if (rc == 0)
		rc =
		    find_delta(reader->txn, reader->cursor, term, &seen->delta);
	if (rc < 0)
		seen->kept = KEPT_UNKNOWN;
	return rc;
}

static int
or_seen(struct txn *txn, struct posting_seen *seen, uint32_t chunk,
    struct bits *bits)
{
	if (seen->chunk == UINT32_MAX || chunk <= seen->chunk) {
		if (!posting_list_open(seen->list, &seen->reader))
			return value_corrupt(txn);
		seen->at = UINT32_MAX;
	}
	seen->chunk = chunk;
	if (posting_list_seek(&seen->reader, chunk, &seen->at))
		while (seen->at / CHUNK_BITS == chunk) {
			bits_set(bits, seen->at % CHUNK_BITS);
			if (!gaps_next(&seen->reader, &seen->at))
				break;
		}
	if (seen->at != UINT32_MAX && seen->at / CHUNK_BITS > chunk)
		return 0;
	return gaps_is_done(&seen->reader) ? 0 : value_corrupt(txn);
}

/* Whether what is between may well be in the same block: of the same chunk, and
 * of this space or the next. */
static bool
is_near(const struct key *last, const struct key *key)
{
	size_t len = last->len < key->len ? last->len : key->len;
	int order = memcmp(last->bytes, key->bytes, len);

	return memcmp(last->bytes, key->bytes, 2) == 0 &&
	    key->bytes[2] - last->bytes[2] <= 1 &&
	    (order < 0 || (order == 0 && last->len <= key->len));
}

static int
read_far(struct posting_reader *reader, const struct key *key,
    struct slice *ret_container)
{
	struct slice found;
	int rc = 0;

	reader->has_block = false;
	if (reader->cursor == NULL)
		rc = cursor_open(reader->txn, TABLE_POSTING, &reader->cursor);
	if (rc == 0)
		rc = cursor_floor(reader->cursor, key, &found, &reader->block);
	if (rc < 0)
		return rc;
	rc = posting_find(reader->txn, reader->block, key, ret_container);
	reader->has_block = rc == 0 || rc == ERR_NOTFOUND;
	return rc == ERR_CORRUPT ? value_corrupt(reader->txn) : rc;
}

static int
find_in_chunk(struct posting_reader *reader, uint32_t chunk,
    const struct posting_term *term, struct slice *ret_container)
{
	int rc = ERR_CANCELED;
	struct key key;

	posting_key_of(&key, chunk, term);
	if (reader->has_block && is_near(&reader->last, &key))
		rc = block_find_again(reader->block, key_slice(&key),
		    ret_container);
	if (rc == ERR_CANCELED || rc == ERR_CORRUPT)
		rc = read_far(reader, &key, ret_container);
	reader->last = key;
	return rc;
}

static int
or_chunk(struct posting_reader *reader, uint32_t chunk,
    const struct posting_term *term, struct bits *bits)
{
	struct gathering gathering = { .txn = reader->txn, .bits = bits };
	struct slice container;
	int rc = find_in_chunk(reader, chunk, term, &container);

	if (rc == 0)
		rc = or_one(&gathering, term->term, container);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Blocks of a transaction that writes do not stay where they are. */
static bool
is_remembered(const struct posting_reader *reader,
    const struct posting_term *term)
{
	return !term->is_prefix && !reader->txn->write &&
	    term->term.len <= SEEN_TERM_MAX;
}

static int
or_as_kept(struct posting_reader *reader, struct posting_seen *seen,
    uint32_t chunk, const struct posting_term *term, struct bits *bits)
{
	if (seen->kept == KEPT_BY_NOBODY)
		return 0;
	return seen->kept == KEPT_WHOLE
	    ? or_seen(reader->txn, seen, chunk, bits)
	    : or_chunk(reader, chunk, term, bits);
}

/* Whether changes of the chunk wait; what can't be read is told of. */
static bool
is_changed(const struct posting_seen *seen, uint32_t chunk)
{
	bool any = false;

	return seen->delta.len > 0 &&
	    (!delta_apply(seen->delta, chunk, NULL, &any) || any);
}

static int
or_changed(struct posting_reader *reader, struct posting_seen *seen,
    uint32_t chunk, const struct posting_term *term, struct bits *bits)
{
	struct bits here;
	bool any;
	int rc;

	bits_clear(&here);
	rc = or_as_kept(reader, seen, chunk, term, &here);
	if (rc == 0 && !delta_apply(seen->delta, chunk, &here, &any))
		rc = value_corrupt(reader->txn);
	bits_or(bits, &here);
	return rc;
}

int
posting_reader_find(struct posting_reader *reader, uint32_t chunk,
    const struct posting_term *term, struct slice *ret_container)
{
	struct posting_seen *seen;
	int rc;

	if (!is_remembered(reader, term))
		return ERR_LIMIT;
	rc = look_up_seen(reader, term, &seen);
	if (rc < 0)
		return rc;
	if (seen->kept == KEPT_WHOLE || is_changed(seen, chunk))
		return ERR_LIMIT;
	return seen->kept == KEPT_BY_NOBODY
	    ? ERR_NOTFOUND
	    : find_in_chunk(reader, chunk, term, ret_container);
}

int
posting_reader_or(struct posting_reader *reader, uint32_t chunk,
    const struct posting_term *term, struct bits *bits)
{
	struct posting_seen *seen;
	int rc;

	if (!is_remembered(reader, term))
		return posting_or(reader->txn, chunk, term, bits);
	rc = look_up_seen(reader, term, &seen);
	if (rc < 0)
		return rc;
	return is_changed(seen, chunk)
	    ? or_changed(reader, seen, chunk, term, bits)
	    : or_as_kept(reader, seen, chunk, term, bits);
}

void
posting_reader_close(struct posting_reader *reader)
{
	cursor_close(reader->cursor);
	mem_free(reader->seen);
	reader->cursor = NULL;
	reader->seen = NULL;
	reader->has_block = false;
}

/* ---- names of repositories ---- */

/* Of the names that lead somewhere, and of their earlier bearers. */
static int
each_name(struct txn *txn, const struct key *prefix, repository_fn *each,
    void *context)
{
	struct slice found, value;
	struct cursor *cursor;
	int rc, stop = 0;

	rc = cursor_open(txn, TABLE_NAME, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, prefix, &found, &value);
	while (rc == 0 && key_prefixes(prefix, found)) {
		struct slice name = { found.bytes + 1, found.len - 1 };
		const uint8_t *end = memchr(name.bytes, 0, name.len);
		int64_t id;

		if (end != NULL)
			name.len = (size_t)(end - name.bytes);
		if (!key_short_id_parse(value, &id))
			stop = value_corrupt(txn);
		else
			stop = each(context, id, name);
		if (stop != 0)
			break;
		rc = cursor_next(cursor, &found, &value);
	}
	cursor_close(cursor);
	if (stop != 0)
		return stop;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
posting_repositories(struct txn *txn, repository_fn *each, void *context)
{
	struct key key;
	int rc;

	key_name(&key, NAME_REPOSITORY, "");
	rc = each_name(txn, &key, each, context);
	if (rc != 0)
		return rc;
	key_bearers_prefix(&key, NAME_REPOSITORY, "");
	key.len = 1;
	return each_name(txn, &key, each, context);
}
