#include "crawler/github.h"
#include "crawler/node_id.h"
#include "tests/unit/test.h"

static void
addresses_follow_the_kind_of_server(void **state)
{
	static const struct {
		const char *url, *rest, *graphql;
	} rows[] = {
		{ "https://api.github.com", "https://api.github.com",
		    "https://api.github.com/graphql" },
		{ "https://api.github.com/", "https://api.github.com",
		    "https://api.github.com/graphql" },
		{ "https://git.example.org/api/v3",
		    "https://git.example.org/api/v3",
		    "https://git.example.org/api/graphql" },
		{ "https://git.example.org/api/v3//",
		    "https://git.example.org/api/v3",
		    "https://git.example.org/api/graphql" },
		{ "https://git.example.org", "https://git.example.org/api/v3",
		    "https://git.example.org/api/graphql" },
		{ "https://git.example.org:8443/",
		    "https://git.example.org:8443/api/v3",
		    "https://git.example.org:8443/api/graphql" },
		{ "https://api.acme.ghe.com", "https://api.acme.ghe.com",
		    "https://api.acme.ghe.com/graphql" },
		{ "http://127.0.0.1:8080", "http://127.0.0.1:8080",
		    "http://127.0.0.1:8080/graphql" },
	};
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct github github;

		print_message("%s\n", rows[i].url);
		assert_ok(github_init(&github, rows[i].url, &arena, NULL));
		assert_string_equal(github.rest, rows[i].rest);
		assert_string_equal(github.graphql, rows[i].graphql);
	}
	arena_done(&arena);
}

static void
unsafe_addresses_are_refused(void **state)
{
	static const char *const urls[] = { "http://api.github.com",
		"ftp://127.0.0.1", "api.github.com", "", "https://",
		"https://user:pw@api.github.com",
		"https://api.github.com/?x=1" };
	struct arena arena = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct github github;

		print_message("%s\n", urls[i]);
		assert_int_equal(github_init(&github, urls[i], &arena, NULL),
		    ERR_INVAL);
	}
	arena_done(&arena);
}

static void
names_are_those_that_github_allows(void **state)
{
	static const struct {
		const char *name;
		bool valid;
	} rows[] = {
		{ "jackc/pgx", true },
		{ "a-b/c.d_e-f", true },
		{ "Under_score/x", true },
		{ "a", false },
		{ "a/", false },
		{ "/b", false },
		{ "a/b/c", false },
		{ "a/..", false },
		{ "a/.", false },
		{ "../b", false },
		{ "a b/c", false },
		{ "a/b?c", false },
		{ "a/b%2f", false },
		{ "\xC3\xA4/b", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		print_message("%s\n", rows[i].name);
		assert_int_equal(github_is_full_name(rows[i].name),
		    rows[i].valid);
	}
	assert_true(github_is_login("mira-example"));
	assert_true(github_is_login("some_acme"));
	assert_true(github_is_login("renovate[bot]"));
	assert_false(github_is_login("me@example.com"));
	assert_false(github_is_login(""));
}

static void
lists_are_asked_for_in_full_pages(void **state)
{
	struct arena arena = { 0 };
	struct github github;

	(void)state;
	assert_ok(github_init(&github, "https://api.github.com", &arena, NULL));
	assert_string_equal(github_contributors_url(&github, &arena, "a/b"),
	    "https://api.github.com/repos/a/b/contributors?per_page=100");
	assert_string_equal(github_comments_url(&github, &arena, "a/b",
				1790000000),
	    "https://api.github.com/repos/a/b/pulls/comments?sort=created"
	    "&direction=desc&per_page=100&since=2026-09-21T14:13:20Z");
	assert_string_equal(github_rate_limit_url(&github, &arena),
	    "https://api.github.com/rate_limit");
	arena_done(&arena);
}

static void
old_node_ids_are_made_from_numbers(void **state)
{
	struct arena arena = { 0 };

	(void)state;
	assert_string_equal(node_id_of_user(&arena, 1), "MDQ6VXNlcjE=");
	assert_string_equal(node_id_of_user(&arena, 12), "MDQ6VXNlcjEy");
	assert_string_equal(node_id_of_user(&arena, 583231),
	    "MDQ6VXNlcjU4MzIzMQ==");
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_follow_the_kind_of_server),
		cmocka_unit_test(unsafe_addresses_are_refused),
		cmocka_unit_test(names_are_those_that_github_allows),
		cmocka_unit_test(lists_are_asked_for_in_full_pages),
		cmocka_unit_test(old_node_ids_are_made_from_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
