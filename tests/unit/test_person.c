/* People, repositories, portfolios, work: what is put comes back, merged. */
#include <string.h>

#include "store/fact/portfolio.h"
#include "store/rights.h"
#include "tests/unit/rank_walk.h"
#include "tests/unit/store_fixture.h"

static struct person
make(int64_t id, const char *login)
{
	return (struct person){ .id = id,
		.login = login,
		.name = "A Name",
		.first_seen = 100,
		.fetched_at = 200 };
}

static void
put(struct fixture *fixture, struct person person)
{
	assert_ok(store_person_put(fixture->txn, &person));
}

static int64_t
find(struct fixture *fixture, const char *login)
{
	int64_t id;
	int rc = store_person_find(fixture->txn, login, &id);

	assert_true(rc == 0 || rc == ERR_NOTFOUND);
	return rc == 0 ? id : 0;
}

static void
profile_comes_back_whole(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct link links[] = { { "website", "https://a.example.org" } };
	struct person got, ada = make(7, "Ada");

	ada.links = links;
	ada.n_links = 1;
	ada.profile_readme = "# Hello";
	fixture_begin(fixture, true);
	put(fixture, ada);
	assert_ok(store_person_get(fixture->txn, 7, &arena, &got));
	assert_string_equal(got.login, "Ada");
	assert_string_equal(got.profile_readme, "# Hello");
	assert_string_equal(got.links[0].url, "https://a.example.org");
	ada.profile_readme = NULL;
	put(fixture, ada);
	assert_ok(store_person_get(fixture->txn, 7, &arena, &got));
	assert_null(got.profile_readme);
	assert_int_equal(store_person_get(fixture->txn, 8, &arena, &got),
	    ERR_NOTFOUND);
	assert_int_equal(store_person_get(fixture->txn, -1, &arena, &got),
	    ERR_NOTFOUND);
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

static void
people_are_found_by_login_or_id(void **state)
{
	struct fixture *fixture = *state;
	struct person nobody = make(0, "x");

	fixture_begin(fixture, true);
	put(fixture, make(7, "Ada"));
	put(fixture, make(8, "7"));
	assert_int_equal(find(fixture, "aDA"), 7);
	assert_int_equal(find(fixture, "@ada"), 7);
	assert_int_equal(find(fixture, "8"), 8);
	/* A login of digits comes before an id. */
	assert_int_equal(find(fixture, "7"), 8);
	assert_int_equal(find(fixture, "ad"), 0);
	assert_int_equal(find(fixture, ""), 0);
	assert_int_equal(store_person_put(fixture->txn, &nobody), ERR_INVAL);
}

static void
earliest_first_seen_is_kept(void **state)
{
	static const struct {
		int64_t first;
		int64_t second;
		int64_t kept;
	} cases[] = { { 100, 200, 100 }, { 200, 100, 100 }, { 100, 0, 100 },
		{ 0, 0, FIXTURE_NOW } };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };
		struct person person = make(7, "ada");

		fixture_begin(fixture, true);
		person.first_seen = cases[i].first;
		put(fixture, person);
		person.first_seen = cases[i].second;
		put(fixture, person);
		assert_ok(store_person_get(fixture->txn, 7, &arena, &person));
		assert_int_equal(person.first_seen, cases[i].kept);
		fixture_abort(fixture);
		arena_done(&arena);
	}
}

static void
renames_are_followed_and_logins_change_hands(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put(fixture, make(7, "ada"));
	put(fixture, make(7, "countess"));
	assert_int_equal(find(fixture, "ada"), 0);
	assert_int_equal(find(fixture, "countess"), 7);
	fixture_expect_sound(fixture);
	/* Another account takes the free login, then the one still in use. */
	put(fixture, make(8, "ada"));
	put(fixture, make(9, "Countess"));
	assert_int_equal(find(fixture, "ada"), 8);
	assert_int_equal(find(fixture, "countess"), 9);
	/* The first one's new name must not take the login back. */
	put(fixture, make(7, "lovelace"));
	assert_int_equal(find(fixture, "countess"), 9);
	assert_int_equal(find(fixture, "lovelace"), 7);
	fixture_expect_sound(fixture);
}

/* However the later bearer goes, the name leads to who was not seen under
 * another one since. */
