#ifndef STORE_TASK_H
#define STORE_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/record.h"

struct txn;

/* ---- the frontier ---- */

/*
 * A task is a stage of one subject ("contributors of repository 123, page 2").
 * Equal stage and subject is the same task: adding it again keeps its state
 * unless it is done and due.  `cursor` holds where to go on.
 */
struct task {
	int64_t stage; /* crawler/walk.h's enum */
	int64_t subject; /* repository or person id, or a stable number */
	const char *name; /* "owner/name", login: for people and logs */
	const char *cursor;
	int64_t due; /* wall clock */
	int64_t priority; /* higher first */
	int64_t attempts; /* failed ones in a row */
	int64_t done_at; /* 0: not yet */
	int64_t visited_at; /* the last complete visit, for `since` */
	bool is_dead; /* gave up; `doctor` shows it */
	const char *last_error;
	/* It failed in larger company: at most so many in one request, or
	 * entries of its page; 0: any number. */
	int64_t company;
	/* On whose behalf, 0..65534: 0 is everybody's; of the others a run takes
	 * only its own. */
	int64_t share;
};
extern const struct record_type task_record;

/* Whether the task waits to be run, now or later: not dead, and not done
 * unless it is due again after that (due > done_at). */
bool task_is_pending(const struct task *task);

int store_task_get(struct txn *txn, int64_t stage, int64_t subject,
    struct arena *arena, struct task *ret_task) MUST_CHECK;

/* Writes the task as given: for its progress, its end and its failures. */
int store_task_put(struct txn *txn, const struct task *task) MUST_CHECK;

/*
 * Adds a task as described above: a new one is written as given; one that is
 * done and due again by task->due starts afresh (visited_at is kept); any
 * other keeps its state and takes the higher priority.
 */
int store_task_add(struct txn *txn, const struct task *task) MUST_CHECK;
int store_task_drop(struct txn *txn, int64_t stage, int64_t subject) MUST_CHECK;

/* Which tasks are looked for. */
struct task_query {
	int64_t stage; /* 0: all */
	int64_t now; /* due by then */
	const int64_t *shares; /* NULL: all */
	size_t n_shares;
	bool is_dead; /* of those given up: when they are to be tried again */
};

/* The next `max` tasks, best priority first, then earliest due, then stage and
 * subject.  O(stages x shares x (distinct priorities + max)), whatever the
 * number of waiting tasks. */
int store_task_due(struct txn *txn, const struct task_query *query,
    struct arena *arena, struct task *ret_tasks, size_t max,
    size_t *ret_n) MUST_CHECK;

/* How many there are; O(that number). */
int store_task_count(struct txn *txn, const struct task_query *query,
    int64_t *ret_n) MUST_CHECK;
int store_task_counts(struct txn *txn, int64_t now, int64_t *ret_due,
    int64_t *ret_waiting, int64_t *ret_dead) MUST_CHECK;

/* ---- validators of conditional requests ---- */

struct validator {
	const char *etag;
	const char *last_modified;
	int64_t checked_at;
};
extern const struct record_type validator_record;
int store_validator_get(struct txn *txn, const char *url, struct arena *arena,
    struct validator *ret_validator) MUST_CHECK;
int store_validator_put(struct txn *txn, const char *url,
    const struct validator *validator) MUST_CHECK;

#endif
