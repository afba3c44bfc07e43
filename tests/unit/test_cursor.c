#include "crawler/cursor.h"
#include "tests/unit/test.h"

static void
cursors_come_back_whole(void **state)
{
	const struct cursor cursors[] = {
		{ 0, 0, 0, 0, 0, NULL },
		{ 1700000000, 1790000000, 1600000000, 7, 0, "Y3Vyc29yOjI=" },
		{ 1, 2, 3, 4, 5, "https://h/x?a=1&b=2;since=9;page=3" },
		{ 1, 2, 3, 4, INT64_MAX / 4, "" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(cursors); i++) {
		struct cursor back;

		cursor_parse(&arena, cursor_format(&arena, &cursors[i]), &back);
		assert_int_equal(back.since, cursors[i].since);
		assert_int_equal(back.start, cursors[i].start);
		assert_int_equal(back.covered, cursors[i].covered);
		assert_int_equal(back.page, cursors[i].page);
		assert_int_equal(back.bytes, cursors[i].bytes);
		if (cursors[i].after == NULL)
			assert_null(back.after);
		else
			assert_string_equal(back.after, cursors[i].after);
	}
	arena_done(&arena);
}

static void
odd_texts_are_empty_cursors(void **state)
{
	static const char *const texts[] = { "", ";;;", "since",
		"since=", "since=x", "since=-5",
		"since=99999999999999999999999", "12345", "unknown=7" };
	struct arena arena = { 0 };
	struct cursor cursor;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		cursor_parse(&arena, texts[i], &cursor);
		assert_int_equal(cursor.since, 0);
		assert_null(cursor.after);
	}
	cursor_parse(&arena, NULL, &cursor);
	assert_int_equal(cursor.page, 0);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cursors_come_back_whole),
		cmocka_unit_test(odd_texts_are_empty_cursors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
