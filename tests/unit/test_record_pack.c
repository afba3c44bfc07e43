/* The packed form: a round trip of any record, hostile bytes, few bytes. */
#include <string.h>

#include "base/mem.h"
#include "base/record.h"
#include "tests/unit/test.h"

struct leaf {
	const char *name;
	int64_t size;
	int64_t at;
	bool is_green;
	const char **words;
	size_t n_words;
};

struct tree {
	int64_t id;
	bool flag;
	double share;
	double part;
	const char *title;
	struct leaf *leaves;
	size_t n_leaves;
	int64_t at;
};

static const struct record_field leaf_fields[] = {
	RECORD_ONE(1, RECORD_TEXT, leaf, name),
	RECORD_ONE(2, RECORD_INT, leaf, size),
	RECORD_ONE(4, RECORD_TIME, leaf, at),
	RECORD_ONE(3, RECORD_BOOL, leaf, is_green),
	RECORD_MANY(64, RECORD_TEXTS, leaf, words, n_words, NULL),
};
static const struct record_type leaf_record = RECORD_TYPE(leaf, leaf_fields);

static const struct record_field tree_fields[] = {
	RECORD_ONE(1, RECORD_INT, tree, id),
	RECORD_ONE(2, RECORD_BOOL, tree, flag),
	RECORD_ONE(3, RECORD_REAL, tree, share),
	RECORD_ONE(4, RECORD_PART, tree, part),
	RECORD_ONE(5, RECORD_TEXT, tree, title),
	RECORD_MANY(6, RECORD_LIST, tree, leaves, n_leaves, &leaf_record),
	RECORD_ONE(7, RECORD_TIME, tree, at),
};
static const struct record_type tree_record = RECORD_TYPE_FRONT(tree,
    tree_fields, RECORD_TAG(4) | RECORD_TAG(5) | RECORD_TAG(7));

struct fixture {
	struct buf numbers, texts, before, after;
	size_t front;
	struct arena arena;
};

static int
set_up(void **state)
{
	struct fixture *fixture = mem_calloc(1, sizeof(*fixture));

	buf_init(&fixture->numbers, 1 << 20);
	buf_init(&fixture->texts, 1 << 20);
	buf_init(&fixture->before, 1 << 20);
	buf_init(&fixture->after, 1 << 20);
	*state = fixture;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *fixture = *state;

	buf_done(&fixture->numbers);
	buf_done(&fixture->texts);
	buf_done(&fixture->before);
	buf_done(&fixture->after);
	arena_done(&fixture->arena);
	mem_free(fixture);
	return 0;
}

static int
unpack(struct fixture *fixture, struct tree *ret_tree)
{
	return record_unpack(&tree_record,
	    &(struct record_packed){ (const uint8_t *)fixture->numbers.data,
		fixture->numbers.len, fixture->texts.data, fixture->texts.len },
	    &fixture->arena, ret_tree);
}

static int
unpack_front(struct fixture *fixture, struct tree *ret_tree)
{
	return record_unpack_front(&tree_record,
	    &(struct record_packed){ (const uint8_t *)fixture->numbers.data,
		fixture->numbers.len, fixture->texts.data, fixture->front },
	    &fixture->arena, ret_tree);
}

static void
assert_front_survives(struct fixture *fixture, const struct tree *tree)
{
	const struct tree front = { .part = tree->part,
		.title = tree->title,
		.at = tree->at };
	struct tree got;

	buf_reset(&fixture->before);
	buf_reset(&fixture->after);
	assert_int_equal(unpack_front(fixture, &got), 0);
	record_encode(&tree_record, &front, &fixture->before);
	record_encode(&tree_record, &got, &fixture->after);
	assert_int_equal(fixture->before.len, fixture->after.len);
	if (fixture->before.len > 0)
		assert_memory_equal(fixture->before.data, fixture->after.data,
		    fixture->before.len);
}

static void
assert_survives(struct fixture *fixture, const struct tree *tree)
{
	struct tree got;

	buf_reset(&fixture->numbers);
	buf_reset(&fixture->texts);
	buf_reset(&fixture->before);
	buf_reset(&fixture->after);
	assert_true(record_pack(&tree_record, tree, &fixture->numbers,
	    &fixture->texts, &fixture->front));
	assert_front_survives(fixture, tree);
	buf_reset(&fixture->before);
	buf_reset(&fixture->after);
	assert_int_equal(unpack(fixture, &got), 0);
	record_encode(&tree_record, tree, &fixture->before);
	record_encode(&tree_record, &got, &fixture->after);
	assert_int_equal(fixture->before.len, fixture->after.len);
	if (fixture->before.len > 0)
		assert_memory_equal(fixture->before.data, fixture->after.data,
		    fixture->before.len);
}

