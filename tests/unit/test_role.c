#include "base/str.h"
#include "config/config.h"
#include "config/role.h"
#include "config/stack.h"
#include "tests/unit/config_fixture.h"

static struct config_fixture fixture;
static struct catalogue catalogue;

static int
setup(void **state)
{
	(void)state;
	fixture_init(&fixture);
	return catalogue_read("config/stacks", &fixture.arena, &catalogue,
	    NULL);
}

static int
teardown(void **state)
{
	(void)state;
	catalogue_done(&catalogue);
	fixture_done(&fixture);
	return 0;
}

static int
read_text(const char *text, struct role *role, const char **ret_said)
{
	static struct err_detail detail;
	char *path = fixture_write(&fixture, "backend.yaml", text);
	int rc;

	memset(&detail, 0, sizeof(detail));
	rc = role_read(path, &catalogue, &fixture.arena, role, &detail);
	*ret_said = fixture_said(path, &detail);
	return rc;
}

static struct role
read_good(const char *text)
{
	struct role role;
	const char *said;

	if (read_text(text, &role, &said) != 0)
		fail_msg("%s", said);
	return role;
}

#define WEIGHTS "weights: {merged_work: 60, review: 40}\n"

static void
a_role_is_read(void **state)
{
	struct role role =
	    read_good("title: Senior Go backend\n"
		      "summary: Keeps queues short.\n"
		      "must: [golang, {any: [Kafka, NATS]}]\n"
		      "nice:\n"
		      "  - postgres\n"
		      "  - {label: a cache, any: [redis, memcache]}\n"
		      "not: [php]\n"
		      "domains: [databases, Reliability]\n"
		      "seeds: [twmb/franz-go, jackc/pgx]\n"
		      "where: [berlin, 'remote, eu']\n"
		      "people: 'language:go location:berlin'\n"
		      "schedule: '0 5 * * 1-5'\n"
		      "horizon: 3y\n"
		      "half_life: 18 months\n"
		      "weights: {merged_work: 30.5, review: 69.5}\n"
		      "job:\n"
		      "  title: Engineer\n"
		      "  url: https://example.com/job\n");

	(void)state;
	assert_string_equal(role.name, "backend");
	assert_string_equal(role.title, "Senior Go backend");
	assert_string_equal(role.summary, "Keeps queues short.");
	assert_int_equal(role.n_must, 2);
	assert_string_equal(role.must[0].label, "go");
	assert_int_equal(role.must[1].n_any, 2);
	assert_string_equal(role.must[1].label, "kafka or nats");
	assert_string_equal(role.must[1].any[1], "nats");
	assert_string_equal(role.nice[0].any[0], "postgresql");
	assert_string_equal(role.nice[1].label, "a cache");
	assert_string_equal(role.nice[1].any[1], "memcached");
	assert_int_equal(role.n_not_wanted, 1);
	assert_int_equal(role.n_domains, 2);
	assert_string_equal(role.domains[1], "reliability");
	assert_string_equal(role.seeds[1], "jackc/pgx");
	assert_string_equal(role.where[1], "remote, eu");
	assert_int_equal(role.n_people, 1);
	assert_string_equal(role.schedule, "0 5 * * 1-5");
	assert_int_equal(role.horizon_months, 36);
	assert_int_equal(role.half_life_months, 18);
	assert_true(role.weights[FAMILY_MERGED_WORK] == 30.5);
	assert_true(role.weights[FAMILY_COMMITS] == 0);
	assert_string_equal(role.job.url, "https://example.com/job");
	assert_null(role.job.pay);
	assert_int_equal(strlen(role.hash), 16);
}

static void
only_weights_are_required(void **state)
{
	struct role role = read_good(WEIGHTS);

	(void)state;
	assert_string_equal(role.title, "backend");
	assert_null(role.summary);
	assert_null(role.schedule);
	assert_int_equal(role.n_must + role.n_nice + role.n_seeds, 0);
	assert_int_equal(role.horizon_months, 36);
	assert_int_equal(role.half_life_months, 18);
}

