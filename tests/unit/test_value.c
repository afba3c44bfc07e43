/* Stored bytes that were damaged are ERR_CORRUPT and never a crash. */
#include <string.h>

#include "store/rights.h"
#include "store/store_internal.h"
#include "store/task.h"
#include "store/value/dictionary.h"
#include "store/value/packer.h"
#include "store/value/value.h"
#include "tests/unit/rank_walk.h"
#include "tests/unit/store_fixture.h"

/* ---- the format ---- */

static struct slice
slice(const char *text)
{
	return (struct slice){ (const uint8_t *)text, strlen(text) };
}

static void
short_value_is_raw_behind_a_checksum(void **state)
{
	struct fixture *fixture = *state;
	struct slice stored, plain;

	fixture_begin(fixture, true);
	assert_ok(value_pack(fixture->txn, slice("abc"), &stored));
	assert_int_equal(stored.len, 8);
	assert_int_equal(stored.bytes[0], 0x10);
	assert_memory_equal(stored.bytes + 5, "abc", 3);
	assert_ok(value_unpack(fixture->txn, stored, &plain));
	assert_int_equal(plain.len, 3);
	assert_ok(value_pack(fixture->txn, slice(""), &stored));
	assert_ok(value_unpack(fixture->txn, stored, &plain));
	assert_int_equal(plain.len, 0);
}

static void
long_value_is_compressed_if_that_gains(void **state)
{
	struct fixture *fixture = *state;
	struct slice stored, plain;
	char *text = mem_alloc(100001);
	uint32_t seed = 1;

	fixture_begin(fixture, true);
	memset(text, 'a', 100000);
	text[100000] = '\0';
	assert_ok(value_pack(fixture->txn, slice(text), &stored));
	assert_int_equal(stored.bytes[0], 0x11);
	assert_true(stored.len < 1000);
	assert_ok(value_unpack(fixture->txn, stored, &plain));
	assert_int_equal(plain.len, 100000);
	assert_memory_equal(plain.bytes, text, 100000);
	for (size_t i = 0; i < 100000; i++) {
		seed = seed * 1664525 + 1013904223;
		text[i] = (char)(1 + (seed >> 24) % 255);
	}
	assert_ok(value_pack(fixture->txn, slice(text), &stored));
	assert_int_equal(stored.bytes[0], 0x10);
	assert_ok(value_unpack(fixture->txn, stored, &plain));
	assert_memory_equal(plain.bytes, text, 100000);
	mem_free(text);
}

/* As person, work, ... are stored. */
static void
every_kind_has_a_dictionary_that_gains(void **state)
{
	static const char *const samples[DICTIONARY_COUNT] = {
		[VALUE_PERSON] = "https://www.linkedin.com/in/nobody-at-all",
		[VALUE_REPOSITORY] = "README.md, LICENSE, .github/workflows/, "
				     "## Installation",
		[VALUE_WORK] = "Either we return the error, wrapped, or we "
			       "document that it may happen.",
		[VALUE_SCORE] = "https://github.com/grpc/grpc-go/pull/77, "
				"explains in review",
		[VALUE_REASONS] = "in the last 36 months 12 own pull requests "
				  "merged, 5 months with merges or commits"
	};
	struct fixture *fixture = *state;
	struct slice stored, plain;

	fixture_begin(fixture, true);
	for (int kind = 0; kind < DICTIONARY_COUNT; kind++) {
		assert_ok(value_pack_as(fixture->txn, (enum value_kind)kind,
		    slice(samples[kind]), &stored));
		assert_int_equal(stored.bytes[0], 0x12 + kind);
		assert_true(stored.len < strlen(samples[kind]));
		assert_ok(value_unpack(fixture->txn, stored, &plain));
		assert_int_equal(plain.len, strlen(samples[kind]));
		assert_memory_equal(plain.bytes, samples[kind], plain.len);
	}
}

/* What a released dictionary made must stay readable for ever. */
static void
values_of_the_first_dictionaries_are_read(void **state)
{
	static const char text[] =
	    "reviewed or merged about 7 pull requests of others, old ones "
	    "counting less, most in example/garden";
	static const uint8_t stored[] = { 0x16, 0xBA, 0x63, 0xA3, 0x5A, 0x20,
		0x62, 0xB5, 0x00, 0x00, 0x40, 0x37, 0x2F, 0x67, 0x61, 0x72,
		0x64, 0x65, 0x6E, 0x04, 0xFC, 0xB3, 0x07, 0x1F, 0xFC, 0xF9,
		0x45, 0x11, 0x53, 0x24, 0xB0, 0x08 };
	struct fixture *fixture = *state;
	struct slice plain;

	fixture_begin(fixture, true);
	assert_ok(value_unpack(fixture->txn,
	    (struct slice){ stored, sizeof(stored) }, &plain));
	assert_int_equal(plain.len, strlen(text));
	assert_memory_equal(plain.bytes, text, plain.len);
}

