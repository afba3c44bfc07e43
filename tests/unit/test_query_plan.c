/* All plans give the same leads; cursors, passes and writes change nothing. */
#include "store/posting/posting.h"
#include "store/store_internal.h"
#include "tests/unit/query_lists.h"

static void
plans_give_the_same_leads(void **state)
{
	static const struct query_options pages[] = {
		{ .limit = -1 },
		{ .limit = -1, .show_hidden = true },
		{ .limit = 20 },
		{ .limit = 10, .offset = 5, .show_hidden = true },
		{ .limit = 10, .offset = 90 },
		{ .limit = -1, .offset = 30 },
		{ .limit = 0 },
		{ .limit = 20, .weights = weights },
	};
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);

	fixture_begin(fixture, false);
	for (size_t i = 0; i < COUNT(queries); i++)
		for (size_t j = 0; j < COUNT(sorts); j++)
			for (size_t k = 0; k < COUNT(pages); k++) {
				struct query_options options = pages[k];

				/* Every fifth combination. */
				if ((i + j + k) % 5 != 0)
					continue;
				options.role = "api";
				options.is_excluded = is_acme;
				compare_plans(fixture, queries[i], sorts[j],
				    options);
			}
	mem_free(samples);
}

/* ---- facets ---- */

struct facet_count {
	enum query_facet facet;
	const struct query_value *value;
	int64_t n; /* leads that have it */
	int64_t all; /* values of this facet, over all leads */
};

static bool
is_text(const struct query_value *value, const char *text)
{
	if (text == NULL || value->text == NULL)
		return text == NULL && value->text == NULL;
	return str_casecmp(text, value->text) == 0;
}

/* By hand, from what is listed. */
static int
count_value(void *context, const struct lead_row *row)
{
	struct facet_count *it = context;
	const struct score *score = &row->score;
	bool has = false;

	it->all++;
	switch (it->facet) {
	case FACET_LANG:
		has = is_text(it->value, score->languages[0]);
		break;
	case FACET_SKILL:
		has = is_text(it->value, score->skills[0].id);
		break;
	case FACET_COMPANY:
		has = is_text(it->value, row->person.company);
		break;
	case FACET_PLACE:
		has = it->value->place == row->card.place;
		break;
	case FACET_BAND:
		if (store_lead_hides_score(&row->lead))
			it->all--;
		else
			has = is_text(it->value,
			    row->card.band == BAND_NONE
				? NULL
				: band_name(row->card.band));
		break;
	case FACET_STATUS:
		has = is_text(it->value,
		    status_name((enum status)row->lead.status));
		break;
	case FACET_INVOLVEMENT:
		has =
		    is_text(it->value, involvement_name(row->card.involvement));
		break;
	case FACET_COUNT:
		break;
	}
	it->n += has ? 1 : 0;
	return 0;
}

/* The same ones when only some are wanted; `values` become invalid. */
static void
expect_first(struct query_tally *tally, enum query_facet facet,
    const struct query_value *all, size_t n)
{
	size_t most = n / 2;
	struct query_value *copy = mem_calloc(n + 1, sizeof(*copy));
	const struct query_value *first;

	memcpy(copy, all, n * sizeof(*copy));
	assert_int_equal(query_tally_values(tally, facet, most, &first), n);
	for (size_t i = 0; i < most; i++) {
		assert_int_equal(first[i].n, copy[i].n);
		assert_int_equal(first[i].place, copy[i].place);
		assert_ptr_equal(first[i].text, copy[i].text);
	}
	mem_free(copy);
}

static void
compare_facet(struct fixture *fixture, const char *text,
    struct query_tally *tally, enum query_facet facet)
{
	const struct query_options options = { .role = "api",
		.limit = -1,
		.is_excluded = is_acme };
	const struct query_value *values;
	size_t n = query_tally_values(tally, facet, SIZE_MAX, &values);
	struct query_counts counts;
	int64_t sum = 0, all = 0;
	struct query *query;

