/*
 * Prints every GraphQL query that can be written, a line of JSON each, with
 * what it is thought to cost: check.js holds them against GitHub's schema.
 */
#include <stdio.h>

#include "base/json.h"
#include "crawler/batch.h"
#include "crawler/operations.h"

enum {
	QUERY_BYTES = 1024 * 1024
};

static void
print_query(enum operation operation, size_t n, long repositories)
{
	struct json_writer json;
	struct buf query, line;

	buf_init(&query, QUERY_BYTES);
	buf_init(&line, 2 * QUERY_BYTES);
	operation_write(operation, n, &query);
	json_writer_init(&json, &line);
	json_begin_object(&json);
	json_member_text(&json, "operation", operation_info(operation)->name);
	json_member_int(&json, "n", (int64_t)n);
	json_member_int(&json, "repositories", repositories);
	json_member_int(&json, "cost",
	    operation_cost(operation, n, repositories));
	json_member_text(&json, "query", query.data);
	json_end_object(&json);
	(void)puts(query.overflow || line.overflow ? "overflow" : line.data);
	buf_done(&query);
	buf_done(&line);
}

/* Sizes: the least, two (of which one is not the first), the first, and the
 * most that is ever tried. */
static void
print_sizes(enum operation operation)
{
	struct batch batch;
	const size_t most = (size_t)batch_max(operation);

	batch_init(&batch, operation);
	print_query(operation, 1, 6);
	print_query(operation, 2, 6);
	print_query(operation, (size_t)batch.size, 6);
	if (most != (size_t)batch.size)
		print_query(operation, most, 6);
	if (operation == OPERATION_PEOPLE) {
		print_query(operation, (size_t)batch.size, 1);
		print_query(operation, (size_t)batch.size, 20);
	}
}

int
main(void)
{
	for (int i = 0; i < OPERATION_COUNT; i++)
		print_sizes((enum operation)i);
	return fflush(stdout) == 0 ? 0 : 1;
}
