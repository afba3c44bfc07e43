/* Rows that are left unread are read as query_run() itself reads them. */
#include "base/record.h"
#include "outreach/row_relay.h"
#include "store/key.h"
#include "store/lmdb.h"
#include "tests/unit/query_samples.h"

enum {
	ALL_MAX = 64 * 1024 * 1024,
	MORE = 2500
};

/* All of a row that matters, one behind the other. */
static int
write_row(void *context, const struct lead_row *row)
{
	struct buf *all = context;

	buf_format(all, "%lld %lld %a %a %d|", (long long)row->rank,
	    (long long)row->card.person, row->card.score, row->card.coverage,
	    (int)row->card.band);
	record_encode(&person_record, &row->person, all);
	score_encode(&row->score, all);
	record_encode(&lead_record, &row->lead, all);
	for (size_t i = 0; i < FAMILY_COUNT; i++)
		buf_format(all, "%a %a %zu ", row->score.signals[i].points,
		    row->score.signals[i].weight,
		    row->score.signals[i].n_reasons);
	return 0;
}

static int
add_row(void *context, const struct lead_row *row)
{
	return row_relay_add(context, row);
}

static struct query_counts
run(struct fixture *fixture, const char *text,
    const struct query_options *options,
    int (*each)(void *context, const struct lead_row *row), void *context)
{
	struct query_counts counts;
	struct query *query;

	assert_ok(query_parse(text, &vocabulary, FIXTURE_NOW, &query, NULL));
	assert_ok(query_run(fixture->txn, query, options, FIXTURE_NOW, each,
	    context, &counts, NULL));
	query_free(query);
	return counts;
}

/* Lists the same both ways, the other one tuned. */
static void
assert_same(struct fixture *fixture, const char *text,
    struct query_options options, const struct query_tuning *tuning)
{
	struct buf read, unread;
	struct row_relay rows = { .context = &unread,
		.reader = query_reader_new(),
		.write = write_row };
	struct query_counts counts, expected;

	buf_init(&read, ALL_MAX);
	buf_init(&unread, ALL_MAX);
	options.role = "api";
	options.show_hidden = true;
	expected = run(fixture, text, &options, write_row, &read);
	options.reader = rows.reader;
	options.tuning = tuning;
	counts = run(fixture, text, &options, add_row, &rows);
	assert_ok(row_relay_end(&rows));
	if (options.limit >= 0) {
		assert_int_equal(counts.listed, expected.listed);
		assert_int_equal(counts.corrupt, expected.corrupt);
	}
	assert_true(read.len > 0);
	assert_int_equal(unread.len, read.len);
	assert_memory_equal(unread.data, read.data, read.len);
	query_reader_free(rows.reader);
	buf_done(&read);
	buf_done(&unread);
}

static void
unread_rows_are_read_the_same(void **state)
{
	static const double weights[FAMILY_COUNT] = { [FAMILY_REVIEW] = 40 };
	static const struct {
		const char *query;
		struct query_options options;
	} cases[] = {
		{ "", { .limit = -1 } },
		{ "", { .limit = 10, .without_reasons = true } },
		{ "sort:followers company:acme", { .limit = -1 } },
		{ "status:applicant", { .limit = -1 } },
		{ "", { .limit = -1, .weights = weights } },
		{ "", { .limit = -1, .without_score = true } },
		{ "", { .limit = -1, .without_profile = true } },
		{ "", { .limit = 600, .front_of_profile = true } },
	};
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);

	fixture_begin(fixture, false);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_same(fixture, cases[i].query, cases[i].options, NULL);
	mem_free(samples);
}

static void
put_more(struct fixture *fixture, const struct sample *like)
{
	fixture_begin(fixture, true);
	for (int64_t i = 0; i < MORE; i++) {
		struct person person = like->person;
		struct score score = like->score;
		char login[32];

		(void)snprintf(login, sizeof(login), "more%lld", (long long)i);
		person.id = score.person = LEADS + 1 + i;
		person.login = login;
		score.score = (double)(i % 100);
		assert_ok(store_person_put(fixture->txn, &person));
		assert_ok(store_score_put(fixture->txn, "api", &score, &person,
		    0, false));
	}
	fixture_commit(fixture);
}

/* So long that it takes two threads. */
static void
a_long_list_is_read_the_same(void **state)
{
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);

	put_more(fixture, &samples[1]);
	fixture_begin(fixture, false);
	assert_same(fixture, "", (struct query_options){ .limit = -1 }, NULL);
	mem_free(samples);
}

/* Some hundred leads at a time are sought, and handed over. */
static void
a_list_in_stages_is_the_same(void **state)
{
	static const int64_t limits[] = { 500, 600, 999, 1000, 1001, -1 };
	static const struct query_tuning tunings[] = { { .kept = 100 },
		{ .kept = 333, .plan = QUERY_PLAN_STRIDE },
		{ .kept = 1000, .plan = QUERY_PLAN_COUNT } };
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);

	put_more(fixture, &samples[1]);
	fixture_begin(fixture, false);
	for (size_t i = 0; i < COUNT(limits) * COUNT(tunings); i++)
		assert_same(fixture, "",
		    (struct query_options){
			.limit = limits[i / COUNT(tunings)] },
		    &tunings[i % COUNT(tunings)]);
	mem_free(samples);
}

