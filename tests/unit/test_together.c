/*
 * Several processes at one store: a reader sees the work of whole transactions
 * however fast another one commits; marks and forgets get through while a crawl
 * writes, and what was forgotten stays so.
 */
#include <sys/wait.h>

#include "store/query.h"
#include "store/rights.h"
#include "tests/unit/store_fixture.h"

enum {
	PEOPLE = 40,
	COMMITS = 200,
	MARKED = 12, /* of the first ones */
	FORGOTTEN = 8 /* of the last ones */
};

/* Runs in a process of its own, with the store opened there; the status is 0
 * only if all assertions held. */
static pid_t
start(struct fixture *fixture, void (*run)(struct fixture *),
    enum store_mode mode)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid != 0)
		return pid;
	fixture_open(fixture, mode);
	run(fixture);
	fixture_close(fixture);
	_exit(0);
}

/* Whether it has ended, and well. */
static bool
has_ended(pid_t pid, int options)
{
	int status;
	pid_t ended = waitpid(pid, &status, options);

	if (ended == 0)
		return false;
	assert_int_equal(ended, pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return true;
}

/* ---- a crawl ---- */

/* Everything of one person is of the given turn. */
static int
put_person(struct txn *txn, int64_t id, int64_t turn)
{
	char login[32], title[40];
	struct person person = { .id = id,
		.login = login,
		.followers = turn,
		.fetched_at = 1,
		.first_seen = FIXTURE_NOW };
	struct pull pull = { .number = 1, .title = title };
	struct work work = { .repository = 1, .pulls = &pull, .n_pulls = 1 };
	struct score score = { .person = id,
		.score = (double)(turn % 100),
		.reviews = turn,
		.last_active = FIXTURE_NOW };
	int rc;

	(void)snprintf(login, sizeof(login), "login%lld", (long long)id);
	(void)snprintf(title, sizeof(title), "turn%lld lock", (long long)turn);
	rc = store_person_put(txn, &person);
	if (rc == 0)
		rc = store_work_merge(txn, id, &work);
	if (rc == 0)
		rc = store_score_put(txn, "api", &score, &person, 0, false);
	return rc;
}

static void
put_everybody(struct fixture *fixture, int64_t turn, bool may_be_blocked)
{
	fixture_begin(fixture, true);
	for (int64_t id = 1; id <= PEOPLE; id++) {
		int rc = put_person(fixture->txn, id, turn);

		if (rc != 0 && !(may_be_blocked && rc == ERR_BLOCKED))
			fail_msg("person %lld: %d", (long long)id, rc);
	}
	fixture_commit(fixture);
}

static void
crawl(struct fixture *fixture)
{
	for (int64_t turn = 1; turn <= COMMITS; turn++)
		put_everybody(fixture, turn, true);
}

/* ---- who reads meanwhile ---- */

struct look {
	int64_t turn; /* -1: none yet */
	int64_t n;
};

static int
look_at(void *context, const struct lead_row *row)
{
	struct look *look = context;

	if (look->turn < 0)
		look->turn = row->card.reviews;
	assert_int_equal(row->card.reviews, look->turn);
	assert_int_equal(row->score.reviews, look->turn);
	assert_int_equal(row->person.followers, look->turn);
	look->n++;
	return 0;
}

static struct look
ask(struct fixture *fixture, const char *text)
{
	const struct query_options options = { .role = "api", .limit = -1 };
	struct look look = { .turn = -1 };
	struct query_counts counts;
	struct query *query;

	assert_ok(query_parse(text, NULL, FIXTURE_NOW, &query, NULL));
	assert_ok(query_run(fixture->txn, query, &options, FIXTURE_NOW, look_at,
	    &look, &counts, NULL));
	query_free(query);
	assert_int_equal(counts.matched, look.n);
	assert_int_equal(counts.corrupt, 0);
	return look;
}

/* One view, by rank, columns and words alike. */
static int64_t
read_once(struct fixture *fixture)
{
	char word[40];
	struct look look, again;

	fixture_begin(fixture, false);
	look = ask(fixture, "");
	assert_int_equal(look.n, PEOPLE);
	(void)snprintf(word, sizeof(word), "turn%lld", (long long)look.turn);
	again = ask(fixture, word);
	assert_int_equal(again.n, PEOPLE);
	assert_int_equal(again.turn, look.turn);
	(void)snprintf(word, sizeof(word), "reviews:%lld sort:followers",
	    (long long)look.turn);
	again = ask(fixture, word);
	assert_int_equal(again.n, PEOPLE);
	fixture_abort(fixture);
	return look.turn;
}

static void
reader_sees_whole_commits_however_fast_they_come(void **state)
{
	struct fixture *fixture = *state;
	int64_t turn = 0, seen = 0;
	bool is_done = false;
	pid_t crawler;

	put_everybody(fixture, 0, false);
	fixture_close(fixture);
	crawler = start(fixture, crawl, STORE_CRAWL);
	fixture_open(fixture, STORE_READ);
	while (!is_done) {
		int64_t now;

		is_done = has_ended(crawler, WNOHANG);
		now = read_once(fixture);
		assert_true(now >= turn);
		seen += now != turn;
		turn = now;
	}
	assert_true(seen > 0);
	assert_int_equal(turn, COMMITS);
	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
}

/* ---- who writes meanwhile ---- */

static void
mark(struct fixture *fixture)
{
	for (int64_t id = 1; id <= MARKED; id++) {
		const struct lead lead = { .status = STATUS_SHORTLISTED,
			.status_at = FIXTURE_NOW };

		fixture_begin(fixture, true);
		assert_ok(store_lead_put(fixture->txn, "api", id, &lead));
		fixture_commit(fixture);
	}
}

static void
forget(struct fixture *fixture)
{
	for (int64_t id = PEOPLE; id > PEOPLE - FORGOTTEN; id--) {
		fixture_begin(fixture, true);
		assert_ok(store_forget(fixture->txn, id, true));
		fixture_commit(fixture);
		assert_ok(store_sweep_finish(fixture->store, NULL));
	}
}

static void
marks_and_forgets_get_through_while_a_crawl_writes(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct look look;
	pid_t pids[3];

	put_everybody(fixture, 0, false);
	fixture_close(fixture);
	pids[0] = start(fixture, crawl, STORE_CRAWL);
	pids[1] = start(fixture, mark, STORE_WRITE);
	pids[2] = start(fixture, forget, STORE_WRITE);
	for (size_t i = 0; i < COUNT(pids); i++)
		assert_true(has_ended(pids[i], 0));
	fixture_open(fixture, STORE_READ);
	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
	look = ask(fixture, "");
	assert_int_equal(look.n, PEOPLE - FORGOTTEN);
	assert_int_equal(look.turn, COMMITS);
	assert_int_equal(ask(fixture, "status:shortlisted").n, MARKED);
	for (int64_t id = 1; id <= PEOPLE; id++) {
		struct person person;

		assert_int_equal(store_person_get(fixture->txn, id, &arena,
				     &person),
		    id > PEOPLE - FORGOTTEN ? ERR_NOTFOUND : 0);
	}
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(reader_sees_whole_commits_however_fast_they_come),
		TEST(marks_and_forgets_get_through_while_a_crawl_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
