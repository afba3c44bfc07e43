#include <dirent.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "signals/jd_internal.h"
#include "tests/unit/jd_fixture.h"

enum {
	SKETCH_BYTES = 16384
};

/* ---- what is asked for ---- */

static void
add_needs(const struct jd *jd, enum jd_verdict verdict, const char *name,
    struct buf *out)
{
	size_t n = 0;

	for (size_t i = 0; i < jd->n_needs; i++) {
		if (jd->needs[i].verdict != verdict)
			continue;
		if (n++ == 0)
			buf_format(out, "%s%s:", out->len > 0 ? "; " : "",
			    name);
		for (size_t k = 0; k < jd->needs[i].n_any; k++)
			buf_format(out, "%s%s", k > 0 ? "|" : " ",
			    jd->needs[i].any[k]);
	}
}

static const char *
sketch(const char *text, struct arena *arena, struct jd *ret_jd)
{
	struct err_detail detail = { "" };
	const char *kept;
	struct buf out;

	buf_init(&out, SKETCH_BYTES);
	if (jd_read(jd_rules, jd_places, text, strlen(text), arena, ret_jd,
		&detail) != 0)
		fail_msg("%s", detail.text);
	add_needs(ret_jd, JD_MUST, "must", &out);
	add_needs(ret_jd, JD_NICE, "nice", &out);
	add_needs(ret_jd, JD_NOT, "not", &out);
	kept = arena_text(arena, out.len > 0 ? out.data : "", out.len);
	buf_done(&out);
	return kept;
}

struct wish {
	const char *text;
	const char *needs;
};

static void
check_wishes(const struct wish *wishes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct arena arena = { 0 };
		struct jd jd;
		const char *got = sketch(wishes[i].text, &arena, &jd);

		if (!str_equal(got, wishes[i].needs))
			fail_msg("%s\n  wanted: %s\n  got:    %s",
			    wishes[i].text, wishes[i].needs, got);
		arena_done(&arena);
	}
}

static void
ordinary_words_are_no_skills(void **state)
{
	static const struct wish wishes[] = {
		{ "You own our go to market and report to C-level managers.",
		    "" },
		{ "We Go live next month. Experience with R&D budgets.", "" },
		{ "Series C startup; vitamin C in the kitchen.", "" },
		{ "You express yourself well and rest assured, we boost you.",
		    "" },
		{ "Start in Spring 2027, swift decisions, rust-free bikes.",
		    "" },
		{ "American Express is our customer; Express delivery too.",
		    "" },
		{ "We are at the helm of a phoenix rising in Phoenix, AZ.",
		    "" },
		{ "Contact Julia in HR. Requirements: German C1.", "" },
		{ "SWIFT messages and Swift payments for banks you have.", "" },
		{ "You go above and beyond, and let's go.", "" },
		{ "Ready to Go? Apply to Shell plc.", "" },
		{ "Grade C or better in maths is required.", "" },
		{ "The rest of the team sparks joy.", "" },
		{ "Assembly line experience required.", "" },
	};

	(void)state;
	check_wishes(wishes, COUNT(wishes));
}

static void
ordinary_words_in_technical_company_are(void **state)
{
	static const struct wish wishes[] = {
		{ "5+ years of Go.", "must: go" },
		{ "You have written services in Go.", "must: go" },
		{ "Requirements:\n- Go\n- C\n", "must: go c" },
		{ "Requirements:\n- Go (1.21 or later)\n", "must: go" },
		{ "We need a Go developer.", "must: go" },
		{ "Strong C/C++ skills.", "must: c|c++" },
		{ "Languages: Go, Rust and Swift", "must: go|rust|swift" },
		{ "Experience with Spring Boot required.", "must: spring" },
		{ "Experience with Java/Spring.", "must: java spring" },
		{ "Experience with Node.js and Express.",
		    "must: nodejs express" },
		{ "Proficient in R and Python.", "must: r python" },
		{ "Expert in Apache Spark, Flink and Hive.",
		    "must: spark flink hadoop" },
		{ "Elixir/Phoenix is what you know.", "must: elixir phoenix" },
		{ "Experience with Helm and REST.", "must: helm rest" },
		{ "need go, kafka, k8s", "must: go kafka kubernetes" },
		{ "C# and .NET experience", "must: c# dotnet" },
	};

	(void)state;
	check_wishes(wishes, COUNT(wishes));
}