/* What a list of a large role knows beforehand of everybody. */
static const struct query_tuning large = { .small_role = 100 };

static void
a_list_of_nearly_everybody_is_the_same(void **state)
{
	static const struct query_options options[] = {
		{ .limit = -1 },
		{ .limit = -1, .without_score = true },
		{ .limit = -1, .without_profile = true },
		{ .limit = -1, .without_score = true, .without_profile = true },
	};
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);

	put_more(fixture, &samples[1]);
	fixture_begin(fixture, false);
	for (size_t i = 0; i < COUNT(options); i++)
		assert_same(fixture, "", options[i], &large);
	mem_free(samples);
}

/* Gives the first of the rank the number of somebody else. */
static void
confuse_first(struct fixture *fixture)
{
	struct slice found, value;
	struct cursor *cursor;
	uint8_t bytes[4];
	struct key key;

	assert_int_equal(cursor_open(fixture->txn, TABLE_RANK, &cursor), 0);
	key_rank_prefix(&key, (struct slot){ 1, 0, 0 });
	assert_int_equal(cursor_seek(cursor, &key, &found, &value), 0);
	assert_true(key_prefixes(&key, found));
	assert_int_equal(value.len, sizeof(bytes));
	key_from_slice(&key, found);
	memcpy(bytes, value.bytes, sizeof(bytes));
	bytes[3] ^= 1;
	cursor_close(cursor);
	assert_int_equal(db_put(fixture->txn, TABLE_RANK, &key,
			     (struct slice){ bytes, sizeof(bytes) }),
	    0);
}

static void
nobody_is_listed_with_the_records_of_another(void **state)
{
	const struct query_options options = { .limit = -1 };
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);

	put_more(fixture, &samples[1]);
	fixture_begin(fixture, true);
	confuse_first(fixture);
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_same(fixture, "", options, &large);
	mem_free(samples);
}

/* Wherever it is found out, the list does without them. */
static void
who_cannot_be_read_is_left_out(void **state)
{
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);
	struct key key;

	fixture_begin(fixture, true);
	key_score(&key, (struct slot){ 1, 0, 0 }, SCORE_WHOLE,
	    samples[0].person.id);
	assert_ok(db_put(fixture->txn, TABLE_SCORE, &key,
	    (struct slice){ (const uint8_t *)"x", 1 }));
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_same(fixture, "", (struct query_options){ .limit = -1 }, NULL);
	mem_free(samples);
}

static int
keep_id(void *context, const struct lead_row *row)
{
	int64_t *next = *(int64_t **)context;

	*next = row->card.person;
	*(int64_t **)context = next + 1;
	return 0;
}

static void
spoil(struct fixture *fixture, enum table table, const struct key *key)
{
	struct slice value;
	uint8_t bytes[4000];

	assert_ok(db_get(fixture->txn, table, key, &value));
	assert_true(value.len < sizeof(bytes));
	memcpy(bytes, value.bytes, value.len);
	bytes[value.len - 1] ^= 0x51;
	assert_ok(db_put(fixture->txn, table, key,
	    (struct slice){ bytes, value.len }));
}

/* Whoever cannot be read takes nobody's place on the page. */
static void
the_next_ones_are_listed_instead(void **state)
{
	const struct query_options all = { .role = "api",
		.limit = 3,
		.show_hidden = true };
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);
	int64_t ids[3], *next_id = ids;
	struct key key;

	put_more(fixture, &samples[1]);
	fixture_begin(fixture, true);
	(void)run(fixture, "", &all, keep_id, &next_id);
	key_id(&key, ids[0]);
	spoil(fixture, TABLE_PERSON, &key);
	key_score(&key, (struct slot){ 1, 0, 0 }, SCORE_WHOLE, ids[2]);
	spoil(fixture, TABLE_SCORE, &key);
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	assert_same(fixture, "", (struct query_options){ .limit = 3 }, NULL);
	assert_same(fixture, "", (struct query_options){ .limit = 600 }, NULL);
	assert_same(fixture, "", (struct query_options){ .limit = -1 }, NULL);
	assert_same(fixture, "", (struct query_options){ .limit = -1 }, &large);
	mem_free(samples);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(unread_rows_are_read_the_same),
		TEST(a_long_list_is_read_the_same),
		TEST(a_list_in_stages_is_the_same),
		TEST(a_list_of_nearly_everybody_is_the_same),
		TEST(nobody_is_listed_with_the_records_of_another),
		TEST(who_cannot_be_read_is_left_out),
		TEST(the_next_ones_are_listed_instead),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
