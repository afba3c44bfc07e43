/* Names as people paste them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/typed.h"
#include "signals/fact.h"
#include "tests/unit/test.h"

static void
compare(const char *in, const char *expected, const char *got)
{
	if (expected == NULL && got != NULL)
		fail_msg("%s gives %s", in, got);
	if (expected != NULL && (got == NULL || strcmp(expected, got) != 0))
		fail_msg("%s gives %s", in, got != NULL ? got : "nothing");
}

static void
logins_are_taken_out_of_addresses(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "octocat", "octocat" },
		{ "@octocat", "octocat" },
		{ "https://github.com/octocat", "octocat" },
		{ "https://www.github.com/octocat/", "octocat" },
		{ "github.com/octocat", "octocat" },
		{ "https://github.com/octocat?tab=repositories", "octocat" },
		{ "https://github.com/octocat/#top", "octocat" },
		{ "GitHub.com/octocat", "octocat" },
		{ "HTTPS://WWW.GITHUB.COM/octocat", "octocat" },
		{ "583231", "583231" },
		{ "managed_acme", "managed_acme" },
		{ "", NULL },
		{ "@", NULL },
		{ "octo cat", NULL },
		{ "octocat/Hello-World", NULL },
		{ "https://example.com/octocat", NULL },
		{ "\xC3\xA9mile", NULL },
		{ "a\nb", NULL },
		{ "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee", NULL },
	};
	struct app app;

	(void)state;
	app_init(&app, "muster");
	for (size_t i = 0; i < COUNT(cases); i++)
		compare(cases[i].in, cases[i].out,
		    typed_login(&app, cases[i].in));
	app_done(&app);
}

static void
a_person_is_named_by_login_id_or_address(void **state)
{
	struct app app;

	(void)state;
	app_init(&app, "muster");
	compare("address", "octocat",
	    typed_person(&app, "https://github.com/octocat"));
	compare("login", "@octocat", typed_person(&app, "@octocat"));
	compare("no profile", "https://github.com/a/b",
	    typed_person(&app, "https://github.com/a/b"));
	assert_true(typed_is_address("https://example.com/octocat"));
	assert_true(typed_is_address("HTTPS://example.com/octocat"));
	assert_false(typed_is_address("lang:go"));
	assert_false(typed_is_address("octocat"));
	app_done(&app);
}

/* After the others: there is one server to a process. */
static void
a_server_of_ones_own_has_addresses_too(void **state)
{
	struct app app;

	(void)state;
	fact_site_set("https://ghe.example.com/api/v3");
	app_init(&app, "muster");
	compare("address", "octocat",
	    typed_person(&app, "https://GHE.example.com/octocat"));
	compare("bare", "octocat",
	    typed_person(&app, "ghe.example.com/octocat"));
	compare("repository", "a/b",
	    typed_repository(&app, "https://ghe.example.com/a/b"));
	compare("another", NULL,
	    typed_login(&app, "https://example.com/octocat"));
	app_done(&app);
}

static void
repositories_are_taken_out_of_addresses(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "redis/redis", "redis/redis" },
		{ "https://github.com/redis/redis", "redis/redis" },
		{ "https://github.com/redis/redis.git", "redis/redis" },
		{ "github.com/a/b.c_d-e/", "a/b.c_d-e" },
		{ "redis", NULL },
		{ "/redis", NULL },
		{ "redis/", NULL },
		{ "redis/..", NULL },
		{ "redis/redis/tree/unstable", NULL },
		{ "not a repository", NULL },
		{ "a/b c", NULL },
	};
	struct app app;

	(void)state;
	app_init(&app, "muster");
	for (size_t i = 0; i < COUNT(cases); i++)
		compare(cases[i].in, cases[i].out,
		    typed_repository(&app, cases[i].in));
	app_done(&app);
}

static void
lines_are_trimmed_and_comments_left_out(void **state)
{
	static const char content[] = "\xEF\xBB\xBF"
				      "octocat\r\n\r\n"
				      "# people we know\n"
				      "  hubot  , Hubot Jr.\n"
				      "\"quoted\",x\n"
				      ",nothing\n"
				      "last";
	static const char *const expected[] = { "octocat", "hubot", "quoted",
		"last" };
	char path[] = "/tmp/muster-typed-XXXXXX";
	int fd = mkstemp(path);
	struct text_list lines;
	struct app app;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, sizeof(content) - 1),
	    sizeof(content) - 1);
	assert_int_equal(close(fd), 0);
	app_init(&app, "muster");
	assert_int_equal(typed_lines(&app, path, &lines), 0);
	assert_int_equal(lines.n, COUNT(expected));
	for (size_t i = 0; i < lines.n; i++)
		assert_string_equal(lines.items[i], expected[i]);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(typed_lines(&app, path, &lines), ERR_INVAL);
	app_done(&app);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(logins_are_taken_out_of_addresses),
		cmocka_unit_test(a_person_is_named_by_login_id_or_address),
		cmocka_unit_test(repositories_are_taken_out_of_addresses),
		cmocka_unit_test(lines_are_trimmed_and_comments_left_out),
		cmocka_unit_test(a_server_of_ones_own_has_addresses_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