static void
needs_are_sorted_by_their_words(void **state)
{
	static const struct wish wishes[] = {
		{ "Kafka is required. Redis is a plus.",
		    "must: kafka; nice: redis" },
		{ "You have strong Python skills, Rust is a plus.",
		    "must: python; nice: rust" },
		{ "Ideally you have worked with Terraform.",
		    "nice: terraform" },
		{ "Experience with Kafka, NATS and Pulsar is a plus.",
		    "nice: kafka nats pulsar" },
		{ "Experience with Java required; Kotlin would be nice.",
		    "must: java; nice: kotlin" },
		{ "Python (required), Rust (bonus)",
		    "must: python; nice: rust" },
		{ "Requirements:\n- Kafka\n- Redis - nice to have\n",
		    "must: kafka; nice: redis" },
		{ "Nice to have:\n- Experience with Kafka\n", "nice: kafka" },
		{ "Nice to have:\n- Kafka\n\nMust have:\n- Python\n",
		    "must: python; nice: kafka" },
		{ "You have experience with Python. Familiarity with Docker.",
		    "must: python; nice: docker" },
		{ "Must: Python, PostgreSQL\nNice: Redis",
		    "must: python postgresql; nice: redis" },
		{ "You must know PostgreSQL.\n\nWhat we offer:\n- Kafka mugs",
		    "must: postgresql" },
		{ "Preferred qualifications\n\n* Rust\n* Kafka\n",
		    "nice: rust kafka" },
	};

	(void)state;
	check_wishes(wishes, COUNT(wishes));
}

static void
alternatives_are_one_need(void **state)
{
	static const struct wish wishes[] = {
		{ "Experience with Kafka or NATS.", "must: kafka|nats" },
		{ "Experience with Kafka, NATS or Pulsar.",
		    "must: kafka|nats|pulsar" },
		{ "Experience with Python, Kafka or NATS.",
		    "must: python kafka|nats" },
		{ "One of Java, Kotlin, Scala is required.",
		    "must: java|kotlin|scala" },
		{ "You know AWS/GCP.", "must: aws|gcp" },
		{ "Experience with PostgreSQL and Redis.",
		    "must: postgresql redis" },
		{ "Experience with Terraform or similar.",
		    "must: terraform|pulumi|ansible" },
		{ "Experience with a public cloud (AWS, GCP).",
		    "must: aws|gcp|azure" },
		{ "Experience with infrastructure as code.",
		    "must: terraform|pulumi|ansible" },
		{ "You know Kafka. You know Kafka or NATS.", "must: kafka" },
		{ "Kafka is required. Kafka or NATS is a plus.",
		    "must: kafka; nice: nats" },
		{ "Erfahrung mit Kotlin oder Java.", "must: kotlin|java" },
		{ "Maîtrise de Python ou Ruby dans les équipes avec vous.",
		    "must: python|ruby" },
	};

	(void)state;
	check_wishes(wishes, COUNT(wishes));
}

static void
what_is_not_wanted_is_told_from_what_is_not_needed(void **state)
{
	static const struct wish wishes[] = {
		{ "Python is required. No PHP.", "must: python; not: php" },
		{ "Python is required. This is not a Java role.",
		    "must: python; not: java" },
		{ "No Kafka experience needed. You know Python.",
		    "must: python; nice: kafka" },
		{ "You know Python. Rust is not required.",
		    "must: python; nice: rust" },
		{ "You know not only Python but Rust.", "must: python rust" },
		{ "You know Go services. We are migrating from Java to Go.",
		    "must: go" },
		{ "You know Rust. Legacy PHP is going away.", "must: rust" },
		{ "Python required. No PHP or Perl.",
		    "must: python; not: php perl" },
		{ "No PHP. PHP is required.", "must: php" },
		{ "Kein PHP. Erfahrung mit Python.", "must: python; not: php" },
		{ "You know Python.\nDon't need: Kubernetes", "must: python" },
	};

	(void)state;
	check_wishes(wishes, COUNT(wishes));
}

