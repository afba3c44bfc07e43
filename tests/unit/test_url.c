#include "crawler/url.h"
#include "tests/unit/test.h"

static void
origins_are_compared_whole(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{ "https://h/x", "https://h/y?z", true },
		{ "https://h", "https://h:443/", true },
		{ "https://h", "https://H/", true },
		{ "http://h", "https://h", false },
		{ "https://h", "https://h:444", false },
		{ "https://h", "https://h.org", false },
		{ "https://[::1]:1/", "https://[::1]:1/x", true },
		{ "https://h", "https://h@other", false },
		{ "https://h", "https://user@h", false },
		{ "https://h", "nonsense", false },
		{ "", "", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		print_message("%s %s\n", rows[i].a, rows[i].b);
		assert_int_equal(url_same_origin(rows[i].a, rows[i].b),
		    rows[i].same);
	}
}

static void
tokens_go_over_https_or_to_this_machine(void **state)
{
	static const struct {
		const char *url;
		bool safe, loopback;
	} rows[] = {
		{ "https://api.github.com", true, false },
		{ "http://api.github.com", false, false },
		{ "http://127.0.0.1:8080", true, true },
		{ "http://127.1.2.3", true, true },
		{ "http://127.0.0.1.example.org", false, false },
		{ "http://127.example.org", false, false },
		{ "http://localhost:1/x", true, true },
		{ "http://localhost.example.org", false, false },
		{ "http://[::1]:80/", true, true },
		{ "http://127.0.0.1@example.org", false, false },
		{ "ftp://127.0.0.1", false, false },
		{ "file:///etc/passwd", false, false },
		{ "", false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		print_message("%s\n", rows[i].url);
		assert_int_equal(url_is_safe(rows[i].url), rows[i].safe);
		assert_int_equal(url_is_loopback(rows[i].url),
		    rows[i].loopback);
	}
}

static void
parts_are_told_apart(void **state)
{
	struct arena arena = { 0 };
	struct url url;

	(void)state;
	assert_ok(url_parse("HTTPS://Example.ORG/a/b?c=d", &arena, &url));
	assert_string_equal(url.scheme, "https");
	assert_string_equal(url.host, "example.org");
	assert_string_equal(url.port, "443");
	assert_string_equal(url.path, "/a/b");
	assert_string_equal(url.query, "c=d");
	assert_int_equal(url_parse("/a/b", &arena, &url), ERR_PARSE);
	assert_int_equal(url_parse("https://u:p@example.org", &arena, &url),
	    ERR_PARSE);
	arena_done(&arena);
}

static void
references_are_joined_to_their_page(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(url_join(&arena, "https://h/a/b?c", "d"),
	    "https://h/a/d");
	assert_string_equal(url_join(&arena, "https://h/a", "/z?q=1"),
	    "https://h/z?q=1");
	assert_string_equal(url_join(&arena, "https://h/a", "https://o/"),
	    "https://o/");
	assert_null(url_join(&arena, "https://h/a", "mailto:x@example.org"));
	assert_null(url_join(&arena, "https://h/a", "https://me:pw@h/b"));
	assert_null(url_join(&arena, "https://h/a", "//me@h/b"));
	assert_string_equal(url_escape(&arena, "a b/c\xC3\xA4%?#"),
	    "a%20b/c%C3%A4%25%3F%23");
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(origins_are_compared_whole),
		cmocka_unit_test(tokens_go_over_https_or_to_this_machine),
		cmocka_unit_test(parts_are_told_apart),
		cmocka_unit_test(references_are_joined_to_their_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
