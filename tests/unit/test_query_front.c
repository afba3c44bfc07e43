/* Pages from the front of the rank are those of any other plan. */
#include "store/column/front_build.h"
#include "store/column/front_layout.h"
#include "store/key.h"
#include "tests/unit/query_lists.h"

static const struct query_tuning by_front = { .plan = QUERY_PLAN_FRONT,
	.small_role = 1,
	.spare = 1 };

static void
make_front(struct fixture *fixture, uint32_t places)
{
	struct err_detail detail = { "" };

	front_limits =
	    (struct front_limits){ .places = places, .touched = 100 };
	if (store_front_build(fixture->store, NULL, NULL, &detail) != 0)
		fail_msg("%s", detail.text);
}

/* What the plan says of itself. */
static void
list_told(struct fixture *fixture, const char *text,
    const struct query_options *options, struct listed *listed,
    struct buf *told)
{
	struct query_options asked = *options;

	asked.explain = told;
	buf_reset(told);
	listed->n = 0;
	run(fixture, text, "", &asked, listed);
}

static const char by_best[] = "plan: sets of the best leads";
static const char too_few[] = "the best leads do not fill the page";

static void
a_page_is_listed_from_the_front(void **state)
{
	static const char *const asked[] = { "", "lang:golang",
		"followers:100..", "loc:germany", "not flag:own",
		"status:new,hired", "score:20.. (lang:rust OR hireable:yes)" };
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	struct query_options options = { .role = "api",
		.limit = 4,
		.offset = 3 };
	struct listed expected = { .n = 0 }, got;
	struct buf told;

	buf_init(&told, 10000);
	make_front(fixture, 250);
	fixture_begin(fixture, false);
	for (size_t i = 0; i < COUNT(asked); i++) {
		expected.n = 0;
		options.tuning = NULL;
		run(fixture, asked[i], "", &options, &expected);
		options.tuning = &by_front;
		list_told(fixture, asked[i], &options, &got, &told);
		assert_same(&got, &expected, asked[i], "front");
		assert_true(got.counts.is_partial);
		assert_non_null(strstr(told.data, by_best));
		assert_null(strstr(told.data, too_few));
	}
	buf_done(&told);
	mem_free(samples);
}

/* Nor where it does not know what is asked: not even tried then. */
static void
what_the_front_lacks_is_listed_by_another_plan(void **state)
{
	static const struct {
		const char *text;
		bool is_tried;
	} asked[] = {
		{ "lang:golang", true },
		{ "followers:100.. status:contacted", true },
		{ "\"distributed lock\"", false },
		{ "signal.review:0.1..", false },
		{ "lang:golang sort:followers", false },
	};
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	struct query_options options = { .role = "api", .limit = 100 };
	struct listed expected, got;
	struct buf told;

	buf_init(&told, 10000);
	make_front(fixture, 120);
	fixture_begin(fixture, false);
	for (size_t i = 0; i < COUNT(asked); i++) {
		expected.n = 0;
		options.tuning = NULL;
		run(fixture, asked[i].text, "", &options, &expected);
		options.tuning = &by_front;
		list_told(fixture, asked[i].text, &options, &got, &told);
		assert_same(&got, &expected, asked[i].text, "another");
		if (!got.counts.is_partial)
			assert_same_counts(&got.counts, &expected.counts);
		assert_int_equal(strstr(told.data, by_best) != NULL,
		    asked[i].is_tried);
		assert_int_equal(strstr(told.data, too_few) != NULL,
		    asked[i].is_tried);
	}
	buf_done(&told);
	mem_free(samples);
}

static bool
is_named(void *context, const struct person *person)
{
	return strcmp(person->login, context) == 0;
}

/* The best one is looked for by the caller's login, and nobody else. */
static void
who_is_excluded_by_login_is_not_on_the_page(void **state)
{
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	struct query_options options = { .role = "api",
		.limit = 5,
		.tuning = &by_front };
	struct listed all = { .n = 0 }, got = { .n = 0 };
	char login[100];
	const char *const logins[] = { login };
	const struct query_suspects suspects = { .logins = logins,
		.n_logins = 1 };

	make_front(fixture, 150);
	fixture_begin(fixture, false);
	run(fixture, "", "", &options, &all);
	(void)snprintf(login, sizeof(login), "%s",
	    samples[all.ids[1] - 1].person.login);
	options.is_excluded = is_named;
	options.context = login;
	options.suspects = &suspects;
	run(fixture, "", "", &options, &got);
	assert_int_equal(got.n, 5);
	assert_int_equal(got.ids[0], all.ids[0]);
	assert_int_equal(got.ids[1], all.ids[2]);
	assert_int_equal(got.ids[3], all.ids[4]);
	assert_int_equal(got.counts.hidden_excluded, 1);
	mem_free(samples);
}

