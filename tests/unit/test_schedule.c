#include <string.h>

#include "crawler/schedule.h"
#include "tests/unit/test.h"

static struct schedule
empty(void)
{
	struct schedule schedule;

	memset(&schedule, 0, sizeof(schedule));
	schedule.people_left = INT64_MAX;
	schedule.people_batch = 22;
	schedule.people_scored = 1000;
	return schedule;
}

static void
wait_in(struct schedule *schedule, enum stage stage, size_t n, int64_t priority)
{
	schedule->stages[stage].n = n;
	schedule->stages[stage].priority = priority;
	if (stage <= STAGE_COMMITS)
		schedule->harvest_open = true;
	if (priority >= PRIORITY_FIRST_COMMITS)
		schedule->first_pages_open = true;
}

static void
nothing_waits_nothing_runs(void **state)
{
	struct schedule s = empty();

	(void)state;
	assert_int_equal(schedule_next(&s, LANE_REST), STAGE_NONE);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_NONE);
}

static void
each_lane_serves_its_own_stages(void **state)
{
	struct schedule s = empty();

	(void)state;
	wait_in(&s, STAGE_CONTRIBUTORS, 1, PRIORITY_FIRST_CONTRIBUTORS);
	wait_in(&s, STAGE_PULLS, 1, PRIORITY_FIRST_PULLS);
	assert_int_equal(schedule_next(&s, LANE_REST), STAGE_CONTRIBUTORS);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PULLS);
}

static void
people_wait_for_the_first_pages_of_all_seeds(void **state)
{
	struct schedule s = empty();

	(void)state;
	wait_in(&s, STAGE_PEOPLE, 100, PRIORITY_PEOPLE + 390);
	wait_in(&s, STAGE_CONTRIBUTORS, 1, PRIORITY_FIRST_CONTRIBUTORS);
	/* though the REST lane alone is busy with them */
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_NONE);
	/* but not for ever */
	s.since_people = SCHEDULE_PATIENCE;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PEOPLE);
	/* and not for a handful */
	wait_in(&s, STAGE_PEOPLE, 5, PRIORITY_PEOPLE + 390);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_NONE);
	/* who was asked for by name never waits */
	wait_in(&s, STAGE_PEOPLE, 5, PRIORITY_NAMED);
	s.since_people = 0;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PEOPLE);
}

static void
people_and_deeper_pages_take_turns_by_promise(void **state)
{
	struct schedule s = empty();

	(void)state;
	wait_in(&s, STAGE_PEOPLE, 100, PRIORITY_PEOPLE + 390);
	wait_in(&s, STAGE_PULLS, 1, PRIORITY_PAGE - 10);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PEOPLE);
	wait_in(&s, STAGE_PEOPLE, 100, PRIORITY_PEOPLE + 50);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PULLS);
	/* a long row of pages does not starve them */
	s.since_people = SCHEDULE_PATIENCE;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PEOPLE);
}

static void
a_handful_waits_for_company_while_more_may_come(void **state)
{
	struct schedule s = empty();

	(void)state;
	wait_in(&s, STAGE_PEOPLE, 3, PRIORITY_PEOPLE + 390);
	wait_in(&s, STAGE_COMMENTS, 1, PRIORITY_PAGE_LEAST);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_NONE);
	s.stages[STAGE_COMMENTS].n = 0;
	s.harvest_open = false;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PEOPLE);
}

static void
readmes_come_in_good_company(void **state)
{
	struct schedule s = empty();

	(void)state;
	wait_in(&s, STAGE_READMES, SCHEDULE_READMES - 1, PRIORITY_READMES);
	wait_in(&s, STAGE_PEOPLE, 100, PRIORITY_PEOPLE);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PEOPLE);
	/* they ride along, unless there are more than fit */
	wait_in(&s, STAGE_READMES, SCHEDULE_READMES, PRIORITY_READMES);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PEOPLE);
	assert_int_equal(schedule_companion(&s, STAGE_PEOPLE), STAGE_READMES);
	wait_in(&s, STAGE_READMES, SCHEDULE_READMES_MANY, PRIORITY_READMES);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_READMES);
	/* the first leads are not kept waiting for company */
	wait_in(&s, STAGE_READMES, SCHEDULE_READMES_FIRST, PRIORITY_READMES);
	s.people_scored = 0;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_READMES);
	/* nor the last ones */
	wait_in(&s, STAGE_READMES, 1, PRIORITY_READMES);
	s.people_scored = 1000;
	s.stages[STAGE_PEOPLE].n = 0;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_READMES);
}

static void
a_limit_on_people_is_spent_on_what_first_pages_say(void **state)
{
	struct schedule s = empty();

	(void)state;
	s.has_people_limit = true;
	s.people_left = 50;
	wait_in(&s, STAGE_PEOPLE, 100, PRIORITY_PEOPLE + 100);
	wait_in(&s, STAGE_PULLS, 1, PRIORITY_PAGE - 10);
	wait_in(&s, STAGE_COMMENTS, 1, PRIORITY_FIRST_COMMENTS);
	s.since_people = 1000;
	/* first pages are out: neither people nor deeper pages */
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_NONE);
	assert_int_equal(schedule_next(&s, LANE_REST), STAGE_COMMENTS);
	/* they are in: people before deeper pages, whatever the priorities */
	s.first_pages_open = false;
	wait_in(&s, STAGE_COMMENTS, 1, PRIORITY_PAGE);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PEOPLE);
	assert_int_equal(schedule_next(&s, LANE_REST), STAGE_NONE);
	/* the limit is used up: the rest of the harvest */
	s.people_left = 0;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PULLS);
	assert_int_equal(schedule_next(&s, LANE_REST), STAGE_COMMENTS);
}

