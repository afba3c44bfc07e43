#ifndef SIGNALS_ASCII_H
#define SIGNALS_ASCII_H

#include <stdbool.h>

/*
 * Classes of ASCII bytes for loops over whole texts, where a call for each
 * byte would cost more than the work; base/str.h elsewhere.
 */
static inline bool
ascii_digit(char c)
{
	return (unsigned)(c - '0') < 10;
}

static inline bool
ascii_letter(char c)
{
	return (unsigned)((c | 0x20) - 'a') < 26;
}

static inline bool
ascii_alnum(char c)
{
	return ascii_digit(c) || ascii_letter(c);
}

static inline bool
ascii_space(char c)
{
	return c == ' ' || (unsigned)(c - '\t') < 5;
}

static inline char
ascii_lower(char c)
{
	return (unsigned)(c - 'A') < 26 ? (char)(c | 0x20) : c;
}

#endif
