/*
 * Random queries over random people, by a seed, give what a brute-force
 * reference gives: who, in what order, how many hidden and why; whatever was
 * changed, renamed, forgotten, suppressed or undone before.  $QUERY_PEOPLE,
 * $QUERY_STORES, $QUERY_ROUNDS, $QUERY_ASKED and $QUERY_SEED make more of it.
 */
#include <sys/wait.h>

#include <signal.h>

#include "store/column/front_build.h"
#include "store/column/front_layout.h"
#include "store/posting/posting.h"
#include "store/posting/posting_delta.h"
#include "store/store_internal.h"
#include "tests/unit/random_answer.h"
#include "tests/unit/random_store.h"

struct extent {
	int64_t people, stores, rounds, changes, asked, seed;
};

static int64_t
from_env(const char *name, int64_t otherwise)
{
	const char *text = getenv(name);
	int64_t value;

	return text != NULL && str_to_int(text, 1, INT32_MAX, &value) == 0
	    ? value
	    : otherwise;
}

static struct extent
extent_of_test(void)
{
	struct extent extent = { .people = from_env("QUERY_PEOPLE", 60),
		.stores = from_env("QUERY_STORES", 10),
		.rounds = from_env("QUERY_ROUNDS", 8),
		.asked = from_env("QUERY_ASKED", 25),
		.seed = from_env("QUERY_SEED", 1) };

	extent.changes = extent.people < 600 ? extent.people / 3 : 200;
	return extent;
}

/* ---- one question ---- */

struct listing {
	const struct answer *answer;
	const struct question *question;
	size_t at;
};

static void
refute(const struct question *it, const char *what, int64_t got,
    int64_t expected)
{
	fail_msg("role %s, offset %lld, limit %lld%s%s: %s\n%s: %lld, "
		 "expected %lld",
	    made_roles[it->role], (long long)it->offset, (long long)it->limit,
	    it->show_hidden ? ", all" : "",
	    it->has_weights ? ", other weights" : "", it->text.data, what,
	    (long long)got, (long long)expected);
}

static int
compare_row(void *context, const struct lead_row *row)
{
	struct listing *listing = context;
	const struct answer *answer = listing->answer;
	const struct answer_entry *entry =
	    listing->at < answer->n ? &answer->entries[listing->at] : NULL;
	int64_t expected = entry != NULL ? entry->id : 0, rank = 0;

	if (row->card.person != expected)
		refute(listing->question, "person listed", row->card.person,
		    expected);
	if (entry != NULL && !entry->is_apart)
		rank = (int64_t)listing->at + 1;
	if (row->rank != rank)
		refute(listing->question, "rank", row->rank, rank);
	assert_int_equal(row->person.id, expected);
	assert_int_equal(row->score.person, expected);
	listing->at++;
	return 0;
}

static void
compare_counts(const struct question *it, const struct query_counts *got,
    const struct query_counts *expected)
{
	const struct {
		const char *name;
		int64_t got;
		int64_t expected;
	} all[] = {
		{ "matched", got->matched, expected->matched },
		{ "inactive", got->hidden_inactive, expected->hidden_inactive },
		{ "status", got->hidden_status, expected->hidden_status },
		{ "excluded", got->hidden_excluded, expected->hidden_excluded },
		{ "out", got->hidden_out, expected->hidden_out },
		{ "past notice", got->hidden_past_notice,
		    expected->hidden_past_notice },
		{ "place unknown", got->place_unknown,
		    got->place_is_estimated ? got->place_unknown
					    : expected->place_unknown },
		{ "due this week", got->due_this_week,
		    expected->due_this_week },
		{ "total", got->total, expected->total },
		{ "corrupt", got->corrupt, 0 },
	};

	for (size_t i = 0; i < COUNT(all); i++)
		if (all[i].got != all[i].expected)
			refute(it, all[i].name, all[i].got, all[i].expected);
}

/* How many of the matches the page holds. */
static int64_t
page_size(const struct question *it, const struct answer *answer)
{
	int64_t left = (int64_t)answer->n - it->offset;

	if (left < 0)
		left = 0;
	return it->limit >= 0 && it->limit < left ? it->limit : left;
}

