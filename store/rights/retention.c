/*
 * The clock: how long people are kept who were not told, and who were.  It
 * starts when somebody is first stored; first_seen is never moved to a later
 * time, and who was purged is kept out by hash, so no crawl starts it anew.
 */
#include "base/array.h"
#include "base/clock.h"
#include "store/fact/person.h"
#include "store/meta.h"
#include "store/rights.h"
#include "store/score/score.h"
#include "store/store_internal.h"
#include "store/value/value.h"

enum {
	SLICE_MS = 40, /* of a write transaction, commit apart */
	LOOKED_AT = 4000, /* people of one read transaction */
	SKEW_S = CLOCK_DAY_S
};

/* GitHub's date when it last answered, and the wall clock's then; when
 * somebody was last purged. */
static const char date_name[] = "github-date", wall_name[] = "github-date-at",
		  run_name[] = "purged-at";

/* ---- which time it is ---- */

int
store_date_put(struct txn *txn, int64_t date)
{
	int rc = meta_put_int(txn, META_SYSTEM, date_name, date);

	if (rc == 0)
		rc = meta_put_int(txn, META_SYSTEM, wall_name, clock_wall());
	/* A run by a clock that was ahead holds nothing up for ever. */
	return rc < 0 ? rc : meta_put_int(txn, META_SYSTEM, run_name, 0);
}

int
store_date_get(struct txn *txn, int64_t *ret_date, int64_t *ret_wall)
{
	int rc = meta_get_int(txn, META_SYSTEM, date_name, ret_date);

	return rc < 0 ? rc
		      : meta_get_int(txn, META_SYSTEM, wall_name, ret_wall);
}

int64_t
store_now(struct txn *txn)
{
	int64_t wall = clock_wall(), date;

	if (meta_get_int(txn, META_SYSTEM, date_name, &date) != 0)
		return wall;
	return date > wall ? date : wall;
}

int64_t
store_now_at_least(struct txn *txn)
{
	int64_t wall = clock_wall(), date;

	if (meta_get_int(txn, META_SYSTEM, date_name, &date) != 0 || date == 0)
		return wall;
	return date < wall ? date : wall;
}

static int
refuse(struct err_detail *detail, const char *what, int64_t when, int64_t wall)
{
	char then[CLOCK_TEXT_LEN], now[CLOCK_TEXT_LEN];

	clock_format(when, then);
	clock_format(wall, now);
	return err_set(detail, ERR_INVAL,
	    "this machine's clock says %s, but %s %s: set the clock, nobody "
	    "was purged",
	    now, what, then);
}

int
store_clock_check(struct txn *txn, struct err_detail *detail)
{
	int64_t wall = clock_wall(), date = 0, date_wall = 0, run = 0;
	int rc = store_date_get(txn, &date, &date_wall);

	if (rc == 0)
		rc = meta_get_int(txn, META_SYSTEM, run_name, &run);
	if (rc < 0)
		return rc;
	if (date != 0 && wall < date - SKEW_S)
		return refuse(detail, "GitHub's was already at", date, wall);
	if (date != 0 && date_wall > date + SKEW_S && wall >= date_wall)
		return refuse(detail,
		    "it was days ahead of GitHub's, which then was at", date,
		    wall);
	if (wall < run)
		return refuse(detail, "people were last purged at", run, wall);
	return 0;
}

/* ---- who is past it ---- */

static void
look_at_lead(const struct lead *lead, int64_t now, int64_t *last, bool *told)
{
	const int64_t times[] = { lead->status_at, lead->contacted_at,
		lead->noticed_at,
		lead->n_notes > 0 ? lead->notes[lead->n_notes - 1].at : 0 };

	/* A time to come, by a clock that was wrong, says nothing. */
	for (size_t i = 0; i < COUNT(times); i++)
		if (times[i] > *last && times[i] <= now + SKEW_S)
			*last = times[i];
	*told |= lead->contacted_at != 0 || lead->noticed_at != 0;
}

bool
store_lead_is_past_told(const struct lead *lead, int64_t now, int64_t told_days)
{
	int64_t last = 0;
	bool told = false;

	look_at_lead(lead, now, &last, &told);
	return told && last != 0 && last + told_days * CLOCK_DAY_S < now;
}

