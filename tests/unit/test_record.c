/* Records survive a round trip, unknown tags, and any damage. */
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/json.h"
#include "base/record.h"
#include "tests/unit/test.h"

struct leaf {
	const char *name;
	int64_t size;
};

struct tree {
	int64_t id;
	bool flag;
	double share;
	const char *title;
	const char **words;
	size_t n_words;
	struct leaf *leaves;
	size_t n_leaves;
	int64_t at;
	double part;
};

static const struct record_field leaf_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, leaf, name),
	RECORD_ONE(2, RECORD_INT, leaf, size),
};
static const struct record_type leaf_record = RECORD_TYPE(leaf, leaf_fields);

static const struct record_field tree_fields[] = {
	RECORD_ONE(1, RECORD_INT, tree, id),
	RECORD_ONE(2, RECORD_BOOL, tree, flag),
	RECORD_ONE(3, RECORD_REAL, tree, share),
	RECORD_ONE(4, RECORD_TEXT, tree, title),
	RECORD_MANY(5, RECORD_TEXTS, tree, words, n_words, NULL),
	RECORD_MANY(6, RECORD_LIST, tree, leaves, n_leaves, &leaf_record),
	RECORD_ONE(200, RECORD_TIME, tree, at),
	RECORD_ONE(201, RECORD_PART, tree, part),
};
static const struct record_type tree_record = RECORD_TYPE(tree, tree_fields);

static const char *words[] = { "one", "", "three" };
static struct leaf leaves[] = { { "a", 1 }, { NULL, -7 }, { "c", INT64_MAX } };
static const struct tree sample = { -5, true, 0.25, "ti\"tle", words, 3, leaves,
	3, 1700000000, 0.8861 };

static void
encode(struct buf *out)
{
	buf_init(out, 10000);
	record_encode(&tree_record, &sample, out);
	assert_false(out->overflow);
}

static void
round_trip_gives_an_equal_struct(void **state)
{
	struct arena arena = { 0 };
	struct tree got;
	struct buf bytes, again;

	(void)state;
	encode(&bytes);
	assert_ok(record_decode(&tree_record, (const uint8_t *)bytes.data,
	    bytes.len, &arena, &got));
	assert_int_equal(got.id, -5);
	assert_true(got.flag);
	assert_true(got.share == 0.25);
	assert_true(got.part == 0.8861);
	assert_string_equal(got.title, "ti\"tle");
	assert_int_equal(got.n_words, 3);
	assert_string_equal(got.words[1], "");
	assert_int_equal(got.n_leaves, 3);
	assert_null(got.leaves[1].name);
	assert_int_equal(got.leaves[2].size, INT64_MAX);
	buf_init(&again, 10000);
	record_encode(&tree_record, &got, &again);
	assert_int_equal(again.len, bytes.len);
	assert_memory_equal(again.data, bytes.data, bytes.len);
	buf_done(&bytes);
	buf_done(&again);
	arena_done(&arena);
}

/* The bytes that the protobuf documentation gives for such fields. */
static void
wire_format_is_protobufs(void **state)
{
	static const uint8_t expected[] = { 0x0A, 0x02, 'h', 'i', 0x10, 0xD8,
		0x04 };
	const struct leaf leaf = { "hi", 300 };
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	record_encode(&leaf_record, &leaf, &out);
	assert_int_equal(out.len, sizeof(expected));
	assert_memory_equal(out.data, expected, sizeof(expected));
	buf_done(&out);
}