	assert_ok(query_parse(text, &vocabulary, FIXTURE_NOW, &query, NULL));
	for (size_t i = 0; i < n; i++) {
		struct facet_count it = { facet, &values[i], 0, 0 };

		assert_ok(query_run(fixture->txn, query, &options, FIXTURE_NOW,
		    count_value, &it, &counts, NULL));
		if (it.n != values[i].n)
			fail_msg("%s: facet %d, %s: %lld, expected %lld", text,
			    facet,
			    values[i].text != NULL ? values[i].text : "-",
			    (long long)values[i].n, (long long)it.n);
		sum += values[i].n;
		all = it.all;
	}
	assert_int_equal(sum, all);
	/* Everybody has one of these. */
	if (facet == FACET_COMPANY || facet == FACET_STATUS) {
		struct facet_count it = { facet, &values[0], 0, 0 };

		assert_ok(query_run(fixture->txn, query, &options, FIXTURE_NOW,
		    n > 0 ? count_value : NULL, &it, &counts, NULL));
		assert_int_equal(sum, counts.matched);
	}
	expect_first(tally, facet, values, n);
	query_free(query);
}

static void
expect_facets(struct fixture *fixture)
{
	fixture_begin(fixture, false);
	/* From records, from lists, from lists and profiles in turn. */
	for (size_t i = 0; i < 3 * COUNT(queries); i += 4) {
		const struct query_tuning tuning = { .facet_reads =
							 i % 3 == 0 ? 1 : 30 };
		struct query_tally *tally = query_tally_new(~0U);
		const struct query_options options = { .role = "api",
			.is_excluded = is_acme,
			.tuning = i % 3 < 2 ? &tuning : NULL,
			.tally = tally };
		struct listed listed = { .n = 0 };

		run(fixture, queries[i / 3], "", &options, &listed);
		assert_int_equal(listed.n, 0);
		for (int facet = 0; facet < FACET_COUNT; facet++)
			compare_facet(fixture, queries[i / 3], tally,
			    (enum query_facet)facet);
		query_tally_free(tally);
	}
	fixture_abort(fixture);
}

static void
facets_equal_counts_by_hand(void **state)
{
	struct sample *samples = make_few_leads(*state);

	expect_facets(*state);
	mem_free(samples);
}

/* People who have scores change their companies and languages; that is not
 * in the lists yet. */
static void
facets_count_what_waits(void **state)
{
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	bool is_settled = true;

	fixture->store->delta_chunks = 1;
	for (int64_t i = 1; i + 2 < LEADS; i += 6) {
		struct sample it = samples[i];

		if (it.person.id == 0 || it.score.person == 0)
			continue;
		it.person.company = samples[i + 2].person.company;
		it.person.fetched_at++;
		it.score.languages = samples[i + 2].score.languages;
		it.score.n_languages = samples[i + 2].score.n_languages;
		fixture_begin(fixture, true);
		assert_ok(store_person_put(fixture->txn, &it.person));
		assert_ok(store_score_put(fixture->txn, "api", &it.score,
		    &it.person, 0, false));
		fixture_commit(fixture);
	}
	fixture_begin(fixture, false);
	assert_ok(posting_is_settled(fixture->txn, &is_settled));
	assert_false(is_settled);
	fixture_expect_sound(fixture);
	fixture_abort(fixture);
	expect_facets(fixture);
	mem_free(samples);
}

/* ---- cursors ---- */

static void
page_through(struct fixture *fixture, const char *text, const char *sort,
    const struct query_tuning *tuning, struct listed *pages)
{
	char cursor[QUERY_CURSOR_LEN] = "";
	struct query_options options = { .role = "api",
		.limit = 31,
		.show_hidden = true,
		.tuning = tuning };

	pages->n = 0;
	for (int i = 0; i < LEADS; i++) {
		run(fixture, text, sort, &options, pages);
		if (pages->counts.next[0] == '\0')
			return;
		memcpy(cursor, pages->counts.next, sizeof(cursor));
		options.cursor = cursor;
	}
	fail_msg("%s: no end", text);
}

static void
cursors_lead_through_all(void **state)
{
	static const struct query_tuning tunings[] = {
		{ .plan = QUERY_PLAN_CHEAPEST },
		{ .plan = QUERY_PLAN_WALK },
		{ .plan = QUERY_PLAN_STRIDE },
		{ .plan = QUERY_PLAN_COUNT },
		{ .plan = QUERY_PLAN_PICK, .kept = 5 },
	};
	const struct query_options all = { .role = "api",
		.limit = -1,
		.show_hidden = true };
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);

	fixture_begin(fixture, false);
	for (size_t i = 0; i < COUNT(queries); i += 2)
		for (size_t j = 0; j < COUNT(sorts); j += 3)
			for (size_t k = 0; k < COUNT(tunings); k++) {
				struct listed expected = { .n = 0 }, pages;

				run(fixture, queries[i], sorts[j], &all,
				    &expected);
				page_through(fixture, queries[i], sorts[j],
				    k > 0 ? &tunings[k] : NULL, &pages);
				assert_same(&pages, &expected, queries[i],
				    sorts[j]);
			}
	mem_free(samples);
}

