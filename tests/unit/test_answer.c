#include <string.h>

#include "base/str.h"
#include "crawler/answer.h"
#include "tests/unit/test.h"

#define JSON "application/json; charset=utf-8"

struct row {
	const char *name;
	enum answer_class expected;
	int status;
	const char *type; /* content type */
	const char *body;
	int64_t remaining; /* -1: no such header */
	int64_t retry_after;
};

static struct http_answer
answer_of(const struct row *row)
{
	struct http_answer http = { .outcome = HTTP_ANSWERED,
		.status = row->status,
		.body = row->body,
		.body_len = strlen(row->body) };

	headers_clear(&http.headers);
	http.headers.remaining = row->remaining;
	http.headers.retry_after_s = row->retry_after;
	(void)str_copy(http.headers.content_type,
	    sizeof(http.headers.content_type), row->type);
	return http;
}

static void
check(const struct row *rows, size_t n, bool is_graphql)
{
	for (size_t i = 0; i < n; i++) {
		struct http_answer http = answer_of(&rows[i]);
		struct answer answer;

		print_message("%s\n", rows[i].name);
		answer_read(&http, is_graphql, &answer);
		assert_string_equal(answer_name(answer.class),
		    answer_name(rows[i].expected));
		answer_done(&answer);
	}
}

#define SECONDARY_TEXT                                                     \
	"{\"message\":\"You have exceeded a secondary rate limit. Please " \
	"wait a few minutes before you try again.\"}"

static const struct row rest[] = {
	{ "a page", ANSWER_FINE, 200, JSON, "[]", 4999, -1 },
	{ "304", ANSWER_UNCHANGED, 304, "", "", 4999, -1 },
	{ "204: empty repository", ANSWER_EMPTY, 204, "", "", 4999, -1 },
	{ "409: empty repository", ANSWER_EMPTY, 409, JSON,
	    "{\"message\":\"Git Repository is empty.\"}", 4999, -1 },
	{ "202: being computed", ANSWER_PENDING, 202, JSON, "{}", 4999, -1 },
	{ "primary, 403", ANSWER_PRIMARY, 403, JSON,
	    "{\"message\":\"API rate limit exceeded for user ID 1.\"}", 0, -1 },
	{ "primary, 429", ANSWER_PRIMARY, 429, JSON, "{}", 0, -1 },
	{ "primary by its words alone", ANSWER_PRIMARY, 403, JSON,
	    "{\"message\":\"API rate limit exceeded\"}", -1, -1 },
	/* pitfall 1: no headers, or points left, and still no refusal */
	{ "secondary without headers", ANSWER_SECONDARY, 403, JSON,
	    SECONDARY_TEXT, -1, -1 },
	{ "secondary with points left", ANSWER_SECONDARY, 403, JSON,
	    SECONDARY_TEXT, 4000, 60 },
	{ "secondary with no points left", ANSWER_SECONDARY, 429, JSON,
	    SECONDARY_TEXT, 0, -1 },
	{ "secondary by the end of its words", ANSWER_SECONDARY, 403, JSON,
	    "{\"message\":\"Slow. Please retry your request again later.\"}",
	    -1, -1 },
	/* pitfall 5: the address of the documentation has changed */
	{ "secondary by its documentation", ANSWER_SECONDARY, 403, JSON,
	    "{\"message\":\"x\",\"documentation_url\":\"https://docs/rest/"
	    "overview#secondary-rate-limits\"}",
	    10, -1 },
	{ "secondary by its old documentation", ANSWER_SECONDARY, 403, JSON,
	    "{\"message\":\"x\",\"documentation_url\":\"https://developer/"
	    "v3/#abuse-rate-limits\"}",
	    10, -1 },
	{ "429 in HTML", ANSWER_SECONDARY, 429, "text/html", "<p>slow</p>", -1,
	    -1 },
	{ "403 that says when to come back", ANSWER_SECONDARY, 403, JSON,
	    "{\"message\":\"x\"}", 100, 30 },
	/* 403s that are no limit */
	{ "contributor list too large", ANSWER_LIST_TOO_LARGE, 403, JSON,
	    "{\"message\":\"The history or contributor list is too large to "
	    "list contributors for this repository via the API.\"}",
	    4000, -1 },
	{ "IP allow list", ANSWER_FORBIDDEN, 403, JSON,
	    "{\"message\":\"Although you appear to have the correct "
	    "authorization credentials, the `x` organization has an IP allow "
	    "list enabled\"}",
	    4000, -1 },
	{ "token lifetime policy", ANSWER_FORBIDDEN, 403, JSON,
	    "{\"message\":\"The 'x' organization forbids access via a "
	    "fine-grained personal access tokens if the token's lifetime is "
	    "greater than 366 days.\"}",
	    4000, -1 },
	{ "blocked repository", ANSWER_FORBIDDEN, 403, JSON,
	    "{\"message\":\"Repository access blocked\",\"block\":{\"reason\":"
	    "\"tos\"}}",
	    4000, -1 },
	/* it may have been a limit: no refusal for good */
	{ "403 in broken words", ANSWER_MALFORMED, 403, JSON,
	    "{\"message\":\"You have exc", 4000, -1 },
	{ "403 in broken words, no points", ANSWER_PRIMARY, 403, JSON,
	    "{\"message\":\"API ra", 0, -1 },
	{ "DMCA", ANSWER_FORBIDDEN, 451, JSON,
	    "{\"message\":\"Repository access blocked\"}", 4000, -1 },
	{ "not found", ANSWER_GONE, 404, JSON, "{\"message\":\"Not Found\"}",
	    4000, -1 },
	{ "gone", ANSWER_GONE, 410, JSON, "{}", 4000, -1 },
	{ "bad credentials", ANSWER_DENIED, 401, JSON,
	    "{\"message\":\"Bad credentials\"}", -1, -1 },
	{ "401 in other words", ANSWER_UNSURE, 401, JSON,
	    "{\"message\":\"Requires authentication\"}", -1, -1 },
	{ "end of pages", ANSWER_END, 422, JSON,
	    "{\"message\":\"In order to keep the API fast for everyone, "
	    "pagination is limited for this resource.\"}",
	    4000, -1 },
	{ "our mistake", ANSWER_INVALID, 422, JSON,
	    "{\"message\":\"Validation Failed\"}", 4000, -1 },
	{ "unknown version", ANSWER_INVALID, 400, JSON, "{}", 4000, -1 },
	{ "500", ANSWER_SERVER_ERROR, 500, JSON, "{}", -1, -1 },
	/* pitfall 6: HTML with 502 */
	{ "unicorn", ANSWER_SERVER_ERROR, 502, "text/html",
	    "<title>Unicorn! &middot; GitHub</title>", -1, -1 },
	{ "503", ANSWER_SERVER_ERROR, 503, "text/html", "", -1, -1 },
	{ "HTML with 200", ANSWER_MALFORMED, 200, "text/html", "<html>", -1,
	    -1 },
	{ "JSON that ends early", ANSWER_MALFORMED, 200, JSON, "[{\"a\":", -1,
	    -1 },
	{ "no body with 200", ANSWER_MALFORMED, 200, JSON, "", -1, -1 },
	{ "a status nobody expects", ANSWER_MALFORMED, 206, JSON, "[]", -1,
	    -1 },
};

