/* What a pipeline command has done when it is stopped. */
#include <signal.h>

#include "cli/target.h"
#include "tests/unit/store_fixture.h"

enum {
	LEADS = 120,
	SLICE = 50
};

struct changing {
	int64_t n;
	int64_t stopped_at; /* the lead at which somebody stops it */
	int64_t failing_at;
};

static int
change(void *context, struct app *app, struct lead *lead, int64_t now)
{
	struct changing *changing = context;

	(void)app;
	target_set_status(lead, STATUS_SHORTLISTED, NULL, now);
	changing->n++;
	if (changing->n == changing->stopped_at)
		assert_int_equal(raise(SIGINT), 0);
	return changing->n == changing->failing_at ? ERR_FULL : 0;
}

static void
put_people(struct fixture *fixture)
{
	fixture_begin(fixture, true);
	for (int64_t id = 1; id <= LEADS; id++) {
		struct person person = { .id = id, .first_seen = FIXTURE_NOW };
		char login[32];

		(void)snprintf(login, sizeof(login), "p%lld", (long long)id);
		person.login = login;
		assert_ok(store_person_put(fixture->txn, &person));
	}
	fixture_commit(fixture);
}

static size_t
count_changed(struct fixture *fixture)
{
	struct arena arena = { 0 };
	size_t n = 0;

	fixture_begin(fixture, false);
	for (int64_t id = 1; id <= LEADS; id++) {
		struct lead lead;

		assert_ok(
		    store_lead_get(fixture->txn, "api", id, &arena, &lead));
		n += lead.status == STATUS_SHORTLISTED;
	}
	fixture_abort(fixture);
	arena_done(&arena);
	return n;
}

static void
it_is_known_how_far_a_change_came(void **state)
{
	static const struct {
		struct changing how;
		int rc;
		size_t done;
	} cases[] = {
		{ { .failing_at = SLICE + 3 }, ERR_FULL, SLICE },
		{ { .stopped_at = 7 }, ERR_CANCELED, SLICE },
		{ { .stopped_at = SLICE + 1 }, ERR_CANCELED, 2 * SLICE },
		{ { .stopped_at = LEADS }, 0, LEADS },
		{ { .n = 0 }, 0, LEADS },
	};
	struct fixture *fixture = *state;
	int64_t people[LEADS];
	struct app app;

	put_people(fixture);
	app_init(&app, "muster");
	app.store = fixture->store;
	for (size_t i = 0; i < LEADS; i++)
		people[i] = (int64_t)i + 1;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct changing changing = cases[i].how;
		const struct target_change how = { .yes = true,
			.change = change,
			.context = &changing };
		struct target target = { .role = "api",
			.people = people,
			.n = LEADS };

		assert_int_equal(target_apply(&app, &target, &how),
		    cases[i].rc);
		assert_int_equal(target.n_done, cases[i].done);
		assert_int_equal(count_changed(fixture), cases[i].done);
	}
	app.store = NULL;
	app_done(&app);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(it_is_known_how_far_a_change_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
