#include <math.h>
#include <stdio.h>

#include "signals/rubric.h"
#include "tests/unit/rounds.h"
#include "tests/unit/signals_fixture.h"

/* The stored bytes of a person's score. */
static struct buf
bytes_of(const struct role *role, const struct facts *facts)
{
	struct score score = fixture_score(role, facts);
	struct buf out;

	buf_init(&out, 1024 * 1024);
	score_encode(&score, &out);
	assert_false(out.overflow);
	return out;
}

static double
points_of(const struct facts *facts)
{
	struct role role = fixture_role();

	return fixture_score(&role, facts).score;
}

static void
points_add_up_to_the_score(void **state)
{
	struct role role = fixture_role();
	struct fixture f;

	(void)state;
	fixture_person(&f);
	for (size_t n = 0; n <= FIXTURE_PULLS; n++) {
		struct score score;
		double sum = 0;
		char text[32], total[32];

		f.work[0].n_pulls = n;
		score = fixture_score(&role, &f.facts);
		for (int i = 0; i < FAMILY_COUNT; i++) {
			const struct signal *signal = &score.signals[i];

			assert_true(signal->value >= 0 && signal->value <= 1);
			assert_true(
			    signal->coverage >= 0 && signal->coverage <= 1);
			assert_true(fabs(round(signal->points * 10) / 10 -
					signal->points) < 1e-9);
			sum += signal->points;
		}
		(void)snprintf(text, sizeof(text), "%.1f", sum);
		(void)snprintf(total, sizeof(total), "%.1f", score.score);
		assert_string_equal(text, total);
	}
}

static void
bands_have_their_bars(void **state)
{
	(void)state;
	assert_int_equal(band_at(90, 0.8), BAND_A);
	assert_int_equal(band_at(70, 0.6), BAND_A);
	assert_int_equal(band_at(69.9, 0.6), BAND_B);
	assert_int_equal(band_at(90, 0.59), BAND_C);
	assert_int_equal(band_at(55, 0.6), BAND_B);
	assert_int_equal(band_at(54.9, 0.9), BAND_C);
	assert_int_equal(band_at(40, 0.3), BAND_C);
	assert_int_equal(band_at(39.9, 0.9), BAND_D);
	assert_int_equal(band_at(24.9, 0.9), BAND_E);
	assert_int_equal(band_at(90, 0.29), BAND_NONE);
}

static void
nothing_known_is_neither_zero_nor_average(void **state)
{
	struct role role = fixture_role();
	struct facts nobody = { .person = { .id = 7 } };
	struct score score = fixture_score(&role, &nobody);

	(void)state;
	assert_true(score.score > 0 && score.score < 15);
	assert_true(score.coverage < 0.1);
	assert_int_equal(score.band, BAND_NONE);
	assert_int_equal(score.person, 7);
	assert_int_equal(score.n_must_missing, 1);
	assert_null(score.reason);
}

/* Who somebody is changes no byte. */
static void
identity_never_enters_a_score(void **state)
{
	struct role role = fixture_role();
	struct link links[] = { { "linkedin", "https://linkedin.example" } };
	struct fixture f;
	struct buf before, after;
	struct person *person = &f.facts.person;

	(void)state;
	fixture_person(&f);
	before = bytes_of(&role, &f.facts);
	person->name = "Somebody Else";
	person->company = "@other";
	person->location = "Timbuktu";
	person->hireable = true;
	person->created_at = days_ago(10);
	person->updated_at = days_ago(0);
	person->first_seen = days_ago(300);
	person->bio = "she/her, 54, mother of two. Backend engineer";
	person->links = links;
	person->n_links = 1;
	person->following = 9999;
	person->node_id = "U_x";
	after = bytes_of(&role, &f.facts);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, before.len);
	buf_done(&before);
	buf_done(&after);
}

static void
the_same_facts_give_the_same_bytes(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct buf before, after;

	(void)state;
	fixture_person(&f);
	before = bytes_of(&role, &f.facts);
	after = bytes_of(&role, &f.facts);
	assert_int_equal(before.len, after.len);
	assert_memory_equal(before.data, after.data, before.len);
	buf_done(&before);
	buf_done(&after);
}

/* ---- one more never lowers, one less never raises ---- */

static void
more_never_lowers(void **state)
{
	struct fixture f;
	double before;
	int64_t *counts[6];

	(void)state;
	fixture_person(&f);
	counts[0] = &f.own[0].stars;
	counts[1] = &f.own[0].forks;
	counts[2] = &f.facts.person.followers;
	counts[3] = &f.facts.person.merged_pulls;
	counts[4] = &f.work[0].commits_total;
	counts[5] = &f.own[0].open_issues;
	for (size_t i = 0; i < COUNT(counts); i++)
		for (int step = 0; step < test_rounds(40); step++) {
			before = points_of(&f.facts);
			*counts[i] += 1 + *counts[i] / 4;
			assert_true(points_of(&f.facts) >= before);
		}
}