/* Kept in ten thousandths, and read from doubles that older programs wrote. */
static void
parts_take_few_bytes_and_are_read_from_doubles(void **state)
{
	static const struct {
		double given;
		double kept;
		size_t len;
	} cases[] = { { 0, 0, 0 }, { 0.00004, 0, 0 }, { 1, 1, 5 },
		{ 0.12344, 0.1234, 4 }, { -0.5, -0.5, 4 }, { 87.3, 87.3, 5 },
		{ NAN, 0, 0 }, { 1e300, 0, 0 } };
	static const struct record_field real_fields[] = {
		RECORD_ONE(201, RECORD_REAL, tree, part),
	};
	static const struct record_type real_record =
	    RECORD_TYPE(tree, real_fields);
	struct arena arena = { 0 };
	struct tree tree, got;
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	for (size_t i = 0; i < COUNT(cases); i++) {
		tree = (struct tree){ .part = cases[i].given };
		buf_reset(&out);
		record_encode(&tree_record, &tree, &out);
		assert_int_equal(out.len, cases[i].len);
		assert_ok(record_decode(&tree_record, (const uint8_t *)out.data,
		    out.len, &arena, &got));
		assert_true(got.part == cases[i].kept);
	}
	tree = (struct tree){ .part = 1.0 / 3 };
	buf_reset(&out);
	record_encode(&real_record, &tree, &out);
	assert_ok(record_decode(&tree_record, (const uint8_t *)out.data,
	    out.len, &arena, &got));
	assert_true(got.part == 1.0 / 3);
	buf_done(&out);
	arena_done(&arena);
}

/* The length of an item takes as many bytes as it needs. */
static void
long_items_come_back_whole(void **state)
{
	static const size_t lengths[] = { 0, 100, 123, 124, 125, 126, 127, 128,
		16370, 16378, 16379, 16380, 16381, 16384, 70000 };
	struct arena arena = { 0 };
	struct buf out;

	(void)state;
	buf_init(&out, 200000);
	for (size_t i = 0; i < COUNT(lengths); i++) {
		char *name = arena_alloc(&arena, lengths[i] + 1);
		struct leaf items[] = { { name, 7 }, { "after", 8 } };
		struct tree tree = { .leaves = items, .n_leaves = 2 }, got;

		memset(name, 'x', lengths[i]);
		name[lengths[i]] = '\0';
		buf_reset(&out);
		record_encode(&tree_record, &tree, &out);
		assert_ok(record_decode(&tree_record, (const uint8_t *)out.data,
		    out.len, &arena, &got));
		assert_int_equal(got.n_leaves, 2);
		assert_int_equal(got.leaves[0].name != NULL
			? strlen(got.leaves[0].name)
			: 0,
		    lengths[i]);
		assert_string_equal(got.leaves[1].name, "after");
		assert_int_equal(got.leaves[1].size, 8);
	}
	buf_done(&out);
	arena_done(&arena);
}

/* Other programs may write the items of a list in any order of the fields. */
static void
scattered_items_are_read_in_their_order(void **state)
{
	static const char bytes[] = "\x2A\1a\x2A\1b" /* words: a b */
				    "\x32\3\x0A\1A" /* leaves: A */
				    "\x2A\1c" /* c */
				    "\x32\3\x0A\1B" /* B */
				    "\x08\x0A" /* id */
				    "\x2A\1d" /* d */
				    "\x32\3\x0A\1C"; /* C */
	struct arena arena = { 0 };
	struct tree got;

	(void)state;
	assert_ok(record_decode(&tree_record, (const uint8_t *)bytes,
	    sizeof(bytes) - 1, &arena, &got));
	assert_int_equal(got.id, 5);
	assert_int_equal(got.n_words, 4);
	assert_int_equal(got.n_leaves, 3);
	for (size_t i = 0; i < got.n_words; i++) {
		assert_int_equal(got.words[i][0], "abcd"[i]);
		assert_int_equal(got.words[i][1], '\0');
	}
	for (size_t i = 0; i < got.n_leaves; i++)
		assert_int_equal(got.leaves[i].name[0], "ABC"[i]);
	arena_done(&arena);
}

/* Room for the items is made once or twice, however they stand. */
static void
scattered_items_take_no_more_memory(void **state)
{
	enum {
		PAIRS = 20000
	};
	struct arena arena = { 0 };
	struct tree got;
	struct buf bytes;

	(void)state;
	buf_init(&bytes, 6 * PAIRS + 1);
	for (size_t i = 0; i < PAIRS; i++)
		buf_text(&bytes, "\x2A\1a\x08\x0A");
	assert_ok(record_decode(&tree_record, (const uint8_t *)bytes.data,
	    bytes.len, &arena, &got));
	assert_int_equal(got.n_words, PAIRS);
	assert_true(arena.used < (size_t)64 * PAIRS);
	buf_done(&bytes);
	arena_done(&arena);
}