/* The numbers of the formats are what stores have. */
static void
records_are_packed_in_pieces_or_as_a_frame(void **state)
{
	static const struct {
		size_t bytes; /* of a comment */
		uint8_t format;
	} cases[] = { { 5, 0x24 }, { 4000, 0x24 }, { 60000, 0x34 } };
	struct fixture *fixture = *state;
	struct arena arena = { 0 };

	fixture_begin(fixture, true);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *body = arena_calloc(&arena, 1, cases[i].bytes + 1);
		struct comment comment = { .id = 7, .body = body };
		struct work work = { .repository = 5,
			.comments = &comment,
			.n_comments = 1 };
		struct work got;
		struct slice stored, plain;

		for (size_t at = 0; at < cases[i].bytes; at++)
			body[at] = "the lock is taken\n"[at * at % 18];
		assert_ok(value_pack_record(fixture->txn, &work_record, &work,
		    &stored));
		assert_int_equal(stored.bytes[0], cases[i].format);
		assert_ok(value_decode(fixture->txn, stored, &work_record,
		    &arena, &got));
		assert_string_equal(got.comments[0].body, body);
		assert_ok(value_unpack(fixture->txn, stored, &plain));
		assert_non_null(
		    memmem(plain.bytes, plain.len, body, cases[i].bytes));
		/* Of another type. */
		assert_int_equal(value_decode(fixture->txn, stored,
				     &person_record, &arena, &got),
		    ERR_CORRUPT);
	}
	arena_done(&arena);
}

static void
front_is_read_without_the_rest(void **state)
{
	struct link links[] = { { .kind = "website",
	    .url = "https://example.org/garden" } };
	const struct person person = { .id = 7,
		.login = "nobody",
		.name = "Nobody At-All",
		.bio = "fixes a race in the connection pool",
		.company = "@example",
		.location = "Lagos",
		.links = links,
		.n_links = COUNT(links),
		.followers = 12,
		.first_seen = 1750000000 };
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct slice stored;
	struct person got;

	fixture_begin(fixture, true);
	assert_ok(
	    value_pack_record(fixture->txn, &person_record, &person, &stored));
	assert_ok(packer_decode(fixture->store->packer, stored, &person_record,
	    true, &arena, &got));
	assert_int_equal(got.id, 7);
	assert_string_equal(got.login, "nobody");
	assert_string_equal(got.name, "Nobody At-All");
	assert_string_equal(got.company, "@example");
	assert_string_equal(got.location, "Lagos");
	assert_int_equal(got.followers, 12);
	assert_int_equal(got.first_seen, 1750000000);
	assert_null(got.bio);
	assert_int_equal(got.n_links, 0);
	assert_ok(
	    value_decode(fixture->txn, stored, &person_record, &arena, &got));
	assert_string_equal(got.location, "Lagos");
	assert_string_equal(got.bio, person.bio);
	assert_string_equal(got.links[0].url, links[0].url);
	stored.len--;
	assert_int_equal(packer_decode(fixture->store->packer, stored,
			     &person_record, true, &arena, &got),
	    ERR_CORRUPT);
	arena_done(&arena);
}

static void
too_long_value_is_refused(void **state)
{
	enum {
		TOO_LONG = 17 * 1024 * 1024
	};
	struct fixture *fixture = *state;
	char *text = mem_alloc(TOO_LONG);
	struct slice stored;

	memset(text, 'a', TOO_LONG);
	text[TOO_LONG - 1] = '\0';
	fixture_begin(fixture, true);
	assert_int_equal(value_pack(fixture->txn, slice(text), &stored),
	    ERR_LIMIT);
	assert_int_equal(store_meta_put(fixture->txn, "k", text), ERR_LIMIT);
	mem_free(text);
}

static void
a_format_that_is_not_known_is_corrupt(void **state)
{
	struct fixture *fixture = *state;
	struct slice stored, plain;
	uint8_t bytes[64];

	fixture_begin(fixture, true);
	for (int format = 0; format < 256; format++) {
		/* The checksum covers the format too. */
		assert_ok(value_pack(fixture->txn, slice("abc"), &stored));
		memcpy(bytes, stored.bytes, stored.len);
		bytes[0] = (uint8_t)format;
		assert_int_equal(value_unpack(fixture->txn,
				     (struct slice){ bytes, stored.len },
				     &plain),
		    format == 0x10 ? 0 : ERR_CORRUPT);
	}
}

/* ---- damage ---- */