/* Lists that grow by one: pulls, commits, comments, reviews, merges. */
static void
each_piece_of_evidence_raises_or_keeps(void **state)
{
	struct fixture f;
	struct work *work = &f.work[0];
	size_t *lists[] = { &work->n_pulls, &work->n_commits, &work->n_comments,
		&work->n_reviews, &work->n_merges };

	(void)state;
	for (size_t i = 0; i < COUNT(lists); i++) {
		double before = -1;
		size_t full;

		fixture_person(&f);
		full = *lists[i];
		for (size_t n = 0; n <= full; n++) {
			double now;

			*lists[i] = n;
			now = points_of(&f.facts);
			assert_true(now >= before);
			before = now;
		}
	}
}

static void
a_second_repository_never_lowers(void **state)
{
	struct fixture f;
	double before;

	(void)state;
	fixture_person(&f);
	before = points_of(&f.facts);
	/* A bare one: no stars, no README, no tests. */
	f.own[1] = (struct repository){ .full_name = "ada/empty",
		.languages = f.languages,
		.n_languages = 1,
		.pushed_at = days_ago(1000) };
	f.facts.own.n_items = 2;
	assert_true(points_of(&f.facts) >= before);
	f.own[1].readme = "todo";
	assert_true(points_of(&f.facts) >= before);
	f.work[1] = (struct work){ .repository = 12, .commits_total = 1 };
	f.facts.n_work = 2;
	assert_true(points_of(&f.facts) >= before);
}

/* ---- what should not pay ---- */

enum {
	MOST = 3 /* points that any of this may gain */
};

static void
padded_commits_gain_little(void **state)
{
	struct fixture f;
	double before;

	(void)state;
	fixture_person(&f);
	before = points_of(&f.facts);
	/* A year's worth of one message, and a day's worth of many. */
	for (int i = 0; i < 10000; i++)
		f.commits[FIXTURE_COMMITS + i] = (struct commit){ "00",
			i % 2 == 0 ? "update" : "Update queue 7.",
			days_ago(i % 365), 1, 1, 1, false, false, false };
	f.work[0].n_commits += 10000;
	f.work[0].commits_total += 10000;
	assert_true(points_of(&f.facts) - before <= MOST);
	for (int i = 0; i < 10000; i++) {
		f.commits[FIXTURE_COMMITS + i].message =
		    arena_format(&fixture_arena, "change %c%c%c", 'a' + i % 26,
			'a' + i / 26 % 26, 'a' + i / 676);
		f.commits[FIXTURE_COMMITS + i].authored_at = days_ago(3);
	}
	assert_true(points_of(&f.facts) - before <= MOST);
}

static void
pull_requests_merged_by_oneself_gain_nothing(void **state)
{
	struct fixture f;
	double before;

	(void)state;
	fixture_person(&f);
	f.facts.person.login = "acme"; /* owns acme/queue */
	f.work[0].n_pulls = 0;
	before = points_of(&f.facts);
	for (int i = 0; i < 500; i++)
		f.pulls[i] = (struct pull){ i, "Add a thing", days_ago(i), 400,
			100, 9, 0, f.facts.person.id };
	f.work[0].n_pulls = 500;
	assert_true(points_of(&f.facts) - before <= MOST);
}

static void
one_giant_pull_request_gains_little(void **state)
{
	struct fixture f;
	double before;

	(void)state;
	fixture_person(&f);
	before = points_of(&f.facts);
	f.pulls[FIXTURE_PULLS] = (struct pull){ 999, "Import the library",
		days_ago(1), 2000000, 10, 4000, 1, 900 };
	f.work[0].n_pulls++;
	assert_true(points_of(&f.facts) - before <= MOST);
}

static void
copied_reviews_gain_little(void **state)
{
	struct fixture f;
	double before;

	(void)state;
	fixture_person(&f);
	before = points_of(&f.facts);
	for (int i = 0; i < 1000; i++)
		f.comments[FIXTURE_COMMENTS + i] = (struct comment){ i, i,
			"a.go",
			arena_format(&fixture_arena,
			    "Consider handling the error of `fn_%d` because "
			    "it could otherwise be lost, see line %d.",
			    i, i),
			days_ago(i % 300), false };
	f.work[0].n_comments += 1000;
	assert_true(points_of(&f.facts) - before <= MOST);
}

