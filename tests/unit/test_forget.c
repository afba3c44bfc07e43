/* After forget no byte of the person is left in any live record. */
#include <string.h>

#include "base/str.h"
#include "signals/fact.h"
#include "store/lmdb.h"
#include "store/posting/ordinal.h"
#include "store/rights.h"
#include "store/rights/scrub.h"
#include "store/task.h"
#include "store/value/value.h"
#include "tests/unit/store_fixture.h"

enum {
	ADA = 7001,
	BOB = 7002
};

/* ---- a store in which Ada left traces everywhere ---- */

static struct person
make_person(int64_t id, const char *login, const char *name)
{
	return (struct person){ .id = id,
		.login = login,
		.name = name,
		.bio = "builds things with @AdaLove and others",
		.first_seen = 100,
		.fetched_at = 200,
		.profile_readme = "# Hi\nwith github.com/adalove/engine" };
}

static void
put_work(struct fixture *fixture, int64_t person, int64_t other)
{
	struct pull pulls[] = { { .number = 1,
	    .title = "Fix lock, thanks @adalove!",
	    .merged_at = 10,
	    .merged_by = other } };
	struct merge merges[] = {
		{ .number = 2, .title = "t", .merged_at = 11, .author = other }
	};
	struct review reviews[] = { { .number = 3,
	    .state = "APPROVED",
	    .title = "by Ada Lovelace",
	    .submitted_at = 12,
	    .author = other } };
	struct comment comments[] = { { .id = 4,
	    .body = "@ADALOVE said (github.com/AdaLove): no, @adalover",
	    .created_at = 13 } };
	struct commit commits[] = { { .oid = "aa",
	    .message = "Merge pull request #1 from adalove/topic",
	    .authored_at = 14,
	    .is_merge = true } };
	const struct work work = { .repository = 5,
		.commits_total = 9,
		.pulls = pulls,
		.n_pulls = 1,
		.merges = merges,
		.n_merges = 1,
		.reviews = reviews,
		.n_reviews = 1,
		.comments = comments,
		.n_comments = 1,
		.commits = commits,
		.n_commits = 1 };

	assert_ok(store_work_merge(fixture->txn, person, &work));
}

static void
put_score(struct fixture *fixture, const struct person *person)
{
	struct reason reasons[] = { { "reviewed @adalove's change", "https://r",
	    1 } };
	struct reason alternates[] = { { "reviewed @adalove's change",
	    "https://a", 1 } };
	struct evidence evidence[] = { { "pull", "with Ada Lovelace",
	    "https://e", 2 } };
	struct score score = { .person = person->id,
		.score = 50,
		.headline = "works with @adalove",
		.reason = "merged adalove/topic",
		.alternates = alternates,
		.n_alternates = 1,
		.evidence = evidence,
		.n_evidence = 1 };

	score.signals[FAMILY_REVIEW] =
	    (struct signal){ .reasons = reasons, .n_reasons = 1 };
	assert_ok(
	    store_score_put(fixture->txn, "api", &score, person, 0, false));
}

static void
put_lead(struct fixture *fixture, int64_t person)
{
	struct note notes[] = { { 1, "ask @adalove for a reference" } };
	const struct lead lead = { .status = STATUS_SHORTLISTED,
		.notes = notes,
		.n_notes = 1 };

	assert_ok(store_lead_put(fixture->txn, "api", person, &lead));
}

static void
put_tasks(struct fixture *fixture)
{
	const struct task tasks[] = {
		{ .stage = 3, .subject = ADA, .name = "AdaLove", .due = 1 },
		{ .stage = 4, .subject = -99, .name = "adalove", .due = 1 },
		{ .stage = 5, .subject = ADA, .due = 1 },
		{ .stage = 1,
		    .subject = 5,
		    .name = "golang/go",
		    .due = 1,
		    .last_error = "failed at @adalove" },
		/* A repository that has Ada's number. */
		{ .stage = 1, .subject = ADA, .name = "redis/redis", .due = 1 },
	};

	for (size_t i = 0; i < COUNT(tasks); i++)
		assert_ok(store_task_put(fixture->txn, &tasks[i]));
}

