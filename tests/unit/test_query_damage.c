/* Damaged postings, columns and briefs change no list. */
#include "store/column/brief.h"
#include "store/posting/posting.h"
#include "tests/unit/query_lists.h"

/* Each entry of a table in turn, a byte of it changed. */
static size_t
spoil_next(struct fixture *fixture, enum table table, struct key *at)
{
	struct slice found, value;
	struct cursor *cursor;
	uint8_t bytes[5000];
	int rc;

	assert_ok(cursor_open(fixture->txn, table, &cursor));
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
	assert_ok(db_put(fixture->txn, table, at,
	    (struct slice){ bytes, value.len }));
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

	assert_ok(cursor_open(fixture->txn, TABLE_COLUMN, &cursor));
	while (cursor_seek(cursor, &key, &found, &value) == 0 &&
	    key_column_parse(found, &column) && column.kind == COLUMN_BRIEF) {
		key_from_slice(&key, found);
		assert_int_equal(value.len, sizeof(bytes));
		memcpy(bytes, value.bytes, sizeof(bytes));
		if (at < 0) {
			assert_ok(db_drop(fixture->txn, TABLE_COLUMN, &key));
		} else {
			bytes[at] ^= 0x51;
			assert_ok(db_put(fixture->txn, TABLE_COLUMN, &key,
			    (struct slice){ bytes, sizeof(bytes) }));
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(damaged_postings_are_made_up_for),
		TEST(damaged_columns_are_made_up_for),
		TEST(damage_in_later_passes_is_made_up_for),
		TEST(spoiled_briefs_are_made_up_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