static void
a_long_choice_is_named_short(void **state)
{
	struct role role =
	    read_good(WEIGHTS "must: [{any: [go, rust, java, c, zig]}]\n");

	(void)state;
	assert_string_equal(role.must[0].label, "go or rust or 3 more");
}

static void
mistakes_are_told_with_line_value_and_expectation(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} cases[] = {
		{ "", ":1: an empty file, expected a role with weights:" },
		{ "title: x\n",
		    ":1: weights: missing, expected numbers by signal that "
		    "add up to 100, such as {merged_work: 60, review: 40}" },
		{ "\nweights:\n  merged_work: 60\n  review: 35\n",
		    ":2: weights: add up to 95, expected 100" },
		{ "weights: {merged_work: 60, review: 40.02}\n",
		    ":1: weights: add up to 100.02, expected 100" },
		{ "weights: {merged_wrok: 100}\n",
		    ":1: weights.merged_wrok: unknown key, did you mean "
		    "\"merged_work\"?" },
		{ "weights: {review: lots}\n",
		    ":1: weights.review: got \"lots\", expected a number "
		    "from 0 to 100" },
		{ "weights: {review: -5, commits: 105}\n",
		    ":1: weights.review: got \"-5\", expected a number from "
		    "0 to 100" },
		{ "weights: 100\n",
		    ":1: weights: got \"100\", expected numbers by signal "
		    "that add up to 100" },
		{ WEIGHTS "seed: [a/b]\n",
		    ":2: seed: unknown key, did you mean \"seeds\"?" },
		{ WEIGHTS "must:\n  - go\n  - kafak\n",
		    ":4: must: got \"kafak\", expected a skill of the "
		    "catalogue, did you mean \"kafka\"?" },
		{ WEIGHTS "must: [{any: [go, qqqqqqqq]}]\n",
		    ":2: must: got \"qqqqqqqq\", expected a skill of the "
		    "catalogue" },
		{ WEIGHTS "must: [{all: [go]}]\n",
		    ":2: must.all: unknown key" },
		{ WEIGHTS "must: [{ayn: [go]}]\n",
		    ":2: must.ayn: unknown key, did you mean \"any\"?" },
		{ WEIGHTS "must: [{any: []}]\n",
		    ":2: must: any: is empty, expected skills such as "
		    "{any: [go, rust]}" },
		{ WEIGHTS "must: [[go]]\n",
		    ":2: must: got a list, expected a skill, or "
		    "{any: [one, two]}" },
		{ WEIGHTS "must: [go, golang]\n",
		    ":2: must: \"go\" is given twice" },
		{ WEIGHTS "must: [{any: [kafka, nats]}, "
			  "{any: [NATS, Apache Kafka]}]\n",
		    ":2: must: \"nats or kafka\" is given twice" },
		{ WEIGHTS "must: [{any: [go, golang]}]\n",
		    ":2: must: \"go\" is given twice" },
		{ WEIGHTS "must: go\nnice:\n  - kafka\n  - golang\n",
		    ":5: nice: \"go\" is given twice, also under must" },
		{ WEIGHTS "must: [go]\nnot: [java, go]\n",
		    ":3: not: \"go\" is also wanted, under must" },
		{ WEIGHTS "nice: [{any: [java, kotlin]}]\nnot: [kotlin]\n",
		    ":3: not: \"kotlin\" is also wanted, under nice" },
		{ WEIGHTS "domains: [database]\n",
		    ":2: domains: got \"database\", expected a domain of "
		    "stacks/domains.yaml, did you mean \"databases\"?" },
		{ WEIGHTS "seeds:\n  - a/b\n  - https://github.com/c/d\n",
		    ":4: seeds: got \"https://github.com/c/d\", expected "
		    "owner/repository, such as \"nats-io/nats.go\"" },
		{ WEIGHTS "seeds: [a/b, A/B]\n",
		    ":2: seeds: \"A/B\" is given twice" },
		{ WEIGHTS "schedule: daily\n",
		    ":2: schedule: minute: got \"daily\", expected 0..59, *, "
		    "a range, a list or a step such as */15" },
		{ WEIGHTS "horizon: 51y\n",
		    ":2: horizon: got \"51y\", expected 1 to 600 months, "
		    "such as 36, \"36mo\" or \"3y\"" },
		{ WEIGHTS "horizon: 0\n",
		    ":2: horizon: got \"0\", expected 1 to 600 months, such "
		    "as 36, \"36mo\" or \"3y\"" },
		{ WEIGHTS "half_life: two\n",
		    ":2: half_life: got \"two\", expected 0 to 600 months, "
		    "such as 36, \"36mo\" or \"3y\"" },
		{ WEIGHTS "job: {url: example.com}\n",
		    ":2: job.url: got \"example.com\", expected an address "
		    "that begins with https://" },
		{ WEIGHTS "job: {titel: x}\n",
		    ":2: job.titel: unknown key, did you mean \"title\"?" },
		{ WEIGHTS "job: {title: [x]}\n",
		    ":2: job.title: got a list, expected a text" },
		{ WEIGHTS "title: ''\n",
		    ":2: title: got \"\", expected a text" },
		{ "- a\n", ":1: got a list, expected keys with values" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct role role;
		const char *said;

		assert_int_equal(read_text(cases[i].text, &role, &said),
		    ERR_INVAL);
		assert_string_equal(said, cases[i].said);
	}
}

