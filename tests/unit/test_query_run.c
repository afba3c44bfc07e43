/* What a run of a query tells besides its leads, and how it ends. */
#include "store/key.h"
#include "store/lmdb.h"
#include "tests/unit/query_samples.h"

static int
run(struct fixture *fixture, const char *text,
    const struct query_options *options, struct query_counts *ret_counts)
{
	struct query *query;
	int rc;

	assert_ok(query_parse(text, &vocabulary, FIXTURE_NOW, &query, NULL));
	rc = query_run(fixture->txn, query, options, FIXTURE_NOW, NULL, NULL,
	    ret_counts, NULL);
	query_free(query);
	return rc;
}

static void
empty_result_names_the_last_condition(void **state)
{
	static const struct {
		const char *query;
		const char *emptied_by;
	} cases[] = {
		{ "score:200..", "score:200.." },
		{ "tool score:200.. lang:go", "score:200.." },
		{ "score:..100 (lang:go OR lang:rust) \"no such phrase\" "
		  "band:A",
		    "\"no such phrase\"" },
		{ "not tool", "not tool" },
		{ "tool not (lang:go OR not lang:go)",
		    "not (lang:go OR not lang:go)" },
		{ "union OR xyzzy", "union OR xyzzy" },
		{ "", "" },
	};
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);
	const struct query_options options = { .role = "api",
		.limit = -1,
		.show_hidden = true };
	struct query_counts counts;

	fixture_begin(fixture, false);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(run(fixture, cases[i].query, &options,
				     &counts),
		    0);
		assert_string_equal(counts.emptied_by, cases[i].emptied_by);
	}
	mem_free(samples);
}

static void
role_without_leads_is_empty(void **state)
{
	struct fixture *fixture = *state;
	const struct query_options options = { .role = "none", .limit = 10 };
	struct query_counts counts;

	fixture_begin(fixture, false);
	assert_int_equal(run(fixture, "go sort:recent", &options, &counts), 0);
	assert_int_equal(counts.total, 0);
	assert_string_equal(counts.emptied_by, "");
	assert_int_equal(run(fixture, "go",
			     &(struct query_options){ .role = "api",
				 .offset = -1 },
			     &counts),
	    ERR_INVAL);
}

static int
stop_at_second(void *context, const struct lead_row *row)
{
	int *n = context;

	(void)row;
	return ++*n == 2 ? ERR_CANCELED : 0;
}

static void
callers_error_ends_the_walk(void **state)
{
	static const char *const queries[] = { "", "sort:followers" };
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);
	const struct query_options options = { .role = "api", .limit = -1 };
	struct query_counts counts;

	fixture_begin(fixture, false);
	for (size_t i = 0; i < COUNT(queries); i++) {
		struct query *query;
		int n = 0;

		assert_ok(
		    query_parse(queries[i], NULL, FIXTURE_NOW, &query, NULL));
		assert_int_equal(query_run(fixture->txn, query, &options,
				     FIXTURE_NOW, stop_at_second, &n, &counts,
				     NULL),
		    ERR_CANCELED);
		assert_int_equal(n, 2);
		query_free(query);
	}
	mem_free(samples);
}

struct reweighed {
	double scores[LEADS];
	int64_t missing[LEADS];
	size_t n;
};

static int
collect_scores(void *context, const struct lead_row *row)
{
	struct reweighed *all = context;

	assert_true(row->score.score == row->card.score);
	assert_int_equal(row->score.band, BAND_A);
	all->missing[all->n] = row->card.must_missing;
	all->scores[all->n++] = row->card.score;
	return 0;
}

static enum band
always_a(double score, double coverage)
{
	(void)score;
	(void)coverage;
	return BAND_A;
}

