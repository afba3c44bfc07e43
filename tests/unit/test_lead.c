/* The pipeline: what holds for a role and what for all. */
#include <string.h>

#include "store/rights.h"
#include "tests/unit/store_fixture.h"

static void
put_person(struct fixture *fixture, int64_t id, const char *login)
{
	struct person person = { .id = id, .login = login, .first_seen = 5 };

	assert_ok(store_person_put(fixture->txn, &person));
}

static void
mark(struct fixture *fixture, const char *role, enum status status)
{
	struct arena arena = { 0 };
	struct lead lead;

	assert_ok(store_lead_get(fixture->txn, role, 7, &arena, &lead));
	lead.status = status;
	lead.status_at = 50;
	assert_ok(store_lead_put(fixture->txn, role, 7, &lead));
	arena_done(&arena);
}

static void
expect_status(struct fixture *fixture, const char *role, const char *expected)
{
	struct arena arena = { 0 };
	struct lead lead;

	assert_ok(store_lead_get(fixture->txn, role, 7, &arena, &lead));
	assert_string_equal(status_name((enum status)lead.status), expected);
	arena_done(&arena);
}

static void
statuses_have_names(void **state)
{
	enum status status;

	(void)state;
	for (int i = 0; i < STATUS_COUNT; i++) {
		assert_true(status_parse(status_name((enum status)i), &status));
		assert_int_equal(status, i);
	}
	assert_true(status_parse("Not-A-Fit", &status));
	assert_false(status_parse("fit", &status));
}

static void
lead_is_new_until_it_is_touched(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct lead lead;

	fixture_begin(fixture, true);
	put_person(fixture, 7, "ada");
	expect_status(fixture, "api", "new");
	assert_ok(store_lead_get(fixture->txn, "api", 0, &arena, &lead));
	arena_done(&arena);
}

static void
lead_comes_back_whole(void **state)
{
	static const char *tags[] = { "warm", "berlin" };
	struct note notes[] = { { 10, "met at a meetup" } };
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct lead got,
	    lead = { .status = STATUS_SHORTLISTED,
		    .status_at = 9,
		    .status_reason = "strong reviews",
		    .owner = "kim",
		    .tags = tags,
		    .n_tags = 2,
		    .notes = notes,
		    .n_notes = 1 };

	fixture_begin(fixture, true);
	put_person(fixture, 7, "ada");
	assert_ok(store_lead_put(fixture->txn, "api", 7, &lead));
	assert_ok(store_lead_get(fixture->txn, "api", 7, &arena, &got));
	assert_string_equal(got.owner, "kim");
	assert_string_equal(got.tags[1], "berlin");
	assert_string_equal(got.notes[0].text, "met at a meetup");
	expect_status(fixture, "other", "new");
	fixture_expect_sound(fixture);
	lead.status = 99;
	assert_int_equal(store_lead_put(fixture->txn, "api", 7, &lead),
	    ERR_INVAL);
	assert_int_equal(store_lead_put(fixture->txn, "api", 8, &got),
	    ERR_NOTFOUND);
	arena_done(&arena);
}

/* Once somebody applied, no list is to grade them; a slip can be undone. */
static void
application_hides_the_score_whatever_becomes_of_it(void **state)
{
	static const struct {
		enum status status;
		bool hides;
	} steps[] = { { STATUS_REPLIED, false }, { STATUS_APPLICANT, true },
		{ STATUS_HIRED, true }, { STATUS_NOT_A_FIT, true },
		{ STATUS_DECLINED, true }, { STATUS_REPLIED, false },
		{ STATUS_NOT_A_FIT, false } };
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct lead lead;

	fixture_begin(fixture, true);
	put_person(fixture, 7, "ada");
	for (size_t i = 0; i < COUNT(steps); i++) {
		mark(fixture, "api", steps[i].status);
		assert_ok(
		    store_lead_get(fixture->txn, "api", 7, &arena, &lead));
		assert_int_equal(store_lead_hides_score(&lead), steps[i].hides);
	}
	arena_done(&arena);
}

static void
decline_holds_for_all_roles_and_can_be_taken_back(void **state)
{
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	put_person(fixture, 7, "ada");
	mark(fixture, "api", STATUS_SHORTLISTED);
	mark(fixture, "systems", STATUS_CONTACTED);
	mark(fixture, "api", STATUS_DECLINED);
	expect_status(fixture, "api", "declined");
	expect_status(fixture, "systems", "declined");
	expect_status(fixture, "a role to come", "declined");
	expect_status(fixture, "", "declined");
	mark(fixture, "api", STATUS_NEW);
	expect_status(fixture, "api", "new");
	expect_status(fixture, "systems", "contacted");
	fixture_expect_sound(fixture);
}

