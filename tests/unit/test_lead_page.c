/* The page of one lead: its points add up, nothing hostile gets through. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/lead_page.h"
#include "cli/lead_table.h"
#include "tests/unit/lead_input.h"
#include "tests/unit/test.h"

#define GOLDEN "tests/golden/export"

enum {
	NOW = 1795334400 /* 2026-11-22T08:00:00Z */
};

/* The page of a golden case at a width; free() it. */
static char *
page_of(const char *name, size_t width, const struct role *role)
{
	struct arena arena = { 0 };
	struct lead_view view;
	struct lead_row row;
	struct term term = { 0 };
	char *text = NULL;
	size_t len = 0;

	input_read(arena_format(&arena, GOLDEN "/%s/input", name), &arena,
	    &row);
	lead_view_make(&row, "data-intensive", 30, &arena, &view);
	term.out = open_memstream(&text, &len);
	assert_non_null(term.out);
	term.width = width;
	lead_page_print(&view, role, &term, NOW);
	assert_int_equal(fclose(term.out), 0);
	arena_done(&arena);
	return text;
}

static void
has(const char *text, const char *words)
{
	if (strstr(text, words) == NULL)
		fail_msg("\"%s\" is not in\n%s", words, text);
}

static void
a_page_explains_the_score(void **state)
{
	static const char *go[] = { "go" }, *kafka[] = { "kafka" },
			  *redis[] = { "redis" };
	struct need must[] = { { "go", go, 1 }, { "kafka", kafka, 1 } };
	struct need nice[] = { { "redis", redis, 1 } };
	struct role role = { .must = must,
		.n_must = 2,
		.nice = nice,
		.n_nice = 1 };
	char *text = page_of("full", 100, &role), sum[64];

	(void)state;
	has(text, "Mona Lisa Octocat  octocat  https://github.com/octocat\n");
	has(text,
	    "Berlin, Germany, grafana; cncf, 812 followers, says they "
	    "are open to work\n");
	has(text, "61.4 of 100  band B  coverage 78%  for data-intensive\n");
	has(text, "Merged work       ########..   0.75      30    21.4");
	has(text,
	    "    12 merged pull requests over 9 months  "
	    "https://github.com/redis/redis/pull/12\n");
	(void)snprintf(sum, sizeof(sum), "  Sum%48s\n", "61.4");
	has(text, sum);
	has(text, "  must, seen        go\n");
	has(text, "  must, not seen    kafka\n");
	has(text, "  nice, seen        redis\n");
	has(text, "shortlisted since 2026-11-21: strong on queues\n");
	has(text, "notice due        2026-12-02, in 10 days");
	free(text);
}

static void
points_in_the_column_add_up(void **state)
{
	char *text = page_of("full", 100, NULL);
	double sum = 0, total = 0;

	(void)state;
	for (int i = 0; i < FAMILY_COUNT; i++) {
		const char *line = strstr(text, family_title((enum family)i));
		char number[8];

		assert_non_null(line);
		/* two blanks, title, bar, value, weight, then the points */
		(void)snprintf(number, sizeof(number), "%.6s",
		    line + 18 + 10 + 7 + 8 + 2);
		assert_ok(str_to_real(number + strspn(number, " "), &total));
		sum += total;
	}
	assert_true(sum > 61.35 && sum < 61.45);
	free(text);
}

static void
an_applicants_score_is_hidden(void **state)
{
	char *text = page_of("applicant", 100, NULL);

	(void)state;
	has(text, "An applicant: the score is not shown");
	assert_null(strstr(text, "88.1"));
	assert_null(strstr(text, "band"));
	free(text);
}

static void
hostile_text_is_harmless_at_every_width(void **state)
{
	static const size_t widths[] = { 40, 80, 120, 200 };

	(void)state;
	for (size_t i = 0; i < COUNT(widths); i++) {
		char *text = page_of("hostile", widths[i], NULL);

		for (const char *c = text; *c != '\0'; c++)
			assert_true((unsigned char)*c >= ' ' || *c == '\n');
		assert_true(text_valid(text, strlen(text)));
		assert_null(strstr(text, "\xE2\x80\xAE"));
		assert_null(strstr(text, "javascript:"));
		free(text);
	}
}

static void
ages_are_short(void **state)
{
	static const struct {
		int64_t ago;
		const char *text;
	} cases[] = {
		{ 0, "today" },
		{ 2 * CLOCK_HOUR_S, "today" },
		{ 3 * CLOCK_DAY_S, "3 d" },
		{ 15 * CLOCK_DAY_S, "2 wk" },
		{ 100 * CLOCK_DAY_S, "3 mo" },
		{ 3 * 366 * CLOCK_DAY_S, "3 y" },
		{ -5 * CLOCK_DAY_S, "today" },
	};
	char age[LEAD_AGE_LEN];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		lead_table_age(NOW - cases[i].ago, NOW, age);
		assert_string_equal(age, cases[i].text);
	}
	lead_table_age(0, NOW, age);
	assert_string_equal(age, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_page_explains_the_score),
		cmocka_unit_test(points_in_the_column_add_up),
		cmocka_unit_test(an_applicants_score_is_hidden),
		cmocka_unit_test(hostile_text_is_harmless_at_every_width),
		cmocka_unit_test(ages_are_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
