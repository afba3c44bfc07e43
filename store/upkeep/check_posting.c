/*
 * Ordinals and postings against the records, both ways.  Chunk after chunk what the postings should be is made anew and compared byte by byte, as
 * the chunk's part of those that are kept whole.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "store/column/column.h"
#include "store/column/front.h"
#include "store/index/index.h"
#include "store/posting/ordinal.h"
#include "store/posting/posting_batch.h"
#include "store/posting/posting_block.h"
#include "store/posting/posting_delta.h"
#include "store/posting/posting_list.h"
#include "store/upkeep/check.h"

static const char *const space_names[] = { [POSTING_WORD] = "word",
	[POSTING_COMPANY] = "company",
	[POSTING_REPO] = "own repository",
	[POSTING_WORKED] = "repository",
	[POSTING_PIPELINE] = "pipeline",
	[POSTING_MEMBER] = "member",
	[POSTING_LANG] = "language",
	[POSTING_SKILL] = "skill",
	[POSTING_FLAG] = "flag",
	[POSTING_SEED] = "seed",
	[POSTING_PLACE] = "place",
	[POSTING_EMPLOYER] = "employer" };

/* ---- ordinals ---- */

void
check_number(struct check *check, int64_t person, uint32_t ordinal)
{
	if (check->n_numbers == check->numbers_room) {
		check->numbers_room = 2 * check->numbers_room + 1024;
		check->numbers = mem_resize(check->numbers, check->numbers_room,
		    sizeof(*check->numbers));
	}
	check->numbers[check->n_numbers++] =
	    (struct check_number){ ordinal, person };
}

static int
by_ordinal(const void *left, const void *right)
{
	const struct check_number *a = left, *b = right;

	return (a->ordinal > b->ordinal) - (a->ordinal < b->ordinal);
}

int64_t
check_person_of(const struct check *check, uint32_t ordinal)
{
	const struct check_number sought = { ordinal, 0 };
	const struct check_number *found = NULL;

	if (check->n_numbers > 0)
		found = bsearch(&sought, check->numbers, check->n_numbers,
		    sizeof(sought), by_ordinal);
	return found != NULL ? found->person : 0;
}

static int
sort_numbers(struct check *check, uint32_t *ret_next)
{
	size_t n = check->n_numbers;
	uint32_t next = 0;
	int rc = ordinal_next(check->txn, &next);

	if (check_is_hard(rc))
		return rc;
	if (n > 0)
		qsort(check->numbers, n, sizeof(*check->numbers), by_ordinal);
	for (size_t i = 1; i < n; i++)
		if (check->numbers[i].ordinal == check->numbers[i - 1].ordinal)
			check_found(check,
			    "person %" PRId64
			    ": the ordinal of person %" PRId64,
			    check->numbers[i].person,
			    check->numbers[i - 1].person);
	if (rc < 0 || (n > 0 && check->numbers[n - 1].ordinal >= next)) {
		check_found(check, "meta: a next ordinal that is in use");
		next = n > 0 ? check->numbers[n - 1].ordinal + 1 : 0;
	}
	*ret_next = next;
	return 0;
}

/* ---- one chunk ---- */

struct chunk {
	struct check *check;
	uint32_t number;
	uint32_t next; /* ordinal */
	size_t from, to; /* of check->numbers */
	struct posting_batch *batch;
	struct posting_change change; /* what is expected next */
	size_t at, n;
	struct buf container;
};

static bool
is_same(const struct buf *buf, struct slice bytes)
{
	return buf->len == bytes.len &&
	    (bytes.len == 0 || memcmp(buf->data, bytes.bytes, bytes.len) == 0);
}

static int
expect_person(struct chunk *chunk, const struct check_number *number)
{
	struct check *check = chunk->check;
	struct index_terms terms = { .arena = &check->arena };
	bool is_corrupt;
	int rc;

	rc = index_all_terms(check->txn, number->person, check->roles,
	    check->n_roles, &terms, &is_corrupt);
	for (size_t i = 0; i < terms.n && rc == 0; i++)
		posting_batch_put(chunk->batch,
		    &(struct posting_term){ terms.items[i].space,
			terms.items[i].slot, terms.items[i].term, false },
		    number->ordinal, true);
	arena_reset(&check->arena);
	return rc;
}

