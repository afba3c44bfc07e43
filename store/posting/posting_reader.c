#include "store/posting/posting_reader.h"

#include <string.h>

#include "base/mem.h"
#include "store/posting/posting_block.h"
#include "store/posting/posting_delta.h"
#include "store/posting/posting_list.h"
#include "store/store_internal.h"
#include "store/value/value.h"

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
	enum posting_kept kept;
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
	return seen->kept != POSTING_KEPT_UNKNOWN &&
	    seen->space == term->space && seen->slot.role == term->slot.role &&
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
	seen->kept = POSTING_KEPT_UNKNOWN;
	seen->space = term->space;
	seen->slot = term->slot;
	seen->len = term->term.len;
	if (seen->len > 0)
		memcpy(seen->term, term->term.bytes, seen->len);
	seen->chunk = UINT32_MAX;
	if (reader->cursor == NULL)
		rc = cursor_open(reader->txn, TABLE_POSTING, &reader->cursor);
	if (rc == 0)
		rc = posting_find_list(reader->txn, reader->cursor, term,
		    &seen->kept, &seen->list);
	if (rc == 0)
		rc = posting_find_delta(reader->txn, reader->cursor, term,
		    &seen->delta);
	if (rc < 0)
		seen->kept = POSTING_KEPT_UNKNOWN;
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
	struct slice container;
	int rc = find_in_chunk(reader, chunk, term, &container);

	if (rc == 0 && !bits_decode_or(container, bits))
		rc = value_corrupt(reader->txn);
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
	if (seen->kept == POSTING_KEPT_BY_NOBODY)
		return 0;
	return seen->kept == POSTING_KEPT_WHOLE
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
	if (seen->kept == POSTING_KEPT_WHOLE || is_changed(seen, chunk))
		return ERR_LIMIT;
	return seen->kept == POSTING_KEPT_BY_NOBODY
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