static void
a_login_falls_back_to_an_earlier_bearer(void **state)
{
	static const struct {
		const char *what;
		bool second_goes_first; /* before the third comes */
	} cases[] = { { "forget", false }, { "purge", false },
		{ "rename", false }, { "refuse", false }, { "forget", true } };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct person last = make(9, "countess");

		fixture_begin(fixture, true);
		put(fixture, make(7, "Ada"));
		put(fixture, make(8, "ada"));
		if (cases[i].second_goes_first)
			put(fixture, make(8, "bob"));
		put(fixture, make(9, "ADA"));
		fixture_expect_sound(fixture);
		assert_int_equal(find(fixture, "ada"), 9);
		last.refusal = "asked";
		if (cases[i].what[0] == 'f')
			assert_ok(store_forget(fixture->txn, 9, false));
		else if (cases[i].what[0] == 'p')
			assert_ok(store_purge(fixture->txn, 9, "gone"));
		else if (cases[i].what[2] == 'n')
			put(fixture, make(9, "countess"));
		else
			put(fixture, last);
		fixture_expect_sound(fixture);
		if (cases[i].second_goes_first)
			assert_int_equal(find(fixture, "ada"), 7);
		else
			assert_in_range(find(fixture, "ada"), 7, 8);
		assert_ok(store_forget(fixture->txn, 7, false));
		assert_ok(store_forget(fixture->txn, 8, false));
		fixture_expect_sound(fixture);
		assert_int_equal(find(fixture, "ada"), 0);
		fixture_abort(fixture);
	}
}

static void
walk_goes_by_id(void **state)
{
	struct fixture *fixture = *state;
	int64_t id = 0;

	fixture_begin(fixture, true);
	put(fixture, make(300, "c"));
	put(fixture, make(2, "a"));
	put(fixture, make(70000, "d"));
	assert_ok(store_person_next(fixture->txn, 0, &id));
	assert_int_equal(id, 2);
	assert_ok(store_person_next(fixture->txn, id, &id));
	assert_int_equal(id, 300);
	assert_ok(store_person_next(fixture->txn, id, &id));
	assert_int_equal(id, 70000);
	assert_int_equal(store_person_next(fixture->txn, id, &id),
	    ERR_NOTFOUND);
}

/* ---- repositories and portfolios ---- */

