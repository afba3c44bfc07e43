/* A dump that is loaded gives an equal store, and no dump does harm. */
#include <math.h>

#include "base/str.h"
#include "store/rights.h"
#include "store/task.h"
#include "tests/unit/load_fixture.h"
#include "tests/unit/rank_walk.h"

enum {
	ADA = 7001,
	BOB = 7002,
	EVE = 7003
};

/* ---- helpers ---- */

static void
load(struct fixture *fixture, const char *text, struct load_report *ret_report)
{
	char said[2000];

	if (load_len(fixture, text, strlen(text), true, ret_report, said,
		sizeof(said)) != 0)
		fail_msg("%s", said);
	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
	fixture_abort(fixture);
}

static void
fill(struct fixture *fixture)
{
	struct pull pull = { .number = 1,
		.title = "Fix \"it\" \\ \t\x01 \xc3\xa9",
		.merged_at = 100,
		.merged_by = BOB };
	struct comment comment = { .id = 9,
		.body = "why?\nbecause",
		.created_at = 50 };
	const struct work work = { .repository = 5,
		.commits_total = 9,
		.pulls = &pull,
		.n_pulls = 1,
		.comments = &comment,
		.n_comments = 1,
		.fetched_at = 300 };
	struct repository own = { .id = 6, .full_name = "ada/x", .stars = 7 };
	const struct portfolio portfolio = { &own, 1, 200 };
	struct link links[] = { { "website", "https://ada.example.org" } };
	struct person ada = { .id = ADA,
		.login = "Ada",
		.name = "Ada L",
		.links = links,
		.n_links = 1,
		.followers = 3,
		.hireable = true,
		.first_seen = 100,
		.fetched_at = 200,
		.profile_readme = "# Hi" };
	struct reason reason = { "one", "https://example.org", 5 };
	struct score score = { .person = ADA,
		.score = 61.300000000000004,
		.coverage = 1.0 / 3,
		.band = BAND_B,
		.involvement = INVOLVEMENT_REGULAR,
		.headline = "h",
		.scored_at = 400 };
	struct note notes[] = { { 5, "a note" } };
	const char *tags[] = { "berlin" };
	struct lead lead = { .status = STATUS_CONTACTED,
		.status_at = 10,
		.contacted_at = 10,
		.tags = tags,
		.n_tags = 1,
		.notes = notes,
		.n_notes = 1 };
	struct txn *txn;
	char url[600];

	score.signals[2].value = 0.1;
	score.signals[2].reasons = &reason;
	score.signals[2].n_reasons = 1;
	memset(url, 'u', sizeof(url) - 1);
	url[sizeof(url) - 1] = '\0';
	fixture_begin(fixture, true);
	txn = fixture->txn;
	assert_ok(store_repository_put(txn,
	    &(struct repository){ .id = 5,
		.full_name = "o/r",
		.fetched_at = 1 }));
	assert_ok(store_person_put(txn, &ada));
	/* Bob had Ada's login before, and nobody has looked since. */
	assert_ok(store_person_put(txn,
	    &(struct person){ .id = BOB,
		.login = "ada",
		.first_seen = 1,
		.fetched_at = 2 }));
	assert_ok(store_person_put(txn, &ada));
	assert_ok(store_person_put(txn,
	    &(struct person){ .id = EVE,
		.login = "eve",
		.first_seen = 1,
		.refusal = "no recruiters",
		.refused_at = 3 }));
	assert_ok(store_work_merge(txn, ADA, &work));
	assert_ok(store_portfolio_put(txn, ADA, &portfolio));
	assert_ok(store_score_put(txn, "zeta", &score, &ada, 17, true));
	assert_ok(store_score_put(txn, "api", &score, &ada, 0, false));
	assert_ok(store_lead_put(txn, "api", ADA, &lead));
	assert_ok(store_suppress(txn, 4711, "nobody"));
	assert_ok(store_meta_put(txn, "enabled", "api"));
	assert_ok(store_task_put(txn,
	    &(struct task){ .stage = 2,
		.subject = 5,
		.name = "o/r",
		.due = 7,
		.priority = -3 }));
	assert_ok(store_task_put(txn,
	    &(struct task){ .stage = 3,
		.subject = 5,
		.is_dead = true,
		.last_error = "gone" }));
	assert_ok(store_validator_put(txn, "https://api/x",
	    &(struct validator){ "\"e\"", NULL, 3 }));
	assert_ok(store_validator_put(txn, url,
	    &(struct validator){ "\"long\"", NULL, 3 }));
	fixture_commit(fixture);
}

/* ---- equal stores ---- */

