#ifndef CRAWLER_WALK_H
#define CRAWLER_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "crawler/answer.h"
#include "crawler/batch.h"
#include "crawler/crawl.h"
#include "crawler/github.h"
#include "crawler/http.h"
#include "crawler/operations.h"
#include "crawler/rate.h"
#include "crawler/seed.h"
#include "crawler/seen.h"
#include "store/store.h"

/*
 * The stages of a walk.  Numbers are stored with tasks: never reused, never
 * renumbered.
 */
enum stage {
	STAGE_NONE = 0,
	STAGE_REPOSITORY = 1, /* facts of a seed; subject: its name's hash */
	STAGE_CONTRIBUTORS = 2, /* subject of this and the next three: its id */
	STAGE_PULLS = 3,
	STAGE_COMMENTS = 4,
	STAGE_COMMITS = 5,
	STAGE_PEOPLE = 6, /* a profile; subject: the account's id */
	STAGE_READMES = 7, /* of one person; subject: the account's id */
	STAGE_NAMES = 8, /* a login that was given; subject: its hash */
	STAGE_SEARCH = 9, /* a role's search for people; subject: its hash */
	STAGE_END
};

/*
 * Priorities: the first pages of every seed come before anything else, deeper
 * pages and people are interleaved by how much each promises.
 */
enum {
	PRIORITY_SEED = 1000,
	PRIORITY_FIRST_CONTRIBUTORS = 960,
	PRIORITY_FIRST_PULLS = 940,
	PRIORITY_FIRST_COMMENTS = 920,
	PRIORITY_FIRST_COMMITS = 900, /* also the bar of "first pages" */
	PRIORITY_NAMES = 890,
	PRIORITY_READMES = 880,
	PRIORITY_SEARCH = 870,
	PRIORITY_NAMED = 850, /* people asked for by name */
	PRIORITY_PEOPLE = 400, /* plus 0..400, promise.h */
	PRIORITY_PAGE = 700, /* less 10 for each page, down to 300 */
	PRIORITY_PAGE_LEAST = 300
};

enum lane {
	LANE_REST,
	LANE_GRAPHQL,
	LANES
};

/* What all stages of one run share. */
struct walk {
	struct store *store;
	const struct crawl_options *options;
	struct crawl_report *report;
	struct github github;
	struct http *http;
	struct rate rate;
	struct batch batches[OPERATION_COUNT];
	struct seeds seeds;
	struct seen *seen;
	struct scoring *scoring;
	struct arena arena; /* of the run */
	struct call *calls[LANES]; /* in flight; NULL: the lane is free */
	int64_t now; /* wall clock, of this loop turn */
	int64_t started; /* wall clock, of the run */
	int64_t repositories; /* own ones read of a person */
	int64_t horizon; /* work older than this is not looked at */
	int64_t started_ms;
	int64_t answers; /* of any kind, in this run */
	int64_t unreachable; /* tries in a row that got no answer */
	int64_t unsure; /* doubtful refusals of the token in a row */
	int64_t since_people; /* calls since the last batch of people */
	int64_t people_visited; /* for max_people */
	int64_t next_ms; /* the loop's next timer, monotonic */
	int64_t progress_ms; /* when progress was last told */
	bool out_of_budget; /* something was left for want of points */
	bool at_max_people;
	/* The first failure that ends the run; 0: none. */
	int failure;
	struct err_detail *detail;
};

/* One request in flight, for one task or several of one stage. */
struct call {
	struct walk *walk;
	enum stage stage;
	enum lane lane;
	enum operation operation; /* of GraphQL calls */
	struct arena arena; /* all texts of the call */
	struct task *tasks;
	size_t n_tasks;
	size_t n_items; /* of a batch, or entries of a page */
	/* What the stages keep between prepare and finish; in the arena. */
	const char *subject_node; /* of a page: the repository's node id */
	const char **nodes; /* of people, one a task */
	struct part *parts; /* of READMEs */
	struct buf body;
	struct http_request request;
	struct http_transfer *transfer;
	int64_t cost;
	int64_t started_ms;
};

/* A stage's own part of a request's life. */
struct stage_info {
	const char *name;
	enum lane lane;
	enum operation operation;
	/* Up to how many tasks go into one request. */
	size_t tasks_max;
	/*
	 * Writes the request for call->tasks, of at most call->n_items items or
	 * entries; may reduce n_tasks.  ERR_NOTFOUND when the tasks turn out
	 * to be void: they are then killed.  ERR_BLOCKED when there is nothing
	 * to send because all were dropped.
	 */
	int (*prepare)(struct walk *walk, struct txn *txn, struct call *call);
	/*
	 * Stores what an answer of class FINE, UNCHANGED, EMPTY, END, GONE,
	 * FORBIDDEN or LIST_TOO_LARGE says and moves each task on, all in the
	 * one transaction.
	 */
	int (*finish)(struct walk *walk, struct txn *txn, struct call *call,
	    const struct answer *answer, const struct http_answer *http);
};

const struct stage_info *stage_info(enum stage stage);

extern const struct stage_info stage_repository, stage_contributors,
    stage_pulls, stage_comments, stage_commits, stage_people, stage_readmes,
    stage_names, stage_search;

/* Starts what may start in a lane; never blocks.  Sets next_ms to when it is
 * worth asking again. */
int walk_start(struct walk *walk, enum lane lane) MUST_CHECK;

/* Drops the call in flight, if any; its tasks are still due. */
void walk_cancel(struct walk *walk, enum lane lane);

/* Ends the run after this turn; the first failure counts. */
int walk_fail(struct walk *walk, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The earliest of the loop's timers. */
void walk_wake_at(struct walk *walk, int64_t mono_ms);

/* A POST of the operation whose variables `write` adds. */
void call_graphql(struct walk *walk, struct call *call,
    void (*write)(struct call *call, struct json_writer *json));

/* A GET, conditional if `validator` is not NULL. */
void call_rest(struct walk *walk, struct call *call, const char *url,
    const struct validator *validator);

#endif
