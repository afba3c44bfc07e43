/* The files of one export: split, left over, whole or not at all. */
#include <sys/stat.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "outreach/bundle.h"
#include "outreach/preset.h"
#include "tests/unit/test.h"

enum {
	FILE_MAX_BYTES = 8 * 1024 * 1024
};

static char folder[64];

static int
enter(void **state)
{
	(void)state;
	(void)snprintf(folder, sizeof(folder), "/tmp/muster-bundle-XXXXXX");
	return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int
leave(void **state)
{
	static const char *const names[] = { "l.csv", "l-2.csv", "l-3.csv",
		"l.todo.csv", "l.xlsx", "kept" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++)
		(void)unlink(names[i]);
	return chdir("/") != 0 || rmdir(folder) != 0;
}

static const struct preset_plan *
plan(const char *name, struct arena *arena)
{
	const struct preset_request request = { .preset = preset_find(name) };
	const struct preset_plan *made = NULL;
	struct err_detail detail = { 0 };

	assert_ok(preset_plan_make(&request, arena, &made, &detail));
	return made;
}

static void
put(struct bundle *bundle, const char *name, bool is_taken)
{
	struct arena arena = { 0 };
	struct lead_row row;
	struct lead_view view;
	bool is_written = !is_taken;

	memset(&row, 0, sizeof(row));
	row.person.id = 1;
	row.person.login = "ada";
	row.person.name = name;
	lead_view_make(&row, "role", 30, &arena, &view);
	assert_ok(bundle_lead(bundle, &view, &is_written));
	assert_int_equal(is_written, is_taken);
	arena_done(&arena);
}

static size_t
lines_of(const char *name)
{
	struct err_detail detail = { 0 };
	struct buf text;
	size_t n = 0;

	buf_init(&text, FILE_MAX_BYTES);
	assert_ok(file_read(name, &text, &detail));
	for (size_t i = 0; i < text.len; i++)
		n += text.data[i] == '\n';
	buf_done(&text);
	return n;
}

static void
lists_are_split_where_the_system_ends(void **state)
{
	struct err_detail detail = { 0 };
	struct arena arena = { 0 };
	const struct export_options options = { .separator = ',',
		.preset = plan("greenhouse", &arena) };
	struct bundle bundle = { .format = &export_format_preset,
		.options = &options,
		.path = "l.csv",
		.detail = &detail };
	struct stat file;

	(void)state;
	assert_ok(bundle_begin(&bundle));
	for (int i = 0; i < 16001; i++)
		put(&bundle, "Ada Lovelace", true);
	put(&bundle, NULL, false);
	put(&bundle, "ada", false);
	assert_ok(bundle_end(&bundle));
	assert_false(file_exists("l.csv"));
	assert_ok(bundle_commit(&bundle));
	assert_int_equal(lines_of("l.csv"), 8001);
	assert_int_equal(lines_of("l-2.csv"), 8001);
	assert_int_equal(lines_of("l-3.csv"), 2);
	assert_int_equal(lines_of("l.todo.csv"), 3);
	assert_int_equal(stat("l-3.csv", &file), 0);
	assert_int_equal(file.st_mode & 0777, 0600);
	assert_int_equal(bundle.written, 16001);
	assert_int_equal(bundle.left_out, 2);
	bundle_drop(&bundle);
	arena_done(&arena);
}

static void
what_is_not_committed_leaves_nothing(void **state)
{
	struct err_detail detail = { 0 };
	struct arena arena = { 0 };
	const struct export_options options = { .separator = ',',
		.preset = plan("greenhouse", &arena) };
	struct bundle bundle = { .format = &export_format_preset,
		.options = &options,
		.path = "l.csv",
		.detail = &detail };

	(void)state;
	assert_ok(bundle_begin(&bundle));
	put(&bundle, "Ada Lovelace", true);
	put(&bundle, NULL, false);
	assert_ok(bundle_end(&bundle));
	bundle_drop(&bundle);
	bundle_drop(&bundle);
	arena_done(&arena);
	assert_false(file_exists("l.csv"));
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(folder), 0); /* it is empty */
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(chdir(folder), 0);
}

static void
a_workbook_is_whole_or_not_there(void **state)
{
	const struct export_options options = { .separator = ',' };
	const struct export_section section = { .role = "a/b[c]:'*?'",
		.query = "=1+1",
		.now = 1800000000 };

	(void)state;
	for (int is_whole = 0; is_whole < 2; is_whole++) {
		struct err_detail detail = { 0 };
		struct bundle bundle = { .format = &export_format_xlsx,
			.options = &options,
			.path = "l.xlsx",
			.detail = &detail };

		assert_ok(bundle_begin(&bundle));
		/* The same role twice: two sheets of different names. */
		assert_ok(bundle_section(&bundle, &section));
		put(&bundle, "=1+1", true);
		assert_ok(bundle_section(&bundle, &section));
		put(&bundle, "_x0041_\n\x01", true);
		if (is_whole) {
			assert_ok(bundle_end(&bundle));
			assert_ok(bundle_commit(&bundle));
		}
		bundle_drop(&bundle);
		assert_int_equal(file_exists("l.xlsx"), is_whole);
	}
}

static void
names_of_files_are_as_the_system_takes_them(void **state)
{
	static const struct {
		const char *path;
		int rc;
	} cases[] = {
		{ "l.csv", 0 },
		{ "no/such_folder/l.csv", ERR_NOTFOUND },
		{ "L.csv", ERR_INVAL },
		{ "my list.csv", ERR_INVAL },
		{ "a.b.csv", ERR_INVAL },
	};
	static const char header[] = "Full name,Stage,Sources,Origin";

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct preset_request request = {
			.preset = preset_find("lever"),
			.header = header,
			.header_len = sizeof(header) - 1,
		};
		struct err_detail detail = { 0 };
		struct arena arena = { 0 };
		struct export_options options = { .separator = ',' };
		struct bundle bundle = { .format = &export_format_preset,
			.options = &options,
			.path = cases[i].path,
			.detail = &detail };
		int rc;

		assert_ok(preset_plan_make(&request, &arena, &options.preset,
		    &detail));
		rc = bundle_begin(&bundle);
		if (cases[i].rc == ERR_NOTFOUND)
			assert_true(rc < 0);
		else
			assert_int_equal(rc, cases[i].rc);
		assert_true(rc == 0 || detail.text[0] != '\0');
		bundle_drop(&bundle);
		arena_done(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    lists_are_split_where_the_system_ends, enter, leave),
		cmocka_unit_test_setup_teardown(
		    what_is_not_committed_leaves_nothing, enter, leave),
		cmocka_unit_test_setup_teardown(
		    a_workbook_is_whole_or_not_there, enter, leave),
		cmocka_unit_test_setup_teardown(
		    names_of_files_are_as_the_system_takes_them, enter, leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