/* The last change in the person's pipeline, and whether they were told. */
static int
look_at_pipeline(struct txn *txn, int64_t person, int64_t now,
    int64_t *ret_last, bool *ret_told)
{
	struct arena arena = { 0 };
	struct slice at, value;
	struct cursor *cursor;
	struct key prefix;
	struct lead lead;
	int rc;

	*ret_last = 0;
	*ret_told = false;
	rc = cursor_open(txn, TABLE_LEAD, &cursor);
	if (rc < 0)
		return rc;
	key_lead_prefix(&prefix, person);
	rc = cursor_seek(cursor, &prefix, &at, &value);
	while (rc == 0 && key_prefixes(&prefix, at)) {
		rc = value_decode(txn, value, &lead_record, &arena, &lead);
		if (rc == 0)
			look_at_lead(&lead, now, ret_last, ret_told);
		if (rc == 0 || rc == ERR_CORRUPT)
			rc = cursor_next(cursor, &at, &value);
	}
	cursor_close(cursor);
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int
store_retention_of(struct txn *txn, const struct retention *rules,
    const struct person *person, struct retention_end *ret_end)
{
	struct retention_end end = { .told = false };
	int64_t last = 0, since = person->first_seen;
	int rc;

	/* Of who refuses only the refusal is kept, for as long as it holds. */
	if (person->refusal != NULL || since == 0) {
		*ret_end = end;
		return 0;
	}
	rc = look_at_pipeline(txn, person->id, rules->now, &last, &end.told);
	if (rc < 0)
		return rc;
	if (last == 0 || !end.told)
		last = since;
	end.at = last +
	    (end.told ? rules->told_days : rules->notice_days) * CLOCK_DAY_S;
	*ret_end = end;
	return 0;
}

static int
look_at(struct txn *txn, const struct retention *rules, int64_t id,
    struct arena *arena, struct person *ret_person,
    struct retention_end *ret_end)
{
	int rc = store_person_get_brief(txn, id, arena, ret_person);

	/* One that can't be read is counted when it is mended. */
	if (rc == ERR_CORRUPT) {
		*ret_person = (struct person){ .id = id };
		*ret_end = (struct retention_end){ 0 };
		return 0;
	}
	return rc < 0 ? rc
		      : store_retention_of(txn, rules, ret_person, ret_end);
}

static bool
is_past(const struct retention *rules, const struct retention_end *end)
{
	return end->at != 0 && end->at < rules->now;
}

static void
count_end(const struct retention *rules, const struct retention_end *end,
    struct retention_count *count)
{
	count->people++;
	if (!is_past(rules, end))
		return;
	if (end->told)
		count->past_told++;
	else
		count->past_notice++;
}

int
store_retention_count(struct txn *txn, const struct retention *rules,
    int64_t *after, struct retention_count *count)
{
	struct arena arena = { 0 };
	struct retention_end end;
	struct person person;
	int rc = 0;

	for (int i = 0; i < LOOKED_AT && rc == 0; i++) {
		rc = store_person_next(txn, *after, after);
		if (rc == 0)
			rc = look_at(txn, rules, *after, &arena, &person, &end);
		if (rc == 0 && person.refusal == NULL)
			count_end(rules, &end, count);
		arena_reset(&arena);
	}
	arena_done(&arena);
	return rc;
}

/* ---- purging ---- */

/* Somebody stored by a clock that was ahead is counted from now. */
static int
mend_first_seen(struct txn *txn, const struct retention *rules, int64_t id)
{
	struct arena arena = { 0 };
	struct person person;
	int rc = store_person_get(txn, id, &arena, &person);

	person.first_seen = rules->now;
	if (rc == 0)
		rc = store_person_put(txn, &person);
	if (rc == 0)
		rc = store_score_touch(txn, id, rules->now);
	arena_done(&arena);
	return rc == ERR_BLOCKED ? 0 : rc;
}

static int
purge_one(struct txn *txn, const struct retention *rules, int64_t id,
    struct retention_count *count)
{
	struct arena arena = { 0 };
	struct retention_end end;
	struct person person;
	int64_t grace = rules->only_past_grace ? rules->grace_days : 0;
	int rc = look_at(txn, rules, id, &arena, &person, &end);

	if (rc == 0 && person.first_seen > rules->now + SKEW_S)
		rc = mend_first_seen(txn, rules, id);
	if (rc == 0 && is_past(rules, &end) &&
	    end.at + grace * CLOCK_DAY_S < rules->now) {
		count_end(rules, &end, count);
		rc = store_purge(txn, id,
		    end.told ? "told, but no change since"
			     : "not told in time");
	}
	arena_done(&arena);
	return rc;
}

int
store_retention_purge(struct txn *txn, const struct retention *rules,
    int64_t *after, struct retention_count *count)
{
	int64_t until = clock_mono_ms() + SLICE_MS, n = 0;
	int rc = 0;

	if (!txn->store->has_secret)
		return txn_fail(txn, ERR_INVAL,
		    "suppress.key could not be made beside it, so who is "
		    "purged could not be kept out: set MUSTER_SUPPRESS_KEY to "
		    "a file that can");
	while (rc == 0 && n++ < LOOKED_AT && clock_mono_ms() < until) {
		rc = store_person_next(txn, *after, after);
		if (rc == 0)
			rc = purge_one(txn, rules, *after, count);
	}
	if (rc == 0 || rc == ERR_NOTFOUND) {
		int put = meta_put_int(txn, META_SYSTEM, run_name, rules->now);

		rc = put < 0 ? put : rc;
	}
	return rc;
}
