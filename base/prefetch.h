#ifndef BASE_PREFETCH_H
#define BASE_PREFETCH_H

#include <stddef.h>

enum {
	PREFETCH_LINE = 64 /* bytes that come at once */
};

/*
 * Asks for memory that is read a little later, so that nobody waits for it; it
 * need not be there.  The empty statement is what it does: gcc 12 takes a
 * function that only prefetches for one without effect, and drops its calls.
 */
static inline void
prefetch_bytes(const void *bytes, size_t len)
{
	for (size_t at = 0; at < len; at += PREFETCH_LINE) {
		__builtin_prefetch((const char *)bytes + at);
		__asm__ volatile("");
	}
}

#endif
