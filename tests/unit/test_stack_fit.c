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
	one = strength(&score, "rabbitmq");
	for (int i = 0; i < 12; i++)
		f.pulls[i].title = arena_format(&fixture_arena,
		    "Retry the RabbitMQ publisher of %c", 'a' + i);
	f.work[0].n_pulls = 12;
	score = score_of(&f);
	many = strength(&score, "rabbitmq");
	assert_true(one > 0 && one < 0.3);
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
	assert_true(strength(&score, "kafka") > 0);
	assert_true(strength(&score, "kafka") <= 0.25);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_mention_is_not_depth),
		cmocka_unit_test(a_claim_is_the_weakest_sign),
		cmocka_unit_test(languages_are_seen_by_bytes),
		cmocka_unit_test(skills_lend_to_what_they_imply),
		cmocka_unit_test(nice_skills_make_the_value),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
