#include "store/posting/posting_batch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/prefetch.h"

enum {
	FEW = 2,
	MORE = 8,
	KEY_HERE = 32,
	LINE = 64, /* of the processor's cache */
	/* Calls that wait while what they need comes into the cache: its slot
	 * first, then the entry. */
	WAITING = 8,
	SLOT_AHEAD = WAITING / 2,
	/* From so many on the last call of each ordinal alone is kept. */
	MANY = 4096,
	SLOTS_FIRST = 1024,
	/* Kept when it is emptied, for the next transaction. */
	KEEP_BYTES = 2 * 1024 * 1024,
	HEAD = KEY_POSTING_HEAD - 2, /* no chunk */
	KEY_ROOM = HEAD + KEY_TEXT_MAX
};

/* One term and whom it is given or taken from, in the order of the calls.  It
 * fills a line of the cache, since most calls meet one that is not in there. */
struct entry {
	union {
		uint8_t here[KEY_HERE]; /* up to so many bytes */
		const uint8_t *there; /* in the arena */
	} key;
	uint32_t hash;
	uint32_t n;
	uint32_t room; /* FEW: they are here, else in the arena */
	uint32_t last;
	union {
		uint32_t few[FEW];
		uint32_t *many;
	} ordinals;
	uint16_t key_len;
	bool is_rising; /* each ordinal is above the one before */
};
_Static_assert(sizeof(struct entry) == LINE, "it lies across lines");

static const uint8_t *
key_of(const struct entry *entry)
{
	return entry->key_len <= KEY_HERE ? entry->key.here : entry->key.there;
}

/* Its first 16 bytes as two numbers, which settle most comparisons. */
struct sorted {
	uint64_t head;
	uint64_t tail;
	struct entry *entry;
};

struct slot_of {
	uint32_t hash;
	uint32_t at; /* one above the entry's index; 0: empty */
};

/* A call that waits. */
struct call {
	uint8_t key[KEY_ROOM + 8];
	size_t len;
	uint32_t hash;
	uint32_t ordinal;
};

struct posting_batch {
	struct arena arena;
	struct call calls[WAITING]; /* a ring */
	size_t begun; /* calls in all, and those that were done */
	size_t done;
	struct entry *entries;
	void *memory; /* they are in */
	size_t n;
	size_t room;
	struct slot_of *slots;
	size_t n_slots; /* a power of two */
	struct sorted *sorted;
	uint64_t seed; /* nobody is to make words that fall together */
};

struct posting_batch *
posting_batch_new(void)
{
	struct posting_batch *batch = mem_calloc(1, sizeof(*batch));

	/* Without it the sets are the same, only slower on hostile words. */
	if (getentropy(&batch->seed, sizeof(batch->seed)) != 0)
		batch->seed = (uint64_t)(uintptr_t)batch;
	return batch;
}

static void
drop_memory(struct posting_batch *batch)
{
	arena_done(&batch->arena);
	mem_free(batch->memory);
	mem_free(batch->slots);
	batch->memory = NULL;
	batch->entries = NULL;
	batch->slots = NULL;
	batch->room = 0;
	batch->n_slots = 0;
}

void
posting_batch_free(struct posting_batch *batch)
{
	if (batch == NULL)
		return;
	drop_memory(batch);
	mem_free(batch->sorted);
	mem_free(batch);
}

static size_t
bytes_of(const struct posting_batch *batch)
{
	return batch->arena.used + batch->n * sizeof(*batch->entries) +
	    batch->n_slots * sizeof(*batch->slots);
}

void
posting_batch_reset(struct posting_batch *batch)
{
	mem_free(batch->sorted);
	batch->sorted = NULL;
	if (bytes_of(batch) > KEEP_BYTES)
		drop_memory(batch);
	arena_reset(&batch->arena);
	batch->done = batch->begun;
	if (batch->n > 0 && batch->slots != NULL)
		memset(batch->slots, 0, batch->n_slots * sizeof(*batch->slots));
	batch->n = 0;
}

bool
posting_batch_is_empty(const struct posting_batch *batch)
{
	return batch->n == 0 && batch->done == batch->begun;
}

bool
posting_batch_is_full(const struct posting_batch *batch)
{
	return bytes_of(batch) > POSTING_BATCH_BYTES;
}

/* ---- the table ---- */

/* Keys are followed by zeros up to a multiple of eight, so that they are hashed
 * and compared eight bytes at a time. */
static bool
is_key(const uint8_t *a, const uint8_t *b, size_t len)
{
	uint64_t left, right;

	for (size_t at = 0; at < len; at += sizeof(left)) {
		memcpy(&left, a + at, sizeof(left));
		memcpy(&right, b + at, sizeof(right));
		if (left != right)
			return false;
	}
	return true;
}

