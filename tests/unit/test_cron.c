#include <string.h>

#include "config/cron.h"
#include "tests/unit/test.h"

static void
five_fields_are_read(void **state)
{
	struct cron cron;

	(void)state;
	assert_int_equal(cron_parse("0 5 * * 1-5", &cron, NULL), 0);
	assert_int_equal(cron.minutes, 1);
	assert_int_equal(cron.hours, 1 << 5);
	assert_int_equal(cron.days, 0xFFFFFFFE);
	assert_int_equal(cron.months, 0x1FFE);
	assert_int_equal(cron.weekdays, 0x3E);
	assert_true(cron.day_is_star);
	assert_false(cron.weekday_is_star);

	assert_int_equal(cron_parse(" */15\t0,12 1 jan-MAR sun ", &cron, NULL),
	    0);
	assert_int_equal(cron.minutes,
	    UINT64_C(1) | UINT64_C(1) << 15 | UINT64_C(1) << 30 |
		UINT64_C(1) << 45);
	assert_int_equal(cron.hours, 1 | 1 << 12);
	assert_int_equal(cron.days, 1 << 1);
	assert_int_equal(cron.months, 1 << 1 | 1 << 2 | 1 << 3);
	assert_int_equal(cron.weekdays, 1);
}

static void
sunday_is_0_or_7(void **state)
{
	struct cron zero, seven;

	(void)state;
	assert_int_equal(cron_parse("0 0 * * 0", &zero, NULL), 0);
	assert_int_equal(cron_parse("0 0 * * 7", &seven, NULL), 0);
	assert_int_equal(zero.weekdays, seven.weekdays);
	assert_int_equal(cron_parse("0 0 * * 5-7", &seven, NULL), 0);
	assert_int_equal(seven.weekdays, 1 | 1 << 5 | 1 << 6);
}

static void
steps_go_through_ranges(void **state)
{
	struct cron cron;

	(void)state;
	assert_int_equal(cron_parse("10-20/5 8/4 * * *", &cron, NULL), 0);
	assert_int_equal(cron.minutes,
	    UINT64_C(1) << 10 | UINT64_C(1) << 15 | UINT64_C(1) << 20);
	assert_int_equal(cron.hours, 1 << 8 | 1 << 12 | 1 << 16 | 1 << 20);
}

static void
mistakes_name_the_field(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} cases[] = {
		{ "", "has 0 fields" },
		{ "@daily", "minute: got \"@daily\"" },
		{ "0 5 * *", "has 4 fields" },
		{ "0 5 * * 1 2", "more than five fields" },
		{ "60 5 * * 1", "minute: got \"60\", expected 0..59" },
		{ "0 24 * * 1", "hour: got \"24\"" },
		{ "0 5 0 * 1", "day: got \"0\", expected 1..31" },
		{ "0 5 * 13 1", "month: got \"13\"" },
		{ "0 5 * foo 1", "month: got \"foo\"" },
		{ "0 5 * * 8", "weekday: got \"8\"" },
		{ "0 5 * * 5-1", "weekday: got \"5-1\"" },
		{ "1,,2 5 * * *", "minute: got \"1,,2\"" },
		{ "1, 5 * * *", "minute: got \"1,\"" },
		{ "*/0 5 * * *", "minute: got \"*/0\"" },
		{ "*/x 5 * * *", "minute: got \"*/x\"" },
		{ "- 5 * * *", "minute: got \"-\"" },
		{ "-1 5 * * *", "minute: got \"-1\"" },
		{ "** 5 * * *", "minute: got \"**\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err_detail detail = { 0 };
		struct cron cron;

		assert_int_equal(cron_parse(cases[i].text, &cron, &detail),
		    ERR_PARSE);
		if (strstr(detail.text, cases[i].said) == NULL)
			fail_msg("%s: %s", cases[i].text, detail.text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_fields_are_read),
		cmocka_unit_test(sunday_is_0_or_7),
		cmocka_unit_test(steps_go_through_ranges),
		cmocka_unit_test(mistakes_name_the_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