static const struct row graphql[] = {
	{ "data", ANSWER_FINE, 200, JSON, "{\"data\":{}}", 4999, -1 },
	{ "data beside errors is kept", ANSWER_FINE, 200, JSON,
	    "{\"data\":{\"p0\":null},\"errors\":[{\"type\":\"NOT_FOUND\","
	    "\"path\":[\"p0\"],\"message\":\"x\"}]}",
	    4999, -1 },
	/* pitfall 2: a limit in a 200, under either name */
	{ "RATE_LIMITED", ANSWER_PRIMARY, 200, JSON,
	    "{\"errors\":[{\"type\":\"RATE_LIMITED\",\"message\":\"x\"}]}", 0,
	    -1 },
	{ "RATE_LIMIT, points left", ANSWER_PRIMARY, 200, JSON,
	    "{\"errors\":[{\"type\":\"RATE_LIMIT\",\"code\":\"graphql_rate_"
	    "limit\",\"message\":\"API rate limit already exceeded for user "
	    "ID 1.\"}]}",
	    4000, -1 },
	{ "a limit without a type", ANSWER_PRIMARY, 200, JSON,
	    "{\"errors\":[{\"message\":\"API rate limit already exceeded for "
	    "user ID 1\"}]}",
	    -1, -1 },
	{ "secondary in a 200", ANSWER_SECONDARY, 200, JSON,
	    "{\"errors\":[{\"message\":\"You have exceeded a secondary rate "
	    "limit\"}]}",
	    4000, -1 },
	{ "a limit beside data", ANSWER_PRIMARY, 200, JSON,
	    "{\"data\":{\"p0\":null},\"errors\":[{\"type\":\"RATE_LIMITED\","
	    "\"message\":\"x\"}]}",
	    0, -1 },
	{ "secondary, 403", ANSWER_SECONDARY, 403, JSON, SECONDARY_TEXT, 4000,
	    -1 },
	{ "a 500 in disguise", ANSWER_SHRINK, 200, JSON,
	    "{\"errors\":[{\"message\":\"Something went wrong while executing "
	    "your query. Please include `X` when reporting this issue.\"}]}",
	    4000, -1 },
	{ "timeout in words", ANSWER_SHRINK, 200, JSON,
	    "{\"errors\":[{\"message\":\"We couldn't respond to your request "
	    "in time.\"}]}",
	    4000, -1 },
	{ "resource limits", ANSWER_SHRINK, 200, JSON,
	    "{\"data\":null,\"errors\":[{\"type\":\"RESOURCE_LIMITS_EXCEEDED\""
	    ",\"message\":\"x\"}]}",
	    4000, -1 },
	{ "too many nodes", ANSWER_SHRINK, 200, JSON,
	    "{\"errors\":[{\"type\":\"MAX_NODE_LIMIT_EXCEEDED\",\"message\":"
	    "\"x\"}]}",
	    4000, -1 },
	{ "no data, no errors", ANSWER_SHRINK, 200, JSON, "{\"data\":null}",
	    4000, -1 },
	{ "an empty object", ANSWER_SHRINK, 200, JSON, "{}", 4000, -1 },
	{ "502", ANSWER_SHRINK, 502, "text/html", "<html>", -1, -1 },
	{ "504", ANSWER_SHRINK, 504, JSON, "{}", -1, -1 },
	{ "503 is no matter of size", ANSWER_SERVER_ERROR, 503, JSON, "{}", -1,
	    -1 },
	{ "a field that this server has not", ANSWER_INVALID, 200, JSON,
	    "{\"errors\":[{\"message\":\"Field 'x' doesn't exist on type "
	    "'User'\"}]}",
	    4000, -1 },
	{ "scopes", ANSWER_FORBIDDEN, 200, JSON,
	    "{\"errors\":[{\"type\":\"INSUFFICIENT_SCOPES\",\"message\":\"x\"}"
	    "]}",
	    4000, -1 },
};

