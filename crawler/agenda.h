#ifndef CRAWLER_AGENDA_H
#define CRAWLER_AGENDA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/cron.h"

/*
 * What the daemon runs when: pure, from the roles' schedules, their last runs
 * and the time.  Times are wall clock; 0: never.
 */
struct agenda_role {
	struct cron cron;
	int64_t last; /* the end of the last run that succeeded */
	/* The last run was refused (token, configuration): no use in trying
	 * before the next moment of the schedule. */
	int64_t refused;
	/* The last run failed (network): `failures` times in a row. */
	int64_t failed;
	int64_t failures;
};

/*
 * When the role is to run next; not after `now`: it is due.  A role that never
 * ran is due at once.  Of several moments that were missed, while the daemon
 * was down or busy, one is made up.  A last run in the future (the clock was
 * set back) counts as now.  INT64_MAX: never.
 */
int64_t agenda_next(const struct agenda_role *role, int64_t now);

/* Marks the roles that are due and returns their number; *ret_next is when the
 * next of the others is due, INT64_MAX: never. */
size_t agenda_due(const struct agenda_role *roles, size_t n, int64_t now,
    bool *ret_due, int64_t *ret_next);

/* Seconds to wait after so many failures in a row: 1, 2, 4, ... minutes, an
 * hour at most. */
int64_t agenda_backoff(int64_t failures);

/* How a run ended, for the agenda. */
enum agenda_outcome {
	AGENDA_DONE,
	AGENDA_REFUSED, /* waits for the next moment, or for a reload */
	AGENDA_FAILED, /* is tried again after a while */
	AGENDA_STOPPED, /* on request: is due as before */
	AGENDA_FATAL /* the store: the daemon ends */
};

/* What a result of crawl_run() means. */
enum agenda_outcome agenda_outcome(int rc);

/* Notes a run's end. */
void
agenda_ran(struct agenda_role *role, enum agenda_outcome outcome, int64_t now);

/* The configuration was read again: what was refused or failed is tried at
 * once. */
void agenda_forgive(struct agenda_role *role);

#endif
