/*
 * Chooses how to run a query, by what a sample of leads tells.
 *
 * The costs are in microseconds of processor time, estimated from profiles of
 * queries over 1,000,000 leads in memory; they need only be right to a factor of
 * two or three.
 */
#include <math.h>

#include "store/query/query_run.h"
#include "store/query/query_sample.h"
#include "store/query/query_sieve.h"

enum {
	CHEAP_US = 500, /* counting everything is worth that much */
	/* Of so few nothing is estimated, and texts of so few are read. */
	BOUND_FEW = 2048,
	BOUND_READ = 128,
	VAIN = 20000, /* steps of a walk: counting takes about as long */
	/* So few are gathered from the chunks. */
	GATHERED_MOST = 6000
};

static const double US_CHUNK = 8, US_TERM = 5, US_BLOCK = 1, US_CARD = 0.02,
		    US_SCAN = 3, US_BRIEF = 25, US_FATE = 0.25, US_KEPT = 0.05,
		    US_KEPT_LONG = 0.3, US_ENTRY = 0.15, US_STEP = 0.08,
		    US_SEEN = 0.3, US_PROBE = 0.05, US_LOOK = 3, US_VERIFY = 60,
		    RATE = 0.3, NEAR = 0.15, US_BOUND = 0.6, RULES = 4;

struct costs {
	double walk;
	double stride;
	double count;
	double pick;
};

/* ---- the costs ---- */

struct leaves {
	double terms; /* looked up in each chunk */
	double scans; /* conditions that briefs answer */
	double probed; /* conditions that postings answer for one lead */
	double probed_terms; /* what they look up in each chunk */
	bool is_verified; /* texts may have to be read */
};

/* Terms of one condition mostly stand together. */
static double
lookups(size_t terms)
{
	return terms == 0 ? 0 : 1 + NEAR * (double)(terms - 1);
}

/* As deep as the parser allows.  NOLINTBEGIN(misc-no-recursion) */
static void
count_leaves(const struct run *run, const struct node *node,
    struct leaves *leaves)
{
	if (node->kind == NODE_LEAF &&
	    query_index_knows(run->source.index, node->leaf)) {
		double terms =
		    lookups(query_index_terms(run->source.index, node->leaf));

		leaves->terms += terms;
		if (node->predicate.access == ACCESS_TERMS) {
			leaves->probed++;
			leaves->probed_terms += terms;
		}
		if (!query_index_is_exact(run->source.index, node->leaf) &&
		    !query_index_is_told(run->source.index, node->leaf))
			leaves->is_verified = true;
	} else if (node->kind == NODE_LEAF)
		leaves->scans++;
	for (size_t i = 0; i < node->n; i++)
		count_leaves(run, node->children[i], leaves);
}
/* NOLINTEND(misc-no-recursion) */

static double
least(double a, double b)
{
	return a < b ? a : b;
}

/* Reading the blocks of so many cards, which lie anywhere. */
static double
cost_of_blocks(double n, double cards)
{
	double blocks = n / COLUMN_BLOCK;

	return blocks > 0 ? blocks * (1 - exp(-cards / blocks)) * US_BLOCK : 0;
}

/* Keeping the best `need` of so many in order. */
static double
cost_of_keeping(const struct run *run, double n, double need)
{
	/* Where everything is kept, all of it is sorted. */
	if (run->source.options->limit < 0)
		return n * US_KEPT_LONG;
	/* Every card is read. */
	if (run->source.query->sort == SORT_SIGNAL ||
	    run->source.options->weights != NULL)
		return n * US_KEPT;
	/* Who comes in is one of the best of those before. */
	return n <= need ? n * US_ENTRY : need * (1 + log(n / need)) * US_ENTRY;
}

/* Of a chunk's leads: the first one reads the chunk's briefs. */
static double
cost_of_scans(const struct leaves *leaves)
{
	return leaves->scans > 0 ? US_BRIEF + leaves->scans * US_SCAN : 0;
}

/* Making the sets of all leads. */
static double
cost_of_sets(const struct run *run, const struct query_estimate *all,
    const struct leaves *leaves, double chunks)
{
	double n = (double)run->source.role.leads, cards = n * all->cards;
	double lists = US_CHUNK + leaves->terms * US_TERM;
	double sets =
	    chunks * (lists + cost_of_scans(leaves) + RULES * US_SCAN) +
	    cards * US_CARD + cost_of_blocks(n, cards);

	if (!run->bound.is_set)
		return sets;
	chunks = least(chunks, (double)run->bound.n);
	return least(sets, chunks * lists + (double)run->bound.n * US_BOUND);
}

