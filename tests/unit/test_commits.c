#include "signals/commits.h"
#include "tests/unit/signals_fixture.h"

static struct commit_quality
judge(const char *text)
{
	struct commit_quality quality;
	struct prose prose;

	prose_read(fixture_rules->words, fixture_rules->lists[LIST_COMMON],
	    text, strlen(text), &prose, NULL, NULL);
	commits_read(fixture_rules, &prose, &quality);
	return quality;
}

static void
why_and_what_are_told_apart(void **state)
{
	static const struct {
		const char *text;
		bool why;
		bool what;
	} rows[] = {
		{ "wip", false, false },
		{ "Update", false, false },
		{ "Rename the pool's methods to match the interface", false,
		    true },
		{ "Add a timeout to the dial of the broker pool\n\nA dead host "
		  "blocked the caller for minutes because the kernel's default "
		  "is long; now it fails after five seconds.",
		    true, true },
		{ "Fix crash when the list is empty", true, false },
		{ "Remove unused import of the old driver package", false,
		    true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct commit_quality quality = judge(rows[i].text);

		print_message("%.2f %.2f %s\n", quality.why, quality.what,
		    rows[i].text);
		if (rows[i].why)
			assert_true(quality.why >= 0.5);
		assert_int_equal(quality.what >= 0.5, rows[i].what);
	}
}

static void
quality_needs_words(void **state)
{
	double issue = judge("Fix #12").quality;
	double told = judge("Close the socket before the client reconnects\n\n"
			    "The old one leaked because nobody owned it, so "
			    "brokers ran out of descriptors after a day. Fixes "
			    "#12.")
			  .quality;

	(void)state;
	assert_true(issue < 0.4);
	assert_true(told > 0.6);
}

static void
trivial_work_is_told(void **state)
{
	(void)state;
	assert_true(judge("Fix typo in the docs").is_trivial);
	assert_true(judge("Bump lodash from 1 to 2").is_trivial);
	assert_true(judge("Merge branch 'main' into x").is_trivial);
	assert_true(judge("Revert \"Add the cache\"").is_trivial);
	assert_false(judge("Add a cache for tokens").is_trivial);
}

static void
other_languages_are_unknown_not_low(void **state)
{
	(void)state;
	assert_true(judge("\xE4\xBF\xAE\xE5\xA4\x8D\xE5\xB9\xB6\xE5\x8F\x91\xE9"
			  "\x97\xAE\xE9\xA2\x98")
			.is_unknown);
	assert_true(judge("Korrigiert einen Fehler beim Schreiben der Datei, "
			  "sobald mehrere Prozesse gleichzeitig darauf "
			  "zugreifen und einer davon abbricht")
			.is_unknown);
	assert_false(
	    judge("Fix the race in the pool of connections").is_unknown);
}

static void
a_foreign_message_costs_nothing(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score before, after;

	(void)state;
	fixture_person(&f);
	before = fixture_score(&role, &f.facts);
	f.commits[FIXTURE_COMMITS] = (struct commit){ "00",
		"\xE4\xBF\xAE\xE5\xA4\x8D\xE5\xB9\xB6\xE5\x8F\x91", days_ago(5),
		1, 1, 1, false, false, false };
	f.work[0].n_commits++;
	after = fixture_score(&role, &f.facts);
	assert_true(after.signals[FAMILY_COMMITS].value ==
	    before.signals[FAMILY_COMMITS].value);
	assert_true(after.signals[FAMILY_COMMITS].coverage ==
	    before.signals[FAMILY_COMMITS].coverage);
}

static void
messages_of_agents_are_left_out(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	for (int i = 0; i < FIXTURE_COMMITS; i++)
		f.commits[i].by_agent = true;
	score = fixture_score(&role, &f.facts);
	assert_true(score.signals[FAMILY_COMMITS].value == 0);
	assert_int_equal(score.n_flags, 1);
	assert_string_equal(score.flags[0], "agent commits");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(why_and_what_are_told_apart),
		cmocka_unit_test(quality_needs_words),
		cmocka_unit_test(trivial_work_is_told),
		cmocka_unit_test(other_languages_are_unknown_not_low),
		cmocka_unit_test(a_foreign_message_costs_nothing),
		cmocka_unit_test(messages_of_agents_are_left_out),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
