#ifndef CRAWLER_STAGE_H
#define CRAWLER_STAGE_H

#include <stddef.h>

#include "base/err.h"
#include "crawler/answer.h"
#include "crawler/operations.h"

struct call;
struct http_answer;
struct json_writer;
struct leg;
struct txn;
struct walk;

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
	STAGE_PRICE = 10, /* a dry run of the dear queries; one subject */
	STAGE_PROBE = 11, /* who changed; one task, over all people */
	STAGE_LOOK = 12, /* where somebody is; subject: the account's id */
	STAGE_END
};

/*
 * Priorities: the first pages of every seed come before anything else, deeper
 * pages and people are interleaved by how much each promises.
 */
enum {
	PRIORITY_PRICE = 1010,
	PRIORITY_SEED = 1000,
	PRIORITY_FIRST_CONTRIBUTORS = 960,
	PRIORITY_FIRST_PULLS = 940,
	PRIORITY_FIRST_COMMENTS = 920,
	PRIORITY_FIRST_COMMITS = 900, /* also the bar of "first pages" */
	PRIORITY_NAMES = 890,
	PRIORITY_READMES = 880,
	PRIORITY_SEARCH = 870,
	PRIORITY_NAMED = 850, /* people asked for by name */
	PRIORITY_LOOK = 845, /* of the stage; its tasks have their visits' */
	PRIORITY_CHANGED = 700, /* known people found changed */
	PRIORITY_PEOPLE = 400, /* plus 0..400, promise.h */
	PRIORITY_PAGE = 700, /* less 10 for each page, down to 300 */
	PRIORITY_PAGE_LEAST = 300,
	PRIORITY_PROBE = 200, /* but see schedule.h */
	PRIORITY_ELSEWHERE = 0 /* plus 0..50: people outside `where:` */
};

enum lane {
	LANE_REST,
	LANE_GRAPHQL,
	LANES
};

/* A stage's own part of a request's life. */
struct stage_info {
	const char *name;
	enum lane lane;
	enum operation operation;
	/* Up to how many tasks go into one request. */
	size_t tasks_max;
	/*
	 * Chooses among leg->tasks what goes into the call: at most
	 * leg->n_items items, or entries of pages; may reduce n_tasks, and
	 * sets n_items to what there is.  A REST stage also writes the
	 * request.  ERR_NOTFOUND when the tasks that it leaves in the leg turn
	 * out to be void: they are then killed.  ERR_BLOCKED when there is
	 * nothing to send because all were dropped.
	 */
	int (*prepare)(struct walk *walk, struct txn *txn, struct call *call,
	    struct leg *leg);
	/* Writes the query's variables; GraphQL alone. */
	void (*write)(const struct call *call, const struct leg *leg,
	    struct json_writer *json);
	/* Stores what the answer says and moves each task on. */
	int (*finish)(struct walk *walk, struct txn *txn, struct call *call,
	    struct leg *leg, const struct answer *answer,
	    const struct http_answer *http);
	/* In its place, where each task has an item of the answer: moves the
	 * i-th one on. */
	int (*take)(struct walk *walk, struct txn *txn, struct call *call,
	    struct leg *leg, const struct answer *answer, size_t i);
};

const struct stage_info *stage_info(enum stage stage);

/*
 * What an answer of class FINE, UNCHANGED, EMPTY, END, GONE, FORBIDDEN or
 * LIST_TOO_LARGE means for the tasks of a leg, all in the one transaction.
 */
int stage_finish(struct txn *txn, struct call *call, struct leg *leg,
    const struct answer *answer, const struct http_answer *http) MUST_CHECK;

extern const struct stage_info stage_repository, stage_contributors,
    stage_pulls, stage_comments, stage_commits, stage_people, stage_readmes,
    stage_names, stage_search, stage_price, stage_probe, stage_look;

#endif
