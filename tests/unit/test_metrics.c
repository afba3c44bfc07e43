#include "tests/unit/test.h"
#include "web/metrics.h"

static void
families_are_written_in_the_text_format(void **state)
{
	static const struct metrics_family runs = { "runs", "Runs.",
		METRICS_COUNTER };
	static const struct metrics_family left = { "points_left",
		"Points left.", METRICS_GAUGE };
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	metrics_one(&out, &runs, 7);
	metrics_begin(&out, &left);
	metrics_sample(&out, &left,
	    (struct metrics_label[2]){ { "resource", "rest" } }, 4999);
	metrics_sample(&out, &left,
	    (struct metrics_label[2]){ { "resource", "a\"b\\c\nd" },
		{ "role", "x" } },
	    INT64_MIN);
	assert_string_equal(out.data,
	    "# HELP muster_runs_total Runs.\n"
	    "# TYPE muster_runs_total counter\n"
	    "muster_runs_total 7\n"
	    "# HELP muster_points_left Points left.\n"
	    "# TYPE muster_points_left gauge\n"
	    "muster_points_left{resource=\"rest\"} 4999\n"
	    "muster_points_left{resource=\"a\\\"b\\\\c\\nd\",role=\"x\"} "
	    "-9223372036854775808\n");
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(families_are_written_in_the_text_format),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
