#include "crawler/seed.h"

#include <string.h>

#include "base/array.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/str.h"
#include "crawler/crawl.h"
#include "crawler/cursor.h"
#include "crawler/frontier.h"
#include "crawler/share.h"
#include "crawler/walk.h"
#include "store/task.h"

enum {
	/* How long tasks of other runs' repositories are put off. */
	PARK_S = CLOCK_DAY_S,
	PARK_BATCH = 64,
	/* Overlap of visits: clocks differ, lists lag behind. */
	OVERLAP_S = CLOCK_DAY_S
};

static const struct {
	enum stage stage;
	int64_t priority;
} harvest_stages[] = {
	{ STAGE_CONTRIBUTORS, PRIORITY_FIRST_CONTRIBUTORS },
	{ STAGE_PULLS, PRIORITY_FIRST_PULLS },
	{ STAGE_COMMENTS, PRIORITY_FIRST_COMMENTS },
	{ STAGE_COMMITS, PRIORITY_FIRST_COMMITS },
};

enum {
	N_HARVEST = COUNT(harvest_stages),
	ALL_OPEN = 1 << STAGE_CONTRIBUTORS | 1 << STAGE_PULLS |
	    1 << STAGE_COMMENTS | 1 << STAGE_COMMITS
};

int64_t
seed_key(const char *name)
{
	uint64_t hash = 14695981039346656037ULL; /* FNV-1a */

	for (; *name != '\0'; name++)
		hash =
		    (hash ^ (unsigned char)str_lower(*name)) * 1099511628211ULL;
	hash >>= 1; /* a positive int64_t */
	return hash == 0 ? 1 : (int64_t)hash;
}

static int
collect(struct seeds *seeds, const char *name, struct seed **ret_seed,
    struct err_detail *detail)
{
	int64_t key = seed_key(name);
	struct seed *known = seeds_by_key(seeds, key);

	if (!github_is_full_name(name))
		return err_set(detail, ERR_INVAL,
		    "%s: not a repository, expected OWNER/NAME", name);
	if (known == NULL) {
		known = &seeds->items[seeds->n++];
		*known =
		    (struct seed){ .name = name, .key = key, .open = ALL_OPEN };
	}
	*ret_seed = known;
	return 0;
}

/* A seed of several roles is the share of the one that has fewest others. */
static int
collect_role(struct seeds *seeds, const struct role *role,
    struct err_detail *detail)
{
	int64_t share = share_of_role(role->name);
	int rc = 0;

	for (size_t i = 0; i < role->n_seeds && rc == 0; i++) {
		struct seed *seed;

		rc = collect(seeds, role->seeds[i], &seed, detail);
		if (rc != 0 ||
		    (seed->rivals > 0 && seed->rivals <= role->n_seeds))
			continue;
		seed->rivals = role->n_seeds;
		seed->share = share;
	}
	return rc;
}

int
seeds_collect(struct seeds *seeds, const struct crawl_options *options,
    struct arena *arena, struct err_detail *detail)
{
	size_t room = options->n_extra_seeds;
	int rc = 0;

	for (size_t i = 0; i < options->n_roles; i++)
		room += options->roles[i].n_seeds;
	memset(seeds, 0, sizeof(*seeds));
	seeds->items = arena_calloc(arena, room + 1, sizeof(struct seed));
	seeds->by_id = map_new();
	for (size_t i = 0; i < options->n_extra_seeds && rc == 0; i++) {
		struct seed *seed;

		rc = collect(seeds, options->extra_seeds[i], &seed, detail);
		if (rc != 0)
			break;
		seed->is_explicit = true;
		if (options->n_roles == 1)
			seed->share = share_of_role(options->roles[0].name);
	}
	for (size_t i = 0; i < options->n_roles && rc == 0; i++)
		rc = collect_role(seeds, &options->roles[i], detail);
	return rc;
}

void
seeds_done(struct seeds *seeds)
{
	map_free(seeds->by_id);
	seeds->by_id = NULL;
}

struct seed *
seeds_by_id(const struct seeds *seeds, int64_t id)
{
	return map_get_id(seeds->by_id, id);
}

struct seed *
seeds_by_key(const struct seeds *seeds, int64_t key)
{
	for (size_t i = 0; i < seeds->n; i++)
		if (seeds->items[i].key == key)
			return &seeds->items[i];
	return NULL;
}

void
seeds_stage_done(struct seeds *seeds, int64_t id, int stage)
{
	struct seed *seed = seeds_by_id(seeds, id);

	if (seed != NULL)
		seed->open &= ~(1U << stage);
}

int64_t
seeds_count_done(const struct seeds *seeds)
{
	int64_t n = 0;

	for (size_t i = 0; i < seeds->n; i++)
		n += seeds->items[i].is_missing || seeds->items[i].open == 0;
	return n;
}

/*
 * Arms one harvest stage.  A visit that was cut short goes on where it stood;
 * a finished one is followed by one that only looks for what is new, unless
 * the horizon now reaches farther back than was looked at.
 */