/* Those who stay where they are are met once, whoever moves in between. */
static void
cursors_stand_writes(void **state)
{
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	struct query_options options = { .role = "api",
		.limit = 25,
		.show_hidden = true };
	struct listed before = { .n = 0 }, pages = { .n = 0 };
	char cursor[QUERY_CURSOR_LEN];

	fixture_begin(fixture, false);
	options.limit = -1;
	run(fixture, "", "", &options, &before);
	options.limit = 25;
	run(fixture, "", "", &options, &pages);
	fixture_abort(fixture);
	for (size_t i = 0; i < LEADS && pages.counts.next[0] != '\0'; i++) {
		struct sample *it = &samples[before.ids[i] - 1];

		/* Somebody who was listed goes to the end or the front. */
		it->score.score = i % 2 == 0 ? 0 : 100;
		fixture_begin(fixture, true);
		assert_ok(store_score_put(fixture->txn, "api", &it->score,
		    &it->person, it->place, it->is_remote));
		fixture_commit(fixture);
		memcpy(cursor, pages.counts.next, sizeof(cursor));
		options.cursor = cursor;
		fixture_begin(fixture, false);
		run(fixture, "", "", &options, &pages);
		fixture_abort(fixture);
	}
	for (size_t i = 25; i < before.n; i++) {
		int n = 0;

		for (size_t j = 0; j < pages.n; j++)
			n += pages.ids[j] == before.ids[i];
		assert_int_equal(n, 1);
	}
	mem_free(samples);
}

static void
foreign_cursors_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	struct query_options options = { .role = "api", .limit = 5 };
	struct err_detail detail = { "" };
	struct listed listed = { .n = 0 };
	struct query_counts counts;
	struct query *query;
	char cursor[QUERY_CURSOR_LEN];

	fixture_begin(fixture, false);
	run(fixture, "score:10..", "", &options, &listed);
	memcpy(cursor, listed.counts.next, sizeof(cursor));
	assert_int_equal(strlen(cursor), 58);
	options.cursor = cursor;
	run(fixture, "score:10..", "", &options, &listed);
	assert_ok(
	    query_parse("score:11..", &vocabulary, FIXTURE_NOW, &query, NULL));
	assert_int_equal(query_run(fixture->txn, query, &options, FIXTURE_NOW,
			     collect, &listed, &counts, &detail),
	    ERR_INVAL);
	assert_non_null(strstr(detail.text, "cursor"));
	query_free(query);
	assert_ok(
	    query_parse("score:10..", &vocabulary, FIXTURE_NOW, &query, NULL));
	for (size_t i = 0; i < strlen(cursor); i++) {
		char kept = cursor[i];

		cursor[i] = kept == '0' ? '1' : '0';
		assert_int_equal(query_run(fixture->txn, query, &options,
				     FIXTURE_NOW, collect, &listed, &counts,
				     NULL),
		    ERR_INVAL);
		cursor[i] = kept;
	}
	options.offset = 1;
	assert_int_equal(query_run(fixture->txn, query, &options, FIXTURE_NOW,
			     collect, &listed, &counts, NULL),
	    ERR_INVAL);
	query_free(query);
	mem_free(samples);
}

/* ---- writes ---- */

struct writing {
	struct fixture *fixture;
	const struct sample *like;
	size_t n;
	bool has_last; /* the last lead was listed */
};

/* From the first row on the last lead is inactive. */
static int
change_the_last(void *context, const struct lead_row *row)
{
	struct writing *writing = context;

	if (writing->n++ == 0)
		put_one(writing->fixture, writing->like, MORE - 1,
		    FIXTURE_NOW - (int64_t)1000 * DAY);
	if (row->card.person == LEADS + MORE)
		writing->has_last = true;
	return 0;
}

