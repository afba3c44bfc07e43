/* CSV cells are quoted as RFC 4180 has it, and none can run as a formula. */
#include <string.h>

#include "outreach/csv.h"
#include "tests/unit/test.h"

static void
text_cells_are_quoted_and_neutralised(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "plain", "plain" },
		{ "", "" },
		{ NULL, "" },
		{ "two words", "two words" },
		{ "a,b", "\"a,b\"" },
		{ "say \"hi\"", "\"say \"\"hi\"\"\"" },
		{ "line\nline", "\"line\nline\"" },
		{ "line\r\nline", "\"line\r\nline\"" },
		{ " leading", "\" leading\"" },
		{ "trailing ", "\"trailing \"" },
		{ "=1+1", "'=1+1" },
		{ "+49", "'+49" },
		{ "-", "'-" },
		{ "@grafana", "'@grafana" },
		{ "\tcmd", "'\tcmd" },
		{ "\rcmd", "\"'\rcmd\"" },
		{ "=cmd|'/C calc'!A0,x", "\"'=cmd|'/C calc'!A0,x\"" },
		{ "=HYPERLINK(\"http://a\")",
		    "\"'=HYPERLINK(\"\"http://a\"\")\"" },
		{ "\xEF\xBC\x9D"
		  "1",
		    "'\xEF\xBC\x9D"
		    "1" },
		{ "a=b", "a=b" },
		{ "acme;=1+1", "acme;'=1+1" },
		{ "acme; -1;", "acme; '-1;" },
		{ "J\xC3\xBCrgen", "J\xC3\xBCrgen" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct csv_writer csv;
		struct buf out;

		buf_init(&out, 1000);
		csv_init(&csv, &out, ',');
		csv_put_text(&csv, cases[i].in);
		csv_end_row(&csv);
		assert_int_equal(out.len, strlen(cases[i].out) + 2);
		assert_memory_equal(out.data, cases[i].out,
		    strlen(cases[i].out));
		buf_done(&out);
	}
}

static void
rows_hold_cells_of_every_kind(void **state)
{
	struct csv_writer csv;
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	csv_init(&csv, &out, ',');
	csv_put_int(&csv, -42);
	csv_put_bool(&csv, true);
	csv_put_real(&csv, 61.40, 1);
	csv_put_real(&csv, 0.5, 3);
	csv_put_time(&csv, 1795334400);
	csv_put_time(&csv, 0);
	csv_put_empty(&csv);
	csv_put_text(&csv, "end");
	csv_end_row(&csv);
	csv_put_text(&csv, "next");
	csv_end_row(&csv);
	assert_string_equal(out.data,
	    "-42,true,61.4,0.5,2026-11-22T08:00:00Z,,,end\r\nnext\r\n");
	buf_done(&out);
}

static void
another_separator_is_quoted_where_it_stands_in_a_cell(void **state)
{
	struct csv_writer csv;
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	csv_init(&csv, &out, ';');
	csv_put_text(&csv, "go; rust");
	csv_put_text(&csv, "a,b");
	csv_put_int(&csv, 1);
	csv_end_row(&csv);
	assert_string_equal(out.data, "\"go; rust\";\"a,b\";1\r\n");
	buf_done(&out);
}

/* Where a list is written at once, it is what its texts are as one. */
static void
lists_are_written_at_once_where_nothing_is_odd(void **state)
{
	static const struct {
		const char *texts[3];
		size_t n;
		char separator;
		const char *out; /* NULL: not at once */
	} cases[] = { { { "go", "c", "rust" }, 3, ',', "1,go; c; rust" },
		{ { "go" }, 1, ',', "1,go" }, { { NULL }, 0, ',', "1," },
		{ { "go", "c" }, 2, '\t', "1\tgo; c" },
		{ { "go", "c" }, 2, ';', NULL },
		{ { "go", "a,b" }, 2, ',', NULL },
		{ { "a;b", "c" }, 2, ',', NULL },
		{ { "go", "" }, 2, ',', NULL }, { { "=go" }, 1, ',', NULL },
		{ { "go", "-1" }, 2, ',', NULL },
		{ { "go", NULL }, 2, ',', NULL },
		{ { "more than", "twelve" }, 2, ',', NULL } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct csv_writer csv;
		struct buf out;

		buf_init(&out, 1000);
		csv_init(&csv, &out, cases[i].separator);
		csv_put_int(&csv, 1);
		assert_int_equal(csv_put_list(&csv, cases[i].texts, cases[i].n,
				     13),
		    cases[i].out != NULL);
		assert_string_equal(out.data,
		    cases[i].out != NULL ? cases[i].out : "1");
		/* The next cell is separated once. */
		csv_put_int(&csv, 2);
		assert_int_equal(out.data[out.len - 2], cases[i].separator);
		assert_int_not_equal(out.data[out.len - 3] ==
			cases[i].separator,
		    cases[i].n > 0);
		buf_done(&out);
	}
}

/* Bytes are looked at sixteen at a time. */
static void
a_byte_is_seen_wherever_it_stands(void **state)
{
	static const struct {
		const char *byte;
		bool is_line, is_quoted;
	} cases[] = { { "x", true, false }, { ",", true, true },
		{ "\"", true, true }, { ";", true, false },
		{ "\x7F", false, false }, { "\xC3\xA9", false, false },
		{ "\x1F", false, false }, { "  ", false, false } };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t len = 1; len < 70; len++)
			for (size_t at = 1; at < len; at++) {
				struct csv_writer csv;
				char text[80];
				struct buf out;
				size_t n = strlen(cases[i].byte);

				buf_init(&out, 1000);
				csv_init(&csv, &out, ',');
				memset(text, 'a', len + n);
				memcpy(text + at, cases[i].byte, n);
				text[len + n] = '\0';
				assert_int_equal(csv_put_line(&csv, text, 100),
				    cases[i].is_line);
				buf_reset(&out);
				csv_init(&csv, &out, ',');
				csv_put_text(&csv, text);
				assert_int_equal(out.data[0] == '"',
				    cases[i].is_quoted);
				buf_done(&out);
			}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_cells_are_quoted_and_neutralised),
		cmocka_unit_test(a_byte_is_seen_wherever_it_stands),
		cmocka_unit_test(
		    lists_are_written_at_once_where_nothing_is_odd),
		cmocka_unit_test(rows_hold_cells_of_every_kind),
		cmocka_unit_test(
		    another_separator_is_quoted_where_it_stands_in_a_cell),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
