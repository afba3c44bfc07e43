#include "base/str.h"
#include "config/config.h"
#include "config/option.h"
#include "tests/unit/config_fixture.h"

/* Reads settings from a text; the message without the file's path. */
static int
read_text(struct config_fixture *fixture, const char *text,
    struct config *config, const char **ret_said)
{
	static struct err_detail detail;
	char *path = fixture_write(fixture, "muster.yaml", text);
	int rc;

	memset(&detail, 0, sizeof(detail));
	rc = config_read(path, config, &detail);
	*ret_said = fixture_said(path, &detail);
	return rc;
}

static void
without_a_file_all_is_default(void **state)
{
	struct config config;

	(void)state;
	assert_ok(config_read(NULL, &config, NULL));
	assert_null(config.path);
	assert_string_equal(config.github_api_url, "https://api.github.com");
	assert_string_equal(config.github_api_version, "2022-11-28");
	assert_null(config.github_token_file);
	assert_null(config.store_path);
	assert_int_equal(config.github_reserve_points, 500);
	assert_int_equal(config.github_timeout_s, 30);
	assert_int_equal(config.crawl_people_repositories, 6);
	assert_int_equal(config.crawl_max_people, 0);
	assert_int_equal(config.store_map_size_mb, 65536);
	assert_int_equal(config.store_retention_days, 30);
	assert_string_equal(config.daemon_listen, "127.0.0.1:9465");
	assert_string_equal(config.daemon_schedule, "17 3 * * *");
	assert_null(config.daemon_time_zone);
	assert_string_equal(config.log_level, "info");
	assert_string_equal(config.log_format, "logfmt");
	assert_int_equal(config.exclude.n_companies, 0);
	config_done(&config);
}

static void
values_are_read(void **state)
{
	struct config_fixture fixture;
	struct config config;
	const char *said;

	(void)state;
	fixture_init(&fixture);
	assert_int_equal(read_text(&fixture,
			     "github:\n"
			     "  api_url: https://github.example.com/api/v3/\n"
			     "  reserve: 750\n"
			     "  timeout: 1 minutes\n"
			     "  token_file: token\n"
			     "  ca_file: /etc/ca.pem\n"
			     "store: {map_size: 4GB, retention: 2 weeks}\n"
			     "log:\n"
			     "operator: {company: 'Straße & Söhne'}\n"
			     "daemon:\n"
			     "  listen: off\n"
			     "  schedule: '*/30 * * * *'\n"
			     "  time_zone: UTC\n"
			     "exclude:\n"
			     "  companies: [Acme, \"Beta, Inc.\"]\n"
			     "  logins: octocat\n",
			     &config, &said),
	    0);
	assert_string_equal(config.github_api_url,
	    "https://github.example.com/api/v3");
	assert_int_equal(config.github_reserve_points, 750);
	assert_int_equal(config.github_timeout_s, 60);
	assert_string_equal(config.github_token_file,
	    arena_format(&fixture.arena, "%s/token", fixture.directory));
	assert_string_equal(config.github_ca_file, "/etc/ca.pem");
	assert_int_equal(config.store_map_size_mb, 4096);
	assert_int_equal(config.store_retention_days, 14);
	assert_string_equal(config.operator_company, "Straße & Söhne");
	assert_string_equal(config.daemon_listen, "off");
	assert_string_equal(config.daemon_schedule, "*/30 * * * *");
	assert_string_equal(config.daemon_time_zone, "UTC");
	assert_int_equal(config.exclude.n_companies, 2);
	assert_string_equal(config.exclude.companies[1], "Beta, Inc.");
	assert_int_equal(config.exclude.n_logins, 1);
	assert_string_equal(config.exclude.logins[0], "octocat");
	config_done(&config);
	fixture_done(&fixture);
}