static struct costs
weigh_up(const struct run *run, const struct query_estimate *all)
{
	const struct query_options *options = run->source.options;
	struct leaves leaves = { 0 };
	double n = (double)run->source.role.leads, chunks = run->n_chunks;
	double sure = n * all->sure, unsure = n * all->unsure;
	double shown, need, look, sets, steps, seen, looks;
	struct costs costs;

	count_leaves(run, run->source.query->root, &leaves);
	look = leaves.is_verified ? US_VERIFY : US_LOOK;
	/* None in the sample is not none at all. */
	shown =
	    all->shown * (all->sure + RATE * all->unsure) + 0.5 / (all->n + 1);
	need = options->limit < 0 ? n * shown
				  : (double)(options->offset + options->limit);
	sets = cost_of_sets(run, all, &leaves, chunks);
	costs.count = (1 + need / TOP_MAX) *
	    (sets + cost_of_keeping(run, sure, need) + unsure * look);
	costs.pick = sets + cost_of_keeping(run, sure + unsure, need) +
	    least(need / QUERY_SHOWN, sure) * US_LOOK +
	    least(need / RATE, unsure) * look;
	/* Without texts to read there is nothing to put off. */
	if (!leaves.is_verified)
		costs.pick = 2 * costs.count;
	costs.walk = costs.stride = costs.count + costs.pick;
	if (!run->is_stored_order)
		return costs;
	steps = least(n, need / shown);
	looks = steps * US_STEP + steps * all->unsure * look;
	/* Those who are seen: lists leave the others out. */
	seen = query_sieve_narrows(run->source.index, run->source.query->root)
	    ? steps * least(1, all->cards + all->sure + all->unsure)
	    : steps;
	costs.walk = looks + seen * (US_SEEN + leaves.probed * US_PROBE) +
	    cost_of_blocks(n, seen) +
	    least(chunks, steps) * (leaves.probed_terms + 1) * US_TERM;
	if (run->n_chunks <= FATES_KEPT)
		costs.stride = looks + steps * all->sure * US_FATE +
		    least(chunks, steps) *
			(US_CHUNK + leaves.terms * US_TERM +
			    cost_of_scans(&leaves));
	return costs;
}

/* ---- the choice ---- */

/* Whoever is left out is counted, too. */
static bool
counts_all(const struct run *run)
{
	const struct query_options *options = run->source.options;

	return query_is_small(run) || options->limit == 0 ||
	    options->tally != NULL;
}

/* Few can match, and lists name them. */
static bool
is_bound(const struct run *run)
{
	return run->bound.is_set && run->bound.n <= BOUND_FEW;
}

/* Whether texts of some may have to be read. */
static bool
is_verified(const struct run *run)
{
	struct leaves leaves = { 0 };

	count_leaves(run, run->source.query->root, &leaves);
	return leaves.is_verified;
}

/* Nothing is asked: the rank is the list. */
static bool
is_whole_rank(const struct run *run)
{
	return run->source.query->root->kind == NODE_ALL &&
	    run->is_stored_order && !counts_all(run);
}

/* All may be past their notice date: that takes long to find by walking. */
static int64_t
vain_after(const struct run *run)
{
	const struct query_tuning *tuning = run->source.options->tuning;

	if (tuning != NULL && tuning->vain > 0)
		return tuning->vain;
	return is_whole_rank(run) ? VAIN : INT64_MAX;
}

static bool
is_tuned(const struct run *run)
{
	const struct query_tuning *tuning = run->source.options->tuning;

	if (tuning != NULL && tuning->plan == QUERY_PLAN_FRONT)
		return run->has_front;
	return tuning != NULL && tuning->plan != QUERY_PLAN_CHEAPEST &&
	    run->source.options->tally == NULL &&
	    run->source.options->limit != 0 &&
	    ((tuning->plan != QUERY_PLAN_WALK &&
		 tuning->plan != QUERY_PLAN_STRIDE) ||
		run->is_stored_order) &&
	    (tuning->plan != QUERY_PLAN_STRIDE || run->n_chunks <= FATES_KEPT);
}

