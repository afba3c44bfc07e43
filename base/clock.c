#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/buf.h"
#include "base/str.h"

static int64_t (*mono_source)(void);
static int64_t (*wall_source)(void);
static int64_t fixed_wall;

/* The virtual clock's file; -1: there is none, and all of this is idle. */
static int virtual_fd = -1;
static struct {
	int64_t offset_ms;
	int64_t wall_ms; /* more, for the wall clock alone */
	int64_t last_mono_ms; /* never goes back, whatever FILE says */
} ahead;

enum {
	VIRTUAL_TEXT = 64
};

/* "OFFSET" or "OFFSET MORE"; a file that is being written, or holds anything
 * else, leaves the clock as it was. */
static bool
virtual_parse(char *text)
{
	const int64_t most = INT64_MAX / 4;
	char *more = strchr(text, ' ');
	int64_t offset_ms, wall_ms = 0;

	if (more != NULL)
		*more++ = '\0';
	if (str_to_int(text, -most, most, &offset_ms) != 0 ||
	    (more != NULL && str_to_int(more, -most, most, &wall_ms) != 0))
		return false;
	ahead.offset_ms = offset_ms;
	ahead.wall_ms = wall_ms;
	return true;
}

static bool
virtual_read(void)
{
	char text[VIRTUAL_TEXT];
	ssize_t n = pread(virtual_fd, text, sizeof(text) - 1, 0);

	if (n <= 0)
		return false;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	return virtual_parse(text);
}

bool
clock_is_virtual(void)
{
	return virtual_fd >= 0;
}

void
clock_skip(int64_t ms)
{
	char text[VIRTUAL_TEXT];
	int n;

	ASSERT(clock_is_virtual() && ms >= 0);
	(void)virtual_read();
	ahead.offset_ms += ms;
	n = snprintf(text, sizeof(text), "%lld %lld\n",
	    (long long)ahead.offset_ms, (long long)ahead.wall_ms);
	/* at worst the next reading is the old one, and we wait again */
	(void)!pwrite(virtual_fd, text, (size_t)n, 0);
}

static int64_t
fixed(void)
{
	return fixed_wall;
}

static int64_t
virtual_mono(int64_t real_ms)
{
	int64_t now;

	if (virtual_fd < 0)
		return real_ms;
	(void)virtual_read();
	now = real_ms + ahead.offset_ms;
	if (now > ahead.last_mono_ms)
		ahead.last_mono_ms = now;
	return ahead.last_mono_ms;
}

