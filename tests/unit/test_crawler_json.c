#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "crawler/json.h"
#include "tests/unit/test.h"

#define FFFD "\xEF\xBF\xBD"

/* Parses bytes that may hold NUL; NULL on failure, whose code goes to *rc. */
static struct json *
parse(const char *bytes, size_t len, int *ret_rc)
{
	struct json *root = NULL;

	*ret_rc = json_parse(bytes, len, NULL, &root, NULL);
	return *ret_rc == 0 ? root : NULL;
}

struct repair {
	const char *name;
	const char *text;
	size_t len;
	const char *expected; /* of the member "a" */
};

#define TEXT(literal) literal, sizeof(literal) - 1

static const struct repair repairs[] = {
	{ "plain", TEXT("{\"a\":\"x\"}"), "x" },
	{ "lone high surrogate", TEXT("{\"a\":\"x\\ud800y\"}"), "x" FFFD "y" },
	{ "lone low surrogate", TEXT("{\"a\":\"\\uDC00\"}"), FFFD },
	{ "two high ones", TEXT("{\"a\":\"\\ud800\\ud801\"}"), FFFD FFFD },
	{ "high one, then an ordinary escape",
	    TEXT("{\"a\":\"\\ud800\\u0041\"}"), FFFD "A" },
	{ "a pair", TEXT("{\"a\":\"\\ud83d\\ude00\"}"), "\xF0\x9F\x98\x80" },
	{ "escaped NUL", TEXT("{\"a\":\"x\\u0000y\"}"), "x" FFFD "y" },
	{ "bare NUL", TEXT("{\"a\":\"x\0y\"}"), "x" FFFD "y" },
	{ "bare line end", TEXT("{\"a\":\"x\ny\"}"), "x y" },
	{ "stray byte", TEXT("{\"a\":\"x\xFFy\"}"), "x" FFFD "y" },
	{ "cut sequence", TEXT("{\"a\":\"x\xE2\x82\"}"), "x" FFFD FFFD },
	{ "overlong form", TEXT("{\"a\":\"\xC0\xAF\"}"), FFFD FFFD },
	{ "encoded surrogate", TEXT("{\"a\":\"\xED\xA0\x80\"}"),
	    FFFD FFFD FFFD },
	{ "beyond Unicode", TEXT("{\"a\":\"\xF4\x90\x80\x80\"}"),
	    FFFD FFFD FFFD FFFD },
	{ "equal keys: the last counts", TEXT("{\"a\":\"x\",\"a\":\"y\"}"),
	    "y" },
	{ "brackets in strings", TEXT("{\"a\":\"[[[{{{\"}"), "[[[{{{" },
	{ "escaped quote", TEXT("{\"a\":\"\\\"\\\\\"}"), "\"\\" },
	{ "NUL in a key", TEXT("{\"b\\u0000\":1,\"a\":\"x\"}"), "x" },
};

static void
ill_formed_strings_are_repaired(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(repairs); i++) {
		int rc;
		struct json *root = parse(repairs[i].text, repairs[i].len, &rc);
		const char *text;

		print_message("%s\n", repairs[i].name);
		assert_non_null(root);
		text = json_get_text(root, "a");
		assert_non_null(text);
		assert_string_equal(text, repairs[i].expected);
		assert_true(text_valid(text, strlen(text)));
		json_free(root);
	}
}

static void
numbers_that_fit_no_type_are_unknown(void **state)
{
	static const struct {
		const char *text;
		int64_t expected;
	} rows[] = {
		{ "{\"a\":7}", 7 },
		{ "{\"a\":-7}", -7 },
		{ "{\"a\":4294967296123}", 4294967296123 },
		{ "{\"a\":999999999999999999}", 999999999999999999 },
		{ "{\"a\":9999999999999999999999}", 0 },
		{ "{\"a\":1.9}", 1 },
		{ "{\"a\":1e3}", 1000 },
		{ "{\"a\":1e0000000003}", 1000 },
		{ "{\"a\":1e999}", 0 },
		{ "{\"a\":-1e400}", 0 },
		{ "{\"a\":\"7\"}", 0 },
		{ "{\"a\":null}", 0 },
		{ "{}", 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int rc;
		struct json *root =
		    parse(rows[i].text, strlen(rows[i].text), &rc);

		print_message("%s\n", rows[i].text);
		assert_non_null(root);
		assert_int_equal(json_get_int(root, "a"), rows[i].expected);
		json_free(root);
	}
}

static void
what_is_no_json_is_refused(void **state)
{
	static const char *const rows[] = { "", "{", "[1,", "{\"a\"}", "<html>",
		"{\"a\":1}x", "\"", "\"\\", "\"\\u12", "\0\0", "[1,2", "-",
		"{\"a\":--1}", "\xEF\xBB\xBF{}", "nul" };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int rc;

		print_message("%s\n", rows[i]);
		assert_null(parse(rows[i], strlen(rows[i]), &rc));
		assert_int_equal(rc, ERR_PARSE);
	}
}

