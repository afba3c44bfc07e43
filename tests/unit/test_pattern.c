#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "signals/pattern.h"
#include "tests/unit/test.h"

enum {
	BYTES = 64 * 1024
};

static void
note(void *ctx, uint32_t list)
{
	uint32_t *seen = ctx;

	*seen |= 1u << list;
}

/* The lists found, as bits. */
static uint32_t
scan(struct patterns *patterns, const char *text, size_t len)
{
	uint32_t seen = 0;

	(void)patterns_scan(patterns, text, len, note, &seen);
	return seen;
}

static struct patterns *
make(const char *pattern)
{
	struct patterns *patterns = patterns_new();
	struct err_detail detail = { "" };

	assert_non_null(patterns);
	if (patterns_add(patterns, pattern, 1, &detail) < 0)
		fail_msg("%s", detail.text);
	return patterns;
}

static void
patterns_match_as_written(void **state)
{
	static const struct {
		const char *pattern;
		const char *text;
		bool found;
	} rows[] = {
		{ "\\bGo (?:code|service)\\b", "written as a Go service",
		    true },
		{ "\\bGo (?:code|service)\\b", "they go service it", false },
		{ "(?i)\\brest[- ]api\\b", "a REST API", true },
		{ "(?i:written in )Go\\b", "WRITTEN IN Go", true },
		{ "(?i:written in )Go\\b", "WRITTEN IN GO", false },
		{ "ab{2}c", "xabbc", true },
		{ "a{2}", "aa", true },
		{ "colou?r", "color", true },
		{ "x*y", "y", true },
		{ "\\x41bc", "Abc", true },
		{ "foo|bar", "a bar", true },
		{ "(foo|bar)baz", "a barbaz", true },
		{ "[Aa]pache", "Apache", true },
		{ "\\.net", ".net", true },
		{ "(?x) a b c", "abc", true },
		{ "^b", "a\nb", true },
		{ "a.*z", "a\nz", false },
		{ "\\p{Lu}n",
		    "\xC3\x9C"
		    "n",
		    true },
		{ "k", "K", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct patterns *patterns = make(rows[i].pattern);

		print_message("%s\n", rows[i].pattern);
		assert_int_equal(scan(patterns, rows[i].text,
				     strlen(rows[i].text)),
		    rows[i].found ? 2 : 0);
		patterns_free(patterns);
	}
}

static void
faults_are_explained(void **state)
{
	static const char *const bad[] = { "(", "a**", "[z-a]", "\\C",
		"(?<n>a)(?<n>b)" };
	struct patterns *patterns = patterns_new();
	char long_pattern[PATTERN_LEN + 2];

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct err_detail detail = { "" };

		assert_int_equal(patterns_add(patterns, bad[i], 1, &detail),
		    ERR_PARSE);
		assert_non_null(strstr(detail.text, "offset"));
	}
	memset(long_pattern, 'a', sizeof(long_pattern));
	long_pattern[sizeof(long_pattern) - 1] = '\0';
	assert_int_equal(patterns_add(patterns, long_pattern, 1, NULL),
	    ERR_PARSE);
	assert_int_equal(scan(patterns, "aaa", 3), 0);
	patterns_free(patterns);
	patterns_free(NULL);
}

static void
long_lines_are_seen_in_pieces(void **state)
{
	struct patterns *patterns = make("needle\\b");
	char *text = malloc(BYTES);

	(void)state;
	memset(text, 'x', BYTES);
	for (size_t i = 40; i < BYTES; i += 41)
		text[i] = ' ';
	assert_int_equal(scan(patterns, text, BYTES), 0);
	memcpy(text + 50000, " needle ", 8);
	assert_int_equal(scan(patterns, text, BYTES), 2);
	patterns_free(patterns);
	free(text);
}

static void
broken_bytes_match_nothing(void **state)
{
	static const char text[] = "\xC3 ok\xFF\0more";
	struct patterns *patterns = make("ok");

	(void)state;
	assert_int_equal(scan(patterns, text, sizeof(text) - 1), 2);
	patterns_free(patterns);
}

/* The worst known inputs of such patterns come to an end, which takes ages
 * without the limits; no time is asserted. */
static void
every_pattern_comes_to_an_end(void **state)
{
	static const char *const patterns[] = { "(?:a|b)+[xy]", "(a+)+$",
		"(a|a)*c", "(.*)*x", "a*a*a*a*a*c", "((a{0,99}){0,9}){0,9}z",
		"(?=(a+))a*b\\1", "^(([a-z])+.)+[A-Z]([a-z])+$" };
	char *text = malloc(BYTES);

	(void)state;
	memset(text, 'a', BYTES);
	for (size_t i = 0; i < COUNT(patterns); i++) {
		struct patterns *set = patterns_new();

		if (patterns_add(set, patterns[i], 1, NULL) == 0)
			(void)scan(set, text, BYTES);
		patterns_free(set);
	}
	free(text);
}

static void
what_is_given_up_is_counted(void **state)
{
	struct patterns *patterns = make("(a+)+$");
	char *text = malloc(BYTES);
	uint32_t seen = 0;

	(void)state;
	memset(text, 'a', BYTES);
	text[BYTES - 1] = 'b';
	for (size_t i = 500; i < BYTES; i += 500)
		text[i] = '!';
	assert_true(patterns_scan(patterns, text, BYTES, note, &seen) > 0);
	patterns_free(patterns);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(patterns_match_as_written),
		cmocka_unit_test(faults_are_explained),
		cmocka_unit_test(long_lines_are_seen_in_pieces),
		cmocka_unit_test(broken_bytes_match_nothing),
		cmocka_unit_test(every_pattern_comes_to_an_end),
		cmocka_unit_test(what_is_given_up_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