int64_t
clock_mono_ms(void)
{
	struct timespec now;

	if (mono_source != NULL)
		return mono_source();
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return virtual_mono((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

int64_t
clock_wall(void)
{
	struct timespec now;

	if (wall_source != NULL)
		return wall_source();
	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (virtual_fd < 0)
		return (int64_t)now.tv_sec;
	(void)virtual_read();
	return (int64_t)now.tv_sec +
	    (now.tv_nsec / 1000000 + ahead.offset_ms + ahead.wall_ms) / 1000;
}

int64_t
clock_steady(void)
{
	static int64_t last_wall, last_mono_ms;
	int64_t wall = clock_wall(), mono_ms = clock_mono_ms();
	int64_t expected;

	/* a replaced or fixed clock is what its owner says */
	if (wall_source != NULL)
		return wall;
	expected = last_wall + (mono_ms - last_mono_ms) / 1000;
	if (last_wall != 0 && wall < expected)
		return expected;
	last_wall = wall;
	last_mono_ms = mono_ms;
	return wall;
}

void
clock_replace(int64_t (*mono_ms)(void), int64_t (*wall)(void))
{
	mono_source = mono_ms;
	wall_source = wall;
}

static int
virtual_open(struct err_detail *detail)
{
	const char *path = getenv("MUSTER_CLOCK");

	if (path == NULL || path[0] == '\0')
		return 0;
	virtual_fd = open(path, O_RDWR | O_CLOEXEC);
	if (virtual_fd < 0)
		return err_set(detail, ERR_INVAL, "MUSTER_CLOCK: %s: %s", path,
		    strerror(errno));
	if (virtual_read())
		return 0;
	(void)close(virtual_fd);
	virtual_fd = -1;
	return err_set(detail, ERR_INVAL,
	    "MUSTER_CLOCK: %s: expected milliseconds such as 3600000", path);
}

int
clock_from_env(struct err_detail *detail)
{
	const char *text = getenv("MUSTER_NOW");
	int rc = virtual_open(detail);

	if (rc != 0 || text == NULL || text[0] == '\0')
		return rc;
	if (clock_parse(text, &fixed_wall) != 0)
		return err_set(detail, ERR_INVAL,
		    "MUSTER_NOW: \"%.40s\": expected a time such as "
		    "2026-11-22T05:04:03Z",
		    text);
	clock_replace(NULL, fixed);
	return 0;
}

/*
 * Days since 1970-01-01 of a proleptic Gregorian date: years of March..February
 * so that the leap day is the last of its year, in eras of 400 years.
 */
static int64_t
days_from_civil(int64_t year, int64_t month, int64_t day)
{
	int64_t era, year_of_era, day_of_year;

	if (month <= 2)
		year--;
	era = (year >= 0 ? year : year - 399) / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + year_of_era * 365 + year_of_era / 4 -
	    year_of_era / 100 + day_of_year - 719468;
}

/* Of days in the years 0 to 9999, so that small numbers do. */
static void
civil_from_days(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
	uint32_t since = (uint32_t)(days + 719468), era, day_of_era,
		 year_of_era, day_of_year, shifted;

	/* The first two months of the year 0 are before its March. */
	if (days < -719468) {
		*year = 0;
		*month = days + 719528 < 31 ? 1 : 2;
		*day = days + 719528 - (*month == 2 ? 31 : 0) + 1;
		return;
	}
	era = since / 146097;
	day_of_era = since - era * 146097;
	year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			  day_of_era / 146096) /
	    365;
	day_of_year = day_of_era -
	    (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	shifted = (5 * day_of_year + 2) / 153;
	*day = day_of_year - (153 * shifted + 2) / 5 + 1;
	*month = shifted < 10 ? shifted + 3 : shifted - 9;
	*year = year_of_era + era * 400 + (*month <= 2 ? 1 : 0);
}

static int64_t
clamp(int64_t wall)
{
	const int64_t first = -62167219200; /* 0000-01-01 */
	const int64_t last = 253402300799; /* 9999-12-31T23:59:59 */

	if (wall < first)
		return first;
	return wall > last ? last : wall;
}

/* By hand, since lists have ten dates a lead. */
static inline void
two_digits(char *at, uint32_t value)
{
	memcpy(at, buf_pairs + 2 * value, 2);
}

void
clock_format(int64_t wall, char ret_text[static CLOCK_TEXT_LEN])
{
	int64_t year, month, day, days;
	uint32_t second;

	wall = clamp(wall);
	days = (wall >= 0 ? wall : wall - (CLOCK_DAY_S - 1)) / CLOCK_DAY_S;
	second = (uint32_t)(wall - days * CLOCK_DAY_S);
	civil_from_days(days, &year, &month, &day);
	memcpy(ret_text, "0000-00-00T00:00:00Z", CLOCK_TEXT_LEN);
	two_digits(ret_text, (uint32_t)year / 100);
	two_digits(ret_text + 2, (uint32_t)year % 100);
	two_digits(ret_text + 5, (uint32_t)month);
	two_digits(ret_text + 8, (uint32_t)day);
	two_digits(ret_text + 11, second / CLOCK_HOUR_S);
	two_digits(ret_text + 14, second / 60 % 60);
	two_digits(ret_text + 17, second % 60);
}

void
clock_format_date(int64_t wall, char ret_text[static CLOCK_TEXT_LEN])
{
	clock_format(wall, ret_text);
	ret_text[10] = '\0';
}

/* Reads exactly `digits` digits and moves on; -1 if they are not there. */
static int64_t
number(const char **at, int digits)
{
	int64_t value = 0;

	for (int i = 0; i < digits; i++) {
		char c = **at;

		if (c < '0' || c > '9')
			return -1;
		value = value * 10 + (c - '0');
		(*at)++;
	}
	return value;
}

static bool
literal(const char **at, char c)
{
	if (**at != c)
		return false;
	(*at)++;
	return true;
}

/* "Z" or "+hh:mm"; seconds east of UTC. */
static bool
offset(const char **at, int64_t *ret_offset)
{
	int64_t sign = **at == '-' ? -1 : 1, hours, minutes;

	*ret_offset = 0;
	if (literal(at, 'Z') || literal(at, 'z'))
		return true;
	if (!literal(at, '+') && !literal(at, '-'))
		return false;
	hours = number(at, 2);
	if (hours < 0 || hours > 23 || !literal(at, ':'))
		return false;
	minutes = number(at, 2);
	if (minutes < 0 || minutes > 59)
		return false;
	*ret_offset = sign * (hours * CLOCK_HOUR_S + minutes * CLOCK_MINUTE_S);
	return true;
}

int
clock_parse(const char *text, int64_t *ret_wall)
{
	static const char month_days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30,
		31, 30, 31 };
	int64_t year, month, day, hour, minute, second, east;

	if ((year = number(&text, 4)) < 0 || !literal(&text, '-') ||
	    (month = number(&text, 2)) < 1 || month > 12 ||
	    !literal(&text, '-') || (day = number(&text, 2)) < 1 ||
	    day > month_days[month - 1])
		return ERR_PARSE;
	if (*text == '\0') {
		*ret_wall = days_from_civil(year, month, day) * CLOCK_DAY_S;
		return 0;
	}
	if ((!literal(&text, 'T') && !literal(&text, ' ')) ||
	    (hour = number(&text, 2)) < 0 || hour > 23 ||
	    !literal(&text, ':') || (minute = number(&text, 2)) < 0 ||
	    minute > 59 || !literal(&text, ':') ||
	    (second = number(&text, 2)) < 0 || second > 60)
		return ERR_PARSE;
	if (literal(&text, '.'))
		while (*text >= '0' && *text <= '9')
			text++;
	if (!offset(&text, &east) || *text != '\0')
		return ERR_PARSE;
	*ret_wall = days_from_civil(year, month, day) * CLOCK_DAY_S +
	    hour * CLOCK_HOUR_S + minute * CLOCK_MINUTE_S + second - east;
	return 0;
}
