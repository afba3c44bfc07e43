/* What runs when, from schedules, last runs and the time. */
#include <stdlib.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/zone.h"
#include "crawler/agenda.h"
#include "tests/unit/test.h"

static int64_t
at(const char *text)
{
	int64_t wall = 0;

	if (text != NULL)
		assert_ok(clock_parse(text, &wall));
	return wall;
}

static struct agenda_role
role(const char *schedule, const char *last)
{
	struct agenda_role made = { .last = at(last) };

	assert_ok(cron_parse(schedule, &made.cron, NULL));
	return made;
}

static void
roles_come_by_their_schedules(void **state)
{
	static const struct {
		const char *schedule, *last, *now, *next;
	} cases[] = {
		/* never ran: at once */
		{ "17 3 * * *", NULL, "2026-11-22T12:00:00Z",
		    "2026-11-22T12:00:00Z" },
		{ "17 3 * * *", "2026-11-22T03:40:00Z", "2026-11-22T12:00:00Z",
		    "2026-11-23T03:17:00Z" },
		/* missed: due since then, whatever number of times */
		{ "17 3 * * *", "2026-11-21T03:40:00Z", "2026-11-22T12:00:00Z",
		    "2026-11-22T03:17:00Z" },
		{ "17 3 * * *", "2026-10-01T03:40:00Z", "2026-11-22T12:00:00Z",
		    "2026-10-02T03:17:00Z" },
		/* the moments within a long run are covered by it */
		{ "*/10 * * * *", "2026-11-22T11:59:00Z",
		    "2026-11-22T11:59:00Z", "2026-11-22T12:00:00Z" },
		/* the clock was set back by a year */
		{ "17 3 * * *", "2027-11-21T03:40:00Z", "2026-11-22T12:00:00Z",
		    "2026-11-23T03:17:00Z" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct agenda_role one = role(cases[i].schedule, cases[i].last);

		assert_int_equal(agenda_next(&one, at(cases[i].now)),
		    at(cases[i].next));
	}
}

static void
a_missed_run_is_made_up_once(void **state)
{
	struct agenda_role one = role("0 * * * *", "2026-11-20T00:10:00Z");
	int64_t now = at("2026-11-22T12:30:00Z"), next;
	bool due;

	(void)state;
	assert_int_equal(agenda_due(&one, 1, now, &due, &next), 1);
	agenda_ran(&one, AGENDA_DONE, now + 60);
	assert_int_equal(agenda_due(&one, 1, now + 60, &due, &next), 0);
	assert_int_equal(next, at("2026-11-22T13:00:00Z"));
}

static void
roles_due_at_one_moment_run_together(void **state)
{
	struct agenda_role roles[] = {
		role("17 3 * * *", "2026-11-22T03:30:00Z"),
		role("17 3 * * 1", "2026-11-16T03:30:00Z"),
		role("0 6 * * *", "2026-11-22T06:20:00Z"),
	};
	bool due[COUNT(roles)];
	int64_t next;

	(void)state;
	assert_int_equal(agenda_due(roles, 3, at("2026-11-23T03:16:59Z"), due,
			     &next),
	    0);
	assert_int_equal(next, at("2026-11-23T03:17:00Z"));
	assert_int_equal(agenda_due(roles, 3, next, due, &next), 2);
	assert_true(due[0] && due[1] && !due[2]);
	assert_int_equal(next, at("2026-11-23T06:00:00Z"));
	assert_int_equal(agenda_due(roles, 0, 0, due, &next), 0);
	assert_int_equal(next, INT64_MAX);
}

static void
failures_are_tried_again_after_a_while(void **state)
{
	static const int64_t minutes[] = { 1, 2, 4, 8, 16, 32, 60, 60 };
	struct agenda_role one = role("17 3 * * *", "2026-11-21T03:40:00Z");
	int64_t now = at("2026-11-22T03:17:00Z");

	(void)state;
	for (size_t i = 0; i < COUNT(minutes); i++) {
		agenda_ran(&one, AGENDA_FAILED, now);
		assert_int_equal(agenda_next(&one, now),
		    now + minutes[i] * CLOCK_MINUTE_S);
		now += minutes[i] * CLOCK_MINUTE_S;
	}
	agenda_ran(&one, AGENDA_DONE, now);
	assert_int_equal(agenda_next(&one, now), at("2026-11-23T03:17:00Z"));
	agenda_ran(&one, AGENDA_FAILED, now);
	assert_int_equal(agenda_next(&one, now), now + CLOCK_MINUTE_S);
	/* the clock was set back: no wait is longer for it */
	assert_int_equal(agenda_next(&one, now - CLOCK_DAY_S),
	    now - CLOCK_DAY_S + CLOCK_MINUTE_S);
	agenda_forgive(&one);
	assert_int_equal(agenda_next(&one, now + CLOCK_DAY_S),
	    at("2026-11-23T03:17:00Z"));
	assert_int_equal(agenda_backoff(0), CLOCK_MINUTE_S);
	assert_int_equal(agenda_backoff(INT64_MAX), CLOCK_HOUR_S);
}

static void
what_was_refused_waits_for_the_schedule_or_a_reload(void **state)
{
	struct agenda_role one = role("17 3 * * *", NULL);
	int64_t now = at("2026-11-22T12:00:00Z");

	(void)state;
	agenda_ran(&one, AGENDA_REFUSED, now);
	assert_int_equal(agenda_next(&one, now + 600),
	    at("2026-11-23T03:17:00Z"));
	agenda_forgive(&one);
	assert_int_equal(agenda_next(&one, now + 600), now + 600);
	agenda_ran(&one, AGENDA_STOPPED, now);
	assert_int_equal(agenda_next(&one, now + 600), now + 600);
}

static void
results_of_a_crawl_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(agenda_outcome(0), AGENDA_DONE);
	assert_int_equal(agenda_outcome(ERR_CANCELED), AGENDA_STOPPED);
	assert_int_equal(agenda_outcome(ERR_NET), AGENDA_FAILED);
	assert_int_equal(agenda_outcome(ERR_HTTP), AGENDA_FAILED);
	assert_int_equal(agenda_outcome(ERR_DENIED), AGENDA_REFUSED);
	assert_int_equal(agenda_outcome(ERR_INVAL), AGENDA_REFUSED);
	assert_int_equal(agenda_outcome(ERR_FULL), AGENDA_FATAL);
	assert_int_equal(agenda_outcome(ERR_IO), AGENDA_FATAL);
}