static void
notice_in_one_role_counts_in_all(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct lead lead = { .status = STATUS_CONTACTED,
		.status_at = 60,
		.contacted_at = 60 };

	fixture_begin(fixture, true);
	put_person(fixture, 7, "ada");
	assert_ok(store_lead_put(fixture->txn, "api", 7, &lead));
	assert_ok(store_lead_get(fixture->txn, "other", 7, &arena, &lead));
	assert_int_equal(lead.noticed_at, 60);
	assert_int_equal(lead.contacted_at, 0);
	assert_int_equal(lead.status, STATUS_NEW);
	arena_done(&arena);
}

static void
whoever_is_known_is_so_in_all_roles_whatever_changes_in_one(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct lead lead = { .known_at = 50 };

	fixture_begin(fixture, true);
	put_person(fixture, 7, "ada");
	mark(fixture, "api", STATUS_SHORTLISTED);
	assert_ok(store_lead_put(fixture->txn, "", 7, &lead));
	mark(fixture, "systems", STATUS_DECLINED);
	mark(fixture, "systems", STATUS_NEW);
	lead = (struct lead){ .status = STATUS_CONTACTED };
	assert_ok(store_lead_put(fixture->txn, "api", 7, &lead));
	for (int i = 0; i < 3; i++) {
		static const char *const roles[] = { "api", "systems", "" };

		assert_ok(
		    store_lead_get(fixture->txn, roles[i], 7, &arena, &lead));
		assert_int_equal(lead.known_at, 50);
	}
	expect_status(fixture, "api", "contacted");
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

static void
do_not_contact_leaves_a_hash_alone(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct person person = { .id = 7, .login = "ada" };
	int64_t id;

	fixture_begin(fixture, true);
	put_person(fixture, 7, "ada");
	mark(fixture, "api", STATUS_SHORTLISTED);
	mark(fixture, "api", STATUS_DO_NOT_CONTACT);
	assert_int_equal(store_person_find(fixture->txn, "ada", &id),
	    ERR_NOTFOUND);
	assert_true(store_is_suppressed(fixture->txn, 7, NULL));
	assert_int_equal(store_person_put(fixture->txn, &person), ERR_BLOCKED);
	expect_status(fixture, "api", "do-not-contact");
	expect_status(fixture, "other", "do-not-contact");
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

static void
changes_are_journalled_without_peoples_words(void **state)
{
	static const char *tags[] = { "secret-tag" };
	struct note notes[] = { { 10, "secret-note" } };
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct journal_entry entry;
	struct lead lead = { .tags = tags, .n_tags = 1 };
	static const char *const actions[] = { "tag", "note", "assign", "mark",
		"notice" };
	int64_t at = 0;

	fixture_begin(fixture, true);
	put_person(fixture, 7, "ada");
	assert_ok(store_lead_put(fixture->txn, "api", 7, &lead));
	lead.notes = notes;
	lead.n_notes = 1;
	assert_ok(store_lead_put(fixture->txn, "api", 7, &lead));
	lead.owner = "kim";
	assert_ok(store_lead_put(fixture->txn, "api", 7, &lead));
	lead.status = STATUS_REPLIED;
	assert_ok(store_lead_put(fixture->txn, "api", 7, &lead));
	lead.noticed_at = 80;
	assert_ok(store_lead_put(fixture->txn, "api", 7, &lead));
	for (size_t i = 0; i < COUNT(actions); i++) {
		assert_ok(store_journal_next(fixture->txn, at, &arena, &entry));
		assert_string_equal(entry.action, actions[i]);
		assert_null(strstr(entry.detail, "secret"));
		assert_int_equal(strlen(entry.person), 32);
		at = entry.sequence;
	}
	assert_string_equal(entry.detail, "role api");
	assert_ok(store_journal_next(fixture->txn, 3, &arena, &entry));
	assert_string_equal(entry.detail, "role api: new -> replied");
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(statuses_have_names),
		TEST(lead_is_new_until_it_is_touched),
		TEST(lead_comes_back_whole),
		TEST(application_hides_the_score_whatever_becomes_of_it),
		TEST(decline_holds_for_all_roles_and_can_be_taken_back),
		TEST(notice_in_one_role_counts_in_all),
		TEST(
		    whoever_is_known_is_so_in_all_roles_whatever_changes_in_one),
		TEST(do_not_contact_leaves_a_hash_alone),
		TEST(changes_are_journalled_without_peoples_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
