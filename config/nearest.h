#ifndef CONFIG_NEAREST_H
#define CONFIG_NEAREST_H

#include <stddef.h>

/*
 * The known name nearest to a misspelt one, for "did you mean": offer all
 * names, then take the best.  Names are borrowed.
 */
struct nearest {
	const char *wanted;
	const char *best;
	size_t distance;
};

void nearest_init(struct nearest *nearest, const char *wanted);

/* `shown` is what is suggested when `name` is the nearest. */
void
nearest_offer(struct nearest *nearest, const char *name, const char *shown);

/* NULL when nothing is near: more than a third of the letters are wrong, and it
 * is no beginning of a name. */
const char *nearest_get(const struct nearest *nearest);

#endif