/* A week in which every tenth run fails: never more than one run a moment,
 * and no moment without one. */
static void
a_simulated_week_loses_no_run(void **state)
{
	struct agenda_role roles[] = { role("*/30 * * * *", NULL),
		role("0 */6 * * *", NULL), role("17 3 * * *", NULL) };
	int64_t now = at("2026-10-22T00:00:30Z");
	int64_t end = now + 7 * CLOCK_DAY_S + 20 * CLOCK_MINUTE_S;
	int64_t done[COUNT(roles)] = { 0 };

	(void)state;
	assert_ok(zone_set("Europe/Berlin", NULL));
	srandom(7);
	while (now < end) {
		bool due[COUNT(roles)];
		int64_t next, ended;

		if (agenda_due(roles, COUNT(roles), now, due, &next) == 0) {
			assert_true(next > now && next != INT64_MAX);
			now = next;
			continue;
		}
		ended = now + random() % 240;
		for (size_t i = 0; i < COUNT(roles); i++) {
			bool fails = random() % 10 == 0;

			if (!due[i])
				continue;
			agenda_ran(&roles[i],
			    fails ? AGENDA_FAILED : AGENDA_DONE, ended);
			done[i] += !fails;
		}
		now = ended;
	}
	/* the week has a 25-hour day; the first runs come at once */
	assert_int_equal(done[0], 1 + 7 * 48);
	assert_int_equal(done[1], 1 + 7 * 4);
	assert_int_equal(done[2], 1 + 7);
	assert_ok(zone_set("UTC", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(roles_come_by_their_schedules),
		cmocka_unit_test(a_missed_run_is_made_up_once),
		cmocka_unit_test(roles_due_at_one_moment_run_together),
		cmocka_unit_test(failures_are_tried_again_after_a_while),
		cmocka_unit_test(
		    what_was_refused_waits_for_the_schedule_or_a_reload),
		cmocka_unit_test(results_of_a_crawl_are_told_apart),
		cmocka_unit_test(a_simulated_week_loses_no_run),
	};

	if (zone_set("UTC", NULL) != 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
