#include <string.h>

#include "base/str.h"
#include "crawler/operations.h"
#include "tests/unit/test.h"

static const char *
written(enum operation operation, size_t n, struct buf *out)
{
	struct shape shape = { operation, n, 100 * n };

	buf_reset(out);
	operation_write(&shape, 1, false, out);
	assert_false(out->overflow);
	return out->data;
}

static void
nothing_private_is_ever_asked(void **state)
{
	static const char *const never[] = { "mail", "avatar", "pronoun",
		"status", "gender", "organizationVerified", "sponsor",
		"publicKeys", "contributionsCollection",
		"repositoriesContributedTo", "isSiteAdmin", "signature" };
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 20);
	for (int i = 0; i < OPERATION_COUNT; i++)
		for (size_t j = 0; j < COUNT(never); j++) {
			const char *query = written((enum operation)i, 3, &out);
			const char *found = strstr(query, never[j]);

			print_message("%s: %s\n",
			    operation_info((enum operation)i)->name, never[j]);
			assert_null(found);
		}
	buf_done(&out);
}

static void
items_are_numbered_throughout(void **state)
{
	struct buf out;
	const char *query;

	(void)state;
	buf_init(&out, 1 << 20);
	query = written(OPERATION_PEOPLE, 12, &out);
	assert_non_null(strstr(query, "$i0: ID!, $n0: String!"));
	assert_non_null(strstr(query, "$i11: ID!, $n11: String!"));
	assert_non_null(strstr(query, "p11: node(id: $i11)"));
	assert_non_null(strstr(query, "repository(name: $n11)"));
	assert_null(strstr(query, "p12"));
	assert_null(strchr(query, '#'));
	/* a search has no items, whatever number is given */
	assert_null(strstr(written(OPERATION_SEARCH, 12, &out), "11"));
	buf_done(&out);
}

/* The number of times that text stands in another. */
static int
count(const char *text, const char *what)
{
	int n = 0;

	while ((text = strstr(text, what)) != NULL) {
		n++;
		text += strlen(what);
	}
	return n;
}

static void
what_shares_a_query_shares_no_name(void **state)
{
	static const enum operation pairs[][2] = {
		{ OPERATION_PEOPLE, OPERATION_READMES },
		{ OPERATION_PULLS, OPERATION_COMMITS },
	};
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct shape shapes[] = { { pairs[i][0], 2, 200 },
			{ pairs[i][1], 2, 200 } };
		const char *first = operation_info(pairs[i][0])->item_variables;

		buf_reset(&out);
		operation_write(shapes, 2, false, &out);
		assert_int_equal(count(out.data, "query "), 1);
		assert_int_equal(count(out.data, "rateLimit"), 1);
		/* "$x#: ..." of the one is none of the other's */
		assert_null(strstr(operation_info(pairs[i][1])->item_variables,
		    (char[]){ '$', first[1], '#', '\0' }));
		assert_int_not_equal(operation_info(pairs[i][0])->prefix[0],
		    operation_info(pairs[i][1])->prefix[0]);
	}
	assert_non_null(strstr(out.data, "query PullsCommits("));
	buf_done(&out);
}

static void
a_dry_run_asks_for_the_price_alone(void **state)
{
	struct shape shape = { OPERATION_PEOPLE, 23, 0 };
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 20);
	operation_write(&shape, 1, true, &out);
	assert_non_null(strstr(out.data, "rateLimit(dryRun: true) { cost"));
	buf_done(&out);
}

static void
every_query_asks_for_its_price(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 20);
	for (int i = 0; i < OPERATION_COUNT; i++) {
		const char *query = written((enum operation)i, 2, &out);
		int depth = 0;

		assert_non_null(strstr(query, "rateLimit { cost"));
		assert_true(str_starts(query, "query "));
		for (const char *p = query; *p != '\0'; p++) {
			depth += *p == '{' || *p == '(';
			depth -= *p == '}' || *p == ')';
			assert_true(depth >= 0);
		}
		assert_int_equal(depth, 0);
	}
	buf_done(&out);
}

static void
prices_follow_the_documented_formula(void **state)
{
	static const struct {
		struct shape shape;
		long repositories, expected;
	} rows[] = {
		{ { OPERATION_REPOSITORIES, 25, 0 }, 6, 1 },
		{ { OPERATION_PULLS, 1, 100 }, 6, 1 },
		{ { OPERATION_PULLS, 3, 300 }, 6, 3 },
		/* first pages of later visits: four repositories a point */
		{ { OPERATION_COMMITS, 4, 100 }, 6, 1 },
		{ { OPERATION_PEOPLE, 1, 0 }, 6, 1 },
		{ { OPERATION_PEOPLE, 23, 0 }, 6, 4 },
		{ { OPERATION_PEOPLE, 28, 0 }, 6, 5 },
		{ { OPERATION_PEOPLE, 50, 0 }, 6, 10 },
		{ { OPERATION_PEOPLE, 25, 0 }, 10, 7 },
		{ { OPERATION_PEOPLE_LIGHT, 25, 0 }, 6, 1 },
		{ { OPERATION_NAMES, 100, 0 }, 6, 1 },
		{ { OPERATION_READMES, 200, 0 }, 6, 1 },
		{ { OPERATION_SEARCH, 0, 50 }, 6, 1 },
		{ { OPERATION_PROBE, 100, 0 }, 6, 1 },
		{ { OPERATION_SEEDS, 20, 0 }, 6, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(operation_cost(&rows[i].shape, 1,
				     rows[i].repositories),
		    rows[i].expected);
}

static void
what_rides_along_with_people_costs_nothing(void **state)
{
	struct shape shapes[] = { { OPERATION_PEOPLE, 23, 0 },
		{ OPERATION_READMES, 150, 0 } };

	(void)state;
	assert_int_equal(operation_cost(shapes, 2, 6), 4);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_private_is_ever_asked),
		cmocka_unit_test(items_are_numbered_throughout),
		cmocka_unit_test(every_query_asks_for_its_price),
		cmocka_unit_test(what_shares_a_query_shares_no_name),
		cmocka_unit_test(a_dry_run_asks_for_the_price_alone),
		cmocka_unit_test(prices_follow_the_documented_formula),
		cmocka_unit_test(what_rides_along_with_people_costs_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