static void
a_list_of_tools_is_cut_down(void **state)
{
	static const char text[] =
	    "Requirements: Java, Python, PostgreSQL, MySQL, MongoDB, Redis, "
	    "Cassandra, Kafka, RabbitMQ, Docker, Kubernetes, Terraform, "
	    "Ansible, Jenkins, Prometheus, Grafana, AWS, Azure, GCP, Linux, "
	    "GraphQL, gRPC, Elasticsearch, Airflow.\n\n"
	    "Strong Java and Kubernetes are what the job is about.\n";
	struct arena arena = { 0 };
	size_t must = 0, nice = 0;
	struct jd jd;

	(void)state;
	(void)sketch(text, &arena, &jd);
	for (size_t i = 0; i < jd.n_needs; i++) {
		must += jd.needs[i].verdict == JD_MUST;
		nice += jd.needs[i].verdict == JD_NICE;
	}
	assert_in_range(must, 2, 4);
	assert_int_equal(nice, 12);
	assert_string_equal(jd.needs[0].any[0], "java");
	assert_string_equal(jd.needs[1].any[0], "kubernetes");
	arena_done(&arena);
}

/* ---- facts ---- */

static void
facts_are_taken_as_the_text_says_them(void **state)
{
	static const struct {
		const char *text;
		const char *title;
		const char *pay;
		const char *where; /* the first */
		const char *seniority;
	} cases[] = {
		{ "# Senior Go Engineer (m/w/d)\n\nGehalt: 70.000 - 90.000 € "
		  "brutto",
		    "Senior Go Engineer", "70.000 - 90.000 € brutto", NULL,
		    "senior" },
		{ "Title: Staff Engineer, Storage\nLocation: Berlin, Germany",
		    "Staff Engineer, Storage", NULL, "Berlin", "staff" },
		{ "We are looking for a junior Python developer who learns. "
		  "Remote within the EU. $60k-70k",
		    "Junior Python developer", "$60k-70k", "European Union",
		    "junior" },
		{ "SRE - London - £80k\n\nWe raised $40M.", "SRE", "£80k",
		    "London", NULL },
		{ "Backend Engineer\n\nWe process €2 billion for customers in "
		  "Germany. Founded in Paris.",
		    "Backend Engineer", NULL, NULL, NULL },
		{ "Ingénieur Backend (H/F)\n\nLieu : Lyon\nRémunération : "
		  "50 000 € par an pour vous, avec les tickets",
		    "Ingénieur Backend", "50 000 € par an", "Lyon", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };
		struct jd jd;

		(void)sketch(cases[i].text, &arena, &jd);
		assert_string_equal(jd.title, cases[i].title);
		if (cases[i].pay == NULL)
			assert_null(jd.pay);
		else if (!str_equal(jd.pay, cases[i].pay))
			fail_msg("%s: pay: %s", cases[i].text,
			    jd.pay == NULL ? "none" : jd.pay);
		if (cases[i].where == NULL)
			assert_int_equal(jd.n_where, 0);
		else if (jd.n_where == 0 ||
		    !str_equal(jd.where[0], cases[i].where))
			fail_msg("%s: where: %s", cases[i].text,
			    jd.n_where == 0 ? "none" : jd.where[0]);
		assert_true(str_equal(jd.seniority, cases[i].seniority));
		arena_done(&arena);
	}
}