static void
depth_and_number_of_values_are_limited(void **state)
{
	struct buf text;
	int rc;

	(void)state;
	buf_init(&text, 4 * 1024 * 1024);
	for (int i = 0; i < 100000; i++)
		buf_char(&text, i % 2 == 0 ? '[' : '{');
	assert_null(parse(text.data, text.len, &rc));
	assert_int_equal(rc, ERR_LIMIT);

	buf_reset(&text);
	buf_char(&text, '[');
	for (int i = 0; i < 400000; i++)
		buf_text(&text, "[],");
	buf_text(&text, "0]");
	assert_null(parse(text.data, text.len, &rc));
	assert_int_equal(rc, ERR_LIMIT);

	buf_reset(&text);
	for (int i = 0; i < 60; i++)
		buf_char(&text, '[');
	for (int i = 0; i < 60; i++)
		buf_char(&text, ']');
	json_free(parse(text.data, text.len, &rc));
	assert_int_equal(rc, 0);
	buf_done(&text);
}

static void
size_is_limited(void **state)
{
	const struct json_limits limits = { 8, 100, 10 };
	struct err_detail detail = { "" };
	struct json *root = NULL;

	(void)state;
	assert_int_equal(json_parse("[1,2,3,4]", 9, &limits, &root, &detail),
	    ERR_LIMIT);
	assert_string_equal(detail.text, "JSON of 9 bytes, the limit is 8");
	assert_ok(json_parse("[1,2,34]", 8, &limits, &root, &detail));
	json_free(root);
}

static void
paths_into_nothing_give_nothing(void **state)
{
	int rc;
	struct json *root =
	    parse(TEXT("{\"a\":[1,{\"b\":\"2026-01-02T03:04:05Z\",\"c\":true}],"
		       "\"n\":null}"),
		&rc);
	const struct json *item = json_at(json_get(root, "a"), 1);

	(void)state;
	assert_int_equal(json_count(json_get(root, "a")), 2);
	assert_int_equal(json_get_time(item, "b"), 1767323045);
	assert_true(json_get_bool(item, "c"));
	assert_int_equal(json_kind(json_get(root, "n")), JSON_KIND_NULL);
	assert_int_equal(json_kind(json_get(root, "x")), JSON_KIND_ABSENT);
	assert_null(json_get(json_get(json_get(root, "x"), "y"), "z"));
	assert_null(json_at(json_get(root, "a"), 9));
	assert_null(json_at(item, 0));
	assert_null(json_get(json_get(root, "a"), "b"));
	assert_int_equal(json_count(root), 0);
	assert_int_equal(json_get_time(item, "c"), 0);
	json_free(root);
}

static int
append(void *context, const char *key, const struct json *value)
{
	(void)value;
	buf_text(context, key);
	return strcmp(key, "stop") == 0 ? 7 : 0;
}

static void
members_come_in_the_order_of_the_text(void **state)
{
	int rc;
	struct json *root =
	    parse(TEXT("{\"z\":1,\"a\":2,\"stop\":3,\"b\":4}"), &rc);
	struct buf keys;

	(void)state;
	buf_init(&keys, 100);
	assert_int_equal(json_each(root, append, &keys), 7);
	assert_string_equal(keys.data, "zastop");
	assert_int_equal(json_each(NULL, append, &keys), 0);
	buf_done(&keys);
	json_free(root);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ill_formed_strings_are_repaired),
		cmocka_unit_test(numbers_that_fit_no_type_are_unknown),
		cmocka_unit_test(what_is_no_json_is_refused),
		cmocka_unit_test(depth_and_number_of_values_are_limited),
		cmocka_unit_test(size_is_limited),
		cmocka_unit_test(paths_into_nothing_give_nothing),
		cmocka_unit_test(members_come_in_the_order_of_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
