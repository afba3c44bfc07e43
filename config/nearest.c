#include "config/nearest.h"

#include <stdint.h>
#include <string.h>

#include "base/str.h"

void
nearest_init(struct nearest *nearest, const char *wanted)
{
	nearest->wanted = wanted;
	nearest->best = NULL;
	nearest->distance = SIZE_MAX;
}

void
nearest_offer(struct nearest *nearest, const char *name, const char *shown)
{
	size_t distance = str_distance(nearest->wanted, name);

	/* "token" for token_file: what was begun is likelier than a slip. */
	if (distance > 1 && strlen(nearest->wanted) >= 4 &&
	    str_starts(name, nearest->wanted))
		distance = 1;
	if (distance < nearest->distance) {
		nearest->distance = distance;
		nearest->best = shown;
	}
}

const char *
nearest_get(const struct nearest *nearest)
{
	size_t len = strlen(nearest->wanted);
	size_t most = len < 4 ? 1 : len < 9 ? 2 : len / 3;

	return nearest->distance <= most ? nearest->best : NULL;
}