static void
rest_answers_are_told_apart(void **state)
{
	(void)state;
	check(rest, COUNT(rest), false);
}

static void
graphql_answers_are_told_apart(void **state)
{
	(void)state;
	check(graphql, COUNT(graphql), true);
}

static void
broken_transport_has_classes_too(void **state)
{
	static const struct {
		enum http_outcome outcome;
		enum answer_class rest, graphql;
	} rows[] = {
		{ HTTP_TIMED_OUT, ANSWER_TIMEOUT, ANSWER_SHRINK },
		{ HTTP_UNREACHABLE, ANSWER_UNREACHABLE, ANSWER_UNREACHABLE },
		{ HTTP_BROKEN, ANSWER_UNREACHABLE, ANSWER_UNREACHABLE },
		{ HTTP_OVERSIZE, ANSWER_MALFORMED, ANSWER_SHRINK },
		{ HTTP_FOREIGN_REDIRECT, ANSWER_MALFORMED, ANSWER_UNREACHABLE },
		{ HTTP_BAD_REDIRECT, ANSWER_MALFORMED, ANSWER_UNREACHABLE },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct http_answer http = { .outcome = rows[i].outcome,
			.error = "x" };
		struct answer answer;

		answer_read(&http, false, &answer);
		assert_int_equal(answer.class, rows[i].rest);
		answer_read(&http, true, &answer);
		assert_int_equal(answer.class, rows[i].graphql);
	}
}

static void
only_limits_stop_the_token(void **state)
{
	(void)state;
	for (int i = 0; i < ANSWER_CLASSES; i++) {
		enum rate_verdict verdict =
		    answer_verdict((enum answer_class)i);

		assert_true((verdict == RATE_PRIMARY) == (i == ANSWER_PRIMARY));
		assert_true(
		    (verdict == RATE_SECONDARY) == (i == ANSWER_SECONDARY));
		assert_non_null(answer_name((enum answer_class)i));
	}
	/* a refusal is no trouble: nothing is slowed down by it */
	assert_int_equal(answer_verdict(ANSWER_FORBIDDEN), RATE_FINE);
	assert_int_equal(answer_verdict(ANSWER_GONE), RATE_FINE);
}

static void
endless_error_bodies_are_not_read(void **state)
{
	static char body[100 * 1024];
	struct http_answer http = { .outcome = HTTP_ANSWERED,
		.status = 403,
		.body = body,
		.body_len = sizeof(body) - 1 };
	struct answer answer;

	(void)state;
	headers_clear(&http.headers);
	(void)str_copy(http.headers.content_type,
	    sizeof(http.headers.content_type), JSON);
	memset(body, ' ', sizeof(body) - 1);
	memcpy(body, SECONDARY_TEXT, strlen(SECONDARY_TEXT));
	answer_read(&http, false, &answer);
	assert_int_equal(answer.class, ANSWER_FORBIDDEN);
	assert_string_equal(answer.message, "status 403");
	answer_done(&answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rest_answers_are_told_apart),
		cmocka_unit_test(graphql_answers_are_told_apart),
		cmocka_unit_test(broken_transport_has_classes_too),
		cmocka_unit_test(only_limits_stop_the_token),
		cmocka_unit_test(endless_error_bodies_are_not_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