/* Seniority moves at most five points, and what is taken is given. */
static void
weights_move_within_bounds(void **state)
{
	static const char *const titles[] = { "Junior", "Senior", "Staff",
		"Principal", "" };

	(void)state;
	for (size_t i = 0; i < COUNT(titles); i++) {
		struct arena arena = { 0 };
		struct role role, plain;
		struct jd jd, other;
		struct buf out;
		double moved = 0;

		buf_init(&out, JD_ROLE_BYTES);
		(void)sketch(arena_format(&arena,
				 "# %s Python Engineer\n\nRequirements:\n- "
				 "PostgreSQL\n- 10 years of Python\n",
				 titles[i]),
		    &arena, &jd);
		(void)sketch("# Python Engineer\n\nRequirements:\n- PostgreSQL"
			     "\n- Python\n",
		    &arena, &other);
		jd_role(&jd, "a", &arena, &out);
		buf_reset(&out);
		jd_role(&other, "b", &arena, &out);
		assert_ok(role_read(arena_format(&arena, "%s/a.yaml",
					jd_files.directory),
		    &jd_catalogue, &arena, &role, NULL));
		assert_ok(role_read(arena_format(&arena, "%s/b.yaml",
					jd_files.directory),
		    &jd_catalogue, &arena, &plain, NULL));
		for (int f = 0; f < FAMILY_COUNT; f++)
			moved += role.weights[f] > plain.weights[f]
			    ? role.weights[f] - plain.weights[f]
			    : 0;
		assert_true(moved <= 5);
		buf_done(&out);
		arena_done(&arena);
	}
}

static void
addresses_and_numbers_are_never_copied(void **state)
{
	static const char text[] =
	    "Go Engineer - call +49 30 5550 1234 or jane.roe@example.com\n\n"
	    "Location: Berlin, jane.roe@example.com\n"
	    "Requirements (ask jane.roe@example.com):\n"
	    "- Go; mail jane.roe [at] example [dot] com or (020) 7946 0958\n"
	    "- Frobnicator&#64;example.com, Kafka\n"
	    "Salary: 90k EUR, +49 30 5550 1234\n"
	    "https://jane:roe@example.com/job https://example.com/?m="
	    "jane.roe@example.com\n";
	struct arena arena = { 0 };
	struct buf out;
	struct jd jd;

	(void)state;
	buf_init(&out, JD_ROLE_BYTES);
	(void)sketch(text, &arena, &jd);
	jd_role(&jd, "private", &arena, &out);
	assert_null(strstr(out.data, "@example"));
	assert_null(strstr(out.data, "jane"));
	assert_null(strstr(out.data, "5550"));
	assert_null(strstr(out.data, "7946"));
	buf_done(&out);
	arena_done(&arena);
}

static void
a_language_that_is_not_understood_is_said(void **state)
{
	struct arena arena = { 0 };
	struct jd jd;
	const char *got = sketch(
	    "Pessoa desenvolvedora\n\nVocê vai trabalhar com uma equipe que "
	    "desenvolve serviços para o país. Não usamos PHP mas Java não é "
	    "necessário; com Kafka e mais, não para iniciantes.",
	    &arena, &jd);

	(void)state;
	assert_null(jd.language);
	assert_string_equal(got, "");
	assert_non_null(strstr(jd.notes[0], "not understood"));
	arena_done(&arena);
}

/* ---- seeds ---- */

static void
seeds_stand_where_skill_and_language_meet(void **state)
{
	struct jd_seed seeds[JD_CANDIDATES_MAX];
	struct arena arena = { 0 };
	bool franz = false;
	struct jd jd;
	size_t n;

	(void)state;
	(void)sketch("Go engineer\n\nRequirements:\n- Go\n- Kafka\n", &arena,
	    &jd);
	n = jd_candidates(jd_rules, &jd, &arena, seeds, JD_CANDIDATES_MAX);
	assert_in_range(n, 6, JD_CANDIDATES_MAX);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(seeds[i].language, "go");
		assert_string_not_equal(seeds[i].name, "apache/kafka");
		franz |= str_equal(seeds[i].name, "twmb/franz-go");
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(seeds[i].name, seeds[k].name);
	}
	assert_true(franz);
	arena_done(&arena);
}

