#include "signals/review.h"
#include "tests/unit/signals_fixture.h"

static struct review_quality
judge(const char *text)
{
	struct review_quality quality;
	struct prose prose;

	prose_read(fixture_rules->words, fixture_rules->lists[LIST_COMMON],
	    text, strlen(text), &prose, NULL, NULL);
	review_read(fixture_rules, &prose, &quality);
	return quality;
}

static void
reasons_and_proposals_beat_assent(void **state)
{
	static const char *const rising[] = { "lgtm", "nit: rename this",
		"Should this be private? It is only used here.",
		"This holds the lock while it waits for the broker, so a slow "
		"one stops every producer. Could we copy the batch first and "
		"send it without the lock? `flushBatch` already does that." };
	double before = -1;

	(void)state;
	for (size_t i = 0; i < COUNT(rising); i++) {
		double value = judge(rising[i]).quality;

		print_message("%.2f %s\n", value, rising[i]);
		assert_true(value > before);
		before = value;
	}
	assert_true(before > 0.6);
	assert_true(judge("lgtm").quality < 0.3);
}

static void
tone_withholds_the_comment_alone(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score before, after;

	(void)state;
	assert_true(judge("What the fuck is this?").quality == 0);
	assert_true(
	    judge("This is garbage, did you even read the docs?").quality == 0);
	assert_true(judge("What a stupid idea.").quality == 0);
	fixture_person(&f);
	before = fixture_score(&role, &f.facts);
	f.comments[FIXTURE_COMMENTS] = (struct comment){ 1, 2, "a.go",
		"What a stupid idea, this is crap", days_ago(4), false };
	f.work[0].n_comments++;
	after = fixture_score(&role, &f.facts);
	assert_true(after.score == before.score);
}

static void
plain_words_are_no_offence(void **state)
{
	static const char *const texts[] = {
		"Sorry, stupid question: why is this needed?",
		"The garbage collector frees this later",
		"This kills the child process and the dead lock",
		"Silly me, fixed.",
		"Assert that the class passes",
		"The dumb terminal path needs a test",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		print_message("%s\n", texts[i]);
		assert_true(judge(texts[i]).toxic < 0.5);
	}
}

static void
other_languages_are_unknown(void **state)
{
	(void)state;
	assert_true(judge("\xE3\x81\x93\xE3\x82\x8C\xE3\x81\xAF\xE7\xAB\xB6\xE5"
			  "\x90\x88\xE7\x8A\xB6\xE6\x85\x8B")
			.is_unknown);
	assert_false(judge("Is the lock needed here?").is_unknown);
	assert_false(judge("").is_unknown);
}

static void
a_burst_is_not_a_habit(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	double spread, burst;

	(void)state;
	fixture_person(&f);
	spread = fixture_score(&role, &f.facts).signals[FAMILY_REVIEW].value;
	for (int i = 0; i < FIXTURE_COMMENTS; i++)
		f.comments[i].created_at = days_ago(170) + (int64_t)600 * i;
	burst = fixture_score(&role, &f.facts).signals[FAMILY_REVIEW].value;
	assert_true(burst < spread);
}

/* Laid out as machines do it; a person may paste one. */
static void
generated_comments_earn_nothing(void **state)
{
	static const struct {
		const char *text;
		bool generated;
	} rows[] = {
		{ "_\xE2\x9A\xA0\xEF\xB8\x8F Potential issue_ | _Major_\n\n"
		  "**Close the socket.**\n\nIt leaks when the dial fails, "
		  "because nobody owns it.\n\n<details>\n<summary>Prompt for "
		  "AI Agents</summary>\nIn a.go close it.\n</details>",
		    true },
		{ "### Socket handling\n\n**Issue:** the socket leaks.\n\n"
		  "**Impact:** descriptors run out.\n\n**Suggestion:** close "
		  "it, so that each is released.",
		    true },
		{ "**Issue:** the socket leaks because nobody closes it when "
		  "the dial fails; could we `defer` that?",
		    false },
		{ "Two things:\n- the socket leaks when the dial fails\n- the "
		  "error is lost, so the caller waits for ever\n\nCould we "
		  "close it in `defer` and return both?",
		    false },
		{ "This is a refactor of what I suggested, so could we drop "
		  "the walkthrough in the docs?",
		    false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct review_quality quality = judge(rows[i].text);

		print_message("%.60s\n", rows[i].text);
		assert_true((quality.generated >= 0.5) == rows[i].generated);
		assert_true((quality.quality == 0) == rows[i].generated);
	}
}

/* Within seconds of each other nobody has typed more than one. */
static void
comments_posted_at_once_count_once(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score one, many;

	(void)state;
	fixture_person(&f);
	f.work[0].n_comments = 1;
	one = fixture_score(&role, &f.facts);
	for (int i = 0; i < FIXTURE_COMMENTS; i++)
		f.comments[i].created_at = f.comments[0].created_at;
	f.work[0].n_comments = FIXTURE_COMMENTS;
	many = fixture_score(&role, &f.facts);
	assert_true(many.signals[FAMILY_REVIEW].value ==
	    one.signals[FAMILY_REVIEW].value);
	assert_true(many.score == one.score);
}

/* Approving hundreds in a week is a burst. */
static void
reviews_of_one_week_are_capped(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	double week, weeks;

	(void)state;
	fixture_person(&f);
	f.work[0].n_merges = f.work[0].n_comments = 0;
	for (int i = 0; i < 400; i++)
		f.reviews[i] = (struct review){ i, "APPROVED", "Add a metric",
			days_ago(9), 901 };
	f.work[0].n_reviews = 400;
	week = fixture_score(&role, &f.facts).signals[FAMILY_REVIEW].value;
	for (int i = 0; i < 400; i++)
		f.reviews[i].submitted_at = days_ago(9 + i);
	weeks = fixture_score(&role, &f.facts).signals[FAMILY_REVIEW].value;
	assert_true(week < 0.7 * weeks);
}

static void
reviews_of_ones_own_do_not_count(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	double others, own;

	(void)state;
	fixture_person(&f);
	f.work[0].n_comments = 0;
	others = fixture_score(&role, &f.facts).signals[FAMILY_REVIEW].value;
	for (int i = 0; i < FIXTURE_REVIEWS; i++)
		f.reviews[i].author = f.facts.person.id;
	for (int i = 0; i < FIXTURE_MERGES; i++)
		f.merges[i].author = f.facts.person.id;
	own = fixture_score(&role, &f.facts).signals[FAMILY_REVIEW].value;
	assert_true(others > 0);
	assert_true(own == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reasons_and_proposals_beat_assent),
		cmocka_unit_test(tone_withholds_the_comment_alone),
		cmocka_unit_test(plain_words_are_no_offence),
		cmocka_unit_test(other_languages_are_unknown),
		cmocka_unit_test(a_burst_is_not_a_habit),
		cmocka_unit_test(generated_comments_earn_nothing),
		cmocka_unit_test(comments_posted_at_once_count_once),
		cmocka_unit_test(reviews_of_one_week_are_capped),
		cmocka_unit_test(reviews_of_ones_own_do_not_count),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
