/* Tables fit the width they are given, whatever is in their cells. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/table.h"
#include "tests/unit/test.h"

static const struct column columns[] = {
	{ "#", 2, 5, true, CUT_FIRST },
	{ "login", 6, 20, false, CUT_FIRST },
	{ "name", 6, 30, false, CUT_FIRST },
	{ "cov", 4, 4, true, CUT_FIRST },
};

struct printed {
	struct term term;
	char *text;
	size_t len;
};

static void
begin(struct printed *printed, size_t width)
{
	memset(printed, 0, sizeof(*printed));
	printed->term.out = open_memstream(&printed->text, &printed->len);
	assert_non_null(printed->term.out);
	printed->term.width = width;
}

static void
end(struct printed *printed)
{
	assert_int_equal(fclose(printed->term.out), 0);
}

static void
row(struct table *table, const char *rank, const char *login, const char *name,
    const char *coverage)
{
	table_cell(table, 0, STYLE_DIM, rank);
	table_cell(table, 1, STYLE_BOLD, login);
	table_cell(table, 2, STYLE_PLAIN, name);
	table_cell(table, 3, STYLE_PLAIN, coverage);
	table_end_row(table);
}

static void
columns_are_as_wide_as_their_rows_need(void **state)
{
	struct printed printed;
	struct table table;

	(void)state;
	begin(&printed, 80);
	table_init(&table, &printed.term, columns, COUNT(columns));
	row(&table, "1", "ada", "Ada Lovelace", "82%");
	row(&table, "12", "octocat", NULL, "7%");
	table_done(&table);
	end(&printed);
	assert_string_equal(printed.text,
	    " #  login    name           cov\n"
	    " 1  ada      Ada Lovelace   82%\n"
	    "12  octocat                  7%\n");
	free(printed.text);
}

static void
what_does_not_fit_is_cut(void **state)
{
	struct printed printed;
	struct table table;

	(void)state;
	begin(&printed, 40);
	table_init(&table, &printed.term, columns, COUNT(columns));
	row(&table, "1", "a-rather-long-login-name",
	    "Somebody With Quite A Number Of Names", "82%");
	table_done(&table);
	end(&printed);
	assert_string_equal(printed.text,
	    " # login           name              cov\n"
	    " 1 a-rather-long-\xE2\x80\xA6 Somebody With Q\xE2\x80\xA6  "
	    "82%\n");
	free(printed.text);
}

/* A login is typed into the next command: half of one is of no use. */
static void
what_may_go_goes_before_the_last_is_cut(void **state)
{
	static const struct column few[] = {
		{ "login", 6, 39, false, CUT_LAST },
		{ "name", 8, 26, false, CUT_LATE },
		{ "place", 6, 24, false, CUT_OR_GONE },
		{ "company", 7, 22, false, CUT_OR_GONE },
		{ "status", 6, 14, false, CUT_FIRST },
	};
	static const struct {
		size_t width;
		const char *text;
	} cases[] = {
		{ 60,
		    "login                  name            place  company "
		    "status\n"
		    "lakshmi-chatterjee-dev Lakshmi Chatte… Berlin Acme    "
		    "new\n" },
		{ 50,
		    "login                  name          place  status\n"
		    "lakshmi-chatterjee-dev Lakshmi Chat… Berlin new\n" },
		{ 40,
		    "login                  name       status\n"
		    "lakshmi-chatterjee-dev Lakshmi C… new\n" },
		{ 30,
		    "login          name     status\n"
		    "lakshmi-chatt… Lakshmi… new\n" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct printed printed;
		struct table table;

		begin(&printed, cases[i].width);
		table_init(&table, &printed.term, few, COUNT(few));
		table_cell(&table, 0, STYLE_BOLD, "lakshmi-chatterjee-dev");
		table_cell(&table, 1, STYLE_PLAIN, "Lakshmi Chatterjee");
		table_cell(&table, 2, STYLE_PLAIN, "Berlin");
		table_cell(&table, 3, STYLE_PLAIN, "Acme");
		table_cell(&table, 4, STYLE_PLAIN, "new");
		table_end_row(&table);
		table_done(&table);
		end(&printed);
		assert_string_equal(printed.text, cases[i].text);
		free(printed.text);
	}
}

/* No line of the output is wider than the terminal. */
static void
fits(const char *text, size_t width)
{
	while (*text != '\0') {
		char line[1000];
		size_t len = strcspn(text, "\n");

		assert_true(len < sizeof(line));
		memcpy(line, text, len);
		line[len] = '\0';
		assert_true(text_width(line) <= width);
		text += len + (text[len] == '\n');
	}
}

static void
hostile_and_wide_cells_keep_their_column(void **state)
{
	static const size_t widths[] = { 40, 60, 80, 100, 140, 200 };

	(void)state;
	for (size_t i = 0; i < COUNT(widths); i++) {
		struct printed printed;
		struct table table;

		begin(&printed, widths[i]);
		table_init(&table, &printed.term, columns, COUNT(columns));
		row(&table, "1", "\x1b[31mred\x1b[0m", "two\nlines\ttab", "1%");
		row(&table, "2",
		    "\xE5\xBC\xA0\xE4\xBC\x9F\xE5\xBC\xA0\xE4\xBC\x9F",
		    "\xE2\x80\xAEright to left\xFF", "100%");
		row(&table, "3", "",
		    "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB", NULL);
		table_below(&table,
		    "a very long reason that has to be wrapped "
		    "since it speaks of many things, at length, and then of "
		    "some more, so that it takes more than two lines of an "
		    "ordinary terminal, or even three of a narrow one");
		row(&table, "4", "end", "end", "0%");
		table_done(&table);
		end(&printed);
		fits(printed.text, widths[i]);
		assert_null(strchr(printed.text, '\x1b'));
		free(printed.text);
	}
}

static void
a_text_below_is_indented_and_wrapped(void **state)
{
	struct printed printed;
	struct table table;

	(void)state;
	begin(&printed, 40);
	table_init(&table, &printed.term, columns, COUNT(columns));
	table_below(&table,
	    "Merged twelve pull requests in redis/redis, last in May");
	row(&table, "1", "ada", "Ada", "82%");
	table_done(&table);
	end(&printed);
	assert_string_equal(printed.text,
	    " #  login   name     cov\n"
	    " 1  ada     Ada      82%\n"
	    "    Merged twelve pull requests in\n"
	    "    redis/redis, last in May\n");
	free(printed.text);
}

static void
long_tables_are_written_as_they_come(void **state)
{
	struct printed printed;
	struct table table;
	size_t lines = 0;

	(void)state;
	begin(&printed, 80);
	table_init(&table, &printed.term, columns, COUNT(columns));
	for (int i = 0; i < 3 * TABLE_SAMPLE; i++) {
		row(&table, "1", "ada", "Ada", "82%");
		assert_true(table.arena.used < 400 * TABLE_SAMPLE);
	}
	table_done(&table);
	end(&printed);
	for (size_t i = 0; i < printed.len; i++)
		lines += printed.text[i] == '\n';
	assert_int_equal(lines, 3 * TABLE_SAMPLE + 1);
	free(printed.text);
}

static void
an_empty_table_prints_nothing(void **state)
{
	struct printed printed;
	struct table table;

	(void)state;
	begin(&printed, 80);
	table_init(&table, &printed.term, columns, COUNT(columns));
	table_done(&table);
	end(&printed);
	assert_int_equal(printed.len, 0);
	free(printed.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_as_wide_as_their_rows_need),
		cmocka_unit_test(what_does_not_fit_is_cut),
		cmocka_unit_test(what_may_go_goes_before_the_last_is_cut),
		cmocka_unit_test(hostile_and_wide_cells_keep_their_column),
		cmocka_unit_test(a_text_below_is_indented_and_wrapped),
		cmocka_unit_test(long_tables_are_written_as_they_come),
		cmocka_unit_test(an_empty_table_prints_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
