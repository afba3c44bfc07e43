#ifndef CRAWLER_STEER_H
#define CRAWLER_STEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct crawl_options;

/*
 * Whom to visit first when all roles of a run have `where:`.  People elsewhere
 * come last, no more: a place is no part of any score.
 */
struct steer {
	bool is_active; /* every role of the run has places */
	bool takes_remote;
	int64_t *places; /* ids of all roles' places */
	size_t n;
};

void steer_init(struct steer *steer, const struct crawl_options *options,
    struct arena *arena);

/* Whether a profile's place is known and surely none of those looked for; a
 * place that holds one of them ("Germany", for Berlin) is not. */
bool steer_is_elsewhere(const struct steer *steer,
    const struct crawl_options *options, const char *location);

#endif
