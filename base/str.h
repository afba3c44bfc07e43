#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* ASCII only, whatever the locale (a Turkish one has another lower case I). */
static inline char
str_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static inline bool
str_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
str_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
str_is_alnum(char c)
{
	c = str_lower(c);
	return str_is_digit(c) || (c >= 'a' && c <= 'z');
}

/* Compare ignoring ASCII case: <0, 0, >0 as strcmp(3). */
int str_casecmp(const char *a, const char *b);
bool str_equal(const char *a, const char *b); /* NULL equals only NULL */
bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);

/* Lower-cases ASCII letters in place. */
void str_lower_all(char *text);

/* The text without leading and trailing white space, as a slice. */
const char *str_trim(const char *text, size_t len, size_t *ret_len);

/* Whole decimal number in [min, max]; ERR_PARSE or ERR_LIMIT. */
int str_to_int(const char *text, int64_t min, int64_t max,
    int64_t *ret_value) MUST_CHECK;

/* Decimal fraction ("0.25") with '.', whatever the locale; ERR_PARSE. */
int str_to_real(const char *text, double *ret_value) MUST_CHECK;

/* A JSON number (fraction and exponent allowed) to the nearest double, whatever
 * the locale; ERR_PARSE, ERR_LIMIT beyond what a double can hold. */
int str_to_exact(const char *text, size_t len, double *ret_value) MUST_CHECK;

/* Copies, cut to fit; always NUL-ended.  Returns whether it fitted. */
bool str_copy(char *to, size_t size, const char *text);

/*
 * How many letters to insert, delete, exchange or swap with their neighbour
 * ("optimal string alignment") lead from one short name to the other; case is
 * ignored, as is what is behind 64 bytes.
 */
size_t str_distance(const char *a, const char *b);

#endif
