/*
 * Sentences about a person: what is claimed, in which words, by which link.
 */
#include "base/text.h"
#include "signals/claim.h"
#include "tests/unit/signals_fixture.h"

static struct score
score_of(const struct fixture *f)
{
	struct role role = fixture_role();

	return fixture_score(&role, &f->facts);
}

/* A person of whom nothing is known but what a test adds. */
static void
blank(struct fixture *f)
{
	fixture_person(f);
	f->work[0].n_pulls = f->work[0].n_commits = f->work[0].n_comments = 0;
	f->work[0].n_reviews = f->work[0].n_merges = 0;
	f->work[0].commits_total = 0;
	f->facts.own.n_items = 0;
}

static void
expect(const struct score *score, const char *part, const char *url)
{
	if (score->reason == NULL || strstr(score->reason, part) == NULL)
		fail_msg("%s: not in: %s", part,
		    score->reason == NULL ? "" : score->reason);
	assert_string_equal(score->reason_url, url);
}

static void
the_latest_own_work_comes_before_what_was_merged(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.pulls[0].title = "consumer: keep the offset commit in order (#100)";
	f.pulls[0].merged_at = days_ago(3);
	f.pulls[0].additions = 400;
	score = score_of(&f);
	expect(&score, "\"consumer: keep the offset commit in order\"",
	    "https://github.com/acme/queue/pull/100");
	expect(&score, "acme/queue", score.reason_url);
	expect(&score, "2026", score.reason_url);
	assert_int_equal(score.n_alternates, 3);
	assert_non_null(strstr(score.alternates[0].text, "pull requests"));
	assert_non_null(strstr(score.alternates[0].text, "\"Add a metric\""));
	assert_string_equal(score.alternates[0].url,
	    "https://github.com/acme/queue/pull/500");
	assert_non_null(strstr(score.alternates[1].text, "ada/ring"));
	assert_non_null(strstr(score.alternates[2].text, "\"This holds the "));
	assert_string_equal(score.alternates[2].url,
	    "https://github.com/acme/queue/pull/300#discussion_r7000");
}

static void
each_kind_of_work_has_its_sentence_and_link(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	blank(&f);
	f.work[0].n_merges = FIXTURE_MERGES;
	score = score_of(&f);
	expect(&score, "\"Add a metric\"",
	    "https://github.com/acme/queue/pull/500");
	/* A machine's are none, nor are one's own. */
	for (int i = 0; i < FIXTURE_MERGES; i++)
		f.merges[i].author = i % 2 == 0 ? 0 : 42;
	score = score_of(&f);
	assert_null(score.reason);

	blank(&f);
	f.work[0].n_commits = 2;
	score = score_of(&f);
	expect(&score, "Kafka client reconnects\"",
	    "https://github.com/acme/queue/commit/"
	    "0000000000000000000000000000000000000001");

	blank(&f);
	f.work[0].n_comments = 1;
	score = score_of(&f);
	expect(&score, ": \"This holds the ",
	    "https://github.com/acme/queue/pull/300#discussion_r7000");

	blank(&f);
	f.work[0].n_reviews = 1;
	score = score_of(&f);
	expect(&score, "\"Add a batch size\"",
	    "https://github.com/acme/queue/pull/300");

	blank(&f);
	f.facts.own.n_items = 1;
	score = score_of(&f);
	expect(&score, "200 stars", "https://github.com/ada/ring");
	f.own[0].stars = 3;
	score = score_of(&f);
	expect(&score, "ada/ring", "https://github.com/ada/ring");
	assert_null(strstr(score.reason, "star"));

	blank(&f);
	f.work[0].n_pulls = 1;
	f.pulls[0].title = "Fix typo";
	score = score_of(&f);
	expect(&score, "#100", "https://github.com/acme/queue/pull/100");
	assert_null(strstr(score.reason, "typo"));

	blank(&f);
	f.work[0].commits_total = 7;
	score = score_of(&f);
	expect(&score, "7 commits",
	    "https://github.com/acme/queue/commits?author=ada");
}

