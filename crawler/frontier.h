#ifndef CRAWLER_FRONTIER_H
#define CRAWLER_FRONTIER_H

#include "crawler/cursor.h"
#include "crawler/walk.h"
#include "store/task.h"

/*
 * Tasks move here and nowhere else, always in the transaction that stores
 * their result: what was answered is never asked again, what was not answered
 * is still due.  A task in flight has no mark of its own in the store, so a
 * killed run leaves nothing to clean up.  docs/INTERNALS/frontier.md.
 */
enum {
	FRONTIER_ATTEMPTS = 6,
	FRONTIER_RETRY_WINDOW_S = 300
};

/* Adds a task that is due now, or raises the priority of one that waits. */
int frontier_add(struct walk *walk, struct txn *txn, enum stage stage,
    int64_t subject, const char *name, int64_t priority) MUST_CHECK;

/*
 * The same on behalf of a share: of `task` stage, subject, name, priority and
 * share are given.  A task that waits on behalf of a role that is not of this
 * run is taken over.
 */
int frontier_add_for(struct walk *walk, struct txn *txn,
    struct task *task) MUST_CHECK;

/* The same for a visit when places matter: who is new is looked at first, and
 * who was found to be elsewhere stays behind, whatever they promise. */
int frontier_add_steered(struct walk *walk, struct txn *txn,
    struct task *task) MUST_CHECK;

struct tasks {
	struct task *items;
	size_t n;
};

/* The best due tasks of a stage that are everybody's or of this run's roles and
 * not in flight, at most `max`, copied into `arena`.  People come in the order
 * of their shares' turns (share.h). */
int frontier_due(struct walk *walk, struct txn *txn, enum stage stage,
    size_t max, struct arena *arena, struct tasks *ret_tasks) MUST_CHECK;

/* Done; due again at `due` (0: when it is added again). */
int frontier_done(struct walk *walk, struct txn *txn, struct task *task,
    int64_t due) MUST_CHECK;

/* Done, and nothing of it is to be remembered. */
int frontier_end(struct walk *walk, struct txn *txn,
    const struct task *task) MUST_CHECK;

/* One more page of a list lies ahead, or (`after` NULL) the list is through. */
int frontier_page(struct walk *walk, struct txn *txn, struct task *task,
    struct cursor *cursor, const char *after) MUST_CHECK;

/* The same page came again, or more than there can be: what was read is kept,
 * the list is dead until the next run reads it from its start. */
int frontier_endless(struct walk *walk, struct txn *txn, struct task *task,
    const struct cursor *cursor) MUST_CHECK;

/* The next page is said to be on another host: the same. */
int frontier_foreign(struct walk *walk, struct txn *txn,
    struct task *task) MUST_CHECK;

/* Did not work: later again, after FRONTIER_ATTEMPTS dead. */
int frontier_retry(struct walk *walk, struct txn *txn, struct task *task,
    const char *why) MUST_CHECK;

/* Will not work: dead, to be looked at again at `due`, or at the next run if
 * each run arms its stage anew. */
int frontier_kill(struct walk *walk, struct txn *txn, struct task *task,
    const char *why, int64_t due) MUST_CHECK;

/* Gives people, READMEs, names and searches that were given up another try when
 * their time has come; seeds have rules of their own (seed.c). */
int frontier_revive(struct walk *walk, struct txn *txn) MUST_CHECK;

/* When the next task that failed before is due again, if within the retry
 * window; 0: there is none to wait for. */
int frontier_next_retry(struct walk *walk, struct txn *txn,
    int64_t *ret_due) MUST_CHECK;

#endif