static void
load_of_a_dump_gives_an_equal_store(void **state)
{
	struct fixture *fixture = *state;
	struct load_report report;
	struct arena arena = { 0 };
	struct score score;
	char *first, *second;
	int64_t id;

	fill(fixture);
	first = dump(fixture);
	use(fixture, "other");
	load(fixture, first, &report);
	assert_true(report.is_whole);
	assert_int_equal(report.stored, report.lines);
	second = dump(fixture);
	assert_string_equal(rest_of(first), rest_of(second));

	fixture_begin(fixture, false);
	assert_ok(store_person_find(fixture->txn, "ada", &id));
	assert_int_equal(id, ADA);
	assert_true(store_is_suppressed(fixture->txn, 4711, NULL));
	assert_ok(store_score_get(fixture->txn, "zeta", ADA, &arena, &score));
	assert_true(score.coverage == 0.3333); /* in ten thousandths */
	assert_true(score.score == 61.3);
	arena_done(&arena);
	mem_free(first);
	mem_free(second);
}

static void
loading_it_again_changes_nothing_but_the_journal(void **state)
{
	struct fixture *fixture = *state;
	struct load_report report;
	char *first, *second;

	fill(fixture);
	first = dump(fixture);
	load(fixture, first, &report);
	assert_int_equal(report.bad + report.blocked, 0);
	second = dump(fixture);
	/* Up to the journal, which has a line more. */
	*strstr(first, "{\"kind\":\"end\"") = '\0';
	assert_memory_equal(rest_of(first), rest_of(second),
	    strlen(rest_of(first)));
	mem_free(first);
	mem_free(second);
}

static void
a_dump_ends_where_it_is_interrupted(void **state)
{
	struct fixture *fixture = *state;
	const volatile sig_atomic_t stop = 1;
	struct dump_report report;
	struct err_detail detail = { .text = "" };
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	fixture_begin(fixture, false);
	assert_int_equal(store_dump(fixture->txn, out, &stop, &report, &detail),
	    ERR_CANCELED);
	fixture_abort(fixture);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(detail.text, "interrupted; nothing was dumped");
	assert_int_equal(len, 0);
	free(text);
}

/* ---- merging ---- */

static void
get_person(struct fixture *fixture, int64_t id, struct arena *arena,
    struct person *ret_person)
{
	fixture_begin(fixture, false);
	assert_ok(store_person_get(fixture->txn, id, arena, ret_person));
	fixture_abort(fixture);
}

static void
later_record_and_earlier_first_seen_hold(void **state)
{
	static const struct {
		const char *line;
		const char *bio;
		int64_t first_seen;
	} cases[] = {
		{ "\"bio\":\"older\",\"first_seen\":\"1970-01-01T00:00:50Z\","
		  "\"fetched_at\":\"1970-01-01T00:03:00Z\"",
		    NULL, 50 },
		{ "\"bio\":\"older\",\"first_seen\":\"1970-01-01T00:01:00Z\","
		  "\"fetched_at\":\"1970-01-01T00:03:00Z\"",
		    NULL, 50 },
		{ "\"bio\":\"newer\",\"first_seen\":\"1970-01-01T00:01:00Z\","
		  "\"fetched_at\":\"1970-01-01T01:00:00Z\"",
		    "newer", 50 },
	};
	struct fixture *fixture = *state;
	struct arena arena = { 0 };

	fill(fixture);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct load_report report;
		struct person person;
		struct rank_walk position;
		struct card card;
		char text[1000];

		(void)snprintf(text, sizeof(text),
		    HEADER
		    "{\"kind\":\"person\",\"id\":%d,\"login\":\"Ada\",%s}\n",
		    ADA, cases[i].line);
		load(fixture, text, &report);
		get_person(fixture, ADA, &arena, &person);
		assert_int_equal(person.first_seen, cases[i].first_seen);
		assert_true(str_equal(person.bio, cases[i].bio));
		fixture_begin(fixture, false);
		assert_int_equal(rank_walk_open(fixture->txn, "api", &position),
		    0);
		assert_int_equal(rank_walk_next(&position, &card), 0);
		assert_int_equal(card.first_seen, cases[i].first_seen);
		rank_walk_close(&position);
		fixture_abort(fixture);
	}
	arena_done(&arena);
}

