#include "store/posting_batch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/mem.h"

enum {
	FEW = 4,
	MORE = 16,
	/* From so many on the last call of each ordinal alone is kept. */
	MANY = 4096,
	SLOTS_FIRST = 1024,
	/* Kept when it is emptied, for the next transaction. */
	KEEP_BYTES = 2 * 1024 * 1024,
	HEAD = KEY_POSTING_HEAD - 2, /* no chunk */
	KEY_ROOM = HEAD + KEY_TEXT_MAX
};

/* One term and whom it is given or taken from, in the order of the calls. */
struct entry {
	const uint8_t *key; /* in the arena */
	uint32_t hash;
	uint32_t n;
	uint32_t room; /* FEW: they are here, else in the arena */
	uint32_t last;
	uint16_t key_len;
	bool is_rising; /* each ordinal is above the one before */
	union {
		uint32_t few[FEW];
		uint32_t *many;
	} ordinals;
};

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

struct posting_batch {
	struct arena arena;
	struct entry *entries;
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
	mem_free(batch->entries);
	mem_free(batch->slots);
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
	if (batch->n > 0 && batch->slots != NULL)
		memset(batch->slots, 0, batch->n_slots * sizeof(*batch->slots));
	batch->n = 0;
}

bool
posting_batch_is_empty(const struct posting_batch *batch)
{
	return batch->n == 0;
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
grow(struct posting_batch *batch)
{
	size_t n_slots = batch->n_slots == 0 ? SLOTS_FIRST : 2 * batch->n_slots;

	mem_free(batch->slots);
	batch->slots = mem_calloc(n_slots, sizeof(*batch->slots));
	batch->n_slots = n_slots;
	batch->room = n_slots / 2;
	batch->entries =
	    mem_resize(batch->entries, batch->room, sizeof(*batch->entries));
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
	copy = arena_alloc(&batch->arena, len + 8);
	memcpy(copy, key, len + 8);
	*entry = (struct entry){ .key = copy,
		.hash = hash,
		.room = FEW,
		.key_len = (uint16_t)len,
		.is_rising = true };
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
		if (entry->key_len == len && is_key(entry->key, key, len))
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

/* `key` has room for eight bytes more. */
static void
put(struct posting_batch *batch, uint8_t *key, size_t len, uint32_t ordinal)
{
	struct entry *entry;
	uint32_t hash;

	memset(key + len, 0, 8);
	hash = hash_of(batch->seed, key, len);
	entry = find(batch, key, len, hash);
	if (entry == NULL)
		entry = add(batch, key, len, hash);
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

void
posting_batch_put(struct posting_batch *batch, const struct posting_term *term,
    uint32_t ordinal, bool has)
{
	size_t len =
	    term->term.len < KEY_TEXT_MAX ? term->term.len : KEY_TEXT_MAX;
	uint8_t key[KEY_ROOM + 8];

	/* As key_posting() has it, but the chunk. */
	key[0] = (uint8_t)term->space;
	key[1] = (uint8_t)(term->slot.role >> 8);
	key[2] = (uint8_t)term->slot.role;
	key[3] = term->slot.generation;
	if (len > 0)
		memcpy(key + HEAD, term->term.bytes, len);
	put(batch, key, len + HEAD, ordinal | (has ? 0 : POSTING_TAKEN));
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
	order = memcmp(a->entry->key, b->entry->key, len);
	return order != 0 ? order
			  : (int)a->entry->key_len - (int)b->entry->key_len;
}

static uint64_t
number_at(const struct entry *entry, size_t at)
{
	size_t n = entry->key_len <= at ? 0 : entry->key_len - at;

	if (n > 8)
		n = 8;
	return n == 0 ? 0 : key_get_be(entry->key + at, n) << (8 - n) * 8;
}

void
posting_batch_sort(struct posting_batch *batch, size_t *ret_n)
{
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
	    (struct posting_change){ .key = { entry->key, entry->key_len },
		    .ordinals = ordinals_of(entry),
		    .n = entry->n };
}
