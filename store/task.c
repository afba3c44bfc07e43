/*
 * Tasks and the index that finds the next ones: list (pending or dead), stage,
 * share, inverted priority, due, subject.  Within a stage, share and priority
 * those due stand together, so the waiting ones are jumped over, priority by priority.
 */
#include "store/task.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "store/rights/sweep.h"
#include "store/task_internal.h"
#include "store/value/value.h"

static const struct record_field task_fields[] = {
	RECORD_ONE(1, RECORD_INT, task, stage),
	RECORD_ONE(2, RECORD_INT, task, subject),
	RECORD_ONE(3, RECORD_TEXT, task, name),
	RECORD_ONE(4, RECORD_TEXT, task, cursor),
	RECORD_ONE(5, RECORD_TIME, task, due),
	RECORD_ONE(6, RECORD_INT, task, priority),
	RECORD_ONE(7, RECORD_INT, task, attempts),
	RECORD_ONE(8, RECORD_TIME, task, done_at),
	RECORD_ONE(9, RECORD_TIME, task, visited_at),
	RECORD_ONE(10, RECORD_BOOL, task, is_dead),
	RECORD_ONE(11, RECORD_TEXT, task, last_error),
	RECORD_ONE(12, RECORD_INT, task, share),
	RECORD_ONE(13, RECORD_INT, task, company),
};
const struct record_type task_record = RECORD_TYPE(task, task_fields);

bool
task_is_pending(const struct task *task)
{
	return !task->is_dead &&
	    (task->done_at == 0 || task->due > task->done_at);
}

bool
task_is_of(const struct task *task, int64_t person, const char *login)
{
	if (task->name != NULL && login != NULL &&
	    str_casecmp(task->name, login) == 0)
		return true;
	/* Repositories have numbers of their own, and a slash in the name. */
	return task->subject == person &&
	    (task->name == NULL || strchr(task->name, '/') == NULL);
}

static bool
is_valid(int64_t stage)
{
	return stage >= 1 && stage <= STAGE_MAX;
}

int
store_task_get(struct txn *txn, int64_t stage, int64_t subject,
    struct arena *arena, struct task *ret_task)
{
	struct key key;

	if (!is_valid(stage))
		return ERR_NOTFOUND;
	key_task(&key, stage, subject);
	return value_get(txn, TABLE_TASK, &key, &task_record, arena, ret_task);
}

/* False when the task stands in no list: it is done. */
bool
store_task_ready_key(const struct task *task, struct key *ret_key)
{
	struct ready_key ready = { .list = READY_PENDING,
		.stage = task->stage,
		.share = task->share,
		.priority = task->priority,
		.due = task->due,
		.subject = task->subject };

	if (task->is_dead)
		ready.list = READY_DEAD;
	else if (!task_is_pending(task))
		return false;
	key_ready(ret_key, &ready);
	return true;
}

static int
drop_ready(struct txn *txn, int64_t stage, int64_t subject)
{
	struct arena arena = { 0 };
	struct task old;
	struct key key;
	int rc;

	rc = store_task_get(txn, stage, subject, &arena, &old);
	/* The entry of a corrupt task can't be told; store_check() finds it,
	 * and store_task_due() steps over it. */
	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
		rc = 0;
	else if (rc == 0 && store_task_ready_key(&old, &key))
		rc = db_drop(txn, TABLE_READY, &key);
	arena_done(&arena);
	return rc;
}

int
store_task_put(struct txn *txn, const struct task *task)
{
	static const uint8_t nothing;
	struct key key;
	int rc;

	if (!is_valid(task->stage) || task->share < 0 ||
	    task->share > SHARE_MAX)
		return ERR_INVAL;
	rc = drop_ready(txn, task->stage, task->subject);
	if (rc < 0)
		return rc;
	key_task(&key, task->stage, task->subject);
	rc = value_put(txn, TABLE_TASK, &key, &task_record, task);
	if (rc < 0 || !store_task_ready_key(task, &key))
		return rc;
	return db_put(txn, TABLE_READY, &key, (struct slice){ &nothing, 0 });
}

