#include "crawler/call.h"

#include "base/json.h"
#include "base/mem.h"
#include "crawler/github.h"
#include "crawler/graphql.h"
#include "crawler/walk.h"
#include "store/task.h"

enum {
	/* Answers' caps, decompressed. */
	GRAPHQL_BYTES_MAX = 2 * 1024 * 1024,
	REST_BYTES_MAX = 8 * 1024 * 1024,
	BODY_BYTES_MAX = 512 * 1024
};

struct call *
call_new(struct walk *walk, enum lane lane)
{
	struct call *call = mem_calloc(1, sizeof(*call));

	call->walk = walk;
	call->lane = lane;
	return call;
}

void
call_free(struct call *call)
{
	if (call == NULL)
		return;
	buf_done(&call->body);
	arena_done(&call->arena);
	mem_free(call);
}

bool
leg_is_pages(const struct leg *leg)
{
	const struct operation_info *info = operation_info(leg->operation);

	return info->item == NULL || info->entry_resolutions > 0;
}

struct shape
leg_shape(const struct leg *leg)
{
	if (!leg_is_pages(leg))
		return (struct shape){ leg->operation, leg->n_items, 0 };
	return (struct shape){ leg->operation, leg->n_tasks, leg->n_items };
}

int
leg_take_named(struct leg *leg, bool (*is_name)(const char *name))
{
	if (leg->n_tasks > leg->n_items)
		leg->n_tasks = leg->n_items;
	leg->n_items = leg->n_tasks;
	for (size_t i = 0; i < leg->n_tasks; i++) {
		if (leg->tasks[i].name != NULL && is_name(leg->tasks[i].name))
			continue;
		leg->tasks[0] = leg->tasks[i];
		leg->n_tasks = 1;
		return ERR_NOTFOUND;
	}
	return 0;
}

int64_t
call_points(const struct call *call)
{
	struct shape shapes[CALL_LEGS];

	if (call->lane == LANE_REST || call->dry_run != NULL)
		return 1;
	for (size_t i = 0; i < call->n_legs; i++)
		shapes[i] = leg_shape(&call->legs[i]);
	return operation_cost(shapes, call->n_legs,
	    (long)call->walk->repositories);
}

void
call_graphql(struct call *call)
{
	struct shape shapes[CALL_LEGS];
	struct json_writer json;

	for (size_t i = 0; i < call->n_legs; i++)
		shapes[i] = leg_shape(&call->legs[i]);
	buf_init(&call->body, BODY_BYTES_MAX);
	if (call->dry_run != NULL)
		graphql_begin(&json, call->dry_run, call->n_dry_run, true,
		    &call->body);
	else
		graphql_begin(&json, shapes, call->n_legs, false, &call->body);
	for (size_t i = 0; i < call->n_legs; i++)
		stage_info(call->legs[i].stage)
		    ->write(call, &call->legs[i], &json);
	graphql_end(&json);
	call->request = (struct http_request){
		.url = call->walk->github.graphql,
		.accept = GITHUB_ACCEPT,
		.body = call->body.data,
		.body_len = call->body.len,
		.max_bytes = GRAPHQL_BYTES_MAX,
	};
}

void
call_rest(struct call *call, const char *url, const struct validator *validator)
{
	call->request = (struct http_request){
		.url = url,
		.accept = GITHUB_ACCEPT,
		.etag = validator != NULL ? validator->etag : NULL,
		.last_modified =
		    validator != NULL ? validator->last_modified : NULL,
		.max_bytes = REST_BYTES_MAX,
	};
}

size_t
call_tasks(const struct call *call)
{
	size_t n = 0;

	for (size_t i = 0; i < call->n_legs; i++)
		n += call->legs[i].n_tasks;
	return n;
}