static enum query_plan
choose(const struct run *run, const struct costs *costs)
{
	const struct query_options *options = run->source.options;

	if (is_tuned(run))
		return options->tuning->plan;
	if (options->limit == 0 || options->tally != NULL)
		return QUERY_PLAN_COUNT;
	if (is_bound(run) && options->limit > 0 && !query_is_small(run) &&
	    run->bound.n > BOUND_READ && is_verified(run))
		return QUERY_PLAN_PICK;
	if (is_bound(run))
		return QUERY_PLAN_COUNT;
	if (run->has_front)
		return QUERY_PLAN_FRONT;
	if (is_whole_rank(run))
		return options->limit < 0 && run->n_chunks <= FATES_KEPT
		    ? QUERY_PLAN_STRIDE
		    : QUERY_PLAN_WALK;
	if (query_is_small(run))
		return options->limit < 0 && run->is_stored_order
		    ? QUERY_PLAN_WALK
		    : QUERY_PLAN_COUNT;
	if (costs->count <= CHEAP_US ||
	    costs->count <=
		least(costs->stride, least(costs->walk, costs->pick)))
		return QUERY_PLAN_COUNT;
	if (costs->stride < least(costs->walk, costs->pick))
		return QUERY_PLAN_STRIDE;
	return costs->walk <= costs->pick ? QUERY_PLAN_WALK : QUERY_PLAN_PICK;
}

static const char *
reason(const struct run *run)
{
	const struct query_options *options = run->source.options;

	if (is_tuned(run))
		return "it was asked for";
	if (options->tally != NULL)
		return "facets count everything";
	if (options->limit == 0)
		return "everything is to be counted";
	if (is_bound(run))
		return "few can match";
	if (run->has_front)
		return "it may have the page";
	if (is_whole_rank(run))
		return "nothing is asked of them";
	if (query_is_small(run))
		return "in a role of this size everything is counted";
	return "it is the cheapest";
}

static const char *
where(const struct run *run, const struct node *node)
{
	switch (node->predicate.access) {
	case ACCESS_CARD:
		return query_index_knows(run->source.index, node->leaf)
		    ? "lists"
		    : "cards";
	case ACCESS_SIGNAL:
		return "signals' column";
	case ACCESS_TERMS:
		return query_index_is_exact(run->source.index, node->leaf)
		    ? "lists"
		    : "lists, then records";
	case ACCESS_LEAD:
		return "cards; records of the pipeline";
	case ACCESS_KNOWN:
		return "lists, then records";
	}
	return "";
}

/* As deep as the parser allows.  NOLINTBEGIN(misc-no-recursion) */
static int
tell_leaves(struct run *run, const struct node *node)
{
	struct query_estimate one;
	int rc = 0;

	if (node->kind == NODE_LEAF) {
		rc = query_sample_take(run, node, &one);
		buf_format(run->explain,
		    "condition: %.*s: from %s; %.1f %% match, %.1f %% may\n",
		    (int)node->source_len, node->source, where(run, node),
		    one.sure * 100, one.unsure * 100);
	}
	for (size_t i = 0; i < node->n && rc == 0; i++)
		rc = tell_leaves(run, node->children[i]);
	return rc;
}
/* NOLINTEND(misc-no-recursion) */

static int
tell_choice(struct run *run, const struct query_estimate *all,
    const struct costs *costs)
{
	static const char *const names[] = {
		[QUERY_PLAN_CHEAPEST] = "",
		[QUERY_PLAN_WALK] = "walk the rank until the page is full",
		[QUERY_PLAN_STRIDE] = ("walk the rank until the page is full, "
				       "with sets of all leads"),
		[QUERY_PLAN_COUNT] = "sets of all leads, everything counted",
		[QUERY_PLAN_PICK] =
		    "sets of all leads, then records of the best",
		[QUERY_PLAN_FRONT] = "sets of the best leads until the page is "
				     "full",
	};
	static const char *const of_few[] = {
		[QUERY_PLAN_CHEAPEST] = "",
		[QUERY_PLAN_WALK] = "walk the rank until the page is full",
		[QUERY_PLAN_STRIDE] = "walk the rank until the page is full, "
				      "with sets of all leads",
		[QUERY_PLAN_COUNT] = "sets of whom lists leave, all of them "
				     "counted",
		[QUERY_PLAN_PICK] = "sets of whom lists leave, then records "
				    "of the best",
		[QUERY_PLAN_FRONT] = "sets of the best leads until the page is "
				     "full",
	};
	int rc = tell_leaves(run, run->source.query->root);

	buf_format(run->explain,
	    "sample: %.0f of %lld leads: %.1f %% match, %.1f %% must be looked "
	    "at\n",
	    all->n, (long long)run->source.role.leads, all->sure * 100,
	    all->unsure * 100);
	buf_format(run->explain, "estimates: count %.1f ms, pick %.1f ms%s",
	    costs->count / 1000, costs->pick / 1000,
	    run->is_stored_order ? "" : "\n");
	if (run->is_stored_order)
		buf_format(run->explain, ", walk %.1f ms, with sets %.1f ms\n",
		    costs->walk / 1000, costs->stride / 1000);
	if (run->bound.is_set)
		buf_format(run->explain,
		    "lists leave %zu people who can match\n", run->bound.n);
	buf_format(run->explain, "plan: %s: %s\n",
	    run->bound.is_set ? of_few[run->plan] : names[run->plan],
	    reason(run));
	return rc;
}

