#include <string.h>

#include "crawler/header.h"
#include "tests/unit/test.h"

static void
add(struct headers *headers, const char *line)
{
	headers_add(headers, line, strlen(line));
}

static void
known_headers_are_kept(void **state)
{
	struct headers h;

	(void)state;
	headers_clear(&h);
	add(&h, "X-RateLimit-Limit: 5000\r\n");
	add(&h, "x-ratelimit-remaining:4999\r\n");
	add(&h, "X-RATELIMIT-RESET:   1790000000  \r\n");
	add(&h, "x-ratelimit-resource: graphql");
	add(&h, "ETag: W/\"abc\"\r\n");
	add(&h, "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
	add(&h, "Retry-After: 30\r\n");
	add(&h, "X-Unknown: x\r\n");
	assert_int_equal(h.limit, 5000);
	assert_int_equal(h.remaining, 4999);
	assert_int_equal(h.reset, 1790000000);
	assert_string_equal(h.resource, "graphql");
	assert_string_equal(h.etag, "W/\"abc\"");
	assert_int_equal(h.date, 784111777);
	assert_int_equal(h.retry_after_s, 30);
	assert_int_equal(h.retry_at, -1);
	assert_int_equal(h.used, -1);
}

static void
ill_formed_values_are_absent(void **state)
{
	static const char *const lines[] = { "x-ratelimit-remaining: -1",
		"x-ratelimit-remaining: 12x", "x-ratelimit-remaining:",
		"x-ratelimit-remaining: 99999999999999999999999",
		"x-ratelimit-remaining", ": 5", "x-ratelimit-remaining: 0x10",
		"x-ratelimit-remaining: 1.5" };

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct headers h;

		headers_clear(&h);
		add(&h, lines[i]);
		print_message("%s\n", lines[i]);
		assert_int_equal(h.remaining, -1);
	}
}

static void
a_validator_too_long_to_keep_is_dropped_whole(void **state)
{
	struct headers h;
	char line[600];

	(void)state;
	headers_clear(&h);
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	memcpy(line, "etag: ", 6);
	add(&h, line);
	assert_string_equal(h.etag, "");
}

static void
a_header_of_any_length_is_harmless(void **state)
{
	static char line[100000];
	struct headers h;

	(void)state;
	headers_clear(&h);
	memset(line, 'a', sizeof(line));
	headers_add(&h, line, sizeof(line));
	memcpy(line, "link: ", 6);
	headers_add(&h, line, sizeof(line));
	assert_string_equal(h.link, "");
	headers_add(&h, "etag: a\0b", 9);
	assert_string_equal(h.etag, "");
	headers_add(&h, "", 0);
}

static void
dates_have_one_form(void **state)
{
	static const struct {
		const char *text;
		int64_t expected;
	} rows[] = {
		{ "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
		{ "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
		{ "Sunday, 06-Nov-94 08:49:37 GMT", -1 },
		{ "Sun, 06 Nov 1994 08:49:37 UTC", -1 },
		{ "Sun, 06 Xov 1994 08:49:37 GMT", -1 },
		{ "Sun, 06 anF 1994 08:49:37 GMT", -1 },
		{ "Sun, 99 Nov 1994 08:49:37 GMT", -1 },
		{ "Sun, 06 Nov 1994 28:49:37 GMT", -1 },
		{ "", -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		print_message("%s\n", rows[i].text);
		assert_int_equal(header_date(rows[i].text), rows[i].expected);
	}
}

static void
retry_after_may_be_a_date(void **state)
{
	struct headers h;

	(void)state;
	headers_clear(&h);
	add(&h, "retry-after: Sun, 06 Nov 1994 08:49:37 GMT");
	assert_int_equal(h.retry_after_s, -1);
	assert_int_equal(h.retry_at, 784111777);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_headers_are_kept),
		cmocka_unit_test(ill_formed_values_are_absent),
		cmocka_unit_test(a_validator_too_long_to_keep_is_dropped_whole),
		cmocka_unit_test(a_header_of_any_length_is_harmless),
		cmocka_unit_test(dates_have_one_form),
		cmocka_unit_test(retry_after_may_be_a_date),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