static const char long_text[] =
    "A review that explains why: the lock is taken twice on this path, and the "
    "second time with another order, so two threads can wait for each other. "
    "Taking both in the order of their addresses avoids it; see the chapter on "
    "lock ranking in the guide. The test below shows it within seconds. "
    "A review that explains why: the lock is taken twice on this path, and the "
    "second time with another order, so two threads can wait for each other. "
    "Taking both in the order of their addresses avoids it; see the chapter on "
    "lock ranking in the guide. The test below shows it within seconds.";

static void
put_everything(struct fixture *fixture)
{
	struct person person = { .id = 7,
		.login = "ada",
		.bio = long_text,
		.first_seen = 5,
		.profile_readme = long_text };
	struct comment comment = { .id = 1, .body = long_text };
	struct work work = { .repository = 5,
		.comments = &comment,
		.n_comments = 1 };
	struct repository item = { .id = 6,
		.full_name = "ada/x",
		.readme = long_text };
	struct portfolio portfolio = { &item, 1, 3 };
	struct reason reason = { long_text, "u", 1 };
	struct score score = { .person = 7, .score = 40, .reason = long_text };
	struct note note = { 1, long_text };
	struct lead lead = { .notes = &note, .n_notes = 1 };
	struct task task = { .stage = 1, .subject = 5, .cursor = long_text };
	struct validator validator = { "e", "m", 3 };

	score.signals[FAMILY_REVIEW] =
	    (struct signal){ .reasons = &reason, .n_reasons = 1 };
	assert_ok(store_person_put(fixture->txn, &person));
	assert_ok(store_work_merge(fixture->txn, 7, &work));
	assert_ok(store_portfolio_put(fixture->txn, 7, &portfolio));
	assert_ok(store_repository_put(fixture->txn, &item));
	assert_ok(
	    store_score_put(fixture->txn, "api", &score, &person, 0, false));
	assert_ok(store_lead_put(fixture->txn, "api", 7, &lead));
	assert_ok(store_task_put(fixture->txn, &task));
	assert_ok(store_validator_put(fixture->txn, "url", &validator));
	assert_ok(store_meta_put(fixture->txn, "k", "v"));
	assert_ok(store_suppress(fixture->txn, 8, "bob"));
}

/* Reads all that there is in every way; only codes matter. */
static int
read_everything(struct fixture *fixture)
{
	struct arena arena = { 0 };
	struct repository repository;
	struct rank_walk rank;
	struct validator validator;
	struct task tasks[4];
	struct facts facts;
	struct score score;
	struct lead lead;
	struct card card;
	struct store_stats stats;
	const char *text;
	int64_t n, id;
	size_t n_tasks;
	int codes[12], worst = 0;

	codes[0] = store_facts_load(fixture->txn, 7, &arena, &facts);
	codes[1] = store_score_get(fixture->txn, "api", 7, &arena, &score);
	codes[2] = store_lead_get(fixture->txn, "api", 7, &arena, &lead);
	codes[3] = rank_walk_open(fixture->txn, "api", &rank);
	codes[4] = codes[3] == 0 ? rank_walk_next(&rank, &card) : 0;
	if (codes[3] == 0)
		rank_walk_close(&rank);
	codes[5] = store_task_due(fixture->txn,
	    &(struct task_query){ .now = 100 }, &arena, tasks, 4, &n_tasks);
	codes[6] = store_validator_get(fixture->txn, "url", &arena, &validator);
	codes[7] = store_meta_get(fixture->txn, "k", &arena, &text);
	codes[8] = store_repository_get(fixture->txn, 6, &arena, &repository);
	codes[9] = store_person_find(fixture->txn, "ada", &id);
	codes[10] = store_suppressed_count(fixture->txn, &n);
	codes[11] = store_stats(fixture->txn, &stats);
	for (size_t i = 0; i < COUNT(codes); i++) {
		assert_true(codes[i] == 0 || codes[i] == ERR_CORRUPT ||
		    codes[i] == ERR_NOTFOUND);
		if (codes[i] < worst)
			worst = codes[i];
	}
	arena_done(&arena);
	return worst;
}

static int64_t
findings(struct fixture *fixture)
{
	struct buf report;
	int64_t n = -1;

	buf_init(&report, 1 << 20);
	assert_ok(store_check(fixture->txn, &report, &n));
	buf_done(&report);
	return n;
}

/* An entry of a table, by its number; false past the end. */
static bool
nth(struct fixture *fixture, enum table table, size_t n, struct key *ret_key,
    struct buf *ret_value)
{
	struct slice at, value;
	struct cursor *cursor;
	struct key all = { 0 };
	int rc;

	assert_ok(cursor_open(fixture->txn, table, &cursor));
	rc = cursor_seek(cursor, &all, &at, &value);
	while (rc == 0 && n-- > 0)
		rc = cursor_next(cursor, &at, &value);
	if (rc == 0) {
		key_from_slice(ret_key, at);
		buf_reset(ret_value);
		buf_add(ret_value, value.bytes, value.len);
	}
	cursor_close(cursor);
	return rc == 0;
}

