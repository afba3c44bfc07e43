#ifndef BASE_SHARE_H
#define BASE_SHARE_H

#include <stddef.h>

/*
 * Work of many parts that do not depend on each other, done by two threads: by
 * the caller's and, if one is to be had, by another one.  Who is quicker does
 * more.
 */
enum {
	SHARE_HANDS = 2
};

struct share {
	size_t n; /* parts, from 0 on */
	size_t step; /* so many are done at a time; more than 0 */
	/* Makes the parts from `from` to `to` - 1 ready to be done: by the
	 * caller's thread, in order, each once; what it made stays where it is.
	 * NULL: they are. */
	void (*prepare)(void *context, size_t from, size_t to);
	/* Does them: by one of SHARE_HANDS hands, each of which does one thing
	 * after the other. */
	void (*work)(void *context, size_t hand, size_t from, size_t to);
	void *context;
};

/* Returns when all is done. */
void share_out(const struct share *share);

#endif
