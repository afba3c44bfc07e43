#include "crawler/graphql.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* Errors beyond these are not looked at: a batch has fewer items. */
enum {
	ERRORS_MAX = 1000
};

void
graphql_begin(struct json_writer *json, const struct shape *shapes,
    size_t n_shapes, bool dry, struct buf *out)
{
	struct buf query;

	buf_init(&query, out->max);
	operation_write(shapes, n_shapes, dry, &query);
	json_writer_init(json, out);
	json_begin_object(json);
	json_member_text(json, "query", query.data);
	json_put_key(json, "variables");
	json_begin_object(json);
	buf_done(&query);
}

void
graphql_end(struct json_writer *json)
{
	json_end_object(json);
	json_end_object(json);
}

const char *
graphql_key(const char *prefix, size_t number,
    char ret_key[static GRAPHQL_KEY_LEN])
{
	(void)snprintf(ret_key, GRAPHQL_KEY_LEN, "%.3s%zu", prefix,
	    number % 100000);
	return ret_key;
}

void
graphql_price(const struct json *answer, struct graphql_price *ret_price)
{
	const struct json *price =
	    json_get(json_get(answer, "data"), "rateLimit");

	ret_price->cost = json_get_int(price, "cost");
	ret_price->limit = json_get_int(price, "limit");
	ret_price->remaining = json_get_int(price, "remaining");
	ret_price->reset_at = json_get_time(price, "resetAt");
}

/* What one error makes of the item that its path leads to. */
static enum graphql_item
judge(const struct json *error)
{
	const char *type = json_get_text(error, "type");

	if (type == NULL)
		return GRAPHQL_FAILED;
	if (str_equal(type, "NOT_FOUND"))
		return GRAPHQL_GONE;
	if (str_equal(type, "FORBIDDEN") ||
	    str_equal(type, "INSUFFICIENT_SCOPES") ||
	    str_equal(type, "UNPROCESSABLE"))
		return GRAPHQL_REFUSED;
	return GRAPHQL_FAILED;
}

enum graphql_item
graphql_subject(const struct json *answer, const char *key,
    const struct json **ret_value)
{
	const struct json *value = json_get(json_get(answer, "data"), key);
	const struct json *errors = json_get(answer, "errors");
	bool is_there = json_kind(value) == JSON_KIND_OBJECT;
	size_t n = json_count(errors);

	for (size_t i = 0; i < n && i < ERRORS_MAX; i++) {
		const struct json *error = json_at(errors, i);
		const struct json *path = json_get(error, "path");
		enum graphql_item item;

		if (!str_equal(json_text(json_at(path, 0), NULL), key))
			continue;
		item = judge(error);
		/* a refused or missing part leaves the rest as good as it is;
		 * a failed part may be had from a smaller batch */
		if (!is_there || item == GRAPHQL_FAILED)
			return item;
	}
	if (!is_there)
		return GRAPHQL_GONE;
	*ret_value = value;
	return GRAPHQL_FOUND;
}

enum graphql_item
graphql_item(const struct json *answer, enum operation operation, size_t i,
    const struct json **ret_value)
{
	char key[GRAPHQL_KEY_LEN];

	return graphql_subject(answer,
	    graphql_key(operation_info(operation)->prefix, i, key), ret_value);
}
