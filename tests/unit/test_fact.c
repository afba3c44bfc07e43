#include "signals/fact.h"
#include "tests/unit/signals_fixture.h"

/* Encodes, decodes and encodes again: the bytes must be the same. */
static void
round_trip(const struct record_type *type, const void *value)
{
	struct buf first, second;
	void *read = arena_calloc(&fixture_arena, 1, type->size);

	buf_init(&first, 16 * 1024 * 1024);
	buf_init(&second, 16 * 1024 * 1024);
	record_encode(type, value, &first);
	assert_true(first.len > 0);
	assert_ok(record_decode(type, (const uint8_t *)first.data, first.len,
	    &fixture_arena, read));
	record_encode(type, read, &second);
	assert_int_equal(first.len, second.len);
	assert_memory_equal(first.data, second.data, first.len);
	buf_done(&first);
	buf_done(&second);
}

static void
facts_are_kept_whole(void **state)
{
	struct link links[] = { { "website", "https://ada.example" } };
	const char *workflows[] = { "ci.yml" };
	struct fixture f;

	(void)state;
	fixture_person(&f);
	f.facts.person.links = links;
	f.facts.person.n_links = 1;
	f.own[0].workflows = workflows;
	f.own[0].n_workflows = 1;
	round_trip(&person_record, &f.facts.person);
	round_trip(&repository_record, &f.own[0]);
	round_trip(&portfolio_record, &f.facts.own);
	round_trip(&work_record, &f.work[0]);
}

static void
tags_are_given_once(void **state)
{
	static const struct record_type *const types[] = { &person_record,
		&repository_record, &portfolio_record, &work_record };

	(void)state;
	for (size_t t = 0; t < COUNT(types); t++)
		for (size_t i = 0; i < types[t]->n_fields; i++)
			for (size_t k = 0; k < i; k++)
				assert_true(types[t]->fields[i].tag !=
				    types[t]->fields[k].tag);
}

static void
addresses_are_made_of_ids(void **state)
{
	struct arena *arena = &fixture_arena;

	(void)state;
	assert_string_equal(fact_url_person(arena, "ada"),
	    "https://github.com/ada");
	assert_string_equal(fact_url_repository(arena, "acme/queue"),
	    "https://github.com/acme/queue");
	assert_string_equal(fact_url_pull(arena, "acme/queue", 7),
	    "https://github.com/acme/queue/pull/7");
	assert_string_equal(fact_url_comment(arena, "acme/queue", 7, 99),
	    "https://github.com/acme/queue/pull/7#discussion_r99");
	assert_string_equal(fact_url_commit(arena, "acme/queue", "0a1b"),
	    "https://github.com/acme/queue/commit/0a1b");
}

static void
addresses_are_of_the_server_that_was_asked(void **state)
{
	static const struct {
		const char *api, *site;
	} cases[] = {
		{ "http://127.0.0.1:8080", "https://github.com/" },
		{ "https://localhost:8443/", "https://github.com/" },
		{ "https://[::1]/api/v3", "https://github.com/" },
		{ "https://GHE.example.com/api/v3",
		    "https://ghe.example.com/" },
		{ "https://ghe.example.com:8443",
		    "https://ghe.example.com:8443/" },
		{ "https://api.acme.example.com/",
		    "https://acme.example.com/" },
		{ "https://api.github.com", "https://github.com/" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		fact_site_set(cases[i].api);
		assert_string_equal(fact_site(), cases[i].site);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_are_kept_whole),
		cmocka_unit_test(tags_are_given_once),
		cmocka_unit_test(addresses_are_made_of_ids),
		cmocka_unit_test(addresses_are_of_the_server_that_was_asked),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
