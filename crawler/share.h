#ifndef CRAWLER_SHARE_H
#define CRAWLER_SHARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/task.h"

struct arena;
struct crawl_options;
struct task;

/*
 * On whose behalf people are visited: a share is a role's, and number 0 is
 * everybody's (people who were given by name, known people who changed).  A run
 * takes only tasks of its own roles, and visits each share's people in turn:
 * whose visits are fewest comes next, whatever others' people promise.
 */
struct share {
	int64_t number;
	int64_t visits; /* in this run */
};

struct shares {
	struct share *items; /* the first is everybody's */
	int64_t *numbers; /* the same numbers, for store_task_due() */
	size_t n;
};

/* A stable number from the role's name, never 0. */
int64_t share_of_role(const char *name);

void shares_collect(struct shares *shares, const struct crawl_options *options,
    struct arena *arena);
bool shares_have(const struct shares *shares, int64_t number);

/* Notes that somebody of this share was visited. */
void shares_count(struct shares *shares, int64_t number);

/*
 * Reorders tasks (best first, of any shares) so that each share has its turn:
 * next comes the best of the share that has fewest visits, those before it in
 * the row counted.  Who was asked for by name (`first` and above) comes before
 * all, who is below `last` after all.
 */
void shares_order(const struct shares *shares, struct task *tasks, size_t n,
    int64_t first, int64_t last, struct arena *arena);

#endif