static void
put_everything(struct fixture *fixture)
{
	struct person ada = make_person(ADA, "AdaLove", "Ada Lovelace");
	struct person bob = make_person(BOB, "bob", "Bob Example");
	struct repository item = { .id = 6,
		.full_name = "bob/tools",
		.description = "for @adalove",
		.readme = "Thanks to Ada Lovelace and @adalove." };
	struct repository seed = { .id = 5,
		.full_name = "golang/go",
		.readme = "maintained by @adalove" };
	const struct portfolio portfolio = { &item, 1, 10 };
	const struct validator validator = { "\"e\"", NULL, 5 };

	assert_ok(store_person_put(fixture->txn, &ada));
	assert_ok(store_person_put(fixture->txn, &bob));
	assert_ok(store_repository_put(fixture->txn, &seed));
	put_work(fixture, ADA, BOB);
	put_work(fixture, BOB, ADA);
	assert_ok(store_portfolio_put(fixture->txn, ADA, &portfolio));
	assert_ok(store_portfolio_put(fixture->txn, BOB, &portfolio));
	put_score(fixture, &ada);
	put_score(fixture, &bob);
	put_lead(fixture, ADA);
	put_lead(fixture, BOB);
	put_tasks(fixture);
	assert_ok(
	    store_journal_add(fixture->txn, "draft", ADA, "for @AdaLove"));
	assert_ok(store_validator_put(fixture->txn,
	    "https://api/users/AdaLove?x", &validator));
	assert_ok(store_validator_put(fixture->txn,
	    "https://api/repos/golang/go", &validator));
}

/* ---- looking at every byte ---- */

static bool
holds(struct slice bytes, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= bytes.len; i++) {
		size_t n = 0;

		while (n < len &&
		    str_lower((char)bytes.bytes[i + n]) == str_lower(word[n]))
			n++;
		/* "adalover" is somebody else. */
		if (n == len &&
		    (i + len == bytes.len || bytes.bytes[i + len] != 'r'))
			return true;
	}
	return false;
}

static int64_t
holds_any(struct slice bytes)
{
	static const char *const words[] = { "adalove", "lovelace" };

	for (size_t i = 0; i < COUNT(words); i++)
		if (holds(bytes, words[i]))
			return 1;
	return 0;
}

/* Entries of all tables that hold the login or name, packed or plain. */
static int64_t
count_traces(struct fixture *fixture)
{
	int64_t n = 0;

	for (int i = 0; i < TABLE_COUNT; i++) {
		struct slice at, value, plain;
		struct cursor *cursor;
		struct key all = { 0 };
		int rc;

		assert_ok(cursor_open(fixture->txn, (enum table)i, &cursor));
		rc = cursor_seek(cursor, &all, &at, &value);
		for (; rc == 0; rc = cursor_next(cursor, &at, &value)) {
			/* A score's brief part has its place in front, a
			 * person's record the ordinal. */
			size_t head = i == TABLE_PERSON ? ORDINAL_HEAD : 5;
			struct slice behind = { value.bytes + head,
				value.len > head ? value.len - head : 0 };

			n += holds_any(at) + holds_any(value);
			if (value_unpack(fixture->txn, value, &plain) == 0)
				n += holds_any(plain);
			else if (value_unpack(fixture->txn, behind, &plain) ==
			    0)
				n += holds_any(plain);
		}
		cursor_close(cursor);
	}
	return n;
}

/* As a command does it: who is forgotten is gone at once, mentions in slices. */
static void
forget(struct fixture *fixture, int64_t id, bool suppress)
{
	assert_ok(store_forget(fixture->txn, id, suppress));
	fixture_commit(fixture);
	assert_ok(store_sweep_finish(fixture->store, NULL));
	fixture_begin(fixture, true);
}

