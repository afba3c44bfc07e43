#include <string.h>

#include "base/buf.h"
#include "outreach/csv_read.h"
#include "tests/unit/test.h"

/* Rows as "LINE:cell|cell", one after the other with "; ". */
static void
rows_are_read_as_spreadsheets_write_them(void **state)
{
	static const struct {
		const char *text;
		const char *rows;
	} cases[] = {
		{ "", "" },
		{ "a", "1:a" },
		{ "a,b\r\nc,d\r\n", "1:a|b; 2:c|d" },
		{ "a;b;c\n1;\"x;y\";3", "1:a|b|c; 2:1|x;y|3" },
		{ "a\tb\n", "1:a|b" },
		{ "\xEF\xBB\xBF"
		  "a,b\n",
		    "1:a|b" },
		{ "\"a \"\"b\"\"\", c \n", "1:a \"b\"|c" },
		{ "\"two\nlines\",x\nnext", "1:two\nlines|x; 3:next" },
		{ "\n\n , \nlast", "4:last" },
		{ "a,\"never closed\nx,y", "1:a|never closed\nx,y" },
		{ "a\"b,c", "1:a\"b|c" },
		{ "\"a\"b,c", "1:ab|c" },
		{ ",,", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };
		struct csv_reader reader;
		struct csv_row row;
		struct buf out;

		buf_init(&out, 1000);
		csv_read_init(&reader, cases[i].text, strlen(cases[i].text));
		while (csv_read_row(&reader, &arena, &row)) {
			buf_format(&out, "%s%lld:", out.len > 0 ? "; " : "",
			    (long long)row.line);
			for (size_t j = 0; j < row.n; j++)
				buf_format(&out, "%s%s", j > 0 ? "|" : "",
				    row.cells[j]);
		}
		assert_string_equal(out.data != NULL ? out.data : "",
		    cases[i].rows);
		buf_done(&out);
		arena_done(&arena);
	}
}

static void
too_many_cells_are_passed_over(void **state)
{
	struct arena arena = { 0 };
	struct csv_reader reader;
	struct csv_row row;
	char text[1000];

	(void)state;
	memset(text, ',', sizeof(text));
	text[0] = 'a';
	csv_read_init(&reader, text, sizeof(text));
	assert_true(csv_read_row(&reader, &arena, &row));
	assert_int_equal(row.n, CSV_CELLS_MAX);
	assert_false(csv_read_row(&reader, &arena, &row));
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_read_as_spreadsheets_write_them),
		cmocka_unit_test(too_many_cells_are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
