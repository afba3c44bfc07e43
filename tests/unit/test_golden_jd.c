/*
 * Golden cases of job descriptions: tests/golden/jd/NAME.txt is a description,
 * NAME.yaml the role that is made of it.  Adding a case is adding two files.
 */
#include <dirent.h>

#include "base/str.h"
#include "tests/unit/jd_fixture.h"

enum {
	CASES = 200
};

static const char *folder;

static void
run_case(void **state)
{
	const char *name = *state;
	struct arena arena = { 0 };
	struct err_detail detail = { "" };
	struct buf text, out, wanted;
	const char *path = arena_format(&arena, "%s/%s.yaml", folder, name);
	struct jd jd;

	fixture_read(arena_format(&arena, "%s/%s.txt", folder, name), &text);
	buf_init(&out, JD_ROLE_BYTES);
	if (jd_read(jd_rules, jd_places, text.data, text.len, &arena, &jd,
		&detail) != 0)
		fail_msg("%s", detail.text);
	jd_role(&jd, name, &arena, &out);
	if (!file_exists(path))
		fail_msg("%s: missing; got:\n%s", path, out.data);
	fixture_read(path, &wanted);
	assert_string_equal(out.data, wanted.data);
	buf_done(&text);
	buf_done(&out);
	buf_done(&wanted);
	arena_done(&arena);
}

static int
is_case(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && str_ends(entry->d_name, ".txt");
}

int
main(void)
{
	static struct CMUnitTest tests[CASES];
	const char *root = getenv("MUSTER_TESTS");
	struct dirent **entries = NULL;
	int n, failed;

	if (jd_up(NULL) != 0)
		return 1;
	folder = arena_format(&jd_arena, "%s/golden/jd",
	    root == NULL ? "tests" : root);
	n = scandir(folder, &entries, is_case, alphasort);
	if (n <= 0 || n > CASES)
		return 1;
	for (int i = 0; i < n; i++) {
		char *name = arena_strdup(&jd_arena, entries[i]->d_name);

		name[strlen(name) - strlen(".txt")] = '\0';
		tests[i].name = name;
		tests[i].test_func = run_case;
		tests[i].initial_state = name;
		free(entries[i]);
	}
	free(entries);
	failed = _cmocka_run_group_tests("jd", tests, (size_t)n, NULL, NULL);
	(void)jd_down(NULL);
	return failed;
}