/* By each of the plans, the chosen one first, and with few places at a time. */
static void
run_plan(struct txn *txn, const struct question *it,
    const struct answer *answer, const struct query_tuning *tuning)
{
	static const char *const acme[] = { "Acme GmbH" };
	static const struct query_suspects suspects = { .companies = acme,
		.n_companies = 1 };
	double weights[FAMILY_COUNT];
	const struct query_options options = { .role = made_roles[it->role],
		.offset = it->offset,
		.limit = it->limit,
		.show_hidden = it->show_hidden,
		.is_excluded = asked_is_excluded,
		.weights = it->has_weights ? weights : NULL,
		.band = asked_band,
		.suspects = tuning != NULL ? &suspects : NULL,
		.tuning = tuning };
	struct listing listing = { answer, it, (size_t)it->offset };
	struct err_detail detail = { "" };
	struct query_counts counts;
	struct query *query;

	for (int i = 0; i < FAMILY_COUNT; i++)
		weights[i] = it->weights[i];
	if (query_parse(it->text.data, &asked_vocabulary, FIXTURE_NOW, &query,
		&detail) != 0)
		fail_msg("%s", detail.text);
	if (query_run(txn, query, &options, FIXTURE_NOW, compare_row, &listing,
		&counts, &detail) != 0)
		fail_msg("%s: %s", it->text.data, detail.text);
	query_free(query);
	if (counts.listed != page_size(it, answer))
		refute(it, "listed", counts.listed, page_size(it, answer));
	if (!counts.is_partial)
		compare_counts(it, &counts, &answer->counts);
}

static void
run_question(struct txn *txn, const struct question *it,
    const struct answer *answer)
{
	static const struct query_tuning tunings[] = {
		{ .plan = QUERY_PLAN_WALK, .kept = 9 },
		{ .plan = QUERY_PLAN_WALK, .vain = 3 },
		{ .plan = QUERY_PLAN_STRIDE, .kept = 9 },
		{ .plan = QUERY_PLAN_COUNT, .kept = 9 },
		{ .plan = QUERY_PLAN_PICK, .kept = 9 },
		{ .plan = QUERY_PLAN_COUNT, .ignores_lists = true },
		{ .plan = QUERY_PLAN_PICK, .kept = 9, .ignores_lists = true },
		{ .plan = QUERY_PLAN_FRONT, .small_role = 1 },
		{ .plan = QUERY_PLAN_FRONT,
		    .small_role = 1,
		    .ignores_lists = true,
		    .spare = 1 },
		{ .small_role = 1 }, /* as in a large one */
		{ .small_role = 1, .ignores_lists = true },
	};

	run_plan(txn, it, answer, NULL);
	for (size_t i = 0; i < COUNT(tunings); i++)
		run_plan(txn, it, answer, &tunings[i]);
}

static void
ask_some(struct txn *txn, struct world *world, struct dice *dice, int64_t n)
{
	for (int64_t i = 0; i < n; i++) {
		struct question question;
		struct answer answer;

		question_init(&question, world, dice);
		answer_init(&answer, &question);
		run_question(txn, &question, &answer);
		answer_done(&answer);
		question_done(&question);
	}
}

/* ---- one store, changed again and again ---- */

/* Changes of postings wait, many or few of them, or none do from now on. */
static void
choose_waiting(struct fixture *fixture, struct dice *dice)
{
	static const int64_t most[] = { 0, 20, 400, INT32_MAX };

	fixture->store->delta_chunks = one_in(dice, 4) ? UINT32_MAX : 1;
	fixture->store->delta_most = most[roll(dice, COUNT(most))];
	if (one_in(dice, 5))
		assert_ok(posting_settle(fixture->store, NULL));
}

/* As when the process was killed: the next one knows nothing of it, and what
 * waited does so in part. */
static void
go_on_anew(struct fixture *fixture, struct dice *dice)
{
	if (!one_in(dice, 3))
		return;
	fixture_close(fixture);
	fixture_open(fixture, STORE_WRITE);
	choose_waiting(fixture, dice);
}

/* Some changes are taken back; some are asked about before they are there. */
static void
change_store(struct fixture *fixture, struct world *world, struct dice *dice,
    const struct extent *extent)
{
	bool is_undone = one_in(dice, 4);
	struct place_of_work at = { .world = world };
	struct world before;

	world_copy(world, &before);
	fixture_begin(fixture, true);
	at.txn = fixture->txn;
	for (int64_t i = 0; i < extent->changes; i++)
		change_something(&at);
	ask_some(fixture->txn, world, dice, 2);
	arena_done(&at.arena);
	if (!is_undone) {
		fixture_commit(fixture);
		sweep_mentions(world, fixture->store);
		world_done(&before);
		return;
	}
	fixture_abort(fixture);
	world_done(world);
	*world = before;
}

