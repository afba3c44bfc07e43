#include "tests/unit/people_fixture.h"
#include "tests/unit/rounds.h"

/*
 * Each role looks back as far as its horizon and no farther: what a store has
 * kept from before changes no byte of a score.
 */
enum {
	PEOPLE = 150
};

static struct buf
bytes_of(const struct role *role, int64_t now, const struct facts *facts)
{
	struct err_detail detail = { "" };
	struct rubric *rubric = NULL;
	struct score score;
	struct buf out;

	assert_ok(rubric_new(role, &fixture_catalogue, fixture_rules, now,
	    &rubric, &detail));
	rubric_score(rubric, facts, &fixture_arena, &score);
	rubric_free(rubric);
	buf_init(&out, 4 * 1024 * 1024);
	score_encode(&score, &out);
	assert_false(out.overflow);
	return out;
}

#define KEEP_SINCE(list, n, date)                                \
	do {                                                     \
		size_t n_kept = 0;                               \
		for (size_t keep = 0; keep < (n); keep++)        \
			if ((list)[keep].date >= since)          \
				(list)[n_kept++] = (list)[keep]; \
		(n) = n_kept;                                    \
	} while (0)

/* What a crawl of today would find: crawl.c's horizon, to the second. */
static void
forget_older(struct facts *facts, int64_t now, int64_t months)
{
	int64_t since = now - now % CLOCK_DAY_S - months * CLOCK_MONTH_S;
	size_t kept = 0;

	for (size_t i = 0; i < facts->n_work; i++) {
		struct work *work = &facts->work[i];

		KEEP_SINCE(work->pulls, work->n_pulls, merged_at);
		KEEP_SINCE(work->merges, work->n_merges, merged_at);
		KEEP_SINCE(work->reviews, work->n_reviews, submitted_at);
		KEEP_SINCE(work->comments, work->n_comments, created_at);
		KEEP_SINCE(work->commits, work->n_commits, authored_at);
		if (work->commits_total > 0 ||
		    work->n_pulls + work->n_merges + work->n_reviews +
			    work->n_comments + work->n_commits >
			0)
			facts->work[kept++] = *work;
	}
	facts->n_work = kept;
}

static void
an_old_store_scores_as_a_fresh_one(void **state)
{
	static const int64_t horizons[] = { 6, 24, 48 };
	static const int64_t hours[] = { 0, 13, 23 };
	static struct people people;
	struct role role = fixture_role();

	(void)state;
	for (uint64_t seed = 0; seed < (uint64_t)test_rounds(PEOPLE); seed++) {
		int64_t now = fixture_now + hours[seed % 3] * 3600;
		struct buf old, fresh;

		role.horizon_months = horizons[seed / 3 % 3];
		people_make(&people, seed);
		old = bytes_of(&role, now, &people.facts);
		forget_older(&people.facts, now, role.horizon_months);
		fresh = bytes_of(&role, now, &people.facts);
		assert_int_equal(old.len, fresh.len);
		assert_memory_equal(old.data, fresh.data, old.len);
		buf_done(&old);
		buf_done(&fresh);
	}
}

/* Kept gists are in the order of the facts, of which old ones are passed. */
static void
kept_gists_fit_whatever_the_horizon(void **state)
{
	static struct people people;
	struct role role = fixture_role();

	(void)state;
	for (uint64_t seed = 0; seed < (uint64_t)test_rounds(PEOPLE); seed++) {
		struct rubric *rubric = fixture_rubric(&role);
		struct buf read, kept;

		role.horizon_months = 12 + (int64_t)seed % 40;
		people_make(&people, seed);
		read = bytes_of(&role, fixture_now, &people.facts);
		assert_true(rubric_read(rubric, &people.facts, &fixture_arena));
		kept = bytes_of(&role, fixture_now, &people.facts);
		assert_int_equal(read.len, kept.len);
		assert_memory_equal(read.data, kept.data, read.len);
		buf_done(&read);
		buf_done(&kept);
		rubric_free(rubric);
	}
}

/* One store serves several roles. */
static void
each_role_has_its_own_horizon(void **state)
{
	struct fixture f;
	struct role role = fixture_role();
	struct score near, far;

	(void)state;
	fixture_person(&f);
	role.horizon_months = 3;
	near = fixture_score(&role, &f.facts);
	role.horizon_months = 600;
	far = fixture_score(&role, &f.facts);
	assert_int_equal(near.merged_pulls, 3);
	assert_int_equal(far.merged_pulls, FIXTURE_PULLS);
	assert_true(near.score < far.score);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_old_store_scores_as_a_fresh_one),
		cmocka_unit_test(kept_gists_fit_whatever_the_horizon),
		cmocka_unit_test(each_role_has_its_own_horizon),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
