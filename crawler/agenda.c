#include "crawler/agenda.h"

#include "base/clock.h"
#include "base/err.h"

enum {
	BACKOFF_MAX_S = CLOCK_HOUR_S,
	DOUBLINGS_MAX = 6
};

int64_t
agenda_backoff(int64_t failures)
{
	int64_t doublings = failures - 1, wait;

	if (doublings < 0)
		doublings = 0;
	if (doublings > DOUBLINGS_MAX)
		doublings = DOUBLINGS_MAX;
	wait = (int64_t)CLOCK_MINUTE_S << doublings;
	return wait < BACKOFF_MAX_S ? wait : BACKOFF_MAX_S;
}

static int64_t
not_after(int64_t wall, int64_t now)
{
	return wall < now ? wall : now;
}

int64_t
agenda_next(const struct agenda_role *role, int64_t now)
{
	int64_t from = not_after(role->last, now), next;

	if (role->failed > 0)
		return not_after(role->failed, now) +
		    agenda_backoff(role->failures);
	if (role->refused > 0)
		from = not_after(role->refused, now);
	else if (role->last <= 0)
		return now;
	return cron_next(&role->cron, from, &next) == 0 ? next : INT64_MAX;
}

size_t
agenda_due(const struct agenda_role *roles, size_t n, int64_t now,
    bool *ret_due, int64_t *ret_next)
{
	int64_t soonest = INT64_MAX;
	size_t n_due = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t next = agenda_next(&roles[i], now);

		ret_due[i] = next <= now;
		if (ret_due[i])
			n_due++;
		else if (next < soonest)
			soonest = next;
	}
	*ret_next = soonest;
	return n_due;
}

enum agenda_outcome
agenda_outcome(int rc)
{
	switch ((enum err)rc) {
	case ERR_NONE:
		return AGENDA_DONE;
	case ERR_CANCELED:
		return AGENDA_STOPPED;
	case ERR_IO:
	case ERR_FULL:
	case ERR_CORRUPT:
		return AGENDA_FATAL;
	case ERR_DENIED:
	case ERR_INVAL:
	case ERR_PARSE:
	case ERR_NOTFOUND:
		return AGENDA_REFUSED;
	case ERR_AGAIN:
	case ERR_LIMIT:
	case ERR_NET:
	case ERR_HTTP:
	case ERR_NOMEM:
	case ERR_BUSY:
	case ERR_BLOCKED:
		break;
	}
	return AGENDA_FAILED;
}

void
agenda_ran(struct agenda_role *role, enum agenda_outcome outcome, int64_t now)
{
	switch (outcome) {
	case AGENDA_DONE:
		role->last = now;
		agenda_forgive(role);
		break;
	case AGENDA_REFUSED:
		agenda_forgive(role);
		role->refused = now;
		break;
	case AGENDA_FAILED:
		role->refused = 0;
		role->failed = now;
		role->failures++;
		break;
	case AGENDA_STOPPED:
	case AGENDA_FATAL:
		break;
	}
}

void
agenda_forgive(struct agenda_role *role)
{
	role->refused = 0;
	role->failed = 0;
	role->failures = 0;
}
