#ifndef CRAWLER_CALL_H
#define CRAWLER_CALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "crawler/http.h"
#include "crawler/operations.h"
#include "crawler/stage.h"
#include "store/store.h"
#include "store/task.h"

struct json_writer;
struct part;
struct walk;

enum {
	CALL_LEGS = 2
};

/* The tasks of one stage in a request: their part of query and answer. */
struct leg {
	enum stage stage;
	enum operation operation; /* of GraphQL */
	struct task *tasks;
	size_t n_tasks;
	size_t n_items; /* of a batch, or entries of all pages together */
	bool is_suspect; /* the tasks failed in larger company before */
	/* What the stages keep between prepare and finish; in the call's
	 * arena. */
	const char **nodes; /* node ids, one a task */
	size_t *entries; /* of pages, one a task */
	struct part *parts; /* of READMEs */
	int64_t *people; /* of a probe: who is asked about, one an item */
};

/* One request in flight. */
struct call {
	struct walk *walk;
	enum lane lane;
	struct arena arena; /* all texts of the call */
	struct leg legs[CALL_LEGS];
	size_t n_legs;
	/* Not NULL: asks what a query of these parts would cost, no more. */
	const struct shape *dry_run;
	size_t n_dry_run;
	struct buf body;
	struct http_request request;
	struct http_transfer *transfer;
	int64_t cost; /* points to expect */
	int64_t started_ms;
};

struct call *call_new(struct walk *walk, enum lane lane);
void call_free(struct call *call); /* takes NULL */

/* What the leg is in a query. */
struct shape leg_shape(const struct leg *leg);

/* Whether the leg asks for pages of lists. */
bool leg_is_pages(const struct leg *leg);

/*
 * Takes tasks that are asked for by name, as many as the leg may have items.
 * ERR_NOTFOUND for a name that is none: its task alone is left in the leg.
 */
int
leg_take_named(struct leg *leg, bool (*is_name)(const char *name)) MUST_CHECK;

/* The points of the call as its legs are, by GitHub's formula; 1 for REST. */
int64_t call_points(const struct call *call);

/* A POST of all legs' queries in one. */
void call_graphql(struct call *call);

/* A GET, conditional if `validator` is not NULL. */
void call_rest(struct call *call, const char *url,
    const struct validator *validator);

/* The number of tasks in all legs. */
size_t call_tasks(const struct call *call);

#endif
