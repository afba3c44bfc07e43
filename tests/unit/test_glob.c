#include <string.h>

#include "signals/glob.h"
#include "tests/unit/test.h"

static void
paths_match_as_documented(void **state)
{
	static const struct {
		const char *pattern;
		const char *path;
		bool matches;
	} rows[] = {
		{ "go.mod", "go.mod", true },
		{ "go.mod", "cmd/x/GO.MOD", true },
		{ "go.mod", "go.mod.txt", false },
		{ "test/", "test/", true },
		{ "test/", "a/test/b.c", true },
		{ "test/", "test", false },
		{ "test/", "a/latest/b", false },
		{ "*_test.go", "a/b_test.go", true },
		{ "*_test.go", "a_test.got", false },
		{ "/.travis.yml", ".travis.yml", true },
		{ "/.travis.yml", "x/.travis.yml", false },
		{ "/.github/workflows/", ".github/workflows/ci.yml", true },
		{ "/.github/workflows/", ".github/", false },
		{ "*.Tests/", "src/Acme.Tests/A.cs", true },
		{ "a/*.c", "x/a/b.c", true },
		{ "*", "anything", true },
		{ "", "x", false },
		{ "a", "", false },
		{ "a**b", "axxb", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		print_message("%s %s\n", rows[i].pattern, rows[i].path);
		assert_int_equal(glob_match(rows[i].pattern, rows[i].path),
		    rows[i].matches);
	}
}

static void
stars_do_not_explode(void **state)
{
	char path[4096];

	(void)state;
	memset(path, 'a', sizeof(path));
	path[sizeof(path) - 1] = '\0';
	assert_false(glob_match("*a*a*a*a*a*a*a*b", path));
	for (size_t i = 1; i < sizeof(path) - 1; i += 2)
		path[i] = '/';
	assert_false(glob_match("*a*a*a*a*b/", path));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(paths_match_as_documented),
		cmocka_unit_test(stars_do_not_explode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
