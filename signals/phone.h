#ifndef SIGNALS_PHONE_H
#define SIGNALS_PHONE_H

#include <stddef.h>

/*
 * Bytes of the phone number that begins at text[at], or 0.  Looks at most 40
 * bytes back and ahead.  No numbers: versions, dates, hashes, issue numbers,
 * IP addresses, plain figures.
 */
size_t phone_len(const char *text, size_t len, size_t at);

#endif