static void
pipelines_are_united(void **state)
{
	struct fixture *fixture = *state;
	struct load_report report;
	struct arena arena = { 0 };
	struct lead lead;

	fill(fixture);
	load(fixture,
	    HEADER "{\"kind\":\"lead\",\"person\":7001,\"role\":\"api\","
		   "\"status\":2,\"status_at\":\"1970-01-01T00:00:05Z\","
		   "\"owner\":\"maria\",\"tags\":[\"berlin\",\"go\"],"
		   "\"notes\":[{\"at\":\"1970-01-01T00:00:01Z\","
		   "\"text\":\"first\"}]}\n",
	    &report);
	fixture_begin(fixture, false);
	assert_ok(store_lead_get(fixture->txn, "api", ADA, &arena, &lead));
	assert_int_equal(lead.status, STATUS_CONTACTED); /* the later one */
	assert_string_equal(lead.owner, "maria");
	assert_int_equal(lead.n_tags, 2);
	assert_int_equal(lead.n_notes, 2);
	assert_string_equal(lead.notes[0].text, "first");
	arena_done(&arena);
}

static void
nobody_who_is_kept_out_comes_back(void **state)
{
	struct fixture *fixture = *state;
	struct load_report report;
	struct arena arena = { 0 };
	struct work work;
	struct person eve;
	char *text;
	int64_t id;

	/* Suppressed in the receiving store alone. */
	fill(fixture);
	text = dump(fixture);
	use(fixture, "other");
	fixture_begin(fixture, true);
	assert_ok(store_suppress(fixture->txn, BOB, NULL));
	fixture_commit(fixture);
	load(fixture, text, &report);
	assert_int_equal(report.blocked, 1);
	fixture_begin(fixture, false);
	assert_int_equal(store_person_find(fixture->txn, "7002", &id),
	    ERR_NOTFOUND);
	assert_ok(store_work_get(fixture->txn, ADA, 5, &arena, &work));
	assert_int_equal(work.pulls[0].merged_by, ACCOUNT_ERASED);
	fixture_abort(fixture);

	/* Who refuses here is not asked by what was fetched elsewhere. */
	load(fixture,
	    HEADER "{\"kind\":\"person\",\"id\":7003,\"login\":\"eve\","
		   "\"fetched_at\":\"2030-01-01T00:00:00Z\"}\n"
		   "{\"kind\":\"work\",\"person\":7003,\"repository\":5}\n",
	    &report);
	assert_int_equal(report.blocked, 2);
	get_person(fixture, EVE, &arena, &eve);
	assert_string_equal(eve.refusal, "no recruiters");
	assert_null(eve.login);
	mem_free(text);
	arena_done(&arena);
}

static void
who_the_dump_suppresses_is_erased(void **state)
{
	struct fixture *fixture = *state;
	struct load_report report;
	char *text;
	int64_t id;

	use(fixture, "other");
	fixture_begin(fixture, true);
	assert_ok(store_suppress(fixture->txn, ADA, NULL));
	fixture_commit(fixture);
	text = dump(fixture);
	use(fixture, "store");
	fill(fixture);
	assert_int_equal(load_len(fixture, text, strlen(text), true, &report,
			     NULL, 0),
	    0);
	fixture_begin(fixture, false);
	assert_int_equal(store_person_find(fixture->txn, "7001", &id),
	    ERR_NOTFOUND);
	assert_ok(store_person_find(fixture->txn, "7002", &id));
	mem_free(text);
}

static void
suppressions_of_another_key_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct load_report report;
	char said[1000];
	const char *text = HEADER "{\"kind\":\"suppressed\",\"hash\":"
				  "\"00112233445566778899aabbccddeeff"
				  "00112233445566778899aabbccddeeff\"}\n";

	assert_int_equal(load_len(fixture, text, strlen(text), false, &report,
			     said, sizeof(said)),
	    ERR_INVAL);
	assert_non_null(strstr(said, "line 2"));
	assert_non_null(strstr(said, "suppress.key"));
}

/* ---- bad lines ---- */

