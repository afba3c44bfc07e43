#include "store/fact/name_batch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"

enum {
	HEAD = 8 + 1, /* id, length of the key */
	NAMES_MAX = NAME_BATCH_BYTES + HEAD + KEY_MAX,
	SLOTS_FIRST = 1024
};

struct sorted {
	uint64_t head; /* of the key: most differ in it */
	uint32_t at;
};

struct name_batch {
	/* Of each id (0: dropped), length of the key, key. */
	struct buf names;
	size_t n;
	/* One above where in `names`; 0: empty. */
	uint32_t *slots;
	size_t n_slots; /* a power of two */
	struct sorted *sorted;
	uint64_t transaction; /* the last; 0: none yet */
	bool is_doubtful;
	uint64_t seed; /* nobody is to make names that fall together */
};

struct name_batch *
name_batch_new(void)
{
	struct name_batch *batch = mem_calloc(1, sizeof(*batch));

	buf_init(&batch->names, NAMES_MAX);
	/* Without it all is the same, only slower on hostile names. */
	if (getentropy(&batch->seed, sizeof(batch->seed)) != 0)
		batch->seed = (uint64_t)(uintptr_t)batch;
	return batch;
}

void
name_batch_reset(struct name_batch *batch)
{
	buf_done(&batch->names);
	buf_init(&batch->names, NAMES_MAX);
	mem_free(batch->slots);
	mem_free(batch->sorted);
	batch->slots = NULL;
	batch->sorted = NULL;
	batch->n_slots = batch->n = 0;
	batch->is_doubtful = false;
}

void
name_batch_free(struct name_batch *batch)
{
	if (batch == NULL)
		return;
	name_batch_reset(batch);
	buf_done(&batch->names);
	mem_free(batch);
}

/* ---- the table ---- */

static struct slice
key_at(const struct name_batch *batch, uint32_t at)
{
	const uint8_t *name = (const uint8_t *)batch->names.data + at;

	return (struct slice){ name + HEAD, name[HEAD - 1] };
}

static size_t
hash_of(const struct name_batch *batch, struct slice key)
{
	const uint64_t odd = UINT64_C(0x9E3779B97F4A7C15);
	uint64_t state = batch->seed ^ key.len;

	for (size_t at = 0; at < key.len; at += sizeof(uint64_t)) {
		size_t len = key.len - at;
		uint64_t word = 0;

		memcpy(&word, key.bytes + at, len < 8 ? len : 8);
		state = (state ^ word) * odd;
		state ^= state >> 32;
	}
	return (size_t)(state * odd >> 32);
}

/* The name's slot, or the empty one that it would get. */
static uint32_t *
find(const struct name_batch *batch, struct slice key)
{
	size_t mask = batch->n_slots - 1, at = hash_of(batch, key) & mask;

	for (; batch->slots[at] != 0; at = (at + 1) & mask) {
		struct slice there = key_at(batch, batch->slots[at] - 1);

		if (there.len == key.len &&
		    memcmp(there.bytes, key.bytes, key.len) == 0)
			break;
	}
	return &batch->slots[at];
}

static void
grow(struct name_batch *batch)
{
	size_t at = 0;

	batch->n_slots = batch->n_slots == 0 ? SLOTS_FIRST : 2 * batch->n_slots;
	mem_free(batch->slots);
	batch->slots = mem_calloc(batch->n_slots, sizeof(*batch->slots));
	while (at < batch->names.len) {
		struct slice key = key_at(batch, (uint32_t)at);

		*find(batch, key) = (uint32_t)at + 1;
		at += HEAD + key.len;
	}
}

static void
add(struct name_batch *batch, struct slice key, int64_t id)
{
	uint8_t len = (uint8_t)key.len;

	if (batch->n_slots == 0 || batch->n >= batch->n_slots / 4 * 3)
		grow(batch);
	*find(batch, key) = (uint32_t)batch->names.len + 1;
	buf_add(&batch->names, &id, sizeof(id));
	buf_add(&batch->names, &len, 1);
	buf_add(&batch->names, key.bytes, key.len);
	batch->n++;
}

void
name_batch_put(struct name_batch *batch, const struct key *key, int64_t id)
{
	struct slice name = key_slice(key);
	uint32_t at = batch->n_slots > 0 ? *find(batch, name) : 0;

	if (at == 0)
		add(batch, name, id);
	else
		memcpy(batch->names.data + at - 1, &id, sizeof(id));
}

void
name_batch_drop(struct name_batch *batch, const struct key *key)
{
	int64_t id;

	if (name_batch_get(batch, key, &id))
		name_batch_put(batch, key, 0);
}

bool
name_batch_get(const struct name_batch *batch, const struct key *key,
    int64_t *ret_id)
{
	uint32_t at = batch->n_slots > 0 ? *find(batch, key_slice(key)) : 0;
	int64_t id = 0;

	if (at > 0)
		memcpy(&id, batch->names.data + at - 1, sizeof(id));
	if (id != 0)
		*ret_id = id;
	return id != 0;
}

void
name_batch_in(struct name_batch *batch, uint64_t transaction)
{
	batch->is_doubtful |=
	    batch->transaction != 0 && transaction != batch->transaction + 1;
	batch->transaction = transaction;
}

bool
name_batch_is_doubtful(const struct name_batch *batch)
{
	return batch->is_doubtful;
}

size_t
name_batch_count(const struct name_batch *batch)
{
	return batch->n;
}

bool
name_batch_is_full(const struct name_batch *batch)
{
	return batch->names.len + batch->n_slots * sizeof(*batch->slots) >=
	    NAME_BATCH_BYTES;
}

/* ---- in order ---- */

static int
compare(const void *left, const void *right, void *context)
{
	const struct name_batch *batch = context;
	const struct sorted *a = left, *b = right;
	struct slice x, y;
	int order;

	if (a->head != b->head)
		return a->head < b->head ? -1 : 1;
	x = key_at(batch, a->at);
	y = key_at(batch, b->at);
	order = memcmp(x.bytes, y.bytes, x.len < y.len ? x.len : y.len);
	return order != 0 ? order : (int)x.len - (int)y.len;
}

void
name_batch_sort(struct name_batch *batch)
{
	size_t at = 0;

	mem_free(batch->slots);
	batch->slots = NULL;
	batch->n_slots = 0;
	batch->sorted = mem_calloc(batch->n + 1, sizeof(*batch->sorted));
	for (size_t i = 0; i < batch->n; i++) {
		struct slice key = key_at(batch, (uint32_t)at);
		size_t len = key.len < 8 ? key.len : 8;

		batch->sorted[i].at = (uint32_t)at;
		batch->sorted[i].head = key_get_be(key.bytes, len)
		    << (8 - len) * 8;
		at += HEAD + key.len;
	}
	qsort_r(batch->sorted, batch->n, sizeof(*batch->sorted), compare,
	    batch);
}

bool
name_batch_at(const struct name_batch *batch, size_t i, struct key *ret_key,
    int64_t *ret_id)
{
	uint32_t at = batch->sorted[i].at;

	memcpy(ret_id, batch->names.data + at, sizeof(*ret_id));
	key_from_slice(ret_key, key_at(batch, at));
	return *ret_id != 0;
}
