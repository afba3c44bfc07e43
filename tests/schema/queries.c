/*
 * Prints every GraphQL query that can be written, a line of JSON each, with
 * what it is thought to cost: check.mjs holds them against GitHub's schema.
 */
#include <stdio.h>

#include "base/array.h"
#include "base/json.h"
#include "crawler/batch.h"
#include "crawler/graphql.h"
#include "crawler/operations.h"

enum {
	QUERY_BYTES = 1024 * 1024
};

/* The sizes of pages, as the requests would have them. */
static void
put_variables(struct json_writer *json, const struct shape *shapes, size_t n,
    long repositories)
{
	char key[GRAPHQL_KEY_LEN];

	json_put_key(json, "variables");
	json_begin_object(json);
	json_member_int(json, "repositories", repositories);
	for (size_t i = 0; i < n; i++) {
		const struct shape *shape = &shapes[i];
		const char *letter =
		    shape->operation == OPERATION_PULLS ? "f" : "g";

		if (shape->operation == OPERATION_SEARCH)
			json_member_int(json, "first", (int64_t)shape->entries);
		for (size_t j = 0; shape->entries > 0 && j < shape->items; j++)
			json_member_int(json, graphql_key(letter, j, key),
			    (int64_t)(shape->entries / shape->items));
	}
	json_end_object(json);
}

static void
print_query(const struct shape *shapes, size_t n, bool dry, long repositories)
{
	struct json_writer json;
	struct buf query, line, name;

	buf_init(&query, QUERY_BYTES);
	buf_init(&line, 2 * QUERY_BYTES);
	buf_init(&name, 256);
	for (size_t i = 0; i < n; i++)
		buf_format(&name, "%s%zu %s", i > 0 ? " and " : "",
		    shapes[i].entries > 0 ? shapes[i].entries : shapes[i].items,
		    operation_info(shapes[i].operation)->name);
	buf_text(&name, dry ? ", dry" : "");
	operation_write(shapes, n, dry, &query);
	json_writer_init(&json, &line);
	json_begin_object(&json);
	json_member_text(&json, "name", name.data);
	put_variables(&json, shapes, n, repositories);
	json_member_int(&json, "cost", operation_cost(shapes, n, repositories));
	json_member_text(&json, "query", query.data);
	json_end_object(&json);
	(void)puts(query.overflow || line.overflow ? "overflow" : line.data);
	buf_done(&query);
	buf_done(&line);
	buf_done(&name);
}

/* One operation alone, of a size in items or entries. */
static void
print_alone(enum operation operation, size_t n, long repositories)
{
	struct shape shape = batch_shape(operation, n);

	print_query(&shape, 1, false, repositories);
}

/* Sizes: the least, two (of which one is not the first), the first, and the
 * most that is ever tried. */
static void
print_sizes(enum operation operation)
{
	struct batch batch;
	const size_t most = (size_t)batch_max(operation);

	batch_init(&batch, operation);
	print_alone(operation, 1, 6);
	print_alone(operation, 2, 6);
	print_alone(operation, (size_t)batch.size, 6);
	if (most != (size_t)batch.size)
		print_alone(operation, most, 6);
	if (operation == OPERATION_PEOPLE) {
		print_alone(operation, (size_t)batch.size, 1);
		print_alone(operation, (size_t)batch.size, 20);
	}
}

/* What shares a query, usual and as large as it gets; all of it dry. */
static void
print_companions(void)
{
	static const struct shape pairs[][2] = {
		{ { OPERATION_PEOPLE, 24, 0 }, { OPERATION_READMES, 150, 0 } },
		{ { OPERATION_PEOPLE, 50, 0 }, { OPERATION_READMES, 250, 0 } },
		{ { OPERATION_PULLS, 1, 100 }, { OPERATION_COMMITS, 1, 100 } },
		{ { OPERATION_PULLS, 3, 300 }, { OPERATION_COMMITS, 3, 300 } },
		/* first pages of later visits */
		{ { OPERATION_COMMITS, 12, 300 },
		    { OPERATION_PULLS, 12, 300 } },
	};

	for (size_t i = 0; i < COUNT(pairs); i++) {
		print_query(pairs[i], 2, false, 6);
		print_query(pairs[i], 2, true, 6);
	}
}

int
main(void)
{
	for (int i = 0; i < OPERATION_COUNT; i++)
		print_sizes((enum operation)i);
	print_companions();
	return fflush(stdout) == 0 ? 0 : 1;
}