static const struct {
	const char *line;
	const char *says;
} bad[] = {
	{ "", "cut off" },
	{ "nonsense", "no JSON" },
	{ "[]", "expected an object" },
	{ "17", "expected an object" },
	{ "{}", "expected \"kind\"" },
	{ "{\"id\":1}", "expected \"kind\"" },
	{ "{\"kind\":1}", "expected a text" },
	{ "{\"kind\":\"alien\"}", "not one that is known" },
	{ "{\"kind\":\"person\",\"id\":1", "cut off" },
	{ "{\"kind\":\"role\",\"name\":\"a\"} {\"kind\":\"end\"}",
	    "one object" },
	{ "{\"kind\":\"role\",\"name\":\"a\"}5", "expected an object" },
	{ "{\"kind\":\"role\",\"name\":\"a\"} tru", "no JSON" },
	{ "{\"kind\":\"role\",\"name\":\"a\"}\"id", "no JSON" },
	{ "{\"kind\":\"person\",\"id\":\"1\"}", "person.id: expected a whole" },
	{ "{\"kind\":\"person\",\"id\":1.5}", "person.id: expected a whole" },
	{ "{\"kind\":\"person\",\"id\":99999999999999999999}",
	    "person.id: expected a whole" },
	{ "{\"kind\":\"person\",\"id\":-4}", "person.id: expected above 0" },
	{ "{\"kind\":\"person\",\"login\":\"x\"}", "person.id" },
	{ "{\"kind\":\"person\",\"id\":1,\"id\":2}", "person.id: given twice" },
	{ "{\"kind\":\"person\",\"id\":1,\"salary\":2}", "not known" },
	{ "{\"kind\":\"person\",\"id\":1,\"login\":[]}", "expected a text" },
	{ "{\"kind\":\"person\",\"id\":1,\"login\":{}}", "expected a text" },
	{ "{\"kind\":\"person\",\"id\":1,\"login\":\"a\\u0000b\"}", "NUL" },
	{ "{\"kind\":\"person\",\"id\":1,\"login\":\"\xff\"}", "no JSON" },
	{ "{\"kind\":\"person\",\"id\":1,\"hireable\":1}", "true or false" },
	{ "{\"kind\":\"person\",\"id\":1,\"fetched_at\":\"soon\"}", "a time" },
	{ "{\"kind\":\"person\",\"id\":1,\"links\":[1]}",
	    "person.links: expected a list of objects" },
	{ "{\"kind\":\"person\",\"id\":1,\"links\":[{\"url\":1}]}",
	    "person.links.url: expected a text" },
	{ "{\"kind\":\"person\",\"id\":1,\"links\":[[]]}", "list of objects" },
	{ "{\"kind\":\"person\",\"id\\u0000xxxxxxxxxxxxxxxxxxxxxx\":1}",
	    "not known" },
	{ "{\"kind\":\"work\",\"person\":1}", "work.repository" },
	{ "{\"kind\":\"portfolio\"}", "portfolio.person" },
	{ "{\"kind\":\"score\",\"role\":\"r\",\"person\":1,\"band\":9}",
	    "range" },
	{ "{\"kind\":\"score\",\"role\":\"r\",\"person\":1,\"score\":1e300}",
	    "out of range" },
	{ "{\"kind\":\"score\",\"role\":\"r\",\"person\":1,\"score\":1e999}",
	    "expected a number" },
	{ "{\"kind\":\"score\",\"role\":\"r\",\"person\":1}",
	    "no such person" },
	{ "{\"kind\":\"score\",\"person\":1}", "score.role" },
	{ "{\"kind\":\"lead\",\"person\":1,\"status\":99}", "lead.status" },
	{ "{\"kind\":\"lead\",\"person\":1}", "no such person" },
	{ "{\"kind\":\"task\",\"stage\":-1}", "task.stage" },
	{ "{\"kind\":\"task\",\"stage\":99999999}", "task.stage" },
	{ "{\"kind\":\"task\",\"stage\":1,\"share\":-1}", "task.share" },
	{ "{\"kind\":\"validator\"}", "validator.url" },
	{ "{\"kind\":\"validator\",\"url\":\"u\",\"hash\":\"00\"}", "hash" },
	{ "{\"kind\":\"journal\",\"sequence\":-1}", "journal.sequence" },
	{ "{\"kind\":\"suppressed\",\"hash\":\"xyz\"}", "suppressed.hash" },
	{ "{\"kind\":\"role\"}", "role: expected a name" },
	{ "{\"kind\":\"role\",\"name\":\"\"}", "role.name" },
	{ "{\"kind\":\"value\",\"text\":\"x\"}", "value.name" },
	{ "{\"kind\":\"muster-dump\",\"format\":1}", "only once" },
	{ "{\"kind\":\"end\",\"lines\":77}", "end.lines" },
};

/* The good line behind each is stored, and nothing of the bad one. */
static void
bad_line_is_named_and_passed_over(void **state)
{
	struct fixture *fixture = *state;
	struct store_stats stats;

	for (size_t i = 0; i < COUNT(bad); i++) {
		struct load_report report;
		char text[1000], said[2000];
		int n;

		n = snprintf(text, sizeof(text),
		    HEADER "%s\n{\"kind\":\"person\",\"id\":%zu}\n",
		    bad[i].line, 1000 + i);
		if (load_len(fixture, text, (size_t)n, false, &report, said,
			sizeof(said)) != 0 ||
		    report.bad != 1 || report.stored != 2 ||
		    strncmp(said, "2: ", 3) != 0 ||
		    strstr(said, bad[i].says) == NULL)
			fail_msg("%s: %s", bad[i].line, said);
	}
	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
	assert_ok(store_stats(fixture->txn, &stats));
	assert_int_equal(stats.people, (int64_t)COUNT(bad));
}