static void
page_through(struct fixture *fixture, const char *text, struct listed *pages)
{
	struct query_options options = { .role = "api",
		.limit = 17,
		.tuning = &by_front };
	char cursor[QUERY_CURSOR_LEN];

	do {
		run(fixture, text, "", &options, pages);
		memcpy(cursor, pages->counts.next, sizeof(cursor));
		options.cursor = cursor;
	} while (cursor[0] != '\0');
}

/* Some have other scores since the front was made, and who is met between them
 * is listed where they are by now. */
static void
cursors_lead_through_a_front_and_who_was_touched(void **state)
{
	static const char *const asked[] = { "", "lang:golang",
		"followers:100.. status:new,hired" };
	const struct query_options all = { .role = "api", .limit = -1 };
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	uint32_t seed = 7;

	make_front(fixture, 150);
	for (size_t i = 1; i < LEADS; i += 7) {
		struct listed expected = { .n = 0 }, pages = { .n = 0 };
		const char *text = asked[i % COUNT(asked)];

		/* Some were forgotten. */
		if (samples[i].person.id == 0)
			continue;
		fixture_begin(fixture, true);
		change_score(fixture, &samples[i], &seed);
		fixture_commit(fixture);
		fixture_begin(fixture, false);
		run(fixture, text, "", &all, &expected);
		page_through(fixture, text, &pages);
		assert_same(&pages, &expected, text, "by cursors");
		fixture_abort(fixture);
	}
	mem_free(samples);
}

/* By offsets, up to where the front ends. */
static void
turn_pages(struct fixture *fixture, const char *text,
    const struct listed *expected)
{
	struct query_options options = { .role = "api",
		.limit = 7,
		.tuning = &by_front };

	for (; options.offset < 60; options.offset += options.limit) {
		struct listed page = { .n = 0 };

		run(fixture, text, "", &options, &page);
		assert_true(page.n == 7 ||
		    (size_t)options.offset + page.n >= expected->n);
		for (size_t i = 0; i < page.n; i++)
			assert_int_equal(page.ids[i],
			    expected->ids[(size_t)options.offset + i]);
		if (!page.counts.is_partial)
			assert_same_counts(&page.counts, &expected->counts);
	}
}

/* Those before a page are counted only, but for as many as were touched. */
static void
deep_pages_go_on_where_the_one_before_ends(void **state)
{
	static const char *const asked[] = { "", "not flag:own",
		"followers:50.. status:new,hired,declined" };
	const struct query_options all = { .role = "api", .limit = -1 };
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	uint32_t seed = 11;

	make_front(fixture, 250);
	for (size_t i = 1; i < LEADS; i += 19) {
		if (samples[i].person.id == 0)
			continue;
		fixture_begin(fixture, true);
		change_score(fixture, &samples[i], &seed);
		fixture_commit(fixture);
		fixture_begin(fixture, false);
		for (size_t j = 0; j < COUNT(asked); j++) {
			struct listed expected = { .n = 0 };

			run(fixture, asked[j], "", &all, &expected);
			turn_pages(fixture, asked[j], &expected);
		}
		fixture_abort(fixture);
	}
	mem_free(samples);
}

/* Changes a byte of the value, or changes it back. */
static void
spoil(struct fixture *fixture, enum table table, const struct key *key,
    size_t at)
{
	uint8_t bytes[5000];
	struct slice value;

	fixture_begin(fixture, true);
	assert_ok(db_get(fixture->txn, table, key, &value));
	assert_true(value.len <= sizeof(bytes));
	memcpy(bytes, value.bytes, value.len);
	bytes[at % value.len] ^= 0x51;
	assert_ok(db_put(fixture->txn, table, key,
	    (struct slice){ bytes, value.len }));
	fixture_commit(fixture);
}