static void
commits_go_with_pull_requests(void **state)
{
	struct schedule s = empty();

	(void)state;
	wait_in(&s, STAGE_PULLS, 3, PRIORITY_PAGE - 10);
	assert_int_equal(schedule_companion(&s, STAGE_PULLS), STAGE_NONE);
	wait_in(&s, STAGE_COMMITS, 3, PRIORITY_PAGE - 30);
	assert_int_equal(schedule_companion(&s, STAGE_PULLS), STAGE_COMMITS);
	assert_int_equal(schedule_companion(&s, STAGE_COMMITS), STAGE_PULLS);
	assert_int_equal(schedule_companion(&s, STAGE_CONTRIBUTORS),
	    STAGE_NONE);
	/* no back door around the limit on people */
	s.has_people_limit = true;
	s.people_left = 10;
	wait_in(&s, STAGE_PEOPLE, 100, PRIORITY_PEOPLE);
	assert_int_equal(schedule_companion(&s, STAGE_PULLS), STAGE_NONE);
}

static void
the_probe_gets_its_share_and_no_more(void **state)
{
	struct schedule s = empty();

	(void)state;
	wait_in(&s, STAGE_PROBE, 1, PRIORITY_PROBE);
	wait_in(&s, STAGE_PEOPLE, 100, PRIORITY_PEOPLE);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PEOPLE);
	s.since_probe = SCHEDULE_PROBE_EVERY;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PROBE);
	/* never before the first pages */
	s.first_pages_open = true;
	wait_in(&s, STAGE_PULLS, 1, PRIORITY_FIRST_PULLS);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PULLS);
	s.stages[STAGE_PULLS].n = 0;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_NONE);
	/* all of it when nothing else is to be done */
	s.first_pages_open = false;
	s.since_probe = 0;
	s.stages[STAGE_PEOPLE].n = 0;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PROBE);
}

static void
with_a_limit_on_people_new_ones_come_before_the_probe(void **state)
{
	struct schedule s = empty();

	(void)state;
	s.has_people_limit = true;
	s.people_left = 10;
	s.since_probe = 1000;
	wait_in(&s, STAGE_PROBE, 1, PRIORITY_PROBE);
	wait_in(&s, STAGE_PEOPLE, 100, PRIORITY_PEOPLE);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PEOPLE);
	s.stages[STAGE_PEOPLE].n = 0;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PROBE);
	/* who changed could not be visited any more */
	s.people_left = 0;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_NONE);
}

static void
places_are_looked_at_before_anybody_is_visited(void **state)
{
	struct schedule s = empty();

	(void)state;
	wait_in(&s, STAGE_PEOPLE, 100, PRIORITY_PEOPLE + 390);
	wait_in(&s, STAGE_LOOK, SCHEDULE_LOOK, PRIORITY_LOOK);
	wait_in(&s, STAGE_PULLS, 1, PRIORITY_PAGE);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_LOOK);
	/* a handful waits while more may come */
	wait_in(&s, STAGE_LOOK, 3, PRIORITY_LOOK);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PEOPLE);
	/* but not when only so many may be visited */
	s.has_people_limit = true;
	s.people_left = 10;
	s.since_people = 1000;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_LOOK);
}

static void
people_elsewhere_come_after_pages_and_probe(void **state)
{
	struct schedule s = empty();

	(void)state;
	s.since_people = 1000;
	wait_in(&s, STAGE_PEOPLE, 100, PRIORITY_ELSEWHERE + 50);
	wait_in(&s, STAGE_PROBE, 1, PRIORITY_PROBE);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PROBE);
	wait_in(&s, STAGE_PULLS, 1, PRIORITY_PAGE_LEAST);
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PULLS);
	s.stages[STAGE_PULLS].n = s.stages[STAGE_PROBE].n = 0;
	assert_int_equal(schedule_next(&s, LANE_GRAPHQL), STAGE_PEOPLE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_waits_nothing_runs),
		cmocka_unit_test(each_lane_serves_its_own_stages),
		cmocka_unit_test(people_wait_for_the_first_pages_of_all_seeds),
		cmocka_unit_test(people_and_deeper_pages_take_turns_by_promise),
		cmocka_unit_test(
		    a_handful_waits_for_company_while_more_may_come),
		cmocka_unit_test(readmes_come_in_good_company),
		cmocka_unit_test(commits_go_with_pull_requests),
		cmocka_unit_test(the_probe_gets_its_share_and_no_more),
		cmocka_unit_test(
		    places_are_looked_at_before_anybody_is_visited),
		cmocka_unit_test(people_elsewhere_come_after_pages_and_probe),
		cmocka_unit_test(
		    with_a_limit_on_people_new_ones_come_before_the_probe),
		cmocka_unit_test(
		    a_limit_on_people_is_spent_on_what_first_pages_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