static void
measured_seeds_come_by_their_people(void **state)
{
	struct jd_seed seeds[] = {
		{ .name = "a/tiny",
		    .skill = "go",
		    .language = "go",
		    .is_known = true,
		    .authors = 2,
		    .outsiders = 1 },
		{ .name = "a/unknown",
		    .skill = "go",
		    .language = "go",
		    .outsiders = -1 },
		{ .name = "a/good",
		    .skill = "kafka",
		    .language = "go",
		    .is_known = true,
		    .authors = 31,
		    .outsiders = 24,
		    .source = "GitHub" },
		{ .name = "a/old",
		    .skill = "go",
		    .language = "go",
		    .is_known = true,
		    .is_archived = true },
		{ .name = "a/gone",
		    .skill = "go",
		    .language = "go",
		    .is_missing = true },
		{ .name = "a/inside",
		    .skill = "go",
		    .language = "go",
		    .is_known = true,
		    .authors = 40,
		    .outsiders = 1,
		    .warning = "mostly one company's: Acme" },
	};
	const char *good, *unknown, *inside, *tiny;
	struct arena arena = { 0 };
	struct buf out;
	struct jd jd;

	(void)state;
	buf_init(&out, JD_ROLE_BYTES);
	(void)sketch("Go engineer", &arena, &jd);
	jd_write(jd_rules, &jd, "seeds", "x", seeds, COUNT(seeds), &out);
	good = strstr(out.data, "- a/good");
	unknown = strstr(out.data, "- a/unknown");
	inside = strstr(out.data, "- a/inside");
	tiny = strstr(out.data, "- a/tiny");
	assert_non_null(good);
	assert_true(good < unknown && unknown < inside && inside < tiny);
	assert_non_null(strstr(out.data,
	    "# kafka in go; 31 authors in 12 months, 24 from outside "
	    "(GitHub)"));
	assert_null(strstr(out.data, "- a/old"));
	assert_null(strstr(out.data, "- a/gone"));
	assert_non_null(strstr(out.data, "# left out: a/old: archived"));
	assert_non_null(strstr(out.data, "# left out: a/gone"));
	buf_done(&out);
	arena_done(&arena);
}

/* A repository where nothing is ever "merged" shows nobody's work. */
static void
the_catalogue_names_no_mirror(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < jd_catalogue.n_skills; i++) {
		const struct skill *skill = &jd_catalogue.skills[i];

		for (size_t l = 0; l < skill->n_seeds; l++)
			for (size_t k = 0; k < skill->seeds[l].n_items; k++) {
				const char *name = skill->seeds[l].items[k];
				const char *why =
				    map_get_text(jd_rules->mirrors,
					text_fold(&jd_arena, name,
					    strlen(name)));

				n++;
				if (why != NULL && !strstr(why, "unsure"))
					fail_msg("%s: %s: %s", skill->id, name,
					    why);
			}
	}
	assert_true(n > 1000);
}

/* Where a skill is known by patterns alone, descriptions know its word too. */
static void
every_skill_can_be_named_in_a_description(void **state)
{
	(void)state;
	for (size_t i = 0; i < jd_catalogue.n_skills; i++) {
		const struct skill *skill = &jd_catalogue.skills[i];
		bool named = skill->n_patterns == 0;

		for (size_t k = 0; k < jd_rules->n_ambiguous; k++)
			named |= jd_rules->ambiguous[k].skill == i;
		if (!named)
			fail_msg("%s: has patterns, and no word in "
				 "descriptions.yaml",
			    skill->id);
	}
}

