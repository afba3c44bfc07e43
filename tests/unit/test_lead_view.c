/*
 * The contract's lead object, as JSON and CSV, against tests/golden/export:
 * a case is a directory with input, expect.jsonl and expect.csv.
 */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "outreach/lead_csv.h"
#include "outreach/lead_view.h"
#include "tests/unit/lead_input.h"
#include "tests/unit/test.h"

#define GOLDEN "tests/golden/export"

enum {
	RETENTION_DAYS = 30
};

static const char contract[] =
    "rank id login name first_name last_name name_guessed url role score "
    "band coverage involvement flags must_missing headline reason evidence "
    "location company languages skills followers merged_prs reviews hireable "
    "last_active contact linkedin_url website links status status_at "
    "contacted_at owner tags notes signals seeds first_seen fetched_at "
    "notice_due rubric reason_url alternates";

static void
the_fields_are_the_contracts_in_its_order(void **state)
{
	char names[1024] = "";

	(void)state;
	for (size_t i = 0; lead_view_field(i) != NULL; i++) {
		size_t len = strlen(names);

		(void)snprintf(names + len, sizeof(names) - len, "%s%s",
		    i > 0 ? " " : "", lead_view_field(i));
	}
	assert_string_equal(names, contract);
}

static void
compare(const char *path, const struct buf *got, struct arena *arena)
{
	size_t len;
	const char *expected = input_file(path, arena, &len);

	if (len != got->len || memcmp(expected, got->data, len) != 0)
		fail_msg("%s: got\n%s", path, got->data);
}

static void
golden_case(const char *name)
{
	struct arena arena = { 0 };
	struct lead_columns columns;
	struct json_writer json;
	struct lead_view view;
	struct lead_row row;
	struct lead_csv csv;
	struct buf out;

	print_message("%s\n", name);
	input_read(arena_format(&arena, GOLDEN "/%s/input", name), &arena,
	    &row);
	lead_view_make(&row, "data-intensive", RETENTION_DAYS, &arena, &view);
	buf_init(&out, 1024 * 1024);
	json_writer_init(&json, &out);
	lead_view_json(&view, &json);
	buf_char(&out, '\n');
	compare(arena_format(&arena, GOLDEN "/%s/expect.jsonl", name), &out,
	    &arena);
	buf_reset(&out);
	lead_columns_all(&columns);
	lead_csv_init(&csv, &out, ',', &columns);
	lead_csv_heading(&csv);
	lead_csv_row(&csv, &view);
	lead_csv_done(&csv);
	compare(arena_format(&arena, GOLDEN "/%s/expect.csv", name), &out,
	    &arena);
	buf_done(&out);
	arena_done(&arena);
}

static void
leads_are_written_as_expected(void **state)
{
	DIR *directory = opendir(GOLDEN);
	size_t cases = 0;

	(void)state;
	assert_non_null(directory);
	for (struct dirent *entry; (entry = readdir(directory)) != NULL;) {
		if (entry->d_name[0] == '.')
			continue;
		golden_case(entry->d_name);
		cases++;
	}
	assert_int_equal(closedir(directory), 0);
	assert_true(cases >= 4);
}

/* Whatever the fractions, the printed points add up to the printed score. */
static void
points_add_up_to_the_printed_score(void **state)
{
	uint32_t random = 12345;

	(void)state;
	for (int i = 0; i < 2000; i++) {
		struct arena arena = { 0 };
		struct lead_row row;
		struct lead_view view;
		double sum = 0, printed = 0;

		memset(&row, 0, sizeof(row));
		row.person.login = "ada";
		for (int j = 0; j < FAMILY_COUNT; j++) {
			random = random * 1664525U + 1013904223U;
			row.score.signals[j].points =
			    (double)(random >> 8) / 16777216.0 * 11;
			sum += row.score.signals[j].points;
		}
		row.score.score = round(sum * 10) / 10;
		lead_view_make(&row, "role", 30, &arena, &view);
		for (int j = 0; j < FAMILY_COUNT; j++) {
			assert_true(view.points[j] >= 0);
			assert_true(fabs(view.points[j] -
					row.score.signals[j].points) < 0.1001);
			printed += view.points[j];
		}
		assert_true(fabs(printed - row.score.score) < 1e-6);
		arena_done(&arena);
	}
}

static void
the_notice_clock_stops_with_a_notice_only(void **state)
{
	static const struct {
		int64_t first_seen, noticed_at, contacted_at, due;
	} cases[] = {
		{ 1000000, 0, 0, 1000000 + 30 * CLOCK_DAY_S },
		{ 1000000, 1000500, 0, 0 },
		{ 1000000, 0, 1000500, 0 },
		{ 0, 0, 0, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };
		struct lead_row row;
		struct lead_view view;
		const char *tag = "kept";

		memset(&row, 0, sizeof(row));
		row.person.login = "ada";
		row.person.first_seen = cases[i].first_seen;
		row.lead.noticed_at = cases[i].noticed_at;
		row.lead.contacted_at = cases[i].contacted_at;
		row.lead.tags = &tag;
		row.lead.n_tags = 1;
		row.lead.status = STATUS_SHORTLISTED;
		lead_view_make(&row, "role", 30, &arena, &view);
		assert_int_equal(view.notice_due, cases[i].due);
		arena_done(&arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fields_are_the_contracts_in_its_order),
		cmocka_unit_test(leads_are_written_as_expected),
		cmocka_unit_test(points_add_up_to_the_printed_score),
		cmocka_unit_test(the_notice_clock_stops_with_a_notice_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