static void
no_byte_is_left(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct work work;
	struct score score;
	int64_t id;

	fixture_begin(fixture, true);
	put_everything(fixture);
	assert_true(count_traces(fixture) > 15);
	fixture_commit(fixture);
	fixture_begin(fixture, true);
	forget(fixture, ADA, true);
	assert_int_equal(count_traces(fixture), 0);
	fixture_expect_sound(fixture);
	assert_int_equal(store_person_find(fixture->txn, "adalove", &id),
	    ERR_NOTFOUND);
	assert_true(store_is_suppressed(fixture->txn, ADA, NULL));
	assert_true(store_is_suppressed(fixture->txn, 0, "AdaLove"));
	/* Bob's own work is still his. */
	assert_ok(store_work_get(fixture->txn, BOB, 5, &arena, &work));
	assert_int_equal(work.pulls[0].merged_by, ACCOUNT_ERASED);
	assert_int_equal(work.merges[0].author, ACCOUNT_ERASED);
	assert_int_equal(work.reviews[0].author, ACCOUNT_ERASED);
	assert_int_equal(work.pulls[0].merged_at, 10);
	assert_string_equal(work.pulls[0].title,
	    "Fix lock, thanks @<forgotten>!");
	assert_string_equal(work.comments[0].body,
	    "@<forgotten> said (github.com/<forgotten>): no, @adalover");
	assert_string_equal(work.commits[0].message,
	    "Merge pull request #1 from <forgotten>/topic");
	assert_ok(store_score_get(fixture->txn, "api", BOB, &arena, &score));
	assert_string_equal(score.headline, "works with @<forgotten>");
	assert_string_equal(score.alternates[0].text,
	    "reviewed @<forgotten>'s change");
	assert_string_equal(score.evidence[0].url, "https://e");
	arena_done(&arena);
}

/* Whoever fetches others' work again must not bring the mentions back. */
static void
mentions_of_the_suppressed_are_not_stored_again(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_everything(fixture);
	forget(fixture, ADA, true);
	put_work(fixture, BOB, ADA);
	assert_ok(store_repository_put(fixture->txn,
	    &(struct repository){ .id = 5,
		.full_name = "golang/go",
		.readme = "maintained by @AdaLove" }));
	assert_ok(store_person_put(fixture->txn,
	    &(struct person){ .id = BOB,
		.login = "bob",
		.bio = "works with @adalove" }));
	/* A full name is known no more, since it is not hashed: it stands in
	 * one record. */
	assert_int_equal(count_traces(fixture), 1);
}