static void
bought_stars_gain_little(void **state)
{
	struct fixture f;
	double before;

	(void)state;
	fixture_person(&f);
	f.own[1] = (struct repository){ .full_name = "ada/new",
		.languages = f.languages,
		.n_languages = 1,
		.stars = 12,
		.pushed_at = days_ago(10) };
	f.facts.own.n_items = 2;
	before = points_of(&f.facts);
	f.own[1].stars = 20000;
	assert_true(points_of(&f.facts) - before <= MOST);
}

/* ---- needs ---- */

static void
must_adds_no_points(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score with, without;

	(void)state;
	fixture_person(&f);
	with = fixture_score(&role, &f.facts);
	role.n_must = 0;
	without = fixture_score(&role, &f.facts);
	assert_true(with.score == without.score);
	assert_int_equal(with.n_must_missing, 0);
}

static void
a_need_that_was_not_seen_is_named(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.languages[0].name = "Haskell";
	f.in.primary_language = "Haskell";
	f.in.n_topics = 0;
	f.own[0].readme = NULL;
	score = fixture_score(&role, &f.facts);
	assert_int_equal(score.n_must_missing, 1);
	assert_string_equal(score.must_missing[0], "go");
	assert_false(score.is_out);
}

/* A language is shown by code; texts that speak of it are no evidence. */
static void
a_mention_is_no_language(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.languages[0].name = "Haskell";
	f.in.primary_language = "Haskell";
	f.in.n_topics = 0;
	f.own[0].readme =
	    "# queue\n\nLike the Golang client, with goroutines and "
	    "gRPC-Go; a port of a Go module that used Gin.\n";
	f.own[0].description = "Golang-like channels";
	f.pulls[0].title = "Follow the Golang client";
	f.pulls[1].title = "Follow the Golang client again";
	score = fixture_score(&role, &f.facts);
	assert_int_equal(score.n_must_missing, 1);
	assert_string_equal(score.must_missing[0], "go");
}

static void
an_unwanted_skill_that_dominates_is_out(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	score = fixture_score(&role, &f.facts);
	assert_false(score.is_out);
	f.languages[0] = (struct language){ "PHP", 3000000 };
	f.in.primary_language = "PHP";
	f.in.n_topics = 0;
	f.own[0].readme = NULL;
	score = fixture_score(&role, &f.facts);
	assert_true(score.is_out);
	assert_non_null(strstr(score.out_reason, "php"));
}

/* Silence about a must is no evidence; much code in other languages is. */
static void
evidence_against_a_must_is_out(void **state)
{
	struct role role = fixture_role();
	struct repository own[6];
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.languages[0] = (struct language){ "Haskell", 500000 };
	f.in.primary_language = "Haskell";
	f.in.n_topics = 0;
	f.own[0].readme = NULL;
	f.own[0].description = NULL;
	for (size_t i = 0; i < COUNT(own); i++)
		own[i] = f.own[0];
	f.facts.own.items = own;
	f.facts.own.n_items = 2;
	score = fixture_score(&role, &f.facts);
	assert_int_equal(score.n_must_missing, 1);
	assert_false(score.is_out);
	f.facts.own.n_items = COUNT(own);
	score = fixture_score(&role, &f.facts);
	assert_true(score.is_out);
	assert_non_null(strstr(score.out_reason, "go"));
	/* A word of it is a sign, though not one that is enough. */
	f.pulls[0].title = "Port the goroutine pool of the Golang client";
	score = fixture_score(&role, &f.facts);
	assert_int_equal(score.n_must_missing, 1);
	assert_false(score.is_out);
	/* No language: nothing can be against it. */
	f.pulls[0].title = "Port the pool";
	role.must = fixture_nice;
	score = fixture_score(&role, &f.facts);
	assert_false(score.is_out);
}

/* Half the evidence is half way from the low expectation to the value. */
static void
points_follow_coverage_from_the_low_expectation(void **state)
{
	struct role role = fixture_role();
	struct rubric *rubric = fixture_rubric(&role);
	struct medians medians = { { 0 } };
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	medians.value[FAMILY_REVIEW] = 0.3;
	medians.value[FAMILY_README] = 0.99;
	rubric_set_medians(rubric, &medians);
	rubric_score(rubric, &f.facts, &fixture_arena, &score);
	for (int i = 0; i < FAMILY_COUNT; i++) {
		const struct signal *signal = &score.signals[i];
		double low = medians.value[i];
		double points = signal->weight *
		    (low + signal->coverage * fmax(0, signal->value - low));

		assert_true(fabs(signal->points - points) <= 0.1);
	}
	rubric_free(rubric);
}

/* ---- medians ---- */

