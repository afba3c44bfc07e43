/* All plans give the same leads; cursors, passes and damage change nothing. */
#include "store/brief.h"
#include "store/posting.h"
#include "store/store_internal.h"
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

static int
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
static void
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

static void
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

static void
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

/* Half of the leads have no record in the pipeline, as most have. */
static struct sample *
make_few_leads(struct fixture *fixture)
{
	struct sample *samples = make_samples(fixture, 42);

	fixture_begin(fixture, true);
	for (int64_t i = 0; i < LEADS; i += 2) {
		struct sample *it = &samples[i];

		if (it->person.id == 0)
			continue;
		assert_int_equal(store_forget(fixture->txn, it->person.id,
				     false),
		    0);
		assert_int_equal(store_person_put(fixture->txn, &it->person),
		    0);
		put_work(fixture, it);
	}
	fixture_commit(fixture);
	return samples;
}

static void
compare_plans(struct fixture *fixture, const char *text, const char *sort,
    struct query_options options)
{
	static const struct query_tuning tunings[] = {
		{ .plan = QUERY_PLAN_COUNT },
		{ .plan = QUERY_PLAN_WALK },
		{ .plan = QUERY_PLAN_STRIDE },
		{ .plan = QUERY_PLAN_PICK },
		{ .plan = QUERY_PLAN_COUNT, .kept = 7 },
		{ .plan = QUERY_PLAN_PICK, .kept = 7 },
		{ .plan = QUERY_PLAN_COUNT, .ignores_lists = true },
		{ .plan = QUERY_PLAN_PICK, .kept = 7, .ignores_lists = true },
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

	assert_int_equal(query_parse(text, &vocabulary, FIXTURE_NOW, &query,
			     NULL),
	    0);
	for (size_t i = 0; i < n; i++) {
		struct facet_count it = { facet, &values[i], 0, 0 };

		assert_int_equal(query_run(fixture->txn, query, &options,
				     FIXTURE_NOW, count_value, &it, &counts,
				     NULL),
		    0);
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

		assert_int_equal(query_run(fixture->txn, query, &options,
				     FIXTURE_NOW, n > 0 ? count_value : NULL,
				     &it, &counts, NULL),
		    0);
		assert_int_equal(sum, counts.matched);
	}
	expect_first(tally, facet, values, n);
	query_free(query);
}

static void
facets_equal_counts_by_hand(void **state)
{
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);

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
		assert_int_equal(store_score_put(fixture->txn, "api",
				     &it->score, &it->person, it->place,
				     it->is_remote),
		    0);
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
	assert_int_equal(query_parse("score:11..", &vocabulary, FIXTURE_NOW,
			     &query, NULL),
	    0);
	assert_int_equal(query_run(fixture->txn, query, &options, FIXTURE_NOW,
			     collect, &listed, &counts, &detail),
	    ERR_INVAL);
	assert_non_null(strstr(detail.text, "cursor"));
	query_free(query);
	assert_int_equal(query_parse("score:10..", &vocabulary, FIXTURE_NOW,
			     &query, NULL),
	    0);
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

/* ---- damage ---- */

/* Each entry of a table in turn, a byte of it changed. */
static size_t
spoil_next(struct fixture *fixture, enum table table, struct key *at)
{
	struct slice found, value;
	struct cursor *cursor;
	uint8_t bytes[5000];
	int rc;

	assert_int_equal(cursor_open(fixture->txn, table, &cursor), 0);
	rc = cursor_seek(cursor, at, &found, &value);
	if (rc == 0) {
		key_from_slice(at, found);
		memcpy(bytes, value.bytes, value.len);
	}
	cursor_close(cursor);
	if (rc < 0)
		return 0;
	/* A head that says other than what follows. */
	bytes[0] = (uint8_t)(bytes[0] ^ 0x51);
	assert_int_equal(db_put(fixture->txn, table, at,
			     (struct slice){ bytes, value.len }),
	    0);
	return value.len;
}

static void
expect_same_in_spite(struct fixture *fixture, enum table table,
    const char *text)
{
	struct query_options options = { .role = "api",
		.limit = -1,
		.show_hidden = true,
		.is_excluded = is_acme };
	struct listed expected = { .n = 0 };
	struct key at = { .len = 0 };

	fixture_begin(fixture, false);
	run(fixture, text, "", &options, &expected);
	fixture_abort(fixture);
	for (int i = 0; i < 100; i++) {
		struct listed got = { .n = 0 };

		fixture_begin(fixture, true);
		if (spoil_next(fixture, table, &at) == 0)
			break;
		run(fixture, text, "", &options, &got);
		assert_same(&got, &expected, text, "damaged");
		fixture_abort(fixture);
		at.bytes[at.len++] = 0;
	}
}

static void
damaged_postings_are_made_up_for(void **state)
{
	static const char *const asked[] = { "lang:golang", "not company:acme",
		"\"distributed lock\" status:new", "repo:redis flag:agent" };
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);

