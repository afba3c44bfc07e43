/* Queries that are refused say where and what was expected. */
#include <string.h>

#include "base/buf.h"
#include "store/query/query_internal.h"
#include "tests/unit/test.h"

/* Letters of two bytes. */
#define EIGHT "\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9"

enum {
	NOW = 1790000000
};

static bool
find_skill(void *context, const char *name, const char **ret_id)
{
	(void)context;
	if (strcmp(name, "k8s") != 0 && strcmp(name, "kubernetes") != 0)
		return false;
	*ret_id = "kubernetes";
	return true;
}

static bool
find_place(void *context, const char *name, int64_t *ret_place)
{
	(void)context;
	*ret_place = 11;
	return strcmp(name, "berlin") == 0;
}

static const char *
nearest(void *context, const char *kind, const char *name)
{
	(void)context;
	(void)name;
	return strcmp(kind, "skill") == 0 ? "kubernetes" : NULL;
}

static const struct vocabulary vocabulary = { .skill = find_skill,
	.place = find_place,
	.nearest = nearest };

static int
parse(const char *text, struct query **ret_query, struct err_detail *detail)
{
	return query_parse(text, &vocabulary, NOW, ret_query, detail);
}

static void
malformed_queries_are_marked(void **state)
{
	static const struct {
		const char *query;
		const char *detail;
	} cases[] = {
		{ "lnag:go kafka",
		    "query: column 1: unknown field \"lnag\"; the nearest is "
		    "\"lang\"\n  lnag:go kafka\n  ^" },
		{ "kafka signal.revew:0.5",
		    "query: column 7: unknown field \"signal.revew\"; the "
		    "nearest is \"signal.review\"\n"
		    "  kafka signal.revew:0.5\n        ^" },
		{ "std::mutex",
		    "query: column 1: unknown field \"std\"; the nearest is "
		    "\"seed\"\n  std::mutex\n  ^" },
		{ "qqqqqq:1",
		    "query: column 1: unknown field \"qqqqqq\"; text with a "
		    "colon needs quotes\n  qqqqqq:1\n  ^" },
		{ "score:abc",
		    "query: column 7: score: expected a number or a range such "
		    "as 50..500, 50.. or ..500\n  score:abc\n        ^" },
		{ "score:..",
		    "query: column 7: score: expected a number or a range such "
		    "as 50..500, 50.. or ..500\n  score:..\n        ^" },
		{ "signal.review:5",
		    "query: column 15: signal.review: expected a number from 0 "
		    "to 1 or a range such as 0.5..\n  signal.review:5\n"
		    "                ^" },
		{ "band:F",
		    "query: column 6: band: expected a band A to E, a range "
		    "such as B.. (B or better), or none\n  band:F\n       ^" },
		{ "skill:k9s",
		    "query: column 7: skill: no such skill is known; the "
		    "nearest is \"kubernetes\"\n  skill:k9s\n        ^" },
		{ "loc:bern",
		    "query: column 5: loc: no such place is known; blanks in "
		    "a name are written as hyphens\n"
		    "  loc:bern\n      ^" },
		{ "lang: go",
		    "query: column 6: a value must follow the colon directly\n"
		    "  lang: go\n       ^" },
		{ "\"open",
		    "query: column 1: the quote is never closed\n  \"open\n  "
		    "^" },
		{ "a*b",
		    "query: column 2: a * stands only at the end of a word\n"
		    "  a*b\n   ^" },
		{ "lang:go,*,java",
		    "query: column 9: a * stands only at the end of a word\n"
		    "  lang:go,*,java\n          ^" },
		{ "(go kafka",
		    "query: column 1: the parenthesis is never closed\n"
		    "  (go kafka\n  ^" },
		{ "go )",
		    "query: column 4: no parenthesis is open here\n  go )\n"
		    "     ^" },
		{ "()",
		    "query: column 1: nothing stands between the parentheses\n"
		    "  ()\n  ^" },
		{ "go OR",
		    "query: column 6: a condition is missing here\n  go OR\n"
		    "       ^" },
		{ "not",
		    "query: column 4: a condition is missing here\n  not\n"
		    "     ^" },
		{ "go OR sort:score",
		    "query: column 7: a condition is missing on one side of "
		    "OR\n  go OR sort:score\n        ^" },
		{ "role:a role:b",
		    "query: column 8: role: is given twice\n  role:a role:b\n"
		    "         ^" },
		{ "not role:a",
		    "query: column 5: role: stands for the whole query: not "
		    "inside parentheses or not\n  not role:a\n      ^" },
		{ "sort:foo",
		    "query: column 6: sort: expected score, recent, followers, "
		    "stars, prs, reviews, since or signal.NAME\n  sort:foo\n"
		    "       ^" },
		{ "@mine go",
		    "query: column 1: no search is saved as \"mine\"\n"
		    "  @mine go\n  ^" },
		{ "@" EIGHT EIGHT EIGHT EIGHT EIGHT,
		    "query: column 1: no search is saved as \"" EIGHT EIGHT
			EIGHT EIGHT EIGHT
		    "\"\n  @" EIGHT EIGHT EIGHT EIGHT EIGHT "\n  ^" },
		{ "active:3q",
		    "query: column 8: active: expected a time span such as 12m "
		    "or 30d, a date such as 2026-01-31, or a range of them\n"
		    "  active:3q\n         ^" },
		{ "hireable:maybe",
		    "query: column 10: hireable: expected yes or no\n"
		    "  hireable:maybe\n           ^" },
		{ "contact:mail",
		    "query: column 9: contact: expected linkedin, website, "
		    "social or none\n  contact:mail\n          ^" },
		{ "status:fit",
		    "query: column 8: status: expected new, shortlisted, "
		    "not-a-fit, contacted, replied, applicant, hired or "
		    "declined\n  status:fit\n         ^" },
		{ "&&",
		    "query: column 1: no letter or digit to search for\n"
		    "  &&\n  ^" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err_detail detail = { "" };
		struct query *query = NULL;

		assert_int_equal(parse(cases[i].query, &query, &detail),
		    ERR_PARSE);
		assert_string_equal(detail.text, cases[i].detail);
		assert_null(query);
	}
}

static void
well_formed_queries_are_taken(void **state)
{
	static const char *const cases[] = { "", "   ", "go", "GO AND kafka",
		"go or kafka", "(go)", "((go kafka) OR not rust)", "-go",
		"not -go", "\"distributed lock\"", "\"distri\"*", "kafka*",
		"role:data-intensive lang:go loc:berlin skill:k8s "
		"followers:50..500 score:70.. repo:redis/redis hireable:yes "
		"not company:acme (\"distributed lock\" OR idempotent) "
		"status:new sort:score",
		"band:B..", "band:..C", "band:A,B", "band:none", "band:-",
		"loc:unknown", "loc:remote", "active:12m", "active:unknown",
		"since:2026-01-01", "since:2026-01-01..2026-02-01", "due:7d",
		"lang:go,rust", "lang:\"Jupyter Notebook\"", "LANG:Go",
		"score:>=70", "score:>70", "score:<70", "followers:1k..2.5k",
		"coverage:60%..", "coverage:0.6..", "signal.merged_work:0.5..",
		"contact:none", "owner:none", "tag:warm*", "lang:go*,ru*,java",
		"flag:out", "known:yes", "seed:golang/go", "repo:redis/*",
		"involvement:regular..maintainer", "involvement:founder",
		"go sort:recent role:x OR rust", "c++ c# node.js",
		"\xE2\x80\x9C(pasted)\xE2\x80\x9D go", "go\n\tkafka",
		"\"a:b\"" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err_detail detail = { "" };
		struct query *query = NULL;

		if (parse(cases[i], &query, &detail) != 0)
			fail_msg("%s: %s", cases[i], detail.text);
		query_free(query);
	}
}

static void
role_and_sort_are_settings(void **state)
{
	struct query *query;

	(void)state;
	assert_int_equal(parse("go", &query, NULL), 0);
	assert_null(query_role(query));
	assert_int_equal(query->root->kind, NODE_LEAF);
	query_free(query);
	assert_int_equal(parse("role:api go sort:signal.review", &query, NULL),
	    0);
	assert_string_equal(query_role(query), "api");
	assert_int_equal(query->sort, SORT_SIGNAL);
	assert_int_equal(query->sort_family, FAMILY_REVIEW);
	assert_int_equal(query->root->kind, NODE_LEAF);
	query_free(query);
	assert_int_equal(parse("role:api", &query, NULL), 0);
	assert_int_equal(query->root->kind, NODE_ALL);
	query_free(query);
}

static void
cheap_conditions_are_tested_first(void **state)
{
	struct query *query;

	(void)state;
	assert_int_equal(parse("kafka lang:go score:70..", &query, NULL), 0);
	assert_int_equal(query->root->kind, NODE_AND);
	assert_int_equal(query->root->children[0]->cost, COST_TEXTS);
	assert_int_equal(query->root->by_cost[0]->cost, COST_CARD);
	assert_int_equal(query->root->by_cost[1]->cost, COST_TERM);
	assert_int_equal(query->root->by_cost[2]->cost, COST_TEXTS);
	/* For sets the postings come first. */
	assert_string_equal(query->root->by_set_cost[0]->source,
	    "kafka lang:go score:70..");
	assert_string_equal(query->root->by_set_cost[1]->source,
	    "lang:go score:70..");
	assert_string_equal(query->root->by_set_cost[2]->source, "score:70..");
	query_free(query);
}

static void
limits_are_kept(void **state)
{
	struct err_detail detail = { "" };
	struct query *query;
	struct buf text;

	(void)state;
	buf_init(&text, 100000);
	for (int i = 0; i < 60; i++)
		buf_text(&text, "(");
	buf_text(&text, "go");
	for (int i = 0; i < 60; i++)
		buf_text(&text, ")");
	assert_int_equal(parse(text.data, &query, &detail), ERR_PARSE);
	assert_non_null(strstr(detail.text, "nested too deeply"));
	detail.text[0] = '\0';
	buf_reset(&text);
	for (int i = 0; i < 60; i++)
		buf_text(&text, "not ");
	buf_text(&text, "go");
	assert_int_equal(parse(text.data, &query, &detail), ERR_PARSE);
	assert_non_null(strstr(detail.text, "nested too deeply"));
	detail.text[0] = '\0';
	buf_reset(&text);
	for (int i = 0; i < 201; i++)
		buf_text(&text, "go ");
	assert_int_equal(parse(text.data, &query, &detail), ERR_PARSE);
	assert_non_null(strstr(detail.text, "too many conditions"));
	detail.text[0] = '\0';
	buf_reset(&text);
	for (int i = 0; i < 200; i++)
		buf_text(&text, "go ");
	assert_int_equal(parse(text.data, &query, NULL), 0);
	query_free(query);
	buf_reset(&text);
	for (int i = 0; i < 5000; i++)
		buf_text(&text, "x");
	assert_int_equal(parse(text.data, &query, &detail), ERR_PARSE);
	assert_non_null(strstr(detail.text, "longer than 4096"));
	buf_done(&text);
}

/* Long queries show what is around the mark, hostile ones stay harmless. */
static void
shown_query_is_one_short_line(void **state)
{
	static const char hostile[] =
	    "\x1b[31m lnag:go \xE2\x80\xAE\xFF\r\n evil";
	struct err_detail detail = { "" };
	struct query *query;
	struct buf text;

	(void)state;
	buf_init(&text, 100000);
	for (int i = 0; i < 300; i++)
		buf_text(&text, "x");
	buf_text(&text, " lnag:go ");
	for (int i = 0; i < 300; i++)
		buf_text(&text, "y");
	assert_int_equal(parse(text.data, &query, &detail), ERR_PARSE);
	assert_non_null(strstr(detail.text, "column 302"));
	assert_non_null(strstr(detail.text, " lnag:go yyy"));
	assert_true(strlen(detail.text) < 400);
	detail.text[0] = '\0';
	assert_int_equal(parse(hostile, &query, &detail), ERR_PARSE);
	assert_null(strchr(detail.text, '\x1b'));
	assert_null(strstr(detail.text, "\xE2\x80\xAE"));
	assert_null(strchr(detail.text, '\r'));
	buf_done(&text);
}

/* Any bytes parse or are refused; there is no third way. */
static void
any_bytes_do_no_harm(void **state)
{
	static const char *const pieces[] = { "go", "\"", "(", ")", " ", "not ",
		"-", "OR ", "AND ", "lang:", "score:", "..", "70", "*", ",",
		":", "band:B", "role:x", "sort:recent", "\xC3", "\xA9", "@",
		"loc:berlin", "active:", "12m", "signal.review:", "0.5", ">=" };
	uint32_t seed = 11;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct err_detail detail = { "" };
		struct query *query = NULL;
		struct buf text;
		int rc;

		buf_init(&text, 1000);
		for (int i = 0; i < 12; i++) {
			seed = seed * 1664525 + 1013904223;
			buf_text(&text, pieces[(seed >> 8) % COUNT(pieces)]);
		}
		rc = parse(text.data, &query, &detail);
		assert_true(rc == 0 || rc == ERR_PARSE);
		assert_int_equal(rc == ERR_PARSE, detail.text[0] != '\0');
		query_free(query);
		buf_done(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(malformed_queries_are_marked),
		cmocka_unit_test(well_formed_queries_are_taken),
		cmocka_unit_test(role_and_sort_are_settings),
		cmocka_unit_test(cheap_conditions_are_tested_first),
		cmocka_unit_test(limits_are_kept),
		cmocka_unit_test(shown_query_is_one_short_line),
		cmocka_unit_test(any_bytes_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
