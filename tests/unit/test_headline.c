#include "base/text.h"
#include "tests/unit/signals_fixture.h"

static struct score
score_of(const struct fixture *f)
{
	struct role role = fixture_role();

	return fixture_score(&role, &f->facts);
}

static void
the_strongest_recent_work_is_cited(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.work[0].n_merges = 0;
	f.pulls[0].title = "consumer: keep the offset commit in order (#100)";
	f.pulls[0].merged_at = days_ago(3);
	f.pulls[0].additions = 400;
	score = score_of(&f);
	assert_non_null(strstr(score.reason,
	    "\"consumer: keep the offset commit in order\""));
	assert_string_equal(score.headline,
	    "Go and Apache Kafka engineer, active in 24 different months in "
	    "acme/queue");
	assert_int_equal(score.n_evidence, 3);
	assert_string_equal(score.evidence[0].kind, "pull");
	assert_string_equal(score.evidence[0].url,
	    "https://github.com/acme/queue/pull/100");
	assert_string_equal(score.reason_url, score.evidence[0].url);
}

static void
a_headline_begins_like_a_sentence(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.work[0].n_pulls = f.work[0].n_commits = f.work[0].n_comments = 0;
	f.in.primary_language = NULL;
	f.in.n_topics = f.in.n_languages = 0;
	f.facts.own.n_items = 0;
	role.n_nice = 0;
	score = fixture_score(&role, &f.facts);
	assert_string_equal(score.headline,
	    "Merged 16 pull requests of others in acme/queue");
}

static void
slight_pulls_are_not_cited(void **state)
{
	static const struct {
		const char *title;
		int64_t lines;
	} rows[] = {
		{ "consumer: keep order across a rebalance", 4 },
		{ "Update `bytes` dependency in the tests of Kafka", 200 },
		{ "ui: update npm dependencies for 3.13 release", 200 },
		{ "Cut v3.9.1", 200 },
		{ "[codex] fix(ci): Pin Python dependencies by hash", 200 },
		{ "chore: pin a check to latest master", 200 },
		{ "Regressions (#2041)", 200 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct fixture f;
		struct score score;

		fixture_person(&f);
		for (int k = 0; k < FIXTURE_PULLS; k++) {
			f.pulls[k].title = rows[i].title;
			f.pulls[k].additions = rows[i].lines;
			f.pulls[k].deletions = 0;
		}
		score = score_of(&f);
		assert_null(strstr(score.reason, rows[i].title));
		for (size_t k = 0; k < score.n_evidence; k++)
			assert_string_not_equal(score.evidence[k].kind, "pull");
	}
}

static void
trivial_work_is_not_cited(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	for (int i = 0; i < FIXTURE_PULLS; i++)
		f.pulls[i].title = "Fix typo in the docs";
	f.work[0].n_merges = 0;
	score = score_of(&f);
	assert_null(strstr(score.reason, "typo"));
	for (size_t i = 0; i < score.n_evidence; i++)
		assert_null(strstr(score.evidence[i].title, "typo"));
	for (size_t i = 0; i < score.n_alternates; i++)
		assert_null(strstr(score.alternates[i].text, "typo"));
}

static void
forks_are_nobodys_library(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.facts.n_work = 0;
	score = score_of(&f);
	assert_non_null(strstr(score.reason, "200 stars"));
	assert_non_null(strstr(score.reason,
	    "A lock-free ring buffer for Kafka producers"));
	f.own[0].is_fork = true;
	score = score_of(&f);
	assert_null(score.reason);
	assert_int_equal(score.n_evidence, 0);
}

static void
nothing_is_told_of_what_lies_before_the_horizon(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	f.facts.own.n_items = 0;
	f.work[0].commits_total = 0;
	f.work[0].n_commits = f.work[0].n_comments = 0;
	f.work[0].n_reviews = f.work[0].n_merges = 0;
	f.work[0].n_pulls = 2;
	f.pulls[0].merged_at = days_ago(3000);
	f.pulls[1].merged_at = days_ago(2800);
	score = score_of(&f);
	assert_null(score.reason);
	assert_int_equal(score.n_alternates, 0);
}

static void
sentences_are_short_whatever_the_title(void **state)
{
	static const char *const titles[] = {
		"\x1b[2J\x1b]0;owned\x07 x y z",
		"\xE2\x80\xAE gpj.exe is a name",
		"\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2\xE5\xAD\x97 two words",
		"a\nb\nc d e",
		"=HYPERLINK(\"http://example.org\") and more",
	};
	static char words[4096];
	struct fixture f;

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(words); i++)
		words[i] = i % 7 == 6 ? ' ' : 'w';
	fixture_person(&f);
	f.in.full_name = "an-organisation-with-quite-a-long-name/and-a-"
			 "repository-whose-name-says-what-is-in-it-and-more-"
			 "than-that-until-one-hundred-letters";
	for (size_t i = 0; i <= COUNT(titles); i++) {
		struct score score;

		for (int k = 0; k < FIXTURE_PULLS; k++)
			f.pulls[k].title =
			    i < COUNT(titles) ? titles[i] : words;
		score = score_of(&f);
		assert_true(text_width(score.reason) < 240);
		assert_true(text_width(score.headline) < 240);
		assert_null(strchr(score.reason, 0x1b));
		assert_null(strchr(score.reason, '\n'));
		assert_null(strstr(score.reason, "\xE2\x80\xAE"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_strongest_recent_work_is_cited),
		cmocka_unit_test(a_headline_begins_like_a_sentence),
		cmocka_unit_test(slight_pulls_are_not_cited),
		cmocka_unit_test(trivial_work_is_not_cited),
		cmocka_unit_test(forks_are_nobodys_library),
		cmocka_unit_test(
		    nothing_is_told_of_what_lies_before_the_horizon),
		cmocka_unit_test(sentences_are_short_whatever_the_title),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
