/* Facets count exactly, most frequent first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/facets.h"
#include "tests/unit/store_fixture.h"

enum {
	LEADS = 40
};

/* Go and Rust in turn, every fourth with both; companies in any spelling. */
static void
put_lead(struct fixture *fixture, int64_t id)
{
	static const char *const companies[] = { "@Acme @globex", "ACME", NULL,
		"student" };
	const char *languages[] = { id % 2 == 0 ? "Go" : "Rust", "C++" };
	struct skill_seen skill = { "kafka", 0.5 };
	char login[24];
	const struct person person = { .id = id,
		.login = login,
		.company = companies[id % 4],
		.fetched_at = 1,
		.first_seen = FIXTURE_NOW };
	const struct score score = { .person = id,
		.score = (double)id,
		.coverage = 1,
		.band = id % 5 == 0 ? BAND_NONE : BAND_B,
		.involvement = INVOLVEMENT_REGULAR,
		.languages = languages,
		.n_languages = id % 4 == 0 ? 2 : 1,
		.skills = &skill,
		.n_skills = id <= 10 ? 1 : 0 };
	const struct lead lead = { .status = STATUS_SHORTLISTED };

	(void)snprintf(login, sizeof(login), "login%lld", (long long)id);
	assert_ok(store_person_put(fixture->txn, &person));
	assert_ok(store_score_put(fixture->txn, "api", &score, &person, id % 3,
	    false));
	if (id % 8 == 0)
		assert_ok(store_lead_put(fixture->txn, "api", id, &lead));
}

static void
count(struct fixture *fixture, struct facets *facets, const char *text)
{
	const struct query_options options = { .role = "api",
		.tally = facets_tally(facets) };
	struct query_counts counts;
	struct query *query;

	assert_ok(query_parse(text, NULL, FIXTURE_NOW, &query, NULL));
	assert_ok(query_run(fixture->txn, query, &options, FIXTURE_NOW, NULL,
	    NULL, &counts, NULL));
	query_free(query);
}

static void
assert_json(struct facets *facets, const char *expected)
{
	struct json_writer json;
	struct buf out;

	buf_init(&out, 4096);
	json_writer_init(&json, &out);
	facets_json(facets, &json, SIZE_MAX);
	assert_string_equal(out.data, expected);
	buf_done(&out);
}

static void
values_are_counted_and_sorted(void **state)
{
	static const struct {
		const char *query;
		const char *json;
	} cases[] = {
		{ "",
		    "{\"lang\":[{\"value\":\"Go\",\"count\":20},{\"value\":"
		    "\"Rust\",\"count\":20},{\"value\":\"C++\",\"count\":10}],"
		    "\"company\":[{\"value\":\"ACME\",\"count\":20},{"
		    "\"value\":\"unknown\",\"count\":20},{\"value\":"
		    "\"globex\",\"count\":10}],\"band\":[{\"value\":\"B\","
		    "\"count\":32},{\"value\":\"none\",\"count\":8}],"
		    "\"status\":[{\"value\":\"new\",\"count\":35},{\"value\":"
		    "\"shortlisted\",\"count\":5}],\"skill\":[{\"value\":"
		    "\"kafka\",\"count\":10}],\"involvement\":[{\"value\":"
		    "\"regular\",\"count\":40}]}" },
		{ "score:..8 band:B",
		    "{\"lang\":[{\"value\":\"Go\",\"count\":4},{\"value\":"
		    "\"Rust\",\"count\":3},{\"value\":\"C++\",\"count\":2}],"
		    "\"company\":[{\"value\":\"unknown\",\"count\":4},{"
		    "\"value\":\"ACME\",\"count\":3},{\"value\":\"globex\","
		    "\"count\":2}],\"band\":[{\"value\":\"B\",\"count\":7}],"
		    "\"status\":[{\"value\":\"new\",\"count\":6},{\"value\":"
		    "\"shortlisted\",\"count\":1}],\"skill\":[{\"value\":"
		    "\"kafka\",\"count\":7}],\"involvement\":[{\"value\":"
		    "\"regular\",\"count\":7}]}" },
	};
	struct fixture *fixture = *state;
	struct facets *facets = NULL;
	struct app app;

	app_init(&app, "muster");
	fixture_begin(fixture, true);
	for (int64_t id = 1; id <= LEADS; id++)
		put_lead(fixture, id);
	fixture_commit(fixture);
	fixture_begin(fixture, false);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_ok(facets_new(&app,
		    "lang,company,band,status,skill,"
		    "involvement",
		    &facets));
		count(fixture, facets, cases[i].query);
		assert_json(facets, cases[i].json);
		facets_free(facets);
	}
	app_done(&app);
}

static void
the_first_ones_are_printed(void **state)
{
	struct fixture *fixture = *state;
	struct facets *facets = NULL;
	struct term term = { 0 };
	char *text = NULL;
	struct app app;
	size_t len = 0;

	app_init(&app, "muster");
	fixture_begin(fixture, true);
	for (int64_t id = 1; id <= LEADS; id++)
		put_lead(fixture, id);
	assert_ok(facets_new(&app, "lang,lang", &facets));
	count(fixture, facets, "");
	term.out = open_memstream(&text, &len);
	assert_non_null(term.out);
	facets_print(facets, &term, FACETS_SHOWN);
	facets_print(facets, &term, 2);
	assert_int_equal(fclose(term.out), 0);
	assert_string_equal(text,
	    "lang\n      20  Go\n      20  Rust\n      10  C++\n"
	    "lang\n      20  Go\n      20  Rust\n"
	    "          and 1 more (--limit all)\n");
	free(text);
	facets_free(facets);
	app_done(&app);
}

static void
unknown_facets_are_refused(void **state)
{
	static const char *const names[] = { "lang,colour", "x", "lang,,loc" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct facets *facets = NULL;
		struct app app;

		app_init(&app, "muster");
		assert_int_equal(facets_new(&app, names[i], &facets),
		    ERR_INVAL);
		assert_null(facets);
		assert_non_null(strstr(app.detail.text, "involvement"));
		app_done(&app);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(values_are_counted_and_sorted),
		TEST(the_first_ones_are_printed),
		cmocka_unit_test(unknown_facets_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