static void
home_is_expanded_in_paths(void **state)
{
	struct config_fixture fixture;
	struct config config;
	const char *said;

	(void)state;
	fixture_init(&fixture);
	assert_int_equal(setenv("HOME", "/home/ada", 1), 0);
	assert_int_equal(read_text(&fixture, "store: {path: ~/leads}\n",
			     &config, &said),
	    0);
	assert_string_equal(config.store_path, "/home/ada/leads");
	config_done(&config);
	assert_int_equal(unsetenv("HOME"), 0);
	assert_int_equal(read_text(&fixture, "store: {path: ~/leads}\n",
			     &config, &said),
	    ERR_INVAL);
	assert_non_null(strstr(said, "$HOME is not set"));
	fixture_done(&fixture);
}

static void
mistakes_name_line_key_value_and_what_was_expected(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} cases[] = {
		{ "github:\n  tokenfile: x\n",
		    ":2: github.tokenfile: unknown key, did you mean "
		    "\"token_file\"?" },
		{ "githb:\n  api_url: x\n",
		    ":1: githb: unknown key, did you mean \"github\"?" },
		{ "token_file: x\n",
		    ":1: token_file: unknown key, did you mean "
		    "\"github.token_file\"?" },
		{ "wholly_else: x\n", ":1: wholly_else: unknown key" },
		{ "github: x\n",
		    ":1: github: got \"x\", expected keys with values" },
		{ "- github\n",
		    ":1: got a list, expected sections such as "
		    "\"github:\"" },
		{ "\ngithub: {reserve: many}\n",
		    ":2: github.reserve: got \"many\", expected a whole "
		    "number from 0 to 100000 (points)" },
		{ "github: {reserve: -1}\n",
		    ":1: github.reserve: got \"-1\", expected a whole number "
		    "from 0 to 100000 (points)" },
		{ "github: {timeout: 3 days}\n",
		    ":1: github.timeout: got \"3 days\", expected a whole "
		    "number from 1 to 300 (seconds)" },
		{ "github: {timeout: 99999999999999999999}\n",
		    ":1: github.timeout: got \"99999999999999999999\", "
		    "expected a whole number from 1 to 300 (seconds)" },
		{ "store: {retention: 31}\n",
		    ":1: store.retention: got \"31\", expected a whole number "
		    "from 1 to 30 (days)" },
		{ "github: {api_url: http://api.example.com}\n",
		    ":1: github.api_url: got \"http://api.example.com\", "
		    "expected an https:// address (http:// only to this "
		    "machine)" },
		{ "github: {api_url: 'http://127.0.0.1.example.com'}\n",
		    ":1: github.api_url: got \"http://127.0.0.1.example.com\""
		    ", expected an https:// address (http:// only to this "
		    "machine)" },
		{ "github: {api_url: 'https://user:pass@example.com'}\n",
		    ":1: github.api_url: got \"https://user:pass@example.com"
		    "\", expected an https:// address (http:// only to this "
		    "machine)" },
		{ "github: {user_agent_contact: \"a\\nb\"}\n",
		    ":1: github.user_agent_contact: got \"a b\", expected a "
		    "text of one line" },
		{ "log: {level: loud}\n",
		    ":1: log.level: got \"loud\", expected one of "
		    "err|warn|info|debug" },
		{ "log: {level: err|warn}\n",
		    ":1: log.level: got \"err|warn\", expected one of "
		    "err|warn|info|debug" },
		{ "daemon: {listen: '0.0.0.0:9465'}\n",
		    ":1: daemon.listen: got \"0.0.0.0:9465\", expected an "
		    "address and port that only this machine reaches, such as "
		    "127.0.0.1:9465 or [::1]:9465, or off" },
		{ "daemon: {listen: 9465}\n",
		    ":1: daemon.listen: got \"9465\", expected an "
		    "address and port that only this machine reaches, such as "
		    "127.0.0.1:9465 or [::1]:9465, or off" },
		{ "daemon:\n  schedule: 0 25 * * *\n",
		    ":2: daemon.schedule: hour: got \"25\", expected 0..23, *, "
		    "a range, a list or a step such as */15" },
		{ "daemon:\n  schedule: 0 3 30 2 *\n",
		    ":2: daemon.schedule: never comes: none of the months has "
		    "such a day" },
		{ "daemon: {time_zone: Europe/Berlinn}\n",
		    ":1: daemon.time_zone: \"Europe/Berlinn\": no time zone "
		    "of this name on this machine; expected one such as "
		    "Europe/Berlin" },
		{ "github: {api_url: ''}\n",
		    ":1: github.api_url: got \"\", expected an https:// "
		    "address (http:// only to this machine)" },
		{ "daemon: {listen: ''}\n",
		    ":1: daemon.listen: got \"\", expected an address and "
		    "port that only this machine reaches, such as "
		    "127.0.0.1:9465 or [::1]:9465, or off" },
		{ "daemon: {schedule: ''}\n",
		    ":1: daemon.schedule: has 0 fields, expected five: minute "
		    "hour day month weekday, such as \"0 6 * * 1-5\"" },
		{ "operator: {privacy_url: www.example.com}\n",
		    ":1: operator.privacy_url: got \"www.example.com\", "
		    "expected an address such as "
		    "https://example.com/privacy" },
		{ "exclude:\n  logins: [a, b, A]\n",
		    ":2: exclude.logins: \"A\" is given twice" },
		{ "exclude:\n  logins: [a, '']\n",
		    ":2: exclude.logins: got \"\", expected a text" },
		{ "exclude: {logins: {a: b}}\n",
		    ":1: exclude.logins: got a table of keys, expected a "
		    "list such as [one, two]" },
	};
	struct config_fixture fixture;

	(void)state;
	fixture_init(&fixture);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct config config = { .path = "untouched" };
		const char *said;

		assert_int_equal(read_text(&fixture, cases[i].text, &config,
				     &said),
		    ERR_INVAL);
		assert_string_equal(said, cases[i].said);
		assert_string_equal(config.path, "untouched");
	}
	fixture_done(&fixture);
}

