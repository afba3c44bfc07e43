#include "signals/readme.h"
#include "tests/unit/signals_fixture.h"

static struct readme_reading
read_text(const char *text)
{
	struct readme_reading reading;

	readme_read(fixture_rules, text, strlen(text), &fixture_arena,
	    &reading);
	return reading;
}

static void
headings_tell_what_a_section_is_for(void **state)
{
	static const struct {
		const char *text;
		enum readme_class class;
	} rows[] = {
		{ "# ring\n\nA ring buffer library.\n\n## Install\n\n```\ngo "
		  "get\n```\n",
		    README_HOW },
		{ "# ring\n\nx\n\n## Motivation\n\nLocks are slow.\n",
		    README_WHY },
		{ "# ring\n\nx\n\n## Changelog\n\n- 1.0\n", README_WHEN },
		{ "# ring\n\nx\n\n## License\n\nMIT\n", README_WHO },
		{ "# ring\n\nx\n\n## Contributing\n\nOpen an issue.\n",
		    README_CONTRIBUTION },
		{ "# ring\n\nx\n\n## Documentation\n\nSee [the "
		  "docs](https://example.org).\n",
		    README_REFERENCES },
		{ "# ring\n\nx\n\n## Overview\n\nIt is a ring buffer.\n",
		    README_WHAT },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct readme_reading reading = read_text(rows[i].text);

		print_message("%s\n", readme_class_name(rows[i].class));
		assert_int_equal(reading.n_sections, 2);
		assert_true(reading.sections[0].is[README_WHAT]);
		assert_true(reading.sections[1].is[rows[i].class]);
	}
}

static void
every_section_has_a_class(void **state)
{
	struct readme_reading reading =
	    read_text("# a\n## b\n### zzz\n## qqq\n\ntext\n");

	(void)state;
	for (size_t i = 0; i < reading.n_sections; i++) {
		bool any = false;

		for (int c = 0; c < README_CLASS_COUNT; c++)
			any |= reading.sections[i].is[c];
		assert_true(any);
	}
}

static void
explaining_more_is_worth_more(void **state)
{
	static const char *const texts[] = { "", "todo", "# ring\n\ntodo\n",
		"# ring\n\nA ring buffer library for producers that must not "
		"wait for a lock.\n",
		"# ring\n\nA ring buffer library for producers that must not "
		"wait for a lock.\n\n## Usage\n\nMake one, then push to it "
		"from any thread.\n\n```go\nr := ring.New()\n```\n",
		"# ring\n\nA ring buffer library for producers that must not "
		"wait for a lock.\n\n## Usage\n\nMake one, then push to it "
		"from any thread.\n\n```go\nr := ring.New()\n```\n\n## Why\n\n"
		"Channels take a lock for every message they carry.\n\n## "
		"Contributing\n\nOpen an issue first, please.\n" };
	double before = -1;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		double value = read_text(texts[i]).value;

		assert_true(value >= before);
		assert_true(value <= 1);
		before = value;
	}
	assert_true(before > 0.4);
}

/* A README that tells everything, at length. */
static void
nothing_is_worth_more_than_all(void **state)
{
	static const char head[] =
	    "# ring\n\nA ring buffer library for producers.\n\n"
	    "## Why\n\nChannels take a lock for every message.\n\n"
	    "## Usage\n\n```go\nr := ring.New()\n```\n\n"
	    "## Roadmap\n\nVersion 2 in spring.\n\n"
	    "## License\n\nMIT\n\n## Documentation\n\nSee the manual.\n\n"
	    "## Contributing\n\nOpen an issue first, please.\n\n";
	static char text[64 * 1024];
	struct readme_reading reading;

	(void)state;
	memcpy(text, head, sizeof(head));
	for (size_t at = sizeof(head) - 1; at + 8 < sizeof(text); at += 7)
		memcpy(text + at, "please ", 8);
	reading = read_text(text);
	assert_true(reading.value > 0.99);
	assert_true(reading.value <= 1);
}

static void
any_bytes_are_taken(void **state)
{
	static char text[512 * 1024];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(text); i++)
		text[i] = (char)(1 + i * 2654435761u % 255);
	assert_true(read_text(text).value <= 1);
	memset(text, '#', sizeof(text) - 1);
	assert_true(read_text(text).value <= 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(headings_tell_what_a_section_is_for),
		cmocka_unit_test(every_section_has_a_class),
		cmocka_unit_test(explaining_more_is_worth_more),
		cmocka_unit_test(nothing_is_worth_more_than_all),
		cmocka_unit_test(any_bytes_are_taken),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