/* Ordinals below the next that nobody has. */
static int
check_free(struct chunk *chunk)
{
	const struct check_number *numbers = chunk->check->numbers;
	uint32_t first = chunk->number * CHUNK_BITS;
	struct slice container = { 0 };
	struct bits bits;
	struct key key;
	int rc;

	bits_fill(&bits,
	    chunk->next - first < CHUNK_BITS ? chunk->next - first
					     : CHUNK_BITS);
	for (size_t i = chunk->from; i < chunk->to; i++)
		bits_drop(&bits, numbers[i].ordinal % CHUNK_BITS);
	buf_reset(&chunk->container);
	if (!bits_is_empty(&bits))
		bits_encode(&bits, &chunk->container);
	key_column(&key,
	    &(struct column_key){ COLUMN_FREE, { 0 }, chunk->number });
	rc = db_get(chunk->check->txn, TABLE_COLUMN, &key, &container);
	if (check_is_hard(rc))
		return rc;
	if (!is_same(&chunk->container, container))
		check_found(chunk->check,
		    "column: free ordinals that are not, or are not told");
	return 0;
}

static int
expect(struct chunk *chunk)
{
	int rc = 0;

	posting_batch_reset(chunk->batch);
	for (size_t i = chunk->from; i < chunk->to && rc == 0; i++)
		rc = expect_person(chunk, &chunk->check->numbers[i]);
	posting_batch_sort(chunk->batch, &chunk->n);
	chunk->at = 0;
	return rc;
}

/* Somebody whom the two sets do not agree about; 0: nobody. */
static int64_t
find_person(const struct chunk *chunk, const struct bits *a,
    const struct bits *b)
{
	const struct check_number *numbers = chunk->check->numbers;

	for (size_t i = chunk->from; i < chunk->to; i++) {
		size_t offset = numbers[i].ordinal % CHUNK_BITS;

		if (bits_has(a, offset) != bits_has(b, offset))
			return numbers[i].person;
	}
	return 0;
}

/* Terms are not shown: they can be names.  The key is without the chunk. */
static void
found(struct chunk *chunk, struct slice key, struct slice container,
    const struct posting_change *expected)
{
	struct bits is, should;
	size_t space = key.len == 0 ? 0 : key.bytes[0];
	const char *name =
	    space < COUNT(space_names) && space_names[space] != NULL
	    ? space_names[space]
	    : "unknown";

	bits_clear(&is);
	bits_clear(&should);
	if (container.len > 0 && !bits_decode_or(container, &is)) {
		check_found(chunk->check, "posting (%s): can't be read", name);
		return;
	}
	if (expected != NULL)
		posting_change_apply(expected->ordinals, expected->n, &should);
	check_found(chunk->check,
	    "posting (%s): not what the records say of person %" PRId64, name,
	    find_person(chunk, &is, &should));
}

