#ifndef CRAWLER_GRAPHQL_H
#define CRAWLER_GRAPHQL_H

#include <stddef.h>
#include <stdint.h>

#include "base/json.h"
#include "crawler/json.h"
#include "crawler/operations.h"

/*
 * The body of a request: begin, write the variables as members, end.
 */
void graphql_begin(struct json_writer *json, const struct shape *shapes,
    size_t n_shapes, bool dry, struct buf *out);
void graphql_end(struct json_writer *json);

/* The key of a numbered variable or alias ("i12"); lives until the next call
 * with the same buffer. */
enum {
	GRAPHQL_KEY_LEN = 24
};
const char *graphql_key(const char *prefix, size_t number,
    char ret_key[static GRAPHQL_KEY_LEN]);

/* What an answer says of its own price; 0 where it does not. */
struct graphql_price {
	int64_t cost;
	int64_t limit;
	int64_t remaining;
	int64_t reset_at;
};
void graphql_price(const struct json *answer, struct graphql_price *ret_price);

/* How one item of a batch came out. */
enum graphql_item {
	GRAPHQL_FOUND, /* maybe with parts null that were refused */
	GRAPHQL_GONE, /* no such thing, or no longer */
	GRAPHQL_REFUSED, /* not for us; not asked again */
	GRAPHQL_FAILED /* for want of time or resources: again, in smaller
			   company */
};

/* Item `i` of a batch answer, judged by its value and the errors that lead to
 * it.  *ret_value is borrowed from the answer; only set when found. */
enum graphql_item graphql_item(const struct json *answer,
    enum operation operation, size_t i, const struct json **ret_value);

/* The same for what stands at `key` below data. */
enum graphql_item graphql_subject(const struct json *answer, const char *key,
    const struct json **ret_value);

#endif
