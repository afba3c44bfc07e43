/*
 * Writes what a transaction collected: beside the terms, to wait, or at once
 * with what waited of them.  Then first the lists of the terms that are kept
 * whole, and after them the chunks' containers of the others, among them those
 * whose lists have become too long.
 */
#include <string.h>

#include "base/array.h"
#include "base/assert.h"
#include "base/mem.h"
#include "store/column/front.h"
#include "store/posting/ordinal.h"
#include "store/posting/posting_block.h"
#include "store/posting/posting_delta.h"
#include "store/posting/posting_list.h"
#include "store/posting/posting_merge.h"
#include "store/store_internal.h"
#include "store/value/value.h"

enum {
	FEW_CHANGES = 32,
	/* Of a chunk: its blocks have many each, so that none wait. */
	MANY_CHANGES = 512,
	/* What may wait is settled in so many slices. */
	SLICES = 64
};

struct writer {
	struct txn *txn;
	size_t n; /* terms */
	/* Of each what changes: nothing, where it waits; then what changes in
	 * chunks: nothing, while it is kept whole. */
	struct posting_todo *terms;
	bool waits; /* what is new does, unless it has become too much */
	int64_t n_waiting; /* more than there were */
	struct posting_todo *lists; /* of those that are not kept by chunks */
	size_t *places; /* and where these are in `terms` */
	size_t n_lists;
	/* Of lists that have become too long, and of what has waited. */
	struct arena arena;
	uint32_t *members; /* of a list while it changes */
	size_t members_room;
	struct bits bits;
	uint16_t from[CHUNK_BITS], to[CHUNK_BITS];
};

/* ---- how terms are kept ---- */

/* Looks up terms that come in order. */
struct finder {
	struct txn *txn;
	struct cursor *cursor;
	struct slice block;
	bool has_block;
};

static int
find(struct finder *finder, const struct key *key, struct slice *ret_value)
{
	struct slice found;
	int rc = ERR_CANCELED;

	if (finder->has_block)
		rc = block_find_again(finder->block, key_slice(key), ret_value);
	if (rc != ERR_CANCELED)
		return rc;
	rc = cursor_floor(finder->cursor, key, &found, &finder->block);
	if (rc == 0)
		rc = posting_find(finder->txn, finder->block, key, ret_value);
	/* Of another chunk: it says nothing of what is behind. */
	finder->has_block = (rc == 0 || rc == ERR_NOTFOUND) &&
	    finder->block.len > 0 && found.len > 2 &&
	    memcmp(found.bytes, key->bytes, 2) == 0;
	return rc;
}

