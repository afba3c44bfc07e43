/* The plan of a run: what it names, and that its points are no less than what
 * the run may cost. */
#include "store/task.h"
#include "tests/unit/stage_fixture.h"

static void
plan(struct stand *stand, struct buf *out)
{
	struct err_detail detail = { "" };

	buf_init(out, 65536);
	if (crawl_plan(stand->walk.store, &stand->options, out, &detail) != 0)
		fail_msg("%s", detail.text);
}

static void
holds(const struct buf *out, const char *line)
{
	if (strstr(out->data, line) == NULL)
		fail_msg("not in the plan: %s\n%s", line, out->data);
}

static void
new_seeds_are_named_and_bounded_by_what_is_usual(void **state)
{
	static const char *seeds[] = { "a/b", "c/d" };
	static const char *more[] = { "e/f", "A/B" };
	struct stand *stand = stand_new(state);
	struct buf out;

	stand->role.seeds = seeds;
	stand->role.n_seeds = 2;
	stand->options.extra_seeds = more;
	stand->options.n_extra_seeds = 2;
	plan(stand, &out);
	holds(&out, "role merged-only: 2 seeds, ");
	holds(&out, "  e/f (this run)\n");
	holds(&out, "  A/B (this run)\n");
	holds(&out, "3 repositories are new, 0 known: at most about 261 ");
	holds(&out, "about 1500 visits in all: 264 points");
	holds(&out, "in all at most about 525 points");
	buf_done(&out);
	/* fewer people, and a budget */
	stand->options.max_people = 23;
	stand->options.budget = 50;
	plan(stand, &out);
	holds(&out, "about 23 visits in all: 4 points");
	holds(&out, "at most about 265 points, ended by the budget of 50");
	buf_done(&out);
	stand_free(stand);
}

static void
later_visits_cost_pages_looks_and_what_waits(void **state)
{
	static const char *seeds[] = { "a/b" };
	struct stand *stand = stand_new(state);
	const struct task done = { .stage = STAGE_REPOSITORY,
		.subject = seed_key("a/b"),
		.done_at = FIXTURE_NOW,
		.due = FIXTURE_NOW };
	struct buf out;

	stand->role.seeds = seeds;
	stand->role.n_seeds = 1;
	fixture_begin(stand->fixture, true);
	assert_ok(store_task_put(stand->fixture->txn, &done));
	for (int64_t id = 1; id <= 101; id++)
		assert_ok(store_person_put(stand->fixture->txn,
		    &(struct person){ .id = id,
			.login = "ann",
			.fetched_at = FIXTURE_NOW }));
	fixture_commit(stand->fixture);
	add(stand, STAGE_PEOPLE, 200, "bob", NULL);
	plan(stand, &out);
	holds(&out, "0 repositories are new, 1 known: at most about 4 points");
	holds(&out, "101 people are known: 2 points to see who changed");
	holds(&out, "1 people are due now; about 1 visits in all: 4 points");
	holds(&out, "in all at most about 10 points");
	buf_done(&out);
	stand_free(stand);
}

static void
searches_cost_a_page_of_each_hundred(void **state)
{
	static const char *people[] = { "location:berlin", "location:bern" };
	struct stand *stand = stand_new(state);
	const struct task done = { .stage = STAGE_SEARCH,
		.subject = seed_key(people[0]),
		.done_at = FIXTURE_NOW,
		.due = FIXTURE_NOW + CLOCK_DAY_S };
	struct buf out;

	stand->role.people = people;
	stand->role.n_people = 2;
	plan(stand, &out);
	holds(&out, "2 searches: about 10 points for each thousand found");
	holds(&out, "about 2000 visits in all: 348 points");
	holds(&out, "in all at most about 368 points");
	buf_done(&out);
	/* not again in the same week */
	fixture_begin(stand->fixture, true);
	assert_ok(store_task_put(stand->fixture->txn, &done));
	fixture_commit(stand->fixture);
	plan(stand, &out);
	holds(&out, "in all at most about 186 points");
	buf_done(&out);
	stand_free(stand);
}

static void
what_is_no_repository_is_an_error(void **state)
{
	static const char *seeds[] = { "no repository" };
	struct stand *stand = stand_new(state);
	struct err_detail detail = { "" };
	struct buf out;

	stand->role.seeds = seeds;
	stand->role.n_seeds = 1;
	buf_init(&out, 65536);
	assert_int_equal(crawl_plan(stand->walk.store, &stand->options, &out,
			     &detail),
	    ERR_INVAL);
	assert_non_null(strstr(detail.text, "no repository"));
	buf_done(&out);
	stand_free(stand);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(new_seeds_are_named_and_bounded_by_what_is_usual),
		TEST(later_visits_cost_pages_looks_and_what_waits),
		TEST(searches_cost_a_page_of_each_hundred),
		TEST(what_is_no_repository_is_an_error),
	};

	log_init(LOG_ERR, LOG_LOGFMT);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