static void
fill_store(struct fixture *fixture, struct world *world)
{
	struct place_of_work at = { .world = world };

	fixture_begin(fixture, true);
	at.txn = fixture->txn;
	world_fill(&at);
	arena_done(&at.arena);
	fixture_commit(fixture);
}

/* Fronts of any length, which stay while people change, until they are given up
 * or made anew. */
static void
make_fronts(struct fixture *fixture, struct dice *dice)
{
	struct err_detail detail = { "" };

	if (one_in(dice, 2))
		return;
	front_limits = (struct front_limits){
		.places = 1 + (uint32_t)roll(dice, 80),
		.touched = (size_t)roll(dice, 60),
		.small_role = 1,
	};
	if (store_front_build(fixture->store, NULL, NULL, &detail) != 0)
		fail_msg("%s", detail.text);
}

static void
query_one_store(struct fixture *fixture, const struct extent *extent,
    uint64_t seed)
{
	struct dice dice = { seed };
	struct world world;

	world_init(&world, (size_t)extent->people, seed * 7 + 1);
	fill_store(fixture, &world);
	for (int64_t round = 0; round < extent->rounds; round++) {
		if (round > 0)
			change_store(fixture, &world, &dice, extent);
		make_fronts(fixture, &dice);
		choose_waiting(fixture, &dice);
		go_on_anew(fixture, &dice);
		fixture_begin(fixture, false);
		fixture_expect_sound(fixture);
		ask_some(fixture->txn, &world, &dice, extent->asked);
		fixture_abort(fixture);
	}
	world_done(&world);
}

static void
random_queries_equal_brute_force(void **state)
{
	struct fixture *fixture = *state;
	struct extent extent = extent_of_test();

	for (int64_t i = 0; i < extent.stores; i++) {
		fixture_close(fixture);
		fixture_remove(fixture->path);
		fixture_open(fixture, STORE_WRITE);
		query_one_store(fixture, &extent,
		    (uint64_t)(extent.seed * 1000 + i));
	}
}

/* ---- another process writes ---- */

enum {
	TOGETHER_PEOPLE = 40,
	TOGETHER_ROUNDS = 12,
	TOGETHER_CHANGES = 15
};

static void
tell(int fd)
{
	assert_int_equal(write(fd, "", 1), 1);
}

static void
wait_for(int fd)
{
	char byte;

	assert_int_equal(read(fd, &byte, 1), 1);
}

/* The writer: a turn whenever it is told to. */
static void
write_in_turns(struct fixture *fixture, struct world *world, int from, int to)
{
	fixture_open(fixture, STORE_WRITE);
	for (int round = 0; round < TOGETHER_ROUNDS; round++) {
		struct place_of_work at = { .world = world };

		wait_for(from);
		fixture_begin(fixture, true);
		at.txn = fixture->txn;
		for (int i = 0; i < TOGETHER_CHANGES; i++)
			change_something(&at);
		arena_done(&at.arena);
		fixture_commit(fixture);
		sweep_mentions(world, fixture->store);
		tell(to);
	}
	fixture_close(fixture);
}

/* What was there when it began is what it sees, whatever is written meanwhile;
 * the next one sees all of that. */
static void
read_in_turns(struct fixture *fixture, struct world *world, int from, int to)
{
	struct dice dice = { 5 };

	for (int round = 0; round < TOGETHER_ROUNDS; round++) {
		struct place_of_work model = { .world = world };

		fixture_begin(fixture, false);
		ask_some(fixture->txn, world, &dice, 4);
		tell(to);
		wait_for(from);
		ask_some(fixture->txn, world, &dice, 4);
		fixture_abort(fixture);
		for (int i = 0; i < TOGETHER_CHANGES; i++)
			change_something(&model);
		sweep_mentions(world, NULL);
		arena_done(&model.arena);
	}
	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
	ask_some(fixture->txn, world, &dice, 40);
	fixture_abort(fixture);
}