static void
strict_load_ends_at_the_first_bad_line(void **state)
{
	struct fixture *fixture = *state;
	struct load_report report;
	char said[2000];
	const char *text = HEADER "{\"kind\":\"person\",\"id\":1}\n"
				  "{\"kind\":\"person\",\"id\":-1}\n"
				  "{\"kind\":\"person\",\"id\":2}\n";
	int64_t id;

	assert_int_equal(load_len(fixture, text, strlen(text), true, &report,
			     said, sizeof(said)),
	    ERR_PARSE);
	assert_non_null(strstr(said, "line 3: person.id"));
	fixture_begin(fixture, false);
	assert_ok(store_person_find(fixture->txn, "1", &id));
	assert_int_equal(store_person_find(fixture->txn, "2", &id),
	    ERR_NOTFOUND);
}

static void
what_is_no_dump_is_refused(void **state)
{
	static const struct {
		const char *text;
		int code;
	} cases[] = {
		{ "", ERR_PARSE },
		{ "login,name\nada,Ada\n", ERR_PARSE },
		{ "{\"kind\":\"person\",\"id\":1}\n", ERR_PARSE },
		{ "{\"kind\":\"muster-dump\",\"format\":2}\n", ERR_INVAL },
		{ "{\"kind\":\"muster-dump\"}\n", ERR_INVAL },
		{ "{\"kind\":\"muster-dump\",\"format\":1,\"schema\":99}\n",
		    ERR_INVAL },
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct load_report report;
		char said[1000];

		assert_int_equal(load_len(fixture, cases[i].text,
				     strlen(cases[i].text), false, &report,
				     said, sizeof(said)),
		    cases[i].code);
		assert_null(strchr(said, '\n'));
	}
}

/* Any byte of a dump changed, or the rest cut off: never more than bad lines. */
static void
damaged_dump_never_crashes(void **state)
{
	struct fixture *fixture = *state;
	struct load_report report;
	uint32_t seed = 11;
	char *text;
	size_t len;

	fill(fixture);
	text = dump(fixture);
	len = strlen(text);
	use(fixture, "other");
	for (int i = 0; i < 300; i++) {
		size_t at = (seed = seed * 1664525 + 1013904223) % len;
		char was = text[at];

		text[at] = (char)(seed >> 24);
		(void)load_len(fixture, text, i % 3 == 0 ? at : len, i % 2,
		    &report, NULL, 0);
		text[at] = was;
	}
	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
	mem_free(text);
}

static void
deep_and_huge_lines_are_bounded(void **state)
{
	struct fixture *fixture = *state;
	struct load_report report;
	char said[2000];
	struct buf text;

	buf_init(&text, 64 * 1024 * 1024);
	buf_text(&text, HEADER "{\"kind\":\"person\",\"id\":1,\"links\":");
	for (int i = 0; i < 100000; i++)
		buf_text(&text, "[");
	/* Two million items of three bytes each. */
	buf_text(&text, "\n{\"kind\":\"person\",\"id\":2,\"links\":[{}");
	for (int i = 0; i < 2000000; i++)
		buf_text(&text, ",{}");
	buf_text(&text, "]}\n{\"kind\":\"person\",\"id\":3}\n");
	assert_int_equal(load_len(fixture, text.data, text.len, false, &report,
			     said, sizeof(said)),
	    0);
	assert_int_equal(report.bad, 2);
	assert_int_equal(report.stored, 2);
	assert_non_null(strstr(said, "too many items"));
	buf_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(load_of_a_dump_gives_an_equal_store),
		TEST(loading_it_again_changes_nothing_but_the_journal),
		TEST(a_dump_ends_where_it_is_interrupted),
		TEST(later_record_and_earlier_first_seen_hold),
		TEST(pipelines_are_united),
		TEST(nobody_who_is_kept_out_comes_back),
		TEST(who_the_dump_suppresses_is_erased),
		TEST(suppressions_of_another_key_are_refused),
		TEST(bad_line_is_named_and_passed_over),
		TEST(strict_load_ends_at_the_first_bad_line),
		TEST(what_is_no_dump_is_refused),
		TEST(damaged_dump_never_crashes),
		TEST(deep_and_huge_lines_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
