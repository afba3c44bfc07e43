#include "base/map.h"

#include <string.h>

#include "base/assert.h"
#include "base/mem.h"

#define uthash_malloc(size)       mem_alloc(size)
#define uthash_free(memory, size) mem_free(memory)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wimplicit-fallthrough"
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wnull-dereference"
#include <uthash.h>

struct entry {
	UT_hash_handle hh;
	void *value;
	char key[];
};

struct map {
	struct entry *entries;
};

struct map *
map_new(void)
{
	return mem_calloc(1, sizeof(struct map));
}

void
map_free(struct map *map)
{
	struct entry *entry, *next;

	if (map == NULL)
		return;
	/* The chain of entries outlives the table. */
	entry = map->entries;
	HASH_CLEAR(hh, map->entries);
	for (; entry != NULL; entry = next) {
		next = entry->hh.next;
		mem_free(entry);
	}
	mem_free(map);
}

static struct entry *
find(const struct map *map, const void *key, size_t len)
{
	struct entry *entry = NULL;

	HASH_FIND(hh, map->entries, key, len, entry);
	return entry;
}

void
map_put(struct map *map, const void *key, size_t len, void *value)
{
	struct entry *entry = find(map, key, len);

	if (entry == NULL) {
		entry = mem_calloc(1, sizeof(*entry) + len + 1);
		memcpy(entry->key, key, len);
		HASH_ADD_KEYPTR(hh, map->entries, entry->key, len, entry);
	}
	entry->value = value;
}

void *
map_get(const struct map *map, const void *key, size_t len)
{
	struct entry *entry = find(map, key, len);

	return entry == NULL ? NULL : entry->value;
}

bool
map_drop_id(struct map *map, int64_t id)
{
	struct entry *entry = find(map, &id, sizeof(id));

	if (entry == NULL)
		return false;
	HASH_DEL(map->entries, entry);
	mem_free(entry);
	return true;
}

size_t
map_count(const struct map *map)
{
	return HASH_COUNT(map->entries);
}
#pragma GCC diagnostic pop

void
map_put_text(struct map *map, const char *key, void *value)
{
	map_put(map, key, strlen(key), value);
}

void
map_put_id(struct map *map, int64_t id, void *value)
{
	map_put(map, &id, sizeof(id), value);
}

void *
map_get_text(const struct map *map, const char *key)
{
	return map_get(map, key, strlen(key));
}

void *
map_get_id(const struct map *map, int64_t id)
{
	return map_get(map, &id, sizeof(id));
}
