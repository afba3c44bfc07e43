#ifndef CLI_LOOKS_H
#define CLI_LOOKS_H

#include "cli/selection.h"

/*
 * What is new for a saved search: who has not been listed by it.  The first
 * time it is listed for a role, all that match count as listed; after that
 * those who are printed do, so that nobody is missed who stands on a later page.
 * Zero-initialise.
 */
struct looks {
	struct app *app;
	const char *search; /* NULL: the query names none, or several */
	const char *role;
	int64_t looked_at; /* 0: never, for this role */
	int64_t *listed;
	size_t n;
	size_t capacity;
};

/*
 * Begins with a selection that is open; `new_since` is that option, or NULL:
 * "last" narrows the query to who is new, a date or span to whom muster first
 * met since then.
 */
int looks_open(struct looks *looks, struct app *app,
    struct selection *selection, const char *new_since) MUST_CHECK;

/* Somebody is printed. */
void looks_add(struct looks *looks, int64_t person);

/*
 * Notes who was printed, after the output is out and the selection is closed;
 * opens the store for writing.  A store that can't be written is told and no
 * failure.
 */
void looks_keep(struct looks *looks);
void looks_done(struct looks *looks);

/* A line below the list, for --new-since last. */
void looks_footer(const struct looks *looks, struct buf *out);

#endif
