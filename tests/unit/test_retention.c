/* The clock: who is past their time, who stops it, and what can't fool it. */
#include <string.h>

#include "store/key.h"
#include "store/lmdb.h"
#include "store/rights.h"
#include "tests/unit/store_fixture.h"

#define DAY ((int64_t)CLOCK_DAY_S)

static int64_t wall_now;

static int64_t
wall(void)
{
	return wall_now;
}

static int
setup(void **state)
{
	int rc = fixture_setup(state);

	wall_now = FIXTURE_NOW;
	clock_replace(NULL, wall);
	return rc;
}

static void
put_person(struct fixture *fixture, int64_t id, const char *login, int64_t days)
{
	const struct person person = { .id = id,
		.login = login,
		.name = "Ada Lovelace",
		.first_seen = FIXTURE_NOW - days * DAY,
		.fetched_at = FIXTURE_NOW - days * DAY };
	const struct score score = { .person = id, .score = 50 };

	assert_ok(store_person_put(fixture->txn, &person));
	assert_ok(
	    store_score_put(fixture->txn, "api", &score, &person, 0, false));
}

static void
put_lead(struct fixture *fixture, int64_t id, const struct lead *lead)
{
	assert_ok(store_lead_put(fixture->txn, "api", id, lead));
}

static struct retention
rules(void)
{
	return (struct retention){ .now = wall_now,
		.notice_days = 30,
		.told_days = 365,
		.grace_days = 7 };
}

static struct retention_count
purge(struct fixture *fixture, bool only_past_grace)
{
	struct retention how = rules();
	struct retention_count count = { 0 };
	int64_t after = 0;
	int rc = 0;

	how.only_past_grace = only_past_grace;
	while (rc == 0)
		rc = store_retention_purge(fixture->txn, &how, &after, &count);
	assert_int_equal(rc, ERR_NOTFOUND);
	return count;
}

static bool
is_stored(struct fixture *fixture, int64_t id)
{
	struct arena arena = { 0 };
	struct person person;
	int rc = store_person_get(fixture->txn, id, &arena, &person);

	arena_done(&arena);
	return rc == 0;
}

/* ---- tests ---- */

static void
only_a_notice_stops_the_clock(void **state)
{
	static const char *tags[] = { "keep" };
	static struct note notes[] = { { FIXTURE_NOW - DAY, "keep this one" } };
	static const struct {
		const char *login;
		int64_t days;
		struct lead lead;
		bool is_purged;
	} cases[] = {
		{ "fresh", 29, { .status = STATUS_NEW }, false },
		{ "today", 30, { .status = STATUS_NEW }, false },
		{ "past", 31, { .status = STATUS_NEW }, true },
		{ "tagged", 31, { .tags = tags, .n_tags = 1 }, true },
		{ "noted", 31, { .notes = notes, .n_notes = 1 }, true },
		{ "owned", 31, { .owner = "kim" }, true },
		{ "listed", 31,
		    { .status = STATUS_SHORTLISTED,
			.status_at = FIXTURE_NOW - DAY },
		    true },
		{ "declined", 31,
		    { .status = STATUS_DECLINED,
			.status_at = FIXTURE_NOW - DAY },
		    true },
		{ "told", 31, { .noticed_at = FIXTURE_NOW - 3 * DAY }, false },
		{ "contacted", 31,
		    { .status = STATUS_CONTACTED,
			.status_at = FIXTURE_NOW - 2 * DAY,
			.contacted_at = FIXTURE_NOW - 2 * DAY },
		    false },
		{ "long-ago", 500,
		    { .status = STATUS_CONTACTED,
			.status_at = FIXTURE_NOW - 366 * DAY,
			.contacted_at = FIXTURE_NOW - 366 * DAY },
		    true },
		{ "changed", 500,
		    { .status = STATUS_REPLIED,
			.status_at = FIXTURE_NOW - 300 * DAY,
			.contacted_at = FIXTURE_NOW - 400 * DAY },
		    false },
		{ "ahead", 500,
		    { .status = STATUS_CONTACTED,
			.status_at = FIXTURE_NOW + 900 * DAY,
			.contacted_at = FIXTURE_NOW - 400 * DAY },
		    true },
	};
	struct fixture *fixture = *state;
	struct retention_count count = { 0 };
	struct retention how = rules();
	int64_t after = 0, purged = 0;

	fixture_begin(fixture, true);
	for (size_t i = 0; i < COUNT(cases); i++) {
		put_person(fixture, (int64_t)i + 1, cases[i].login,
		    cases[i].days);
		put_lead(fixture, (int64_t)i + 1, &cases[i].lead);
		purged += cases[i].is_purged;
	}
	assert_int_equal(store_retention_count(fixture->txn, &how, &after,
			     &count),
	    ERR_NOTFOUND);
	assert_int_equal(count.people, COUNT(cases));
	assert_int_equal(count.past_notice + count.past_told, purged);
	assert_int_equal(count.past_told, 2);
	count = purge(fixture, false);
	assert_int_equal(count.people, purged);
	for (size_t i = 0; i < COUNT(cases); i++)
		if (is_stored(fixture, (int64_t)i + 1) == cases[i].is_purged)
			fail_msg("%s", cases[i].login);
	fixture_expect_sound(fixture);
}