/* Only reviews weigh: 100 times their share of the weight. */
static void
what_if_weights_reorder_the_list(void **state)
{
	static const double weights[FAMILY_COUNT] = { [FAMILY_REVIEW] = 40 };
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);
	const struct query_options options = { .role = "api",
		.limit = -1,
		.show_hidden = true,
		.weights = weights,
		.band = always_a };
	struct query_counts counts;
	struct reweighed all = { .n = 0 };
	struct query *query;

	fixture_begin(fixture, false);
	assert_ok(query_parse("not flag:out score:50.. band:A", &vocabulary,
	    FIXTURE_NOW, &query, NULL));
	assert_ok(query_run(fixture->txn, query, &options, FIXTURE_NOW,
	    collect_scores, &all, &counts, NULL));
	assert_true(all.n > 50);
	for (size_t i = 0; i < all.n; i++) {
		assert_true(all.scores[i] >= 50 && all.scores[i] <= 105);
		if (i > 0 && all.missing[i] == all.missing[i - 1])
			assert_true(all.scores[i] <= all.scores[i - 1]);
		else if (i > 0)
			assert_true(all.missing[i] > all.missing[i - 1]);
	}
	query_free(query);
	mem_free(samples);
}

static void
retention_moves_the_notice_date(void **state)
{
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);
	struct query_options options = { .role = "api", .limit = 0 };
	struct query_counts counts;

	fixture_begin(fixture, false);
	options.show_hidden = true;
	assert_int_equal(run(fixture, "", &options, &counts), 0);
	assert_true(counts.hidden_past_notice > 0);
	options.retention_days = 365;
	assert_int_equal(run(fixture, "", &options, &counts), 0);
	assert_int_equal(counts.hidden_past_notice, 0);
	assert_int_equal(counts.matched, counts.total);
	mem_free(samples);
}

/* Purging deletes them; until it does nobody lists them, --all neither. */
static void
told_leads_are_hidden_after_a_year_without_a_change(void **state)
{
	enum {
		AGE = 400
	};
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);
	struct query_options options = { .role = "api",
		.limit = 0,
		.show_hidden = true,
		.retention_days = 3650 };
	struct query_counts before, counts;
	struct lead lead = { .status = STATUS_CONTACTED };

	fixture_begin(fixture, true);
	assert_int_equal(run(fixture, "", &options, &before), 0);
	lead.status_at = FIXTURE_NOW - AGE * CLOCK_DAY_S;
	lead.contacted_at = lead.noticed_at = lead.status_at;
	assert_ok(
	    store_lead_put(fixture->txn, "api", samples[0].person.id, &lead));
	assert_int_equal(run(fixture, "", &options, &counts), 0);
	assert_int_equal(counts.hidden_past_notice,
	    before.hidden_past_notice + 1);
	assert_int_equal(counts.matched, before.matched - 1);
	options.told_days = AGE;
	assert_int_equal(run(fixture, "", &options, &counts), 0);
	assert_int_equal(counts.hidden_past_notice, before.hidden_past_notice);
	options.told_days = 0;
	lead.status = STATUS_REPLIED;
	lead.status_at = FIXTURE_NOW - CLOCK_DAY_S;
	assert_ok(
	    store_lead_put(fixture->txn, "api", samples[0].person.id, &lead));
	assert_int_equal(run(fixture, "", &options, &counts), 0);
	assert_int_equal(counts.matched, before.matched);
	mem_free(samples);
}

static void
corrupt_lead_is_left_out_and_counted(void **state)
{
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);
	const struct query_options options = { .role = "api",
		.limit = -1,
		.show_hidden = true,
		.retention_days = 365 };
	struct query_counts before, after;
	struct key key;

	fixture_begin(fixture, true);
	assert_int_equal(run(fixture, "tool", &options, &before), 0);
	key_score(&key, (struct slot){ 1, 0, 0 }, SCORE_WHOLE,
	    samples[0].person.id);
	assert_ok(db_put(fixture->txn, TABLE_SCORE, &key,
	    (struct slice){ (const uint8_t *)"x", 1 }));
	assert_int_equal(run(fixture, "tool", &options, &after), 0);
	assert_int_equal(after.listed, before.listed - 1);
	assert_int_equal(after.corrupt, 1);
	mem_free(samples);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(empty_result_names_the_last_condition),
		TEST(role_without_leads_is_empty),
		TEST(callers_error_ends_the_walk),
		TEST(what_if_weights_reorder_the_list),
		TEST(retention_moves_the_notice_date),
		TEST(told_leads_are_hidden_after_a_year_without_a_change),
		TEST(corrupt_lead_is_left_out_and_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