static uint32_t
hash_of(uint64_t seed, const uint8_t *key, size_t len)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t state = seed ^ len, word;

	for (size_t at = 0; at < len; at += sizeof(word)) {
		memcpy(&word, key + at, sizeof(word));
		state = (state ^ word) * odd;
		state ^= state >> 32;
	}
	state *= odd;
	return (uint32_t)(state >> 32);
}

static void
place(struct posting_batch *batch, uint32_t hash, size_t index)
{
	size_t mask = batch->n_slots - 1, at = hash & mask;

	while (batch->slots[at].at != 0)
		at = (at + 1) & mask;
	batch->slots[at] = (struct slot_of){ hash, (uint32_t)index + 1 };
}

static void
grow_entries(struct posting_batch *batch, size_t room)
{
	uint8_t *memory = mem_calloc(room + 1, LINE);
	size_t over = (uintptr_t)memory % LINE;
	struct entry *entries =
	    (struct entry *)(void *)(memory + (over > 0 ? LINE - over : 0));

	if (batch->n > 0)
		memcpy(entries, batch->entries, batch->n * sizeof(*entries));
	mem_free(batch->memory);
	batch->memory = memory;
	batch->entries = entries;
	batch->room = room;
}

static void
grow(struct posting_batch *batch)
{
	size_t n_slots = batch->n_slots == 0 ? SLOTS_FIRST : 2 * batch->n_slots;

	mem_free(batch->slots);
	batch->slots = mem_calloc(n_slots, sizeof(*batch->slots));
	batch->n_slots = n_slots;
	grow_entries(batch, n_slots / 2);
	for (size_t i = 0; i < batch->n; i++)
		place(batch, batch->entries[i].hash, i);
}

static struct entry *
add(struct posting_batch *batch, const uint8_t *key, size_t len, uint32_t hash)
{
	struct entry *entry;
	uint8_t *copy;

	if (batch->n == batch->room)
		grow(batch);
	entry = &batch->entries[batch->n];
	*entry = (struct entry){ .hash = hash,
		.room = FEW,
		.key_len = (uint16_t)len,
		.is_rising = true };
	if (len <= KEY_HERE) {
		memcpy(entry->key.here, key, len);
	} else {
		copy = arena_alloc(&batch->arena, len + 8);
		memcpy(copy, key, len + 8);
		entry->key.there = copy;
	}
	place(batch, hash, batch->n++);
	return entry;
}

static struct entry *
find(struct posting_batch *batch, const uint8_t *key, size_t len, uint32_t hash)
{
	size_t mask = batch->n_slots - 1, at = hash & mask;

	if (batch->n_slots == 0)
		return NULL;
	for (; batch->slots[at].at != 0; at = (at + 1) & mask) {
		struct entry *entry;

		if (batch->slots[at].hash != hash)
			continue;
		entry = &batch->entries[batch->slots[at].at - 1];
		if (entry->key_len == len && is_key(key_of(entry), key, len))
			return entry;
	}
	return NULL;
}

/* ---- changes ---- */

static uint32_t *
ordinals_of(struct entry *entry)
{
	return entry->room == FEW ? entry->ordinals.few : entry->ordinals.many;
}

static int
by_number(const void *left, const void *right)
{
	const uint64_t *a = left, *b = right;

	return (*a > *b) - (*a < *b);
}

/* Sorts by ordinal; of each the last call counts. */
static void
settle(struct entry *entry)
{
	uint32_t *ordinals = ordinals_of(entry), n = 0;
	uint64_t *calls;

	if (entry->is_rising)
		return;
	calls = mem_calloc(entry->n, sizeof(*calls));
	for (uint32_t i = 0; i < entry->n; i++)
		calls[i] = (uint64_t)posting_change_ordinal(ordinals[i]) << 33 |
		    (uint64_t)i << 1 | (ordinals[i] & POSTING_TAKEN) >> 31;
	qsort(calls, entry->n, sizeof(*calls), by_number);
	for (uint32_t i = 0; i < entry->n; i++) {
		uint32_t ordinal = (uint32_t)(calls[i] >> 33);

		if (n > 0 && posting_change_ordinal(ordinals[n - 1]) == ordinal)
			n--;
		ordinals[n++] = ordinal | (uint32_t)(calls[i] & 1) << 31;
	}
	mem_free(calls);
	entry->n = n;
	entry->last = ordinals[n - 1];
	entry->is_rising = true;
}

static void
make_room(struct posting_batch *batch, struct entry *entry)
{
	uint32_t *old = ordinals_of(entry), *more;
	size_t room = entry->room == FEW ? MORE : 2 * (size_t)entry->room;

	/* So nobody's coming and going fills memory. */
	if (entry->room >= MANY && !entry->is_rising) {
		settle(entry);
		if (entry->n <= entry->room / 2)
			return;
	}
	more = arena_alloc(&batch->arena, room * sizeof(*more));
	memcpy(more, old, entry->n * sizeof(*more));
	entry->room = (uint32_t)room;
	entry->ordinals.many = more;
}

