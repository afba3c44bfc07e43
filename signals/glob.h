#ifndef SIGNALS_GLOB_H
#define SIGNALS_GLOB_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Path patterns of signals.yaml, ASCII case ignored; '*' is any run of bytes,
 * '/' too.  "name" matches a file of that name in any directory, "name/" a
 * directory and all below it, "/name" only at the root.  Linear but for the
 * number of stars.
 */
bool glob_match(const char *pattern, const char *path);

bool glob_any(const char *const *patterns, size_t n, const char *path);

#endif
