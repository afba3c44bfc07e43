#include <string.h>

#include "crawler/graphql.h"
#include "tests/unit/test.h"

/* Six people: fine, fine with a part refused, gone, refused, failed in part,
 * missing without a word. */
static const char answer_text[] =
    "{\"data\":{\"rateLimit\":{\"cost\":4,\"limit\":5000,\"remaining\":4996,"
    "\"resetAt\":\"2026-09-21T14:13:20Z\"},"
    "\"p0\":{\"login\":\"a\"},\"p1\":{\"login\":\"b\"},\"p2\":null,"
    "\"p3\":null,\"p4\":{\"login\":\"e\"},\"p5\":null,\"p6\":null},"
    "\"errors\":["
    "{\"type\":\"NOT_FOUND\",\"path\":[\"p1\",\"profile\"],\"message\":\"x\"},"
    "{\"type\":\"FORBIDDEN\",\"path\":[\"p1\",\"own\",0],\"message\":\"x\"},"
    "{\"type\":\"NOT_FOUND\",\"path\":[\"p2\"],\"message\":\"x\"},"
    "{\"type\":\"FORBIDDEN\",\"path\":[\"p3\"],\"message\":\"x\"},"
    "{\"type\":\"RESOURCE_LIMITS_EXCEEDED\",\"path\":[\"p4\",\"own\"]},"
    "{\"path\":[\"p6\"],\"message\":\"Something went wrong\"},"
    "{\"message\":\"no path\"},{\"path\":7},null,{\"path\":[3]}]}";

static void
errors_belong_to_the_item_they_name(void **state)
{
	static const enum graphql_item expected[] = { GRAPHQL_FOUND,
		GRAPHQL_FOUND, GRAPHQL_GONE, GRAPHQL_REFUSED, GRAPHQL_FAILED,
		GRAPHQL_GONE, GRAPHQL_FAILED, GRAPHQL_GONE };
	struct json *answer = NULL;

	(void)state;
	assert_ok(
	    json_parse(answer_text, strlen(answer_text), NULL, &answer, NULL));
	for (size_t i = 0; i < COUNT(expected); i++) {
		const struct json *value = NULL;

		assert_int_equal(graphql_item(answer, OPERATION_PEOPLE, i,
				     &value),
		    expected[i]);
		assert_true((value != NULL) == (expected[i] == GRAPHQL_FOUND));
	}
	json_free(answer);
}

static void
prices_are_read_where_given(void **state)
{
	struct graphql_price price;
	struct json *answer = NULL;

	(void)state;
	assert_ok(
	    json_parse(answer_text, strlen(answer_text), NULL, &answer, NULL));
	graphql_price(answer, &price);
	assert_int_equal(price.cost, 4);
	assert_int_equal(price.remaining, 4996);
	assert_int_equal(price.reset_at, 1790000000);
	json_free(answer);
	/* an Enterprise Server without limits says null */
	assert_ok(json_parse("{\"data\":{\"rateLimit\":null}}", 27, NULL,
	    &answer, NULL));
	graphql_price(answer, &price);
	assert_int_equal(price.cost, 0);
	json_free(answer);
	graphql_price(NULL, &price);
	assert_int_equal(price.cost, 0);
}

static void
bodies_are_json_with_variables(void **state)
{
	char key[GRAPHQL_KEY_LEN];
	struct json_writer writer;
	struct json *body = NULL;
	struct shape names = { OPERATION_NAMES, 2, 0 };
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 20);
	graphql_begin(&writer, &names, 1, false, &out);
	json_member_text(&writer, graphql_key("n", 0, key), "a\"b");
	json_member_text(&writer, graphql_key("n", 1, key), NULL);
	graphql_end(&writer);
	assert_ok(json_parse(out.data, out.len, NULL, &body, NULL));
	assert_string_equal(json_get_text(json_get(body, "variables"), "n0"),
	    "a\"b");
	assert_int_equal(json_kind(json_get(json_get(body, "variables"), "n1")),
	    JSON_KIND_NULL);
	assert_non_null(
	    strstr(json_get_text(body, "query"), "u1: repositoryOwner"));
	json_free(body);
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(errors_belong_to_the_item_they_name),
		cmocka_unit_test(prices_are_read_where_given),
		cmocka_unit_test(bodies_are_json_with_variables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