static void
a_namesake_keeps_the_name(void **state)
{
	struct fixture *fixture = *state;
	struct person bob = make_person(BOB, "bob", "ada lovelace");
	struct person eve = make_person(7003, "eve", "Not Ada Lovelace");
	struct arena arena = { 0 };
	struct person person;

	fixture_begin(fixture, true);
	put_everything(fixture);
	bob.bio = "ada lovelace is my name, and hers";
	assert_ok(store_person_put(fixture->txn, &bob));
	assert_ok(store_person_put(fixture->txn, &eve));
	forget(fixture, ADA, true);
	assert_ok(store_person_get(fixture->txn, BOB, &arena, &person));
	assert_string_equal(person.name, "ada lovelace");
	assert_string_equal(person.bio, "<forgotten> is my name, and hers");
	assert_ok(store_person_get(fixture->txn, 7003, &arena, &person));
	assert_string_equal(person.name, "Not <forgotten>");
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

static void
tasks_of_others_stay(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct validator validator;
	struct task task;

	fixture_begin(fixture, true);
	put_everything(fixture);
	forget(fixture, ADA, true);
	assert_ok(store_task_get(fixture->txn, 1, ADA, &arena, &task));
	assert_ok(store_task_get(fixture->txn, 1, 5, &arena, &task));
	assert_int_equal(store_task_get(fixture->txn, 3, ADA, &arena, &task),
	    ERR_NOTFOUND);
	assert_int_equal(store_task_get(fixture->txn, 4, -99, &arena, &task),
	    ERR_NOTFOUND);
	assert_int_equal(store_task_get(fixture->txn, 5, ADA, &arena, &task),
	    ERR_NOTFOUND);
	assert_ok(store_validator_get(fixture->txn,
	    "https://api/repos/golang/go", &arena, &validator));
	arena_done(&arena);
}

static void
holdings_tell_what_would_go(void **state)
{
	struct fixture *fixture = *state;
	struct person ada = make_person(ADA, "AdaLove", "Ada Lovelace");
	struct sweep_report report = { 0 };
	struct sweeper *sweeper;
	struct holdings holdings;

	fixture_begin(fixture, true);
	put_everything(fixture);
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_ok(store_holdings(fixture->txn, ADA, &holdings));
	assert_int_equal(holdings.work_records, 1);
	assert_int_equal(holdings.repositories, 1);
	assert_int_equal(holdings.scores, 1);
	assert_int_equal(holdings.pipeline_records, 2);
	assert_int_equal(holdings.first_seen, 100);
	assert_int_equal(store_holdings(fixture->txn, 99, &holdings),
	    ERR_NOTFOUND);
	fixture_abort(fixture);
	sweeper = store_mentions_new(fixture->store, &ada);
	while (store_mentions_step(sweeper, &report, NULL) == 0)
		;
	assert_true(report.mentions >= 12);
	assert_true(report.seen <= report.total);
	store_sweeper_free(sweeper);
}

static void
forgetting_without_suppression_leaves_no_hash(void **state)
{
	struct fixture *fixture = *state;
	int64_t n;

	fixture_begin(fixture, true);
	put_everything(fixture);
	forget(fixture, ADA, false);
	assert_ok(store_suppressed_count(fixture->txn, &n));
	assert_int_equal(n, 0);
	assert_false(store_is_suppressed(fixture->txn, ADA, "adalove"));
	assert_int_equal(count_traces(fixture), 0);
	assert_int_equal(store_forget(fixture->txn, 0, true), ERR_INVAL);
	/* Somebody who is not stored can be forgotten too. */
	assert_ok(store_forget(fixture->txn, 12345, true));
	fixture_expect_sound(fixture);
}

static void
mentions_are_told_from_words(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
	} cases[] = {
		{ "thanks @go", "thanks @<forgotten>" },
		{ "thanks @GO.", "thanks @<forgotten>." },
		{ "go is a language", "go is a language" },
		{ "@golang and @go-fan", "@golang and @go-fan" },
		{ "see github.com/go", "see github.com/<forgotten>" },
		{ "see https://github.com/Go/x.",
		    "see https://github.com/<forgotten>/x." },
		{ "from go/fix-lock", "from <forgotten>/fix-lock" },
		{ "src/go/main.c", "src/go/main.c" },
		{ "go/main.c", "<forgotten>/main.c" },
		{ "by Gopher Smith", "by <forgotten>" },
		{ "by Gopher Smithson", "by Gopher Smithson" },
		{ "@go@go", "@<forgotten>@<forgotten>" },
		{ "@", "@" },
		{ "", "" },
	};
	const struct person person = { .id = 9,
		.login = "go",
		.name = "Gopher Smith" };
	const struct person other = { .id = 10,
		.login = "ada-77",
		.name = "Ada Lovelace" };
	struct arena arena = { 0 };
	struct scrub scrub;

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		size_t i_case = i / 2;

		/* With another one it is the same. */
		scrub_init(&scrub, &arena);
		scrub_add(&scrub, &person);
		if (i % 2 == 1)
			scrub_add(&scrub, &other);
		assert_string_equal(scrub_text(&scrub, cases[i_case].text),
		    cases[i_case].expected);
		assert_int_equal(scrub.found > 0,
		    strcmp(cases[i_case].text, cases[i_case].expected) != 0);
		assert_null(scrub_text(&scrub, NULL));
		scrub_done(&scrub);
	}
	arena_done(&arena);
}

/* Of an Enterprise Server, whose pages are at another host. */
static void
addresses_of_the_server_that_is_read_name_people(void **state)
{
	const struct person person = { .id = 9, .login = "go" };
	struct arena arena = { 0 };
	struct scrub scrub;

	(void)state;
	scrub_init(&scrub, &arena);
	scrub_add(&scrub, &person);
	assert_string_equal(scrub_text(&scrub, "see ghe.example.com/go"),
	    "see ghe.example.com/go");
	fact_site_set("https://ghe.example.com/api/v3");
	assert_string_equal(scrub_text(&scrub, "see ghe.example.com/Go/x"),
	    "see ghe.example.com/<forgotten>/x");
	fact_site_set("https://api.github.com");
	scrub_done(&scrub);
	arena_done(&arena);
}

/* A login that is like no word stands for itself; what operators wrote means
 * people, whatever the login is. */