static void
do_call(struct posting_batch *batch, const struct call *call)
{
	uint32_t ordinal = call->ordinal;
	struct entry *entry = find(batch, call->key, call->len, call->hash);

	if (entry == NULL)
		entry = add(batch, call->key, call->len, call->hash);
	else if (entry->last == ordinal)
		return;
	if (entry->n == entry->room)
		make_room(batch, entry);
	if (entry->n > 0 &&
	    posting_change_ordinal(ordinal) <=
		posting_change_ordinal(entry->last))
		entry->is_rising = false;
	ordinals_of(entry)[entry->n++] = ordinal;
	entry->last = ordinal;
}

static void
do_next(struct posting_batch *batch)
{
	do_call(batch, &batch->calls[batch->done++ % WAITING]);
}

static void
do_all(struct posting_batch *batch)
{
	while (batch->done < batch->begun)
		do_next(batch);
}

/* Has the cache fetch the entry that most probably is the call's. */
static void
fetch_entry(const struct posting_batch *batch, const struct call *call)
{
	uint32_t at = batch->slots[call->hash & (batch->n_slots - 1)].at;

	if (at > 0)
		prefetch_bytes(&batch->entries[at - 1], LINE);
}

static void
begin_call(struct posting_batch *batch, struct call *call)
{
	memset(call->key + call->len, 0, 8);
	call->hash = hash_of(batch->seed, call->key, call->len);
	batch->begun++;
	if (batch->n_slots == 0)
		return;
	prefetch_bytes(&batch->slots[call->hash & (batch->n_slots - 1)], 1);
	if (batch->begun - batch->done > SLOT_AHEAD)
		fetch_entry(batch,
		    &batch->calls[(batch->begun - 1 - SLOT_AHEAD) % WAITING]);
}

void
posting_batch_put(struct posting_batch *batch, const struct posting_term *term,
    uint32_t ordinal, bool has)
{
	size_t len =
	    term->term.len < KEY_TEXT_MAX ? term->term.len : KEY_TEXT_MAX;
	struct call *call = &batch->calls[batch->begun % WAITING];

	if (batch->begun - batch->done == WAITING)
		do_next(batch);
	/* As key_posting() has it, but the chunk. */
	call->key[0] = (uint8_t)term->space;
	call->key[1] = (uint8_t)(term->slot.role >> 8);
	call->key[2] = (uint8_t)term->slot.role;
	call->key[3] = term->slot.generation;
	if (len > 0)
		memcpy(call->key + HEAD, term->term.bytes, len);
	call->len = len + HEAD;
	call->ordinal = ordinal | (has ? 0 : POSTING_TAKEN);
	begin_call(batch, call);
}

void
posting_change_apply(const uint32_t *changes, size_t n, struct bits *bits)
{
	for (size_t i = 0; i < n; i++) {
		size_t offset = posting_change_ordinal(changes[i]) % CHUNK_BITS;

		if ((changes[i] & POSTING_TAKEN) != 0)
			bits_drop(bits, offset);
		else
			bits_set(bits, offset);
	}
}

/* ---- in order ---- */

static int
by_key(const void *left, const void *right)
{
	const struct sorted *a = left, *b = right;
	size_t len;
	int order;

	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	if (a->tail != b->tail)
		return a->tail < b->tail ? -1 : 1;
	len = a->entry->key_len < b->entry->key_len ? a->entry->key_len
						    : b->entry->key_len;
	order = memcmp(key_of(a->entry), key_of(b->entry), len);
	return order != 0 ? order
			  : (int)a->entry->key_len - (int)b->entry->key_len;
}

static uint64_t
number_at(const struct entry *entry, size_t at)
{
	size_t n = entry->key_len <= at ? 0 : entry->key_len - at;

	if (n > 8)
		n = 8;
	return n == 0 ? 0 : key_get_be(key_of(entry) + at, n) << (8 - n) * 8;
}

void
posting_batch_sort(struct posting_batch *batch, size_t *ret_n)
{
	do_all(batch);
	mem_free(batch->sorted);
	batch->sorted = mem_calloc(batch->n, sizeof(*batch->sorted));
	for (size_t i = 0; i < batch->n; i++) {
		struct entry *entry = &batch->entries[i];

		batch->sorted[i] = (struct sorted){ number_at(entry, 0),
			number_at(entry, 8), entry };
	}
	qsort(batch->sorted, batch->n, sizeof(*batch->sorted), by_key);
	*ret_n = batch->n;
}

void
posting_batch_get(struct posting_batch *batch, size_t i,
    struct posting_change *ret_change)
{
	struct entry *entry = batch->sorted[i].entry;

	settle(entry);
	*ret_change =
	    (struct posting_change){ .key = { key_of(entry), entry->key_len },
		    .ordinals = ordinals_of(entry),
		    .n = entry->n };
}