/* What a stride keeps of briefs lies in the database, where it may change. */
static void
a_stride_sees_what_is_written_meanwhile(void **state)
{
	const struct query_tuning tuning = { .plan = QUERY_PLAN_STRIDE };
	const struct query_options options = { .role = "api",
		.limit = -1,
		.tuning = &tuning };
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);
	struct writing writing = { .fixture = fixture, .like = &samples[1] };
	struct query_counts counts;
	struct query *query;

	put_more(fixture, &samples[1]);
	fixture_begin(fixture, true);
	assert_ok(query_parse("", &vocabulary, FIXTURE_NOW, &query, NULL));
	assert_ok(query_run(fixture->txn, query, &options, FIXTURE_NOW,
	    change_the_last, &writing, &counts, NULL));
	assert_true(writing.n > MORE / 2);
	assert_false(writing.has_last);
	query_free(query);
	mem_free(samples);
}

/* ---- what a plan tells ---- */

static void
explaining_names_plan_and_conditions(void **state)
{
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	struct buf explain;
	struct query_options options = { .role = "api",
		.limit = 5,
		.explain = &explain };
	struct listed listed = { .n = 0 };

	fixture_begin(fixture, false);
	buf_init(&explain, 10000);
	run(fixture, "lang:golang \"distributed lock\" followers:50..", "",
	    &options, &listed);
	assert_non_null(strstr(explain.data, "condition: lang:golang: "));
	assert_non_null(strstr(explain.data,
	    "condition: \"distributed lock\": from lists, then records"));
	assert_non_null(
	    strstr(explain.data, "condition: followers:50..: from cards"));
	assert_non_null(strstr(explain.data, "lists leave "));
	assert_non_null(strstr(explain.data, "plan: sets of whom lists leave"));
	assert_non_null(strstr(explain.data, "done: "));
	buf_reset(&explain);
	run(fixture, "followers:50..", "", &options, &listed);
	assert_null(strstr(explain.data, "lists leave"));
	assert_non_null(strstr(explain.data, "plan: sets of all leads"));
	buf_done(&explain);
	mem_free(samples);
}

static void
texts_of_the_best_are_read_before_sets_of_all_are_made(void **state)
{
	static const struct query_tuning tunings[] = {
		{ .plan = QUERY_PLAN_PICK, .ignores_lists = true },
		{ .plan = QUERY_PLAN_PICK, .ignores_lists = true, .kept = 8 },
	};
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	struct listed listed[COUNT(tunings)];
	struct buf explain;

	fixture_begin(fixture, false);
	buf_init(&explain, 10000);
	for (size_t i = 0; i < COUNT(tunings); i++) {
		struct query_options options = { .role = "api",
			.limit = 5,
			.tuning = &tunings[i],
			.explain = &explain };

		listed[i].n = 0;
		buf_reset(&explain);
		run(fixture, "\"distributed lock\"", "", &options, &listed[i]);
		assert_int_equal(listed[i].n, 5);
		assert_int_equal(strstr(explain.data, "fill the page") != NULL,
		    i == 0);
	}
	assert_same(&listed[1], &listed[0], "\"distributed lock\"", "");
	buf_done(&explain);
	mem_free(samples);
}

static void
a_walk_in_vain_is_given_up(void **state)
{
	static const struct query_tuning tuning = { .plan = QUERY_PLAN_WALK,
		.vain = 3 };
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	struct buf explain;
	struct query_options options = { .role = "api",
		.limit = 5,
		.tuning = &tuning,
		.explain = &explain };
	struct listed listed = { .n = 0 };

	fixture_begin(fixture, false);
	buf_init(&explain, 10000);
	run(fixture, "followers:900000000..", "", &options, &listed);
	assert_int_equal(listed.n, 0);
	assert_non_null(strstr(explain.data, "nobody of the best"));
	assert_non_null(strstr(explain.data, "done: 3 leads looked at"));
	buf_reset(&explain);
	run(fixture, "", "", &options, &listed);
	assert_int_equal(listed.n, 5);
	assert_null(strstr(explain.data, "nobody of the best"));
	buf_done(&explain);
	mem_free(samples);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(plans_give_the_same_leads),
		TEST(facets_equal_counts_by_hand),
		TEST(facets_count_what_waits),
		TEST(cursors_lead_through_all),
		TEST(cursors_stand_writes),
		TEST(foreign_cursors_are_refused),
		TEST(a_stride_sees_what_is_written_meanwhile),
		TEST(explaining_names_plan_and_conditions),
		TEST(texts_of_the_best_are_read_before_sets_of_all_are_made),
		TEST(a_walk_in_vain_is_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