static void
loopback_may_go_without_tls(void **state)
{
	static const char *const texts[] = {
		"github: {api_url: 'http://127.0.0.1:8080'}\n",
		"github: {api_url: 'http://localhost:8080/api'}\n",
		"github: {api_url: 'http://[::1]:8080'}\n",
	};
	struct config_fixture fixture;

	(void)state;
	fixture_init(&fixture);
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct config config;
		const char *said;

		assert_int_equal(read_text(&fixture, texts[i], &config, &said),
		    0);
		config_done(&config);
	}
	fixture_done(&fixture);
}

static void
what_only_a_start_changes_is_kept_when_read_again(void **state)
{
	struct config_fixture fixture;
	struct config running, config;
	struct buf names;
	const char *said;

	(void)state;
	fixture_init(&fixture);
	buf_init(&names, 1000);
	assert_int_equal(read_text(&fixture,
			     "github: {reserve: 700}\n"
			     "store: {map_size: 100}\n"
			     "daemon: {time_zone: UTC}\n",
			     &running, &said),
	    0);
	assert_int_equal(read_text(&fixture,
			     "github: {reserve: 900}\n"
			     "store: {map_size: 200}\n"
			     "daemon: {listen: off}\n",
			     &config, &said),
	    0);
	config_keep_fixed(&running, &config, &names);
	assert_string_equal(names.data,
	    "store.map_size, daemon.listen, daemon.time_zone");
	assert_int_equal(config.github_reserve_points, 900);
	assert_int_equal(config.store_map_size_mb, 100);
	assert_string_equal(config.daemon_listen, "127.0.0.1:9465");
	config_done(&running);
	assert_string_equal(config.daemon_time_zone, "UTC");
	buf_reset(&names);
	assert_int_equal(read_text(&fixture, "log:\n", &running, &said), 0);
	config_keep_fixed(&running, &config, &names);
	assert_null(config.daemon_time_zone);
	config_keep_fixed(&running, &config, &names);
	assert_string_equal(names.data, "store.map_size, daemon.time_zone");
	config_done(&running);
	config_done(&config);
	buf_done(&names);
	fixture_done(&fixture);
}

static void
a_missing_file_is_not_found(void **state)
{
	struct err_detail detail = { 0 };
	struct config config;

	(void)state;
	assert_int_equal(config_read("/nonexistent/muster.yaml", &config,
			     &detail),
	    ERR_NOTFOUND);
	assert_non_null(strstr(detail.text, "/nonexistent/muster.yaml"));
}

