#include "base/array.h"
#include "tests/unit/signals_fixture.h"

static double
strength(const struct score *score, const char *id)
{
	for (size_t i = 0; i < score->n_skills; i++)
		if (strcmp(score->skills[i].id, id) == 0)
			return score->skills[i].strength;
	return 0;
}

/* A person of whom nothing is known but what a test adds. */
static void
blank(struct fixture *f)
{
	fixture_person(f);
	f->work[0].n_pulls = f->work[0].n_commits = f->work[0].n_comments = 0;
	f->work[0].n_reviews = f->work[0].n_merges = 0;
	f->work[0].commits_total = 0;
	f->facts.own.n_items = 0;
}

static struct score
score_of(const struct fixture *f)
{
	struct role role = fixture_role();

	return fixture_score(&role, &f->facts);
}

static void
one_mention_is_not_depth(void **state)
{
	struct fixture f;
	struct score score;
	double one, many;

	(void)state;
	blank(&f);
	f.work[0].n_pulls = 1;
	f.in.n_topics = 0;
	f.pulls[0].title = "Add a RabbitMQ publisher";
	score = score_of(&f);
	/* One title is no sighting: two are. */
	assert_true(strength(&score, "rabbitmq") <= 0);
	f.work[0].n_pulls = 2;
	f.pulls[1].title = "Retry what a RabbitMQ publisher lost";
	score = score_of(&f);
	one = strength(&score, "rabbitmq");
	for (int i = 0; i < 12; i++)
		f.pulls[i].title = arena_format(&fixture_arena,
		    "Retry the RabbitMQ publisher of %c", 'a' + i);
	f.work[0].n_pulls = 12;
	score = score_of(&f);
	many = strength(&score, "rabbitmq");
	assert_true(one > 0.26 && one < 0.35);
	assert_true(many > 0.5);
}

static void
a_claim_is_the_weakest_sign(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	blank(&f);
	f.facts.person.bio = "I do Kafka, PostgreSQL, Kubernetes";
	score = score_of(&f);
	assert_true(strength(&score, "kafka") <= 0);
	f.facts.work = f.work;
	f.facts.n_work = 1;
	f.work[0].n_pulls = 1;
	f.in.n_topics = 0;
	f.pulls[0].title = "Add a Kafka publisher";
	score = score_of(&f);
	assert_true(strength(&score, "kafka") > 0.26);
}

static void
languages_are_seen_by_bytes(void **state)
{
	struct fixture f;
	struct score little, much;

	(void)state;
	blank(&f);
	f.facts.own.n_items = 1;
	f.own[0].description = f.own[0].readme = NULL;
	f.languages[0].bytes = 3000;
	little = score_of(&f);
	f.languages[0].bytes = 2000000;
	much = score_of(&f);
	assert_true(strength(&much, "go") > strength(&little, "go"));
	assert_true(strength(&much, "go") >= 0.5);
	f.own[0].is_fork = true;
	much = score_of(&f);
	assert_true(strength(&much, "go") == 0);
}

static void
skills_lend_to_what_they_imply(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	blank(&f);
	f.in.primary_language = NULL;
	f.in.n_languages = 0;
	f.in.n_topics = 0;
	for (int i = 0; i < 10; i++)
		f.pulls[i].title = arena_format(&fixture_arena,
		    "Compress old TimescaleDB chunks of %c", 'a' + i);
	f.work[0].n_pulls = 10;
	score = score_of(&f);
	assert_true(strength(&score, "postgresql") > 0.3);
}

static void
nice_skills_make_the_value(void **state)
{
	struct role role = fixture_role();
	struct fixture f;
	struct score score;

	(void)state;
	fixture_person(&f);
	score = fixture_score(&role, &f.facts);
	assert_true(score.signals[FAMILY_STACK_FIT].value > 0.3);
	assert_true(score.signals[FAMILY_STACK_FIT].n_reasons > 0);
	role.n_nice = 0;
	score = fixture_score(&role, &f.facts);
	assert_true(score.signals[FAMILY_STACK_FIT].value == 0);
	assert_true(score.signals[FAMILY_STACK_FIT].coverage == 0);
}

