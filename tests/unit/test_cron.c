#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/zone.h"
#include "config/cron.h"
#include "tests/unit/rounds.h"
#include "tests/unit/test.h"

static void
five_fields_are_read(void **state)
{
	struct cron cron;

	(void)state;
	assert_ok(cron_parse("0 5 * * 1-5", &cron, NULL));
	assert_int_equal(cron.minutes, 1);
	assert_int_equal(cron.hours, 1 << 5);
	assert_int_equal(cron.days, 0xFFFFFFFE);
	assert_int_equal(cron.months, 0x1FFE);
	assert_int_equal(cron.weekdays, 0x3E);
	assert_true(cron.day_is_star);
	assert_false(cron.weekday_is_star);

	assert_ok(cron_parse(" */15\t0,12 1 jan-MAR sun ", &cron, NULL));
	assert_int_equal(cron.minutes,
	    UINT64_C(1) | UINT64_C(1) << 15 | UINT64_C(1) << 30 |
		UINT64_C(1) << 45);
	assert_int_equal(cron.hours, 1 | 1 << 12);
	assert_int_equal(cron.days, 1 << 1);
	assert_int_equal(cron.months, 1 << 1 | 1 << 2 | 1 << 3);
	assert_int_equal(cron.weekdays, 1);
}

static void
sunday_is_0_or_7(void **state)
{
	struct cron zero, seven;

	(void)state;
	assert_ok(cron_parse("0 0 * * 0", &zero, NULL));
	assert_ok(cron_parse("0 0 * * 7", &seven, NULL));
	assert_int_equal(zero.weekdays, seven.weekdays);
	assert_ok(cron_parse("0 0 * * 5-7", &seven, NULL));
	assert_int_equal(seven.weekdays, 1 | 1 << 5 | 1 << 6);
}

static void
steps_go_through_ranges(void **state)
{
	struct cron cron;

	(void)state;
	assert_ok(cron_parse("10-20/5 8/4 * * *", &cron, NULL));
	assert_int_equal(cron.minutes,
	    UINT64_C(1) << 10 | UINT64_C(1) << 15 | UINT64_C(1) << 20);
	assert_int_equal(cron.hours, 1 << 8 | 1 << 12 | 1 << 16 | 1 << 20);
}

static void
mistakes_name_the_field(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} cases[] = {
		{ "", "has 0 fields" },
		{ "@daily", "minute: got \"@daily\"" },
		{ "0 5 * *", "has 4 fields" },
		{ "0 5 * * 1 2", "more than five fields" },
		{ "60 5 * * 1", "minute: got \"60\", expected 0..59" },
		{ "0 24 * * 1", "hour: got \"24\"" },
		{ "0 5 0 * 1", "day: got \"0\", expected 1..31" },
		{ "0 5 * 13 1", "month: got \"13\"" },
		{ "0 5 * foo 1", "month: got \"foo\"" },
		{ "0 5 * * 8", "weekday: got \"8\"" },
		{ "0 5 * * 5-1", "weekday: got \"5-1\"" },
		{ "1,,2 5 * * *", "minute: got \"1,,2\"" },
		{ "1, 5 * * *", "minute: got \"1,\"" },
		{ "*/0 5 * * *", "minute: got \"*/0\"" },
		{ "*/x 5 * * *", "minute: got \"*/x\"" },
		{ "- 5 * * *", "minute: got \"-\"" },
		{ "-1 5 * * *", "minute: got \"-1\"" },
		{ "** 5 * * *", "minute: got \"**\"" },
		{ "0 0 30 2 *", "never comes" },
		{ "0 0 31 apr,jun *", "never comes" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err_detail detail = { 0 };
		struct cron cron;

		assert_int_equal(cron_parse(cases[i].text, &cron, &detail),
		    ERR_PARSE);
		if (strstr(detail.text, cases[i].said) == NULL)
			fail_msg("%s: %s", cases[i].text, detail.text);
	}
}

static int64_t
at(const char *text)
{
	int64_t wall;

	assert_ok(clock_parse(text, &wall));
	return wall;
}

