#include "crawler/lapse.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "store/rights.h"

enum {
	NOTE_AGAIN_S = 3600,
	SKEW_S = CLOCK_DAY_S,
	GRACE_DAYS = 7,
	SHARE = 5 /* a fifth of all is more than a clock should decide */
};

int
lapse_note_date(struct walk *walk, struct txn *txn, int64_t date)
{
	int rc;

	if (date < 0 ||
	    (walk->date != 0 && date - walk->date < NOTE_AGAIN_S &&
		date >= walk->date))
		return 0;
	rc = store_date_put(txn, date);
	if (rc == 0) {
		walk->date = date;
		walk->date_wall = clock_wall();
	}
	return rc;
}

static bool
is_stopping(const struct walk *walk)
{
	return walk->options->stop != NULL && *walk->options->stop != 0;
}

static bool
is_clock_right(const struct walk *walk)
{
	int64_t skew = walk->date_wall - walk->date;

	if (walk->date == 0)
		return false;
	if (llabs(skew) <= SKEW_S)
		return true;
	log_warn("crawl",
	    "nobody is purged: this machine's clock is %lld hours %s GitHub's",
	    llabs(skew) / CLOCK_HOUR_S, skew > 0 ? "ahead of" : "behind");
	return false;
}

static int
count(struct walk *walk, const struct retention *rules,
    struct retention_count *ret_count)
{
	struct retention_count found = { 0 };
	int64_t after = 0;
	int rc = 0;

	while (rc == 0 && !is_stopping(walk)) {
		struct txn *txn = NULL;

		rc = store_begin(walk->store, false, &txn, walk->detail);
		if (rc == 0)
			rc = store_retention_count(txn, rules, &after, &found);
		txn_abort(txn);
		(void)crawl_turn(walk->options);
	}
	*ret_count = found;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
slice(struct walk *walk, const struct retention *rules, int64_t *after,
    struct retention_count *done)
{
	struct txn *txn = NULL;
	int rc = store_begin(walk->store, true, &txn, walk->detail), end;

	if (rc == 0)
		rc = store_retention_purge(txn, rules, after, done);
	end = txn_end(txn, rc == ERR_NOTFOUND ? 0 : rc, walk->detail);
	return end != 0 ? end : rc;
}

static int
purge(struct walk *walk, const struct retention *rules)
{
	struct retention_count done = { 0 };
	int64_t after = 0;
	int rc = 0;

	while (rc == 0 && !is_stopping(walk)) {
		rc = slice(walk, rules, &after, &done);
		(void)crawl_turn(walk->options);
	}
	walk->report->people_purged += done.people;
	if (done.people > 0)
		log_info("crawl", "purged: %lld not told in time, %lld told",
		    (long long)done.past_notice, (long long)done.past_told);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int
sweep(struct walk *walk)
{
	struct sweeper *sweeper = store_sweeper_new(walk->store);
	int rc = 0;

	while (rc == 0 && !is_stopping(walk)) {
		rc = store_sweep_step(sweeper, NULL, walk->detail);
		(void)crawl_turn(walk->options);
	}
	store_sweeper_free(sweeper);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
lapse_purge(struct walk *walk)
{
	const struct config *config = walk->options->config;
	struct retention rules = { .now = clock_wall(),
		.notice_days = config->store_retention_days,
		.told_days = config->store_retention_told_days,
		.grace_days = GRACE_DAYS };
	struct retention_count found = { 0 };
	int rc = 0;

	if (rules.notice_days > 0 && is_clock_right(walk))
		rc = count(walk, &rules, &found);
	rules.only_past_grace =
	    (found.past_notice + found.past_told) * SHARE > found.people;
	if (rc == 0 && rules.only_past_grace)
		log_warn("crawl",
		    "%lld of %lld people are past their time: muster purge "
		    "deletes them, a crawl %d days after that",
		    (long long)(found.past_notice + found.past_told),
		    (long long)found.people, GRACE_DAYS);
	if (rc == 0 && found.past_notice + found.past_told > 0)
		rc = purge(walk, &rules);
	return rc == 0 ? sweep(walk) : rc;
}
