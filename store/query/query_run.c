/* Runs a query: prepares, chooses a plan, and falls back to records where the
 * index can't be read. */
#include "store/query/query_run.h"

#include <string.h>

#include "store/query/query_reader.h"
#include "store/store_internal.h"

static int
open_role(struct run *run)
{
	struct query_source *source = &run->source;
	int64_t leads;
	int rc;

	rc = store_role_find(source->txn, source->options->role, &source->role);
	if (rc == ERR_NOTFOUND) {
		source->role = (struct role_slot){ 0 };
		rc = 0;
	}
	if (rc == 0)
		rc = db_count(source->txn, TABLE_LEAD, &leads);
	if (rc == 0) {
		column_open_cards(&source->cards, source->txn,
		    source->role.slot);
		source->has_leads = leads > 0;
		run->counts.total = source->role.leads;
	}
	return rc;
}

/* A store of an older schema has none. */
static int
open_index(struct run *run)
{
	struct query_source *source = &run->source;
	struct txn *txn = source->txn;
	int rc;

	if (source->role.leads == 0 || !db_has(txn->store, TABLE_POSTING) ||
	    !db_has(txn->store, TABLE_COLUMN))
		return 0;
	rc = posting_chunks(txn, &run->n_chunks);
	if (rc < 0 || run->n_chunks == 0)
		return rc == ERR_CORRUPT ? 0 : rc;
	column_init(&source->signals, txn, COLUMN_SIGNAL, source->role.slot);
	source->index = query_index_new(source);
	query_chunk_init(&run->chunk, source);
	query_rules_init(run);
	return query_index_failed(source->index);
}

static void
close_index(struct run *run)
{
	if (run->source.index == NULL)
		return;
	query_bound_done(&run->bound);
	query_chunk_done(&run->chunk);
	query_index_free(run->source.index);
	run->source.index = NULL;
}

/* Weights that are not given are the role's. */
static void
open_weights(struct run *run)
{
	const double *given = run->source.options->weights;
	struct query_source *source = &run->source;
	double weights[FAMILY_COUNT];

	source->by = source->role.by;
	for (size_t i = 0; given != NULL && i < FAMILY_COUNT; i++)
		weights[i] = given[i] < 0
		    ? (double)source->by.weights.of[i] / WEIGHT_UNIT
		    : given[i];
	if (given != NULL)
		weights_from(weights, &source->by.weights);
}

/* ---- without an index ---- */

static int
list_top(struct run *run)
{
	int64_t offset = run->source.options->offset - run->passed;
	int64_t rank = run->after.rank + run->passed;
	const struct top_entry *entries;
	size_t n;
	int rc = 0;

	if (run->top == NULL)
		return 0;
	entries = top_sort(run->top, &n);
	for (size_t i = offset > 0 ? (size_t)offset : 0;
	     rc == 0 && i < n && !query_is_full(run); i++)
		rc = query_excuse(run,
		    query_list_entry(run, &entries[i], rank + (int64_t)i + 1));
	return rc;
}

/* Every lead of the role, in one walk; lists those behind run->after. */
static int
walk_records(struct run *run)
{
	const struct query_options *options = run->source.options;
	size_t max = options->limit < 0
	    ? SIZE_MAX
	    : (size_t)(options->offset + options->limit);
	int rc;

	if (!run->is_stored_order)
		run->top = top_new(max);
	rc = query_walk(run);
	return rc == 0 ? list_top(run) : rc;
}

/* ---- with one ---- */

static void
make_apart(struct run *run)
{
	const struct query_options *options = run->source.options;

	run->apart = top_new(options->limit < 0
		? SIZE_MAX
		: (size_t)(options->offset + options->limit));
	run->keeps_apart = true;
}

static void
drop_tops(struct run *run)
{
	top_free(run->top);
	top_free(run->apart);
	query_ahead_drop(run);
	run->top = run->apart = NULL;
}

/* Nobody of the best is to be shown: of the others sets tell sooner. */
static int
walk_or_count(struct run *run)
{
	struct query_counts before = run->counts;
	int rc = query_walk(run);

	if (rc < 0 || !query_walk_is_vain(run))
		return rc;
	if (run->explain != NULL)
		buf_text(run->explain,
		    "nobody of the best is to be shown: everything is "
		    "counted\n");
	drop_tops(run);
	make_apart(run);
	run->counts = before;
	run->plan = QUERY_PLAN_COUNT;
	return query_count(run);
}

static int
run_plan(struct run *run)
{
	switch (run->plan) {
	case QUERY_PLAN_CHEAPEST:
	case QUERY_PLAN_WALK:
		return walk_or_count(run);
	case QUERY_PLAN_STRIDE:
		return query_stride(run);
	case QUERY_PLAN_COUNT:
		return query_count(run);
	case QUERY_PLAN_PICK:
		return query_pick(run);
	case QUERY_PLAN_FRONT:
		break; /* see run_sets() */
	}
	return 0;
}

