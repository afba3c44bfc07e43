#include <stdio.h>

#include "tests/unit/metamorphic_fixture.h"

/*
 * What never counts changes no byte of a score; more evidence never lowers it,
 * less never raises it.
 */

static struct buf
bytes_of(size_t role, struct people *people)
{
	struct score score = score_of(role, people);
	struct buf out;

	buf_init(&out, 4 * 1024 * 1024);
	score_encode(&score, &out);
	assert_false(out.overflow);
	return out;
}

/* ---- what is never in a score ---- */

static void
change_name(struct people *people, struct chance *chance)
{
	(void)chance;
	people->facts.person.name = "Somebody Else";
}

static void
change_pronouns(struct people *people, struct chance *chance)
{
	people->facts.person.bio = chance_one_in(chance, 2)
	    ? "she/her. Backend engineer, Kafka and PostgreSQL"
	    : "Backend engineer (he/they), Kafka and PostgreSQL, aged 61";
}

static void
change_place(struct people *people, struct chance *chance)
{
	people->facts.person.location =
	    chance_one_in(chance, 2) ? NULL : "Lagos, Nigeria";
}

static void
change_nationality(struct people *people, struct chance *chance)
{
	(void)chance;
	people->facts.person.bio =
	    "Backend engineer, Kafka and PostgreSQL, Peruvian citizen";
}

static void
change_employer(struct people *people, struct chance *chance)
{
	people->facts.person.company =
	    chance_one_in(chance, 2) ? NULL : "@redis @kafka";
}

/* Named in a bio, an employer speaks for no skill. */
static void
change_employer_in_bio(struct people *people, struct chance *chance)
{
	(void)chance;
	people->facts.person.bio =
	    "Backend engineer @redis, Kafka and PostgreSQL";
}

static void
change_account(struct people *people, struct chance *chance)
{
	struct person *person = &people->facts.person;

	person->created_at = days_ago(chance_below(chance, 6000));
	person->updated_at = days_ago(chance_below(chance, 600));
	person->first_seen = days_ago(chance_below(chance, 25));
	person->hireable = true;
	person->following = chance_below(chance, 9000);
	person->node_id = "U_x";
}

static void
change_links(struct people *people, struct chance *chance)
{
	static struct link links[] = { { "linkedin",
	    "https://linkedin.example/in/x" } };

	(void)chance;
	people->facts.person.links = links;
	people->facts.person.n_links = 1;
}

static int64_t
other_hour(int64_t date, struct chance *chance)
{
	return date - date % CLOCK_DAY_S + chance_below(chance, CLOCK_DAY_S);
}

