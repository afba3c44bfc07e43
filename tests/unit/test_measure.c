#include "signals/measure.h"
#include "tests/unit/signals_fixture.h"

static struct measure_output
run(struct measure_input input)
{
	struct measure_output output;

	measure_run(fixture_rules, &input, &fixture_arena, &output);
	return output;
}

static double
part(const struct measure_output *output, const char *name)
{
	for (size_t i = 0; i < output->n_parts; i++)
		if (strcmp(output->parts[i].name, name) == 0)
			return output->parts[i].value;
	fail_msg("no part %s", name);
	return -1;
}

static void
kinds_have_names(void **state)
{
	enum measure_kind kind;

	(void)state;
	for (int i = 0; i < MEASURE_COUNT; i++) {
		assert_true(
		    measure_parse(measure_name((enum measure_kind)i), &kind));
		assert_int_equal(kind, i);
	}
	assert_false(measure_parse("mood", &kind));
}

static void
an_empty_input_has_a_value(void **state)
{
	(void)state;
	for (int i = 0; i < MEASURE_COUNT; i++) {
		struct measure_output output =
		    run((struct measure_input){ .kind = (enum measure_kind)i });

		assert_true(output.value >= 0 && output.value <= 1);
	}
}

static void
commits_and_reviews_have_parts(void **state)
{
	struct measure_output output =
	    run((struct measure_input){ .kind = MEASURE_COMMIT,
		.text = "Fix the leak of sockets\n\nNobody owned them, so that "
			"a day's traffic ate all descriptors." });

	(void)state;
	assert_true(part(&output, "why") > 0.5);
	assert_true(output.n_reasons > 0);
	output = run((struct measure_input){ .kind = MEASURE_REVIEW,
	    .text = "this is crap" });
	assert_true(part(&output, "toxic") >= 0.5);
	assert_true(output.value == 0);
	assert_true(part(&output, "informative") < 0.5);
}

static void
sections_are_listed_with_classes(void **state)
{
	struct measure_output output = run((
	    struct measure_input){ .kind = MEASURE_README,
	    .text = "# ring\n\nA ring buffer.\n\n## Usage\n\n```\nx\n```\n" });

	(void)state;
	assert_int_equal(output.n_sections, 2);
	assert_string_equal(output.sections[1].heading, "Usage");
	assert_string_equal(output.sections[1].classes[0], "how");
	assert_int_equal(output.sections[1].n_parts, 8);
	assert_string_equal(output.sections[1].parts[2].name, "how");
	assert_true(output.sections[1].parts[2].value > 0.5);
	assert_true(part(&output, "how") == 1);
}

static void
trees_are_judged_by_paths(void **state)
{
	static const char *const paths[] = { "a_test.go", ".travis.yml" };
	struct measure_output output =
	    run((struct measure_input){ .kind = MEASURE_TREE,
		.paths = paths,
		.n_paths = 2 });

	(void)state;
	assert_true(part(&output, "tests") == 1);
	assert_true(part(&output, "ci") == 1);
	assert_true(part(&output, "coverage") == 0);
}

static void
accounts_are_judged_by_names_and_numbers(void **state)
{
	static const struct measure_number person[] = { { "public_repos", 40 },
		{ "followers", 90 }, { "prs", 300 }, { "active_days", 200 },
		{ "shoe_size", 43 } };
	static const struct measure_number known[] = { { "issues", 2000 },
		{ "prs", 900 }, { "followers", 500 }, { "public_repos", 80 } };
	struct measure_output bot =
	    run((struct measure_input){ .kind = MEASURE_BOT,
		.login = "acme-bot",
		.type = "User" });
	struct measure_output typed =
	    run((struct measure_input){ .kind = MEASURE_BOT,
		.login = "ada",
		.type = "Bot" });
	struct measure_output ada =
	    run((struct measure_input){ .kind = MEASURE_BOT,
		.login = "ada",
		.name = "Ada Example",
		.type = "User",
		.numbers = person,
		.n_numbers = COUNT(person) });
	struct measure_output low =
	    run((struct measure_input){ .kind = MEASURE_STANDING,
		.numbers = person,
		.n_numbers = COUNT(person) });
	struct measure_output high =
	    run((struct measure_input){ .kind = MEASURE_STANDING,
		.numbers = known,
		.n_numbers = COUNT(known) });

	(void)state;
	assert_true(bot.value > 0.5);
	assert_true(typed.value == 1);
	assert_true(ada.value < 0.2);
	assert_true(high.value > low.value);
}

static void
stars_are_trusted_by_engagement(void **state)
{
	static const struct measure_number used[] = { { "stars", 500 },
		{ "forks", 70 }, { "issues", 120 }, { "issue_comments", 400 },
		{ "prs", 90 } };
	static const struct measure_number bought[] = { { "stars", 500 },
		{ "forks", 0 }, { "issues", 0 } };
	struct measure_output trusted =
	    run((struct measure_input){ .kind = MEASURE_STARS,
		.numbers = used,
		.n_numbers = COUNT(used) });
	struct measure_output suspected =
	    run((struct measure_input){ .kind = MEASURE_STARS,
		.numbers = bought,
		.n_numbers = COUNT(bought) });

	(void)state;
	assert_true(trusted.value > 0.8);
	assert_true(suspected.value < 0.3);
}

static void
contact_is_yes_or_no(void **state)
{
	struct measure_output no =
	    run((struct measure_input){ .kind = MEASURE_CONTACT,
		.bio = "Go. No recruiters!" });
	struct measure_output yes =
	    run((struct measure_input){ .kind = MEASURE_CONTACT,
		.text = "I work on recruiter software" });

	(void)state;
	assert_true(no.value == 1);
	assert_string_equal(no.reasons[0], "No recruiters!");
	assert_true(yes.value == 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kinds_have_names),
		cmocka_unit_test(an_empty_input_has_a_value),
		cmocka_unit_test(commits_and_reviews_have_parts),
		cmocka_unit_test(sections_are_listed_with_classes),
		cmocka_unit_test(trees_are_judged_by_paths),
		cmocka_unit_test(accounts_are_judged_by_names_and_numbers),
		cmocka_unit_test(stars_are_trusted_by_engagement),
		cmocka_unit_test(contact_is_yes_or_no),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