static void
refusals_are_kept_for_as_long_as_they_hold(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_person(fixture, 7, "ada", 400);
	assert_ok(store_person_put(fixture->txn,
	    &(struct person){ .id = 7,
		.refusal = "no recruiters",
		.refused_at = FIXTURE_NOW - 399 * DAY }));
	assert_int_equal(purge(fixture, false).people, 0);
	assert_true(is_stored(fixture, 7));
}

static void
grace_leaves_those_of_the_last_week(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_person(fixture, 1, "lately", 33);
	put_person(fixture, 2, "long-since", 38);
	assert_int_equal(purge(fixture, true).people, 1);
	assert_true(is_stored(fixture, 1));
	assert_false(is_stored(fixture, 2));
}

/* Neither by another crawl, nor under another name, nor by the same login. */
static void
who_was_purged_is_kept_out_for_a_year(void **state)
{
	const struct work work = { .repository = 5, .commits_total = 9 };
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_person(fixture, 7, "ada", 31);
	assert_int_equal(purge(fixture, false).people, 1);
	wall_now += 364 * DAY;
	assert_int_equal(store_person_put(fixture->txn,
			     &(struct person){ .id = 7, .login = "renamed" }),
	    ERR_BLOCKED);
	assert_int_equal(store_work_merge(fixture->txn, 7, &work), ERR_BLOCKED);
	assert_true(store_is_suppressed(fixture->txn, 0, "ada"));
	wall_now += 2 * DAY;
	assert_ok(store_person_put(fixture->txn,
	    &(struct person){ .id = 7, .login = "renamed" }));
}

static void
who_declined_is_kept_out_for_ever(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_person(fixture, 7, "ada", 31);
	put_lead(fixture, 7, &(struct lead){ .status = STATUS_DECLINED });
	assert_int_equal(purge(fixture, false).people, 1);
	wall_now += 5000 * DAY;
	assert_true(store_is_suppressed(fixture->txn, 7, NULL));
}

/* A clock that is ahead ends no suppression that GitHub's date doesn't end. */
static void
suppressions_end_by_githubs_date(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	assert_ok(store_date_put(fixture->txn, FIXTURE_NOW));
	put_person(fixture, 7, "ada", 31);
	assert_int_equal(purge(fixture, false).people, 1);
	wall_now += 800 * DAY;
	assert_true(store_is_suppressed(fixture->txn, 7, NULL));
	assert_ok(store_date_put(fixture->txn, FIXTURE_NOW + 366 * DAY));
	assert_false(store_is_suppressed(fixture->txn, 7, NULL));
}

static void
first_seen_is_never_later(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct person person;

	fixture_begin(fixture, true);
	/* By a clock that was years ahead ... */
	wall_now = FIXTURE_NOW + 3000 * DAY;
	assert_ok(store_person_put(fixture->txn,
	    &(struct person){ .id = 7, .login = "ada" }));
	wall_now = FIXTURE_NOW;
	assert_int_equal(purge(fixture, false).people, 0);
	/* ... it begins when somebody looks by one that is right. */
	assert_ok(store_person_get(fixture->txn, 7, &arena, &person));
	assert_int_equal(person.first_seen, FIXTURE_NOW);
	person.first_seen = 0;
	wall_now += 20 * DAY;
	assert_ok(store_person_put(fixture->txn, &person));
	wall_now += 11 * DAY;
	assert_int_equal(purge(fixture, false).people, 1);
	arena_done(&arena);
}