static void
reader_sees_one_generation_while_another_process_writes(void **state)
{
	struct fixture *fixture = *state;
	int to_writer[2], to_reader[2], status;
	struct world world;
	pid_t writer;

	world_init(&world, TOGETHER_PEOPLE, 77);
	fill_store(fixture, &world);
	fixture_close(fixture);
	assert_int_equal(pipe(to_writer), 0);
	assert_int_equal(pipe(to_reader), 0);
	writer = fork();
	assert_true(writer >= 0);
	if (writer == 0) {
		(void)close(to_writer[1]);
		(void)close(to_reader[0]);
		write_in_turns(fixture, &world, to_writer[0], to_reader[1]);
		_exit(0);
	}
	(void)close(to_writer[0]);
	(void)close(to_reader[1]);
	fixture_open(fixture, STORE_READ);
	read_in_turns(fixture, &world, to_reader[0], to_writer[1]);
	assert_int_equal(waitpid(writer, &status, 0), writer);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	(void)close(to_writer[1]);
	(void)close(to_reader[0]);
	world_done(&world);
}

/* ---- a process is killed ---- */

enum {
	KILLED_PEOPLE = 60,
	KILLED_TIMES = 8,
	KILLED_CHANGES = 6,
	KILLED_WAITING = 60 /* at most: then each commit settles */
};

static void
change_some(struct world *world, struct txn *txn)
{
	struct place_of_work at = { .world = world, .txn = txn };

	for (int i = 0; i < KILLED_CHANGES; i++)
		change_something(&at);
	arena_done(&at.arena);
}

/* Ends in the middle of what it writes, after so many commits. */
static _Noreturn void
write_until_killed(struct fixture *fixture, struct world *world, int commits)
{
	fixture_open(fixture, STORE_WRITE);
	fixture->store->delta_chunks = 1;
	fixture->store->delta_most = KILLED_WAITING;
	for (int i = 0; i < commits; i++) {
		fixture_begin(fixture, true);
		change_some(world, fixture->txn);
		fixture_commit(fixture);
		sweep_mentions(world, fixture->store);
	}
	fixture_begin(fixture, true);
	change_some(world, fixture->txn);
	assert_ok(posting_flush(fixture->txn));
	(void)raise(SIGKILL);
	_exit(1);
}

static void
kill_a_writer(struct fixture *fixture, struct world *world, int commits)
{
	int status;
	pid_t writer;

	fixture_close(fixture);
	writer = fork();
	assert_true(writer >= 0);
	if (writer == 0)
		write_until_killed(fixture, world, commits);
	assert_int_equal(waitpid(writer, &status, 0), writer);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	for (int i = 0; i < commits; i++) {
		change_some(world, NULL);
		sweep_mentions(world, NULL);
	}
	fixture_open(fixture, STORE_WRITE);
}

static bool
has_front(struct fixture *fixture)
{
	struct arena arena = { 0 };
	struct role_slot role;
	struct front front;
	int rc;

	assert_ok(store_role_find(fixture->txn, made_roles[0], &role));
	rc = front_find(fixture->txn, &role, &arena, &front);
	arena_done(&arena);
	return rc == 0;
}

/* While changes of postings wait, and some are settled with each commit, and
 * there is a front: what was committed is there, and nothing else. */
static void
between_commits_that_settle_a_writer_may_be_killed(void **state)
{
	struct fixture *fixture = *state;
	struct dice dice = { 11 };
	struct world world;
	int64_t waiting;

	front_limits = (struct front_limits){ .places = 40,
		.touched = 1000,
		.small_role = 1 };
	world_init(&world, KILLED_PEOPLE, 79);
	fill_store(fixture, &world);
	assert_ok(store_front_build(fixture->store, NULL, NULL, NULL));
	for (int i = 0; i < KILLED_TIMES; i++) {
		kill_a_writer(fixture, &world, 3 + i % 3);
		fixture_begin(fixture, false);
		fixture_expect_sound(fixture);
		assert_ok(delta_count(fixture->txn, &waiting));
		assert_in_range(waiting, 1, KILLED_WAITING);
		assert_true(has_front(fixture));
		ask_some(fixture->txn, &world, &dice, 25);
		fixture_abort(fixture);
	}
	world_done(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(random_queries_equal_brute_force),
		TEST(reader_sees_one_generation_while_another_process_writes),
		TEST(between_commits_that_settle_a_writer_may_be_killed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