/* The next entry of a front; false behind the last one. */
static bool
next_of_front(struct fixture *fixture, enum table table, struct key *key)
{
	struct posting_key posting;
	struct column_key column;
	struct slice found, value;
	struct cursor *cursor;
	bool has = false;
	int rc;

	fixture_begin(fixture, false);
	assert_ok(cursor_open(fixture->txn, table, &cursor));
	rc = cursor_seek(cursor, key, &found, &value);
	for (; rc == 0 && !has;
	     rc = has ? 0 : cursor_next(cursor, &found, &value)) {
		has = table == TABLE_POSTING
		    ? key_posting_parse(found, &posting) &&
			posting.chunk != KEY_CHUNK_WHOLE &&
			posting.chunk >= FRONT_CHUNK
		    : key_column_parse(found, &column) &&
			(column.slot.role & FRONT_ROLE) != 0;
		if (has)
			key_from_slice(key, found);
	}
	cursor_close(cursor);
	fixture_abort(fixture);
	return has;
}

static void
expect_same_page(struct fixture *fixture, const char *text,
    const struct listed *expected)
{
	const struct query_options options = { .role = "api",
		.limit = 30,
		.tuning = &by_front };
	struct listed got = { .n = 0 };

	fixture_begin(fixture, false);
	run(fixture, text, "", &options, &got);
	assert_same(&got, expected, text, "damaged");
	assert_int_equal(got.counts.corrupt, 0);
	fixture_abort(fixture);
}

static void
a_damaged_front_is_made_up_for(void **state)
{
	static const char *const asked[] = { "followers:100..", "lang:golang" };
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	const struct query_options options = { .role = "api", .limit = 30 };

	make_front(fixture, 200);
	for (size_t i = 0; i < 2 * COUNT(asked); i++) {
		enum table table = i % 2 == 0 ? TABLE_COLUMN : TABLE_POSTING;
		const char *text = asked[i / 2];
		struct key key = { .len = 0 };
		struct listed expected = { .n = 0 };
		size_t n = 0;

		fixture_begin(fixture, false);
		run(fixture, text, "", &options, &expected);
		fixture_abort(fixture);
		key.bytes[key.len++] = table == TABLE_POSTING ? 0xFF : 0;
		for (; next_of_front(fixture, table, &key);
		     key.bytes[key.len++] = 0, n++)
			for (size_t at = 0; at < 4000; at += 331) {
				spoil(fixture, table, &key, at);
				expect_same_page(fixture, text, &expected);
				spoil(fixture, table, &key, at);
			}
		assert_true(n > 0);
	}
	mem_free(samples);
}

/* Somebody else has their place, as in other plans. */
static void
who_is_damaged_leaves_no_gap(void **state)
{
	static const struct query_tuning by_count = { .plan = QUERY_PLAN_COUNT,
		.small_role = 1 };
	struct fixture *fixture = *state;
	struct sample *samples = make_few_leads(fixture);
	struct query_options options = { .role = "api", .limit = 10 };
	struct listed first = { .n = 0 }, expected = { .n = 0 },
		      got = { .n = 0 };
	struct key key;

	make_front(fixture, 150);
	fixture_begin(fixture, false);
	run(fixture, "", "", &options, &first);
	fixture_abort(fixture);
	for (size_t at = 2; at < 10; at += 7) {
		key_id(&key, first.ids[at]);
		spoil(fixture, TABLE_PERSON, &key, 9);
	}
	fixture_begin(fixture, false);
	options.tuning = &by_count;
	run(fixture, "", "", &options, &expected);
	options.tuning = &by_front;
	run(fixture, "", "", &options, &got);
	assert_int_equal(got.counts.corrupt, 2);
	assert_int_equal(got.n, 10);
	assert_int_equal(expected.n, 10);
	assert_memory_equal(got.ids, expected.ids, 10 * sizeof(*got.ids));
	assert_string_equal(got.counts.next, expected.counts.next);
	mem_free(samples);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_page_is_listed_from_the_front),
		TEST(what_the_front_lacks_is_listed_by_another_plan),
		TEST(who_is_excluded_by_login_is_not_on_the_page),
		TEST(cursors_lead_through_a_front_and_who_was_touched),
		TEST(deep_pages_go_on_where_the_one_before_ends),
		TEST(a_damaged_front_is_made_up_for),
		TEST(who_is_damaged_leaves_no_gap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
