#include "base/str.h"
#include "config/fold.h"
#include "config/stack.h"
#include "tests/unit/config_fixture.h"

static struct config_fixture fixture;
static struct catalogue shipped;

static int
setup(void **state)
{
	(void)state;
	fixture_init(&fixture);
	return catalogue_read("config/stacks", &fixture.arena, &shipped, NULL);
}

static int
teardown(void **state)
{
	(void)state;
	catalogue_done(&shipped);
	fixture_done(&fixture);
	return 0;
}

static const char domains[] = "databases:\n"
			      "  title: Databases\n"
			      "  words: [write-ahead log, MVCC]\n";
static const char go[] = "go:\n"
			 "  name: Go\n"
			 "  kind: language\n"
			 "  language: Go\n"
			 "  words: [Golang]\n"
			 "  patterns: ['\\bGo\\b']\n";

/* A catalogue of two files below; the message without its directory. */
static int
read_texts(const char *one, const char *other, struct catalogue *catalogue,
    const char **ret_said)
{
	static struct err_detail detail;
	static int n;
	char *directory =
	    arena_format(&fixture.arena, "%s/c%d", fixture.directory, n);

	(void)fixture_write(&fixture,
	    arena_format(&fixture.arena, "c%d/domains.yaml", n), domains);
	(void)fixture_write(&fixture,
	    arena_format(&fixture.arena, "c%d/a.yaml", n), one);
	(void)fixture_write(&fixture,
	    arena_format(&fixture.arena, "c%d/b.yaml", n), other);
	n++;
	memset(&detail, 0, sizeof(detail));
	*ret_said = detail.text;
	if (catalogue_read(directory, &fixture.arena, catalogue, &detail) == 0)
		return 0;
	*ret_said = fixture_said(directory, &detail);
	return ERR_INVAL;
}

static void
skills_of_all_files_are_sorted_by_id(void **state)
{
	struct catalogue catalogue;
	const struct skill *skill;
	const char *said;

	(void)state;
	assert_int_equal(read_texts("kafka:\n"
				    "  name: Apache Kafka\n"
				    "  kind: messaging\n"
				    "  words: [Kafka, KÄFKA]\n"
				    "  topics: [kafka]\n"
				    "  packages: {go: "
				    "[github.com/twmb/franz-go]}\n"
				    "  seeds: {Golang: [twmb/franz-go]}\n"
				    "  parents: [golang]\n"
				    "  domains: [Databases]\n",
			     go, &catalogue, &said),
	    0);
	assert_int_equal(catalogue.n_skills, 2);
	assert_string_equal(catalogue.skills[0].id, "go");
	assert_string_equal(catalogue.skills[0].language, "Go");
	/* With patterns the name is no word. */
	assert_int_equal(catalogue.skills[0].n_words, 1);
	assert_string_equal(catalogue.skills[0].words[0], "golang");
	skill = &catalogue.skills[1];
	assert_string_equal(skill->name, "Apache Kafka");
	assert_int_equal(skill->n_words, 2);
	assert_string_equal(skill->words[0], "kafka");
	assert_string_equal(skill->words[1], "apache kafka");
	assert_string_equal(skill->parents[0], "go");
	assert_string_equal(skill->domains[0], "databases");
	assert_string_equal(skill->seeds[0].name, "go");
	assert_string_equal(skill->packages[0].items[0],
	    "github.com/twmb/franz-go");
	assert_int_equal(skill->line, 1);
	assert_int_equal(catalogue_index(&catalogue, skill), 1);
	assert_string_equal(catalogue_domain(&catalogue, "databases")->words[1],
	    "mvcc");
	catalogue_done(&catalogue);
}

#define SKILL(id, more) id ": {name: " id ", kind: database" more "}\n"

