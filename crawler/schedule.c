#include "crawler/schedule.h"

static bool
is_harvest(enum stage stage)
{
	return stage == STAGE_CONTRIBUTORS || stage == STAGE_PULLS ||
	    stage == STAGE_COMMENTS || stage == STAGE_COMMITS;
}

static bool
may_visit(const struct schedule *schedule)
{
	const struct waiting *people = &schedule->stages[STAGE_PEOPLE];

	if (people->n == 0 || schedule->people_left <= 0)
		return false;
	if (people->priority >= PRIORITY_NAMED)
		return true;
	/* the limit is for those in the right place */
	if (schedule->has_people_limit && schedule->stages[STAGE_LOOK].n > 0)
		return false;
	if (schedule->first_pages_open)
		return !schedule->has_people_limit &&
		    people->priority >= PRIORITY_PEOPLE &&
		    schedule->since_people >= SCHEDULE_PATIENCE &&
		    people->n >= schedule->people_batch;
	/* a handful waits for company as long as more may come */
	return people->n >= schedule->people_batch || !schedule->harvest_open ||
	    schedule->has_people_limit;
}

/* A look costs the same at one as at a hundred; but with a limit on people it
 * decides who is among them. */
static bool
may_look(const struct schedule *schedule)
{
	if (schedule->has_people_limit)
		return !schedule->first_pages_open;
	return schedule->stages[STAGE_LOOK].n >= SCHEDULE_LOOK ||
	    !schedule->harvest_open;
}

static bool
may_read(const struct schedule *schedule)
{
	size_t n = schedule->stages[STAGE_READMES].n;

	if (n >= SCHEDULE_READMES_FIRST &&
	    schedule->people_scored < SCHEDULE_FIRST_LEADS)
		return true;
	/* a batch of people takes them along */
	if (may_visit(schedule))
		return n >= SCHEDULE_READMES_MANY;
	return n >= SCHEDULE_READMES || !schedule->harvest_open;
}

/*
 * After the first pages; and with a limit on people only when nobody new waits
 * and those found changed may still be visited.
 */
static bool
may_probe(const struct schedule *schedule)
{
	if (schedule->first_pages_open || schedule->people_left <= 0)
		return false;
	return !schedule->has_people_limit ||
	    schedule->stages[STAGE_PEOPLE].n == 0;
}

/* Whether a stage may be served now at all. */
static bool
may_run(const struct schedule *schedule, enum stage stage)
{
	const struct waiting *waiting = &schedule->stages[stage];

	if (waiting->n == 0)
		return false;
	if (stage == STAGE_PEOPLE)
		return may_visit(schedule);
	if (stage == STAGE_READMES)
		return may_read(schedule);
	if (stage == STAGE_PROBE)
		return may_probe(schedule);
	if (stage == STAGE_LOOK)
		return may_look(schedule);
	/* deeper pages come after the people that the first ones chose */
	if (is_harvest(stage) && waiting->priority < PRIORITY_FIRST_COMMITS &&
	    schedule->has_people_limit && schedule->people_left > 0)
		return !schedule->first_pages_open &&
		    schedule->stages[STAGE_PEOPLE].n == 0;
	return true;
}

enum stage
schedule_next(const struct schedule *schedule, enum lane lane)
{
	const struct waiting *people = &schedule->stages[STAGE_PEOPLE];
	enum stage best = STAGE_NONE;
	int64_t best_priority = 0;

	/* their patience is at its end: before any other */
	if (lane == LANE_GRAPHQL && may_run(schedule, STAGE_PEOPLE) &&
	    schedule->since_people >= SCHEDULE_PATIENCE &&
	    people->priority >= PRIORITY_PEOPLE &&
	    people->n >= schedule->people_batch)
		return STAGE_PEOPLE;
	/* so that known people are kept fresh by a crawl of few points, too */
	if (lane == LANE_GRAPHQL && may_run(schedule, STAGE_PROBE) &&
	    schedule->since_probe >= SCHEDULE_PROBE_EVERY)
		return STAGE_PROBE;
	for (int i = STAGE_NONE + 1; i < STAGE_END; i++) {
		enum stage stage = (enum stage)i;
		const struct waiting *waiting = &schedule->stages[stage];

		if (stage_info(stage)->lane != lane ||
		    !may_run(schedule, stage))
			continue;
		if (best == STAGE_NONE || waiting->priority > best_priority) {
			best = stage;
			best_priority = waiting->priority;
		}
	}
	return best;
}

enum stage
schedule_companion(const struct schedule *schedule, enum stage stage)
{
	if (stage == STAGE_PEOPLE && schedule->stages[STAGE_READMES].n > 0)
		return STAGE_READMES;
	if (stage == STAGE_PULLS && may_run(schedule, STAGE_COMMITS))
		return STAGE_COMMITS;
	if (stage == STAGE_COMMITS && may_run(schedule, STAGE_PULLS))
		return STAGE_PULLS;
	return STAGE_NONE;
}
