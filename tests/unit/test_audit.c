/* What feeds a score is found by trying; what must not is found without effect. */
#include <string.h>

#include "base/str.h"
#include "cli/audit_trial.h"
#include "tests/unit/people_fixture.h"

enum {
	PEOPLE = 12
};

static const struct trial_member *
find(const struct trial *trial, const char *record, const char *name)
{
	size_t n;
	const struct trial_member *members = trial_members(trial, &n);

	for (size_t i = 0; i < n; i++)
		if (str_equal(members[i].record, record) &&
		    str_equal(members[i].name, name))
			return &members[i];
	fail_msg("%s.%s was not tried", record, name);
	return NULL;
}

static void
try_all(struct trial *trial)
{
	static struct people people;

	for (uint64_t seed = 1; trial_people(trial) < PEOPLE; seed++) {
		people_make(&people, seed);
		if (people.facts.n_work > 0 && people.facts.own.n_items > 0)
			trial_person(trial, &people.facts);
	}
}

static void
what_feeds_a_score_is_found(void **state)
{
	static const struct {
		const char *record;
		const char *name;
		enum family family;
	} inputs[] = {
		{ "work.pulls", "merged_at", FAMILY_MERGED_WORK },
		{ "work.pulls", "title", FAMILY_MERGED_WORK },
		{ "work.comments", "body", FAMILY_REVIEW },
		{ "work.commits", "message", FAMILY_COMMITS },
		{ "own.items", "stars", FAMILY_OWN_PROJECTS },
		{ "own.items", "paths", FAMILY_TESTS_CI },
		{ "own.items", "readme", FAMILY_README },
		{ "person", "followers", FAMILY_STANDING },
	};
	struct trial *trial = trial_new(*state);

	try_all(trial);
	for (size_t i = 0; i < COUNT(inputs); i++)
		if (find(trial, inputs[i].record, inputs[i].name)
			->changed[inputs[i].family] == 0)
			fail_msg("%s.%s", inputs[i].record, inputs[i].name);
	trial_free(trial);
}

static void
what_must_not_count_has_no_effect(void **state)
{
	/* Not the login: by it own repositories are told from others. */
	static const char *const members[] = { "name", "company", "location",
		"links", "hireable", "created_at" };
	struct trial *trial = trial_new(*state);

	try_all(trial);
	for (size_t i = 0; i < COUNT(members); i++) {
		const struct trial_member *member =
		    find(trial, "person", members[i]);

		assert_int_equal(member->tried, PEOPLE);
		if (trial_counts(member))
			fail_msg("person.%s", members[i]);
	}
	trial_free(trial);
}

/* A member that is added to a record of facts is tried, too. */
static void
every_member_of_every_record_is_tried(void **state)
{
	static const struct {
		const char *name;
		const struct record_type *type;
	} records[] = { { "person", &person_record },
		{ "own", &portfolio_record }, { "work", &work_record } };
	struct trial *trial = trial_new(*state);

	try_all(trial);
	for (size_t i = 0; i < COUNT(records); i++)
		for (size_t j = 0; j < records[i].type->n_fields; j++) {
			const struct record_field *field =
			    &records[i].type->fields[j];

			if (str_equal(field->name, "gists"))
				continue;
			(void)find(trial, records[i].name, field->name);
			for (size_t k = 0; field->kind == RECORD_LIST &&
			     k < field->item->n_fields;
			     k++)
				if (!str_equal(field->item->fields[k].name,
					"gists"))
					(void)find(trial,
					    arena_format(&fixture_arena,
						"%s.%s", records[i].name,
						field->name),
					    field->item->fields[k].name);
		}
	trial_free(trial);
}

/* As they were, to the last byte. */
static void
people_are_put_back_as_they_were(void **state)
{
	static struct people people, before;
	struct trial *trial = trial_new(*state);
	struct score first, second;

	people_make(&people, 3);
	(void)rubric_read(*state, &people.facts, &fixture_arena);
	before = people;
	rubric_score(*state, &people.facts, &fixture_arena, &first);
	trial_person(trial, &people.facts);
	rubric_score(*state, &people.facts, &fixture_arena, &second);
	assert_memory_equal(&before.facts.person, &people.facts.person,
	    sizeof(before.facts.person));
	assert_true(first.score == second.score);
	trial_free(trial);
}

static int
up(void **state)
{
	static struct role role;

	if (fixture_up(state) != 0)
		return -1;
	role = fixture_role();
	*state = fixture_rubric(&role);
	return 0;
}

static int
down(void **state)
{
	rubric_free(*state);
	return fixture_down(state);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_feeds_a_score_is_found),
		cmocka_unit_test(what_must_not_count_has_no_effect),
		cmocka_unit_test(every_member_of_every_record_is_tried),
		cmocka_unit_test(people_are_put_back_as_they_were),
	};

	return cmocka_run_group_tests(tests, up, down);
}
