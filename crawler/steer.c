#include "crawler/steer.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "config/place.h"
#include "crawler/crawl.h"

static void
add_role(struct steer *steer, const struct places *places,
    const struct role *role)
{
	for (size_t i = 0; i < role->n_where; i++) {
		const struct place *place;

		if (str_casecmp(role->where[i], "remote") == 0) {
			steer->takes_remote = true;
			continue;
		}
		place = places_find(places, role->where[i]);
		if (place != NULL)
			steer->places[steer->n++] = place->id;
	}
}

void
steer_init(struct steer *steer, const struct crawl_options *options,
    struct arena *arena)
{
	size_t room = 0;

	memset(steer, 0, sizeof(*steer));
	steer->is_active = options->n_roles > 0 && options->places != NULL;
	for (size_t i = 0; i < options->n_roles; i++) {
		steer->is_active &= options->roles[i].n_where > 0;
		room += options->roles[i].n_where;
	}
	if (!steer->is_active)
		return;
	steer->places = arena_calloc(arena, room + 1, sizeof(int64_t));
	for (size_t i = 0; i < options->n_roles; i++)
		add_role(steer, options->places, &options->roles[i]);
	/* nothing but names that are no places: nobody is elsewhere */
	steer->is_active = steer->n > 0;
}

bool
steer_is_elsewhere(const struct steer *steer,
    const struct crawl_options *options, const char *location)
{
	bool is_remote = false;
	const struct place *place = location != NULL
	    ? places_recognise(options->places, location, &is_remote)
	    : NULL;

	if (!steer->is_active || place == NULL ||
	    (is_remote && steer->takes_remote))
		return false;
	for (size_t i = 0; i < steer->n; i++)
		if (places_within(options->places, place->id,
			steer->places[i]) ||
		    places_within(options->places, steer->places[i], place->id))
			return false;
	return true;
}
