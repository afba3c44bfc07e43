#ifndef CONFIG_CRON_H
#define CONFIG_CRON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/*
 * A cron expression of five fields, "minute hour day month weekday", as in
 * crontab(5): lists, ranges, steps, names of months and days; Sunday is 0 or
 * 7.  Bit n of a member is set when the value n is allowed.
 */
struct cron {
	uint64_t minutes;
	uint32_t hours;
	uint32_t days; /* 1..31 */
	uint32_t months; /* 1..12 */
	uint32_t weekdays; /* 0..6 */
	/* With both a day and a weekday given, either is enough. */
	bool day_is_star;
	bool weekday_is_star;
	/* A star in minute or hour, with a step or without: runs at
	 * intervals, and not at fixed times. */
	bool is_interval;
};

/* ERR_PARSE; the detail is a phrase such as "hour: got "25", expected 0..23",
 * without file or line.  Days that no month has (30 February) are refused. */
int cron_parse(const char *text, struct cron *ret_cron,
    struct err_detail *detail) MUST_CHECK;

/*
 * The next moment strictly after `after` (wall clock), in the process's time
 * zone (base/zone.h).  When clocks are put forward, fixed times of the skipped
 * hour come right after it, all at once; when they are put back, fixed times
 * of the repeated hour come once.  Intervals keep their step through both.
 * ERR_NOTFOUND when there is none within fifty years.
 */
int
cron_next(const struct cron *cron, int64_t after, int64_t *ret_wall) MUST_CHECK;

#endif
