#include "crawler/seen.h"

#include "base/assert.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"

struct seen {
	struct map *by_kind[SEEN_KINDS];
};

/* Any non-NULL value: the maps are used as sets. */
static char here;

struct seen *
seen_new(void)
{
	struct seen *seen = mem_calloc(1, sizeof(*seen));

	for (int i = 0; i < SEEN_KINDS; i++)
		seen->by_kind[i] = map_new();
	return seen;
}

void
seen_free(struct seen *seen)
{
	if (seen == NULL)
		return;
	for (int i = 0; i < SEEN_KINDS; i++)
		map_free(seen->by_kind[i]);
	mem_free(seen);
}

bool
seen_add(struct seen *seen, enum seen_as as, int64_t id)
{
	struct map *map = seen->by_kind[as];

	ASSERT(as != SEEN_BOT);
	if (map_get_id(map, id) != NULL)
		return false;
	map_put_id(map, id, &here);
	return true;
}

bool
seen_has(const struct seen *seen, enum seen_as as, int64_t id)
{
	return map_get_id(seen->by_kind[as], id) != NULL;
}

bool
seen_add_bot(struct seen *seen, const char *login)
{
	struct map *map = seen->by_kind[SEEN_BOT];
	char key[80];

	/* a login longer than any is no account at all */
	if (!str_copy(key, sizeof(key), login))
		return false;
	str_lower_all(key);
	if (map_get_text(map, key) != NULL)
		return false;
	map_put_text(map, key, &here);
	return true;
}

int64_t
seen_count(const struct seen *seen, enum seen_as as)
{
	return (int64_t)map_count(seen->by_kind[as]);
}
