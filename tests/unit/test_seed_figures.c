#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "crawler/seed_figures.h"
#include "tests/unit/test.h"

#define NOW 1790000000 /* 2026-09-21T14:13:20Z */
#define PULL(when, who, as)                                            \
	"{\"mergedAt\":\"" when "\",\"authorAssociation\":\"" as "\"," \
	"\"author\":{\"__typename\":\"User\",\"login\":\"" who "\"}}"

enum {
	SEEDS = 6
};

static int
read_body(const char *body, struct crawl_seed_figures *figures,
    struct err_detail *detail)
{
	struct http_answer http = { .outcome = HTTP_ANSWERED,
		.status = 200,
		.body = body,
		.body_len = strlen(body) };

	headers_clear(&http.headers);
	(void)str_copy(http.headers.content_type,
	    sizeof(http.headers.content_type), "application/json");
	memset(figures, 0, SEEDS * sizeof(*figures));
	return seed_figures_read(&http, NOW, figures, SEEDS, detail);
}

static void
each_repository_gets_its_own_figures(void **state)
{
	static const char body[] =
	    "{\"data\":{"
	    "\"s0\":{\"nameWithOwner\":\"a/alive\",\"isMirror\":false,"
	    "\"isArchived\":false,\"stargazerCount\":1200,"
	    "\"pullRequests\":{\"nodes\":[" PULL("2026-09-01T00:00:00Z", "ann",
		"CONTRIBUTOR") "," PULL("2026-08-01T00:00:00Z", "ann",
		"CONTRIBUTOR") "," PULL("2026-07-01T00:00:00Z", "bob",
		"MEMBER") "," PULL("2024-01-01T00:00:00Z", "old",
		"NONE") ","
			"{\"mergedAt\":\"2026-09-01T00:00:00Z\",\"author\":"
			"{\"__typename\":\"Bot\",\"login\":\"dependabot\"}},"
			"{\"mergedAt\":\"2026-09-01T00:00:00Z\",\"author\":"
			"null}]}},"
			"\"s1\":{\"nameWithOwner\":\"b/"
			"mirror\",\"isMirror\":true,"
			"\"isArchived\":false,\"stargazerCount\":5,"
			"\"pullRequests\":{\"nodes\":[]}},"
			"\"s2\":{\"nameWithOwner\":\"c/"
			"shelved\",\"isMirror\":false,"
			"\"isArchived\":true,\"stargazerCount\":5,"
			"\"pullRequests\":{\"nodes\":[]}},"
			"\"s3\":null,"
			"\"s4\":{\"nameWithOwner\":\"new-owner/new-name\","
			"\"stargazerCount\":7,\"pullRequests\":{\"nodes\":[]}},"
			"\"s5\":null},\"errors\":["
			"{\"type\":\"NOT_FOUND\",\"path\":[\"s3\"],\"message\":"
			"\"x\"},"
			"{\"type\":\"FORBIDDEN\",\"path\":[\"s5\"],\"message\":"
			"\"x\"}]}";
	struct crawl_seed_figures figures[SEEDS];

	(void)state;
	assert_int_equal(read_body(body, figures, NULL), 0);
	assert_true(figures[0].is_known);
	assert_int_equal(figures[0].stars, 1200);
	assert_int_equal(figures[0].authors, 2);
	assert_int_equal(figures[0].outsiders, 1);
	assert_false(figures[0].at_least);
	assert_true(figures[1].is_mirror);
	assert_true(figures[2].is_archived);
	assert_true(figures[3].is_missing);
	assert_false(figures[3].is_known);
	assert_string_equal(figures[4].name, "new-owner/new-name");
	assert_false(figures[5].is_known);
	assert_false(figures[5].is_missing);
}

