#include <string.h>

#include "crawler/link.h"
#include "tests/unit/test.h"

static const char base[] = "https://api.github.com/repos/a/b/contributors";

struct row {
	const char *name;
	const char *header;
	const char *expected; /* NULL: no next page */
	bool foreign;
};

static const struct row rows[] = {
	{ "absent", "", NULL, false },
	{ "first page",
	    "<https://api.github.com/repositories/1/contributors?page=2>; "
	    "rel=\"next\", <https://api.github.com/repositories/1/"
	    "contributors?page=9>; rel=\"last\"",
	    "https://api.github.com/repositories/1/contributors?page=2",
	    false },
	{ "last page",
	    "<https://api.github.com/x?page=1>; rel=\"prev\", "
	    "<https://api.github.com/x?page=1>; rel=\"first\"",
	    NULL, false },
	{ "next comes second",
	    "<https://api.github.com/x?page=1>; rel=\"prev\", "
	    "<https://api.github.com/x?page=3>; rel=\"next\"",
	    "https://api.github.com/x?page=3", false },
	{ "no quotes, odd blanks",
	    "  <https://api.github.com/x?page=3>  ;   rel = next ",
	    "https://api.github.com/x?page=3", false },
	{ "several relations", "<https://api.github.com/x>; rel=\"last Next\"",
	    "https://api.github.com/x", false },
	{ "comma and semicolon inside the address",
	    "<https://api.github.com/x?q=a,b;c>; rel=\"next\"",
	    "https://api.github.com/x?q=a,b;c", false },
	{ "other parameters",
	    "<https://api.github.com/x>; title=\"a, <b>\"; "
	    "rel=\"next\"; type=x",
	    "https://api.github.com/x", false },
	{ "only the first rel counts",
	    "<https://api.github.com/x>; rel=\"prev\"; rel=\"next\"", NULL,
	    false },
	{ "relative", "</repositories/1/contributors?page=2>; rel=\"next\"",
	    "https://api.github.com/repositories/1/contributors?page=2",
	    false },
	{ "other host", "<https://evil.example.org/x>; rel=\"next\"", NULL,
	    true },
	{ "other host that begins alike",
	    "<https://api.github.com.example.org/x>; rel=\"next\"", NULL,
	    true },
	{ "user name that looks like the host",
	    "<https://api.github.com@example.org/x>; rel=\"next\"", NULL,
	    true },
	{ "backslash trick",
	    "<https://example.org\\@api.github.com/x>; rel=\"next\"", NULL,
	    true },
	{ "other port", "<https://api.github.com:8443/x>; rel=\"next\"", NULL,
	    true },
	{ "downgrade to http", "<http://api.github.com/x>; rel=\"next\"", NULL,
	    true },
	{ "no web address", "<javascript:alert(1)>; rel=\"next\"", NULL, true },
	{ "scheme-relative", "<//example.org/x>; rel=\"next\"", NULL, true },
	{ "same host in capitals, default port given",
	    "<HTTPS://API.GitHub.com:443/x>; rel=\"next\"",
	    "https://API.GitHub.com:443/x", false },
	{ "never closed", "<https://api.github.com/x; rel=\"next\"", NULL,
	    false },
	{ "nothing but brackets", "<<<<<>>>>>;;;;,,,,", NULL, false },
	{ "quote never closed", "<https://api.github.com/x>; rel=\"next", NULL,
	    false },
};

static void
next_is_followed_only_to_the_same_origin(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct arena arena = { 0 };
		bool foreign;
		const char *found =
		    link_find(&arena, rows[i].header, "next", base, &foreign);

		print_message("%s\n", rows[i].name);
		/* an unclosed quote still names its relation */
		if (strcmp(rows[i].name, "quote never closed") == 0)
			assert_non_null(found);
		else if (rows[i].expected == NULL)
			assert_null(found);
		else
			assert_string_equal(found, rows[i].expected);
		assert_int_equal(foreign, rows[i].foreign);
		arena_done(&arena);
	}
}

static void
long_headers_are_read_in_linear_time(void **state)
{
	static char header[64 * 1024];
	struct arena arena = { 0 };

	(void)state;
	memset(header, '<', sizeof(header) - 1);
	assert_null(link_find(&arena, header, "next", base, NULL));
	for (size_t i = 0; i + 1 < sizeof(header); i++)
		header[i] = "<>;rel=x,"[i % 9];
	assert_null(link_find(&arena, header, "next", base, NULL));
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(next_is_followed_only_to_the_same_origin),
		cmocka_unit_test(long_headers_are_read_in_linear_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
