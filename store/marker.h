#ifndef STORE_MARKER_H
#define STORE_MARKER_H

#include <stdbool.h>
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
	/* Where earlier processes ended, and how many of them in a row. */
	int64_t last_person;
	int64_t last_document;
	int64_t deaths;
};

/* Processes that have to end at one document before it is blamed: one may
 * just have been killed there. */
enum {
	STORE_MARKER_DEATHS = 3
};

/* Maps the marker, made when it is not there; ERR_IO.  For the holder of
 * crawl.lock alone.  Close with store_marker_close(), which clears it. */
int store_marker_open(const struct store *store,
    struct store_marker **ret_marker, struct err_detail *detail) MUST_CHECK;
void store_marker_close(struct store_marker *marker);

/*
 * At the start: notes where the process before ended, and clears that.  True
 * when it was the last of STORE_MARKER_DEATHS in a row to end there:
 * last_person and last_document are to blame.
 */
bool store_marker_blames(struct store_marker *marker);

#endif