/* What a person wrote is quoted, not what they answered to. */
static void
quotations_are_the_persons_own_words(void **state)
{
	static const struct {
		const char *body;
		const char *said; /* NULL: nothing to quote */
	} rows[] = {
		{ "> is the lock needed?\n\nIt is: the map grows meanwhile.",
		    "It is: the map grows meanwhile." },
		{ "```suggestion\nx := lock()\n```\nSo it is held while we "
		  "copy.",
		    "So it is held while we copy." },
		{ "This holds the lock while it waits for the broker. Could "
		  "we copy first?",
		    "This holds the lock while it waits for the broker." },
		{ "> quoted alone", NULL },
		{ "```\ncode that is not closed", NULL },
		{ "nit: name it better please", NULL },
		{ "LGTM", NULL },
		{ "", NULL },
		{ NULL, NULL },
	};
	struct scoring scoring = { .arena = &fixture_arena };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *said = scoring_quote(&scoring, rows[i].body, 90);

		if (rows[i].said == NULL)
			assert_null(said);
		else
			assert_string_equal(said, rows[i].said);
	}
}

static void
an_answer_to_ones_own_pull_request_is_no_review(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	blank(&f);
	f.work[0].n_comments = 1;
	f.work[0].n_pulls = 1;
	f.pulls[0].number = f.comments[0].number;
	f.pulls[0].title = "Fix typo";
	score = score_of(&f);
	assert_null(strstr(score.reason, "lock"));
}

/* A crawl may have ended early, and people go on working. */
static void
counts_are_round_numbers_below(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	blank(&f);
	f.work[0].n_merges = FIXTURE_MERGES;
	for (int id = 1; id < 60; id++) {
		f.facts.person.id = id;
		score = score_of(&f);
		if (strstr(score.reason, "more than 10 ") == NULL &&
		    strstr(score.reason, "over 10 ") == NULL)
			fail_msg("%s", score.reason);
		assert_null(strstr(score.reason, "16"));
	}
	f.work[0].n_merges = 5;
	score = score_of(&f);
	assert_null(strstr(score.reason, "5"));
	f.work[0].n_merges = 6;
	score = score_of(&f);
	assert_non_null(strstr(score.reason, " 5 "));
}

/* All forms of all kinds, by many people. */
static void
wordings_differ_and_all_are_sentences(void **state)
{
	struct fixture f;
	size_t different = 0;
	const char *seen[512];

	(void)state;
	fixture_person(&f);
	for (int id = 1; id <= 512; id++) {
		struct score score;
		size_t k = 0;

		f.facts.person.id = id;
		f.work[0].n_pulls = (size_t)(id % 3) * 12;
		f.work[0].n_merges = (size_t)(id % 4) * 5;
		f.work[0].n_comments = (size_t)(id % 5) * 4;
		f.work[0].n_commits = (size_t)(id % 7) * 4;
		f.facts.own.n_items = (size_t)(id % 2);
		score = score_of(&f);
		for (size_t i = 0; i <= score.n_alternates; i++) {
			const char *text = i == 0
			    ? score.reason
			    : score.alternates[i - 1].text;
			size_t len = strlen(text);

			assert_true(text[0] >= 'A' && text[0] <= 'Z');
			assert_null(strchr(text, '%'));
			assert_null(strstr(text, "  "));
			assert_null(strstr(text, ".."));
			assert_true(text_width(text) < 240);
			assert_true(text[len - 1] == '.' ||
			    text[len - 1] == '"' || text[len - 1] == '\x9D');
		}
		while (k < different && strcmp(seen[k], score.reason) != 0)
			k++;
		if (k == different)
			seen[different++] = score.reason;
	}
	print_message("%zu different\n", different);
	assert_true(different > 350);
}

static void
a_reason_can_be_said_to_the_person(void **state)
{
	(void)state;
	assert_string_equal(reason_to_person(&fixture_arena,
				"Wrote \"Bound the queue\"."),
	    "You wrote \"Bound the queue\".");
	assert_string_equal(reason_to_person(&fixture_arena, ""), "You ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_latest_own_work_comes_before_what_was_merged),
		cmocka_unit_test(each_kind_of_work_has_its_sentence_and_link),
		cmocka_unit_test(quotations_are_the_persons_own_words),
		cmocka_unit_test(
		    an_answer_to_ones_own_pull_request_is_no_review),
		cmocka_unit_test(counts_are_round_numbers_below),
		cmocka_unit_test(wordings_differ_and_all_are_sentences),
		cmocka_unit_test(a_reason_can_be_said_to_the_person),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