static void
any_numbers_survive(void **state)
{
	static const int64_t numbers[] = { 0, 1, -1, 1700000000, 1700000001,
		1699999999, INT64_MAX, INT64_MIN, INT64_MIN + 1700000000,
		INT64_MIN + 1 };
	struct fixture *fixture = *state;

	for (size_t i = 0; i < COUNT(numbers); i++)
		for (size_t k = 0; k < COUNT(numbers); k++) {
			struct leaf leaves[] = {
				{ .size = numbers[i], .at = numbers[i] },
				{ .size = numbers[k], .at = numbers[k] },
				{ .size = numbers[i], .is_green = k % 2 == 0 }
			};

			assert_survives(fixture,
			    &(struct tree){ .id = numbers[i],
				.flag = i % 2 == 0,
				.share = i % 3 == 0 ? 0 : (double)numbers[k],
				.part = 0.1234,
				.leaves = leaves,
				.n_leaves = k % 4,
				.at = numbers[k] });
		}
}

static void
any_texts_survive(void **state)
{
	static const char *words[] = { "", "two", "three words here" };
	struct leaf leaves[] = { { .name = "a", .words = words, .n_words = 3 },
		{ .name = NULL }, { .name = "" },
		{ .name = "b", .words = words, .n_words = 1 } };

	assert_survives(*state, &(struct tree){ 0 });
	assert_survives(*state, &(struct tree){ .title = "t" });
	assert_survives(*state,
	    &(struct tree){ .leaves = leaves, .n_leaves = 4 });
	assert_survives(*state,
	    &(struct tree){ .leaves = leaves + 1, .n_leaves = 2 });
}

static void
any_counts_survive(void **state)
{
	static const size_t counts[] = { 0, 1, 2, 14, 15, 16, 142, 143, 300 };
	const char *words[300];
	struct leaf leaves[9];

	for (size_t i = 0; i < COUNT(words); i++)
		words[i] = "word";
	for (size_t round = 0; round < COUNT(leaves) * COUNT(leaves); round++) {
		for (size_t i = 0; i < COUNT(leaves); i++)
			leaves[i] = (struct leaf){ .words = words,
				.n_words =
				    counts[(i * (1 + round / 9) + round) %
					COUNT(counts)] };
		assert_survives(*state,
		    &(struct tree){ .leaves = leaves,
			.n_leaves = round % (1 + COUNT(leaves)) });
	}
}

static void
like_rows_take_few_bytes(void **state)
{
	struct leaf leaves[100] = { { 0 } };
	struct fixture *fixture = *state;

	for (int i = 0; i < 100; i++)
		leaves[i] = (struct leaf){ .size = 500000 + i,
			.at = 1780000000 - i * 60,
			.is_green = i % 2 == 0 };
	assert_survives(fixture,
	    &(struct tree){ .leaves = leaves, .n_leaves = 100 });
	assert_true(fixture->numbers.len < 350);
	assert_true(fixture->before.len > 1200);
}

/* A count that no bytes stand for would ask for any memory. */
static void
more_rows_than_bytes_are_refused(void **state)
{
	struct fixture *fixture = *state;
	struct leaf *leaves = mem_calloc(5000, sizeof(*leaves));
	const struct tree tree = { .leaves = leaves, .n_leaves = 5000 };
	struct tree got;

	assert_false(record_pack(&tree_record, &tree, &fixture->numbers,
	    &fixture->texts, &fixture->front));
	assert_int_equal(unpack(fixture, &got), ERR_CORRUPT);
	mem_free(leaves);
}

static void
damage_is_corrupt_or_another_record(void **state)
{
	static const char *words[] = { "one", "two" };
	struct leaf leaves[] = { { "a", 5, 1790000000, true, words, 2 },
		{ "b", 6, 1790000500, false, words, 1 } };
	const struct tree tree = { 7, true, 0.5, 0.25, "title", leaves, 2, 9 };
	struct fixture *fixture = *state;
	struct tree got;
	uint32_t seed = 1;

	assert_survives(fixture, &tree);
	for (size_t i = 0; i < fixture->numbers.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			fixture->numbers.data[i] ^= (char)(1 << bit);
			(void)unpack(fixture, &got); /* no crash */
			fixture->numbers.data[i] ^= (char)(1 << bit);
		}
	for (size_t n = fixture->numbers.len; n-- > 0;) {
		fixture->numbers.len = n;
		assert_int_equal(unpack(fixture, &got), ERR_CORRUPT);
		assert_int_equal(got.id, 0);
	}
	for (int round = 0; round < 20000; round++) {
		size_t n = (size_t)(round % 60);

		buf_reset(&fixture->numbers);
		for (size_t i = 0; i < n; i++) {
			seed = seed * 1664525 + 1013904223;
			buf_char(&fixture->numbers,
			    (char)(seed >> (24 - round % 3)));
		}
		(void)unpack(fixture, &got); /* likewise */
		arena_reset(&fixture->arena);
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(any_numbers_survive),
		TEST(any_texts_survive),
		TEST(any_counts_survive),
		TEST(like_rows_take_few_bytes),
		TEST(more_rows_than_bytes_are_refused),
		TEST(damage_is_corrupt_or_another_record),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
