/* Saved searches in the store, and as part of queries. */
#include "base/str.h"
#include "store/query/query_internal.h"
#include "store/rights.h"
#include "tests/unit/store_fixture.h"

/* ---- in the store ---- */

static void
put_person(struct fixture *fixture, int64_t id)
{
	struct arena arena = { 0 };
	struct person person = { .id = id,
		.login = arena_format(&arena, "user%d", (int)id),
		.first_seen = FIXTURE_NOW };

	assert_ok(store_person_put(fixture->txn, &person));
	arena_done(&arena);
}

static bool
has(struct fixture *fixture, const char *name, int64_t person)
{
	return store_search_has_listed(fixture->txn, name, "api", person);
}

static void
searches_are_kept_by_name(void **state)
{
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct search search;
	char name[8] = "";

	fixture_begin(fixture, true);
	assert_ok(store_search_put(fixture->txn, "go", "lang:go"));
	assert_ok(store_search_put(fixture->txn, "a.b", "b"));
	assert_ok(store_search_put(fixture->txn, "z-1", ""));
	assert_ok(store_search_get(fixture->txn, "go", &arena, &search));
	assert_string_equal(search.text, "lang:go");
	assert_int_equal(search.made_at, FIXTURE_NOW);
	for (const char *expected = "agz"; *expected != '\0'; expected++) {
		assert_ok(
		    store_search_next(fixture->txn, name, &arena, &search));
		assert_int_equal(search.name[0], *expected);
		(void)str_copy(name, sizeof(name), search.name);
	}
	assert_int_equal(store_search_next(fixture->txn, name, &arena, &search),
	    ERR_NOTFOUND);
	assert_ok(store_search_drop(fixture->txn, "go"));
	assert_int_equal(store_search_drop(fixture->txn, "go"), ERR_NOTFOUND);
	assert_int_equal(store_search_get(fixture->txn, "go", &arena, &search),
	    ERR_NOTFOUND);
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

static void
names_are_what_a_query_can_spell(void **state)
{
	static const struct {
		const char *name;
		bool is_name;
	} cases[] = { { "go", true }, { "2027-01.x_y", true }, { "", false },
		{ "Go", false }, { "-go", false }, { ".go", false },
		{ "a b", false }, { "a:b", false },
		{ "abcdefghijabcdefghijabcdefghijabcdefghij", true },
		{ "abcdefghijabcdefghijabcdefghijabcdefghijk", false } };
	struct fixture *fixture = *state;

	fixture_begin(fixture, true);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(store_search_put(fixture->txn, cases[i].name,
				     "x") == 0,
		    cases[i].is_name);
}

static void
who_was_listed_is_told_apart_by_search_and_role(void **state)
{
	static const int64_t people[] = { 7, 8, 99 };
	struct fixture *fixture = *state;
	struct arena arena = { 0 };
	struct search search;

	fixture_begin(fixture, true);
	put_person(fixture, 7);
	put_person(fixture, 8);
	put_person(fixture, 9);
	assert_ok(store_search_put(fixture->txn, "go", "a"));
	assert_ok(store_search_put(fixture->txn, "go2", "a"));
	assert_ok(store_search_list(fixture->txn, "go", "api", people, 3, 0));
	assert_true(has(fixture, "go", 7) && has(fixture, "go", 8));
	assert_false(has(fixture, "go", 9) || has(fixture, "go", 99));
	assert_false(has(fixture, "go2", 7));
	assert_false(store_search_has_listed(fixture->txn, "go", "other", 7));
	assert_ok(
	    store_search_list(fixture->txn, "go", "other", people, 1, 50));
	assert_ok(store_search_get(fixture->txn, "go", &arena, &search));
	assert_int_equal(search.n_looks, 2);
	assert_int_equal(search.looks[0].at, FIXTURE_NOW);
	assert_int_equal(search.looks[1].since, 50);
	fixture_expect_sound(fixture);
	/* The same text keeps that, another one does not. */
	assert_ok(store_search_put(fixture->txn, "go", "a"));
	assert_true(has(fixture, "go", 7));
	assert_ok(store_search_put(fixture->txn, "go", "b"));
	assert_false(has(fixture, "go", 7));
	assert_ok(store_search_get(fixture->txn, "go", &arena, &search));
	assert_int_equal(search.n_looks, 0);
	assert_int_equal(store_search_list(fixture->txn, "no", "api", people, 1,
			     0),
	    ERR_NOTFOUND);
	fixture_expect_sound(fixture);
	arena_done(&arena);
}

static void
erased_people_were_listed_by_nobody(void **state)
{
	static const int64_t people[] = { 7, 8, 9, 10 };
	struct fixture *fixture = *state;
	struct person refusing = { .id = 9,
		.login = "user9",
		.refusal = "no recruiters" };

	fixture_begin(fixture, true);
	for (size_t i = 0; i < COUNT(people); i++)
		put_person(fixture, people[i]);
	assert_ok(store_search_put(fixture->txn, "go", "a"));
	assert_ok(store_search_list(fixture->txn, "go", "api", people, 4, 0));
	assert_ok(store_forget(fixture->txn, 7, true));
	assert_ok(store_purge(fixture->txn, 8, "time is over"));
	assert_ok(store_person_put(fixture->txn, &refusing));
	assert_false(has(fixture, "go", 7));
	assert_false(has(fixture, "go", 8));
	assert_false(has(fixture, "go", 9));
	assert_true(has(fixture, "go", 10));
	fixture_expect_sound(fixture);
}

/* ---- in queries ---- */

static const char *const saved[][2] = {
	{ "go", "lang:go" },
	{ "either", "a OR b" },
	{ "settings", "role:api sort:prs" },
	{ "full", "role:api kafka sort:stars" },
	{ "deep", "@either @full" },
	{ "loop", "x @loop2" },
	{ "loop2", "not (y @loop)" },
	{ "wrong", "ok lnag:go" },
	{ "open", "a ) b" },
	{ "empty", "" },
	{ "twice1", "@twice2 @twice2" },
	{ "twice2", "@twice3 @twice3" },
	{ "twice3", "@twice4 @twice4" },
	{ "twice4", "@twice5 @twice5" },
	{ "twice5", "@twice6 @twice6" },
	{ "twice6", "@twice7 @twice7" },
	{ "twice7", "@twice8 @twice8" },
	{ "twice8", "@empty @empty" },
};

static bool
find_search(void *context, const char *name, const char **ret_text)
{
	(void)context;
	for (size_t i = 0; i < COUNT(saved); i++)
		if (strcmp(saved[i][0], name) == 0) {
			*ret_text = saved[i][1];
			return true;
		}
	return false;
}

static const char *
nearest(void *context, const char *kind, const char *name)
{
	(void)context;
	return strcmp(kind, "search") == 0 && name[0] == 'g' ? "go" : NULL;
}

static const struct vocabulary vocabulary = { .search = find_search,
	.nearest = nearest };

static void
wrong_uses_are_marked(void **state)
{
	static const struct {
		const char *query;
		const char *detail;
	} cases[] = {
		{ "a @goo",
		    "query: column 3: no search is saved as \"goo\"; the "
		    "nearest is \"@go\"\n  a @goo\n    ^" },
		{ "@none",
		    "query: column 1: no search is saved as \"none\"\n"
		    "  @none\n  ^" },
		{ "@",
		    "query: column 1: expected the name of a saved search "
		    "behind the @\n  @\n  ^" },
		{ "@go*",
		    "query: column 1: expected the name of a saved search "
		    "behind the @\n  @go*\n  ^" },
		{ "@loop",
		    "query: in @loop2: column 8: a saved search can't be part "
		    "of itself\n  not (y @loop)\n         ^" },
		{ "b @wrong",
		    "query: in @wrong: column 4: unknown field \"lnag\"; the "
		    "nearest is \"lang\"\n  ok lnag:go\n     ^" },
		{ "@open",
		    "query: in @open: column 3: no parenthesis is open here\n"
		    "  a ) b\n    ^" },
		{ "@twice1",
		    "query: in @twice7: column 9: too many conditions\n"
		    "  @twice8 @twice8\n          ^" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct err_detail detail = { "" };
		struct query *query;

		assert_int_equal(query_parse(cases[i].query, &vocabulary,
				     FIXTURE_NOW, &query, &detail),
		    ERR_PARSE);
		assert_string_equal(detail.text, cases[i].detail);
	}
}

static struct query *
parse(const char *text)
{
	struct err_detail detail = { "" };
	struct query *query = NULL;

	if (query_parse(text, &vocabulary, FIXTURE_NOW, &query, &detail) != 0)
		fail_msg("%s: %s", text, detail.text);
	return query;
}

static void
searches_stand_as_if_in_parentheses(void **state)
{
	struct query *query = parse("@either c");

	(void)state;
	assert_int_equal(query->root->kind, NODE_AND);
	assert_int_equal(query->root->children[0]->kind, NODE_OR);
	assert_int_equal(query->root->children[0]->source_len, 7);
	query_free(query);
	query = parse("not @either");
	assert_int_equal(query->root->kind, NODE_NOT);
	assert_int_equal(query->root->children[0]->kind, NODE_OR);
	assert_true(query->root->children[0]->children[1]->negated);
	query_free(query);
	query = parse("@empty");
	assert_int_equal(query->root->kind, NODE_ALL);
	query_free(query);
	query = parse("@empty c");
	assert_int_equal(query->root->kind, NODE_LEAF);
	query_free(query);
	query = parse("\"@go\"");
	assert_int_equal(query->n_searches, 0);
	query_free(query);
}

static void
settings_of_a_search_give_way(void **state)
{
	static const struct {
		const char *query;
		const char *role;
		enum sort_by sort;
		bool is_saved;
	} cases[] = {
		{ "@settings", "api", SORT_PULLS, true },
		{ "@deep", "api", SORT_STARS, true },
		{ "@settings role:other", "other", SORT_PULLS, false },
		{ "sort:reviews @settings", "api", SORT_REVIEWS, true },
		{ "@full @settings", "api", SORT_STARS, true },
		{ "not @full", NULL, SORT_SCORE, false },
		{ "(a @full)", NULL, SORT_SCORE, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct query *query = parse(cases[i].query);

		if (cases[i].role == NULL)
			assert_null(query_role(query));
		else
			assert_string_equal(query_role(query), cases[i].role);
		assert_int_equal(query->sort, cases[i].sort);
		assert_int_equal(query_role_is_saved(query), cases[i].is_saved);
		query_free(query);
	}
}

static void
query_tells_the_searches_it_names(void **state)
{
	struct query *query = parse("@deep (@go OR @DEEP) x");
	const char *const *names;
	size_t n;

	(void)state;
	names = query_searches(query, &n);
	assert_int_equal(n, 2);
	assert_string_equal(names[0], "deep");
	assert_string_equal(names[1], "go");
	query_free(query);
}

static void
search_is_not_saved_into_itself(void **state)
{
	struct vocabulary saving = vocabulary;
	struct query *query;

	(void)state;
	saving.saving = "go";
	assert_int_equal(query_parse("a @go", &saving, FIXTURE_NOW, &query,
			     NULL),
	    ERR_PARSE);
	saving.saving = "either";
	assert_int_equal(query_parse("@deep", &saving, FIXTURE_NOW, &query,
			     NULL),
	    ERR_PARSE);
	assert_ok(query_parse("@full", &saving, FIXTURE_NOW, &query, NULL));
	query_free(query);
}

static void
queries_are_narrowed_beside_their_text(void **state)
{
	struct query *query = parse("a OR b");
	struct err_detail detail = { "" };

	(void)state;
	assert_ok(query_narrow(query, "since", "7d", &detail));
	assert_int_equal(query->root->kind, NODE_AND);
	assert_int_equal(query->root->children[0]->kind, NODE_OR);
	assert_int_equal(query->root->children[1]->predicate.range.low,
	    FIXTURE_NOW - 7 * 86400);
	assert_int_equal(query_narrow(query, "since", "soon", &detail),
	    ERR_PARSE);
	assert_int_equal(query_narrow(query, "nonsense", "1", &detail),
	    ERR_PARSE);
	query_narrow_new(query, "go", "api", 0);
	assert_int_equal(query->root->n, 2);
	query_free(query);
	query = parse("");
	query_narrow_new(query, "go", "api", 0);
	assert_int_equal(query->root->kind, NODE_LEAF);
	query_free(query);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(searches_are_kept_by_name),
		TEST(names_are_what_a_query_can_spell),
		TEST(who_was_listed_is_told_apart_by_search_and_role),
		TEST(erased_people_were_listed_by_nobody),
		cmocka_unit_test(wrong_uses_are_marked),
		cmocka_unit_test(searches_stand_as_if_in_parentheses),
		cmocka_unit_test(settings_of_a_search_give_way),
		cmocka_unit_test(query_tells_the_searches_it_names),
		cmocka_unit_test(search_is_not_saved_into_itself),
		cmocka_unit_test(queries_are_narrowed_beside_their_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