static void
mistakes_are_told_with_file_and_line(void **state)
{
	static const struct {
		const char *text;
		const char *said;
	} cases[] = {
		{ "- a\n",
		    "/a.yaml:1: got a list, expected skills by id, "
		    "\"id: {...}\"" },
		{ "a b: {name: A, kind: database}\n",
		    "/a.yaml:1: id: got \"a b\", expected lower-case letters, "
		    "digits and + # . -" },
		{ "a: {kind: database}\n", "/a.yaml:1: a: has no name:" },
		{ "a: {name: A}\n", "/a.yaml:1: a: has no kind:" },
		{ "a: {name: A, kind: databse}\n",
		    "/a.yaml:1: kind: got \"databse\", expected one of: "
		    "language framework database messaging data api cloud "
		    "container infrastructure observability ci testing "
		    "security runtime concept" },
		{ SKILL("a", ", wrods: [x]"),
		    "/a.yaml:1: a.wrods: unknown key, did you mean "
		    "\"words\"?" },
		{ SKILL("a", ", words: [x, X]"),
		    "/a.yaml:1: a.words: \"X\" is given twice" },
		{ SKILL("a", ", packages: {gopher: [x]}"),
		    "/a.yaml:1: packages: got \"gopher\", expected one of: go "
		    "maven pypi crates npm gem nuget packagist hex conan" },
		{ SKILL("a", ", packages: [x]"),
		    "/a.yaml:1: packages: got a list, expected lists by name, "
		    "{go: [one, two]}" },
		{ SKILL("a", ", seeds: {go: [x]}"),
		    "/a.yaml:1: seeds: got \"x\", expected "
		    "owner/repository" },
		{ SKILL("a", ", seeds: {basic: [x/y]}"),
		    "/a.yaml:1: a: seeds: got \"basic\", expected a known one "
		    "such as \"go\"" },
		{ SKILL("a", ", parents: [golnag]"),
		    "/a.yaml:1: a: parents: got \"golnag\", expected a known "
		    "one such as \"go\"" },
		{ SKILL("a", ", domains: [database]"),
		    "/a.yaml:1: a: domains: got \"database\", expected a known "
		    "one such as \"databases\"" },
		{ "\n" SKILL("go", ""),
		    "/b.yaml:1: go: given twice, first in %s/a.yaml line 2" },
		{ SKILL("a", ", words: [golang]"),
		    "/b.yaml:1: go: the word \"golang\" is also a word of a "
		    "(%s/a.yaml:1)" },
		{ SKILL("a", ", parents: [b]") SKILL("b", ", parents: [a]"),
		    "/a.yaml:1: a: parents lead back to itself" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct catalogue catalogue;
		const char *said, *mark = strstr(cases[i].said, "%s");

		assert_int_equal(read_texts(cases[i].text, go, &catalogue,
				     &said),
		    ERR_INVAL);
		if (mark == NULL) {
			assert_string_equal(said, cases[i].said);
			continue;
		}
		/* The other file's path stands in the middle. */
		assert_int_equal(strncmp(said, cases[i].said,
				     (size_t)(mark - cases[i].said)),
		    0);
		assert_true(str_ends(said, mark + 2));
	}
}

static void
a_missing_directory_is_not_found(void **state)
{
	struct err_detail detail = { 0 };
	struct catalogue catalogue;

	(void)state;
	assert_int_equal(catalogue_read("/nonexistent", &fixture.arena,
			     &catalogue, &detail),
	    ERR_NOTFOUND);
	assert_non_null(strstr(detail.text, "/nonexistent"));
}

static void
skills_are_found_by_any_spelling(void **state)
{
	static const struct {
		const char *name;
		const char *id;
	} cases[] = {
		{ "go", "go" },
		{ "Go", "go" },
		{ "golang", "go" },
		{ "k8s", "kubernetes" },
		{ "postgres", "postgresql" },
		{ "Postgre SQL", "postgresql" },
		{ "C++", "c++" },
		{ "cpp", "c++" },
		{ "C#", "c#" },
		{ "node js", "nodejs" },
		{ "Node.js", "nodejs" },
		{ "apache-kafka", "kafka" },
		{ " Apache  Kafka ", "kafka" },
		{ "rest", "rest" },
		{ "CI/CD", "ci-cd" },
		{ "ci-cd", "ci-cd" },
		{ ".net", "dotnet" },
		{ "otel", "opentelemetry" },
		{ "spring boot", "spring" },
		{ "event driven", "event-driven" },
	};
	struct buf large;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct skill *skill =
		    catalogue_find(&shipped, cases[i].name);

		if (skill == NULL)
			fail_msg("%s: not found", cases[i].name);
		assert_string_equal(skill->id, cases[i].id);
	}
	assert_null(catalogue_find(&shipped, ""));
	assert_null(catalogue_find(&shipped, "no such skill"));
	buf_init(&large, 100 * 1000);
	for (int i = 0; i < 99 * 1000; i++)
		buf_char(&large, 'x');
	assert_null(catalogue_find(&shipped, large.data));
	buf_done(&large);
}

