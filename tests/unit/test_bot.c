#include "signals/people.h"
#include "tests/unit/signals_fixture.h"

static const char *
ask(struct person person)
{
	struct facts facts = { .person = person };

	return people_bot(fixture_rules, &facts, &fixture_arena);
}

static void
automata_are_told_with_their_reason(void **state)
{
	static const struct person bots[] = {
		{ .login = "dependabot[bot]", .type = "Bot" },
		{ .login = "acme", .type = "Organization" },
		{ .login = "imported", .type = "Mannequin" },
		{ .login = "acme-bot", .type = "User" },
		{ .login = "AcmeBot", .type = "User" },
		{ .login = "acme-robot", .type = "User" },
		{ .login = "acme-release",
		    .type = "User",
		    .bio = "I am a bot that cuts releases" },
		{ .login = "Acme", .type = "User", .name = "acme-coder[bot]" },
		{ .login = "acmemachine",
		    .type = "User",
		    .name = "Acme Automation",
		    .bio = "Automation account of the Acme team" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bots); i++) {
		print_message("%s\n", bots[i].login);
		assert_non_null(ask(bots[i]));
	}
}

static void
a_bot_named_after_its_project_is_told(void **state)
{
	static const struct {
		const char *login;
		const char *project;
		bool is_bot;
	} rows[] = {
		{ "acmebot", "acme/queue", true },
		{ "QueueBot", "acme/queue", true },
		{ "rowbot", "row-store/engine", true },
		{ "talbot", "acme/queue", false },
		{ "acmebot", "other/engine", false },
		{ "abbot", "ab/engine", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct repository in = { .full_name = rows[i].project };
		struct work work = { .in = &in };
		struct facts facts = { .person = { .login = rows[i].login,
					   .type = "User" },
			.work = &work,
			.n_work = 1 };

		print_message("%s\n", rows[i].login);
		assert_true((people_bot(fixture_rules, &facts,
				 &fixture_arena) != NULL) == rows[i].is_bot);
	}
}

static void
people_stay(void **state)
{
	static const struct person people[] = {
		{ .login = "ada", .type = "User" },
		{ .login = "talbot", .type = "User", .name = "Ann Talbot" },
		{ .login = "robota", .type = "User", .bio = "Robotics" },
		{ .login = "jbotha", .type = "User", .name = "Jan Botha" },
		{ .login = "botmaker",
		    .type = "User",
		    .bio = "I write chat bots and a bot framework" },
		{ .login = "ci-lover", .type = "User", .bio = "CI and Go" },
		{ .login = "x", .type = NULL, .bio = "just a potato bot" },
		{ .login = "ada", .type = "User", .bio = "Not a bot" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(people); i++) {
		const char *reason = ask(people[i]);

		print_message("%s: %s\n", people[i].login,
		    reason == NULL ? "person" : reason);
		assert_null(reason);
	}
}

static void
the_form_of_a_name_is_enough_before_anything_is_read(void **state)
{
	(void)state;
	assert_true(people_bot_name(fixture_rules, "renovate[bot]", "User"));
	assert_true(people_bot_name(fixture_rules, "x", "Bot"));
	assert_true(people_bot_name(fixture_rules, NULL, "Organization"));
	assert_false(people_bot_name(fixture_rules, "ada", "User"));
	assert_false(people_bot_name(fixture_rules, NULL, NULL));
	assert_false(people_bot_name(fixture_rules, "talbot", NULL));
}

static void
behaviour_gives_automata_away(void **state)
{
	struct fixture f;

	(void)state;
	fixture_person(&f);
	assert_null(people_bot(fixture_rules, &f.facts, &fixture_arena));
	for (int i = 0; i < 40; i++)
		f.pulls[i].title = "chore(deps): bump lodash from 1.0 to 1.1";
	f.work[0].n_pulls = 29;
	assert_null(people_bot(fixture_rules, &f.facts, &fixture_arena));
	f.work[0].n_pulls = 40;
	assert_non_null(people_bot(fixture_rules, &f.facts, &fixture_arena));
	f.pulls[3].title = f.pulls[4].title = f.pulls[5].title =
	    "Fix the race in the pool";
	assert_null(people_bot(fixture_rules, &f.facts, &fixture_arena));
}

static void
a_name_of_automation_needs_fewer_titles(void **state)
{
	struct fixture f;

	(void)state;
	fixture_person(&f);
	for (int i = 0; i < 40; i++)
		f.pulls[i].title = i % 5 == 0
		    ? "Update the contrib packages"
		    : "Update alpine Docker tag to v3.23";
	f.work[0].n_pulls = 40;
	assert_null(people_bot(fixture_rules, &f.facts, &fixture_arena));
	f.facts.person.login = "acme-renovate";
	assert_non_null(people_bot(fixture_rules, &f.facts, &fixture_arena));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(automata_are_told_with_their_reason),
		cmocka_unit_test(a_bot_named_after_its_project_is_told),
		cmocka_unit_test(people_stay),
		cmocka_unit_test(
		    the_form_of_a_name_is_enough_before_anything_is_read),
		cmocka_unit_test(behaviour_gives_automata_away),
		cmocka_unit_test(a_name_of_automation_needs_fewer_titles),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
