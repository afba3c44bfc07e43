#include <string.h>

#include "base/str.h"
#include "cli/known_file.h"
#include "signals/fact.h"
#include "tests/unit/config_fixture.h"

static struct config_fixture fixture;

static int
setup(void **state)
{
	(void)state;
	fixture_init(&fixture);
	return 0;
}

static int
teardown(void **state)
{
	(void)state;
	fixture_done(&fixture);
	return 0;
}

/* "LINE:key,key; LINE:..." of a file. */
static const char *
read_keys(const char *text, size_t len)
{
	struct known_entry *entries;
	struct buf out;
	struct app app;
	const char *kept;
	size_t n = 0;

	app_init(&app, "muster");
	buf_init(&out, 100000);
	assert_int_equal(known_file_read(&app,
			     fixture_write_len(&fixture, "k.csv", text, len),
			     &entries, &n),
	    0);
	for (size_t i = 0; i < n; i++) {
		buf_format(&out, "%s%lld:", i > 0 ? "; " : "",
		    (long long)entries[i].line);
		for (size_t j = 0; j < entries[i].n_keys; j++)
			buf_format(&out, "%s%s", j > 0 ? "," : "",
			    entries[i].keys[j]);
	}
	kept = arena_strdup(&fixture.arena, out.data != NULL ? out.data : "");
	buf_done(&out);
	app_done(&app);
	return kept;
}

static void
lists_are_understood_however_they_are_laid_out(void **state)
{
	static const struct {
		const char *text;
		const char *keys;
	} cases[] = {
		{ "", "" },
		{ "octocat\n@hubot\nhttps://github.com/Some-One/\n",
		    "1:login octocat; 2:login hubot; 3:login some-one" },
		{ "login\noctocat\n", "2:login octocat" },
		{ "Full Name;Current Company\n\"Doe, Jane\";Acme GmbH\n",
		    "2:name jane doe at acme " },
		{ "first_name,LAST-NAME,Employer\nJan\xC3\xA9,Doe,\"a, b\"\n",
		    "2:name jane doe at a ,name jane doe at b " },
		{ "Jane Doe,Acme\nJane Doe\n", "1:name jane doe at acme ; 2:" },
		{ "name,notes\nX,\"see github.com/Octo?tab=x and "
		  "https://de.linkedin.com/in/Jane-D/\"\n",
		    "2:login octo,linkedin jane-d" },
		{ "name,repo\nX,https://github.com/owner/repo\n", "2:" },
		{ "login,company\nnot a login,acme\n", "2:" },
		{ "a b c\n\n\nx,y\n", "1:; 4:login x" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(read_keys(cases[i].text,
					strlen(cases[i].text)),
		    cases[i].keys);
}

static void
a_list_may_be_as_a_spreadsheet_writes_it(void **state)
{
	static const char windows[] = "Name;Firma\nJos\xE9 M\xFCller;Gr\xF6\xDF"
				      "e AG\n";
	static const char utf16[] = "\xFF\xFEl\0o\0g\0i\0n\0\n\0x\0\n";

	(void)state;
	assert_string_equal(read_keys(windows, sizeof(windows) - 1),
	    "2:name jose muller at grosse ");
	assert_string_equal(read_keys(utf16, sizeof(utf16)), "2:login x");
}

static void
a_workbook_is_no_list(void **state)
{
	static const char workbook[] = "PK\x03\x04,a b\nJane Doe,Acme\n";
	struct known_entry *entries;
	struct app app;
	size_t n = 0;

	(void)state;
	app_init(&app, "muster");
	assert_int_equal(known_file_read(&app,
			     fixture_write_len(&fixture, "k.csv", workbook,
				 sizeof(workbook) - 1),
			     &entries, &n),
	    ERR_INVAL);
	assert_non_null(strstr(app.detail.text, "workbook"));
	assert_non_null(strstr(app.detail.text, "expected CSV"));
	app_done(&app);
}

static void
any_bytes_are_a_list_of_nobody(void **state)
{
	char bytes[4096];
	uint32_t seed = 12345;

	(void)state;
	for (int round = 0; round < 50; round++) {
		for (size_t i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1664525U + 1013904223U;
			/* Half of them are what such files are made of. */
			bytes[i] = (seed >> 28) < 8
			    ? ",;\t\"\r\n =@/:ab"[(seed >> 20) % 14]
			    : (char)(seed >> 24);
		}
		(void)read_keys(bytes, sizeof(bytes));
	}
}

/* After the others: there is one server to a process. */
static void
a_server_of_ones_own_has_profiles_too(void **state)
{
	static const char list[] =
	    "name,notes\nX,\"see https://GHE.example.com/Octo?tab=x\"\n";

	(void)state;
	fact_site_set("https://ghe.example.com/api/v3");
	assert_string_equal(read_keys(list, sizeof(list) - 1), "2:login octo");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    lists_are_understood_however_they_are_laid_out),
		cmocka_unit_test(a_list_may_be_as_a_spreadsheet_writes_it),
		cmocka_unit_test(a_workbook_is_no_list),
		cmocka_unit_test(any_bytes_are_a_list_of_nobody),
		cmocka_unit_test(a_server_of_ones_own_has_profiles_too),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
