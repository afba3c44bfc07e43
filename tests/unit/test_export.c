/* Formats are found by name and by a file's ending. */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "outreach/export.h"
#include "tests/unit/test.h"

static void
formats_are_found(void **state)
{
	static const struct {
		const char *file, *format;
	} cases[] = {
		{ "leads.csv", "csv" },
		{ "/tmp/a.b/LEADS.CSV", "csv" },
		{ "leads.jsonl", "jsonl" },
		{ "leads.xls", NULL },
		{ "csv", NULL },
		{ ".csv", NULL },
		{ "leads.csv.gz", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct export_format *format =
		    export_format_of(cases[i].file);

		if (cases[i].format == NULL)
			assert_null(format);
		else
			assert_string_equal(format->name, cases[i].format);
	}
	assert_string_equal(export_format_find("JSONL")->name, "jsonl");
	assert_null(export_format_find("json"));
	assert_null(export_format_find(""));
}

static void
every_format_is_in_the_list_of_names(void **state)
{
	(void)state;
	assert_non_null(strstr(export_format_names(), "csv"));
	assert_non_null(strstr(export_format_names(), "jsonl"));
}

static void
flushing_tells_a_full_device_and_an_overflow(void **state)
{
	FILE *full = fopen("/dev/full", "wb");
	struct buf out;

	(void)state;
	assert_non_null(full);
	(void)setvbuf(full, NULL, _IONBF, 0);
	buf_init(&out, 8);
	buf_text(&out, "bytes");
	assert_int_equal(export_flush(full, &out), ERR_FULL);
	assert_int_equal(out.len, 0);
	buf_text(&out, "more than eight bytes");
	assert_int_equal(export_flush(full, &out), ERR_LIMIT);
	buf_done(&out);
	(void)fclose(full);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_are_found),
		cmocka_unit_test(every_format_is_in_the_list_of_names),
		cmocka_unit_test(flushing_tells_a_full_device_and_an_overflow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
