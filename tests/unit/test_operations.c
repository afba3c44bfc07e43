#include <string.h>

#include "base/str.h"
#include "crawler/operations.h"
#include "tests/unit/test.h"

static const char *
written(enum operation operation, size_t n, struct buf *out)
{
	buf_reset(out);
	operation_write(operation, n, out);
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
	/* a page has no items, whatever number is given */
	assert_null(strstr(written(OPERATION_PULLS, 12, &out), "11"));
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
		enum operation operation;
		size_t n;
		long repositories, expected;
	} rows[] = {
		{ OPERATION_REPOSITORIES, 25, 6, 1 },
		{ OPERATION_PULLS, 100, 6, 1 },
		{ OPERATION_COMMITS, 100, 6, 1 },
		{ OPERATION_PEOPLE, 1, 6, 1 },
		{ OPERATION_PEOPLE, 24, 6, 4 },
		{ OPERATION_PEOPLE, 50, 6, 9 },
		{ OPERATION_PEOPLE, 25, 10, 7 },
		{ OPERATION_PEOPLE_LIGHT, 25, 6, 1 },
		{ OPERATION_NAMES, 100, 6, 1 },
		{ OPERATION_READMES, 200, 6, 1 },
		{ OPERATION_SEARCH, 50, 6, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++)
		assert_int_equal(operation_cost(rows[i].operation, rows[i].n,
				     rows[i].repositories),
		    rows[i].expected);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_private_is_ever_asked),
		cmocka_unit_test(items_are_numbered_throughout),
		cmocka_unit_test(every_query_asks_for_its_price),
		cmocka_unit_test(prices_follow_the_documented_formula),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