int
store_task_add(struct txn *txn, const struct task *task)
{
	struct arena arena = { 0 };
	struct task old, new = *task;
	int rc;

	rc = store_task_get(txn, task->stage, task->subject, &arena, &old);
	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT) {
		rc = store_task_put(txn, task);
	} else if (rc == 0 && old.done_at != 0 && old.due <= task->due &&
	    !old.is_dead) {
		new.visited_at = old.visited_at;
		rc = store_task_put(txn, &new);
	} else if (rc == 0 && task->priority > old.priority) {
		old.priority = task->priority;
		rc = store_task_put(txn, &old);
	}
	arena_done(&arena);
	return rc;
}

int
store_task_drop(struct txn *txn, int64_t stage, int64_t subject)
{
	struct key key;
	int rc;

	if (!is_valid(stage))
		return 0;
	rc = drop_ready(txn, stage, subject);
	key_task(&key, stage, subject);
	return rc < 0 ? rc : db_drop(txn, TABLE_TASK, &key);
}

/* ---- walking what is due ---- */

/* Steps over the due entries of one list, stage and share, best first. */
struct walk {
	struct cursor *cursor;
	struct key prefix; /* list, stage and share */
	int64_t now;
	bool has_begun;
};

/* Moves past all entries of one priority. */
static int
next_priority(struct walk *walk, const struct ready_key *ready,
    struct slice *ret_found)
{
	struct slice value;
	struct key key;

	key_ready_priority_prefix(&key, ready);
	if (!key_after_prefix(&key))
		return ERR_NOTFOUND;
	return cursor_seek(walk->cursor, &key, ret_found, &value);
}

static int
next_due(struct walk *walk, struct ready_key *ret_ready)
{
	struct slice found, value;
	int rc;

	rc = walk->has_begun
	    ? cursor_next(walk->cursor, &found, &value)
	    : cursor_seek(walk->cursor, &walk->prefix, &found, &value);
	walk->has_begun = true;
	while (rc == 0 && key_prefixes(&walk->prefix, found)) {
		if (!key_ready_parse(found, ret_ready))
			return ERR_CORRUPT;
		if (ret_ready->due <= walk->now)
			return 0;
		rc = next_priority(walk, ret_ready, &found);
	}
	return rc < 0 ? rc : ERR_NOTFOUND;
}

/* The best entries found so far, over all stages. */
struct best {
	struct ready_key *keys;
	size_t n;
	size_t max;
};

