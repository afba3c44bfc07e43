#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* "2026-11-22T05:04:03Z" and its NUL. */
enum {
	CLOCK_TEXT_LEN = 21
};

enum {
	CLOCK_MINUTE_S = 60,
	CLOCK_HOUR_S = 3600,
	CLOCK_DAY_S = 86400,
	CLOCK_MONTH_S = 2629746 /* a twelfth of the mean Gregorian year */
};

/* Milliseconds that never go back: for waits and deadlines. */
int64_t clock_mono_ms(void);

/* Seconds since 1970 UTC: for data. */
int64_t clock_wall(void);

/*
 * The wall clock for what is due when: if somebody sets it back while this
 * process runs, this one goes on by the monotonic clock, so that nothing that
 * was due becomes undue.
 */
int64_t clock_steady(void);

/*
 * Tests replace both clocks.  A NULL restores the real one.  $MUSTER_NOW (an
 * RFC 3339 time) fixes clock_wall() for scripted runs; clock_from_env() reads
 * it and $MUSTER_CLOCK, see below.
 */
void clock_replace(int64_t (*mono_ms)(void), int64_t (*wall)(void));
int clock_from_env(struct err_detail *detail) MUST_CHECK;

/*
 * The virtual clock, for tests of bans, hourly resets and whole weeks: with
 * $MUSTER_CLOCK=FILE both clocks run ahead of the real ones by an offset that
 * stands in FILE as text, in milliseconds; a second number, if there is one,
 * is added to the wall clock alone (somebody set it wrong).  Others that read
 * FILE, as the simulator of tests/github does, go by the same time.  Without
 * the variable nothing changes.
 */
bool clock_is_virtual(void);

/*
 * Instead of waiting: puts the offset forward by `ms` and writes FILE, whose
 * only writer at that time this must be.  Only with a virtual clock; what
 * can't be written is lost to the others.
 */
void clock_skip(int64_t ms);

/* RFC 3339 in UTC, to the second; times outside years 0..9999 are clamped. */
void clock_format(int64_t wall, char ret_text[static CLOCK_TEXT_LEN]);

/* The date part alone, "2026-11-22". */
void clock_format_date(int64_t wall, char ret_text[static CLOCK_TEXT_LEN]);

/*
 * Parses RFC 3339 ("2026-11-22T05:04:03Z", offsets and fractions allowed) or a
 * plain date.  Returns ERR_PARSE for anything else; no leap seconds.
 */
int clock_parse(const char *text, int64_t *ret_wall) MUST_CHECK;

#endif
