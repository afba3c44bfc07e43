#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Hash maps from a 64-bit id or from bytes to a pointer-sized value (uthash,
 * hidden here).  Values are borrowed: freeing them is the caller's.
 */
struct map;

struct map *map_new(void);
void map_free(struct map *map);

/* Replaces a value that is there; the key is copied. */
void map_put(struct map *map, const void *key, size_t len, void *value);
void map_put_text(struct map *map, const char *key, void *value);
void map_put_id(struct map *map, int64_t id, void *value);

/* NULL when absent. */
void *map_get(const struct map *map, const void *key, size_t len);
void *map_get_text(const struct map *map, const char *key);
void *map_get_id(const struct map *map, int64_t id);

/* Removes a key; false if it was not there. */
bool map_drop_id(struct map *map, int64_t id);

size_t map_count(const struct map *map);

#endif
