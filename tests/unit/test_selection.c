/* What-if weights, the query's sources, and the talk below a list. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/selection.h"
#include "tests/unit/test.h"

static void
weights_name_a_family(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
		{ "review=40", true },
		{ "merged_work=0", true },
		{ "readme=12.5", true },
		{ "review", false },
		{ "review=", false },
		{ "review=-1", false },
		{ "review=101", false },
		{ "reviews=4", false },
		{ "=4", false },
		{ "review=4x", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *given = cases[i].text;
		struct text_list list = { &given, 1 };
		struct selection selection = { 0 };
		struct app app;
		int rc;

		app_init(&app, "muster");
		rc = selection_weights(&app, &selection, &list);
		assert_int_equal(rc, cases[i].good ? 0 : ERR_INVAL);
		assert_true(
		    (selection.options.weights != NULL) == cases[i].good);
		if (!cases[i].good)
			assert_non_null(strstr(app.detail.text, "merged_work"));
		app_done(&app);
	}
}

static void
stored_weights_stay_unless_given(void **state)
{
	const char *given = "review=40";
	struct text_list list = { &given, 1 }, none = { NULL, 0 };
	struct selection selection = { 0 };
	struct app app;

	(void)state;
	app_init(&app, "muster");
	assert_ok(selection_weights(&app, &selection, &none));
	assert_null(selection.options.weights);
	assert_ok(selection_weights(&app, &selection, &list));
	for (int i = 0; i < FAMILY_COUNT; i++)
		assert_true(
		    selection.weights[i] == (i == FAMILY_REVIEW ? 40.0 : -1.0));
	app_done(&app);
}

static void
a_query_comes_from_words_or_a_file(void **state)
{
	const char *words[] = { "lang:go", "not", "loc:berlin" }, *text;
	struct text_list list = { words, 3 };
	char path[] = "/tmp/muster-query-XXXXXX";
	int fd = mkstemp(path);
	struct app app;

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "  lang:rust\n", 12), 12);
	assert_int_equal(close(fd), 0);
	app_init(&app, "muster");
	assert_ok(selection_text(&app, &list, 3, NULL, &text));
	assert_string_equal(text, "lang:go not loc:berlin");
	assert_ok(selection_text(&app, &list, 0, path, &text));
	assert_string_equal(text, "lang:rust");
	assert_int_equal(selection_text(&app, &list, 1, path, &text),
	    ERR_INVAL);
	assert_int_equal(unlink(path), 0);
	app.detail.text[0] = '\0';
	assert_int_equal(selection_text(&app, &list, 0, path, &text),
	    ERR_INVAL);
	assert_non_null(strstr(app.detail.text, path));
	app_done(&app);
}

static void
the_footer_tells_what_is_not_seen(void **state)
{
	static const struct {
		struct query_counts counts;
		const char *text;
		int64_t limit, offset;
	} cases[] = {
		{ { .total = 0 },
		    "No leads for r yet: `muster crawl --role r` finds "
		    "some.\n",
		    -1, 0 },
		{ { .total = 9, .emptied_by = "loc:berlin" },
		    "None of 9 leads of r: \"loc:berlin\" removed the "
		    "last.\n",
		    -1, 0 },
		{ { .total = 1, .matched = 0, .hidden_status = 1 },
		    "All leads of r that match are hidden.\n"
		    "Hidden: 1 not-a-fit, declined or hired (--all shows "
		    "them).\n",
		    -1, 0 },
		{ { .total = 9, .matched = 9, .listed = 9 },
		    "9 of 9 leads for r.\n", -1, 0 },
		{ { .total = 90, .matched = 50 }, "50 matching leads for r.\n",
		    0, 0 },
		{ { .total = 90, .matched = 50 },
		    "Nobody is left for this page: 50 matching leads for r.\n",
		    20, 60 },
		{ { .total = 90, .matched = 50, .listed = 10 },
		    "41-50 of 50 matching leads for r.\n", 20, 40 },
		{ { .next = "cafe",
		      .total = 90,
		      .matched = 50,
		      .listed = 20,
		      .hidden_inactive = 2,
		      .hidden_out = 3,
		      .hidden_past_notice = 1,
		      .place_unknown = 4,
		      .due_this_week = 1 },
		    "1-20 of 50 matching leads for r; --limit N or --limit "
		    "all shows more.\n"
		    "Next page: --cursor cafe\n"
		    "1 past their time is not shown.\n"
		    "Hidden: 2 inactive for over 24 months, 3 with evidence "
		    "against a must (--all shows them).\n"
		    "4 gave no place, so the place filter can't tell; "
		    "loc:unknown lists them.\n"
		    "1 falls due within 7 days: tell them, or they are "
		    "no longer listed (due:7d lists them).\n",
		    -1, 0 },
		{ { .is_partial = true,
		      .next = "c0ffee",
		      .total = 90000,
		      .matched = 20,
		      .listed = 20,
		      .hidden_status = 2,
		      .hidden_past_notice = 3,
		      .place_unknown = 4 },
		    "1-20 of the matching leads for r; --count counts them "
		    "all, --limit N shows more.\n"
		    "Next page: --cursor c0ffee\n"
		    "3 past their time are not shown among those ranked "
		    "above the last one shown.\n"
		    "Hidden among those ranked above the last one shown: 2 "
		    "not-a-fit, declined or hired (--all shows them).\n"
		    "4 gave no place among those ranked above the last one "
		    "shown, so the place filter can't tell; loc:unknown lists "
		    "them.\n",
		    -1, 0 },
		{ { .total = 90000,
		      .matched = 1,
		      .listed = 1,
		      .place_unknown = 8100,
		      .place_is_estimated = true },
		    "1 of 90000 leads for r.\n"
		    "About 8100 gave no place, so the place filter can't tell; "
		    "loc:unknown lists them.\n",
		    -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct selection selection = { .role = "r",
			.options = { .limit = cases[i].limit,
			    .offset = cases[i].offset },
			.counts = cases[i].counts };
		struct buf out;

		buf_init(&out, 4096);
		selection_footer(&selection, &out);
		assert_string_equal(out.data, cases[i].text);
		buf_done(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weights_name_a_family),
		cmocka_unit_test(stored_weights_stay_unless_given),
		cmocka_unit_test(a_query_comes_from_words_or_a_file),
		cmocka_unit_test(the_footer_tells_what_is_not_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