static void
options_are_well_formed(void **state)
{
	(void)state;
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];

		assert_ptr_equal(option_find(option->name), option);
		assert_true(option_section(option) > 0);
		assert_true(str_ends(option->help, "."));
		assert_true(option->offset < sizeof(struct config));
		/* config_keep_fixed() copies no list */
		assert_true(
		    option->is_reloadable || option->type != OPTION_TEXTS);
		if (option->type == OPTION_NUMBER) {
			assert_true(option->min < option->max);
			assert_true(*option->unit != '\0');
		}
	}
	assert_null(option_find("github"));
	assert_null(option_find("github.nothing"));
}

static void
the_starter_file_holds_every_option_and_reads_as_defaults(void **state)
{
	struct config_fixture fixture;
	struct config config, defaults;
	struct buf starter, one, other;
	const char *said;

	(void)state;
	fixture_init(&fixture);
	buf_init(&starter, 64 * 1024);
	buf_init(&one, 64 * 1024);
	buf_init(&other, 64 * 1024);
	config_write_starter(&starter, &(struct config_operator){ NULL });
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];

		assert_non_null(strstr(starter.data,
		    arena_format(&fixture.arena, "\n  #%s: ",
			option->name + option_section(option) + 1)));
	}
	for (const char *line = starter.data; *line != '\0';) {
		size_t len = strcspn(line, "\n");

		assert_true(len <= 79);
		line += len + 1;
	}
	assert_int_equal(read_text(&fixture, starter.data, &config, &said), 0);
	assert_ok(config_read(NULL, &defaults, NULL));
	config_write(&config, &one);
	config_write(&defaults, &other);
	assert_string_equal(one.data, other.data);
	config_done(&config);
	config_done(&defaults);
	buf_done(&starter);
	buf_done(&one);
	buf_done(&other);
	fixture_done(&fixture);
}

/* Every "#key: default" line of the starter is right when uncommented. */
static void
the_starters_defaults_can_be_uncommented(void **state)
{
	struct config_fixture fixture;
	struct config config, defaults;
	struct buf starter, text, one, other;
	const char *said;

	(void)state;
	fixture_init(&fixture);
	buf_init(&starter, 64 * 1024);
	buf_init(&text, 64 * 1024);
	buf_init(&one, 64 * 1024);
	buf_init(&other, 64 * 1024);
	config_write_starter(&starter, &(struct config_operator){ NULL });
	for (size_t i = 0; i < starter.len; i++)
		if (starter.data[i] != '#' || starter.data[i + 1] == ' ')
			buf_char(&text, starter.data[i]);
	if (read_text(&fixture, text.data, &config, &said) != 0)
		fail_msg("%s", said);
	assert_ok(config_read(NULL, &defaults, NULL));
	config_write(&config, &one);
	config_write(&defaults, &other);
	assert_string_equal(one.data, other.data);
	config_done(&config);
	config_done(&defaults);
	buf_done(&starter);
	buf_done(&text);
	buf_done(&one);
	buf_done(&other);
	fixture_done(&fixture);
}

static void
the_starter_keeps_who_uses_it(void **state)
{
	static const char *const names[] = { "Example", "A \"B\" \\ C: #d",
		"Müller & Söhne", "- x", "{a: b}", "null", "two\nlines" };
	struct config_fixture fixture;

	(void)state;
	fixture_init(&fixture);
	for (size_t i = 0; i < COUNT(names); i++) {
		struct config config;
		struct buf starter;
		const char *said;

		buf_init(&starter, 64 * 1024);
		config_write_starter(&starter,
		    &(struct config_operator){ names[i], "privacy@example.com",
			"https://example.com/privacy" });
		if (read_text(&fixture, starter.data, &config, &said) != 0)
			fail_msg("%s", said);
		if (i + 1 < COUNT(names))
			assert_string_equal(config.operator_company, names[i]);
		else
			assert_string_equal(config.operator_company,
			    "two lines");
		assert_string_equal(config.operator_contact,
		    "privacy@example.com");
		assert_string_equal(config.operator_privacy_url,
		    "https://example.com/privacy");
		config_done(&config);
		buf_done(&starter);
	}
	fixture_done(&fixture);
}