	for (size_t i = 0; i < COUNT(asked); i++) {
		expect_same_in_spite(fixture, TABLE_POSTING, asked[i]);
		if (fixture->txn != NULL)
			fixture_abort(fixture);
	}
	mem_free(samples);
}

static void
damaged_columns_are_made_up_for(void **state)
{
	static const char *const asked[] = { "lang:golang", "followers:100..",
		"signal.review:0.5.. score:..60" };
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);

	for (size_t i = 0; i < COUNT(asked); i++) {
		expect_same_in_spite(fixture, TABLE_COLUMN, asked[i]);
		if (fixture->txn != NULL)
			fixture_abort(fixture);
	}
	mem_free(samples);
}

static void
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
	assert_int_equal(store_person_put(fixture->txn, &person), 0);
	assert_int_equal(store_score_put(fixture->txn, "api", &score, &person,
			     0, false),
	    0);
}

/* Each has fewer followers than the one before, so that the best are told by
 * briefs, and the cards of most by later passes alone. */
static void
put_more(struct fixture *fixture, const struct sample *like)
{
	fixture_begin(fixture, true);
	for (int64_t i = 0; i < MORE; i++)
		put_one(fixture, like, i, FIXTURE_NOW - DAY);
	fixture_commit(fixture);
}

struct page {
	const char *sort;
	enum query_plan plan;
	int64_t limit, offset;
	bool goes_on; /* behind the cursor of a first page */
};

static void
run_page(struct fixture *fixture, const struct page *page,
    struct listed *ret_listed)
{
	const struct query_tuning tuning = { .plan = page->plan, .kept = 16 };
	struct query_options options = { .role = "api",
		.show_hidden = true,
		.limit = 10 };
	char cursor[QUERY_CURSOR_LEN];

	ret_listed->n = 0;
	if (page->goes_on) {
		run(fixture, "", page->sort, &options, ret_listed);
		memcpy(cursor, ret_listed->counts.next, sizeof(cursor));
		options.cursor = cursor;
		ret_listed->n = 0;
	}
	options.limit = page->limit;
	options.offset = page->offset;
	options.tuning = &tuning;
	run(fixture, "", page->sort, &options, ret_listed);
}

/* With each block of cards damaged in turn, and mended by the second call. */
static void
expect_same_page(struct fixture *fixture, const struct page *page)
{
	struct listed expected, got;
	struct key at = { .len = 1, .bytes = { COLUMN_CARD } };

	fixture_begin(fixture, false);
	run_page(fixture, page, &expected);
	fixture_abort(fixture);
	for (;;) {
		fixture_begin(fixture, true);
		(void)spoil_next(fixture, TABLE_COLUMN, &at);
		if (at.bytes[0] != COLUMN_CARD)
			break;
		fixture_commit(fixture);
		fixture_begin(fixture, false);
		run_page(fixture, page, &got);
		assert_same(&got, &expected, page->sort, "damaged");
		assert_int_equal(got.counts.corrupt, 0);
		if (!got.counts.is_partial && !expected.counts.is_partial)
			assert_same_counts(&got.counts, &expected.counts);
		fixture_abort(fixture);
		fixture_begin(fixture, true);
		(void)spoil_next(fixture, TABLE_COLUMN, &at);
		fixture_commit(fixture);
		at.bytes[at.len++] = 0;
	}
	fixture_abort(fixture);
}

