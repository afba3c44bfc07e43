/*
 * Golden cases of signals/: tests/golden/signals/KIND-NAME/ holds `input`, a
 * text, and `expect`, what measuring it says.  KIND is commit, review, readme
 * or contact; of a tree the input is a path a line.  Adding a case is adding a
 * folder.  $MUSTER_TESTS names tests/ when run from elsewhere.
 */
#include <dirent.h>
#include <stdio.h>

#include "base/file.h"
#include "base/str.h"
#include "signals/measure.h"
#include "tests/unit/signals_fixture.h"

enum {
	INPUT_BYTES = 1024 * 1024,
	CASES = 500,
	PATHS = 1000
};

static const char *tests_folder;

/* To a tenth: a golden case is about judgement, not about weights. */
static void
write_output(const struct measure_output *output, struct buf *out)
{
	buf_format(out, "value %.1f%s\n", output->value,
	    output->is_unknown ? ", language unknown" : "");
	for (size_t i = 0; i < output->n_parts; i++)
		buf_format(out, "%s %s\n", output->parts[i].name,
		    output->parts[i].value >= 0.5 ? "yes" : "no");
	for (size_t i = 0; i < output->n_sections; i++) {
		buf_format(out, "section \"%s\":", output->sections[i].heading);
		for (size_t k = 0; k < output->sections[i].n_classes; k++)
			buf_format(out, " %s", output->sections[i].classes[k]);
		buf_char(out, '\n');
	}
	for (size_t i = 0; i < output->n_reasons; i++)
		buf_format(out, "reason: %s\n", output->reasons[i]);
}

static size_t
split_lines(char *text, const char **paths)
{
	size_t n = 0;

	for (char *line = text; *line != '\0' && n < PATHS;) {
		char *end = strchr(line, '\n');

		paths[n++] = line;
		if (end == NULL)
			break;
		*end = '\0';
		line = end + 1;
	}
	return n;
}

static void
run_case(void **state)
{
	static const char *paths[PATHS];
	const char *name = *state;
	const char *base = arena_format(&fixture_arena, "%s/golden/signals/%s",
	    tests_folder, name);
	const char *wanted = arena_format(&fixture_arena, "%s/expect", base);
	const char *dash = strchr(name, '-');
	struct measure_input input = { .kind = MEASURE_COUNT };
	struct measure_output output;
	struct buf text, out, golden;

	buf_init(&text, INPUT_BYTES);
	buf_init(&out, INPUT_BYTES);
	buf_init(&golden, INPUT_BYTES);
	assert_non_null(dash);
	assert_true(measure_parse(arena_text(&fixture_arena, name,
				      (size_t)(dash - name)),
	    &input.kind));
	assert_ok(file_read(arena_format(&fixture_arena, "%s/input", base),
	    &text, NULL));
	input.text = text.data;
	if (input.kind == MEASURE_TREE) {
		input.n_paths = split_lines(text.data, paths);
		input.paths = paths;
	}
	measure_run(fixture_rules, &input, &fixture_arena, &output);
	write_output(&output, &out);
	if (!file_exists(wanted))
		fail_msg("%s: missing; got:\n%s", wanted, out.data);
	assert_ok(file_read(wanted, &golden, NULL));
	assert_string_equal(out.data, golden.data);
	buf_done(&text);
	buf_done(&out);
	buf_done(&golden);
}

static int
is_case(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int
main(void)
{
	static struct CMUnitTest tests[CASES];
	struct dirent **entries = NULL;
	const char *folder;
	int n, failed;

	tests_folder = getenv("MUSTER_TESTS");
	if (tests_folder == NULL)
		tests_folder = "tests";
	folder =
	    arena_format(&fixture_arena, "%s/golden/signals", tests_folder);
	n = scandir(folder, &entries, is_case, alphasort);
	if (n <= 0 || n > CASES || fixture_up(NULL) < 0) {
		(void)fprintf(stderr, "%s: no cases, or too many\n", folder);
		return 1;
	}
	for (int i = 0; i < n; i++) {
		tests[i].name =
		    arena_strdup(&fixture_arena, entries[i]->d_name);
		tests[i].test_func = run_case;
		tests[i].initial_state =
		    arena_strdup(&fixture_arena, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	failed =
	    _cmocka_run_group_tests("signals", tests, (size_t)n, NULL, NULL);
	(void)fixture_down(NULL);
	return failed;
}
