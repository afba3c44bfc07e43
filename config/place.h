#ifndef CONFIG_PLACE_H
#define CONFIG_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/*
 * The tree of places (config/places.yaml): city < part of a large country <
 * country < EU < Europe < world.  Groups such as DACH or APAC are places too;
 * their members stand in the file.  Ids are stable numbers below 10,000
 * assigned in the file; 1 is the world, 0 is "unknown".
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

/* By name or alias, in any spelling ("Munchen", "uk"); NULL if unknown.   Of
 * several a name before a code, then the file's first: "georgia" is the
 * country. */
const struct place *places_find(const struct places *places, const char *name);

/* The name of the place nearest to a misspelt one; NULL if none is near. */
const char *places_nearest(const struct places *places, const char *name);

const struct place *places_get(const struct places *places, int64_t id);

/* Whether `id` is `ancestor` or lies below it, or in one of its members. */
bool places_within(const struct places *places, int64_t id, int64_t ancestor);

/*
 * All of which that is true, in rising order, into `ids`, which has room for
 * all places there are (ids are below 10,000); returns how many.  Some
 * microseconds, much less than to ask for each.
 */
size_t
places_below(const struct places *places, int64_t ancestor, int64_t *ids);

/*
 * The most specific place in a profile's free text ("Berlin, Germany", "SF Bay
 * Area", "Remote, EU"); *ret_remote tells whether it speaks of remote work.
 * Returns NULL when no place is recognised.
 */
const struct place *places_recognise(const struct places *places,
    const char *location, bool *ret_remote);

#endif