static void
unknown_pulls_towards_the_low_expectation(void **state)
{
	struct role role = fixture_role();
	struct rubric *rubric = fixture_rubric(&role);
	struct medians medians;
	struct facts nobody = { .person = { .id = 7 } };
	struct score score;

	(void)state;
	for (int i = 0; i < FAMILY_COUNT; i++)
		medians.value[i] = 0.4;
	rubric_set_medians(rubric, &medians);
	assert_true(rubric_medians(rubric)->value[0] == 0.4);
	rubric_score(rubric, &nobody, &fixture_arena, &score);
	assert_true(fabs(score.score - 40) < 0.05);
	rubric_free(rubric);
	rubric_free(NULL);
}

static void
a_broken_pattern_is_told_with_its_place(void **state)
{
	const char *patterns[] = { "(" };
	struct skill skill = { .id = "x",
		.name = "X",
		.patterns = patterns,
		.n_patterns = 1,
		.file = "x.yaml",
		.line = 12 };
	struct catalogue catalogue = { .skills = &skill, .n_skills = 1 };
	struct role role = { .name = "r" };
	struct rubric *rubric = NULL;
	struct err_detail detail = { "" };

	(void)state;
	assert_int_equal(rubric_new(&role, &catalogue, fixture_rules, 0,
			     &rubric, &detail),
	    ERR_PARSE);
	assert_non_null(strstr(detail.text, "x.yaml:12: x: "));
	assert_null(rubric);
}

static void
hostile_facts_are_scored(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.facts.person.login = "%s%n";
	f.facts.person.bio = "\xC3(\xFF";
	f.in.full_name = "acme/%n";
	f.pulls[0].title = "\x1b[2J\n=HYPERLINK(1)";
	f.pulls[1].title = NULL;
	f.pulls[2].merged_at = INT64_MAX;
	f.pulls[3].merged_at = INT64_MIN;
	f.pulls[4].additions = INT64_MAX;
	f.pulls[5].additions = -5;
	f.comments[0].body = NULL;
	f.comments[1].body = "";
	f.commits[0].message = NULL;
	f.commits[1].oid = NULL;
	f.commits[2].authored_at = INT64_MAX;
	f.own[0].stars = INT64_MAX;
	f.own[0].forks = -3;
	f.work[0].commits_total = INT64_MAX;
	f.facts.person.followers = -1;
	score = fixture_score(&role, &f.facts);
	assert_null(strchr(score.reason, 0x1b));
	assert_null(strchr(score.headline, '\n'));
	for (int i = 0; i < FAMILY_COUNT; i++)
		for (size_t k = 0; k < score.signals[i].n_reasons; k++)
			assert_null(
			    strchr(score.signals[i].reasons[k].text, 0x1b));
}

static void
a_role_is_told_in_words(void **state)
{
	const char *where[] = { "Berlin", "remote" };
	struct role role = fixture_role();
	struct buf out;

	(void)state;
	role.where = where;
	role.n_where = COUNT(where);
	buf_init(&out, 64 * 1024);
	rubric_describe(&role, &fixture_catalogue, &out);
	assert_non_null(strstr(out.data, "Must have"));
	assert_non_null(strstr(out.data, "kafka, postgresql"));
	assert_non_null(strstr(out.data, "30.0"));
	assert_non_null(strstr(out.data, "Hiring in: Berlin, remote."));
	assert_non_null(strstr(out.data, "Seeds: "));
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(points_add_up_to_the_score),
		cmocka_unit_test(bands_have_their_bars),
		cmocka_unit_test(nothing_known_is_neither_zero_nor_average),
		cmocka_unit_test(identity_never_enters_a_score),
		cmocka_unit_test(the_same_facts_give_the_same_bytes),
		cmocka_unit_test(more_never_lowers),
		cmocka_unit_test(each_piece_of_evidence_raises_or_keeps),
		cmocka_unit_test(a_second_repository_never_lowers),
		cmocka_unit_test(padded_commits_gain_little),
		cmocka_unit_test(pull_requests_merged_by_oneself_gain_nothing),
		cmocka_unit_test(one_giant_pull_request_gains_little),
		cmocka_unit_test(copied_reviews_gain_little),
		cmocka_unit_test(bought_stars_gain_little),
		cmocka_unit_test(must_adds_no_points),
		cmocka_unit_test(a_need_that_was_not_seen_is_named),
		cmocka_unit_test(a_mention_is_no_language),
		cmocka_unit_test(an_unwanted_skill_that_dominates_is_out),
		cmocka_unit_test(evidence_against_a_must_is_out),
		cmocka_unit_test(
		    points_follow_coverage_from_the_low_expectation),
		cmocka_unit_test(unknown_pulls_towards_the_low_expectation),
		cmocka_unit_test(a_broken_pattern_is_told_with_its_place),
		cmocka_unit_test(hostile_facts_are_scored),
		cmocka_unit_test(a_role_is_told_in_words),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
