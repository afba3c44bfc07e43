#ifndef CONFIG_PLACE_H
#define CONFIG_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * The tree of places (config/places.yaml): city < country < region < world.
 * Ids are stable small numbers assigned in the file; 0 is "unknown".
 */
struct place {
	int64_t id;
	const char *name; /* "Berlin" */
	const char *key; /* folded: "berlin" */
	int64_t parent; /* 0: none */
};

struct places;

int places_read(const char *path, struct places **ret_places,
    struct err_detail *detail) MUST_CHECK;
void places_free(struct places *places);

/* By folded name or alias ("munchen", "uk"); NULL if unknown. */
const struct place *places_find(const struct places *places, const char *name);

const struct place *places_get(const struct places *places, int64_t id);

/* Whether `id` is `ancestor` or lies below it. */
bool places_within(const struct places *places, int64_t id, int64_t ancestor);

/*
 * The most specific place in a profile's free text ("Berlin, Germany", "SF Bay
 * Area", "Remote, EU"); *ret_remote tells whether it speaks of remote work.
 * Returns NULL when no place is recognised.
 */
const struct place *places_recognise(const struct places *places,
    const char *location, bool *ret_remote);

#endif