static int
compare_keys(struct slice a, struct slice b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = memcmp(a.bytes, b.bytes, len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* Tells of what is expected before `key` (without the chunk; empty: to the end) and is not there;
 * leaves the next one in chunk->change, false: there is none. */
static bool
pass_missing(struct chunk *chunk, struct slice key)
{
	for (; chunk->at < chunk->n; chunk->at++) {
		posting_batch_get(chunk->batch, chunk->at, &chunk->change);
		if (key.len > 0 && compare_keys(chunk->change.key, key) >= 0)
			return true;
		found(chunk, chunk->change.key, (struct slice){ 0 },
		    &chunk->change);
	}
	return false;
}

static int
compare(void *context, struct slice key, struct slice container)
{
	struct chunk *chunk = context;
	struct posting_key posting;
	struct bits bits;

	if (key_posting_parse(key, &posting) &&
	    posting.space >= POSTING_MEMBER &&
	    check_is_dropped(chunk->check, posting.slot))
		return 0;
	key = (struct slice){ key.bytes + 2, key.len - 2 };
	if (!pass_missing(chunk, key) ||
	    compare_keys(chunk->change.key, key) != 0) {
		found(chunk, key, container, NULL);
		return 0;
	}
	chunk->at++;
	bits_clear(&bits);
	posting_change_apply(chunk->change.ordinals, chunk->change.n, &bits);
	buf_reset(&chunk->container);
	bits_encode(&bits, &chunk->container);
	if (!is_same(&chunk->container, container))
		found(chunk, key, container, &chunk->change);
	return 0;
}

static int
check_chunk(struct chunk *chunk)
{
	struct key prefix;
	int rc;

	rc = check_free(chunk);
	if (rc == 0)
		rc = expect(chunk);
	key_posting_chunk_prefix(&prefix, chunk->number);
	if (rc == 0)
		rc = posting_walk(chunk->check->txn, &prefix, compare, chunk);
	(void)pass_missing(chunk, (struct slice){ 0 }); /* there are no more */
	return check_is_hard(rc) ? rc : 0;
}

/* ---- blocks ---- */

struct order {
	struct check *check;
	struct key last; /* of the posting before */
	uint32_t next; /* ordinal */
	struct posting_list list;
	int64_t waiting;
};

/* A list is one, of ordinals in use. */
static void
check_list(struct order *order, struct slice value)
{
	struct posting_list *list = &order->list;

	if (!posting_list_decode(value, list))
		check_found(order->check, "posting: a list that can't be read");
	else if (list->n > 0 && list->ordinals[list->n - 1] >= order->next)
		check_found(order->check, "posting: of nobody");
}

static void
check_delta(struct order *order, struct slice value)
{
	uint32_t changes[DELTA_MOST];
	size_t n;

	if (!delta_decode(value, changes, &n)) {
		check_found(order->check,
		    "posting: changes that can't be read");
		return;
	}
	if (posting_change_ordinal(changes[n - 1]) >= order->next)
		check_found(order->check, "posting: of nobody");
	order->waiting += (int64_t)n;
}

/* What a chunk has of a term is read only if its list says so. */
static int
check_kept(struct order *order, const struct posting_key *key)
{
	int rc = posting_whole(order->check->txn,
	    &(struct posting_term){ (enum posting_space)key->space, key->slot,
		key->term, false },
	    &order->list);

	if (rc == 0)
		check_found(order->check,
		    "posting: of a term that is kept whole");
	return check_is_hard(rc) && rc != ERR_LIMIT ? rc : 0;
}

static int
check_posting(struct order *order, struct slice posting, struct slice value)
{
	struct posting_key key;

	if (!key_posting_parse(posting, &key)) {
		check_found(order->check, "posting: of nobody");
		return 0;
	}
	if (key.chunk == KEY_CHUNK_WHOLE) {
		check_list(order, value);
		return 0;
	}
	if ((key.slot.role & FRONT_ROLE) != 0)
		return 0; /* see check_front.c */
	if (key.chunk == KEY_CHUNK_DELTA) {
		check_delta(order, value);
		return 0;
	}
	if (key.chunk * CHUNK_BITS >= order->next)
		check_found(order->check, "posting: of nobody");
	if (key.space >= POSTING_MEMBER &&
	    check_is_dropped(order->check, key.slot))
		return 0;
	return check_kept(order, &key);
}

/* A block's postings are in order, behind those of the block before, and the
 * first is the block's name; all are somebody's. */
static int
check_block(struct order *order, struct slice at, struct slice block)
{
	struct block_reader reader;
	bool is_first = true;
	int rc = 0;

	block_open(&reader, block);
	for (; rc == 0 && block_next(&reader); is_first = false) {
		struct slice posting = { reader.key, reader.key_len };

		if (compare_keys(posting, key_slice(&order->last)) <= 0 ||
		    (is_first && compare_keys(posting, at) != 0))
			check_found(order->check, "posting: out of order");
		rc = check_posting(order, posting, reader.container);
		key_from_slice(&order->last, posting);
	}
	if (is_first || reader.is_corrupt)
		check_found(order->check,
		    "posting: a block that can't be read");
	return rc;
}

static int
check_blocks(struct check *check, uint32_t next)
{
	struct order order = { .check = check, .next = next };
	struct slice at, block;
	struct cursor *cursor;
	struct key first = { 0 };
	int64_t waiting;
	int rc = delta_count(check->txn, &waiting);

	if (rc == 0)
		rc = cursor_open(check->txn, TABLE_POSTING, &cursor);
	if (rc < 0)
		return rc;
	rc = cursor_seek(cursor, &first, &at, &block);
	while (rc == 0) {
		rc = check_block(&order, at, block);
		if (rc == 0)
			rc = cursor_next(cursor, &at, &block);
	}
	cursor_close(cursor);
	if (rc == ERR_NOTFOUND && order.waiting != waiting)
		check_found(check, "posting: not as many changes as are told");
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
check_postings(struct check *check)
{
	struct chunk chunk = { .check = check };
	uint32_t chunks;
	int rc;

	rc = posting_flush(check->txn);
	if (rc == 0)
		rc = sort_numbers(check, &chunk.next);
	if (rc < 0)
		return rc;
	chunks = chunk.next / CHUNK_BITS + (chunk.next % CHUNK_BITS != 0);
	chunk.batch = posting_batch_new();
	buf_init(&chunk.container, CONTAINER_MAX);
	for (; chunk.number < chunks && rc == 0; chunk.number++) {
		chunk.from = chunk.to;
		while (chunk.to < check->n_numbers &&
		    check->numbers[chunk.to].ordinal / CHUNK_BITS ==
			chunk.number)
			chunk.to++;
		rc = check_chunk(&chunk);
	}
	posting_batch_free(chunk.batch);
	buf_done(&chunk.container);
	return rc < 0 ? rc : check_blocks(check, chunk.next);
}