static void
hours_are_no_place(void **state)
{
	static const struct {
		const char *text;
		const char *where; /* NULL: none */
	} cases[] = {
		{ "Go developer. Location doesn't matter, but we overlap with "
		  "NYC hours.",
		    NULL },
		{ "Go developer, remote, CET +/- 3h", NULL },
		{ "Go developer. Remote, 4 hours overlap with EST.", NULL },
		{ "Go developer. Remote (EU timezones).", NULL },
		{ "Go developer. Remote within Germany, Berlin time.",
		    "Germany" },
		{ "We are a bakery in Lyon, looking for a Go developer.",
		    "Lyon" },
		{ "Wir suchen Go. Remote innerhalb Deutschlands ist mit uns "
		  "und bei uns und auf Dauer ok.",
		    "Germany" },
		{ "Go developer. Work from anywhere. Our office is in Oslo.",
		    NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };
		struct jd jd;

		(void)sketch(cases[i].text, &arena, &jd);
		if (!str_equal(jd.n_where == 0 ? NULL : jd.where[0],
			cases[i].where))
			fail_msg("%s: where: %s", cases[i].text,
			    jd.n_where == 0 ? "none" : jd.where[0]);
		arena_done(&arena);
	}
}

static void
what_does_not_matter_is_not_asked_for(void **state)
{
	static const struct wish wishes[] = {
		{ "You know Python. If you've hacked on RocksDB, even better.",
		    "must: python; nice: rocksdb" },
		{ "You can write C. rust or zig people welcome too.",
		    "must: c; nice: rust|zig" },
		{ "What we'd like to see:\n- some Python\n\nWhat doesn't "
		  "matter: your age, whether you know Kubernetes.",
		    "must: python" },
		{ "You know Go. We left Kafka two years ago.", "must: go" },
		{ "You know Go. Java-Kenntnisse brauchen wir nicht.",
		    "must: go" },
		{ "You know Kotlin. Services in Scala are being retired.",
		    "must: kotlin" },
		{ "You know Go. It would be lovely if you had some Rust, but "
		  "it is by no means a requirement.",
		    "must: go; nice: rust" },
		{ "Requirements:\n- AWS (SQS, DynamoDB)\n",
		    "must: aws; nice: sqs dynamodb" },
		{ "You know C++. Knowledge of Julia, Kokkos or SYCL would be "
		  "an asset.",
		    "must: c++; nice: julia" },
		{ "MUST HAVE: GO, GRPC\nNICE TO HAVE: RUST",
		    "must: go grpc; nice: rust" },
		{ "Bonus if you know Go, but this isn't a Go shop. Java "
		  "required.",
		    "must: java; nice: go" },
	};

	(void)state;
	check_wishes(wishes, COUNT(wishes));
}

static void
tables_and_several_jobs_are_read(void **state)
{
	static const struct wish wishes[] = {
		{ "Position\tFirmware Engineer\n\n"
		  "Skill\tLevel\tMandatory?\nC\tExpert\tYes\n"
		  "Rust\tBasic\tNo\n",
		    "must: c; nice: rust" },
		{ "1) Storage Engineer\nRequirements\n- C++\n- RocksDB\n\n"
		  "2) Web Engineer\nRequirements\n- TypeScript\n- GraphQL\n",
		    "must: c++ rocksdb" },
		{ "1. MINIMUM REQUIREMENTS (all of them)\n1.1 Java\n\n"
		  "2. AWARD CRITERIA (scored)\n2.1 Kafka\n",
		    "must: java; nice: kafka" },
		{ "Acme | Go Engineer | Remote | Go, Kafka",
		    "must: go; nice: kafka" },
	};

	(void)state;
	check_wishes(wishes, COUNT(wishes));
}

/* ---- nothing is passed over in silence ---- */

static bool
is_told(const struct jd *jd, const char *id, const char *label)
{
	for (size_t i = 0; i < jd->n_needs; i++)
		for (size_t k = 0; k < jd->needs[i].n_any; k++)
			if (str_equal(jd->needs[i].any[k], id))
				return true;
	for (size_t i = 0; i < jd->n_notes; i++) {
		const char *at = jd->notes[i];
		const char *name = label != NULL ? label : id;

		while ((at = strstr(at, name)) != NULL) {
			const char *end = at + strlen(name);

			if ((at == jd->notes[i] || at[-1] == ' ') &&
			    strchr(",: ", *end) != NULL)
				return true;
			at = end;
		}
	}
	return false;
}

