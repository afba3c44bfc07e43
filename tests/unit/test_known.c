/* Who is known from elsewhere: by what they are recognised, and when. */
#include <string.h>

#include "base/str.h"
#include "store/lmdb.h"
#include "store/rights.h"
#include "tests/unit/store_fixture.h"

static int64_t
count_hashes(struct fixture *fixture)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key prefix;
	int64_t n = 0;
	int rc;

	key_meta_prefix(&prefix, META_KNOWN);
	assert_ok(cursor_open(fixture->txn, TABLE_META, &cursor));
	rc = cursor_seek(cursor, &prefix, &found, &value);
	for (; rc == 0 && key_prefixes(&prefix, found); n++)
		rc = cursor_next(cursor, &found, &value);
	cursor_close(cursor);
	return n;
}

static bool
are_alike(const struct person *a, const struct person *b)
{
	struct arena arena = { 0 };
	const char **one, **other;
	size_t n = store_known_keys(a, &arena, &one);
	size_t m = store_known_keys(b, &arena, &other);
	bool found = false;

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < m; j++)
			found = found || str_equal(one[i], other[j]);
	arena_done(&arena);
	return found;
}

static void
people_are_recognised_by_login_page_or_name_and_company(void **state)
{
	static struct link ours = { "linkedin",
		"https://www.linkedin.com/in/Jane-Doe/" };
	static struct link theirs = { "website",
		"linkedin.com/in/jane-doe?trk=x" };
	static struct link company = { "linkedin",
		"https://linkedin.com/company/acme" };
	static const struct {
		struct person a;
		struct person b;
		bool alike;
	} cases[] = {
		{ { .login = "Octo-Cat" }, { .login = "octo-cat" }, true },
		{ { .login = "a" }, { .login = "b" }, false },
		{ { .links = &ours, .n_links = 1 },
		    { .links = &theirs, .n_links = 1 }, true },
		{ { .links = &company, .n_links = 1 },
		    { .links = &company, .n_links = 1 }, false },
		{ { .name = "Jane Do\xC3\xA9", .company = "ACME GmbH" },
		    { .name = "jane doe", .company = "@acme" }, true },
		{ { .name = "Jane Doe", .company = "Acme, Inc." },
		    { .name = "Jane Doe", .company = "@other @acme" }, true },
		{ { .name = "Jane Doe", .company = "acme co" },
		    { .name = "Jane Doe", .company = "acme labs" }, false },
		{ { .name = "Jane Doe", .company = "acme" },
		    { .name = "John Doe", .company = "acme" }, false },
		{ { .name = "Jane", .company = "acme" },
		    { .name = "Jane", .company = "acme" }, false },
		{ { .name = "Jane Doe" }, { .name = "Jane Doe" }, false },
		{ { .name = "Jane Doe", .company = "GmbH & Co. KG" },
		    { .name = "Jane Doe", .company = "GmbH" }, false },
		{ { .name = "", .company = "" }, { .login = "" }, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (are_alike(&cases[i].a, &cases[i].b) != cases[i].alike)
			fail_msg("case %zu", i);
}

static bool
is_known(struct fixture *fixture, int64_t id)
{
	struct arena arena = { 0 };
	struct lead lead;

	assert_ok(store_lead_get(fixture->txn, "api", id, &arena, &lead));
	arena_done(&arena);
	return lead.known_at != 0;
}

static void
put(struct fixture *fixture, struct person person)
{
	assert_ok(store_person_put(fixture->txn, &person));
}

static void
known_people_are_recognised_when_they_are_stored(void **state)
{
	struct fixture *fixture = *state;
	struct person jane = { .name = "Jane Doe", .company = "Acme" };
	bool is_new;

	fixture_begin(fixture, true);
	put(fixture, (struct person){ .id = 1, .login = "before" });
	assert_ok(store_known_add(fixture->txn, &jane, &is_new));
	assert_true(is_new);
	assert_ok(store_known_add(fixture->txn, &jane, &is_new));
	assert_false(is_new);
	assert_int_equal(count_hashes(fixture), 1);
	put(fixture,
	    (struct person){ .id = 2,
		.login = "jd",
		.name = "Jane Doe",
		.company = "@acme" });
	put(fixture,
	    (struct person){ .id = 3, .login = "x", .name = "Jane Doe" });
	assert_true(is_known(fixture, 2));
	assert_false(is_known(fixture, 1) || is_known(fixture, 3));
	/* Later, too, and whatever they do then. */
	put(fixture,
	    (struct person){ .id = 3,
		.login = "x",
		.name = "Jane Doe",
		.company = "acme" });
	assert_true(is_known(fixture, 3));
	put(fixture, (struct person){ .id = 3, .login = "x" });
	assert_true(is_known(fixture, 3));
	fixture_expect_sound(fixture);
}

static void
what_was_said_by_hand_holds(void **state)
{
	struct fixture *fixture = *state;
	struct person ada = { .id = 7, .login = "ada" };
	bool is_new;

	fixture_begin(fixture, true);
	assert_ok(store_known_add(fixture->txn, &ada, &is_new));
	put(fixture, ada);
	assert_true(is_known(fixture, 7));
	assert_ok(store_known_unmark(fixture->txn, 7));
	put(fixture, ada);
	assert_ok(store_known_mark(fixture->txn, 7, false, &is_new));
	assert_false(is_new || is_known(fixture, 7));
	assert_ok(store_known_mark(fixture->txn, 7, true, &is_new));
	assert_true(is_new && is_known(fixture, 7));
	assert_int_equal(store_known_mark(fixture->txn, 8, true, &is_new),
	    ERR_NOTFOUND);
}

static void
forgotten_people_take_their_hashes_along(void **state)
{
	struct fixture *fixture = *state;
	struct person ada = { .id = 7, .login = "ada" };
	struct person jane = { .login = "jane" };
	bool is_new;

	fixture_begin(fixture, true);
	assert_ok(store_known_add(fixture->txn, &ada, &is_new));
	assert_ok(store_known_add(fixture->txn, &jane, &is_new));
	put(fixture, ada);
	assert_ok(store_purge(fixture->txn, 7, "time is over"));
	/* Purged for a time: known again when they come back. */
	assert_int_equal(count_hashes(fixture), 2);
	assert_int_equal(store_person_put(fixture->txn, &ada), ERR_BLOCKED);
	put(fixture, (struct person){ .id = 8, .login = "ada2" });
	jane.id = 9;
	put(fixture, jane);
	assert_true(is_known(fixture, 9));
	assert_ok(store_forget(fixture->txn, 9, false));
	assert_int_equal(count_hashes(fixture), 1);
	fixture_expect_sound(fixture);
}

static int
count(void *context, const struct person *person)
{
	(void)person;
	++*(int *)context;
	return 0;
}

static void
walk_meets_who_may_be_shown(void **state)
{
	struct fixture *fixture = *state;
	int n = 0;

	fixture_begin(fixture, true);
	put(fixture, (struct person){ .id = 1, .login = "a" });
	put(fixture, (struct person){ .id = 2, .login = "b" });
	put(fixture, (struct person){ .id = 3, .login = "c", .refusal = "no" });
	assert_ok(store_suppress_until(fixture->txn, 2, "b", 0));
	assert_ok(store_known_walk(fixture->txn, count, &n));
	assert_int_equal(n, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    people_are_recognised_by_login_page_or_name_and_company),
		TEST(known_people_are_recognised_when_they_are_stored),
		TEST(what_was_said_by_hand_holds),
		TEST(forgotten_people_take_their_hashes_along),
		TEST(walk_meets_who_may_be_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