static void
unknown_tags_are_skipped(void **state)
{
	static const uint8_t bytes[] = { 0x7A, 0x01, 'x', /* 15: text */
		0x70, 0x05, /* 14: varint */
		0x69, 1, 2, 3, 4, 5, 6, 7, 8, /* 13: fixed64 */
		0x65, 1, 2, 3, 4, /* 12: fixed32 */
		0x10, 0x0A };
	struct arena arena = { 0 };
	struct leaf leaf;

	(void)state;
	assert_ok(
	    record_decode(&leaf_record, bytes, sizeof(bytes), &arena, &leaf));
	assert_int_equal(leaf.size, 5);
	arena_done(&arena);
}

static void
damage_is_reported_and_never_crashes(void **state)
{
	struct arena arena = { 0 };
	struct tree got;
	struct buf bytes;
	size_t refused = 0;
	int rc;

	(void)state;
	encode(&bytes);
	for (size_t cut = 1; cut < bytes.len; cut++)
		refused +=
		    record_decode(&tree_record, (const uint8_t *)bytes.data,
			cut, &arena, &got) == ERR_CORRUPT;
	assert_true(refused > 0);
	for (size_t i = 0; i < bytes.len * 8; i++) {
		bytes.data[i / 8] ^= (char)(1 << (i % 8));
		rc = record_decode(&tree_record, (const uint8_t *)bytes.data,
		    bytes.len, &arena, &got);
		assert_true(rc == 0 || rc == ERR_CORRUPT);
		bytes.data[i / 8] ^= (char)(1 << (i % 8));
		arena_reset(&arena);
	}
	buf_done(&bytes);
	arena_done(&arena);
}

static void
wrong_bytes_are_corrupt(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
	} cases[] = {
		{ "\x0A\x05hi", 4 }, /* text past the end */
		{ "\x0A\x02h\0", 4 }, /* NUL in a text */
		{ "\x08\x01", 2 }, /* text as a varint */
		{ "\x03", 1 }, /* a group */
		{ "\x00\x01", 2 }, /* tag 0 */
		{ "\x10\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 12 },
	};
	struct arena arena = { 0 };
	struct leaf leaf;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(record_decode(&leaf_record,
				     (const uint8_t *)cases[i].bytes,
				     cases[i].len, &arena, &leaf),
		    ERR_CORRUPT);
	arena_done(&arena);
}

static void
json_leaves_empty_members_out(void **state)
{
	struct json_writer json;
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	json_writer_init(&json, &out);
	record_json(&tree_record, &sample, &json);
	assert_string_equal(out.data,
	    "{\"id\":-5,\"flag\":true,\"share\":0.25,\"title\":\"ti\\\"tle\","
	    "\"words\":[\"one\",\"\",\"three\"],\"leaves\":[{\"name\":\"a\","
	    "\"size\":1},{\"size\":-7},{\"name\":\"c\","
	    "\"size\":9223372036854775807}],\"at\":\"2023-11-14T22:13:20Z\","
	    "\"part\":0.8861}");
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(round_trip_gives_an_equal_struct),
		cmocka_unit_test(wire_format_is_protobufs),
		cmocka_unit_test(
		    parts_take_few_bytes_and_are_read_from_doubles),
		cmocka_unit_test(long_items_come_back_whole),
		cmocka_unit_test(scattered_items_are_read_in_their_order),
		cmocka_unit_test(scattered_items_take_no_more_memory),
		cmocka_unit_test(unknown_tags_are_skipped),
		cmocka_unit_test(damage_is_reported_and_never_crashes),
		cmocka_unit_test(wrong_bytes_are_corrupt),
		cmocka_unit_test(json_leaves_empty_members_out),
	};

	return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