static int
compare(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

static int
by_urgency(const void *left, const void *right)
{
	const struct ready_key *a = left, *b = right;
	int order = compare(b->priority, a->priority);

	if (order == 0)
		order = compare(a->due, b->due);
	if (order == 0)
		order = compare(a->stage, b->stage);
	return order != 0 ? order : compare(a->subject, b->subject);
}

/* Of one stage and share at most `max` can be among the best. */
static int
gather_group(struct walk *walk, struct best *best)
{
	size_t n = 0;
	int rc = 0;

	while (n < best->max && rc == 0) {
		rc = next_due(walk, &best->keys[best->n + n]);
		n += rc == 0;
	}
	if (rc != 0 && rc != ERR_NOTFOUND)
		return rc;
	best->n += n;
	qsort(best->keys, best->n, sizeof(*best->keys), by_urgency);
	if (best->n > best->max)
		best->n = best->max;
	return 0;
}

static struct ready_key
first_group(const struct task_query *query)
{
	enum ready_list list = query->is_dead ? READY_DEAD : READY_PENDING;

	return (struct ready_key){ .list = list, .stage = query->stage };
}

static bool
is_wanted(const struct task_query *query, int64_t share)
{
	if (query->shares == NULL)
		return true;
	for (size_t i = 0; i < query->n_shares; i++)
		if (query->shares[i] == share)
			return true;
	return false;
}

/* The first stage and share at or after those of *group that have entries in
 * its list. */
static int
seek_group(struct cursor *cursor, struct ready_key *group)
{
	struct slice found, value;
	struct ready_key ready;
	struct key key, list;
	int rc;

	key_ready_list_prefix(&list, group->list);
	key_ready_share_prefix(&key, group);
	rc = cursor_seek(cursor, &key, &found, &value);
	if (rc < 0)
		return rc;
	if (!key_prefixes(&list, found))
		return ERR_NOTFOUND;
	if (!key_ready_parse(found, &ready))
		return ERR_CORRUPT;
	group->stage = ready.stage;
	group->share = ready.share;
	return 0;
}

/* The same, but of those that are looked for; `share` is one beyond the last
 * one. */
static int
next_group(struct cursor *cursor, const struct task_query *query,
    struct ready_key *group)
{
	int rc;

	do {
		if (group->share > SHARE_MAX) {
			group->stage++;
			group->share = 0;
		}
		rc = group->stage <= STAGE_MAX ? seek_group(cursor, group)
					       : ERR_NOTFOUND;
		if (rc != 0)
			return rc;
		if (query->stage != 0 && group->stage != query->stage)
			return ERR_NOTFOUND;
		group->share++;
	} while (!is_wanted(query, group->share - 1));
	return 0;
}

/* The keys of a group that next_group() found begin with this. */
static void
begin_group(struct walk *walk, const struct ready_key *group)
{
	struct ready_key found = *group;

	found.share--;
	key_ready_share_prefix(&walk->prefix, &found);
	walk->has_begun = false;
}

static int
gather(struct cursor *cursor, const struct task_query *query, struct best *best)
{
	struct ready_key group = first_group(query);
	struct walk walk = { .cursor = cursor, .now = query->now };
	int rc;

	while ((rc = next_group(cursor, query, &group)) == 0) {
		begin_group(&walk, &group);
		rc = gather_group(&walk, best);
		if (rc < 0)
			return rc;
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* A task that can't be read is left out: `doctor` reports it. */
static int
read_tasks(struct txn *txn, const struct best *best, struct arena *arena,
    struct task *ret_tasks, size_t *ret_n)
{
	size_t n = 0;

	for (size_t i = 0; i < best->n; i++) {
		int rc;

		rc = store_task_get(txn, best->keys[i].stage,
		    best->keys[i].subject, arena, &ret_tasks[n]);
		if (rc == 0)
			n++;
		else if (rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
			return rc;
	}
	*ret_n = n;
	return 0;
}

int
store_task_due(struct txn *txn, const struct task_query *query,
    struct arena *arena, struct task *ret_tasks, size_t max, size_t *ret_n)
{
	struct best best = { .max = max };
	struct cursor *cursor;
	int rc;

	if (query->stage != 0 && !is_valid(query->stage))
		return ERR_INVAL;
	rc = cursor_open(txn, TABLE_READY, &cursor);
	if (rc < 0)
		return rc;
	best.keys = mem_calloc(max, 2 * sizeof(*best.keys));
	rc = gather(cursor, query, &best);
	cursor_close(cursor);
	if (rc == 0)
		rc = read_tasks(txn, &best, arena, ret_tasks, ret_n);
	mem_free(best.keys);
	return rc;
}

/* ---- counting ---- */

static int
count_due(struct cursor *cursor, const struct task_query *query,
    int64_t *ret_due)
{
	struct ready_key ready, group = first_group(query);
	struct walk walk = { .cursor = cursor, .now = query->now };
	int64_t due = 0;
	int rc;

	while ((rc = next_group(cursor, query, &group)) == 0) {
		begin_group(&walk, &group);
		while ((rc = next_due(&walk, &ready)) == 0)
			due++;
		if (rc != ERR_NOTFOUND)
			return rc;
	}
	if (rc != ERR_NOTFOUND)
		return rc;
	*ret_due = due;
	return 0;
}

int
store_task_count(struct txn *txn, const struct task_query *query,
    int64_t *ret_n)
{
	struct cursor *cursor;
	int rc = cursor_open(txn, TABLE_READY, &cursor);

	if (rc < 0)
		return rc;
	rc = count_due(cursor, query, ret_n);
	cursor_close(cursor);
	return rc;
}

static int
count_dead(struct cursor *cursor, int64_t *ret_dead)
{
	struct slice found, value;
	struct key prefix;
	int64_t dead = 0;
	int rc;

	key_ready_list_prefix(&prefix, READY_DEAD);
	rc = cursor_seek(cursor, &prefix, &found, &value);
	while (rc == 0 && key_prefixes(&prefix, found)) {
		dead++;
		rc = cursor_next(cursor, &found, &value);
	}
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	*ret_dead = dead;
	return 0;
}

int
store_task_counts(struct txn *txn, int64_t now, int64_t *ret_due,
    int64_t *ret_waiting, int64_t *ret_dead)
{
	struct cursor *cursor;
	int64_t all = 0, due = 0, dead = 0;
	int rc;

	rc = cursor_open(txn, TABLE_READY, &cursor);
	if (rc < 0)
		return rc;
	rc = db_count(txn, TABLE_READY, &all);
	if (rc == 0)
		rc =
		    count_due(cursor, &(struct task_query){ .now = now }, &due);
	if (rc == 0)
		rc = count_dead(cursor, &dead);
	cursor_close(cursor);
	if (rc < 0)
		return rc;
	*ret_due = due;
	*ret_dead = dead;
	*ret_waiting = all - due - dead;
	return 0;
}

/* ---- migration ---- */

/* What the place that was reached means: its first byte. */
enum {
	REINDEX_CLEAR,
	REINDEX_FILL
};

static int
clear_ready(struct txn *txn, size_t max)
{
	struct slice found, value;
	struct cursor *cursor;
	struct key all = { 0 }, key;
	int rc;

	rc = cursor_open(txn, TABLE_READY, &cursor);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < max && rc == 0; i++) {
		rc = cursor_seek(cursor, &all, &found, &value);
		if (rc < 0)
			break;
		key_from_slice(&key, found);
		rc = db_drop(txn, TABLE_READY, &key);
	}
	cursor_close(cursor);
	return rc;
}

/* Lists the tasks behind *key. */
static int
fill_ready(struct txn *txn, struct key *key, size_t max)
{
	struct arena arena = { 0 };
	struct slice found, value;
	struct cursor *cursor;
	int rc;

	rc = cursor_open(txn, TABLE_TASK, &cursor);
	if (rc < 0)
		return rc;
	for (size_t i = 0; i < max && rc == 0; i++) {
		struct task task;

		rc = sweep_after(cursor, key, &found, &value);
		if (rc < 0)
			break;
		key_from_slice(key, found);
		rc = value_decode(txn, value, &task_record, &arena, &task);
		if (rc == 0)
			rc = store_task_put(txn, &task);
		else if (rc == ERR_CORRUPT)
			rc = 0;
		arena_reset(&arena);
	}
	cursor_close(cursor);
	arena_done(&arena);
	return rc;
}

int
store_task_reindex(struct txn *txn, struct key *progress, size_t max)
{
	struct key key = { 0 };
	int rc;

	if (progress->len == 0 || progress->bytes[0] == REINDEX_CLEAR) {
		rc = clear_ready(txn, max);
		progress->len = 1;
		progress->bytes[0] =
		    rc == ERR_NOTFOUND ? REINDEX_FILL : REINDEX_CLEAR;
		return rc == ERR_NOTFOUND ? 0 : rc;
	}
	key_from_slice(&key,
	    (struct slice){ progress->bytes + 1, progress->len - 1 });
	rc = fill_ready(txn, &key, max);
	memcpy(progress->bytes + 1, key.bytes, key.len);
	progress->len = key.len + 1;
	return rc;
}