/* Whether those whom lists leave are mostly few enough to be asked alone. */
static bool
can_gather(const struct run *run, const struct query_estimate *all)
{
	double n = (double)run->source.role.leads * (all->sure + all->unsure);
	const struct query_tuning *tuning = run->source.options->tuning;

	if ((run->plan != QUERY_PLAN_COUNT && run->plan != QUERY_PLAN_PICK) ||
	    run->bound.is_set || (tuning != NULL && tuning->ignores_lists) ||
	    !query_sieve_narrows(run->source.index, run->source.query->root))
		return false;
	return is_tuned(run) || (!query_is_small(run) && n <= GATHERED_MOST);
}

/* When the front had too few, it was a sample. */
static int
estimate_all(struct run *run, struct query_estimate *ret)
{
	double asked = (double)run->front_asked;

	if (asked == 0 || run->explain != NULL)
		return query_sample_take(run, run->source.query->root, ret);
	*ret = (struct query_estimate){ .n = asked,
		.sure = (double)run->front_found / asked,
		.shown = 1 };
	return 0;
}

/* Whether no other plan is chosen without an estimate. */
static bool
wants_front(const struct run *run)
{
	const struct query_tuning *tuning = run->source.options->tuning;

	if (tuning != NULL && tuning->plan != QUERY_PLAN_CHEAPEST)
		return tuning->plan == QUERY_PLAN_FRONT;
	return !counts_all(run) && !is_bound(run);
}

/* With what is known of the query by now. */
static int
decide(struct run *run)
{
	struct query_estimate all = { .n = 0 };
	struct costs costs = { 0 };
	int rc = 0;

	if (run->explain != NULL ||
	    (!query_is_small(run) && !is_bound(run) && !is_whole_rank(run) &&
		!run->has_front)) {
		rc = estimate_all(run, &all);
		costs = weigh_up(run, &all);
	}
	if (rc < 0)
		return rc;
	run->plan = choose(run, &costs);
	run->vain = vain_after(run);
	if (can_gather(run, &all))
		rc = query_bound_gather(&run->bound, &run->source,
		    run->n_chunks, QUERY_BOUND_MOST);
	if (rc < 0)
		return rc;
	return run->explain == NULL ? 0 : tell_choice(run, &all, &costs);
}

int
query_plan_choose(struct run *run)
{
	const struct query_options *options = run->source.options;
	int rc = 0;

	run->source.estimates_unplaced = run->source.query->has_place &&
	    options->limit >= 0 && !counts_all(run);
	if (run->source.estimates_unplaced)
		rc = query_sample_unplaced(run);
	if (rc == 0 &&
	    (options->tuning == NULL || !options->tuning->ignores_lists))
		rc = query_bound_make(&run->bound, &run->source,
		    run->source.query->root,
		    run->source.query->has_place &&
			!run->source.estimates_unplaced);
	if (rc == 0 && is_bound(run))
		rc = query_bound_tell(&run->bound, &run->source,
		    run->source.query->root);
	if (rc < 0)
		return rc;
	run->has_front = wants_front(run) && query_front_fits(run);
	return decide(run);
}

int
query_plan_choose_again(struct run *run)
{
	run->has_front = false;
	if (run->explain != NULL)
		buf_text(run->explain, "the best leads do not fill the page\n");
	return decide(run);
}

void
query_plan_tell(const struct run *run)
{
	if (run->explain == NULL)
		return;
	if (run->source.index == NULL)
		buf_text(run->explain,
		    "plan: walk the rank and read records: the index can't be "
		    "read\n");
	buf_format(run->explain,
	    "done: %lld leads looked at one by one, records of %lld read, "
	    "%lld listed%s\n",
	    (long long)run->looked, (long long)run->source.verified,
	    (long long)run->counts.listed,
	    run->counts.is_partial ? ", the rest not counted" : "");
}
