#ifndef TESTS_UNIT_QUERY_LISTS_H
#define TESTS_UNIT_QUERY_LISTS_H

/* Queries of every kind over made-up leads, and who is listed. */
#include "tests/unit/query_samples.h"

static const char *const queries[] = {
	"",
	"lang:golang",
	"loc:germany",
	"skill:k8s followers:100..",
	"company:acme",
	"company:\"acme gmbh\"",
	"repo:redis",
	"score:40..70.5 not lang:rust",
	"band:B.. OR signal.review:0.5..",
	"status:new,hired",
	"known:yes",
	"not known:yes due:7d",
	"flag:agent",
	"not flag:own",
	"tag:none owner:lee",
	"\"distributed lock\"",
	"\"distributed lock\" loc:berlin",
	"not \"distributed lock\"",
	"\"raft log for\" OR idempot*",
	"active:100d (contact:none OR hireable:yes)",
	"coverage:..30 seed:apache/kafka",
};

static const char *const sorts[] = { "", " sort:followers", " sort:recent",
	" sort:signal.review" };

static const double
    weights[FAMILY_COUNT] = { [FAMILY_REVIEW] = 40, [FAMILY_COMMITS] = -1 };

enum {
	MORE = 400, /* leads of a long list */
	LISTED_MAX = LEADS + MORE
};

struct listed {
	int64_t ids[LISTED_MAX];
	int64_t ranks[LISTED_MAX];
	size_t n;
	struct query_counts counts;
};

static inline int
collect(void *context, const struct lead_row *row)
{
	struct listed *listed = context;

	assert_true(listed->n < LISTED_MAX);
	assert_int_equal(row->person.id, row->card.person);
	listed->ranks[listed->n] = row->rank;
	listed->ids[listed->n++] = row->card.person;
	return 0;
}

/* Adds to what is listed. */
static inline void
run(struct fixture *fixture, const char *text, const char *sort,
    const struct query_options *options, struct listed *listed)
{
	struct err_detail detail = { "" };
	struct query *query;
	char all[300];

	(void)snprintf(all, sizeof(all), "%s%s", text, sort);
	if (query_parse(all, &vocabulary, FIXTURE_NOW, &query, &detail) != 0)
		fail_msg("%s", detail.text);
	if (query_run(fixture->txn, query, options, FIXTURE_NOW, collect,
		listed, &listed->counts, &detail) != 0)
		fail_msg("%s: %s", all, detail.text);
	query_free(query);
}

static inline void
assert_same(const struct listed *got, const struct listed *expected,
    const char *text, const char *what)
{
	if (got->n != expected->n)
		fail_msg("%s: %s: %zu leads, expected %zu", text, what, got->n,
		    expected->n);
	for (size_t i = 0; i < got->n; i++)
		if (got->ids[i] != expected->ids[i] ||
		    got->ranks[i] != expected->ranks[i])
			fail_msg("%s: %s: at %zu: %lld of rank %lld, expected "
				 "%lld of %lld",
			    text, what, i, (long long)got->ids[i],
			    (long long)got->ranks[i],
			    (long long)expected->ids[i],
			    (long long)expected->ranks[i]);
}

static inline void
assert_same_counts(const struct query_counts *got,
    const struct query_counts *expected)
{
	assert_int_equal(got->matched, expected->matched);
	assert_int_equal(got->hidden_inactive, expected->hidden_inactive);
	assert_int_equal(got->hidden_status, expected->hidden_status);
	assert_int_equal(got->hidden_excluded, expected->hidden_excluded);
	assert_int_equal(got->hidden_out, expected->hidden_out);
	assert_int_equal(got->hidden_past_notice, expected->hidden_past_notice);
	if (!got->place_is_estimated)
		assert_int_equal(got->place_unknown, expected->place_unknown);
	assert_int_equal(got->due_this_week, expected->due_this_week);
	assert_string_equal(got->emptied_by, expected->emptied_by);
}

/* However they are asked for. */
static inline void
compare_plans(struct fixture *fixture, const char *text, const char *sort,
    struct query_options options)
{
	static const struct query_tuning tunings[] = {
		{ .plan = QUERY_PLAN_COUNT },
		{ .plan = QUERY_PLAN_WALK },
		{ .plan = QUERY_PLAN_WALK, .vain = 2 },
		{ .plan = QUERY_PLAN_STRIDE },
		{ .plan = QUERY_PLAN_PICK },
		{ .plan = QUERY_PLAN_COUNT, .kept = 7 },
		{ .plan = QUERY_PLAN_PICK, .kept = 7 },
		{ .plan = QUERY_PLAN_COUNT, .ignores_lists = true },
		{ .plan = QUERY_PLAN_PICK, .kept = 7, .ignores_lists = true },
		{ .plan = QUERY_PLAN_FRONT, .small_role = 1 },
		{ .plan = QUERY_PLAN_FRONT, .small_role = 1, .spare = 1 },
		{ .small_role = 1 },
		{ .small_role = 1, .ignores_lists = true },
	};
	struct listed expected = { .n = 0 };

	run(fixture, text, sort, &options, &expected);
	for (size_t i = 0; i < COUNT(tunings); i++) {
		struct listed got = { .n = 0 };

		options.tuning = &tunings[i];
		run(fixture, text, sort, &options, &got);
		assert_same(&got, &expected, text, sort);
		assert_int_equal(expected.counts.is_partial, false);
		if (!got.counts.is_partial && !expected.counts.is_partial)
			assert_same_counts(&got.counts, &expected.counts);
		else
			assert_true(got.counts.listed == options.limit);
	}
}

/* Half of the leads have no record in the pipeline, as most have. */
static inline struct sample *
make_few_leads(struct fixture *fixture)
{
	struct sample *samples = make_samples(fixture, 42);

	fixture_begin(fixture, true);
	for (int64_t i = 0; i < LEADS; i += 2) {
		struct sample *it = &samples[i];

		if (it->person.id == 0)
			continue;
		assert_ok(store_forget(fixture->txn, it->person.id, false));
		assert_ok(store_person_put(fixture->txn, &it->person));
		put_work(fixture, it);
	}
	fixture_commit(fixture);
	return samples;
}

static inline void
put_one(struct fixture *fixture, const struct sample *like, int64_t i,
    int64_t last_active)
{
	struct person person = like->person;
	struct score score = like->score;
	char login[32];

	(void)snprintf(login, sizeof(login), "more%lld", (long long)i);
	person.id = score.person = LEADS + 1 + i;
	person.login = login;
	person.followers = 10 * (LISTED_MAX - i);
	person.first_seen = FIXTURE_NOW - DAY;
	score.score = (double)(MORE - i) / 10;
	score.is_out = false;
	score.last_active = last_active;
	assert_ok(store_person_put(fixture->txn, &person));
	assert_ok(
	    store_score_put(fixture->txn, "api", &score, &person, 0, false));
}

/* Each has fewer followers than the one before, so that the best are told by
 * briefs, and the cards of most by later passes alone. */
static inline void
put_more(struct fixture *fixture, const struct sample *like)
{
	fixture_begin(fixture, true);
	for (int64_t i = 0; i < MORE; i++)
		put_one(fixture, like, i, FIXTURE_NOW - DAY);
	fixture_commit(fixture);
}

#endif