/* Sets are made before anybody is listed by them: when they fail in a later
 * pass, what those before have listed stands. */
static bool
can_start_again(const struct run *run)
{
	return run->counts.listed == run->passed_listed;
}

/* Counts everybody, and lists those behind the last pass. */
static void
start_again(struct run *run)
{
	int64_t listed = run->passed_listed;
	int64_t wanted = run->passed - run->source.options->offset;

	drop_tops(run);
	run->counts = (struct query_counts){ .total = run->counts.total,
		.listed = listed,
		.corrupt = wanted > listed ? wanted - listed : 0 };
	run->source.estimates_unplaced = false;
	run->is_full = false;
	run->ranked = run->passed;
	run->looked = 0;
	run->is_tallied = false;
	if (run->source.options->tally != NULL)
		query_tally_reset(run->source.options->tally);
	close_index(run);
}

static int
run_sets(struct run *run)
{
	int rc = query_plan_choose(run);

	if (rc == 0 && run->plan == QUERY_PLAN_FRONT) {
		rc = query_front(run);
		if (rc == ERR_NOTFOUND)
			rc = query_plan_choose_again(run);
		else if (rc != 0 || run->is_full)
			return rc;
		else
			run->plan = QUERY_PLAN_WALK;
	}
	make_apart(run);
	/* A walk asks of everybody. */
	if (rc == 0 && run->bound.is_set && run->plan != QUERY_PLAN_WALK &&
	    run->plan != QUERY_PLAN_STRIDE)
		query_chunk_limit(&run->chunk, &run->bound);
	if (rc == 0)
		rc = run_plan(run);
	if (rc == 0)
		rc = query_list_apart(run);
	query_chunk_limit(&run->chunk, NULL);
	if (rc == 0)
		rc = query_index_failed(run->source.index);
	return rc;
}

static int
run_all(struct run *run)
{
	int rc = ERR_CORRUPT;

	if (run->source.index != NULL)
		rc = run_sets(run);
	if (run->source.index == NULL ||
	    (rc == ERR_CORRUPT && can_start_again(run))) {
		start_again(run);
		make_apart(run);
		rc = walk_records(run);
		if (rc == 0)
			rc = query_list_apart(run);
	}
	if (rc == 0)
		rc = query_empty(run);
	return rc;
}

/* Whether more can follow the page. */
static void
settle_next(struct run *run)
{
	struct query_counts *counts = &run->counts;
	int64_t before = run->source.options->offset;

	counts->is_partial = run->is_full;
	if (counts->is_partial || counts->next[0] == '\0')
		return;
	if (!run->after.is_set && before + counts->listed >= counts->matched)
		counts->next[0] = '\0';
}

static int
check_options(const struct query_options *options, struct err_detail *detail)
{
	if (options->role == NULL || options->offset < 0 ||
	    options->offset > INT32_MAX || options->limit > INT32_MAX)
		return err_set(detail, ERR_INVAL,
		    "query: no role, or a page out of range");
	if (options->cursor != NULL && options->offset > 0)
		return err_set(detail, ERR_INVAL,
		    "cursor: goes without an offset");
	return 0;
}

static int
run_query(struct run *run, struct err_detail *detail)
{
	const struct query *query = run->source.query;
	const struct query_tuning *tuning = run->source.options->tuning;
	int rc;

	run->is_stored_order =
	    query->sort == SORT_SCORE && run->source.options->weights == NULL;
	run->kept_max =
	    tuning != NULL && tuning->kept > 0 ? (size_t)tuning->kept : TOP_MAX;
	rc = query_cursor_read(run, detail);
	if (rc == 0)
		rc = open_role(run);
	if (rc == 0) {
		open_weights(run);
		if (run->source.options->reader != NULL)
			query_reader_begin(run->source.options->reader,
			    run->source.options, &run->source.by);
		rc = open_index(run);
	}
	if (rc == 0)
		rc = run_all(run);
	query_plan_tell(run);
	settle_next(run);
	drop_tops(run);
	close_index(run);
	return rc;
}

/* The contract between rooms.  NOLINTBEGIN(readability-function-size) */
int
query_run(struct txn *txn, const struct query *query,
    const struct query_options *options, int64_t now,
    int (*each)(void *context, const struct lead_row *row), void *each_context,
    struct query_counts *ret_counts, struct err_detail *detail)
{
	struct run run = { .each = each, .context = each_context };
	int rc = check_options(options, detail);

	if (rc < 0)
		return rc;
	query_source_init(&run.source, txn, query, options);
	run.source.now = now;
	run.explain = options->explain;
	query_row_init(&run.row, &run.source);
	rc = run_query(&run, detail);
	query_row_done(&run.row);
	query_source_done(&run.source);
	*ret_counts = run.counts;
	if (rc < 0 && txn_failure(txn)[0] != '\0')
		(void)err_set(detail, rc, "%s", txn_failure(txn));
	return rc;
}
/* NOLINTEND(readability-function-size) */