static void
change_hours(struct people *people, struct chance *chance)
{
	for (size_t i = 0; i < people->facts.n_work; i++) {
		struct work *work = &people->work[i];

#define MOVE(list, date)                            \
	for (size_t k = 0; k < work->n_##list; k++) \
	work->list[k].date = other_hour(work->list[k].date, chance)
		MOVE(pulls, merged_at);
		MOVE(merges, merged_at);
		MOVE(reviews, submitted_at);
		MOVE(comments, created_at);
		MOVE(commits, authored_at);
#undef MOVE
	}
	for (size_t i = 0; i < people->facts.own.n_items; i++)
		people->own[i].pushed_at =
		    other_hour(people->own[i].pushed_at, chance);
	people->facts.person.pushed_at =
	    other_hour(people->facts.person.pushed_at, chance);
}

static void
what_never_counts_changes_no_byte(void **state)
{
	static const struct {
		const char *what;
		void (*change)(struct people *, struct chance *);
	} changes[] = {
		{ "name", change_name },
		{ "pronouns and age", change_pronouns },
		{ "place", change_place },
		{ "nationality", change_nationality },
		{ "employer", change_employer },
		{ "employer in the bio", change_employer_in_bio },
		{ "account and its age", change_account },
		{ "links", change_links },
		{ "hours of the day", change_hours },
	};

	(void)state;
	for (uint64_t seed = 0; seed < made(); seed++)
		for (size_t i = 0; i < COUNT(changes); i++) {
			struct chance chance = { seed };
			struct people people;
			struct buf before, after;

			people_make(&people, seed);
			before = bytes_of(seed % 2, &people);
			changes[i].change(&people, &chance);
			after = bytes_of(seed % 2, &people);
			if (before.len != after.len ||
			    memcmp(before.data, after.data, before.len) != 0)
				fail_msg("%s changed the score of person %d",
				    changes[i].what, (int)seed);
			buf_done(&before);
			buf_done(&after);
		}
}

/*
 * Months count in any order, so a gap costs nothing: without a half-life the
 * same work in other months of the horizon gives the same score.
 */
static void
gaps_and_streaks_do_not_count(void **state)
{
	struct role role = fixture_role();
	struct rubric *rubric;

	(void)state;
	role.half_life_months = 0;
	rubric = fixture_rubric(&role);
	for (int gap = 0; gap < 12; gap++) {
		double scores[2];

		for (int k = 0; k < 2; k++) {
			struct fixture f;
			struct score score;

			fixture_person(&f);
			f.facts.own.n_items = 0;
			f.work[0].n_merges = f.work[0].n_reviews = 0;
			f.work[0].n_comments = f.work[0].n_commits = 0;
			f.work[0].n_pulls = 12;
			/* In a row, or with a pause after `gap` of them. */
			for (int i = 0; i < 12; i++)
				f.pulls[i].merged_at = fixture_now -
				    3 * CLOCK_DAY_S -
				    (24 + i + (i >= gap && k == 1 ? 8 : 0)) *
					(int64_t)CLOCK_MONTH_S;
			rubric_score(rubric, &f.facts, &fixture_arena, &score);
			scores[k] = score.signals[FAMILY_MERGED_WORK].value;
		}
		assert_true(scores[0] == scores[1]);
	}
	rubric_free(rubric);
}

/* ---- more never lowers, less never raises ---- */

static struct work *
some_work(struct people *people, struct chance *chance)
{
	if (people->facts.n_work == 0) {
		people_work(chance, 0, &people->work[0]);
		people->facts.n_work = 1;
		people->work[0].n_pulls = people->work[0].n_merges = 0;
		people->work[0].n_reviews = people->work[0].n_comments = 0;
		people->work[0].n_commits = 0;
		people->work[0].commits_total = 0;
	}
	return &people
		    ->work[chance_below(chance, (int64_t)people->facts.n_work)];
}

static struct repository *
some_own(struct people *people, struct chance *chance)
{
	if (people->facts.own.n_items == 0)
		return &people->own[PEOPLE_OWN];
	return &people->own[chance_below(chance,
	    (int64_t)people->facts.own.n_items)];
}

static void
more_stars(struct people *people, struct chance *chance)
{
	some_own(people, chance)->stars +=
	    1 + chance_one_in(chance, 2) * chance_below(chance, 3000);
}

static void
more_forks(struct people *people, struct chance *chance)
{
	some_own(people, chance)->forks += 1 + chance_below(chance, 30);
}

static void
more_followers(struct people *people, struct chance *chance)
{
	people->facts.person.followers +=
	    1 + chance_one_in(chance, 2) * chance_below(chance, 3000);
}

static void
more_merged(struct people *people, struct chance *chance)
{
	people->facts.person.merged_pulls += 1 + chance_below(chance, 90);
}

static void
more_pulls(struct people *people, struct chance *chance)
{
	struct work *work = some_work(people, chance);

	work->pulls[work->n_pulls++] = people_pull(chance);
}

static void
more_merges(struct people *people, struct chance *chance)
{
	struct work *work = some_work(people, chance);

	work->merges[work->n_merges++] = people_merge(chance);
}

static void
more_reviews(struct people *people, struct chance *chance)
{
	struct work *work = some_work(people, chance);

	work->reviews[work->n_reviews++] = people_review(chance);
}

static void
more_comments(struct people *people, struct chance *chance)
{
	struct work *work = some_work(people, chance);

	work->comments[work->n_comments++] = people_comment_fact(chance);
}

static void
more_commits(struct people *people, struct chance *chance)
{
	struct work *work = some_work(people, chance);

	work->commits[work->n_commits++] = people_commit(chance);
	if (work->commits_total > 0)
		work->commits_total++;
}

static void
more_commits_listed(struct people *people, struct chance *chance)
{
	some_work(people, chance)->commits_total +=
	    1 + chance_below(chance, 50);
}

static void
more_repositories(struct people *people, struct chance *chance)
{
	people->own[people->facts.own.n_items++] =
	    people_repository(chance, "ada/more", "Go");
}

static void
more_work(struct people *people, struct chance *chance)
{
	people_work(chance, people->facts.n_work % COUNT(people_repositories),
	    &people->work[people->facts.n_work]);
	people->work[people->facts.n_work].repository += 100;
	people->facts.n_work++;
}

static void
more_never_lowers_less_never_raises(void **state)
{
	static const struct {
		const char *what;
		void (*add)(struct people *, struct chance *);
	} additions[] = {
		{ "stars", more_stars },
		{ "forks", more_forks },
		{ "followers", more_followers },
		{ "merged pull requests anywhere", more_merged },
		{ "merged pull request", more_pulls },
		{ "merge of another's", more_merges },
		{ "review", more_reviews },
		{ "review comment", more_comments },
		{ "commit", more_commits },
		{ "commits listed", more_commits_listed },
		{ "own repository", more_repositories },
		{ "repository worked in", more_work },
	};

	(void)state;
	for (uint64_t seed = 0; seed < made(); seed++)
		for (size_t i = 0; i < COUNT(additions); i++) {
			struct chance chance = { seed };
			struct people people;
			struct score before, after;

			/* Read from right to left it is less of the same. */
			people_make(&people, seed);
			before = score_of(seed % 2, &people);
			additions[i].add(&people, &chance);
			after = score_of(seed % 2, &people);
			if (after.score < before.score)
				fail_msg("%s lowered person %d: %.1f to %.1f",
				    additions[i].what, (int)seed, before.score,
				    after.score);
			if (after.coverage < before.coverage)
				fail_msg("%s lowered the coverage of %d",
				    additions[i].what, (int)seed);
		}
}

/* Drops each second item of a list: the same kind, the same mix, but less. */
#define THIN(list, n)                               \
	do {                                        \
		size_t kept = 0;                    \
		for (size_t k = 0; k < (n); k += 2) \
			(list)[kept++] = (list)[k]; \
		(n) = kept;                         \
	} while (0)

static void
half_the_evidence_never_raises(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < made(); seed++) {
		struct people people;
		struct score before, after;

		people_make(&people, seed);
		before = score_of(seed % 2, &people);
		for (size_t i = 0; i < people.facts.n_work; i++) {
			struct work *work = &people.work[i];
			size_t commits = work->n_commits;

			THIN(work->pulls, work->n_pulls);
			THIN(work->merges, work->n_merges);
			THIN(work->reviews, work->n_reviews);
			THIN(work->comments, work->n_comments);
			THIN(work->commits, work->n_commits);
			if (work->commits_total > 0)
				work->commits_total -=
				    (int64_t)(commits - work->n_commits);
		}
		THIN(people.own, people.facts.own.n_items);
		after = score_of(seed % 2, &people);
		assert_true(after.score <= before.score);
		assert_true(after.coverage <= before.coverage);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_never_counts_changes_no_byte),
		cmocka_unit_test(gaps_and_streaks_do_not_count),
		cmocka_unit_test(more_never_lowers_less_never_raises),
		cmocka_unit_test(half_the_evidence_never_raises),
	};

	return cmocka_run_group_tests(tests, up, down);
}
