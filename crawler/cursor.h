#ifndef CRAWLER_CURSOR_H
#define CRAWLER_CURSOR_H

#include <stdint.h>

#include "base/arena.h"

/*
 * Where the walk through one list stands; kept as text in its task, so that a
 * run that was stopped at any moment goes on there.
 */
struct cursor {
	int64_t since; /* nothing older is wanted in this visit */
	int64_t start; /* when this visit began */
	int64_t covered; /* all since then is known from earlier visits */
	int64_t page; /* pages read in this visit */
	int64_t bytes; /* a hash of the last page; 0: not known */
	const char *after; /* opaque: a GraphQL cursor or a next page's URL */
};

/* Unknown or ill-formed parts are zero; NULL text is an empty cursor. */
void
cursor_parse(struct arena *arena, const char *text, struct cursor *ret_cursor);
const char *cursor_format(struct arena *arena, const struct cursor *cursor);

#endif