static void
what_is_written_reads_back_equal(void **state)
{
	struct config_fixture fixture;
	struct config config, again;
	struct buf one, other;
	const char *said;

	(void)state;
	fixture_init(&fixture);
	buf_init(&one, 64 * 1024);
	buf_init(&other, 64 * 1024);
	assert_int_equal(read_text(&fixture,
			     "github: {reserve: 9, token_file: /t}\n"
			     "log: {level: debug}\n"
			     "exclude: {companies: ['a \"b\"', c]}\n",
			     &config, &said),
	    0);
	config_write(&config, &one);
	assert_int_equal(read_text(&fixture, one.data, &again, &said), 0);
	config_write(&again, &other);
	assert_string_equal(one.data, other.data);
	assert_non_null(strstr(one.data, "  companies: [\"a \\\"b\\\"\", "));
	config_done(&config);
	config_done(&again);
	buf_done(&one);
	buf_done(&other);
	fixture_done(&fixture);
}

/* The entry of a key in the manual, up to the next. */
static char *
manual_entry(struct arena *arena, const char *manual, const char *name)
{
	char *mark = arena_format(arena, ".It Cm %s\n", name);
	const char *from = strstr(manual, mark), *end, *list;

	if (from == NULL)
		return NULL;
	from += strlen(mark);
	end = strstr(from, ".It Cm ");
	list = strstr(from, ".El");
	if (end == NULL || list < end)
		end = list;
	return arena_text(arena, from, (size_t)(end - from));
}

static void
says(const char *entry, const char *name, const char *line)
{
	if (strstr(entry, line) == NULL)
		fail_msg("muster.yaml.5: %s: lacks \"%s\"", name, line);
}

static void
the_manual_and_the_options_agree(void **state)
{
	struct arena arena = { 0 };
	struct buf manual;
	size_t entries = 0;

	(void)state;
	fixture_read("docs/man/muster.yaml.5", &manual);
	for (size_t i = 0; i < option_count; i++) {
		const struct option *option = &option_table[i];
		bool empty = *option->default_text == '\0';
		char *entry = manual_entry(&arena, manual.data, option->name);

		if (entry == NULL)
			fail_msg("muster.yaml.5: %s: missing", option->name);
		says(entry, option->name,
		    arena_format(&arena, "Reloadable: %s.\n",
			option->is_reloadable ? "yes" : "no"));
		says(entry, option->name,
		    arena_format(&arena, "Default: %s",
			empty ? "none" : option->default_text));
		if (option->type != OPTION_NUMBER)
			continue;
		says(entry, option->name,
		    arena_format(&arena, "Unit: %s.\n", option->unit));
		says(entry, option->name,
		    arena_format(&arena, "Range: %d to %d.\n", (int)option->min,
			(int)option->max));
	}
	for (const char *at = manual.data;
	     (at = strstr(at, "\n.It Cm ")) != NULL; at++)
		entries++;
	assert_int_equal(entries, option_count);
	buf_done(&manual);
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_file_all_is_default),
		cmocka_unit_test(values_are_read),
		cmocka_unit_test(home_is_expanded_in_paths),
		cmocka_unit_test(
		    mistakes_name_line_key_value_and_what_was_expected),
		cmocka_unit_test(loopback_may_go_without_tls),
		cmocka_unit_test(
		    what_only_a_start_changes_is_kept_when_read_again),
		cmocka_unit_test(a_missing_file_is_not_found),
		cmocka_unit_test(options_are_well_formed),
		cmocka_unit_test(
		    the_starter_file_holds_every_option_and_reads_as_defaults),
		cmocka_unit_test(the_starters_defaults_can_be_uncommented),
		cmocka_unit_test(the_starter_keeps_who_uses_it),
		cmocka_unit_test(what_is_written_reads_back_equal),
		cmocka_unit_test(the_manual_and_the_options_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