static void
a_file_has_to_have_a_roles_name(void **state)
{
	struct err_detail detail = { 0 };
	struct role role;
	char *path = fixture_write(&fixture, "My Role.yaml", WEIGHTS);

	(void)state;
	assert_int_equal(role_read(path, &catalogue, &fixture.arena, &role,
			     &detail),
	    ERR_INVAL);
	assert_non_null(strstr(detail.text, "file name is its name"));
	assert_int_equal(role_read("/nonexistent/a.yaml", &catalogue,
			     &fixture.arena, &role, NULL),
	    ERR_NOTFOUND);
}

static const char base[] = WEIGHTS "must: [go]\nnice: [kafka]\n"
				   "domains: [databases]\nseeds: [a/b]\n";

static void
the_hash_follows_what_can_change_a_score(void **state)
{
	static const char *const different[] = {
		"weights: {merged_work: 59, review: 41}\nmust: [go]\n"
		"nice: [kafka]\ndomains: [databases]\nseeds: [a/b]\n",
		WEIGHTS "must: [rust]\nnice: [kafka]\ndomains: [databases]\n"
			"seeds: [a/b]\n",
		WEIGHTS "must: [kafka]\nnice: [go]\ndomains: [databases]\n"
			"seeds: [a/b]\n",
		WEIGHTS "must: [{any: [go, rust]}]\nnice: [kafka]\n"
			"domains: [databases]\nseeds: [a/b]\n",
		WEIGHTS "must: [go]\nnice: [kafka]\ndomains: [apis]\n"
			"seeds: [a/b]\n",
		WEIGHTS "must: [go]\nnice: [kafka]\ndomains: [databases]\n"
			"seeds: [a/c]\n",
		WEIGHTS "must: [go]\nnice: [kafka]\ndomains: [databases]\n"
			"seeds: [a/b]\nhorizon: 2y\n",
		WEIGHTS "must: [go]\nnice: [kafka]\ndomains: [databases]\n"
			"seeds: [a/b]\nhalf_life: 0\n",
		WEIGHTS "must: [go]\nnice: [kafka]\ndomains: [databases]\n"
			"seeds: [a/b]\nnot: [php]\n",
	};
	static const char *const same[] = {
		"title: Other\nsummary: Words.\nschedule: '1 2 * * *'\n"
		"where: [berlin]\npeople: [x]\njob: {title: y}\n"
		"horizon: 36mo\nhalf_life: 18\n",
		"# a comment\n",
	};
	struct role role = read_good(base), other;

	(void)state;
	for (size_t i = 0; i < COUNT(different); i++) {
		other = read_good(different[i]);
		if (str_equal(role.hash, other.hash))
			fail_msg("%s", different[i]);
	}
	for (size_t i = 0; i < COUNT(same); i++) {
		other = read_good(
		    arena_format(&fixture.arena, "%s%s", base, same[i]));
		assert_string_equal(role.hash, other.hash);
	}
	other = read_good(WEIGHTS "must: golang\nnice: Kafka\n"
				  "domains: DATABASES\nseeds: a/b\n");
	assert_string_equal(role.hash, other.hash);
}

