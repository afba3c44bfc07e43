#ifndef CONFIG_SHIPPED_H
#define CONFIG_SHIPPED_H

#include "config/place.h"
#include "config/stack.h"

/*
 * catalogue_read() and places_read() for the files that came with the program:
 * as long as they are what they were when it was built, byte by byte, they are
 * not parsed, for their tables are part of the program.  Files that were edited
 * are read, with all errors of these functions.
 */
int shipped_catalogue(const char *directory, struct arena *arena,
    struct catalogue *ret_catalogue, struct err_detail *detail) MUST_CHECK;
int shipped_places(const char *path, struct places **ret_places,
    struct err_detail *detail) MUST_CHECK;

#endif
