#include <stdio.h>
#include <stdlib.h>

#include "base/str.h"
#include "tests/unit/people_fixture.h"

/*
 * What must hold of any facts, tried on a few hundred people made by chance:
 * what never counts changes no byte, more evidence never lowers, less never
 * raises, and what is done for show gains next to nothing.
 */
enum {
	PEOPLE = 200, /* unless $MUSTER_TEST_PEOPLE says fewer */
	/* Of those who have work to hide padding among; each attack adds up to
	 * ten thousand pieces, so fewer are tried. */
	ATTACKED = 12,
	MOST = 3 /* points that an attack may gain */
};

/* How many are made: fewer where each takes its time. */
static uint64_t
made(void)
{
	const char *text = getenv("MUSTER_TEST_PEOPLE");
	int64_t n;

	return text != NULL && str_to_int(text, 1, PEOPLE, &n) == 0
	    ? (uint64_t)n
	    : PEOPLE;
}

static struct role shipped;
static struct rubric *rubrics[2];

static int
up(void **state)
{
	static struct role made;
	struct err_detail detail = { "" };

	if (fixture_up(state) < 0)
		return -1;
	made = fixture_role();
	rubrics[0] = fixture_rubric(&made);
	if (role_read("config/roles/data-intensive.yaml", &fixture_catalogue,
		&fixture_arena, &shipped, &detail) < 0) {
		print_error("%s\n", detail.text);
		return -1;
	}
	shipped.seeds = made.seeds;
	shipped.n_seeds = made.n_seeds;
	rubrics[1] = fixture_rubric(&shipped);
	return 0;
}

static int
down(void **state)
{
	rubric_free(rubrics[0]);
	rubric_free(rubrics[1]);
	return fixture_down(state);
}

static struct score
score_of(size_t role, struct people *people)
{
	struct score score;

	(void)rubric_read(rubrics[0], &people->facts, &fixture_arena);
	rubric_score(rubrics[role], &people->facts, &fixture_arena, &score);
	return score;
}

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

/* ---- what is done for show ---- */