static void
put_raw(struct fixture *fixture, enum table table, const struct key *key,
    const char *bytes, size_t len)
{
	assert_ok(db_put(fixture->txn, table, key,
	    (struct slice){ (const uint8_t *)bytes, len }));
}

/* Tables whose values carry a checksum: any flipped bit is told. */
static bool
is_summed(enum table table)
{
	return table != TABLE_META && table != TABLE_NAME &&
	    table != TABLE_RANK && table != TABLE_READY;
}

static void
damage_entry(struct fixture *fixture, enum table table, const struct key *key,
    struct buf *value)
{
	size_t step = value->len > 64 ? value->len / 37 : 1;

	for (size_t i = 0; i < value->len; i += step) {
		value->data[i] ^= (char)(1 << (i % 8));
		put_raw(fixture, table, key, value->data, value->len);
		value->data[i] ^= (char)(1 << (i % 8));
		(void)read_everything(fixture); /* no crash */
		if (is_summed(table))
			assert_true(findings(fixture) > 0);
		else
			(void)findings(fixture); /* likewise */
		/* Cut short there. */
		put_raw(fixture, table, key, value->data, i);
		(void)read_everything(fixture); /* likewise */
		assert_true(findings(fixture) > 0 || table == TABLE_META);
	}
	put_raw(fixture, table, key, value->data, value->len);
}

static void
flipped_bits_and_truncations_are_told(void **state)
{
	struct fixture *fixture = *state;
	struct buf value;
	struct key key;

	buf_init(&value, 1 << 20);
	fixture_begin(fixture, true);
	put_everything(fixture);
	assert_true(read_everything(fixture) == 0);
	assert_int_equal(findings(fixture), 0);
	for (int i = 0; i < TABLE_COUNT; i++)
		for (size_t n = 0; nth(fixture, (enum table)i, n, &key, &value);
		     n++)
			damage_entry(fixture, (enum table)i, &key, &value);
	assert_true(read_everything(fixture) == 0);
	assert_int_equal(findings(fixture), 0);
	buf_done(&value);
}

/* A valid frame around bytes that are no record. */
static void
well_packed_nonsense_is_told(void **state)
{
	static const enum table tables[] = { TABLE_PERSON, TABLE_REPOSITORY,
		TABLE_FACT, TABLE_TASK, TABLE_LEAD, TABLE_VALIDATOR };
	struct fixture *fixture = *state;
	struct slice stored;
	struct buf value;
	struct key key;
	uint32_t seed = 5;

	buf_init(&value, 1 << 20);
	fixture_begin(fixture, true);
	put_everything(fixture);
	for (int round = 0; round < 300; round++) {
		enum table table = tables[(size_t)round % COUNT(tables)];
		char junk[600];

		for (size_t i = 0; i < sizeof(junk); i++) {
			seed = seed * 1664525 + 1013904223;
			junk[i] = (char)(seed >> (24 - round % 3));
		}
		assert_true(nth(fixture, table, 0, &key, &value));
		assert_ok(value_pack(fixture->txn,
		    (struct slice){ (uint8_t *)junk, seed % sizeof(junk) },
		    &stored));
		assert_ok(db_put(fixture->txn, table, &key, stored));
		(void)read_everything(fixture); /* no crash */
		(void)findings(fixture); /* likewise */
		put_raw(fixture, table, &key, value.data, value.len);
	}
	assert_true(read_everything(fixture) == 0);
	buf_done(&value);
}

static void
corrupt_records_are_counted(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct store_stats stats;
	struct person person;
	struct key key;

	fixture_begin(fixture, true);
	put_everything(fixture);
	key_id(&key, 7);
	put_raw(fixture, TABLE_PERSON, &key, "\x10zzzzz", 6);
	assert_int_equal(store_person_get(fixture->txn, 7, &arena, &person),
	    ERR_CORRUPT);
	assert_ok(store_stats(fixture->txn, &stats));
	assert_true(stats.corrupt >= 1);
	/* The next profile repairs it. */
	assert_ok(store_person_put(fixture->txn,
	    &(struct person){ .id = 7, .login = "ada" }));
	assert_ok(store_person_get(fixture->txn, 7, &arena, &person));
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(short_value_is_raw_behind_a_checksum),
		TEST(long_value_is_compressed_if_that_gains),
		TEST(every_kind_has_a_dictionary_that_gains),
		TEST(values_of_the_first_dictionaries_are_read),
		TEST(a_format_that_is_not_known_is_corrupt),
		TEST(records_are_packed_in_pieces_or_as_a_frame),
		TEST(front_is_read_without_the_rest),
		TEST(too_long_value_is_refused),
		TEST(flipped_bits_and_truncations_are_told),
		TEST(well_packed_nonsense_is_told),
		TEST(corrupt_records_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
