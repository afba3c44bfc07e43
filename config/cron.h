#ifndef CONFIG_CRON_H
#define CONFIG_CRON_H

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
	int day_is_star;
	int weekday_is_star;
};

/* ERR_PARSE; the detail is a phrase such as "hour: got "25", expected 0..23",
 * without file or line. */
int cron_parse(const char *text, struct cron *ret_cron,
    struct err_detail *detail) MUST_CHECK;

#endif
