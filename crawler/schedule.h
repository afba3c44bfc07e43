#ifndef CRAWLER_SCHEDULE_H
#define CRAWLER_SCHEDULE_H

#include "crawler/walk.h"

/*
 * Which stage a free lane serves next: pure, from what waits in each.
 *
 * The best priority wins, with some exceptions.  People wait until the first
 * pages of all seeds are in, so that the most promising are known; but not for
 * longer than SCHEDULE_PATIENCE calls, so that many seeds do not keep the
 * first leads waiting.  People wait for a full batch as long as the harvest or
 * the probe may bring more; READMEs for people to ride along with, or for a
 * good number: a call costs the same whether it brings one README or a hundred.
 * Of the first leads they come sooner.  With a limit on people, deeper pages
 * wait until the limit is used up: whom to visit then depends on the first
 * pages alone, in whatever order answers came.
 *
 * The probe for changes comes last by its priority, when nobody new waits; but
 * one call in SCHEDULE_PROBE_EVERY is its own, once the first pages are in.
 */
enum {
	SCHEDULE_PATIENCE = 16,
	SCHEDULE_READMES = 48,
	SCHEDULE_READMES_MANY = 120, /* more than ride along with people */
	SCHEDULE_READMES_FIRST = 16, /* until so many were scored: */
	SCHEDULE_FIRST_LEADS = 50,
	SCHEDULE_LOOK = 64,
	SCHEDULE_PROBE_EVERY = 8 /* GraphQL calls, while others wait */
};

/* What waits in one stage. */
struct waiting {
	size_t n; /* due and not in flight, counted up to some bound */
	int64_t priority; /* of the best */
};

struct schedule {
	struct waiting stages[STAGE_END];
	bool first_pages_open; /* in any lane, waiting or in flight */
	bool harvest_open; /* pages of any depth, likewise */
	int64_t since_people; /* harvest calls since the last batch */
	int64_t since_probe; /* GraphQL calls since the last probe */
	size_t people_batch; /* how many people make a full one */
	int64_t people_left; /* that may be visited; INT64_MAX: no limit */
	bool has_people_limit;
	int64_t people_scored;
};

/* STAGE_NONE when the lane has nothing to do now. */
enum stage schedule_next(const struct schedule *schedule, enum lane lane);

/*
 * What else may go into the same query; STAGE_NONE for nothing.  READMEs
 * resolve no connection, so beside people they cost neither a point nor a call;
 * pull requests and commits cost the same points together, but one call less.
 */
enum stage
schedule_companion(const struct schedule *schedule, enum stage stage);

#endif