/* Types that no schema promises, numbers below nothing, names with escapes. */
static void
hostile_values_count_for_nothing(void **state)
{
	static const char body[] =
	    "{\"data\":{"
	    "\"s0\":{\"nameWithOwner\":\"a/\\u001b[2J\",\"isMirror\":\"yes\","
	    "\"isArchived\":1,\"stargazerCount\":-9223372036854775807,"
	    "\"pullRequests\":{\"nodes\":{\"0\":1}}},"
	    "\"s1\":{\"nameWithOwner\":7,\"stargazerCount\":\"many\","
	    "\"pullRequests\":[]},"
	    "\"s2\":{\"pullRequests\":{\"nodes\":[null,7,[],\"x\","
	    "{\"mergedAt\":7,\"author\":{\"__typename\":\"User\","
	    "\"login\":\"x\"}},"
	    "{\"mergedAt\":\"2026-09-01T00:00:00Z\",\"author\":"
	    "{\"__typename\":\"User\",\"login\":7}},"
	    "{\"mergedAt\":\"2026-09-01T00:00:00Z\",\"author\":"
	    "{\"__typename\":\"User\",\"login\":\"\"},"
	    "\"authorAssociation\":[]}]}},"
	    "\"s3\":7,\"s4\":\"x\",\"s5\":[]}}";
	struct crawl_seed_figures figures[SEEDS];

	(void)state;
	assert_int_equal(read_body(body, figures, NULL), 0);
	for (size_t i = 0; i < SEEDS; i++) {
		assert_string_equal(figures[i].name, "");
		assert_int_equal(figures[i].stars, 0);
		assert_in_range(figures[i].authors, 0, 1);
		assert_true(figures[i].outsiders <= figures[i].authors);
		assert_false(figures[i].is_mirror);
		assert_false(figures[i].is_archived);
	}
}

/* Whether a hundred pull requests reach back twelve months. */
static void
a_full_page_says_at_least(void **state)
{
	struct crawl_seed_figures figures[SEEDS];
	struct buf body;

	(void)state;
	buf_init(&body, 64 * 1024);
	buf_text(&body, "{\"data\":{\"s0\":{\"pullRequests\":{\"nodes\":[");
	for (int i = 0; i < 100; i++)
		buf_format(&body,
		    "%s{\"mergedAt\":\"2026-09-01T00:00:00Z\",\"author\":"
		    "{\"__typename\":\"User\",\"login\":\"u%d\"}}",
		    i > 0 ? "," : "", i);
	buf_text(&body, "]}}}}");
	assert_int_equal(read_body(body.data, figures, NULL), 0);
	assert_true(figures[0].at_least);
	assert_int_equal(figures[0].authors, 100);
	buf_done(&body);
}

static void
what_is_no_answer_is_told_and_leaves_figures_unknown(void **state)
{
	static const char *const bodies[] = { "", "{", "[]", "null",
		"{\"data\":null,\"errors\":[{\"message\":\"x\"}]}",
		"<html>502</html>" };
	static const struct {
		enum http_outcome outcome;
		int status;
		int rc;
	} cases[] = {
		{ HTTP_ANSWERED, 401, ERR_DENIED },
		{ HTTP_ANSWERED, 502, ERR_HTTP },
		{ HTTP_UNREACHABLE, 0, ERR_NET },
		{ HTTP_TIMED_OUT, 0, ERR_NET },
	};
	struct crawl_seed_figures figures[SEEDS];

	(void)state;
	for (size_t i = 0; i < COUNT(bodies); i++) {
		struct err_detail detail = { "" };

		assert_int_not_equal(read_body(bodies[i], figures, &detail), 0);
		assert_true(detail.text[0] != '\0');
		for (size_t k = 0; k < SEEDS; k++)
			assert_false(
			    figures[k].is_known || figures[k].is_missing);
	}
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err_detail detail = { "" };
		struct http_answer http = { .outcome = cases[i].outcome,
			.status = cases[i].status,
			.body = "{\"message\":\"Bad credentials\"}",
			.body_len = 29 };

		headers_clear(&http.headers);
		memset(figures, 0, sizeof(figures));
		assert_int_equal(seed_figures_read(&http, NOW, figures, SEEDS,
				     &detail),
		    cases[i].rc);
		assert_true(detail.text[0] != '\0');
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_repository_gets_its_own_figures),
		cmocka_unit_test(hostile_values_count_for_nothing),
		cmocka_unit_test(a_full_page_says_at_least),
		cmocka_unit_test(
		    what_is_no_answer_is_told_and_leaves_figures_unknown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