static void
purge_is_refused_by_a_clock_that_is_wrong(void **state)
{
	struct fixture *fixture = *state;
	struct err_detail detail = { "" };

	fixture_begin(fixture, true);
	/* Never asked GitHub: nothing speaks against it. */
	assert_ok(store_clock_check(fixture->txn, NULL));
	assert_ok(store_date_put(fixture->txn, FIXTURE_NOW));
	assert_ok(store_clock_check(fixture->txn, NULL));
	wall_now = FIXTURE_NOW - DAY / 2;
	assert_ok(store_clock_check(fixture->txn, NULL));
	wall_now = FIXTURE_NOW - 2 * DAY;
	assert_int_equal(store_clock_check(fixture->txn, &detail), ERR_INVAL);
	assert_non_null(strstr(detail.text, "GitHub's was already at"));
	/* Nobody is shown longer by setting it back. */
	assert_int_equal(store_now(fixture->txn), FIXTURE_NOW);
	/* Ahead of GitHub's by days when that was last asked. */
	wall_now = FIXTURE_NOW + 40 * DAY;
	assert_ok(store_date_put(fixture->txn, FIXTURE_NOW));
	assert_int_equal(store_clock_check(fixture->txn, NULL), ERR_INVAL);
	wall_now = FIXTURE_NOW;
	assert_ok(store_clock_check(fixture->txn, NULL));
	/* Behind the last purge, until GitHub is asked again. */
	wall_now = FIXTURE_NOW + 9 * DAY;
	(void)purge(fixture, false);
	wall_now = FIXTURE_NOW + 8 * DAY;
	assert_int_equal(store_clock_check(fixture->txn, NULL), ERR_INVAL);
	assert_ok(store_date_put(fixture->txn, wall_now));
	assert_ok(store_clock_check(fixture->txn, NULL));
}

/* One that is stopped anywhere ends where the next one goes on. */
static void
sweep_that_was_killed_goes_on(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct person person;
	struct sweeper *sweeper;
	struct key key;
	bool is_due = false;

	fixture_begin(fixture, true);
	for (int64_t id = 1; id <= 40; id++)
		assert_ok(store_person_put(fixture->txn,
		    &(struct person){ .id = id, .bio = "met @ada and @bob" }));
	put_person(fixture, 50, "ada", 1);
	put_person(fixture, 51, "bob", 1);
	assert_ok(store_forget(fixture->txn, 50, true));
	/* As if a pass for her had come to the 20th person, and to its end
	 * there: table 1, eight bytes of key. */
	key_meta(&key, META_SYSTEM, "swept");
	assert_ok(db_put(fixture->txn, TABLE_META, &key,
	    (struct slice){ (const uint8_t *)"\0\0\0\0\0\0\0\1\1"
					     "\0\0\0\0\0\0\0\24",
		17 }));
	assert_ok(store_forget(fixture->txn, 51, true));
	fixture_commit(fixture);
	sweeper = store_sweeper_new(fixture->store);
	while (store_sweep_step(sweeper, NULL, NULL) == 0)
		;
	store_sweeper_free(sweeper);
	fixture_begin(fixture, false);
	assert_ok(store_sweep_is_due(fixture->txn, &is_due));
	assert_false(is_due);
	assert_ok(store_person_get(fixture->txn, 20, &arena, &person));
	assert_string_equal(person.bio, "met @ada and @<forgotten>");
	assert_ok(store_person_get(fixture->txn, 21, &arena, &person));
	assert_string_equal(person.bio, "met @<forgotten> and @<forgotten>");
	arena_done(&arena);
}

#define CLOCK_TEST(name) \
	cmocka_unit_test_setup_teardown(name, setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CLOCK_TEST(only_a_notice_stops_the_clock),
		CLOCK_TEST(refusals_are_kept_for_as_long_as_they_hold),
		CLOCK_TEST(grace_leaves_those_of_the_last_week),
		CLOCK_TEST(who_was_purged_is_kept_out_for_a_year),
		CLOCK_TEST(who_declined_is_kept_out_for_ever),
		CLOCK_TEST(suppressions_end_by_githubs_date),
		CLOCK_TEST(first_seen_is_never_later),
		CLOCK_TEST(purge_is_refused_by_a_clock_that_is_wrong),
		CLOCK_TEST(sweep_that_was_killed_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
