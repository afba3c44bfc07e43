#include "config/names.h"

#include <string.h>

#include "base/assert.h"
#include "base/mem.h"

enum {
	SLOTS_FIRST = 256,
	TEXTS_FIRST = 4096
};

/* FNV-1a. */
static uint32_t
hash_of(const char *name, size_t len)
{
	uint32_t hash = 2166136261U;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)name[i]) * 16777619U;
	return hash;
}

void
names_done(struct names *names)
{
	mem_free(names->own_slots);
	mem_free(names->own_texts);
	*names = (struct names){ 0 };
}

/* Where a name stands, or would. */
static uint32_t
slot_of(const struct names *names, uint32_t hash, const char *name, size_t len)
{
	uint32_t at = hash & (names->n_slots - 1);

	for (;; at = (at + 1) & (names->n_slots - 1)) {
		const struct name_slot *slot = &names->slots[at];

		if (slot->len == 0 ||
		    (slot->hash == hash && slot->len == len &&
			memcmp(names->texts + slot->text, name, len) == 0))
			return at;
	}
}

int64_t
names_find(const struct names *names, const char *name, size_t len)
{
	const struct name_slot *slot;

	if (names->n_slots == 0 || len == 0)
		return NAMES_NONE;
	slot = &names->slots[slot_of(names, hash_of(name, len), name, len)];
	return slot->len > 0 ? (int64_t)slot->value : NAMES_NONE;
}

/* Twice the slots: at most half of them are taken. */
static void
grow(struct names *names)
{
	uint32_t n = names->n_slots == 0 ? SLOTS_FIRST : names->n_slots * 2;
	struct name_slot *old = names->own_slots;
	uint32_t n_old = names->n_slots;

	names->own_slots = mem_calloc(n, sizeof(*names->own_slots));
	names->slots = names->own_slots;
	names->n_slots = n;
	for (uint32_t i = 0; i < n_old; i++)
		if (old[i].len > 0)
			names->own_slots[slot_of(names, old[i].hash,
			    names->texts + old[i].text, old[i].len)] = old[i];
	mem_free(old);
}

static uint32_t
keep(struct names *names, const char *name, size_t len)
{
	uint32_t at = names->texts_len;

	if (len > names->texts_capacity - at) {
		names->texts_capacity = (at + (uint32_t)len) * 2 + TEXTS_FIRST;
		names->own_texts =
		    mem_resize(names->own_texts, names->texts_capacity, 1);
		names->texts = names->own_texts;
	}
	memcpy(names->own_texts + at, name, len);
	names->texts_len = at + (uint32_t)len;
	return at;
}

void
names_add(struct names *names, const char *name, size_t len, uint32_t value)
{
	uint32_t hash = hash_of(name, len), at;

	ASSERT(len > 0);
	if (names->n * 2 >= names->n_slots)
		grow(names);
	at = slot_of(names, hash, name, len);
	ASSERT(names->own_slots[at].len == 0);
	names->own_slots[at] = (struct name_slot){ hash, keep(names, name, len),
		(uint32_t)len, value };
	names->n++;
}