static int
arm(struct walk *walk, struct txn *txn, int64_t id, const char *full_name,
    size_t which)
{
	struct arena arena = { 0 };
	struct cursor cursor = { .since = walk->horizon, .start = walk->now };
	struct task old = { 0 };
	struct task task = { .stage = harvest_stages[which].stage,
		.subject = id,
		.name = full_name,
		.due = walk->now,
		.priority = harvest_stages[which].priority };
	int rc = store_task_get(txn, task.stage, id, &arena, &old);

	if (rc == 0 && old.done_at != 0) {
		struct cursor covered;

		cursor_parse(&arena, old.cursor, &covered);
		cursor.covered = covered.covered;
		if (covered.covered > 0 && covered.covered <= walk->horizon &&
		    old.visited_at - OVERLAP_S > walk->horizon)
			cursor.since = old.visited_at - OVERLAP_S;
	}
	task.cursor = cursor_format(&arena, &cursor);
	task.visited_at = old.visited_at;
	if (rc == 0 && old.done_at == 0 && !old.is_dead) {
		/* unfinished, or put off by a run that did not walk it */
		old.due = walk->now;
		rc = store_task_put(txn, &old);
	} else if (rc == 0 || rc == ERR_NOTFOUND || rc == ERR_CORRUPT) {
		rc = store_task_put(txn, &task);
	}
	arena_done(&arena);
	return rc;
}

int
seeds_found(struct walk *walk, struct txn *txn, int64_t key, int64_t id,
    const char *full_name)
{
	struct seed *seed = seeds_by_key(&walk->seeds, key);
	int rc = 0;

	/* two names of one repository: harvested once */
	if (seed == NULL || seed->id == id)
		return 0;
	seed->id = id;
	if (seeds_by_id(&walk->seeds, id) != NULL) {
		seed->open = 0;
		return 0;
	}
	map_put_id(walk->seeds.by_id, id, seed);
	for (size_t i = 0; i < N_HARVEST && rc == 0; i++)
		rc = arm(walk, txn, id, full_name, i);
	return rc;
}

/* Makes a seed's own task due where it should be: a dead one when it was named
 * or its time has come, one that was put off before it was ever read. */
static int
wake(struct walk *walk, struct txn *txn, struct seed *seed, struct task *task)
{
	if (task->is_dead && !seed->is_explicit && task->due > walk->now) {
		seed->is_missing = true;
		return 0;
	}
	if (!task->is_dead && task->done_at != 0)
		return 0;
	task->is_dead = false;
	task->attempts = 0;
	task->due = walk->now;
	return store_task_put(txn, task);
}

static int
arm_seed(struct walk *walk, struct txn *txn, struct seed *seed)
{
	struct arena arena = { 0 };
	struct task task;
	int64_t id = 0;
	int rc =
	    store_task_get(txn, STAGE_REPOSITORY, seed->key, &arena, &task);

	if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT) {
		rc = frontier_add(walk, txn, STAGE_REPOSITORY, seed->key,
		    seed->name, PRIORITY_SEED);
	} else if (rc == 0) {
		rc = wake(walk, txn, seed, &task);
		/* known already: the harvest need not wait for the facts */
		if (rc == 0 && task.cursor != NULL && !seed->is_missing &&
		    str_to_int(task.cursor, 1, INT64_MAX, &id) == 0)
			rc = seeds_found(walk, txn, seed->key, id, task.name);
	}
	arena_done(&arena);
	return rc;
}

/* Puts off the due tasks of repositories that are no seeds of this run. */
static int
park(struct walk *walk, struct txn *txn, enum stage stage)
{
	const struct task_query query = { .stage = stage, .now = walk->now };
	struct arena arena = { 0 };
	size_t max = walk->seeds.n + PARK_BATCH, n = 0, parked;
	struct task *tasks = arena_calloc(&arena, max, sizeof(*tasks));
	int rc;

	do {
		parked = 0;
		rc = store_task_due(txn, &query, &arena, tasks, max, &n);
		for (size_t i = 0; i < n && rc == 0; i++) {
			bool is_ours = stage == STAGE_REPOSITORY
			    ? seeds_by_key(&walk->seeds, tasks[i].subject) !=
				NULL
			    : seeds_by_id(&walk->seeds, tasks[i].subject) !=
				NULL;

			if (is_ours)
				continue;
			tasks[i].due = walk->now + PARK_S;
			rc = store_task_put(txn, &tasks[i]);
			parked++;
		}
	} while (rc == 0 && parked > 0);
	arena_done(&arena);
	return rc;
}

static int
arm_searches(struct walk *walk, struct txn *txn, const struct role *role)
{
	int rc = 0;

	for (size_t i = 0; i < role->n_people && rc == 0; i++) {
		struct task task = { .stage = STAGE_SEARCH,
			.subject = seed_key(role->people[i]),
			.name = role->people[i],
			.priority = PRIORITY_SEARCH,
			.share = share_of_role(role->name) };

		rc = frontier_add_for(walk, txn, &task);
	}
	return rc;
}

int
seeds_arm(struct walk *walk, struct txn *txn)
{
	int rc = 0;

	for (size_t i = 0; i < walk->seeds.n && rc == 0; i++)
		rc = arm_seed(walk, txn, &walk->seeds.items[i]);
	for (size_t i = 0; i < walk->options->n_roles && rc == 0; i++)
		rc = arm_searches(walk, txn, &walk->options->roles[i]);
	if (rc == 0)
		rc = park(walk, txn, STAGE_REPOSITORY);
	for (size_t i = 0; i < N_HARVEST && rc == 0; i++)
		rc = park(walk, txn, harvest_stages[i].stage);
	return rc;
}
