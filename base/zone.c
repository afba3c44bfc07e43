#include "base/zone.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/str.h"

enum {
	NAME_MAX_BYTES = 100,
	MAGIC_BYTES = 4
};

/* Letters, digits and a few marks: no path leads out of the directory. */
static bool
is_name(const char *name)
{
	size_t len = strlen(name);

	if (len == 0 || len > NAME_MAX_BYTES || !str_is_alnum(name[0]) ||
	    strstr(name, "..") != NULL)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!str_is_alnum(name[i]) && strchr("/_+-.", name[i]) == NULL)
			return false;
	return true;
}

/* tzset() takes any name and means UTC by it; so the file is looked at. */
static bool
is_zone_file(const char *name)
{
	const char *directory = getenv("TZDIR");
	char path[4096], magic[MAGIC_BYTES];
	ssize_t n;
	int fd;

	if (directory == NULL || directory[0] != '/')
		directory = "/usr/share/zoneinfo";
	if (snprintf(path, sizeof(path), "%s/%s", directory, name) >=
	    (int)sizeof(path))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	n = read(fd, magic, sizeof(magic));
	(void)close(fd); /* read only */
	return n == MAGIC_BYTES && memcmp(magic, "TZif", MAGIC_BYTES) == 0;
}

int
zone_check(const char *name, struct err_detail *detail)
{
	if (str_equal(name, "UTC"))
		return 0;
	if (is_name(name) && is_zone_file(name))
		return 0;
	return err_set(detail, ERR_NOTFOUND,
	    "\"%.60s\": no time zone of this name on this machine; expected "
	    "one such as Europe/Berlin",
	    name);
}

int
zone_set(const char *name, struct err_detail *detail)
{
	int rc = 0;

	if (name != NULL)
		rc = zone_check(name, detail);
	if (rc == 0 && name != NULL && setenv("TZ", name, 1) != 0)
		rc = ERR_NOMEM;
	if (rc == 0)
		tzset();
	return rc;
}

static void
fill(const struct tm *tm, struct zone_time *ret_time)
{
	ret_time->year = tm->tm_year + 1900;
	ret_time->month = tm->tm_mon + 1;
	ret_time->day = tm->tm_mday;
	ret_time->hour = tm->tm_hour;
	ret_time->minute = tm->tm_min;
	ret_time->second = tm->tm_sec;
	ret_time->weekday = tm->tm_wday;
	ret_time->offset = tm->tm_gmtoff;
}

void
zone_local(int64_t wall, struct zone_time *ret_time)
{
	time_t when = (time_t)wall;
	struct tm tm;

	/* Fails only beyond the year 2^31, where any answer will do. */
	if (localtime_r(&when, &tm) == NULL)
		memset(&tm, 0, sizeof(tm));
	fill(&tm, ret_time);
}

void
zone_at_offset(int64_t seconds, int64_t offset, struct zone_time *ret_time)
{
	time_t when = (time_t)(seconds + offset);
	struct tm tm;

	if (gmtime_r(&when, &tm) == NULL)
		memset(&tm, 0, sizeof(tm));
	fill(&tm, ret_time);
	ret_time->offset = offset;
}