static struct work *
room_for(struct people *people, struct chance *chance, size_t which, size_t n)
{
	struct work *work = &people->work[which];

	(void)chance;
#define GROW(list)                                                 \
	do {                                                       \
		void *old = work->list;                            \
		work->list = arena_calloc(&fixture_arena,          \
		    work->n_##list + n + 1, sizeof(*work->list));  \
		if (work->n_##list > 0)                            \
			memcpy(work->list, old,                    \
			    work->n_##list * sizeof(*work->list)); \
	} while (0)
	GROW(pulls);
	GROW(commits);
	GROW(comments);
#undef GROW
	return work;
}

static void
pad(struct people *people, struct chance *chance,
    const char *(*message)(struct chance *), int64_t days)
{
	const int64_t n = 10000;
	struct work *work = room_for(people, chance, 0, (size_t)n);

	for (int64_t i = 0; i < n; i++)
		work->commits[work->n_commits++] = (struct commit){ .oid = "00",
			.message = message(chance),
			.authored_at = days_ago(1 + i % days),
			.additions = 1,
			.files = 1 };
	if (work->commits_total > 0)
		work->commits_total += n;
}

static const char *
message_update(struct chance *chance)
{
	(void)chance;
	return "update";
}

static const char *
message_words(struct chance *chance)
{
	return arena_format(&fixture_arena, "change %s %s",
	    CHANCE_OF(chance, people_nouns), CHANCE_OF(chance, people_nouns));
}

/* Words of skills and domains, so that depth could be had for nothing. */
static const char *
message_skills(struct chance *chance)
{
	return arena_format(&fixture_arena, "%s",
	    CHANCE_OF(chance, people_subjects));
}

static void
pad_a_year(struct people *people, struct chance *chance)
{
	pad(people, chance, message_update, 365);
}

static void
pad_a_day(struct people *people, struct chance *chance)
{
	pad(people, chance, message_words, 1);
}

static void
pad_with_skills(struct people *people, struct chance *chance)
{
	pad(people, chance, message_skills, 365);
}

static void
buy_stars(struct people *people, struct chance *chance)
{
	struct repository *own = &people->own[people->facts.own.n_items++];

	*own = people_repository(chance, "ada/new", "Go");
	own->stars = 12;
	own->forks = 0;
	own->open_issues = 0;
	own->is_fork = own->is_archived = false;
}

static void
buy_stars_now(struct people *people, struct chance *chance)
{
	(void)chance;
	people->own[people->facts.own.n_items - 1].stars = 20000;
}

static void
merge_oneself_base(struct people *people, struct chance *chance)
{
	struct work *work = &people->work[people->facts.n_work];

	/* Repository 3 is the person's own. */
	people_work(chance, 3, work);
	work->repository = 99;
	work->n_pulls = work->n_commits = 0;
	work->n_merges = work->n_reviews = work->n_comments = 0;
	people->facts.n_work++;
}

static void
merge_oneself(struct people *people, struct chance *chance)
{
	struct work *work =
	    room_for(people, chance, people->facts.n_work - 1, 1000);

	for (int i = 0; i < 1000; i++)
		work->pulls[work->n_pulls++] = (struct pull){ .number = i + 1,
			.title =
			    arena_format(&fixture_arena, "%s: rebuild the %s",
				CHANCE_OF(chance, people_subjects),
				CHANCE_OF(chance, people_nouns)),
			.merged_at = days_ago(1 + i),
			.additions = 400,
			.deletions = 30,
			.files = 9,
			.merged_by = i % 2 == 0 ? people->facts.person.id : 0 };
}

static void
one_giant(struct people *people, struct chance *chance)
{
	struct work *work = room_for(people, chance, 0, 1);

	work->pulls[work->n_pulls++] = (struct pull){ .number = 5,
		.title = "Import the library",
		.merged_at = days_ago(1),
		.additions = 2000000,
		.files = 4000,
		.reviews = 1,
		.merged_by = 900 };
}

static void
paste(struct people *people, struct chance *chance,
    const char *(*body)(struct chance *), int64_t step_s)
{
	struct work *work = room_for(people, chance, 0, 1000);

	for (int i = 0; i < 1000; i++)
		work->comments[work->n_comments++] = (struct comment){ .id = i,
			.number = i,
			.path = "a.go",
			.body = body(chance),
			.created_at = days_ago(300) + i * step_s };
}

/* One sentence with other names in it. */
static const char *
body_template(struct chance *chance)
{
	return arena_format(&fixture_arena,
	    "Consider handling the error of `fn_%d` because the Kafka client "
	    "could otherwise lose it; see line %d, where PostgreSQL waits.",
	    (int)chance_below(chance, 9999), (int)chance_below(chance, 9999));
}

/* What an agent's review looks like, each about something else. */
static const char *
body_agent(struct chance *chance)
{
	const char *noun = CHANCE_OF(chance, people_nouns);

	return arena_format(&fixture_arena,
	    "_\xE2\x9A\xA0\xEF\xB8\x8F Potential issue_ | _\xF0\x9F\x9F\xA0 "
	    "Major_\n\n**Close the %s before the %s is %sed.**\n\nThe %s of "
	    "the %s could otherwise leak, because nobody owns it when the "
	    "%s fails. Consider closing it in `defer`.\n\n<details>\n"
	    "<summary>\xF0\x9F\xA4\x96 Prompt for AI Agents</summary>\n\n"
	    "In a.go around line %d, close the %s.\n\n</details>\n",
	    noun, CHANCE_OF(chance, people_nouns),
	    CHANCE_OF(chance, people_verbs), noun,
	    CHANCE_OF(chance, people_subjects), CHANCE_OF(chance, people_nouns),
	    (int)chance_below(chance, 900), noun);
}

/* The same said in headings and bold labels. */
static const char *
body_labels(struct chance *chance)
{
	const char *noun = CHANCE_OF(chance, people_nouns);

	return arena_format(&fixture_arena,
	    "### %s handling\n\n**Issue:** the %s of the %s is not closed "
	    "when the %s fails.\n\n**Impact:** descriptors leak, because "
	    "nobody owns it.\n\n**Suggestion:** close the %s in `defer`, so "
	    "that each %s is released.\n",
	    noun, noun, CHANCE_OF(chance, people_subjects),
	    CHANCE_OF(chance, people_nouns), noun,
	    CHANCE_OF(chance, people_nouns));
}

/* Plain good sentences, but faster than anybody types. */
static const char *
body_plain(struct chance *chance)
{
	const char *noun = CHANCE_OF(chance, people_nouns);

	return arena_format(&fixture_arena,
	    "This holds the %s while the %s waits, so a slow %s stops every "
	    "%s. Could we %s a copy of the %s first, without the lock?",
	    noun, CHANCE_OF(chance, people_subjects),
	    CHANCE_OF(chance, people_nouns), CHANCE_OF(chance, people_nouns),
	    CHANCE_OF(chance, people_verbs), noun);
}

static void
paste_template(struct people *people, struct chance *chance)
{
	paste(people, chance, body_template, 7 * CLOCK_HOUR_S);
}

static void
paste_agent(struct people *people, struct chance *chance)
{
	paste(people, chance, body_agent, 7 * CLOCK_HOUR_S);
}

static void
paste_labels(struct people *people, struct chance *chance)
{
	paste(people, chance, body_labels, 7 * CLOCK_HOUR_S);
}

static void
paste_quickly(struct people *people, struct chance *chance)
{
	paste(people, chance, body_plain, 0);
}

static void
showing_off_gains_next_to_nothing(void **state)
{
	static const struct {
		const char *what;
		void (*before)(struct people *, struct chance *);
		void (*attack)(struct people *, struct chance *);
	} attacks[] = {
		{ "commits padded over a year", NULL, pad_a_year },
		{ "commits padded in a day", NULL, pad_a_day },
		{ "commits padded with skills", NULL, pad_with_skills },
		{ "bought stars", buy_stars, buy_stars_now },
		{ "pull requests merged by oneself", merge_oneself_base,
		    merge_oneself },
		{ "a giant pull request", NULL, one_giant },
		{ "a pasted review", NULL, paste_template },
		{ "reviews in an agent's layout", NULL, paste_agent },
		{ "reviews in labels", NULL, paste_labels },
		{ "reviews faster than typing", NULL, paste_quickly },
	};
	bool failed = false;

	(void)state;
	for (size_t i = 0; i < COUNT(attacks); i++) {
		double worst = 0;
		size_t tried = 0;

		for (uint64_t seed = 0; tried < ATTACKED && seed < made();
		     seed++) {
			struct chance chance = { seed };
			struct people people;
			double before, after;

			people_make(&people, seed);
			/* Who has nothing yet may gain by a first piece. */
			if (people.facts.n_work == 0 ||
			    people.work[0].n_pulls < 3 ||
			    people.work[0].n_commits < 3 ||
			    people.work[0].n_comments < 1)
				continue;
			tried++;
			if (attacks[i].before != NULL)
				attacks[i].before(&people, &chance);
			before = score_of(seed % 2, &people).score;
			attacks[i].attack(&people, &chance);
			after = score_of(seed % 2, &people).score;
			if (after - before > worst)
				worst = after - before;
		}
		print_message("%s: %.1f points at most\n", attacks[i].what,
		    worst);
		failed |= worst > MOST;
	}
	assert_false(failed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_never_counts_changes_no_byte),
		cmocka_unit_test(gaps_and_streaks_do_not_count),
		cmocka_unit_test(more_never_lowers_less_never_raises),
		cmocka_unit_test(half_the_evidence_never_raises),
		cmocka_unit_test(showing_off_gains_next_to_nothing),
	};

	return cmocka_run_group_tests(tests, up, down);
}