static void
it_is_told_by_what_a_must_was_seen(void **state)
{
	static const char *kafka[] = { "kafka" };
	struct need must[] = { { "go", fixture_go, 1 },
		{ "a broker", kafka, 1 } };
	struct role role = fixture_role();
	struct fixture f;
	struct score score;

	(void)state;
	role.must = must;
	role.n_must = 2;
	fixture_person(&f);
	f.pulls[3].title = "Retry what a Kafka broker lost";
	score = fixture_score(&role, &f.facts);
	assert_int_equal(score.n_must_missing, 0);
	assert_int_equal(score.n_must_seen, 2);
	assert_string_equal(score.must_seen[0].text,
	    "go: Go at depth, by work in acme/queue, which is written in it");
	assert_string_equal(score.must_seen[1].text,
	    "a broker: Apache Kafka at depth, seen in \"Retry what a Kafka "
	    "broker lost\"");
	assert_string_equal(score.must_seen[1].url,
	    "https://github.com/acme/queue/pull/103");
}

/* No title names it, so there is no link: it is said what does. */
static void
a_must_that_only_comments_name_says_so(void **state)
{
	static const char *const bodies[] = {
		"Kafka keeps the order within a partition only.",
		"What happens when the broker of Kafka restarts here?",
		"Could the offset be committed to Kafka after the write?",
		"This retries for ever once Kafka answers with an error.",
	};
	static const char *kafka[] = { "kafka" };
	struct need must[] = { { "a broker", kafka, 1 } };
	struct role role = fixture_role();
	struct fixture f;
	struct score score;

	(void)state;
	role.must = must;
	role.n_must = 1;
	blank(&f);
	f.work[0].n_comments = COUNT(bodies);
	for (size_t i = 0; i < f.work[0].n_comments; i++)
		f.comments[i].body = bodies[i];
	score = fixture_score(&role, &f.facts);
	assert_int_equal(score.n_must_seen, 1);
	assert_string_equal(score.must_seen[0].text,
	    "a broker: some Apache Kafka, named in review comments and "
	    "messages alone");
	assert_null(score.must_seen[0].url);
}

/* "go get example.org/kafka-fan/tool" is no work on Kafka. */
static void
a_login_is_no_skill(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	blank(&f);
	f.facts.own.n_items = 2;
	f.own[0].description = "Tools by kafka-fan";
	f.own[0].readme = "# ring\n\ngo get example.org/kafka-fan/ring\n";
	f.own[1] = f.own[0];
	f.own[1].id++;
	score = score_of(&f);
	assert_true(strength(&score, "kafka") > 0);
	f.facts.person.login = "kafka-fan";
	score = score_of(&f);
	assert_true(strength(&score, "kafka") <= 0);
}

/* A machine's new versions, merged by a person, are nobody's skill. */
static void
upkeep_that_was_merged_shows_no_skill(void **state)
{
	struct fixture f;
	struct score score;

	(void)state;
	blank(&f);
	f.in.n_topics = 0;
	f.work[0].n_merges = 12;
	for (int i = 0; i < 12; i++)
		f.merges[i].title = arena_format(&fixture_arena,
		    "Update redis Docker tag to v7.%d", i);
	score = score_of(&f);
	assert_true(strength(&score, "redis") <= 0);
	for (int i = 0; i < 12; i++)
		f.merges[i].title = arena_format(&fixture_arena,
		    "Retry a Redis pipeline of %c", 'a' + i);
	score = score_of(&f);
	assert_true(strength(&score, "redis") > 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_mention_is_not_depth),
		cmocka_unit_test(a_claim_is_the_weakest_sign),
		cmocka_unit_test(languages_are_seen_by_bytes),
		cmocka_unit_test(skills_lend_to_what_they_imply),
		cmocka_unit_test(nice_skills_make_the_value),
		cmocka_unit_test(it_is_told_by_what_a_must_was_seen),
		cmocka_unit_test(a_must_that_only_comments_name_says_so),
		cmocka_unit_test(a_login_is_no_skill),
		cmocka_unit_test(upkeep_that_was_merged_shows_no_skill),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
