#include <inttypes.h>

#include "base/clock.h"
#include "crawler/frontier.h"
#include "crawler/walk.h"

/*
 * The plan of a run, for a person.  Nothing is sent and nothing written: what
 * is not known beforehand (how long lists are) is bounded by what is usual.
 */

enum {
	/* A first harvest of a large repository within three years: about
	 * 1,500 pull requests, 4,500 review comments, 2,200 commits. */
	FIRST_VISIT_POINTS = 5 + 15 + 45 + 22,
	LATER_VISIT_POINTS = 4,
	SEED_PEOPLE = 500 /* whom a contributor list and pull requests name */
};

struct plan {
	size_t new_seeds;
	size_t known_seeds;
	int64_t due_people;
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
	int64_t people =
	    plan->due_people + (int64_t)plan->new_seeds * SEED_PEOPLE;
	int64_t total;

	if (options->max_people > 0 && people > options->max_people)
		people = options->max_people;
	total = harvest + people_points(people, repositories);
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
	buf_format(out,
	    "%" PRId64 " people are due now; about %" PRId64
	    " visits in all: %" PRId64 " points\n",
	    plan->due_people, people, total - harvest);
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
	if (rc == 0)
		rc = store_task_count(txn, &query, &plan.due_people);
	if (rc == 0)
		write_plan(options, &seeds, &plan, out);
	txn_abort(txn);
	seeds_done(&seeds);
	arena_done(&arena);
	return rc;
}