static void
the_next_moment_is_found(void **state)
{
	static const struct {
		const char *zone, *expression, *after, *next;
	} cases[] = {
		/* strictly after */
		{ "UTC", "* * * * *", "2026-11-22T05:04:03Z",
		    "2026-11-22T05:05:00Z" },
		{ "UTC", "5 5 * * *", "2026-11-22T05:05:00Z",
		    "2026-11-23T05:05:00Z" },
		{ "UTC", "5 5 * * *", "2026-11-22T05:04:59Z",
		    "2026-11-22T05:05:00Z" },
		{ "UTC", "*/15 * * * *", "2026-12-31T23:46:00Z",
		    "2027-01-01T00:00:00Z" },
		{ "UTC", "0 0 1 jan *", "1969-06-01T00:00:30Z",
		    "1970-01-01T00:00:00Z" },
		/* days */
		{ "UTC", "0 6 * * 1-5", "2026-11-20T06:00:00Z",
		    "2026-11-23T06:00:00Z" },
		{ "UTC", "0 0 29 2 *", "2026-11-22T00:00:00Z",
		    "2028-02-29T00:00:00Z" },
		{ "UTC", "0 0 29 2 *", "2096-02-29T00:00:00Z",
		    "2104-02-29T00:00:00Z" },
		{ "UTC", "0 0 29 2 */7", "2088-02-29T00:00:00Z",
		    "2128-02-29T00:00:00Z" },
		{ "UTC", "0 0 31 * *", "2026-11-22T00:00:00Z",
		    "2026-12-31T00:00:00Z" },
		{ "UTC", "0 0 13 * 5", "2026-11-22T00:00:00Z",
		    "2026-11-27T00:00:00Z" }, /* either is enough */
		{ "UTC", "0 0 30 2 5", "2026-11-22T00:00:00Z",
		    "2027-02-05T00:00:00Z" },
		{ "UTC", "0 0 */2 * 5", "2026-11-22T00:00:00Z",
		    "2026-11-27T00:00:00Z" }, /* both, with a star */
		/* zones */
		{ "Europe/Berlin", "17 3 * * *", "2026-11-22T05:00:00Z",
		    "2026-11-23T02:17:00Z" },
		{ "Europe/Berlin", "17 3 * * *", "2026-06-01T05:00:00Z",
		    "2026-06-02T01:17:00Z" },
		{ "Asia/Kolkata", "0 9 * * 1", "2026-11-22T00:00:00Z",
		    "2026-11-23T03:30:00Z" },
		{ "America/New_York", "0 0 * * *", "2026-07-04T12:00:00Z",
		    "2026-07-05T04:00:00Z" },
		/* put forward on 29 March 2026, 01:00 UTC: 02:00 is 03:00 */
		{ "Europe/Berlin", "30 2 * * *", "2026-03-28T12:00:00Z",
		    "2026-03-29T01:00:00Z" },
		{ "Europe/Berlin", "30 2 * * *", "2026-03-29T01:00:00Z",
		    "2026-03-30T00:30:00Z" },
		{ "Europe/Berlin", "0 3 * * *", "2026-03-29T00:30:00Z",
		    "2026-03-29T01:00:00Z" },
		{ "Europe/Berlin", "0,10,50 2,3 * * *", "2026-03-29T00:59:59Z",
		    "2026-03-29T01:00:00Z" },
		{ "Europe/Berlin", "0,10,50 2,3 * * *", "2026-03-29T01:00:00Z",
		    "2026-03-29T01:10:00Z" },
		{ "Europe/Berlin", "*/20 * * * *", "2026-03-29T00:40:00Z",
		    "2026-03-29T01:00:00Z" },
		{ "Europe/Berlin", "30 * * * *", "2026-03-29T00:30:00Z",
		    "2026-03-29T01:30:00Z" },
		/* put back on 25 October 2026, 01:00 UTC: 03:00 is 02:00 */
		{ "Europe/Berlin", "30 2 * * *", "2026-10-24T12:00:00Z",
		    "2026-10-25T00:30:00Z" },
		{ "Europe/Berlin", "30 2 * * *", "2026-10-25T00:30:00Z",
		    "2026-10-26T01:30:00Z" },
		{ "Europe/Berlin", "30 2 * * *", "2026-10-25T01:10:00Z",
		    "2026-10-26T01:30:00Z" },
		{ "Europe/Berlin", "30 * * * *", "2026-10-25T00:30:00Z",
		    "2026-10-25T01:30:00Z" },
		{ "Europe/Berlin", "*/30 2 * * *", "2026-10-25T00:30:00Z",
		    "2026-10-25T01:00:00Z" },
		{ "Europe/Berlin", "0 3 * * *", "2026-10-25T00:00:00Z",
		    "2026-10-25T02:00:00Z" },
		/* 8 March and 1 November 2026 */
		{ "America/New_York", "15 2 * * *", "2026-03-08T06:00:00Z",
		    "2026-03-08T07:00:00Z" },
		{ "America/New_York", "15 1 * * *", "2026-11-01T05:15:00Z",
		    "2026-11-02T06:15:00Z" },
		/* half an hour: 4 October 02:00 is 02:30, 5 April 02:00 is
		 * 01:30 */
		{ "Australia/Lord_Howe", "10 2 * * *", "2026-10-03T12:00:00Z",
		    "2026-10-03T15:30:00Z" },
		{ "Australia/Lord_Howe", "45 1 * * *", "2026-04-04T12:00:00Z",
		    "2026-04-04T14:45:00Z" },
		{ "Australia/Lord_Howe", "45 1 * * *", "2026-04-04T14:45:00Z",
		    "2026-04-05T15:15:00Z" },
		/* midnight itself was skipped: 4 November 2018 */
		{ "America/Sao_Paulo", "0 0 * * *", "2018-11-03T12:00:00Z",
		    "2018-11-04T03:00:00Z" },
		/* a whole day was: 30 December 2011 */
		{ "Pacific/Apia", "0 12 30 12 *", "2011-12-01T00:00:00Z",
		    "2011-12-30T10:00:00Z" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err_detail detail = { 0 };
		char text[CLOCK_TEXT_LEN];
		struct cron cron;
		int64_t next = 0;

		assert_ok(zone_set(cases[i].zone, NULL));
		if (cron_parse(cases[i].expression, &cron, &detail) != 0)
			fail_msg("%s: %s", cases[i].expression, detail.text);
		assert_ok(cron_next(&cron, at(cases[i].after), &next));
		clock_format(next, text);
		if (strcmp(text, cases[i].next) != 0)
			fail_msg("%s: %s after %s: %s, expected %s",
			    cases[i].zone, cases[i].expression, cases[i].after,
			    text, cases[i].next);
	}
}

static void
what_never_comes_ends_in_an_error(void **state)
{
	/* As cron_parse() would not have it. */
	const struct cron never = { .minutes = 1,
		.hours = 1,
		.days = UINT32_C(1) << 30,
		.months = 1 << 2,
		.weekdays = 0x7F,
		.weekday_is_star = true };
	int64_t next = 7;

	(void)state;
	assert_ok(zone_set("Europe/Berlin", NULL));
	assert_int_equal(cron_next(&never, at("2026-11-22"), &next),
	    ERR_NOTFOUND);
	assert_int_equal(next, 7);
}

/* ---- against a walk from minute to minute ---- */

struct walk {
	int64_t at;
	/* The latest time that the clocks have shown. */
	int64_t shown;
};

static int64_t
shown_at(int64_t wall, struct zone_time *time)
{
	zone_local(wall, time);
	return wall + time->offset;
}

static bool
matches(const struct cron *cron, int64_t shown)
{
	struct zone_time time;
	bool day, weekday;

	zone_at_offset(shown, 0, &time);
	day = (cron->days >> time.day & 1) != 0;
	weekday = (cron->weekdays >> time.weekday & 1) != 0;
	return (cron->minutes >> time.minute & 1) != 0 &&
	    (cron->hours >> time.hour & 1) != 0 &&
	    (cron->months >> time.month & 1) != 0 &&
	    (cron->day_is_star || cron->weekday_is_star ? day && weekday
							: day || weekday);
}

/* Whether the next minute is one: by the times that clocks showed and did not
 * show, without a thought of offsets. */
static bool
walk_minute(struct walk *walk, const struct cron *cron)
{
	struct zone_time time;
	int64_t shown = shown_at(walk->at += 60, &time);
	bool is_one = false;

	if (cron->is_interval)
		is_one = matches(cron, shown);
	while (walk->shown < shown) {
		walk->shown += 60;
		if (!cron->is_interval && matches(cron, walk->shown))
			is_one = true;
	}
	return is_one;
}

static void
random_field(char *to, size_t size, unsigned max)
{
	unsigned a = (unsigned)random() % (max + 1);
	unsigned b = (unsigned)random() % (max + 1);

	switch (random() % 5) {
	case 0:
		(void)snprintf(to, size, "*");
		break;
	case 1:
		(void)snprintf(to, size, "*/%u", 1 + a / 2);
		break;
	case 2:
		(void)snprintf(to, size, "%u,%u", a, b);
		break;
	case 3:
		(void)snprintf(to, size, "%u-%u", a < b ? a : b, a < b ? b : a);
		break;
	default:
		(void)snprintf(to, size, "%u", a);
	}
}

static void
compare(const char *zone, const char *text, int64_t from, int64_t to)
{
	struct walk walk = { .at = from };
	struct zone_time time;
	struct cron cron;
	int64_t next = 0;

	assert_ok(cron_parse(text, &cron, NULL));
	walk.shown = shown_at(from, &time);
	while (walk.at < to) {
		int64_t before = walk.at;

		if (!walk_minute(&walk, &cron))
			continue;
		if (next == 0)
			assert_ok(cron_next(&cron, from, &next));
		if (next != walk.at)
			fail_msg("%s: %s: %lld, expected %lld", zone, text,
			    (long long)next, (long long)walk.at);
		/* from any moment of the minute before, too */
		assert_ok(cron_next(&cron, before + random() % 60, &next));
		assert_int_equal(next, walk.at);
		assert_ok(cron_next(&cron, walk.at, &next));
	}
	assert_true(next == 0 || next > walk.at);
}

static void
it_agrees_with_a_walk_from_minute_to_minute(void **state)
{
	static const struct {
		const char *zone, *changes[2];
	} zones[] = {
		{ "Europe/Berlin", { "2026-03-29", "2026-10-25" } },
		{ "America/New_York", { "2026-03-08", "2026-11-01" } },
		{ "Australia/Lord_Howe", { "2026-04-04", "2026-10-03" } },
		{ "Asia/Kolkata", { "2026-03-29", "2026-10-25" } },
		{ "America/Sao_Paulo", { "2018-11-04", "2019-02-16" } },
		{ "Africa/Casablanca", { "2026-02-15", "2026-03-22" } },
		{ "UTC", { "2026-02-28", "2026-12-31" } },
	};

	(void)state;
	srandom(20261122);
	for (size_t i = 0; i < COUNT(zones); i++) {
		assert_ok(zone_set(zones[i].zone, NULL));
		for (int round = 0; round < test_rounds(60); round++) {
			int64_t change = at(zones[i].changes[round % 2]);
			char minute[32], hour[32], text[100];

			random_field(minute, sizeof(minute), 59);
			random_field(hour, sizeof(hour), round % 3 ? 4 : 23);
			(void)snprintf(text, sizeof(text), "%s %s * * %s",
			    minute, hour, round % 5 ? "*" : "0,1");
			compare(zones[i].zone, text, change - 36 * 3600,
			    change + 48 * 3600);
		}
	}
}

static void
zones_are_known_by_name(void **state)
{
	struct err_detail detail = { 0 };

	(void)state;
	assert_ok(zone_check("Europe/Berlin", NULL));
	assert_ok(zone_check("UTC", NULL));
	assert_int_equal(zone_check("Europe/Berlinn", &detail), ERR_NOTFOUND);
	assert_non_null(strstr(detail.text, "Europe/Berlinn"));
	assert_int_equal(zone_check("", NULL), ERR_NOTFOUND);
	assert_int_equal(zone_check("../zoneinfo/UTC", NULL), ERR_NOTFOUND);
	assert_int_equal(zone_check("/etc/localtime", NULL), ERR_NOTFOUND);
	assert_int_equal(zone_check("zone.tab", NULL), ERR_NOTFOUND);
	assert_int_equal(zone_set("Nowhere/At_all", NULL), ERR_NOTFOUND);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_fields_are_read),
		cmocka_unit_test(sunday_is_0_or_7),
		cmocka_unit_test(steps_go_through_ranges),
		cmocka_unit_test(mistakes_name_the_field),
		cmocka_unit_test(the_next_moment_is_found),
		cmocka_unit_test(what_never_comes_ends_in_an_error),
		cmocka_unit_test(it_agrees_with_a_walk_from_minute_to_minute),
		cmocka_unit_test(zones_are_known_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