static void
bare_logins_are_told_from_words(void **state)
{
	static const struct {
		const char *text;
		const char *facts;
		const char *notes;
	} cases[] = {
		{ "ask ada-77 first", "ask <forgotten> first",
		    "ask <forgotten> first" },
		{ "ada-777 and xada-77", "ada-777 and xada-77",
		    "ada-777 and xada-77" },
		{ "talk to golang", "talk to golang", "talk to <forgotten>" },
		{ "Ada Lovelace; GOLANG", "<forgotten>; GOLANG",
		    "<forgotten>; <forgotten>" },
	};
	const struct person people[] = {
		{ .id = 10, .login = "ada-77", .name = "Ada Lovelace" },
		{ .id = 11, .login = "golang", .name = "Ada Other" }
	};
	struct arena arena = { 0 };
	struct scrub scrub;

	(void)state;
	scrub_init(&scrub, &arena);
	for (size_t i = 0; i < COUNT(people); i++)
		scrub_add(&scrub, &people[i]);
	for (size_t i = 0; i < COUNT(cases); i++) {
		scrub.is_operators = false;
		assert_string_equal(scrub_text(&scrub, cases[i].text),
		    cases[i].facts);
		scrub.is_operators = true;
		assert_string_equal(scrub_text(&scrub, cases[i].text),
		    cases[i].notes);
	}
	assert_true(scrub_has_id(&scrub, 11));
	assert_false(scrub_has_id(&scrub, 12));
	scrub_done(&scrub);
	arena_done(&arena);
}

static void
who_is_purged_leaves_a_hash_for_a_year(void **state)
{
	struct fixture *fixture = *state;
	const struct work work = { .repository = 5, .commits_total = 9 };
	const struct lead contacted = { .status = STATUS_CONTACTED },
			  noted = { .status = STATUS_NEW, .owner = "kim" };
	struct journal_entry entry = { 0 };
	struct arena arena = { 0 };
	struct person person = make_person(ADA, "adalove", "Ada");
	struct score score = { .person = ADA };
	struct lead lead;
	int64_t id;

	fixture_begin(fixture, true);
	assert_ok(store_person_put(fixture->txn, &person));
	assert_ok(store_work_merge(fixture->txn, ADA, &work));
	assert_ok(
	    store_score_put(fixture->txn, "api", &score, &person, 0, false));
	assert_ok(
	    store_score_put(fixture->txn, "db", &score, &person, 0, false));
	assert_ok(store_lead_put(fixture->txn, "api", ADA, &contacted));
	assert_ok(store_lead_put(fixture->txn, "db", ADA, &noted));
	assert_ok(store_purge(fixture->txn, ADA, "gone"));
	assert_int_equal(store_person_get(fixture->txn, ADA, &arena, &person),
	    ERR_NOTFOUND);
	assert_int_equal(store_person_find(fixture->txn, "adalove", &id),
	    ERR_NOTFOUND);
	assert_int_equal(store_work_get(fixture->txn, ADA, 5, &arena,
			     &(struct work){ 0 }),
	    ERR_NOTFOUND);
	assert_int_equal(store_score_get(fixture->txn, "api", ADA, &arena,
			     &score),
	    ERR_NOTFOUND);
	assert_ok(store_lead_get(fixture->txn, "api", ADA, &arena, &lead));
	/* kept out, as if they had asked for it */
	assert_int_equal(lead.status, STATUS_DO_NOT_CONTACT);
	assert_ok(store_lead_get(fixture->txn, "db", ADA, &arena, &lead));
	assert_null(lead.owner);
	while (store_journal_next(fixture->txn, entry.sequence, &arena,
		   &entry) == 0)
		;
	assert_string_equal(entry.action, "purge");
	assert_string_equal(entry.detail, "gone");
	assert_true(store_is_suppressed(fixture->txn, ADA, NULL));
	assert_true(store_is_suppressed(fixture->txn, 0, "AdaLove"));
	assert_int_equal(store_person_put(fixture->txn,
			     &(struct person){ .id = ADA, .login = "new" }),
	    ERR_BLOCKED);
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_byte_is_left),
		TEST(mentions_of_the_suppressed_are_not_stored_again),
		TEST(a_namesake_keeps_the_name),
		TEST(tasks_of_others_stay),
		TEST(holdings_tell_what_would_go),
		TEST(forgetting_without_suppression_leaves_no_hash),
		TEST(who_is_purged_leaves_a_hash_for_a_year),
		cmocka_unit_test(
		    addresses_of_the_server_that_is_read_name_people),
		cmocka_unit_test(bare_logins_are_told_from_words),
		cmocka_unit_test(mentions_are_told_from_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
