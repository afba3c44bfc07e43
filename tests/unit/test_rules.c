#include <sys/stat.h>

#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "signals/rules.h"
#include "tests/unit/signals_fixture.h"

static char folder[] = "/tmp/muster-rules-XXXXXX";
static struct buf shipped; /* signals.yaml as it is */
static struct buf refusals;

static char *
path_of(const char *name)
{
	return arena_format(&fixture_arena, "%s/%s", folder, name);
}

static void
write_file(const char *name, const char *bytes, size_t len)
{
	FILE *file = fopen(path_of(name), "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

static int
up(void **state)
{
	(void)state;
	buf_init(&shipped, 1024 * 1024);
	buf_init(&refusals, 1024 * 1024);
	if (mkdtemp(folder) == NULL ||
	    file_read("config/signals.yaml", &shipped, NULL) < 0 ||
	    file_read("config/refusals.yaml", &refusals, NULL) < 0)
		return -1;
	return 0;
}

static int
down(void **state)
{
	(void)state;
	(void)unlink(path_of("signals.yaml"));
	(void)unlink(path_of("refusals.yaml"));
	(void)rmdir(folder);
	buf_done(&shipped);
	buf_done(&refusals);
	arena_done(&fixture_arena);
	return 0;
}

/* Reads the shipped rules with one text replaced by another. */
static int
read_with(const char *from, const char *to, struct err_detail *detail)
{
	const char *at = strstr(shipped.data, from);
	struct rules *rules = NULL;
	struct buf changed;
	int rc;

	assert_non_null(at);
	buf_init(&changed, 1024 * 1024);
	buf_add(&changed, shipped.data, (size_t)(at - shipped.data));
	buf_text(&changed, to);
	buf_text(&changed, at + strlen(from));
	write_file("signals.yaml", changed.data, changed.len);
	write_file("refusals.yaml", refusals.data, refusals.len);
	rc = rules_read(folder, &rules, detail);
	rules_free(rules);
	buf_done(&changed);
	return rc;
}

static void
the_shipped_files_are_read(void **state)
{
	struct err_detail detail = { "" };

	(void)state;
	assert_int_equal(read_with("numbers:", "numbers:", &detail), 0);
	rules_free(NULL);
}

static void
mistakes_are_told_by_line(void **state)
{
	static const struct {
		const char *from;
		const char *to;
		const char *expected;
	} rows[] = {
		{ "\n  burst_items:", "\n  burst_item:", "burst_items" },
		{ "\n  burst_items:", "\n  burst_itemz: 3\n  burst_items:",
		    "did you mean \"burst_items\"" },
		{ "\n  skill_seen: ", "\n  skill_seen: 7 #", "from 0 to 1" },
		{ "\n  skill_seen: ", "\n  skill_seen: much #", "a number" },
		{ "\n  common: [", "\n  commom: [", "common: is missing" },
		{ "\n  tests: [", "\n  testz: [", "tests: is missing" },
		{ "\n  commit_why: {", "\n  commit_whi: {",
		    "commit_why: is missing" },
		{ "\n  commit_why: {", "\n  commit_why: {lenght: 1, ",
		    "lenght" },
		{ "\n  section_what: {", "\n  section_what: {heading h_x: 1, ",
		    "heading h_x" },
		{ "\nlists:", "\nlist:", "lists: is missing" },
		{ "\n  merged_work:", "\n  merged_werk:",
		    "merged_work: is missing" },
		{ "numbers:", "numbers: [", ":" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct err_detail detail = { "" };

		print_message("%s\n", rows[i].to);
		assert_true(read_with(rows[i].from, rows[i].to, &detail) < 0);
		assert_non_null(strstr(detail.text, "signals.yaml:"));
		assert_non_null(strstr(detail.text, rows[i].expected));
	}
}

static void
missing_and_empty_files_are_errors(void **state)
{
	struct rules *rules = NULL;
	struct err_detail detail = { "" };

	(void)state;
	assert_int_equal(rules_read("/nonexistent", &rules, &detail),
	    ERR_NOTFOUND);
	write_file("signals.yaml", "", 0);
	memset(&detail, 0, sizeof(detail));
	assert_int_equal(rules_read(folder, &rules, &detail), ERR_PARSE);
	write_file("signals.yaml", shipped.data, shipped.len);
	write_file("refusals.yaml", "phrases: {en: [a]}\n", 19);
	memset(&detail, 0, sizeof(detail));
	assert_true(rules_read(folder, &rules, &detail) < 0);
	assert_non_null(strstr(detail.text, "refusals.yaml"));
	assert_null(rules);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_files_are_read),
		cmocka_unit_test(mistakes_are_told_by_line),
		cmocka_unit_test(missing_and_empty_files_are_errors),
	};

	return cmocka_run_group_tests(tests, up, down);
}