static bool
is_any_told(const struct jd *jd, const struct jd_group *group)
{
	for (size_t i = 0; i < group->any.n; i++)
		if (is_told(jd, group->any.items[i], group->label))
			return true;
	return false;
}

/* Every skill that is found in a text is in its role, or in the list of what
 * was not used. */
static void
check_all_told(const char *name, const char *text, size_t len)
{
	struct arena arena = { 0 };
	struct jd jd, scratch = { 0 };
	struct jd_doc doc = { .rules = jd_rules,
		.places = jd_places,
		.arena = &arena,
		.jd = &scratch };
	struct buf plain, straight;

	buf_init(&plain, 16 * JD_TEXT_MAX);
	buf_init(&straight, 32 * JD_TEXT_MAX);
	assert_ok(jd_read(jd_rules, jd_places, text, len, &arena, &jd, NULL));
	assert_ok(jd_decode(&doc, text, len, &plain, NULL));
	jd_straighten(plain.data, plain.len, &straight);
	jd_lines(&doc, straight.data, straight.len);
	jd_find_language(&doc);
	jd_find_roles(&doc);
	jd_find_title(&doc);
	jd_find_skills(&doc);
	for (size_t i = 0; i < doc.n_hits; i++) {
		size_t what = doc.hits[i].what, n = jd_catalogue.n_skills;
		bool told = what < n
		    ? is_told(&jd, jd_catalogue.skills[what].id, NULL)
		    : is_any_told(&jd, &jd_rules->groups[what - n]);

		if (!told)
			fail_msg("%s: %s is passed over in silence", name,
			    what < n ? jd_catalogue.skills[what].id
				     : jd_rules->groups[what - n].label);
	}
	mem_free(doc.sections);
	mem_free(doc.sentences);
	mem_free(doc.hits);
	mem_free(doc.cues);
	buf_done(&plain);
	buf_done(&straight);
	arena_done(&arena);
}

static void
every_skill_that_is_named_is_told(void **state)
{
	const char *root = getenv("MUSTER_TESTS");
	const char *folder = arena_format(&jd_arena, "%s/golden/jd",
	    root == NULL ? "tests" : root);
	DIR *files = opendir(folder);
	const struct dirent *entry;
	size_t n = 0;

	(void)state;
	assert_non_null(files);
	while ((entry = readdir(files)) != NULL) {
		struct buf text;

		if (!str_ends(entry->d_name, ".txt"))
			continue;
		fixture_read(arena_format(&jd_arena, "%s/%s", folder,
				 entry->d_name),
		    &text);
		check_all_told(entry->d_name, text.data, text.len);
		buf_done(&text);
		n++;
	}
	(void)closedir(files);
	assert_true(n >= 30);
}

/* ---- any bytes ---- */

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_words_are_no_skills),
		cmocka_unit_test(ordinary_words_in_technical_company_are),
		cmocka_unit_test(needs_are_sorted_by_their_words),
		cmocka_unit_test(alternatives_are_one_need),
		cmocka_unit_test(
		    what_is_not_wanted_is_told_from_what_is_not_needed),
		cmocka_unit_test(a_list_of_tools_is_cut_down),
		cmocka_unit_test(facts_are_taken_as_the_text_says_them),
		cmocka_unit_test(weights_move_within_bounds),
		cmocka_unit_test(addresses_and_numbers_are_never_copied),
		cmocka_unit_test(a_language_that_is_not_understood_is_said),
		cmocka_unit_test(seeds_stand_where_skill_and_language_meet),
		cmocka_unit_test(measured_seeds_come_by_their_people),
		cmocka_unit_test(the_catalogue_names_no_mirror),
		cmocka_unit_test(every_skill_can_be_named_in_a_description),
		cmocka_unit_test(every_skill_that_is_named_is_told),
		cmocka_unit_test(hours_are_no_place),
		cmocka_unit_test(what_does_not_matter_is_not_asked_for),
		cmocka_unit_test(tables_and_several_jobs_are_read),
	};

	return cmocka_run_group_tests(tests, jd_up, jd_down);
}
