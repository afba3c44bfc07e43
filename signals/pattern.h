#ifndef SIGNALS_PATTERN_H
#define SIGNALS_PATTERN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/*
 * Regular expressions for what words can't tell: PCRE2, compiled once, matched
 * under limits, so that no pattern and no text costs more than milliseconds.
 *
 * A pattern sees one line at a time, long ones in pieces; case matters unless
 * it says (?i).  Only lines that hold the pattern's longest plain literal are
 * tried.  A piece whose match runs into a limit is skipped and counted.
 */
struct patterns;

enum {
	PATTERN_PIECE = 1024, /* bytes of a subject */
	PATTERN_LEN = 1000 /* bytes of a pattern */
};

struct patterns *patterns_new(void); /* NULL: no memory */
void patterns_free(struct patterns *patterns);

/* ERR_PARSE names the fault and its offset in the pattern; ERR_NOMEM. */
int patterns_add(struct patterns *patterns, const char *pattern, uint32_t list,
    struct err_detail *detail) MUST_CHECK;

/*
 * Calls `found` at most once a pattern and text.  Any bytes may be given.
 * Returns how many pieces were skipped.
 */
size_t patterns_scan(struct patterns *patterns, const char *text, size_t len,
    void (*found)(void *ctx, uint32_t list), void *ctx);

#endif
