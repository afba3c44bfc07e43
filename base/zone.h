#ifndef BASE_ZONE_H
#define BASE_ZONE_H

#include <stdint.h>

#include "base/err.h"

/*
 * The one time zone of the process, for schedules alone: all that is stored,
 * logged or printed is UTC.
 */

/* The date and time that a clock on the wall shows. */
struct zone_time {
	int year;
	int month; /* 1..12 */
	int day; /* 1..31 */
	int hour;
	int minute;
	int second;
	int weekday; /* 0..6, 0 is Sunday */
	int64_t offset; /* seconds east of UTC */
};

/* Whether there is a zone of this IANA name ("Europe/Berlin") on this
 * machine; "UTC" always is. */
int zone_check(const char *name, struct err_detail *detail) MUST_CHECK;

/*
 * Sets the zone: a name that zone_check() takes, or NULL for the system's
 * ($TZ, /etc/localtime).  Once, before there are threads.
 */
int zone_set(const char *name, struct err_detail *detail) MUST_CHECK;

/* What a wall clock time (seconds since 1970 UTC) is in the zone. */
void zone_local(int64_t wall, struct zone_time *ret_time);

/* What `seconds` since 1970 are on a clock that runs on at `offset` for
 * ever: for times that a change of the clocks skips. */
void
zone_at_offset(int64_t seconds, int64_t offset, struct zone_time *ret_time);

#endif
