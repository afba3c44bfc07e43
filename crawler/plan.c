#include <inttypes.h>

#include "base/clock.h"
#include "crawler/frontier.h"
#include "crawler/walk.h"
#include "store/task.h"

/*
 * The plan of a run, for a person.  Nothing is sent and nothing written: what
 * is not known beforehand (how long lists are) is bounded by what is usual.
 */

enum {
	/* A first harvest of a large repository within three years: about
	 * 1,500 pull requests, 4,500 review comments, 2,200 commits. */
	FIRST_VISIT_POINTS = 5 + 15 + 45 + 22,
	LATER_VISIT_POINTS = 4,
	SEED_PEOPLE = 500, /* whom a contributor list and pull requests name */
	SEARCH_PEOPLE = 1000, /* GitHub gives no more of one search */
	PAGE = 100 /* people of a page of a search, or of a probe */
};

struct plan {
	size_t new_seeds;
	size_t known_seeds;
	size_t searches;
	int64_t due_people;
	int64_t known_people;
};

static int
look_at_seed(struct txn *txn, const struct seed *seed, struct plan *plan)
{
	struct arena arena = { 0 };
	struct task task;
	int rc =
	    store_task_get(txn, STAGE_REPOSITORY, seed->key, &arena, &task);

	if (rc == 0 && task.done_at != 0)
		plan->known_seeds++;
	else
		plan->new_seeds++;
	arena_done(&arena);
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* Searches that were made this week are not made again. */
static int
look_at_searches(struct txn *txn, const struct role *role, int64_t now,
    struct plan *plan)
{
	struct arena arena = { 0 };
	int rc = 0;

	for (size_t i = 0; i < role->n_people && rc == 0; i++) {
		struct task task;

		rc = store_task_get(txn, STAGE_SEARCH,
		    seed_key(role->people[i]), &arena, &task);
		if (rc != 0 || task.done_at == 0 || task.due <= now)
			plan->searches++;
		if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
			rc = 0;
	}
	arena_done(&arena);
	return rc;
}

static int
look_at_people(struct txn *txn, const struct task_query *query,
    struct plan *plan)
{
	struct store_stats stats;
	int rc = store_task_count(txn, query, &plan->due_people);

	if (rc == 0)
		rc = store_stats(txn, &stats);
	if (rc == 0)
		plan->known_people = stats.profiles;
	return rc;
}

static int64_t
people_points(int64_t people, int64_t repositories)
{
	struct shape batch = { OPERATION_PEOPLE, 23, 0 };

	/* their READMEs ride along */
	return (people + 22) / 23 *
	    operation_cost(&batch, 1, (long)repositories);
}

static void
write_plan(const struct crawl_options *options, const struct seeds *seeds,
    const struct plan *plan, struct buf *out)
{
	int64_t repositories = options->config->crawl_people_repositories > 0
	    ? options->config->crawl_people_repositories
	    : 6;
	int64_t harvest = (int64_t)plan->new_seeds * FIRST_VISIT_POINTS +
	    (int64_t)plan->known_seeds * LATER_VISIT_POINTS;
	int64_t searches = (int64_t)plan->searches * (SEARCH_PEOPLE / PAGE);
	int64_t looks = (plan->known_people + PAGE - 1) / PAGE;
	int64_t people = plan->due_people +
	    (int64_t)plan->new_seeds * SEED_PEOPLE +
	    (int64_t)plan->searches * SEARCH_PEOPLE;
	int64_t visits, total;

	if (options->max_people > 0 && people > options->max_people)
		people = options->max_people;
	visits = people_points(people, repositories);
	total = harvest + searches + looks + visits;
	for (size_t i = 0; i < options->n_roles; i++)
		buf_format(out, "role %s: %zu seeds, %" PRId64 " months back\n",
		    options->roles[i].name, options->roles[i].n_seeds,
		    options->roles[i].horizon_months);
	for (size_t i = 0; i < seeds->n; i++)
		buf_format(out, "  %s%s\n", seeds->items[i].name,
		    seeds->items[i].is_explicit ? " (this run)" : "");
	buf_format(out,
	    "%zu repositories are new, %zu known: at most about %" PRId64
	    " points to harvest\n",
	    plan->new_seeds, plan->known_seeds, harvest);
	if (plan->searches > 0)
		buf_format(out,
		    "%zu searches: about %d points for each thousand found\n",
		    plan->searches, SEARCH_PEOPLE / PAGE);
	if (looks > 0)
		buf_format(out,
		    "%" PRId64 " people are known: %" PRId64
		    " points to see who changed\n",
		    plan->known_people, looks);
	buf_format(out,
	    "%" PRId64 " people are due now; about %" PRId64
	    " visits in all: %" PRId64 " points\n",
	    plan->due_people, people, visits);
	if (options->budget > 0)
		buf_format(out,
		    "in all at most about %" PRId64
		    " points, ended by the budget of %" PRId64 "\n",
		    total, options->budget);
	else
		buf_format(out,
		    "in all at most about %" PRId64
		    " points; GitHub grants 5,000 an hour of each kind\n",
		    total);
}

int
crawl_plan(struct store *store, const struct crawl_options *options,
    struct buf *out, struct err_detail *detail)
{
	struct plan plan = { 0 };
	struct arena arena = { 0 };
	struct seeds seeds = { 0 };
	struct txn *txn = NULL;
	struct task_query query = { .stage = STAGE_PEOPLE,
		.now = clock_wall() };
	struct shares shares;
	int rc = seeds_collect(&seeds, options, &arena, detail);

	shares_collect(&shares, options, &arena);
	query.shares = shares.numbers;
	query.n_shares = shares.n;

	if (rc == 0)
		rc = store_begin(store, false, &txn, detail);
	for (size_t i = 0; i < seeds.n && rc == 0; i++)
		rc = look_at_seed(txn, &seeds.items[i], &plan);
	for (size_t i = 0; i < options->n_roles && rc == 0; i++)
		rc =
		    look_at_searches(txn, &options->roles[i], query.now, &plan);
	if (rc == 0)
		rc = look_at_people(txn, &query, &plan);
	if (rc == 0)
		write_plan(options, &seeds, &plan, out);
	txn_abort(txn);
	seeds_done(&seeds);
	arena_done(&arena);
	return rc;
}