static void
repositories_follow_renames(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct repository got, go = { .id = 5, .full_name = "golang/Go" };
	int64_t id;

	fixture_begin(fixture, true);
	assert_ok(store_repository_put(fixture->txn, &go));
	assert_ok(store_repository_find(fixture->txn, "GoLang/go", &id));
	assert_int_equal(id, 5);
	go.full_name = "google/go";
	assert_ok(store_repository_put(fixture->txn, &go));
	assert_int_equal(store_repository_find(fixture->txn, "golang/go", &id),
	    ERR_NOTFOUND);
	assert_ok(store_repository_get(fixture->txn, 5, &arena, &got));
	assert_string_equal(got.full_name, "google/go");
	/* A name that another took and gave up leads back. */
	go = (struct repository){ .id = 6, .full_name = "Google/go" };
	assert_ok(store_repository_put(fixture->txn, &go));
	go.full_name = "google/went";
	assert_ok(store_repository_put(fixture->txn, &go));
	assert_ok(store_repository_find(fixture->txn, "google/go", &id));
	assert_int_equal(id, 5);
	fixture_expect_sound(fixture);
	go.id = 0;
	assert_int_equal(store_repository_put(fixture->txn, &go), ERR_INVAL);
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

static void
portfolio_makes_a_bare_person(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct repository items[] = {
		{ .id = 1, .full_name = "ada/engine", .stars = 20 },
		{ .id = 2,
		    .full_name = "ada/fork",
		    .stars = 900,
		    .is_fork = true },
	};
	const struct portfolio portfolio = { items, 2, 300 };
	struct portfolio got;
	struct person person;
	struct own own;

	fixture_begin(fixture, true);
	assert_ok(store_portfolio_put(fixture->txn, 7, &portfolio));
	assert_ok(store_portfolio_get(fixture->txn, 7, &arena, &got));
	assert_int_equal(got.n_items, 2);
	assert_string_equal(got.items[1].full_name, "ada/fork");
	assert_ok(store_own_get(fixture->txn, 7, &arena, &own));
	/* Others' stars do not count. */
	assert_int_equal(own.stars, 20);
	assert_int_equal(own.n_names, 2);
	assert_ok(store_person_get(fixture->txn, 7, &arena, &person));
	assert_int_equal(person.first_seen, FIXTURE_NOW);
	assert_null(person.login);
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

/* ---- work ---- */

static void
merge(struct fixture *fixture, struct work work)
{
	assert_ok(store_work_merge(fixture->txn, 7, &work));
}

static struct work
get_work(struct fixture *fixture, struct arena *arena)
{
	struct work work;

	assert_ok(store_work_get(fixture->txn, 7, 5, arena, &work));
	return work;
}

static void
work_merges_newest_first(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct pull first[] = {
		{ .number = 1, .title = "one", .merged_at = 10 },
		{ .number = 3, .title = "three", .merged_at = 30 }
	};
	struct pull second[] = {
		{ .number = 2, .title = "two", .merged_at = 20 },
		{ .number = 3, .title = "three again", .merged_at = 30 }
	};
	struct comment comment = { .id = 9, .body = "why", .created_at = 5 };
	struct work got;

	fixture_begin(fixture, true);
	merge(fixture,
	    (struct work){ .repository = 5,
		.commits_total = 12,
		.pulls = first,
		.n_pulls = 2,
		.fetched_at = 100 });
	merge(fixture,
	    (struct work){ .repository = 5,
		.pulls = second,
		.n_pulls = 2,
		.comments = &comment,
		.n_comments = 1,
		.fetched_at = 90 });
	got = get_work(fixture, &arena);
	assert_int_equal(got.n_pulls, 3);
	assert_string_equal(got.pulls[0].title, "three again");
	assert_string_equal(got.pulls[1].title, "two");
	assert_string_equal(got.pulls[2].title, "one");
	assert_int_equal(got.n_comments, 1);
	assert_int_equal(got.commits_total, 12);
	assert_int_equal(got.fetched_at, 100);
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

static void
merging_the_same_work_again_changes_nothing(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct review reviews[] = {
		{ .number = 4, .state = "COMMENTED", .submitted_at = 10 },
		{ .number = 4, .state = "APPROVED", .submitted_at = 20 },
		{ .number = 5, .state = "APPROVED", .submitted_at = 20 },
	};
	struct commit commits[] = { { .oid = "a", .authored_at = 1 },
		{ .oid = "b", .authored_at = 1 } };
	/* Commits that were committed for others have no number. */
	struct merge merges[] = { { .number = 1, .merged_at = 2 },
		{ .oid = "c", .merged_at = 2 },
		{ .oid = "d", .merged_at = 2 } };
	const struct work work = { .repository = 5,
		.reviews = reviews,
		.n_reviews = 3,
		.commits = commits,
		.n_commits = 2,
		.merges = merges,
		.n_merges = 3 };
	struct buf once, twice;
	struct work got;

	buf_init(&once, 10000);
	buf_init(&twice, 10000);
	fixture_begin(fixture, true);
	merge(fixture, work);
	got = get_work(fixture, &arena);
	/* Of one pull request the latest review stands. */
	assert_int_equal(got.n_reviews, 2);
	assert_string_equal(got.reviews[1].state, "APPROVED");
	assert_string_equal(got.commits[0].oid, "b");
	assert_int_equal(got.n_merges, 3);
	record_encode(&work_record, &got, &once);
	merge(fixture, work);
	got = get_work(fixture, &arena);
	record_encode(&work_record, &got, &twice);
	assert_int_equal(once.len, twice.len);
	assert_memory_equal(once.data, twice.data, once.len);
	buf_done(&once);
	buf_done(&twice);
	arena_done(&arena);
}

static void
oldest_work_is_let_go_beyond_the_limit(void **state)
{
	enum {
		MANY = 2500
	};
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct pull *pulls = mem_calloc(MANY, sizeof(*pulls));
	struct work got;

	for (int i = 0; i < MANY; i++)
		pulls[i] = (struct pull){ .number = i + 1, .merged_at = i + 1 };
	fixture_begin(fixture, true);
	merge(fixture,
	    (struct work){ .repository = 5, .pulls = pulls, .n_pulls = MANY });
	got = get_work(fixture, &arena);
	assert_int_equal(got.n_pulls, 2000);
	assert_int_equal(got.pulls[0].number, MANY);
	assert_int_equal(got.pulls[1999].number, MANY - 1999);
	mem_free(pulls);
	arena_done(&arena);
}

static void
facts_come_with_their_repositories(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	const struct repository known = { .id = 5, .full_name = "golang/go" };
	struct facts facts;

	fixture_begin(fixture, true);
	put(fixture, make(7, "ada"));
	put(fixture, make(8, "bob"));
	assert_ok(store_repository_put(fixture->txn, &known));
	merge(fixture, (struct work){ .repository = 6, .commits_total = 1 });
	merge(fixture, (struct work){ .repository = 5, .commits_total = 2 });
	assert_ok(store_facts_load(fixture->txn, 7, &arena, &facts));
	assert_string_equal(facts.person.login, "ada");
	assert_int_equal(facts.n_work, 2);
	assert_int_equal(facts.work[0].repository, 5);
	assert_string_equal(facts.work[0].in->full_name, "golang/go");
	assert_null(facts.work[1].in);
	assert_int_equal(facts.own.fetched_at, 0);
	assert_ok(store_facts_load(fixture->txn, 8, &arena, &facts));
	assert_int_equal(facts.n_work, 0);
	assert_int_equal(store_facts_load(fixture->txn, 9, &arena, &facts),
	    ERR_NOTFOUND);
	arena_done(&arena);
}

/* ---- refusals ---- */

static void
refusal_keeps_the_sentence_and_nothing_else(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct person got, ada = make(7, "ada");
	struct score score = { .person = 7, .score = 50 };
	struct work work = { .repository = 5, .commits_total = 1 };
	struct store_stats stats;
	struct card card;
	struct rank_walk rank;

	fixture_begin(fixture, true);
	ada.profile_readme = "readme";
	put(fixture, ada);
	merge(fixture, work);
	assert_ok(store_score_put(fixture->txn, "api", &score, &ada, 0, false));
	ada.refusal = "No recruiters please.";
	ada.refused_at = 900;
	put(fixture, ada);
	assert_ok(store_person_get(fixture->txn, 7, &arena, &got));
	assert_string_equal(got.refusal, "No recruiters please.");
	assert_int_equal(got.refused_at, 900);
	assert_null(got.login);
	assert_null(got.name);
	assert_null(got.profile_readme);
	assert_int_equal(find(fixture, "ada"), 0);
	assert_int_equal(store_work_get(fixture->txn, 7, 5, &arena, &work),
	    ERR_NOTFOUND);
	assert_int_equal(store_score_get(fixture->txn, "api", 7, &arena,
			     &score),
	    ERR_NOTFOUND);
	assert_int_equal(rank_walk_open(fixture->txn, "api", &rank), 0);
	assert_int_equal(rank_walk_next(&rank, &card), ERR_NOTFOUND);
	rank_walk_close(&rank);
	assert_ok(store_stats(fixture->txn, &stats));
	assert_int_equal(stats.refusals, 1);
	assert_int_equal(stats.profiles, 0);
	assert_int_equal(stats.works, 0);
	assert_int_equal(stats.scores, 0);
	fixture_expect_sound(fixture);
	/* Nothing more is taken of them, until a new profile says otherwise. */
	assert_int_equal(store_work_merge(fixture->txn, 7,
			     &(struct work){ .repository = 5 }),
	    ERR_BLOCKED);
	assert_int_equal(store_score_put(fixture->txn, "api",
			     &(struct score){ .person = 7 }, &ada, 0, false),
	    ERR_BLOCKED);
	put(fixture, make(7, "ada"));
	merge(fixture, (struct work){ .repository = 5, .commits_total = 1 });
	assert_int_equal(find(fixture, "ada"), 7);
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

static void
bot_is_no_lead_any_more(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct person bot = make(7, "robo");
	struct score score = { .person = 7, .score = 50 };

	fixture_begin(fixture, true);
	put(fixture, bot);
	assert_ok(store_score_put(fixture->txn, "api", &score, &bot, 0, false));
	bot.bot_reason = "answers within a second";
	put(fixture, bot);
	assert_int_equal(store_score_get(fixture->txn, "api", 7, &arena,
			     &score),
	    ERR_NOTFOUND);
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(profile_comes_back_whole),
		TEST(people_are_found_by_login_or_id),
		TEST(earliest_first_seen_is_kept),
		TEST(renames_are_followed_and_logins_change_hands),
		TEST(a_login_falls_back_to_an_earlier_bearer),
		TEST(walk_goes_by_id),
		TEST(repositories_follow_renames),
		TEST(portfolio_makes_a_bare_person),
		TEST(work_merges_newest_first),
		TEST(merging_the_same_work_again_changes_nothing),
		TEST(oldest_work_is_let_go_beyond_the_limit),
		TEST(facts_come_with_their_repositories),
		TEST(refusal_keeps_the_sentence_and_nothing_else),
		TEST(bot_is_no_lead_any_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