/* Whatever pass meets it first. */
static void
damage_in_later_passes_is_made_up_for(void **state)
{
	static const struct page pages[] = {
		{ " sort:followers", QUERY_PLAN_COUNT, -1, 20, false },
		{ " sort:followers", QUERY_PLAN_COUNT, 2, 390, false },
		{ " sort:followers", QUERY_PLAN_COUNT, -1, 0, true },
		{ " sort:followers", QUERY_PLAN_PICK, -1, 200, false },
		{ " sort:followers", QUERY_PLAN_PICK, 400, 0, true },
		{ "", QUERY_PLAN_COUNT, -1, 20, false },
		{ "", QUERY_PLAN_COUNT, 350, 0, true },
	};
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);

	put_more(fixture, &samples[1]);
	for (size_t i = 0; i < COUNT(pages); i++)
		expect_same_page(fixture, &pages[i]);
	mem_free(samples);
}

/* Changes a byte of each block of briefs, or drops them all. */
static void
spoil_briefs(struct fixture *fixture, int64_t at)
{
	struct column_key column;
	struct slice found, value;
	uint8_t bytes[BRIEF_BYTES];
	struct cursor *cursor;
	struct key key = { .len = 1, .bytes = { COLUMN_BRIEF } };
	size_t n = 0;

	assert_int_equal(cursor_open(fixture->txn, TABLE_COLUMN, &cursor), 0);
	while (cursor_seek(cursor, &key, &found, &value) == 0 &&
	    key_column_parse(found, &column) && column.kind == COLUMN_BRIEF) {
		key_from_slice(&key, found);
		assert_int_equal(value.len, sizeof(bytes));
		memcpy(bytes, value.bytes, sizeof(bytes));
		if (at < 0) {
			assert_int_equal(db_drop(fixture->txn, TABLE_COLUMN,
					     &key),
			    0);
		} else {
			bytes[at] ^= 0x51;
			assert_int_equal(db_put(fixture->txn, TABLE_COLUMN,
					     &key,
					     (struct slice){ bytes,
						 sizeof(bytes) }),
			    0);
		}
		key.bytes[key.len++] = 0;
		n++;
	}
	cursor_close(cursor);
	assert_true(n > 1);
}

static void
spoiled_briefs_are_made_up_for(void **state)
{
	static const char *const asked[] = { "", "followers:100..",
		"active:100d (contact:none OR hireable:yes)",
		"loc:germany OR band:B.. OR coverage:..30" };
	const struct query_options options = { .role = "api",
		.limit = 40,
		.is_excluded = is_acme };
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);

	for (size_t i = 0; i < COUNT(asked); i++)
		for (int64_t at = -1; at < BRIEF_BYTES; at += 397) {
			const char *sort = sorts[(size_t)(at + 1) % 3];
			struct listed expected = { .n = 0 }, got = { .n = 0 };

			fixture_begin(fixture, true);
			run(fixture, asked[i], sort, &options, &expected);
			spoil_briefs(fixture, at);
			run(fixture, asked[i], sort, &options, &got);
			assert_same(&got, &expected, asked[i], "spoiled");
			assert_same_counts(&got.counts, &expected.counts);
			compare_plans(fixture, asked[i], sort, options);
			fixture_abort(fixture);
		}
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
	assert_int_equal(query_parse("", &vocabulary, FIXTURE_NOW, &query,
			     NULL),
	    0);
	assert_int_equal(query_run(fixture->txn, query, &options, FIXTURE_NOW,
			     change_the_last, &writing, &counts, NULL),
	    0);
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
	assert_non_null(strstr(explain.data, "short lists: "));
	assert_non_null(
	    strstr(explain.data, "plan: sets of whom short lists name"));
	assert_non_null(strstr(explain.data, "done: "));
	buf_reset(&explain);
	run(fixture, "followers:50..", "", &options, &listed);
	assert_null(strstr(explain.data, "short lists"));
	assert_non_null(strstr(explain.data, "plan: sets of all leads"));
	buf_done(&explain);
	mem_free(samples);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, fixture_setup, fixture_teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(plans_give_the_same_leads),
		TEST(facets_equal_counts_by_hand),
		TEST(cursors_lead_through_all),
		TEST(cursors_stand_writes),
		TEST(foreign_cursors_are_refused),
		TEST(damaged_postings_are_made_up_for),
		TEST(damaged_columns_are_made_up_for),
		TEST(damage_in_later_passes_is_made_up_for),
		TEST(spoiled_briefs_are_made_up_for),
		TEST(a_stride_sees_what_is_written_meanwhile),
		TEST(explaining_names_plan_and_conditions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
