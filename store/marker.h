#ifndef STORE_MARKER_H
#define STORE_MARKER_H

#include <stdint.h>

#include "base/err.h"

/*
 * What this process is reading right now, in a file of the store's directory
 * that is mapped into memory: writing to it costs nothing, and the kernel
 * keeps it when the process dies.  A marker that is found at opening names the
 * document whose reading ended the process before.
 */
struct store;

struct store_marker {
	volatile int64_t person; /* 0: nothing is being read */
	volatile int64_t document; /* see rubric_watch() */
};

/* Maps the marker, made when it is not there; ERR_IO.  For the holder of
 * crawl.lock alone.  Close with store_marker_close(), which clears it. */
int store_marker_open(const struct store *store,
    struct store_marker **ret_marker, struct err_detail *detail) MUST_CHECK;
void store_marker_close(struct store_marker *marker);

#endif
