/* The token comes from the environment or a private file, and is never shown. */
#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/token.h"
#include "tests/unit/test.h"

static const char secret[] = "github_pat_0123456789";

/* A file with this content and mode; the path is its template. */
static void
make(char *path, const char *content, mode_t mode)
{
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, strlen(content)), strlen(content));
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(close(fd), 0);
}

static void
the_environment_comes_first(void **state)
{
	struct err_detail detail = { 0 };
	char *token = NULL;

	(void)state;
	assert_int_equal(setenv("GITHUB_TOKEN", " from-env\n", 1), 0);
	assert_ok(token_read("/nonexistent", &token, &detail));
	assert_string_equal(token, "from-env");
	token_free(token);
	assert_int_equal(unsetenv("GITHUB_TOKEN"), 0);
}

static void
neither_is_not_found(void **state)
{
	struct err_detail detail = { 0 };
	char *token = NULL;

	(void)state;
	assert_int_equal(token_read(NULL, &token, &detail), ERR_NOTFOUND);
	assert_int_equal(token_read("", &token, &detail), ERR_NOTFOUND);
	assert_int_equal(setenv("GITHUB_TOKEN", "", 1), 0);
	assert_int_equal(token_read(NULL, &token, &detail), ERR_NOTFOUND);
	assert_int_equal(unsetenv("GITHUB_TOKEN"), 0);
	assert_null(token);
}

static void
credentials_of_the_service_manager_come_last(void **state)
{
	char directory[] = "/tmp/muster-credentials-XXXXXX", path[100];
	struct err_detail detail = { 0 };
	char *token = NULL;
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(directory));
	(void)snprintf(path, sizeof(path), "%s/github-token", directory);
	assert_int_equal(setenv("CREDENTIALS_DIRECTORY", directory, 1), 0);
	assert_int_equal(token_read(NULL, &token, &detail), ERR_NOTFOUND);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(secret, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, 0440), 0);
	assert_ok(token_read(NULL, &token, &detail));
	assert_string_equal(token, secret);
	token_free(token);
	assert_int_equal(chmod(path, 0444), 0);
	assert_int_equal(token_read(NULL, &token, &detail), ERR_INVAL);
	detail.text[0] = '\0';
	assert_int_equal(token_read("/tmp", &token, &detail), ERR_INVAL);
	assert_string_equal(detail.text, "/tmp: token file: Is a directory");
	detail.text[0] = '\0';
	assert_int_equal(token_read("/nonexistent", &token, &detail),
	    ERR_INVAL);
	assert_int_equal(unsetenv("CREDENTIALS_DIRECTORY"), 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(directory), 0);
}

static void
files_must_be_private_and_hold_a_token(void **state)
{
	static const struct {
		const char *content;
		mode_t mode;
		const char *words; /* NULL: it works */
	} cases[] = {
		{ "github_pat_0123456789\n", 0600, NULL },
		{ "  github_pat_0123456789  \r\n", 0400, NULL },
		{ "github_pat_0123456789\n", 0640, "chmod 600" },
		{ "github_pat_0123456789\n", 0604, "chmod 600" },
		{ "", 0600, "empty" },
		{ "github_pat_0123456789 and more", 0600, "look like" },
		{ "github_pat_0123456789\x01", 0600, "look like" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err_detail detail = { 0 };
		char path[] = "/tmp/muster-token-XXXXXX";
		char *token = NULL;

		make(path, cases[i].content, cases[i].mode);
		if (cases[i].words == NULL) {
			assert_ok(token_read(path, &token, &detail));
			assert_string_equal(token, secret);
			token_free(token);
		} else {
			assert_int_equal(token_read(path, &token, &detail),
			    ERR_INVAL);
			assert_non_null(strstr(detail.text, cases[i].words));
			assert_null(strstr(detail.text, "0123456789"));
		}
		assert_int_equal(unlink(path), 0);
	}
}

static void
a_missing_file_is_named(void **state)
{
	struct err_detail detail = { 0 };
	char *token = NULL;

	(void)state;
	assert_int_equal(token_read("/nonexistent/token", &token, &detail),
	    ERR_INVAL);
	assert_non_null(strstr(detail.text, "/nonexistent/token"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_environment_comes_first),
		cmocka_unit_test(neither_is_not_found),
		cmocka_unit_test(credentials_of_the_service_manager_come_last),
		cmocka_unit_test(files_must_be_private_and_hold_a_token),
		cmocka_unit_test(a_missing_file_is_named),
	};

	(void)unsetenv("GITHUB_TOKEN");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