static void
the_nearest_skill_and_domain_are_suggested(void **state)
{
	(void)state;
	assert_string_equal(catalogue_nearest(&shipped, "postgressql"),
	    "postgresql");
	assert_string_equal(catalogue_nearest(&shipped, "kubernets"),
	    "kubernetes");
	assert_string_equal(catalogue_nearest(&shipped, "promethues"),
	    "prometheus");
	assert_null(catalogue_nearest(&shipped, "underwater basketry"));
	assert_string_equal(catalogue_domain_nearest(&shipped, "reliabilty"),
	    "reliability");
	assert_null(catalogue_domain(&shipped, "cooking"));
}

static void
the_shipped_catalogue_is_rich(void **state)
{
	static const char *const ids[] = { "databases", "apis", "observability",
		"security", "reliability", "performance", "infrastructure" };
	size_t languages = 0;

	(void)state;
	assert_true(shipped.n_skills >= 150);
	for (size_t i = 0; i < shipped.n_skills; i++) {
		const struct skill *skill = &shipped.skills[i];

		languages += skill->language != NULL;
		if (skill->n_topics == 0 || skill->n_seeds == 0 ||
		    skill->n_words + skill->n_patterns == 0)
			fail_msg("%s: lacks topics, seeds or words", skill->id);
	}
	assert_true(languages >= 20);
	for (size_t i = 0; i < COUNT(ids); i++) {
		const struct domain *domain =
		    catalogue_domain(&shipped, ids[i]);

		assert_non_null(domain);
		assert_true(domain->n_words >= 25);
	}
	assert_int_equal(strlen(shipped.hash), 16);
}

/* What everybody writes can't be a word of a skill. */
static void
ordinary_words_are_no_skills(void **state)
{
	static const char *const words[] = { "go", "c", "r", "rust", "spring",
		"swift", "rest", "express", "helm", "vault", "dart", "julia",
		"flask", "phoenix", "echo", "gin", "spark", "nim", "zig",
		"sentry", "packer", "nomad", "containers", "api", "data",
		"server", "bun", "twisted", "diesel", "boost", "temporal",
		"jaeger", "snowflake", "nix" };

	(void)state;
	for (size_t i = 0; i < shipped.n_skills; i++)
		for (size_t j = 0; j < shipped.skills[i].n_words; j++)
			for (size_t k = 0; k < COUNT(words); k++)
				if (str_equal(shipped.skills[i].words[j],
					words[k]))
					fail_msg("%s: word \"%s\"",
					    shipped.skills[i].id, words[k]);
}

static void
words_are_folded_and_known_by_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < shipped.n_skills; i++) {
		const struct skill *skill = &shipped.skills[i];

		for (size_t j = 0; j < skill->n_words; j++) {
			const char *word = skill->words[j];

			assert_string_equal(word,
			    fold_name(&fixture.arena, word, strlen(word)));
			assert_int_equal(names_find(&shipped.by_name, word,
					     strlen(word)),
			    i);
		}
	}
}

static bool
has_seed(const char *id, const char *language, const char *repository)
{
	const struct skill *skill = catalogue_find(&shipped, id);

	for (size_t i = 0; i < skill->n_seeds; i++)
		for (size_t j = 0; j < skill->seeds[i].n_items; j++)
			if (str_equal(skill->seeds[i].name, language) &&
			    str_equal(skill->seeds[i].items[j], repository))
				return true;
	return false;
}

static void
seeds_are_where_skill_and_language_meet(void **state)
{
	(void)state;
	assert_true(has_seed("kafka", "go", "twmb/franz-go"));
	assert_true(has_seed("kafka", "go", "IBM/sarama"));
	assert_false(has_seed("kafka", "go", "apache/kafka"));
	assert_true(has_seed("postgresql", "go", "jackc/pgx"));
	assert_true(has_seed("redis", "go", "redis/rueidis"));
	assert_true(has_seed("nats", "go", "nats-io/nats-server"));
	assert_true(has_seed("celery", "python", "celery/celery"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(skills_of_all_files_are_sorted_by_id),
		cmocka_unit_test(mistakes_are_told_with_file_and_line),
		cmocka_unit_test(a_missing_directory_is_not_found),
		cmocka_unit_test(skills_are_found_by_any_spelling),
		cmocka_unit_test(the_nearest_skill_and_domain_are_suggested),
		cmocka_unit_test(the_shipped_catalogue_is_rich),
		cmocka_unit_test(ordinary_words_are_no_skills),
		cmocka_unit_test(words_are_folded_and_known_by_name),
		cmocka_unit_test(seeds_are_where_skill_and_language_meet),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