static int
is_by_chunks(struct finder *finder, struct slice term, bool *ret_is)
{
	struct gaps_reader reader;
	struct slice list;
	struct key key;
	int rc;

	*ret_is = (key_get_be(term.bytes + 1, 2) & FRONT_ROLE) != 0;
	if (*ret_is)
		return 0;
	key_posting_chunk_prefix(&key, KEY_CHUNK_WHOLE);
	memcpy(key.bytes + key.len, term.bytes, term.len);
	key.len += term.len;
	rc = find(finder, &key, &list);
	if (rc == 0)
		*ret_is = posting_list_open(list, &reader) && reader.left == 0;
	/* Nothing can be changed of what can't be read. */
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

static int
sort_out(struct writer *writer)
{
	struct finder finder = { .txn = writer->txn };
	int rc;

	writer->lists = mem_calloc(writer->n, sizeof(*writer->lists));
	writer->places = mem_calloc(writer->n, sizeof(*writer->places));
	rc = cursor_open(writer->txn, TABLE_POSTING, &finder.cursor);
	for (size_t i = 0; i < writer->n && rc == 0; i++) {
		struct posting_todo *todo = &writer->terms[i];
		bool is_chunked = false;

		if (todo->n == 0)
			continue;
		rc = is_by_chunks(&finder, todo->key, &is_chunked);
		if (is_chunked)
			continue;
		writer->places[writer->n_lists] = i;
		writer->lists[writer->n_lists] = *todo;
		writer->lists[writer->n_lists++].chunk = KEY_CHUNK_WHOLE;
		todo->n = 0;
	}
	cursor_close(finder.cursor);
	return rc;
}

/* ---- lists ---- */

/* What becomes of rising members, into writer->members. */
static size_t
change_members(struct writer *writer, const struct posting_list *old,
    const struct posting_todo *todo)
{
	size_t i = 0, j = 0, n = 0;

	if (writer->members_room < old->n + todo->n) {
		writer->members_room = old->n + todo->n;
		writer->members = mem_resize(writer->members,
		    writer->members_room, sizeof(*writer->members));
	}
	while (i < old->n || j < todo->n) {
		uint32_t ordinal = UINT32_MAX;

		if (j < todo->n)
			ordinal = posting_change_ordinal(todo->changes[j]);
		if (i < old->n && old->ordinals[i] < ordinal) {
			writer->members[n++] = old->ordinals[i++];
			continue;
		}
		i += i < old->n && old->ordinals[i] == ordinal;
		if ((todo->changes[j++] & POSTING_TAKEN) == 0)
			writer->members[n++] = ordinal;
	}
	return n;
}

static void
apply_to_list(void *context, const struct posting_todo *todo, struct slice old,
    struct buf *out)
{
	struct writer *writer = context;
	struct posting_todo *term;
	struct posting_list list = { .n = 0 };
	uint32_t *members;
	size_t n;

	/* One that can't be read stays what it is: whoever reads it is told. */
	if (old.len > 0 && !posting_list_decode(old, &list)) {
		(void)value_corrupt(writer->txn);
		buf_add(out, old.bytes, old.len);
		return;
	}
	n = change_members(writer, &list, todo);
	if (n == 0)
		return;
	posting_list_encode(writer->members, n <= POSTING_WHOLE_MOST ? n : 0,
	    out);
	if (n <= POSTING_WHOLE_MOST)
		return;
	members = arena_alloc(&writer->arena, n * sizeof(*members));
	memcpy(members, writer->members, n * sizeof(*members));
	term = &writer->terms[writer->places[todo - writer->lists]];
	term->changes = members;
	term->n = (uint32_t)n;
}

/* ---- containers ---- */

static uint16_t
offset_of(uint32_t change)
{
	return (uint16_t)(posting_change_ordinal(change) % CHUNK_BITS);
}

/*
 * Few changes of a container that is a list are merged as lists, which is far
 * quicker than by way of 8,192 bits.  False: it can't be done so.
 */
static bool
merge_lists(struct writer *writer, const struct posting_todo *todo,
    struct slice container, struct buf *out)
{
	uint16_t *from = writer->from, *to = writer->to;
	size_t n = 0, i = 0, j = 0, n_to = 0;

	if (todo->n > FEW_CHANGES && container.len > 0)
		return false;
	if (container.len > 0 && !bits_decode_sorted(container, from, &n))
		return false;
	while (i < n || j < todo->n) {
		uint16_t offset = CHUNK_BITS;

		if (j < todo->n)
			offset = offset_of(todo->changes[j]);
		if (i < n && from[i] < offset) {
			to[n_to++] = from[i++];
			continue;
		}
		i += i < n && from[i] == offset;
		if ((todo->changes[j++] & POSTING_TAKEN) == 0)
			to[n_to++] = offset;
	}
	if (n_to > 0)
		bits_encode_sorted(to, n_to, out);
	return true;
}

static bool
merge_one(const struct posting_todo *todo, struct slice container,
    struct buf *out)
{
	return todo->n == 1 && container.len > 0 &&
	    bits_encode_changed(container, offset_of(todo->changes[0]),
		(todo->changes[0] & POSTING_TAKEN) == 0, out);
}

static void
apply_to_chunk(void *context, const struct posting_todo *todo, struct slice old,
    struct buf *out)
{
	struct writer *writer = context;
	struct bits *bits = &writer->bits;

	if (merge_one(todo, old, out) || merge_lists(writer, todo, old, out))
		return;
	bits_clear(bits);
	if (!bits_decode_or(old, bits)) {
		(void)value_corrupt(writer->txn);
		buf_add(out, old.bytes, old.len);
		return;
	}
	posting_change_apply(todo->changes, todo->n, bits);
	if (!bits_is_empty(bits))
		bits_encode(bits, out);
}

/* ---- from terms to chunks ---- */

static uint32_t
chunk_of(const struct posting_todo *term, uint32_t i)
{
	return posting_change_ordinal(term->changes[i]) / CHUNK_BITS;
}

/* The end of the changes of one chunk that begin at i. */
static uint32_t
run_end(const struct posting_todo *term, uint32_t i)
{
	uint32_t chunk = chunk_of(term, i);

	do
		i++;
	while (i < term->n && chunk_of(term, i) == chunk);
	return i;
}

/* The chunks of all changes, from the first to the last. */
static void
find_chunks(const struct writer *writer, uint32_t *ret_first, size_t *ret_n)
{
	uint32_t first = KEY_CHUNK_MAX, last = 0;

	*ret_first = 0;
	*ret_n = 0;
	for (size_t i = 0; i < writer->n; i++) {
		const struct posting_todo *term = &writer->terms[i];

		if (term->n == 0)
			continue;
		/* In their order. */
		if (chunk_of(term, 0) < first)
			first = chunk_of(term, 0);
		if (chunk_of(term, term->n - 1) > last)
			last = chunk_of(term, term->n - 1);
	}
	if (first > last)
		return;
	*ret_first = first;
	*ret_n = last - first + 1;
}

/* Counts each chunk's runs; then where the first of each has its place. */
static size_t
count_runs(const struct writer *writer, uint32_t first, uint32_t *starts,
    size_t n_chunks)
{
	size_t n = 0;

	for (size_t i = 0; i < writer->n; i++) {
		const struct posting_todo *term = &writer->terms[i];

		for (uint32_t at = 0; at < term->n; at = run_end(term, at))
			starts[chunk_of(term, at) - first]++;
	}
	for (size_t i = 0; i < n_chunks; i++) {
		uint32_t runs = starts[i];

		starts[i] = (uint32_t)n;
		n += runs;
	}
	return n;
}

/* The terms' changes by chunk, in each in the order of the terms. */
static struct posting_todo *
make_runs(const struct writer *writer, size_t *ret_n)
{
	struct posting_todo *runs;
	uint32_t first, *starts;
	size_t n_chunks;

	find_chunks(writer, &first, &n_chunks);
	starts = mem_calloc(n_chunks + 1, sizeof(*starts));
	*ret_n = count_runs(writer, first, starts, n_chunks);
	runs = mem_calloc(*ret_n + 1, sizeof(*runs));
	for (size_t i = 0; i < writer->n; i++) {
		const struct posting_todo *term = &writer->terms[i];
		uint32_t end;

		for (uint32_t at = 0; at < term->n; at = end) {
			uint32_t chunk = chunk_of(term, at);

			end = run_end(term, at);
			runs[starts[chunk - first]++] =
			    (struct posting_todo){ chunk, end - at, term->key,
				    term->changes + at };
		}
	}
	mem_free(starts);
	return runs;
}

/* ---- what waits ---- */

/* To wait with what does already; or what waited, to be written with it. */
static void
apply_to_delta(void *context, const struct posting_todo *todo, struct slice old,
    struct buf *out)
{
	struct writer *writer = context;
	struct posting_todo *term = &writer->terms[todo - writer->terms];
	uint32_t waited[DELTA_MOST], *merged;
	size_t n_waited = 0, n;

	/* As with a list. */
	if (old.len > 0 && !delta_decode(old, waited, &n_waited)) {
		(void)value_corrupt(writer->txn);
		buf_add(out, old.bytes, old.len);
		term->n = 0;
		return;
	}
	merged =
	    arena_alloc(&writer->arena, (n_waited + todo->n) * sizeof(*merged));
	n = delta_merge(waited, n_waited, todo->changes, todo->n, merged);
	writer->n_waiting -= (int64_t)n_waited;
	term->changes = merged;
	term->n = (uint32_t)n;
	if (!writer->waits || !delta_encode(merged, n, out))
		return;
	writer->n_waiting += (int64_t)n;
	term->n = 0;
}

static int
write_deltas(struct writer *writer)
{
	int64_t n;
	int rc = delta_count(writer->txn, &n);

	if (rc < 0 || (n == 0 && !writer->waits))
		return rc;
	rc = posting_merge(writer->txn, writer->terms, writer->n,
	    apply_to_delta, writer);
	return rc < 0 ? rc : delta_count_up(writer->txn, writer->n_waiting);
}

static int
write_terms(struct writer *writer)
{
	struct posting_todo *runs;
	size_t n = 0;
	int rc;

	rc = write_deltas(writer);
	if (rc == 0)
		rc = sort_out(writer);
	if (rc == 0)
		rc = posting_merge(writer->txn, writer->lists, writer->n_lists,
		    apply_to_list, writer);
	if (rc < 0)
		return rc;
	runs = make_runs(writer, &n);
	rc = posting_merge(writer->txn, runs, n, apply_to_chunk, writer);
	mem_free(runs);
	return rc;
}

static struct writer *
writer_new(struct txn *txn)
{
	struct writer *writer = mem_calloc(1, sizeof(*writer));

	writer->txn = txn;
	return writer;
}

static void
writer_free(struct writer *writer)
{
	mem_free(writer->terms);
	mem_free(writer->lists);
	mem_free(writer->places);
	mem_free(writer->members);
	arena_done(&writer->arena);
	mem_free(writer);
}

/* ---- what was collected ---- */

/* Whether the changes are spread so thinly that each block has few of them; a
 * front's are not, and never wait. */
static bool
are_thin(const struct writer *writer)
{
	uint64_t chunks[(FRONT_CHUNK + 63) / 64] = { 0 };
	size_t n = 0, n_chunks = 0;

	for (size_t i = 0; i < writer->n; i++) {
		const struct posting_todo *term = &writer->terms[i];

		n += term->n;
		for (uint32_t j = 0; j < term->n; j++) {
			uint32_t chunk = chunk_of(term, j);

			if (chunk >= FRONT_CHUNK)
				return false;
			chunks[chunk / 64] |= UINT64_C(1) << chunk % 64;
		}
	}
	for (size_t i = 0; i < COUNT(chunks); i++)
		n_chunks += bits_in_word(chunks[i]);
	return n_chunks >= writer->txn->store->delta_chunks &&
	    n < n_chunks * MANY_CHANGES;
}

static void
take_batch(struct writer *writer, struct posting_batch *batch)
{
	struct posting_change change;

	posting_batch_sort(batch, &writer->n);
	writer->terms = mem_calloc(writer->n, sizeof(*writer->terms));
	for (size_t i = 0; i < writer->n; i++) {
		posting_batch_get(batch, i, &change);
		writer->terms[i] =
		    (struct posting_todo){ .chunk = KEY_CHUNK_DELTA,
			    .n = (uint32_t)change.n,
			    .key = change.key,
			    .changes = change.ordinals };
	}
}

static int
write_batch(struct txn *txn, struct posting_batch *batch)
{
	struct writer *writer = writer_new(txn);
	int rc;

	take_batch(writer, batch);
	writer->waits = !txn->is_direct && are_thin(writer);
	rc = write_terms(writer);
	writer_free(writer);
	posting_batch_reset(batch);
	return rc;
}

/* ---- settling ---- */

/* Terms whose changes are to be written, or dropped. */
struct choice {
	struct writer *writer;
	size_t room;
	struct slice after; /* keys above this one */
	int64_t left; /* changes to choose */
};

static int
choose(void *context, struct slice key, struct slice value)
{
	struct choice *choice = context;
	struct writer *writer = choice->writer;
	struct gaps_reader reader;
	uint8_t *copy;
	size_t len = key.len < choice->after.len ? key.len : choice->after.len;
	int order = len > 0 ? memcmp(key.bytes, choice->after.bytes, len) : 0;

	if (order < 0 || (order == 0 && key.len <= choice->after.len) ||
	    !delta_open(value, &reader))
		return 0;
	if (writer->n == choice->room) {
		choice->room = 2 * choice->room + 64;
		writer->terms = mem_resize(writer->terms, choice->room,
		    sizeof(*writer->terms));
	}
	copy = arena_alloc(&writer->arena, key.len);
	memcpy(copy, key.bytes, key.len);
	writer->terms[writer->n++] =
	    (struct posting_todo){ .chunk = KEY_CHUNK_DELTA,
		    .key = { copy, key.len } };
	choice->left -= (int64_t)reader.left;
	return choice->left <= 0;
}

/* Writes the changes of some terms, those behind the ones before, and then from
 * the first on again. */
static int
settle_some(struct txn *txn)
{
	struct key *at = &txn->store->delta_at;
	struct writer *writer = writer_new(txn);
	struct choice choice = { .writer = writer,
		.after = key_slice(at),
		.left = 1 + txn->store->delta_most / SLICES };
	int rc;

	rc = delta_each(txn, (struct slice){ 0 }, choose, &choice);
	at->len = 0;
	if (choice.left <= 0)
		key_from_slice(at, writer->terms[writer->n - 1].key);
	rc = rc < 0 ? rc : write_terms(writer);
	writer_free(writer);
	return rc;
}

int
delta_drop(struct txn *txn, struct slot slot)
{
	struct writer *writer = writer_new(txn);
	struct choice choice = { .writer = writer, .left = INT64_MAX };
	int64_t n;
	int rc = delta_count(txn, &n);

	for (int space = POSTING_MEMBER;
	     space <= POSTING_PLACE && rc == 0 && n > 0; space++) {
		struct key key;

		key_posting(&key,
		    &(struct posting_key){ KEY_CHUNK_DELTA, (uint8_t)space,
			slot, { NULL, 0 } });
		rc = delta_each(txn,
		    (struct slice){ key.bytes + 2, key.len - 2 }, choose,
		    &choice);
	}
	if (rc == 0)
		rc = write_deltas(writer); /* to nowhere */
	writer_free(writer);
	return rc;
}

static int
settle_above(struct txn *txn, int64_t most)
{
	int64_t n, before = INT64_MAX;
	int rc;

	/* The second time round nothing is left but what can't be read. */
	for (rc = delta_count(txn, &n); rc == 0 && n > most && n < before;
	     rc = rc < 0 ? rc : delta_count(txn, &n)) {
		if (txn->store->delta_at.len == 0)
			before = n;
		rc = settle_some(txn);
	}
	return rc;
}

int
posting_settle(struct store *store, struct err_detail *detail)
{
	struct txn *txn = NULL;
	int64_t n = 0, before = 0;
	int rc = store_begin(store, false, &txn, detail);

	if (rc == 0)
		rc = delta_count(txn, &n);
	txn_abort(txn);
	store->delta_at.len = 0;
	while (rc == 0 && n > 0 && n != before) {
		before = n;
		rc = store_begin(store, true, &txn, detail);
		if (rc == 0)
			rc = settle_some(txn);
		if (rc == 0)
			rc = delta_count(txn, &n);
		rc = txn_end(txn, rc, detail);
	}
	return rc;
}

int
posting_flush(struct txn *txn)
{
	struct posting_batch *batch = txn->store->postings;
	int rc;

	if (batch == NULL || posting_batch_is_empty(batch))
		return 0;
	rc = write_batch(txn, batch);
	return rc < 0 ? rc : settle_above(txn, txn->store->delta_most);
}

void
posting_write_directly(struct txn *txn)
{
	ASSERT(txn->write);
	txn->is_direct = true;
}

int
posting_put(struct txn *txn, const struct posting_term *term, uint32_t ordinal,
    bool has)
{
	struct store *store = txn->store;
	int rc;

	ASSERT(txn->write);
	if (ordinal == ORDINAL_NONE)
		return 0;
	rc = front_touch(txn, term->space, term->slot, ordinal);
	if (rc < 0)
		return rc;
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
