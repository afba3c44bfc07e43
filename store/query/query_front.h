#ifndef STORE_QUERY_QUERY_FRONT_H
#define STORE_QUERY_QUERY_FRONT_H

#include "store/query/query_run.h"

/* What query_front.c and query_front_take.c share. */

struct front_found {
	uint32_t place;
	const uint8_t *card; /* NULL: not read, comes before the page */
};

struct front_page {
	struct run *run;
	struct arena *arena;
	const struct front *front;
	/* Asks the front's chunks: with cards, briefs and lists of their own. */
	struct run there;
	struct column cards; /* likewise, one by one */
	uint32_t first; /* where the list begins or goes on */
	uint32_t seen; /* up to which places were evaluated */
	struct bits window; /* of a chunk's places, whom to evaluate */
	/* Who has to be looked at, in no order. */
	uint32_t *suspects;
	size_t n_suspects;
	/* Those shown: how many there are, and are wanted.  Of the first of
	 * them, who come before the page whoever was touched, nothing else is
	 * known. */
	size_t n, want, passed;
	struct front_found *found; /* the others, in order */
	int looks;
};

/* The nth of those shown, from `passed` on. */
static inline struct front_found *
front_page_found(const struct front_page *page, size_t n)
{
	return &page->found[n - page->passed];
}

/* Finds those of the page, and counts them and all before it; ERR_NOTFOUND: the
 * front has too few, or hardly enough. */
int query_front_take(struct front_page *page) MUST_CHECK;

#endif