static void
the_order_of_seeds_does_not_matter(void **state)
{
	struct role one = read_good(WEIGHTS "seeds: [a/b, c/d, e/f]\n");
	struct role other = read_good(WEIGHTS "seeds: [e/f, a/b, c/d]\n");

	(void)state;
	assert_string_equal(one.hash, other.hash);
}

static void
families_have_names_and_titles(void **state)
{
	(void)state;
	for (unsigned i = 0; i < FAMILY_COUNT; i++) {
		enum family family;

		assert_true(family_parse(family_name((enum family)i), &family));
		assert_int_equal(family, i);
		assert_true(*family_title((enum family)i) != '\0');
	}
	assert_string_equal(family_name(FAMILY_MERGED_WORK), "merged_work");
	assert_string_equal(family_title(FAMILY_TESTS_CI), "Tests and CI");
	assert_false(family_parse("merged work", &(enum family){ 0 }));
}

static void
the_shipped_roles_are_good(void **state)
{
	static const struct {
		const char *name;
		size_t min_seeds;
	} cases[] = {
		{ "api-generalist", 8 },
		{ "data-intensive", 8 },
		{ "systems-performance", 8 },
		{ "merged-only", 0 },
	};
	struct config_paths paths = { .share = arena_strdup(&fixture.arena,
					  "config") };
	struct role_list list;

	(void)state;
	paths.home = arena_strdup(&fixture.arena, fixture.directory);
	assert_ok(config_roles_list(&paths, &fixture.arena, &list, NULL));
	assert_int_equal(list.n, COUNT(cases));
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err_detail detail = { 0 };
		struct role role;
		const char *path;

		assert_ok(config_role_find(&paths, cases[i].name,
		    &fixture.arena, &path, NULL));
		if (role_read(path, &catalogue, &fixture.arena, &role,
			&detail) != 0)
			fail_msg("%s", detail.text);
		assert_string_equal(role.name, cases[i].name);
		assert_true(role.n_seeds >= cases[i].min_seeds);
		assert_true(role.n_seeds <= 12);
		assert_true(role.n_must > 0 || cases[i].min_seeds == 0);
		assert_int_equal(role.n_where, 0);
	}
}

static void
merged_only_weighs_merged_work_alone(void **state)
{
	struct role role;

	(void)state;
	assert_ok(role_read("config/roles/merged-only.yaml", &catalogue,
	    &fixture.arena, &role, NULL));
	assert_true(role.weights[FAMILY_MERGED_WORK] == 100);
	assert_int_equal(role.half_life_months, 0);
	assert_int_equal(role.horizon_months, 600);
	assert_int_equal(role.n_must + role.n_nice + role.n_seeds, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_role_is_read),
		cmocka_unit_test(only_weights_are_required),
		cmocka_unit_test(a_long_choice_is_named_short),
		cmocka_unit_test(
		    mistakes_are_told_with_line_value_and_expectation),
		cmocka_unit_test(a_file_has_to_have_a_roles_name),
		cmocka_unit_test(the_hash_follows_what_can_change_a_score),
		cmocka_unit_test(the_order_of_seeds_does_not_matter),
		cmocka_unit_test(families_have_names_and_titles),
		cmocka_unit_test(the_shipped_roles_are_good),
		cmocka_unit_test(merged_only_weighs_merged_work_alone),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
