#ifndef CONFIG_TABLES_H
#define CONFIG_TABLES_H

#include "base/buf.h"
#include "config/place.h"
#include "config/stack.h"

/*
 * The catalogue and the places as one run of bytes that is used from where it
 * lies: parsing their files takes longer than a query.  Bytes are in the order
 * of the machine that writes them, which is the one that builds the program.
 */

enum {
	TABLES_MAX_BYTES = 16 * 1024 * 1024
};

/*
 * Appends the bytes.  `stacks` and `places_file` are where they were read from;
 * the bytes hold digests of these files.  The detail tells what can't be read.
 */
int tables_write(struct buf *out, const char *stacks, const char *places_file,
    struct err_detail *detail) MUST_CHECK;

/*
 * What the bytes say, provided that the files are byte by byte what they were
 * then; ERR_NOTFOUND otherwise, or when a file can't be read.  The bytes are
 * borrowed and must be aligned to 8; nothing of them is copied but pointers.
 */
int tables_catalogue(const void *bytes, const char *stacks, struct arena *arena,
    struct catalogue *ret_catalogue) MUST_CHECK;
int tables_places(const void *bytes, const char *places_file,
    struct places **ret_places) MUST_CHECK;

#endif
